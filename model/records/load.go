package records

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
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
	// Name is the council's name, by which its rows in a population download are
	// told beside Home; may be empty.
	Name string
	// Directory tells the authority of a postcode, against Home; nil if there is
	// none, or to take one from among the records. It goes before Area.
	Directory *Directory
	// Grouping says what placement codes and reasons for ceasing count as.
	Grouping model.Grouping
	// OwnTemporary lets temporary stays (T0–T4) count as placements of their
	// own; else their days belong to the placement to which the child returns.
	OwnTemporary bool
	// Gap is the longest gap in days, between an episode that says that another
	// follows (REC X1) and the next one, that is taken for care; beyond it the
	// period ends. 0 stands for 366: both rows say that the child stayed, and
	// beyond a year some return would hold no row of it. Below 0 none is bridged.
	Gap int
	// Rejoin is how many days after REC X1 an episode with RNE S still goes on
	// with the period of care; 0 stands for 1, below 0 is the same day alone.
	Rejoin int
	// CareOnLastDay and PlanOnLastDay let the day on which care or a plan ends
	// be a day of it.
	CareOnLastDay, PlanOnLastDay bool
	// AnnexCareDays is how far back Annex A's list 8 shows who has left; 0
	// stands for 365.
	AnnexCareDays int
	// Changes are plain words on how these options depart from what is taken
	// for granted; each becomes a finding.
	Changes []string
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
	population []*peopleRow
	passed     int // rows of a table that isn't needed
	broken     []*row
	sheets     []*file // of a workbook
	sheet      string  // its name in one
	annex      *annexList
	directory  *Directory
	looked     int // its rows
	ledger     []*ledgerRow

	slab  []episode       // made but not yet used
	arena strings.Builder // identifiers
	kept  string          // the last of them
	forms map[form]*formCount
	lacks map[*episode][]lack

	dates       dateOrder
	authority   string // the last row's, in a region's form
	authorities map[string]bool
}

// sideBySide does n things, as many at once as there are processors; once the
// context ends, the rest is left.
func sideBySide(ctx context.Context, n int, do func(i int)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			if ctx.Err() == nil {
				do(i)
			}
		}()
	}
	wg.Wait()
}

// Load reads returns, censuses and population from any mix of files, folders
// and zips into one history. What stops it comes as [Errors]; rows that can't
// be used are set aside and stand in the report.
func Load(ctx context.Context, paths []string, opt Options) (*model.History, *Report, error) {
	found := find(paths)
	defer found.close()
	sources, errs := found.sources, found.errs
	files := make([]*file, len(sources))
	sideBySide(ctx, len(sources), func(i int) { files[i] = read(ctx, &sources[i], opt) })
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	files = withSheets(files)
	for _, f := range files {
		errs = append(errs, f.fatal...)
	}
	if len(errs) == 0 && !slices.ContainsFunc(files, func(f *file) bool {
		return f.input.Kind == kindEpisodes || f.input.Kind == kind903XML || f.input.Kind == kindCIN || f.annex != nil && f.annex.number >= 7
	}) {
		errs = append(errs, model.Finding{Pos: model.Pos{File: strings.Join(paths, " ")}, Severity: model.Fatal, Rule: "no-records",
			What: "no SSDA903 episodes, no CIN census and no Annex A list 7 or 8 found", Fix: "Give the folder, zip or files of the returns; files are told by their columns, not by name."})
	}
	if len(errs) > 0 {
		return nil, nil, errs
	}
	return join(files, opt)
}

// withSheets puts a workbook's sheets behind it.
func withSheets(files []*file) []*file {
	var out []*file
	for _, f := range files {
		out = append(append(out, f), f.sheets...)
	}
	return out
}

// read takes one file apart by its kind.
func read(ctx context.Context, s *source, opt Options) *file {
	f := &file{name: s.name, direct: s.direct, input: Input{Name: s.name, Kind: kindUnknown}}
	f.journal.all = opt.AllFindings
	stream, err := s.open()
	if err != nil {
		f.unreadable(err)
		return f
	}
	defer stream.Close()
	sum := sha256.New()
	raw := bufio.NewReaderSize(io.TeeReader(stream, sum), 64<<10)
	head, _ := raw.Peek(4)
	var content *text
	if isZip(head) {
		f.readZipped(ctx, raw)
	} else if string(head) == oldBook {
		f.oldBook()
	} else if t, ok := textOf(raw); !ok {
		f.unknown()
	} else if content = t; looksLikeXML(t.head) {
		f.readXML(ctx, t)
	} else {
		f.readGrid(ctx, newSheet(t))
	}
	// The sum is over all bytes, those that nobody asked for as well.
	if _, err := io.Copy(io.Discard, raw); err != nil && len(f.fatal) == 0 {
		f.unreadable(err)
	}
	if content != nil && f.input.Kind != kindUnknown {
		if name := content.encoded(); name != "" {
			f.journal.say("encoding", model.Pos{File: f.name}, ": "+name)
		}
	}
	f.sayForms()
	f.refuseMonthFirst()
	f.input.SHA256 = hex.EncodeToString(sum.Sum(nil))
	for _, sheet := range f.sheets {
		sheet.input.SHA256 = f.input.SHA256
	}
	f.slab, f.arena = nil, strings.Builder{}
	return f
}

func (f *file) unreadable(err error) {
	f.fatal = append(f.fatal, model.Finding{Pos: model.Pos{File: f.name}, Severity: model.Fatal, Rule: "unreadable", What: "can't be read to its end: " + reason(err),
		Fix: "Check that the file isn't open elsewhere, and isn't damaged."})
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

// readGrid reads the rows of a table that its columns tell.
func (f *file) readGrid(ctx context.Context, s grid) {
	names, aliased, head := s.head()
	if p := peopleColumnsOf(names); p != nil {
		f.readDownload(ctx, s, p)
		return
	}
	t, ok := tableOf(names)
	if !ok {
		f.unknown()
		return
	}
	f.input.Kind = t.kind
	if aliased {
		f.journal.add("column-alias", model.Pos{File: f.name, Line: int(head), Column: 1})
	}
	if lacking := names.lacking(t.needed); len(lacking) > 0 {
		plural := ""
		if len(lacking) > 1 {
			plural = "s"
		}
		f.fatal = append(f.fatal, model.Finding{Pos: model.Pos{File: f.name, Line: int(head), Column: 1}, Severity: model.Fatal, Rule: "lacks-column",
			What: "the " + t.kind + " table lacks the column" + plural + " " + strings.Join(lacking, ", "),
			Fix:  "Export it with the columns " + strings.Join(t.needed, ", ") + "."})
		return
	}
	needed := -1
	for _, c := range names.columns(t.needed) {
		needed = max(needed, c)
	}
	if !t.used {
		last := head
		s.rows(ctx, -1, func(line int32, _ []field, _ string) {
			f.passed++
			last = line
		})
		f.endGrid(s, last)
		f.journal.add("other-table", model.Pos{File: f.name})
		return
	}
	fields := map[string][]string{kindEpisodes: episodeFields, kindHeader: headerFields, kindUASC: uascFields, kindPopulation: populationFields,
		kindDirectory: directoryFields, kindLedger: ledgerFields}[t.kind]
	rec := &record{row: row{line: head}, columns: names.columns(fields)}
	s.rows(ctx, needed, func(line int32, fields []field, fault string) {
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
		case kindDirectory:
			f.readDirectory(rec)
		case kindLedger:
			f.readLedger(rec)
		}
	})
	f.endGrid(s, rec.line)
}

// endGrid stops the command where a file's rows end early.
func (f *file) endGrid(s grid, line int32) {
	switch err := s.broken(); {
	case errors.Is(err, errLongLine):
		f.fatal = append(f.fatal, model.Finding{Pos: model.Pos{File: f.name, Line: int(line) + 1}, Severity: model.Fatal, Rule: "long-line", What: err.Error(),
			Fix: "This is no return, or its line ends are lost: export it anew."})
	case err != nil:
		f.unreadable(err)
	}
}

// breaks sets a row aside that can't be taken apart.
func (f *file) breaks(r *record, rule string) {
	f.journal.add(rule, model.Pos{File: f.name, Line: int(r.line), Column: 1})
	f.broken = append(f.broken, &row{file: f, line: r.line, state: rowSetAside})
}
