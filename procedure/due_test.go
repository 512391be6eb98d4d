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

// office is a state with one duty, and acts to do it by.
func office(t testing.TB, duty string) *procedure.Procedure {
	return define(t, `{"id": "office", "version": 1, "kind": "tasking", "title": {"en": "Office"},
 "roles": [{"id": "chair"}, {"id": "member"}, {"id": "concerned", "optional": true}, {"id": "anyone", "open": true}],
 "terms": [{"id": "by", "kind": "moment"}],
 "states": [{"id": "open", "duties": [{`+duty+`}]}, {"id": "end", "end": true}],
 "acts": [
  {"id": "done", "by": ["member", "chair", "concerned"], "in": ["open"]},
  {"id": "declined", "by": ["member"], "in": ["open"]},
  {"id": "again", "by": ["chair"], "in": ["open"], "to": "open"},
  {"id": "text", "by": ["chair"], "in": ["open"], "text": "text", "content": [{"id": "text"}]},
  {"id": "offer", "by": ["anyone"], "in": ["open"], "content": [{"id": "id"}, {"id": "expires", "kind": "moment"}],
   "item": {"kind": "offer", "id": "id", "to": "offered", "expires": "expires"}},
  {"id": "take", "by": ["chair"], "in": ["open"], "content": [{"id": "offer"}], "item": {"kind": "offer", "id": "offer", "in": ["offered"], "to": "taken"}},
  {"id": "send", "by": ["anyone"], "in": ["open"], "content": [{"id": "offer"}], "item": {"kind": "offer", "id": "offer", "in": ["taken"], "own": true, "to": "sent"}},
  {"id": "close", "by": ["chair"], "in": ["open"], "to": "end"}],
 "clocks": [{"id": "by", "in": ["open"], "field": "by"}]}`)
}

// What is due of whom, by when: of each, of any of them, but some, about each thing.
func TestDuties(t *testing.T) {
	check := func(duty, lines, when, want string) {
		t.Helper()
		p := office(t, duty)
		o := opening(t, p)
		o.Roles["concerned"] = []entente.ActorID{"CCC"}
		o.Terms = procedure.Content{}
		o.Terms.SetText("by", "2026-03-10T00:00:00Z")
		f := p.Fold(o, acts(t, lines), procedure.Query{At: at(t, when)})
		var got []string
		for _, d := range f.Dues {
			s := fmt.Sprintf("%v%v", d.Actors, d.Acts)
			if d.Item != "" {
				s += " " + d.Item
			}
			if d.At != 0 {
				s += " " + d.At.Date().String()[5:]
			}
			if d.Late {
				s += " late"
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s: %s at %s: got %q, want %q", duty, lines, when, s, want)
		}
	}
	const any, each = `"role": "member", "acts": ["done"]`, `"role": "member", "acts": ["done"], "each": true`
	check(any, "", "2026-03-02", "[AAA BBB CCC][done]")
	check(any, "2026-03-02 BBB done", "2026-03-03", "")
	check(any, "2026-03-02 CHR done", "2026-03-03", "[AAA BBB CCC][done]") // by another role
	check(each, "", "2026-03-02", "[AAA][done]; [BBB][done]; [CCC][done]")
	check(each, "2026-03-02 BBB done", "2026-03-03", "[AAA][done]; [CCC][done]")
	check(each, "2026-03-02 BBB declined", "2026-03-03", "[AAA][done]; [BBB][done]; [CCC][done]")
	check(each+`, "except": "concerned"`, "2026-03-02 BBB done", "2026-03-03", "[AAA][done]")
	check(any+`, "except": "concerned"`, "", "2026-03-03", "[AAA BBB][done]")
	check(any+`, "except": "concerned"`, "2026-03-02 CCC done", "2026-03-03", "[AAA BBB][done]")
	check(`"role": "member", "acts": ["done", "declined"], "each": true`, "2026-03-02 AAA declined\n2026-03-02 BBB done", "2026-03-03", "[CCC][done declined]")
	check(`"role": "concerned", "acts": ["done"]`, "", "2026-03-03", "[CCC][done]")

	// Since when.
	check(each, "2026-03-02T00:00:00Z BBB done\n2026-03-02 CHR again", "2026-03-03", "[AAA][done]; [BBB][done]; [CCC][done]")
	check(each+`, "since": "case"`, "2026-03-02T00:00:00Z BBB done\n2026-03-02 CHR again", "2026-03-03", "[AAA][done]; [CCC][done]")
	check(each+`, "since": "version"`, "2026-03-02T00:00:00Z BBB done\n2026-03-02 CHR again", "2026-03-03", "[AAA][done]; [CCC][done]")
	check(each+`, "since": "version"`, "2026-03-02T00:00:00Z BBB done\n2026-03-02 CHR text text=B", "2026-03-03", "[AAA][done]; [BBB][done]; [CCC][done]")

	// By when.
	const by = any + `, "clock": "by"`
	check(by, "", "2026-03-09", "[AAA BBB CCC][done] 03-10")
	check(by, "", "2026-03-10T00:00:00Z", "[AAA BBB CCC][done] 03-10 late")
	check(by, "2026-03-11 AAA done", "2026-03-12", "")
	check(by+`, "optional": true`, "", "2026-03-09", "[AAA BBB CCC][done] 03-10")
	check(by+`, "optional": true`, "", "2026-03-10T00:00:00Z", "") // silence was an answer
	check(any+`, "optional": true`, "", "2027-03-10", "[AAA BBB CCC][done]")

	// About each thing.
	const things = `"role": "chair", "acts": ["take"], "items": "offer", "are": ["offered"]`
	check(things, "", "2026-03-02", "")
	check(things, "2026-03-02 XXX offer id=x\n2026-03-02 YYY offer id=y", "2026-03-03", "[CHR][take] x; [CHR][take] y")
	check(things, "2026-03-02T00:00:00Z XXX offer id=x\n2026-03-02 YYY offer id=y\n2026-03-03 CHR take offer=x", "2026-03-04", "[CHR][take] y")
	check(things, "2026-03-02 XXX offer id=x expires=2026-03-05T00:00:00Z", "2026-03-04", "[CHR][take] x 03-05")
	check(things, "2026-03-02 XXX offer id=x expires=2026-03-05T00:00:00Z", "2026-03-05T00:00:00Z", "") // it lapsed
	check(things+`, "clock": "by"`, "2026-03-02 XXX offer id=x expires=2026-03-05T00:00:00Z", "2026-03-04", "[CHR][take] x 03-05")
	check(things+`, "clock": "by"`, "2026-03-02 XXX offer id=x expires=2026-03-15T00:00:00Z", "2026-03-04", "[CHR][take] x 03-10")
	check(things+`, "clock": "by"`, "2026-03-02 XXX offer id=x", "2026-03-11", "[CHR][take] x 03-10 late")
	const own = `"role": "anyone", "acts": ["send"], "items": "offer", "are": ["taken"], "own": true`
	check(own, "2026-03-02 XXX offer id=x\n2026-03-02 YYY offer id=y\n2026-03-03 CHR take offer=x", "2026-03-04", "[XXX][send] x")
	check(own, "2026-03-02 XXX offer id=x\n2026-03-03 CHR take offer=x\n2026-03-04 XXX send offer=x", "2026-03-05", "")
}

func TestDuesOfThings(t *testing.T) {
	t.Run("of two things one lapses", func(t *testing.T) {
		p := office(t, `"role": "chair", "acts": ["take"], "items": "offer", "are": ["offered"]`)
		f := p.Fold(opening(t, p), acts(t, "2026-03-02T00:00:00Z XXX offer id=x expires=2026-03-05T00:00:00Z\n2026-03-02 YYY offer id=y"), procedure.Query{At: at(t, "2026-03-03")})
		if f.Dues[1].Item != "y" || f.Dues[1].At != 0 || f.Dues[1].Why != "" {
			t.Errorf("%s by %v: %s", f.Dues[1].Item, f.Dues[1].At, f.Dues[1].Why)
		}
	})
	t.Run("what may be left undone again and again", func(t *testing.T) {
		p := define(t, `{"id": "m", "version": 1, "kind": "tasking", "title": {"en": "M"}, "roles": [{"id": "author"}],
 "states": [{"id": "open", "end": true, "duties": [{"role": "author", "acts": ["report"], "clock": "month", "optional": true}]}],
 "acts": [{"id": "report", "by": ["author"], "in": ["open"]}], "clocks": [{"id": "month", "in": ["open"], "each": "P1M"}]}`)
		o := opening(t, p)
		o.Roles = map[string][]entente.ActorID{"author": {"AAA"}}
		f := p.Fold(o, nil, procedure.Query{At: at(t, "2026-06-15")})
		if len(f.Dues) > 0 && f.Dues[0].Late {
			t.Errorf("late since %v", f.Dues[0].At)
		}
	})
	t.Run("things that lapsed lead on", func(t *testing.T) {
		p := machine(t, `, {"id": "offer", "by": ["anyone"], "in": ["open"], "content": [{"id": "id"}, {"id": "expires", "kind": "moment"}], "item": {"kind": "offer", "id": "id", "to": "offered", "expires": "expires"}}`,
			"", `{"if": [{"items": "offer", "are": ["lapsed"]}], "to": "end"}`)
		f := p.Fold(opening(t, p), acts(t, "2026-03-02 XXX offer id=x expires=2026-03-04T00:00:00Z"), procedure.Query{At: at(t, "2026-03-05")})
		if f.State != "end" || f.Since != at(t, "2026-03-04T00:00:00Z") {
			t.Errorf("%s since %v", f.State, f.Since)
		}
	})
}

// picture is all that a finding says, but for when it was asked and when it changes next; what lies ahead of it is told from what is.
func picture(t testing.TB, f *procedure.Finding) string {
	t.Helper()
	g := *f
	g.At, g.Next = 0, 0
	ahead := 0
	for _, s := range g.Standings {
		if s.At > f.At {
			ahead++
		}
	}
	b, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(string(b), ahead)
}

// A nextCase is a procedure and what happens in cases of it.
type nextCase struct {
	p     *procedure.Procedure
	o     *procedure.Opening
	moves []procedure.Act // by whom, what, with what content; a moment in it is that many hours from then
}

func nextCases(t testing.TB) []nextCase {
	t.Helper()
	var all []nextCase
	add := func(p *procedure.Procedure, o *procedure.Opening, lines string) {
		all = append(all, nextCase{p, o, acts(t, strings.ReplaceAll("\n"+lines, "\n", "\n2026-03-01 "))})
	}
	p := define(t, silence)
	add(p, opening(t, p), "CHR table text=A\nCHR table text=A expiry=+30\nCHR extend expiry=+60\nAAA object\nBBB object\nAAA withdraw\nCHR withdraw\nBBB statement text=x\nCHR announce")
	p = define(t, rulebook)
	add(p, ruled(t, p), "CHR put text=A until=+20\nCHR put text=B\nAAA yes\nBBB yes\nAAA no grounds=x\nCHR extend until=+99\nXXX offer id=x expires=+10\nXXX offer id=x\nYYY offer id=y expires=+40\nCHR take offer=x\nXXX send offer=x\nCHR drop\nCHR close")
	for _, clock := range []string{`"field": "until", "after": "P2D", "to": "through"`, `"field": "until"`, `"after_term": "span", "to": "draft"`, `"workdays": 2, "to": "through"`, `"meeting": "council", "to": "draft"`} {
		p = relay(t, clock)
		o := opening(t, p)
		o.Terms = procedure.Content{}
		o.Terms.SetText("span", "PT30H")
		add(p, o, "CHR send\nCHR send until=+25\nAAA back\nCHR extend until=+50\nCHR remind")
	}
	p = define(t, `{"id": "m", "version": 1, "kind": "treaty", "title": {"en": "M"}, "roles": [{"id": "member"}, {"id": "chair"}],
 "states": [{"id": "open", "end": true, "duties": [{"role": "member", "acts": ["report"], "each": true, "clock": "day"}, {"role": "chair", "acts": ["review"], "clock": "week"}]}],
 "acts": [{"id": "report", "by": ["member"], "in": ["open"]}, {"id": "review", "by": ["chair"], "in": ["open"]},
  {"id": "notice", "by": ["member"], "in": ["open"], "standing": [{"is": "leaving"}, {"is": "left", "after": "PT50H"}]}, {"id": "stay", "by": ["member"], "in": ["open"], "standing": [{"is": "party"}]}],
 "clocks": [{"id": "day", "in": ["open"], "each": "P1D"}, {"id": "week", "in": ["open"], "each": "P1W"}]}`)
	add(p, opening(t, p), "AAA report\nBBB report\nCHR review\nAAA notice\nAAA stay\nBBB notice")
	return all
}

// random makes acts of a case at random, in order.
func (c nextCase) random(t testing.TB, rng *rand.Rand) []procedure.Act {
	const hour = cal.Instant(3600e6)
	when := c.o.Opened
	var all []procedure.Act
	for range rng.IntN(9) {
		when += cal.Instant(rng.IntN(30)) * hour
		a := c.moves[rng.IntN(len(c.moves))]
		a.Received = when
		content := procedure.Content{}
		for k, v := range a.Content {
			content[k] = v
			var hours int
			if s := a.Content.Text(k); strings.HasPrefix(s, "+") {
				if _, err := fmt.Sscan(s, &hours); err != nil {
					t.Fatal(err)
				}
				content.SetText(k, (when + cal.Instant(hours)*hour).String())
			}
		}
		a.Content = content
		all = append(all, a)
	}
	return all
}

// Next is the first instant at which a case stands otherwise: nothing changes before it, and something does then.
func TestNextIsTheFirstChange(t *testing.T) {
	world := &procedure.World{Meetings: []procedure.Meeting{{Body: "council", Days: cal.Day(cal.NewDate(2026, 3, 4))}, {Body: "council", Days: cal.Day(cal.NewDate(2026, 3, 9))}}}
	rng := rand.New(rand.NewPCG(7, 7))
	changes := 0
	for n, c := range nextCases(t) {
		for range 300 {
			all := c.random(t, rng)
			now := c.o.Opened
			if len(all) > 0 {
				now = all[len(all)-1].Received + cal.Instant(rng.IntN(200))*3600e6
			}
			find := func(at cal.Instant) *procedure.Finding {
				return c.p.Fold(c.o, all, procedure.Query{At: at, World: world})
			}
			for range 4 { // a few changes on
				f := find(now)
				want := picture(t, f)
				same := func(at cal.Instant) {
					t.Helper()
					g := find(at)
					if got := picture(t, g); got != want || g.Next != f.Next {
						t.Fatalf("case %d: nothing was to change between %v and %v, and at %v it did:\n%s\n%s\n%v", n, now, f.Next, at, want, got, all)
					}
				}
				if f.Next == 0 {
					same(now + 1)
					same(now + 1000*24*3600e6)
					break
				}
				if f.Next <= now {
					t.Fatalf("case %d: next %v, now %v", n, f.Next, now)
				}
				same(f.Next - 1)
				same(now + cal.Instant(rng.Int64N(int64(f.Next-now))))
				if got := picture(t, find(f.Next)); got == want {
					t.Fatalf("case %d: nothing changed at %v:\n%s\n%v", n, f.Next, want, all)
				}
				changes++
				now = f.Next
			}
		}
	}
	if changes < 1000 {
		t.Errorf("%d changes only", changes)
	}
}

// Nothing that is known later changes what is said of an instant, and acts may come in any order: for the same random acts.
func TestPastIsPast(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for n, c := range nextCases(t) {
		for range 100 {
			all := c.random(t, rng)
			if len(all) == 0 {
				continue
			}
			when := all[rng.IntN(len(all))].Received
			then := slices.DeleteFunc(slices.Clone(all), func(a procedure.Act) bool { return a.Received > when })
			if got, want := picture(t, c.p.Fold(c.o, all, procedure.Query{At: when})), picture(t, c.p.Fold(c.o, then, procedure.Query{At: when})); got != want {
				t.Fatalf("case %d at %v: known then\n%s\nknown later\n%s", n, when, want, got)
			}
		}
	}
}
