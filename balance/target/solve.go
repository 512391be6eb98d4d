package target

import (
	"context"
	"fmt"
	"math"
	"time"

	"entente"
	"entente/balance"
	"entente/balance/lp"
)

// A Target is what a party is to have.
type Target struct {
	Party    entente.ActorID `json:"party"`
	Line     string          `json:"line"`
	Tier     string          `json:"tier"`
	Year     int             `json:"year"`
	Quantity float64         `json:"quantity"` // in the unit of the line
	New      float64         `json:"new"`      // of it: what it does not have yet
}

// A Short is a need that the targets leave open.
type Short struct {
	Line     string  `json:"line"`
	Tier     string  `json:"tier"`
	Year     int     `json:"year"`
	Quantity float64 `json:"quantity"`
	Why      string  `json:"why"`
}

// A Burden is what a party bears in a year.
type Burden struct {
	Party entente.ActorID `json:"party"`
	Year  int             `json:"year"`
	Load  float64         `json:"load"`  // at the costs of new packages, whoever has them
	Share float64         `json:"share"` // of the load of all needs
	Fair  float64         `json:"fair_share"`
}

// An Answer is a plan apportioned.
type Answer struct {
	Targets     []Target            `json:"targets"`
	Short       []Short             `json:"short"`
	Burdens     []Burden            `json:"burdens"`
	Prices      []balance.Price     `json:"prices"`
	Cost        float64             `json:"cost"` // of all years, without what stays short or is unfair
	Certificate balance.Certificate `json:"certificate"`
	values      map[cell]int
}

// Options bound the search.
type Options struct {
	Limits lp.Limits
	Tell   func(done, all int) // is told of each year that is done; nil: nobody
}

// together is the number of whole columns up to which all years are apportioned at once.
const together = 20_000

// Solve apportions a plan such that a target once set is not lowered while the need stays: all years at once where they are small, else year
// by year. The bound of the certificate is that of all years together; if they were apportioned one by one, of targets that may rise and
// fall besides: nothing is cheaper by more than the gap, steady or not. When every need must be met and cannot be, the answer has no
// targets, and its certificate names what cannot all hold.
func (p *Plan) Solve(ctx context.Context, s lp.Solver, c *balance.Case, o Options) (*Answer, error) {
	t, err := p.table(c)
	if err != nil {
		return nil, err
	}
	a := &Answer{Targets: []Target{}, Short: []Short{}, Prices: []balance.Price{}, values: map[cell]int{}}
	whole := t.build(all(p.Years), nil)
	if len(whole.old)+len(whole.new) <= together {
		return a, t.atOnce(ctx, s, a, whole, o)
	}
	return a, t.oneByOne(ctx, s, a, whole, o)
}

func (t *table) atOnce(ctx context.Context, s lp.Solver, a *Answer, m *model, o Options) error {
	t.steady(m)
	r, err := lp.SolveNear(ctx, s, &m.Model, o.Limits)
	if err != nil {
		return fmt.Errorf("target: %w", err)
	}
	if r.X == nil {
		return t.fails(ctx, s, m, r, a)
	}
	for y := range t.plan.Years {
		t.take(a, m, r.X, y)
	}
	t.prices(a, m, r)
	a.Certificate = balance.Certificate{Status: r.Status, Objective: r.Objective, Bound: r.Bound, Gap: r.Gap, Verified: true, Of: objective}
	a.Certificate.Proof = "weights of the rows, recomputed"
	if !r.Proved {
		a.Certificate.Proof = "the word of the search; the targets themselves were recomputed"
	}
	return nil
}

const objective = "cost of all years; what stays short and loads outside the band count as multiples of their cost"

func (t *table) oneByOne(ctx context.Context, s lp.Solver, a *Answer, whole *model, o Options) error {
	years := t.plan.Years
	x, duals := make([]float64, len(whole.Columns)), make([]float64, len(whole.Rows))
	index := newIndex(whole)
	b := &base{targets: map[cell]int{}}
	for y := range years {
		m := t.build([]int{y}, b)
		r, err := lp.SolveNear(ctx, s, &m.Model, o.Limits)
		if err != nil {
			return fmt.Errorf("target: %d: %w", years[y], err)
		}
		if r.X == nil {
			return t.fails(ctx, s, m, r, a)
		}
		index.copy(m, r.X, x, r.Duals, duals)
		if y > 0 { // weights for a year that is bound by nothing set before
			free := t.build([]int{y}, &base{load: b.load})
			relaxed, err := lp.Solve(ctx, s, free.Relaxed(), o.Limits)
			if err != nil {
				return fmt.Errorf("target: %d: %w", years[y], err)
			}
			index.copy(free, nil, x, relaxed.Duals, duals)
		}
		t.take(a, m, r.X, y)
		t.prices(a, m, r)
		b = t.base(m, r.X, y)
		if o.Tell != nil {
			o.Tell(y+1, len(years))
		}
	}
	t.certify(a, whole, x, duals, o.Limits.Gap)
	return nil
}

func all(years []int) []int {
	list := make([]int, len(years))
	for i := range list {
		list[i] = i
	}
	return list
}

// An index finds columns and rows of the model of all years by their names.
type index struct{ columns, rows map[string]int }

func newIndex(m *model) index {
	i := index{make(map[string]int, len(m.Columns)), make(map[string]int, len(m.Rows))}
	for j, c := range m.Columns {
		i.columns[c.Name] = j
	}
	for j, r := range m.Rows {
		i.rows[r.Name] = j
	}
	return i
}

// copy puts values of columns and weights of rows of one year among those of all.
func (i index) copy(m *model, from, x, weights, duals []float64) {
	for j, v := range from {
		x[i.columns[m.Columns[j].Name]] = v
	}
	for j, v := range weights {
		duals[i.rows[m.Rows[j].Name]] = v
	}
}

// take adds the targets, shortfalls and burdens of a year.
func (t *table) take(a *Answer, m *model, x []float64, y int) {
	for l, line := range t.plan.Lines {
		for k, tier := range t.plan.Tiers {
			if t.need[l][k][y] == 0 {
				continue
			}
			for i, who := range t.parties {
				c := cell{i, l, k, y}
				old, new := m.value(x, m.old, c), m.value(x, m.new, c)
				if old+new == 0 {
					continue
				}
				a.values[c] = old + new
				a.Targets = append(a.Targets, Target{who, line.ID, tier.ID, t.plan.Years[y], float64(old+new) * line.size(), float64(new) * line.size()})
				a.Cost += (float64(old)*line.Upkeep + float64(new)*line.Cost) * t.factor[i][l]
			}
			if j, ok := m.short[cell{0, l, k, y}]; ok && x[j] > lp.Tolerance {
				a.Short = append(a.Short, Short{line.ID, tier.ID, t.plan.Years[y], x[j] * line.size(), t.why(l, k, y)})
			}
		}
	}
	for i, who := range t.parties {
		load := t.loadOf(m, x, i, y)
		share := 0.0
		if t.load[y] > 0 {
			share = load / t.load[y]
		}
		a.Burdens = append(a.Burdens, Burden{who, t.plan.Years[y], load, share, t.share[i]})
	}
}

func (t *table) loadOf(m *model, x []float64, i, y int) float64 {
	load := 0.0
	for l, line := range t.plan.Lines {
		for k := range t.plan.Tiers {
			c := cell{i, l, k, y}
			load += line.Cost * float64(m.value(x, m.old, c)+m.value(x, m.new, c))
		}
	}
	return load
}

// base returns what the next year begins with.
func (t *table) base(m *model, x []float64, y int) *base {
	b := &base{targets: map[cell]int{}, load: make([]float64, len(t.parties))}
	for i := range t.parties {
		b.load[i] = t.loadOf(m, x, i, y)
		for l := range t.plan.Lines {
			for k := range t.plan.Tiers {
				c := cell{i, l, k, y}
				b.targets[cell{i, l, k, 0}] = m.value(x, m.old, c) + m.value(x, m.new, c)
			}
		}
	}
	return b
}

// why says why a need stays short.
func (t *table) why(l, k, y int) string {
	able, most := 0, 0
	for i := range t.parties {
		if n := t.most(i, l, k, y); n > 0 {
			able++
			most += n
		}
	}
	need := t.need[l][k][y]
	switch {
	case able == 0:
		return "nobody is eligible"
	case most < need && t.fair.Cap > 0:
		return fmt.Sprintf("%d parties can have it, each %.3g %% at most: together %d of %d packages", able, 100*t.fair.Cap, most, need)
	case t.plan.Growth > 0:
		return "growth limits of those that can have it are reached"
	}
	return "it would cost more than it counts"
}

// prices tells of growth limits and shares that bind: what one unit more of load there would save.
func (t *table) prices(a *Answer, m *model, r *lp.Result) {
	const least = 1e-6
	for _, l := range m.load {
		who, year := t.parties[l.party], t.plan.Years[l.year]
		for n, row := range []int{l.share, l.growth} {
			if row < 0 || row >= len(r.Duals) || math.Abs(r.Duals[row]) < least {
				continue
			}
			worth := math.Abs(r.Duals[row])
			words := fmt.Sprintf("one %s more of load for %s in %d would save %.3g", t.money(), who, year, worth)
			if n == 0 && r.Duals[row] > 0 {
				words = fmt.Sprintf("one %s less of load for %s in %d would save %.3g: it bears it to come near its share", t.money(), who, year, worth)
			}
			a.Prices = append(a.Prices, balance.Price{Rule: m.words[row], Worth: worth, Words: words})
		}
	}
}

func (t *table) money() string {
	if t.plan.Currency == "" {
		return "unit"
	}
	return string(t.plan.Currency)
}

// certify recomputes the point and the bound for the model of all years.
func (t *table) certify(a *Answer, whole *model, x, duals []float64, gap float64) {
	bound := whole.DualBound(duals)
	for _, l := range whole.load { // weights of growth in one year say nothing of the year before: without them the bound may be better
		if l.growth >= 0 {
			duals[l.growth] = 0
		}
	}
	bound = max(bound, whole.DualBound(duals))
	c := &a.Certificate
	c.Of = objective
	c.Status, c.Objective, c.Bound, c.Proof = lp.Feasible, whole.Value(x), bound, "weights of the needs, shares and growth limits of all years, recomputed"
	c.Gap = math.Max(0, (c.Objective-bound)/math.Max(1, math.Abs(c.Objective)))
	c.Verified = whole.CheckPoint(x) == nil
	if c.Gap <= max(gap, lp.Tolerance) {
		c.Status = lp.Optimal
	}
}

const coreTime = 45 * time.Second

// fails says why there is no answer.
func (t *table) fails(ctx context.Context, s lp.Solver, m *model, r *lp.Result, a *Answer) error {
	a.Certificate = balance.Certificate{Status: r.Status, Proof: "the word of the search", Verified: r.Ray != nil, Objective: 0, Bound: 0}
	a.Targets, a.Burdens = []Target{}, nil
	if r.Status != lp.Infeasible {
		a.Certificate.Of = "nothing found within the limits"
		return nil
	}
	if r.Ray != nil {
		a.Certificate.Proof = "weights of the rows, recomputed"
	}
	core, err := lp.FindCore(ctx, s, &m.Model, lp.CoreOptions{Keep: func(row int) bool { return m.words[row] == "" }, Rows: true, Time: coreTime})
	if err != nil {
		return err
	}
	a.Certificate.Of = "the needs cannot all be met"
	a.Certificate.Minimal = core.Minimal
	for _, i := range core.Rows {
		a.Certificate.Core = append(a.Certificate.Core, m.words[i])
	}
	return nil
}

// Model returns the mixed-integer model of all years.
func (p *Plan) Model(c *balance.Case) (*lp.Model, error) {
	t, err := p.table(c)
	if err != nil {
		return nil, err
	}
	return &t.build(all(p.Years), nil).Model, nil
}
