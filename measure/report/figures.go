package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"entente/measure"
)

// A Figure is a published figure that a verdict rests on, with its number in the report.
type Figure struct {
	Number int
	measure.Evidence
}

// A figureKey is what identifies a figure: what it is of, and the vintage that published it.
type figureKey struct {
	indicator   measure.IndicatorID
	area        measure.Area
	part        string
	period      string
	publication measure.PublicationID
	vintage     measure.VintageID
}

func keyOf(e measure.Evidence) figureKey {
	return figureKey{e.Indicator, e.Area, e.Part, e.Period.String(), e.Publication, e.Vintage}
}

// figures holds each figure once, whatever it serves for, and finds its number.
type figures struct {
	list   []Figure
	number map[figureKey]int
}

// verdicts calls f with every verdict of the report that has evidence.
func (r Report) verdicts(f func(measure.Verdict)) {
	for _, u := range r.Undertakings {
		for _, m := range u.Measured {
			for _, v := range m.Verdicts {
				f(v)
			}
			for _, rival := range m.Rivals {
				for _, v := range rival.Verdicts {
					f(v)
				}
			}
		}
	}
}

// figures numbers the figures by indicator, party, part, period and day of publication.
func (r Report) figures() figures {
	f := figures{number: make(map[figureKey]int)}
	r.verdicts(func(v measure.Verdict) {
		for _, e := range v.Evidence {
			if key := keyOf(e); f.number[key] == 0 {
				f.number[key] = 1
				e.Role = ""
				f.list = append(f.list, Figure{Evidence: e})
			}
		}
	})
	slices.SortFunc(f.list, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), r.compareAreas(a.Area, b.Area), cmp.Compare(a.Part, b.Part),
			a.Period.Compare(b.Period), cmp.Compare(a.Published, b.Published), cmp.Compare(a.Publication, b.Publication), cmp.Compare(a.Vintage, b.Vintage))
	})
	for i := range f.list {
		f.list[i].Number = i + 1
		f.number[keyOf(f.list[i].Evidence)] = i + 1
	}
	return f
}

// A figureRange is figures whose numbers follow one another.
type figureRange struct{ First, Last int }

// String returns "12" or "12–18".
func (r figureRange) String() string {
	if r.First == r.Last {
		return fmt.Sprint(r.First)
	}
	return fmt.Sprintf("%d–%d", r.First, r.Last)
}

// Anchor is the place of the first figure in the document.
func (r figureRange) Anchor() string { return fmt.Sprintf("f-%d", r.First) }

// ranges returns the numbers of the figures that evidence names in one of roles.
func (f figures) ranges(evidence []measure.Evidence, roles ...measure.Role) []figureRange {
	var numbers []int
	for _, e := range evidence {
		if slices.Contains(roles, e.Role) {
			numbers = append(numbers, f.number[keyOf(e)])
		}
	}
	slices.Sort(numbers)
	var out []figureRange
	for _, n := range slices.Compact(numbers) {
		if k := len(out); k > 0 && out[k-1].Last == n-1 {
			out[k-1].Last = n
			continue
		}
		out = append(out, figureRange{n, n})
	}
	return out
}

// sourcesOf names each document that figures of one of roles come from once, by day of publication.
func sourcesOf(verdicts []measure.Verdict, roles ...measure.Role) []string {
	var all []measure.Evidence
	for _, v := range verdicts {
		for _, e := range v.Evidence {
			isNew := !slices.ContainsFunc(all, func(o measure.Evidence) bool { return o.Source == e.Source })
			if isNew && slices.Contains(roles, e.Role) {
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, func(a, b measure.Evidence) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), strings.Compare(a.Source, b.Source))
	})
	var titles []string
	for _, e := range all {
		titles = append(titles, e.Source)
	}
	return titles
}
