package model

import "testing"

func TestPublished(t *testing.T) {
	var p Published
	if _, ok := p.Value("E08000035", 2023, "lac", "total"); ok || p.Len() != 0 {
		t.Error("an empty set of figures holds one")
	}
	add := func(code, name string, year int, value float64) {
		p.Add(Authority{Name: name, Code: code}, year, "lac", "total", value)
	}
	add("E08000035", "Leeds", 2022, 1374)
	add("E08000035", "Leeds", 2023, 1452)
	add("E08000035", "Leeds", 2023, 1) // the first counts
	add("E10000009", "Dorset", 2018, 400)
	add("E06000059", "Dorset", 2023, 450)
	add("E09000001", "City of London", 2023, 9)
	add("E06000010", "Kingston upon Hull, City of", 2023, 900)
	add(England, "England", 2023, 83750)
	add("E12000003", "Yorkshire and The Humber", 2023, 9000)
	years, values := p.Series("E08000035", "lac", "total")
	if len(years) != 2 || years[1] != 2023 || values[1] != 1452 {
		t.Errorf("Leeds: %v %v", years, values)
	}
	for name, code := range map[string]string{
		"leeds": "E08000035", " e08000035 ": "E08000035", "Dorset": "E06000059", "Dorset Council": "E06000059",
		"City of London": "E09000001", "Kingston upon Hull": "E06000010", "KINGSTON UPON HULL, CITY OF": "E06000010",
		"england": England, England: England, "Yorkshire and the Humber": "E12000003",
	} {
		if a, ok := p.Find(name, "lac"); !ok || a.Code != code {
			t.Errorf("%q is %v, want %s", name, a, code)
		}
	}
	for _, name := range []string{"London", "", "E09"} {
		if a, ok := p.Find(name, "lac"); ok {
			t.Errorf("%q is %v", name, a)
		}
	}
	if list := p.Authorities("lac"); len(list) != 5 || list[0].Name != "City of London" {
		t.Errorf("authorities: %v", list)
	}
	if list := p.Regions("lac"); len(list) != 2 || list[1].Code != England {
		t.Errorf("regions: %v", list)
	}
	before := p.Until(2022)
	if _, ok := before.Value("E08000035", 2023, "lac", "total"); ok || before.Len() != 2 || p.Len() != 8 {
		t.Errorf("until 2022: %d figures, whole %d", before.Len(), p.Len())
	}
}
