package chart

import (
	"math"
	"slices"
)

// A box is a rectangle of the drawing.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) meets(c box) bool { return b.x0 < c.x1 && c.x0 < b.x1 && b.y0 < c.y1 && c.y0 < b.y1 }
func (b box) holds(c box) bool { return c.x0 >= b.x0 && c.x1 <= b.x1 && c.y0 >= b.y0 && c.y1 <= b.y1 }
func (b box) grown(by float64) box {
	return box{b.x0 - by, b.y0 - by, b.x1 + by, b.y1 + by}
}

// Letters reach this far above and below their base line, by size.
const (
	ascent  = 0.8
	descent = 0.24
)

// textBox returns the room of a line of text.
func textBox(x, y, size float64, anchor, s string) box {
	w := textWidth(s, size)
	switch anchor {
	case "middle":
		x -= w / 2
	case "end":
		x -= w
	}
	return box{x, y - size*ascent, x + w, y + size*descent}
}

// A placer sets labels where nothing stands yet.
type placer struct {
	bounds box
	taken  []box
	labels []box      // those of taken that were set around marks
	leads  [][2]point // the lines to them
}

func (p *placer) free(b box) bool {
	return p.bounds.holds(b) && !slices.ContainsFunc(p.taken, b.meets)
}

func (p *placer) take(b box) { p.taken = append(p.taken, b) }

// takeLine keeps labels off a line, by boxes along it.
func (p *placer) takeLine(from, to point, radius float64) {
	n := min(int(math.Hypot(to.x-from.x, to.y-from.y)/6)+1, 400)
	for i := range n + 1 {
		t := float64(i) / float64(n)
		x, y := from.x+(to.x-from.x)*t, from.y+(to.y-from.y)*t
		p.take(box{x, y, x, y}.grown(radius))
	}
}

// crosses reports whether the line from p to q enters b, to within a pixel or two.
func crosses(p, q point, b box) bool {
	steps := int(math.Abs(q.x-p.x)+math.Abs(q.y-p.y))/3 + 1
	steps = min(steps, 2000)
	for i := 0; i <= steps; i++ {
		t := float64(i) / float64(steps)
		x, y := p.x+(q.x-p.x)*t, p.y+(q.y-p.y)*t
		if x > b.x0 && x < b.x1 && y > b.y0 && y < b.y1 {
			return true
		}
	}
	return false
}

// A spot is a label and where it was set: its base line, and whether it is so far from its mark that a line must lead
// there. Without text nothing was set.
type spot struct {
	text, class, anchor string
	x, y, size          float64
	led                 bool
}

func (s spot) box() box { return textBox(s.x, s.y, s.size*boldFactor, s.anchor, s.text) }

// lead returns where the line to a label ends.
func (s spot) lead() point { return point{s.x, s.y - s.size*0.3} }

func (s spot) print(f *frame) { f.text(s.x, s.y, s.size, s.anchor, s.class, s.text) }

// The directions in which a label is tried, best first: right of the mark, left, above, below, and between.
var directions = []struct {
	x, y   float64
	anchor string
}{
	{1, 0, ""}, {-1, 0, "end"}, {0, -1, "middle"}, {0, 1, "middle"},
	{0.75, -0.75, ""}, {0.75, 0.75, ""}, {-0.75, -0.75, "end"}, {-0.75, 0.75, "end"},
	{0.92, -0.38, ""}, {0.92, 0.38, ""}, {-0.92, -0.38, "end"}, {-0.92, 0.38, "end"},
	{0.38, -0.92, ""}, {0.38, 0.92, ""}, {-0.38, -0.92, "end"}, {-0.38, 0.92, "end"},
}

// around sets a label near a mark of radius r, the nearer the better, and takes the room; at first so that no line that
// leads to a label meets another label, and where that cannot be, without this care. Where there is no room the spot is
// empty.
func (p *placer) around(mark point, r float64, text string, size float64, class string) spot {
	if text == "" {
		return spot{}
	}
	for _, careful := range []bool{true, false} {
		for _, far := range []float64{r + 3, r + 8, r + 14, r + 22, r + 32, r + 44} {
			for _, d := range directions {
				x, y := mark.x+d.x*far, mark.y+d.y*far
				y += size * ((ascent-descent)/2 + d.y*(ascent+descent)/2) // from the middle of the letters to their base
				s := spot{text, class, d.anchor, x, y, size, far > r+3}
				if b := s.box(); p.free(b) && (!careful || p.unled(b) && (!s.led || p.unlabelled(mark, s.lead()))) {
					p.set(mark, s)
					return s
				}
			}
		}
	}
	return spot{}
}

// unled reports whether no line to a label meets b.
func (p *placer) unled(b box) bool {
	return !slices.ContainsFunc(p.leads, func(l [2]point) bool { return crosses(l[0], l[1], b) })
}

// unlabelled reports whether a line meets no label.
func (p *placer) unlabelled(from, to point) bool {
	return !slices.ContainsFunc(p.labels, func(b box) bool { return crosses(from, to, b) })
}

func (p *placer) set(mark point, s spot) {
	p.take(s.box())
	p.labels = append(p.labels, s.box())
	if s.led {
		p.leads = append(p.leads, [2]point{mark, s.lead()})
	}
}

// spread moves the middles of things with the given sizes so that they keep their order and gap apart between lo and hi,
// and as little as can be (by least squares, pooling neighbours that touch). Middles must be in ascending order. Where the
// room does not suffice they run on beyond hi.
func spread(middles, sizes []float64, gap, lo, hi float64) []float64 {
	type pool struct {
		start, size, sum float64 // sum of the wished starts, less the offsets
		n                int
	}
	var pools []pool
	for i, m := range middles {
		next := pool{m - sizes[i]/2, sizes[i], m - sizes[i]/2, 1}
		for len(pools) > 0 {
			last := pools[len(pools)-1]
			if last.start+last.size+gap <= next.start {
				break
			}
			offset := last.size + gap
			next = pool{0, offset + next.size, last.sum + next.sum - offset*float64(next.n), last.n + next.n}
			next.start = next.sum / float64(next.n)
			pools = pools[:len(pools)-1]
		}
		next.start = max(lo, min(next.start, hi-next.size))
		pools = append(pools, next)
	}
	return unpool(middles, sizes, gap, lo, hi, func(yield func(start float64, n int)) {
		for _, p := range pools {
			yield(p.start, p.n)
		}
	})
}

// unpool lays the things of each pool one after the other, and pushes back from hi what a pool at the edge pushed there.
func unpool(middles, sizes []float64, gap, lo, hi float64, pools func(func(float64, int))) []float64 {
	starts := make([]float64, 0, len(middles))
	pools(func(start float64, n int) {
		for range n {
			starts = append(starts, start)
			start += sizes[len(starts)-1] + gap
		}
	})
	edge := hi
	for i := len(starts) - 1; i >= 0; i-- {
		starts[i] = min(starts[i], edge-sizes[i])
		edge = starts[i] - gap
	}
	edge = lo
	for i := range starts {
		starts[i] = max(starts[i], edge)
		edge = starts[i] + sizes[i] + gap
		starts[i] += sizes[i] / 2
	}
	return starts
}

// level moves the middles of labels of one height apart; they may be in any order.
func level(middles []float64, height, lo, hi float64) []float64 {
	order := make([]int, len(middles))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(middles[a], middles[b]) })
	sorted, sizes := make([]float64, len(order)), make([]float64, len(order))
	for i, j := range order {
		sorted[i], sizes[i] = middles[j], height
	}
	moved := make([]float64, len(order))
	for i, y := range spread(sorted, sizes, 0, lo, hi) {
		moved[order[i]] = y
	}
	return moved
}

// compare orders numbers, those that are missing last.
func compare(a, b float64) int {
	switch {
	case a < b || known(a) && math.IsNaN(b):
		return -1
	case a > b || known(b) && math.IsNaN(a):
		return 1
	}
	return 0
}
