package measure

import "slices"

// A Contrast is how one party stands by two indicators for the same promise.
type Contrast struct {
	Area   Area    `json:"party"`
	First  Verdict `json:"first"`
	Second Verdict `json:"second"`
	Rank   int     `json:"rank"`       // by the first, from 1, the best first; equal values share a rank
	Then   int     `json:"rankSecond"` // by the second
}

// Moved returns by how many ranks the party stands higher by the second indicator; negative for lower.
func (c Contrast) Moved() int { return c.Rank - c.Then }

// Differs reports whether the outcome is another one.
func (c Contrast) Differs() bool { return c.First.Outcome != c.Second.Outcome }

// Contrasts holds verdicts on single parties in one period by two indicators against each other. Only parties with a value
// by both are compared, and ranked among each other; they come in the order of the first rank.
func Contrasts(first, second []Verdict, d Direction) []Contrast {
	var all []Contrast
	for _, a := range first {
		i := slices.IndexFunc(second, func(b Verdict) bool { return b.Area == a.Area && b.Period == a.Period })
		if i >= 0 && a.Value != nil && second[i].Value != nil && a.Area.IsParty() {
			all = append(all, Contrast{Area: a.Area, First: a, Second: second[i]})
		}
	}
	better := func(a, b Verdict) bool {
		if d == Less {
			a, b = b, a
		}
		return a.Value.Cmp(*b.Value) > 0
	}
	for i := range all {
		all[i].Rank, all[i].Then = 1, 1
		for _, o := range all {
			if better(o.First, all[i].First) {
				all[i].Rank++
			}
			if better(o.Second, all[i].Second) {
				all[i].Then++
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Contrast) int { return a.Rank - b.Rank })
	return all
}
