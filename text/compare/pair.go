package compare

import (
	"cmp"
	"math"
	"slices"

	"entente/text"
)

// alike is the least similarity of wording at which two statements count as the same one. At 0.3 unrelated statements
// that share a programme's vocabulary begin to pair; above 0.4 reworded promises are lost.
const alike = 0.34

// A pairing is the statement that another one pairs off with.
type pairing struct {
	before, after int
	similarity    float64
}

// pairUp pairs the statements of two readings by their wording: the most alike first, each at most once.
func pairUp(before, after *text.Reading) map[int]pairing {
	b, a := vectors(before, after)
	postings := map[string][]int{}
	for j, v := range a {
		for term := range v {
			postings[term] = append(postings[term], j)
		}
	}
	var candidates []pairing
	for i, v := range b {
		dots := map[int]float64{}
		for term, w := range v {
			for _, j := range postings[term] {
				dots[j] += w * a[j][term]
			}
		}
		for j, dot := range dots {
			if dot >= alike {
				candidates = append(candidates, pairing{i, j, min(dot, 1)})
			}
		}
	}
	slices.SortFunc(candidates, func(x, y pairing) int {
		return cmp.Or(cmp.Compare(y.similarity, x.similarity), cmp.Compare(x.before, y.before), cmp.Compare(x.after, y.after))
	})
	pairs, taken := map[int]pairing{}, map[int]bool{}
	for _, c := range candidates {
		if _, ok := pairs[c.before]; !ok && !taken[c.after] {
			pairs[c.before], taken[c.after] = c, true
		}
	}
	return pairs
}

// vectors returns the terms of each statement weighted by how rare they are in both documents together (term frequency
// times inverse document frequency, each vector of length 1), so that a dot product is a cosine.
func vectors(before, after *text.Reading) (b, a []map[string]float64) {
	documents := map[string]int{}
	count := func(r *text.Reading) []map[string]float64 {
		var counts []map[string]float64
		for _, s := range r.Statements {
			v := map[string]float64{}
			for _, t := range r.Terms(s.Text) {
				v[t]++
			}
			for t := range v {
				documents[t]++
			}
			counts = append(counts, v)
		}
		return counts
	}
	b, a = count(before), count(after)
	total := float64(len(b) + len(a))
	for _, v := range append(slices.Clone(b), a...) {
		weigh(v, documents, total)
	}
	return b, a
}

func weigh(v map[string]float64, documents map[string]int, total float64) {
	length := 0.0
	for _, t := range sortedTerms(v) {
		v[t] = (1 + math.Log(v[t])) * math.Log(1+total/float64(documents[t]))
		length += v[t] * v[t]
	}
	length = math.Sqrt(length)
	for t := range v {
		v[t] /= length
	}
}

// sortedTerms returns the terms in a fixed order, so that sums do not depend on the order of a map.
func sortedTerms(v map[string]float64) []string {
	terms := make([]string, 0, len(v))
	for t := range v {
		terms = append(terms, t)
	}
	slices.Sort(terms)
	return terms
}
