package flow

import (
	"context"
	"fmt"
	"math"

	"entente"
)

// A Cut is a greatest flow from a source to a sink, and the smallest cut that proves it: the arcs that leave Side carry all they can,
// those that enter it nothing, and together they carry Value.
type Cut struct {
	Value int64
	On    []int64 // by arc
	Side  []bool  // by node: on the source's side
}

// MaxFlow returns a greatest flow from one node to another. Costs and supplies play no part, lower bounds must be 0. The answer is the
// same for the same network.
//
// It is the algorithm of Dinic (Soviet Mathematics Doklady 11, 1970): flows that block all shortest ways, until there is none.
func (n *Network) MaxFlow(ctx context.Context, source, sink int) (*Cut, error) {
	if source < 0 || source >= len(n.Supply) || sink < 0 || sink >= len(n.Supply) || source == sink {
		return nil, fmt.Errorf("flow: from node %d to node %d of %d: %w", source+1, sink+1, len(n.Supply), entente.ErrInvalid)
	}
	for i, a := range n.Arcs {
		if a.From < 0 || a.From >= len(n.Supply) || a.To < 0 || a.To >= len(n.Supply) || a.Lower != 0 || a.Upper < 0 {
			return nil, fmt.Errorf("flow: arc %d from node %d to %d carries %d to %d: want nodes up to %d, and from 0: %w",
				i+1, a.From+1, a.To+1, a.Lower, a.Upper, len(n.Supply), entente.ErrInvalid)
		}
	}
	d := newDinic(n, int32(source), int32(sink))
	for d.layers() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d.block()
	}
	c := &Cut{On: make([]int64, len(n.Arcs)), Side: make([]bool, len(n.Supply))}
	for i, a := range n.Arcs {
		c.On[i] = d.left[2*i+1]
		if a.From == source {
			c.Value += c.On[i]
		}
		if a.To == source {
			c.Value -= c.On[i]
		}
	}
	for v, depth := range d.depth {
		c.Side[v] = depth >= 0
	}
	if c.Value >= Unbounded {
		return nil, fmt.Errorf("flow: what goes from node %d to %d has no bound: %w", source+1, sink+1, entente.ErrInvalid)
	}
	return c, nil
}

// A dinic has each arc twice: the 2i-th forwards, and the one after it back.
type dinic struct {
	source, sink int32
	to           []int32
	left         []int64
	first, next  []int32 // arcs out of a node, and those after them
	depth        []int32
	at           []int32 // the arc out of a node that is tried
	queue        []int32
}

func newDinic(n *Network, source, sink int32) *dinic {
	nodes, arcs := len(n.Supply), len(n.Arcs)
	d := &dinic{
		source: source, sink: sink, to: make([]int32, 2*arcs), left: make([]int64, 2*arcs), first: make([]int32, nodes+1),
		next: make([]int32, 2*arcs), depth: make([]int32, nodes), at: make([]int32, nodes), queue: make([]int32, 0, nodes),
	}
	for _, a := range n.Arcs {
		d.first[a.From+1]++
		d.first[a.To+1]++
	}
	for v := range nodes {
		d.first[v+1] += d.first[v]
	}
	place := append([]int32(nil), d.first[:nodes]...)
	for i, a := range n.Arcs {
		d.to[2*i], d.to[2*i+1] = int32(a.To), int32(a.From)
		d.left[2*i] = min(a.Upper, Unbounded)
		d.next[place[a.From]] = int32(2 * i)
		place[a.From]++
		d.next[place[a.To]] = int32(2*i + 1)
		place[a.To]++
	}
	return d
}

// layers measures how far nodes are from the source, and reports whether the sink is reached.
func (d *dinic) layers() bool {
	for v := range d.depth {
		d.depth[v] = -1
	}
	d.depth[d.source] = 0
	d.queue = append(d.queue[:0], d.source)
	for i := 0; i < len(d.queue); i++ {
		v := d.queue[i]
		for _, e := range d.next[d.first[v]:d.first[v+1]] {
			if w := d.to[e]; d.left[e] > 0 && d.depth[w] < 0 {
				d.depth[w] = d.depth[v] + 1
				d.queue = append(d.queue, w)
			}
		}
	}
	return d.depth[d.sink] >= 0
}

// block sends along shortest ways until none is left.
func (d *dinic) block() {
	copy(d.at, d.first)
	var way []int32
	for v := d.source; ; {
		if v == d.sink {
			v = d.send(&way)
			continue
		}
		e := d.step(v)
		switch {
		case e != none:
			way = append(way, e)
			v = d.to[e]
		case len(way) == 0:
			return
		default: // a dead end: back, and on with the next arc
			last := way[len(way)-1]
			way = way[:len(way)-1]
			v = d.to[last^1]
			d.at[v]++
		}
	}
}

// step returns the next arc from a node to the next layer, or none.
func (d *dinic) step(v int32) int32 {
	for ; d.at[v] < d.first[v+1]; d.at[v]++ {
		if e := d.next[d.at[v]]; d.left[e] > 0 && d.depth[d.to[e]] == d.depth[v]+1 {
			return e
		}
	}
	return none
}

// send sends what fits along a way, shortens it to where it is full, and returns the node there.
func (d *dinic) send(way *[]int32) int32 {
	most, full := int64(math.MaxInt64), 0
	for i, e := range *way {
		if d.left[e] < most {
			most, full = d.left[e], i
		}
	}
	for _, e := range *way {
		d.left[e] -= most
		d.left[e^1] += most
	}
	v := d.to[(*way)[full]^1]
	*way = (*way)[:full]
	return v
}

// CheckCut recomputes from the network alone that c is a flow and that none is greater.
func (n *Network) CheckCut(c *Cut, source, sink int) error {
	if len(c.On) != len(n.Arcs) || len(c.Side) != len(n.Supply) || !c.Side[source] || c.Side[sink] {
		return fmt.Errorf("flow: the cut does not part node %d from node %d", source+1, sink+1)
	}
	net, through := make([]int64, len(n.Supply)), int64(0)
	for i, a := range n.Arcs {
		if c.On[i] < 0 || c.On[i] > min(a.Upper, Unbounded) {
			return fmt.Errorf("flow: arc %d carries %d of %d", i+1, c.On[i], a.Upper)
		}
		net[a.From] += c.On[i]
		net[a.To] -= c.On[i]
		if c.Side[a.From] && !c.Side[a.To] {
			through += min(a.Upper, Unbounded)
		}
	}
	for v, out := range net {
		if v != source && v != sink && out != 0 {
			return fmt.Errorf("flow: node %d sends %d more than it gets", v+1, out)
		}
	}
	if net[source] != c.Value || through != c.Value {
		return fmt.Errorf("flow: %d leave the source and the cut lets %d through, want %d", net[source], through, c.Value)
	}
	return nil
}
