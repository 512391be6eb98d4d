package api

import (
	"fmt"
	"net/http"

	"entente"
	"entente/ledger"
	"entente/node"
)

// A state is the heads of all logs, and the key that they are signed with.
type state struct {
	Node        string            `json:"node"`
	PublicKey   string            `json:"publicKey"`
	Checkpoints []node.Checkpoint `json:"checkpoints"`
}

func (s *server) ledger(r *http.Request) (state, error) {
	heads, err := s.node.Checkpoints(r.Context())
	return state{s.node.Name(), s.node.PublicKey(), heads}, err
}

// A proof shows that an entry stands in a log.
type proof struct {
	Entry      string        `json:"entry"` // the bytes that are hashed
	Index      int64         `json:"index"`
	Path       []ledger.Hash `json:"path"`
	Checkpoint string        `json:"checkpoint"` // the signed note
	Proof      string        `json:"proof"`      // the same as a C2SP tlog-proof
}

func (s *server) proof(r *http.Request) (proof, error) {
	f, err := s.fact(r)
	if err != nil {
		return proof{}, err
	}
	body, p, err := s.node.Prove(r.Context(), f.ID)
	return proof{string(body), p.Index, append([]ledger.Hash{}, p.Path...), string(p.Checkpoint), p.String()}, err
}

// A consistency shows that a log at one size begins with the same log at a smaller one.
type consistency struct {
	Log  ledger.LogID  `json:"log"`
	From int           `json:"from"`
	To   int           `json:"to"`
	Path []ledger.Hash `json:"path"`
}

func (s *server) consistency(r *http.Request) (consistency, error) {
	q := r.URL.Query()
	label, err := entente.ParseLabel(q.Get("label"))
	if err != nil {
		return consistency{}, fmt.Errorf("api: %w", err)
	}
	c := consistency{Log: ledger.LogID{Node: s.node.Name(), Label: label}}
	const most = 1<<53 - 1 // what every reader of JSON counts to
	if c.From, err = number(q, "from", 0, 1, most); err != nil {
		return c, err
	}
	if c.To, err = number(q, "to", 0, 1, most); err != nil {
		return c, err
	}
	path, err := s.node.Consistency(r.Context(), c.Log, int64(c.From), int64(c.To))
	c.Path = append([]ledger.Hash{}, path...)
	return c, err
}

// A report is the result of a verification.
type report struct {
	Logs     []logSize        `json:"logs"`
	Entries  int64            `json:"entries"`
	Appends  int64            `json:"appends"`
	Problems []ledger.Problem `json:"problems"`
	Notes    []string         `json:"notes"`
}

type logSize struct {
	Log     ledger.LogID `json:"log"`
	Entries int64        `json:"entries"`
}

func (s *server) verify(r *http.Request) (report, error) {
	if !s.verifying.TryLock() {
		return report{}, fmt.Errorf("api: a verification is under way; wait until it has ended: %w", entente.ErrConflict)
	}
	defer s.verifying.Unlock()
	found, err := s.node.Verify(r.Context(), nil)
	v := report{
		Logs: []logSize{}, Entries: found.Entries, Appends: found.Appends,
		Problems: append([]ledger.Problem{}, found.Problems...), Notes: append([]string{}, found.Notes...),
	}
	for _, l := range found.Logs {
		v.Logs = append(v.Logs, logSize(l))
	}
	return v, err
}
