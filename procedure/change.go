package procedure

import (
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/cal"
)

// A Change is one thing that two findings of a case say otherwise.
type Change struct {
	What string `json:"what"` // state, outcome, expiry, broken_by, texts, refused, due
	Was  string `json:"was"`
	Is   string `json:"is"`
}

// Changes returns what f says otherwise than before did: of the state, the outcome, the expiry, who broke consent, and how many versions of
// the text, acts that do not count and things that are due there are. It tells what acts that arrived late have changed.
func (f *Finding) Changes(before *Finding) []Change {
	var all []Change
	note := func(what, was, is string) {
		if was != is {
			all = append(all, Change{what, was, is})
		}
	}
	note("state", before.State, f.State)
	note("outcome", before.Outcome, f.Outcome)
	note("expiry", textOf(before.Expiry), textOf(f.Expiry))
	note("broken_by", namesOf(before.BrokenBy), namesOf(f.BrokenBy))
	note("texts", strconv.Itoa(len(before.Texts)), strconv.Itoa(len(f.Texts)))
	note("refused", strconv.Itoa(len(before.Refused)), strconv.Itoa(len(f.Refused)))
	note("due", strconv.Itoa(len(before.Dues)), strconv.Itoa(len(f.Dues)))
	return all
}

func textOf(at cal.Instant) string {
	if at == 0 {
		return ""
	}
	return at.String()
}

func namesOf(actors []entente.ActorID) string {
	var names []string
	for _, a := range actors {
		names = append(names, string(a))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
