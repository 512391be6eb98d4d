package cover

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"entente"
	"entente/balance"
	"entente/balance/lp"
	"entente/cal"
)

// small is below what an amount counts as none.
const small = 1e-6

func (p *problem) finding(m *model, out *outcome) *balance.Finding {
	f := &balance.Finding{
		Case: p.ID, Model: p.Model, Exercise: p.Exercise, On: p.options.On,
		Allocations: m.allocations(out.x), Gaps: []balance.Gap{}, Doubles: balance.Doubles(p.Contributions), Prices: m.prices(out.coverage),
		Currency: string(p.Currency), Notes: []string{},
	}
	f.Requirements = m.covered(out.x)
	f.Contributions = p.used(f.Allocations)
	for _, c := range f.Requirements {
		f.Gaps = append(f.Gaps, m.gapsOf(c, out.x)...)
	}
	bears := map[entente.ActorID]float64{}
	for _, a := range f.Allocations {
		f.Cost += a.Cost
		bears[a.Party] += a.Quantity * float64(max(1, balance.Days(a.Period)))
	}
	f.Fairness = balance.Standings(bears, p.Parties, p.Keys)
	r := out.coverage
	f.Certificate = balance.Certificate{
		Status: r.Status, Objective: r.Objective, Bound: r.Bound, Gap: r.Gap, Verified: true, Proof: "weights of the rows, recomputed",
		Of: "what is missing, in units and days, by weight; then " + strings.Join(out.steps[1:], "; then "),
	}
	if len(out.steps) == 1 {
		f.Certificate.Of = "what is missing, in units and days, by weight"
	}
	if !r.Proved {
		f.Certificate.Proof = "the word of the search; what is put where was recomputed"
	}
	if p.monthly {
		f.Notes = append(f.Notes, "There are tours: time is cut in months, and a contribution counts in those that it is there for as a whole.")
	}
	return f
}

// quantity returns what a use puts to its requirement.
func (m *model) quantity(u use, x []float64) float64 {
	return digits(x[m.uses[u]] * m.factor(u))
}

// digits rounds to seven digits: what a solver says is no more exact.
func digits(v float64) float64 {
	if math.Abs(v) < small {
		return 0
	}
	scale := math.Pow(10, 6-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

// covered returns each requirement with its slices. Runs of days with the same figures are one slice.
func (m *model) covered(x []float64) []balance.Covered {
	p := m.p
	sums := map[need]float64{}
	for _, u := range m.order {
		sums[need{u.requirement, u.slice}] += m.quantity(u, x)
	}
	all := make([]balance.Covered, len(p.Requirements))
	for r := range p.Requirements {
		all[r] = balance.Covered{Requirement: p.Requirements[r], Least: math.Inf(1), Slices: []balance.Slice{}}
	}
	for _, n := range m.needs {
		c := &all[n.requirement]
		got := min(sums[n], c.Quantity)
		s := balance.Slice{Period: p.slices[n.slice], Needed: c.Quantity, Covered: got, Missing: digits(c.Quantity - got)}
		c.Least, c.Missing = min(c.Least, got), max(c.Missing, s.Missing)
		if last := len(c.Slices) - 1; last >= 0 && c.Slices[last].Missing == s.Missing && balance.Follows(c.Slices[last].Period, s.Period) {
			c.Slices[last].Period = balance.Join(c.Slices[last].Period, s.Period)
			continue
		}
		c.Slices = append(c.Slices, s)
	}
	for r := range all {
		if math.IsInf(all[r].Least, 1) {
			all[r].Least = 0
		}
	}
	return all
}

// allocations lists uses by contribution and time. The same use over runs of days on end is one.
func (m *model) allocations(x []float64) []balance.Allocation {
	p := m.p
	order := slices.Clone(m.order)
	slices.SortFunc(order, func(a, b use) int {
		return cmp.Or(cmp.Compare(a.contribution, b.contribution), cmp.Compare(a.requirement, b.requirement), cmp.Compare(a.slice, b.slice))
	})
	all := []balance.Allocation{}
	for _, u := range order {
		v := m.quantity(u, x)
		if v < small {
			continue
		}
		c := p.Contributions[u.contribution]
		a := balance.Allocation{
			Contribution: c.ID, Requirement: p.Requirements[u.requirement].ID, Party: c.Party, Period: p.slices[u.slice], Quantity: v, Cost: v * p.rate(u.contribution, u.slice),
		}
		if last := len(all) - 1; last >= 0 && all[last].Contribution == a.Contribution && all[last].Requirement == a.Requirement && all[last].Quantity == v && balance.Follows(all[last].Period, a.Period) {
			all[last].Period = balance.Join(all[last].Period, a.Period)
			all[last].Cost += a.Cost
			continue
		}
		all = append(all, a)
	}
	return all
}

// used returns each contribution with what became of it.
func (p *problem) used(allocations []balance.Allocation) []balance.Used {
	most := map[string]float64{}
	for _, s := range p.slices {
		now := map[string]float64{}
		for _, a := range allocations {
			if a.Period.IsZero() || s.IsZero() || a.Period.Covers(s) {
				now[a.Contribution] += a.Quantity
			}
		}
		for id, v := range now {
			most[id] = max(most[id], v)
		}
	}
	all := make([]balance.Used, len(p.Contributions))
	for i, c := range p.Contributions {
		why, out := p.why[i]
		all[i] = balance.Used{Contribution: c, Counted: !out, Most: most[c.ID], Why: why}
		if !out && all[i].Most == 0 {
			all[i].Why = p.idle(i)
		}
	}
	return all
}

// idle says why a contribution that counts serves nothing.
func (p *problem) idle(i int) string {
	reasons := []string{}
	for r := range p.Requirements {
		fits, why := p.Fits(p.Contributions[i], p.Requirements[r])
		if fits {
			for s := range p.slices {
				if p.needed(r, s) && p.there(i, s) {
					return "not needed: others cover what it fits"
				}
			}
			why = "not there when it is needed"
		}
		if why != "of another kind" && !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
	}
	if len(reasons) == 0 {
		return "nothing of its kind is needed"
	}
	return strings.Join(reasons, "; ")
}

// gapsOf returns the gaps of a requirement, with why, and who could close them.
func (m *model) gapsOf(c balance.Covered, x []float64) []balance.Gap {
	var gaps []balance.Gap
	r := slices.IndexFunc(m.p.Requirements, func(q balance.Requirement) bool { return q.ID == c.ID })
	for _, s := range c.Slices {
		if s.Missing == 0 {
			continue
		}
		g := balance.Gap{Requirement: c.ID, Area: c.Area, Period: s.Period, Missing: s.Missing, Unit: string(c.Unit)}
		g.Why, g.Closers = m.p.explain(r, s.Period), m.p.closers(r, s.Period, s.Missing)
		gaps = append(gaps, g)
	}
	return gaps
}

// explain says why a requirement is not covered in a period.
func (p *problem) explain(r int, when cal.Period) string {
	kind, fit, there := 0, 0, 0
	offered := 0.0
	reasons := map[string]int{}
	var order []string
	for _, i := range p.live {
		c := p.Contributions[i]
		fits, why := p.Fits(c, p.Requirements[r])
		if why == "of another kind" {
			continue
		}
		kind++
		switch {
		case fits && present(c, when):
			fit, there, offered = fit+1, there+1, offered+c.Quantity
			continue
		case fits:
			fit++
			why = "not there then"
		}
		if reasons[why] == 0 {
			order = append(order, why)
		}
		reasons[why]++
	}
	for k, why := range order {
		order[k] = fmt.Sprintf("%d %s", reasons[why], why)
	}
	unit := p.unit(r)
	switch {
	case kind == 0:
		return "nobody offers " + p.Requirements[r].Kind
	case there == 0:
		return fmt.Sprintf("of %d offers of its kind none fits: %s", kind, strings.Join(order, ", "))
	case p.Fair.Cap > 0 && p.Fair.Cap < 1 && offered >= p.Requirements[r].Quantity:
		return fmt.Sprintf("%d offers with %v %s fit; they serve other needs, or the cap of %.3g %% for a party is in the way", there, offered, unit, 100*p.Fair.Cap)
	case offered >= p.Requirements[r].Quantity:
		return fmt.Sprintf("%d offers with %v %s fit, and serve other needs, rest, or are one thing offered twice", there, offered, unit)
	case len(order) > 0:
		return fmt.Sprintf("%d offers with %v %s fit, which is not enough; %s", there, offered, unit, strings.Join(order, ", "))
	}
	return fmt.Sprintf("%d offers with %v %s fit, which is not enough", there, offered, unit)
}

func present(c balance.Contribution, when cal.Period) bool {
	return c.Period.IsZero() || when.IsZero() || c.Period.Covers(when)
}

// closers lists who could close a gap: what is offered and does not count, or nearly fits, and what would have to happen. The cheapest
// comes first.
func (p *problem) closers(r int, when cal.Period, missing float64) []balance.Closer {
	const most = 8
	var all []balance.Closer
	for i, c := range p.Contributions {
		needs := p.wants(i, r, when)
		if needs == "" {
			continue
		}
		v := min(c.Quantity, missing)
		all = append(all, balance.Closer{Party: c.Party, Contribution: c.ID, Quantity: v, Cost: v * c.Cost, Needs: needs})
	}
	slices.SortStableFunc(all, func(a, b balance.Closer) int {
		return cmp.Or(-cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.Cost, b.Cost))
	})
	return all[:min(most, len(all))]
}

// wants says what would have to happen for a contribution to serve a requirement in a period, or nothing if it does not come into
// question.
func (p *problem) wants(i, r int, when cal.Period) string {
	c, q := p.Contributions[i], p.Requirements[r]
	if p.Class(c.Kind) != p.Class(q.Kind) || len(c.Serves) > 0 && !slices.Contains(c.Serves, q.ID) {
		return ""
	}
	var needs []string
	if why := p.why[i]; why != "" {
		needs = append(needs, map[bool]string{true: "its condition to be met", false: "to be offered again"}[strings.HasPrefix(why, "conditional")]+" ("+why+")")
	}
	if fits, why := p.Fits(c, q); !fits {
		needs = append(needs, "to fit: "+why)
	}
	if !present(c, when) {
		needs = append(needs, fmt.Sprintf("to be there in %s, not only in %s", when, c.Period))
	}
	return strings.Join(needs, "; ")
}

// prices tells what one unit more would change: for each kind and run of days, and for each rule that binds.
func (m *model) prices(r *lp.Result) []balance.Price {
	all := []balance.Price{}
	if r.Duals == nil {
		return all
	}
	seen := map[int]int{} // by requirement: its price
	short := map[int]bool{}
	for _, n := range m.needs {
		short[n.slice] = short[n.slice] || r.X[m.gaps[n]] > small
	}
	for _, n := range m.needs {
		q := m.p.Requirements[n.requirement]
		worth := r.Duals[m.rows[n]]
		if worth < small || !short[n.slice] { // where nothing is missing, nothing is worth more
			continue
		}
		price := balance.Price{Rule: "what there is of " + q.Kind, Period: m.p.slices[n.slice], Worth: worth}
		at, ok := seen[n.requirement]
		if ok = ok && balance.Follows(all[at].Period, price.Period); ok {
			all[at].Period = balance.Join(all[at].Period, price.Period)
			all[at].Worth += worth
		} else {
			at = len(all)
			seen[n.requirement], all = at, append(all, price)
		}
		all[at].Words = fmt.Sprintf("one more %s for %s would cover %.3g unit-days", q.Kind, q.Name(), all[at].Worth)
	}
	bound := map[string]int{} // by words: its price
	for _, b := range m.rules {
		worth := -r.Duals[b.row]
		if worth < small || !short[b.slice] {
			continue
		}
		at, ok := bound[b.words]
		if ok = ok && balance.Follows(all[at].Period, m.p.slices[b.slice]); ok {
			all[at].Period = balance.Join(all[at].Period, m.p.slices[b.slice])
			all[at].Worth += worth
		} else {
			at = len(all)
			bound[b.words], all = at, append(all, balance.Price{Rule: b.words, Period: m.p.slices[b.slice], Worth: worth})
		}
		all[at].Words = fmt.Sprintf("the binding rule is %s; one more there would cover %.3g unit-days", b.words, all[at].Worth)
	}
	slices.SortStableFunc(all, func(a, b balance.Price) int { return -cmp.Compare(a.Worth, b.Worth) })
	return all
}
