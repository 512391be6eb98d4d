// Package flowtest makes problems of flows for benchmarks, in the manner of the published generators.
package flowtest

import (
	"math/rand/v2"

	"entente/balance/flow"
)

// Netgen returns a network in the manner of NETGEN (Klingman, Napier and Stutz, Management Science 20, 1974): chains from sources to
// sinks that carry all that is supplied, and arcs at random besides. It is not the same stream of numbers.
func Netgen(seed uint64, nodes, arcs, sources, sinks int, supply, cost, capacity int64) *flow.Network {
	r := rand.New(rand.NewPCG(seed, 1))
	n := &flow.Network{Supply: make([]int64, nodes)}
	share := supply / int64(sources)
	for s := range sources {
		n.Supply[s] = share
	}
	at := make([]int, sources)
	for s := range at {
		at[s] = s
	}
	for v := sources; v < nodes-sinks; v++ { // each other node lengthens a chain
		s := r.IntN(sources)
		n.Arcs = append(n.Arcs, flow.Arc{From: at[s], To: v, Upper: share, Cost: 1 + r.Int64N(cost)})
		at[s] = v
	}
	for s := range sources {
		sink := nodes - 1 - r.IntN(sinks)
		n.Arcs = append(n.Arcs, flow.Arc{From: at[s], To: sink, Upper: share, Cost: 1 + r.Int64N(cost)})
		n.Supply[sink] -= share
	}
	for len(n.Arcs) < arcs {
		a := flow.Arc{From: r.IntN(nodes - sinks), To: sources + r.IntN(nodes-sources), Upper: 1 + r.Int64N(capacity), Cost: 1 + r.Int64N(cost)}
		if a.From != a.To {
			n.Arcs = append(n.Arcs, a)
		}
	}
	return n
}

// Gridgen returns a network in the manner of GRIDGEN (Lee and Orlin, 1991): a grid of streets whose arcs go both ways, with supplies on one
// side and demands on the other.
func Gridgen(seed uint64, rows, columns, extra int, supply, cost, capacity int64) *flow.Network {
	r := rand.New(rand.NewPCG(seed, 2))
	n := &flow.Network{Supply: make([]int64, rows*columns+2)}
	source, sink := rows*columns, rows*columns+1
	n.Supply[source], n.Supply[sink] = supply*int64(rows), -supply*int64(rows)
	street := func(a, b int, upper int64) {
		n.Arcs = append(n.Arcs, flow.Arc{From: a, To: b, Upper: upper, Cost: 1 + r.Int64N(cost)})
	}
	for y := range rows {
		street(source, y*columns, supply)
		street(y*columns+columns-1, sink, supply)
		for x := range columns {
			if v := y*columns + x; x+1 < columns {
				street(v, v+1, supply+r.Int64N(capacity))
				street(v+1, v, 1+r.Int64N(capacity))
			}
			if v := y*columns + x; y+1 < rows {
				street(v, v+columns, 1+r.Int64N(capacity))
				street(v+columns, v, 1+r.Int64N(capacity))
			}
		}
	}
	for range extra {
		street(r.IntN(rows*columns), r.IntN(rows*columns), 1+r.Int64N(capacity))
	}
	return n
}
