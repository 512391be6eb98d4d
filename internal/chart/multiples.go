package chart

import (
	"math"
	"slices"
)

// Multiples is a grid of small line charts that share their scales, one for each item.
type Multiples struct {
	Text
	Axis   Axis
	Times  []string
	States []State // explained above the grid
	Panels []Panel
}

// A Panel is one chart of Multiples.
type Panel struct {
	Code, Name, Href string
	State            string // key of one of the States; "" for none
	Values           []Value
}

// Table returns a row for each item, with a column for each time and, where there are states, one for them.
func (c Multiples) Table() Table {
	t := c.table(append([]string{c.Item}, c.Times...)...)
	if len(c.States) > 0 {
		t.Head = append(t.Head, c.State)
	}
	for _, p := range c.Panels {
		row := []string{label(p.Code, p.Name, true)}
		for i := range c.Times {
			row = append(row, c.cell(c.Axis.Format, valueAt(p.Values, i)))
		}
		if len(c.States) > 0 {
			row = append(row, stateOf(c.States, p.State).Name)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// valueAt returns the i-th value, or one that is missing.
func valueAt(values []Value, i int) Value {
	if i >= 0 && i < len(values) {
		return values[i]
	}
	return Value{V: math.NaN()}
}

func stateOf(states []State, key string) State {
	for _, s := range states {
		if s.Key == key {
			return s
		}
	}
	return State{}
}

// A grid is Multiples being drawn.
type grid struct {
	Multiples
	*frame
	columns      int
	left         float64 // of the first column
	width, depth float64 // of a panel, with the gap after it
	inner        float64 // height of the diagram in a panel
	span         span
}

const (
	panelHead = 22.0
	panelFoot = 20.0
	panelGap  = 16.0
)

// SVG draws the chart.
func (c Multiples) SVG(o Options) string {
	g := grid{Multiples: c, frame: newFrame(c.Text, o, ownWidth)}
	g.key(append(g.stateEntries(c.States), g.estimateEntry(c.values()...)...))
	g.layout()
	for i := range c.Panels {
		g.panel(i)
	}
	rows := (len(c.Panels) + g.columns - 1) / g.columns
	g.y += float64(rows)*g.depth + panelFoot - panelGap
	return g.finish()
}

func (c Multiples) values() (all [][]Value) {
	for _, p := range c.Panels {
		all = append(all, p.Values)
	}
	return all
}

func (g *grid) layout() {
	for _, p := range g.Panels {
		g.span.addValues(p.Values)
	}
	g.span.addTarget(g.Axis.Target)
	g.span = g.span.withZero()
	g.left = max(margin(g.ruler(plot{bottom: 1})), min(mostTick, textWidth(g.targetTick(), smallSize*boldFactor))+10)
	least := 148.0
	if g.narrow() {
		least = 112
	}
	g.columns = max(1, min(int((g.frame.width-g.left)/least), max(1, len(g.Panels))))
	g.width = min((g.frame.width-g.left)/float64(g.columns), 260)
	g.inner = max(72, min(g.width*0.6, 120))
	g.depth = panelHead + g.inner + panelGap
}

// targetTick returns how the target stands among the ticks: by its label, or where that is long by its value.
func (g *grid) targetTick() string {
	if !g.Axis.Target.shown() {
		return ""
	}
	if textWidth(g.Axis.Target.Label, smallSize) < 40 {
		return g.Axis.Target.Label
	}
	return g.Axis.Format.String(g.Axis.Target.Value)
}

// ruler returns the shared scale within a panel. It ends with the highest value, not with the tick above.
func (g *grid) ruler(room plot) ruler {
	r := g.span.ruler(room.bottom, room.top+7, 3, g.Axis.Format)
	if g.span.some && g.span.hi > r.from {
		r.to = g.span.hi
		r.ticks = slices.DeleteFunc(r.ticks, func(v float64) bool { return v > r.to })
	}
	return r
}

// panel draws the i-th chart.
func (g *grid) panel(i int) {
	p := g.Panels[i]
	x := g.left + float64(i%g.columns)*g.width
	y := g.y + float64(i/g.columns)*g.depth
	room := plot{x, y + panelHead, x + g.width - panelGap, y + panelHead + g.inner}
	ruler := g.ruler(room)
	if i%g.columns == 0 {
		g.ticks(room, ruler)
	}
	name := label(p.Code, p.Name, true)
	last := lastKnown(p.Values)
	v := valueAt(p.Values, last)
	g.item(p.Href, join(" · ", caption(name, at(g.Times, last), g.Axis.Format.String(v.V)), stateOf(g.States, p.State).Name), "c-panel", func() {
		g.head(p, room)
		right := room.right - g.valueRoom() - 2
		g.ground(plot{room.left, room.top, right, room.bottom}, ruler)
		g.series(p, plot{room.left, room.top, right, room.bottom}, ruler)
	})
	if i+g.columns >= len(g.Panels) {
		g.foot(room)
	}
}

// lastKnown returns the number of the last value that is there, or the number of values.
func lastKnown(values []Value) int {
	for i := len(values) - 1; i >= 0; i-- {
		if values[i].known() {
			return i
		}
	}
	return len(values)
}

// ticks prints the labels of the shared scale beside the first panel of a row, the target's among them.
func (g *grid) ticks(room plot, r ruler) {
	target, last := math.Inf(-1), math.Inf(1)
	g.layer("c-rows", func() {
		if s := g.targetTick(); s != "" {
			target = r.at(g.Axis.Target.Value)
			g.text(room.left-6, target+smallSize*0.35, smallSize, "end", "c-bold", clip(s, smallSize*boldFactor, room.left-6))
		}
		for i, l := range tickLabels(r) {
			if y := r.at(r.ticks[i]); math.Abs(y-target) > smallSize*1.1 && last-y > smallSize*1.1 {
				last = y
				g.text(room.left-6, y+smallSize*0.35, smallSize, "end", "c-soft", l)
			}
		}
	})
}

// head prints name and state above the diagram.
func (g *grid) head(p Panel, room plot) {
	s := stateOf(g.States, p.State)
	w := room.right - room.left
	if s.Symbol != "" {
		g.chip(s, room.left, room.top-19, 14)
		w -= 19
	}
	name := label(p.Code, p.Name, textWidth(p.Name, labelSize*boldFactor) <= w || p.Code == "")
	g.text(room.right-w, room.top-7.5, labelSize, "", "c-bold", clip(name, labelSize*boldFactor, w))
	if s.Key != "" {
		g.rect(room.left, room.top, room.right-room.left, room.bottom-room.top, "c-tint c-cell c-fill "+s.Tone.class())
	}
}

// ground draws grid and target.
func (g *grid) ground(room plot, r ruler) {
	for _, t := range r.ticks {
		g.line(room.left, r.at(t), room.right, r.at(t), "c-grid")
	}
	if t := g.Axis.Target; t.shown() {
		g.line(room.left, r.at(t.Value), room.right, r.at(t.Value), "c-target")
	}
}

// valueRoom returns the width that the last values need right of their lines.
func (g *grid) valueRoom() float64 {
	most := 0.0
	for _, p := range g.Panels {
		most = max(most, textWidth(g.Axis.Format.digits(valueAt(p.Values, min(lastKnown(p.Values), len(g.Times)-1)).V), smallSize*boldFactor))
	}
	return min(most, g.width/2)
}

// series draws the values, and prints the last of them right of the diagram.
func (g *grid) series(p Panel, room plot, r ruler) {
	across := scale{0, float64(max(1, len(g.Times)-1)), room.left + 6, room.right - 6}
	values := p.Values[:min(len(p.Values), len(g.Times))]
	g.run(values, across, r.scale, "c-strong c-s0", 1.6)
	last := lastKnown(values)
	if last == len(values) {
		return
	}
	y := max(room.top+smallSize, min(r.at(values[last].V)+smallSize*0.35, room.bottom-3))
	g.text(room.right+1, y, smallSize, "", "c-bold", clip(g.Axis.Format.digits(values[last].V), smallSize*boldFactor, g.valueRoom()))
}

// run draws values along a scale of their numbers: a line with gaps where one is missing, dashed up to estimates, a mark
// on each value, the last one larger.
func (f *frame) run(values []Value, across, up scale, class string, radius float64) {
	solid, dashed := segments(values, across, up)
	f.path(solid, "c-path "+class)
	f.path(dashed, "c-path c-dash "+class)
	last := lastKnown(values)
	for i, v := range values {
		if !v.known() {
			continue
		}
		r := radius
		if i == last {
			r = radius + 1.2
		}
		mark := "c-mark " + class
		if v.Estimate {
			mark += " c-hollow"
			r += 0.6
		}
		f.circle(across.at(float64(i)), up.at(v.V), r, mark)
	}
}

// segments returns path data of the lines between values that follow each other: those up to a final one, and the others.
func segments(values []Value, across, up scale) (solid, dashed string) {
	xs := make([]float64, len(values))
	for i := range xs {
		xs[i] = across.at(float64(i))
	}
	return segmentsAt(values, xs, up)
}

// segmentsAt is segments with the places of the values.
func segmentsAt(values []Value, xs []float64, up scale) (solid, dashed string) {
	for i := 1; i < len(values); i++ {
		if !values[i-1].known() || !values[i].known() {
			continue
		}
		data := polyline([]point{{xs[i-1], up.at(values[i-1].V)}, {xs[i], up.at(values[i].V)}})
		if values[i].Estimate {
			dashed += data
			continue
		}
		solid += data
	}
	return solid, dashed
}

// foot prints the first and the last time below a panel.
func (g *grid) foot(room plot) {
	if len(g.Times) == 0 {
		return
	}
	first, last := g.Times[0], g.Times[len(g.Times)-1]
	y := room.bottom + 14
	half := (room.right - room.left) / 2
	g.layer("c-columns", func() {
		g.text(room.left, y, smallSize, "", "c-soft", clip(first, smallSize, half))
		if len(g.Times) > 1 {
			g.text(room.right, y, smallSize, "end", "c-soft", clip(last, smallSize, half-4))
		}
	})
}
