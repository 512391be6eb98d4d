package chart

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSparkline(t *testing.T) {
	none := math.NaN()
	check := func(want string, set Charset, target float64, values ...float64) {
		t.Helper()
		if got := Sparkline(values, target, set); got != want {
			t.Errorf("%v against %v: %s, want %s", values, target, got, want)
		}
	}
	check("▁▂▃▄▅▆▇█", Unicode, none, 1, 2, 3, 4, 5, 6, 7, 8)
	check("_.-=+*%#", ASCII, none, 1, 2, 3, 4, 5, 6, 7, 8)
	check("▁▄▅█", Unicode, 2, 1, 1.99, 2, 3)
	check("▅▅▅", Unicode, 2, 2, 2, 2)
	check("▁▁", Unicode, 2, 1, 1)
	check("▄▄", Unicode, none, 1, 1)
	check("▁·█", Unicode, none, 1, none, 3)
	check("_ #", ASCII, none, 1, math.Inf(1), 3)
	check("", Unicode, 2)
}

func TestSparklineShowsTheTarget(t *testing.T) {
	m := newMaker(8)
	for range 5000 {
		v, target := m.NormFloat64(), m.NormFloat64()
		s := Sparkline([]float64{m.NormFloat64(), v, m.NormFloat64()}, target, Unicode)
		r := []rune(s)[1]
		if (r >= '▅') != (v >= target) {
			t.Fatalf("%v against %v: %s", v, target, s)
		}
	}
}

func TestPlotSize(t *testing.T) {
	check := func(p Plot, width, lines int) {
		t.Helper()
		s := p.String()
		rows := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
		if len(rows) != lines {
			t.Errorf("%d lines, want %d:\n%s", len(rows), lines, s)
		}
		for _, r := range rows {
			if n := utf8.RuneCountInString(r); n > width {
				t.Errorf("%d characters, want at most %d: %q", n, width, r)
			}
			if p.Set == ASCII && strings.ContainsFunc(r, func(r rune) bool { return r > '~' || r < ' ' }) {
				t.Errorf("%q is not ASCII", r)
			}
		}
	}
	values := []float64{1.2, 1.3, Missing(), 1.6, 2.1}
	for _, set := range []Charset{Unicode, ASCII} {
		check(Plot{Times: years(5), Values: values, Target: Target{2, "2 % – Ziel"}, Format: Format{Places: 2, Suffix: "\u00a0%"}, Set: set}, 60, 12)
		check(Plot{Times: years(5), Values: values, Width: 30, Height: 5, Set: set}, 30, 5)
		check(Plot{Times: []string{"2024"}, Values: []float64{-3}, Set: set}, 60, 12)
		check(Plot{Set: set}, 60, 11)
		check(Plot{Times: years(300), Values: make([]float64, 300), Width: 1, Height: 1, Set: set}, 20, 4)
		check(Plot{Times: []string{strings.Repeat("long", 40), "x"}, Values: []float64{1e14, -1e14}, Format: Format{Places: 9}, Set: set}, 60, 12)
	}
}

func TestPlot(t *testing.T) {
	got := Plot{Times: []string{"2020", "2024"}, Values: []float64{0, 1, 2, 3, 4}, Target: Target{2, "goal"}, Width: 24, Height: 6, Set: ASCII}.String()
	want := `
4 |               ....*.
  |           ...*.
2 |-------...*.---------
  |   ..*..
0 |*...
   2020   - goal    2024
`[1:]
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
