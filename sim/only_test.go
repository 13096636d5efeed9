package sim

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// every is a scenario with one primitive of every kind by each intervention;
// its lists are found by reflection, so that a new kind can't be forgotten.
func every(names ...string) *Scenario {
	s := &Scenario{Name: "every"}
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Slice {
			continue
		}
		for _, name := range names {
			x := reflect.New(f.Type().Elem()).Elem()
			x.FieldByName("Intervention").SetString(name)
			f.Set(reflect.Append(f, x))
		}
	}
	return s
}

func TestOnly(t *testing.T) {
	s := every("b", "a", "c")
	s.Assumptions = append(s.Assumptions, Assumption{Intervention: "a, b"})
	if got := s.Interventions(); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("interventions %v", got)
	}
	some := s.Only(func(name string) bool { return !strings.Contains(name, "b") })
	if want := every("a", "c"); !reflect.DeepEqual(&some, want) {
		t.Errorf("without b: %+v", some)
	}
	none := s.Only(func(string) bool { return false })
	if !reflect.DeepEqual(none, Scenario{Name: "every"}) {
		t.Errorf("nothing kept: %+v", none)
	}
	if len(s.Changes) != 3 {
		t.Error("the scenario itself was changed")
	}
}

// Slots without the offer that they limit would be refused by every engine.
func TestOnlyDropsSlotsWithoutTheirOffer(t *testing.T) {
	s := Scenario{
		Changes: []Change{{Intervention: "conferences", Flow: PlanToCare, Reach: Reach{Offer: "fgc"}}, {Intervention: "fewer", Flow: PlanStart, Reach: Reach{Offer: "fgc"}}},
		Slots:   []Slots{{Intervention: "rooms", Offer: "fgc"}},
	}
	for name, want := range map[string]int{"conferences": 0, "fewer": 1} {
		got := s.Only(func(x string) bool { return x != name })
		if len(got.Slots) != want {
			t.Errorf("without %s: %d slots, want %d", name, len(got.Slots), want)
		}
	}
}
