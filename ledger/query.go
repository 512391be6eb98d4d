package ledger

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"entente"
	"entente/cal"
)

// A Reader asks a ledger. It needs no key.
type Reader struct{ store Store }

// NewReader returns a reader of a store.
func NewReader(store Store) *Reader { return &Reader{store} }

// A Query says which facts are wanted. The zero Query wants all that are in force.
type Query struct {
	Subject  string          // about this subject; without one the whole ledger is read
	Kind     string          // of this kind
	Author   entente.ActorID // stated by this author
	Labels   []entente.Label // travelling in one of these channels; nil for all
	At       cal.Period      // holding on some day of this period; zero for whenever
	Known    cal.Instant     // as known at this instant; zero for now
	Replaced bool            // those too that a correction replaced
}

func (q Query) selects(r Record) bool {
	f := r.Fact
	switch {
	case q.Subject != "" && f.Subject != q.Subject,
		q.Kind != "" && f.Kind != q.Kind,
		q.Author != "" && f.Author != q.Author,
		q.Labels != nil && !slices.Contains(q.Labels, f.Label),
		!q.At.IsZero() && !f.Period.IsZero() && !f.Period.Overlaps(q.At),
		!q.Replaced && !r.ReplacedBy.IsZero():
		return false
	}
	return q.knew(r)
}

func (q Query) knew(r Record) bool { return q.Known == 0 || r.Recorded <= q.Known }

// Fact returns the record named id, with the correction that replaced it, or an error wrapping [entente.ErrNotFound].
func (r *Reader) Fact(ctx context.Context, id entente.FactID) (Record, error) {
	rec, _, err := r.find(ctx, id)
	if err != nil {
		return Record{}, err
	}
	rec.ReplacedBy, err = r.correction(ctx, rec, Query{})
	return rec, err
}

// find returns the record named id and its row.
func (r *Reader) find(ctx context.Context, id entente.FactID) (Record, Row, error) {
	positions, err := r.store.Find(ctx, ByID, id.String())
	if err != nil {
		return Record{}, Row{}, fmt.Errorf("ledger: fact %v: %w", id, err)
	}
	for _, p := range positions {
		rec, row, err := r.read(ctx, p)
		if err != nil {
			return Record{}, Row{}, err
		}
		if rec.ID == id {
			return rec, row, nil
		}
	}
	return Record{}, Row{}, fmt.Errorf("ledger: fact %v: %w", id, entente.ErrNotFound)
}

func (r *Reader) read(ctx context.Context, p Position) (Record, Row, error) {
	row, err := r.row(ctx, p)
	if err != nil {
		return Record{}, Row{}, err
	}
	rec, err := parseRow(p.Log, row)
	return rec, row, err
}

// readAll returns the records at positions, in their order. It stops after an error.
func (r *Reader) readAll(ctx context.Context, positions []Position) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		n := 0
		for row, err := range r.store.Read(ctx, positions) {
			var rec Record
			if err == nil {
				rec, err = parseRow(positions[n].Log, row)
			}
			if !yield(rec, err) || err != nil {
				return
			}
			n++
		}
	}
}

func parseRow(log LogID, row Row) (Record, error) {
	rec, err := ParseEntry(row.Body)
	if err != nil {
		return Record{}, fmt.Errorf("ledger: entry %d of %v: %w: %w", row.Index, log, err, entente.ErrDamaged)
	}
	if rec.Log() != log || rec.Index != row.Index {
		return Record{}, fmt.Errorf("ledger: entry %d of %v: says it is entry %d of %v: %w", row.Index, log, rec.Index, rec.Log(), entente.ErrDamaged)
	}
	return rec, nil
}

// correction returns the identifier of the correction that replaced rec as known to q, or zero.
func (r *Reader) correction(ctx context.Context, rec Record, q Query) (entente.FactID, error) {
	positions, err := r.store.Find(ctx, ByReplaces, rec.ID.String())
	if err != nil {
		return entente.FactID{}, fmt.Errorf("ledger: corrections of %v: %w", rec.ID, err)
	}
	for _, p := range positions {
		c, _, err := r.read(ctx, p)
		if err != nil {
			return entente.FactID{}, err
		}
		if c.Fact.Replaces == rec.ID && q.knew(c) {
			return c.ID, nil
		}
	}
	return entente.FactID{}, nil
}

// Facts returns the facts that q wants: those of one subject in the order in which they were recorded, those of the
// whole ledger log by log. It stops after an error.
func (r *Reader) Facts(ctx context.Context, q Query) iter.Seq2[Record, error] {
	if q.Subject != "" {
		return r.about(ctx, q)
	}
	return func(yield func(Record, error) bool) {
		logs, err := r.store.Logs(ctx)
		if err != nil {
			yield(Record{}, fmt.Errorf("ledger: %w", err))
			return
		}
		for _, l := range logs {
			if q.Labels != nil && !slices.Contains(q.Labels, l.Log.Label) {
				continue
			}
			if !r.scan(ctx, l, q, yield) {
				return
			}
		}
	}
}

// Logs returns every log with an entry, and how many it has.
func (r *Reader) Logs(ctx context.Context) ([]Size, error) {
	logs, err := r.store.Logs(ctx)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return logs, nil
}

// Entries returns the records of a log from index first up to but not including end, in order, without saying which correction replaced
// them. It stops after an error. Several parts of a log can be read at once.
func (r *Reader) Entries(ctx context.Context, log LogID, first, end int64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for row, err := range r.store.Rows(ctx, log, first, end) {
			var rec Record
			if err == nil {
				rec, err = parseRow(log, row)
			}
			if err != nil {
				yield(Record{}, fmt.Errorf("ledger: %v: %w", log, err))
				return
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// scan yields what q wants of one log, and reports whether to go on.
func (r *Reader) scan(ctx context.Context, l Size, q Query, yield func(Record, error) bool) bool {
	for row, err := range r.store.Rows(ctx, l.Log, 0, l.Entries) {
		var rec Record
		if err == nil {
			rec, err = parseRow(l.Log, row)
		}
		if err == nil && q.selects(rec) {
			rec.ReplacedBy, err = r.correction(ctx, rec, q)
		}
		if err != nil {
			yield(Record{}, fmt.Errorf("ledger: %v: %w", l.Log, err))
			return false
		}
		if q.selects(rec) && !yield(rec, nil) {
			return false
		}
	}
	return true
}

// about returns what q wants of one subject. A correction is about the same subject as what it replaces, so all that
// is needed is among the subject's records.
func (r *Reader) about(ctx context.Context, q Query) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		records, err := r.subject(ctx, q)
		if err != nil {
			yield(Record{}, err)
			return
		}
		for _, rec := range records {
			if q.selects(rec) && !yield(rec, nil) {
				return
			}
		}
	}
}

// subject returns the records about a subject that were known, with their corrections, in the order of recording.
func (r *Reader) subject(ctx context.Context, q Query) ([]Record, error) {
	positions, err := r.store.Find(ctx, BySubject, q.Subject)
	if err != nil {
		return nil, fmt.Errorf("ledger: facts about %q: %w", q.Subject, err)
	}
	var records []Record
	replacedBy := make(map[entente.FactID]entente.FactID)
	for rec, err := range r.readAll(ctx, positions) {
		if err != nil {
			return nil, err
		}
		if rec.Fact.Subject != q.Subject || !q.knew(rec) {
			continue
		}
		records = append(records, rec)
		if !rec.Fact.Replaces.IsZero() {
			replacedBy[rec.Fact.Replaces] = rec.ID
		}
	}
	for i, rec := range records {
		records[i].ReplacedBy = replacedBy[rec.ID]
	}
	slices.SortStableFunc(records, byRecorded)
	return records, nil
}

func byRecorded(a, b Record) int { return cmp.Compare(a.Recorded, b.Recorded) }

// History returns everything that was ever recorded about a subject, in the order of recording.
func (r *Reader) History(ctx context.Context, subject string) iter.Seq2[Record, error] {
	return r.about(ctx, Query{Subject: subject, Replaced: true})
}

// Recent returns the n records that were recorded last, newest first.
func (r *Reader) Recent(ctx context.Context, n int) ([]Record, error) {
	logs, err := r.store.Logs(ctx)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	var records []Record
	for _, l := range logs {
		for row, err := range r.store.Rows(ctx, l.Log, max(0, l.Entries-int64(n)), l.Entries) {
			if err != nil {
				return nil, fmt.Errorf("ledger: %v: %w", l.Log, err)
			}
			rec, err := parseRow(l.Log, row)
			if err != nil {
				return nil, err
			}
			records = append(records, rec)
		}
	}
	slices.SortStableFunc(records, byRecorded)
	slices.Reverse(records)
	records = records[:min(n, len(records))]
	for i, rec := range records {
		if records[i].ReplacedBy, err = r.correction(ctx, rec, Query{}); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// A Channel is a log with its latest checkpoint.
type Channel struct {
	Log      LogID       `json:"log"`
	Entries  int64       `json:"entries"`
	Root     Hash        `json:"root"`
	Recorded cal.Instant `json:"recorded"` // of the last entry
}

// Channels returns every log of the ledger.
func (r *Reader) Channels(ctx context.Context) ([]Channel, error) {
	logs, err := r.store.Logs(ctx)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	channels := make([]Channel, 0, len(logs))
	for _, l := range logs {
		tree, err := loadFrontier(ctx, r.store, l.Log, l.Entries)
		if err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
		last, _, err := r.read(ctx, Position{l.Log, l.Entries - 1})
		if err != nil {
			return nil, err
		}
		channels = append(channels, Channel{l.Log, l.Entries, tree.root(), last.Recorded})
	}
	return channels, nil
}
