package chart

import "slices"

// A Scatter shows items by two values with a target each. The two target lines cut the plane into four quadrants; each
// item runs through it along its path over time, up to a mark at its last place.
type Scatter struct {
	Text
	X, Y  Axis
	Times []string // one for each place of a path
	Items []Track

	// What it means to be at or beyond both targets, one of them, or none. Marks take the tone of where they stand.
	Both, OnlyX, OnlyY, Neither Quadrant
}

// A Quadrant is a quarter of a scatter chart.
type Quadrant struct {
	Label string
	Tone  Tone
}

// A Track is the path of one item of a scatter chart.
type Track struct {
	Code, Name, Href string
	Highlight        bool // drawn on top, with its times
	Path             []Place
}

// A Place is where an item stands at one time. It is missing unless both values are there.
type Place struct {
	X, Y     float64
	Estimate bool
}

func (p Place) known() bool { return known(p.X) && known(p.Y) }

// last returns the number of the last place that is known, or -1.
func (t Track) last() int {
	for i := len(t.Path) - 1; i >= 0; i-- {
		if t.Path[i].known() {
			return i
		}
	}
	return -1
}

// Table returns a row for every item and time.
func (c Scatter) Table() Table {
	t := c.table(c.Item, c.Time, c.X.Title, c.Y.Title)
	for _, item := range c.Items {
		for i, p := range item.Path {
			x, y := c.cell(c.X.Format, Value{V: p.X, Estimate: p.Estimate}), c.cell(c.Y.Format, Value{V: p.Y, Estimate: p.Estimate})
			t.Rows = append(t.Rows, []string{label(item.Code, item.Name, true), at(c.Times, i), x, y})
		}
		if len(item.Path) == 0 {
			t.Rows = append(t.Rows, []string{label(item.Code, item.Name, true), "", c.Missing, c.Missing})
		}
	}
	return t
}

// quadrant returns where a place is.
func (c Scatter) quadrant(p Place) Quadrant {
	x := !c.X.Target.shown() || p.X >= c.X.Target.Value
	y := !c.Y.Target.shown() || p.Y >= c.Y.Target.Value
	switch {
	case x && y:
		return c.Both
	case x:
		return c.OnlyX
	case y:
		return c.OnlyY
	}
	return c.Neither
}

// A scatter is a Scatter being drawn.
type scatter struct {
	Scatter
	*frame
	plot
	x, y ruler
}

// SVG draws the chart: all paths first, then marks with labels, so that no path runs over a label.
func (c Scatter) SVG(o Options) string {
	s := scatter{Scatter: c, frame: newFrame(c.Text, o, ownWidth)}
	s.layout()
	s.axes()
	s.targets()
	s.captions()
	items := c.ordered()
	for _, item := range items {
		s.block(item)
	}
	s.layer("c-trails", func() {
		for _, item := range items {
			s.trail(item)
		}
	})
	spots := s.spots(items)
	for i, item := range items {
		s.track(item, spots[i])
	}
	s.frame.y = s.bottom + 44
	s.key(s.estimateEntry(c.estimates()))
	return s.finish()
}

// ordered returns the items with those last that lie on top.
func (c Scatter) ordered() []Track {
	list := slices.Clone(c.Items)
	slices.SortStableFunc(list, func(a, b Track) int { return btoi(a.Highlight) - btoi(b.Highlight) })
	return list
}

func (c Scatter) estimates() []Value {
	var list []Value
	for _, item := range c.Items {
		for _, p := range item.Path {
			if p.known() {
				list = append(list, Value{V: p.X, Estimate: p.Estimate})
			}
		}
	}
	return list
}

func (s *scatter) layout() {
	var xs, ys span
	xs.addTarget(s.X.Target)
	ys.addTarget(s.Y.Target)
	for _, item := range s.Items {
		for _, p := range item.Path {
			if p.known() {
				xs.add(p.X)
				ys.add(p.Y)
			}
		}
	}
	height := s.height(max(500, s.width*0.62))
	s.plot = plot{top: s.frame.y + 26, right: s.width - 14, bottom: s.frame.y + height - 44}
	s.y = ys.withZero().ruler(s.bottom, s.top, 6, s.Y.Format)
	s.left = margin(s.y)
	s.x = xs.withZero().ruler(s.left, s.right, max(4, int(s.width/110)), s.X.Format)
	s.placer.bounds = box{s.left + 1, s.top + 1, s.width, s.bottom - 1}
}

func (s *scatter) axes() {
	s.frame.rows(s.plot, s.y)
	s.columns(s.plot, s.x, true)
	size := labelSize * boldFactor
	if s.Y.Title != "" {
		s.text(0, s.top-14, labelSize, "", "c-bold", clip("↑ "+s.Y.Title, size, s.width))
	}
	if s.X.Title != "" {
		s.text(s.right, s.bottom+36, labelSize, "end", "c-bold", clip(s.X.Title+" →", size, s.right))
	}
}

// captions prints what the quadrants mean in their outer corners, each beside the mark of its tone.
func (s *scatter) captions() {
	midX := s.left
	if s.X.Target.shown() {
		midX = s.x.at(s.X.Target.Value)
	}
	s.corner(s.Both, midX, s.right, s.top+18, true, false)
	s.corner(s.OnlyY, s.left, midX, s.top+18, false, false)
	s.corner(s.OnlyX, midX, s.right, s.bottom-10, true, true)
	s.corner(s.Neither, s.left, midX, s.bottom-10, false, true)
}

// corner prints a caption between two places across, from the left or up to the right, and down from y or up to it.
func (s *scatter) corner(q Quadrant, from, to, y float64, right, up bool) {
	const mark, pad, size = 14, 8, labelSize * boldFactor
	lines := wrap(q.Label, size, to-from-mark-2*pad, 3)
	w := widest(lines, size)
	x := from + pad + mark
	if right {
		x = to - pad - w
	}
	if up {
		y -= float64(len(lines)-1) * size * leading
	}
	room := box{x - mark, y - labelSize, x + w, y + float64(len(lines)-1)*size*leading + 4}
	if w == 0 || !s.placer.free(room) {
		return // the titles of the marks say it too
	}
	s.placer.take(room)
	s.layer("c-corner", func() {
		s.mark(q.Tone, false, x-mark+4, y-labelSize*0.36, 4.5)
		for i, l := range lines {
			s.text(x, y+float64(i)*size*leading, labelSize, "", "c-bold c-halo c-ink "+q.Tone.class(), l)
		}
	})
}

// targets draws the two lines with their labels: that of the upright one near its foot, on the side with more room, that of
// the level one at its right end.
func (s *scatter) targets() {
	const size = smallSize * boldFactor
	if t := s.X.Target; t.shown() {
		x := s.x.at(t.Value)
		s.line(x, s.top-6, x, s.bottom, "c-target")
		anchor, at, room := "", x+5, s.right-x-5
		if x-s.left > room {
			anchor, at, room = "end", x-5, x-s.left-5
		}
		text := clip(t.Label, size, room)
		s.targetLabel(t, text, anchor, at, s.bottom-28, s.bottom-8, s.bottom-48, s.top+30)
	}
	if t := s.Y.Target; t.shown() {
		y := s.y.at(t.Value)
		s.line(s.left, y, s.right, y, "c-target")
		text := clip(t.Label, size, s.right-s.left-8)
		s.targetLabel(t, text, "end", s.right-4, y-5, y+14)
	}
}

// targetLabel prints the label of a target at the first height that is free, and otherwise in the note.
func (s *scatter) targetLabel(t Target, text, anchor string, x float64, heights ...float64) {
	for _, y := range heights {
		if b := textBox(x, y, smallSize*boldFactor, anchor, text); text != "" && s.placer.free(b) {
			s.placer.take(b)
			s.text(x, y, smallSize, anchor, "c-bold c-halo", text)
			return
		}
	}
	s.words.Note = join(" · ", s.words.Note, t.Label)
}

const endRadius = 4.0

func (s *scatter) place(p Place) point { return point{s.x.at(p.X), s.y.at(p.Y)} }

// block keeps labels off the mark of an item, and off the whole path of one that is highlighted.
func (s *scatter) block(item Track) {
	last := item.last()
	if last < 0 {
		return
	}
	end := s.place(item.Path[last])
	s.placer.take(box{end.x, end.y, end.x, end.y}.grown(endRadius))
	for _, run := range s.runs(item) {
		for i := range run[:len(run)*btoi(item.Highlight)] {
			s.placer.takeLine(run[max(i-1, 0)], run[i], 2)
		}
	}
}

// runs returns the places of a path that follow each other without a gap.
func (s *scatter) runs(item Track) (all [][]point) {
	var run []point
	for _, p := range item.Path {
		if p.known() {
			run = append(run, s.place(p))
			continue
		}
		all, run = append(all, run), nil
	}
	return append(all, run)
}

// trail draws the path of an item, with a dot at every place.
func (s *scatter) trail(item Track) {
	line, dot, radius := "c-path c-trail", "c-dot c-trail", 1.2
	if item.Highlight {
		line, dot, radius = "c-path c-strong c-s0", "c-fill c-s0", 2.4
	}
	s.path(s.way(item), line)
	for _, run := range s.runs(item) {
		for _, p := range run {
			s.circle(p.x, p.y, radius, dot)
		}
	}
}

// way returns path data of an item's path.
func (s *scatter) way(item Track) (data string) {
	for _, run := range s.runs(item) {
		if len(run) > 1 {
			data += polyline(run)
		}
	}
	return data
}

// track draws the mark at the end of a path with its label. The path is there once more, to be seen when the mark is
// pointed at or has the focus.
func (s *scatter) track(item Track, labels trackLabels) {
	last := item.last()
	if last < 0 {
		return
	}
	p := item.Path[last]
	end := s.place(p)
	value := join(" · ", s.X.Format.String(p.X), s.Y.Format.String(p.Y))
	title := join(" · ", caption(label(item.Code, item.Name, true), at(s.Times, last), value), s.quadrant(p).Label)
	s.item(item.Href, title, "c-track", func() {
		if !item.Highlight {
			s.path(s.way(item), "c-path c-ghost")
		}
		if labels.name.led {
			lead := labels.name.lead()
			s.line(end.x, end.y, lead.x, lead.y, "c-lead")
		}
		s.mark(s.quadrant(p).Tone, p.Estimate, end.x, end.y, endRadius)
		labels.name.print(s.frame)
		labels.first.print(s.frame)
	})
}

// trackLabels are the labels of an item: its name or code at the end of its path, and the time at the beginning of one that
// is highlighted. One that finds no room is empty; its words are in the title of the mark and in the table all the same.
type trackLabels struct{ name, first spot }

// spots sets the labels, from those of the item on top down, so that the ones that matter most choose first.
func (s *scatter) spots(items []Track) []trackLabels {
	list := make([]trackLabels, len(items))
	for i := len(items) - 1; i >= 0; i-- {
		item, last := items[i], items[i].last()
		if last < 0 {
			continue
		}
		end := s.place(item.Path[last])
		if item.Highlight {
			list[i].name = s.placer.around(end, endRadius, clip(label(item.Code, item.Name, !s.narrow()), labelSize, 160), labelSize, "c-halo c-bold")
			list[i].first = s.firstTime(item)
			continue
		}
		list[i].name = s.placer.around(end, endRadius, clip(label(item.Code, item.Name, item.Code == ""), smallSize, 120), smallSize, "c-halo c-soft")
	}
	return list
}

// firstTime sets the first time of a path beside its beginning, where there is room close by.
func (s *scatter) firstTime(item Track) spot {
	for i, p := range item.Path[:item.last()] {
		if p.known() {
			if spot := s.placer.around(s.place(p), 3, clip(at(s.Times, i), smallSize, 80), smallSize, "c-soft c-halo"); !spot.led {
				return spot
			}
			break
		}
	}
	return spot{}
}
