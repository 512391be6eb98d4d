package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// hostile stands in the samples where a caller may pass anything.
const hostile = `<b> & "q" 'a' ]]> `

var percent = Format{Places: 2, Suffix: " %"}

func sampleText() (t Text) {
	return Text{
		Title: "Shares " + hostile, Subtitle: "Per cent of the whole", Desc: "Most rise.", Note: "Source: invented for the tests.",
		Item: "Item", Time: "Year", State: "State", Estimate: "estimate", Missing: "no data",
	}
}

func states8() []State {
	symbols, names := []string{"M", "T", "J", "P", "S", "✕", "?", "–"}, []string{"Met", "On track", "Judgement", "Partly", "Slipping", "Not met", "No data", "Not due"}
	var list []State
	for i, t := range Tones {
		list = append(list, State{fmt.Sprint("k", i), t, symbols[i], names[i]})
	}
	return list
}

// A maker makes samples, the same for the same seed.
type maker struct{ *rand.Rand }

func newMaker(seed uint64) maker { return maker{rand.New(rand.NewPCG(seed, 7))} }

func (m maker) code(i int) string { return fmt.Sprintf("%c%c%c", 'A'+i/26%26, 'A'+i%26, 'A'+i*7%26) }
func (m maker) name(i int) string {
	return []string{"Landia", "Upper Westmark & Isles", "Suthland", "Ö", "Great Riverland"}[i%5] + fmt.Sprint(" ", i)
}
func (m maker) href(i int) string { return fmt.Sprintf("/item/%d?a=1&b=2", i) }

// walk returns values that wander from about 1 to 4, some missing, the last two estimates.
func (m maker) walk(n int) []Value {
	v, list := 1+m.Float64()*2, make([]Value, n)
	for i := range list {
		v = max(0.1, v+m.NormFloat64()*0.2)
		list[i] = Value{V: v, Estimate: i >= n-2}
		if m.IntN(12) == 0 {
			list[i].V = Missing()
		}
	}
	return list
}

func years(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprint(2014+i))
	}
	return list
}

func (m maker) scatter(items int) Scatter {
	c := Scatter{
		Text: sampleText(), Times: years(11),
		X: Axis{"Share", percent, Target{2, "2 % of the whole"}}, Y: Axis{"Part", Format{1, ",", " %"}, Target{20, "20 % of the share"}},
		Both: Quadrant{"Both reached", Good}, OnlyX: Quadrant{"Share only", Info}, OnlyY: Quadrant{"Part only", Mixed}, Neither: Quadrant{"Neither", Bad},
	}
	for i := range items {
		t := Track{Code: m.code(i), Name: m.name(i), Href: m.href(i), Highlight: i%11 == 3}
		for j, v := range m.walk(11) {
			t.Path = append(t.Path, Place{v.V, 10 + m.Float64()*25 + float64(j), v.Estimate})
		}
		c.Items = append(c.Items, t)
	}
	return c
}

func (m maker) multiples(items int) Multiples {
	c := Multiples{Text: sampleText(), Axis: Axis{"Share", percent, Target{2, "2 %"}}, Times: years(11), States: states8()[:4]}
	for i := range items {
		c.Panels = append(c.Panels, Panel{m.code(i), m.name(i), m.href(i), fmt.Sprint("k", i%5), m.walk(11)})
	}
	return c
}

func (m maker) slope(items, columns int) Slope {
	c := Slope{Text: sampleText(), Axis: Axis{"Share", percent, Target{2, "2 % target"}}, Up: "reached it", Down: "fell below it"}
	for i := range columns {
		c.Columns = append(c.Columns, fmt.Sprintf("Edition %d", i+1))
	}
	for i := range items {
		c.Items = append(c.Items, Item{m.code(i), m.name(i), m.href(i), m.walk(columns)})
	}
	return c
}

func (m maker) heat(rows, columns int) Heat {
	c := Heat{Text: sampleText(), States: states8(), Groups: []Group{{}, {Name: "Second part, with a name long enough to be wrapped where the picture is narrow"}}}
	for i := range columns {
		c.Columns = append(c.Columns, Column{m.code(i), m.name(i), m.href(i)})
	}
	for i := range rows {
		r := Row{Code: fmt.Sprint(i/7, ".", i), Name: "Does what it says it does " + []string{"", "every year, and reports on it to the others"}[i%2], Href: m.href(i)}
		for j := range columns {
			r.Cells = append(r.Cells, Cell{State: fmt.Sprint("k", m.IntN(9)), Href: m.href(i*100 + j), Text: []string{"", "1.9"}[btoi(m.IntN(9) == 0)]})
		}
		c.Groups[i*2/rows].Rows = append(c.Groups[i*2/rows].Rows, r)
	}
	return c
}

func (m maker) line(n int) Line {
	c := Line{
		Text: sampleText(), Axis: Axis{"Share of the whole", percent, Target{}}, Times: years(14),
		Steps:   []Step{{0, Target{2, "aim towards 2 %"}}, {9, Target{2.5, "at least 2.5 %"}}},
		Remarks: []Remark{{4, "break in series"}, {9, "new definition of the whole"}},
	}
	for i := range n {
		s := Series{Name: m.name(i), Values: m.walk(14)}
		for j, v := range s.Values {
			low, high := math.NaN(), math.NaN()
			if j > 10 {
				low, high = v.V-0.2, v.V+0.3
			}
			s.Low, s.High = append(s.Low, low), append(s.High, high)
		}
		s.Values[3].Href = m.href(3)
		c.Series = append(c.Series, s)
	}
	return c
}

func (m maker) dumbbell(items int) Dumbbell {
	c := Dumbbell{Text: sampleText(), Axis: Axis{"Share", percent, Target{2, "2 % target"}}, First: "One way", Second: "Another way"}
	for i := range items {
		v := m.walk(2)
		c.Items = append(c.Items, Pair{m.code(i), m.name(i), m.href(i), v[0], v[1]})
	}
	return c
}

func (m maker) graph(boxes int) Graph {
	c := Graph{Text: sampleText(), From: "From", To: "To"}
	for i := range boxes {
		c.Boxes = append(c.Boxes, Box{ID: fmt.Sprint(i), Kind: "Kind", Name: "Something that is said in a few words " + fmt.Sprint(i), Href: m.href(i), Tone: Tones[i%8], State: "state"})
		if i > 0 {
			c.Arrows = append(c.Arrows, Arrow{fmt.Sprint(m.IntN(i)), fmt.Sprint(i)}, Arrow{fmt.Sprint(m.IntN(i)), fmt.Sprint(i)})
		}
	}
	c.Arrows = append(c.Arrows, Arrow{"1", "0"}, Arrow{"0", "0"}, Arrow{"0", "nowhere"})
	return c
}

func (m maker) layered() Graph {
	c := m.graph(30)
	c.Layers = []string{"Provision", "Undertaking", "Measure", "Observations", "Vintages", "Ledger entries"}
	for i := range c.Boxes {
		c.Boxes[i].Layer = i % 6
	}
	return c
}

func (m maker) share(parts int) Share {
	c := Share{Text: sampleText(), Count: "Items"}
	for i, s := range states8()[:parts] {
		c.Parts = append(c.Parts, Part{s, float64(1 + m.IntN(12)), m.href(i)})
	}
	return c
}

func (m maker) process(stages int) Process {
	c := Process{Text: sampleText(), From: "From", By: "By", To: "To"}
	for i := range stages {
		st := Stage{ID: fmt.Sprint("s", i), Name: m.name(i), Tone: Tones[i%len(Tones)], Now: i == 1, Also: "Note: anybody"}
		if i == stages-1 {
			st.State = "end"
		}
		for k := range m.IntN(4) {
			st.Ways = append(st.Ways, Way{fmt.Sprintf("Way %d %s", k, hostile), "Member", []WayKind{ByAct, ByClock, ByRule}[k%3], fmt.Sprint("s", m.IntN(stages+1))})
		}
		c.Stages = append(c.Stages, st)
	}
	return c
}

func (m maker) history(moments int) History {
	c := History{Text: sampleText(), From: 0, To: 100, Now: 80, NowName: "now", Ticks: []Tick{{0, "2023"}, {25, "2024"}, {50, "2025"}, {75, "2026"}}}
	for i := range min(moments, 4) {
		c.Spans = append(c.Spans, Span{float64(i) * 20, float64(i+1) * 20, m.name(i), fmt.Sprint("from ", i), Tones[i]})
	}
	for i := range moments {
		c.Moments = append(c.Moments, Moment{m.Float64() * 80, fmt.Sprintf("Act %d %s", i, hostile), fmt.Sprint("day ", i), Tones[i%len(Tones)], i%5 == 4})
	}
	for i := range min(moments, 3) {
		c.Flags = append(c.Flags, Flag{60 + float64(i)*15, fmt.Sprint("Expiry ", i), fmt.Sprint("at ", i), i > 0})
	}
	return c
}

// samples returns charts of all kinds and of several sizes by name.
func samples() map[string]Chart {
	m := newMaker(1)
	return map[string]Chart{
		"scatter": m.scatter(32), "scatter of one": m.scatter(1), "scatter of none": m.scatter(0),
		"multiples": m.multiples(32), "multiples of one": m.multiples(1), "multiples of none": m.multiples(0),
		"slope": m.slope(31, 2), "slope of four": m.slope(12, 4), "slope of one": m.slope(3, 1), "slope of none": m.slope(0, 0),
		"heat": m.heat(30, 36), "heat of two": m.heat(2, 2), "heat of none": Heat{Text: sampleText()},
		"line": m.line(1), "line of five": m.line(5), "line of none": Line{Text: sampleText()},
		"dumbbell": m.dumbbell(32), "dumbbell of none": m.dumbbell(0),
		"graph": m.graph(40), "graph in layers": m.layered(), "graph of five": m.graph(5), "graph of none": Graph{Text: sampleText()},
		"share": m.share(8), "share of two": m.share(2), "share of none": m.share(0),
		"process": m.process(7), "process of one": m.process(1), "process of none": m.process(0),
		"history": m.history(14), "history of many": m.history(160), "history of two": m.history(2), "history of none": m.history(0),
		"spark": Spark{Text: sampleText(), Values: m.walk(11), Times: years(11), Target: Target{2, "2 %"}, Format: percent},
	}
}
