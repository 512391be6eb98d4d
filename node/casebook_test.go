package node_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"entente"
	"entente/node"
	"entente/pack"
	"entente/procedure"
)

// openly is a procedure for tests: one act of any member, under its own label, moves the case; another wants two persons.
const openly = `{"id": "openly", "version": 1, "kind": "decision", "title": {"en": "Openly", "zh": "公开"},
 "roles": [{"id": "chair", "one": true, "title": {"en": "Chair"}}, {"id": "member", "title": {"en": "Member"}}],
 "states": [{"id": "first", "title": {"en": "First"}, "duties": [{"role": "chair", "acts": ["end"]}], "notify": ["member"]}, {"id": "second", "title": {"en": "Second"}, "notify": ["member"]}, {"id": "ended", "end": true, "title": {"en": "Ended"}}],
 "acts": [
  {"id": "move", "title": {"en": "Move"}, "by": ["member"], "in": ["first"], "to": "second", "notify": ["chair"]},
  {"id": "say", "title": {"en": "Say"}, "by": ["member", "chair"], "in": ["first", "second"], "attaches": true, "notify": ["member"]},
  {"id": "seal", "title": {"en": "Seal"}, "by": ["chair"], "in": ["first", "second"], "two_persons": true, "to": "ended"},
  {"id": "next", "title": {"en": "Go on"}, "by": ["chair"], "in": ["second"], "to": "ended", "opens": {"definition": "openly", "roles": {"chair": "chair", "member": "member"}}},
  {"id": "end", "title": {"en": "End"}, "by": ["chair"], "to": "ended"}],
 "clocks": [{"id": "week", "title": {"en": "Week"}, "in": ["first"], "after": "P7D"}]}`

// loaded is the pack of Vilnius. Tests copy it.
var loaded = sync.OnceValues(func() (*pack.Pack, error) { return pack.Load(os.DirFS("../packs/vilnius")) })

// packWith returns the pack of Vilnius with definitions besides.
func packWith(t testing.TB, definitions ...string) *pack.Pack {
	t.Helper()
	original, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	shallow := *original
	p := &shallow
	p.Procedures = slices.Clone(p.Procedures)
	for _, s := range definitions {
		var d procedure.Definition
		if err := json.Unmarshal([]byte(s), &d); err != nil {
			t.Fatal(err)
		}
		x, err := procedure.New(d)
		if err != nil {
			t.Fatal(err)
		}
		p.Procedures = append(p.Procedures, x)
	}
	return p
}

// openWith opens the folder of n with another pack.
func openWith(t *testing.T, n *caseNode, p *pack.Pack) *caseNode {
	t.Helper()
	if n == nil {
		n = &caseNode{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	} else {
		n.Node.Close()
	}
	var err error
	n.Node, err = node.Open(t.Context(), node.Options{Dir: n.dir, Pack: p, Clock: func() time.Time { n.now = n.now.Add(time.Microsecond); return n.now }})
	must(t, err)
	t.Cleanup(func() { n.Node.Close() })
	return n
}

func label(t testing.TB, s string) entente.Label {
	t.Helper()
	l, err := entente.ParseLabel(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (n *caseNode) begin(c node.NewCase) {
	n.t.Helper()
	if c.Title == nil {
		c.Title = entente.Wording{"en": c.ID}
	}
	if _, err := n.OpenCase(n.t.Context(), c); err != nil {
		n.t.Fatal(err)
	}
}

func (n *caseNode) beginOpenly(id, under string) {
	n.t.Helper()
	c := node.NewCase{ID: id, Definition: "openly", Roles: map[string][]entente.ActorID{"chair": {"nato"}, "member": {"DEU", "FRA", "POL"}}}
	if under != "" {
		c.Label = label(n.t, under)
	}
	n.begin(c)
}

func TestOpenCaseRefuses(t *testing.T) {
	n := openWith(t, nil, packWith(t))
	check := func(name string, want error, text string, change func(c *node.NewCase)) {
		t.Helper()
		c := node.NewCase{ID: "x", Definition: "milestone", Title: entente.Wording{"en": "X"}, Roles: map[string][]entente.ActorID{"bearer": {"DEU"}}, Terms: procedure.Content{"task": []byte(`"x"`)}}
		change(&c)
		if _, err := n.OpenCase(t.Context(), c); !errors.Is(err, want) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: got %v, want %v with %q", name, err, want, text)
		}
	}
	check("no such procedure", entente.ErrNotFound, `did you mean "milestone"?`, func(c *node.NewCase) { c.Definition = "milestones" })
	check("no such version", entente.ErrNotFound, "no version 7", func(c *node.NewCase) { c.Version = 7 })
	check("a name that is none", entente.ErrInvalid, "case", func(c *node.NewCase) { c.ID = "My case" })
	check("no title", entente.ErrInvalid, "no title", func(c *node.NewCase) { c.Title = nil })
	check("nobody", entente.ErrInvalid, "nobody holds the role bearer", func(c *node.NewCase) { c.Roles = nil })
	check("somebody unknown", entente.ErrNotFound, `"XXX" is no state`, func(c *node.NewCase) { c.Roles["bearer"] = []entente.ActorID{"XXX"} })
	check("somebody twice", entente.ErrInvalid, "twice", func(c *node.NewCase) { c.Roles["bearer"] = []entente.ActorID{"DEU", "allies"} })
	check("a role unknown", entente.ErrInvalid, `no role "pope"`, func(c *node.NewCase) { c.Roles["pope"] = []entente.ActorID{"DEU"} })
	check("no task", entente.ErrInvalid, "task is missing", func(c *node.NewCase) { c.Terms = nil })
	check("a date that is none", entente.ErrInvalid, "due", func(c *node.NewCase) { c.Terms.SetText("due", "soon") })
	check("from nowhere", entente.ErrNotFound, "", func(c *node.NewCase) { c.From = "vilnius-2023/99/1" })
	if history, err := n.History(t.Context(), "case/x"); err != nil || len(history) != 0 {
		t.Errorf("on record all the same: %v, %v", history, err)
	}
}

// A group stands for its members of the day, which are written down: who joins later is no member of an earlier case.
func TestGroupOfTheDay(t *testing.T) {
	n := openWith(t, nil, packWith(t))
	n.at("2024-01-15T09:00:00Z")
	open := func(id string, roles map[string][]entente.ActorID) {
		t.Helper()
		terms := contentOf(`{"kind": "cyber", "entity": "x", "impact": "y"}`)
		n.begin(node.NewCase{ID: id, Definition: "support-request", Roles: roles, Terms: terms})
	}
	holders := func(id, role string) []entente.ActorID {
		t.Helper()
		k, err := n.Case(t.Context(), id, node.Everything, 0)
		must(t, err)
		return k.Finding.Roles[role]
	}
	open("before", map[string][]entente.ActorID{"requester": {"MNE"}, "desk": {"allies"}, "informed": {"allies", "UKR"}})
	n.at("2024-03-07T09:00:00Z")
	open("after", map[string][]entente.ActorID{"requester": {"MNE"}, "desk": {"nato"}, "informed": {"allies"}})
	n.at("2026-03-02T09:00:00Z")
	for range 2 {
		if got := holders("before", "informed"); len(got) != 32 || !slices.Contains(got, "UKR") || slices.Contains(got, "SWE") || slices.Contains(got, "allies") {
			t.Errorf("before: %d, %v", len(got), got)
		}
		if got := holders("after", "informed"); len(got) != 32 || !slices.Contains(got, "SWE") {
			t.Errorf("after: %d, %v", len(got), got)
		}
		if got := holders("before", "desk"); !slices.Equal(got, []entente.ActorID{"allies"}) {
			t.Errorf("a role of one is held by the group itself: %v", got)
		}
		openWith(t, n, packWith(t)) // and from the ledger
	}
	if rule := n.do("before", "SWE", "withdraw"); rule != procedure.RuleRole {
		t.Errorf("got %q", rule)
	}
}

// An act that would not count is not put on record, unless its author asks for it; its error says of what kind that is.
func TestRefusedActs(t *testing.T) {
	n := openWith(t, nil, packWith(t, openly))
	n.beginOpenly("x", "")
	facts := func() int {
		t.Helper()
		all, err := n.History(t.Context(), "case/x")
		must(t, err)
		return len(all)
	}
	check := func(by entente.ActorID, act, content string, want error, rule string) {
		t.Helper()
		before := facts()
		_, err := n.Do(t.Context(), node.NewAct{Case: "x", Act: act, By: by, Content: contentOf(content)})
		var refused *node.RefusedError
		if !errors.Is(err, want) || !errors.As(err, &refused) || refused.Rule != rule || !strings.Contains(err.Error(), "rule "+rule) {
			t.Errorf("%s by %s: got %v, want %v by %s", act, by, err, want, rule)
		}
		if facts() != before {
			t.Errorf("%s by %s is on record", act, by)
		}
	}
	check("TUR", "move", `{}`, entente.ErrForbidden, "role")
	check("DEU", "moves", `{}`, entente.ErrInvalid, "unknown-act")
	check("nato", "next", `{}`, entente.ErrConflict, "state")
	if _, err := n.Do(t.Context(), node.NewAct{Case: "xx", Act: "move", By: "DEU"}); !errors.Is(err, entente.ErrNotFound) {
		t.Errorf("no such case: %v", err)
	}
	for i, want := range []string{"role", "state"} {
		a := []node.NewAct{{Case: "x", Act: "move", By: "TUR", Anyway: true}, {Case: "x", Act: "next", By: "nato", Anyway: true}}[i]
		done, err := n.Do(t.Context(), a)
		if err != nil || done.Refusal == nil || done.Refusal.Rule != want || done.Record.ID.IsZero() || len(done.Opened) != 0 || done.Finding.State != "first" {
			t.Errorf("anyway: %+v, %v", done, err)
		}
	}
	k, err := n.Case(t.Context(), "x", node.Everything, 0)
	if must(t, err); facts() != 3 || len(k.Acts) != 2 || len(k.Finding.Refused) != 2 || k.Finding.State != "first" {
		t.Errorf("%d facts, %d acts, %d refused, %s", facts(), len(k.Acts), len(k.Finding.Refused), k.Finding.State)
	}
	if rule := n.do("x", "nato", "end"); rule != "" {
		t.Errorf("got %q", rule)
	}
	check("DEU", "say", `{}`, entente.ErrConflict, "closed")
}

// What was done in a case is not corrected, and neither is what it began by.
func TestFactsOfCasesAreNotCorrected(t *testing.T) {
	n := openWith(t, nil, packWith(t, openly))
	n.beginOpenly("x", "")
	done, err := n.Do(t.Context(), node.NewAct{Case: "x", Act: "say", By: "DEU", Content: contentOf(`{"text": "a"}`)})
	must(t, err)
	history, err := n.History(t.Context(), "procedure/openly")
	if err != nil || len(history) != 1 {
		t.Fatalf("%v, %v", history, err)
	}
	for _, f := range []entente.Fact{done.Record.Fact, history[0].Fact} {
		f.Replaces = done.Record.ID
		if f.Kind == node.KindDefinition {
			f.Replaces = history[0].ID
		}
		if _, err := n.AddFact(t.Context(), f); !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%s: got %v", f.Kind, err)
		}
	}
	if k, err := n.Case(t.Context(), "x", node.Everything, 0); err != nil || len(k.Finding.Attached) != 1 {
		t.Errorf("%v, %v", k.Finding.Attached, err)
	}
}

// A case keeps the definition that it began by, whatever becomes of the pack.
func TestDefinitionIsKept(t *testing.T) {
	n := openWith(t, nil, packWith(t, openly))
	n.beginOpenly("first", "")
	changed := strings.Replace(openly, `"by": ["member"], "in": ["first"]`, `"by": ["chair"], "in": ["first"]`, 1)

	// The pack says otherwise under the same version.
	openWith(t, n, packWith(t, changed))
	c := node.NewCase{ID: "second", Definition: "openly", Title: entente.Wording{"en": "Second"}, Roles: map[string][]entente.ActorID{"chair": {"nato"}, "member": {"DEU"}}}
	if _, err := n.OpenCase(t.Context(), c); !errors.Is(err, entente.ErrConflict) || !strings.Contains(err.Error(), "give it a new version") {
		t.Errorf("got %v", err)
	}
	if rule := n.do("first", "DEU", "move"); rule != "" || n.state("first", node.Everything, "") != "second" {
		t.Errorf("%q, %s", rule, n.state("first", node.Everything, ""))
	}

	// It says so under a new version.
	next := strings.Replace(strings.Replace(changed, `"version": 1`, `"version": 2`, 1), `"clocks"`, `"migrations": {"1": [{"from": "second", "to": "first"}]}, "clocks"`, 1)
	openWith(t, n, packWith(t, openly, next))
	n.begin(c)
	k, err := n.Case(t.Context(), "second", node.Everything, 0)
	if must(t, err); k.Version != 2 {
		t.Errorf("version %d", k.Version)
	}
	if rule := n.do("second", "DEU", "move"); rule != procedure.RuleRole {
		t.Errorf("by the first version: %q", rule)
	}
	if rule := n.do("second", "nato", "move"); rule != "" || n.state("second", node.Everything, "") != "second" || n.state("first", node.Everything, "") != "second" {
		t.Errorf("%q: %s, %s", rule, n.state("second", node.Everything, ""), n.state("first", node.Everything, ""))
	}

	// The first case moves to it when the chair says so, and the definition is no longer in the pack.
	if rule := n.do("first", "DEU", "migrate", "version=2"); rule != procedure.RuleMigration {
		t.Errorf("got %q", rule)
	}
	if rule := n.do("first", "nato", "migrate", "version=2"); rule != "" || n.state("first", node.Everything, "") != "first" {
		t.Errorf("%q, %s", rule, n.state("first", node.Everything, ""))
	}
	openWith(t, n, packWith(t))
	if n.state("first", node.Everything, "") != "first" || n.state("second", node.Everything, "") != "second" {
		t.Errorf("%s, %s", n.state("first", node.Everything, ""), n.state("second", node.Everything, ""))
	}
}

func TestCasesApart(t *testing.T) {
	t.Run("a list of cases holds no act that its reader may not know", func(t *testing.T) {
		n := openWith(t, nil, packWith(t, openly))
		n.beginOpenly("x", "")
		secret := label(t, "RESTRICTED:DEU")
		_, err := n.Do(t.Context(), node.NewAct{Case: "x", Act: "say", By: "DEU", Content: contentOf(`{"text": "between us"}`), Label: &secret})
		must(t, err)
		cases, err := n.Cases(t.Context(), node.Reader{}, 0)
		must(t, err)
		for _, k := range cases {
			if b, err := json.Marshal(k.Finding.Document(&k.Opening, k.Acts)); err != nil || strings.Contains(string(b), "between us") {
				t.Errorf("%s, %v", b, err)
			}
		}
		items, err := n.Inbox(t.Context(), node.Reader{}, 0, "nato")
		must(t, err)
		for _, i := range items {
			if i.Case.Case == "x" && len(i.Case.Acts) > 0 {
				t.Errorf("in the inbox: %+v", i.Case.Acts)
			}
		}
	})
	t.Run("what is seen without an act counts as it did with it", func(t *testing.T) {
		n := openWith(t, nil, packWith(t, openly))
		n.beginOpenly("x", "")
		secret := label(t, "RESTRICTED:DEU")
		for _, a := range []node.NewAct{{Case: "x", Act: "move", By: "DEU", Label: &secret}, {Case: "x", Act: "next", By: "nato"}} {
			if _, err := n.Do(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		k, err := n.Case(t.Context(), "x", n.ReaderFor("POL"), 0)
		if must(t, err); k.Finding.State != "ended" || len(k.Finding.Refused) > 0 {
			t.Errorf("%s, refused %+v", k.Finding.State, k.Finding.Refused)
		}
	})
	t.Run("no hint at a case that one may not know", func(t *testing.T) {
		n := openWith(t, nil, packWith(t, openly))
		n.beginOpenly("cables", "RESTRICTED:ALLIES")
		if _, err := n.Do(t.Context(), node.NewAct{Case: "cable", Act: "say", By: "CHE"}); strings.Contains(err.Error(), "cables") {
			t.Error(err)
		}
	})
	t.Run("a case before it was opened", func(t *testing.T) {
		n := openWith(t, nil, packWith(t, openly))
		n.beginOpenly("x", "")
		if got := n.state("x", node.Everything, "2026-03-01"); got != "not found" {
			t.Error(got)
		}
	})
	t.Run("an act that another overtook", func(t *testing.T) {
		n, err := node.Open(t.Context(), node.Options{Dir: t.TempDir(), Pack: packWith(t, openly)})
		must(t, err)
		defer n.Close()
		_, err = n.OpenCase(t.Context(), node.NewCase{ID: "x", Definition: "openly", Title: entente.Wording{"en": "X"}, Roles: map[string][]entente.ActorID{"chair": {"nato"}, "member": {"DEU"}}})
		must(t, err)
		_, err = n.Do(t.Context(), node.NewAct{Case: "x", Act: "move", By: "DEU"})
		must(t, err)
		var all sync.WaitGroup
		var count atomic.Int32
		for i := range 8 { // each ends the case: one of them does
			all.Go(func() {
				_, err := n.Do(context.Background(), node.NewAct{Case: "x", Act: "next", By: "nato", Content: contentOf(fmt.Sprintf(`{"text": "%d"}`, i))})
				if err == nil {
					count.Add(1)
				}
			})
		}
		all.Wait()
		if count.Load() != 1 {
			t.Errorf("%d acts count", count.Load())
		}
		cases, err := n.Cases(t.Context(), node.Everything, 0)
		must(t, err)
		follows := 0
		for _, k := range cases {
			if k.From == "case/x" {
				follows++
			}
		}
		if follows != 1 {
			t.Errorf("%d cases follow", follows)
		}
	})
	t.Run("acts in the order of the ledger", func(t *testing.T) {
		n, err := node.Open(t.Context(), node.Options{Dir: t.TempDir(), Pack: packWith(t, openly)})
		must(t, err)
		defer n.Close()
		_, err = n.OpenCase(t.Context(), node.NewCase{ID: "x", Definition: "openly", Title: entente.Wording{"en": "X"}, Roles: map[string][]entente.ActorID{"chair": {"nato"}, "member": {"DEU"}}})
		must(t, err)
		var done sync.WaitGroup
		for range 8 {
			done.Go(func() {
				for i := range 20 {
					if _, err := n.Do(context.Background(), node.NewAct{Case: "x", Act: "say", By: "DEU", Content: contentOf(fmt.Sprintf(`{"text": "%d"}`, i))}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done.Wait()
		k, err := n.Case(t.Context(), "x", node.Everything, 0)
		must(t, err)
		if !slices.IsSortedFunc(k.Acts, func(a, b procedure.Act) int { return int(a.Received - b.Received) }) {
			t.Error("not in order")
		}
	})
	t.Run("an act without content, now and when it is read again", func(t *testing.T) {
		n := openWith(t, nil, packWith(t))
		n.begin(node.NewCase{ID: "x", Definition: "silence-nato"})
		for _, x := range [][]string{{"secretary-general", "table", "text=A", "expiry=2026-03-05T12:00:00Z"}, {"DEU", "object"}} {
			if rule := n.do("x", entente.ActorID(x[0]), x[1], x[2:]...); rule != "" {
				t.Fatal(rule)
			}
		}
		done, err := n.Do(t.Context(), node.NewAct{Case: "x", Act: "table", By: "secretary-general", Content: procedure.Content{}})
		must(t, err)
		if got := n.state("x", node.Everything, ""); done.Finding.State != got || got != "tabled" {
			t.Errorf("done: %s, read: %s", done.Finding.State, got)
		}
	})
	t.Run("anybody ends a request for support", func(t *testing.T) {
		n := openWith(t, nil, packWith(t))
		n.begin(node.NewCase{ID: "x", Definition: "support-request", Roles: map[string][]entente.ActorID{"requester": {"MNE"}, "desk": {"nato"}}, Terms: contentOf(`{"kind": "cyber", "entity": "x", "impact": "y", "until": "2026-04-01T00:00:00Z"}`)})
		if rule := n.do("x", "CHE", "note", "text=x", "until=2026-03-02T10:00:00Z"); rule != "" {
			t.Fatal(rule)
		}
		n.at("2026-03-03T00:00:00Z")
		if got := n.state("x", node.Everything, ""); got != "requested" {
			t.Error(got)
		}
	})
	t.Run("two that open a case of one name", func(t *testing.T) {
		n, err := node.Open(t.Context(), node.Options{Dir: t.TempDir(), Pack: packWith(t, openly)})
		must(t, err)
		defer n.Close()
		for round := range 30 {
			var done sync.WaitGroup
			errs := make([]error, 2)
			for i := range errs {
				done.Go(func() {
					_, errs[i] = n.OpenCase(context.Background(), node.NewCase{ID: fmt.Sprint("x", round), Definition: "openly", Title: entente.Wording{"en": "X"}, Roles: map[string][]entente.ActorID{"chair": {"nato"}, "member": {"DEU"}}})
				})
			}
			done.Wait()
			if errs[0] == nil && errs[1] == nil {
				t.Fatalf("round %d: both", round)
			}
		}
	})
}
