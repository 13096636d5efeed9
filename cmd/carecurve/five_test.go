package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// The bill of 2023-24 (366 days, prices of that year) of the five children in
// testdata/five, on paper:
//
//	1001  foster_own in, all year                       366 nights × £100  =  36,600
//	1002  residential out, from 1 February    29 + 31 =  60 nights × £1,000 =  60,000
//	1003  kinship in, to 15 June         30 + 31 + 14 =  75 nights × £50   =   3,750
//	      then special guardianship          366 − 75 = 291 days × £26     =   7,566
//	1004  supported out, from 1 October               183 nights × £200    =  36,600
//	      of whom the Home Office pays                183 nights × £143    = −26,169
//	1005  foster_agency in, to 25 December   244 + 24 = 268 nights × £150  =  40,200
//	      residential in, the council's own place 7 + 91 = 98 nights × £10 =     980
//	the own place, taken or not                                              366,000
//	health pays a tenth of what is bought of residential                    − 6,000
//	                                                                         519,527
//
// The day of leaving or moving is not paid. Besides, the fit takes one child to
// have left to special guardianship before the returns begin, as one did in
// the year: 366 days × £26 = 9,516.
var fiveBill = map[string]float64{
	"kinship": 3750, "foster_own": 36600, "foster_agency": 40200, "residential": 60000, "supported": 36600,
	"sgo": 7566 + 9516, "uasc_income": -26169, "own_residential": 366980, "health_contribution": -6000,
}

const fiveTotal = 519527 + 9516

func fivePast(t *testing.T, dir string) *model.Model {
	t.Helper()
	c, err := readCouncil(filepath.Join("..", "..", "testdata", "five", "council.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	m, _, _, err := fitRecords(context.Background(), []string{dir}, c, 0)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func checkFive(t *testing.T, m *model.Model) {
	t.Helper()
	d := m.Past.PastYear(2023)
	if d == nil || !d.Complete {
		t.Fatal("the year is not there")
	}
	cal := sim.NewCalendar(model.NewDate(2023, 3, 31), 1)
	tariff := sim.NewTariff(&m.Prices, &cal, &sim.Scenario{}, nil)
	used := sim.UsageOf(d)
	for l, line := range tariff.Lines {
		if got := tariff.Amount(l, 0, &used); math.Abs(got-fiveBill[line]) > 0.005 {
			t.Errorf("%s costs £%.2f, on paper £%.2f", line, got, fiveBill[line])
		}
	}
	for line := range fiveBill {
		if !slices.Contains(tariff.Lines, line) {
			t.Errorf("no line %s", line)
		}
	}
	if got := sim.YearBill(&m.Prices, d, true); math.Abs(got-fiveTotal) > 0.005 {
		t.Errorf("the year costs £%.2f, on paper £%d", got, fiveTotal)
	}
}

// From the returns to the penny.
func TestFiveChildrenOnPaper(t *testing.T) {
	checkFive(t, fivePast(t, filepath.Join("..", "..", "testdata", "five")))
}

// Splitting a placement in two, on whatever day, changes no bill.
func TestSplittingAPlacementChangesNoBill(t *testing.T) {
	from := filepath.Join("..", "..", "testdata", "five")
	for _, split := range []string{"02/10/2023", "31/12/2023", "01/01/2024", "29/02/2024", "01/03/2024", "31/03/2024"} {
		dir := t.TempDir()
		for _, name := range []string{"header_2024.csv", "uasc_2024.csv", "episodes_2024.csv"} {
			data, err := os.ReadFile(filepath.Join(from, name))
			if err != nil {
				t.Fatal(err)
			}
			whole := []byte("1004,01/10/2023,S,V2,N8,H5,PR4,,,,,,,OUT\n")
			halves := fmt.Sprintf("1004,01/10/2023,S,V2,N8,H5,PR4,%s,X1,CARPL,,,,OUT\n1004,%s,P,V2,N8,H5,PR4,,,,,,,OUT\n", split, split)
			if name == "episodes_2024.csv" && !bytes.Contains(data, whole) {
				t.Fatal("the placement to split is not there")
			}
			if err := os.WriteFile(filepath.Join(dir, name), bytes.Replace(data, whole, []byte(halves), 1), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		checkFive(t, fivePast(t, dir))
	}
}
