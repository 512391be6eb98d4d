package procedure_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/procedure"
)

// define reads a definition of JSON, and fails where it has faults.
func define(t testing.TB, s string) *procedure.Procedure {
	t.Helper()
	var d procedure.Definition
	if err := json.Unmarshal([]byte(s), &d); err != nil {
		t.Fatal(err)
	}
	p, err := procedure.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const silence = `{
 "id": "silence", "version": 1, "kind": "decision", "title": {"en": "Silence"},
 "roles": [{"id": "chair", "one": true}, {"id": "member"}],
 "states": [
  {"id": "draft", "duties": [{"role": "chair", "acts": ["table"]}]},
  {"id": "silence", "duties": [{"role": "member", "acts": ["object"], "each": true, "optional": true, "clock": "silence"}], "notify": ["member"]},
  {"id": "broken", "end": true, "outcome": "broken", "tone": "bad"},
  {"id": "adopted", "end": true, "outcome": "adopted", "tone": "good", "duties": [{"role": "chair", "acts": ["announce"]}]},
  {"id": "withdrawn", "end": true}],
 "acts": [
  {"id": "object", "by": ["member"], "in": ["silence", "broken"], "before": "silence", "to": "broken", "breaks": true, "once": "version", "label": "case"},
  {"id": "withdraw", "by": ["chair"], "in": ["draft", "silence"], "to": "withdrawn"},
  {"id": "withdraw", "by": ["member"], "in": ["broken"], "undoes": ["object"]},
  {"id": "table", "by": ["chair"], "in": ["draft", "broken"], "text": "text", "to": "silence",
   "content": [{"id": "text", "required": true, "also": ["document"]}, {"id": "expiry", "kind": "moment", "ahead": true}]},
  {"id": "extend", "by": ["chair"], "in": ["silence"], "content": [{"id": "expiry", "kind": "moment", "required": true, "later": "silence"}]},
  {"id": "statement", "by": ["member"], "in": ["silence", "adopted"], "attaches": true, "content": [{"id": "text"}]},
  {"id": "announce", "by": ["chair"], "in": ["adopted"], "once": "version", "refuse": {"broken": "over-objection"}}],
 "clocks": [{"id": "silence", "in": ["silence"], "field": "expiry", "after": "PT72H", "least": "PT1H", "to": "adopted"}]}`

func at(t testing.TB, s string) cal.Instant {
	t.Helper()
	i, err := cal.ParseWhen(s)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// acts reads lines of the form "TIME WHO ACT [FIELD=VALUE]…"; a dot in a value stands for a space.
func acts(t testing.TB, lines string) []procedure.Act {
	t.Helper()
	var all []procedure.Act
	for line := range strings.Lines(lines) {
		f := strings.Fields(line)
		if len(f) < 3 {
			continue
		}
		a := procedure.Act{Received: at(t, f[0]), By: entente.ActorID(f[1]), Act: f[2], Content: procedure.Content{}}
		for _, pair := range f[3:] {
			name, value, _ := strings.Cut(pair, "=")
			switch {
			case name == "person":
				a.Person = value
			case name == "id":
				a.ID = value
				a.Content.SetText("id", value)
			case name == "label":
				label, err := entente.ParseLabel(value)
				if err != nil {
					t.Fatal(err)
				}
				a.Label = label
			default:
				a.Content.SetText(name, value)
			}
		}
		all = append(all, a)
	}
	return all
}

func opening(t testing.TB, p *procedure.Procedure) *procedure.Opening {
	return &procedure.Opening{
		Case: "case", Definition: p.ID, Version: p.Version, Title: entente.Wording{"en": "A case"}, Opened: at(t, "2026-03-01T00:00:00Z"),
		Roles: map[string][]entente.ActorID{"chair": {"CHR"}, "member": {"AAA", "BBB", "CCC"}},
	}
}

// brief says in a line how a case stands: state, who broke it, and the rules by which acts were refused.
func brief(f *procedure.Finding) string {
	s := f.State
	for _, b := range f.BrokenBy {
		s += " " + string(b)
	}
	for _, r := range f.Refused {
		s += fmt.Sprintf(" %d:%s", r.Act+1, r.Rule)
	}
	return s
}

func TestSilence(t *testing.T) {
	p := define(t, silence)
	const table = "2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-05T12:00:00Z\n"
	check := func(name, lines, when, want string) {
		t.Helper()
		f := p.Fold(opening(t, p), acts(t, lines), procedure.Query{At: at(t, when)})
		if got := brief(f); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	check("nothing happened", "", "2026-03-02T00:00:00Z", "draft")
	check("under silence", table, "2026-03-05T11:59:59.999999Z", "silence")
	check("nobody objects", table, "2026-03-05T12:00:00Z", "adopted")
	check("an objection in time", table+"2026-03-05T11:59:59.999999Z AAA object", "2026-03-06", "broken AAA")
	check("an objection at the instant of expiry", table+"2026-03-05T12:00:00Z AAA object", "2026-03-06", "adopted 2:expired")
	check("two objections", table+"2026-03-03 BBB object\n2026-03-04 AAA object", "2026-03-06", "broken BBB AAA")
	check("a second objection after expiry", table+"2026-03-03 BBB object\n2026-03-06 AAA object", "2026-03-07", "broken BBB 3:expired")
	check("twice", table+"2026-03-03 BBB object\n2026-03-04 BBB object", "2026-03-06", "broken BBB 3:twice")
	check("the same act came twice", table+"2026-03-03 BBB object\n2026-03-03 BBB object", "2026-03-06", "broken BBB 3:twice")
	check("by no member", table+"2026-03-03 XXX object\n2026-03-03 CHR object", "2026-03-06", "adopted 3:role 2:role")
	check("before there is a text", "2026-03-02 AAA object", "2026-03-06", "draft 1:state")
	check("before the opening", "2026-02-02 AAA object", "2026-03-06", "draft 1:before-opening")
	check("no such act", table+"2026-03-03 AAA applaud", "2026-03-06", "adopted 2:unknown-act")
	check("on a version that there is not", table+"2026-03-03 AAA object version=2", "2026-03-06", "adopted 2:superseded")
	check("a statement breaks nothing", table+"2026-03-03 AAA statement text=so", "2026-03-06", "adopted")
	check("announced", table+"2026-03-06 CHR announce", "2026-03-07", "adopted")
	check("announced twice", table+"2026-03-06 CHR announce\n2026-03-07 CHR announce", "2026-03-08", "adopted 3:twice")
	check("announced over an objection", table+"2026-03-03 AAA object\n2026-03-06 CHR announce", "2026-03-07", "broken AAA 3:over-objection")
	check("announced too soon", table+"2026-03-03 CHR announce", "2026-03-07", "adopted 2:state")
	check("extended too late", table+"2026-03-05 CHR extend expiry=2026-03-08T12:00:00Z\n2026-03-07 AAA object", "2026-03-09", "adopted 2:expired 3:expired")
	check("extended in time", table+"2026-03-04 CHR extend expiry=2026-03-08T12:00:00Z\n2026-03-07 AAA object", "2026-03-09", "broken AAA")
	check("extended to an earlier time", table+"2026-03-04 CHR extend expiry=2026-03-05T11:00:00Z", "2026-03-09", "adopted 2:moment")
	check("extended without saying to when", table+"2026-03-04 CHR extend", "2026-03-09", "adopted 2:content")
	check("an expiry that is no time", "2026-03-02 CHR table text=A expiry=soon", "2026-03-09", "draft 1:content")
	check("an expiry that is past", "2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-01T09:00:00Z", "2026-03-09", "draft 1:moment")
	check("too short", "2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-02T09:30:00Z", "2026-03-09", "draft 1:moment")
	check("72 hours unless it says", "2026-03-02T09:00:00Z CHR table text=A", "2026-03-05T08:59:59Z", "silence")
	check("72 hours are over", "2026-03-02T09:00:00Z CHR table text=A", "2026-03-05T09:00:00Z", "adopted")
	check("in another zone", "2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-05T12:00:00+02:00", "2026-03-05T10:00:00Z", "adopted")
	check("by another name", "2026-03-02T09:00:00Z CHR table document=A", "2026-03-03", "silence")
	check("withdrawn", table+"2026-03-03 CHR withdraw", "2026-03-09", "withdrawn")
	check("after it was withdrawn", table+"2026-03-03 CHR withdraw\n2026-03-04 AAA object", "2026-03-09", "withdrawn 3:closed")
	check("objection and withdrawal at one instant", table+"2026-03-03T00:00:00Z CHR withdraw\n2026-03-03T00:00:00Z AAA object", "2026-03-09", "broken AAA 2:closed")
	check("an objection taken back does not revive silence", table+"2026-03-03 AAA object\n2026-03-04 AAA withdraw", "2026-03-09", "broken AAA")
	check("tabled anew", table+"2026-03-03 AAA object\n2026-03-06 CHR table text=B expiry=2026-03-09T12:00:00Z", "2026-03-07", "silence")
	check("tabled anew: the old expiry does not count", table+"2026-03-03 AAA object\n2026-03-06T00:00:00Z CHR table text=B", "2026-03-08T00:00:00Z", "silence")
	check("tabled anew and adopted", table+"2026-03-03 AAA object\n2026-03-06T00:00:00Z CHR table text=B", "2026-03-10", "adopted")
	check("an objection to the earlier version", table+"2026-03-03 AAA object\n2026-03-06T00:00:00Z CHR table text=B\n2026-03-07 BBB object version=1", "2026-03-10", "adopted 4:superseded")
	check("under another label", table+"2026-03-03 AAA object label=RESTRICTED:AAA", "2026-03-10", "adopted 2:label")
}

// The order in which acts come does not matter, and a past instant shows what was so then.
func TestAnyOrder(t *testing.T) {
	p := define(t, silence)
	all := acts(t, `2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-05T12:00:00Z
2026-03-03 AAA statement text=x
2026-03-04T00:00:00Z CHR extend expiry=2026-03-06T12:00:00Z
2026-03-04T00:00:00Z BBB object
2026-03-04T00:00:00Z AAA object
2026-03-07 CHR table text=B
2026-03-09 CCC object
2026-03-09 CHR announce`)
	said := func(all []procedure.Act, when cal.Instant) string {
		f := p.Fold(opening(t, p), all, procedure.Query{At: when})
		var who []string
		for _, r := range f.Refused {
			who = append(who, string(all[r.Act].By)+r.Rule)
		}
		return fmt.Sprint(f.State, f.BrokenBy, f.Expiry, len(f.Steps), who, len(f.Dues))
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for _, when := range []string{"2026-03-03", "2026-03-04T00:00:00Z", "2026-03-05", "2026-03-08", "2026-03-11"} {
		want := said(all, at(t, when))
		var then []procedure.Act
		for _, a := range all {
			if a.Received <= at(t, when) {
				then = append(then, a)
			}
		}
		if got := said(then, at(t, when)); got != want {
			t.Errorf("%s: known then %s, known later %s", when, got, want)
		}
		for range 50 {
			mixed := slices.Clone(all)
			rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			if got := said(mixed, at(t, when)); got != want {
				t.Fatalf("%s: got %s, want %s", when, got, want)
			}
		}
	}
}

// What a clock decided is certain when all records are known up to then.
func TestUnseen(t *testing.T) {
	p := define(t, silence)
	all := acts(t, "2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-05T12:00:00Z")
	seen := map[entente.ActorID]cal.Instant{"AAA": at(t, "2026-03-06"), "BBB": at(t, "2026-03-05T11:00:00Z")}
	f := p.Fold(opening(t, p), all, procedure.Query{At: at(t, "2026-03-06"), Seen: seen})
	if f.State != "adopted" || !slices.Equal(f.Unseen, []entente.ActorID{"BBB"}) {
		t.Errorf("got %s, unseen %v", f.State, f.Unseen)
	}
}

func TestDues(t *testing.T) {
	p := define(t, silence)
	check := func(lines, when, want string) {
		t.Helper()
		f := p.Fold(opening(t, p), acts(t, lines), procedure.Query{At: at(t, when)})
		var got []string
		for _, d := range f.Dues {
			got = append(got, fmt.Sprint(d.Actors, d.Acts, d.At != 0, d.Optional, d.Late))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: got %s, want %s", when, s, want)
		}
	}
	const table = "2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-05T12:00:00Z\n"
	check("", "2026-03-02", "[CHR] [table] false false false")
	check(table, "2026-03-03", "[AAA] [object] true true false [BBB] [object] true true false [CCC] [object] true true false")
	check(table, "2026-03-06", "[CHR] [announce] false false false")
	check(table+"2026-03-06 CHR announce", "2026-03-07", "")
}

// Between two instants that findings name nothing changes by itself.
func TestNext(t *testing.T) {
	p := define(t, silence)
	all := acts(t, `2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-05T12:00:00Z
2026-03-04T00:00:00Z CHR extend expiry=2026-03-06T12:00:00Z`)
	f := p.Fold(opening(t, p), all, procedure.Query{At: at(t, "2026-03-04T01:00:00Z")})
	if f.Next != at(t, "2026-03-06T12:00:00Z") {
		t.Fatalf("next: %v", f.Next)
	}
	before := p.Fold(opening(t, p), all, procedure.Query{At: f.Next - 1})
	after := p.Fold(opening(t, p), all, procedure.Query{At: f.Next})
	if before.State != "silence" || after.State != "adopted" || after.Next != 0 {
		t.Errorf("before %s, after %s, next %v", before.State, after.State, after.Next)
	}
}

// machine is a definition with one state for acts, to try single parts of the language.
func machine(t testing.TB, acts, clocks, leaves string) *procedure.Procedure {
	return define(t, `{"id": "m", "version": 1, "kind": "tasking", "title": {"en": "M"},
 "roles": [{"id": "chair", "one": true}, {"id": "member"}, {"id": "concerned", "optional": true}, {"id": "anyone", "open": true}],
 "terms": [{"id": "due", "kind": "moment"}, {"id": "span", "kind": "span"}],
 "states": [{"id": "open", "leaves": [`+leaves+`], "duties": [{"role": "chair", "acts": ["go"]}]}, {"id": "end", "end": true}],
 "acts": [{"id": "go", "by": ["chair"], "in": ["open"], "to": "end"}`+acts+`], "clocks": [`+clocks+`]}`)
}

func TestConditions(t *testing.T) {
	const votes = `, {"id": "yes", "by": ["member"], "in": ["open"], "stance": "vote"}, {"id": "no", "by": ["member"], "in": ["open"], "stance": "vote"}, {"id": "pass", "by": ["member"], "in": ["open"], "stance": "vote"}`
	check := func(condition, lines, want string) {
		t.Helper()
		p := machine(t, votes, "", `{"if": [`+condition+`], "to": "end"}`)
		o := opening(t, p)
		o.Roles["concerned"] = []entente.ActorID{"CCC"}
		o.Weights = map[string]map[entente.ActorID]float64{"people": {"AAA": 80, "BBB": 10, "CCC": 10}}
		var all string
		for i, act := range strings.Fields(lines) {
			all += fmt.Sprintf("2026-03-02T09:00:0%dZ %s\n", i, strings.ReplaceAll(act, ":", " "))
		}
		if got := brief(p.Fold(o, acts(t, all), procedure.Query{At: at(t, "2026-03-03")})); got != want {
			t.Errorf("%s after %s: got %s, want %s", condition, lines, got, want)
		}
	}
	check(`{"act": "yes", "role": "member"}`, "AAA:yes BBB:yes", "open")
	check(`{"act": "yes", "role": "member"}`, "AAA:yes BBB:yes CCC:yes", "end")
	check(`{"act": "yes", "role": "member", "except": "concerned"}`, "AAA:yes BBB:yes", "end")
	check(`{"act": "yes", "role": "member", "least": 2}`, "AAA:yes", "open")
	check(`{"act": "yes", "role": "member", "least": 2}`, "AAA:yes CCC:yes", "end")
	check(`{"act": "yes", "role": "member", "least": "2/3"}`, "AAA:yes CCC:yes", "end")
	check(`{"act": "yes", "role": "member", "least": "more than 2/3"}`, "AAA:yes CCC:yes", "open")
	check(`{"act": "yes", "role": "member", "least": "65%"}`, "AAA:yes", "open")
	check(`{"act": "yes", "role": "member", "least": "65%", "weight": "people"}`, "AAA:yes", "end")
	check(`{"act": "yes", "role": "member", "least": "2/3", "of": ["yes", "no"]}`, "AAA:pass BBB:yes", "end")
	check(`{"act": "yes", "role": "member", "least": "2/3", "of": ["yes", "no"]}`, "AAA:no BBB:yes", "open")
	check(`{"act": "yes", "role": "member", "least": "2/3", "of": ["yes", "no"]}`, "AAA:no AAA:yes", "end")
	check(`{"act": "yes", "role": "member", "least": 1, "of": ["yes", "no"], "quorum": 2}`, "AAA:yes", "open")
	check(`{"act": "yes", "role": "member", "least": 1, "of": ["yes", "no"], "quorum": 2}`, "AAA:yes BBB:no", "end")
	check(`{"role": "member", "of": ["yes", "no", "pass"], "quorum": "more than 1/2"}`, "AAA:yes", "open")
	check(`{"role": "member", "of": ["yes", "no", "pass"], "quorum": "more than 1/2"}`, "AAA:yes BBB:pass", "end")
	check(`{"act": "yes", "role": "member", "lack": 1}`, "AAA:yes", "open")
	check(`{"act": "yes", "role": "member", "lack": 1}`, "AAA:yes CCC:yes", "end")
	check(`{"nobody": "concerned"}`, "", "open")
	check(`{"nobody": "concerned", "not": true}`, "", "end")
}

// Opposite stances at one instant are none.
func TestContradiction(t *testing.T) {
	p := machine(t, `, {"id": "yes", "by": ["member"], "in": ["open"], "stance": "vote"}, {"id": "no", "by": ["member"], "in": ["open"], "stance": "vote"}`, "", `{"if": [{"act": "yes", "role": "member", "least": 1}], "to": "end"}`)
	f := p.Fold(opening(t, p), acts(t, "2026-03-02T00:00:00Z AAA no\n2026-03-02T00:00:00Z AAA yes"), procedure.Query{At: at(t, "2026-03-03")})
	if got := brief(f); got != "open 2:contradiction 1:contradiction" {
		t.Errorf("got %s", got)
	}
}

func TestTwoPersons(t *testing.T) {
	p := machine(t, `, {"id": "sign", "by": ["member"], "in": ["open"], "two_persons": true, "to": "end", "content": [{"id": "text"}]}`, "", "")
	check := func(lines, want string) {
		t.Helper()
		f := p.Fold(opening(t, p), acts(t, lines), procedure.Query{At: at(t, "2026-03-09")})
		if got := fmt.Sprint(brief(f), f.Waiting); got != want {
			t.Errorf("%s: got %s, want %s", lines, got, want)
		}
	}
	check("2026-03-02 AAA sign person=x text=A", "open[0]")
	check("2026-03-02 AAA sign person=x text=A\n2026-03-03 AAA sign person=x text=A", "open[0 1]")
	check("2026-03-02 AAA sign person=x text=A\n2026-03-03 AAA sign person=y text=B", "open[0 1]")
	check("2026-03-02 AAA sign person=x text=A\n2026-03-03 BBB sign person=y text=A", "open[0 1]")
	check("2026-03-02 AAA sign person=x text=A\n2026-03-03 AAA sign person=y text=A", "end[]")
	check("2026-03-02 AAA sign text=A\n2026-03-03 AAA sign text=A", "open[0 1]")
}

func TestItems(t *testing.T) {
	p := machine(t, `, {"id": "offer", "by": ["anyone"], "in": ["open"], "content": [{"id": "id", "required": true}, {"id": "expires", "kind": "moment"}], "item": {"kind": "offer", "id": "id", "to": "offered", "expires": "expires"}},
 {"id": "accept", "by": ["chair"], "in": ["open"], "content": [{"id": "offer"}], "item": {"kind": "offer", "id": "offer", "in": ["offered"], "to": "accepted"}},
 {"id": "deploy", "by": ["anyone"], "in": ["open"], "content": [{"id": "offer"}], "item": {"kind": "offer", "id": "offer", "in": ["accepted"], "own": true, "to": "deployed"}}`, "", `{"if": [{"items": "offer", "are": ["deployed"]}], "to": "end"}`)
	check := func(lines, want string) {
		t.Helper()
		f := p.Fold(opening(t, p), acts(t, lines), procedure.Query{At: at(t, "2026-03-09")})
		got := brief(f)
		for _, i := range f.Items {
			got += " " + i.ID + "=" + i.Is
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", lines, got, want)
		}
	}
	check("2026-03-02 EST offer id=x", "open x=offered")
	check("2026-03-02 EST offer id=x\n2026-03-03 POL offer id=x", "open 2:item x=offered")
	check("2026-03-02 EST offer id=x\n2026-03-03 EST offer id=x", "open x=offered")
	check("2026-03-02 EST offer id=x\n2026-03-03 CHR accept offer=x", "open x=accepted")
	check("2026-03-02 EST offer id=x\n2026-03-03 CHR accept offer=y", "open 2:item x=offered")
	check("2026-03-02 EST offer id=x\n2026-03-03 CHR accept", "open 2:item x=offered")
	check("2026-03-02 EST offer id=x expires=2026-03-04T00:00:00Z", "open x=lapsed")
	check("2026-03-02 EST offer id=x expires=2026-03-04T00:00:00Z\n2026-03-04T00:00:00Z CHR accept offer=x", "open 2:item x=lapsed")
	check("2026-03-02 EST offer id=x expires=2026-03-04T00:00:00Z\n2026-03-03 CHR accept offer=x", "open x=accepted")
	check("2026-03-02 EST offer id=x\n2026-03-03 CHR accept offer=x\n2026-03-04 POL deploy offer=x", "open 3:item x=accepted")
	check("2026-03-02 EST offer id=x\n2026-03-03 CHR accept offer=x\n2026-03-04 EST deploy offer=x", "end x=deployed")
}

func TestClocks(t *testing.T) {
	world := &procedure.World{
		Week:     cal.Workweek{Holidays: map[cal.Date]bool{cal.NewDate(2026, 3, 5): true}},
		Meetings: []procedure.Meeting{{Body: "council", Days: cal.Days(cal.NewDate(2026, 3, 10), cal.NewDate(2026, 3, 11)), Title: entente.Wording{"en": "Second"}}, {Body: "council", Days: cal.Day(cal.NewDate(2026, 3, 1)), Title: entente.Wording{"en": "First"}}},
	}
	check := func(clock string, terms map[string]string, want string) {
		t.Helper()
		p := machine(t, "", clock, "")
		o := opening(t, p)
		o.Terms = procedure.Content{}
		for k, v := range terms {
			o.Terms.SetText(k, v)
		}
		f := p.Fold(o, nil, procedure.Query{At: o.Opened, World: world})
		got := "never"
		if len(f.Timers) == 1 && f.Timers[0].At != 0 {
			got = f.Timers[0].At.Time().Format("2006-01-02T15:04:05Z")
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", clock, got, want)
		}
	}
	check(`{"id": "c", "in": ["open"], "field": "due"}`, map[string]string{"due": "2026-03-09T08:00:00Z"}, "2026-03-09T08:00:00Z")
	check(`{"id": "c", "in": ["open"], "field": "due"}`, nil, "never")
	check(`{"id": "c", "in": ["open"], "after": "P1M"}`, nil, "2026-04-01T00:00:00Z")
	check(`{"id": "c", "in": ["open"], "after_term": "span"}`, map[string]string{"span": "P150D"}, "2026-07-29T00:00:00Z")
	check(`{"id": "c", "in": ["open"], "after_term": "span"}`, nil, "never")
	check(`{"id": "c", "in": ["open"], "workdays": 5}`, nil, "2026-03-10T00:00:00Z") // a Sunday, with a holiday on the Thursday
	check(`{"id": "c", "in": ["open"], "meeting": "council"}`, nil, "2026-03-10T00:00:00Z")
	check(`{"id": "c", "in": ["open"], "meeting": "nobody"}`, nil, "never")
	check(`{"id": "c", "in": ["open"], "from": "go", "after": "P1D"}`, nil, "never")
}

// The nth report answers for the nth turn.
func TestTurns(t *testing.T) {
	p := define(t, `{"id": "m", "version": 1, "kind": "tasking", "title": {"en": "M"}, "roles": [{"id": "author"}], "terms": [{"id": "first", "kind": "moment"}],
 "states": [{"id": "open", "end": true, "duties": [{"role": "author", "acts": ["report"], "clock": "year"}]}],
 "acts": [{"id": "report", "by": ["author"], "in": ["open"]}], "clocks": [{"id": "year", "in": ["open"], "field": "first", "each": "P1Y"}]}`)
	check := func(lines, when, want string) {
		t.Helper()
		o := &procedure.Opening{Case: "c", Opened: at(t, "2023-07-11T00:00:00Z"), Roles: map[string][]entente.ActorID{"author": {"AAA"}}, Terms: procedure.Content{}}
		o.Terms.SetText("first", "2024-07-11T00:00:00Z")
		f := p.Fold(o, acts(t, lines), procedure.Query{At: at(t, when)})
		if got := fmt.Sprint(f.Dues[0].At.Date(), f.Dues[0].Late); got != want {
			t.Errorf("%s at %s: got %s, want %s", lines, when, got, want)
		}
	}
	check("", "2024-01-01", "2024-07-11 false")
	check("", "2025-01-01", "2024-07-11 true")
	check("", "2027-01-01", "2024-07-11 true")
	check("2024-06-01 AAA report", "2024-06-02", "2025-07-11 false")
	check("2024-06-01 AAA report\n2024-06-02 AAA report", "2024-06-03", "2025-07-11 false")
	check("2024-09-01 AAA report", "2024-09-02", "2025-07-11 false")
	check("2024-09-01 AAA report\n2025-05-01 AAA report", "2025-05-02", "2026-07-11 false")
	check("2026-09-01 AAA report", "2026-09-02", "2025-07-11 true")
	check("2026-09-01 AAA report\n2026-09-02 AAA report\n2026-09-03 AAA report", "2026-09-04", "2027-07-11 false")
}

func TestStandings(t *testing.T) {
	p := machine(t, `, {"id": "ratify", "by": ["anyone"], "in": ["open"], "standing": [{"is": "party"}]}, {"id": "notice", "by": ["anyone"], "in": ["open"], "standing": [{"is": "withdrawing"}, {"is": "withdrawn", "after_term": "span"}]}`, "", "")
	check := func(lines, when, want string) {
		t.Helper()
		o := opening(t, p)
		o.Terms = procedure.Content{}
		o.Terms.SetText("span", "P6M")
		f := p.Fold(o, acts(t, lines), procedure.Query{At: at(t, when)})
		var got []string
		for _, s := range f.Standings {
			got = append(got, fmt.Sprintf("%s %s %v %v", s.Actor, s.Is, s.At.Date(), s.At > f.At))
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s: got %s, want %s", lines, s, want)
		}
	}
	check("2026-03-02 USA ratify", "2026-04-01", "USA party 2026-03-02 false")
	check("2026-03-02 USA ratify\n2026-03-10 USA notice", "2026-04-01", "USA party 2026-03-02 false; USA withdrawing 2026-03-10 false; USA withdrawn 2026-09-10 true")
	check("2026-03-02 USA ratify\n2026-03-10 USA notice\n2026-05-01 USA ratify", "2026-12-01", "USA party 2026-03-02 false; USA withdrawing 2026-03-10 false; USA party 2026-05-01 false")
}

// A case goes on by another version of its definition when somebody says so, and keeps its own until then.
func TestMigrate(t *testing.T) {
	p := define(t, silence)
	newer := strings.ReplaceAll(strings.ReplaceAll(silence, `"silence", "duties"`, `"quiet", "duties"`), `"to": "silence"`, `"to": "quiet"`)
	newer = strings.NewReplacer(`"in": ["silence"]`, `"in": ["quiet"]`, `"in": ["silence", "broken"]`, `"in": ["quiet", "broken"]`, `"in": ["draft", "silence"]`, `"in": ["draft", "quiet"]`,
		`"in": ["silence", "adopted"]`, `"in": ["quiet", "adopted"]`, `"version": 1`, `"version": 2, "migrations": {"1": [{"from": "silence", "to": "quiet"}]}`).Replace(newer)
	second := define(t, newer)
	world := &procedure.World{Procedure: func(id string, version int) *procedure.Procedure {
		if version == 2 {
			return second
		}
		return nil
	}}
	check := func(lines, want string) {
		t.Helper()
		f := p.Fold(opening(t, p), acts(t, lines), procedure.Query{At: at(t, "2026-03-04"), World: world})
		if got := fmt.Sprint(brief(f), f.Version); got != want {
			t.Errorf("%s: got %s, want %s", lines, got, want)
		}
	}
	const table = "2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-05T12:00:00Z\n"
	check(table, "silence1")
	check(table+"2026-03-03 CHR migrate version=2", "quiet2")
	check(table+"2026-03-03 CHR migrate version=3", "silence 2:migration1")
	check(table+"2026-03-03 AAA migrate version=2", "silence 2:migration1")
	check(table+"2026-03-03 CHR migrate version=2\n2026-03-04T00:00:00Z AAA object", "broken AAA2")
}

// Each kind of fault is found and named.
func TestCheck(t *testing.T) {
	check := func(change, to string, kind procedure.FaultKind, where string) {
		t.Helper()
		s := strings.Replace(silence, change, to, 1)
		if s == silence {
			t.Fatalf("%q is not in the definition", change)
		}
		var d procedure.Definition
		if err := json.Unmarshal([]byte(s), &d); err != nil {
			t.Fatal(err)
		}
		faults := d.Check()
		if !slices.ContainsFunc(faults, func(f procedure.Fault) bool { return f.Kind == kind && f.Where == where }) {
			t.Errorf("%s: got %v, want %s at %s", to, faults, kind, where)
		}
		if _, err := procedure.New(d); err == nil {
			t.Errorf("%s: runs", to)
		}
	}
	check(`{"id": "withdrawn", "end": true}`, `{"id": "withdrawn", "end": true}, {"id": "island", "end": true}`, procedure.FaultUnreachable, "state island")
	check(`"by": ["chair"], "in": ["adopted"]`, `"by": [], "in": ["adopted"]`, procedure.FaultNobody, "act announce")
	check(`"by": ["chair"], "in": ["adopted"]`, `"by": ["pope"], "in": ["adopted"]`, procedure.FaultForm, "act announce")
	check(`"acts": ["announce"]}`, `"acts": ["object"]}`, procedure.FaultNobody, "state adopted")
	check(`"field": "expiry", "after": "PT72H", "least": "PT1H", "to": "adopted"`, `"to": "adopted"`, procedure.FaultNever, "clock silence")
	check(`"field": "expiry", "after": "PT72H"`, `"field": "text"`, procedure.FaultNever, "clock silence")
	check(`{"id": "draft",`, `{"id": "draft", "leaves": [{"if": [{"act": "announce", "role": "member"}], "to": "silence"}],`, procedure.FaultNever, "state draft")
	s := strings.Replace(silence, `{"id": "draft",`, `{"id": "draft", "leaves": [{"if": [{"given": "text"}], "to": "broken"}],`, 1)
	s = strings.Replace(s, `{"id": "broken",`, `{"id": "broken", "leaves": [{"if": [{"given": "text"}], "to": "draft"}],`, 1)
	var d procedure.Definition
	if err := json.Unmarshal([]byte(s), &d); err != nil {
		t.Fatal(err)
	}
	if faults := d.Check(); len(faults) != 2 || faults[0].Kind != procedure.FaultRound {
		t.Errorf("round: got %v", faults)
	}
	check(`"withdrawn", "end": true`, `"withdrawn"`, procedure.FaultDeadlock, "state withdrawn")
}

// A state that leads only to itself and others like it never ends.
func TestNoEnd(t *testing.T) {
	var d procedure.Definition
	if err := json.Unmarshal([]byte(`{"id": "m", "version": 1, "kind": "tasking", "title": {"en": "M"}, "roles": [{"id": "a"}], "states": [{"id": "x"}, {"id": "y"}],
 "acts": [{"id": "on", "by": ["a"], "in": ["x"], "to": "y"}, {"id": "back", "by": ["a"], "in": ["y"], "to": "x"}]}`), &d); err != nil {
		t.Fatal(err)
	}
	var kinds []procedure.FaultKind
	for _, f := range d.Check() {
		kinds = append(kinds, f.Kind)
	}
	if !slices.Equal(kinds, []procedure.FaultKind{procedure.FaultNoEnd, procedure.FaultNoEnd}) {
		t.Errorf("got %v", kinds)
	}
}
