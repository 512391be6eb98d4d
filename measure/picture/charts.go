package picture

import (
	"math"
	"slices"
	"strings"

	"entente/internal/chart"
	"entente/measure"
)

// A Series is a measure with verdicts on it.
type Series struct {
	Measure  measure.Measure
	Verdicts []measure.Verdict // of one or more parties and periods
	Sources  []string          // documents that they rest on
}

// TwoAxis draws parties by two measures at once, with their paths over the periods that both have. Those in highlight are
// drawn on top.
func (g Guide) TwoAxis(x, y Series, highlight ...measure.Area) chart.Scatter {
	gx, gy := gridOf(x.Verdicts), gridOf(y.Verdicts)
	var times []string
	for _, p := range periodsOf(x.Verdicts) {
		if slices.Contains(periodsOf(y.Verdicts), p) {
			times = append(times, p)
		}
	}
	c := chart.Scatter{
		Text:    g.sourced(g.text(g.word("axes.title"), span(times), g.word("axes.desc")), union(x.Sources, y.Sources)),
		X:       g.axis(x.Measure, x.Verdicts),
		Y:       g.axis(y.Measure, y.Verdicts),
		Times:   times,
		Both:    chart.Quadrant{Label: g.word("both"), Tone: chart.Good},
		OnlyX:   chart.Quadrant{Label: g.word("only", g.title(x.Measure)), Tone: chart.Info},
		OnlyY:   chart.Quadrant{Label: g.word("only", g.title(y.Measure)), Tone: chart.Mixed},
		Neither: chart.Quadrant{Label: g.word("neither"), Tone: chart.Bad},
	}
	for _, a := range areasOf(x.Verdicts) {
		t := chart.Track{Code: code(a), Name: g.party(a), Highlight: slices.Contains(highlight, a)}
		known := false
		for _, p := range times {
			vx, vy := gx.at(a, p), gy.at(a, p)
			px, py := value(vx), value(vy)
			t.Path = append(t.Path, chart.Place{X: px.V, Y: py.V, Estimate: px.Estimate || py.Estimate})
			if !math.IsNaN(px.V) && !math.IsNaN(py.V) {
				known = true
				t.Href = g.link(vx)
			}
		}
		if known {
			c.Items = append(c.Items, t)
		}
	}
	return c
}

// span writes the first and the last of times.
func span(times []string) string {
	if len(times) < 2 {
		return strings.Join(times, "")
	}
	return times[0] + "–" + times[len(times)-1]
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Multiples draws one small chart for each party.
func (g Guide) Multiples(s Series) chart.Multiples {
	times, at := periodsOf(s.Verdicts), gridOf(s.Verdicts)
	c := chart.Multiples{
		Text:  g.sourced(g.text(g.title(s.Measure), string(s.Measure.Unit), g.word("multiples.desc")), s.Sources),
		Axis:  g.axis(s.Measure, s.Verdicts),
		Times: times,
	}
	var shown []measure.Verdict
	for _, a := range areasOf(s.Verdicts) {
		p := chart.Panel{Code: code(a), Name: g.party(a)}
		for _, time := range times {
			v := at.at(a, time)
			p.Values = append(p.Values, value(v))
			if v.Value != nil {
				p.State, p.Href = string(v.Outcome), g.link(v)
				shown = append(shown, v)
			}
		}
		if p.State != "" {
			c.Panels = append(c.Panels, p)
		}
	}
	c.States = g.statesOf(shown)
	return c
}

// A Column is the verdicts of one period by what one vintage knew.
type Column struct {
	Name     string
	Verdicts []measure.Verdict
}

// Slope draws how the figures for one period moved from vintage to vintage.
func (g Guide) Slope(m measure.Measure, period string, columns []Column) chart.Slope {
	c := chart.Slope{
		Text: g.text(g.word("slope.title", g.title(m), period), string(m.Unit), g.word("slope.desc")),
		Axis: g.axis(m, columns[len(columns)-1].Verdicts),
		Up:   g.word("up"), Down: g.word("down"),
	}
	for _, col := range columns {
		c.Columns = append(c.Columns, col.Name)
	}
	for _, a := range areasOf(columns[len(columns)-1].Verdicts) {
		item := chart.Item{Code: code(a), Name: g.party(a)}
		known := 0
		for _, col := range columns {
			v := gridOf(col.Verdicts).at(a, period)
			item.Values = append(item.Values, value(v))
			if v.Value != nil {
				known++
				item.Href = g.link(v)
			}
		}
		if known > 1 {
			c.Items = append(c.Items, item)
		}
	}
	return c
}

// A HeatRow is an undertaking in a heat map.
type HeatRow struct {
	Code, Name, Href string
	Verdicts         []measure.Verdict // one for each area at most
}

// A HeatGroup is rows under a heading.
type HeatGroup struct {
	Name string
	Rows []HeatRow
}

// Heat draws undertakings against parties.
func (g Guide) Heat(groups []HeatGroup, areas []measure.Area) chart.Heat {
	c := chart.Heat{Text: g.text(g.word("heat.title"), "", g.word("heat.desc"))}
	seen := make(map[measure.Outcome]bool)
	for _, a := range areas {
		c.Columns = append(c.Columns, chart.Column{Code: code(a), Name: g.party(a)})
	}
	for _, group := range groups {
		out := chart.Group{Name: group.Name}
		for _, r := range group.Rows {
			row := chart.Row{Code: r.Code, Name: r.Name, Href: r.Href, Cells: make([]chart.Cell, len(areas))}
			for _, v := range r.Verdicts {
				if i := slices.Index(areas, v.Area); i >= 0 {
					row.Cells[i] = g.cell(v)
					seen[v.Outcome] = true
				}
			}
			out.Rows = append(out.Rows, row)
		}
		c.Groups = append(c.Groups, out)
	}
	c.States = g.states(func(o measure.Outcome) bool { return seen[o] })
	return c
}

// Transpose turns a heat map over: a row for each party, a column for each undertaking. It is narrow.
func Transpose(c chart.Heat) chart.Heat {
	out := chart.Heat{Text: c.Text, States: c.States}
	rows := make([]chart.Row, len(c.Columns))
	for i, col := range c.Columns {
		rows[i] = chart.Row{Code: col.Code, Name: col.Name, Href: col.Href}
	}
	for _, group := range c.Groups {
		for _, r := range group.Rows {
			out.Columns = append(out.Columns, chart.Column{Code: r.Code, Name: r.Name, Href: r.Href})
			for i := range rows {
				rows[i].Cells = append(rows[i].Cells, r.Cells[i])
			}
		}
	}
	out.Groups = []chart.Group{{Rows: rows}}
	return out
}

func (g Guide) cell(v measure.Verdict) chart.Cell {
	title := g.party(v.Area) + ": " + g.word(string(v.Outcome))
	if v.Value != nil {
		const places = 2
		title += ", " + figure(v.Value.Round(places), v.Unit)
	}
	if !v.Period.IsZero() {
		title += " (" + v.Period.String() + ")"
	}
	return chart.Cell{State: string(v.Outcome), Title: title, Href: g.link(v)}
}

// Line draws the value of one party over time, with the trend that the last verdict has.
func (g Guide) Line(s Series, remarks map[string]string) chart.Line {
	for n := len(s.Verdicts); n > 1 && s.Verdicts[n-1].Value == nil; n-- {
		s.Verdicts = s.Verdicts[:n-1] // nothing is known yet: the trend begins where the figures end
	}
	times, name := periodsOf(s.Verdicts), ""
	c := chart.Line{Axis: g.axis(s.Measure, s.Verdicts)}
	series := chart.Series{}
	for i, v := range s.Verdicts {
		name = g.party(v.Area)
		x := value(v)
		x.Href = g.link(v)
		series.Values = append(series.Values, x)
		if text := remarks[v.Period.String()]; text != "" {
			c.Remarks = append(c.Remarks, chart.Remark{Time: i, Label: text})
		}
	}
	series.Name = name
	c.Series = append(c.Series, series)
	c.Steps = g.steps(s)
	if trend, ok := g.trend(s.Verdicts, len(times)); ok {
		times = append(times, ahead(s.Verdicts)...)
		c.Series[0].Values = append(c.Series[0].Values, missing(len(times)-len(c.Series[0].Values))...)
		c.Series = append(c.Series, trend)
	}
	c.Times = times
	c.Text = g.sourced(g.text(name+": "+g.title(s.Measure), string(s.Measure.Unit), g.word("line.desc")), s.Sources)
	return c
}

// steps returns the targets of a measure where they change over time; nil for one that stays.
func (g Guide) steps(s Series) []chart.Step {
	var steps []chart.Step
	for i, v := range s.Verdicts {
		if v.Target == nil {
			continue
		}
		t := chart.Target{Value: v.Target.Float(), Label: g.word("target", figure(*v.Target, s.Measure.Unit))}
		if len(steps) == 0 || steps[len(steps)-1].Target != t {
			steps = append(steps, chart.Step{From: i, Target: t})
		}
	}
	if len(steps) < 2 {
		return nil
	}
	return steps
}

const aheadSteps = 5 // how far a picture carries a trend on

// last returns the last verdict that has a value and a trend.
func last(verdicts []measure.Verdict) (i int, ok bool) {
	for i := len(verdicts) - 1; i >= 0; i-- {
		if verdicts[i].Value != nil {
			return i, verdicts[i].Trend != nil && i == len(verdicts)-1
		}
	}
	return 0, false
}

func ahead(verdicts []measure.Verdict) []string {
	var times []string
	for i := 1; i <= aheadSteps; i++ {
		if p, ok := verdicts[len(verdicts)-1].Period.Step(i); ok {
			times = append(times, p.String())
		}
	}
	return times
}

func missing(n int) []chart.Value {
	out := make([]chart.Value, n)
	for i := range out {
		out[i].V = math.NaN()
	}
	return out
}

// trend returns the line of the last verdict, with the band of its slope's interval.
func (g Guide) trend(verdicts []measure.Verdict, n int) (chart.Series, bool) {
	i, ok := last(verdicts)
	if !ok {
		return chart.Series{}, false
	}
	t := verdicts[i].Trend
	s := chart.Series{Name: g.word("projection"), Values: missing(n)}
	for range n {
		s.Low, s.High = append(s.Low, math.NaN()), append(s.High, math.NaN())
	}
	for k := range aheadSteps + 1 {
		x := float64(k)
		low, high := t.Intercept+float64(t.Low*x), t.Intercept+float64(t.High*x)
		v := chart.Value{V: t.Intercept + float64(t.Slope*x), Estimate: true}
		if k == 0 {
			s.Values[n-1], s.Low[n-1], s.High[n-1] = v, v.V, v.V
			continue
		}
		s.Values, s.Low, s.High = append(s.Values, v), append(s.Low, min(low, high)), append(s.High, max(low, high))
	}
	return s, true
}

// Rivals draws each party by two indicators for the same promise, in one period.
func (g Guide) Rivals(first, second Series, period string) chart.Dumbbell {
	c := chart.Dumbbell{
		Text:  g.sourced(g.text(g.word("rivals.title", g.title(first.Measure)), period+" · "+string(first.Measure.Unit), g.word("rivals.desc")), union(first.Sources, second.Sources)),
		Axis:  g.axis(first.Measure, first.Verdicts),
		First: g.title(first.Measure), Second: g.title(second.Measure),
	}
	a, b := gridOf(first.Verdicts), gridOf(second.Verdicts)
	for _, area := range areasOf(first.Verdicts) {
		va, vb := a.at(area, period), b.at(area, period)
		if va.Value == nil && vb.Value == nil {
			continue
		}
		c.Items = append(c.Items, chart.Pair{Code: code(area), Name: g.party(area), Href: g.link(va), First: value(va), Second: value(vb)})
	}
	return c
}

// Change draws each party as it is and as it would be under assumptions; now and then hold one verdict of each.
func (g Guide) Change(m measure.Measure, now, then []measure.Verdict, names [2]string) chart.Dumbbell {
	c := chart.Dumbbell{
		Text: g.text(g.word("change.title", g.title(m)), string(m.Unit), g.word("change.desc")),
		Axis: g.axis(m, then), First: names[0], Second: names[1],
	}
	for _, a := range then {
		i := slices.IndexFunc(now, func(v measure.Verdict) bool { return v.Area == a.Area })
		if i < 0 || now[i].Value == nil && a.Value == nil {
			continue
		}
		c.Items = append(c.Items, chart.Pair{Code: code(a.Area), Name: g.party(a.Area), Href: g.link(now[i]), First: value(now[i]), Second: value(a)})
	}
	return c
}

// Counts draws how many verdicts have each outcome.
func (g Guide) Counts(verdicts []measure.Verdict) chart.Share {
	n := measure.Count(verdicts)
	c := chart.Share{Text: g.text(g.word("counts.title"), "", ""), Count: g.word("parties")}
	for _, s := range g.statesOf(verdicts) {
		c.Parts = append(c.Parts, chart.Part{State: s, Count: float64(n[measure.Outcome(s.Key)])})
	}
	return c
}

// Spark draws the values of one party on a line of text.
func (g Guide) Spark(m measure.Measure, verdicts []measure.Verdict) chart.Spark {
	axis := g.axis(m, verdicts)
	c := chart.Spark{Text: g.text(g.title(m), "", ""), Target: axis.Target, Format: axis.Format}
	for _, v := range verdicts {
		c.Text.Title = g.party(v.Area)
		c.Times, c.Values = append(c.Times, v.Period.String()), append(c.Values, value(v))
	}
	return c
}
