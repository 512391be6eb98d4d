package chart

import (
	"cmp"
	"math"
	"slices"
)

// A layout is a graph in layers, after Sugiyama, Tagawa and Toda (1981): cycles opened, boxes in layers, arrows over more
// than one layer passing the others at nodes of their own, and each layer in the order that makes few arrows cross.
type layout struct {
	nodes  []node
	edges  []edge
	layers [][]int // numbers of nodes, from the top
}

// A node is a box, or where an arrow passes a layer.
type node struct {
	box    *Box   // nil where an arrow passes
	kind   string // and what else a box says, cut to its width
	lines  []string
	state  string
	layer  int
	height float64
	y      float64 // of its middle
	rank   float64 // among its layer, while the order is sought
	next   []int   // nodes of the next layer, and of the one before, that arrows lead to
	prev   []int
}

// An edge is an arrow as hops from layer to layer. A reversed one has its head at its beginning.
type edge struct {
	reversed bool
	hops     []*hop
}

// A hop is an arrow between two layers: from y0 in one to y1 in the next, changing height in the track of that number.
type hop struct {
	from, to int
	y0, y1   float64
	track    int
}

func newLayout(c Graph) layout {
	var l layout
	index := map[string]int{}
	for i := range c.Boxes {
		if _, ok := index[c.Boxes[i].ID]; !ok {
			index[c.Boxes[i].ID] = len(l.nodes)
			l.nodes = append(l.nodes, node{box: &c.Boxes[i]})
		}
	}
	arrows := l.arrows(c, index)
	if len(c.Layers) > 0 {
		for i := range l.nodes {
			l.nodes[i].layer = max(0, min(l.nodes[i].box.Layer, len(c.Layers)-1))
		}
	} else {
		l.rank(arrows)
	}
	for _, a := range arrows {
		l.lay(a)
	}
	l.fill(len(c.Layers))
	return l
}

// A link is an arrow between nodes by their numbers.
type link struct{ from, to int }

// arrows returns the arrows between different boxes, each once.
func (l *layout) arrows(c Graph, index map[string]int) (list []link) {
	seen := map[link]bool{}
	for _, a := range c.Arrows {
		from, ok := index[a.From]
		to, ok2 := index[a.To]
		if k := (link{from, to}); ok && ok2 && from != to && !seen[k] {
			seen[k] = true
			list = append(list, k)
		}
	}
	return list
}

// rank puts each box a layer right of all that lead to it. An arrow that closes a cycle does not count.
func (l *layout) rank(arrows []link) {
	out := make([][]int, len(l.nodes))
	for _, a := range arrows {
		out[a.from] = append(out[a.from], a.to)
	}
	const fresh, open, done = 0, 1, 2
	state := make([]int, len(l.nodes))
	var order []int
	var forward []link
	var visit func(int)
	visit = func(n int) {
		state[n] = open
		for _, m := range out[n] {
			if state[m] == open {
				continue
			}
			forward = append(forward, link{n, m})
			if state[m] == fresh {
				visit(m)
			}
		}
		state[n] = done
		order = append(order, n)
	}
	for n := range l.nodes {
		if state[n] == fresh {
			visit(n)
		}
	}
	l.longest(order, forward)
}

// longest sets layers by the longest way; order is that of a depth-first search, last first.
func (l *layout) longest(order []int, forward []link) {
	out := make([][]int, len(l.nodes))
	for _, a := range forward {
		out[a.from] = append(out[a.from], a.to)
	}
	for i := len(order) - 1; i >= 0; i-- {
		n := order[i]
		for _, m := range out[n] {
			l.nodes[m].layer = max(l.nodes[m].layer, l.nodes[n].layer+1)
		}
	}
}

// lay cuts an arrow into hops. One that leads back is laid the other way round.
func (l *layout) lay(a link) {
	e := edge{}
	if l.nodes[a.from].layer > l.nodes[a.to].layer {
		a.from, a.to, e.reversed = a.to, a.from, true
	}
	at := a.from
	for layer := l.nodes[a.from].layer + 1; layer < l.nodes[a.to].layer; layer++ {
		l.nodes = append(l.nodes, node{layer: layer})
		l.hop(&e, at, len(l.nodes)-1)
		at = len(l.nodes) - 1
	}
	l.hop(&e, at, a.to)
	l.edges = append(l.edges, e)
}

func (l *layout) hop(e *edge, from, to int) {
	e.hops = append(e.hops, &hop{from: from, to: to})
	if l.nodes[from].layer != l.nodes[to].layer {
		l.nodes[from].next = append(l.nodes[from].next, to)
		l.nodes[to].prev = append(l.nodes[to].prev, from)
	}
}

// fill lists the nodes of each layer in the order given.
func (l *layout) fill(least int) {
	for _, n := range l.nodes {
		least = max(least, n.layer+1)
	}
	l.layers = make([][]int, least)
	for i, n := range l.nodes {
		l.layers[n.layer] = append(l.layers[n.layer], i)
	}
}

// arrange orders the nodes of each layer by the mean place of those they are joined to, sweeping to and fro.
func (l *layout) arrange() {
	l.ranks()
	const sweeps = 8
	for i := range sweeps {
		if i%2 == 0 {
			for j := 1; j < len(l.layers); j++ {
				l.sort(l.layers[j], func(n node) []int { return n.prev })
			}
			continue
		}
		for j := len(l.layers) - 2; j >= 0; j-- {
			l.sort(l.layers[j], func(n node) []int { return n.next })
		}
	}
}

func (l *layout) ranks() {
	for _, layer := range l.layers {
		for i, n := range layer {
			l.nodes[n].rank = (float64(i) + 0.5) / float64(len(layer))
		}
	}
}

func (l *layout) sort(layer []int, joined func(node) []int) {
	mean := map[int]float64{}
	for _, n := range layer {
		mean[n] = l.mean(joined(l.nodes[n]), l.nodes[n].rank, func(n node) float64 { return n.rank })
	}
	slices.SortStableFunc(layer, func(a, b int) int { return cmp.Compare(mean[a], mean[b]) })
	for i, n := range layer {
		l.nodes[n].rank = (float64(i) + 0.5) / float64(len(layer))
	}
}

// mean returns that of some nodes' values, or otherwise where there are none.
func (l *layout) mean(nodes []int, otherwise float64, value func(node) float64) float64 {
	if len(nodes) == 0 {
		return otherwise
	}
	sum := 0.0
	for _, n := range nodes {
		sum += value(l.nodes[n])
	}
	return sum / float64(len(nodes))
}

// tracks returns how many arrows change height beside each other right of a layer at most; before heights are known, that
// is how many there are.
func (l *layout) tracks(layer int) int {
	n := 0
	for _, e := range l.edges {
		for _, h := range e.hops {
			n += btoi(l.nodes[h.from].layer == layer)
		}
	}
	return min(n, mostTracks)
}

const mostTracks = 14

// settle sets the heights of all nodes below top, near those they are joined to, and the ports and tracks of the arrows. It
// returns the lowest edge.
func (l *layout) settle(top float64) (bottom float64) {
	height := 0.0
	for _, layer := range l.layers {
		sum := 0.0
		for _, n := range layer {
			sum += l.nodes[n].height + boxGap
		}
		height = max(height, sum-boxGap)
	}
	bottom = top + height
	for _, layer := range l.layers {
		l.stack(layer, top, bottom, func(n node) float64 { return top + n.rank*height })
	}
	const sweeps = 6
	for i := range sweeps {
		for j := range l.layers {
			if i%2 == 0 {
				j = len(l.layers) - 1 - j
			}
			l.stack(l.layers[j], top, bottom, l.wish)
		}
	}
	for j := range l.layers {
		l.stack(l.layers[j], top, bottom, l.straight)
	}
	l.ports()
	l.level()
	l.assignTracks()
	return bottom
}

// straight is where a node would like to be at last: an arrow that passes a layer level with where it comes from.
func (l *layout) straight(n node) float64 {
	if n.box == nil && len(n.prev) > 0 {
		return l.nodes[n.prev[0]].y
	}
	return n.y
}

// level takes out bends of a few pixels from arrows that pass a layer.
func (l *layout) level() {
	const few = 8
	for _, e := range l.edges {
		for i, h := range e.hops[:len(e.hops)-1] {
			if math.Abs(h.y1-h.y0) < few {
				h.y1 = h.y0
				e.hops[i+1].y0 = h.y0
			}
		}
	}
}

// wish is where a node would like to be: level with what it is joined to.
func (l *layout) wish(n node) float64 {
	return l.mean(append(slices.Clone(n.prev), n.next...), n.y, func(n node) float64 { return n.y })
}

// stack sets the nodes of a layer as near to their wishes as their order and heights allow.
func (l *layout) stack(layer []int, top, bottom float64, wish func(node) float64) {
	middles, sizes := make([]float64, len(layer)), make([]float64, len(layer))
	for i, n := range layer {
		middles[i], sizes[i] = wish(l.nodes[n]), l.nodes[n].height
	}
	for i, y := range spread(middles, sizes, boxGap, top, bottom) {
		l.nodes[layer[i]].y = y
	}
}

// ports spreads the ends of arrows over the sides of their boxes, in the order of where they come from and lead to.
func (l *layout) ports() {
	outs, ins := make([][]*hop, len(l.nodes)), make([][]*hop, len(l.nodes))
	for _, e := range l.edges {
		for _, h := range e.hops {
			outs[h.from] = append(outs[h.from], h)
			if l.nodes[h.from].layer == l.nodes[h.to].layer { // enters on the right side too
				outs[h.to] = append(outs[h.to], h)
				continue
			}
			ins[h.to] = append(ins[h.to], h)
		}
	}
	for i := range l.nodes {
		l.side(i, outs[i])
		l.side(i, ins[i])
	}
}

func (l *layout) side(i int, hops []*hop) {
	other := func(h *hop) float64 {
		if h.from == i {
			return l.nodes[h.to].y
		}
		return l.nodes[h.from].y
	}
	slices.SortStableFunc(hops, func(a, b *hop) int { return cmp.Compare(other(a), other(b)) })
	n := l.nodes[i]
	room := min(n.height*0.7, float64(len(hops)-1)*9)
	for j, h := range hops {
		y := n.y
		if len(hops) > 1 && n.box != nil {
			y += room * (float64(j)/float64(len(hops)-1) - 0.5)
		}
		if h.from == i {
			h.y0 = y
		} else {
			h.y1 = y
		}
	}
}

// assignTracks gives each arrow that changes height between two layers the first track in which none runs beside it. Those
// that fall are taken from the lowest, those that rise from the highest, so that they cross each other less.
func (l *layout) assignTracks() {
	byLayer := make([][]*hop, len(l.layers))
	for _, e := range l.edges {
		for _, h := range e.hops {
			layer := l.nodes[h.from].layer
			byLayer[layer] = append(byLayer[layer], h)
		}
	}
	for _, hops := range byLayer {
		slices.SortStableFunc(hops, func(a, b *hop) int {
			fall := func(h *hop) bool { return h.y1 > h.y0 }
			if fall(a) != fall(b) {
				return btoi(fall(b)) - btoi(fall(a))
			}
			if fall(a) {
				return cmp.Compare(b.y0, a.y0)
			}
			return cmp.Compare(a.y0, b.y0)
		})
		for i, h := range hops {
			for h.track = 0; h.track < mostTracks-1 && slices.ContainsFunc(hops[:i], h.beside); h.track++ {
			}
		}
	}
}

// beside reports whether two arrows would lie on each other. Arrows from one box, or to one, may share their upright.
func (h *hop) beside(other *hop) bool {
	if h.track != other.track || h.y0 == h.y1 || other.y0 == other.y1 {
		return false
	}
	const gap = 12
	return min(h.y0, h.y1)-gap < max(other.y0, other.y1) && min(other.y0, other.y1)-gap < max(h.y0, h.y1)
}
