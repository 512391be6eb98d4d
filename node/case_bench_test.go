package node_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"entente"
	"entente/node"
	"entente/procedure"
)

// manyCases fills a node with cases of 20 acts each, in a folder that it returns. Half of them wait for somebody.
func manyCases(b *testing.B, cases int) (dir string, now time.Time) {
	b.Helper()
	ctx := context.Background()
	dir = b.TempDir()
	now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	n, err := node.Open(ctx, node.Options{Dir: dir, Pack: vilniusPack(b), Clock: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	defer n.Close()
	if _, err := n.OpenCase(ctx, node.NewCase{ID: "first", Definition: "silence-nato", Title: entente.Wording{"en": "First"}}); err != nil {
		b.Fatal(err)
	}
	payload := func(v any) json.RawMessage {
		raw, err := json.Marshal(v)
		if err != nil {
			b.Fatal(err)
		}
		return raw
	}
	var facts []entente.Fact
	flush := func() {
		for _, o := range n.AddEach(ctx, facts) {
			if o.Err != nil {
				b.Fatal(o.Err)
			}
		}
		facts = facts[:0]
	}
	members := []entente.ActorID{"DEU", "EST", "FRA", "POL"}
	for c := range cases {
		id := fmt.Sprintf("case-%d", c)
		facts = append(facts, entente.Fact{Author: "secretary-general", Kind: node.KindCase, Subject: "case/" + id, Payload: payload(procedure.Opening{
			Case: id, Definition: "silence-nato", Version: 1, Title: entente.Wording{"en": "Case " + id}, By: "secretary-general",
			Roles: map[string][]entente.ActorID{"chair": {"secretary-general"}, "member": members[c%2 : c%2+3]},
		})})
		act := func(by entente.ActorID, name, content string) {
			facts = append(facts, entente.Fact{Author: by, Kind: node.KindAct, Subject: "case/" + id, Payload: payload(node.ActPayload{Act: name, Content: contentOf(content)})})
		}
		expiry := "2026-03-05T12:00:00Z"
		if c%2 == 0 {
			expiry = "2027-03-05T12:00:00Z"
		}
		act("secretary-general", "table", `{"text": "The Council agrees.", "expiry": "`+expiry+`"}`)
		for i := range 19 {
			act(members[c%2+i%3], "statement", fmt.Sprintf(`{"text": "We read it so, %d."}`, i))
		}
		if len(facts) > 5000 {
			flush()
			now = now.Add(time.Second)
		}
	}
	flush()
	return dir, now.Add(24 * time.Hour)
}

func contentOf(s string) procedure.Content {
	var c procedure.Content
	if err := json.Unmarshal([]byte(s), &c); err != nil {
		panic(err)
	}
	return c
}

// BenchmarkCold opens a node whose ledger holds a million acts of 50,000 cases, and asks what is due.
func BenchmarkCold(b *testing.B) {
	dir, now := manyCases(b, 50_000)
	p := vilniusPack(b)
	b.ResetTimer()
	for b.Loop() {
		n, err := node.Open(context.Background(), node.Options{Dir: dir, Pack: p, ReadOnly: true, Clock: func() time.Time { return now }})
		if err != nil {
			b.Fatal(err)
		}
		if items, err := n.Inbox(context.Background(), node.Everything, 0, "EST"); err != nil || len(items) < 20_000 {
			b.Fatal(len(items), err)
		}
		n.Close()
	}
}

// BenchmarkInbox asks what is due of one party among 50,000 cases, and what waits for the chair, and does an act now and then.
func BenchmarkInbox(b *testing.B) {
	dir, now := manyCases(b, 50_000)
	n, err := node.Open(context.Background(), node.Options{Dir: dir, Pack: vilniusPack(b), Clock: func() time.Time { now = now.Add(time.Millisecond); return now }})
	if err != nil {
		b.Fatal(err)
	}
	defer n.Close()
	ctx := context.Background()
	if _, err := n.OpenCase(ctx, node.NewCase{ID: "mine", Definition: "silence-nato", Title: entente.Wording{"en": "Mine"}, Roles: map[string][]entente.ActorID{"member": {"PRT"}}}); err != nil {
		b.Fatal(err)
	}
	if _, err := n.Do(ctx, node.NewAct{Case: "mine", Act: "table", By: "secretary-general", Content: contentOf(`{"text": "A", "expiry": "2027-01-01T00:00:00Z"}`)}); err != nil {
		b.Fatal(err)
	}
	ask := func(b *testing.B, who entente.ActorID, least int) {
		for b.Loop() {
			if items, err := n.Inbox(ctx, node.Everything, 0, who); err != nil || len(items) < least {
				b.Fatal(len(items), err)
			}
		}
	}
	b.Run("few", func(b *testing.B) { ask(b, "PRT", 1) })
	b.Run("25000", func(b *testing.B) { ask(b, "EST", 20_000) })
	b.Run("act", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := n.Do(ctx, node.NewAct{Case: "mine", Act: "statement", By: "PRT", Content: contentOf(fmt.Sprintf(`{"text": "%d"}`, i%20))}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
