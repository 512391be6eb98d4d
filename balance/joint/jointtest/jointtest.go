// Package jointtest invents books of joint orders for tests and benchmarks.
package jointtest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"entente"
	"entente/balance/joint"
)

// Book invents a book of that size. The same seed makes the same one. Items stand in classes of one to four; three to five suppliers make
// each, with two price breaks; each item is wanted by about half of the parties, in most quarters.
func Book(seed uint64, parties, items, quarters int) ([]entente.ActorID, *joint.Book) {
	r := rand.New(rand.NewPCG(seed, 6))
	b := &joint.Book{Start: "2025-Q1", Quarters: quarters, Currency: "EUR", Storage: 0.01, Share: joint.Proportional}
	var who []entente.ActorID
	for i := range parties {
		who = append(who, entente.ActorID(fmt.Sprintf("%c%c%c", 'A'+i/26, 'A'+i%26, 'X')))
	}
	class, left := 0, 0
	for i := range items {
		if left == 0 {
			class, left = class+1, 1+r.IntN(4)
		}
		left--
		it := joint.Item{ID: fmt.Sprint("i", i+1), Unit: "pieces", Class: fmt.Sprint("c", class)}
		b.Items = append(b.Items, it)
		all := 0.0
		for _, p := range who {
			if r.IntN(2) == 0 {
				continue
			}
			for q := 1 + r.IntN(3); q <= quarters; q += 1 + r.IntN(2) {
				n := float64(1 + r.IntN(30))
				if q <= 3 { // lead times: the first quarters come from what there is
					continue
				}
				all += n
				b.Demand = append(b.Demand, joint.Demand{Party: p, Item: it.ID, Quarter: q, Quantity: n, Only: r.IntN(4) == 0})
			}
		}
		price := math.Round(1000*math.Exp(1.5*r.NormFloat64())) / 10
		for s := range 3 + r.IntN(3) {
			base := math.Round(price*(90+20*r.Float64())) / 100
			b.Sources = append(b.Sources, joint.Source{
				Supplier: fmt.Sprint("s", (i+s*7)%40+1), Item: it.ID, Lead: 1 + r.IntN(3), Capacity: math.Ceil(all / float64(quarters) * (0.8 + r.Float64())), Price: base,
				Breaks: []joint.Break{{From: math.Ceil(all * 0.2), Price: math.Round(base*94) / 100}, {From: math.Ceil(all * 0.5), Price: math.Round(base*88) / 100}},
			})
		}
	}
	return who, b
}
