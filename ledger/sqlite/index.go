package sqlite

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"sort"

	"entente"
	"entente/ledger"
)

// The index leads from the keys of entries to their positions. A B-tree with a row per key halves the rate of appends, since
// keys are in no order and each dirties a page of its own. Instead the keys of some thousand entries are gathered in memory
// and written as one sorted run. Opening a ledger reads the runs, 32 bytes per entry, and gathers the keys of the entries that
// no run has yet.

// A pair says that an entry has a key.
type pair struct {
	key      uint64 // the first bytes of a hash of field and value
	position int64
}

const pairSize = 16

// maxTail is how many pairs are gathered before they are written as a run. Tests make it smaller.
var maxTail = 1 << 15

// An index holds the pairs of all entries.
type index struct {
	runs [][]pair // each sorted by key, then by position
	tail []pair   // the pairs that no run has yet, in the order in which they came
	last map[uint64]int32
	prev []int32 // the pair of the tail before this one with the same key, or -1
}

func (x *index) add(p pair) {
	if x.last == nil {
		x.last = make(map[uint64]int32)
	}
	before, ok := x.last[p.key]
	if !ok {
		before = -1
	}
	x.last[p.key] = int32(len(x.tail))
	x.prev = append(x.prev, before)
	x.tail = append(x.tail, p)
}

// find returns the positions with a key, ascending.
func (x *index) find(key uint64) []int64 {
	var positions []int64
	for _, run := range x.runs {
		i := sort.Search(len(run), func(i int) bool { return run[i].key >= key })
		for ; i < len(run) && run[i].key == key; i++ {
			positions = append(positions, run[i].position)
		}
	}
	if i, ok := x.last[key]; ok {
		for ; i >= 0; i = x.prev[i] {
			positions = append(positions, x.tail[i].position)
		}
	}
	slices.Sort(positions)
	return slices.Compact(positions)
}

// seal puts a run of everything in the tail in the place of the tail.
func (x *index) seal(run []pair) {
	x.runs = append(x.runs, run)
	x.tail, x.prev, x.last = nil, nil, nil
}

// sorted sorts pairs into a run.
func sorted(pairs []pair) []pair {
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.position, b.position))
	})
	return pairs
}

// encode returns the bytes of a run.
func encode(run []pair) []byte {
	b := make([]byte, 0, pairSize*len(run))
	for _, p := range run {
		b = binary.BigEndian.AppendUint64(b, p.key)
		b = binary.BigEndian.AppendUint64(b, uint64(p.position))
	}
	return b
}

// decode parses what encode writes.
func decode(b []byte) ([]pair, error) {
	if len(b)%pairSize != 0 {
		return nil, fmt.Errorf("run of %d bytes: want a multiple of %d: %w", len(b), pairSize, entente.ErrDamaged)
	}
	run := make([]pair, len(b)/pairSize)
	for i := range run {
		p := b[i*pairSize:]
		run[i] = pair{binary.BigEndian.Uint64(p), int64(binary.BigEndian.Uint64(p[8:]))}
	}
	return run, nil
}

// keys returns the keys of a row with an identifier.
func keys(row ledger.Row, id ledger.Hash) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		_ = yield(idKey(entente.FactID(id))) && yield(valueKey(ledger.BySubject, row.Subject)) &&
			(row.Replaces.IsZero() || yield(valueKey(ledger.ByReplaces, row.Replaces.String())))
	}
}

func idKey(id entente.FactID) uint64 { return binary.BigEndian.Uint64(id[:]) }

func valueKey(field ledger.Field, value string) uint64 {
	var buffer [128]byte
	b := append(append(append(buffer[:0], field...), 0), value...)
	h := sha256.Sum256(b)
	return binary.BigEndian.Uint64(h[:])
}

// findKey returns the key of a field's value.
func findKey(field ledger.Field, value string) (uint64, error) {
	if field != ledger.ByID {
		return valueKey(field, value), nil
	}
	id, err := entente.ParseFactID(value)
	return idKey(id), err
}
