package records

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/carecurve/carecurve/model"
)

// Options say how returns are read.
type Options struct {
	// Window is how many years before the data date count; 0 keeps all.
	Window int
	// Area tells where a postcode lies, seen from the council; nil if there is
	// no lookup.
	Area func(postcode string) (model.Location, bool)
	// Home is the council's ONS code, against which PL_LA is held; may be
	// empty.
	Home string
	// AllFindings keeps every finding; else [FindingsKept] of each rule are.
	AllFindings bool
}

// file is one source while it is read.
type file struct {
	name    string
	direct  bool
	input   Input
	journal journal
	fatal   Errors

	episodes   []*episode
	short      int // rows left out as short breaks
	people     []*person
	uasc       []*unaccompanied
	census     *census
	population []*peopleCount
	passed     int // rows of a table that isn't needed
	broken     []*row
}

// Load reads returns, censuses and population from any mix of files, folders
// and zips into one history. What stops it comes as [Errors]; rows that can't
// be used are set aside and stand in the report.
func Load(ctx context.Context, paths []string, opt Options) (*model.History, *Report, error) {
	sources, errs := gather(paths)
	files := make([]*file, len(sources))
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range sources {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			if ctx.Err() == nil {
				files[i] = read(ctx, &sources[i], opt)
			}
			sources[i].data = nil
		}()
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	for _, f := range files {
		errs = append(errs, f.fatal...)
	}
	if len(errs) == 0 && !slices.ContainsFunc(files, func(f *file) bool {
		return f.input.Kind == kindEpisodes || f.input.Kind == kind903XML || f.input.Kind == kindCIN
	}) {
		errs = append(errs, model.Finding{Pos: model.Pos{File: strings.Join(paths, " ")}, Severity: model.Fatal, Rule: "no-records",
			What: "no SSDA903 episodes and no CIN census found", Fix: "Give the folder, zip or files of the returns; files are told by their columns, not by name."})
	}
	if len(errs) > 0 {
		return nil, nil, errs
	}
	return join(files, opt)
}

// read takes one file apart by its kind.
func read(ctx context.Context, s *source, opt Options) *file {
	f := &file{name: s.name, direct: s.direct, input: Input{Name: s.name, Kind: kindUnknown, SHA256: s.sha256()}}
	f.journal.all = opt.AllFindings
	text, ok := "", false
	if !isZip(s.data) {
		text, ok = decode(s.data)
	}
	switch {
	case !ok || strings.TrimSpace(text) == "":
		f.unknown()
	case looksLikeXML(text):
		f.readXML(ctx, text)
	default:
		f.readSheet(text)
	}
	return f
}

// unknown passes over a file of no known kind, unless the user named it.
func (f *file) unknown() {
	at := model.Pos{File: f.name}
	if f.direct {
		r := rules["unknown-file"]
		f.fatal = append(f.fatal, model.Finding{Pos: at, Severity: model.Fatal, Rule: "unknown-file", What: r.what,
			Fix: "Leave it out, or compare its first line with the columns of the return."})
		return
	}
	f.journal.add("unknown-file", at)
}

func (f *file) readSheet(text string) {
	s := newSheet(text)
	t, ok := tableOf(s.header)
	if !ok {
		f.unknown()
		return
	}
	f.input.Kind = t.kind
	if lacking := s.lacking(t.needed); len(lacking) > 0 {
		plural := ""
		if len(lacking) > 1 {
			plural = "s"
		}
		f.fatal = append(f.fatal, model.Finding{Pos: model.Pos{File: f.name, Line: int(s.line), Column: 1}, Severity: model.Fatal, Rule: "lacks-column",
			What: "the " + t.kind + " table lacks the column" + plural + " " + strings.Join(lacking, ", "),
			Fix:  "Export it with the columns " + strings.Join(t.needed, ", ") + "."})
		return
	}
	needed := -1
	for _, c := range s.columns(t.needed) {
		needed = max(needed, c)
	}
	if !t.used {
		s.rows(-1, func(int32, []field, string) { f.passed++ })
		f.journal.add("other-table", model.Pos{File: f.name})
		return
	}
	names := map[string][]string{kindEpisodes: episodeFields, kindHeader: headerFields, kindUASC: uascFields, kindPopulation: populationFields}[t.kind]
	rec := &record{columns: s.columns(names)}
	s.rows(needed, func(line int32, fields []field, fault string) {
		rec.row = row{file: f, line: line}
		rec.fields = fields
		if fault != "" {
			f.breaks(rec, fault)
			return
		}
		switch t.kind {
		case kindEpisodes:
			f.readEpisode(rec)
		case kindHeader:
			f.readPerson(rec)
		case kindUASC:
			f.readUASC(rec)
		case kindPopulation:
			f.readPeopleCount(rec)
		}
	})
}

// breaks sets a row aside that can't be taken apart.
func (f *file) breaks(r *record, rule string) {
	f.journal.add(rule, model.Pos{File: f.name, Line: int(r.line), Column: 1})
	f.broken = append(f.broken, &row{file: f, line: r.line, state: rowSetAside})
}
