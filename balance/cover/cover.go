// Package cover puts contributions to requirements over time: which unit, battery, patrol or sensor serves where and when, what stays
// uncovered, why, and who could close it. Each thing is counted once, however often it is offered.
package cover

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"entente"
	"entente/balance"
	"entente/balance/lp"
	"entente/cal"
	"entente/unit"
)

// Options say how to cover.
type Options struct {
	On     cal.Date // the day by which offers are counted or have lapsed
	Limits lp.Limits
}

// A problem is a case as it stands on a day.
type problem struct {
	*balance.Case
	options Options
	slices  []cal.Period
	days    []float64        // of each slice; 1 where time has no end
	live    []int            // contributions that count
	why     map[int]string   // contributions that do not, by index
	assets  map[string][]int // live contributions of one thing
	monthly bool             // slices are months, for there are tours
}

// Solve covers a case. The parts that are missing, weighed by requirement and days, are least; of what covers as much, shares are as fair
// as the rule of the case asks; of that, the cost is least; of that, contributions come in the order of the case. It returns
// [balance.Faults] for a case that is not sound.
func Solve(ctx context.Context, s lp.Solver, c *balance.Case, o Options) (*balance.Finding, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if c.Fair.Floor > 0 {
		return nil, fmt.Errorf("cover: a floor is for capability targets; what is offered here is all there is: %w", entente.ErrInvalid)
	}
	p := newProblem(c, o)
	if cells := len(p.slices) * len(p.live) * max(1, len(c.Requirements)); cells > 50_000_000 {
		return nil, fmt.Errorf("cover: %d contributions to %d requirements in %d runs of days: cut the case in parts: %w", len(p.live), len(c.Requirements), len(p.slices), entente.ErrInvalid)
	}
	m := p.build()
	r, err := m.solve(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("cover: %w", err)
	}
	f := p.finding(m, r)
	if len(f.Gaps) > 0 {
		if f.Conflict, err = p.conflict(ctx, s, r, m); err != nil {
			return nil, fmt.Errorf("cover: %w", err)
		}
	}
	return f, nil
}

func newProblem(c *balance.Case, o Options) *problem {
	p := &problem{Case: c, options: o, why: map[int]string{}, assets: map[string][]int{}}
	p.count()
	for i := range c.Contributions {
		p.monthly = p.monthly || c.Contributions[i].Tour > 0
	}
	p.cut()
	return p
}

// count finds the contributions that count on the day.
func (p *problem) count() {
	index := map[string]int{}
	for i, c := range p.Contributions {
		index[c.ID] = i
		switch state := c.StateOn(p.options.On); {
		case state == balance.Withdrawn:
			p.why[i] = "withdrawn"
		case state == balance.Expired:
			p.why[i] = "expired"
			if c.Expires != nil {
				p.why[i] = fmt.Sprintf("expired on %s", *c.Expires)
			}
		case c.Condition != "" && state != balance.Accepted:
			p.why[i] = "conditional: " + c.Condition
		}
	}
	for again := true; again; { // what requires one that does not count, does not either
		again = false
		for i, c := range p.Contributions {
			for _, id := range c.Requires {
				if j := index[id]; p.why[i] == "" && p.why[j] != "" {
					p.why[i], again = fmt.Sprintf("requires %s, which is %s", id, p.why[j]), true
				}
			}
		}
	}
	for i, c := range p.Contributions {
		if p.why[i] != "" {
			continue
		}
		p.live = append(p.live, i)
		asset := cmp.Or(c.Asset, "\x00"+c.ID)
		p.assets[asset] = append(p.assets[asset], i)
	}
}

// cut cuts the time of the requirements where anything begins or ends, and at months where there are tours.
func (p *problem) cut() {
	var all, needs []cal.Period
	for _, r := range p.Requirements {
		needs = append(needs, p.within(r.Period))
	}
	all = append(all, needs...)
	for _, i := range p.live {
		all = append(all, p.Contributions[i].Period)
	}
	for _, s := range balance.Slices(all) {
		if slices.ContainsFunc(needs, func(n cal.Period) bool { return n.IsZero() || s.IsZero() || n.Covers(s) }) {
			p.slices = append(p.slices, s)
		}
	}
	if p.monthly {
		p.months()
	}
	for _, s := range p.slices {
		p.days = append(p.days, float64(max(1, balance.Days(s))))
	}
}

// within returns the part of a period that lies in that of the case.
func (p *problem) within(q cal.Period) cal.Period {
	switch {
	case q.IsZero():
		return p.Case.Period
	case p.Case.Period.IsZero():
		return q
	}
	return q.Intersect(p.Case.Period)
}

// months replaces slices by the months that they touch. Time without an end is left out: a tour has one.
func (p *problem) months() {
	seen := map[cal.Period]bool{}
	var all []cal.Period
	for _, s := range p.slices {
		first, ok := s.First()
		last, ok2 := s.Last()
		if !ok || !ok2 {
			continue
		}
		for d := first; d <= last; {
			y, m, _ := d.Civil()
			month := cal.Month(y, m)
			if !seen[month] {
				seen[month] = true
				all = append(all, month)
			}
			d = cal.NewDate(y, m, 1).AddDate(0, 1, 0)
		}
	}
	slices.SortFunc(all, cal.Period.Compare)
	p.slices = all
}

// needed reports whether a requirement asks for something in a slice.
func (p *problem) needed(r, s int) bool {
	q := p.within(p.Requirements[r].Period)
	return q.IsZero() || p.slices[s].IsZero() || q.Covers(p.slices[s]) || p.monthly && q.Overlaps(p.slices[s])
}

// there reports whether a contribution is there in all of a slice.
func (p *problem) there(i, s int) bool {
	q := p.Contributions[i].Period
	return q.IsZero() || p.slices[s].IsZero() || q.Covers(p.slices[s])
}

func (p *problem) weight(r int) float64 {
	if w := p.Requirements[r].Weight; w > 0 {
		return w
	}
	return 1
}

// rate returns what a unit of a contribution costs in a slice: its cost is for its whole period.
func (p *problem) rate(i, s int) float64 {
	c := p.Contributions[i]
	if whole := balance.Days(c.Period); whole > 0 {
		return c.Cost * p.days[s] / float64(whole)
	}
	return c.Cost
}

func (p *problem) unit(r int) unit.Unit { return p.Requirements[r].Unit }
