package measure

import (
	"cmp"
	"slices"
	"sort"

	"entente/cal"
)

// A Board keeps the verdicts by what is known now, and keeps them true as figures arrive: a new figure computes only those
// anew that rest on it. It is not safe for use by several goroutines at once.
type Board struct {
	data     *Data
	known    cal.Date
	limits   []int16
	verdicts map[boardKey][]Verdict // of one measure and area, by period
	rows     []boardKey             // in the order of the book, then by area
	readers  [][]int                // measures that rest on an indicator
}

type boardKey struct {
	measure int
	area    Area
}

// NewBoard computes all verdicts by what was known on a day.
func NewBoard(d *Data, known cal.Date) *Board {
	d.Prepare()
	b := &Board{data: d, known: known, limits: d.book.limits(known), verdicts: make(map[boardKey][]Verdict), readers: make([][]int, len(d.book.Indicators))}
	for i, c := range d.book.compiled {
		for ind := range c.uses {
			b.readers[ind] = append(b.readers[ind], i)
		}
		q := Query{Known: known, Groups: true}
		a := newAssessor(d, i, q)
		for _, area := range a.areas(q) {
			key := boardKey{i, area}
			b.verdicts[key], _ = a.row(nil, area, q)
			b.rows = append(b.rows, key)
		}
	}
	for _, measures := range b.readers {
		slices.Sort(measures)
	}
	return b
}

// Verdicts returns all verdicts, by measure in the order of the book, then by area, then by period.
func (b *Board) Verdicts() []Verdict {
	var all []Verdict
	for _, key := range b.rows {
		all = append(all, b.verdicts[key]...)
	}
	return all
}

// Add adds a figure and returns the verdicts that it changed, as they are now. See [Data.Add] for the rest.
func (b *Board) Add(o Observation, origin int32, row int) (Added, []Verdict, error) {
	ind, ok := b.data.book.indicatorIndex[o.Indicator]
	isFirst := ok && !b.data.knows(ind, o.Period, b.limits[b.data.book.publicationOf[ind]]) // nobody may have had a verdict on the period
	added, err := b.data.Add(o, origin, row)
	if added != Stored {
		return added, nil, err
	}
	var changed []Verdict
	for _, i := range b.readers[ind] {
		a := newAssessor(b.data, i, Query{Known: b.known})
		a.only(o.Period)
		for _, area := range b.touched(i, o.Area, isFirst) {
			changed = append(changed, b.renew(a, boardKey{i, area})...)
		}
	}
	return added, changed, nil
}

// renew computes anew the verdicts of a row that a wants, and returns those that are others than before.
func (b *Board) renew(a *assessor, key boardKey) []Verdict {
	old := b.verdicts[key]
	anew, _ := a.row(nil, key.area, Query{Known: b.known})
	from := sort.Search(len(old), func(i int) bool { return !a.isBefore(old[i].Period) })
	to := sort.Search(len(old), func(i int) bool { return a.isAfter(old[i].Period) })
	b.verdicts[key] = slices.Concat(old[:from], anew, old[to:])
	return differing(old[from:to], anew)
}

// touched returns whose verdicts on a measure a figure of an area can change: its own, those of the groups that it belongs
// to, and everybody's where the measure compares the members of a group, or where it is the first one of its period.
func (b *Board) touched(measure int, area Area, isFirst bool) []Area {
	everybody := isFirst || slices.ContainsFunc(b.data.book.compiled[measure].formulas(), looksAround)
	var areas []Area
	for _, key := range b.rows {
		if key.measure != measure {
			continue
		}
		g, isGroup := b.data.book.codeIndex[key.area]
		if key.area == area || everybody || isGroup && b.data.book.Groups[g].has(area) {
			areas = append(areas, key.area)
		}
	}
	return areas
}

func (g Group) has(a Area) bool {
	for _, m := range g.Members {
		if Area(m.Party) == a {
			return true
		}
	}
	return false
}

// differing returns those of after that before has not.
func differing(before, after []Verdict) []Verdict {
	old := make(map[cal.Period]Verdict, len(before))
	for _, v := range before {
		old[v.Period] = v
	}
	var changed []Verdict
	for _, v := range after {
		if o, ok := old[v.Period]; !ok || !v.equal(o) {
			changed = append(changed, v)
		}
	}
	return changed
}

// equal reports whether two verdicts say the same.
func (v Verdict) equal(o Verdict) bool {
	same := func(a, b interface{ String() string }, nilA, nilB bool) bool {
		return nilA && nilB || !nilA && !nilB && a.String() == b.String()
	}
	return cmp.Or(
		cmp.Compare(v.Outcome, o.Outcome), cmp.Compare(v.Reason, o.Reason), cmp.Compare(v.Vintage, o.Vintage)) == 0 &&
		same(v.Value, o.Value, v.Value == nil, o.Value == nil) &&
		same(v.Target, o.Target, v.Target == nil, o.Target == nil) &&
		same(v.Recomputed, o.Recomputed, v.Recomputed == nil, o.Recomputed == nil) &&
		(v.Trend == nil) == (o.Trend == nil) && (v.Trend == nil || *v.Trend == *o.Trend) &&
		(v.Shortfall == nil) == (o.Shortfall == nil) && (v.Shortfall == nil || v.Shortfall.Value.Cmp(o.Shortfall.Value) == 0) &&
		v.Estimate == o.Estimate && v.RoundingOnly == o.RoundingOnly
}
