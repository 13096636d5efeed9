package records

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// TestViewsKnowNoMore plants later releases and later years, and looks for
// them in what an origin knew.
func TestViewsKnowNoMore(t *testing.T) {
	rows := publishedColumns + "\n" +
		"E92000001,England,2018,lac_31_march,total,100,children,DfE-CLA-2018 CLA2018\n" +
		"E08000035,Leeds,2017,lac_31_march,total,50,children,DfE-SFR50/2017 CLA\n" +
		"E08000035,Leeds,2017,lac_31_march,total,51,children,DfE-CLA-2018 CLA2018\n" +
		"E08000035,Leeds,2017,lac_31_march,total,99,children,DfE-CLA-2019 CLA2019\n" +
		"E08000035,Leeds,2018,cpp_31_march,total,7,plans,DfE-CIN-2024 d1\n" +
		"E08000035,Leeds,2019,lac_31_march,total,77,children,DfE-CLA-2019 CLA2019\n"
	path := filepath.Join(t.TempDir(), "lac.csv")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := LoadReleases(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		p       *model.Published
		measure string
		year    int
		want    float64 // 0: not there
	}{
		{"known", r.Known(2018), "lac_31_march", 2017, 51}, {"known at once", r.Known(2017), "lac_31_march", 2017, 50},
		{"known", r.Known(2018), "lac_31_march", 2019, 0}, {"known", r.Known(2018), "cpp_31_march", 2018, 0},
		{"structured", r.Structured(2018), "cpp_31_march", 2018, 7}, {"structured", r.Structured(2018), "lac_31_march", 2017, 51},
		{"structured", r.Structured(2018), "lac_31_march", 2019, 0}, {"final", r.Final(), "lac_31_march", 2017, 99},
	} {
		if got, _ := c.p.Value("E08000035", c.year, c.measure, "total"); got != c.want {
			t.Errorf("%s: %s of %d is %v, want %v", c.name, c.measure, c.year, got, c.want)
		}
	}
}
