# The README names these; each is one plain command.
.PHONY: demo test build lint bench prove

demo:
	go run ./cmd/carecurve demo

test:
	go test ./...

build:
	CGO_ENABLED=0 go build -trimpath -o carecurve ./cmd/carecurve

lint:
	gofmt -l $$(git ls-files '*.go')
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

# The ratios, each of times taken side by side in one run, mean something on any
# machine: the engine against a bare loop, tenfold work, two workers, memory.
bench:
	go test -run '^$$' -bench 'Ratio|MemoryOf' ./sim/agents
	go test -run '^$$' -bench . -benchmem ./...

# Takes long: calibration over many made-up councils, long fuzzing. Its figures
# are kept in docs/proof.md with the commit they were measured at.
prove:
	CARECURVE_PROVE=1 go test -run "Prove|TestClaims" -timeout 3h -v ./...
