package node

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/procedure"
)

// A casebook holds the cases that the ledger and the pack tell of. It is read once, and then told of what is recorded. What it says of
// the present is kept for as long as it holds: a case changes by an act, or by itself at an instant that its finding names.
type casebook struct {
	mu      sync.Mutex
	loaded  bool
	order   []*bookCase
	byID    map[string]*bookCase
	kept    map[string]*procedure.Procedure // definitions that the ledger keeps, by name and version
	owing   map[entente.ActorID]map[*bookCase]bool
	current cal.Instant // the instant up to which the findings were brought
	faults  []error     // facts that could not be read

	definition func(id string, version int) (*procedure.Procedure, error) // where the ledger keeps none
	around     *procedure.World                                           // what clocks go by, besides
}

// A bookCase is a case, with its finding as it stands.
type bookCase struct {
	Case
	finding *procedure.Finding
	bare    *Case // without its acts: for those who are told of it, and need not know them
}

// shown returns the case without its acts.
func (c *bookCase) shown() *Case {
	if c.bare == nil || c.bare.Until != c.Until {
		own := c.Case
		own.Acts = nil
		c.bare = &own
	}
	return c.bare
}

func definitionKey(id string, version int) string { return fmt.Sprintf("%s/%d", id, version) }

// cases returns the casebook, locked. Whoever gets it unlocks it.
func (n *Node) cases(ctx context.Context) (*casebook, error) {
	b := &n.book
	b.mu.Lock()
	if b.loaded {
		return b, nil
	}
	if err := n.loadCases(ctx, b); err != nil {
		b.mu.Unlock()
		return nil, err
	}
	return b, nil
}

// loadCases reads all cases. The facts of one log may come before those of another that they rest on: acts wait until all is read.
func (n *Node) loadCases(ctx context.Context, b *casebook) error {
	b.reset(n.pack.World(), n.pack.ProcedureByID)
	for _, r := range n.pack.Proceedings {
		p, err := n.pack.ProcedureByID(r.Definition, r.Version)
		if err != nil {
			return fmt.Errorf("node: %w", err)
		}
		b.add(&bookCase{Case: Case{Opening: r.Opening, Procedure: p, Acts: slices.Clone(r.Acts), Unknown: r.Gap, Until: r.Until, IsPublic: true}})
	}
	if err := b.read(ctx, n.reader); err != nil {
		return err
	}
	b.loaded = true
	return nil
}

// reset empties the book.
func (b *casebook) reset(w *procedure.World, definition func(id string, version int) (*procedure.Procedure, error)) {
	b.byID, b.kept = map[string]*bookCase{}, map[string]*procedure.Procedure{}
	b.owing, b.order, b.faults, b.current = map[entente.ActorID]map[*bookCase]bool{}, nil, nil, 0
	b.definition, b.around = definition, w
}

// read reads the cases of a ledger, parts of its logs at once. The facts of one log may come before those of another that they rest on:
// openings wait for definitions, and acts for openings.
func (b *casebook) read(ctx context.Context, from *ledger.Reader) error {
	parts, err := readParts(ctx, from)
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	for _, p := range parts {
		for _, r := range p.definitions {
			b.takeDefinition(r)
		}
	}
	for _, p := range parts {
		for _, r := range p.openings {
			b.take(r)
		}
	}
	for _, p := range parts {
		b.faults = append(b.faults, p.faults...)
		for _, a := range p.acts {
			b.takeAct(a)
		}
	}
	return nil
}

func (b *casebook) add(c *bookCase) {
	b.byID[c.Opening.Case] = c
	b.order = append(b.order, c)
}

func (b *casebook) takeDefinition(r ledger.Record) {
	p, err := definitionOf(r)
	if err != nil {
		b.faults = append(b.faults, err)
		return
	}
	if key := definitionKey(p.ID, p.Version); b.kept[key] == nil {
		b.kept[key] = p
	}
}

// take adds what a fact tells.
func (b *casebook) take(r ledger.Record) {
	switch r.Fact.Kind {
	case KindDefinition:
		b.takeDefinition(r)
	case KindCase:
		c, err := caseOf(r, b.procedure)
		if err == nil && b.byID[c.Opening.Case] != nil {
			err = fmt.Errorf("node: fact %v: case %s was opened before: %w", r.ID, c.Opening.Case, entente.ErrConflict)
		}
		if err != nil {
			b.faults = append(b.faults, err)
			return
		}
		b.add(&bookCase{Case: *c})
	case KindAct:
		a, err := actOf(r)
		if err != nil {
			b.faults = append(b.faults, err)
			return
		}
		b.takeAct(bookAct{strings.TrimPrefix(r.Fact.Subject, caseSubject), a})
	}
}

// takeAct adds an act to its case.
func (b *casebook) takeAct(a bookAct) {
	c := b.byID[a.of]
	if c == nil {
		b.faults = append(b.faults, fmt.Errorf("node: fact %s: no case %q: %w", a.act.ID, a.of, entente.ErrNotFound))
		return
	}
	c.Acts = append(c.Acts, a.act)
	c.Until = 0 // somebody takes it further
	b.forget(c)
}

// procedure returns a definition: as the ledger keeps it since the first case by it, or else the pack's.
func (b *casebook) procedure(id string, version int) (*procedure.Procedure, error) {
	if p := b.kept[definitionKey(id, version)]; p != nil {
		return p, nil
	}
	return b.definition(id, version)
}

// world returns what clocks go by.
func (b *casebook) world() *procedure.World {
	w := *b.around
	w.Procedure = func(id string, version int) *procedure.Procedure {
		p, err := b.procedure(id, version)
		if err != nil {
			return nil
		}
		return p
	}
	return &w
}

// forget drops the finding of a case.
func (b *casebook) forget(c *bookCase) {
	if c.finding == nil {
		return
	}
	for _, d := range c.finding.Dues {
		for _, who := range d.Actors {
			delete(b.owing[who], c)
		}
	}
	c.finding = nil
}

// bring brings all findings to an instant that is not before the last one.
func (b *casebook) bring(now cal.Instant) {
	if now < b.current {
		for _, c := range b.order {
			b.forget(c)
		}
	}
	b.current = now
	var stale []*bookCase
	for _, c := range b.order {
		if f := c.finding; f != nil {
			if f.Next == 0 || f.Next > now {
				continue
			}
			b.forget(c)
		}
		stale = append(stale, c)
	}
	if len(stale) == 0 {
		return
	}
	w := b.world()
	inParts(len(stale), func(first, end int) {
		for _, c := range stale[first:end] {
			c.finding = c.Find(now, w)
		}
	})
	for _, c := range stale {
		b.owe(c)
	}
}

// owe notes who has something to do in a case.
func (b *casebook) owe(c *bookCase) {
	for _, d := range c.finding.Dues {
		for _, who := range d.Actors {
			if b.owing[who] == nil {
				b.owing[who] = map[*bookCase]bool{}
			}
			b.owing[who][c] = true
		}
	}
}

// A CaseFinding is a case and how it stands.
type CaseFinding struct {
	*Case
	Finding *procedure.Finding
}

// Cases returns all cases that somebody may read, as they stand at an instant, in the order in which they were opened; 0 for now. Each is
// as the reader may see it, as by [Node.Case].
func (n *Node) Cases(ctx context.Context, reader Reader, at cal.Instant) ([]CaseFinding, error) {
	b, err := n.cases(ctx)
	if err != nil {
		return nil, err
	}
	defer b.mu.Unlock()
	now := cal.InstantOf(n.clock())
	if at == 0 || at == now {
		b.bring(now)
	}
	w := b.world()
	var all []CaseFinding
	for _, c := range b.order {
		if c.Opened > cmp.Or(at, now) || !reader.Reads(c.Label) {
			continue
		}
		f := c.finding
		if at != 0 && at != now {
			f = c.Find(at, w)
		}
		all = append(all, seen(&c.Case, f, reader))
	}
	slices.SortStableFunc(all, func(x, y CaseFinding) int { return cmp.Compare(x.Opened, y.Opened) })
	return all, nil
}

// Case returns a case as somebody may read it, as it stands at an instant; 0 for now. A case that the reader may not know of is not
// found. Acts that it may not read are left out; the state is that of the whole case.
func (n *Node) Case(ctx context.Context, id string, reader Reader, at cal.Instant) (CaseFinding, error) {
	b, err := n.cases(ctx)
	if err != nil {
		return CaseFinding{}, err
	}
	defer b.mu.Unlock()
	c := b.byID[id]
	if c == nil || !reader.Reads(c.Label) {
		return CaseFinding{}, b.unknown(id, reader)
	}
	now := cal.InstantOf(n.clock())
	if at != 0 && at < c.Opened {
		return CaseFinding{}, fmt.Errorf("node: case %q was opened at %v only: %w", id, c.Opened, entente.ErrNotFound)
	}
	return seen(&c.Case, c.Find(cmp.Or(at, now), b.world()), reader), nil
}

func (b *casebook) unknown(id string, reader Reader) error {
	var ids []string
	for _, c := range b.order {
		if reader.Reads(c.Label) {
			ids = append(ids, c.Opening.Case)
		}
	}
	return fmt.Errorf("node: case %q%s: %w", id, nearest(id, ids), entente.ErrNotFound)
}

// seen returns a case as a reader may see it.
func seen(c *Case, f *procedure.Finding, reader Reader) CaseFinding {
	own := *c
	f, own.Acts = f.Seen(&c.Opening, c.Acts, func(a *procedure.Act) bool { return reader.Reads(a.Label) && a.Received <= f.At })
	return CaseFinding{&own, f}
}
