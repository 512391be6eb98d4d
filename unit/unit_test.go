package unit_test

import (
	"encoding/json"
	"errors"
	"testing"

	"entente/unit"
)

func TestParseUnit(t *testing.T) {
	check := func(s string, want unit.Kind) {
		t.Helper()
		u, err := unit.ParseUnit(s)
		if err != nil || u.Kind() != want || string(u) != s {
			t.Errorf("%q: got %v of kind %d, %v", s, u, u.Kind(), err)
		}
	}
	check("", unit.Number)
	check("%", unit.Share)
	check("% of GDP", unit.Share)
	check("% of defence expenditure", unit.Share)
	check("EUR", unit.Money)
	check("USD", unit.Money)
	check("km", unit.Measure)
	check("[nmi_i]", unit.Measure)
	check("MW.h", unit.Measure)
	check("a", unit.Measure)
	check("battlegroups", unit.Count)
	check("rounds", unit.Count)
	check("f-35 aircraft", unit.Count)

	for _, s := range []string{" ", "%GDP", "% of", "% of ", "XQQ", "eur ", "Km", "Battlegroups", "battle  groups", "2 tanks", "辆", "km ", "% of GDP\n"} {
		if u, err := unit.ParseUnit(s); err == nil {
			t.Errorf("%q: accepted as kind %d", s, u.Kind())
		}
	}
}

func FuzzParseUnit(f *testing.F) {
	for _, s := range []string{"", "%", "% of GDP", "EUR", "km", "battlegroups", "[nmi_i]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := unit.ParseUnit(s)
		if err == nil && string(u) != s {
			t.Errorf("%q is written %q", s, u)
		}
		if b, jerr := json.Marshal(s); jerr == nil && json.Unmarshal(b, &u) == nil && err != nil {
			t.Errorf("%q: refused, but accepted in JSON", s)
		}
	})
}

func TestQuantityIn(t *testing.T) {
	check := func(value string, from, to unit.Unit, want string) {
		t.Helper()
		got, err := unit.Quantity{Value: dec(value), Unit: from}.In(to)
		if err != nil || got.Unit != to || got.Value.String() != want {
			t.Errorf("%s %s in %s: got %v, %v, want %s", value, from, to, got, err, want)
		}
	}
	check("2.50", "km", "m", "2500")
	check("1", "[nmi_i]", "km", "1.852")
	check("26", "[mi_i]", "m", "41842.944")
	check("1", "[ft_i]", "cm", "30.48")
	check("90", "min", "h", "1.5")
	check("2", "wk", "d", "14")
	check("18", "mo", "a", "1.5")
	check("1", "kt", "kg", "1000000")
	check("3600", "MJ", "kW.h", "1000")
	check("1", "TW.h", "J", "3600000000000000")
	check("1", "km2", "har", "100")
	check("0", "km", "m", "0")
	check("-1", "km", "m", "-1000")
	check("5.00", "EUR", "EUR", "5.00") // nothing to convert: the digits stay
	check("2", "% of GDP", "% of GDP", "2")
	check("4", "battlegroups", "battlegroups", "4")

	refuse := func(value string, from, to unit.Unit) {
		t.Helper()
		if got, err := (unit.Quantity{Value: dec(value), Unit: from}).In(to); !errors.Is(err, unit.ErrInexact) {
			t.Errorf("%s %s in %s: got %v, %v", value, from, to, got, err)
		}
	}
	refuse("1", "d", "wk") // 0.142857…
	refuse("1", "m", "[mi_i]")
	refuse("1", "mo", "d") // months differ in length
	refuse("1", "a", "d")
	refuse("1", "EUR", "USD")
	refuse("1", "%", "% of GDP")
	refuse("1", "km", "kg")
	refuse("1", "km", "")
	refuse("1", "", "km")
	refuse("1", "Cel", "m")
	refuse("1", "battlegroups", "brigades")
	refuse("1", "nonsense", "other nonsense")
}

// There and back is where it began, for each pair of units where the first way is exact.
func TestConversionsReturn(t *testing.T) {
	units := []unit.Unit{
		"m", "km", "cm", "mm", "[nmi_i]", "[mi_i]", "[ft_i]", "s", "min", "h", "d", "wk", "mo", "a", "g", "kg", "t", "kt", "Mt", "Gt",
		"m2", "km2", "har", "m3", "l", "L", "J", "MJ", "GJ", "TJ", "W.h", "kW.h", "MW.h", "GW.h", "TW.h", "W", "kW", "MW", "GW", "TW",
		"Hz", "MHz", "GHz", "m/s", "Cel",
	}
	start := dec("123.456")
	exact := 0
	for _, from := range units {
		if from.Kind() != unit.Measure {
			t.Errorf("%s: kind %d", from, from.Kind())
		}
		for _, to := range units {
			there, err := unit.Quantity{Value: start, Unit: from}.In(to)
			if err != nil {
				continue
			}
			exact++
			back, err := there.In(from)
			if err != nil || back.Value.Cmp(start) != 0 {
				t.Errorf("%s to %s and back: got %v, %v", from, to, back, err)
			}
		}
	}
	if exact < 100 {
		t.Errorf("only %d conversions are exact", exact)
	}
}

func TestQuantityString(t *testing.T) {
	for want, q := range map[string]unit.Quantity{
		"2% of GDP":      {Value: dec("2"), Unit: "% of GDP"},
		"20%":            {Value: dec("20"), Unit: "%"},
		"500 EUR":        {Value: dec("500"), Unit: "EUR"},
		"4 battlegroups": {Value: dec("4"), Unit: "battlegroups"},
		"31":             {Value: dec("31")},
	} {
		if q.String() != want {
			t.Errorf("got %q, want %q", q, want)
		}
	}
}

func TestComparators(t *testing.T) {
	check := func(c unit.Comparator, below, equal, above bool) {
		t.Helper()
		got := [3]bool{c.Holds(dec("1.99"), dec("2")), c.Holds(dec("2.00"), dec("2")), c.Holds(dec("2.01"), dec("2"))}
		if want := [3]bool{below, equal, above}; got != want {
			t.Errorf("%s 2 for 1.99, 2.00 and 2.01: got %v, want %v", c, got, want)
		}
		if parsed, err := unit.ParseComparator(string(c)); err != nil || parsed != c {
			t.Errorf("%q: got %v, %v", c, parsed, err)
		}
	}
	check(unit.AtLeast, false, true, true)
	check(unit.MoreThan, false, false, true)
	check(unit.Exactly, false, true, false)
	check(unit.LessThan, true, false, false)
	check(unit.AtMost, true, true, false)
	check(unit.About, false, false, false)

	for _, s := range []string{"", "=>", "==", "≥", "≈", ">= ", "about"} {
		if c, err := unit.ParseComparator(s); err == nil {
			t.Errorf("%q: got %v", s, c)
		}
	}
}

func FuzzParseComparator(f *testing.F) {
	f.Add(">=")
	f.Add("~")
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := unit.ParseComparator(s); err == nil && string(c) != s {
			t.Errorf("%q is written %q", s, c)
		}
	})
}
