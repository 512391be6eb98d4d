package node_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/node"
	"entente/procedure"
)

// A second person of the same actor has to do the same.
func TestTwoPersonsDo(t *testing.T) {
	n := openWith(t, nil, packWith(t, openly))
	n.beginOpenly("x", "")
	do := func(person string) node.Done {
		t.Helper()
		done, err := n.Do(t.Context(), node.NewAct{Case: "x", Act: "seal", By: "nato", Person: person})
		must(t, err)
		return done
	}
	for _, x := range []struct {
		person string
		waits  bool
		state  string
	}{{"anna", true, "first"}, {"anna", true, "first"}, {"", true, "first"}, {"ben", false, "ended"}} {
		if done := do(x.person); done.Waits != x.waits || done.Finding.State != x.state || done.Refusal != nil {
			t.Errorf("%q: waits %v, %s, %v", x.person, done.Waits, done.Finding.State, done.Refusal)
		}
	}
}

// A case that follows is opened by the act that calls for it, under the label of the first and with its roles.
func TestFollowingCase(t *testing.T) {
	n := openWith(t, nil, packWith(t))
	n.begin(node.NewCase{ID: "talks", Definition: "consultation", Title: entente.Wording{"en": "Cables", "zh": "海缆"}, By: "EST", Roles: map[string][]entente.ActorID{"requester": {"EST"}},
		Terms: procedure.Content{"matter": []byte(`"Cables"`)}, Label: label(t, "RESTRICTED:ALLIES"), Exercise: true})
	if rule := n.do("talks", "secretary-general", "convene"); rule != "" {
		t.Fatal(rule)
	}
	done, err := n.Do(t.Context(), node.NewAct{Case: "talks", Act: "escalate", By: "EST", Content: contentOf(`{"matter": "Decide"}`)})
	if err != nil || len(done.Opened) != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	id := strings.TrimPrefix(done.Opened[0].Fact.Subject, "case/")
	k, err := n.Case(t.Context(), id, node.Everything, 0)
	must(t, err)
	if k.Definition != "consensus" || k.From != "case/talks" || !k.Exercise || k.Label.String() != "RESTRICTED:ALLIES" || len(k.Roles["member"]) != 32 || k.Roles["chair"][0] != "secretary-general" || k.Title["zh"] != "协商一致决定: 海缆" {
		t.Errorf("%+v", k.Opening)
	}
	if got := n.state(id, node.Reader{}, ""); got != "not found" {
		t.Errorf("the public reads it: %s", got)
	}
	// Once more, and there are two.
	if done, err := n.Do(t.Context(), node.NewAct{Case: "talks", Act: "escalate", By: "EST", Content: contentOf(`{"matter": "Decide again"}`)}); err != nil || len(done.Opened) != 1 || done.Opened[0].Fact.Subject == "case/"+id {
		t.Errorf("%+v, %v", done, err)
	}
}

// said is all that a node says of its cases, but for when it was asked, and for the places of acts in their list.
func said(t *testing.T, n *node.Node) string {
	t.Helper()
	cases, err := n.Cases(t.Context(), node.Everything, 0)
	must(t, err)
	var b strings.Builder
	for _, k := range cases {
		if k.IsPublic {
			continue
		}
		f := k.Finding
		name := func(i int) string {
			if i < 0 {
				return ""
			}
			return k.Acts[i].ID
		}
		opening, err := json.Marshal(k.Opening)
		must(t, err)
		fmt.Fprintln(&b, string(opening), k.Opened, f.State, f.Version, f.Since, f.BrokenBy, f.Expiry, f.Next, f.Timers, f.Dues, f.Texts)
		for _, s := range f.Steps {
			fmt.Fprintln(&b, s.At, name(s.Act), s.Clock, s.From, s.To, s.Notify)
		}
		for _, r := range f.Refused {
			fmt.Fprintln(&b, name(r.Act), r.Rule, r.Words)
		}
		for _, i := range slices.Concat(f.Attached, f.Waiting) {
			fmt.Fprintln(&b, name(i))
		}
		acts := slices.Clone(k.Acts)
		slices.SortFunc(acts, func(x, y procedure.Act) int { return strings.Compare(x.ID, y.ID) })
		for _, a := range acts {
			fmt.Fprintln(&b, a.ID, a.Received, a.Act, a.By, a.Person, a.Label, string(a.Content["text"]))
		}
	}
	items, err := n.Inbox(t.Context(), node.Everything, 0)
	must(t, err)
	for _, i := range items {
		fmt.Fprintln(&b, i.Case.Case, i.State, i.Due.Acts, i.Due.Actors, i.Due.At, i.Due.Late)
	}
	notices, err := n.Notices(t.Context(), node.Everything, 1000)
	must(t, err)
	for _, x := range notices {
		fmt.Fprintln(&b, x.Case.Case, x.Number, x.Step.At, x.Actors)
	}
	return b.String()
}

// What a node has kept while it was told of acts is what it reads from its ledger, and in another node.
func TestReadAgain(t *testing.T) {
	n := openWith(t, nil, packWith(t, openly))
	rng := rand.New(rand.NewPCG(3, 3))
	pick := func(words ...string) string { return words[rng.IntN(len(words))] }
	for i := range 6 {
		n.beginOpenly(fmt.Sprint("o", i), []string{"", "RESTRICTED:ALLIES"}[i%2])
		n.begin(node.NewCase{ID: fmt.Sprint("s", i), Definition: "silence-nato"})
	}
	for range 150 {
		n.now = n.now.Add(time.Duration(rng.IntN(8)) * time.Hour)
		id := fmt.Sprint(pick("o", "s"), rng.IntN(6))
		a := node.NewAct{Case: id, By: entente.ActorID(pick("nato", "DEU", "FRA", "secretary-general", "TUR")), Content: contentOf(fmt.Sprintf(`{"text": "%d"}`, rng.IntN(5))), Anyway: true,
			Act: pick("move", "say", "seal", "next", "end", "table", "object", "statement", "extend", "withdraw", "announce", "ask-time")}
		if a.Act == "table" || a.Act == "extend" {
			a.Content.SetText("expiry", cal.InstantOf(n.now.Add(time.Duration(rng.IntN(90))*time.Hour)).String())
		}
		if _, err := n.Do(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		if rng.IntN(20) == 0 {
			said(t, n.Node) // what is kept is brought up to now
		}
	}
	frozen := n.now.Add(time.Hour)
	ask := func(readOnly bool) string {
		other, err := node.Open(t.Context(), node.Options{Dir: n.dir, Pack: packWith(t, openly), ReadOnly: readOnly, Clock: func() time.Time { return frozen }})
		must(t, err)
		defer other.Close()
		return said(t, other)
	}
	n.now = frozen.Add(-time.Microsecond)
	want := said(t, n.Node)
	if got := ask(true); got != want {
		t.Errorf("kept\n%s\nread\n%s", want, got)
	}
	n.Node.Close()
	if got := ask(false); got != want {
		t.Errorf("kept\n%s\nread again\n%s", want, got)
	}
}

// Several act at once: each act is on record once, and the case stands as its acts say, in every reading.
func TestAllAtOnce(t *testing.T) {
	var mu sync.Mutex
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	tick := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Microsecond)
		return now
	}
	dir, p := t.TempDir(), packWith(t, openly)
	n, err := node.Open(t.Context(), node.Options{Dir: dir, Pack: p, Clock: tick})
	must(t, err)
	defer n.Close()
	members := []entente.ActorID{"DEU", "FRA", "POL", "EST", "FIN", "NOR", "SWE", "ITA"}
	const cases = 6
	for c := range cases {
		_, err := n.OpenCase(t.Context(), node.NewCase{ID: fmt.Sprint("x", c), Definition: "openly", Title: entente.Wording{"en": "X"}, Roles: map[string][]entente.ActorID{"chair": {"nato"}, "member": members}})
		must(t, err)
	}
	var done sync.WaitGroup
	for _, m := range members {
		done.Go(func() {
			for c := range cases {
				id := fmt.Sprint("x", c)
				for _, a := range []node.NewAct{{Case: id, Act: "say", By: m, Content: contentOf(`{"text": "` + string(m) + `"}`)}, {Case: id, Act: "move", By: m}} {
					var refused *node.RefusedError
					if _, err := n.Do(context.Background(), a); err != nil && !errors.As(err, &refused) {
						t.Error(err)
					}
				}
				if _, err := n.Inbox(context.Background(), node.Everything, 0, m); err != nil {
					t.Error(err)
				}
				if _, err := n.Case(context.Background(), id, n.ReaderFor(m), 0); err != nil {
					t.Error(err)
				}
				if _, err := n.Notices(context.Background(), node.Everything, 10, m); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done.Wait()
	for c := range cases {
		k, err := n.Case(t.Context(), fmt.Sprint("x", c), node.Everything, 0)
		must(t, err)
		moves, says := 0, 0
		for _, s := range k.Finding.Steps {
			if s.Act >= 0 && k.Acts[s.Act].Act == "move" {
				moves++
			}
			if s.Act >= 0 && k.Acts[s.Act].Act == "say" {
				says++
			}
		}
		if k.Finding.State != "second" || moves != 1 || says != len(members) {
			t.Errorf("%s: %d moves, %d said", k.Finding.State, moves, says)
		}
	}
	want := said(t, n)
	other, err := node.Open(t.Context(), node.Options{Dir: dir, Pack: p, ReadOnly: true, Clock: tick})
	must(t, err)
	defer other.Close()
	if got := said(t, other); got != want {
		t.Errorf("kept\n%s\nread\n%s", want, got)
	}
}
