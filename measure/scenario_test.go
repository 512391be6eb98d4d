package measure_test

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/unit"
)

func TestParseAssumption(t *testing.T) {
	check := func(text string, want measure.Assumption) {
		t.Helper()
		got, err := measure.ParseAssumption(text)
		if err != nil || fmt.Sprint(got) != text || fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
			t.Errorf("%s: got %#v, %v", text, got, err)
		}
	}
	share := []measure.IndicatorID{"defence-share"}
	check("defence-share all = 2", measure.Assumption{Indicators: share, Kind: measure.SetTo, Value: unit.MustDecimal("2")})
	check("defence-share DEU = 2.50 in 2024", measure.Assumption{Indicators: share, Area: "DEU", Kind: measure.SetTo, Value: unit.MustDecimal("2.50"), Period: cal.Year(2024)})
	check("defence-share DEU = -1 in 2024-Q3", measure.Assumption{Indicators: share, Area: "DEU", Kind: measure.SetTo, Value: unit.MustDecimal("-1"), Period: cal.Quarter(2024, 3)})
	check("defence-share all >= 2", measure.Assumption{Indicators: share, Kind: measure.RaiseTo, Value: unit.MustDecimal("2")})
	check("defence-share DEU >= 2 in 2024", measure.Assumption{Indicators: share, Area: "DEU", Kind: measure.RaiseTo, Value: unit.MustDecimal("2"), Period: cal.Year(2024)})
	check("gdp-constant,gdp-current DEU +1%", measure.Assumption{Indicators: []measure.IndicatorID{"gdp-constant", "gdp-current"}, Area: "DEU", Kind: measure.ReviseBy, Value: unit.MustDecimal("1")})
	check("gdp-constant all -0.5% in 2023", measure.Assumption{Indicators: []measure.IndicatorID{"gdp-constant"}, Kind: measure.ReviseBy, Value: unit.MustDecimal("-0.5"), Period: cal.Year(2023)})
	check("defence-share NATO_EUR_CAN to 5 by 2035", measure.Assumption{Indicators: share, Area: "NATO_EUR_CAN", Kind: measure.ReachBy, Value: unit.MustDecimal("5"), Period: cal.Year(2035)})
	check("defence-share EU-27 trend until 2030", measure.Assumption{Indicators: share, Area: "EU-27", Kind: measure.TrendUntil, Period: cal.Year(2030)})
}

func TestParseAssumptionFaults(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		a, err := measure.ParseAssumption(text)
		if err == nil || !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, %v, want %s", text, a, err, want)
		}
	}
	const form = `want one of "INDICATOR PARTY = 2", "INDICATOR PARTY >= 2", "INDICATOR PARTY +1%", "INDICATOR PARTY to 5 by 2035", "INDICATOR PARTY trend until 2030", with all for every party`
	check("", form)
	check("defence-share", form)
	check("defence-share deu = 2", form)
	check("defence-share DEU is 2", form)
	check("defence-share DEU = two", form)
	check("defence-share DEU 1%", form)
	check("defence-share DEU to 5", form)
	check("defence-share DEU trend", form)
	check("defence-share DEU = 2 in 2024 or later", form)
	check("defence-share DEU = "+strings.Repeat("9", 41), form)
	check("defence-share DEU = 02", `number "02"`)
	check("defence-share DEU = 2.", `number "2."`)
	check("defence-share DEU -0%", `number "-0"`)
	check("defence-share DEU to 5 by 35", `period "35"`)
	check("defence-share DEU = 2 in 2024-13", `period "2024-13"`)
}

func FuzzAssumption(f *testing.F) {
	for _, s := range []string{
		"defence-share all = 2", "x Y >=0.5 in 2020", "gdp-constant,gdp-current DEU +1%", "a B +0%", "a B -0.50% in 2020-07-01", "x ALL = -2 in 2020", "x NATO to 5 by 2035-Q4", "x all trend until 2030",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := measure.ParseAssumption(s)
		if err != nil {
			return
		}
		again, err := measure.ParseAssumption(a.String())
		if err != nil || fmt.Sprintf("%#v", again) != fmt.Sprintf("%#v", a) {
			t.Errorf("%q is written %q, and read %#v, %v", s, a, again, err)
		}
	})
}

func TestCheckScenario(t *testing.T) {
	book, err := measure.NewBook(pledge())
	if err != nil {
		t.Fatal(err)
	}
	if err := book.CheckScenario(scenario(t, "defence-share all = 2", "gdp-constant,gdp-current DEU +1%")); err != nil {
		t.Error(err)
	}
	if err := book.CheckScenario(scenario(t, "gdp-constant,gdp DEU +1%")); !errors.Is(err, entente.ErrNotFound) || !strings.Contains(err.Error(), `"gdp"`) {
		t.Errorf("got %v", err)
	}
}

func scenario(t *testing.T, texts ...string) (s measure.Scenario) {
	t.Helper()
	for _, text := range texts {
		a, err := measure.ParseAssumption(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Assumptions = append(s.Assumptions, a)
	}
	return s
}

// supposed returns the verdicts of the pledge by the June 2024 tables under assumptions.
func supposed(t *testing.T, d *measure.Data, q measure.Query, texts ...string) []measure.Verdict {
	t.Helper()
	s := scenario(t, texts...)
	if len(texts) > 0 {
		q.Scenario = &s
	}
	if q.Measure == "" {
		q.Measure = "defence-spending-share"
	}
	if q.Known == 0 {
		q.Known = day("2024-07-01")
	}
	return d.Assess(q)
}

// TestAllAtTwo supposes that every Ally spends 2 % of GDP: all are at the guideline to the dot, nothing is missing, and the
// money is the share of GDP.
func TestAllAtTwo(t *testing.T) {
	d := natoData(t, nil)
	for _, v := range supposed(t, d, measure.Query{}, "defence-share all = 2") {
		if v.Outcome == measure.NotApplicable {
			continue
		}
		if v.Outcome != measure.Met || v.Value.String() != "2" || !v.Assumed || v.Shortfall != nil || v.Margin.Sign() != 0 || v.Recomputed != nil {
			t.Errorf("%s %v: %s, %v, assumed: %v, short %v", v.Area, v.Period, v.Outcome, v.Value, v.Assumed, v.Shortfall)
		}
	}
	check := func(area measure.Area, q measure.Query, want string) {
		t.Helper()
		q.Area, q.Period = area, cal.Year(2024)
		if v := supposed(t, d, q, "defence-share all = 2")[0]; v.Value == nil || v.Value.Trim().String() != want || !v.Assumed {
			t.Errorf("%s: got %+v, want %s", area, v.Value, want)
		}
	}
	money := measure.Query{Measure: "defence-growth-since-summit"}
	check("DEU", money, "72622784892.5") // 2 % of 3,631,139.244625 million
	check("DEU", measure.Query{}, "2")
	check("NATO", measure.Query{}, "1.998927516292") // Iceland has a GDP, and spends nothing
}

// TestRaised supposes that nobody spends less than 2 %: whoever was above stays as published.
func TestRaised(t *testing.T) {
	d := natoData(t, nil)
	q := measure.Query{Period: cal.Year(2023)}
	published := supposed(t, d, q)
	for i, v := range supposed(t, d, q, "defence-share all >= 2") {
		switch p := published[i]; {
		case v.Outcome == measure.NotApplicable:
		case p.Outcome == measure.Met && (v.Outcome != measure.Met || v.Value.Cmp(*p.Value) != 0 || v.Recomputed.Cmp(*p.Recomputed) != 0):
			t.Errorf("%s: got %v, %s, published %v", v.Area, v.Value, v.Outcome, p.Value)
		case p.Outcome != measure.Met && (v.Outcome != measure.Met || v.Value.String() != "2" || !v.Assumed):
			t.Errorf("%s: got %v, %s, assumed: %v", v.Area, v.Value, v.Outcome, v.Assumed)
		}
	}
}

// TestRevisedBase supposes that Germany's GDP is revised by one per cent: its share falls by just that factor, the groups
// follow, and nobody else.
func TestRevisedBase(t *testing.T) {
	d := natoData(t, nil)
	q := measure.Query{Groups: true, Period: cal.Year(2024)}
	published := supposed(t, d, q)
	for i, v := range supposed(t, d, q, "gdp-constant,gdp-current DEU +1%") {
		p := published[i]
		switch v.Area {
		case "DEU":
			want := new(big.Rat).Quo(p.Recomputed.Rat(), big.NewRat(101, 100))
			if got := v.Value.Rat(); got.Sub(got, want).Abs(got).Cmp(big.NewRat(1, 1e11)) > 0 || !v.Assumed {
				t.Errorf("DEU: got %v, want %s", v.Value, want.FloatString(12))
			}
		case "NATO", "NATO_EUR_CAN":
			if v.Value.Cmp(*p.Value) >= 0 || !v.Assumed {
				t.Errorf("%s: got %v, published %v", v.Area, v.Value, p.Value)
			}
		default:
			if got, want := line(t, v), line(t, p); got != want {
				t.Errorf("%s:\ngot  %s\nwant %s", v.Area, got, want)
			}
		}
	}
	if v := supposed(t, d, measure.Query{Area: "NATO", Period: cal.Year(2023)}, "gdp-constant DEU +1% in 2024")[0]; v.Assumed || v.Value.String() != "2.52525" {
		t.Errorf("another year: got %v, assumed: %v", v.Value, v.Assumed)
	}
}

// TestAssumed marks every verdict with a part that rests on an assumption.
func TestAssumed(t *testing.T) {
	d := natoData(t, nil)
	check := func(name, text string, q measure.Query, want bool) {
		t.Helper()
		if q.Area = "DEU"; q.Period.IsZero() {
			q.Period = cal.Year(2023)
		}
		if v := supposed(t, d, q, text)[0]; v.Assumed != want {
			t.Errorf("%s: %s: assumed is %v", name, text, v.Assumed)
		}
	}
	growth := measure.MeasureID("defence-growth-since-summit")
	check("the value", "defence-share DEU = 1 in 2023", measure.Query{}, true)
	check("another's value", "defence-share FRA = 1 in 2023", measure.Query{}, false)
	check("a later value", "defence-share DEU = 1 in 2024", measure.Query{}, false)
	check("an input of the recomputed value", "gdp-constant DEU +1% in 2023", measure.Query{}, true)
	check("the trend", "defence-share DEU = 1 in 2018", measure.Query{}, true)
	check("before the trend", "defence-share DEU = 1 in 2017", measure.Query{}, false)
	check("the shortfall", "gdp-current DEU +1% in 2023", measure.Query{}, true)
	check("no shortfall", "gdp-current DEU +1% in 2024", measure.Query{Period: cal.Year(2024)}, false)
	check("the target", "defence-constant DEU +1% in 2022", measure.Query{Measure: growth, Period: cal.Year(2024)}, true)
}

// TestReachBy supposes 5 % by 2035: in equal steps from the last figure, with GDP going on as it did.
func TestReachBy(t *testing.T) {
	d := natoData(t, nil)
	const text = "defence-share DEU to 5 by 2035"
	verdicts := supposed(t, d, measure.Query{Area: "DEU"}, text)
	last, from := unit.MustDecimal("2.118977").Rat(), 2024
	for _, v := range verdicts {
		first, _ := v.Period.First()
		year, _, _ := first.Civil()
		if year <= from {
			if v.Assumed {
				t.Errorf("%d: a published figure is assumed", year)
			}
			continue
		}
		want := new(big.Rat).Sub(big.NewRat(5, 1), last)
		want.Mul(want, big.NewRat(int64(year-from), 11)).Add(want, last)
		if got := v.Value.Rat(); got.Sub(got, want).Abs(got).Cmp(big.NewRat(1, 1e9)) > 0 || !v.Assumed || v.Outcome != measure.Met {
			t.Errorf("%d: got %v, %s, want %s", year, v.Value, v.Outcome, want.FloatString(9))
		}
	}
	if n := len(verdicts); n != 22 || verdicts[n-1].Period != cal.Year(2035) {
		t.Errorf("%d verdicts, the last on %v", n, verdicts[n-1].Period)
	}
	// the money follows the share of a GDP on the line through its last six years, 2019 to 2024
	gdp := lineThrough(t, d, "gdp-constant", "DEU", 2019, 2024, 2035)
	v := supposed(t, d, measure.Query{Measure: "defence-growth-since-summit", Area: "DEU", Period: cal.Year(2035)}, text)[0]
	want := 0.05 * gdp * 1e6
	if got := v.Value.Float(); got < want*0.999999 || got > want*1.000001 || v.Outcome != measure.OnTrack {
		t.Errorf("money in 2035: got %v, want %v", got, want)
	}
}

// lineThrough returns the value in a year of the line with the median slope through the figures of some years.
func lineThrough(t *testing.T, d *measure.Data, id measure.IndicatorID, area measure.Area, from, to, year int) float64 {
	t.Helper()
	values := make(map[int]float64)
	for _, f := range d.Figures(id, area) {
		first, _ := f.Period.First()
		y, _, _ := first.Civil()
		if from <= y && y <= to {
			values[y] = f.Value.Float()
		}
	}
	var slopes, rests []float64
	for a := from; a <= to; a++ {
		for b := a + 1; b <= to; b++ {
			slopes = append(slopes, (values[b]-values[a])/float64(b-a))
		}
	}
	slices.Sort(slopes)
	slope := slopes[len(slopes)/2] // of 15
	for y := from; y <= to; y++ {
		rests = append(rests, values[y]-slope*float64(y-to))
	}
	slices.Sort(rests)
	return (rests[2]+rests[3])/2 + slope*float64(year-to)
}

// TestTrendUntil continues a series on its line.
func TestTrendUntil(t *testing.T) {
	d := natoData(t, nil)
	v := supposed(t, d, measure.Query{Area: "DEU", Period: cal.Year(2030)}, "defence-share DEU trend until 2030")[0]
	want := lineThrough(t, natoData(t, func(o measure.Observation) bool { return o.Vintage == "2024-06" }), "defence-share", "DEU", 2019, 2024, 2030)
	if got := v.Value.Float(); got < want-0.0001 || got > want+0.0001 || !v.Assumed {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestGroupsFollow adds a group's supposed figures up from its members.
func TestGroupsFollow(t *testing.T) {
	d := natoData(t, nil)
	q := measure.Query{Measure: "defence-growth-since-summit", Period: cal.Year(2024)}
	q.Area = "NATO"
	nato := supposed(t, d, q, "defence-share all = 2")[0]
	sum := new(big.Rat)
	q.Area = ""
	for _, v := range supposed(t, d, q, "defence-share all = 2") {
		if v.Value != nil {
			sum.Add(sum, v.Value.Rat())
		}
	}
	if nato.Value == nil || nato.Value.Rat().Cmp(sum) != 0 {
		t.Errorf("NATO: got %v, the members add up to %s", nato.Value, sum.FloatString(2))
	}
}

// TestOrderOfAssumptions lets a later assumption stand on an earlier one.
func TestOrderOfAssumptions(t *testing.T) {
	d := natoData(t, nil)
	check := func(want string, texts ...string) {
		t.Helper()
		v := supposed(t, d, measure.Query{Area: "DEU", Period: cal.Year(2024)}, texts...)[0]
		if v.Value.Trim().String() != want {
			t.Errorf("%q: got %v, want %s", texts, v.Value, want)
		}
	}
	check("4.04", "defence-share DEU = 4 in 2024", "defence-share DEU +1%")
	check("4", "defence-share DEU +1%", "defence-share DEU = 4 in 2024")
	check("2.118977", "defence-share FRA = 4")
	check("2.118977", "defence-share DEU = 4 in 2030")
	check("2.118977", "defence-share DEU to 4 by 2020") // lies behind
}

// TestScenarioChangesNothing compares all published verdicts before and after supposing.
func TestScenarioChangesNothing(t *testing.T) {
	d := natoData(t, nil)
	q := measure.Query{Measure: "defence-spending-share", Groups: true, Known: day("2025-05-01"), Evidence: true}
	all := func() (lines []string) {
		for _, v := range d.Assess(q) {
			lines = append(lines, line(t, v))
		}
		return lines
	}
	before := all()
	for _, text := range []string{"defence-share all = 2", "gdp-constant all -50%", "defence-share all to 5 by 2040", "gdp-current,gdp-constant all trend until 2040"} {
		supposed(t, d, measure.Query{Groups: true, Evidence: true}, text)
	}
	if after := all(); !slices.Equal(before, after) {
		t.Error("published verdicts are others after supposing")
	}
}
