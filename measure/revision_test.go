package measure_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"entente/cal"
	"entente/measure"
)

// crossings lists, straight from the tables, which shares of GDP stand on one side of 2 in one vintage and on the other in
// the next that has the figure.
func crossings(t *testing.T) (all []string) {
	t.Helper()
	type key struct {
		area   measure.Area
		period cal.Period
	}
	rows := natoRows(t)
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.Vintage, b.Vintage) })
	last := make(map[key]row)
	two := big.NewRat(2, 1)
	for _, r := range rows {
		if r.Indicator != "defence-share" {
			continue
		}
		k := key{r.Area, r.Period}
		if before, ok := last[k]; ok && (before.Value.Rat().Cmp(two) >= 0) != (r.Value.Rat().Cmp(two) >= 0) {
			all = append(all, crossing(r.Area, r.Period, before.Vintage, r.Vintage, before.Value.Rat(), r.Value.Rat()))
		}
		last[k] = r
	}
	slices.Sort(all)
	return all
}

func crossing(area measure.Area, p cal.Period, from, to measure.VintageID, before, after *big.Rat) string {
	return fmt.Sprintf("%s %v %s→%s %s→%s", area, p, from, to, before.FloatString(2), after.FloatString(2))
}

// TestFlips lists every share that a revision carried across the guideline, derived from the tables in another way.
func TestFlips(t *testing.T) {
	d := natoData(t, nil)
	q := measure.Query{Measure: "defence-spending-share", Groups: true, Known: day("2026-01-01")}
	var got []string
	for _, r := range d.Revisions(q) {
		if r.Crossed {
			got = append(got, crossing(r.Area, r.Period, r.From, r.To, r.Before.Rat(), r.After.Rat()))
		}
	}
	slices.Sort(got)
	sameLists(t, "crossed", got, []string{
		"ALB 2024 2024-06→2025-04 2.03→1.70",
		"BGR 2024 2024-06→2025-04 2.18→1.95",
		"DNK 2023 2023-07→2024-06 1.65→2.01",
		"EST 2015 2024-06→2025-04 2.03→1.99",
		"EST 2017 2024-06→2025-04 2.01→1.97",
		"EST 2018 2024-06→2025-04 2.01→1.97",
		"FRA 2020 2024-06→2025-04 2.00→1.99",
		"LTU 2019 2024-06→2025-04 2.00→1.98",
		"MKD 2024 2024-06→2025-04 2.22→1.89",
		"MNE 2024 2024-06→2025-04 2.02→1.72",
		"NATO_EUR_CAN 2024 2024-06→2025-04 2.02→1.99",
		"POL 2016 2024-06→2025-04 2.00→1.99",
		"POL 2018 2024-06→2025-04 2.02→2.00",
		"ROU 2023 2023-07→2024-06 2.44→1.60",
		"SVK 2023 2023-07→2024-06 2.03→1.84",
		"SVK 2024 2024-06→2025-04 2.00→1.96",
	})
	if want := crossings(t); !slices.Equal(got, want) {
		t.Errorf("from the tables: %q", want)
	}
}

// TestRevisions says what counts as moved.
func TestRevisions(t *testing.T) {
	d := natoData(t, nil)
	check := func(area measure.Area, year int, known string, want ...string) {
		t.Helper()
		var got []string
		for _, r := range d.Revisions(measure.Query{Measure: "defence-spending-share", Area: area, Period: cal.Year(year), Known: day(known)}) {
			got = append(got, fmt.Sprintf("%s→%s %s→%s (%s) %s→%s crossed %v flipped %v",
				r.From, r.To, r.Before.Round(2), r.After.Round(2), r.Change.Round(2), r.Was, r.Is, r.Crossed, r.Flipped()))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s %d as known on %s:\ngot  %q\nwant %q", area, year, known, got, want)
		}
	}
	const now = "2026-01-01"
	check("DNK", 2023, now, "2023-07→2024-06 1.65→2.01 (0.37) missed→met crossed true flipped true", "2024-06→2025-04 2.01→2.00 (-0.01) met→met crossed false flipped false")
	check("DNK", 2023, "2025-04-23", "2023-07→2024-06 1.65→2.01 (0.37) missed→met crossed true flipped true")
	check("DNK", 2023, "2024-06-16")
	check("DEU", 2023, "2024-07-01", "2023-07→2024-06 1.57→1.64 (0.07) missed→missed crossed false flipped false") // by the day of the question the year is over
	check("ITA", 2014, now, "2024-06→2025-04 1.14→1.13 (-0.01) off-track→off-track crossed false flipped false")
	check("USA", 2025, now) // one vintage only
	check("ISL", 2023, now)
}
