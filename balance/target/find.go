package target

import (
	"context"
	"fmt"

	"entente"
	"entente/balance"
	"entente/balance/lp"
	"entente/cal"
)

// A Detail is what a finding of this model has beyond others.
type Detail struct {
	Targets   []Target   `json:"targets"`
	Burdens   []Burden   `json:"burdens"`
	Review    []Reviewed `json:"review,omitempty"`
	Summaries []Summary  `json:"summaries,omitempty"`
}

// Find is [Plan.Solve] as a finding: needs are its requirements, targets its allocations, and in Detail there is a [Detail] with the review
// of what is offered.
func (p *Plan) Find(ctx context.Context, s lp.Solver, c *balance.Case, on cal.Date, o Options) (*balance.Finding, error) {
	a, err := p.Solve(ctx, s, c, o)
	if err != nil {
		return nil, err
	}
	f := &balance.Finding{
		Case: c.ID, Model: c.Model, Exercise: c.Exercise, On: on, Allocations: []balance.Allocation{}, Gaps: []balance.Gap{}, Doubles: []balance.Double{},
		Contributions: []balance.Used{}, Requirements: []balance.Covered{}, Prices: a.Prices, Cost: a.Cost, Currency: string(p.Currency), Certificate: a.Certificate,
	}
	got := map[string]float64{}
	for _, t := range a.Targets {
		id := needID(t.Line, t.Tier, t.Year)
		got[id] += t.Quantity
		f.Allocations = append(f.Allocations, balance.Allocation{Contribution: string(t.Party) + " " + id, Requirement: id, Party: t.Party, Period: cal.Year(t.Year), Quantity: t.Quantity})
	}
	if len(a.Targets) > 0 {
		p.covered(f, a, got)
	}
	d := Detail{Targets: a.Targets, Burdens: a.Burdens}
	if len(p.Offers) > 0 {
		d.Review, d.Summaries = p.Review(a)
	}
	f.Detail = d
	bears := map[entente.ActorID]float64{}
	for _, b := range a.Burdens {
		bears[b.Party] += b.Load
	}
	f.Fairness = balance.Standings(bears, c.Parties, c.Keys)
	return f, nil
}

func needID(line, tier string, year int) string { return fmt.Sprintf("%s/%s/%d", line, tier, year) }

func (p *Plan) covered(f *balance.Finding, a *Answer, got map[string]float64) {
	lines, tiers := map[string]Line{}, map[string]Tier{}
	for _, l := range p.Lines {
		lines[l.ID] = l
	}
	for _, k := range p.Tiers {
		tiers[k.ID] = k
	}
	short := map[string]Short{}
	for _, s := range a.Short {
		short[needID(s.Line, s.Tier, s.Year)] = s
	}
	for _, n := range p.Needs {
		id, line := needID(n.Line, n.Tier, n.Year), lines[n.Line]
		missing := short[id].Quantity
		year := cal.Year(n.Year)
		f.Requirements = append(f.Requirements, balance.Covered{
			Requirement: balance.Requirement{ID: id, Title: line.name(), Kind: n.Line, Quantity: n.Quantity, Unit: line.Unit, Period: year, Within: tiers[n.Tier].Days, Source: n.Source},
			Slices:      []balance.Slice{{Period: year, Needed: n.Quantity, Covered: min(n.Quantity, got[id]), Missing: missing}}, Least: min(n.Quantity, got[id]), Missing: missing,
		})
		if missing > 0 {
			f.Gaps = append(f.Gaps, balance.Gap{Requirement: id, Period: year, Missing: missing, Unit: string(line.Unit), Why: short[id].Why})
		}
	}
}
