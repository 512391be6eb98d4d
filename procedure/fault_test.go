package procedure_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/procedure"
)

// sound is a definition without faults. Tests change one thing in it.
const sound = `{"id": "sound", "version": 2, "kind": "tasking", "title": {"en": "Sound"},
 "roles": [{"id": "chair", "one": true}, {"id": "member"}, {"id": "concerned", "optional": true}],
 "terms": [{"id": "due", "kind": "moment"}, {"id": "span", "kind": "span"}, {"id": "task"}],
 "states": [
  {"id": "draft", "duties": [{"role": "chair", "acts": ["send"]}], "notify": ["chair"]},
  {"id": "open", "leaves": [{"if": [{"act": "yes", "role": "member"}], "to": "adopted"}],
   "duties": [{"role": "member", "acts": ["yes", "no"], "each": true, "except": "concerned", "clock": "vote", "since": "version"}, {"role": "chair", "acts": ["take"], "items": "offer", "are": ["offered"]}]},
  {"id": "adopted", "end": true, "outcome": "adopted", "tone": "good"}, {"id": "dropped", "end": true, "tone": "over"}],
 "acts": [
  {"id": "yes", "by": ["member"], "in": ["open"], "stance": "vote", "label": "case", "once": "version"},
  {"id": "no", "by": ["member"], "except": "concerned", "in": ["open"], "before": "vote", "undoes": ["yes"], "to": "dropped"},
  {"id": "send", "by": ["chair"], "in": ["draft"], "text": "text", "when": [{"if": [{"given": "text"}], "to": "open"}],
   "content": [{"id": "text"}, {"id": "until", "kind": "moment", "later": "vote"}, {"id": "who", "kind": "actor"}, {"id": "colour", "kind": "choice", "choices": ["red", "blue"]}],
   "assigns": {"concerned": "who"}, "adds": {"member": "who"}, "notify": ["member"], "refuse": {"adopted": "sent-over"}},
  {"id": "offer", "by": ["member"], "in": ["open"], "content": [{"id": "id"}, {"id": "expires", "kind": "moment"}], "item": {"kind": "offer", "id": "id", "to": "offered", "expires": "expires"}},
  {"id": "take", "by": ["chair"], "in": ["open"], "if": [{"nobody": "concerned", "not": true}], "content": [{"id": "offer"}], "item": {"kind": "offer", "id": "offer", "in": ["offered"], "to": "taken"}},
  {"id": "take", "by": ["member"], "in": ["open"], "content": [{"id": "offer"}], "item": {"kind": "offer", "id": "offer", "in": ["offered", "lapsed"], "to": "taken"}},
  {"id": "leave", "by": ["member"], "standing": [{"is": "leaving"}, {"is": "left", "after_term": "span"}]}],
 "clocks": [
  {"id": "vote", "in": ["open"], "field": "until", "after": "P3D", "exits": [{"if": [{"act": "yes", "role": "member", "least": "1/2", "of": ["yes", "no"], "quorum": 2}], "to": "adopted"}], "to": "dropped", "notify": ["member"]},
  {"id": "due", "in": ["draft", "open"], "field": "due"},
  {"id": "span", "in": ["open"], "from": "offer", "after_term": "span"},
  {"id": "week", "in": ["open"], "workdays": 5},
  {"id": "summit", "in": ["open"], "meeting": "summit"},
  {"id": "year", "in": ["open"], "each": "P1Y"}],
 "migrations": {"1": [{"from": "sent", "to": "open"}]}}`

func decoded(t testing.TB, s string) (d procedure.Definition) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSound(t *testing.T) {
	for _, s := range []string{sound, silence, rulebook, effects} {
		if faults := decoded(t, s).Check(); len(faults) != 0 {
			t.Errorf("%s: %v", s[:30], faults)
		}
	}
}

// One thing changed in a sound definition gives these faults and no others. A fault says where and what.
func TestFaults(t *testing.T) {
	check := func(change, to string, want ...string) {
		t.Helper()
		s := strings.Replace(sound, change, to, 1)
		if s == sound {
			t.Fatalf("%q is not in the definition", change)
		}
		d := decoded(t, s)
		var got []string
		for _, f := range d.Check() {
			got = append(got, fmt.Sprintf("%s: %v", f.Kind, f))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s for %s: got\n\t%s\nwant\n\t%s", to, change, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
		_, err := procedure.New(d)
		if (err == nil) != (len(want) == 0) || err != nil && !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%s for %s: New gives %v", to, change, err)
		}
	}

	// Form: of the whole.
	check(`"id": "sound"`, `"id": "Sound"`, "form: definition Sound: id: want lower-case words joined by hyphens")
	check(`"id": "sound", `, ``, "form: definition : id: want lower-case words joined by hyphens")
	check(`"version": 2`, `"version": 0`, "form: definition sound: version 0: want 1 or more")
	check(`"kind": "tasking"`, `"kind": "game"`, `form: definition sound: kind "game": want one of [decision tasking consultation programme path support attribution treaty]`)
	check(`{"id": "concerned", "optional": true}`, `{"id": "chair"}`,
		"form: role chair: declared twice", `form: state open: role "concerned" is not declared`, `form: act no: role "concerned" is not declared`,
		`form: act send: role "concerned" is not declared`, `form: act take: role "concerned" is not declared`)
	check(`{"id": "dropped", "end": true, "tone": "over"}`, `{"id": "dropped", "end": true}, {"id": "dropped", "end": true}`, "form: state dropped: declared twice")
	check(`{"id": "year", "in": ["open"]`, `{"id": "week", "in": ["open"]`, "form: clock week: declared twice")
	check(`{"id": "leave"`, `{"id": "Leave"`, "form: act Leave: want lower-case words joined by hyphens")
	check(`{"id": "leave"`, `{"id": "migrate"`, "form: act migrate: is in all definitions; leave it out")

	// Of fields.
	check(`{"id": "task"}`, `{"id": "due"}`, `form: terms: field "due": want a name of its own`)
	check(`{"id": "task"}`, `{"id": ""}`, `form: terms: field "": want a name of its own`)
	check(`{"id": "task"}`, `{"id": "task", "kind": "word"}`, `form: terms: field task: kind "word": want one of [ moment day period number choice actor actors flag link span]`)
	check(`"choices": ["red", "blue"]`, `"choices": ["red"]`, "form: act send: field colour: want choices")
	check(`"later": "vote"`, `"later": "votes"`, `form: act send: clock "votes" is not declared`)

	// Of states.
	check(`"tone": "over"`, `"tone": "grey"`, `form: state dropped: tone "grey": want good, bad or over`)
	check(`{"id": "draft", "duties"`, `{"id": "draft", "outcome": "adopted", "duties"`, "form: state draft: has an outcome, and is no end")
	check(`"to": "adopted"}],
   "duties"`, `"to": "adopted"}, {"to": ""}], "duties"`, "form: state open: an exit that leads nowhere")
	check(`"notify": ["chair"]`, `"notify": ["pope"]`, `form: state draft: role "pope" is not declared`)
	check(`"acts": ["send"]`, `"acts": ["sends"]`, `form: state draft: act "sends" is not declared`)
	check(`"acts": ["send"]`, `"acts": []`, "form: state draft: a duty without a role or without acts")
	check(`"since": "version"}`, `"since": "always"}`, `form: state open: "always": want state, version or case`)
	check(`"items": "offer", "are": ["offered"]}`, `"items": "offer"}`, "form: state open: a duty about items wants both items and are")
	check(`"clock": "vote", "since"`, `"clock": "votes", "since"`, `form: state open: clock "votes" is not declared`)

	// Of acts.
	check(`"by": ["chair"], "in": ["draft"]`, `"by": ["pope"], "in": ["draft"]`, `form: act send: role "pope" is not declared`)
	check(`"in": ["draft"], "text"`, `"in": ["drafts"], "text"`, `form: act send: state "drafts" is not declared`)
	check(`"before": "vote"`, `"before": "votes"`, `form: act no: clock "votes" is not declared`)
	check(`"undoes": ["yes"]`, `"undoes": ["aye"]`, `form: act no: act "aye" is not declared`)
	check(`"undoes": ["yes"], "to": "dropped"`, `"undoes": ["yes"], "to": "gone"`, `form: act no: state "gone" is not declared`)
	check(`"once": "version"`, `"once": "ever"`, `form: act yes: "ever": want state, version or case`)
	check(`"label": "case"`, `"label": "own"`, `form: act yes: label "own": want case, or none`)
	check(`"text": "text", "when"`, `"text": "words", "when"`, `form: act send: field "words" is not declared`)
	check(`"assigns": {"concerned": "who"}`, `"assigns": {"concerned": "whom"}`, `form: act send: field "whom" is not declared`)
	check(`"adds": {"member": "who"}`, `"adds": {"members": "who"}`, `form: act send: role "members" is not declared`)
	check(`"refuse": {"adopted"`, `"refuse": {"adopt"`, `form: act send: state "adopt" is not declared`)
	check(`"expires": "expires"}`, `"expires": "until"}`, `form: act offer: field "until" is not declared`) // of another act
	check(`"id": "offer", "in": ["offered"], "to": "taken"`, `"id": "offer", "in": ["offered"]`, "form: act take: an item wants a kind, the field of its id, and what it is then")
	check(`{"is": "leaving"}`, `{}`, "form: act leave: a standing without a name")
	check(`"left", "after_term": "span"`, `"left", "after_term": "time"`, `form: act leave: field "time" is not declared`)

	// Of conditions.
	check(`{"given": "text"}`, `{}`, "form: act send: a condition wants one of act, items, given and nobody")
	check(`{"given": "text"}`, `{"given": "text", "nobody": "concerned"}`, "form: act send: a condition wants one of act, items, given and nobody")
	check(`{"given": "text"}`, `{"given": "words"}`, `form: act send: field "words" is not declared`)
	check(`[{"act": "yes", "role": "member"}]`, `[{"act": "yes"}]`, "form: state open: a condition on acts wants a role")
	check(`[{"act": "yes", "role": "member"}]`, `[{"of": ["yes", "no"], "role": "member"}]`, "form: state open: a condition on yes, no wants a quorum, or an act that is counted")
	check(`"of": ["yes", "no"]`, `"of": ["yes", "nay"]`, `form: clock vote: act "nay" is not declared`)

	// Of clocks.
	check(`{"id": "week", "in": ["open"], "workdays": 5}`, `{"id": "week", "in": [], "workdays": 5}`, "form: clock week: runs in no state")
	check(`"workdays": 5}`, `"workdays": 5, "after": "P1D"}`, "form: clock week: want one of after, after_term, workdays and meeting")
	check(`"workdays": 5}`, `"workdays": 5, "to": "gone"}`, `form: clock week: state "gone" is not declared`)
	check(`"from": "offer"`, `"from": "offers"`, `form: clock span: act "offers" is not declared`)
	check(`"field": "due"}`, `"field": "done"}`, `form: clock due: field "done" is not declared`)
	check(`"each": "P1Y"}`, `"each": "P1Y", "to": "dropped"}`, "form: clock year: runs again and again, and leads somewhere")
	check(`{"from": "sent", "to": "open"}`, `{"from": "sent", "to": "opened"}`, `form: migrations: state "opened" is not declared`)

	// Unreachable.
	check(`{"id": "dropped", "end": true, "tone": "over"}`, `{"id": "dropped", "end": true}, {"id": "island", "end": true}`, "unreachable: state island: no act, clock or condition leads here")
	check(`"to": "dropped", "notify"`, `"to": "adopted", "notify"`) // there is another way
	check(`{"id": "draft", "duties"`, `{"id": "first", "end": true}, {"id": "draft", "duties"`,
		"unreachable: state draft: no act, clock or condition leads here", "unreachable: state open: no act, clock or condition leads here",
		"unreachable: state adopted: no act, clock or condition leads here", "unreachable: state dropped: no act, clock or condition leads here",
		"nobody: act yes: is open in no state that a case comes to", "nobody: act no: is open in no state that a case comes to",
		"nobody: act send: is open in no state that a case comes to", "nobody: act offer: is open in no state that a case comes to",
		"nobody: act take: is open in no state that a case comes to", "nobody: act take: is open in no state that a case comes to", "nobody: act leave: is open in no state that a case comes to",
		"never: clock vote: runs in no state that a case comes to", "never: clock due: runs in no state that a case comes to", "never: clock span: runs in no state that a case comes to",
		"never: clock week: runs in no state that a case comes to", "never: clock summit: runs in no state that a case comes to", "never: clock year: runs in no state that a case comes to",
		"nobody: act take: speaks of a offer that is offered, which none ever is", "nobody: act take: speaks of a offer that is offered, which none ever is", "nobody: act take: speaks of a offer that is lapsed, which none ever is")

	// Nobody.
	check(`{"id": "leave", "by": ["member"]`, `{"id": "leave", "by": []`, "nobody: act leave: names no role that may do it")
	check(`"acts": ["send"]`, `"acts": ["yes"]`, "nobody: state draft: chair is to do yes, which it may not do here")
	check(`"acts": ["send"]`, `"acts": ["yes", "send"]`) // one of them it may
	check(`{"role": "chair", "acts": ["send"]}`, `{"role": "concerned", "acts": ["send"]}`, "nobody: state draft: concerned is to do send, which it may not do here")
	check(`{"id": "take", "by": ["member"], "in": ["open"]`, `{"id": "take", "by": ["chair"], "in": ["open"]`, "nobody: act take: an earlier variant is open wherever this one is, to the same roles")
	check(`"in": ["offered"], "to": "taken"`, `"in": ["sold"], "to": "taken"`, "nobody: act take: speaks of a offer that is sold, which none ever is")
	check(`"to": "offered", "expires": "expires"`, `"to": "offered"`, "nobody: act take: speaks of a offer that is lapsed, which none ever is")

	// Never.
	check(`"workdays": 5}`, `"to": "dropped"}`, "never: clock week: never runs out: it has no field, after, after_term, workdays, meeting or each")
	check(`"field": "due"}`, `"field": "task"}`, "never: clock due: goes by task, which no term and no act gives")
	check(`{"act": "yes", "role": "member"}]`, `{"act": "send", "role": "member"}]`, "never: state open: counts send by member, which they can never do")
	check(`{"act": "yes", "role": "member", "least"`, `{"act": "yes", "role": "chair", "least"`, "never: clock vote: counts yes by chair, which they can never do")
	check(`"acts": ["send"]}`, `"acts": ["send"], "clock": "vote"}`, "never: state draft: the clock vote of a duty does not run here")

	// Deadlock, no end, and round.
	check(`{"id": "dropped", "end": true, "tone": "over"}`, `{"id": "dropped"}`, "deadlock: state dropped: is no end, and nothing leads out of it")
	check(`{"id": "dropped", "end": true, "tone": "over"}`, `{"id": "dropped", "leaves": [{"if": [{"given": "task"}], "to": "limbo"}]}, {"id": "limbo", "leaves": [{"if": [{"given": "task", "not": true}], "to": "dropped"}]}`,
		"no-end: state dropped: no end can be reached from here", "no-end: state limbo: no end can be reached from here",
		"round: state dropped: its conditions lead to limbo, whose conditions lead back", "round: state limbo: its conditions lead to dropped, whose conditions lead back")
	check(`"to": "adopted"}],
   "duties"`, `"to": "open"}], "duties"`, "round: state open: its conditions lead to open, whose conditions lead back")
}

func TestFaultsFarther(t *testing.T) {
	check := func(name, change, to string) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			s := strings.Replace(sound, change, to, 1)
			if s == sound {
				t.Fatalf("%q is not in the definition", change)
			}
			if len(decoded(t, s).Check()) == 0 {
				t.Error("no fault")
			}
		})
	}
	check("an act whose condition never holds",
		`"if": [{"nobody": "concerned", "not": true}]`, `"if": [{"act": "send", "role": "member"}]`)
	check("an exit of an act whose condition never holds",
		`"when": [{"if": [{"given": "text"}], "to": "open"}]`, `"to": "open", "when": [{"if": [{"act": "send", "role": "member"}], "to": "dropped"}]`)
	check("a quorum of what nobody can do",
		`[{"act": "yes", "role": "member"}]`, `[{"role": "chair", "of": ["yes", "no"], "quorum": 1}]`)
	check("things that never are so",
		`"items": "offer", "are": ["offered"]}`, `"items": "offer", "are": ["sold"]}`)
	check("a clock that leads round to its own state",
		`"field": "due"}`, `"field": "due", "to": "open"}`)
	check("a clock by a term that says no time",
		`"from": "offer", "after_term": "span"`, `"from": "offer", "after_term": "task"`)
}
