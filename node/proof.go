package node

import (
	"context"
	"fmt"

	"entente"
	"entente/ledger"
)

// Prove returns the bytes of the entry of a fact, and the proof that it stands in its log, or an error wrapping
// [entente.ErrNotFound].
func (n *Node) Prove(ctx context.Context, id entente.FactID) (entry []byte, proof ledger.Proof, err error) {
	if entry, err = n.reader.Entry(ctx, id); err == nil {
		proof, err = n.reader.Inclusion(ctx, id)
	}
	if err != nil {
		return nil, ledger.Proof{}, fmt.Errorf("node: %w", err)
	}
	return entry, proof, nil
}

// Consistency proves that a log at size newer begins with the same log at size older.
func (n *Node) Consistency(ctx context.Context, log ledger.LogID, older, newer int64) ([]ledger.Hash, error) {
	path, err := n.reader.Consistency(ctx, log, older, newer)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	return path, nil
}
