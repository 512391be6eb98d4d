package node_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/node"
	"entente/pack"
	"entente/procedure"
)

// A caseNode is a node with a clock of its own, on the pack of Vilnius.
type caseNode struct {
	*node.Node
	t   *testing.T
	dir string
	now time.Time
}

func vilniusPack(t testing.TB) *pack.Pack {
	t.Helper()
	p, err := pack.Load(os.DirFS("../packs/vilnius"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func openCases(t *testing.T) *caseNode {
	t.Helper()
	n := &caseNode{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	n.open()
	return n
}

func (n *caseNode) open() {
	n.t.Helper()
	var err error
	n.Node, err = node.Open(context.Background(), node.Options{Dir: n.dir, Pack: vilniusPack(n.t), Clock: func() time.Time { n.now = n.now.Add(time.Microsecond); return n.now }})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { n.Node.Close() })
}

func (n *caseNode) at(s string) {
	n.t.Helper()
	i, err := cal.ParseWhen(s)
	if err != nil {
		n.t.Fatal(err)
	}
	n.now = i.Time()
}

// do lets somebody act, and returns the rule by which that was refused; "" where it counts.
func (n *caseNode) do(id string, by entente.ActorID, act string, content ...string) string {
	n.t.Helper()
	a := node.NewAct{Case: id, Act: act, By: by, Content: procedure.Content{}}
	for _, pair := range content {
		k, v, _ := strings.Cut(pair, "=")
		a.Content.SetText(k, v)
	}
	done, err := n.Do(context.Background(), a)
	var refused *node.RefusedError
	switch {
	case errors.As(err, &refused):
		return refused.Rule
	case err != nil:
		n.t.Fatal(err)
	case done.Refusal != nil:
		return done.Refusal.Rule
	}
	return ""
}

func (n *caseNode) state(id string, r node.Reader, when string) string {
	n.t.Helper()
	var at cal.Instant
	if when != "" {
		var err error
		if at, err = cal.ParseWhen(when); err != nil {
			n.t.Fatal(err)
		}
	}
	k, err := n.Case(context.Background(), id, r, at)
	if errors.Is(err, entente.ErrNotFound) {
		return "not found"
	}
	if err != nil {
		n.t.Fatal(err)
	}
	return k.Finding.State
}

func TestCaseOfSilence(t *testing.T) {
	n := openCases(t)
	ctx := context.Background()
	label, err := entente.ParseLabel("RESTRICTED:ALLIES")
	if err != nil {
		t.Fatal(err)
	}
	open := node.NewCase{ID: "cables", Definition: "silence-nato", Title: entente.Wording{"en": "Guidelines"}, Label: label}
	if _, err := n.OpenCase(ctx, open); err != nil {
		t.Fatal(err)
	}
	if _, err := n.OpenCase(ctx, open); !errors.Is(err, entente.ErrConflict) {
		t.Errorf("opened twice: %v", err)
	}
	k, err := n.Case(ctx, "cables", node.Everything, 0)
	if err != nil || len(k.Roles["member"]) != 32 || k.Roles["chair"][0] != "secretary-general" {
		t.Fatalf("roles: %v, %v", k.Roles, err)
	}
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check(n.do("cables", "DEU", "table", "text=A"), procedure.RuleRole)
	check(n.do("cables", "secretary-general", "table", "text=A", "expiry=2026-03-05T12:00:00Z"), "")
	check(n.do("cables", "CHE", "object"), procedure.RuleRole)
	check(n.state("cables", node.Everything, ""), "silence")
	check(n.state("cables", node.Reader{}, ""), "not found")
	check(n.state("cables", n.ReaderFor("EST"), ""), "silence")
	check(n.state("cables", n.ReaderFor("CHE"), ""), "not found")
	n.at("2026-03-05T11:00:00Z")
	check(n.do("cables", "EST", "amend", "text=B"), "")
	check(n.state("cables", node.Everything, ""), "broken")
	check(n.state("cables", node.Everything, "2026-03-04"), "silence")
	n.at("2026-03-05T12:00:00Z")
	check(n.do("cables", "DEU", "object"), procedure.RuleExpired)
	check(n.do("cables", "secretary-general", "announce"), "announced-over-objection")
	before, err := n.History(ctx, "case/cables")
	if err != nil || len(before) != 3 {
		t.Fatalf("%d facts, %v: what is refused is not on record", len(before), err)
	}

	// On record all the same, it does not count, and a verification shows it with what it goes over.
	done, err := n.Do(ctx, node.NewAct{Case: "cables", Act: "announce", By: "secretary-general", Anyway: true})
	if err != nil || done.Refusal == nil || done.Refusal.Rule != "announced-over-objection" {
		t.Fatalf("%+v, %v", done.Refusal, err)
	}
	cases, breaches, err := node.VerifyCases(ctx, n.dir, &procedure.World{})
	if err != nil || cases != 1 || len(breaches) != 1 || len(breaches[0].Over) != 1 || breaches[0].Over[0].By != "EST" {
		t.Errorf("%d cases, %v, %v", cases, breaches, err)
	}

	// The member shows by its receipt, without the node, that it was in time.
	receipt, err := n.Receipt(ctx, before[2].ID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := receipt.Check(n.PublicKey())
	if err != nil || got.Author != "EST" || got.Recorded.After(time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v, %v", got, err)
	}
	receipt.Entry = strings.Replace(receipt.Entry, "2026-03-05T11", "2026-03-05T10", 1)
	if _, err := receipt.Check(""); !errors.Is(err, entente.ErrDamaged) && err == nil {
		t.Errorf("an altered receipt is good: %v", err)
	}

	// The same when it is read anew.
	n.Node.Close()
	n.open()
	check(n.state("cables", node.Everything, ""), "broken")
	k, err = n.Case(ctx, "cables", node.Everything, 0)
	if err != nil || len(k.Finding.Refused) != 1 {
		t.Errorf("%v, %v", k.Finding.Refused, err)
	}
}

func TestTaskingFromSentence(t *testing.T) {
	n := openCases(t)
	ctx := context.Background()
	id, err := entente.ParseStatementID("vilnius-2023/22/8")
	if err != nil {
		t.Fatal(err)
	}
	c, err := n.CaseFrom("tasking", id)
	if err != nil {
		t.Fatal(err)
	}
	if c.Terms.Text("due") != "2024-07-09T00:00:00Z" || c.Roles["lead"][0] != "nac-permanent-session" || c.Roles["issuer"][0] != "allies" || !strings.Contains(c.Terms.Text("basis"), "Washington Summit") {
		t.Errorf("%v, %s, %s", c.Roles, c.Terms.Text("due"), c.Terms.Text("basis"))
	}
	c.Roles["clearer"] = []entente.ActorID{"DEU", "FRA"}
	r, err := n.OpenCase(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(r.Fact.Subject, "case/")
	due := func(who entente.ActorID) (all []string) {
		t.Helper()
		items, err := n.Inbox(ctx, node.Everything, 0, who)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			if i.Case.Case == name {
				all = append(all, strings.Join(i.Due.Acts, "/"))
			}
		}
		return all
	}
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	const lead = "nac-permanent-session"
	check(strings.Join(due(lead), " "), "take-up/deliver")
	check(n.do(name, lead, "deliver", "product=x"), procedure.RuleCondition)
	check(n.do(name, lead, "take-up"), "")
	check(n.do(name, lead, "submit", "text=Draft"), "")
	check(strings.Join(due("DEU"), " "), "clear/return")
	check(n.do(name, "DEU", "clear"), "")
	check(n.do(name, "FRA", "return", "text=Say more of the Sahel"), "")
	check(n.do(name, lead, "submit", "text=Draft, with more of the Sahel"), "")
	check(n.do(name, "DEU", "clear"), "")
	check(strings.Join(due("DEU"), " "), "")
	check(n.do(name, "FRA", "clear"), "")
	check(n.state(name, node.Everything, ""), "cleared")
	check(n.do(name, lead, "deliver", "product=Report"), "")
	check(n.do(name, "allies", "accept"), "")
	check(n.state(name, node.Everything, ""), "completed")
}

func TestPositionsUnderTheirOwnLabels(t *testing.T) {
	n := openCases(t)
	ctx := context.Background()
	if _, err := n.OpenCase(ctx, node.NewCase{ID: "talks", Definition: "consultation", Title: entente.Wording{"en": "Talks"}, By: "EST",
		Roles: map[string][]entente.ActorID{"requester": {"EST"}}, Terms: procedure.Content{"matter": []byte(`"Cables"`)}}); err != nil {
		t.Fatal(err)
	}
	label, err := entente.ParseLabel("RESTRICTED:DEU+FRA")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Do(ctx, node.NewAct{Case: "talks", Act: "position", By: "DEU", Content: procedure.Content{"text": []byte(`"Between us"`)}, Label: &label}); err != nil {
		t.Fatal(err)
	}
	attached := func(r node.Reader) int {
		k, err := n.Case(ctx, "talks", r, 0)
		if err != nil {
			t.Fatal(err)
		}
		return len(k.Finding.Attached)
	}
	for who, want := range map[entente.ActorID]int{"DEU": 1, "FRA": 1, "POL": 0} {
		if got := attached(n.ReaderFor(who)); got != want {
			t.Errorf("%s sees %d positions, want %d", who, got, want)
		}
	}
	if attached(node.Reader{}) != 0 || attached(node.Everything) != 1 {
		t.Error("the public sees it, or the node does not")
	}
}

func TestNextCycle(t *testing.T) {
	n := openCases(t)
	ctx := context.Background()
	if _, err := n.OpenCase(ctx, node.NewCase{ID: "anp", Definition: "national-programme", Title: entente.Wording{"en": "ANP"}, Roles: map[string][]entente.ActorID{"nation": {"GEO"}, "assessor": {"nato"}, "council": {"nato-georgia-commission"}},
		Terms: procedure.Content{"year": []byte(`"2026"`), "goals-due": []byte(`"2026-04-01T00:00:00Z"`)}, Exercise: true}); err != nil {
		t.Fatal(err)
	}
	for _, x := range [][]string{{"GEO", "goal", "id=law", "text=A law"}, {"GEO", "adopt-goals"}, {"nato-georgia-commission", "conclude", "text=Go on"}} {
		if rule := n.do("anp", entente.ActorID(x[0]), x[1], x[2:]...); rule != "" {
			t.Fatalf("%v: %s", x, rule)
		}
	}
	all, err := n.Cases(ctx, node.Everything, 0)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(k node.CaseFinding) bool { return k.From == "case/anp" })
	if i < 0 || all[i].Terms.Text("year") != "2027" || !strings.HasPrefix(all[i].Terms.Text("goals-due"), "2027-04-01") || !all[i].Exercise {
		t.Fatalf("no next cycle, or another: %+v", all[max(i, 0)].Opening)
	}
	if len(all[i].Finding.Items) != 1 || all[i].Finding.Items[0].ID != "law" {
		t.Errorf("goals: %+v", all[i].Finding.Items)
	}
}

// What was done in a case stands as it was recorded.
func TestActsAreNotCorrected(t *testing.T) {
	n := openCases(t)
	ctx := context.Background()
	r, err := n.OpenCase(ctx, node.NewCase{ID: "x", Definition: "milestone", Title: entente.Wording{"en": "X"}, Roles: map[string][]entente.ActorID{"bearer": {"DEU"}}, Terms: procedure.Content{"task": []byte(`"x"`)}})
	if err != nil {
		t.Fatal(err)
	}
	f := r.Fact
	f.Replaces = r.ID
	if _, err := n.AddFact(ctx, f); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}
