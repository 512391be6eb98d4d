package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// VerifyOptions say what to verify against.
type VerifyOptions struct {
	// Keys are the public keys trusted. A log whose node has none is reported.
	Keys Keys

	// Heads are signed checkpoints that were kept elsewhere. The ledger must still hold what they signed: nothing else
	// can show that the end of a log, or a whole log, was cut off.
	Heads [][]byte

	// Progress, if not nil, is told now and then how many of all entries have been verified.
	Progress func(done, all int64)
}

// Verify verifies a whole store against public keys: that each entry is what was hashed and stands where it was put, that
// the hashes form the trees that were signed, that each signature holds, that corrections point to what they may replace,
// and whatever else the store keeps. It goes on after a fault and reports everything found. The error is not about the
// ledger's state: it says that the verification could not be carried out.
func Verify(ctx context.Context, store Store, opts VerifyOptions) (Report, error) {
	v := verifier{Reader: NewReader(store), opts: opts}
	logs, err := store.Logs(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("ledger: verify: %w", err)
	}
	if v.checker, err = store.Check(ctx); err != nil {
		return Report{}, fmt.Errorf("ledger: verify: %w", err)
	}
	for _, l := range logs {
		v.all += l.Entries
	}
	for _, l := range logs {
		v.verifyLog(ctx, l)
	}
	for _, signed := range opts.Heads {
		v.verifyHead(ctx, signed, logs)
	}
	problems, notes := v.checker.Finish(ctx)
	if err := ctx.Err(); err != nil {
		return Report{}, fmt.Errorf("ledger: verify: %w", err)
	}
	v.result.Logs, v.result.Notes = logs, notes
	v.result.Problems = tidy(append(v.result.Problems, problems...))
	return v.result, nil
}

// A verifier holds what a verification has found so far.
type verifier struct {
	*Reader
	opts    VerifyOptions
	checker Checker
	all     int64 // entries in all logs
	result  Report
}

func (v *verifier) report(log LogID, first, last int64, format string, args ...any) {
	v.result.Problems = append(v.result.Problems, Problem{log, first, last, fmt.Sprintf(format, args...)})
}

// verifyHead verifies that the ledger still holds what a checkpoint kept elsewhere signed.
func (v *verifier) verifyHead(ctx context.Context, signed []byte, logs []Size) {
	c, err := OpenCheckpoint(signed, v.opts.Keys)
	if err != nil {
		v.report(LogID{}, -1, -1, "kept checkpoint: %v", err)
		return
	}
	i := slices.IndexFunc(logs, func(l Size) bool { return l.Log == c.Log })
	switch {
	case i < 0:
		v.report(c.Log, -1, -1, "the log is gone; a checkpoint kept elsewhere signs %d entries", c.Size)
	case logs[i].Entries < c.Size:
		v.report(c.Log, logs[i].Entries, c.Size-1, "cut off; a checkpoint kept elsewhere signs %d entries", c.Size)
	default:
		tree, err := loadFrontier(ctx, v.store, c.Log, c.Size)
		if err != nil {
			v.report(c.Log, -1, -1, "%s", damage(err))
		} else if tree.root() != c.Root {
			v.report(c.Log, -1, -1, "the first %d entries are not those that a checkpoint kept elsewhere signs: history was rewritten", c.Size)
		}
	}
}

// tidy orders problems by log and entry, those that concern no entry last, and joins runs of entries with one fault.
func tidy(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if a.IsEntry() != b.IsEntry() {
			return cmp.Compare(b.First, a.First)
		}
		return cmp.Or(a.Log.Compare(b.Log), cmp.Compare(a.First, b.First))
	})
	var tidied []Problem
	for _, p := range problems {
		if n := len(tidied); n > 0 && p.IsEntry() {
			if last := &tidied[n-1]; last.Log == p.Log && last.What == p.What && last.Last+1 == p.First {
				last.Last = p.Last
				continue
			}
		}
		tidied = append(tidied, p)
	}
	return tidied
}
