package node_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"entente"
	"entente/cal"
	"entente/internal/webhook"
	"entente/node"
)

// A hook gets every step that its actor is told of, once, in order and signed, also when its server was away for a while.
func TestHooks(t *testing.T) {
	n := openCases(t)
	ctx := context.Background()
	h, err := node.OpenHooks(n.dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	answer, secret := http.StatusOK, ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		m, err := webhook.Verify(r.Header, body, secret, n.now)
		if err != nil {
			t.Errorf("signature: %v", err)
		}
		var told node.HookMessage
		if err := json.Unmarshal(m.Body, &told); err != nil {
			t.Error(err)
		}
		if answer == http.StatusOK {
			got = append(got, told.Data.Case+" "+told.Data.Act+told.Data.Clock+" "+told.Data.To)
		}
		w.WriteHeader(answer)
	}))
	defer server.Close()
	hook, err := h.Add("EST", server.URL, true, cal.InstantOf(n.now))
	if err != nil {
		t.Fatal(err)
	}
	secret = hook.Secret
	if h.List()[0].Secret != "" {
		t.Error("the list shows the secret")
	}
	if _, err := n.OpenCase(ctx, node.NewCase{ID: "cables", Definition: "silence-nato", Title: entente.Wording{"en": "Guidelines"}}); err != nil {
		t.Fatal(err)
	}
	deliver := func(want ...string) {
		t.Helper()
		got = nil
		if _, err := n.Deliver(ctx, h); err != nil && answer != http.StatusGone {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("got %q, want %q", got[i], want[i])
			}
		}
	}
	deliver()
	n.do("cables", "secretary-general", "table", "text=A", "expiry=2026-03-05T12:00:00Z")
	deliver("cables table silence")
	deliver()

	// While the server is away nothing is lost. It is asked again after the time that the plan gives.
	answer = http.StatusServiceUnavailable
	n.do("cables", "secretary-general", "extend", "expiry=2026-03-06T12:00:00Z")
	n.do("cables", "DEU", "statement", "text=So")
	deliver()
	answer = http.StatusOK
	deliver()
	n.at("2026-03-02T10:00:00Z")
	deliver("cables extend silence", "cables statement silence")

	// A restart of the program changes nothing; what a clock decides is told, too.
	if h, err = node.OpenHooks(n.dir); err != nil {
		t.Fatal(err)
	}
	n.at("2026-03-07")
	deliver("cables silence adopted")
	answer = http.StatusGone
	n.do("cables", "secretary-general", "announce")
	deliver()
	answer = http.StatusOK
	n.at("2026-03-09")
	deliver()
	if !h.List()[0].Gone {
		t.Error("the hook is not gone")
	}
}
