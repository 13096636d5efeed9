package reports

import (
	"encoding/json"
	"io"

	"github.com/carecurve/carecurve/model"
)

const (
	program = "carecurve"
	runFile = "run.json"
)

// runRecord is run.json: the one file that differs from run to run.
type runRecord struct {
	Program     string      `json:"program"`
	Version     string      `json:"version"`
	Command     []string    `json:"command"`
	Authority   string      `json:"authority"`
	DataDate    string      `json:"data_date"`
	Engine      string      `json:"engine"`
	Replicates  int         `json:"replicates"`
	Seed        uint64      `json:"seed"`
	Uncertainty []string    `json:"uncertainty"`
	Workers     int         `json:"workers"`
	Scenarios   []string    `json:"scenarios"`
	Inputs      []runSource `json:"inputs"`  // files that this run read
	Records     []runSource `json:"records"` // files that the model was fitted to
	Timings     []runTiming `json:"timings"`
	Warnings    []string    `json:"warnings"`
	Files       []string    `json:"files"` // written beside this one
}

type runSource struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

type runTiming struct {
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
}

func writeRun(w io.Writer, in *Input, files []string) error {
	p, m := in.Projection, in.Meta
	r := runRecord{
		Program:     program,
		Version:     m.Version,
		Command:     append([]string{}, m.Command...),
		Authority:   in.Model.Authority.Name,
		DataDate:    p.Dates[0].String(),
		Engine:      p.Engine,
		Replicates:  p.Replicates,
		Seed:        p.Seed,
		Uncertainty: []string{},
		Workers:     m.Workers,
		Scenarios:   []string{},
		Inputs:      runSources(m.Inputs),
		Records:     runSources(in.Model.Sources),
		Timings:     []runTiming{},
		Warnings:    append([]string{}, m.Warnings...),
		Files:       files,
	}
	for _, u := range []struct {
		on   bool
		name string
	}{{m.Uncertainty.Chance, "chance"}, {m.Uncertainty.Parameters, "parameters"}, {m.Uncertainty.Drift, "drift"}, {m.Uncertainty.Effects, "effects"}} {
		if u.on {
			r.Uncertainty = append(r.Uncertainty, u.name)
		}
	}
	for i := range p.Scenarios {
		r.Scenarios = append(r.Scenarios, p.Scenarios[i].Name)
	}
	for _, t := range m.Timings {
		r.Timings = append(r.Timings, runTiming{t.Stage, t.Took.Seconds()})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

func runSources(list []model.Source) []runSource {
	out := []runSource{}
	for _, s := range list {
		out = append(out, runSource{s.Name, s.SHA256})
	}
	return out
}
