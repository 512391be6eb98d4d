package node

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"entente"
)

// checkAuthor reports whether id may state facts: a state, a group or body of the pack, or the node itself. A slip could
// not be corrected, since only the author of a fact can.
func (n *Node) checkAuthor(id entente.ActorID) error {
	if id == entente.ActorID(n.name) || n.isActor(id) {
		return nil
	}
	return fmt.Errorf("author %q: no state (DEU), and no group or body of pack %s: %w", id, n.pack.ID, entente.ErrNotFound)
}

// isActor reports whether id names a state, or a group or body of the pack.
func (n *Node) isActor(id entente.ActorID) bool {
	if _, err := n.pack.Actor(id); err == nil {
		return true
	}
	region, err := language.ParseRegion(string(id))
	return id.IsParty() && err == nil && region.IsCountry()
}

// checkSubject reports whether s names something that exists. One segment is a programme, system, instrument or actor;
// INSTRUMENT/27 and INSTRUMENT/27/1 are a provision and a statement. Any other path is the author's to choose.
func (n *Node) checkSubject(s string) error {
	parts := strings.Split(s, "/")
	if len(parts) == 1 {
		return n.checkName(s)
	}
	provision, err := strconv.Atoi(parts[1])
	if err != nil || len(parts) > 3 {
		return nil
	}
	if instrument := entente.InstrumentID(parts[0]); instrument != n.pack.Instrument.ID {
		if _, err := n.pack.InstrumentByID(instrument); err != nil {
			return fmt.Errorf("subject %q: instrument unknown: %w", s, err)
		}
		return nil
	}
	if len(parts) == 2 {
		if _, err := n.pack.Provision(provision); err != nil {
			return fmt.Errorf("subject %q: %w", s, err)
		}
		return nil
	}
	id, err := entente.ParseStatementID(s)
	if err == nil {
		_, err = n.pack.Entry(id)
	}
	if err != nil {
		return fmt.Errorf("subject %q: %w", s, err)
	}
	return nil
}

// checkName reports whether s names something of the pack, or a state.
func (n *Node) checkName(s string) error {
	_, programme := n.pack.Programme(entente.ProgrammeID(s))
	_, system := n.pack.System(entente.SystemID(s))
	_, instrument := n.pack.InstrumentByID(entente.InstrumentID(s))
	if programme != nil && system != nil && instrument != nil && !n.isActor(entente.ActorID(s)) {
		return fmt.Errorf("subject %q: no programme, system, instrument or actor of pack %s; for anything else write a path such as asset/%s: %w",
			s, n.pack.ID, s, entente.ErrNotFound)
	}
	return nil
}
