package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim/agents"
)

// mostDraws bounds fit --draws: a draw is some 12,000 rows.
const mostDraws = 10_000

// drawsSeed is project's default, so that the draws are those of its first
// replicates.
const drawsSeed = 1

const drawsHead = "draw,rate,row,age,time,to,value"

// drawsPath is where draws lie: m.yaml has m.draws.csv.
func drawsPath(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".draws.csv"
}

// mayWriteDraws refuses to write over anything but earlier draws.
func mayWriteDraws(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	begin := make([]byte, len(drawsHead))
	if err == nil {
		_, err = io.ReadFull(f, begin)
		f.Close()
	}
	if err != nil || string(begin) != drawsHead {
		return badInput("Give the model another name with -o; only draws that fit wrote are replaced.", "%s is there already and does not hold carecurve's draws", path)
	}
	return nil
}

// writeDraws writes draws from a model's posterior for researchers.
func writeDraws(path string, m *model.Model, n int) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".part-*")
	if err != nil {
		return badInput("Give another place with -o.", "%s can't be written: %w", path, plainly(err))
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = badInput("Ask for fewer draws, or give another place with -o.", "%s can't be written: %w", path, plainly(err))
		}
	}()
	b := bufio.NewWriter(f)
	c := csv.NewWriter(b)
	if err := c.Write(strings.Split(drawsHead, ",")); err != nil {
		return err
	}
	err = agents.Draws(m, n, drawsSeed, func(d agents.Drawn) error {
		return c.Write([]string{strconv.Itoa(d.Draw), d.Rate, d.Row, d.Age, d.Time, d.To, strconv.FormatFloat(d.Value, 'g', 7, 64)})
	})
	if err != nil {
		return err
	}
	c.Flush()
	if err := errors.Join(c.Error(), b.Flush(), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
