package pack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"entente"
	"entente/cal"
	"entente/pack"
	"entente/procedure"
)

// realProcedures are the definitions of the pack of Vilnius.
var realProcedures = sync.OnceValues(func() (*pack.Pack, error) { return pack.LoadProcedures(os.DirFS("../packs/vilnius")) })

func real(t testing.TB, id string) *procedure.Procedure {
	t.Helper()
	p, err := realProcedures()
	if err != nil {
		t.Fatal(err)
	}
	found, err := p.ProcedureByID(id, 0)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// reached are the states that scripts came to, by procedure.
var reached = struct {
	sync.Mutex
	states map[string]map[string]bool
}{states: map[string]map[string]bool{}}

// parties returns those of "AAA", "AAA,BBB" or "M01..M15".
func parties(s string) (all []entente.ActorID) {
	for _, part := range strings.Split(s, ",") {
		first, last, several := strings.Cut(part, "..")
		if !several {
			all = append(all, entente.ActorID(part))
			continue
		}
		for n := 1; n < 100; n++ {
			if id := fmt.Sprintf("M%02d", n); id >= first && id <= last {
				all = append(all, entente.ActorID(id))
			}
		}
	}
	return all
}

// when reads "03-02", "03-02T08:00", with or without a year; noon, where no time is given, of 2026.
func when(t testing.TB, s string) cal.Instant {
	t.Helper()
	if day, _, _ := strings.Cut(s, "T"); len(day) == len("03-02") {
		s = "2026-" + s
	}
	if !strings.Contains(s, "T") {
		s += "T12:00"
	}
	i, err := cal.ParseWhen(s + ":00Z")
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// contentOf reads FIELD=VALUE. A value that is JSON is that; others are words.
func contentOf(pairs []string) procedure.Content {
	c := procedure.Content{}
	for _, pair := range pairs {
		k, v, _ := strings.Cut(pair, "=")
		if json.Valid([]byte(v)) {
			c[k] = json.RawMessage(v)
		} else {
			c.SetText(k, v)
		}
	}
	return c
}

// play runs a case through a script and returns how it stands at its end. The first line opens it: DAY ROLE=WHO… FIELD=VALUE…, in which
// capitals are roles. Each line after that is DAY [WHO ACT FIELD=VALUE…], and then > STATE, or ! RULE where the act is refused. Groups
// are the parties AAA, BBB and CCC.
func play(t testing.TB, id, script string, weights ...map[entente.ActorID]float64) (*procedure.Finding, *procedure.Opening) {
	t.Helper()
	p := real(t, id)
	o := &procedure.Opening{Case: "case", Title: entente.Wording{"en": "A case"}, Roles: map[string][]entente.ActorID{}, Terms: procedure.Content{}}
	if len(weights) > 0 {
		o.Weights = map[string]map[entente.ActorID]float64{"population": weights[0]}
	}
	var acts []procedure.Act
	var found *procedure.Finding
	for number, line := range strings.Split(strings.TrimSpace(script), "\n") {
		words := strings.Fields(line)
		at := when(t, words[0])
		if number == 0 {
			o.Opened = at
			for _, pair := range words[1:] {
				k, v, _ := strings.Cut(pair, "=")
				if p.Role(strings.ToLower(k)) != nil && k == strings.ToUpper(k) {
					o.Roles[strings.ToLower(k)] = parties(v)
				} else {
					o.Terms[k] = contentOf([]string{pair})[k]
				}
			}
			p.Fill(o, func(entente.ActorID) []entente.ActorID { return parties("AAA,BBB,CCC") })
			if err := p.CheckOpening(o); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			continue
		}
		what, sign, want := words[1:len(words)-2], words[len(words)-2], words[len(words)-1]
		if len(what) > 0 {
			for _, by := range parties(what[0]) {
				acts = append(acts, procedure.Act{Act: what[1], By: by, Received: at, Content: contentOf(what[2:])})
			}
		}
		found = p.Fold(o, acts, procedure.Query{At: at})
		rule := ""
		for _, r := range found.Refused {
			if r.Act == len(acts)-1 && len(what) > 0 {
				rule = r.Rule + " (" + r.Words + ")"
			}
		}
		switch {
		case sign == "!" && !strings.HasPrefix(rule, want+" "):
			t.Errorf("%s: %s: refused by %q", id, strings.TrimSpace(line), rule)
		case sign == ">" && (found.State != want || rule != ""):
			t.Errorf("%s: %s: it is %s; refused by %q", id, strings.TrimSpace(line), found.State, rule)
		case sign != ">" && sign != "!":
			t.Fatalf("%s: want > STATE or ! RULE", line)
		}
		reached.Lock()
		if reached.states[id] == nil {
			reached.states[id] = map[string]bool{}
		}
		for _, s := range found.Steps {
			reached.states[id][s.To] = true
		}
		reached.Unlock()
	}
	return found, o
}

// TestRealProcedures plays the definitions of the pack. Each comes to all of its states in some script.
func TestRealProcedures(t *testing.T) {
	p, err := realProcedures()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range p.Procedures {
		if faults := x.Check(); len(faults) > 0 {
			t.Errorf("%s: %v", x.ID, faults)
		}
	}
	for name, test := range map[string]func(*testing.T){
		"silence": playSilence, "consensus": playConsensus, "votes": playVotes, "taskings": playTaskings, "consultation": playConsultation,
		"attribution": playAttribution, "programmes": playProgrammes, "paths": playPaths, "support": playSupport,
	} {
		t.Run(name, test)
	}
	for _, x := range p.Procedures {
		for _, s := range x.States {
			if !reached.states[x.ID][s.ID] && !t.Failed() {
				t.Errorf("%s: no script comes to %s", x.ID, s.ID)
			}
		}
	}
}

func playSilence(t *testing.T) {
	for _, id := range []string{"silence-osce", "silence-nato"} {
		play(t, id, `
			03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC
			03-02 CHR table text=A > tabled
			03-03 BBB refuse-silence text=We_meet > draft
			03-04 CHR table document=B > tabled
			03-04T13:00 CHR silence until=2026-03-01T00:00:00Z ! moment
			03-04T13:00 CHR silence until=2026-03-06T12:00:00Z > silence
			03-05 AAA statement text=x > silence
			03-06T11:59 BBB amend text=C > broken
			03-06T11:59 CCC amend text=D > broken
			03-06T12:00 CCC object ! expired
			03-07 CHR announce ! announced-over-objection
			03-07 CHR notify > broken
			03-07 BBB withdraw > broken
			03-08 CHR table text=C expiry=2026-03-10T12:00:00Z > silence
			03-09 AAA object version=1 ! superseded
			03-09 CHR extend expiry=2026-03-09T12:00:00Z ! moment
			03-09 CHR extend expiry=2026-03-11T12:00:00Z > silence
			03-10 CHR announce ! announced-before-expiry
			03-11T12:00 > adopted
			03-11T12:00 AAA object ! expired
			03-12 CHR announce number=X/1 > adopted
			03-13 CHR announce ! twice`)
		play(t, id, `
			03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC
			03-02 CHR table text=A expiry=2026-03-05T12:00:00Z > silence
			03-03 CHR withdraw > withdrawn
			03-04 AAA object ! closed
			03-04 CHR announce ! announced-over-withdrawal`)
	}
	play(t, "silence-nato", `
		03-01 MEMBER=AAA,BBB,CCC
		03-02 secretary-general table text=A expiry=2026-03-05T12:00:00Z > silence
		03-03 AAA ask-time text=Experts > silence
		03-03 secretary-general ask-time ! role`)
	play(t, "silence-un", `
		03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC
		03-02 CHR table text=A hold=true > tabled
		03-03 CHR silence expiry=2026-03-06T11:59:00Z ! moment
		03-03 CHR silence > silence
		03-06T11:59 > silence
		03-06T12:00 > adopted`)
	play(t, "silence-un", `
		03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC
		03-02 CHR table text=A > silence
		03-03 BBB object > broken
		03-04 CHR table text=B hold=true > tabled
		03-05 AAA refuse-silence > draft
		03-06 CHR withdraw > withdrawn`)
}

func playConsensus(t *testing.T) {
	play(t, "consensus", `
		03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC
		03-02 AAA join ! state
		03-02 CHR table text=A > open
		03-03 AAA,BBB join > open
		03-03 CCC object reason=No > open
		03-04 CHR conclude > blocked
		03-05 CHR announce ! announced-over-objection
		03-06 CHR table text=B > open
		03-07 AAA,BBB,CCC join > adopted
		03-08 CHR announce > adopted`)
	play(t, "consensus", `
		03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC
		03-02 CHR table text=A > open
		03-03 AAA object > open
		03-04 AAA join > open
		03-05 CHR conclude > adopted`) // it joined in the end, and nobody else objects
	play(t, "consensus", `
		03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC
		03-02 CHR withdraw > withdrawn`)
	play(t, "consensus-minus-one", `
		03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC CONCERNED=CCC
		03-02 CHR table text=A > open
		03-03 CCC object ! role
		03-03 AAA join > open
		03-04 BBB join > adopted`)
	play(t, "consensus-minus-one", `
		03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC CONCERNED=CCC
		03-02 CHR table text=A > open
		03-03 BBB object > open
		03-04 CHR conclude > blocked
		03-05 CHR table text=B > open
		03-05T13:00 CHR conclude > adopted`)
	play(t, "consensus-minus-one", `
		03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC CONCERNED=CCC
		03-02 CHR withdraw > withdrawn`)
}

func playVotes(t *testing.T) {
	// Of 27 members three have 60 parts of 100 of the people, and each of the others 1 and two thirds.
	people := map[entente.ActorID]float64{}
	for _, m := range parties("M01..M27") {
		people[m] = 40.0 / 24
	}
	for _, m := range parties("M01..M03") {
		people[m] = 20
	}
	vote := func(votes, want string) {
		t.Helper()
		script := "03-01 CHAIR=CHR MEMBER=M01..M27\n03-02 CHR table text=A > open\n"
		for i, v := range strings.Fields(votes) {
			who, act, _ := strings.Cut(v, ":")
			script += fmt.Sprintf("03-03T%02d:00 %s %s > open\n", i, who, act)
		}
		play(t, "qualified-majority", script+"03-04 CHR close > "+want, people)
	}
	vote("", "rejected")
	vote("M01..M15:agree", "adopted")  // 15 of 27, 80 %
	vote("M01..M14:agree", "rejected") // 14 of 27 are less than 55 %
	vote("M03..M20:agree", "rejected") // 18 of 27, and 48 %
	vote("M04..M27:agree", "adopted")  // 40 %, and all but three: they are too few to block
	vote("M05..M27:agree", "rejected") // all but four, and 38 %: four block
	vote("M02..M27:agree", "adopted")  //
	vote("M01..M15:agree M16..M27:oppose", "adopted")
	vote("M01..M15:agree M01:oppose", "rejected") // the last vote counts: 14
	vote("M01..M15:agree M16:abstain", "adopted") // an abstention is no vote for, and blocks no more than one against
	play(t, "qualified-majority", `
		03-01 CHAIR=CHR MEMBER=M01..M27
		03-02 CHR table text=A > open
		03-03 M01..M15 agree > open
		03-04 CHR table text=B > open
		03-05 CHR close > rejected
		03-06 CHR announce ! announced-over-votes
		03-07 CHR withdraw > withdrawn`, people)

	vote = func(votes, want string) {
		t.Helper()
		script := "03-01 CHAIR=CHR MEMBER=M01..M30\n03-02 CHR table text=A > open\n"
		for i, v := range strings.Fields(votes) {
			who, act, _ := strings.Cut(v, ":")
			script += fmt.Sprintf("03-03T%02d:00 %s %s > open\n", i, who, act)
		}
		sign := " > "
		if want == procedure.RuleCondition {
			sign = " ! "
		}
		play(t, "two-thirds", script+"03-04 CHR close"+sign+want)
	}
	vote("M01..M15:agree", procedure.RuleCondition) // half are no majority of the members
	vote("M01..M16:agree", "adopted")
	vote("M01..M11:agree M12..M16:oppose", "adopted")  // 11 of 16
	vote("M01..M10:agree M12..M17:oppose", "rejected") // 10 of 16
	vote("M01..M02:agree M03:oppose M04..M16:abstain", "adopted")
	vote("M01..M16:abstain", "rejected") // all of nobody
	play(t, "two-thirds", `
		03-01 CHAIR=CHR MEMBER=AAA,BBB,CCC
		03-02 CHR withdraw > withdrawn`)
}

func playTaskings(t *testing.T) {
	// From the assignment to the product: returned by a clearing party and by the issuer, extended when it was late already.
	f, _ := play(t, "tasking", `
		03-01 ISSUER=COU LEAD=LEA CONTRIBUTOR=AAA,BBB CLEARER=CCC,DDD task=Report due=2026-04-01T00:00:00Z
		03-02 LEA deliver product=x ! condition
		03-02 LEA take-up text=Plan > working
		03-03 AAA contribute text=x > working
		03-04 LEA draft text=First > working
		03-05 LEA submit text=Second > clearance
		03-06 CCC clear > clearance
		03-06T13:00 CCC clear ! twice
		03-07 DDD return text=Say_more > working
		04-02 LEA ask-time text=Late > working
		04-03 COU extend due=2026-03-20T00:00:00Z ! moment
		04-03 COU extend due=2026-05-01T00:00:00Z > working
		04-04 LEA submit text=Third > clearance
		04-05 DDD clear > clearance
		04-06 CCC clear > cleared
		04-07 LEA deliver product=Report > delivered
		04-08 COU return text=Shorter > working
		04-09 LEA submit text=Fourth > clearance
		04-10 CCC,DDD clear > cleared
		04-11 LEA deliver product=Report > delivered
		04-12 AAA accept ! role
		04-12 COU accept > completed`)
	if len(f.Texts) != 4 || len(f.Attached) != 1 || !f.Ended || f.Outcome != "completed" {
		t.Errorf("%d texts, %d attached, %s", len(f.Texts), len(f.Attached), f.Outcome)
	}
	play(t, "tasking", `
		03-01 ISSUER=COU LEAD=LEA task=Report
		03-02 LEA submit text=x ! state
		03-02 COU reassign lead=NEW > assigned
		03-03 LEA take-up ! role
		03-03 NEW take-up > working
		03-04 NEW submit text=x ! condition
		03-04 NEW deliver product=x > delivered
		03-05 COU cancel text=No > cancelled`)
	late := func(day string, want bool) {
		t.Helper()
		f, _ := play(t, "tasking", "03-01 ISSUER=COU LEAD=LEA task=Report due=2026-04-01T00:00:00Z\n"+day+" > assigned")
		if len(f.Dues) != 1 || f.Dues[0].Late != want {
			t.Errorf("%s: %+v", day, f.Dues)
		}
	}
	late("03-31T23:59", false)
	late("04-01T00:00", true)

	play(t, "milestone", `
		03-01 BEARER=AAA,BBB task=Meet due=2026-04-01T00:00:00Z
		03-02 AAA progress text=Half > pending
		05-02 BBB done text=Met > done
		05-03 AAA progress text=Minutes > done`)
	play(t, "milestone", `
		03-01 BEARER=AAA task=Meet
		03-02 BBB give-up text=No ! role
		03-02 AAA give-up ! content
		03-02 AAA give-up text=No > given-up`)

	due := func(script, want string) {
		t.Helper()
		f, _ := play(t, "recurring-report", "03-01 AUTHOR=AAA READER=BBB task=Report first=2026-07-01T00:00:00Z\n"+script)
		got := ""
		for _, d := range f.Dues {
			got += fmt.Sprint(d.At.Date(), " ", d.Late)
		}
		if got != want {
			t.Errorf("%s: due %s, want %s", script, got, want)
		}
	}
	due("2028-08-01 > running", "2026-07-01 true")
	due("06-30 AAA report text=x > running\n2026-08-01 > running", "2027-07-01 false")
	due("08-30 AAA report text=x > running\n2028-08-01 > running", "2027-07-01 true")
	due("06-01 AAA report text=x > running\n06-02 AAA report text=y > running\n2026-08-01 > running", "2027-07-01 false")
	due("06-01 BBB end text=Enough > ended", "")

	play(t, "call", `
		03-01 ISSUER=AAA ADDRESSEE=RUS task=Withdraw until=2026-04-01T00:00:00Z
		03-02 AAA heed text=x ! role
		05-02 AAA note text=Nothing_yet > open
		06-01 RUS heed text=Done > heeded`)
	f, _ = play(t, "call", `
		03-01 ISSUER=AAA ADDRESSEE=RUS task=Withdraw until=2026-04-01T00:00:00Z
		04-02 > open`)
	if len(f.Dues) != 0 {
		t.Errorf("a call is late: %+v", f.Dues)
	}
	play(t, "call", `
		03-01 ISSUER=AAA ADDRESSEE=RUS task=Withdraw
		04-02 RUS decline text=No > passed`)
}

// vote is a procedure for packs of tests, and ballot a proceeding by it.
const vote = `procedures:
- id: vote
  version: 1
  kind: decision
  title: {en: Vote, zh: 表决}
  roles: [{id: chair, one: true, holder: council, title: {en: Chair, zh: 主席}}, {id: member, group: members, title: {en: Member, zh: 成员}}]
  terms: [{id: matter, required: true}]
  states: [{id: open, title: {en: Open, zh: 表决中}}, {id: over, title: {en: Over, zh: 结束}, end: true}]
  acts:
  - {id: agree, title: {en: Agree, zh: 赞成}, by: [member], in: [open], once: case}
  - {id: close, title: {en: Close, zh: 结束}, by: [chair], in: [open], to: over}
  clocks: [{id: time, title: {en: Time, zh: 时间}, in: [open], after: P30D, to: over}]
`

const ballot = `proceedings:
- id: ballot
  definition: vote
  title: {en: Ballot, zh: 投票}
  opened: 2023-07-11
  terms: {matter: Peace}
  sources:
    gazette: {title: Gazette, date: 2023-07-20}
  acts:
  - {on: 2023-07-12, act: agree, by: [ALP, BET], source: gazette}
  - {on: 2023-07-13, act: close, by: council, source: gazette, place: page 2}
`

// A pack with a procedure and a proceeding of it is as it says: members of the group on the day, sources of each act.
func TestProceeding(t *testing.T) {
	p := mustLoad(t, map[string]string{"p.yaml": minimal, "procedures/v.yaml": vote, "proceedings/b.yaml": ballot})
	if len(p.Procedures) != 1 || len(p.Proceedings) != 1 {
		t.Fatalf("%d procedures, %d proceedings", len(p.Procedures), len(p.Proceedings))
	}
	r := p.Proceedings[0]
	if len(r.Acts) != 3 || r.Acts[2].Source.Place != "page 2" || r.Acts[0].Source.Title != "Gazette" || r.Roles["chair"][0] != "council" || !slices.Equal(r.Roles["member"], []entente.ActorID{"ALP", "BET"}) {
		t.Errorf("%+v", r)
	}
	f := p.Procedures[0].Fold(&r.Opening, r.Acts, procedure.Query{At: r.Acts[2].Received, World: p.World()})
	if f.State != "over" || len(f.Refused) != 0 {
		t.Errorf("%s, %v", f.State, f.Refused)
	}
	if got := r.Acts[0].Received.String(); got != "2023-07-12T23:59:59.999999Z" {
		t.Errorf("a day stands for its end: %s", got)
	}
	_, err := p.ProcedureByID("votes", 0)
	if !errors.Is(err, entente.ErrNotFound) || !strings.Contains(err.Error(), "did you mean") {
		t.Errorf("got %v", err)
	}
	if _, err := p.ProcedureByID("vote", 2); !errors.Is(err, entente.ErrNotFound) || !strings.Contains(err.Error(), "no version 2") {
		t.Errorf("got %v", err)
	}
}

// One thing changed in the procedure or the proceeding gives these faults, each with its place.
func TestProcedureFaults(t *testing.T) {
	check := func(old, replacement string, want ...string) {
		t.Helper()
		files := map[string]string{"p.yaml": minimal, "procedures/v.yaml": strings.Replace(vote, old, replacement, 1), "proceedings/b.yaml": strings.Replace(ballot, old, replacement, 1)}
		if files["procedures/v.yaml"] == vote && files["proceedings/b.yaml"] == ballot {
			t.Fatalf("no %q in them", old)
		}
		wantFaults(t, files, fmt.Sprintf("%q for %q", replacement, old), want)
	}
	const at = "proceedings/b.yaml:2: "
	check("act: agree", "act: agrees", at+`proceeding ballot: agrees by ALP on 2023-07-12 does not count: vote has no act "agrees"`, at+`proceeding ballot: agrees by BET on 2023-07-12 does not count: vote has no act "agrees"`)
	check("by: [ALP, BET]", "by: council", at+"proceeding ballot: agree by council on 2023-07-12 does not count: council is none of those who may agree (member)")
	check("by: [ALP, BET]", "by: [ALP, ALP]", at+"proceeding ballot: agree by ALP on 2023-07-12 does not count: agree came twice; it counts once")
	check("on: 2023-07-13", "on: 2023-09-13", at+"proceeding ballot: close by council on 2023-09-13 does not count: close at 2023-09-13T23:59:59.999999Z: the clock time had run out at 2023-08-10T23:59:59.999999Z")
	check("on: 2023-07-12", "on: 2023-07-10", at+"proceeding ballot: agree by ALP on 2023-07-10 does not count: received before the case was opened", at+"proceeding ballot: agree by BET on 2023-07-10 does not count: received before the case was opened")
	check(", source: gazette}", "}", at+"proceeding ballot: act 1, agree on 2023-07-12: no source")
	check(", source: gazette}", ", source: gazete}", at+`proceeding ballot: act 1, agree on 2023-07-12: source "gazete" is not among the sources of the proceeding`)
	check("on: 2023-07-12", "on: once", at+`proceeding ballot: act 1: on: moment "once": want 2023-07-11 or 2023-07-11T12:00:00Z`)
	check("opened: 2023-07-11", "opened: soon", at+`proceeding ballot: opened: moment "soon": want 2023-07-11 or 2023-07-11T12:00:00Z`)
	check("definition: vote", "definition: votes", at+`proceeding ballot: pack test: procedure "votes"; did you mean "vote"?`)
	check("definition: vote", "definition: vote\n  version: 2", at+`proceeding ballot: pack test: procedure vote has no version 2`)
	check("terms: {matter: Peace}", "roles: {chair: [ALP, BET]}", at+"proceeding ballot: 2 hold the role chair: want one\nmatter is missing")
	check("terms: {matter: Peace}", "terms: {matter: Peace}\n  roles: {pope: [ALP]}", at+`proceeding ballot: vote has no role "pope"`)
	check("by: [ALP, BET]", "by: [ALP, BTE]", at+`by "BTE" unknown; did you mean "BET"?`)
	check("id: ballot", "id: The Ballot", at+`proceeding: proceeding "The Ballot": want lower-case words joined by hyphens`)
	check(", zh: 投票", "", at+"title: zh missing")
	check("  acts:\n  - {on", "  act:\n  - {on", at+`proceeding: unknown field "act"`)

	const in = "procedures/v.yaml:2: "
	check("by: [chair], in: [open]", "by: [pope], in: [open]", in+`procedure vote: act close: role "pope" is not declared`)
	check("holder: council", "holder: counsel", in+`holder "counsel" unknown; did you mean "council"?`)
	check("group: members", "group: member", in+`group "member" unknown; did you mean "members"?`)
	check("title: {en: Time, zh: 时间}", "title: {en: Time}", in+"clock time: zh missing")
}
