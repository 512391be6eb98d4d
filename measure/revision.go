package measure

import (
	"cmp"
	"slices"

	"entente/cal"
	"entente/unit"
)

// A Revision is how a figure and its verdict moved from one vintage to the next.
type Revision struct {
	Measure MeasureID     `json:"measure"`
	Area    Area          `json:"party"`
	Period  cal.Period    `json:"period"`
	From    VintageID     `json:"from"`
	To      VintageID     `json:"to"`
	Before  unit.Decimal  `json:"before"`
	After   unit.Decimal  `json:"after"`
	Change  unit.Decimal  `json:"change"`
	Was     Outcome       `json:"was"`
	Is      Outcome       `json:"is"`
	Target  *unit.Decimal `json:"target"`
	Crossed bool          `json:"crossed"` // one side of the target before, the other after

	Comparator unit.Comparator `json:"comparator,omitempty"` // empty without a target
}

// Flipped reports whether the outcome is another one.
func (r Revision) Flipped() bool { return r.Was != r.Is }

// Notable reports whether the revision changes the answer: the outcome, or the side of the target that the figure is on.
func (r Revision) Notable() bool { return r.Flipped() || r.Crossed }

// Revisions returns how the figures and verdicts that q wants moved between consecutive vintages, as each vintage became
// known: by measure, area and period, and within it in the order of publication. Where a vintage leaves a figure out, or
// repeats it and the outcome is the same, nothing moved. q.Known bounds the vintages that are looked at.
func (d *Data) Revisions(q Query) []Revision {
	last := make(map[verdictKey]Verdict)
	var all []Revision
	if q.Today == 0 {
		q.Today = q.Known
	}
	for _, m := range d.book.Measures {
		if q.Measure != "" && m.ID != q.Measure {
			continue
		}
		one := q
		one.Measure = m.ID
		for _, day := range d.publicationDays(one) {
			one.Known = day
			for _, v := range d.Assess(one) {
				if v.Value == nil {
					continue
				}
				key := verdictKey{v.Measure, v.Area, v.Period}
				if before, ok := last[key]; ok && before.Vintage != v.Vintage {
					if r := revision(before, v); r.Change.Sign() != 0 || r.Flipped() {
						all = append(all, r)
					}
				}
				last[key] = v
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Revision) int {
		return cmp.Or(d.book.measureIndex[a.Measure]-d.book.measureIndex[b.Measure], cmp.Compare(a.Area, b.Area), a.Period.Compare(b.Period))
	})
	return all
}

type verdictKey struct {
	measure MeasureID
	area    Area
	period  cal.Period
}

// publicationDays returns the days on which a publication that the wanted measures rest on came out, ascending.
func (d *Data) publicationDays(q Query) []cal.Date {
	var days []cal.Date
	for i, m := range d.book.Measures {
		if q.Measure != "" && m.ID != q.Measure {
			continue
		}
		for _, ind := range d.book.compiled[i].shown {
			for _, v := range d.book.Publications[d.book.publicationOf[ind]].Vintages {
				if v.Published <= q.Known {
					days = append(days, v.Published)
				}
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func revision(before, after Verdict) Revision {
	r := Revision{
		Measure: after.Measure, Area: after.Area, Period: after.Period, From: before.Vintage, To: after.Vintage,
		Before: *before.Value, After: *after.Value, Change: after.Value.Sub(*before.Value),
		Was: before.Outcome, Is: after.Outcome, Target: after.Target, Comparator: after.Comparator,
	}
	if before.Target != nil && after.Target != nil {
		r.Crossed = after.Comparator.Holds(*before.Value, *before.Target) != after.Comparator.Holds(*after.Value, *after.Target)
	}
	return r
}

// Vintages returns the vintages of the publications that the value of a measure comes from, in the order of publication.
func (d *Data) Vintages(id MeasureID) []Vintage {
	i, ok := d.book.measureIndex[id]
	if !ok {
		return nil
	}
	var all []Vintage
	seen := make(map[int]bool)
	for _, ind := range d.book.compiled[i].shown {
		if p := d.book.publicationOf[ind]; !seen[p] {
			seen[p] = true
			all = append(all, d.book.Publications[p].Vintages...)
		}
	}
	slices.SortStableFunc(all, func(a, b Vintage) int { return int(a.Published - b.Published) })
	return all
}
