package measure

import (
	"fmt"
	"slices"
	"sort"

	"entente/cal"
)

// An env is where a formula is evaluated: for whom, for when, as known when.
type env struct {
	data     *Data
	area     int32
	period   cal.Period
	limits   []int16  // by publication: the last vintage that was known; -1 for none
	fixed    *vintage // figures must come from this vintage; nil for any known
	scenario *overlay // assumptions; nil for none
	seen     seen
	trace    func(indicator int, area, part int32, c *cell) // is told of every figure used; nil for nobody

	folds  map[foldKey]folded   // what was computed over groups already
	within map[groupKey][]int32 // who belonged to a group, as far as it was asked
}

type groupKey struct {
	group  int
	period cal.Period
}

// members returns those who belong to a group in the period at hand.
func (e *env) members(group int) []int32 {
	key := groupKey{group, e.period}
	ids, ok := e.within[key]
	if !ok {
		ids = e.data.members(group, e.period)
		if e.within == nil {
			e.within = make(map[groupKey][]int32)
		}
		e.within[key] = ids
	}
	return ids
}

// A vintage is one of a publication.
type vintage struct {
	publication int
	index       int16
}

// seen is what the figures used so far say about the result.
type seen struct {
	notFirm bool // one of them is an estimate, forecast or provisional
	assumed bool
	latest  *vintage // the one of them that was published last; nil for none
}

// limits returns, by publication, the last vintage published on a day or before.
func (b *Book) limits(known cal.Date) []int16 {
	limits := make([]int16, len(b.Publications))
	for i, p := range b.Publications {
		limits[i] = int16(sort.Search(len(p.Vintages), func(k int) bool { return p.Vintages[k].Published > known })) - 1
	}
	return limits
}

// figure returns the figure of an indicator for the area and period at hand. That of a group is the published one, or where
// there is none, the aggregate of its members.
func (e *env) figure(indicator int, part int32) (Number, error) {
	if c := e.cell(indicator, part); c != nil {
		e.note(indicator, part, c)
		return Exactly(c.value).shift(e.data.book.Indicators[indicator].Multiplier), nil
	}
	if g, ok := e.data.book.codeIndex[e.data.areas[e.area]]; ok && e.data.book.Indicators[indicator].Aggregate != NoAggregate {
		return e.aggregate(indicator, part, g)
	}
	return Number{}, e.gap(indicator, "")
}

// cell returns the figure that is known, or nil.
func (e *env) cell(indicator int, part int32) *cell {
	key := seriesKey{int32(indicator), e.area, part}
	if e.scenario != nil {
		if c := e.scenario.cell(key, e.period); c != nil {
			return c
		}
		if e.scenario.touched[touch{key.indicator, e.period}] && !e.data.areas[e.area].IsParty() {
			return nil // a published total no longer follows from the members' figures
		}
	}
	s := e.data.series[key]
	if s == nil {
		return nil
	}
	p := e.data.book.publicationOf[indicator]
	if e.fixed != nil && e.fixed.publication == p {
		return s.exactly(e.period, e.fixed.index)
	}
	return s.latest(e.period, e.limits[p])
}

// note remembers what a figure says about the result.
func (e *env) note(indicator int, part int32, c *cell) {
	status := statusCodes[c.status]
	e.seen.notFirm = e.seen.notFirm || !status.IsFirm()
	e.seen.assumed = e.seen.assumed || status == Assumed
	if status != Assumed {
		e.seen.latest = e.data.later(e.seen.latest, e.data.book.publicationOf[indicator], c.vintage)
	}
	if e.trace != nil {
		e.trace(indicator, e.area, part, c)
	}
}

// both returns what two parts of a result say together.
func (d *Data) both(a, b seen) seen {
	a.notFirm = a.notFirm || b.notFirm
	a.assumed = a.assumed || b.assumed
	if b.latest != nil {
		a.latest = d.later(a.latest, b.latest.publication, b.latest.index)
	}
	return a
}

// later returns a vintage, or another one where that was published later.
func (d *Data) later(v *vintage, publication int, index int16) *vintage {
	other := &d.vintages[publication][index]
	if v == nil || d.book.published(*v) < d.book.published(*other) {
		return other
	}
	return v
}

func (b *Book) published(v vintage) cal.Date {
	return b.Publications[v.publication].Vintages[v.index].Published
}

// aggregate adds up the figures of a group's members in the period. Only those for whom the publication never has a
// figure are left out: any other member without one leaves the sum unknown.
func (e *env) aggregate(indicator int, part int32, group int) (Number, error) {
	own := e.area
	defer func() { e.area = own }()
	total, n := whole(0), 0
	for _, m := range e.members(group) {
		e.area = m
		c := e.cell(indicator, part)
		switch i := e.data.book.Indicators[indicator]; {
		case c == nil && (i.Aggregate == SumKnown || slices.Contains(i.Absent, e.data.areas[m])):
			continue
		case c == nil:
			return Number{}, e.gap(indicator, "")
		}
		e.note(indicator, part, c)
		total = total.add(Exactly(c.value))
		n++
	}
	if n == 0 {
		return Number{}, &Gap{Area: e.data.areas[own], Period: e.period, Why: fmt.Sprintf("no member of %s has a figure in %v", e.data.areas[own], e.period)}
	}
	return total.shift(e.data.book.Indicators[indicator].Multiplier), nil
}

// gap returns the error of a missing figure.
func (e *env) gap(indicator int, why string) error {
	i := e.data.book.Indicators[indicator]
	area := e.data.areas[e.area]
	g := &Gap{Indicator: i.ID, Area: area, Period: e.period, Why: why}
	if slices.Contains(i.Absent, area) {
		return fmt.Errorf("%w: %w", errAbsent, g)
	}
	return g
}

// periodsUntil returns the periods that any of some indicators has figures of, of the kind of the one at hand and up to it,
// ascending.
func (e *env) periodsUntil(indicators []int) []cal.Period {
	var all []cal.Period
	note := func(p cal.Period) {
		if stepsBetween(p, e.period) >= 0 {
			all = append(all, p)
		}
	}
	for _, i := range indicators {
		for p := range e.data.periods[i] {
			note(p)
		}
	}
	if e.scenario != nil {
		for _, p := range e.scenario.periods {
			note(p)
		}
	}
	slices.SortFunc(all, cal.Period.Compare)
	return slices.Compact(all)
}
