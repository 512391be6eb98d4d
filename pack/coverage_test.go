package pack_test

import (
	"reflect"
	"testing"

	"entente"
	"entente/pack"
)

func TestCoverage(t *testing.T) {
	entry := func(context bool, provision int, numbers ...int) entente.Undertaking {
		e := entente.Undertaking{Context: context}
		for _, n := range numbers {
			e.Statements = append(e.Statements, statementID(provision, n))
		}
		return e
	}
	p := &pack.Pack{
		Provisions: []entente.Provision{{Number: 1}, {Number: 2}, {Number: 3}, {Number: 4}},
		Entries: []entente.Undertaking{
			entry(false, 1, 1, 2), entry(true, 1, 3), // all of it
			entry(false, 2, 3), entry(true, 2, 4), entry(true, 2, 8), // two gaps
			entry(true, 4, 1),
		},
	}
	want := pack.Coverage{
		Provisions: []pack.ProvisionCoverage{
			{Number: 1, Statements: 3, Undertakings: 2, Context: 1},
			{Number: 2, Statements: 3, Undertakings: 1, Context: 2, Gaps: []pack.Gap{{Missing: 1, Next: 3}, {Missing: 5, Next: 8}}},
			{Number: 3},
			{Number: 4, Statements: 1, Context: 1},
		},
		Statements: 7,
	}
	got := p.Coverage()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got.Percent() != 50 {
		t.Errorf("got %d %%, want two of four provisions", got.Percent())
	}
	if none := (pack.Coverage{}).Percent(); none != 0 {
		t.Errorf("got %d %% of nothing", none)
	}
}
