package picture_test

import (
	"math"
	"slices"
	"testing"

	"entente/cal"
	"entente/internal/chart"
	"entente/measure"
	"entente/measure/picture"
	"entente/unit"
)

var share = measure.Measure{ID: "exercise-share", Unit: "% of GDP", Places: 2}

func verdict(a measure.Area, year int, value, target string, o measure.Outcome) measure.Verdict {
	v := measure.Verdict{Measure: share.ID, Area: a, Period: cal.Year(year), Unit: share.Unit, Comparator: unit.AtLeast, Outcome: o}
	if value != "" {
		d := unit.MustDecimal(value)
		v.Value = &d
	}
	if target != "" {
		d := unit.MustDecimal(target)
		v.Target = &d
	}
	return v
}

// TestTranspose turns a heat map over and back again.
func TestTranspose(t *testing.T) {
	rows := []picture.HeatRow{
		{Code: "1/1", Verdicts: []measure.Verdict{verdict("AAA", 2030, "3", "2", measure.Met), verdict("BBB", 2030, "1", "2", measure.Missed)}},
		{Code: "1/2", Verdicts: []measure.Verdict{verdict("BBB", 2030, "", "2", measure.NoData)}},
	}
	areas := []measure.Area{"AAA", "BBB", "ALL_OF_THEM"}
	wide := picture.Guide{}.Heat([]picture.HeatGroup{{Rows: rows}}, areas)
	narrow := picture.Transpose(wide)
	states := func(c chart.Heat) (all []string) {
		for _, r := range c.Groups[0].Rows {
			for _, x := range r.Cells {
				all = append(all, x.State)
			}
		}
		return all
	}
	if got, want := states(narrow), []string{"met", "", "missed", "no-data", "", ""}; !slices.Equal(got, want) {
		t.Errorf("narrow: %q, want %q", got, want)
	}
	if back := picture.Transpose(narrow); !slices.Equal(states(back), states(wide)) || back.Columns[2].Code != "ALL OF THEM" {
		t.Errorf("turned over twice: %q, want %q", states(back), states(wide))
	}
}

func TestLineSteps(t *testing.T) {
	check := func(want []int, targets ...string) {
		t.Helper()
		s := picture.Series{Measure: share}
		for i, target := range targets {
			s.Verdicts = append(s.Verdicts, verdict("AAA", 2030+i, "1", target, measure.Missed))
		}
		var got []int
		for _, step := range (picture.Guide{}).Line(s, nil).Steps {
			got = append(got, step.From)
		}
		if !slices.Equal(got, want) {
			t.Errorf("targets %q: steps at %v, want %v", targets, got, want)
		}
	}
	check(nil, "2", "2", "2")
	check([]int{0, 2}, "2", "2", "3")
	check([]int{1, 3}, "", "2", "2", "3")
	check(nil, "", "", "")
}

func TestChange(t *testing.T) {
	now := []measure.Verdict{verdict("AAA", 2030, "1", "2", measure.Missed), verdict("BBB", 2030, "", "2", measure.NoData), verdict("CCC", 2030, "", "2", measure.NoData)}
	then := []measure.Verdict{verdict("AAA", 2035, "2", "2", measure.Met), verdict("BBB", 2035, "2", "2", measure.Met), verdict("CCC", 2035, "", "2", measure.NoData), verdict("DDD", 2035, "2", "2", measure.Met)}
	c := picture.Guide{}.Change(share, now, then, [2]string{"2030", "2035, assumed"})
	if len(c.Items) != 2 || c.Items[0].First.V != 1 || c.Items[0].Second.V != 2 || !math.IsNaN(c.Items[1].First.V) || c.Second != "2035, assumed" {
		t.Errorf("%+v", c)
	}
}

func TestSpark(t *testing.T) {
	c := picture.Guide{}.Spark(share, []measure.Verdict{verdict("AAA", 2030, "1", "2", measure.Missed), verdict("AAA", 2031, "", "2", measure.NoData)})
	if c.Title != "AAA" || !slices.Equal(c.Times, []string{"2030", "2031"}) || c.Values[0].V != 1 || !math.IsNaN(c.Values[1].V) {
		t.Errorf("%+v", c)
	}
}
