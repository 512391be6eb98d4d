package target

import (
	"fmt"
	"math"

	"entente/balance/lp"
)

// A cell is a party's share of a need: packages from what it has, and new ones.
type cell struct{ party, line, tier, year int }

// A model is the linear model of some years of a table, with what its columns mean.
type model struct {
	lp.Model
	old, new map[cell]int // columns
	short    map[cell]int // columns; party is not used
	need     map[cell]int // rows
	load     []loadRows
	words    []string // by row: what it demands
}

// The loadRows are those of the load of a party in a year; -1: none.
type loadRows struct{ party, year, share, growth int }

// A base is what the year before has set.
type base struct {
	targets map[cell]int // packages, year is not used
	load    []float64    // by party; nil: what its stock makes
}

// build states some years of a table as a mixed-integer model. For each party i, line l, tier k and year y the whole number x of packages;
// for every need the sum of x and of what stays short is the need, or what is kept of the year before if that is more; for each party and year the load, the sum of cost·x, is within
// the band around its share but for what counts as unfair; and it does not rise by more than the growth of its share. The least cost is
// sought: new packages at cost, those in stock at upkeep, what stays short and what is unfair at their multiples. Packages of the year
// before stay as far as needed: x is at least the target of base, or in a model of several years that of the year before.
func (t *table) build(years []int, b *base) *model {
	m := &model{old: map[cell]int{}, new: map[cell]int{}, short: map[cell]int{}, need: map[cell]int{}}
	m.Name = "targets"
	loads := make([][][]lp.Term, len(years))
	for n, y := range years {
		loads[n] = make([][]lp.Term, len(t.parties))
		for l := range t.plan.Lines {
			for k := range t.plan.Tiers {
				if t.need[l][k][y] > 0 {
					t.addNeed(m, cell{0, l, k, y}, b, loads[n])
				}
			}
		}
	}
	before := make([]int, len(t.parties)) // columns of the load of the year before
	for n, y := range years {
		for i := range t.parties {
			before[i] = t.addLoad(m, n, i, y, before[i], loads[n][i], b)
		}
	}
	return m
}

// steady adds that no target is below that of the year before while the need does not fall.
func (t *table) steady(m *model) {
	for l, line := range t.plan.Lines {
		for k, tier := range t.plan.Tiers {
			for y := 1; y < len(t.plan.Years); y++ {
				for i, who := range t.parties {
					terms := m.terms(cell{i, l, k, y - 1}, -1)
					if len(terms) == 0 || t.need[l][k][y] < t.need[l][k][y-1] {
						continue
					}
					name := fmt.Sprintf("steady %s %s %s %d", who, line.ID, tier.ID, t.plan.Years[y])
					words := fmt.Sprintf("what %s has of %s in %d stays in %d", who, line.name(), t.plan.Years[y-1], t.plan.Years[y])
					m.row(words, name, 0, lp.Inf, append(terms, m.terms(cell{i, l, k, y}, 1)...)...)
				}
			}
		}
	}
}

// terms returns what a party has in a cell, times a factor.
func (m *model) terms(c cell, factor float64) []lp.Term {
	var terms []lp.Term
	for _, columns := range []map[cell]int{m.old, m.new} {
		if j, ok := columns[c]; ok {
			terms = append(terms, lp.Term{Column: j, Factor: factor})
		}
	}
	return terms
}

// row adds a row with its words.
func (m *model) row(words, name string, lower, upper float64, terms ...lp.Term) int {
	m.words = append(m.words, words)
	return m.Row(name, lower, upper, terms...)
}

func (t *table) addNeed(m *model, c cell, b *base, loads [][]lp.Term) {
	line, tier, year := t.plan.Lines[c.line], t.plan.Tiers[c.tier], t.plan.Years[c.year]
	var terms []lp.Term
	kept, able, all := 0, 0, 0
	column := func(kind string, i int, cost float64, lower, upper int) int {
		return m.Column(lp.Column{
			Name: fmt.Sprintf("%s %s %s %s %d", kind, t.parties[i], line.ID, tier.ID, year),
			Cost: cost * t.factor[i][c.line], Lower: float64(lower), Upper: float64(upper), Whole: true,
		})
	}
	for i := range t.parties {
		most := t.most(i, c.line, c.tier, c.year)
		if most == 0 {
			continue
		}
		c.party = i
		able, all = able+1, all+most
		least := 0
		if b != nil {
			least = min(b.targets[cell{i, c.line, c.tier, 0}], most)
			kept += least
		}
		stock := min(t.stock[i][c.line][c.tier], most)
		if stock > 0 {
			j := column("old", i, line.Upkeep, min(least, stock), stock)
			m.old[c] = j
			terms = append(terms, lp.Term{Column: j, Factor: 1})
			loads[i] = append(loads[i], lp.Term{Column: j, Factor: line.Cost})
		}
		if most > stock {
			j := column("new", i, line.Cost, max(0, least-stock), most-stock)
			m.new[c] = j
			terms = append(terms, lp.Term{Column: j, Factor: 1})
			loads[i] = append(loads[i], lp.Term{Column: j, Factor: line.Cost})
		}
	}
	c.party = 0
	n := float64(t.need[c.line][c.tier][c.year])
	if !t.plan.Must {
		j := m.Column(lp.Column{Name: fmt.Sprintf("short %s %s %d", line.ID, tier.ID, year), Cost: line.Cost * t.short(), Upper: n})
		m.short[c] = j
		terms = append(terms, lp.Term{Column: j, Factor: 1})
	}
	words := fmt.Sprintf("%s, ready in %d days, in %d: %v packages are needed; %d parties can have %d of them at most", line.name(), tier.Days, year, n, able, all)
	m.need[c] = m.row(words, fmt.Sprintf("need %s %s %d", line.ID, tier.ID, year), n, max(n, float64(kept)), terms...)
}

func (t *table) short() float64 {
	if t.plan.Short == 0 {
		return 20
	}
	return t.plan.Short
}

func (t *table) unfair() float64 {
	if t.plan.Unfair == 0 {
		return 2
	}
	return t.plan.Unfair
}

// addLoad adds the load of a party in a year with its rows, and returns its column.
func (t *table) addLoad(m *model, n, i, y, before int, terms []lp.Term, b *base) int {
	who, year := t.parties[i], t.plan.Years[y]
	share := t.share[i] * t.load[y]
	load := m.Column(lp.Column{Name: fmt.Sprintf("load %s %d", who, year), Upper: t.load[y]})
	rows := loadRows{i, y, -1, -1}
	m.row("", fmt.Sprintf("load of %s %d", who, year), 0, 0, append(terms, lp.Term{Column: load, Factor: -1})...)
	if t.fair.Rule != "" {
		over := m.Column(lp.Column{Name: fmt.Sprintf("over %s %d", who, year), Cost: t.unfair(), Upper: t.load[y]})
		under := m.Column(lp.Column{Name: fmt.Sprintf("under %s %d", who, year), Cost: t.unfair(), Upper: t.load[y]})
		words := fmt.Sprintf("the fair share of %s in %d is %.4g %% of the load, within %.3g %%", who, year, 100*t.share[i], 100*t.fair.Band)
		rows.share = m.row(words, fmt.Sprintf("share of %s %d", who, year), share*(1-t.fair.Band), share*(1+t.fair.Band),
			lp.Term{Column: load, Factor: 1}, lp.Term{Column: over, Factor: -1}, lp.Term{Column: under, Factor: 1})
	}
	if t.fair.Floor > 0 {
		below := m.Column(lp.Column{Name: fmt.Sprintf("below %s %d", who, year), Cost: t.unfair(), Upper: t.load[y]})
		words := fmt.Sprintf("%s bears at least %.3g %% of its fair share in %d", who, 100*t.fair.Floor, year)
		m.row(words, fmt.Sprintf("floor of %s %d", who, year), share*t.fair.Floor, lp.Inf, lp.Term{Column: load, Factor: 1}, lp.Term{Column: below, Factor: 1})
	}
	if t.plan.Growth > 0 {
		words := fmt.Sprintf("the load of %s rises in %d by %.3g %% of its fair share at most", who, year, 100*t.plan.Growth)
		limit := t.plan.Growth * share
		name := fmt.Sprintf("growth of %s %d", who, year)
		if n > 0 {
			rows.growth = m.row(words, name, -lp.Inf, limit, lp.Term{Column: load, Factor: 1}, lp.Term{Column: before, Factor: -1})
		} else {
			rows.growth = m.row(words, name, -lp.Inf, limit+t.before(i, b), lp.Term{Column: load, Factor: 1})
		}
	}
	m.load = append(m.load, rows)
	return load
}

// before returns the load of a party before the first year of a model: that of the year before, or what its stock makes.
func (t *table) before(i int, b *base) float64 {
	if b != nil && b.load != nil {
		return b.load[i]
	}
	v := 0.0
	for l, line := range t.plan.Lines {
		for k := range t.plan.Tiers {
			v += line.Cost * float64(min(t.stock[i][l][k], t.most(i, l, k, 0)))
		}
	}
	return v
}

// value rounds a value of a whole column.
func (m *model) value(x []float64, columns map[cell]int, c cell) int {
	if j, ok := columns[c]; ok {
		return int(math.Round(x[j]))
	}
	return 0
}
