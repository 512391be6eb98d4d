package compare_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/text"
	"entente/text/compare"
)

// read reads an exercise text: invented sentences in the manner of a communiqué.
func read(t *testing.T, id, src string) *text.Reading {
	t.Helper()
	r, err := text.Read(src, text.Options{Instrument: entente.InstrumentID(id)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const (
	harbour2030 = `1. We will spend at least 2% of GDP on harbour safety by 2030. We will consider a common fund for lighthouses.
2. We task the Council in Permanent Session to review the relief plan for flooded valleys. We welcome the new lighthouse keepers.
3. We will plant ten thousand trees along the canal.`
	harbour2032 = `1. We will spend at least 3% of GDP on harbour safety by 2028. We will set up a common fund for lighthouses.
2. We task the Council in Permanent Session to review the relief plan for flooded valleys by 2035. We welcome the new lighthouse keepers.
3. We commit to clear the northern fairway of wrecks.`
)

func TestSeries(t *testing.T) {
	report := compare.Series(read(t, "harbour-2030", harbour2030), read(t, "harbour-2032", harbour2032))
	var got []string
	for _, c := range report.Carried {
		line := fmt.Sprintf("%v %s", c.Before.ID, c.Direction)
		for _, ch := range c.Changes {
			line += fmt.Sprintf("; %s %q to %q: %s", ch.Field, ch.Before, ch.After, ch.Direction)
		}
		got = append(got, line)
	}
	for _, s := range report.Dropped {
		got = append(got, fmt.Sprintf("%v dropped", s.ID))
	}
	for _, s := range report.New {
		got = append(got, fmt.Sprintf("%v new", s.ID))
	}
	want := []string{
		`harbour-2030/1/1 stronger; quantity ">= 2% of GDP" to ">= 3% of GDP": stronger; deadline "2030" to "2028": stronger`,
		`harbour-2030/1/2 stronger; strength "consider" to "will": stronger`,
		`harbour-2030/2/1 stronger; deadline "" to "2035": stronger`,
		`harbour-2030/3/1 dropped`,
		`harbour-2032/3/1 new`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("series:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestSeriesOfOneDocument(t *testing.T) {
	r := read(t, "harbour-2030", harbour2030)
	report := compare.Series(r, r)
	if len(report.New)+len(report.Dropped) != 0 {
		t.Errorf("a document compared with itself has %d new and %d dropped", len(report.New), len(report.Dropped))
	}
	for _, c := range report.Carried {
		if c.Direction != compare.Same || c.Similarity < 0.999 {
			t.Errorf("%v: %s, similarity %.3f", c.Before.ID, c.Direction, c.Similarity)
		}
	}
}

// Going back is the mirror of going forward: new is dropped, stronger is weaker.
func TestSeriesBackwards(t *testing.T) {
	a, b := read(t, "harbour-2030", harbour2030), read(t, "harbour-2032", harbour2032)
	forth, back := compare.Series(a, b), compare.Series(b, a)
	if len(forth.New) != len(back.Dropped) || len(forth.Dropped) != len(back.New) || len(forth.Carried) != len(back.Carried) {
		t.Fatalf("forth %d new %d dropped %d carried, back %d %d %d", len(forth.New), len(forth.Dropped), len(forth.Carried),
			len(back.New), len(back.Dropped), len(back.Carried))
	}
	mirror := map[compare.Direction]compare.Direction{
		compare.Same: compare.Same, compare.Changed: compare.Changed, compare.Stronger: compare.Weaker, compare.Weaker: compare.Stronger,
	}
	for i, c := range forth.Carried {
		if back.Carried[i].Direction != mirror[c.Direction] {
			t.Errorf("%v: forth %s, back %s", c.Before.ID, c.Direction, back.Carried[i].Direction)
		}
	}
}

func TestLanguages(t *testing.T) {
	zh := read(t, "harbour", `1. 我们欢迎港口大会取得的成果。我们承诺在2030年前将至少3%的预算用于港口安全。
2. 我们重申《联合国宪章》的原则。我们呼吁各国保护海底电缆。`)
	en := read(t, "harbour", `1. We welcome the results of the harbour congress. We commit to spend at least 2% of our budgets on harbour safety by 2030.
2. We reaffirm the principles. All countries protect the cables on the sea bed.`)
	report := compare.Languages(zh, en)
	var got []string
	for _, a := range report.Aligned {
		got = append(got, fmt.Sprintf("%d/%d with %d/%d", a.A[0].Provision, a.A[0].Number, a.B[0].Provision, a.B[0].Number))
	}
	for _, m := range report.Missing {
		got = append(got, fmt.Sprintf("only %s has %s %s", m.In, m.Kind, m.Value))
	}
	for _, d := range report.ActsApart {
		got = append(got, fmt.Sprintf("%v is %s, %v is %s", d.A.ID, d.A.Act, d.B.ID, d.B.Act))
	}
	want := []string{
		"1/1 with 1/1", "1/2 with 1/2", "2/1 with 2/1", "2/2 with 2/2",
		"only a has percentage 3%", "only b has percentage 2%", "only a has instrument UN Charter",
		"harbour/2/2 is call, harbour/2/2 is assessment",
	}
	if !slices.Equal(got, want) {
		t.Errorf("languages:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
