package procedure_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/procedure"
)

// ballot is a state that is left when a condition holds. Members vote; whoever may look on, too.
func ballot(t testing.TB, condition string) *procedure.Procedure {
	return define(t, `{"id": "ballot", "version": 1, "kind": "decision", "title": {"en": "Ballot"},
 "roles": [{"id": "chair"}, {"id": "member"}, {"id": "concerned", "optional": true}, {"id": "observer", "optional": true}],
 "terms": [{"id": "rule"}],
 "states": [{"id": "open", "leaves": [{"if": [`+condition+`], "to": "met"}]}, {"id": "met", "end": true}],
 "acts": [
  {"id": "yes", "by": ["member", "observer"], "in": ["open"], "stance": "vote"},
  {"id": "no", "by": ["member", "observer"], "in": ["open"], "stance": "vote"},
  {"id": "pass", "by": ["member", "observer"], "in": ["open"], "stance": "vote"},
  {"id": "sign", "by": ["member"], "in": ["open"]},
  {"id": "unsign", "by": ["member"], "in": ["open"], "undoes": ["sign"]},
  {"id": "text", "by": ["chair"], "in": ["open"], "text": "text", "to": "open", "content": [{"id": "text"}, {"id": "colour"}]},
  {"id": "name", "by": ["chair"], "in": ["open"], "assigns": {"concerned": "who"}, "content": [{"id": "who", "kind": "actors"}]},
  {"id": "admit", "by": ["chair"], "in": ["open"], "adds": {"member": "who"}, "content": [{"id": "who", "kind": "actor"}]},
  {"id": "offer", "by": ["member"], "in": ["open"], "content": [{"id": "id"}], "item": {"kind": "offer", "id": "id", "to": "offered"}},
  {"id": "take", "by": ["chair"], "in": ["open"], "content": [{"id": "offer"}], "item": {"kind": "offer", "id": "offer", "in": ["offered"], "to": "taken"}},
  {"id": "close", "by": ["chair"], "in": ["open"], "to": "met"}]}`)
}

// many returns so many members: M01, M02 …
func many(n int) (all []entente.ActorID) {
	for i := range n {
		all = append(all, entente.ActorID(fmt.Sprintf("M%02d", i+1)))
	}
	return all
}

// did makes acts of words such as "M01..M21:yes CHR:text=A", each a second after the one before.
func did(t testing.TB, words string) []procedure.Act {
	t.Helper()
	var lines strings.Builder
	n := 0
	add := func(who, act string) {
		fmt.Fprintf(&lines, "2026-03-02T09:%02d:%02dZ %s %s\n", n/60, n%60, who, act)
		n++
	}
	for _, word := range strings.Fields(words) {
		who, act, _ := strings.Cut(word, ":")
		act = strings.ReplaceAll(act, ",", " ")
		first, last, several := strings.Cut(who, "..")
		if !several {
			add(who, act)
			continue
		}
		for _, m := range many(99) {
			if string(m) >= first && string(m) <= last {
				add(string(m), act)
			}
		}
	}
	return acts(t, lines.String())
}

// A count holds with the last vote that it takes, and not with one less.
func TestCounts(t *testing.T) {
	check := func(members int, condition, words string, want bool) {
		t.Helper()
		p := ballot(t, condition)
		o := opening(t, p)
		o.Roles = map[string][]entente.ActorID{"chair": {"CHR"}, "member": many(members), "observer": {"OBS"}}
		if members > 1 {
			o.Roles["concerned"] = []entente.ActorID{"M02"}
		}
		f := p.Fold(o, did(t, words), procedure.Query{At: at(t, "2026-03-03")})
		if got := f.State == "met"; got != want {
			t.Errorf("%s of %d after %s: got %v", condition, members, words, got)
		}
	}
	yes := func(more string) string { return `{"act": "yes", "role": "member"` + more + `}` }
	check(3, yes(""), "M01..M02:yes", false)
	check(3, yes(""), "M01..M03:yes", true)
	check(3, yes(""), "M01..M02:yes OBS:yes", false) // an observer does not count
	check(0, yes(""), "", false)                     // all of nobody is not enough
	check(0, yes(`, "least": 1`), "OBS:yes", false)
	check(3, yes(`, "least": 2`), "M01:yes", false)
	check(3, yes(`, "least": 2`), "M01..M02:yes", true)
	check(3, yes(`, "least": 4`), "M01..M03:yes", false)
	check(3, yes(`, "least": "more than 2"`), "M01..M02:yes", false)
	check(3, yes(`, "least": "more than 2"`), "M01..M03:yes", true)

	check(31, yes(`, "least": "2/3"`), "M01..M20:yes", false)
	check(31, yes(`, "least": "2/3"`), "M01..M21:yes", true)
	check(30, yes(`, "least": "2/3"`), "M01..M19:yes", false)
	check(30, yes(`, "least": "2/3"`), "M01..M20:yes", true)
	check(30, yes(`, "least": "more than 2/3"`), "M01..M20:yes", false)
	check(30, yes(`, "least": "more than 2/3"`), "M01..M21:yes", true)
	check(30, yes(`, "least": "more than 1/2"`), "M01..M15:yes", false)
	check(30, yes(`, "least": "more than 1/2"`), "M01..M16:yes", true)
	check(31, yes(`, "least": "more than 1/2"`), "M01..M16:yes", true)
	check(27, yes(`, "least": "55%"`), "M01..M14:yes", false)
	check(27, yes(`, "least": "55%"`), "M01..M15:yes", true)
	check(20, yes(`, "least": "55%"`), "M01..M11:yes", true) // exactly
	check(20, yes(`, "least": "more than 55%"`), "M01..M11:yes", false)
	check(3, yes(`, "least": "1/1"`), "M01..M03:yes", true)

	// Of those who vote, and how many must.
	check(30, yes(`, "least": "2/3", "of": ["yes", "no"]`), "M01..M04:yes M05..M06:no", true)
	check(30, yes(`, "least": "2/3", "of": ["yes", "no"]`), "M01..M02:no M03..M04:yes", false)
	check(30, yes(`, "least": "2/3", "of": ["yes", "no"]`), "M05..M20:pass M01:yes", true) // abstentions aside
	check(30, yes(`, "least": "2/3", "of": ["yes", "no", "pass"]`), "M05..M20:pass M01:yes", false)
	check(30, yes(`, "least": "2/3", "of": ["yes", "no"], "quorum": 3`), "M01..M02:yes", false)
	check(30, yes(`, "least": "2/3", "of": ["yes", "no"], "quorum": 3`), "M01..M02:yes M03:no", true)
	check(30, yes(`, "least": "2/3", "of": ["yes", "no"], "quorum": "1/3"`), "M01..M09:yes", false)
	check(30, yes(`, "least": "2/3", "of": ["yes", "no"], "quorum": "1/3"`), "M01..M10:yes", true)
	check(30, yes(`, "least": "2/3", "of": ["yes", "no"], "quorum": "1/3"`), "M01..M09:yes M10:pass", false)
	check(30, yes(`, "least": "2/3", "of": ["yes", "no"], "quorum": "1/3"`), "M01..M09:yes OBS:yes", false)
	check(4, `{"role": "member", "of": ["yes", "no", "pass"], "quorum": "more than 1/2"}`, "M01:yes M02:no", false)
	check(4, `{"role": "member", "of": ["yes", "no", "pass"], "quorum": "more than 1/2"}`, "M01:yes M02:no M03:pass", true)

	// How many may, and how many may lack.
	check(3, `{"act": "no", "role": "member", "most": 1}`, "", true)
	check(3, `{"act": "yes", "role": "member"}, {"act": "no", "role": "member", "most": 0}`, "M01..M03:yes", true)
	check(3, `{"act": "sign", "role": "member", "least": 2}, {"act": "no", "role": "member", "most": 1}`, "M01..M03:no M01..M02:sign", false)
	check(3, `{"act": "sign", "role": "member", "least": 2}, {"act": "no", "role": "member", "most": 1}`, "M01:no M01..M02:sign", true)
	check(5, yes(`, "lack": 3`), "", false) // nobody is not enough
	check(5, yes(`, "lack": 3`), "M01:yes", false)
	check(5, yes(`, "lack": 3`), "M01..M02:yes", true)
	check(5, yes(`, "lack": 0`), "M01..M04:yes", false)
	check(5, yes(`, "lack": 0`), "M01..M05:yes", true)
	check(5, yes(`, "lack": 1, "except": "concerned"`), "M01:yes M03:yes", false)
	check(5, yes(`, "lack": 1, "except": "concerned"`), "M01:yes M03..M04:yes", true)

	// But the party concerned.
	check(3, yes(`, "except": "concerned"`), "M01:yes", false)
	check(3, yes(`, "except": "concerned"`), "M01:yes M03:yes", true)
	check(3, yes(`, "except": "concerned", "least": 2`), "M01..M02:yes", false)
	check(3, yes(`, "except": "concerned"`), "CHR:name,who=M03 M01..M02:yes", true) // another is
	check(2, yes(`, "except": "concerned"`), "CHR:name,who=M01 M02:yes", true)

	// The last stance counts; what is undone does not.
	check(2, yes(""), "M01:yes M01:no M02:yes", false)
	check(2, yes(""), "M01:yes M01:no M02:yes M01:yes", true)
	check(2, yes(`, "least": 1, "of": ["yes", "no"], "quorum": 2`), "M01:yes M01:pass M02:yes", false)
	check(2, `{"act": "sign", "role": "member"}`, "M01:sign M01:unsign M02:sign", false)
	check(2, `{"act": "sign", "role": "member"}`, "M01:sign M02:unsign M02:sign", true)          // it undoes nobody else's
	check(2, `{"act": "sign", "role": "member"}`, "M01:sign M01:unsign M01:sign M02:sign", true) // and what comes after it stands

	// In this state, of this text, at any time.
	check(2, yes(""), "M01:yes CHR:text,text=B M02:yes", false)
	check(2, yes(`, "since": "version"`), "M01:yes CHR:text,text=B M02:yes", false)
	check(2, yes(`, "since": "version"`), "CHR:text,text=B M01:yes M02:yes", true)
	check(2, yes(`, "since": "case"`), "M01:yes CHR:text,text=B M02:yes", true)

	// Who counts is who holds the role when it is counted.
	check(2, yes(""), "CHR:admit,who=M09 M01..M02:yes", false)
	check(2, yes(""), "CHR:admit,who=M09 M01..M02:yes M09:yes", true)
	check(2, yes(""), "CHR:admit,who=M01 M01..M02:yes", true) // nobody is added twice

	check(3, `{"nobody": "concerned"}`, "", false)
	check(3, `{"nobody": "concerned", "not": true}`, "", true)
	check(1, `{"nobody": "concerned"}`, "", true)
	check(1, `{"nobody": "concerned", "not": true}`, "CHR:name,who=M01", true)
	check(3, `{"given": "colour"}`, "CHR:text,text=A", false)
	check(3, `{"given": "colour"}`, "CHR:text,text=A,colour=red", true)
	check(3, `{"given": "colour", "is": "red"}`, "CHR:text,colour=blue", false)
	check(3, `{"given": "colour", "is": "red"}`, "CHR:text,colour=blue CHR:text,colour=red", true)
	check(3, `{"given": "colour", "is": "red", "not": true}`, "", true)
	check(3, `{"act": "sign", "role": "member", "least": 1}, {"given": "colour", "not": true}`, "CHR:text,colour=red M01:sign", false)

	check(3, `{"items": "offer", "are": ["taken"]}`, "", false) // there must be one
	check(3, `{"items": "offer", "are": ["taken"]}`, "M01:offer,id=x", false)
	check(3, `{"items": "offer", "are": ["taken"]}`, "M01:offer,id=x CHR:take,offer=x", true)
	check(3, `{"items": "offer", "are": ["taken"]}`, "M01:offer,id=x M02:offer,id=y CHR:take,offer=x", false)
	check(3, `{"items": "offer", "are": ["taken"]}`, "M01:offer,id=x M02:offer,id=y CHR:take,offer=x CHR:take,offer=y", true)
	check(3, `{"items": "offer", "are": ["offered", "taken"]}`, "M01:offer,id=x", true)
	check(3, `{"items": "offer", "are": ["offered"], "not": true}, {"act": "sign", "role": "member", "least": 1}`, "M01:sign", true)
}

// Votes that weigh: a share of the weight of all, or of those who vote.
func TestWeights(t *testing.T) {
	check := func(least, of, words string, want bool) {
		t.Helper()
		p := ballot(t, `{"act": "yes", "role": "member", "weight": "people", "least": "`+least+`"`+of+`}`)
		o := opening(t, p)
		o.Roles = map[string][]entente.ActorID{"chair": {"CHR"}, "member": many(4), "concerned": {"M01"}}
		o.Weights = map[string]map[entente.ActorID]float64{"people": {"M01": 83.5, "M02": 0.1, "M03": 0.2, "M04": 16.2}}
		f := p.Fold(o, did(t, words), procedure.Query{At: at(t, "2026-03-03")})
		if got := f.State == "met"; got != want {
			t.Errorf("%s%s after %s: got %v", least, of, words, got)
		}
	}
	check("65%", "", "M01:yes", true)
	check("65%", "", "M02..M04:yes", false)
	check("84%", "", "M01..M03:yes", false)                              // 83.8
	check("83%", "", "M01..M03:yes", true)                               //
	check("all", "", "M01..M04:yes", true)                               // though 0.1 and 0.2 make no 0.3
	check("all", "", "M01:yes M03..M04:yes", false)                      //
	check("1/2", `, "of": ["yes", "no"]`, "M03:no M02:yes", false)       // a third of those who vote
	check("1/2", `, "of": ["yes", "no"]`, "M02:no M03:yes", true)        //
	check("99%", `, "except": "concerned"`, "M04:yes", false)            // 16.2 of 16.5
	check("99%", `, "except": "concerned"`, "M03..M04:yes", true)        //
	check("1/2", `, "of": ["yes", "no"], "quorum": 2`, "M01:yes", false) // a quorum counts heads
	check("1/2", `, "of": ["yes", "no"], "quorum": 2`, "M02:no M01:yes", true)
}

// A weight that somebody lacks is none.
func TestWeightsThatLack(t *testing.T) {
	p := ballot(t, `{"act": "yes", "role": "member", "weight": "people", "least": "1/2"}`)
	o := opening(t, p)
	o.Roles["member"] = many(2)
	if f := p.Fold(o, did(t, "M01..M02:yes"), procedure.Query{At: at(t, "2026-03-03")}); f.State != "open" {
		t.Errorf("without weights: %s", f.State)
	}
	o.Weights = map[string]map[entente.ActorID]float64{"people": {"M01": 1}}
	if f := p.Fold(o, did(t, "M01:yes"), procedure.Query{At: at(t, "2026-03-03")}); f.State != "met" {
		t.Errorf("with one: %s", f.State)
	}
}

// How far a count has come is told, with who is missing.
func TestAwaits(t *testing.T) {
	p := ballot(t, `{"act": "yes", "role": "member", "least": "2/3", "except": "concerned"}`)
	o := opening(t, p)
	o.Roles["concerned"] = []entente.ActorID{"CCC"}
	f := p.Fold(o, did(t, "AAA:yes"), procedure.Query{At: at(t, "2026-03-03")})
	if len(f.Awaits) != 1 {
		t.Fatalf("%d awaited", len(f.Awaits))
	}
	got := f.Awaits[0]
	if got.Act != "yes" || got.To != "met" || got.Have != 1 || got.Of != 2 || got.Least.String() != "2/3" || !slices.Equal(got.Missing, []entente.ActorID{"BBB"}) {
		t.Errorf("got %+v", got)
	}
}

// A condition says what it asks for.
func TestConditionInWords(t *testing.T) {
	check := func(condition, want string) {
		t.Helper()
		var c procedure.Condition
		if err := json.Unmarshal([]byte(condition), &c); err != nil {
			t.Fatal(err)
		}
		if got := c.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check(`{"act": "ratify", "role": "member"}`, "ratify by all member")
	check(`{"act": "yes", "role": "member", "least": "55%", "weight": "population"}`, "yes by 55% member by population")
	check(`{"act": "yes", "role": "member", "least": "2/3", "of": ["yes", "no"]}`, "yes by 2/3 member of those who did yes, no")
	check(`{"act": "join", "role": "member", "except": "concerned"}`, "join by all member but concerned")
	check(`{"act": "no", "role": "member", "most": 0}`, "no by at most 0 member")
	check(`{"act": "yes", "role": "member", "lack": 3}`, "yes by all member but 3 at most")
	check(`{"role": "member", "of": ["yes", "no"], "quorum": "more than 1/2"}`, "yes or no by more than 1/2 member")
	check(`{"items": "offer", "are": ["taken", "sent"]}`, "every offer is taken or sent")
	check(`{"given": "hold"}`, "hold is given")
	check(`{"given": "hold", "is": "true", "not": true}`, "not: hold is true")
	check(`{"nobody": "clearer"}`, "nobody is clearer")
}
