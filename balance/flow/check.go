package flow

import "fmt"

// Check recomputes from the network alone that f is a flow and that none is cheaper: what enters and leaves each node, the bounds of
// each arc, and that the prices allow no better one. It returns the first thing that is wrong.
func (n *Network) Check(f *Flow) error {
	if len(f.On) != len(n.Arcs) || len(f.Price) != len(n.Supply) {
		return fmt.Errorf("flow: %d arcs and %d nodes, want %d and %d", len(f.On), len(f.Price), len(n.Arcs), len(n.Supply))
	}
	net := make([]int64, len(n.Supply))
	cost := int64(0)
	for i, a := range n.Arcs {
		on, reduced := f.On[i], a.Cost+f.Price[a.From]-f.Price[a.To]
		switch upper := min(a.Upper, Unbounded); {
		case on < a.Lower || on > upper:
			return fmt.Errorf("flow: arc %d carries %d, outside %d to %d", i+1, on, a.Lower, upper)
		case on < upper && reduced < 0:
			return fmt.Errorf("flow: arc %d carries %d, and more would be cheaper", i+1, on)
		case on > a.Lower && reduced > 0:
			return fmt.Errorf("flow: arc %d carries %d, and less would be cheaper", i+1, on)
		}
		net[a.From] += on
		net[a.To] -= on
		cost += a.Cost * on
	}
	for v, out := range net {
		if out != n.Supply[v] {
			return fmt.Errorf("flow: node %d sends %d, want %d", v+1, out, n.Supply[v])
		}
	}
	if cost != f.Cost {
		return fmt.Errorf("flow: cost %d, want %d", f.Cost, cost)
	}
	return nil
}

// CheckInfeasible recomputes from the network alone that more must leave the set of e than can.
func (n *Network) CheckInfeasible(e *Infeasible) error {
	in := make([]bool, len(n.Supply))
	for _, v := range e.Nodes {
		in[v] = true
	}
	if !e.Balanced {
		sum := int64(0)
		for _, v := range n.Supply {
			sum += v
		}
		if sum == 0 || sum != e.Must {
			return fmt.Errorf("flow: supplies and demands differ by %d, not %d", sum, e.Must)
		}
		return nil
	}
	if again := n.across(in); again.Must != e.Must || again.Can != e.Can || again.Must <= again.Can {
		return fmt.Errorf("flow: %d must leave the set and %d can; it says %d and %d", again.Must, again.Can, e.Must, e.Can)
	}
	return nil
}
