// Package flow solves problems of networks with whole numbers: the cheapest flow, the greatest flow and the smallest cut, and the best
// assignment. Every answer comes with the prices or the cut that prove it, and Check recomputes the proof from the problem alone.
package flow

import (
	"fmt"

	"entente"
)

// An Arc leads from one node to another and carries between Lower and Upper units at Cost each.
type Arc struct {
	From, To     int
	Lower, Upper int64
	Cost         int64
}

// Unbounded is an upper bound that never binds. Greater ones count as it.
const Unbounded = int64(1) << 50

// A Network is nodes, numbered from 0, each with what it supplies (or, below 0, demands), and arcs between them.
type Network struct {
	Supply []int64
	Arcs   []Arc
}

// A Flow is a cheapest flow: what each arc carries, and the price of a unit at each node. With these prices no arc is worth more or
// less than it carries: an arc below its upper bound has Cost + Price[From] - Price[To] >= 0, and one above its lower bound <= 0.
type Flow struct {
	On    []int64 // by arc
	Price []int64 // by node
	Cost  int64
}

// Infeasible is the error of a network that no flow fits: from the nodes of a set more must leave than its arcs can carry.
type Infeasible struct {
	Nodes    []int // the set, in order
	Must     int64 // what the set supplies, with what must come in
	Can      int64 // what can leave it
	Balanced bool  // all supplies and demands add up to zero
}

func (e *Infeasible) Error() string {
	if !e.Balanced {
		return fmt.Sprintf("no flow fits: supplies and demands differ by %d", e.Must)
	}
	return fmt.Sprintf("no flow fits: %d units must leave a set of %d nodes, of which node %d is one, and %d can", e.Must, len(e.Nodes), e.Nodes[0]+1, e.Can)
}

// Unwrap makes it an [entente.ErrInvalid].
func (e *Infeasible) Unwrap() error { return entente.ErrInvalid }

// check refuses networks whose numbers make no sense, or are so great that sums of them overflow.
func (n *Network) check() error {
	const most = int64(1) << 60
	var sum, cost int64
	for i, v := range n.Supply {
		if v > Unbounded || v < -Unbounded {
			return fmt.Errorf("flow: node %d supplies %d: want at most %d: %w", i+1, v, Unbounded, entente.ErrInvalid)
		}
		sum += v
		if sum > most || sum < -most {
			return fmt.Errorf("flow: supplies add up to more than %d: %w", most, entente.ErrInvalid)
		}
	}
	for i, a := range n.Arcs {
		switch {
		case a.From < 0 || a.From >= len(n.Supply) || a.To < 0 || a.To >= len(n.Supply):
			return fmt.Errorf("flow: arc %d goes from node %d to %d of %d: %w", i+1, a.From+1, a.To+1, len(n.Supply), entente.ErrInvalid)
		case a.Lower > a.Upper || a.Lower < -Unbounded || a.Lower > Unbounded:
			return fmt.Errorf("flow: arc %d carries from %d to %d: %w", i+1, a.Lower, a.Upper, entente.ErrInvalid)
		}
		cost = max(cost, a.Cost, -a.Cost)
	}
	if cost < 0 || cost > most/int64(len(n.Supply)+2) {
		return fmt.Errorf("flow: a cost of %d with %d nodes is too great for sums of it: %w", cost, len(n.Supply), entente.ErrInvalid)
	}
	if sum != 0 {
		return &Infeasible{Must: sum, Balanced: false}
	}
	return nil
}
