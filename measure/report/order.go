package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente"
	"entente/measure"
	"entente/measure/score"
)

// ordered returns r with every list in its order, so that what is written does not depend on how it was gathered. The
// lists of r itself stay as they are.
func (r Report) ordered() Report {
	r.Names = maps.Clone(r.Names)
	r.Heads = sorted(r.Heads, func(a, b Head) int { return strings.Compare(a.Log, b.Log) })
	r.Parties = sorted(r.Parties, r.compareAreas)
	r.Groups = sorted(r.Groups, r.compareAreas)
	r.Undertakings = sorted(r.Undertakings, func(a, b Undertaking) int { return a.Entry.ID.Compare(b.Entry.ID) })
	for i := range r.Undertakings {
		r.Undertakings[i] = r.orderedUndertaking(r.Undertakings[i])
	}
	r.Programmes = sorted(r.Programmes, r.compareProgrammes)
	r.Provisions = sorted(r.Provisions, func(a, b entente.Provision) int { return cmp.Compare(a.Number, b.Number) })
	r.Instruments = sorted(r.Instruments, func(a, b entente.Instrument) int { return cmp.Compare(a.ID, b.ID) })
	r.Publications = sorted(r.Publications, func(a, b measure.Publication) int { return cmp.Compare(a.ID, b.ID) })
	for i, p := range r.Publications {
		r.Publications[i].Vintages = sorted(p.Vintages, func(a, b measure.Vintage) int {
			return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(a.ID, b.ID))
		})
	}
	r.Indicators = sorted(r.Indicators, func(a, b measure.Indicator) int { return cmp.Compare(a.ID, b.ID) })
	r.Revisions = sorted(r.Revisions, r.compareRevisions)
	r.Scores = sorted(r.Scores, func(a, b Scoring) int {
		return cmp.Or(cmp.Compare(a.Scale.ID, b.Scale.ID), cmp.Compare(fmt.Sprint(a.Exercise), fmt.Sprint(b.Exercise)))
	})
	for i, s := range r.Scores {
		r.Scores[i].Cases = sorted(s.Cases, func(a, b score.Case) int { return a.Item.Compare(b.Item) })
	}
	return r
}

func (r Report) orderedUndertaking(u Undertaking) Undertaking {
	u.Measured = sorted(u.Measured, func(a, b Measured) int { return cmp.Compare(a.Measure.ID, b.Measure.ID) })
	for i, m := range u.Measured {
		m.Verdicts = sorted(m.Verdicts, r.compareVerdicts)
		m.History = sorted(m.History, r.compareVerdicts)
		m.Rivals = sorted(m.Rivals, func(a, b Rival) int { return cmp.Compare(a.Measure.ID, b.Measure.ID) })
		for k := range m.Rivals {
			m.Rivals[k].Verdicts = sorted(m.Rivals[k].Verdicts, r.compareVerdicts)
		}
		m.Remarks = sorted(m.Remarks, func(a, b Remark) int {
			return cmp.Or(r.compareAreas(a.Area, b.Area), a.Period.Compare(b.Period), cmp.Compare(a.Text.In("en"), b.Text.In("en")))
		})
		u.Measured[i] = m
	}
	u.Records = sorted(u.Records, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Recorded, b.Recorded), cmp.Compare(a.Fact.String(), b.Fact.String()))
	})
	return u
}

// sorted returns a sorted copy, which is never nil.
func sorted[T any](list []T, compare func(a, b T) int) []T {
	out := append([]T{}, list...)
	slices.SortStableFunc(out, compare)
	return out
}

// compareAreas puts parties before groups, and each in the order of the English names: the same in every language.
func (r Report) compareAreas(a, b measure.Area) int {
	english := func(x measure.Area) string { return r.Names[entente.ActorID(x)].In("en") }
	group := func(x measure.Area) int { return map[bool]int{true: 0, false: 1}[x.IsParty()] }
	return cmp.Or(group(a)-group(b), cmp.Compare(english(a), english(b)), cmp.Compare(a, b))
}

func (r Report) compareVerdicts(a, b measure.Verdict) int {
	return cmp.Or(r.compareAreas(a.Area, b.Area), a.Period.Compare(b.Period))
}

func (r Report) compareRevisions(a, b measure.Revision) int {
	return cmp.Or(cmp.Compare(a.Measure, b.Measure), r.compareAreas(a.Area, b.Area), a.Period.Compare(b.Period), cmp.Compare(a.To, b.To))
}

// compareProgrammes puts programmes in the order in which the text first speaks of them; those without an undertaking last.
func (r Report) compareProgrammes(a, b entente.Programme) int {
	first := func(id entente.ProgrammeID) int {
		i := slices.IndexFunc(r.Undertakings, func(u Undertaking) bool { return u.Entry.Programme == id })
		if i < 0 {
			return len(r.Undertakings)
		}
		return i
	}
	return cmp.Or(first(a.ID)-first(b.ID), cmp.Compare(a.ID, b.ID))
}
