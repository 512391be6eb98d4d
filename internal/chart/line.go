package chart

import "math"

// A Line shows one series over time, or a few: against a target that may change in steps, with a band around what is
// projected and remarks at points in time. Series are named beside their ends.
type Line struct {
	Text
	Axis    Axis
	Times   []string
	At      []float64 // where the times lie, ascending; nil for evenly apart
	Series  []Series
	Steps   []Step // the target where it changes; Axis.Target is then not needed
	Remarks []Remark
}

// A Series is a row of values under a name.
type Series struct {
	Name, Href string
	Values     []Value // estimates are dashed, with hollow marks
	Low, High  []float64
	// Low and High bound what a value may be, time by time; missing where nothing is said.
}

// A Step is a target that holds from the time of number From until the next one.
type Step struct {
	From   int
	Target Target
}

// A Remark stands at the time of number Time, such as "break in series".
type Remark struct {
	Time  int
	Label string
}

// Table returns a row for each time with a column for each series, its bounds where it has some, the target and remarks.
func (c Line) Table() Table {
	t := c.table(c.Time)
	for _, s := range c.Series {
		t.Head = append(t.Head, s.Name)
		if s.bounded() {
			t.Head = append(t.Head, s.Name+" ≥", s.Name+" ≤")
		}
	}
	steps := c.steps()
	if len(steps) > 0 {
		t.Head = append(t.Head, steps[0].Target.Label)
	}
	if len(c.Remarks) > 0 {
		t.Head = append(t.Head, "*")
	}
	for i := range c.Times {
		t.Rows = append(t.Rows, c.tableRow(i, steps))
	}
	return t
}

func (c Line) tableRow(i int, steps []Step) []string {
	row := []string{c.Times[i]}
	for _, s := range c.Series {
		row = append(row, c.cell(c.Axis.Format, valueAt(s.Values, i)))
		if s.bounded() {
			row = append(row, c.Axis.Format.String(boundAt(s.Low, i)), c.Axis.Format.String(boundAt(s.High, i)))
		}
	}
	if len(steps) > 0 {
		row = append(row, c.Axis.Format.String(targetAt(steps, i)))
	}
	if len(c.Remarks) > 0 {
		var remarks []string
		for _, r := range c.Remarks {
			if r.Time == i {
				remarks = append(remarks, r.Label)
			}
		}
		row = append(row, join(" · ", remarks...))
	}
	return row
}

func (s Series) bounded() bool { return len(s.Low) > 0 || len(s.High) > 0 }

func boundAt(list []float64, i int) float64 {
	if i < len(list) {
		return list[i]
	}
	return math.NaN()
}

// steps returns the targets that are shown, one that does not change as a step from the first time.
func (c Line) steps() (list []Step) {
	for _, s := range c.Steps {
		if s.Target.shown() && s.From >= 0 && s.From < len(c.Times) && (len(list) == 0 || s.From > list[len(list)-1].From) {
			list = append(list, s)
		}
	}
	if len(list) == 0 && len(c.Times) > 0 && c.Axis.Target.shown() {
		list = []Step{{0, c.Axis.Target}}
	}
	return list
}

// targetAt returns the target at the i-th time; missing before the first.
func targetAt(steps []Step, i int) float64 {
	v := math.NaN()
	for _, s := range steps {
		if s.From <= i {
			v = s.Target.Value
		}
	}
	return v
}

// A lineChart is a Line being drawn.
type lineChart struct {
	Line
	*frame
	plot
	up ruler
	xs []float64 // of the times
}

// SVG draws the chart.
func (c Line) SVG(o Options) string {
	l := lineChart{Line: c, frame: newFrame(c.Text, o, ownWidth)}
	l.key(l.estimateEntry(c.values()...))
	l.layout()
	l.remarks()
	l.frame.rows(l.plot, l.up)
	l.times()
	for i, s := range c.Series {
		l.band(i, s)
	}
	for i, s := range c.Series {
		l.series(i, s)
	}
	l.targets()
	l.names()
	l.frame.y = l.bottom + 24
	return l.finish()
}

func (c Line) values() (all [][]Value) {
	for _, s := range c.Series {
		all = append(all, s.Values)
	}
	return all
}

func (l *lineChart) layout() {
	var all span
	for _, s := range l.Series {
		all.addValues(s.Values[:min(len(s.Values), len(l.Times))])
		all.add(s.Low...)
		all.add(s.High...)
	}
	for _, s := range l.steps() {
		all.addTarget(s.Target)
	}
	if l.Axis.Title != "" {
		l.frame.y += 20
		l.text(0, l.frame.y-6, labelSize, "", "c-bold", clip(l.Axis.Title, labelSize*boldFactor, l.width))
	}
	top := l.frame.y + 10 + float64(len(l.shownRemarks()))*remarkLine
	l.plot = plot{top: top, bottom: l.frame.y + l.height(max(240, l.width*0.45)) - 24}
	room, height := l.nameRoom()
	l.bottom = max(l.bottom, l.top+100, l.top+height)
	l.up = all.withZero().ruler(l.bottom, l.top, 5, l.Axis.Format)
	l.left = margin(l.up)
	l.right = l.width - room
	l.spreadTimes()
	l.placer.bounds = box{l.left, l.top, l.right, l.bottom}
}

// spreadTimes lays the times along the diagram.
func (l *lineChart) spreadTimes() {
	inner := scale{0, float64(max(1, len(l.Times)-1)), l.left + 8, l.right - 8}
	for i := range l.Times {
		l.xs = append(l.xs, inner.at(float64(i)))
	}
	var s span
	for _, v := range l.At {
		s.add(v)
	}
	if len(l.At) != len(l.Times) || !s.some || s.lo == s.hi {
		return
	}
	inner.from, inner.to = s.lo, s.hi
	x := inner.start
	for i, v := range l.At { // a time that is missing or out of order stays where the one before it is
		if known(v) {
			x = max(x, inner.at(v))
		}
		l.xs[i] = x
	}
}

// times prints the times below the diagram, evenly thinned where they would touch; the last one always.
func (l *lineChart) times() {
	y := l.bottom + 17
	l.layer("c-columns", func() {
		edge := l.width
		for i := len(l.Times) - 1; i >= 0; i-- {
			b := textBox(l.xs[i], y, smallSize, "middle", l.Times[i])
			if b.x1 > edge || b.x0 < 0 {
				continue
			}
			l.line(l.xs[i], l.bottom, l.xs[i], l.bottom+4, "c-axis")
			l.text(l.xs[i], y, smallSize, "middle", "c-soft", l.Times[i])
			edge = b.x0 - 8
		}
		l.line(l.left, l.bottom, l.right, l.bottom, "c-axis")
	})
}

// band draws the room between the bounds of a series, one shape for each run of times that has both.
func (l *lineChart) band(i int, s Series) {
	var low, high []point
	flush := func() {
		if len(low) > 1 {
			corners := high
			for j := len(low) - 1; j >= 0; j-- {
				corners = append(corners, low[j])
			}
			l.path(area(corners...), "c-band c-fill "+seriesClass(i))
			l.path(polyline(low)+polyline(high[:len(low)]), "c-path c-dash "+seriesClass(i))
		}
		low, high = nil, nil
	}
	for j := range l.Times {
		lo, hi := boundAt(s.Low, j), boundAt(s.High, j)
		if !known(lo) || !known(hi) {
			flush()
			continue
		}
		low = append(low, point{l.xs[j], l.up.at(lo)})
		high = append(high, point{l.xs[j], l.up.at(hi)})
	}
	flush()
}

func (l *lineChart) series(i int, s Series) {
	values := s.Values[:min(len(s.Values), len(l.Times))]
	last := lastKnown(values)
	title := caption(s.Name, at(l.Times, last), l.Axis.Format.String(valueAt(values, last).V))
	l.item(s.Href, title, "c-series", func() {
		class := "c-strong " + seriesClass(i)
		solid, dashed := segmentsAt(values, l.xs, l.up.scale)
		l.path(solid, "c-path c-kind "+class)
		l.path(dashed, "c-path c-dash "+class)
		for j, v := range values {
			if v.known() {
				l.point(i, s, j)
			}
		}
	})
}

// point draws the mark of the j-th value; where it leads somewhere itself, as a link.
func (l *lineChart) point(i int, s Series, j int) {
	v := s.Values[j]
	x, y := l.xs[j], l.up.at(v.V)
	class := "c-mark " + seriesClass(i) + when(v.Estimate, " c-hollow")
	draw := func() { l.shape(seriesShape(i), class, x, y, 3.2) }
	l.placer.take(box{x, y, x, y}.grown(5))
	if v.Href == "" || s.Href != "" { // no link within a link
		draw()
		return
	}
	l.item(v.Href, caption(s.Name, at(l.Times, j), l.cell(l.Axis.Format, v)), "c-point", draw)
}

// targets draws the target as one line with steps, and a label on each step.
func (l *lineChart) targets() {
	steps := l.steps()
	if len(steps) == 0 {
		return
	}
	var corners []point
	for i, s := range steps {
		from, to := l.stepEnds(steps, i)
		y := l.up.at(s.Target.Value)
		corners = append(corners, point{from, y}, point{to, y})
	}
	l.path(polyline(corners), "c-target")
	for i, s := range steps {
		from, to := l.stepEnds(steps, i)
		l.stepLabel(s.Target.Label, from, to, l.up.at(s.Target.Value))
	}
}

func (l *lineChart) stepEnds(steps []Step, i int) (from, to float64) {
	from, to = l.xs[steps[i].From], l.right
	if steps[i].From == 0 {
		from = l.left
	}
	if i+1 < len(steps) {
		to = l.xs[steps[i+1].From]
	}
	return from, to
}

// stepLabel prints the label of a target along its line, above or below it, where nothing else is.
func (l *lineChart) stepLabel(s string, from, to, y float64) {
	size := smallSize * boldFactor
	s = clip(s, size, l.right-l.left-8)
	w := textWidth(s, size)
	for _, dy := range []float64{-5, 13, -18, 26} {
		for x := from + 4; x <= max(from+4, to-w); x += 12 {
			at := min(x, l.right-w-1)
			if b := textBox(at, y+dy, size, "", s); l.placer.free(b) && l.clear(b) {
				l.placer.take(b)
				l.text(at, y+dy, smallSize, "", "c-bold c-halo", s)
				return
			}
		}
	}
	l.words.Note = join(" · ", l.words.Note, s) // no place within the diagram
}

// clear reports whether no series runs through b.
func (l *lineChart) clear(b box) bool {
	for _, s := range l.Series {
		for j := 1; j < min(len(s.Values), len(l.Times)); j++ {
			if !s.Values[j-1].known() || !s.Values[j].known() {
				continue
			}
			p, q := point{l.xs[j-1], l.up.at(s.Values[j-1].V)}, point{l.xs[j], l.up.at(s.Values[j].V)}
			if crosses(p, q, b) {
				return false
			}
		}
	}
	return true
}

const nameLine = labelSize * leading

// nameBlock returns what stands beside the end of a series: its name and its last value.
func (l *lineChart) nameBlock(s Series) []string {
	values := s.Values[:min(len(s.Values), len(l.Times))]
	value := l.Axis.Format.String(valueAt(values, lastKnown(values)).V)
	room := l.width * 0.24
	return append(wrap(s.Name, labelSize*boldFactor, room, 2), clip(value, labelSize*boldFactor, room))
}

// nameRoom returns the width and the height that the names need.
func (l *lineChart) nameRoom() (width, height float64) {
	for _, s := range l.Series {
		block := l.nameBlock(s)
		width = max(width, widest(block, labelSize*boldFactor))
		height += float64(len(block))*nameLine + 4
	}
	return width + 26, height
}

// names prints the names of the series beside their ends, with their last values, moved apart and led to them.
func (l *lineChart) names() {
	var blocks [][]string
	var ys, sizes []float64
	order := l.byEnd()
	for _, i := range order {
		block := l.nameBlock(l.Series[i])
		_, y := l.end(i)
		blocks, ys, sizes = append(blocks, block), append(ys, y), append(sizes, float64(len(block))*nameLine)
	}
	for n, y := range spread(ys, sizes, 4, l.top-8, l.bottom+8) {
		i := order[n]
		x0, y0 := l.end(i)
		x := l.right + 14
		l.line(x0+6, y0, x-3, y, "c-lead")
		top := y - sizes[n]/2
		for j, s := range blocks[n] {
			l.text(x, top+float64(j)*nameLine+labelSize, labelSize, "", "c-bold c-ink "+seriesClass(i), s)
		}
	}
}
