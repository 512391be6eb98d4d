package chart

// A Graph shows what rests on what: boxes in layers from left to right, and arrows between them.
type Graph struct {
	Text
	Layers   []string // heads of the layers; without them a box stands right of all that lead to it
	From, To string   // heads of the table's columns
	Boxes    []Box
	Arrows   []Arrow
}

// A Box is a thing in a Graph.
type Box struct {
	ID    string
	Layer int    // its layer, where the layers have heads
	Kind  string // printed small above the name
	Name  string
	Tone  Tone   // of its edge; "" for none
	State string // said below the name, so that the tone is not alone
	Href  string
}

// An Arrow leads from one box to another, by their IDs. One between boxes that are not there is left out of the picture.
type Arrow struct{ From, To string }

// Table returns a row for each arrow, and one for each box that has none.
func (c Graph) Table() Table {
	t := c.table(c.From, c.To)
	names, met := map[string]string{}, map[string]bool{}
	for _, b := range c.Boxes {
		names[b.ID] = join(": ", join(" · ", b.Kind, b.State), b.Name)
	}
	for _, a := range c.Arrows {
		if names[a.From] == "" || names[a.To] == "" {
			continue
		}
		t.Rows = append(t.Rows, []string{names[a.From], names[a.To]})
		met[a.From], met[a.To] = true, true
	}
	for _, b := range c.Boxes {
		if !met[b.ID] {
			t.Rows = append(t.Rows, []string{names[b.ID], ""})
		}
	}
	return t
}

const (
	boxPad     = 9.0
	boxGap     = 14.0 // between boxes of a layer
	trackGap   = 7.0  // between arrows that run beside each other
	leastBox   = 134.0
	mostBox    = 210.0
	boxLines   = 6
	arrowRoom  = 18.0 // before the head of an arrow
	throughGap = 9.0  // height that an arrow takes which passes a layer
)

// A graph is a Graph being drawn.
type graph struct {
	Graph
	*frame
	layout
	boxWidth float64
	lefts    []float64 // of the layers
}

// SVG draws the chart. It is wider than the options ask for where its layers need that.
func (c Graph) SVG(o Options) string {
	g := graph{Graph: c, frame: newFrame(c.Text, o, ownWidth)}
	g.layout = newLayout(c)
	g.boxWidth = g.chooseWidth()
	for i := range g.nodes {
		g.measure(&g.nodes[i])
	}
	g.arrange()
	g.columns()
	g.heads()
	bottom := g.settle(g.frame.y)
	for _, e := range g.edges {
		g.arrow(e)
	}
	for i := range g.nodes {
		if g.nodes[i].box != nil {
			g.box(&g.nodes[i])
		}
	}
	g.frame.y = bottom + 6
	return g.finish()
}

func (g *graph) chooseWidth() float64 {
	n := float64(max(1, len(g.layers)))
	gaps := (n - 1) * 48
	return max(leastBox, min(mostBox, (g.width-gaps)/n))
}

// measure wraps the words of a box and sets its height.
func (g *graph) measure(n *node) {
	n.height = throughGap
	if n.box == nil {
		return
	}
	room := g.boxWidth - 2*boxPad
	n.kind = clip(n.box.Kind, smallSize, room)
	n.state = clip(n.box.State, smallSize*boldFactor, room-stateMark)
	n.lines = wrap(n.box.Name, labelSize*boldFactor, room, boxLines)
	n.height = 2*boxPad - 2 + float64(len(n.lines))*labelSize*leading
	for _, s := range []string{n.kind, n.state} {
		n.height += smallSize * leading * float64(btoi(s != ""))
	}
}

// stateMark is the width of the mark before the state of a box.
const stateMark = 14

// columns sets where the layers begin: evenly over the width, with room for the arrows between them.
func (g *graph) columns() {
	x := 0.0
	for i := range g.layers {
		g.lefts = append(g.lefts, x)
		x += g.boxWidth + max(48, float64(g.tracks(i))*trackGap+arrowRoom+14)
	}
	if n := len(g.lefts); n > 0 {
		right := g.lefts[n-1] + g.boxWidth
		if t := g.tracks(n - 1); t > 0 { // arrows within the last layer
			right += 14 + float64(t)*trackGap
		}
		spare := max(0, g.width-2-right) / float64(max(1, n-1))
		for i := range g.lefts {
			g.lefts[i] += 1 + float64(i)*min(spare, 60)
		}
		g.width = max(g.width, right+2)
	}
}

func (g *graph) heads() {
	deepest := 0.0
	for i, l := range g.lefts {
		for j, s := range wrap(at(g.Layers, i), labelSize*boldFactor, g.boxWidth, 2) {
			y := g.frame.y + float64(j+1)*labelSize*leading
			g.text(l, y, labelSize, "", "c-bold c-soft", s)
			deepest = max(deepest, y+8-g.frame.y)
		}
	}
	g.frame.y += deepest + 4
}

func (g *graph) box(n *node) {
	x, y := g.lefts[n.layer], n.y-n.height/2
	b := n.box
	g.item(b.Href, join(": ", n.kindWords(), b.Name), "c-node", func() {
		g.rect(x, y, g.boxWidth, n.height, "c-box", "rx", "4")
		if b.Tone != "" {
			g.rect(x, y, 4, n.height, "c-fill "+b.Tone.class(), "rx", "2")
		}
		y += boxPad - 3
		if n.kind != "" {
			y += smallSize * leading
			g.text(x+boxPad, y-2, smallSize, "", "c-soft", n.kind)
		}
		for _, s := range n.lines {
			y += labelSize * leading
			g.text(x+boxPad, y-2, labelSize, "", "c-bold", s)
		}
		if n.state != "" {
			y += smallSize*leading + 1
			g.mark(b.Tone, false, x+boxPad+4, y-2-smallSize*0.35, 3.6)
			g.text(x+boxPad+stateMark, y-2, smallSize, "", "c-bold c-ink "+b.Tone.class(), n.state)
		}
	})
}

func (n *node) kindWords() string { return join(" · ", n.box.Kind, n.box.State) }

// arrow draws an arrow through the layers it passes, with a head at its end.
func (g *graph) arrow(e edge) {
	var points []point
	for i, h := range e.hops {
		from, to := &g.nodes[h.from], &g.nodes[h.to]
		x0, x1 := g.lefts[from.layer]+g.boxWidth, g.lefts[to.layer]
		if from.layer == to.layer { // out and back on the same side
			x1 = x0
		}
		middle := x0 + 12 + float64(h.track)*trackGap
		if i == 0 || from.box == nil && i > 0 {
			points = append(points, point{x0, h.y0})
		}
		points = append(points, point{middle, h.y0}, point{middle, h.y1}, point{x1, h.y1})
	}
	if len(points) < 2 {
		return
	}
	if e.reversed {
		for i, j := 0, len(points)-1; i < j; i, j = i+1, j-1 {
			points[i], points[j] = points[j], points[i]
		}
	}
	g.layer("c-edges", func() {
		g.path(elbows(points, 5), "c-arrow")
		g.path(head(points[len(points)-2], points[len(points)-1]), "c-head")
	})
}

// elbows returns path data through points, with corners rounded by r.
func elbows(points []point, r float64) string {
	data := "M" + pair(points[0].x, points[0].y)
	for i := 1; i+1 < len(points); i++ {
		in, out := toward(points[i], points[i-1], r), toward(points[i], points[i+1], r)
		data += "L" + pair(in.x, in.y) + "Q" + pair(points[i].x, points[i].y) + " " + pair(out.x, out.y)
	}
	last := points[len(points)-1]
	return data + "L" + pair(last.x, last.y)
}

// toward returns the place at most r, and at most half the way, from p to q. The way is level or upright.
func toward(p, q point, r float64) point {
	cut := func(from, to float64) float64 { return from + max(-r, min(r, (to-from)/2)) }
	return point{cut(p.x, q.x), cut(p.y, q.y)}
}

// head returns the head of an arrow that comes from one place, level, to another.
func head(from, to point) string {
	back := 6.0
	if from.x > to.x {
		back = -6
	}
	return area(to, point{to.x - back, to.y - 3.5}, point{to.x - back, to.y + 3.5})
}
