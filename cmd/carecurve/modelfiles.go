package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/model/records"
)

// stockPath is where the stock of a model lies: m.yaml has m.stock.csv.
func stockPath(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".stock.csv"
}

// How the two files begin, by which they are known again.
const (
	modelMark = "# carecurve model"
	stockMark = "# CONFIDENTIAL: children"
)

// mayWriteModel refuses to write over anything but an earlier model and its
// stock. It is asked before the work, which may be long.
func mayWriteModel(path string) error {
	for name, mark := range map[string]string{path: modelMark, stockPath(path): stockMark} {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return badInput("Give another place with -o.", "%s is there and can't be read: %w", name, err)
		}
		begin := make([]byte, len(mark))
		n, _ := f.Read(begin)
		f.Close()
		if string(begin[:n]) != mark {
			return badInput("Give another name with -o; only a model or stock that fit wrote is replaced.", "%s is there already and is not carecurve's", name)
		}
	}
	return nil
}

// share gives a model a banded stock in place of the stock file, and takes the
// history out, whose days in rare settings can be one child's.
func share(m *model.Model, s *model.Stock) {
	var lost int
	m.Stock, lost = model.Banded(s)
	m.Past = model.Past{}
	note := "This model may be shared: who is in care stands in it in cells of five children or more, and the council's past is left out. Projections from it differ a little from those with the stock file: children are spread evenly over their cells, those in a setting with fewer than five pass for a like one, and brothers and sisters are not told."
	if lost > 0 {
		note += " Kinds of children who are fewer than five in all are left out of it."
	}
	if len(m.Proceedings.Cells) > 0 {
		m.Proceedings, m.CourtFirst = model.Table{}, [model.AgeBands]float64{}
		note += " Care proceedings are left out as well: its cells don't tell of whom they were issued."
	}
	m.Notes = append(m.Notes, note)
}

// writeModel writes a model and its stock: both to temporary files first, so
// that neither is ever half there, or there alone. A banded stock stands in the
// model and needs no file.
func writeModel(path string, m *model.Model, s *model.Stock) error {
	var rates, stock bytes.Buffer
	if err := document.WriteModel(&rates, m); err != nil {
		return err
	}
	if len(m.Stock) > 0 {
		name, err := temporary(path, rates.Bytes(), 0o644)
		if err == nil {
			defer os.Remove(name)
			err = os.Rename(name, path)
		}
		if err != nil {
			return badInput("Give another place with -o.", "%s can't be written: %w", path, plainly(err))
		}
		return nil
	}
	if err := records.WriteStock(&stock, s); err != nil {
		return err
	}
	// The stock is confidential: only its owner may read it.
	first, err := temporary(stockPath(path), stock.Bytes(), 0o600)
	if err == nil {
		defer os.Remove(first)
		var second string
		if second, err = temporary(path, rates.Bytes(), 0o644); err == nil {
			defer os.Remove(second)
			if err = os.Rename(second, path); err == nil {
				err = os.Rename(first, stockPath(path))
			}
		}
	}
	if err != nil {
		return badInput("Give another place with -o.", "%s can't be written: %w", path, plainly(err))
	}
	return nil
}

// temporary writes a file beside the place that it will be renamed to.
func temporary(path string, data []byte, mode os.FileMode) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".part-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(f.Name(), mode)
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// plainly leaves the temporary names out of an error of the file system.
func plainly(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// readModel reads a model and the stock beside it.
func readModel(path string) (*model.Model, *model.Stock, []model.Source, error) {
	data, from, err := readFile(path)
	if err != nil {
		return nil, nil, nil, err
	}
	m, faults := document.ReadModel(path, data)
	if len(faults) > 0 {
		return nil, nil, nil, document.Errors(faults)
	}
	if len(m.Stock) > 0 {
		return m, model.Unbanded(m.Stock, m.DataDate), []model.Source{from}, nil
	}
	name := stockPath(path)
	data, stockFrom, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil, badInput("Keep it beside the model under this name, or fit again.", "%s: the model's stock of children is missing", name)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	s, err := records.ReadStock(name, bytes.NewReader(data))
	if err != nil {
		return nil, nil, nil, errInput(err)
	}
	if s.DataDate != m.DataDate {
		return nil, nil, nil, badInput("Use the two files that one fit wrote.", "%s: the stock is of %s, but the model of %s", name, s.DataDate, m.DataDate)
	}
	if err := sameChildren(name, m, s); err != nil {
		return nil, nil, nil, err
	}
	return m, s, []model.Source{from, stockFrom}, nil
}

// sameChildren holds the stock against the model's own history: a stock that
// lost rows would project a council that isn't there.
func sameChildren(name string, m *model.Model, s *model.Stock) error {
	n := len(m.Past.Months)
	if n == 0 {
		return nil
	}
	for _, c := range []struct {
		what   string
		series []float64
		got    int
	}{{"looked after", m.Past.LAC, s.LAC()}, {"on plans", m.Past.CPP, s.CPP()}} {
		if len(c.series) == n && c.series[n-1] != float64(c.got) {
			return badInput("Use the two files that one fit wrote, unchanged, or fit again.",
				"%s: %d children %s, but the model's history ends with %s", name, c.got, c.what, fmt.Sprint(c.series[n-1]))
		}
	}
	return nil
}
