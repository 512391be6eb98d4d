package ledger

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"entente"

	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is a SHA-256 hash of an RFC 6962 tree.
type Hash = tlog.Hash

// A LogID names a log: the node that writes it and the channel that its facts travel in.
// Its text form is NODE/LABEL, such as "deu/RESTRICTED:ALLIES+UKR".
type LogID struct {
	Node  string
	Label entente.Label
}

// ParseLogID parses what [LogID.String] writes.
func ParseLogID(s string) (LogID, error) {
	node, label, found := strings.Cut(s, "/")
	if !found || entente.CheckSlug("node", node) != nil {
		return LogID{}, fmt.Errorf("log %.80q: want NODE/LABEL, such as deu/PUBLIC: %w", s, entente.ErrInvalid)
	}
	l, err := entente.ParseLabel(label)
	if err != nil {
		return LogID{}, fmt.Errorf("log %.80q: %w", s, err)
	}
	return LogID{node, l}, nil
}

func (id LogID) String() string { return id.Node + "/" + id.Label.String() }

// Compare orders logs by node, then by label.
func (id LogID) Compare(other LogID) int {
	if c := strings.Compare(id.Node, other.Node); c != 0 {
		return c
	}
	return strings.Compare(id.Label.String(), other.Label.String())
}

// MarshalText implements [encoding.TextMarshaler].
func (id LogID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *LogID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseLogID(string(b))
	return err
}

// A Row is what a store keeps for one entry of a log.
type Row struct {
	Index  int64
	Hashes []Hash // the hash of Body as a leaf, then those of the larger subtrees that the entry completes, smallest first
	Note   []byte // the signed checkpoint of the append, on its last entry; nil on the others
	Body   []byte // the entry

	Subject  string         // of the fact; given to Commit, empty in Rows
	Replaces entente.FactID // of the fact; given to Commit, zero in Rows
}

// A Batch is the rows of one append, in order.
type Batch struct {
	Log  LogID
	Rows []Row
}

// A Field is what a store can find entries by.
type Field string

// The fields. Their values are the text forms of a fact's identifier, its subject, and the identifier it replaces.
const (
	ByID       Field = "id"
	BySubject  Field = "subject"
	ByReplaces Field = "replaces"
)

// A Position is where an entry stands.
type Position struct {
	Log   LogID
	Index int64
}

// A Size is how many entries a log has.
type Size struct {
	Log     LogID
	Entries int64
}

// A Store keeps logs. It knows no signatures and interprets no entry. It may be used by several goroutines at once.
//
// Package ledgertest holds the suite that every store passes.
type Store interface {
	// Logs returns every log with an entry, in the order of [LogID.Compare].
	Logs(ctx context.Context) ([]Size, error)

	// Commit adds all batches, or none. When it returns nil they are durable and visible. It adds none and returns an error
	// wrapping [entente.ErrConflict] when a batch does not start where its log ends. After another error it is unknown
	// whether the batches were added; Logs tells.
	Commit(ctx context.Context, batches []Batch) error

	// Rows returns the rows of a log from index first up to but not including end, ascending. It stops after an error.
	// A row that is lost is skipped; the caller notices the gap. Note and Body may change when the next row is asked for.
	Rows(ctx context.Context, log LogID, first, end int64) iter.Seq2[Row, error]

	// Read returns the rows at positions, in their order, as Rows does. One that is not there is an error wrapping
	// [entente.ErrNotFound].
	Read(ctx context.Context, positions []Position) iter.Seq2[Row, error]

	// Hash returns Hashes[level] of the row at index, or an error wrapping [entente.ErrNotFound].
	Hash(ctx context.Context, log LogID, index int64, level int) (Hash, error)

	// Find returns the positions of the entries whose field has the value, each log's ascending. There may be others
	// among them: the caller looks at the entries.
	Find(ctx context.Context, field Field, value string) ([]Position, error)

	// Check begins a check of what the store keeps besides the rows.
	Check(ctx context.Context) (Checker, error)

	Close() error
}

// A Checker accompanies a verification. It is told of every readable entry and compares what else the store keeps.
type Checker interface {
	// Saw tells of an entry: where it stands and its keys.
	Saw(log LogID, row Row)

	// Finish returns what is wrong, and what could not be checked.
	Finish(ctx context.Context) (problems []Problem, notes []string)
}
