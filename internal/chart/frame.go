package chart

import "strings"

// A frame is a drawing with the parts that all charts have: heading, key, note, and the svg element around them.
type frame struct {
	drawing
	words  Text
	opts   Options
	width  float64
	asked  float64 // width before the chart had to grow
	y      float64 // what lies above is used
	placer placer
}

const (
	leastWidth = 240
	mostHeight = 20000
	ownWidth   = 960 // of charts that want all the room there is
)

// newFrame begins a chart that is width wide if the options do not say otherwise, and prints its heading.
func newFrame(t Text, o Options, width int) *frame {
	if o.Width > 0 {
		width = o.Width
	}
	f := &frame{words: t, opts: o, width: float64(max(leastWidth, min(width, mostWidth)))}
	f.asked, f.y = f.width, 4
	f.placer.bounds = box{0, 0, f.width, mostHeight}
	if o.Heading || o.Standalone {
		f.paragraph(t.Title, titleSize, "c-title")
		f.paragraph(t.Subtitle, subtitleSize, "c-soft")
		f.y += 8
	}
	return f
}

// narrow reports whether names have to give way to codes.
func (f *frame) narrow() bool { return f.width < 560 }

// height returns what the options ask for within bounds, or own.
func (f *frame) height(own float64) float64 {
	if f.opts.Height > 0 {
		own = float64(f.opts.Height) - f.y
	}
	return max(160, min(own, mostHeight/4))
}

// paragraph prints text from the left edge, wrapped.
func (f *frame) paragraph(s string, size float64, class string) {
	for _, l := range wrap(s, size*boldFactor, f.asked-2, 6) {
		f.y += size * leading
		f.text(0, f.y-size*0.25, size, "", class, l)
	}
}

// A keyEntry explains one kind of mark.
type keyEntry struct {
	label string
	width float64 // of the mark
	draw  func(x, y float64)
}

// key prints entries in rows, each mark with its words beside it.
func (f *frame) key(entries []keyEntry) {
	if len(entries) == 0 {
		return
	}
	const height, gap = 20.0, 18.0
	x := 0.0
	f.y += height
	for _, e := range entries {
		s := clip(e.label, labelSize, f.width-e.width-6)
		w := e.width + 6 + textWidth(s, labelSize)
		if x > 0 && x+w > f.width {
			x, f.y = 0, f.y+height
		}
		e.draw(x, f.y-height/2)
		f.text(x+e.width+6, f.y-height/2+labelSize*0.35, labelSize, "", "c-soft", s)
		x += w + gap
	}
	f.y += 6
}

// stateEntries explain states by their symbols on their colours.
func (f *frame) stateEntries(states []State) (entries []keyEntry) {
	const side = 15
	for _, s := range states {
		entries = append(entries, keyEntry{s.Name, side, func(x, y float64) { f.chip(s, x, y-side/2, side) }})
	}
	return entries
}

// estimateEntry explains hollow marks, where the chart has some and the words to do so.
func (f *frame) estimateEntry(values ...[]Value) []keyEntry {
	for _, list := range values {
		for _, v := range list {
			if v.Estimate && v.known() && f.words.Estimate != "" {
				return []keyEntry{{f.words.Estimate, 26, func(x, y float64) {
					f.path(polyline([]point{{x, y}, {x + 26, y}}), "c-path c-dash")
					f.mark(Muted, true, x+13, y, 3.5)
				}}}
			}
		}
	}
	return nil
}

// finish prints the note and returns the picture.
func (f *frame) finish() string {
	if f.words.Note != "" {
		f.y += 10
		f.paragraph(f.words.Note, smallSize, "c-soft")
	}
	f.y += 4
	var head drawing
	head.open("svg", f.attributes()...)
	f.describe(&head)
	if f.opts.Standalone {
		head.rect(0, 0, f.width, f.y, "c-paper")
	}
	return head.b.String() + f.b.String() + "</svg>"
}

// describe writes title, description and, where it has to stand in the file, the style sheet.
func (f *frame) describe(head *drawing) {
	head.within("title", nil, func() { head.escape(join(": ", f.words.Title, f.words.Subtitle)) })
	head.within("desc", nil, func() { head.escape(f.words.Desc) })
	if f.opts.Standalone {
		head.within("style", nil, func() { head.escape(properties() + sheet()) })
	}
}

const svgNamespace = "http://www.w3.org/2000/svg"

// attributes returns those of the svg element. A picture is one image to assistive technology; one with links is a group,
// for the links inside an image would be out of reach.
func (f *frame) attributes() []string {
	role := "img"
	if f.linked {
		role = "group"
	}
	attrs := []string{"class", "chart " + widthClasses(f.asked, f.width), "role", role, "viewBox", "0 0 " + pair(f.width, f.y), "width", "100%"}
	if f.opts.Lang != "" {
		attrs = append(attrs, "lang", f.opts.Lang)
	}
	if f.opts.Standalone {
		attrs = append(attrs, "xmlns", svgNamespace)
	}
	return attrs
}

// plot is the room of a diagram within a frame.
type plot struct{ left, top, right, bottom float64 }

const mostTick = 110 // pixels of a label on an axis

// tickLabels returns the labels of a ruler; the unit stands on the last one only, or on all where it is short.
func tickLabels(r ruler) []string {
	labels := make([]string, len(r.ticks))
	for i, v := range r.ticks {
		labels[i] = r.format.digits(v)
		if i == len(r.ticks)-1 || len([]rune(strings.TrimSpace(r.format.Suffix))) <= 1 {
			labels[i] += r.format.Suffix
		}
		labels[i] = clip(labels[i], smallSize, mostTick)
	}
	return labels
}

// rows draws thin lines across p at the ticks of a vertical ruler, with labels left of it.
func (f *frame) rows(p plot, r ruler) {
	f.layer("c-rows", func() {
		for i, l := range tickLabels(r) {
			y := r.at(r.ticks[i])
			f.line(p.left, y, p.right, y, "c-grid")
			f.text(p.left-7, y+smallSize*0.35, smallSize, "end", "c-soft", l)
		}
	})
}

// columns draws ticks and labels below p, those that touch the one before left out.
func (f *frame) columns(p plot, r ruler, lines bool) {
	f.layer("c-columns", func() {
		edge := -1.0
		for i, l := range tickLabels(r) {
			x := r.at(r.ticks[i])
			if lines {
				f.line(x, p.top, x, p.bottom, "c-grid")
			}
			if b := textBox(x, p.bottom+16, smallSize, "middle", l); b.x0 > edge && b.x1 <= f.width {
				f.text(x, p.bottom+16, smallSize, "middle", "c-soft", l)
				edge = b.x1 + 6
			}
		}
	})
}

// margin returns the room that the labels of a ruler need beside it.
func margin(r ruler) float64 { return widest(tickLabels(r), smallSize) + 8 }
