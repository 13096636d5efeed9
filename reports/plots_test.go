package reports

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit/card"
)

func somePlots() Plots {
	seen := []card.Point{{Years: 0, Value: 1, Low: 1, High: 1}, {Years: 1, Value: 0.5, Low: 0.4, High: 0.6}}
	fitted := []card.Point{{Years: 0, Value: 1}, {Years: 2, Value: 0.25}}
	return Plots{
		Authority: "A & B <script>", From: model.NewDate(2019, 4, 1), To: model.NewDate(2024, 3, 31),
		Figures: []card.Figure{{Name: "staying", Title: "Staying & going", Panels: []card.Panel{
			{Group: "All ages", Title: "50% still there after a year, fitted 50%", Number: 1234, Series: []card.Series{{Name: "In <care>", Seen: seen, Fitted: fitted}}},
			{Group: "Aged 0", Title: "two curves", Number: 99, Series: []card.Series{{Name: "Home", Seen: seen, Fitted: fitted}, {Name: "Not seen", Seen: seen[:1], Fitted: fitted}}},
		}}},
		Notes: []string{"A note & more."},
	}
}

func TestWritePlots(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "plots")
	for range 2 { // plots replace plots
		if err := WritePlots(dir, somePlots()); err != nil {
			t.Fatal(err)
		}
	}
	svg, err := os.ReadFile(filepath.Join(dir, "staying.svg"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
	}
	for _, want := range []string{
		`role="img" aria-labelledby="carecurve-staying-title carecurve-staying-desc"`, `<title id="carecurve-staying-title">Staying &amp; going</title>`,
		"All ages (1,234 watched)", "50% still there after a year, fitted 50%", "Home", "as fitted",
		// A year of two is half the width; a half of the children half the height.
		"M0.0 0.0L202.0 90.0",
		"M0.0 0.0L202.0 72.0L202.0 108.0L0.0 0.0Z",
	} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
	for _, want := range []string{"A &amp; B &lt;script&gt;", "1 April 2019 to 31 March 2024", string(svg), "All ages (1,234 watched): 50%", "A note &amp; more."} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %.80q", want)
		}
	}
	if strings.Contains(string(page), "<script") {
		t.Error("the page runs a script")
	}
}

func TestPlotsKeepOutOfOtherFolders(t *testing.T) {
	dir := t.TempDir()
	if err := MayWritePlots(dir); err != nil {
		t.Errorf("an empty folder is refused: %v", err)
	}
	if err := WritePlots(dir, somePlots()); err != nil {
		t.Fatal(err)
	}
	letter := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(letter, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := WritePlots(dir, somePlots()); err == nil || !strings.Contains(err.Error(), "letter.txt") {
		t.Errorf("a folder with a letter: %v", err)
	}
	if err := WritePlots(letter, somePlots()); err == nil {
		t.Error("a file is taken for a folder")
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "index.html"), []byte("<p>mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := WritePlots(other, somePlots()); err == nil || !strings.Contains(err.Error(), "something else") {
		t.Errorf("another's page: %v", err)
	}
	if b, err := os.ReadFile(letter); err != nil || string(b) != "mine" {
		t.Errorf("the letter is gone: %v", err)
	}
}
