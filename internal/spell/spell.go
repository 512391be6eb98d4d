// Package spell finds the word that was meant.
package spell

import "slices"

const (
	tooMany = 5000 // candidates, to be worth the time
	tooLong = 60   // letters: the cost grows with the product of two lengths
)

// Nearest returns the candidate with the least edit distance from s, the alphabetically first of several. More than one edit
// for every three letters is another word, not a slip: ok is false then. With fold, words are compared as it gives them.
func Nearest(s string, candidates []string, fold func(string) string) (best string, ok bool) {
	if fold == nil {
		fold = func(s string) string { return s }
	}
	word := []rune(fold(s))
	if len(candidates) > tooMany || len(word) > tooLong {
		return "", false
	}
	least := max(1, len(word)/3) + 1
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		other := []rune(fold(c))
		if n := len(other); n > len(word)+least || n > tooLong {
			continue
		}
		if d := distance(word, other); d < least {
			best, least, ok = c, d, true
		}
	}
	return best, ok
}

// distance returns how many letters have to be put in, taken out, replaced or swapped with their neighbour to turn a into b
// (optimal string alignment).
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			replace := last[j]
			if a[i] != b[j] {
				replace++
			}
			d := min(replace, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
