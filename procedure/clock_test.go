package procedure_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/procedure"
)

// relay is a procedure of two rounds: a text is sent, and comes back or goes through when the clock runs out.
func relay(t testing.TB, clock string) *procedure.Procedure {
	return define(t, `{"id": "relay", "version": 1, "kind": "decision", "title": {"en": "Relay"},
 "roles": [{"id": "chair"}, {"id": "member"}], "terms": [{"id": "term", "kind": "moment"}, {"id": "span", "kind": "span"}],
 "states": [{"id": "draft"}, {"id": "sent", "duties": [{"role": "member", "acts": ["back"], "clock": "c"}]}, {"id": "through", "end": true}],
 "acts": [
  {"id": "back", "by": ["member"], "in": ["sent"], "to": "draft"},
  {"id": "send", "by": ["chair"], "in": ["draft"], "to": "sent", "content": [{"id": "until", "kind": "moment"}]},
  {"id": "extend", "by": ["chair"], "in": ["sent"], "content": [{"id": "until", "kind": "moment", "later": "c"}]},
  {"id": "remind", "by": ["chair"], "in": ["sent"]},
  {"id": "pass", "by": ["chair"], "in": ["sent"], "to": "through"}],
 "clocks": [{"id": "c", "in": ["sent"], `+clock+`}]}`)
}

// standing says the state of a case and when its clock runs out.
func standing(f *procedure.Finding) string {
	switch {
	case len(f.Timers) == 0:
		return f.State
	case f.Timers[0].At == 0:
		return f.State + " never"
	}
	return f.State + " " + strings.TrimSuffix(f.Timers[0].At.Time().Format("01-02T15:04:05.999999"), "T00:00:00")
}

// A clock that leads somewhere begins anew in each round.
func TestRounds(t *testing.T) {
	week := cal.Workweek{Holidays: map[cal.Date]bool{cal.NewDate(2026, time.March, 6): true}}
	meetings := []procedure.Meeting{
		{Body: "council", Days: cal.Days(cal.NewDate(2026, 3, 20), cal.NewDate(2026, 3, 21)), Title: entente.Wording{"en": "Later"}},
		{Body: "council", Days: cal.Day(cal.NewDate(2026, 3, 10)), Title: entente.Wording{"en": "Sooner"}},
		{Body: "board", Days: cal.Day(cal.NewDate(2026, 3, 4)), Title: entente.Wording{"en": "Another"}},
	}
	check := func(clock, lines, when, want string) {
		t.Helper()
		p := relay(t, clock)
		o := opening(t, p)
		o.Terms = procedure.Content{}
		o.Terms.SetText("term", "2026-03-12T00:00:00Z")
		o.Terms.SetText("span", "P1W")
		f := p.Fold(o, acts(t, lines), procedure.Query{At: at(t, when), World: &procedure.World{Week: week, Meetings: meetings}})
		if got := standing(f); got != want {
			t.Errorf("%s: %s at %s: got %q, want %q", clock, lines, when, got, want)
		}
	}
	const (
		send  = "2026-03-03T00:00:00Z CHR send\n"
		until = "2026-03-03T00:00:00Z CHR send until=2026-03-05T12:00:00Z\n"
		back  = "2026-03-04T00:00:00Z AAA back\n"
		again = "2026-03-08T00:00:00Z CHR send\n"
	)
	// A time after.
	check(`"after": "P2D", "to": "through"`, send, "2026-03-03", "sent 03-05")
	check(`"after": "P2D", "to": "through"`, send, "2026-03-05T00:00:00Z", "through")
	check(`"after": "P2D", "to": "through"`, send+back, "2026-03-07", "draft")
	check(`"after": "P2D", "to": "through"`, send+back+again, "2026-03-08", "sent 03-10")
	check(`"after": "PT1H30M", "to": "through"`, send, "2026-03-03T01:00:00Z", "sent 03-03T01:30:00")
	check(`"after_term": "span", "to": "through"`, send+back+again, "2026-03-08", "sent 03-15")
	check(`"from": "remind", "after": "P2D", "to": "through"`, send, "2026-03-09", "sent never")
	check(`"from": "remind", "after": "P2D", "to": "through"`, send+"2026-03-04T00:00:00Z CHR remind", "2026-03-04", "sent 03-06")
	check(`"from": "remind", "after": "P2D", "to": "through"`, send+"2026-03-04T00:00:00Z CHR remind\n2026-03-05T00:00:00Z CHR remind", "2026-03-05", "sent 03-07")

	// Given by an act of this round only.
	check(`"field": "until", "to": "through"`, send, "2026-03-03", "sent never")
	check(`"field": "until", "to": "through"`, until, "2026-03-03", "sent 03-05T12:00:00")
	check(`"field": "until", "to": "through"`, until, "2026-03-05T12:00:00Z", "through")
	check(`"field": "until", "to": "through"`, until+back+again, "2026-03-20", "sent never")
	check(`"field": "until", "to": "through"`, until+back+again+"2026-03-09 CHR extend until=2026-03-11T00:00:00Z", "2026-03-10", "sent 03-11")
	check(`"field": "until", "after": "P2D", "to": "through"`, send, "2026-03-03", "sent 03-05")
	check(`"field": "until", "after": "P2D", "to": "through"`, until, "2026-03-03", "sent 03-05T12:00:00")
	check(`"field": "until", "after": "P2D", "to": "through"`, until+back+again, "2026-03-08", "sent 03-10")
	check(`"field": "until", "after": "P2D", "to": "through"`, send+"2026-03-04 CHR extend until=2026-03-05T00:00:00Z", "2026-03-04", "sent 03-05")          // not later: refused
	check(`"field": "until", "after": "P2D", "to": "through"`, send+"2026-03-04 CHR extend until=2026-03-05T00:00:01Z", "2026-03-04", "sent 03-05T00:00:01") // later

	// A moment of the terms holds in every round.
	check(`"field": "term", "to": "through"`, send+back+again, "2026-03-08", "sent 03-12")
	check(`"field": "term", "to": "through"`, send+back+again, "2026-03-12T00:00:00Z", "through")
	check(`"field": "term", "to": "through"`, send+back+"2026-03-13T00:00:00Z CHR send", "2026-03-13", "through")

	// Working days: 3 March 2026 is a Tuesday, the 6th a holiday. The clock runs out when the last of the days is over.
	check(`"workdays": 1, "to": "through"`, send, "2026-03-03", "sent 03-05")
	check(`"workdays": 2, "to": "through"`, send, "2026-03-03", "sent 03-06")
	check(`"workdays": 3, "to": "through"`, send, "2026-03-03", "sent 03-10")
	check(`"workdays": 1, "to": "through"`, send+back+"2026-03-07T10:00:00Z CHR send", "2026-03-08", "sent 03-10")
	check(`"workdays": 1, "to": "through"`, "2026-03-03T23:59:59.999999Z CHR send", "2026-03-03", "sent 03-05")

	// The next meeting that begins on a later day.
	check(`"meeting": "council", "to": "through"`, send, "2026-03-03", "sent 03-10")
	check(`"meeting": "council", "to": "through"`, "2026-03-09T23:00:00Z CHR send", "2026-03-09", "sent 03-10")
	check(`"meeting": "council", "to": "through"`, "2026-03-10T00:00:00Z CHR send", "2026-03-10", "sent 03-20")
	check(`"meeting": "council", "to": "through"`, "2026-03-20T00:00:00Z CHR send", "2026-03-30", "sent never")
	check(`"meeting": "assembly", "to": "through"`, send, "2026-03-30", "sent never")

	// Without a place to lead to it only says what is late, and the last word holds, whenever it came.
	check(`"field": "until"`, until, "2026-03-05T11:59:59.999999Z", "sent 03-05T12:00:00")
	check(`"field": "until"`, until, "2026-03-05T12:00:00Z", "sent")
	check(`"field": "until"`, until+back+again, "2026-03-08", "sent")
	check(`"field": "until"`, until+"2026-03-06 CHR extend until=2026-03-09T00:00:00Z", "2026-03-07", "sent 03-09")
	check(`"field": "until"`, until+"2026-03-06 CHR extend until=2026-03-09T00:00:00Z", "2026-03-09T00:00:00Z", "sent")
}

// A deadline without an exit becomes late, and is late no longer when it is extended.
func TestLate(t *testing.T) {
	p := relay(t, `"field": "until"`)
	check := func(lines, when, want string) {
		t.Helper()
		f := p.Fold(opening(t, p), acts(t, lines), procedure.Query{At: at(t, when)})
		var got []string
		for _, d := range f.Dues {
			got = append(got, fmt.Sprintf("%v %v", strings.TrimSuffix(d.At.Time().Format("01-02T15:04:05"), "T00:00:00"), d.Late))
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s at %s: got %q, want %q", lines, when, s, want)
		}
	}
	const until = "2026-03-03T00:00:00Z CHR send until=2026-03-05T12:00:00Z\n"
	check(until, "2026-03-05T11:59:59.999999Z", "03-05T12:00:00 false")
	check(until, "2026-03-05T12:00:00Z", "03-05T12:00:00 true")
	check(until, "2026-04-01", "03-05T12:00:00 true")
	check(until+"2026-03-06 CHR extend until=2026-03-09T00:00:00Z", "2026-03-07", "03-09 false")
	check(until+"2026-03-06 CHR extend until=2026-03-09T00:00:00Z", "2026-03-09T00:00:00Z", "03-09 true")
	check(until+"2026-03-06 CHR extend until=2026-03-04T00:00:00Z", "2026-03-07", "03-05T12:00:00 true") // not later: refused
	check(until+"2026-03-06 AAA back", "2026-03-07", "")
	check("2026-03-03T00:00:00Z CHR send until=2026-03-05T14:00:00+02:00", "2026-03-05T12:00:00Z", "03-05T12:00:00 true")
	check("2026-03-03T00:00:00Z CHR send until=2026-03-05", "2026-03-05T23:59:59Z", "03-05T23:59:59 false") // a day stands for its end
	check("2026-03-03T00:00:00Z CHR send until=2026-03-05", "2026-03-06T00:00:00Z", "03-05T23:59:59 true")
}

// What a case was waiting for is decided at the instant at which the clock ran out, whenever somebody asks.
func TestWhatAClockDecides(t *testing.T) {
	p := relay(t, `"after": "P2D", "exits": [{"if": [{"act": "remind", "role": "chair", "since": "case"}], "to": "draft"}], "to": "through"`)
	check := func(lines, want string) {
		t.Helper()
		f := p.Fold(opening(t, p), acts(t, lines), procedure.Query{At: at(t, "2026-04-01")})
		last := f.Steps[len(f.Steps)-1]
		if got := fmt.Sprint(f.State, " ", f.Since.Date(), " ", last.Clock, " ", last.From); got != want {
			t.Errorf("%s: got %q, want %q", lines, got, want)
		}
	}
	check("2026-03-03T00:00:00Z CHR send", "through 2026-03-05 c sent")
	check("2026-03-03T00:00:00Z CHR send\n2026-03-04 AAA remind", "through 2026-03-05 c sent")
	o := opening(t, p)
	o.Roles = map[string][]entente.ActorID{"chair": {"CHR"}, "member": {"AAA"}}
	check("2026-03-03T00:00:00Z CHR send\n2026-03-04 CHR remind", "draft 2026-03-05 c sent")
}

// Clocks that run out at one instant do so in the order of the definition; the first that leads on decides.
func TestClocksOfOneInstant(t *testing.T) {
	check := func(clocks, want string) {
		t.Helper()
		p := machine(t, "", clocks, "")
		f := p.Fold(opening(t, p), nil, procedure.Query{At: at(t, "2026-04-01")})
		var got []string
		for _, s := range f.Steps[1:] {
			got = append(got, s.Clock+">"+s.To)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: got %q, want %q", clocks, s, want)
		}
	}
	check(`{"id": "a", "in": ["open"], "after": "P1D", "to": "end"}, {"id": "b", "in": ["open"], "after": "P1D"}`, "a>end")
	check(`{"id": "b", "in": ["open"], "after": "P1D"}, {"id": "a", "in": ["open"], "after": "P1D", "to": "end"}`, "b>open a>end")
	check(`{"id": "a", "in": ["open"], "after": "P2D", "to": "end"}, {"id": "b", "in": ["open"], "after": "P1D"}`, "b>open a>end")
	check(`{"id": "a", "in": ["open"], "after": "PT24H", "to": "end"}, {"id": "b", "in": ["open"], "each": "PT12H"}`, "b>open a>end")
}

// Each turn of a clock that runs again and again has its report.
func TestRecurring(t *testing.T) {
	define := func(duty, clock string) *procedure.Procedure {
		return define(t, `{"id": "m", "version": 1, "kind": "tasking", "title": {"en": "M"}, "roles": [{"id": "author"}], "terms": [{"id": "first", "kind": "moment"}],
 "states": [{"id": "open", "end": true, "duties": [{"role": "author", "acts": ["report"], "clock": "month"`+duty+`}]}],
 "acts": [{"id": "report", "by": ["author"], "in": ["open"]}], "clocks": [{"id": "month", "in": ["open"], `+clock+`, "each": "P1M"}]}`)
	}
	check := func(p *procedure.Procedure, lines, when, want string) {
		t.Helper()
		o := &procedure.Opening{Case: "c", Opened: at(t, "2026-01-10T00:00:00Z"), Roles: map[string][]entente.ActorID{"author": {"AAA", "BBB"}}, Terms: procedure.Content{}}
		o.Terms.SetText("first", "2026-02-01T00:00:00Z")
		f := p.Fold(o, acts(t, lines), procedure.Query{At: at(t, when)})
		var got []string
		for _, d := range f.Dues {
			got = append(got, fmt.Sprintf("%v %v %v", d.Actors, d.At.Date(), d.Late))
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s at %s: got %q, want %q", lines, when, s, want)
		}
	}
	one := define("", `"field": "first"`)
	check(one, "", "2026-01-31", "[AAA BBB] 2026-02-01 false")
	check(one, "", "2026-02-01T00:00:00Z", "[AAA BBB] 2026-02-01 true")
	check(one, "", "2026-06-01", "[AAA BBB] 2026-02-01 true") // none: the first is still due
	check(one, "2026-01-20 AAA report", "2026-01-21", "[AAA BBB] 2026-03-01 false")
	check(one, "2026-01-20 AAA report\n2026-01-21 BBB report", "2026-01-21", "[AAA BBB] 2026-03-01 false")                            // two in a turn answer for one
	check(one, "2026-01-20 AAA report\n2026-02-10 BBB report", "2026-02-11", "[AAA BBB] 2026-04-01 false")                            // each for its own
	check(one, "2026-02-10 AAA report", "2026-02-11", "[AAA BBB] 2026-03-01 false")                                                   // a late one
	check(one, "2026-04-10 AAA report\n2026-04-11 AAA report", "2026-04-12", "[AAA BBB] 2026-04-01 true")                             // two late ones
	check(one, "2026-02-01T00:00:00Z AAA report", "2026-02-01", "[AAA BBB] 2026-03-01 false")                                         // at the very instant it is late, and answers for that turn
	check(one, "2026-01-31T23:59:59.999999Z AAA report\n2026-02-01T00:00:00Z AAA report", "2026-02-02", "[AAA BBB] 2026-04-01 false") // in time, and then for the next

	each := define(`, "each": true`, `"field": "first"`)
	check(each, "", "2026-01-31", "[AAA] 2026-02-01 false; [BBB] 2026-02-01 false")
	check(each, "2026-01-20 AAA report", "2026-01-21", "[AAA] 2026-03-01 false; [BBB] 2026-02-01 false")
	check(each, "2026-01-20 AAA report\n2026-02-20 AAA report", "2026-02-21", "[AAA] 2026-04-01 false; [BBB] 2026-02-01 true")

	begun := define("", `"title": {"en": "From the opening"}`)
	check(begun, "", "2026-01-31", "[AAA BBB] 2026-02-10 false")
	check(begun, "2026-01-20 AAA report", "2026-01-31", "[AAA BBB] 2026-03-10 false")
}

func TestClocksAgain(t *testing.T) {
	t.Run("the act of an earlier round", func(t *testing.T) {
		p := relay(t, `"from": "remind", "after": "P2D", "to": "through"`)
		f := p.Fold(opening(t, p), acts(t, "2026-03-03 CHR send\n2026-03-04 CHR remind\n2026-03-05 AAA back\n2026-03-10 CHR send"), procedure.Query{At: at(t, "2026-03-11")})
		if got := standing(f); got != "sent never" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("the field of an earlier round, without an act between", func(t *testing.T) {
		p := define(t, `{"id": "m", "version": 1, "kind": "decision", "title": {"en": "M"}, "roles": [{"id": "chair"}],
 "states": [{"id": "draft"}, {"id": "open"}, {"id": "pause"}, {"id": "end", "end": true}],
 "acts": [{"id": "table", "by": ["chair"], "in": ["draft"], "to": "open", "content": [{"id": "until", "kind": "moment"}]}, {"id": "pass", "by": ["chair"], "in": ["open"], "to": "end"}],
 "clocks": [{"id": "open", "in": ["open"], "field": "until", "after": "P2D", "to": "pause"}, {"id": "pause", "in": ["pause"], "after": "P1D", "to": "open"}]}`)
		f := p.Fold(opening(t, p), acts(t, "2026-03-02 CHR table until=2026-03-05T00:00:00Z"), procedure.Query{At: at(t, "2026-03-07T00:00:00Z")})
		if f.State != "open" {
			t.Errorf("%s since %v", f.State, f.Since)
		}
	})
	t.Run("a clock that counts from an act, twice", func(t *testing.T) {
		p := relay(t, `"from": "remind", "after": "P1D"`)
		f := p.Fold(opening(t, p), acts(t, "2026-03-03T00:00:00Z CHR send\n2026-03-04T00:00:00Z CHR remind\n2026-03-08T00:00:00Z CHR remind"), procedure.Query{At: at(t, "2026-03-08T12:00:00Z")})
		if f.Dues[0].At != at(t, "2026-03-09T00:00:00Z") || f.Dues[0].Late || f.Next != f.Dues[0].At {
			t.Errorf("due at %v, next %v", f.Dues[0].At, f.Next)
		}
	})
	t.Run("the last day of each month", func(t *testing.T) {
		p := machine(t, "", `{"id": "c", "in": ["open"], "field": "due", "each": "P1M"}`, "")
		o := opening(t, p)
		o.Terms = procedure.Content{}
		o.Terms.SetText("due", "2026-01-31T00:00:00Z")
		f := p.Fold(o, nil, procedure.Query{At: at(t, "2026-03-30T00:00:00Z")})
		if got := f.Timers[0].At.Date().String(); got != "2026-03-31" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("clocks that lead round", func(t *testing.T) {
		p := define(t, `{"id": "m", "version": 1, "kind": "decision", "title": {"en": "M"}, "roles": [{"id": "chair"}], "terms": [{"id": "due", "kind": "moment"}],
 "states": [{"id": "open"}, {"id": "pause"}, {"id": "end", "end": true}], "acts": [{"id": "go", "by": ["chair"], "in": ["open"], "to": "end"}],
 "clocks": [{"id": "there", "in": ["open"], "field": "due", "to": "pause"}, {"id": "back", "in": ["pause"], "field": "due", "to": "open"}]}`)
		o := opening(t, p)
		o.Terms = procedure.Content{}
		o.Terms.SetText("due", "2026-03-03T00:00:00Z")
		f := p.Fold(o, nil, procedure.Query{At: at(t, "2026-03-09")})
		if f.State != "open" || len(f.Steps) != 3 || f.Next != 0 {
			t.Errorf("%s after %d steps, next %v: each clock runs out once", f.State, len(f.Steps), f.Next)
		}
	})
}
