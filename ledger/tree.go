package ledger

import (
	"context"
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// A frontier is what is needed of a tree to let it grow: the hashes of its largest complete subtrees, from left to right.
type frontier struct {
	size  int64
	roots []Hash
}

// add adds a leaf and appends to hashes its hash and those of the subtrees that it completes, smallest first.
func (t *frontier) add(leaf Hash, hashes []Hash) []Hash {
	hashes = append(hashes, leaf)
	for complete := t.size; complete&1 == 1; complete >>= 1 {
		last := len(t.roots) - 1
		leaf = tlog.NodeHash(t.roots[last], leaf)
		t.roots = t.roots[:last]
		hashes = append(hashes, leaf)
	}
	t.roots = append(t.roots, leaf)
	t.size++
	return hashes
}

// root returns the tree's hash. The tree has a leaf.
func (t *frontier) root() Hash {
	last := len(t.roots) - 1
	h := t.roots[last]
	for _, left := range slices.Backward(t.roots[:last]) {
		h = tlog.NodeHash(left, h)
	}
	return h
}

func (t *frontier) clone() *frontier {
	return &frontier{t.size, slices.Clone(t.roots)}
}

// batchHash returns the hash of the tree whose leaves are the hashes of items.
func batchHash[T any](items []T, hash func(T) Hash) Hash {
	var t frontier
	var completed []Hash
	for _, item := range items {
		completed = t.add(hash(item), completed[:0])
	}
	return t.root()
}

// loadFrontier reads the frontier of a log of a given size.
func loadFrontier(ctx context.Context, store Store, log LogID, size int64) (*frontier, error) {
	t := &frontier{size: size}
	var covered int64
	for covered < size {
		level := bits.Len64(uint64(size-covered)) - 1
		covered += 1 << level
		h, err := store.Hash(ctx, log, covered-1, level)
		if err != nil {
			return nil, fmt.Errorf("tree of %v: %w", log, err)
		}
		t.roots = append(t.roots, h)
	}
	return t, nil
}

// hashReader reads the hashes of a log's tree for package tlog.
func hashReader(ctx context.Context, store Store, log LogID) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		hashes := make([]Hash, len(indexes))
		for i, index := range indexes {
			level, n := tlog.SplitStoredHashIndex(index)
			h, err := store.Hash(ctx, log, (n+1)<<level-1, level)
			if err != nil {
				return nil, err
			}
			hashes[i] = h
		}
		return hashes, nil
	})
}
