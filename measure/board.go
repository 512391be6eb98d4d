package measure

import (
	"cmp"
	"slices"

	"entente/cal"
)

// A Board keeps the verdicts by what is known now, and keeps them true as figures arrive: a new figure computes only those
// anew that rest on it. It is not safe for use by several goroutines at once.
type Board struct {
	data     *Data
	known    cal.Date
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
	b := &Board{data: d, known: known, verdicts: make(map[boardKey][]Verdict), readers: make([][]int, len(d.book.Indicators))}
	for i, c := range d.book.compiled {
		for ind := range c.uses {
			b.readers[ind] = append(b.readers[ind], i)
		}
		q := Query{Known: known, Groups: true}
		a := newAssessor(d, i, q)
		for _, area := range a.areas(q) {
			key := boardKey{i, area}
			b.verdicts[key] = a.row(area, q)
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
	added, err := b.data.Add(o, origin, row)
	if added != Stored {
		return added, nil, err
	}
	var changed []Verdict
	for _, i := range b.readers[b.data.book.indicatorIndex[o.Indicator]] {
		q := Query{Known: b.known}
		a := newAssessor(b.data, i, q)
		for _, area := range b.touched(i, o.Area) {
			key := boardKey{i, area}
			before := b.verdicts[key]
			b.verdicts[key] = a.row(area, q)
			changed = append(changed, differing(before, b.verdicts[key])...)
		}
	}
	return added, changed, nil
}

// touched returns whose verdicts on a measure a figure of an area can change: its own, those of the groups that it belongs
// to, and everybody's where the measure compares the members of a group.
func (b *Board) touched(measure int, area Area) []Area {
	everybody := comparesMembers(b.data.book.compiled[measure])
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

// comparesMembers reports whether a formula of the measure looks at other areas than the one at hand.
func comparesMembers(c compiled) bool {
	all := append([]expr{c.value.expr, c.recompute}, c.targets...)
	return slices.ContainsFunc(all, looksAround)
}
