package records

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// fuzzLoad feeds a file beside a header and checks what comes out.
func fuzzLoad(t *testing.T, data []byte) {
	dir := t.TempDir()
	for name, b := range map[string][]byte{"2023.fuzz": data, "h.csv": []byte(plainFiles["2023/header.csv"])} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	h, r, err := Load(context.Background(), []string{dir}, Options{Window: 3})
	if err != nil {
		if _, ok := err.(Errors); !ok || err.Error() == "" {
			t.Fatalf("%T: %v", err, err)
		}
		return
	}
	sound(t, h, r)
}

func FuzzEpisodes(f *testing.F) {
	f.Add([]byte(plainFiles["2023/episodes.csv"]))
	f.Add([]byte(episodesLine + "A,10/05/2022,S,V2,N1,T4,,12/05/2022,X1,,,,,\nA,12/05/2022,L,V2,N1,U4,PR1,,,,,,,\n\"A,1,\n"))
	f.Add([]byte("CHILD;DECOM;RNE;LS;PLACE;PLACE_PROVIDER;DEC;REC;YEAR\r\nA;44691;S;J1;K1;PR1;;;2022-23\r\nB;1/1/22;B;V3;K1;PR1;;;2022\r\nA;30-Mar-2023;P;E1;Z1;;31/03/2023;E17;\r\n"))
	f.Add([]byte("<EXPSSDA903><CHILD><HEADER><CHILDID>A</CHILDID><UASC>1</UASC></HEADER><EPISODE><DECOM>10/05/2022</DECOM><RNE>S</RNE><LS>V2</LS><PL>U4</PL></EPISODE></CHILD></EXPSSDA903>"))
	f.Fuzz(fuzzLoad)
}

func FuzzCIN(f *testing.F) {
	f.Add([]byte(message("2023", "A 2010-02-05: 2022-05-01/, 2022-06-01/2022-08-01", "B 2016-05-02: ")))
	f.Add([]byte(message("2023", " 2004-05-02: 2022-04-01/2022-01-01|2022-05-01")))
	f.Add([]byte("<Message><Children><Child/><Child><ChildProtectionPlans/></Child></Children></Message>"))
	f.Fuzz(fuzzLoad)
}

func FuzzPopulation(f *testing.F) {
	f.Add([]byte("year,age_from,age_to,population\n2019,0,17,180\n2022,0,17,\"1,180.5\"\n"))
	f.Add([]byte("Year\tAge_From\tAge_To\tPopulation\n2019\t0\t0\t10\n2019\t5\t3\t10\n2019\t16\t90\t10\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		p, err := LoadPopulation(path)
		if err != nil {
			return
		}
		for _, y := range p.Years {
			for _, n := range y {
				if !(n >= 0) {
					t.Fatalf("population %v", p)
				}
			}
		}
	})
}
