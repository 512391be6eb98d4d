package node

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/ledger"
)

// AddFact records a fact and returns it with its place in the ledger. A fact without an author is stated by
// [Node.Author]; its label is [entente.Public] unless it has another. The author must be known, the subject must exist
// where its form says what it is, and the payload must fit the kind.
func (n *Node) AddFact(ctx context.Context, f entente.Fact) (ledger.Record, error) {
	records, err := n.AddFacts(ctx, f)
	if err != nil {
		return ledger.Record{}, err
	}
	return records[0], nil
}

// AddFacts records facts of one label as [Node.AddFact] does: all of them, or none. Its error names the first fact that
// stands in the way by its number, counted from 1, where there are several.
func (n *Node) AddFacts(ctx context.Context, facts ...entente.Fact) ([]ledger.Record, error) {
	complete := make([]entente.Fact, len(facts))
	for i, f := range facts {
		var err error
		if complete[i], err = n.complete(f); err != nil && len(facts) > 1 {
			return nil, fmt.Errorf("node: fact %d: %w", i+1, err)
		} else if err != nil {
			return nil, fmt.Errorf("node: %w", err)
		}
	}
	return n.append(ctx, complete)
}

// append records facts that have been completed.
func (n *Node) append(ctx context.Context, facts []entente.Fact) ([]ledger.Record, error) {
	if n.ledger == nil {
		return nil, fmt.Errorf("node: add fact: opened for reading only: %w", entente.ErrForbidden)
	}
	records, err := n.ledger.Append(ctx, facts...)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	if slices.ContainsFunc(facts, func(f entente.Fact) bool { return f.Kind == KindFigures }) {
		n.forget()
	}
	n.tellCases(records)
	return records, nil
}

// An Outcome is what became of one fact.
type Outcome struct {
	Record ledger.Record
	Err    error // why it was not recorded; nil when it was
}

// AddEach records those of facts that can be recorded, in their order, and tells of each what became of it. Facts next to
// one another share an append where they can, which makes it much faster than an AddFact for each.
func (n *Node) AddEach(ctx context.Context, facts []entente.Fact) []Outcome {
	out := make([]Outcome, len(facts))
	var run []entente.Fact // of one label, not yet recorded
	var at []int           // where they stand in facts
	flush := func() {
		for i, o := range n.addRun(ctx, run) {
			out[at[i]] = o
		}
		run, at = run[:0], at[:0]
	}
	for i, f := range facts {
		f, err := n.complete(f)
		if err != nil {
			out[i].Err = fmt.Errorf("node: %w", err)
			continue
		}
		if len(run) > 0 && run[0].Label != f.Label {
			flush()
		}
		run, at = append(run, f), append(at, i)
	}
	flush()
	return out
}

// addRun records completed facts of one label: in one append, or where one of them stands in the way, in halves.
func (n *Node) addRun(ctx context.Context, facts []entente.Fact) []Outcome {
	if len(facts) == 0 {
		return nil
	}
	records, err := n.append(ctx, facts)
	switch {
	case err == nil:
		out := make([]Outcome, len(records))
		for i, r := range records {
			out[i].Record = r
		}
		return out
	case len(facts) == 1:
		return []Outcome{{Err: err}}
	}
	half := len(facts) / 2
	return append(n.addRun(ctx, facts[:half]), n.addRun(ctx, facts[half:])...)
}

// complete fills in what f leaves out and checks it.
func (n *Node) complete(f entente.Fact) (entente.Fact, error) {
	if f.Author == "" {
		f.Author = n.author
	}
	if err := f.Check(); err != nil {
		return f, err
	}
	if err := n.checkAuthor(f.Author); err != nil {
		return f, fmt.Errorf("fact: %w", err)
	}
	if err := n.checkSubject(f.Subject); err != nil {
		return f, fmt.Errorf("fact: %w", err)
	}
	if isOfCase(f.Kind) && !f.Replaces.IsZero() {
		return f, fmt.Errorf("fact: %s: what was done in a case stands as it was recorded; do another act: %w", f.Kind, entente.ErrInvalid)
	}
	return f, checkPayload(f.Kind, f.Payload)
}

// A FactQuery says which facts are wanted. The zero FactQuery wants all that are in force.
type FactQuery struct {
	Subject  string
	Kind     string
	Author   entente.ActorID
	At       cal.Period  // holding on some day of this period; zero for whenever
	Known    cal.Instant // as known then; zero for now
	Replaced bool        // those too that a correction replaced
}

// Facts returns the facts that q wants: those of one subject in the order of recording, those of all log by log.
func (n *Node) Facts(ctx context.Context, q FactQuery) ([]ledger.Record, error) {
	facts := n.reader.Facts(ctx, ledger.Query{
		Subject: q.Subject, Kind: q.Kind, Author: q.Author, At: q.At, Known: q.Known, Replaced: q.Replaced,
	})
	return collect(facts)
}

// History returns everything that was ever recorded about a subject, in the order of recording.
func (n *Node) History(ctx context.Context, subject string) ([]ledger.Record, error) {
	return collect(n.reader.History(ctx, subject))
}

// FactsOn returns the facts in force about an entry of the register: about any of the statements that make it.
func (n *Node) FactsOn(ctx context.Context, e entente.Undertaking) ([]ledger.Record, error) {
	records := []ledger.Record{}
	for _, s := range e.Statements {
		about, err := n.Facts(ctx, FactQuery{Subject: s.String()})
		if err != nil {
			return nil, err
		}
		records = append(records, about...)
	}
	return records, nil
}

// Fact returns the record named id, with the correction that replaced it, or an error wrapping [entente.ErrNotFound].
func (n *Node) Fact(ctx context.Context, id entente.FactID) (ledger.Record, error) {
	r, err := n.reader.Fact(ctx, id)
	if err != nil {
		return ledger.Record{}, fmt.Errorf("node: %w", err)
	}
	return r, nil
}

// FindFact returns the record whose identifier is id or, from eight digits on, begins with it. The error wraps
// [entente.ErrNotFound], or [entente.ErrConflict] where several begin so. A whole identifier is found much faster.
func (n *Node) FindFact(ctx context.Context, id string) (ledger.Record, error) {
	const least = 8
	if whole, err := entente.ParseFactID(id); err == nil {
		return n.Fact(ctx, whole)
	} else if len(id) < least || len(id) > len(whole.String()) || strings.Trim(id, "0123456789abcdef") != "" {
		return ledger.Record{}, fmt.Errorf("node: fact %q: want 64 lower-case hexadecimal digits, or the first %d or more of them: %w", id, least, entente.ErrInvalid)
	}
	all, err := n.Facts(ctx, FactQuery{Replaced: true})
	if err != nil {
		return ledger.Record{}, err
	}
	var found []ledger.Record
	for _, r := range all {
		if strings.HasPrefix(r.ID.String(), id) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		return ledger.Record{}, fmt.Errorf("node: fact %s…: %w", id, entente.ErrNotFound)
	case 1:
		return found[0], nil
	}
	return ledger.Record{}, fmt.Errorf("node: fact %s…: %d facts begin so; give more digits: %w", id, len(found), entente.ErrConflict)
}

// Recent returns the k records that were recorded last, newest first.
func (n *Node) Recent(ctx context.Context, k int) ([]ledger.Record, error) {
	records, err := n.reader.Recent(ctx, k)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	return records, nil
}

func collect(facts iter.Seq2[ledger.Record, error]) ([]ledger.Record, error) {
	records := []ledger.Record{}
	for r, err := range facts {
		if err != nil {
			return nil, fmt.Errorf("node: %w", err)
		}
		records = append(records, r)
	}
	return records, nil
}
