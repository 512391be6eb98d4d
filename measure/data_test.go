package measure

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/unit"
)

func TestAdd(t *testing.T) {
	d := exerciseData(t)
	before := d.Len()
	check := func(o Observation, want Added, kind error, text string) {
		t.Helper()
		if o.Vintage == "" {
			o.Vintage = "first"
		}
		would, wouldErr := d.Would(o)
		got, err := d.Add(o, -1, 0)
		if got != want || !errors.Is(err, kind) || (kind == nil) != (err == nil) || err != nil && !strings.Contains(err.Error(), text) {
			t.Errorf("%+v: got %v, %v, want %v, %s", o, got, err, want, text)
		}
		if would != got || fmt.Sprint(wouldErr) != fmt.Sprint(err) {
			t.Errorf("%+v: Add was foretold %v, %v, and did %v, %v", o, would, wouldErr, got, err)
		}
	}
	of := func(indicator IndicatorID, area Area, year int, value string) Observation {
		return Observation{Indicator: indicator, Area: area, Period: cal.Year(year), Value: unit.MustDecimal(value)}
	}
	with := func(o Observation, change func(*Observation)) Observation { change(&o); return o }

	check(of("spent", "XAA", 2019, "10"), Duplicate, nil, "")
	check(of("spent", "XAA", 2019, "10.00"), Duplicate, nil, "") // the same number
	check(of("spent", "XAA", 2019, "10.01"), Refused, entente.ErrConflict, "spent XAA 2019 of vintage first is 10 (actual) already, not 10.01 (actual): a revised figure belongs to a later vintage")
	check(with(of("spent", "XAA", 2019, "10"), func(o *Observation) { o.Status = Estimate }), Refused, entente.ErrConflict, "is 10 (actual) already, not 10 (estimate)")
	check(with(of("imports", "XAA", 2021, "1"), func(o *Observation) { o.Vintage, o.Part = "once", "RUS" }), Refused, entente.ErrConflict, "imports XAA/RUS 2021 of vintage once is 60")
	check(of("spend", "XAA", 2019, "10"), Refused, entente.ErrNotFound, `indicator "spend" unknown`)
	check(with(of("spent", "XAA", 2019, "10"), func(o *Observation) { o.Vintage = "once" }), Refused, entente.ErrNotFound, `vintage "once" of tables unknown`)
	check(with(of("spent", "XAA", 2019, "10"), func(o *Observation) { o.Period = cal.Period{} }), Refused, entente.ErrInvalid, "spent of XAA: no period")
	check(with(of("spent", "XAA", 2019, "10"), func(o *Observation) { o.Status = Assumed }), Refused, entente.ErrInvalid, `status "assumed": want A`)
	check(of("spent", "Xaa", 2019, "10"), Refused, entente.ErrInvalid, `area "Xaa": want a party (DEU) or the code of a group (NATO)`)
	check(of("spent", "", 2019, "10"), Refused, entente.ErrInvalid, `area ""`)
	check(of("spent", "XAA", 2025, strings.Repeat("1", 41)), Refused, entente.ErrInvalid, "a figure of 41 digits: want at most 40")
	if d.Len() != before {
		t.Errorf("%d figures after none was stored, %d before", d.Len(), before)
	}
	check(with(of("spent", "XAA", 2019, "10.5"), func(o *Observation) { o.Vintage = "second" }), Stored, nil, "")
	check(of("spent", "XZZ", 2019, "10.5"), Stored, nil, "") // no member of anything
	check(with(of("spent", "XAA", 2019, "5"), func(o *Observation) { o.Period = cal.Quarter(2019, 1) }), Stored, nil, "")
	if d.Len() != before+3 {
		t.Errorf("%d figures after three were stored, %d before", d.Len(), before)
	}
}

func TestCheckArea(t *testing.T) {
	check := func(a Area, isArea, isParty bool) {
		t.Helper()
		if err := CheckArea(a); (err == nil) != isArea || isArea && a.IsParty() != isParty || err != nil && !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%q: %v, party: %v", a, err, a.IsParty())
		}
	}
	check("DEU", true, true)
	check("NATO", true, false)
	check("NATO_EUR_CAN", true, false)
	check("EU27_2020", true, false)
	check("EU-27", true, false)
	check("", false, false)
	check("deu", false, false)
	check("27EU", false, false)
	check("DEU ", false, false)
	check(Area(strings.Repeat("A", 33)), false, false)
}

func TestStatus(t *testing.T) {
	check := func(code string, want Status, isFirm bool) {
		t.Helper()
		s, err := ParseStatus(code)
		if s != want || (err == nil) != (want != "") || want != "" && s.IsFirm() != isFirm {
			t.Errorf("%q: got %q, %v", code, s, err)
		}
	}
	check("", Actual, true)
	check("A", Actual, true)
	check("E", Estimate, false)
	check("P", Provisional, false)
	check("F", Forecast, false)
	check("B", Break, true)
	check("a", "", false)
	check("X", "", false)
	check("assumed", "", false) // nobody publishes that
	for _, s := range statusCodes {
		if s.String() == "" || statusCodes[codeOf(s)] != s {
			t.Errorf("status %q has no words or no code", s)
		}
	}
}

// TestLatest picks the vintage that was known.
func TestLatest(t *testing.T) {
	d := exerciseData(t)
	add(t, d, "share-spent", "XAA", cal.Year(2020), "2.25", "second")
	add(t, d, "share-spent", "XAA", cal.Year(2020), "2.2", "press")
	add(t, d, "share-spent", "XAA", cal.Year(2023), "4", "press")
	check := func(known cal.Date, year int, want string) {
		t.Helper()
		e := env{data: d, area: d.areaIDs["XAA"], period: cal.Year(year), limits: d.book.limits(known)}
		n, err := e.figure(d.book.indicatorIndex["share-spent"], wholePart)
		got := "none"
		if err == nil {
			v, _ := n.Decimal(0)
			got = v.String()
		}
		if got != want {
			t.Errorf("%d as known on %v: got %s, want %s", year, known, got, want)
		}
	}
	check(cal.NewDate(2022, 2, 28), 2020, "none")
	check(cal.NewDate(2022, 3, 1), 2020, "2.00") // the day of publication, with the digits published
	check(cal.NewDate(2023, 2, 28), 2020, "2.00")
	check(cal.NewDate(2023, 3, 1), 2020, "2.25")
	check(cal.NewDate(2023, 9, 1), 2020, "2.2")
	check(cal.NewDate(2023, 9, 1), 2019, "2.0") // later vintages have none
	check(cal.NewDate(2023, 8, 31), 2023, "none")
	check(cal.NewDate(2023, 9, 1), 2023, "4")
	check(cal.NewDate(2099, 1, 1), 2024, "none")
}

// TestAnyOrder adds the same figures in many orders: all answers, with their evidence and its name, stay the same.
func TestAnyOrder(t *testing.T) {
	measures := []Measure{
		{ID: "share", Value: "share-spent", Recompute: "share(spent, gdp)", Unit: "% of GDP", Places: 1, Money: "gdp", Projection: Projection{Window: 6}, Targets: atLeast("2", 2019)},
		{ID: "rank", Value: "rank(spent, over: union)", Targets: atLeast("2", 2019)},
		{ID: "concentration", Value: "herfindahl(imports)", Targets: atLeast("2500", 2019)},
	}
	var all []Observation
	book, err := NewBook(exercise(measures...))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, 7))
	for _, f := range exerciseFigures {
		for i, v := range f.values {
			if v == "" {
				continue
			}
			o := Observation{Indicator: IndicatorID(f.indicator), Area: Area(f.area), Part: f.part, Period: cal.Year(2019 + i), Value: unit.MustDecimal(v), Vintage: VintageID(f.vintage)}
			all = append(all, o)
			if o.Vintage == "first" && rng.IntN(2) == 0 {
				o.Vintage, o.Value = "second", o.Value.Add(unit.MustDecimal("0.1"))
				all = append(all, o)
			}
		}
	}
	assess := func() []Verdict {
		d := NewData(book)
		for _, o := range all {
			if added, err := d.Add(o, -1, 0); added != Stored {
				t.Fatal(o, added, err)
			}
		}
		if d.Len() != len(all) {
			t.Fatalf("%d figures of %d", d.Len(), len(all))
		}
		var verdicts []Verdict
		for _, known := range []cal.Date{cal.NewDate(2022, 12, 31), cal.NewDate(2023, 12, 31)} {
			verdicts = append(verdicts, d.Assess(Query{Groups: true, Known: known, Evidence: true})...)
		}
		return verdicts
	}
	want := assess()
	for range 30 {
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		got := assess()
		for i := range want {
			if plainVerdict(t, got[i]) != plainVerdict(t, want[i]) {
				t.Fatalf("in another order:\ngot  %s\nwant %s", plainVerdict(t, got[i]), plainVerdict(t, want[i]))
			}
		}
	}
}
