package chart

import (
	"cmp"
	"math"
	"slices"
)

// A History shows what became of something over time: in which states it was, what happened meanwhile, and what lies ahead. Times are
// numbers that grow with time; their words come with them.
type History struct {
	Text
	From, To float64 // the ends of the axis
	Now      float64 // outside of them for none
	NowName  string
	Ticks    []Tick
	Spans    []Span   // in their order, each until the next begins
	Moments  []Moment // what happened
	Flags    []Flag   // what ran out, or will
}

// A Tick is a time with its name below the axis.
type Tick struct {
	At   float64
	Name string
}

// A Span is a state, for as long as it lasted.
type Span struct {
	From, To float64
	Name     string
	When     string // in words
	Tone     Tone
}

// A Moment is something that happened at a time.
type Moment struct {
	At    float64
	Name  string
	When  string
	Tone  Tone
	Below bool // without effect
}

// A Flag stands at a time at which something runs out.
type Flag struct {
	At    float64
	Name  string
	When  string
	Ahead bool
}

// Table returns a row for each moment and flag, in order of time.
func (c History) Table() Table {
	t := c.table(c.Time, c.Item, c.State)
	type row struct {
		at    float64
		cells []string
	}
	var rows []row
	for _, m := range c.Moments {
		rows = append(rows, row{m.At, []string{m.When, m.Name, c.stateAt(m.At)}})
	}
	for _, f := range c.Flags {
		rows = append(rows, row{f.At, []string{f.When, f.Name, c.stateAt(f.At)}})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.at, b.at) })
	for _, r := range rows {
		t.Rows = append(t.Rows, r.cells)
	}
	return t
}

func (c History) stateAt(at float64) string {
	name := ""
	for _, s := range c.Spans {
		if s.From <= at {
			name = s.Name
		}
	}
	return name
}

// A history is a History being drawn.
type history struct {
	History
	*frame
	left, right float64
}

// SVG draws the chart: along a line, or where that would be too narrow to read, down the page.
func (c History) SVG(o Options) string {
	h := history{History: c, frame: newFrame(c.Text, o, ownWidth)}
	if h.narrow() {
		h.down()
		return h.finish()
	}
	h.left, h.right = 8, h.width-8
	h.along()
	return h.finish()
}

// x returns where a time lies.
func (h *history) x(at float64) float64 {
	share := (at - h.From) / (h.To - h.From)
	if !(h.To > h.From) || math.IsNaN(share) {
		return h.left
	}
	return h.left + max(0, min(1, share))*(h.right-h.left)
}

const (
	bandHeight = 30.0
	dotRadius  = 4.5
	mostStack  = 6
)

func (h *history) along() {
	above, below := h.piles(false), h.piles(true)
	h.y += float64(tallest(above))*2.2*dotRadius + 12 + h.flagRoom()
	top := h.y
	from := h.left
	for _, s := range h.Spans {
		from = h.band(s, from, top)
	}
	h.drawPiles(above, top-4-dotRadius, -2.2*dotRadius)
	bottom := top + bandHeight
	h.drawPiles(below, bottom+5+dotRadius, 2.2*dotRadius)
	h.y = bottom + float64(tallest(below))*2.2*dotRadius + 8
	h.flags(top, bottom)
	if h.Now >= h.From && h.Now <= h.To {
		x := h.x(h.Now)
		h.line(x, top-6, x, h.y, "c-target")
		name := clip(h.NowName, smallSize*boldFactor, h.right-h.left)
		h.y += smallSize + 2
		h.text(h.within(x, textWidth(name, smallSize*boldFactor)), h.y, smallSize, "", "c-bold", name)
	}
	h.ticks(h.y + 22)
	h.y += 26
}

// within returns where a text begins that has its middle at x, or as near to it as the picture allows.
func (h *history) within(x, width float64) float64 {
	return max(min(x-width/2, h.right-width), h.left)
}

func tallest(piles []pile) int {
	most := 0
	for _, p := range piles {
		most = max(most, min(mostStack, len(p.moments)))
	}
	return most
}

// A pile is moments that fall together.
type pile struct {
	x       float64
	moments []Moment
}

func (h *history) piles(below bool) []pile {
	var piles []pile
	sorted := slices.Clone(h.Moments)
	slices.SortStableFunc(sorted, func(a, b Moment) int { return cmp.Compare(a.At, b.At) })
	for _, m := range sorted {
		if m.Below != below || math.IsNaN(m.At) {
			continue
		}
		x := h.x(m.At)
		if n := len(piles); n > 0 && x-piles[n-1].x < 2.3*dotRadius {
			piles[n-1].moments = append(piles[n-1].moments, m)
			continue
		}
		piles = append(piles, pile{x, []Moment{m}})
	}
	return merged(piles)
}

// merged puts high piles together whose counts would touch.
func merged(piles []pile) []pile {
	const countWidth = 30.0
	var out []pile
	for _, p := range piles {
		if n := len(out); n > 0 && p.x-out[n-1].x < countWidth && len(p.moments) > mostStack && len(out[n-1].moments) > mostStack {
			out[n-1].moments = append(out[n-1].moments, p.moments...)
			continue
		}
		out = append(out, p)
	}
	return out
}

// drawPiles draws moments on top of each other, and how many more there are.
func (h *history) drawPiles(piles []pile, y, step float64) {
	for _, p := range piles {
		x := min(max(p.x, h.left+dotRadius), h.right-dotRadius)
		for i, m := range p.moments {
			at := y + float64(i)*step
			if i == mostStack-1 && len(p.moments) > mostStack {
				rest := ""
				for _, m := range p.moments[i:] {
					rest = join("; ", rest, caption(m.Name, m.When, ""))
				}
				h.item("", rest, "c-node", func() {
					h.text(x, at+4, smallSize, "middle", "c-bold", "+"+num(float64(len(p.moments)-i)))
				})
				break
			}
			h.item("", caption(m.Name, m.When, ""), "c-node", func() { h.mark(m.Tone, m.Below, x, at, dotRadius) })
		}
	}
}

// band draws a state for as long as it lasted, not before the one that came before it, and returns where it ends.
func (h *history) band(s Span, from, top float64) float64 {
	x0 := max(h.x(s.From), from)
	x1 := max(h.x(s.To), x0)
	h.item("", caption(s.Name, s.When, ""), "c-node", func() {
		h.rect(x0, top, max(1.5, x1-x0-1), bandHeight, "c-fill "+s.Tone.class(), "rx", "3")
		if name := clip(s.Name, labelSize*boldFactor, x1-x0-12); len([]rune(name)) > 3 || name == s.Name {
			h.text(x0+6, top+bandHeight/2+labelSize*0.36, labelSize, "", "c-bold c-on "+s.Tone.class(), name)
		}
	})
	return x1
}

// flagRoom is the height of the rows in which flags are named.
func (h *history) flagRoom() float64 {
	return float64(min(2, len(h.Flags))) * (smallSize*leading + 2)
}

// flags draws when clocks ran out or will, with names in two rows where they are free.
func (h *history) flags(top, bottom float64) {
	rows := [2]float64{-1, -1} // up to where a row is taken
	base := top - float64(tallest(h.piles(false)))*2.2*dotRadius - 14
	flags := slices.Clone(h.Flags)
	slices.SortStableFunc(flags, func(a, b Flag) int { return cmp.Compare(a.At, b.At) })
	for _, f := range flags {
		x := h.x(f.At)
		words := clip(join(" ", f.Name, f.When), smallSize, h.right-h.left)
		w := textWidth(words, smallSize)
		tx := h.within(x, w)
		h.item("", words, "c-node", func() {
			class := "c-arrow"
			if f.Ahead {
				class = "c-target"
			}
			for r := range rows {
				if rows[r] >= tx {
					continue
				}
				y := base - float64(r)*(smallSize*leading+2)
				h.text(tx, y, smallSize, "", "c-soft", words)
				h.line(x, y+4, x, bottom, class)
				rows[r] = tx + w + 10
				return
			}
			h.line(x, top-6, x, bottom, class)
		})
	}
}

func (h *history) ticks(y float64) {
	edge := -1.0
	h.layer("c-columns", func() {
		for _, t := range h.Ticks {
			x := h.x(t.At)
			b := textBox(x, y, smallSize, "middle", t.Name)
			if b.x0 < edge || b.x1 > h.width || b.x0 < 0 {
				continue
			}
			h.line(x, y-15, x, y-11, "c-axis")
			h.text(x, y, smallSize, "middle", "c-soft", t.Name)
			edge = b.x1 + 8
		}
		h.line(h.left, y-15, h.right, y-15, "c-grid")
	})
}

// down draws the states one below the other, with how much happened in each.
func (h *history) down() {
	const row = 40.0
	for i, s := range h.Spans {
		top := h.y + 4
		h.item("", caption(s.Name, s.When, ""), "c-node", func() {
			h.rect(2, top, 8, row-2, "c-fill "+s.Tone.class(), "rx", "2")
			h.mark(s.Tone, false, 24, top+12, dotRadius)
			h.text(36, top+16, labelSize, "", "c-bold", clip(s.Name, labelSize*boldFactor, h.width-40))
			h.text(36, top+31, smallSize, "", "c-soft", clip(s.When, smallSize, h.width-40))
		})
		n := 0
		for _, m := range h.Moments {
			if m.At >= s.From && (m.At < s.To || i == len(h.Spans)-1) {
				n++
			}
		}
		for k := range min(n, 12) {
			h.mark(Muted, false, h.width-10-float64(k)*9, top+12, 3)
		}
		h.y += row
	}
	for _, f := range h.Flags {
		if f.Ahead {
			h.y += 4
			h.paragraph("▷ "+join(" ", f.Name, f.When), smallSize, "c-soft")
		}
	}
	h.y += 4
}
