package chart

// A Share is one bar cut in proportion to counts, such as how many items are in which state. Each part is named below it.
type Share struct {
	Text
	Count string // head of the column of counts, such as "Countries"
	Parts []Part
}

// A Part is a piece of a Share. One without a positive count is left out of the picture.
type Part struct {
	State
	Count float64
	Href  string
}

func (p Part) shown() bool { return known(p.Count) && p.Count > 0 }

// Table returns a row for each part.
func (c Share) Table() Table {
	t := c.table(c.Text.State, c.Count)
	for _, p := range c.Parts {
		t.Rows = append(t.Rows, []string{p.Name, Format{}.String(p.Count)})
	}
	return t
}

const barHeight = 34.0

// SVG draws the chart. Each part is named below it where all names are short enough for that, and otherwise in a key.
func (c Share) SVG(o Options) string {
	f := newFrame(c.Text, o, 720)
	var parts []Part
	for _, p := range c.Parts {
		if p.shown() {
			parts = append(parts, p)
		}
	}
	edges := cuts(parts, f.width)
	below := fit(parts, edges)
	top := f.y
	for i, p := range parts {
		f.part(p, top, edges[i], edges[i+1], below)
	}
	f.y = top + barHeight + 6
	if below {
		f.y += 20
		return f.finish()
	}
	f.key(f.partEntries(parts))
	return f.finish()
}

// cuts returns the edges of the parts across width. None is thinner than 4 pixels, as far as that can be.
func cuts(parts []Part, width float64) []float64 {
	total := 0.0
	for _, p := range parts {
		total += p.Count
	}
	least := min(4, width/float64(max(1, len(parts))))
	rest := width - least*float64(len(parts))
	edges := []float64{0}
	for i, p := range parts {
		edges = append(edges, min(width, edges[i]+least+rest*p.Count/total))
	}
	return edges
}

// fit reports whether the words of all parts have room below them.
func fit(parts []Part, edges []float64) bool {
	for i, p := range parts {
		if textWidth(p.words(), labelSize*boldFactor) > edges[i+1]-edges[i]-8 {
			return false
		}
	}
	return true
}

// words are the label of a part.
func (p Part) words() string { return join(" ", Format{}.String(p.Count), p.Name) }

func (f *frame) partEntries(parts []Part) []keyEntry {
	var states []State
	for _, p := range parts {
		s := p.State
		s.Name = p.words()
		states = append(states, s)
	}
	return f.stateEntries(states)
}

func (f *frame) part(p Part, top, from, to float64, below bool) {
	const size = 14.0
	f.item(p.Href, caption(p.Name, "", Format{}.String(p.Count)), "c-part", func() {
		f.rect(from, top, max(to-from-1, 1), barHeight, "c-cell c-fill "+p.Tone.class())
		if s := p.Symbol; textWidth(s, size*boldFactor) < to-from-4 {
			f.text((from+to-1)/2, top+barHeight/2+size*0.35, size, "middle", "c-bold c-on "+p.Tone.class(), s)
		}
		if below {
			f.text(from, top+barHeight+18, labelSize, "", "c-bold", p.words())
		}
	})
}
