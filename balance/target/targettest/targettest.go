// Package targettest invents plans of capability targets for tests and benchmarks.
package targettest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"entente"
	"entente/balance"
	"entente/balance/target"
)

// Plan invents a plan of that size. The same seed makes the same plan. Parties differ in size as states do; six in ten are eligible for a
// line; costs of a party are within a third of those of the line; what there is covers about half of the needs of the first year, which
// rise by some per cent a year.
func Plan(seed uint64, parties, lines, tiers, years int) (*balance.Case, *target.Plan) {
	r := rand.New(rand.NewPCG(seed, 3))
	c := &balance.Case{
		ID: "exercise", Model: "targets", Exercise: true,
		Fair: balance.Fairness{Rule: balance.Proportional, Key: "size", Cap: 0.5, Band: 0.1},
	}
	key := balance.Key{ID: "size", Title: "Size (invented)", Of: map[entente.ActorID]float64{}}
	for i := range parties {
		id := entente.ActorID(fmt.Sprintf("%c%c%c", 'A'+i/26, 'A'+i%26, 'X'))
		c.Parties = append(c.Parties, id)
		key.Of[id] = math.Round(1000 * math.Exp(1.2*r.NormFloat64()))
	}
	c.Keys = []balance.Key{key}
	p := &target.Plan{Growth: 0.6, Currency: "EUR"}
	for k := range tiers {
		p.Tiers = append(p.Tiers, target.Tier{ID: fmt.Sprint("t", k+1), Days: []int{10, 30, 180, 365}[k%4]})
	}
	for y := range years {
		p.Years = append(p.Years, 2027+y)
	}
	for l := range lines {
		line := target.Line{ID: fmt.Sprint("l", l+1), Package: 1, Cost: math.Round(10 * math.Exp(r.NormFloat64())), Factor: map[entente.ActorID]float64{}}
		line.Cost = max(line.Cost, 1)
		line.Upkeep = math.Round(line.Cost*40) / 100
		for _, who := range c.Parties {
			if r.Float64() < 0.6 {
				line.Eligible = append(line.Eligible, who)
				line.Factor[who] = math.Round(100*(0.75+0.55*r.Float64())) / 100
			}
		}
		p.Lines = append(p.Lines, line)
		for k, tier := range p.Tiers {
			n := 3 + r.Float64()*30/float64(k+1)
			growth := 1 + 0.05*r.Float64()
			for _, y := range p.Years {
				p.Needs = append(p.Needs, target.Need{Line: line.ID, Tier: tier.ID, Year: y, Quantity: math.Round(n)})
				n *= growth
			}
			for _, who := range line.Eligible {
				if v := math.Round(n * key.Of[who] / 3000 * r.Float64()); v > 0 {
					p.Stocks = append(p.Stocks, target.Stock{Party: who, Line: line.ID, Tier: tier.ID, Quantity: min(v, math.Round(n/4))})
				}
			}
		}
	}
	return c, p
}
