package solve_test

import (
	"fmt"
	"testing"

	"entente/balance/flow"
	"entente/balance/flow/flowtest"
	"entente/balance/lp"
	"entente/balance/solve"
)

// BenchmarkFlow solves the same problem of flows as one and as a linear model, one after the other, and says how many times as long the
// linear model takes.
func BenchmarkFlow(b *testing.B) {
	s := solve.New("")
	for _, c := range []struct {
		name string
		n    *flow.Network
	}{
		{"netgen", flowtest.Netgen(1, 20_000, 80_000, 150, 150, 1_000_000, 10_000, 1000)},
		{"gridgen", flowtest.Gridgen(1, 140, 143, 0, 100, 10_000, 1000)},
	} {
		b.Run(fmt.Sprintf("%s/%d nodes, %d arcs", c.name, len(c.n.Supply), len(c.n.Arcs)), func(b *testing.B) {
			m := model(c.n)
			var network, linear float64
			for b.Loop() {
				begun := b.Elapsed()
				f, err := c.n.MinCost(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				between := b.Elapsed()
				r, err := lp.Solve(b.Context(), s, m, lp.Limits{})
				if err != nil {
					b.Fatal(err)
				}
				if r.Status != lp.Optimal || int64(r.Objective+0.5) != f.Cost {
					b.Fatalf("%s %v, the flow costs %d", r.Status, r.Objective, f.Cost)
				}
				network += (between - begun).Seconds()
				linear += (b.Elapsed() - between).Seconds()
			}
			b.ReportMetric(network/float64(b.N), "s/flow")
			b.ReportMetric(linear/float64(b.N), "s/linear")
			b.ReportMetric(linear/network, "times")
		})
	}
}

// model states a problem of flows as a linear model: a column for each arc, a row for each node.
func model(n *flow.Network) *lp.Model {
	m := &lp.Model{}
	rows := make([][]lp.Term, len(n.Supply))
	for j, a := range n.Arcs {
		m.Column(lp.Column{Name: fmt.Sprint("a", j), Cost: float64(a.Cost), Lower: float64(a.Lower), Upper: float64(a.Upper)})
		rows[a.From] = append(rows[a.From], lp.Term{Column: j, Factor: 1})
		rows[a.To] = append(rows[a.To], lp.Term{Column: j, Factor: -1})
	}
	for v, supply := range n.Supply {
		m.Row(fmt.Sprint("n", v), float64(supply), float64(supply), rows[v]...)
	}
	return m
}
