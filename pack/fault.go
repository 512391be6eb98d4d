package pack

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"entente"
	"entente/internal/spell"
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
	if c, ok := spell.Nearest(s, candidates, nil); ok {
		return fmt.Sprintf("; did you mean %q?", c)
	}
	return ""
}
