package chart

import "strings"

// A Slope shows how values moved between two columns or more, such as editions of a report: a line for each item, labelled
// at both ends. Lines that cross the target are set out, those that rise to it and those that fall below it.
type Slope struct {
	Text
	Columns  []string // first to last
	Axis     Axis
	Up, Down string // in the key: a line that rises to the target, and one that falls below it
	Items    []Item
}

// An Item is a row of values.
type Item struct {
	Code, Name, Href string
	Values           []Value
}

// Table returns a row for each item with a column for each of the chart's, and one for the crossing.
func (c Slope) Table() Table {
	t := c.table(append([]string{c.Item}, c.Columns...)...)
	if c.Axis.Target.shown() {
		t.Head = append(t.Head, c.Axis.Target.Label)
	}
	for _, item := range c.Items {
		row := []string{label(item.Code, item.Name, true)}
		for i := range c.Columns {
			row = append(row, c.cell(c.Axis.Format, valueAt(item.Values, i)))
		}
		if c.Axis.Target.shown() {
			row = append(row, strings.TrimSpace(c.crossing(item.Values).sign()+" "+c.crossingWords(item.Values)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// A crossing says how the last value stands to the target compared with the first: 1 risen to it, -1 fallen below, 0 neither.
type crossing int

func (x crossing) sign() string { return [...]string{"▼", "", "▲"}[x+1] }

func (c Slope) crossing(values []Value) crossing {
	if len(values) > len(c.Columns) {
		values = values[:len(c.Columns)]
	}
	first, last := firstKnown(values), lastKnown(values)
	if !c.Axis.Target.shown() || first >= last || last >= len(values) {
		return 0
	}
	above := func(i int) int { return btoi(values[i].V >= c.Axis.Target.Value) }
	return crossing(above(last) - above(first))
}

func (c Slope) crossingWords(values []Value) string {
	return [...]string{c.Down, "", c.Up}[c.crossing(values)+1]
}

func firstKnown(values []Value) int {
	for i, v := range values {
		if v.known() {
			return i
		}
	}
	return len(values)
}

// A slope is a Slope being drawn.
type slope struct {
	Slope
	*frame
	plot
	up     ruler
	across scale
}

const slopeLine = labelSize * 1.22 // height of a label

// SVG draws the chart. Its height follows from the number of labels.
func (c Slope) SVG(o Options) string {
	s := slope{Slope: c, frame: newFrame(c.Text, o, 720)}
	s.keys()
	s.layout()
	s.heads()
	for _, want := range []bool{false, true} { // those that cross on top
		for _, item := range c.Items {
			if (c.crossing(item.Values) != 0) == want {
				s.draw(item)
			}
		}
	}
	s.target()
	s.labels()
	s.frame.y = s.bottom + 8
	return s.finish()
}

func (s *slope) keys() {
	var entries []keyEntry
	for _, x := range []crossing{1, -1} {
		words := [...]string{s.Down, "", s.Up}[x+1]
		if words == "" || !s.Axis.Target.shown() {
			continue
		}
		entries = append(entries, keyEntry{x.sign() + " " + words, 30, func(x0, y float64) {
			rise := 4 * float64(x)
			s.path(polyline([]point{{x0, y + rise}, {x0 + 28, y - rise}}), "c-path c-strong "+x.class())
		}})
	}
	var all [][]Value
	for _, item := range s.Items {
		all = append(all, item.Values)
	}
	s.key(append(entries, s.estimateEntry(all...)...))
}

// class returns how a line that crosses is drawn: dashed where it falls.
func (x crossing) class() string {
	return [...]string{"c-s1 c-kind", "", "c-s0 c-kind"}[x+1]
}

func (s *slope) layout() {
	var all span
	for _, item := range s.Items {
		all.addValues(item.Values)
	}
	all.addTarget(s.Axis.Target)
	height := max(s.height(360), float64(len(s.Items)+1)*slopeLine*1.3+44)
	left, right := s.margins()
	s.plot = plot{left, s.frame.y + 34, s.width - right, s.frame.y + height}
	s.up = all.ruler(s.bottom-8, s.top+8, 5, s.Axis.Format)
	s.up.from, s.up.to = s.tight(all)
	s.across = scale{0, float64(max(1, len(s.Columns)-1)), s.left, s.right}
}

// tight returns the ends of the scale: without an axis to read they need not be round.
func (s *slope) tight(all span) (lo, hi float64) {
	if all.hi-all.lo <= max(all.hi, -all.lo)*1e-9 {
		return s.up.from, s.up.to
	}
	return all.lo, all.hi
}

// margins returns the room for labels left and right.
func (s *slope) margins() (left, right float64) {
	const lead = 22
	for _, item := range s.Items {
		l, r := s.endTexts(item)
		left = max(left, textWidth(l, labelSize*boldFactor))
		right = max(right, textWidth(r, labelSize*boldFactor))
	}
	target := clip(s.Axis.Target.Label, labelSize*boldFactor, s.width*0.3)
	right = max(right, textWidth(target, labelSize*boldFactor))
	return min(left, s.width*0.36) + lead, min(right, s.width*0.36) + lead
}

// endTexts returns the labels at the two ends of an item's line; "" where the first or last column has no value.
func (s *slope) endTexts(item Item) (left, right string) {
	name := label(item.Code, item.Name, !s.narrow())
	f := s.Axis.Format
	f.Suffix = ""
	if v := valueAt(item.Values, 0); v.known() {
		left = name + "  " + f.String(v.V)
	}
	if v := valueAt(item.Values, len(s.Columns)-1); v.known() {
		right = join(" ", f.String(v.V), s.crossing(item.Values).sign(), name)
	}
	return left, right
}

// heads prints the names of the columns above their lines.
func (s *slope) heads() {
	s.layer("c-columns", func() {
		room := (s.right - s.left) / float64(max(1, len(s.Columns)-1))
		for i, c := range s.Columns {
			x := s.across.at(float64(i))
			anchor, w := "middle", room-8
			switch i {
			case 0:
				anchor, w = "start", room/2-4
			case len(s.Columns) - 1:
				anchor, w = "end", room/2-4
			}
			s.line(x, s.top-6, x, s.bottom, "c-grid")
			s.text(x, s.top-14, labelSize, anchor, "c-bold", clip(c, labelSize*boldFactor, w))
		}
	})
}

// draw draws the line of an item.
func (s *slope) draw(item Item) {
	values := item.Values[:min(len(item.Values), len(s.Columns))]
	x := s.crossing(item.Values)
	var ends []string
	for i, v := range values {
		ends = append(ends, caption(at(s.Columns, i), "", s.cell(s.Axis.Format, v)))
	}
	title := join(" · ", append([]string{label(item.Code, item.Name, true)}, ends...)...)
	s.item(item.Href, title, "c-track", func() {
		solid, dashed := segments(values, s.across, s.up.scale)
		class, radius := "c-path", 2.2
		if x != 0 {
			class, radius = "c-path c-strong "+x.class(), 3.2
		}
		s.path(solid+dashed, class)
		for i, v := range values {
			if v.known() {
				s.dot(x, v, s.across.at(float64(i)), s.up.at(v.V), radius)
			}
		}
	})
}

func (s *slope) dot(x crossing, v Value, px, py, radius float64) {
	class := "c-dot"
	if x != 0 {
		class = "c-fill " + x.class()[:4]
	}
	s.circle(px, py, radius, class)
	if v.Estimate {
		s.circle(px, py, radius-1.2, "c-paper")
	}
}

func (s *slope) target() {
	if t := s.Axis.Target; t.shown() {
		y := s.up.at(t.Value)
		s.line(s.left, y, s.right, y, "c-target")
	}
}

// labels prints the labels at both ends, the target's among those on the right, moved apart and led to their lines.
func (s *slope) labels() {
	var left, right []endLabel
	for _, item := range s.Items {
		l, r := s.endTexts(item)
		class := when(s.crossing(item.Values) != 0, "c-bold")
		left = append(left, endLabel{l, class, s.up.at(valueAt(item.Values, 0).V)})
		right = append(right, endLabel{r, class, s.up.at(valueAt(item.Values, len(s.Columns)-1).V)})
	}
	if t := s.Axis.Target; t.shown() {
		right = append(right, endLabel{t.Label, "c-bold c-soft", s.up.at(t.Value)})
	}
	s.ends(left, s.left, s.bottom, -1)
	s.ends(right, s.right, s.bottom, 1)
}

// An endLabel stands beside the end of a line, whose height is y.
type endLabel struct {
	text, class string
	y           float64
}

// ends prints labels left (-1) or right (1) of x, and above bottom.
func (f *frame) ends(labels []endLabel, x, bottom, side float64) {
	var shown []endLabel
	var ys []float64
	for _, l := range labels {
		if l.text != "" {
			shown = append(shown, l)
			ys = append(ys, l.y)
		}
	}
	anchor, room := "end", x-20
	if side > 0 {
		anchor, room = "start", f.width-x-20
	}
	for i, y := range level(ys, slopeLine, f.y+24, bottom) {
		l := shown[i]
		f.line(x+side*5, l.y, x+side*17, y, "c-lead")
		f.text(x+side*20, y+labelSize*0.35, labelSize, anchor, l.class, clip(l.text, labelSize*boldFactor, room))
	}
}
