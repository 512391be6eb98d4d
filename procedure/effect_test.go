package procedure_test

import (
	"fmt"
	"strings"
	"testing"

	"entente"
	"entente/procedure"
)

// What acts do besides moving a case: texts, attached acts, roles, standings, cases that follow, and versions of the definition.

const effects = `{"id": "effects", "version": 1, "kind": "programme", "title": {"en": "Effects"},
 "roles": [{"id": "chair", "one": true}, {"id": "member"}, {"id": "lead", "optional": true}, {"id": "anyone", "open": true}],
 "terms": [{"id": "year", "kind": "period"}, {"id": "due", "kind": "moment"}, {"id": "task"}, {"id": "notice", "kind": "span"}],
 "states": [{"id": "open"}, {"id": "closed", "end": true}],
 "acts": [
  {"id": "text", "by": ["chair"], "in": ["open"], "text": "text", "content": [{"id": "text", "also": ["draft", "document"]}]},
  {"id": "object", "by": ["member"], "in": ["open"], "breaks": true},
  {"id": "statement", "by": ["member"], "in": ["open", "closed"], "attaches": true},
  {"id": "say", "by": ["anyone"], "in": ["open"], "content": [{"id": "task"}, {"id": "due", "kind": "moment"}]},
  {"id": "name", "by": ["chair"], "in": ["open"], "assigns": {"lead": "who"}, "content": [{"id": "who", "kind": "actors"}]},
  {"id": "admit", "by": ["chair"], "in": ["open"], "adds": {"member": "who"}, "content": [{"id": "who", "kind": "actors"}]},
  {"id": "work", "by": ["lead"], "in": ["open"]},
  {"id": "join", "by": ["anyone"], "in": ["open"], "standing": [{"is": "party"}]},
  {"id": "notice", "by": ["anyone"], "in": ["open"], "standing": [{"is": "leaving"}, {"is": "left", "after_term": "notice", "after": "P1D"}]},
  {"id": "stay", "by": ["anyone"], "in": ["open"], "standing": [{"is": "party"}]},
  {"id": "seal", "by": ["member"], "in": ["open"], "two_persons": true, "attaches": true, "once": "case", "content": [{"id": "text"}]},
  {"id": "goal", "by": ["anyone"], "in": ["open"], "content": [{"id": "id"}, {"id": "text"}], "item": {"kind": "goal", "id": "id", "to": "set"}},
  {"id": "met", "by": ["chair"], "in": ["open"], "content": [{"id": "goal"}, {"id": "grounds"}], "item": {"kind": "goal", "id": "goal", "in": ["set"], "to": "met"}},
  {"id": "risk", "by": ["anyone"], "in": ["open"], "content": [{"id": "id"}], "item": {"kind": "risk", "id": "id", "to": "seen"}},
  {"id": "close", "by": ["chair"], "in": ["open"], "to": "closed", "opens": {"definition": "effects", "roles": {"chair": "chair", "member": "member", "lead": "lead"},
   "terms": {"year": "year", "due": "due", "task": "task"}, "items": ["goal"], "shift": "P1Y"}},
  {"id": "spin", "by": ["chair"], "in": ["open"], "opens": {"definition": "other", "roles": {"bearer": "lead"}, "terms": {"what": "task"}}}]}`

func effect(t testing.TB, lines, when string, terms ...string) (*procedure.Finding, []procedure.Act) {
	t.Helper()
	p := define(t, effects)
	o := opening(t, p)
	o.Terms = procedure.Content{}
	for _, pair := range terms {
		k, v, _ := strings.Cut(pair, "=")
		o.Terms.SetText(k, v)
	}
	all := acts(t, lines)
	return p.Fold(o, all, procedure.Query{At: at(t, when)}), all
}

// A new version of the text begins anew with whom it has against it; statements stay with the text.
func TestTexts(t *testing.T) {
	check := func(lines, want string) {
		t.Helper()
		f, _ := effect(t, lines, "2026-04-01")
		var got []string
		for _, x := range f.Texts {
			got = append(got, fmt.Sprintf("%d %s by %s", x.Version, x.Text, x.By))
		}
		if s := fmt.Sprint(strings.Join(got, ", "), "; against it ", f.BrokenBy, "; attached ", f.Attached); s != want {
			t.Errorf("%s: got %q, want %q", lines, s, want)
		}
	}
	check("", "; against it []; attached []")
	check("2026-03-02 CHR text text=A", "1 A by CHR; against it []; attached []")
	check("2026-03-02 CHR text draft=A", "1 A by CHR; against it []; attached []")
	check("2026-03-02 CHR text document=A draft=B", "1 B by CHR; against it []; attached []") // the name that comes first among the others
	check("2026-03-02 CHR text document=A text=B", "1 B by CHR; against it []; attached []")  // its own name before them
	check("2026-03-02 CHR text text=A\n2026-03-03 BBB object\n2026-03-04 AAA object\n2026-03-05 BBB object", "1 A by CHR; against it [BBB AAA]; attached []")
	check("2026-03-02 CHR text text=A\n2026-03-03 BBB object\n2026-03-04 CHR text text=B", "1 A by CHR, 2 B by CHR; against it []; attached []")
	check("2026-03-02 CHR text text=A\n2026-03-03 AAA statement text=x\n2026-03-04 CHR text text=B\n2026-03-05 BBB statement text=y", "1 A by CHR, 2 B by CHR; against it []; attached [1 3]")
	check("2026-03-02 CHR close\n2026-03-03 AAA statement text=x", "; against it []; attached [1]")
}

// Whom an act names has the role from then on; whom another adds has it besides.
func TestRolesOfActs(t *testing.T) {
	check := func(lines, role, want string) {
		t.Helper()
		f, _ := effect(t, lines, "2026-04-01")
		got := fmt.Sprint(f.Roles[role])
		for _, r := range f.Refused {
			got += fmt.Sprintf(" %d:%s", r.Act+1, r.Rule)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", lines, got, want)
		}
	}
	check("", "lead", "[]")
	check("2026-03-02 AAA work", "lead", "[] 1:role")
	check("2026-03-02 CHR name who=AAA\n2026-03-03 AAA work", "lead", "[AAA]")
	check("2026-03-02 CHR name who=AAA\n2026-03-03 CHR name who=BBB\n2026-03-04 AAA work", "lead", "[BBB] 3:role")
	check("2026-03-02 CHR name who=AAA\n2026-03-03 CHR name", "lead", "[AAA]") // nobody is named
	check("2026-03-02 CHR admit who=DDD\n2026-03-03 DDD object", "member", "[AAA BBB CCC DDD]")
	check("2026-03-02 DDD object\n2026-03-03 CHR admit who=DDD", "member", "[AAA BBB CCC DDD] 1:role")
	check("2026-03-02 CHR admit who=BBB", "member", "[AAA BBB CCC]")

	// The opening stays as it was.
	p := define(t, effects)
	o := opening(t, p)
	for range 2 {
		if f := p.Fold(o, acts(t, "2026-03-02 CHR admit who=DDD"), procedure.Query{At: at(t, "2026-03-03")}); len(f.Roles["member"]) != 4 || len(o.Roles["member"]) != 3 {
			t.Errorf("of the case %v, of its opening %v", f.Roles["member"], o.Roles["member"])
		}
	}
}

// What was said last of each field stands; what is said of a thing is said of it alone.
func TestValues(t *testing.T) {
	f, _ := effect(t, "2026-03-02 AAA say task=A due=2026-05-01T00:00:00Z\n2026-03-03 BBB say task=B\n2026-03-04 XXX goal id=x text=C task=D\n2026-03-05 CHR met goal=x grounds=E", "2026-04-01", "task=T")
	if got := f.Values.Text("task") + f.Values.Text("due") + f.Values.Text("text"); got != "B2026-05-01T00:00:00Z" {
		t.Errorf("got %s", got)
	}
	x := f.Items[0]
	if got := fmt.Sprintln(x.Is, x.By, x.Content.Text("text"), x.Content.Text("grounds"), x.Acts, x.Since.Date()); got != "met XXX C E [2 3] 2026-03-05\n" {
		t.Errorf("got %s", got)
	}
}

// A standing that lies ahead is taken back by another act with standings, by the same actor alone.
func TestStandingsTakenBack(t *testing.T) {
	check := func(lines, when, want string, terms ...string) {
		t.Helper()
		f, _ := effect(t, lines, when, terms...)
		var got []string
		for _, s := range f.Standings {
			word := fmt.Sprintf("%s %s %s", s.Actor, s.Is, s.At.Date().String()[5:])
			if s.At > f.At {
				word += " ahead"
			}
			got = append(got, word)
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s at %s: got %q, want %q", lines, when, s, want)
		}
	}
	const notice = "2026-03-02T00:00:00Z XXX join\n2026-03-05T00:00:00Z XXX notice\n"
	check(notice, "2026-03-06", "XXX party 03-02; XXX leaving 03-05; XXX left 09-05 ahead", "notice=P6M")
	check(notice, "2026-09-04", "XXX party 03-02; XXX leaving 03-05; XXX left 09-05 ahead", "notice=P6M")
	check(notice, "2026-09-05", "XXX party 03-02; XXX leaving 03-05; XXX left 09-05", "notice=P6M")
	check(notice, "2026-03-06", "XXX party 03-02; XXX leaving 03-05; XXX left 03-06") // a day, where the terms do not say
	check(notice+"2026-03-07 XXX stay", "2026-12-01", "XXX party 03-02; XXX leaving 03-05; XXX party 03-07", "notice=P6M")
	check(notice+"2026-03-07 YYY stay", "2026-12-01", "XXX party 03-02; XXX leaving 03-05; YYY party 03-07; XXX left 09-05", "notice=P6M")
	check(notice+"2026-10-07 XXX stay", "2026-12-01", "XXX party 03-02; XXX leaving 03-05; XXX left 09-05; XXX party 10-07", "notice=P6M") // too late to take back
	check(notice+"2026-06-05T00:00:00Z XXX notice", "2026-12-10", "XXX party 03-02; XXX leaving 03-05; XXX leaving 06-05; XXX left 12-05", "notice=P6M")
}

// Four eyes: a second person of the same actor says the same.
func TestFourEyes(t *testing.T) {
	check := func(lines, want string) {
		t.Helper()
		f, _ := effect(t, lines, "2026-04-01")
		got := fmt.Sprint("attached ", f.Attached, " waiting ", f.Waiting)
		for _, r := range f.Refused {
			got += fmt.Sprintf(" %d:%s", r.Act+1, r.Rule)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", lines, got, want)
		}
	}
	check("2026-03-02 AAA seal person=x", "attached [] waiting [0]")
	check("2026-03-02 AAA seal person=x\n2026-03-03 AAA seal person=x", "attached [] waiting [0 1]")
	check("2026-03-02 AAA seal person=x\n2026-03-03 AAA seal person=y", "attached [1] waiting []")
	check("2026-03-02 AAA seal person=x\n2026-03-02 AAA seal person=y", "attached [1] waiting []") // at one instant
	check("2026-03-02 AAA seal person=x\n2026-03-02 AAA seal person=x", "attached [] waiting [0] 2:twice")
	check("2026-03-02 AAA seal person=x\n2026-03-03 BBB seal person=y", "attached [] waiting [0 1]")
	check("2026-03-02 AAA seal person=x\n2026-03-03 AAA seal", "attached [] waiting [0 1]")
	check("2026-03-02 AAA seal\n2026-03-03 AAA seal person=x", "attached [] waiting [0 1]")
	check("2026-03-02 AAA seal person=x text=A\n2026-03-03 AAA seal person=y text=B", "attached [] waiting [0 1]")
	check("2026-03-02 AAA seal person=x text=A\n2026-03-03 AAA seal person=y text=B\n2026-03-04 AAA seal person=x text=B", "attached [2] waiting [0]")
	check("2026-03-02 AAA seal person=x\n2026-03-03 AAA seal person=y\n2026-03-04 AAA seal person=z", "attached [1] waiting [] 3:twice")
	check("2026-03-02 XXX seal person=x\n2026-03-03 XXX seal person=y", "attached [] waiting [] 1:role 2:role")
}

// A case that follows has its roles from this one, its days a year on, and things to begin anew.
func TestFollows(t *testing.T) {
	check := func(lines string, want string, terms ...string) {
		t.Helper()
		f, _ := effect(t, lines, "2026-04-01", terms...)
		var got []string
		for _, x := range f.Follows {
			s := x.Definition
			for _, role := range []string{"chair", "member", "lead", "bearer"} {
				if len(x.Roles[role]) > 0 {
					s += fmt.Sprint(" ", role, x.Roles[role])
				}
			}
			for _, term := range []string{"year", "due", "task", "what"} {
				if v := x.Terms.Text(term); v != "" {
					s += " " + term + "=" + v
				}
			}
			for _, i := range x.Items {
				s += " " + i.Kind + ":" + i.ID + ":" + string(i.By) + ":" + i.Content.Text("text")
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s: got %q, want %q", lines, s, want)
		}
	}
	const roles = "effects chair[CHR] member[AAA BBB CCC]"
	check("", "")
	check("2026-03-02 CHR close", roles)
	check("2026-03-02 AAA close", "")
	check("2026-03-02 CHR close", roles+" year=2027", "year=2026")
	check("2026-03-02 CHR close", roles+" year=2026-04/2027-03", "year=2025-04/2026-03")
	check("2026-03-02 CHR close", roles+" due=2027-05-01T12:00:00.000000Z", "due=2026-05-01T12:00:00Z")
	check("2026-03-02 CHR close", roles+" due=2027-05-01", "due=2026-05-01")
	check("2026-03-02 CHR close", roles+" due=2025-02-28", "due=2024-02-29")
	check("2026-03-02 CHR close", roles+" task=Say more", "task=Say more") // no day
	check("2026-03-02 AAA say task=Other\n2026-03-03 CHR close", roles+" task=Other", "task=Say")
	check("2026-03-02 CHR name who=AAA\n2026-03-03 CHR close", roles+" lead[AAA]")
	check("2026-03-02 CHR admit who=DDD\n2026-03-03 CHR close", "effects chair[CHR] member[AAA BBB CCC DDD]")
	check("2026-03-02 XXX goal id=x text=A\n2026-03-02 XXX risk id=y\n2026-03-03 CHR close", roles+" goal:x:XXX:A")
	check("2026-03-02 CHR name who=AAA\n2026-03-03 CHR spin\n2026-03-04 AAA say task=B\n2026-03-05 CHR spin", "other bearer[AAA] what=A; other bearer[AAA] what=B", "task=A")
}

// Things that are taken over begin anew; what the definition does not know stays behind.
func TestCarried(t *testing.T) {
	p := define(t, effects)
	o := opening(t, p)
	o.Items = []procedure.Carried{
		{Kind: "goal", ID: "x", By: "XXX", Content: procedure.Content{"text": []byte(`"A"`)}}, {Kind: "wish", ID: "y", By: "XXX"}, {Kind: "risk", ID: "z", By: "YYY", Content: procedure.Content{}},
	}
	f := p.Fold(o, acts(t, "2026-03-02 CHR met goal=x\n2026-03-03 XXX risk id=z"), procedure.Query{At: at(t, "2026-04-01")})
	var got []string
	for _, x := range f.Items {
		got = append(got, fmt.Sprintf("%s:%s %s %s %v", x.Kind, x.ID, x.Is, x.Content.Text("text"), x.Acts))
	}
	if s := strings.Join(got, "; "); s != "goal:x met A [0]; risk:z seen  []" || brief(f) != "open 2:item" {
		t.Errorf("%s: got %s", brief(f), s)
	}
	if len(o.Items[0].Content) != 1 {
		t.Errorf("the opening was changed: %v", o.Items[0].Content)
	}
}

// A case that moves to another version has the state that the new one says, and keeps its texts, its clocks and what was done.
func TestMigrations(t *testing.T) {
	version := func(n int, states, more string) *procedure.Procedure {
		names := strings.Split(states, " ")
		return define(t, fmt.Sprintf(`{"id": "m", "version": %d, "kind": "decision", "title": {"en": "M"}, "roles": [{"id": "chair"}, {"id": "member"}],
 "states": [{"id": %q}, {"id": %q, "leaves": [{"if": [{"act": "yes", "role": "member", "since": "version"}], "to": "end"}]}, {"id": "end", "end": true}],
 "acts": [{"id": "text", "by": ["chair"], "in": [%[2]q], "text": "text", "to": %[3]q, "content": [{"id": "text"}]}, {"id": "yes", "by": ["member"], "in": [%[3]q]}],
 "clocks": [{"id": "c", "in": [%[3]q], "after": "P10D", "to": "end"}]%[4]s}`, n, names[0], names[1], more))
	}
	first := version(1, "draft open", "")
	world := &procedure.World{Procedure: func(id string, n int) *procedure.Procedure {
		if id != "m" {
			return nil
		}
		return map[int]*procedure.Procedure{
			1: first,
			2: version(2, "draft open", ""),
			3: version(3, "draft voting", `, "migrations": {"1": [{"from": "open", "to": "voting"}]}`),
			4: version(4, "draft voting", `, "migrations": {"3": [{"from": "open", "to": "voting"}]}`),
		}[n]
	}}
	check := func(lines, when, want string) {
		t.Helper()
		f := first.Fold(opening(t, first), acts(t, lines), procedure.Query{At: at(t, when), World: world})
		got := fmt.Sprintf("%s of %d", brief(f), f.Version)
		for _, timer := range f.Timers {
			got += fmt.Sprint(" until ", timer.At.Date())
		}
		if got != want {
			t.Errorf("%s at %s: got %q, want %q", lines, when, got, want)
		}
	}
	const text = "2026-03-02T00:00:00Z CHR text text=A\n"
	check(text, "2026-03-03", "open of 1 until 2026-03-12")
	check(text+"2026-03-03 CHR migrate version=2", "2026-03-04", "open of 2 until 2026-03-12") // a state of the same name, and its clock goes on
	check(text+"2026-03-03 CHR migrate version=3", "2026-03-04", "voting of 3 until 2026-03-12")
	check(text+"2026-03-03 CHR migrate version=3", "2026-03-12T00:00:00Z", "end of 3")
	check(text+"2026-03-03 CHR migrate version=4", "2026-03-04", "open 2:migration of 1 until 2026-03-12") // it says nothing of open in version 1
	check(text+"2026-03-03 CHR migrate version=1", "2026-03-04", "open 2:migration of 1 until 2026-03-12") // it is of that version
	check(text+"2026-03-03 CHR migrate version=5", "2026-03-04", "open 2:migration of 1 until 2026-03-12")
	check(text+"2026-03-03 CHR migrate version=two", "2026-03-04", "open 2:migration of 1 until 2026-03-12")
	check(text+"2026-03-03 AAA migrate version=3", "2026-03-04", "open 2:migration of 1 until 2026-03-12")
	check("2026-03-02 CHR migrate version=3\n2026-03-03T00:00:00Z CHR text text=A", "2026-03-04", "voting of 3 until 2026-03-13")
	check(text+"2026-03-03T00:00:00Z AAA yes\n2026-03-03T00:00:00Z BBB yes\n2026-03-03 CHR migrate version=3\n2026-03-04 CCC yes", "2026-03-05", "end of 3") // what was done counts
	check(text+"2026-03-03T00:00:00Z CHR migrate version=2\n2026-03-03 CHR migrate version=3", "2026-03-05", "open 3:migration of 2 until 2026-03-12")       // it says nothing of version 2
	check(text+"2026-03-02T00:00:00Z CHR migrate version=3", "2026-03-05", "voting of 3 until 2026-03-12")                                                   // at one instant it comes last
}

func TestEffectsApart(t *testing.T) {
	t.Run("things taken over without content", func(t *testing.T) {
		p := define(t, effects)
		o := opening(t, p)
		o.Items = []procedure.Carried{{Kind: "goal", ID: "x", By: "XXX"}}
		defer func() {
			if r := recover(); r != nil {
				t.Errorf("panics: %v", r)
			}
		}()
		p.Fold(o, acts(t, "2026-03-02 CHR met goal=x"), procedure.Query{At: at(t, "2026-04-01")})
	})
	t.Run("a day that the month lacks a year on", func(t *testing.T) {
		f, _ := effect(t, "2026-03-02 CHR close", "2026-04-01", "due=2024-02-28")
		if got := f.Follows[0].Terms.Text("due"); got != "2025-02-28" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("two kinds of one name", func(t *testing.T) {
		f, _ := effect(t, "2026-03-02 XXX goal id=x\n2026-03-03 YYY risk id=x", "2026-04-01")
		if len(f.Items) != 2 {
			t.Errorf("%d items, %s", len(f.Items), brief(f))
		}
	})
	t.Run("four eyes on two texts", func(t *testing.T) {
		f, _ := effect(t, "2026-03-02 CHR text text=A\n2026-03-03 AAA seal person=x\n2026-03-04 CHR text text=B\n2026-03-05 AAA seal person=y", "2026-04-01")
		if len(f.Attached) != 0 {
			t.Errorf("counts: %v", f.Attached)
		}
	})
	const versions = `{"id": "m", "version": %d, "kind": "tasking", "title": {"en": "M"}, "roles": [{"id": "chair"}], "terms": [{"id": "due", "kind": "moment"}],
 "states": [{"id": "first"}, {"id": "second"}, {"id": "end", "end": true}],
 "acts": [{"id": "on", "by": ["chair"], "in": ["first"], "to": "second"}, {"id": "finish", "by": ["chair"], "in": ["second"], "to": "end"}], "clocks": [%s]}`
	moved := func(before, after string) *procedure.Finding {
		p, q := define(t, fmt.Sprintf(versions, 1, before)), define(t, fmt.Sprintf(versions, 2, after))
		o := opening(t, p)
		o.Terms = procedure.Content{}
		o.Terms.SetText("due", "2026-03-10T00:00:00Z")
		world := &procedure.World{Procedure: func(string, int) *procedure.Procedure { return q }}
		return p.Fold(o, acts(t, "2026-03-02 CHR migrate version=2"), procedure.Query{At: at(t, "2026-03-03"), World: world})
	}
	t.Run("a clock that runs in more states", func(t *testing.T) {
		f := moved(`{"id": "c", "in": ["second"], "after": "P30D", "to": "end"}`, `{"id": "c", "in": ["first", "second"], "after": "P30D", "to": "end"}`)
		if f.State != "first" {
			t.Errorf("%s since %v", f.State, f.Since)
		}
	})
	t.Run("a clock by a term that none went by", func(t *testing.T) {
		f := moved("", `{"id": "c", "in": ["first"], "field": "due", "to": "end"}`)
		if f.Next != at(t, "2026-03-10T00:00:00Z") {
			t.Errorf("next %v", f.Next)
		}
	})
}

// The holders of a role that an opening leaves out are those whom the definition names.
func TestFill(t *testing.T) {
	p := define(t, strings.NewReplacer(`{"id": "chair", "one": true}`, `{"id": "chair", "one": true, "holder": "SG"}`, `{"id": "member"}`, `{"id": "member", "group": "allies"}`).Replace(effects))
	members := func(g entente.ActorID) []entente.ActorID {
		if g == "allies" {
			return []entente.ActorID{"AAA", "BBB"}
		}
		return nil
	}
	check := func(roles map[string][]entente.ActorID, want string) {
		t.Helper()
		o := &procedure.Opening{Roles: roles}
		p.Fill(o, members)
		if got := fmt.Sprintf("%v %s %d", o.Roles, o.Definition, o.Version); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check(nil, "map[chair:[SG] member:[AAA BBB]] effects 1")
	check(map[string][]entente.ActorID{"chair": {"CCC"}}, "map[chair:[CCC] member:[AAA BBB]] effects 1")
	check(map[string][]entente.ActorID{"member": {"CCC"}, "lead": {"DDD"}}, "map[chair:[SG] lead:[DDD] member:[CCC]] effects 1")
}

// An opening that does not fit its definition is refused, with all that is wrong.
func TestCheckOpening(t *testing.T) {
	p := define(t, strings.Replace(effects, `{"id": "task"}`, `{"id": "task", "required": true}`, 1))
	check := func(name, want string, change func(o *procedure.Opening)) {
		t.Helper()
		o := opening(t, p)
		o.Terms = procedure.Content{"task": []byte(`"x"`)}
		change(o)
		err := p.CheckOpening(o)
		if got := fmt.Sprint(err); !strings.Contains(got, want) || (err == nil) != (want == "<nil>") {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	check("good", "<nil>", func(o *procedure.Opening) {})
	check("no name", "case", func(o *procedure.Opening) { o.Case = "" })
	check("a name that is no slug", "case", func(o *procedure.Opening) { o.Case = "The Case" })
	check("no title", "no title", func(o *procedure.Opening) { o.Title = nil })
	check("nobody", "nobody holds the role member", func(o *procedure.Opening) { delete(o.Roles, "member") })
	check("nobody, who need not be", "<nil>", func(o *procedure.Opening) { delete(o.Roles, "lead") })
	check("two for one", "2 hold the role chair", func(o *procedure.Opening) { o.Roles["chair"] = []entente.ActorID{"AAA", "BBB"} })
	check("twice", "twice", func(o *procedure.Opening) { o.Roles["member"] = []entente.ActorID{"AAA", "BBB", "AAA"} })
	check("no such role", `no role "pope"`, func(o *procedure.Opening) { o.Roles["pope"] = []entente.ActorID{"AAA"} })
	check("no task", "task is missing", func(o *procedure.Opening) { o.Terms = nil })
	check("no day", "due", func(o *procedure.Opening) { o.Terms.SetText("due", "soon") })
	check("all at once", "no title", func(o *procedure.Opening) { o.Title, o.Terms = nil, nil })
	check("all at once", "task is missing", func(o *procedure.Opening) { o.Title, o.Terms = nil, nil })
}
