package cover

import (
	"context"

	"entente/balance"
	"entente/balance/lp"
)

// FindSurge is [Surges] as a finding: what each requirement has on the last day, and in Detail the [Surge].
func FindSurge(ctx context.Context, c *balance.Case, o Options) (*balance.Finding, error) {
	s, err := Surges(ctx, c, o)
	if err != nil {
		return nil, err
	}
	p := newProblem(c, o)
	f := &balance.Finding{
		Case: c.ID, Model: c.Model, Exercise: c.Exercise, On: o.On, Allocations: []balance.Allocation{}, Gaps: []balance.Gap{},
		Doubles: balance.Doubles(c.Contributions), Prices: []balance.Price{}, Detail: s,
	}
	total, missing := 0.0, 0.0
	for r, q := range c.Requirements {
		gone := s.Days[r].Missing
		covered := balance.Covered{Requirement: q, Least: q.Quantity - gone, Missing: gone, Slices: []balance.Slice{{Needed: q.Quantity, Covered: q.Quantity - gone, Missing: gone}}}
		f.Requirements = append(f.Requirements, covered)
		total, missing = total+q.Quantity, missing+gone
		if gone > 0 {
			f.Gaps = append(f.Gaps, balance.Gap{Requirement: q.ID, Area: q.Area, Missing: gone, Unit: string(q.Unit), Why: s.Proof, Closers: p.closers(r, c.Period, gone)})
		}
	}
	f.Contributions = p.used(nil)
	for i := range f.Contributions {
		if f.Contributions[i].Counted {
			f.Contributions[i].Why = ""
		}
	}
	f.Fairness = []balance.Standing{}
	f.Certificate = balance.Certificate{
		Status: lp.Optimal, Objective: total - missing, Bound: total - missing, Verified: true, Of: "what can be there on the last day, of all requirements", Proof: "a cut: " + s.Proof,
	}
	if s.All >= 0 {
		f.Certificate.Proof = "all that is needed is there; for the day before, a cut: " + s.Proof
	}
	return f, nil
}
