package node

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"entente"
	"entente/ledger"
	"entente/ledger/sqlite"
)

// Verify verifies the whole ledger against the node's own key. Progress, if not nil, is told how many of all entries are
// done. The error is about the verification; what is wrong with the ledger is in the report.
func (n *Node) Verify(ctx context.Context, progress func(done, total int)) (ledger.Report, error) {
	return verify(ctx, n.store, VerifyOptions{Keys: keys(n.public), Progress: progress})
}

// VerifyOptions say what to verify a folder against.
type VerifyOptions struct {
	Keys     ledger.Keys // trusted; none: the key that stands in the folder itself
	Heads    [][]byte    // signed checkpoints kept elsewhere, which the ledger must still hold
	Progress func(done, total int)
}

// VerifyFolder verifies a ledger from its files alone: in a data folder, or in a copy of the ledger folder inside. It
// changes nothing. The error is about the verification; what is wrong with the ledger is in the report.
func VerifyFolder(ctx context.Context, dir string, o VerifyOptions) (ledger.Report, error) {
	at, err := ledgerFolder(dir)
	if err != nil {
		return ledger.Report{}, fmt.Errorf("node: verify: %w", err)
	}
	if len(o.Keys) == 0 {
		public, err := readPublic(dir)
		if err != nil {
			return ledger.Report{}, fmt.Errorf("node: verify %s: %w; name the key to verify with: %w", dir, err, entente.ErrInvalid)
		}
		o.Keys = keys(public)
	}
	store, err := sqlite.OpenReadOnly(at)
	if err != nil {
		return ledger.Report{}, fmt.Errorf("node: verify: %w", err)
	}
	defer store.Close()
	return verify(ctx, store, o)
}

// ledgerFolder returns the folder of the ledger in dir, or dir where it is that folder itself.
func ledgerFolder(dir string) (string, error) {
	if info, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("%s: %w: %w", dir, fileError(err), entente.ErrNotFound)
	} else if !info.IsDir() {
		return "", fmt.Errorf("%s: want a folder: %w", dir, entente.ErrInvalid)
	}
	inner := filepath.Join(dir, ledgerName)
	if _, err := os.Stat(inner); err == nil {
		return inner, nil
	}
	return dir, nil
}

func verify(ctx context.Context, store ledger.Store, o VerifyOptions) (ledger.Report, error) {
	options := ledger.VerifyOptions{Keys: o.Keys, Heads: o.Heads}
	if o.Progress != nil {
		options.Progress = func(done, all int64) { o.Progress(int(done), int(all)) }
	}
	report, err := ledger.Verify(ctx, store, options)
	if err != nil {
		return report, fmt.Errorf("node: %w", err)
	}
	return report, nil
}

// keys returns the keys to trust; a node without a folder has none.
func keys(public ledger.PublicKey) ledger.Keys {
	if public.String() == "" {
		return nil
	}
	return ledger.Keys{public}
}

// A Checkpoint is the head of one log, with the note that the node signed for it.
type Checkpoint struct {
	ledger.Channel
	Signed string `json:"signed"`
}

// Checkpoints returns the head of every log. Who keeps the notes elsewhere can later prove that nothing before them was
// altered or cut off.
func (n *Node) Checkpoints(ctx context.Context) ([]Checkpoint, error) {
	channels, err := n.reader.Channels(ctx)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	checkpoints := make([]Checkpoint, 0, len(channels))
	for _, c := range channels {
		signed, err := n.reader.Checkpoint(ctx, c.Log)
		if err != nil {
			return nil, fmt.Errorf("node: %w", err)
		}
		checkpoints = append(checkpoints, Checkpoint{c, string(signed)})
	}
	return checkpoints, nil
}

// fileError drops the operation from a file error: the path has been said.
func fileError(err error) error {
	if e, ok := err.(*os.PathError); ok {
		return e.Err
	}
	return err
}
