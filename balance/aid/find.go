package aid

import (
	"slices"

	"entente"
	"entente/balance"
	"entente/balance/lp"
	"entente/cal"
)

// Find is [Assess] as a finding: needs are its requirements, and in Detail there is the [Account].
func (f *Fund) Find(c *balance.Case, on cal.Date) (*balance.Finding, error) {
	a, err := Assess(*f, on)
	if err != nil {
		return nil, err
	}
	if err := a.Verify(); err != nil {
		return nil, err
	}
	out := &balance.Finding{
		Case: c.ID, Model: c.Model, Exercise: c.Exercise, On: on, Requirements: []balance.Covered{}, Contributions: []balance.Used{}, Allocations: []balance.Allocation{},
		Gaps: []balance.Gap{}, Doubles: []balance.Double{}, Prices: []balance.Price{}, Fairness: []balance.Standing{}, Currency: string(a.Currency), Detail: a,
		Certificate: balance.Certificate{
			Status: lp.Optimal, Verified: true, Of: "nothing is made best: money is followed as it was said and given",
			Proof: "the identities of the account, recomputed: what comes in at each step is what goes on or stays",
		},
	}
	missing := map[string]Gap{}
	for _, g := range a.Gaps {
		missing[g.Need] = g
	}
	for _, n := range f.Needs {
		g, short := missing[n.ID]
		r := balance.Covered{Requirement: balance.Requirement{ID: n.ID, Title: n.Title, Kind: n.Kind, Quantity: n.Amount.Float(), Unit: n.Currency, Period: n.Period}}
		r.Least = r.Quantity
		if short {
			r.Quantity, r.Missing = g.Needed.Float(), g.Unsecured.Float()
			r.Least = r.Quantity - r.Missing
			out.Gaps = append(out.Gaps, balance.Gap{Requirement: n.ID, Period: n.Period, Missing: r.Missing, Unit: string(g.Currency), Why: "not secured by firm money: what is promised or conditional does not count"})
		}
		r.Slices = []balance.Slice{{Period: n.Period, Needed: r.Quantity, Covered: r.Least, Missing: r.Missing}}
		out.Requirements = append(out.Requirements, r)
	}
	for _, x := range a.Alike {
		out.Doubles = append(out.Doubles, balance.Double{Party: x.Donor, Offers: x.Entries, Period: x.Period, Twice: x.Twice.Float(), Unit: string(x.Currency), Why: "look alike: same donor, stage, kind, amount, period and text"})
	}
	for _, x := range a.Through {
		out.Doubles = append(out.Doubles, balance.Double{Asset: string(x.Body), Party: x.Body, Offers: []string{}, Period: x.Period, Twice: x.Twice.Float(), Unit: string(x.Currency), Why: "given through a body that reports it, too"})
	}
	return out, nil
}

// WithoutDonor returns the fund without what one donor said or did, and without what draws on that.
func (f *Fund) WithoutDonor(who entente.ActorID) *Fund {
	k := *f
	gone := map[string]bool{}
	for _, e := range f.Entries {
		if e.Donor == who {
			gone[e.ID] = true
		}
	}
	for again := true; again; {
		again = false
		for _, e := range f.Entries {
			if !gone[e.ID] && gone[e.Draws] {
				gone[e.ID], again = true, true
			}
		}
	}
	k.Entries = slices.DeleteFunc(slices.Clone(f.Entries), func(e Entry) bool { return gone[e.ID] })
	return &k
}
