package flow

import (
	"context"
	"fmt"
	"math"
	"slices"

	"entente"
)

// MinCost returns a cheapest flow. The answer is the same for the same network. The error is [*Infeasible] when no flow fits, or that
// of the context, which is asked now and then.
//
// It is the network simplex method with strongly feasible trees (Cunningham, Mathematical Programming 11, 1976), so that it does not
// cycle, and with the block search for the next arc (Grigoriadis, Mathematical Programming Study 26, 1986).
func (n *Network) MinCost(ctx context.Context) (*Flow, error) {
	if err := n.check(); err != nil {
		return nil, err
	}
	s := newSimplex(n)
	for pivots := 0; s.enter(); pivots++ {
		const each = 1 << 10
		if pivots%each == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		s.pivot()
	}
	return s.result(n)
}

// Where an arc is: at its lower bound, in the tree, at its upper bound. Times the reduced cost, a value below zero is worth to enter.
const (
	atUpper = int8(-1)
	inTree  = int8(0)
	atLower = int8(1)
)

// A simplex is a tree that spans all nodes and a root. Arcs beyond those of the network are between the root and each node.
type simplex struct {
	nodes, arcs int // without the root and its arcs
	from, to    []int32
	room        []int64 // upper bound less lower bound
	cost        []int64
	flow        []int64 // above the lower bound
	state       []int8
	price       []int64

	parent       []int32
	up           []int32 // the arc to the parent
	size         []int32 // of the tree below, with the node
	child        []int32 // the first
	older, newer []int32 // among the children of a node

	entering    int32
	block, next int
	stack       []int32
}

const none = int32(-1)

func newSimplex(n *Network) *simplex {
	nodes, arcs := len(n.Supply), len(n.Arcs)
	all := arcs + nodes
	s := &simplex{
		nodes: nodes, arcs: arcs, from: make([]int32, all), to: make([]int32, all), room: make([]int64, all), cost: make([]int64, all),
		flow: make([]int64, all), state: make([]int8, all), price: make([]int64, nodes+1),
		parent: make([]int32, nodes+1), up: make([]int32, nodes+1), size: make([]int32, nodes+1), child: make([]int32, nodes+1),
		older: make([]int32, nodes+1), newer: make([]int32, nodes+1),
	}
	s.block = max(10, int(math.Sqrt(float64(arcs))))
	supply := slices.Clone(n.Supply)
	dear := int64(1) // dearer than any way through the network
	for i, a := range n.Arcs {
		s.from[i], s.to[i], s.cost[i], s.state[i] = int32(a.From), int32(a.To), a.Cost, atLower
		s.room[i] = min(a.Upper, Unbounded) - a.Lower
		supply[a.From] -= a.Lower
		supply[a.To] += a.Lower
		dear = max(dear, a.Cost, -a.Cost)
	}
	dear = (dear + 1) * int64(nodes+1)
	root := int32(nodes)
	s.parent[root], s.up[root], s.size[root], s.child[root], s.older[root], s.newer[root] = none, none, int32(nodes)+1, none, none, none
	for v := range int32(nodes) {
		e := int32(arcs) + v
		s.room[e], s.cost[e], s.state[e] = math.MaxInt64/2, dear, inTree
		s.up[v], s.size[v], s.child[v] = e, 1, none
		if supply[v] >= 0 {
			s.from[e], s.to[e], s.flow[e], s.price[v] = v, root, supply[v], -dear
		} else {
			s.from[e], s.to[e], s.flow[e], s.price[v] = root, v, -supply[v], dear
		}
		s.hang(v, root)
	}
	return s
}

// hang makes a node the first child of another.
func (s *simplex) hang(v, parent int32) {
	s.parent[v], s.older[v], s.newer[v] = parent, none, s.child[parent]
	if first := s.child[parent]; first != none {
		s.older[first] = v
	}
	s.child[parent] = v
}

// cut takes a node from its parent.
func (s *simplex) cut(v int32) {
	if s.older[v] == none {
		s.child[s.parent[v]] = s.newer[v]
	} else {
		s.newer[s.older[v]] = s.newer[v]
	}
	if s.newer[v] != none {
		s.older[s.newer[v]] = s.older[v]
	}
}

// reduced returns what a unit more on an arc costs at the present prices.
func (s *simplex) reduced(e int) int64 { return s.cost[e] + s.price[s.from[e]] - s.price[s.to[e]] }

// enter finds an arc that is worth to change, the best of a block of arcs, and returns false when there is none.
func (s *simplex) enter() bool {
	best, left := int64(0), s.block
	e := s.next
	for range s.arcs {
		if c := int64(s.state[e]) * s.reduced(e); c < best {
			best, s.entering = c, int32(e)
		}
		if e++; e == s.arcs {
			e = 0
		}
		if left--; left == 0 {
			if best < 0 {
				break
			}
			left = s.block
		}
	}
	s.next = e
	return best < 0
}

// pivot sends as much as fits around the cycle that the entering arc closes, and changes the tree.
func (s *simplex) pivot() {
	e := s.entering
	first, second := s.from[e], s.to[e] // the flow goes from the join down to first, over the arc, and from second up to the join
	if s.state[e] == atUpper {
		first, second = second, first
	}
	join := s.join(first, second)
	most, leaving, onFirst := s.room[e], none, false
	for v := first; v != join; v = s.parent[v] { // of several arcs that bind, the last on the way from the join keeps the tree strongly feasible
		if d := s.left(v, false); d < most {
			most, leaving, onFirst = d, v, true
		}
	}
	for v := second; v != join; v = s.parent[v] {
		if d := s.left(v, true); d <= most {
			most, leaving, onFirst = d, v, false
		}
	}
	if most > 0 {
		s.flow[e] += int64(s.state[e]) * most
		s.send(first, join, most, false)
		s.send(second, join, most, true)
	}
	if leaving == none {
		s.state[e] = -s.state[e]
		return
	}
	if out := s.up[leaving]; s.flow[out] == 0 {
		s.state[out] = atLower
	} else {
		s.state[out] = atUpper
	}
	s.state[e] = inTree
	if onFirst {
		s.rehang(first, second, leaving)
	} else {
		s.rehang(second, first, leaving)
	}
}

// join returns the lowest node above both.
func (s *simplex) join(a, b int32) int32 {
	for a != b {
		if s.size[a] < s.size[b] {
			a = s.parent[a]
		} else {
			b = s.parent[b]
		}
	}
	return a
}

// left returns how much more fits on the arc between a node and its parent, upwards or downwards.
func (s *simplex) left(v int32, upwards bool) int64 {
	e := s.up[v]
	if (s.from[e] == v) == upwards {
		if s.room[e] >= math.MaxInt64/2 {
			return math.MaxInt64 / 2
		}
		return s.room[e] - s.flow[e]
	}
	return s.flow[e]
}

// send changes the flow between a node and one above it.
func (s *simplex) send(v, above int32, units int64, upwards bool) {
	for ; v != above; v = s.parent[v] {
		if e := s.up[v]; (s.from[e] == v) == upwards {
			s.flow[e] += units
		} else {
			s.flow[e] -= units
		}
	}
}

// rehang takes the tree below the leaving node from its parent, and hangs it to another node by the entering arc, which ends at v in
// that tree.
func (s *simplex) rehang(v, to, leaving int32) {
	moved := s.size[leaving]
	for a := s.parent[leaving]; a != none; a = s.parent[a] {
		s.size[a] -= moved
	}
	parent, arc, below := to, s.entering, int32(0)
	for at := v; ; {
		above, old, size := s.parent[at], s.up[at], s.size[at]
		s.cut(at)
		s.hang(at, parent)
		s.up[at], s.size[at] = arc, moved-below
		if at == leaving {
			break
		}
		parent, arc, at, below = at, old, above, size
	}
	for a := to; a != none; a = s.parent[a] {
		s.size[a] += moved
	}
	change := s.reduced(int(s.entering)) // the price at v rises by that, or falls, so that the arc is worth what it costs
	if s.from[s.entering] == v {
		change = -change
	}
	if 2*int(moved) <= s.nodes {
		s.reprice(v, none, change)
	} else { // only differences of prices count
		s.reprice(int32(s.nodes), v, -change)
	}
}

// reprice changes the price at all nodes of a tree but those below and at one of them.
func (s *simplex) reprice(top, but int32, change int64) {
	s.stack = append(s.stack[:0], top)
	for len(s.stack) > 0 {
		v := s.stack[len(s.stack)-1]
		s.stack = s.stack[:len(s.stack)-1]
		s.price[v] += change
		for c := s.child[v]; c != none; c = s.newer[c] {
			if c != but {
				s.stack = append(s.stack, c)
			}
		}
	}
}

// result returns the flow, or why there is none.
func (s *simplex) result(n *Network) (*Flow, error) {
	f := &Flow{On: make([]int64, s.arcs), Price: s.price[:s.nodes]}
	size := 0.0
	for i, a := range n.Arcs {
		if a.Upper >= Unbounded && s.flow[i] == s.room[i] {
			return nil, fmt.Errorf("flow: arc %d can carry without end, at a gain: no flow is the cheapest: %w", i+1, entente.ErrInvalid)
		}
		f.On[i] = a.Lower + s.flow[i]
		f.Cost += a.Cost * f.On[i]
		size += math.Abs(float64(a.Cost) * float64(f.On[i]))
	}
	if size > math.MaxInt64/2 {
		return nil, fmt.Errorf("flow: costs add up to %.0g, too great to be exact: %w", size, entente.ErrInvalid)
	}
	for v := range s.nodes {
		if s.flow[s.arcs+v] > 0 {
			return nil, s.blocked(n)
		}
	}
	return f, nil
}

// blocked returns the nodes from which more must leave than can: those that are reached from where units are left over.
func (s *simplex) blocked(n *Network) *Infeasible {
	out := make([][]int32, s.nodes) // arcs that end at a node, either way
	for e := range int32(s.arcs) {
		out[s.from[e]] = append(out[s.from[e]], e)
		out[s.to[e]] = append(out[s.to[e]], e)
	}
	reached := make([]bool, s.nodes)
	var queue []int32
	visit := func(v int32) {
		if !reached[v] {
			reached[v] = true
			queue = append(queue, v)
		}
	}
	for v := range int32(s.nodes) {
		if e := s.arcs + int(v); s.from[e] == v && s.flow[e] > 0 {
			visit(v)
		}
	}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for _, e := range out[v] {
			switch {
			case s.from[e] == v && s.flow[e] < s.room[e]:
				visit(s.to[e])
			case s.to[e] == v && s.flow[e] > 0:
				visit(s.from[e])
			}
		}
	}
	return n.across(reached)
}

// across sums up what must and what can leave a set of nodes.
func (n *Network) across(in []bool) *Infeasible {
	e := &Infeasible{Balanced: true}
	for v, is := range in {
		if is {
			e.Nodes = append(e.Nodes, v)
			e.Must += n.Supply[v]
		}
	}
	for _, a := range n.Arcs {
		switch {
		case in[a.From] && !in[a.To]:
			e.Can += min(a.Upper, Unbounded)
		case !in[a.From] && in[a.To]:
			e.Must += a.Lower
		}
	}
	return e
}
