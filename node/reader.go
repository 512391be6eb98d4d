package node

import (
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/internal/spell"
	"entente/ledger"
)

// A Reader is whoever reads, by what it may know. The zero Reader may know what is public.
type Reader struct {
	all   bool
	atoms []string // parties, groups and bodies in capitals
}

// Everything is the reader that may know all: the operator of the node.
var Everything = Reader{all: true}

// ReaderFor returns what parties and bodies may know today: what is released to them, or to a group or body that they are of.
func (n *Node) ReaderFor(actors ...entente.ActorID) Reader {
	var r Reader
	today := cal.InstantOf(n.clock()).Date()
	for _, a := range actors {
		r.atoms = append(r.atoms, strings.ToUpper(string(a)))
		for _, g := range n.pack.Groups {
			if slices.Contains(g.At(today), entente.PartyID(a)) {
				r.atoms = append(r.atoms, strings.ToUpper(string(g.ID)))
			}
		}
	}
	return r
}

// Reads reports whether r may know what comes under a label.
func (r Reader) Reads(l entente.Label) bool {
	if r.all || l.IsPublic() {
		return true
	}
	return slices.ContainsFunc(l.Release(), func(atom string) bool { return slices.Contains(r.atoms, atom) })
}

// Only returns those of records that r may know.
func (r Reader) Only(records []ledger.Record) []ledger.Record {
	if r.all {
		return records
	}
	own := make([]ledger.Record, 0, len(records))
	for _, rec := range records {
		if r.Reads(rec.Fact.Label) {
			own = append(own, rec)
		}
	}
	return own
}

// nearest returns a hint at which of names was meant.
func nearest(s string, names []string) string {
	if near, ok := spell.Nearest(s, names, nil); ok {
		return "; did you mean " + near + "?"
	}
	return ""
}
