package scenarios

import (
	"embed"
	"slices"
	"strings"
	"sync"

	"github.com/carecurve/carecurve/model/document"
)

//go:embed library/*.yaml
var libraryFiles embed.FS

// libraryFolder begins the positions of library files in messages.
const libraryFolder = "library/"

// Entry is a scenario of the library.
type Entry struct {
	Name, Title string
	Text        string // the file itself, with its comments
	// Grade is the weakest grade of evidence among its interventions.
	Grade string
	// ToFill is how many effects the user must give before it runs.
	ToFill int
	file   *File
}

// Library is the built-in scenarios, sorted by name.
func Library() []Entry { return slices.Clone(library()) }

var library = sync.OnceValue(func() []Entry {
	dir, err := libraryFiles.ReadDir("library")
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	var out []Entry
	for _, d := range dir {
		data, err := libraryFiles.ReadFile(libraryFolder + d.Name())
		if err != nil {
			panic("scenarios: " + err.Error())
		}
		f, found := Parse(libraryFolder+d.Name(), data)
		if f == nil || f.Name+".yaml" != d.Name() {
			panic("scenarios: faulty library file " + d.Name() + "\n" + document.Errors(found).Error())
		}
		e := Entry{Name: f.Name, Title: f.Title, Text: string(data), ToFill: len(f.ToFill()), file: f}
		for i := range f.Interventions {
			if ev := f.Interventions[i].Evidence; ev != nil {
				e.Grade = max(e.Grade, ev.Grade)
			}
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return out
})

// Find is the scenario of the library by that name.
func Find(name string) (*File, bool) {
	for _, e := range library() {
		if e.Name == name {
			return e.file, true
		}
	}
	return nil, false
}

func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
