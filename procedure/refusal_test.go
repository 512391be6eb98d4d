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

// rulebook is a definition in which every rule can be broken. Members say yes or no to a text before the vote closes; offers are made
// besides.
const rulebook = `{
 "id": "rulebook", "version": 1, "kind": "decision", "title": {"en": "Rulebook"},
 "roles": [{"id": "chair", "one": true}, {"id": "member"}, {"id": "concerned", "optional": true}, {"id": "anyone", "open": true}],
 "terms": [{"id": "hearing", "kind": "moment"}],
 "states": [
  {"id": "draft", "duties": [{"role": "chair", "acts": ["put"]}]},
  {"id": "open"},
  {"id": "adopted", "end": true, "outcome": "adopted", "tone": "good"},
  {"id": "dropped", "end": true, "tone": "over"}],
 "acts": [
  {"id": "no", "by": ["member"], "except": "concerned", "in": ["open"], "before": "vote", "stance": "vote", "label": "case", "breaks": true,
   "content": [{"id": "grounds", "required": true}]},
  {"id": "yes", "by": ["member"], "in": ["open"], "before": "hearing", "stance": "vote"},
  {"id": "ask", "by": ["member"], "in": ["open"], "once": "version"},
  {"id": "drop", "by": ["chair"], "in": ["draft", "open"], "to": "dropped"},
  {"id": "put", "by": ["chair"], "in": ["draft", "open"], "text": "text", "to": "open",
   "content": [{"id": "text", "required": true}, {"id": "until", "kind": "moment", "ahead": true}]},
  {"id": "extend", "by": ["chair"], "in": ["open"], "content": [{"id": "until", "kind": "moment", "required": true, "later": "vote"}]},
  {"id": "shorten", "by": ["chair"], "in": ["open"], "content": [{"id": "until", "kind": "moment", "required": true}]},
  {"id": "close", "by": ["chair"], "in": ["open"], "if": [{"act": "yes", "role": "member", "least": 2}], "to": "adopted",
   "refuse": {"draft": "closed-before-text", "dropped": "closed-over-withdrawal"}},
  {"id": "form", "by": ["anyone"], "in": ["open"], "content": [
   {"id": "number", "kind": "number"}, {"id": "choice", "kind": "choice", "choices": ["red", "blue"]}, {"id": "flag", "kind": "flag"},
   {"id": "day", "kind": "day"}, {"id": "period", "kind": "period"}, {"id": "span", "kind": "span"}, {"id": "moment", "kind": "moment"},
   {"id": "actor", "kind": "actor"}, {"id": "actors", "kind": "actors"}, {"id": "link", "kind": "link"}, {"id": "text"}]},
  {"id": "offer", "by": ["anyone"], "in": ["open"], "content": [{"id": "id", "required": true}, {"id": "expires", "kind": "moment"}],
   "item": {"kind": "offer", "id": "id", "to": "offered", "expires": "expires"}},
  {"id": "take", "by": ["chair"], "in": ["open"], "content": [{"id": "offer"}], "item": {"kind": "offer", "id": "offer", "in": ["offered"], "to": "taken"}},
  {"id": "send", "by": ["anyone"], "in": ["open"], "content": [{"id": "offer"}], "item": {"kind": "offer", "id": "offer", "in": ["taken"], "own": true, "to": "sent"}},
  {"id": "note", "by": ["member"], "in": ["open", "adopted"], "attaches": true}],
 "clocks": [
  {"id": "vote", "in": ["open"], "field": "until", "after": "P3D", "least": "PT1H", "to": "adopted"},
  {"id": "hearing", "in": ["open"], "field": "hearing"}]}`

// ruled opens a case by the rulebook: CCC is the party concerned, the hearing ends on 4 March at noon.
func ruled(t testing.TB, p *procedure.Procedure) *procedure.Opening {
	o := opening(t, p)
	o.Roles["concerned"] = []entente.ActorID{"CCC"}
	o.Terms = procedure.Content{}
	o.Terms.SetText("hearing", "2026-03-04T12:00:00Z")
	return o
}

func TestRefusals(t *testing.T) {
	p := define(t, rulebook)
	const put = "2026-03-02T09:00:00Z CHR put text=A until=2026-03-05T12:00:00Z\n"
	check := func(rule, lines, want string) {
		t.Helper()
		f := p.Fold(ruled(t, p), acts(t, lines), procedure.Query{At: at(t, "2026-03-05T11:00:00Z")})
		if got := brief(f); got != want {
			t.Errorf("%s: %s: got %q, want %q", rule, lines, got, want)
		}
	}
	check("unknown-act", put+"2026-03-03 AAA applaud", "open 2:unknown-act")
	check("unknown-act", put+"2026-03-03 XXX applaud", "open 2:unknown-act")
	check("unknown-act", put+"2026-03-03 AAA note", "open")

	check("role", put+"2026-03-03 XXX no grounds=x", "open 2:role")
	check("role", put+"2026-03-03 CHR no grounds=x", "open 2:role")
	check("role", put+"2026-03-03 AAA extend until=2026-03-09T00:00:00Z", "open 2:role")
	check("role: the party concerned", put+"2026-03-03 CCC no grounds=x", "open 2:role")
	check("role: it may all the same", put+"2026-03-03 CCC yes", "open")
	check("role: an open one", put+"2026-03-03 XXX offer id=x", "open")
	check("role before state", "2026-03-03 XXX no grounds=x", "draft 1:role")

	check("state", "2026-03-02 AAA no grounds=x", "draft 1:state")
	check("state", put+"2026-03-03 AAA no grounds=x", "open AAA")
	check("state before content", "2026-03-02 AAA no", "draft 1:state")

	check("closed", put+"2026-03-03 CHR drop\n2026-03-04 AAA no grounds=x", "dropped 3:closed")
	check("closed", put+"2026-03-03 CHR drop\n2026-03-04 CHR drop", "dropped 3:closed")
	check("closed: at one instant, after it", put+"2026-03-03T00:00:00Z CHR drop\n2026-03-03T00:00:00Z CHR extend until=2026-03-09T00:00:00Z", "dropped 3:closed")
	check("closed: at one instant, before it", put+"2026-03-03T00:00:00Z CHR drop\n2026-03-03T00:00:00Z AAA no grounds=x", "dropped AAA")

	check("superseded", put+"2026-03-03 CHR put text=B\n2026-03-04 AAA no grounds=x version=1", "open 3:superseded")
	check("superseded: the present one", put+"2026-03-03 CHR put text=B\n2026-03-04 AAA no grounds=x version=2", "open AAA")
	check("superseded: one to come", put+"2026-03-04 AAA no grounds=x version=2", "open 2:superseded")
	check("superseded: not said", put+"2026-03-03 CHR put text=B\n2026-03-04 AAA no grounds=x", "open AAA")
	check("superseded: a new text says what it likes", put+"2026-03-03 CHR put text=B version=7", "open")
	check("superseded before content", put+"2026-03-04 AAA no version=2", "open 2:superseded")

	check("twice: once in a version", put+"2026-03-03 AAA ask\n2026-03-04 AAA ask", "open 3:twice")
	check("twice: somebody else", put+"2026-03-03 AAA ask\n2026-03-04 BBB ask", "open")
	check("twice: in the next version", put+"2026-03-03T00:00:00Z AAA ask\n2026-03-03 CHR put text=B\n2026-03-04 AAA ask", "open")
	check("twice: it came twice", put+"2026-03-03 AAA note text=x\n2026-03-03 AAA note text=x", "open 3:twice")
	check("twice: later", put+"2026-03-03 AAA note text=x\n2026-03-04 AAA note text=x", "open")
	check("twice: with other words", put+"2026-03-03 AAA note text=x\n2026-03-03 AAA note text=y", "open")
	check("twice: by two persons", put+"2026-03-03 AAA note person=x\n2026-03-03 AAA note person=y", "open")
	check("twice: a refused one is not done", put+"2026-03-03 AAA ask version=2\n2026-03-04 AAA ask", "open 2:superseded")

	check("moment: past", "2026-03-02T09:00:00Z CHR put text=A until=2026-03-01T00:00:00Z", "draft 1:moment")
	check("moment: now", "2026-03-02T09:00:00Z CHR put text=A until=2026-03-02T09:00:00Z", "draft 1:moment")
	check("moment: too near", "2026-03-02T09:00:00Z CHR put text=A until=2026-03-02T09:59:59.999999Z", "draft 1:moment")
	check("moment: just far enough", "2026-03-05T09:00:00Z CHR put text=A until=2026-03-05T10:00:00Z\n2026-03-05T09:59:59.999999Z AAA no grounds=x", "adopted AAA")
	check("moment: too near, where it need not be ahead", put+"2026-03-03T09:00:00Z CHR shorten until=2026-03-03T09:30:00Z", "open 2:moment")
	check("moment: the present one", put+"2026-03-03 CHR extend until=2026-03-05T12:00:00Z", "open 2:moment")
	check("moment: before the present one", put+"2026-03-03 CHR extend until=2026-03-05T11:59:59.999999Z", "open 2:moment")
	check("moment: after it", put+"2026-03-03 CHR extend until=2026-03-05T12:00:00.000001Z", "open")
	check("moment: the present one in another zone", put+"2026-03-03 CHR extend until=2026-03-05T13:00:00+01:00", "open 2:moment")
	check("moment: after it in another zone", put+"2026-03-03 CHR extend until=2026-03-05T12:30:00-00:30", "open")

	check("condition", put+"2026-03-03 CHR close", "open 2:condition")
	check("condition", put+"2026-03-03 AAA yes\n2026-03-04 CHR close", "open 3:condition")
	check("condition", put+"2026-03-03 AAA yes\n2026-03-03 BBB yes\n2026-03-04 CHR close", "adopted")
	check("condition: one went back on it", put+"2026-03-03T00:00:00Z AAA yes\n2026-03-03 BBB yes\n2026-03-04 AAA no grounds=x\n2026-03-04 CHR close", "open AAA 5:condition")

	check("contradiction", put+"2026-03-03 AAA yes\n2026-03-03 AAA no grounds=x", "open 3:contradiction 2:contradiction")
	check("contradiction: two authors", put+"2026-03-03 AAA yes\n2026-03-03 BBB no grounds=x", "open BBB")
	check("contradiction: one after the other", put+"2026-03-03T00:00:00Z AAA yes\n2026-03-03T00:00:00.000001Z AAA no grounds=x", "open AAA")
	check("contradiction: two reasons", put+"2026-03-03 AAA no grounds=x\n2026-03-03 AAA no grounds=y", "open 2:contradiction 3:contradiction")
	check("contradiction: twice the same", put+"2026-03-03 AAA yes\n2026-03-03 AAA yes", "open 3:twice")
	check("contradiction: before any other rule", put+"2026-03-03 XXX yes\n2026-03-03 XXX no", "open 3:contradiction 2:contradiction")

	check("label", put+"2026-03-03 AAA no grounds=x label=RESTRICTED:AAA", "open 2:label")
	check("label: where it is the author's choice", put+"2026-03-03 AAA yes label=RESTRICTED:AAA", "open")

	check("item: none", put+"2026-03-03 CHR take offer=x", "open 2:item")
	check("item: not named", put+"2026-03-03 CHR take", "open 2:item")
	check("item: of somebody else", put+"2026-03-03 XXX offer id=x\n2026-03-03 YYY offer id=x", "open 3:item")
	check("item: stated anew", put+"2026-03-03 XXX offer id=x\n2026-03-04 XXX offer id=x", "open")
	check("item: not so far", put+"2026-03-03 XXX offer id=x\n2026-03-04 XXX send offer=x", "open 3:item")
	check("item: too far", put+"2026-03-03T00:00:00Z XXX offer id=x\n2026-03-03 CHR take offer=x\n2026-03-04 CHR take offer=x", "open 4:item")
	check("item: stated anew when it is taken", put+"2026-03-03T00:00:00Z XXX offer id=x\n2026-03-03 CHR take offer=x\n2026-03-04 XXX offer id=x", "open 4:item")
	check("item: not own", put+"2026-03-03T00:00:00Z XXX offer id=x\n2026-03-03 CHR take offer=x\n2026-03-04 YYY send offer=x", "open 4:item")
	check("item: own", put+"2026-03-03T00:00:00Z XXX offer id=x\n2026-03-03 CHR take offer=x\n2026-03-04 XXX send offer=x", "open")
	check("item: lapsed at that instant", put+"2026-03-03 XXX offer id=x expires=2026-03-04T00:00:00Z\n2026-03-04T00:00:00Z CHR take offer=x", "open 3:item")
	check("item: about to lapse", put+"2026-03-03T00:00:00Z XXX offer id=x expires=2026-03-04T00:00:00Z\n2026-03-03T23:59:59.999999Z CHR take offer=x", "open")

	check("migration: nobody knows that version", put+"2026-03-03 CHR migrate version=2", "open 2:migration")
	check("migration: no version", put+"2026-03-03 CHR migrate", "open 2:migration")
	check("migration: not by the first role", put+"2026-03-03 AAA migrate version=2", "open 2:migration")

	check("before-opening", "2026-02-28T23:59:59.999999Z CHR put text=A", "draft 1:before-opening")
	check("before-opening: at the opening", "2026-03-01T00:00:00Z CHR put text=A until=2026-03-09T00:00:00Z", "open")
	check("before-opening before any other rule", "2026-02-28T23:59:59.999999Z XXX applaud", "draft 1:before-opening")

	check("named by the definition", "2026-03-03 CHR close", "draft 1:closed-before-text")
	check("named by the definition", put+"2026-03-03 CHR drop\n2026-03-04 CHR close", "dropped 3:closed-over-withdrawal")
	check("named by the definition, for those who may", "2026-03-03 AAA close", "draft 1:role")
}

// At the very instant at which a clock runs out it is too late; a microsecond before, it is not.
func TestExpired(t *testing.T) {
	p := define(t, rulebook)
	const put = "2026-03-02T09:00:00Z CHR put text=A until=2026-03-05T12:00:00Z\n"
	check := func(lines, want string) {
		t.Helper()
		f := p.Fold(ruled(t, p), acts(t, lines), procedure.Query{At: at(t, "2026-03-06")})
		if got := brief(f); got != want {
			t.Errorf("%s: got %q, want %q", lines, got, want)
		}
	}
	check(put+"2026-03-05T11:59:59.999999Z AAA no grounds=x", "adopted AAA")
	check(put+"2026-03-05T12:00:00Z AAA no grounds=x", "adopted 2:expired")
	check(put+"2026-03-05T12:00:00.000001Z AAA no grounds=x", "adopted 2:expired")
	check(put+"2026-03-05T12:00:00Z CHR extend until=2026-03-09T12:00:00Z", "adopted 2:expired")
	check(put+"2026-03-05T11:59:59.999999Z CHR extend until=2026-03-09T12:00:00Z", "open")
	check(put+"2026-03-05T12:00:00Z CHR drop", "adopted 2:expired")
	check(put+"2026-03-05T12:00:00Z AAA note", "adopted") // open there, too
	check(put+"2026-03-05T13:00:00+01:00 AAA no grounds=x", "adopted 2:expired")
	check(put+"2026-03-05T12:59:59.999999+01:00 AAA no grounds=x", "adopted AAA")

	// The hearing leads nowhere: the state stays, and what was to come before it no longer counts.
	check(put+"2026-03-04T11:59:59.999999Z AAA yes", "adopted")
	check(put+"2026-03-04T12:00:00Z AAA yes", "adopted 2:expired")
	check(put+"2026-03-04T12:00:00Z AAA no grounds=x", "adopted AAA")
}

// What is missing or malformed is refused by its field; what the definition does not know is kept.
func TestContentOfActs(t *testing.T) {
	p := define(t, rulebook)
	all := acts(t, "2026-03-02T09:00:00Z CHR put text=A")
	check := func(content string, want ...string) {
		t.Helper()
		a := procedure.Act{Act: "form", By: "XXX", Received: at(t, "2026-03-03")}
		if err := json.Unmarshal([]byte(content), &a.Content); err != nil {
			t.Fatal(err)
		}
		f := p.Fold(ruled(t, p), append(slices.Clip(all), a), procedure.Query{At: at(t, "2026-03-03")})
		var got []string
		for _, r := range f.Refused {
			got = append(got, r.Rule)
			if !strings.Contains(r.Words, want[len(want)-1]) {
				t.Errorf("%s: %s does not speak of %s", content, r.Words, want[len(want)-1])
			}
		}
		if len(want) > 0 {
			want = want[:1]
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", content, got, want)
		}
	}
	check(`{}`)
	check(`{"number": 1.5, "choice": "red", "flag": true, "day": "2026-03-09", "period": "2026-Q1", "span": "P1M", "moment": "2026-03-09", "actor": "AAA", "actors": ["AAA", "BBB"], "link": "https://example.org", "text": "x"}`)
	check(`{"number": "", "choice": null, "flag": null, "day": "", "actors": [], "text": ""}`) // empty is not given
	check(`{"unknown": {"deep": [1, 2]}}`)
	check(`{"number": "many"}`, "content", "number")
	check(`{"number": true}`, "content", "number")
	check(`{"choice": "green"}`, "content", "choice")
	check(`{"flag": "true"}`, "content", "flag")
	check(`{"flag": 1}`, "content", "flag")
	check(`{"day": "2026-02-30"}`, "content", "day")
	check(`{"day": "2026-03"}`, "content", "day")
	check(`{"period": "2026-Q5"}`, "content", "period")
	check(`{"span": "3 days"}`, "content", "span")
	check(`{"span": "PT0S"}`, "content", "span")
	check(`{"moment": "2026-03-09T12:00"}`, "content", "moment")
	check(`{"moment": "tomorrow"}`, "content", "moment")
	check(`{"actor": ["AAA", "BBB"]}`, "content", "actor")
	check(`{"actors": [1]}`, "content", "actors")
	check(`{"text": 1}`, "content", "text")
	check(`{"text": ["x"]}`, "content", "text")
	check(`{"link": {}}`, "content", "link")
}

// The order of acts of one instant is that of the definition, and does not hang on the order in which they come.
func TestOneInstant(t *testing.T) {
	p := define(t, rulebook)
	all := acts(t, `2026-03-02T09:00:00Z CHR put text=A until=2026-03-05T12:00:00Z
2026-03-03T00:00:00Z CHR drop
2026-03-03T00:00:00Z AAA no grounds=x
2026-03-03T00:00:00Z BBB no grounds=y
2026-03-03T00:00:00Z CHR extend until=2026-03-09T00:00:00Z
2026-03-03T00:00:00Z CHR extend until=2026-03-08T00:00:00Z
2026-03-03T00:00:00Z AAA applaud`)
	want := "dropped AAA BBB"
	orders := 0
	var try func(rest, done []procedure.Act)
	try = func(rest, done []procedure.Act) {
		for i := range rest {
			try(slices.Delete(slices.Clone(rest), i, i+1), append(slices.Clip(done), rest[i]))
		}
		if len(rest) > 0 {
			return
		}
		orders++
		f := p.Fold(ruled(t, p), done, procedure.Query{At: at(t, "2026-03-04")})
		refused := map[string]int{}
		for _, r := range f.Refused {
			refused[done[r.Act].Act+" "+r.Rule]++
		}
		if got := f.State + " " + string(f.BrokenBy[0]) + " " + string(f.BrokenBy[1]); got != want || refused["extend closed"] != 2 || refused["applaud unknown-act"] != 1 || len(f.Refused) != 3 {
			t.Fatalf("%v: got %s, refused %v", done, got, refused)
		}
	}
	try(all, nil)
	if orders != 5040 {
		t.Errorf("%d orders", orders)
	}

	// Of two new expiries the later one stands, whoever came first: the other is not later.
	check := func(lines, want string) {
		t.Helper()
		all := acts(t, "2026-03-02T09:00:00Z CHR put text=A until=2026-03-05T12:00:00Z\n"+lines)
		for range 2 {
			f := p.Fold(ruled(t, p), all, procedure.Query{At: at(t, "2026-03-04")})
			if f.Expiry != at(t, want) {
				t.Errorf("%s: expires at %v, want %s", lines, f.Expiry, want)
			}
			slices.Reverse(all)
		}
	}
	check("2026-03-03T00:00:00Z CHR extend until=2026-03-09T00:00:00Z\n2026-03-03T00:00:00Z CHR extend until=2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z")
	check("2026-03-03T00:00:00Z CHR extend until=2026-03-08T00:00:00Z\n2026-03-03T00:00:00Z CHR extend until=2026-03-08T00:00:00Z", "2026-03-08T00:00:00Z")
}

// What the rules say and acts can yet get round.
func TestRefusalsAside(t *testing.T) {
	p := define(t, silence)
	const table = "2026-03-02T09:00:00Z CHR table text=A expiry=2026-03-05T12:00:00Z\n"
	check := func(name, lines, when, want string) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			f := p.Fold(opening(t, p), acts(t, lines), procedure.Query{At: at(t, when)})
			if got := brief(f); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	check("a member ends the silence", table+"2026-03-03T00:00:00Z AAA statement text=x expiry=2026-03-03T00:00:01Z", "2026-03-04", "silence")
	check("a member lengthens the silence", table+"2026-03-03T00:00:00Z AAA statement text=x expiry=2027-01-01T00:00:00Z", "2026-03-06", "adopted")
	check("an objection moves the time for objections", table+"2026-03-03 AAA object expiry=2027-01-01T00:00:00Z\n2026-06-01 BBB object", "2026-07-01", "broken AAA 3:expired")

	t.Run("under two labels at one instant", func(t *testing.T) {
		all := acts(t, table+"2026-03-03 AAA object label=RESTRICTED:AAA\n2026-03-03 AAA object")
		one := p.Fold(opening(t, p), all, procedure.Query{At: at(t, "2026-03-04")})
		slices.Reverse(all)
		if other := p.Fold(opening(t, p), all, procedure.Query{At: at(t, "2026-03-04")}); one.State != other.State {
			t.Errorf("%s, and in another order %s", one.State, other.State)
		}
	})

	t.Run("acts of the next version at one instant", func(t *testing.T) {
		const text = `{"id": "m", "version": %d, "kind": "tasking", "title": {"en": "M"}, "roles": [{"id": "chair"}], "states": [{"id": "open"}, {"id": "won", "end": true}, {"id": "lost", "end": true}],
 "acts": [{"id": "%swin", "by": ["chair"], "in": ["open"], "to": "won"}, {"id": "%[2]slose", "by": ["chair"], "in": ["open"], "to": "lost"}]}`
		first, next := define(t, fmt.Sprintf(text, 1, "old-")), define(t, fmt.Sprintf(text, 2, ""))
		world := &procedure.World{Procedure: func(string, int) *procedure.Procedure { return next }}
		all := acts(t, "2026-03-02 CHR migrate version=2\n2026-03-03 CHR win\n2026-03-03 CHR lose")
		one := first.Fold(opening(t, first), all, procedure.Query{At: at(t, "2026-03-04"), World: world})
		slices.Reverse(all)
		if other := first.Fold(opening(t, first), all, procedure.Query{At: at(t, "2026-03-04"), World: world}); one.State != other.State {
			t.Errorf("%s, and in another order %s", one.State, other.State)
		}
	})

	t.Run("an act without content", func(t *testing.T) {
		s := strings.Replace(silence, `"text": "text", "to": "silence"`, `"text": "text", "to": "draft", "when": [{"if": [{"given": "expiry"}], "to": "silence"}]`, 1)
		s = strings.Replace(s, `{"id": "text", "required": true,`, `{"id": "text",`, 1)
		p := define(t, s)
		all := acts(t, table+"2026-03-03 AAA object\n2026-03-04 CHR table")
		for _, content := range []procedure.Content{{}, nil} {
			all[2].Content = content
			if f := p.Fold(opening(t, p), all, procedure.Query{At: at(t, "2026-03-05")}); f.State != "draft" {
				t.Errorf("content %v: %s", content, f.State)
			}
		}
	})

	t.Run("what is refused changes nothing", func(t *testing.T) {
		p := machine(t, "", `{"id": "c", "in": ["open"], "field": "due", "to": "end"}`, "")
		o := opening(t, p)
		o.Terms = procedure.Content{}
		o.Terms.SetText("due", "2026-02-15T00:00:00Z")
		f := p.Fold(o, acts(t, "2026-02-01 CHR go"), procedure.Query{At: at(t, "2026-03-04")})
		if f.Since != o.Opened {
			t.Errorf("since %v, opened %v", f.Since, o.Opened)
		}
	})
}
