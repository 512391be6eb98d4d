package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"entente"
	"entente/ledger"
	"entente/node"
)

// A ledgerPage shows the state of the ledger: a checkpoint per channel, what was recorded last, and a verification.
type ledgerPage struct {
	Key      string // the public key of the node
	Channels []channel
	Entries  int64
	Recent   []record
	Report   *verified // nil before a verification
}

// A channel is the head of one log.
type channel struct {
	node.Checkpoint
	Name string // the label that its facts have
}

// verified is the result of a verification.
type verified struct {
	ledger.Report
	Lines []string `json:"lines"` // what was found wrong
}

// recentFacts is how many facts the ledger page lists.
const recentFacts = 25

func (s *site) ledger(v *view, r *http.Request) (page, error) {
	p, err := s.ledgerPage(v, r)
	return s.asLedger(v, p), err
}

func (s *site) asLedger(v *view, p ledgerPage) page {
	return page{Template: "ledger", Section: "ledger", Title: s.catalogue(v.Lang).text("nav.ledger"), Body: p}
}

func (s *site) ledgerPage(v *view, r *http.Request) (ledgerPage, error) {
	p := ledgerPage{Key: s.node.PublicKey()}
	heads, err := s.node.Checkpoints(r.Context())
	if err != nil {
		return p, err
	}
	for _, h := range heads {
		p.Entries += h.Entries
		p.Channels = append(p.Channels, channel{h, h.Log.Label.String()})
	}
	recent, err := s.recent(r.Context(), s.reader(v))
	p.Recent = each(recent, s.record)
	return p, err
}

// recent returns the last facts that a reader may know.
func (s *site) recent(ctx context.Context, reader node.Reader) ([]ledger.Record, error) {
	for k := recentFacts; ; k *= 4 {
		all, err := s.node.Recent(ctx, k)
		if own := reader.Only(all); err != nil || len(own) >= recentFacts || len(all) < k {
			return own[:min(len(own), recentFacts)], err
		}
	}
}

// verify verifies the ledger. It shows the page with the result, or, to a module that asks for them, sends lines of JSON
// that tell how far it is, the result last.
func (s *site) verify(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	if !s.verifying.TryLock() {
		s.fail(w, v, fmt.Errorf("web: a verification is under way; wait until it has ended: %w", entente.ErrConflict))
		return
	}
	defer s.verifying.Unlock()
	if strings.Contains(r.Header.Get("Accept"), lines) {
		s.verifyLines(w, r)
		return
	}
	found, err := s.node.Verify(r.Context(), nil)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	p, err := s.ledgerPage(v, r)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	p.Report = newVerified(found)
	s.render(w, v, http.StatusOK, s.asLedger(v, p))
}

// lines is the media type of lines of JSON.
const lines = "application/x-ndjson"

// A progress is a line that tells how far a verification is, or how it ended.
type progress struct {
	Done   int       `json:"done"`
	Total  int       `json:"total"`
	Report *verified `json:"report,omitempty"`
	Error  string    `json:"error,omitempty"`
}

func (s *site) verifyLines(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", lines)
	w.Header().Set("Cache-Control", "no-store")
	out, flush := json.NewEncoder(w), http.NewResponseController(w)
	send := func(p progress) {
		// A reader that left is noticed by the context.
		_ = out.Encode(p)
		_ = flush.Flush()
	}
	var last progress
	found, err := s.node.Verify(r.Context(), func(done, total int) {
		last = progress{Done: done, Total: total}
		send(last)
	})
	if err != nil {
		send(progress{Done: last.Done, Total: last.Total, Error: err.Error()})
		return
	}
	send(progress{Done: int(found.Entries), Total: int(found.Entries), Report: newVerified(found)})
}

func newVerified(r ledger.Report) *verified {
	v := &verified{Report: r, Lines: []string{}}
	for _, p := range r.Problems {
		v.Lines = append(v.Lines, p.String())
	}
	return v
}
