package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/sim/synth"
)

// synthSettings are the council file with the truth's prices and the three
// scenarios, as the truth has them, starting on the day after the data date.
func synthSettings(dataDate model.Date) []records.File {
	start := dataDate + 1
	var b strings.Builder
	fmt.Fprintf(&b, "version: 1\nauthority: {name: %s, code: %s}\ncosts:\n  price_base: %s\n  weekly:\n", synth.Authority.Name, synth.Authority.Code, model.FinancialYearOf(start))
	for s := range model.Settings {
		in, out := synth.Weekly[model.PlaceOf(model.Setting(s), model.InArea)], synth.Weekly[model.PlaceOf(model.Setting(s), model.OutOfArea)]
		if in == out {
			fmt.Fprintf(&b, "    %s: %s\n", model.Setting(s), pounds(in))
		} else {
			fmt.Fprintf(&b, "    %s: {in: %s, out: %s}\n", model.Setting(s), pounds(in), pounds(out))
		}
	}
	b.WriteString("  plan_month: 0\n  inflation: {default: 0%}\n")
	files := []records.File{{Name: "prices.yaml", Data: []byte(b.String())}}
	for _, laid := range []struct{ name, text string }{{"fgc", fgcYAML}, {"area", areaYAML}, {"cut", cutYAML}} {
		files = append(files, records.File{Name: laid.name + ".yaml", Data: []byte(strings.ReplaceAll(laid.text, "START", start.String()))})
	}
	return files
}

func pounds(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

const fgcYAML = `version: 1
name: fgc
title: Conferences at plan start
interventions:
  - name: divert
    kind: rate
    flow: plan-to-care
    cases: new
    start: START
    ramp: 6 months
    coverage: 60%
    offer: conferences
    effect: {ratio: 0.60}
  - name: shorter
    kind: duration
    of: plan
    cases: new
    start: START
    ramp: 6 months
    coverage: 60%
    offer: conferences
    effect: {ratio: 0.80}
`

const areaYAML = `version: 1
name: area
title: Half of new out-of-area placements found in the area
interventions:
  - name: local
    kind: redirect
    from: {location: out}
    to: {location: in}
    share: 50%
    start: START
`

const cutYAML = `version: 1
name: cut
title: Families come at 0.7 of the rate
interventions:
  - name: fewer-plans
    kind: rate
    flow: plan-start
    start: START
    effect: {ratio: 0.7}
  - name: fewer-entries
    kind: rate
    flow: entry-direct
    start: START
    effect: {ratio: 0.7}
`

// The demo's council, demo/exampleshire.zip, and the one that tests share,
// testdata/council-small.zip, hold council.yaml (from demo/council.yaml) and
// records/ with returns, censuses and population. They are what synth makes of
// the options below, held by a test; after a change to synth or to the writers
// make them anew and look at what else moves.
//
//go:generate go test -run ^TestEmbeddedCouncils$ -update-councils .
var (
	exampleshireOptions = synth.Options{Seed: 1, Children: 650, Years: 5}
	smallOptions        = synth.Options{Seed: 1, Children: 150, Years: 5}
)

// councilZip packs a made-up council and its council file.
func councilZip(opt synth.Options, council []byte) ([]byte, error) {
	w := synth.New(opt)
	files := []records.File{{Name: "council.yaml", Data: council}}
	for _, f := range records.Returns(w.History(), records.WriteOptions{Legal: legalOf(w)}) {
		files = append(files, records.File{Name: "records/" + f.Name, Data: f.Data})
	}
	var b bytes.Buffer
	if err := records.WriteZip(&b, files); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
