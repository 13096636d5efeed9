package records

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestLoadPublishedReadsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.csv", publishedColumns+"\n"+
		"E06000023,\"Bristol, City of\",2023,lac_31_march,total,741,children,x\r\n"+
		"E06000023,\"Bristol, City of\",2023,lac_31_march_by_age,under_1,,children,x\n"+
		"E06000023,\"Bristol, City of\",2023,lac_31_march_by_age,1_4,0,children,x\n"+
		"E06000023,\"Bristol, City of\",2023,s47_started,total,7,enquiries,x\n")
	write("revisions.csv", publishedColumns+"\n"+
		"E06000023,Bristol,2022,lac_31_march,total,1,children,x\n"+
		"E06000023,Bristol,2022,lac_31_march,total,2,children,y\n")
	write("other.csv", "a,b\n1,2\n")
	p, err := LoadPublished(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if p.Len() != 2 || len(p.Sources) != 1 {
		t.Errorf("%d figures of %d files, want 2 of 1", p.Len(), len(p.Sources))
	}
	a, ok := p.Find("city of bristol", "lac_31_march")
	if v, there := p.Value(a.Code, 2023, "lac_31_march", "total"); !ok || !there || v != 741 {
		t.Errorf("Bristol: %v %v %v", a, there, v)
	}
	if _, there := p.Value(a.Code, 2023, "lac_31_march_by_age", "under_1"); there {
		t.Error("a suppressed figure is there")
	}
	if v, there := p.Value(a.Code, 2023, "lac_31_march_by_age", "1_4"); !there || v != 0 {
		t.Error("a true nought is missing")
	}
}

func TestLoadPublishedFaults(t *testing.T) {
	for name, row := range map[string]string{
		"value":   "E06000023,Bristol,2023,lac_31_march,total,c,children,x\n",
		"year":    "E06000023,Bristol,2022-23,lac_31_march,total,1,children,x\n",
		"columns": "E06000023,Bristol,2023,lac_31_march,total,1\n",
		"nothing": "",
	} {
		file := filepath.Join(t.TempDir(), name+".csv")
		if err := os.WriteFile(file, []byte(publishedColumns+"\n"+row), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadPublished(context.Background(), file); err == nil || !strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want two lines", name, err)
		}
	}
}

// TestLoadPublishedWhole reads the whole of the published tables, where they
// lie beside the project.
func TestLoadPublishedWhole(t *testing.T) {
	found, _ := filepath.Glob(filepath.Join("..", "..", "..", "*", "published", "lac.csv.gz"))
	if len(found) == 0 {
		t.Skip("the whole published tables are not near")
	}
	dir := filepath.Dir(found[0])
	began := time.Now()
	p, err := LoadPublished(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d figures in %v", p.Len(), time.Since(began))
	if time.Since(began) > 5*time.Second {
		t.Errorf("took %v", time.Since(began))
	}
	a, _ := p.Find("LEEDS", "lac_31_march")
	if v, _ := p.Value(a.Code, 2023, "lac_31_march", "total"); v != 1452 {
		t.Errorf("Leeds had %v children looked after in 2023", v)
	}
	if n := len(p.Authorities("lac_31_march")); n < 150 {
		t.Errorf("%d authorities", n)
	}
}
