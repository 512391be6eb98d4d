package cover

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"entente"
	"entente/balance/lp"
)

// A use is a contribution put to a requirement in a slice.
type use struct{ contribution, requirement, slice int }

// A need is a requirement in a slice.
type need struct{ requirement, slice int }

// A rule is a row that may bind, with what it is about.
type rule struct {
	row   int
	words string
	slice int
}

// A model is the linear model of a problem.
type model struct {
	lp.Model
	p     *problem
	uses  map[use]int  // columns: how much
	order []use        // in the order of columns
	gaps  map[need]int // columns: how much is missing
	needs []need
	rows  map[need]int
	rules []rule
	loads map[entente.ActorID][]lp.Term // unit-days of each party
	tours map[use][]lp.Term             // by contribution and requirement with the slice of the start: columns of tours
}

// build states a problem: for every requirement and slice, what is put to it and what is missing are what it needs, or more by less than a lot; each thing is used up to
// the most that is offered of it at once; lots are whole; a party with a cap covers no more than that part of a requirement; what is used
// costs no more than the budget.
func (p *problem) build() *model {
	m := &model{p: p, uses: map[use]int{}, gaps: map[need]int{}, rows: map[need]int{}, loads: map[entente.ActorID][]lp.Term{}, tours: map[use][]lp.Term{}}
	m.Name = p.ID
	for s := range p.slices {
		for r := range p.Requirements {
			if p.needed(r, s) {
				m.addNeed(need{r, s})
			}
		}
	}
	for s := range p.slices {
		m.addAssets(s)
	}
	m.addTours()
	m.addBudget()
	return m
}

func (m *model) addNeed(n need) {
	p := m.p
	r := p.Requirements[n.requirement]
	gap := m.Column(lp.Column{Name: fmt.Sprintf("missing %s %v", r.ID, p.slices[n.slice]), Upper: r.Quantity})
	m.gaps[n], m.needs = gap, append(m.needs, n)
	terms := []lp.Term{{Column: gap, Factor: 1}}
	byParty := map[entente.ActorID][]lp.Term{}
	beyond := 0.0 // by as much as a lot may be more than what is needed
	for _, i := range p.live {
		c := p.Contributions[i]
		if fits, _ := p.Fits(c, r); !fits || !p.there(i, n.slice) {
			continue
		}
		u := use{i, n.requirement, n.slice}
		t := m.addUse(u, min(c.Quantity, r.Quantity))
		terms = append(terms, t)
		beyond = max(beyond, c.Package)
		byParty[c.Party] = append(byParty[c.Party], t)
		m.loads[c.Party] = append(m.loads[c.Party], lp.Term{Column: t.Column, Factor: t.Factor * p.days[n.slice]})
	}
	m.rows[n] = m.Row(fmt.Sprintf("%s %v", r.ID, p.slices[n.slice]), r.Quantity, r.Quantity+beyond, terms...)
	if p.Fair.Cap > 0 && p.Fair.Cap < 1 {
		for _, who := range slices.Sorted(maps.Keys(byParty)) {
			words := fmt.Sprintf("the cap of %.3g %% on %s for %s", 100*p.Fair.Cap, who, r.Name())
			m.rule(words, n.slice, p.Fair.Cap*r.Quantity, byParty[who]...)
		}
	}
}

// addUse adds the column of a use: units, or lots that are whole.
func (m *model) addUse(u use, most float64) lp.Term {
	p := m.p
	c := p.Contributions[u.contribution]
	col := lp.Column{Name: fmt.Sprintf("%s to %s %v", c.ID, p.Requirements[u.requirement].ID, p.slices[u.slice]), Upper: most}
	factor := 1.0
	if c.Package > 0 {
		factor = c.Package
		col.Upper, col.Whole = math.Min(math.Ceil(most/factor-1e-9), math.Floor(c.Quantity/factor+1e-9)), true
	}
	j := m.Column(col)
	m.uses[u], m.order = j, append(m.order, u)
	return lp.Term{Column: j, Factor: factor}
}

func (m *model) rule(words string, slice int, most float64, terms ...lp.Term) {
	row := m.Row(fmt.Sprintf("%s %v", words, m.p.slices[slice]), -lp.Inf, most, terms...)
	m.rules = append(m.rules, rule{row, words, slice})
}

// factor returns how many units a unit of the column of a use is.
func (m *model) factor(u use) float64 {
	if lot := m.p.Contributions[u.contribution].Package; lot > 0 {
		return lot
	}
	return 1
}

// addAssets holds each contribution to what is offered, and each thing to the most that is offered of it.
func (m *model) addAssets(s int) {
	p := m.p
	used := make(map[int][]lp.Term)
	for _, u := range m.order {
		if u.slice == s {
			used[u.contribution] = append(used[u.contribution], lp.Term{Column: m.uses[u], Factor: m.factor(u)})
		}
	}
	for _, asset := range slices.Sorted(maps.Keys(p.assets)) {
		var together []lp.Term
		most, offers := 0.0, 0
		for _, i := range p.assets[asset] {
			if len(used[i]) == 0 {
				continue
			}
			c := p.Contributions[i]
			m.rule("what "+string(c.Party)+" offers with "+c.Name(), s, c.Quantity, used[i]...)
			together, most, offers = append(together, used[i]...), max(most, c.Quantity), offers+1
		}
		if offers > 1 {
			m.rule(fmt.Sprintf("there is one %s, offered %d times", asset, offers), s, most, together...)
		}
	}
}

// addTours makes what serves in tours do so: one requirement for so many months on end, and rest after.
func (m *model) addTours() {
	p := m.p
	for _, i := range p.live {
		c := p.Contributions[i]
		if c.Tour == 0 {
			continue
		}
		starts := make([][]lp.Term, len(p.slices)) // by slice: tours that begin there
		serving := map[use][]lp.Term{}
		for r := range p.Requirements {
			for s := range p.slices {
				if _, ok := m.uses[use{i, r, s}]; !ok {
					continue
				}
				j := m.Column(lp.Column{Name: fmt.Sprintf("tour of %s at %s from %v", c.ID, p.Requirements[r].ID, p.slices[s]), Upper: 1, Whole: true})
				starts[s] = append(starts[s], lp.Term{Column: j, Factor: 1})
				for n := s; n < min(s+c.Tour, len(p.slices)); n++ {
					serving[use{i, r, n}] = append(serving[use{i, r, n}], lp.Term{Column: j, Factor: -c.Quantity})
				}
			}
		}
		for _, u := range m.order {
			if u.contribution == i {
				m.Row(fmt.Sprintf("%s is on tour at %s in %v", c.ID, p.Requirements[u.requirement].ID, p.slices[u.slice]), -lp.Inf, 0,
					append(serving[u], lp.Term{Column: m.uses[u], Factor: m.factor(u)})...)
			}
		}
		for s := range p.slices {
			var window []lp.Term
			for n := s; n < min(s+c.Tour+c.Rest, len(p.slices)); n++ {
				window = append(window, starts[n]...)
			}
			if len(window) > 1 {
				m.rule(fmt.Sprintf("%s of %s serves %d months and rests %d", c.Name(), c.Party, c.Tour, c.Rest), s, 1, window...)
			}
		}
	}
}

func (m *model) addBudget() {
	if m.p.Budget <= 0 {
		return
	}
	terms := m.costs()
	if len(terms) == 0 {
		return
	}
	row := m.Row("the budget", -lp.Inf, m.p.Budget, terms...)
	m.rules = append(m.rules, rule{row, fmt.Sprintf("the budget of %v %s", m.p.Budget, m.p.Currency), 0})
}

func (m *model) costs() []lp.Term {
	var terms []lp.Term
	for _, u := range m.order {
		if rate := m.p.rate(u.contribution, u.slice); rate > 0 {
			terms = append(terms, lp.Term{Column: m.uses[u], Factor: rate * m.factor(u)})
		}
	}
	return terms
}

// An outcome is a model solved.
type outcome struct {
	x        []float64
	coverage *lp.Result // of the first step: the least that is missing
	steps    []string   // what was made best, in order
}

// solve makes best what matters first, then holds it while it makes best what comes next.
func (m *model) solve(ctx context.Context, s lp.Solver) (*outcome, error) {
	for _, n := range m.needs {
		m.Columns[m.gaps[n]].Cost = m.p.weight(n.requirement) * m.p.days[n.slice]
	}
	first, err := lp.SolveNear(ctx, s, &m.Model, m.p.options.Limits)
	if err != nil {
		return nil, err
	}
	if first.X == nil { // a limit came first: nothing is put anywhere, which always fits
		first = m.nothing(first.Bound)
	}
	out := &outcome{x: first.X, coverage: first, steps: []string{"the least is missing, by weight and days"}}
	if len(m.order) == 0 {
		return out, nil
	}
	m.hold(first.Objective)
	if err := m.fair(ctx, s, out); err != nil {
		return nil, err
	}
	return out, m.cheap(ctx, s, out)
}

// nothing returns the point in which all is missing, with a bound that was found.
func (m *model) nothing(bound float64) *lp.Result {
	x := make([]float64, len(m.Columns))
	for _, n := range m.needs {
		x[m.gaps[n]] = m.p.Requirements[n.requirement].Quantity
	}
	r := &lp.Result{Status: lp.Feasible, X: x, Objective: m.Value(x), Bound: max(bound, 0)}
	r.Gap = (r.Objective - r.Bound) / max(1, r.Objective)
	return r
}

// hold adds a row that keeps the objective where it is, and takes the objective away.
func (m *model) hold(most float64) {
	var terms []lp.Term
	for j := range m.Columns {
		if c := m.Columns[j].Cost; c != 0 {
			terms = append(terms, lp.Term{Column: j, Factor: c})
			m.Columns[j].Cost = 0
		}
	}
	if len(terms) > 0 {
		m.Row("held", -lp.Inf, most+slack*max(1, math.Abs(most)), terms...)
	}
}

const slack = 1e-9 // by which a held objective may give way, as a share of it

// next solves for the objective at hand and takes the point, if there is one.
func (m *model) next(ctx context.Context, s lp.Solver, out *outcome, step string) (*lp.Result, error) {
	l := m.p.options.Limits
	l.Start = nil
	r, err := lp.SolveNear(ctx, s, &m.Model, l)
	if err != nil {
		return nil, err
	}
	if r.X != nil {
		out.x = r.X
		if step != "" {
			out.steps = append(out.steps, step)
		}
	}
	return r, nil
}

// cheap makes the cost least, and then prefers contributions in the order of the case.
func (m *model) cheap(ctx context.Context, s lp.Solver, out *outcome) error {
	for _, t := range m.costs() {
		m.Columns[t.Column].Cost = t.Factor
	}
	scale := 1e-6
	for _, u := range m.order {
		c := &m.Columns[m.uses[u]]
		c.Cost += scale * m.factor(u) * m.p.days[u.slice] * (1 + float64(u.contribution)/float64(len(m.p.Contributions)))
	}
	_, err := m.next(ctx, s, out, "the cost is least; ties go by the order of the case")
	return err
}
