package ledger

import (
	"errors"
	"fmt"
	"slices"

	"entente"
)

// A Problem is something that a verification found wrong.
type Problem struct {
	Log   LogID  `json:"log,omitzero"` // zero where it concerns no log
	First int64  `json:"first"`        // the entries concerned, First to Last; both -1 where it concerns none
	Last  int64  `json:"last"`
	What  string `json:"what"`
}

// IsEntry reports whether p concerns entries.
func (p Problem) IsEntry() bool { return p.First >= 0 }

func (p Problem) String() string {
	switch {
	case !p.IsEntry() && p.Log == LogID{}:
		return p.What
	case !p.IsEntry():
		return fmt.Sprintf("%v: %s", p.Log, p.What)
	case p.First == p.Last:
		return fmt.Sprintf("%v: entry %d: %s", p.Log, p.First, p.What)
	}
	return fmt.Sprintf("%v: entries %d to %d: %s", p.Log, p.First, p.Last, p.What)
}

// A Report is the result of a verification.
type Report struct {
	Logs     []Size    `json:"logs"`     // what was verified
	Entries  int64     `json:"entries"`  // entries read
	Appends  int64     `json:"appends"`  // signatures checked
	Problems []Problem `json:"problems"` // everything found wrong, log by log, ascending; what concerns no entry comes last
	Notes    []string  `json:"notes"`    // what could not be checked, and why
}

// Altered returns the first entry found altered, missing or unreadable.
func (r Report) Altered() (p Problem, found bool) {
	i := slices.IndexFunc(r.Problems, Problem.IsEntry)
	if i < 0 {
		return Problem{}, false
	}
	return r.Problems[i], true
}

// Err returns nil when nothing is wrong, and otherwise an error that wraps [entente.ErrDamaged] and names the first
// altered entry, or the first problem where no entry is concerned.
func (r Report) Err() error {
	if len(r.Problems) == 0 {
		return nil
	}
	first, found := r.Altered()
	if !found {
		first = r.Problems[0]
	}
	if more := len(r.Problems) - 1; more > 0 {
		return fmt.Errorf("%v (and %d more): %w", first, more, entente.ErrDamaged)
	}
	return fmt.Errorf("%v: %w", first, entente.ErrDamaged)
}

// damage returns the text of an error for a problem, without its kind.
func damage(err error) string {
	if errors.Is(err, entente.ErrDamaged) {
		return err.Error()
	}
	return "unreadable: " + err.Error()
}
