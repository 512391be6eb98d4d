package joint

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"entente"
	"entente/balance"
	"entente/balance/game"
	"entente/cal"
)

// A Detail is what a finding of this model has beyond others.
type Detail struct {
	*Answer
	Sheet *Sheet `json:"sheet"` // what may be published of the demand
}

// Find is [Book.Solve] as a finding: items are its requirements, orders its allocations, what parties pay its measure of shares, and in
// Detail there is a [Detail].
func (b *Book) Find(ctx context.Context, c *balance.Case, on cal.Date, o Options) (*balance.Finding, error) {
	if b.Share == Nucleolus && len(c.Parties) > game.MostExact {
		return nil, fmt.Errorf("joint: the nucleolus is for at most %d parties: %w", game.MostExact, entente.ErrUnsupported)
	}
	a, err := b.Solve(ctx, c.Parties, o)
	if err != nil {
		return nil, err
	}
	f := &balance.Finding{
		Case: c.ID, Model: c.Model, Exercise: c.Exercise, On: on, Requirements: []balance.Covered{}, Contributions: []balance.Used{}, Allocations: []balance.Allocation{},
		Gaps: []balance.Gap{}, Doubles: []balance.Double{}, Prices: []balance.Price{}, Cost: a.Cost, Currency: string(b.Currency), Certificate: a.Certificate,
		Detail: Detail{a, b.Publish(Secrecy{})},
	}
	lacking := map[string]Lack{}
	for _, l := range a.Lacking {
		lacking[l.Class] = l
	}
	b.covered(f, lacking)
	for _, x := range a.Orders {
		f.Allocations = append(f.Allocations, balance.Allocation{
			Contribution: x.Supplier + "/" + x.Item, Requirement: x.Item, Party: entente.ActorID(x.Supplier), Quantity: x.Quantity, Cost: x.Quantity * x.Price,
		})
	}
	pays := map[entente.ActorID]float64{}
	for _, x := range a.Charges {
		pays[x.Party] = x.Pays
	}
	f.Fairness = balance.Standings(pays, c.Parties, c.Keys)
	if !a.NobodyWorse {
		f.Notes = append(f.Notes, "The joint plan costs more than all would pay alone at the least, for alone each is taken to have all of every supplier's capacity: that nobody is worse off cannot be shown.")
	}
	return f, nil
}

// covered adds a requirement for each item. What other items of its class are delivered for it counts as its own.
func (b *Book) covered(f *balance.Finding, lacking map[string]Lack) {
	need := map[string]float64{}
	for _, d := range b.Demand {
		need[d.Item] += d.Quantity
	}
	for _, it := range b.Items {
		l, short := lacking[cmp.Or(it.Class, it.ID)]
		r := balance.Covered{Requirement: balance.Requirement{ID: it.ID, Title: it.Title, Kind: cmp.Or(it.Class, it.ID), Quantity: need[it.ID], Unit: it.Unit}}
		r.Least = r.Quantity
		if short {
			r.Least, r.Missing = 0, r.Quantity
			f.Gaps = append(f.Gaps, balance.Gap{Requirement: it.ID, Missing: r.Quantity, Unit: string(it.Unit), Why: l.Why})
		}
		r.Slices = []balance.Slice{{Needed: r.Quantity, Covered: r.Least, Missing: r.Missing}}
		f.Requirements = append(f.Requirements, r)
	}
}

// Without returns the book without a supplier.
func (b *Book) Without(supplier string) *Book {
	c := *b
	c.Sources = slices.DeleteFunc(slices.Clone(b.Sources), func(s Source) bool { return s.Supplier == supplier })
	return &c
}

// WithoutParty returns the book without what a party needs.
func (b *Book) WithoutParty(who entente.ActorID) *Book {
	c := *b
	c.Demand = slices.DeleteFunc(slices.Clone(b.Demand), func(d Demand) bool { return d.Party == who })
	return &c
}
