package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"math/bits"
	"slices"
	"unicode/utf8"

	"entente"
	"entente/cal"

	"golang.org/x/mod/sumdb/tlog"
)

// A request is one append on its way.
type request struct {
	label  entente.Label
	facts  []entente.Fact
	bytes  [][]byte // the facts as canonical JSON
	done   chan struct{}
	result []Record // once done is closed
	err    error
}

// maxGroup is how many entries are gathered into one commit before later appends have to wait.
const maxGroup = 4096

// Append records facts of one label: all of them, in their order, or none. They are durable when it returns. Facts of
// several labels travel in different channels and need an append each.
//
// A correction, a fact with Replaces, must come from the same author, be about the same subject and travel in the same
// channel as the fact it replaces, so that whoever knew the old one learns the new one. A fact is corrected once: what
// is wrong with a correction is corrected by replacing that. Otherwise the error wraps [entente.ErrConflict], or
// [entente.ErrNotFound] when there is no such fact.
//
// When ctx ends before the append has begun nothing is recorded. Appends of several goroutines share a commit.
func (l *Ledger) Append(ctx context.Context, facts ...entente.Fact) ([]Record, error) {
	r, err := newRequest(facts)
	if err != nil {
		return nil, fmt.Errorf("ledger: append: %w", err)
	}
	l.mu.Lock()
	l.queue = append(l.queue, r)
	l.mu.Unlock()

	select {
	case <-r.done:
	case l.turn <- struct{}{}:
		// The commit serves others too: it must not end with this caller's context.
		l.commit(context.WithoutCancel(ctx), l.take(r))
		<-l.turn
	case <-ctx.Done():
		if l.withdraw(r) {
			return nil, fmt.Errorf("ledger: append: %w", ctx.Err())
		}
	}
	<-r.done
	if r.err != nil {
		return nil, fmt.Errorf("ledger: append: %w", r.err)
	}
	return r.result, nil
}

func newRequest(facts []entente.Fact) (*request, error) {
	if len(facts) == 0 {
		return nil, fmt.Errorf("no facts: %w", entente.ErrInvalid)
	}
	r := &request{label: facts[0].Label, facts: slices.Clone(facts), bytes: make([][]byte, 0, len(facts)), done: make(chan struct{})}
	var e encoder
	for i := range r.facts {
		f := &r.facts[i]
		if f.Label != r.label {
			return nil, fmt.Errorf("facts of labels %v and %v: append them one label at a time: %w", r.label, f.Label, entente.ErrInvalid)
		}
		if err := prepare(f); err != nil {
			return nil, err
		}
		const others = 256 // bytes, about, besides the payload
		r.bytes = append(r.bytes, e.appendFact(make([]byte, 0, len(f.Payload)+others), f))
	}
	return r, nil
}

// prepare checks a fact and brings its payload into canonical form.
func prepare(f *entente.Fact) error {
	payload, err := canonicalise(f.Payload)
	if err != nil {
		return fmt.Errorf("payload %.60q: %w", f.Payload, err)
	}
	f.Payload = json.RawMessage("{}") // canonicalise has checked it already, in a third of the time that Check takes
	err = f.Check()
	f.Payload = payload
	if err != nil {
		return err
	}
	if s := f.Source; s != nil && !(utf8.ValidString(s.Title) && utf8.ValidString(s.URL) && utf8.ValidString(s.Place)) {
		return fmt.Errorf("source %q: not UTF-8: %w", s.Title, entente.ErrInvalid)
	}
	return nil
}

// take removes from the queue what the next commit holds. If r is waiting it is part of it.
func (l *Ledger) take(r *request) []*request {
	l.mu.Lock()
	defer l.mu.Unlock()
	entries, n := 0, 0
	for n < len(l.queue) && entries < maxGroup {
		entries += len(l.queue[n].facts)
		n++
	}
	group := slices.Clone(l.queue[:n])
	rest := slices.Clone(l.queue[n:])
	if i := slices.Index(rest, r); i >= 0 {
		group = append(group, r)
		rest = slices.Delete(rest, i, i+1)
	}
	l.queue = rest
	return group
}

// withdraw removes r from the queue and reports whether it was there.
func (l *Ledger) withdraw(r *request) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.queue, r)
	if i < 0 {
		return false
	}
	l.queue = slices.Delete(l.queue, i, i+1)
	return true
}

// A draft is a commit being put together. The ledger takes its state over when the store has it.
type draft struct {
	trees    map[LogID]*frontier // the trees that grow
	recorded cal.Instant
	replaced map[entente.FactID]entente.FactID // by corrections in the draft
	batches  []Batch
}

// commit records the requests in one commit of the store. Each request fails or succeeds by itself, except that a fault
// of the store fails them all.
func (l *Ledger) commit(ctx context.Context, group []*request) {
	defer func() {
		for _, r := range group {
			close(r.done)
		}
	}()
	if !l.loaded {
		if err := l.load(ctx); err != nil {
			fail(group, err)
			return
		}
	}
	d := draft{trees: make(map[LogID]*frontier), recorded: l.recorded, replaced: make(map[entente.FactID]entente.FactID)}
	for _, r := range group {
		r.err = l.add(ctx, &d, r)
	}
	if len(d.batches) == 0 {
		return
	}
	if err := l.store.Commit(ctx, d.batches); err != nil {
		l.loaded = false // whether the store has it is unknown
		fail(group, err)
		return
	}
	for log, tree := range d.trees {
		l.trees[log] = tree
	}
	l.recorded = d.recorded
}

func fail(group []*request, err error) {
	for _, r := range group {
		if r.err == nil {
			r.err = err
		}
	}
}

// add puts a request into the draft, or leaves the draft as it is and returns why.
func (l *Ledger) add(ctx context.Context, d *draft, r *request) error {
	for i := range r.facts {
		if err := l.checkReplaces(ctx, d, r.facts[:i], &r.facts[i]); err != nil {
			return err
		}
	}
	log := l.Log(r.label)
	tree, recorded := l.grow(d, log), max(l.now(), d.recorded+1)
	if year := recorded.Time().Year(); year < 1 || year > 9999 {
		return fmt.Errorf("the clock says %v; set it: %w", recorded.Time(), entente.ErrInvalid)
	}
	batch, records := build(tree, log, r, recorded)
	c := Checkpoint{
		Log:   log,
		Size:  tree.size,
		Root:  tree.root(),
		First: records[0].Index,
		Batch: batchHash(batch.Rows, func(r Row) Hash { return r.Hashes[0] }),
	}
	signed, err := c.sign(l.opts.Key)
	if err != nil {
		return err
	}
	batch.Rows[len(batch.Rows)-1].Note = signed
	for _, rec := range records {
		if old := rec.Fact.Replaces; !old.IsZero() {
			d.replaced[old] = rec.ID
		}
	}
	d.trees[log], d.recorded = tree, recorded
	d.batches = append(d.batches, batch)
	r.result = records
	return nil
}

// grow returns a copy of a log's tree, to be grown.
func (l *Ledger) grow(d *draft, log LogID) *frontier {
	if t, ok := d.trees[log]; ok {
		return t.clone()
	}
	if t, ok := l.trees[log]; ok {
		return t.clone()
	}
	return new(frontier)
}

// build makes the rows and records of a request, and lets the tree grow by them.
func build(tree *frontier, log LogID, r *request, recorded cal.Instant) (Batch, []Record) {
	batch := Batch{Log: log, Rows: make([]Row, len(r.facts))}
	records := make([]Record, len(r.facts))
	text := recorded.String()
	buffer := make([]byte, 0, entriesSize(r.bytes, log.Node))
	for i, f := range r.facts {
		index := tree.size
		start := len(buffer)
		buffer = appendEntry(buffer, r.bytes[i], index, log.Node, text)
		body := buffer[start:len(buffer):len(buffer)]
		leaf := tlog.RecordHash(body)
		batch.Rows[i] = Row{
			Index:    index,
			Hashes:   tree.add(leaf, make([]Hash, 0, 1+bits.TrailingZeros64(^uint64(index)))),
			Body:     body,
			Subject:  f.Subject,
			Replaces: f.Replaces,
		}
		records[i] = Record{ID: entente.FactID(leaf), Node: log.Node, Index: index, Recorded: recorded, Fact: f}
	}
	return batch, records
}

// entriesSize returns at least the size of the entries of facts.
func entriesSize(facts [][]byte, node string) int {
	const most = len(`{"fact":,"index":9223372036854775807,"node":"","recorded":"2006-01-02T15:04:05.000000Z"}`)
	size := 0
	for _, f := range facts {
		size += len(f) + len(node) + most
	}
	return size
}

// checkReplaces reports whether f may replace what it says, given the facts before it in its append.
func (l *Ledger) checkReplaces(ctx context.Context, d *draft, before []entente.Fact, f *entente.Fact) error {
	if f.Replaces.IsZero() {
		return nil
	}
	old, _, err := l.find(ctx, f.Replaces)
	if err != nil {
		return err
	}
	by, err := l.correction(ctx, old, Query{})
	if err != nil {
		return err
	}
	if by.IsZero() {
		by = d.replaced[old.ID]
	}
	isTwice := slices.ContainsFunc(before, func(b entente.Fact) bool { return b.Replaces == f.Replaces })
	switch {
	case !by.IsZero():
		return fmt.Errorf("replace fact %v: already replaced by %v; replace that one: %w", old.ID, by, entente.ErrConflict)
	case isTwice:
		return fmt.Errorf("replace fact %v: twice in one append: %w", old.ID, entente.ErrConflict)
	}
	return mayReplace(old, f)
}

// mayReplace reports whether f may be a correction of old.
func mayReplace(old Record, f *entente.Fact) error {
	switch {
	case old.Fact.Author != f.Author:
		return fmt.Errorf("replace fact %v: %s stated it, %s cannot correct it: %w", old.ID, old.Fact.Author, f.Author, entente.ErrConflict)
	case old.Fact.Subject != f.Subject:
		return fmt.Errorf("replace fact %v: it is about %q, not %q: %w", old.ID, old.Fact.Subject, f.Subject, entente.ErrConflict)
	case old.Fact.Label != f.Label:
		return fmt.Errorf("replace fact %v: it travels as %v; its correction must too, not as %v: %w", old.ID, old.Fact.Label, f.Label, entente.ErrConflict)
	}
	return nil
}
