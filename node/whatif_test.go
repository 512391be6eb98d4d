package node_test

import (
	"errors"
	"io/fs"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/node"
	"entente/pack"
)

func vilnius(t *testing.T) *node.Node {
	t.Helper()
	fsys, err := fs.Sub(entente.Packs, "packs/vilnius")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }
	n, err := node.Open(t.Context(), node.Options{Dir: t.TempDir(), Pack: p, ReadOnly: true, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return n
}

func TestWhatIfPeriods(t *testing.T) {
	n := vilnius(t)
	check := func(period cal.Period, now, then int, assumptions ...string) {
		t.Helper()
		q := node.AssessQuery{Measure: "defence-spending-share", Period: period}
		for _, s := range assumptions {
			a, err := measure.ParseAssumption(s)
			if err != nil {
				t.Fatal(err)
			}
			q.Assume = append(q.Assume, a)
		}
		w, err := n.WhatIf(t.Context(), q)
		if err != nil || w.Now != cal.Year(now) || w.Then != cal.Year(then) {
			t.Errorf("%q: %v to %v, %v; want %d to %d", assumptions, w.Now, w.Then, err, now, then)
		}
	}
	check(cal.Period{}, 2024, 2024, "defence-share all = 2")
	check(cal.Period{}, 2024, 2035, "defence-share all to 5 by 2035")
	check(cal.Period{}, 2024, 2035, "defence-share DEU trend until 2030", "defence-share all to 5 by 2035")
	check(cal.Year(2030), 2024, 2030, "defence-share all to 5 by 2035")
	check(cal.Year(2020), 2020, 2020, "defence-share all = 2")
	if _, err := n.WhatIf(t.Context(), node.AssessQuery{Measure: "defence-spending-share"}); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("nothing assumed: %v", err)
	}
	a, _ := measure.ParseAssumption("defence-share ZZZ = 2")
	if _, err := n.WhatIf(t.Context(), node.AssessQuery{Measure: "defence-spending-share", Assume: []measure.Assumption{a}}); !errors.Is(err, entente.ErrNotFound) {
		t.Errorf("an unknown party: %v", err)
	}
}

// TestAnswersAreKept asks twice for the same and once for something else between: the answers must not be mixed up.
func TestAnswersAreKept(t *testing.T) {
	n := vilnius(t)
	count := func(q node.AssessQuery) int {
		t.Helper()
		q.Measure, q.Period = "defence-spending-share", cal.Year(2023)
		verdicts, err := n.Assess(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return measure.Count(verdicts)[measure.Met]
	}
	early, late := node.AssessQuery{Known: cal.NewDate(2023, 7, 11)}, node.AssessQuery{Known: cal.NewDate(2024, 7, 1)}
	for range 2 {
		if e, l := count(early), count(late); e != 11 || l != 10 {
			t.Errorf("%d and %d met, want 11 and 10", e, l)
		}
		assumed := late
		a, _ := measure.ParseAssumption("defence-share all = 2")
		assumed.Assume = []measure.Assumption{a}
		if got := count(assumed); got < 30 {
			t.Errorf("%d met under an assumption, want all", got)
		}
	}
}

func TestSeries(t *testing.T) {
	n := vilnius(t)
	x, y, err := n.Axes(t.Context(), node.AssessQuery{})
	if err != nil || x.Measure.ID != "defence-spending-share" || y.Measure.ID != "major-equipment-share" || len(x.Sources) == 0 {
		t.Errorf("axes %s and %s, sources %q, %v", x.Measure.ID, y.Measure.ID, x.Sources, err)
	}
	columns, err := n.Columns(t.Context(), node.AssessQuery{Measure: "defence-spending-share", Period: cal.Year(2023)})
	if err != nil || len(columns) != 3 || columns[0].Name != "2023-07" {
		t.Errorf("%d columns, %v; want those of July 2023, June 2024 and April 2025", len(columns), err)
	}
	if _, err := n.Columns(t.Context(), node.AssessQuery{Measure: "defence-spending-share", Period: cal.Year(1999)}); !errors.Is(err, entente.ErrNotFound) {
		t.Errorf("a year without figures: %v", err)
	}
	if _, err := n.Series(t.Context(), node.AssessQuery{Measure: "none"}); !errors.Is(err, entente.ErrNotFound) {
		t.Errorf("a measure that is not there: %v", err)
	}
	if r := n.Remarks("defence-spending-share", "LUX"); len(r) != 1 {
		t.Errorf("%d remarks on Luxembourg, want 1", len(r))
	}
	if r := n.Remarks("defence-spending-share", "DEU"); len(r) != 0 {
		t.Errorf("%d remarks on Germany, want none", len(r))
	}
	if name := n.AreaNames("NATO").In("en"); name != "Allies" {
		t.Errorf("NATO is called %q", name)
	}
	if name := n.AreaNames("ZZZ").In("en"); name != "ZZZ" {
		t.Errorf("nobody is called %q", name)
	}
}
