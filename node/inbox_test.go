package node_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/node"
	"entente/procedure"
)

// What is due, by when it is due; what has no date last. At a past instant it is what was due then.
func TestInbox(t *testing.T) {
	n := openWith(t, nil, packWith(t))
	begin := func(id, due, under string, bearer ...entente.ActorID) {
		t.Helper()
		c := node.NewCase{ID: id, Definition: "milestone", Roles: map[string][]entente.ActorID{"bearer": bearer}, Terms: procedure.Content{"task": []byte(`"x"`)}}
		if due != "" {
			c.Terms.SetText("due", due)
		}
		if under != "" {
			c.Label = label(t, under)
		}
		n.begin(c)
	}
	begin("undated", "", "", "EST")
	begin("later", "2026-06-01T00:00:00Z", "", "EST", "FIN")
	begin("past", "2026-02-01T00:00:00Z", "", "EST")
	begin("sooner", "2026-04-01T00:00:00Z", "", "EST")
	begin("restricted", "2026-05-01T00:00:00Z", "RESTRICTED:ALLIES", "EST")
	n.at("2026-03-10T00:00:00Z")
	begin("afterwards", "2026-03-20T00:00:00Z", "", "EST")
	check := func(reader node.Reader, at, want string, actors ...entente.ActorID) {
		t.Helper()
		var when cal.Instant
		if at != "" {
			var err error
			when, err = cal.ParseWhen(at)
			must(t, err)
		}
		items, err := n.Inbox(t.Context(), reader, when, actors...)
		must(t, err)
		var got []string
		for _, i := range items {
			if i.Case.IsPublic {
				continue // of the pack
			}
			s := i.Case.Case
			if i.Due.Late {
				s += "!"
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%v at %q: got %s, want %s", actors, at, s, want)
		}
	}
	all := node.Everything
	check(all, "", "past! afterwards sooner restricted later undated", "EST")
	check(all, "", "later", "FIN")
	check(all, "", "past! afterwards sooner restricted later undated", "FIN", "EST")
	check(all, "", "past! afterwards sooner restricted later undated")
	check(all, "", "", "DEU")
	check(node.Reader{}, "", "past! afterwards sooner later undated", "EST")
	check(n.ReaderFor("DEU"), "", "past! afterwards sooner restricted later undated", "EST")
	check(n.ReaderFor("CHE"), "", "past! afterwards sooner later undated", "EST")
	check(all, "2026-03-09", "past! sooner restricted later undated", "EST") // before the last was opened
	check(all, "2026-03-01", "", "EST")                                      // and before any was
	check(all, "2026-04-01T00:00:00Z", "past! afterwards! sooner! restricted later undated", "EST")
	if rule := n.do("sooner", "EST", "done", "text=x"); rule != "" {
		t.Fatal(rule)
	}
	check(all, "", "past! afterwards restricted later undated", "EST")
	check(all, "2026-03-10T00:00:00Z", "past! sooner restricted later undated", "EST")

	// Time passes, and nobody does anything.
	n.at("2026-05-01T00:00:00Z")
	check(all, "", "past! afterwards! restricted! later undated", "EST")

	items, err := n.Inbox(t.Context(), all, 0, "FIN")
	must(t, err)
	line := items[0].Line()
	if line.Case != "later" || line.Procedure != "milestone" || line.At == nil || line.At.Format(time.RFC3339) != "2026-06-01T00:00:00Z" || line.Late || line.Role != "bearer" {
		t.Errorf("%+v", line)
	}
}

// Steps of which somebody is told, the newest first.
func TestNotices(t *testing.T) {
	n := openWith(t, nil, packWith(t, openly))
	n.beginOpenly("x", "")
	n.beginOpenly("y", "RESTRICTED:DEU+FRA")
	secret := label(t, "RESTRICTED:DEU")
	for _, a := range []node.NewAct{{Case: "x", Act: "say", By: "DEU"}, {Case: "x", Act: "say", By: "FRA", Label: &secret}, {Case: "y", Act: "move", By: "DEU"}} {
		if _, err := n.Do(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	check := func(reader node.Reader, most int, want string, actors ...entente.ActorID) {
		t.Helper()
		all, err := n.Notices(t.Context(), reader, most, actors...)
		must(t, err)
		var got []string
		for i, x := range all {
			if x.Case.IsPublic {
				continue
			}
			s := x.Case.Case + ":" + x.Step.To
			if x.Step.Act >= 0 {
				s = x.Case.Case + ":" + x.Act.Act
			}
			got = append(got, s)
			if i > 0 && all[i-1].Step.At < x.Step.At {
				t.Errorf("%s is newer than the one before", s)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%v: got %s, want %s", actors, s, want)
		}
	}
	check(node.Everything, 100, "y:move x:say x:say y:first x:first", "POL")
	check(node.Everything, 2, "y:move x:say", "POL")
	check(node.Everything, 100, "y:move", "nato")
	check(node.Reader{}, 100, "x:say x:first", "POL")
	check(n.ReaderFor("FRA"), 100, "y:move x:say y:first x:first", "POL")
	check(n.ReaderFor("DEU"), 100, "y:move x:say x:say y:first x:first", "POL")
	check(node.Everything, 100, "", "TUR")
}

// Whoever may not know a case never learns of it; whoever may not know an act of a case sees the case without it, and how it stands with it.
func TestWhoSeesWhat(t *testing.T) {
	n := openWith(t, nil, packWith(t, openly))
	n.beginOpenly("public", "")
	n.beginOpenly("allied", "RESTRICTED:ALLIES")
	secret := label(t, "RESTRICTED:DEU")
	record := func(a node.NewAct) {
		t.Helper()
		if _, err := n.Do(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	record(node.NewAct{Case: "public", Act: "say", By: "POL", Content: contentOf(`{"text": "for all"}`)})
	record(node.NewAct{Case: "public", Act: "move", By: "DEU", Content: contentOf(`{"text": "between us"}`), Label: &secret})
	check := func(who, id, want string, acts int) {
		t.Helper()
		reader := node.Reader{}
		if who != "" {
			reader = n.ReaderFor(entente.ActorID(who))
		}
		if got := n.state(id, reader, ""); got != want {
			t.Errorf("%q reads %s: %s", who, id, got)
		}
		k, err := n.Case(t.Context(), id, reader, 0)
		if want == "not found" {
			if err == nil || strings.Contains(err.Error(), "allied?") {
				t.Errorf("%q: %v", who, err)
			}
			return
		}
		must(t, err)
		document, err := json.Marshal(k.Finding.Document(&k.Opening, k.Acts))
		if must(t, err); len(k.Acts) != acts || strings.Contains(string(document), "between us") != (acts == 2) {
			t.Errorf("%q reads %d acts of %s: %s", who, len(k.Acts), id, document)
		}
	}
	check("", "public", "second", 1)
	check("CHE", "public", "second", 1)
	check("POL", "public", "second", 1)
	check("DEU", "public", "second", 2)
	check("", "allied", "not found", 0)
	check("CHE", "allied", "not found", 0)
	check("POL", "allied", "first", 0)
	check("DEU", "allied", "first", 0)
	check("", "allies", "not found", 0) // and no hint at one that is near
	if k, err := n.Case(t.Context(), "public", node.Everything, 0); err != nil || len(k.Acts) != 2 {
		t.Errorf("%d acts, %v", len(k.Acts), err)
	}
	listed := func(reader node.Reader) (all []string) {
		t.Helper()
		cases, err := n.Cases(t.Context(), reader, 0)
		must(t, err)
		for _, k := range cases {
			if !k.IsPublic {
				all = append(all, k.Opening.Case)
			}
		}
		return all
	}
	if got := listed(node.Reader{}); !slices.Equal(got, []string{"public"}) {
		t.Errorf("the public lists %v", got)
	}
	if got := listed(n.ReaderFor("POL")); !slices.Equal(got, []string{"public", "allied"}) {
		t.Errorf("an ally lists %v", got)
	}
}

// An act that moves a case must come under the label of the case, where its rule says so.
func TestLabelOfTheCase(t *testing.T) {
	n := openWith(t, nil, packWith(t))
	n.begin(node.NewCase{ID: "x", Definition: "silence-nato", Label: label(t, "RESTRICTED:ALLIES")})
	if rule := n.do("x", "secretary-general", "table", "text=A", "expiry=2026-03-05T12:00:00Z"); rule != "" {
		t.Fatal(rule)
	}
	other := label(t, "RESTRICTED:DEU")
	var refused *node.RefusedError
	if _, err := n.Do(t.Context(), node.NewAct{Case: "x", Act: "object", By: "DEU", Label: &other}); !errors.As(err, &refused) || refused.Rule != procedure.RuleLabel {
		t.Errorf("got %v", err)
	}
	if rule := n.do("x", "DEU", "object"); rule != "" || n.state("x", node.Everything, "") != "broken" {
		t.Errorf("%q, %s", rule, n.state("x", node.Everything, ""))
	}
}
