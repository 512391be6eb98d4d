package procedure_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/procedure"
)

func TestParseShare(t *testing.T) {
	check := func(s string, ok bool) {
		t.Helper()
		share, err := procedure.ParseShare(s)
		if (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
		if ok && share.String() != s {
			t.Errorf("%q: written %q", s, share)
		}
	}
	for _, s := range []string{"all", "1", "31", "2/3", "1/1", "55%", "100%", "more than 3", "more than 1/2", "more than 50%"} {
		check(s, true)
	}
	for _, s := range []string{"", "0", "-1", "1.5", "0/3", "3/2", "2/0", "0%", "101%", "2/3%", "1/2/3", "two", "more than", "more than all", "More than 1", "more than more than 1", " 1", "1 ", "2 / 3", "2/2000000", "99999999999999999999"} {
		check(s, false)
	}
	t.Run("as it is written", func(t *testing.T) {
		for _, s := range []string{"+3", "03", "2/+3", "02/3", "55/100", "more than +1"} {
			check(s, false)
		}
	})
}

// How many of how many make a share: the least number that does, by counting, is that of the words.
func TestShareMet(t *testing.T) {
	check := func(s string, all, want int) {
		t.Helper()
		share, err := procedure.ParseShare(s)
		if err != nil {
			t.Fatal(err)
		}
		for n := range all + 2 {
			if got := share.Met(float64(n), float64(all)); got != (n >= want) {
				t.Errorf("%s of %d: %d is %v, want %d at least", s, all, n, got, want)
			}
		}
	}
	check("all", 31, 31)
	check("all", 0, 1)
	check("2/3", 31, 21)
	check("2/3", 30, 20)
	check("2/3", 3, 2)
	check("2/3", 1, 1)
	check("2/3", 0, 1)
	check("1/2", 31, 16)
	check("1/2", 30, 15)
	check("more than 1/2", 31, 16)
	check("more than 1/2", 30, 16)
	check("more than 2/3", 31, 21)
	check("more than 2/3", 30, 21)
	check("55%", 27, 15)
	check("55%", 20, 11)
	check("100%", 7, 7)
	check("3", 5, 3)
	check("3", 2, 3)
	check("more than 3", 5, 4)
	for all := 1; all < 200; all++ { // by whole numbers alone
		for den := 1; den < 12; den++ {
			for num := 1; num <= den; num++ {
				var share procedure.Share
				if err := share.UnmarshalText(fmt.Appendf(nil, "%d/%d", num, den)); err != nil {
					t.Fatal(err)
				}
				for n := 1; n <= all; n++ {
					if got := share.Met(float64(n), float64(all)); got != (n*den >= num*all) {
						t.Fatalf("%d of %d are %v %v", n, all, share, got)
					}
				}
			}
		}
	}
}

func FuzzShare(f *testing.F) {
	for _, s := range []string{"all", "3", "2/3", "55%", "more than 1/2", "more than 3", "03", "55/100"} {
		f.Add(s, 20, 30)
	}
	f.Fuzz(func(t *testing.T, s string, n, all int) {
		share, err := procedure.ParseShare(s)
		if err != nil {
			return
		}
		again, err := procedure.ParseShare(share.String())
		if err != nil || again != share {
			t.Errorf("%q: written %q, read again %v, %v", s, share, again, err)
		}
		b, err := json.Marshal(share)
		var read procedure.Share
		if err != nil || json.Unmarshal(b, &read) != nil || read != share {
			t.Errorf("%q: as JSON %s, %v, read again %v", s, b, err, read)
		}
		n, all = n&0xffff, all&0xffff
		if share.Met(float64(n), float64(all)) && !share.Met(float64(n+1), float64(all)) {
			t.Errorf("%v of %d: %d are, and one more is not", share, all, n)
		}
		if share.Met(0, float64(all)) {
			t.Errorf("%v of %d: nobody is", share, all)
		}
	})
}

func content(t testing.TB, s string) (c procedure.Content) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContentEqual(t *testing.T) {
	check := func(a, b string, want bool) {
		t.Helper()
		if content(t, a).Equal(content(t, b)) != want || content(t, b).Equal(content(t, a)) != want {
			t.Errorf("%s and %s: want %v", a, b, want)
		}
	}
	check(`{}`, `{}`, true)
	check(`{}`, `null`, true)
	check(`{"a": "x"}`, `{"a": "x"}`, true)
	check(`{"a": "x", "b": 1}`, `{"b":1,"a":"x"}`, true)
	check(`{"a": "x"}`, `{"a": "y"}`, false)
	check(`{"a": "x"}`, `{"b": "x"}`, false)
	check(`{"a": "x"}`, `{"a": "x", "b": null}`, false)
	check(`{"a": "x"}`, `{}`, false)
	check(`{"a": "\u0041"}`, `{"a": "A"}`, true)
	check(`{"a": {"x": 1, "y": [1, 2]}}`, `{"a": {"y":[1,2],"x":1}}`, true)
	check(`{"a": [1, 2]}`, `{"a": [2, 1]}`, false)
	check(`{"a": 1}`, `{"a": 1.0}`, true)
	check(`{"a": 1}`, `{"a": "1"}`, false)
	check(`{"a": true}`, `{"a": "true"}`, false)
}

func TestContentValues(t *testing.T) {
	c := content(t, `{"text": "x", "quote": "a\"b", "empty": "", "null": null, "number": 1.5, "flag": true, "list": ["AAA", "BBB"], "one": "AAA", "none": [], "mixed": [1],
 "day": "2026-03-05", "time": "2026-03-05T14:00:00+02:00", "span": "P6M"}`)
	check := func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	for field, want := range map[string]string{"text": "x", "quote": `a"b`, "empty": "", "number": "1.5", "flag": "true", "nowhere": ""} {
		check(field, c.Text(field), want)
	}
	moment := func(field string) string {
		i, ok := c.Moment(field)
		if !ok {
			return "none"
		}
		return i.String()
	}
	check("a day is its last microsecond", moment("day"), "2026-03-05T23:59:59.999999Z")
	check("a time of another zone", moment("time"), "2026-03-05T12:00:00.000000Z")
	check("a text", moment("text"), "none")
	check("nothing", moment("nowhere"), "none")
	span, ok := c.Span("span")
	check("a span", span.String(), "P6M")
	check("a span", ok, true)
	_, ok = c.Span("text")
	check("no span", ok, false)
	for field, want := range map[string]int{"list": 2, "one": 1, "none": 0, "mixed": 0, "nowhere": 0} {
		check(field, len(c.Actors(field)), want)
	}
	c.SetText("text", "new \u2028 \"words\"")
	check("set", c.Text("text"), "new \u2028 \"words\"")
}

// An act may name a field by another name; its own name goes first, and the act itself is not changed.
func TestRenamedFields(t *testing.T) {
	p := define(t, strings.ReplaceAll(silence, `{"id": "expiry", "kind": "moment", "ahead": true}`, `{"id": "expiry", "kind": "moment", "ahead": true, "also": ["until", "deadline"]}`))
	check := func(fields, want string) {
		t.Helper()
		all := acts(t, "2026-03-02T09:00:00Z CHR table text=A "+fields)
		before := len(all[0].Content)
		f := p.Fold(opening(t, p), all, procedure.Query{At: at(t, "2026-03-02")})
		got := brief(f)
		if f.Expiry != 0 {
			got += " " + f.Expiry.Time().Format("01-02")
		}
		if got != want || len(all[0].Content) != before {
			t.Errorf("%s: got %q, want %q", fields, got, want)
		}
	}
	check("until=2026-03-04T00:00:00Z", "silence 03-04")
	check("deadline=2026-03-04T00:00:00Z", "silence 03-04")
	check("deadline=2026-03-04T00:00:00Z until=2026-03-06T00:00:00Z", "silence 03-06")
	check("until=2026-03-04T00:00:00Z expiry=2026-03-07T00:00:00Z", "silence 03-07")
	check("until=soon", "draft 1:content")
	check("until=2026-03-01T00:00:00Z", "draft 1:moment")
}

// A finding written out for other programs: times in RFC 3339, acts by their lines.
func TestDocument(t *testing.T) {
	p := define(t, effects)
	o := opening(t, p)
	o.From, o.Exercise, o.Title = "pack/1/1", true, entente.Wording{"en": "A case", "zh": "案"}
	all := acts(t, `2026-03-05T10:00:00.5Z AAA statement text=x label=RESTRICTED:AAA
2026-03-02T09:00:00+01:00 CHR text text=A
2026-03-04 BBB object
2026-03-03 XXX goal id=g
2026-03-06 AAA applaud
2026-03-07 AAA seal person=x
2026-03-08 BBB notice`)
	all[0].Source = &entente.Source{Title: "A letter"}
	f := p.Fold(o, all, procedure.Query{At: at(t, "2026-03-08T23:59:59.999999Z")})
	b, err := json.Marshal(f.Document(o, all))
	if err != nil {
		t.Fatal(err)
	}
	var d procedure.Document
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	check := func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	check("state", d.State, "open")
	check("from", d.From, "pack/1/1")
	check("exercise", d.Exercise, true)
	check("title", d.Title["zh"], "案")
	check("revision", d.Revision, 1)
	check("version of the text", d.Version, 1)
	check("at", d.At.Equal(time.Date(2026, 3, 8, 23, 59, 59, 999999000, time.UTC)), true)
	check("texts", d.Texts[0].At, time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	check("broken by", d.BrokenBy[0], entente.ActorID("BBB"))
	check("attached by line", d.Attached[0].Line, 1)
	check("attached under its label", d.Attached[0].Label, "RESTRICTED:AAA")
	check("attached with its source", d.Attached[0].Source.Title, "A letter")
	check("refused by line", d.Refused[0].Line, 5)
	check("refused by rule", d.Refused[0].Rule+" "+d.Refused[0].Act+" "+string(d.Refused[0].By), "unknown-act applaud AAA")
	check("waiting by line", d.Waiting[0].Line, 6)
	check("items", d.Items[0].ID+" "+d.Items[0].Is, "g set")
	check("standings", d.Standings[1].Is, "left")
	check("standings ahead", d.Standings[1].Ahead && !d.Standings[0].Ahead, true)
	check("next", d.Next.Equal(d.Standings[1].Since), true)
	check("timeline", len(d.Timeline), 6)
	check("timeline, the opening", d.Timeline[0].Act == nil && d.Timeline[0].To == "open", true)
	check("timeline, by line", d.Timeline[1].Act.Line, 2)
	check("no expiry", d.Expiry == nil, true)
	for _, want := range []string{`"at":"2026-03-08T23:59:59.999999Z"`, `"received":"2026-03-05T10:00:00.5Z"`, `"expiry":null`, `"due":[]`, `"received":"2026-03-02T08:00:00Z"`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %s in %s", want, b)
		}
	}
}

// Nothing that a reader counts on is missing from a document, empty as it may be.
func TestEmptyDocument(t *testing.T) {
	p := define(t, silence)
	o := opening(t, p)
	b, err := json.Marshal(p.Fold(o, nil, procedure.Query{At: o.Opened}).Document(o, nil))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"case", "definition", "at", "state", "since", "ended", "adopted", "broken_by", "expiry", "due", "refused", "timeline", "roles"} {
		if _, ok := got[field]; !ok {
			t.Errorf("no %s in %s", field, b)
		}
	}
	for _, field := range []string{"broken_by", "due", "refused", "timeline"} {
		if _, ok := got[field].([]any); !ok {
			t.Errorf("%s is no list in %s", field, b)
		}
	}
	if _, err := time.Parse(time.RFC3339Nano, got["since"].(string)); err != nil {
		t.Error(err)
	}
}

// Meetings are taken in the order of their days, whatever theirs in the list.
func TestNextMeeting(t *testing.T) {
	w := &procedure.World{Meetings: []procedure.Meeting{
		{Body: "a", Days: cal.Day(cal.NewDate(2026, 6, 1)), Place: "late"}, {Body: "a", Days: cal.Days(cal.NewDate(2026, 3, 1), cal.NewDate(2026, 3, 9)), Place: "soon"},
		{Body: "b", Days: cal.Day(cal.NewDate(2026, 2, 1)), Place: "other"},
	}}
	check := func(w *procedure.World, body entente.ActorID, month time.Month, day int, want string) {
		t.Helper()
		m, ok := w.Next(body, cal.NewDate(2026, month, day))
		if m.Place != want || ok != (want != "") {
			t.Errorf("%s after %d %v: got %q, want %q", body, day, month, m.Place, want)
		}
	}
	check(w, "a", 2, 1, "soon")
	check(w, "a", 2, 28, "soon")
	check(w, "a", 3, 1, "late") // on its first day it is no longer the next
	check(w, "a", 3, 5, "late")
	check(w, "a", 6, 1, "")
	check(w, "b", 1, 1, "other")
	check(w, "c", 1, 1, "")
	check(nil, "a", 1, 1, "")
}
