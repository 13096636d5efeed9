package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/council"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/scenarios"
	"github.com/carecurve/carecurve/sim"
)

// readFile reads a file that the user named, with its fingerprint.
func readFile(path string) ([]byte, model.Source, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		found := model.Finding{Pos: model.Pos{File: path}, Severity: model.Fatal, What: "can't be read: " + plainly(err).Error(), Fix: "make it readable, or name another file"}
		if errors.Is(err, fs.ErrNotExist) {
			found.What, found.Fix = "there is no such file", "check the path and its spelling"
		}
		return nil, model.Source{}, unread{records.Errors{found}, err}
	}
	return data, source(filepath.Base(path), data), nil
}

// unread is a file that couldn't be read, as a finding, with its cause.
type unread struct {
	records.Errors
	cause error
}

// Unwrap gives the finding and the cause.
func (u unread) Unwrap() []error { return []error{u.Errors, u.cause} }

func source(name string, data []byte) model.Source {
	sum := sha256.Sum256(data)
	return model.Source{Name: name, SHA256: hex.EncodeToString(sum[:])}
}

// readScenarios reads scenario files and library names; all faults at once.
func readScenarios(names []string) ([]*scenarios.File, []model.Source, error) {
	var files []*scenarios.File
	var sources []model.Source
	var faults document.Errors
	for _, name := range names {
		if f, ok := scenarios.Find(name); ok && !isFile(name) {
			files = append(files, f)
			continue
		}
		if !isFile(name) && !strings.ContainsAny(name, `./\`) {
			var known []string
			for _, e := range scenarios.Library() {
				known = append(known, e.Name)
			}
			faults = append(faults, model.Finding{Pos: model.Pos{File: name}, Severity: model.Fatal,
				What: "there is no such scenario file, nor one of that name in the library", Fix: "the library has " + strings.Join(known, ", ")})
			continue
		}
		data, from, err := readFile(name)
		if err != nil {
			var e records.Errors
			if errors.As(err, &e) {
				faults = append(faults, e...)
				continue
			}
			return nil, nil, err
		}
		f, found := scenarios.Parse(name, data)
		faults = append(faults, found...)
		if f != nil {
			files = append(files, f)
		}
		sources = append(sources, from)
	}
	if len(faults) > 0 {
		return nil, nil, faults
	}
	return files, sources, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// compile turns scenario files into programmes and notes on them, or gives all
// faults. What is law already, if anything, comes first.
func compile(law *scenarios.File, files []*scenarios.File, m *model.Model) (list []sim.Scenario, notes []string, err error) {
	if law == nil && len(files) == 0 {
		return nil, nil, nil
	}
	list, found := scenarios.CompileOn(law, files, m)
	if fatal := document.Faults(found); len(fatal) > 0 {
		return nil, nil, fatal
	}
	for _, f := range found {
		notes = append(notes, records.Place(f.Pos)+": "+f.What)
	}
	return list, notes, nil
}

// councilFile is a council file as read, with what lies beside it; nil stands
// for none.
type councilFile struct {
	*council.File
	folder string
	source model.Source
}

// readCouncil reads a council file; an empty path is none.
func readCouncil(path string) (*councilFile, error) {
	if path == "" {
		return nil, nil
	}
	data, from, err := readFile(path)
	if err != nil {
		return nil, err
	}
	f, faults := council.Parse(path, data)
	if len(faults) > 0 {
		return nil, document.Errors(faults)
	}
	return &councilFile{f, filepath.Dir(path), from}, nil
}

// options is how records are read for this council: its area by districts or
// by a postcode directory beside the council file.
func (c *councilFile) options(ctx context.Context) (records.Options, error) {
	var opt records.Options
	if c == nil {
		return opt, nil
	}
	opt.Area, opt.Home, opt.Name = c.Area(), c.Authority.Code, c.Authority.Name
	c.reading(&opt)
	if c.Location.Lookup != "" {
		d, err := records.LoadDirectory(ctx, c.beside(c.Location.Lookup))
		if err != nil {
			return opt, err
		}
		opt.Directory = d
	}
	return opt, nil
}

// reading says how the council's records depart from what is taken for
// granted.
func (c *councilFile) reading(opt *records.Options) {
	r := &c.Records
	opt.Grouping, opt.OwnTemporary = r.Grouping(), r.TemporaryStays == "own"
	opt.CareOnLastDay, opt.PlanOnLastDay = r.CareOnLastDay, r.PlanOnLastDay
	opt.Gap, opt.Rejoin, opt.AnnexCareDays = days(r.LongestGap), days(r.RejoinWithin), days(r.AnnexWindow)
	opt.Changes = r.Changes()
}

// days is a span as the options of reading write it: 0 for one not given, and
// below 0 for one of none.
func days(s *council.Span) int {
	switch {
	case s == nil:
		return 0
	case *s == 0:
		return -1
	}
	return int(*s)
}

// beside is a path that the council file gives, which is relative to it.
func (c *councilFile) beside(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.folder, path)
}

// apply gives a history what the council file knows: the authority's name, and
// a population where the records hold none.
func (c *councilFile) apply(h *model.History) error {
	if c == nil {
		return nil
	}
	if c.Authority.Name != "" {
		h.Authority = model.Authority{Name: c.Authority.Name, Code: c.Authority.Code}
	}
	if c.Plans != nil {
		h.ByPlan = float64(c.Plans.EntriesFromPlan)
	}
	if len(h.Population.Years) == 0 && c.Population != "" {
		p, err := records.LoadPopulationOf(c.beside(c.Population), h.Authority)
		if err != nil {
			return err
		}
		h.Population = p
	}
	return nil
}

// price gives a model the council's prices, or without any the national
// defaults, and says what the file holds that isn't acted on.
func (c *councilFile) price(m *model.Model) {
	if c == nil {
		if m.Prices.IsZero() {
			m.Prices = council.Default()
			m.Notes = append(m.Notes, "Prices are national averages, not the council's own: "+m.Prices.Source)
		}
		return
	}
	if c.Costs == nil && !m.Prices.IsZero() {
		own := c.Prices()
		m.Prices.Budget, m.Prices.Outturn, m.Prices.Aims = own.Budget, own.Outturn, own.Aims
		return
	}
	was := m.Prices
	m.Prices = c.Prices()
	m.Prices.Paid = was.Paid
	m.Notes = append(m.Notes, c.Warnings()...)
	m.Notes = append(m.Notes, c.NotYet()...)
	if c.Costs == nil || c.Costs.Ledger == "" {
		return
	}
	if was.Ledger && was.Base == m.Prices.Base {
		m.Prices.Weekly, m.Prices.Run, m.Prices.Spread, m.Prices.Ledger = was.Weekly, was.Run, was.Spread, true
		if c.Costs.Weekly.SpreadAlike == nil {
			m.Prices.Alike = was.Alike
		}
		return
	}
	m.Notes = append(m.Notes, "The council file's ledger is joined to placements by fit; without it the table of weekly prices is used.")
}

// known gives a model the council's prices and its stock the packages that change.
func (c *councilFile) known(m *model.Model, s *model.Stock) error {
	c.price(m)
	if faults := c.Packages(s, &m.Prices); len(faults) > 0 {
		return document.Errors(faults)
	}
	return nil
}
