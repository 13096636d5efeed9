package reports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Write makes the output folder dir: projection.csv, costs.csv, savings.csv,
// attribution.csv, budget.csv, report.html, budget.xlsx, run.json and the input's extra files. The folder is built
// beside its place and renamed into it, so that it is never seen half written;
// on any error dir stays as it was.
//
// A dir that exists and is not empty is refused, unless replace is set and it
// is the output of an earlier run and holds nothing else.
func Write(dir string, in Input, replace bool) error {
	return WriteUntil(context.Background(), dir, in, replace)
}

// WriteUntil does the same, and stops at once with the context's error when
// cancelled; nothing is left behind then.
func WriteUntil(ctx context.Context, dir string, in Input, replace bool) error {
	if err := in.check(); err != nil {
		return err
	}
	files := folderFiles(&in)
	for i, f := range files {
		files[i].Write = func(w io.Writer) error {
			if err := f.Write(until{ctx, w}); err != nil {
				return err
			}
			return ctx.Err()
		}
	}
	if err := writeFolder(dir, files, replace, 0o755); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	return nil
}

// until is a writer that fails once its context is cancelled.
type until struct {
	ctx context.Context
	w   io.Writer
}

func (u until) Write(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(b)
}

// writeFolder makes a folder of files, of which one is run.json, complete or
// not at all; mode is the folder's.
func writeFolder(dir string, files []File, replace bool, mode fs.FileMode) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("the output folder has no usable path: %w\ngive another folder with -o", err)
	}
	if err := checkNames(files); err != nil {
		return err
	}
	if err := mayWrite(dir, replace); err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return cannotWrite(dir, err)
	}
	temp, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".part-*")
	if err != nil {
		return cannotWrite(dir, err)
	}
	defer os.RemoveAll(temp) // nothing is left there once it is renamed
	if err := os.Chmod(temp, mode); err != nil {
		return cannotWrite(dir, err)
	}
	if err := writeAll(temp, dir, files); err != nil {
		return err
	}
	return swap(temp, dir)
}

func folderFiles(in *Input) []File {
	p := in.Projection
	files := []File{
		{"projection.csv", func(w io.Writer) error { return WriteProjectionCSV(w, p) }},
		{"costs.csv", func(w io.Writer) error { return WriteCostsCSV(w, p) }},
		{"savings.csv", func(w io.Writer) error { return WriteSavingsCSV(w, p) }},
		{"budget.csv", func(w io.Writer) error { return WriteBudgetCSV(w, *in) }},
		{"savings_plan.csv", func(w io.Writer) error { return WriteSavingsPlanCSV(w, *in) }},
		{"bridge.csv", func(w io.Writer) error { return WriteBridgeCSV(w, *in) }},
		{"attribution.csv", func(w io.Writer) error { return WriteAttributionCSV(w, p) }},
		{"averted.csv", func(w io.Writer) error { return WriteAvertedCSV(w, *in) }},
		{"prices.csv", func(w io.Writer) error { return WritePricesCSV(w, p) }},
		{"report.html", func(w io.Writer) error { return WriteHTML(w, *in) }},
		{"projection.parquet", func(w io.Writer) error { return WriteProjectionParquet(w, p) }},
		{"budget.xlsx", func(w io.Writer) error { return WriteWorkbook(w, *in) }},
	}
	if len(in.Sources) > 0 {
		files = append(files, File{"uncertainty.csv", func(w io.Writer) error { return WriteUncertaintyCSV(w, in.Sources) }})
	}
	if p.Published { // these work with every line's exact amount
		files = slices.DeleteFunc(files, func(f File) bool { return slices.Contains(exactOnly, f.Name) })
	}
	files = append(files, in.Extra...)
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	return append(files, File{runFile, func(w io.Writer) error { return writeRun(w, in, names) }})
}

// exactOnly are the files that a published run is without.
var exactOnly = []string{"bridge.csv", "savings_plan.csv", "attribution.csv", "averted.csv", "uncertainty.csv"}

func checkNames(files []File) error {
	seen := map[string]bool{}
	for _, f := range files {
		if f.Name == "" || f.Name != filepath.Base(f.Name) || seen[strings.ToLower(f.Name)] {
			return fmt.Errorf("%q can't be the name of a file in the output folder\nname each file once, without a folder", f.Name)
		}
		seen[strings.ToLower(f.Name)] = true
	}
	return nil
}

// writeAll writes all files side by side, since each only reads the input; of
// several failures it tells the first in the files' order.
func writeAll(temp, dir string, files []File) error {
	failed := make([]error, len(files))
	var wait sync.WaitGroup
	for i, f := range files {
		wait.Go(func() {
			if err := writeFile(filepath.Join(temp, f.Name), f.Write); err != nil {
				failed[i] = fmt.Errorf("%s could not be written: %w\nnothing was changed in %s", f.Name, err, dir)
			}
		})
	}
	wait.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = write(f)
	return errors.Join(err, f.Close())
}

// mayWrite refuses a place that holds anything but an earlier output.
func mayWrite(dir string, replace bool) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return cannotWrite(dir, err)
	case !info.IsDir():
		return fmt.Errorf("%s is a file, not a folder\ngive another folder with -o", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return cannotWrite(dir, err)
	}
	if len(entries) == 0 {
		return nil
	}
	written, ok := readRunFiles(dir)
	if !ok {
		return fmt.Errorf("%s exists and is not the output of an earlier run\ngive a new or empty folder with -o", dir)
	}
	if !replace {
		return fmt.Errorf("%s holds the output of an earlier run\ngive another folder with -o, or allow it to be replaced", dir)
	}
	for _, e := range entries {
		if !slices.Contains(written, e.Name()) && !slices.Contains(leftByDesktops, e.Name()) {
			return fmt.Errorf("%s holds %s, which no earlier run wrote there\nmove it elsewhere, or give another folder with -o", dir, e.Name())
		}
	}
	return nil
}

// leftByDesktops are files that file managers leave in a folder one looks at.
var leftByDesktops = []string{".DS_Store", "Thumbs.db", "desktop.ini"}

// readRunFiles lists the files that an earlier run wrote into dir.
func readRunFiles(dir string) ([]string, bool) {
	b, err := os.ReadFile(filepath.Join(dir, runFile))
	if err != nil {
		return nil, false
	}
	var r runRecord
	if json.Unmarshal(b, &r) != nil || r.Program != program {
		return nil, false
	}
	return append(r.Files, runFile), true
}

// swap puts temp in dir's place and removes what stood there; if the second
// rename fails, the first is undone.
func swap(temp, dir string) error {
	old := temp + "-old"
	had := false
	switch err := os.Rename(dir, old); {
	case err == nil:
		had = true
	case !errors.Is(err, fs.ErrNotExist):
		return cannotWrite(dir, err)
	}
	if err := os.Rename(temp, dir); err != nil {
		if had {
			err = errors.Join(err, os.Rename(old, dir))
		}
		return cannotWrite(dir, err)
	}
	if had {
		if err := os.RemoveAll(old); err != nil {
			return fmt.Errorf("the new output is in %s, but the old one could not be removed: %w\nremove %s by hand", dir, err, old)
		}
	}
	return nil
}

func cannotWrite(dir string, err error) error {
	return fmt.Errorf("%s could not be written: %w\nclose programs that have its files open, check that you may write there, or give another folder with -o", dir, err)
}
