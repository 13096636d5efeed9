package reports

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

func sampleFlows() (f model.Flows) {
	f[model.Outside][model.Kinship], f[model.Outside][model.FosterOwn], f[model.Outside][model.Secure] = 120, 41, 3
	f[model.FosterOwn][model.Residential], f[model.FosterOwn][model.FosterOwn], f[model.Kinship][model.Secure], f[model.Residential][model.School] = 33, 52, 2, 1
	f[model.Kinship][model.Outside], f[model.Residential][model.Outside] = 77, 19
	return f
}

// One to four are withheld; where that leaves one number, or fewer than five
// children, the next goes too.
func TestFlowsWithhold(t *testing.T) {
	f := sampleFlows()
	hidden := map[string]bool{}
	for _, x := range flowsOf(&f) {
		hidden[x.name()] = math.IsNaN(x.N)
	}
	for name, want := range map[string]bool{
		"Came into care: Secure homes":                                      true,
		"Came into care: The council's own foster carers":                   true, // else the three in secure homes follow from all who came
		"Came into care: Family and friends carers":                         false,
		"Children's homes → Residential schools":                            true,
		"Family and friends carers → Secure homes":                          true,
		"The council's own foster carers → Children's homes":                true, // two and one are less than five
		"The council's own foster carers → The council's own foster carers": false,
		"Left care: Children's homes":                                       false,
	} {
		if got, ok := hidden[name]; !ok || got != want {
			t.Errorf("%s: withheld %v, want %v (there: %v)", name, got, want, ok)
		}
	}
}

// The page has the chart, its finding and its table; the published form and a
// model without such a history have none.
func TestFlowsFigure(t *testing.T) {
	in := sampleInput()
	if flowsFigure(&in) != nil {
		t.Error("a model without flows has a figure of them")
	}
	in.Model.Past.Flows = sampleFlows()
	fig := flowsFigure(&in)
	if fig == nil {
		t.Fatal("no figure")
	}
	for _, want := range []string{"first lived in \"Family and friends carers\" (120)", "left did so from \"Family and friends carers\" (77)"} {
		if !strings.Contains(fig.Finding, want) {
			t.Errorf("%q is not in %q", want, fig.Finding)
		}
	}
	if strings.Contains(fig.Finding, "33") {
		t.Errorf("what is withheld stands in %q", fig.Finding)
	}
	if len(fig.bars) != 3 || fig.bars[0].Value != "120" || fig.bars[1].Value != "77" || fig.bars[2].Value != "19" {
		t.Errorf("bars %+v", fig.bars)
	}
	var rows []string
	for _, r := range fig.Table.Rows {
		rows = append(rows, strings.Join(r, "|"))
	}
	table := strings.Join(fig.Table.Head, "|") + "\n" + strings.Join(rows, "\n")
	want := `From, to|Family and friends carers|The council's own foster carers|Children's homes|Secure homes|Residential schools|Left care
Family and friends carers|0|0|0|c|0|77
The council's own foster carers|0|52|c|0|0|0
Children's homes|0|0|0|0|c|19
Came into care|120|c|0|c|0|0`
	if table != want {
		t.Errorf("got\n%s\nwant\n%s", table, want)
	}
	var b bytes.Buffer
	if err := WriteHTML(&b, in); err != nil || !strings.Contains(b.String(), `id="chart-flows"`) {
		t.Errorf("the chart is not on the page: %v", err)
	}
	in.Projection.Published = true
	if flowsFigure(&in) != nil {
		t.Error("the published form shows flows")
	}
}
