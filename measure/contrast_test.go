package measure_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/unit"
)

func verdictOf(a measure.Area, value, target string, o measure.Outcome) measure.Verdict {
	v := measure.Verdict{Area: a, Period: cal.Year(2030), Unit: "% of GDP", Outcome: o, Comparator: unit.AtLeast}
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

func TestShown(t *testing.T) {
	check := func(value, target string, places int, want string) {
		t.Helper()
		if got := verdictOf("AAA", value, target, "").Shown(places).String(); got != want {
			t.Errorf("%s against %s to %d places: %s, want %s", value, target, places, got, want)
		}
	}
	check("2.003724285", "2", 2, "2.00")
	check("1.996", "2", 2, "1.996")
	check("1.99999", "2", 2, "1.99999")
	check("1.994", "2", 2, "1.99")
	check("2.006", "2", 2, "2.01")
	check("1.996", "", 2, "2.00")
	check("2", "2", 2, "2.00")
	check("-0.04", "0", 1, "-0.04")
	check("", "2", 2, "0")
}

func TestSpent(t *testing.T) {
	v := verdictOf("AAA", "2.5", "2", measure.Met)
	if v.Spent() != nil {
		t.Error("money without evidence")
	}
	v.Evidence = []measure.Evidence{
		{Role: measure.InValue, Value: unit.MustDecimal("2.5"), Unit: "% of GDP"},
		{Role: measure.InMoney, Value: unit.MustDecimal("1234.5"), Unit: "USD", Multiplier: 6},
		{Role: measure.InMoney, Value: unit.MustDecimal("65.5"), Unit: "USD", Multiplier: 6},
	}
	if got := v.Spent(); got == nil || got.Value.String() != "32500000" || got.Currency != "USD" { // 2.5 % of 1300 million
		t.Errorf("spent %+v, want 32500000 USD", got)
	}
	if v.Unit = "USD"; v.Spent() != nil {
		t.Error("money of a value that is no share")
	}
}

func TestContrasts(t *testing.T) {
	first := []measure.Verdict{
		verdictOf("AAA", "3", "2", measure.Met), verdictOf("BBB", "2", "2", measure.Met), verdictOf("CCC", "2", "2", measure.Met),
		verdictOf("DDD", "1", "2", measure.Missed), verdictOf("EEE", "", "2", measure.NoData), verdictOf("ALL_OF_THEM", "2", "2", measure.Met),
	}
	second := []measure.Verdict{
		verdictOf("DDD", "4", "2", measure.Met), verdictOf("AAA", "1.5", "2", measure.Missed), verdictOf("BBB", "2.5", "2", measure.Met),
		verdictOf("CCC", "1.5", "2", measure.Missed), verdictOf("EEE", "9", "2", measure.Met), verdictOf("ALL_OF_THEM", "9", "2", measure.Met),
	}
	said := func(d measure.Direction) string {
		var all []string
		for _, c := range measure.Contrasts(first, second, d) {
			all = append(all, fmt.Sprintf("%s %d→%d %+d %v", c.Area, c.Rank, c.Then, c.Moved(), c.Differs()))
		}
		return strings.Join(all, ", ")
	}
	if got, want := said(measure.More), "AAA 1→3 -2 true, BBB 2→2 +0 false, CCC 2→3 -1 true, DDD 4→1 +3 true"; got != want {
		t.Errorf("more is better: %s, want %s", got, want)
	}
	if got, want := said(measure.Less), "DDD 1→4 -3 true, BBB 2→3 -1 false, CCC 2→1 +1 true, AAA 4→1 +3 true"; got != want {
		t.Errorf("less is better: %s, want %s", got, want)
	}
}

func TestWriteCSV(t *testing.T) {
	v := verdictOf("AAA", "-0.5", "2", measure.Missed)
	v.Undertaking = entente.StatementID{Instrument: "exercise", Provision: 1, Number: 1}
	v.Reason = "=SUM(A1)"
	var b bytes.Buffer
	if err := measure.WriteCSV(&b, []measure.Verdict{v, {}}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	at := func(row int, column string) string { return rows[row][slices.Index(rows[0], column)] }
	if at(1, "value") != "-0.5" || at(1, "reason") != "'=SUM(A1)" || at(1, "verdict") != "missed" || at(2, "value") != "" {
		t.Errorf("rows %q", rows)
	}
}

func TestRevisionShown(t *testing.T) {
	check := func(before, after, target, wantBefore, wantAfter string) {
		t.Helper()
		r := measure.Revision{Before: unit.MustDecimal(before), After: unit.MustDecimal(after)}
		if target != "" {
			d := unit.MustDecimal(target)
			r.Target, r.Comparator = &d, unit.AtLeast
		}
		if b, a := r.Shown(2); b.String() != wantBefore || a.String() != wantAfter {
			t.Errorf("%s to %s against %s: %v to %v, want %s to %s", before, after, target, b, a, wantBefore, wantAfter)
		}
	}
	check("2.0238", "1.9959", "2", "2.02", "1.996")
	check("2", "1.9891", "2", "2.00", "1.99")
	check("1.5001", "1.5002", "2", "1.5001", "1.5002")
	check("1.239", "1.5", "", "1.24", "1.50")
	check("2.0005", "1.9901", "2", "2.00", "1.99")
}
