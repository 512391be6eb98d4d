package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"entente"

	"golang.org/x/mod/sumdb/tlog"
)

// A logVerifier goes through the entries of one log, append by append.
type logVerifier struct {
	*verifier
	log    LogID
	label  []byte
	hasKey bool

	next    int64    // index of the entry expected next
	lost    int64    // index of the last entry that was missing or unreadable
	tree    frontier // of the appends verified
	isOff   bool     // the tree is no longer the one signed, for a reason that was reported
	pending []leaf   // the entries since the last signature

	recorded []byte // of the entry before, as text
}

// A leaf is an entry whose append is not yet verified.
type leaf struct {
	index  int64
	stored []Hash // as kept with the entry
	actual Hash   // of its bytes
}

// progressEvery is how many entries are verified between two reports of progress.
const progressEvery = 1 << 14

func (v *verifier) verifyLog(ctx context.Context, l Size) {
	w := logVerifier{verifier: v, log: l.Log, label: []byte(l.Log.Label.String()), lost: -1}
	w.hasKey = slices.ContainsFunc(v.opts.Keys, func(k PublicKey) bool { return k.Node() == l.Log.Node })
	if !w.hasKey {
		w.report(w.log, -1, -1, "signatures not checked: no public key of node %q was given", l.Log.Node)
	}
	for w.next < l.Entries && ctx.Err() == nil {
		w.run(ctx, l.Entries)
	}
	if len(w.pending) > 0 {
		w.report(w.log, w.pending[0].index, w.next-1, "no signature covers it")
	}
}

// run verifies entries up to end, or to the first that cannot be read, which it passes.
func (w *logVerifier) run(ctx context.Context, end int64) {
	for row, err := range w.store.Rows(ctx, w.log, w.next, end) {
		if err != nil {
			w.lose(w.next, damage(err))
			return
		}
		if row.Index > w.next {
			w.lose(row.Index-1, "missing")
		}
		w.entry(ctx, row)
	}
	if w.next < end {
		w.lose(end-1, "missing")
	}
}

// lose reports that the entries from next to last cannot be had.
func (w *logVerifier) lose(last int64, what string) {
	w.report(w.log, w.next, last, "%s", what)
	w.next, w.lost, w.isOff = last+1, last, true
	w.recorded = nil
}

func (w *logVerifier) entry(ctx context.Context, row Row) {
	w.next = row.Index + 1
	w.result.Entries++
	if w.opts.Progress != nil && w.result.Entries%progressEvery == 0 {
		w.opts.Progress(w.result.Entries, w.all)
	}
	w.checkBody(ctx, row)
	w.pending = append(w.pending, leaf{row.Index, row.Hashes, tlog.RecordHash(row.Body)})
	if row.Note != nil {
		w.checkAppend(row)
	}
}

// checkBody verifies what an entry says.
func (w *logVerifier) checkBody(ctx context.Context, row Row) {
	e, err := scanEntry(row.Body)
	switch {
	case err != nil:
		w.report(w.log, row.Index, row.Index, "not a canonical entry")
		return
	case string(e.node) != w.log.Node || !bytes.Equal(e.label, w.label) || e.index != row.Index:
		w.report(w.log, row.Index, row.Index, "says it is entry %d of %s/%s", e.index, e.node, e.label)
		return
	}
	if err := w.checkRecorded(e.recorded); err != nil {
		w.report(w.log, row.Index, row.Index, "%v", err)
	}
	row.Subject = string(e.subject)
	if e.replaces != nil {
		if err := w.checkReplaces(ctx, &row, string(e.replaces)); errors.Is(err, entente.ErrNotFound) {
			w.report(w.log, -1, -1, "entry %d corrects what cannot be found: %v", row.Index, err)
		} else if err != nil {
			w.report(w.log, row.Index, row.Index, "a correction that may not be: %v", err)
		}
	}
	w.checker.Saw(w.log, row)
}

// checkRecorded verifies that the entries of an append are recorded at one instant, later than that of the append before.
// The text form of instants sorts as they do.
func (w *logVerifier) checkRecorded(recorded []byte) error {
	isFirst := len(w.pending) == 0
	before := w.recorded
	if !bytes.Equal(recorded, before) {
		w.recorded = bytes.Clone(recorded)
	}
	switch order := bytes.Compare(recorded, before); {
	case len(before) == 0: // of the log, or after entries that were lost
		return nil
	case isFirst && order <= 0:
		return fmt.Errorf("recorded at %s, not after the entry before it, at %s", recorded, before)
	case !isFirst && order != 0:
		return fmt.Errorf("recorded at %s, the entry before it in its append at %s", recorded, before)
	}
	return nil
}

// checkReplaces verifies that a correction names a fact that it may replace.
func (w *logVerifier) checkReplaces(ctx context.Context, row *Row, replaces string) (err error) {
	if row.Replaces, err = entente.ParseFactID(replaces); err != nil {
		return err
	}
	c, err := parseRow(w.log, *row)
	if err != nil {
		return err
	}
	old, _, err := w.find(ctx, row.Replaces)
	if err != nil {
		return err
	}
	if old.Recorded >= c.Recorded {
		return fmt.Errorf("it was recorded at %v, what it replaces at %v", c.Recorded, old.Recorded)
	}
	return mayReplace(old, &c.Fact)
}

// checkAppend verifies the append that ends with row.
func (w *logVerifier) checkAppend(row Row) {
	leaves := w.pending
	w.pending = w.pending[:0]
	c, err := w.open(row)
	if err != nil {
		w.report(w.log, row.Index, row.Index, "%v", err)
		w.blame(leaves)
		w.grow(leaves)
		return
	}
	if c.First > leaves[0].index {
		i, _ := slices.BinarySearchFunc(leaves, c.First, func(l leaf, first int64) int { return int(l.index - first) })
		w.report(w.log, leaves[0].index, c.First-1, "no signature covers it")
		w.blame(leaves[:i])
		w.grow(leaves[:i])
		leaves = leaves[i:]
	}
	w.checkBatch(c, leaves)
	w.grow(leaves)
	if !w.isOff && w.tree.root() != c.Root {
		w.isOff = true
		w.report(w.log, c.First, row.Index, "signed upon other entries before it than these: history was rewritten")
	}
}

// open returns the checkpoint of the append that ends with row.
func (w *logVerifier) open(row Row) (c Checkpoint, err error) {
	keys := w.opts.Keys
	if !w.hasKey {
		keys = nil
	} else {
		w.result.Appends++
	}
	text, err := openNote(row.Note, w.log.Node, keys)
	if err != nil {
		return c, err
	}
	c, err = ParseCheckpoint(text)
	if err == nil && (c.Log != w.log || c.Size != row.Index+1) {
		err = fmt.Errorf("its checkpoint is that of %v at %d", c.Log, c.Size)
	}
	return c, err
}

// checkBatch compares the entries of an append with the tree hash that was signed for them. Where an entry and the hash
// kept with it differ, the signature tells which of them was altered.
func (w *logVerifier) checkBatch(c Checkpoint, leaves []leaf) {
	last := leaves[len(leaves)-1].index
	if int64(len(leaves)) != c.Size-c.First {
		w.blame(leaves)
		if w.lost < c.First {
			w.report(w.log, leaves[0].index, last, "signed as one append with the entries from %d on", c.First)
		}
		w.isOff = true
		return
	}
	switch c.Batch {
	case batchHash(leaves, leaf.leaf):
		w.blame(leaves)
	case batchHash(leaves, func(l leaf) Hash { return l.actual }):
		for i, l := range leaves {
			if l.leaf() != l.actual {
				w.report(w.log, l.index, l.index, "intact, but the hash kept with it is altered")
				leaves[i].stored = append([]Hash{l.actual}, l.stored[min(1, len(l.stored)):]...)
			}
		}
	default:
		w.isOff = true
		w.blame(leaves)
		if w.hasBlamed(c.First) {
			w.report(w.log, -1, -1, "entries %d to %d are not what was signed: others of them may be altered too", c.First, last)
		} else {
			w.report(w.log, c.First, last, "not what was signed: altered together with the hash kept for it")
		}
	}
}

// hasBlamed reports whether a problem names an entry of the log from first on.
func (w *logVerifier) hasBlamed(first int64) bool {
	return slices.ContainsFunc(w.result.Problems, func(p Problem) bool { return p.Log == w.log && p.First >= first })
}

// leaf returns the leaf hash kept with the entry, or that of its bytes where none is kept.
func (l leaf) leaf() Hash {
	if len(l.stored) == 0 {
		return l.actual
	}
	return l.stored[0]
}

// blame reports the entries that do not hash to what is kept with them.
func (w *logVerifier) blame(leaves []leaf) {
	for _, l := range leaves {
		if l.leaf() != l.actual {
			w.report(w.log, l.index, l.index, "altered: its bytes do not hash to its identifier")
		}
	}
}

// grow adds verified leaves to the tree and compares the hashes of larger subtrees that are kept with them.
func (w *logVerifier) grow(leaves []leaf) {
	var hashes []Hash
	for _, l := range leaves {
		if w.tree.size != l.index {
			return // entries before it are missing, which was reported
		}
		hashes = w.tree.add(l.leaf(), hashes[:0])
		if !slices.Equal(hashes, l.stored) && !w.isOff {
			w.report(w.log, l.index, l.index, "a tree hash kept with it is altered")
		}
	}
}
