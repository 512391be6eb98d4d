package flow_test

import (
	"fmt"
	"testing"

	"entente/balance/flow"
	"entente/balance/flow/flowtest"
)

func BenchmarkMinCost(b *testing.B) {
	for _, c := range []struct {
		name string
		n    *flow.Network
	}{
		{"netgen", flowtest.Netgen(1, 20_000, 80_000, 150, 150, 1_000_000, 10_000, 1000)},
		{"netgen", flowtest.Netgen(2, 50_000, 1_000_000, 500, 500, 1_000_000, 10_000, 1000)},
		{"gridgen", flowtest.Gridgen(1, 140, 143, 0, 100, 10_000, 1000)},
		{"gridgen", flowtest.Gridgen(2, 300, 300, 640_000, 100, 10_000, 1000)},
	} {
		b.Run(fmt.Sprintf("%s/%d nodes, %d arcs", c.name, len(c.n.Supply), len(c.n.Arcs)), func(b *testing.B) {
			for b.Loop() {
				f, err := c.n.MinCost(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if err := c.n.Check(f); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
	}
}
