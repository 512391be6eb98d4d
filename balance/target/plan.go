// Package target apportions capability targets: who is to have how much of which capability, in which readiness, in which year, under fair
// shares, caps, whole packages, what is there already, and limits of growth. Then it reviews what is offered against what was set.
package target

import (
	"fmt"
	"math"
	"slices"

	"entente"
	"entente/balance"
	"entente/unit"
)

// A Plan is what a case of this model has besides its parties, keys and rules of fairness.
type Plan struct {
	Lines    []Line    `json:"lines"`
	Tiers    []Tier    `json:"tiers"`
	Years    []int     `json:"years"` // one after the other
	Needs    []Need    `json:"needs"`
	Stocks   []Stock   `json:"stocks,omitempty"`
	Offers   []Offer   `json:"offers,omitempty"`   // for the review
	Growth   float64   `json:"growth,omitempty"`   // by how much of its fair share of the load a party's load may rise in a year; 0: any
	Must     bool      `json:"must,omitempty"`     // every need has to be met: nothing is left short
	Short    float64   `json:"short,omitempty"`    // what a package missing for a year counts, as a multiple of its cost; 0 is 20
	Unfair   float64   `json:"unfair,omitempty"`   // what load outside the band counts, as a multiple of its cost; 0 is 2
	Currency unit.Unit `json:"currency,omitempty"` // of all costs
}

// A Line is a capability that comes in whole packages, such as battalions.
type Line struct {
	ID       string                      `json:"id"`
	Title    string                      `json:"title,omitempty"`
	Unit     unit.Unit                   `json:"unit,omitempty"`
	Package  float64                     `json:"package,omitempty"`  // units in a package; 0 is 1
	Cost     float64                     `json:"cost"`               // of a new package for a year; it is the measure of load, too
	Upkeep   float64                     `json:"upkeep,omitempty"`   // of a package that is there already, for a year
	Eligible []entente.ActorID           `json:"eligible,omitempty"` // who can have it; none: all
	Factor   map[entente.ActorID]float64 `json:"factor,omitempty"`   // by which costs of a party differ; 1 where it is left out
}

// A Tier is a readiness: days of notice.
type Tier struct {
	ID   string `json:"id"`
	Days int    `json:"days"`
}

// A Need is how many units of a line are wanted, in a readiness, in a year.
type Need struct {
	Line     string          `json:"line"`
	Tier     string          `json:"tier"`
	Year     int             `json:"year"`
	Quantity float64         `json:"quantity"`
	Source   *entente.Source `json:"source,omitempty"`
}

// A Stock is what a party has already, in a readiness.
type Stock struct {
	Party    entente.ActorID `json:"party"`
	Line     string          `json:"line"`
	Tier     string          `json:"tier"`
	Quantity float64         `json:"quantity"`
	Source   *entente.Source `json:"source,omitempty"`
}

// An Offer is what a party says that it will have.
type Offer struct {
	Party    entente.ActorID `json:"party"`
	Line     string          `json:"line"`
	Tier     string          `json:"tier"`
	Year     int             `json:"year"`
	Quantity float64         `json:"quantity"`
	Source   *entente.Source `json:"source,omitempty"`
}

// A table is a plan by numbers: parties, lines, tiers and years are indexes, quantities are whole packages.
type table struct {
	plan    *Plan
	parties []entente.ActorID
	share   []float64 // by party: of the load, adds up to 1
	fair    balance.Fairness
	line    map[string]int
	tier    map[string]int
	year    map[int]int
	party   map[entente.ActorID]int
	need    [][][]int   // by line, tier, year: packages
	stock   [][][]int   // by party, line, tier
	able    [][]bool    // by party, line
	load    []float64   // by year: of all needs
	factor  [][]float64 // by party, line
}

// Check reports all that is wrong with a plan as [balance.Faults].
func (p *Plan) Check(c *balance.Case) error {
	_, err := p.table(c)
	return err
}

func (p *Plan) table(c *balance.Case) (*table, error) {
	var faults balance.Faults
	add := func(where, format string, args ...any) {
		faults = append(faults, balance.Fault{Where: where, What: fmt.Sprintf(format, args...)})
	}
	t := &table{plan: p, parties: c.Parties, fair: c.Fair, line: map[string]int{}, tier: map[string]int{}, year: map[int]int{}, party: map[entente.ActorID]int{}}
	for i, id := range c.Parties {
		t.party[id] = i
	}
	if len(c.Parties) == 0 {
		add("parties", "none: say who shares")
	}
	for i, l := range p.Lines {
		where := fmt.Sprintf("lines[%d] %s", i, l.ID)
		if _, twice := t.line[l.ID]; twice || l.ID == "" {
			add(where, "id missing or given twice")
		}
		t.line[l.ID] = i
		if !(l.Cost > 0) || !(l.Upkeep >= 0) || !(l.Package >= 0) || math.IsInf(l.Cost+l.Upkeep+l.Package, 0) {
			add(where, "cost %v, upkeep %v, package %v: want a cost above zero, and none below", l.Cost, l.Upkeep, l.Package)
		}
		if l.Upkeep > l.Cost {
			add(where, "upkeep %v is above the cost %v of a new package", l.Upkeep, l.Cost)
		}
	}
	for i, k := range p.Tiers {
		if _, twice := t.tier[k.ID]; twice || k.ID == "" || k.Days < 0 {
			add(fmt.Sprintf("tiers[%d] %s", i, k.ID), "id missing or given twice, or days below zero")
		}
		t.tier[k.ID] = i
	}
	for i, y := range p.Years {
		if i > 0 && y != p.Years[i-1]+1 {
			add("years", "%d after %d: want one after the other", y, p.Years[i-1])
		}
		t.year[y] = i
	}
	if !(p.Growth >= 0) || !(p.Short >= 0) || !(p.Unfair >= 0) {
		add("growth, short, unfair", "want numbers that are not negative")
	}
	t.shares(c, add)
	if len(faults) > 0 {
		return nil, faults
	}
	t.fill(add)
	if len(faults) > 0 {
		return nil, faults
	}
	return t, nil
}

// shares divides the load by the key of the case; without one all bear the same.
func (t *table) shares(c *balance.Case, add func(where, format string, args ...any)) {
	key, ok := c.Key()
	sum := 0.0
	t.share = make([]float64, len(t.parties))
	for i, p := range t.parties {
		v := 1.0
		if ok {
			var has bool
			if v, has = key.Of[p]; !has {
				add("parties", "%s has no value of the key %s", p, key.ID)
			}
		}
		t.share[i] = v
		sum += v
	}
	for i := range t.share {
		if sum > 0 {
			t.share[i] /= sum
		}
	}
}

func cube[T any](a, b, c int) [][][]T {
	all := make([][][]T, a)
	for i := range all {
		all[i] = make([][]T, b)
		for j := range all[i] {
			all[i][j] = make([]T, c)
		}
	}
	return all
}

// fill reads needs and stocks. A need is rounded up to whole packages, a stock down.
func (t *table) fill(add func(where, format string, args ...any)) {
	p := t.plan
	t.need, t.stock = cube[int](len(p.Lines), len(p.Tiers), len(p.Years)), cube[int](len(t.parties), len(p.Lines), len(p.Tiers))
	for i, n := range p.Needs {
		where := fmt.Sprintf("needs[%d]", i)
		l, k, ok := t.cell(where, n.Line, n.Tier, n.Quantity, add)
		y, known := t.year[n.Year]
		if !known {
			add(where, "year %d is not among the years of the plan", n.Year)
		}
		if !ok || !known {
			continue
		}
		if t.need[l][k][y] > 0 {
			add(where, "%s, %s, %d: needed a second time", n.Line, n.Tier, n.Year)
		}
		t.need[l][k][y] = int(math.Ceil(n.Quantity/p.Lines[l].size() - 1e-9))
	}
	for i, s := range p.Stocks {
		where := fmt.Sprintf("stocks[%d]", i)
		l, k, ok := t.cell(where, s.Line, s.Tier, s.Quantity, add)
		who, known := t.party[s.Party]
		if !known {
			add(where, "party %s is not among the parties of the case", s.Party)
		}
		if ok && known {
			t.stock[who][l][k] += int(math.Floor(s.Quantity/p.Lines[l].size() + 1e-9))
		}
	}
	t.load = make([]float64, len(p.Years))
	for l, line := range p.Lines {
		for k := range p.Tiers {
			for y := range p.Years {
				t.load[y] += line.Cost * float64(t.need[l][k][y])
			}
		}
	}
	t.able, t.factor = make([][]bool, len(t.parties)), make([][]float64, len(t.parties))
	for i, who := range t.parties {
		t.able[i], t.factor[i] = make([]bool, len(p.Lines)), make([]float64, len(p.Lines))
		for l, line := range p.Lines {
			t.able[i][l] = len(line.Eligible) == 0 || slices.Contains(line.Eligible, who)
			t.factor[i][l] = 1
			if f, ok := line.Factor[who]; ok {
				t.factor[i][l] = f
			}
		}
	}
}

func (t *table) cell(where, line, tier string, quantity float64, add func(where, format string, args ...any)) (l, k int, ok bool) {
	l, okLine := t.line[line]
	k, okTier := t.tier[tier]
	const most = 1e9 // packages
	switch {
	case !okLine:
		add(where, "line %q is not among the lines of the plan", line)
	case !okTier:
		add(where, "tier %q is not among the tiers of the plan", tier)
	case !(quantity >= 0 && quantity/t.plan.Lines[l].size() < most):
		add(where, "quantity %v: want a number that is not negative", quantity)
	default:
		return l, k, true
	}
	return 0, 0, false
}

func (l Line) size() float64 {
	if l.Package == 0 {
		return 1
	}
	return l.Package
}

func (l Line) name() string {
	if l.Title != "" {
		return l.Title
	}
	return l.ID
}

// most returns how many packages a party may have of a need: all, or with a cap no more than that part of it, but one at least, for a
// package cannot be parted.
func (t *table) most(i, l, k, y int) int {
	n := t.need[l][k][y]
	if !t.able[i][l] {
		return 0
	}
	if t.fair.Cap > 0 {
		return min(n, max(1, int(math.Floor(t.fair.Cap*float64(n)+1e-9))))
	}
	return n
}
