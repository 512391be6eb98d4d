package node_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/node"
)

func TestKnownAndAt(t *testing.T) {
	var c clock
	n := open(t, node.Options{Clock: c.Now})
	add := func(day, summary, period string, replaces entente.FactID) entente.FactID {
		t.Helper()
		c.set(t, day)
		f := evidence("exercise-2031/2/1", summary)
		var err error
		f.Period, err = cal.ParsePeriod(period)
		must(t, err)
		f.Replaces = replaces
		r, err := n.AddFact(t.Context(), f)
		must(t, err)
		return r.ID
	}
	first := add("2031-06-01", "1.8", "2030", entente.FactID{})
	add("2031-07-01", "1.9", "2030", first)
	add("2031-08-01", "2.0", "2031", entente.FactID{})

	check := func(name string, q node.FactQuery, want ...string) {
		t.Run(name, func(t *testing.T) {
			q.Subject = "exercise-2031/2/1"
			got, err := n.Facts(t.Context(), q)
			must(t, err)
			if !slices.Equal(summaries(t, got), want) {
				t.Errorf("got %v, want %v", summaries(t, got), want)
			}
		})
	}
	known := func(day string) cal.Instant {
		i, err := cal.ParseWhen(day)
		must(t, err)
		return i
	}
	check("now", node.FactQuery{}, "1.9", "2.0")
	check("about 2030", node.FactQuery{At: cal.Year(2030)}, "1.9")
	check("about 2031", node.FactQuery{At: cal.Year(2031)}, "2.0")
	check("about 2030, as known in June", node.FactQuery{At: cal.Year(2030), Known: known("2031-06-30")}, "1.8")
	check("as known on the day of the correction", node.FactQuery{Known: known("2031-07-01")}, "1.9")
	check("as known before all", node.FactQuery{Known: known("2031-05-31")})
	check("with what was replaced", node.FactQuery{Replaced: true}, "1.8", "1.9", "2.0")
	check("of another author", node.FactQuery{Author: "TUR"})
	check("of the author", node.FactQuery{Author: "DEU"}, "1.9", "2.0")
	check("of another kind", node.FactQuery{Kind: "note"})

	history, err := n.History(t.Context(), "exercise-2031/2/1")
	must(t, err)
	if got := summaries(t, history); !slices.Equal(got, []string{"1.8", "1.9", "2.0"}) {
		t.Errorf("history: got %v", got)
	}
	if history[0].ReplacedBy != history[1].ID {
		t.Errorf("history: %v replaced by %v, want %v", history[0].ID, history[0].ReplacedBy, history[1].ID)
	}
	recent, err := n.Recent(t.Context(), 2)
	must(t, err)
	if got := summaries(t, recent); !slices.Equal(got, []string{"2.0", "1.9"}) {
		t.Errorf("recent: got %v", got)
	}
}

func summaries(t *testing.T, records []ledger.Record) []string {
	t.Helper()
	var out []string
	for _, r := range records {
		var e node.Evidence
		must(t, json.Unmarshal(r.Fact.Payload, &e))
		out = append(out, e.Summary)
	}
	return out
}

func TestAddFactDefaults(t *testing.T) {
	n := open(t, node.Options{Author: "council"})
	f := evidence("exercise-2031/1/2", "a patrol")
	f.Author = ""
	r, err := n.AddFact(t.Context(), f)
	must(t, err)
	if r.Fact.Author != "council" || !r.Fact.Label.IsPublic() {
		t.Errorf("author %q, label %v; want council, PUBLIC", r.Fact.Author, r.Fact.Label)
	}
	entry, err := n.Pack().Entry(entente.StatementID{Instrument: "exercise-2031", Provision: 1, Number: 1})
	must(t, err)
	about, err := n.FactsOn(t.Context(), entry)
	must(t, err)
	if len(about) != 1 || about[0].ID != r.ID {
		t.Errorf("facts on %v: got %v, want the one about its second statement", entry.ID, about)
	}
}

func TestAddFactRefuses(t *testing.T) {
	n := open(t, node.Options{})
	check := func(name string, want error, text string, change func(*entente.Fact)) {
		t.Run(name, func(t *testing.T) {
			f := evidence("exercise-2031/1/1", "a patrol")
			change(&f)
			_, err := n.AddFact(t.Context(), f)
			if !errors.Is(err, want) || !strings.Contains(err.Error(), text) {
				t.Errorf("got %v, want %v with %q", err, want, text)
			}
		})
	}
	subject := func(s string) func(*entente.Fact) { return func(f *entente.Fact) { f.Subject = s } }
	author := func(s entente.ActorID) func(*entente.Fact) { return func(f *entente.Fact) { f.Author = s } }
	payload := func(kind, p string) func(*entente.Fact) {
		return func(f *entente.Fact) { f.Kind, f.Payload = kind, json.RawMessage(p) }
	}
	check("a statement that is not there", entente.ErrNotFound, "exercise-2031/1/9", subject("exercise-2031/1/9"))
	check("a provision that is not there", entente.ErrNotFound, "exercise-2031/9", subject("exercise-2031/9"))
	check("an instrument that is not there", entente.ErrNotFound, "instrument unknown", subject("exercize-2031/1/1"))
	check("a name that is not there", entente.ErrNotFound, "no programme", subject("X999"))
	check("no path", entente.ErrInvalid, "want a path", subject("exercise 2031"))
	check("an author that is no state", entente.ErrNotFound, "no state", author("DUE"))
	check("an author that is no body", entente.ErrNotFound, "no group or body", author("counsel"))
	check("evidence without a summary", entente.ErrInvalid, `want {"summary"`, payload("evidence", `{"url":"https://example.org"}`))
	check("evidence with a slip", entente.ErrInvalid, `unknown field "sumary"`, payload("evidence", `{"sumary":"x"}`))
	check("evidence at no address", entente.ErrInvalid, "want https://", payload("evidence", `{"summary":"x","url":"example.org"}`))
	check("an empty note", entente.ErrInvalid, `want {"text"`, payload("note", `{"text":" "}`))
	check("no JSON", entente.ErrInvalid, "JSON object", payload("note", `text`))
	check("a correction of nothing", entente.ErrNotFound, "not found", func(f *entente.Fact) { f.Replaces = entente.FactID{1} })

	if facts, err := n.Facts(t.Context(), node.FactQuery{}); err != nil || len(facts) != 0 {
		t.Errorf("recorded all the same: %v, %v", facts, err)
	}
}

func TestAddFactAccepts(t *testing.T) {
	n := open(t, node.Options{Name: "exercise-node"})
	check := func(name string, change func(*entente.Fact)) {
		t.Run(name, func(t *testing.T) {
			f := evidence("exercise-2031/1/1", "a patrol")
			change(&f)
			if _, err := n.AddFact(t.Context(), f); err != nil {
				t.Error(err)
			}
		})
	}
	for _, s := range []string{"exercise-2031", "exercise-2031/2", "exercise-2031/2/2", "exercise-plan", "exercise-plan/3", "X001", "undersea", "TUR", "council", "asset/cable-1"} {
		check("about "+s, func(f *entente.Fact) { f.Subject = s })
	}
	for _, a := range []entente.ActorID{"TUR", "FJI", "allies", "council", "exercise-node"} {
		check("by "+string(a), func(f *entente.Fact) { f.Author = a })
	}
	check("a note", func(f *entente.Fact) { f.Kind, f.Payload = "note", json.RawMessage(`{"text":"x"}`) })
	check("a kind of another version", func(f *entente.Fact) { f.Kind, f.Payload = "later", json.RawMessage(`{"x":[1]}`) })
	check("a label", func(f *entente.Fact) { f.Label, _ = entente.ParseLabel("RESTRICTED:ALLIES") })
}

func TestAddFactsAllOrNothing(t *testing.T) {
	n := open(t, node.Options{})
	good, bad := evidence("exercise-2031/1/1", "good"), evidence("exercise-2031/9/9", "bad")
	if _, err := n.AddFacts(t.Context(), good, bad); !errors.Is(err, entente.ErrNotFound) || !strings.Contains(err.Error(), "fact 2") {
		t.Errorf("got %v, want fact 2 not found", err)
	}
	if facts, err := n.Facts(t.Context(), node.FactQuery{}); err != nil || len(facts) != 0 {
		t.Errorf("recorded all the same: %v, %v", facts, err)
	}
}

func TestAddEach(t *testing.T) {
	n := open(t, node.Options{})
	restricted := evidence("exercise-2031/1/1", "restricted")
	restricted.Label, _ = entente.ParseLabel("RESTRICTED:ALLIES")
	facts := []entente.Fact{
		evidence("exercise-2031/1/1", "one"), evidence("exercise-2031/9/9", "bad"), restricted,
		evidence("exercise-2031/1/1", "two"), evidence("exercise-2031/1/1", ""),
	}
	gone := evidence("exercise-2031/1/1", "a correction of nothing")
	gone.Replaces = entente.FactID{1}
	facts = append(facts, gone, evidence("exercise-2031/1/1", "three"))
	var refused []int
	for i, o := range n.AddEach(t.Context(), facts) {
		if o.Err != nil {
			refused = append(refused, i)
		} else if string(o.Record.Fact.Payload) != string(facts[i].Payload) {
			t.Errorf("outcome %d is of %s, want %s", i, o.Record.Fact.Payload, facts[i].Payload)
		}
	}
	if !slices.Equal(refused, []int{1, 4, 5}) {
		t.Errorf("refused %v, want 1, 4 and 5", refused)
	}
}

func TestFindFact(t *testing.T) {
	n := open(t, node.Options{})
	r, err := n.AddFact(t.Context(), evidence("exercise-2031/1/1", "a patrol"))
	must(t, err)
	for _, id := range []string{r.ID.String(), r.ID.String()[:8], r.ID.String()[:63]} {
		if got, err := n.FindFact(t.Context(), id); err != nil || got.ID != r.ID {
			t.Errorf("%s: got %v, %v", id, got.ID, err)
		}
	}
	other := strings.Repeat("0", 8)
	for id, want := range map[string]error{r.ID.String()[:7]: entente.ErrInvalid, "nonsense": entente.ErrInvalid, other: entente.ErrNotFound} {
		if _, err := n.FindFact(t.Context(), id); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", id, err, want)
		}
	}
}
