package records

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/carecurve/carecurve/model"
)

// LegalStep is a legal status (LS) from a day on.
type LegalStep struct {
	From   model.Date
	Status string
}

// WriteOptions say how a history becomes returns.
type WriteOptions struct {
	// Legal is the path of the legal status through a child's n-th period of
	// care (0 first); nil, or an empty answer, means that it changes with the
	// placement only, as the placements' own Legal says.
	Legal func(child string, n int) []LegalStep
	// Dirt is the share (0–1) of rows that get a fault of the kinds that real
	// returns have; 0 is none. Which rows and faults depends on Seed alone.
	Dirt float64
	Seed uint64
	// Form is how each SSDA903 return is written.
	Form Form
}

// Form is a form in which a return may be given.
type Form uint8

const (
	FormCSV      Form = iota // a file a table
	FormXML                  // one file, root EXPSSDA903
	FormWorkbook             // one XLSX workbook, a sheet a table
)

// File is one written file: its path in the folder, with slashes, and content.
type File struct {
	Name string
	Data []byte
}

// Returns writes a history in the statutory forms: for every financial year
// of the window an SSDA903 return (header, episodes, uasc; with PL_LOCATION
// where locations are known) and, where there are plans, a CIN census, and
// the population. As in real returns, each year holds every episode open in
// it, so one that runs over a 31 March comes once open and once with its end.
// Dirt goes into the CSV form alone. The answer is a pure function of its
// arguments, but for the order of a workbook's parts.
func Returns(h *model.History, opt WriteOptions) []File {
	var files []File
	add := func(name string, data []byte) { files = append(files, File{name, data}) }
	table := func(name string, rows [][]string) {
		add(name, csvBytes(dirtyRows(name, rows, opt)))
	}
	rows := writtenEpisodes(h, opt)
	for y := model.FinancialYearOf(h.From); y.First() <= h.To; y++ {
		year := int(y) + 1
		folder := fmt.Sprintf("ssda903/%d/", year)
		last := min(y.Last(), h.To)
		header, episodes, uasc := yearTables(h, rows, y.First(), last, year)
		switch opt.Form {
		case FormXML:
			add(folder+"return.xml", returnXMLBytes(header, episodes, uasc))
		case FormWorkbook:
			add(folder+"return.xlsx", returnBook(header, episodes, uasc))
		default:
			table(folder+"header.csv", header)
			table(folder+"episodes.csv", episodes)
			table(folder+"uasc.csv", uasc)
		}
		if !h.PlansFrom.IsZero() && y.Last() >= h.PlansFrom {
			add(fmt.Sprintf("cin/cin_%d.xml", year), censusXML(h, y.First(), last, year, opt))
		}
	}
	if len(h.Population.Years) > 0 {
		add("population.csv", csvBytes(populationRows(h.Population)))
	}
	return files
}

// WriteReturns writes [Returns] into a folder, which is made where it isn't.
func WriteReturns(dir string, h *model.History, opt WriteOptions) error {
	return WriteFiles(dir, Returns(h, opt))
}

// WriteFiles writes files into a folder, which is made where it isn't.
func WriteFiles(dir string, files []File) error {
	for _, f := range files {
		to := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(to, f.Data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// WriteZip writes files as a zip archive that depends on them alone.
func WriteZip(to io.Writer, files []File) error {
	z := zip.NewWriter(to)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := w.Write(f.Data); err != nil {
			return err
		}
	}
	return z.Close()
}

func csvBytes(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows) // a Buffer takes everything
	return b.Bytes()
}

func populationRows(p model.Population) [][]string {
	rows := [][]string{{"year", "age_from", "age_to", "population"}}
	for i, n := range p.Years {
		for a, v := range n {
			to := model.AdultAge - 1
			if a+1 < model.AgeBands {
				to = model.AgeFrom[a+1] - 1
			}
			rows = append(rows, []string{strconv.Itoa(p.First + i), strconv.Itoa(model.AgeFrom[a]), strconv.Itoa(to), strconv.FormatFloat(v, 'f', -1, 64)})
		}
	}
	return rows
}

// chance is in [0,1) and depends on its arguments alone: what the vocabulary
// doesn't keep (a code within a group, a postcode) is chosen by it.
func chance(seed uint64, parts ...string) float64 {
	// FNV-1a, finished with SplitMix64's mixer so that near keys part.
	x := uint64(14695981039346656037) ^ seed
	for _, p := range parts {
		for i := 0; i < len(p); i++ {
			x = (x ^ uint64(p[i])) * 1099511628211
		}
		x = (x ^ 0xff) * 1099511628211
	}
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}

// choose picks one of the codes by their weights.
func choose(u float64, codes []string, weights ...float64) string {
	for i, w := range weights {
		if u < w {
			return codes[i]
		}
		u -= w
	}
	return codes[len(codes)-1]
}

// slashed is a date as the SSDA903 has it, DD/MM/YYYY; "" for none.
func slashed(d model.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("02/01/2006")
}
