package ledger

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"entente"

	"golang.org/x/mod/sumdb/tlog"
)

// A Proof shows that an entry stands in a log. Its text form is that of a C2SP tlog-proof, and anyone can check it with
// the entry's bytes and the node's public key.
type Proof struct {
	Index      int64
	Path       []Hash // the audit path of RFC 6962
	Checkpoint []byte // the signed note of a log that holds the entry
}

const proofHeader = "c2sp.org/tlog-proof@v1"

func (p Proof) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nindex %d\n", proofHeader, p.Index)
	for _, h := range p.Path {
		fmt.Fprintf(&b, "%v\n", h)
	}
	return b.String() + "\n" + string(p.Checkpoint)
}

// ParseProof parses what [Proof.String] writes. It checks the proof's form; [Proof.Check] checks what it says.
func ParseProof(s string) (Proof, error) {
	bad := fmt.Errorf("proof %.60q: want %s: %w", s, proofHeader, entente.ErrInvalid)
	head, checkpoint, found := strings.Cut(s, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != proofHeader {
		return Proof{}, bad
	}
	index, isIndex := strings.CutPrefix(lines[1], "index ")
	n, err := strconv.ParseInt(index, 10, 64)
	if !isIndex || err != nil || n < 0 {
		return Proof{}, bad
	}
	p := Proof{Index: n, Checkpoint: []byte(checkpoint)}
	for _, line := range lines[2:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return Proof{}, bad
		}
		p.Path = append(p.Path, h)
	}
	if p.String() != s {
		return Proof{}, bad
	}
	return p, nil
}

// Check reports whether p proves that a log signed with one of keys holds the entry with these bytes.
func (p Proof) Check(body []byte, keys Keys) error {
	r, err := ParseEntry(body)
	if err != nil {
		return err
	}
	c, err := OpenCheckpoint(p.Checkpoint, keys)
	if err != nil {
		return err
	}
	if r.Log() != c.Log || r.Index != p.Index || r.Index >= c.Size {
		return fmt.Errorf("proof: for entry %d of %v, not for %d of %v: %w", p.Index, c.Log, r.Index, r.Log(), entente.ErrInvalid)
	}
	if err := tlog.CheckRecord(p.Path, c.Size, c.Root, r.Index, Hash(r.ID)); err != nil {
		return fmt.Errorf("proof: entry %d is not in %v as signed: %w: %w", r.Index, c.Log, err, entente.ErrDamaged)
	}
	return nil
}

// CheckConsistency reports whether path proves that the log of the newer checkpoint begins with that of the older one.
func CheckConsistency(path []Hash, older, newer Checkpoint) error {
	if older.Log != newer.Log || older.Size > newer.Size {
		return fmt.Errorf("consistency: %v at %d and %v at %d: want two sizes of one log, older first: %w",
			older.Log, older.Size, newer.Log, newer.Size, entente.ErrInvalid)
	}
	if err := tlog.CheckTree(path, newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return fmt.Errorf("consistency: %v at %d is no beginning of it at %d: %w: %w", older.Log, older.Size, newer.Size, err, entente.ErrDamaged)
	}
	return nil
}

// Entry returns the bytes of the entry named id, or an error wrapping [entente.ErrNotFound].
func (r *Reader) Entry(ctx context.Context, id entente.FactID) ([]byte, error) {
	_, row, err := r.find(ctx, id)
	return row.Body, err
}

// Inclusion proves that the entry named id stands in its log, under the log's latest checkpoint.
func (r *Reader) Inclusion(ctx context.Context, id entente.FactID) (Proof, error) {
	rec, _, err := r.find(ctx, id)
	if err != nil {
		return Proof{}, err
	}
	size, signed, err := r.head(ctx, rec.Log())
	if err != nil {
		return Proof{}, err
	}
	path, err := tlog.ProveRecord(size, rec.Index, hashReader(ctx, r.store, rec.Log()))
	if err != nil {
		return Proof{}, fmt.Errorf("ledger: prove %v: %w", id, err)
	}
	return Proof{rec.Index, path, signed}, nil
}

// Consistency proves that a log at size newer begins with the same log at size older.
func (r *Reader) Consistency(ctx context.Context, log LogID, older, newer int64) ([]Hash, error) {
	size, _, err := r.head(ctx, log)
	if err != nil {
		return nil, err
	}
	if older < 1 || older > newer || newer > size {
		return nil, fmt.Errorf("ledger: consistency of %v from %d to %d: want 1 ≤ from ≤ to ≤ %d: %w", log, older, newer, size, entente.ErrInvalid)
	}
	path, err := tlog.ProveTree(newer, older, hashReader(ctx, r.store, log))
	if err != nil {
		return nil, fmt.Errorf("ledger: prove %v: %w", log, err)
	}
	return path, nil
}

// Checkpoint returns the signed note of the latest append to a log, or an error wrapping [entente.ErrNotFound].
func (r *Reader) Checkpoint(ctx context.Context, log LogID) ([]byte, error) {
	_, signed, err := r.head(ctx, log)
	return signed, err
}

// head returns the size of a log and its latest signed note.
func (r *Reader) head(ctx context.Context, log LogID) (int64, []byte, error) {
	logs, err := r.store.Logs(ctx)
	if err != nil {
		return 0, nil, fmt.Errorf("ledger: %w", err)
	}
	for _, l := range logs {
		if l.Log != log {
			continue
		}
		row, err := r.row(ctx, Position{log, l.Entries - 1})
		if err == nil && row.Note == nil {
			err = fmt.Errorf("ledger: entry %d of %v: last, yet without a checkpoint: %w", row.Index, log, entente.ErrDamaged)
		}
		return l.Entries, row.Note, err
	}
	return 0, nil, fmt.Errorf("ledger: log %v: %w", log, entente.ErrNotFound)
}

// row returns one row.
func (r *Reader) row(ctx context.Context, p Position) (Row, error) {
	for row, err := range r.store.Read(ctx, []Position{p}) {
		if err != nil {
			return Row{}, fmt.Errorf("ledger: entry %d of %v: %w", p.Index, p.Log, err)
		}
		row.Note, row.Body = bytes.Clone(row.Note), bytes.Clone(row.Body)
		return row, nil
	}
	return Row{}, fmt.Errorf("ledger: entry %d of %v: %w", p.Index, p.Log, entente.ErrNotFound)
}
