package node

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"entente"
	"entente/cal"
)

// A Filter says which entries of the register are wanted: those that fulfil all of its fields. The zero Filter wants all.
type Filter struct {
	Programme  entente.ProgrammeID
	Act        entente.Act // among the acts of the entry
	Bearer     entente.ActorID
	Addressee  entente.ActorID
	System     entente.SystemID
	Instrument entente.InstrumentID // cited
	Provision  int
	Deadline   string // AnyDeadline, or a period such as 2024 that the due date has a day in common with
	Kind       Kind
	Text       string // words, as in [Node.Search]
}

// AnyDeadline is the [Filter.Deadline] that wants entries with a deadline, be it dated or not.
const AnyDeadline = "any"

// A Kind says which part of the register is wanted.
type Kind string

// The kinds. The empty Kind is All.
const (
	All          Kind = "all"
	Undertakings Kind = "undertakings"
	Context      Kind = "context"
)

// CheckFilter reports what in f names nothing that the pack has, so that a slip is not taken for an empty answer.
func (n *Node) CheckFilter(f Filter) error {
	p := n.pack
	var err error
	note := func(isGiven bool, e error) {
		if isGiven && err == nil {
			err = e
		}
	}
	note(f.Programme != "", second(p.Programme(f.Programme)))
	note(f.Act != "", entente.CheckAct(f.Act))
	note(f.Bearer != "", second(p.Actor(f.Bearer)))
	note(f.Addressee != "", second(p.Actor(f.Addressee)))
	note(f.System != "", second(p.System(f.System)))
	note(f.Instrument != "", second(p.InstrumentByID(f.Instrument)))
	note(f.Provision != 0, second(p.Provision(f.Provision)))
	note(!slices.Contains([]Kind{"", All, Undertakings, Context}, f.Kind),
		fmt.Errorf("kind %q: want undertakings, context or all: %w", f.Kind, entente.ErrInvalid))
	if _, e := cal.ParsePeriod(f.Deadline); f.Deadline != AnyDeadline && e != nil {
		note(true, fmt.Errorf("deadline: %w; or write any: %w", e, entente.ErrInvalid))
	}
	return err
}

func second[T any](_ T, err error) error { return err }

// Register returns the entries that f wants, in the order of the text. A filter that [Node.CheckFilter] faults finds
// nothing.
func (n *Node) Register(f Filter) []entente.Undertaking {
	if n.CheckFilter(f) != nil {
		return nil
	}
	wanted := n.found(f.Text)
	due, _ := cal.ParsePeriod(f.Deadline)
	var entries []entente.Undertaking
	for _, e := range n.pack.Entries {
		if f.wants(e, due) && (wanted == nil || wanted[e.ID.String()]) {
			entries = append(entries, e)
		}
	}
	return entries
}

// found returns the entries that have the words of text, or nil where it is empty.
func (n *Node) found(text string) map[string]bool {
	if text == "" {
		return nil
	}
	hits, _ := n.search.find(context.Background(), text, math.MaxInt)
	found := make(map[string]bool)
	for _, h := range hits {
		if h.Kind == HitUndertaking || h.Kind == HitContext {
			found[h.ID] = true
		}
	}
	return found
}

func (f Filter) wants(e entente.Undertaking, due cal.Period) bool {
	kind := cmp.Or(f.Kind, All)
	switch {
	case kind == Undertakings && e.Context, kind == Context && !e.Context,
		f.Programme != "" && e.Programme != f.Programme,
		f.Act != "" && !slices.Contains(e.Acts, f.Act),
		f.Bearer != "" && !slices.Contains(e.Bearer, f.Bearer),
		f.Addressee != "" && !slices.Contains(e.Addressee, f.Addressee),
		f.System != "" && !slices.Contains(e.Systems, f.System),
		f.Instrument != "" && !slices.Contains(e.Instruments, f.Instrument),
		f.Provision != 0 && !slices.Contains(e.Provisions(), f.Provision),
		f.Deadline != "" && e.Deadline == nil,
		!due.IsZero() && !e.Deadline.Due.Overlaps(due):
		return false
	}
	return true
}
