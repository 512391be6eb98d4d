package node

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"entente"
	"entente/ledger"
)

// A Receipt shows, without the node, that an act was on record by an instant: the entry of the ledger, the proof that it stands in a log
// that the node signed, and the node's public key. Whoever holds it needs nothing else to show it.
type Receipt struct {
	Entry string `json:"entry"` // the bytes that were hashed
	Proof string `json:"proof"` // C2SP tlog-proof
	Key   string `json:"key"`   // of the node; whoever checks should have it from elsewhere
}

// A Received is what a receipt shows.
type Received struct {
	Fact     entente.FactID  `json:"fact"`
	Author   entente.ActorID `json:"author"`
	Case     string          `json:"case"` // the subject of the fact
	Kind     string          `json:"kind"`
	Says     json.RawMessage `json:"says"`
	Recorded time.Time       `json:"recorded"`
	Node     string          `json:"node"`
}

// Receipt returns the receipt of a fact, or an error wrapping [entente.ErrNotFound].
func (n *Node) Receipt(ctx context.Context, id entente.FactID) (Receipt, error) {
	entry, proof, err := n.Prove(ctx, id)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{string(entry), proof.String(), n.PublicKey()}, nil
}

// Check returns what a receipt shows, against a key that is trusted; "" for the one in the receipt. The error wraps
// [entente.ErrDamaged] when it shows nothing.
func (r Receipt) Check(trusted string) (Received, error) {
	fail := func(err error) (Received, error) { return Received{}, fmt.Errorf("node: receipt: %w", err) }
	public, err := ledger.ParsePublicKey(or(trusted, r.Key))
	if err != nil {
		return fail(err)
	}
	proof, err := ledger.ParseProof(r.Proof)
	if err != nil {
		return fail(err)
	}
	if err := proof.Check([]byte(r.Entry), ledger.Keys{public}); err != nil {
		return fail(err)
	}
	e, err := ledger.ParseEntry([]byte(r.Entry))
	if err != nil {
		return fail(err)
	}
	return Received{e.ID, e.Fact.Author, e.Fact.Subject, e.Fact.Kind, e.Fact.Payload, e.Recorded.Time(), e.Node}, nil
}
