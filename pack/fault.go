package pack

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"entente"
)

// A Fault is one thing that is wrong in a pack.
type Fault struct {
	File  string `json:"file"` // slash-separated, from the pack's folder
	Line  int    `json:"line"` // counted from 1; 0 where the fault is no line's
	Field string `json:"field,omitempty"`
	Text  string `json:"text"` // what is wrong and what to do, with the field's name

	column int
}

// String returns "FILE:LINE: TEXT".
func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Text
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text)
}

// Faults are all that is wrong in a pack, in the order of its files and lines. They wrap [entente.ErrInvalid].
type Faults []Fault

// Error lists the faults, a line each.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns [entente.ErrInvalid].
func (fs Faults) Unwrap() error { return entente.ErrInvalid }

// In returns the faults with dir in front of their files, so that a person can open them from elsewhere.
func (fs Faults) In(dir string) Faults {
	moved := slices.Clone(fs)
	for i := range moved {
		moved[i].File = path.Join(dir, moved[i].File)
	}
	return moved
}

func (fs Faults) sort() {
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.column, b.column))
	})
}

// suggest returns `; did you mean "…"?` for the candidate nearest to s, or "" when none is near.
func suggest(s string, candidates []string) string {
	if c, ok := nearest(s, candidates); ok {
		return fmt.Sprintf("; did you mean %q?", c)
	}
	return ""
}

// nearest returns the candidate with the least edit distance from s, the alphabetically first of several. More than one
// edit for every three letters is another word, not a slip.
func nearest(s string, candidates []string) (best string, ok bool) {
	const tooMany = 2000 // to be worth the time
	if len(candidates) > tooMany {
		return "", false
	}
	least := max(1, len(s)/3) + 1
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		if d := distance(s, c); d < least {
			best, least, ok = c, d, true
		}
	}
	return best, ok
}

// distance returns how many letters have to be put in, taken out, replaced or swapped with their neighbour to turn a into
// b (optimal string alignment).
func distance(a, b string) int {
	const tooLong = 40 // identifiers are shorter; the cost grows with the product
	if len(a) > tooLong || len(b) > tooLong {
		return tooLong
	}
	s, t := []rune(a), []rune(b)
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range t {
		rows[0][j+1] = j + 1
	}
	for i := range s {
		for j := range t {
			replace := rows[i][j]
			if s[i] != t[j] {
				replace++
			}
			d := min(replace, rows[i][j+1]+1, rows[i+1][j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				d = min(d, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = d
		}
	}
	return rows[len(s)][len(t)]
}
