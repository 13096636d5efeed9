package scenarios

import (
	"math"
	"testing"
)

// A ratio of 0.6 with half of its log left is √0.6; as stated it is 0.6. What is law
// keeps its cut, and a scenario without one has no twin.
func TestUncorrected(t *testing.T) {
	m := testModel()
	rate := func(name, shrink string) string {
		return "{name: " + name + ", kind: rate, flow: exit-home, effect: {ratio: 0.6, ci95: [0.45, 0.8]}" + shrink + "}"
	}
	file := func(name string, list ...string) *File {
		text := "version: 1\nname: " + name + "\ninterventions:\n"
		for _, in := range list {
			text += "  - " + in + "\n"
		}
		f, faults := Parse(name+".yaml", []byte(text))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		return f
	}
	law := file("law", rate("lawful", ", shrink: 0.5"))
	files := []*File{file("cut", rate("a", ", shrink: 0.5"), rate("b", "")), file("whole", rate("c", ", shrink: 1"), rate("d", ""))}
	got := Uncorrected(law, files, m)
	if len(got) != 1 || got[0].Name != "cut-uncorrected" {
		t.Fatalf("%+v", got)
	}
	with, found := CompileOn(law, files, m)
	if with == nil {
		t.Fatal(found)
	}
	logs := func(name string, list int) (log, sd float64) {
		s := got[0]
		if list == 1 {
			s = with[1]
		}
		for _, c := range s.Changes {
			if c.Intervention == name {
				return c.Effect.Log, c.Effect.SD
			}
		}
		t.Fatalf("no change of %s", name)
		return 0, 0
	}
	for name, want := range map[string]float64{"lawful": 1, "a": 2, "b": 1} {
		x, sd := logs(name, 0)
		y, sd2 := logs(name, 1)
		if math.Abs(x/y-want) > 1e-12 || math.Abs(sd/sd2-want) > 1e-12 {
			t.Errorf("%s: %v as stated, %v as cut, want %v times", name, x, y, want)
		}
	}
}
