package chart

import (
	"strings"
	"testing"
)

func TestPictures(t *testing.T) {
	for name, c := range samples() {
		for _, o := range []Options{{}, {Width: 240}, {Width: 360, Heading: true}, {Width: 720, Lang: "en"}, {Width: 1600, Height: 300}, {Standalone: true}} {
			svg := c.SVG(o)
			p := checkPicture(t, svg)
			if t.Failed() {
				t.Fatalf("%s, %+v", name, o)
			}
			if p.titles[0] != "Shares "+hostile+": Per cent of the whole" {
				t.Errorf("%s: titled %q", name, p.titles[0])
			}
			if !strings.Contains(svg, "<desc>Most rise.</desc>") {
				t.Errorf("%s: no description", name)
			}
			if svg != c.SVG(o) || svg != samples()[name].SVG(o) {
				t.Errorf("%s: drawn twice, it differs", name)
			}
		}
	}
}

func TestTables(t *testing.T) {
	for name, c := range samples() {
		table := c.Table()
		checkTable(t, table)
		if table.Caption != "Shares "+hostile+": Per cent of the whole" {
			t.Errorf("%s: caption %q", name, table.Caption)
		}
		if strings.HasSuffix(name, "none") != (len(table.Rows) == 0) {
			t.Errorf("%s: %d rows", name, len(table.Rows))
		}
	}
}

// TestEveryItemIsInBoth looks for the words of every item in the picture and in the table.
func TestEveryItemIsInBoth(t *testing.T) {
	m := newMaker(3)
	check := func(c Chart, want []string) {
		t.Helper()
		picture := read(t, c.SVG(Options{})).all()
		var rows []string
		for _, r := range c.Table().Rows {
			rows = append(rows, strings.Join(r, "\n"))
		}
		table := strings.Join(append(rows, c.Table().Head...), "\n")
		for _, w := range want {
			if !strings.Contains(picture, w) {
				t.Errorf("%T: %q is not in the picture", c, w)
			}
			if !strings.Contains(table, w) {
				t.Errorf("%T: %q is not in the table", c, w)
			}
		}
	}
	var names []string
	for i := range 32 {
		names = append(names, m.name(i))
	}
	check(m.scatter(32), append(names, "2014", "2024"))
	check(m.multiples(32), append(names, "2014", "2024", "Met", "On track"))
	slope := m.slope(32, 3)
	slope.Items[5].Values, slope.Items[6].Values = []Value{{V: 1}, {V: 2}, {V: 2.5}}, []Value{{V: 3}, {V: 2}, {V: 1.5}}
	check(slope, append(names, "Edition 1", "Edition 2", "Edition 3", "2 % target", "▲", "▼", "reached it", "fell below it"))
	check(m.dumbbell(32), append(names, "One way", "Another way"))
	check(m.line(4), append(names[:4:4], "2027", "break in series", "new definition of the whole", "aim towards 2 %"))
	check(m.share(8), []string{"Met", "Slipping", "Not due"})
	check(m.graph(12), []string{"Something that is said in a few words 0", "Something that is said in a few words 11"})
	check(m.heat(30, 32), append(names, "Not met", "Not due", "No data", "1.9", "0.3", "3.27"))
}

func TestHeatHasACellForEveryState(t *testing.T) {
	c := newMaker(4).heat(30, 36)
	want := 0
	for _, g := range c.Groups {
		for _, r := range g.Rows {
			for _, cell := range r.Cells {
				want += btoi(stateOf(c.States, cell.State).Key != "")
			}
		}
	}
	svg := c.SVG(Options{})
	if got := strings.Count(svg, `class="c-heat `); got != want || want < 900 {
		t.Errorf("%d cells for %d states", got, want)
	}
	if p := read(t, svg); len(p.hrefs) != want+30+36 {
		t.Errorf("%d links, want one for each cell, row and column", len(p.hrefs))
	}
}

func TestQuadrants(t *testing.T) {
	c := newMaker(1).scatter(0)
	check := func(x, y float64, want string) {
		t.Helper()
		c.Items = []Track{{Code: "AAA", Path: []Place{{X: 1, Y: 1}, {X: x, Y: y}, {X: Missing(), Y: 3}}}}
		if p := read(t, c.SVG(Options{})); !strings.Contains(p.all(), want) {
			t.Errorf("%v, %v: not %q in %q", x, y, want, p.titles)
		}
	}
	check(2, 20, "AAA, 2015: 2.00 % · 20,0 % · Both reached")
	check(2, 19.99, "20,0 % · Share only")
	check(1.99, 20, "1.99 % · 20,0 % · Part only")
	check(1.99, 19.99, "Neither")
}

func TestCrossing(t *testing.T) {
	c := newMaker(1).slope(0, 3)
	check := func(want crossing, values ...float64) {
		t.Helper()
		var list []Value
		for _, v := range values {
			list = append(list, Value{V: v})
		}
		if got := c.crossing(list); got != want {
			t.Errorf("%v: %d, want %d", values, got, want)
		}
	}
	check(1, 1.9, 1.9, 2)
	check(-1, 2, 1.9, 1.99)
	check(0, 2, 1, 2)
	check(0, 1, 1.5, 1.9)
	check(1, Missing(), 1, 2.5)
	check(0, Missing(), 1, Missing())
	check(0, 1, 1, 1, 3) // the fourth column is not there
	check(0)
}

func TestEstimatesAreHollowAndDashed(t *testing.T) {
	values := []Value{{V: 1}, {V: 2}, {V: Missing()}, {V: 3}, {V: 4, Estimate: true}}
	solid, dashed := segments(values, scale{0, 4, 0, 40}, scale{0, 4, 40, 0})
	if solid != "M0 30L10 20" || dashed != "M30 10L40 0" {
		t.Errorf("solid %q, dashed %q", solid, dashed)
	}
	svg := Multiples{Text: sampleText(), Times: years(5), Panels: []Panel{{Name: "A", Values: values}}}.SVG(Options{})
	if got := strings.Count(svg, "c-hollow"); got != 2 { // one in the key
		t.Errorf("%d hollow marks", got)
	}
}

func TestDumbbellIsSorted(t *testing.T) {
	c := Dumbbell{Items: []Pair{
		{Name: "none", First: Value{V: Missing()}}, {Name: "low", First: Value{V: 1}}, {Name: "high", First: Value{V: 3}}, {Name: "low too", First: Value{V: 1}},
	}}
	var got []string
	for _, r := range c.Table().Rows {
		got = append(got, r[0])
	}
	if s := strings.Join(got, ", "); s != "high, low, low too, none" {
		t.Error(s)
	}
	if c.Items[0].Name != "none" {
		t.Error("the caller's items were moved")
	}
}

func TestBoth(t *testing.T) {
	html := Both(newMaker(1).share(3), Options{Width: 960})
	if strings.Count(html, "<svg") != 2 || !strings.Contains(html, `<div class="chart-narrow"><svg class="chart chart-min-240 chart-max-420" role="group" viewBox="0 0 360 `) {
		t.Errorf("%.600s", html)
	}
}

func TestLineTable(t *testing.T) {
	c := Line{
		Text: Text{Time: "Year", Estimate: "e", Missing: "-"}, Axis: Axis{Format: Format{Places: 1}}, Times: []string{"2020", "2021", "2022"},
		Series:  []Series{{Name: "A", Values: []Value{{V: 1}, {V: Missing()}, {V: 3, Estimate: true}}, Low: []float64{Missing(), Missing(), 2.5}, High: []float64{Missing(), Missing(), 3.5}}},
		Steps:   []Step{{1, Target{2, "target"}}},
		Remarks: []Remark{{1, "break"}},
	}
	var got []string
	for _, r := range append([][]string{c.Table().Head}, c.Table().Rows...) {
		got = append(got, strings.Join(r, "|"))
	}
	want := "Year|A|A ≥|A ≤|target|*\n2020|1.0||||\n2021|-|||2.0|break\n2022|3.0 (e)|2.5|3.5|2.0|"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}
