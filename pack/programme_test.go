package pack_test

import (
	"strings"
	"testing"

	"entente/procedure"
)

func playConsultation(t *testing.T) {
	f, _ := play(t, "consultation", `
		03-01 REQUESTER=EST CHAIR=CHR matter=Cables provision=Article_4 urgent=true
		03-01T13:00 EST evidence id=tracks text=Tracks > requested
		03-01T14:00 AAA,BBB acknowledge > requested
		03-01T15:00 BBB acknowledge ! twice
		03-02 CHR convene > consulting
		03-02T13:00 AAA position text=We_stand_by > consulting
		03-03 CHR propose-record text=First > recording
		03-03T13:00 AAA,BBB agree-record > recording
		03-03T14:00 CCC contest-record text=More > recording
		03-04 CHR propose-record text=Second > recording
		03-04T13:00 AAA,BBB agree-record > recording
		03-04T14:00 CCC agree-record > recorded`)
	if len(f.Texts) != 2 || len(f.Items) != 1 || f.Outcome != "recorded" {
		t.Errorf("%d texts, %d items, %s", len(f.Texts), len(f.Items), f.Outcome)
	}
	f, _ = play(t, "consultation", `
		03-01 REQUESTER=EST CHAIR=CHR matter=Cables
		03-02 CHR convene > consulting
		03-03 EST escalate matter=Decide > consulting
		03-04 CHR close text=Over > closed`)
	if len(f.Follows) != 1 || f.Follows[0].Definition != "consensus" || len(f.Follows[0].Roles["member"]) != 3 || f.Follows[0].Roles["chair"][0] != "CHR" {
		t.Errorf("follows: %+v", f.Follows)
	}
	play(t, "consultation", `
		03-01 REQUESTER=EST CHAIR=CHR matter=Cables
		03-02 CHR convene > consulting
		03-03 CHR record-decision text=So_be_it > decided`)
	play(t, "consultation", `
		03-01 REQUESTER=EST CHAIR=CHR matter=Cables
		03-02 AAA withdraw ! role
		03-02 EST withdraw > withdrawn`)
}

func playAttribution(t *testing.T) {
	f, _ := play(t, "attribution", `
		03-01 LEAD=LEA MEMBER=AAA,BBB,CCC incident=Hospital
		03-02 LEA evidence id=log text=Logs > gathering
		03-02 AAA judge finding=attributes > gathering
		03-03 LEA ask-judgement > judging
		03-03 BBB judge finding=guilty ! content
		03-04 BBB judge finding=does-not > judging
		03-05 BBB judge finding=attributes confidence=moderate > judging
		03-06 LEA align text=Statement release=2026-03-01T00:00:00Z ! moment
		03-06 LEA align text=Statement release=2026-03-10T12:00:00Z > aligning
		03-07 AAA join > aligning
		03-07 BBB decline > aligning
		03-08 AAA propose-response id=sanctions text=Sanctions > aligning
		03-08 BBB join-response response=sanctions > aligning
		03-10T11:59 > aligning
		03-10T12:00 > released
		03-10T12:00 CCC join ! expired
		03-11 CCC state text=Ours > released`)
	if f.Items[1].Is != "joined" || f.Outcome != "released" || f.Expiry != when(t, "03-10T12:00") {
		t.Errorf("%s, %s", f.Items[1].Is, f.Outcome)
	}
	play(t, "attribution", `
		03-01 LEAD=LEA MEMBER=AAA,BBB incident=Hospital
		03-02 LEA close text=Unclear > closed`)
}

func playProgrammes(t *testing.T) {
	f, _ := play(t, "national-programme", `
		03-01 NATION=GEO ASSESSOR=AAA,BBB COUNCIL=NGC year=2026 goals-due=2026-04-01T00:00:00Z
		03-02 GEO goal id=law text=A_law > setting
		03-03 GEO goal id=court text=A_court > setting
		03-04 GEO adopt-goals > running
		06-01 GEO evidence goal=law evidence=Passed > running
		06-02 AAA judge-met goal=law grounds=Yes > running
		06-03 BBB judge-partly goal=court grounds=Half > running
		11-01 GEO self-assess text=Well > assessed
		11-02 NGC conclude text=Go_on ! state
		11-02 AAA assess text=Well > assessed
		11-03 AAA assess text=Well ! twice
		11-03 BBB assess text=Well > judged
		12-01 NGC conclude text=Go_on > concluded`)
	next := f.Follows[0]
	if next.Terms.Text("year") != "2027" || next.Terms.Text("goals-due") != "2027-04-01T00:00:00.000000Z" || len(next.Items) != 2 || next.Roles["nation"][0] != "GEO" || f.Items[0].Is != "met" {
		t.Errorf("the next cycle: %+v", next)
	}
	// The goals of the last begin anew.
	p := real(t, "national-programme")
	o := &procedure.Opening{Case: "next", Opened: when(t, "2027-01-01"), Roles: next.Roles, Terms: next.Terms, Items: next.Items}
	if g := p.Fold(o, nil, procedure.Query{At: o.Opened}); len(g.Items) != 2 || g.Items[0].Is != "set" || g.Items[0].By != "GEO" || g.State != "setting" {
		t.Errorf("seeded with %+v", g.Items)
	}
	if g := f.Items[0].Content; g.Text("text") != "A_law" || g.Text("grounds") != "Yes" {
		t.Errorf("the words of a goal: %v", g)
	}
	if g := next.Items[0].Content; g.Text("text") != "A_law" || g.Text("grounds") != "" {
		t.Errorf("the words of a goal in the next year: %v", g)
	}
	play(t, "national-programme", `
		03-01 NATION=GEO ASSESSOR=AAA,BBB COUNCIL=NGC year=2026
		03-02 GEO drop text=No > dropped`)

	f, _ = play(t, "support-package", `
		03-01 RECIPIENT=MDA PROVIDER=AAA,BBB task=Demining first=2026-07-01T00:00:00Z
		03-02 MDA measure id=dogs text=Dogs > running
		03-03 AAA measure id=robots text=Robots > running
		03-04 MDA deliver measure=dogs done=x ! role
		03-04 AAA deliver measure=dogs done=x > running
		03-05 MDA stop measure=robots done=x > running
		03-06 AAA deliver measure=robots done=x ! item
		06-01 BBB review text=x > running
		12-01 MDA complete text=Done > completed`)
	if f.Items[0].Is != "delivered" || f.Items[1].Is != "stopped" {
		t.Errorf("%+v", f.Items)
	}
	play(t, "support-package", `
		03-01 RECIPIENT=MDA PROVIDER=AAA task=Demining
		03-02 AAA end text=No > ended`)

	play(t, "challenge", `
		03-01 ORGANISER=ORG JURY=AAA,BBB problem=Drones until=2026-04-01T00:00:00Z
		03-02 firm enter id=one text=x > open
		03-03 ORG close text=x ! state
		03-31T23:59 lab enter id=two text=y > open
		04-01T00:00 late enter id=three text=z ! expired
		04-01T00:00 > judging
		04-02 ORG close text=x ! condition
		04-02T13:00 AAA award entry=one > judging
		04-03 BBB pass entry=two > judging
		04-03T13:00 BBB pass entry=one ! item
		04-04 ORG close text=One > closed`)

	play(t, "conditions-review", `
		03-01 COUNCIL=NAC ASSESSOR=AAA task=Invite
		03-02 NAC condition id=courts text=Courts > reviewing
		03-03 AAA not-met condition=courts grounds=x > reviewing
		03-04 AAA met condition=courts grounds=y > reviewing
		03-05 AAA review text=x > reviewing
		03-06 NAC adjust text=x > reviewing
		03-07 NAC decide text=Yes > decided`)
	play(t, "conditions-review", `
		03-01 COUNCIL=NAC ASSESSOR=AAA task=Invite
		03-07 NAC end text=No > ended`)
}

func playPaths(t *testing.T) {
	play(t, "accession", `
		03-01 CANDIDATE=SWE
		03-02 SWE apply > open
		03-03 SWE apply ! twice
		03-03 north-atlantic-council condition id=law text=A_law > open
		03-04 north-atlantic-council invite > invited
		03-05 AAA assess-met condition=law grounds=x > invited
		03-06 SWE confirm > confirmed
		03-07 north-atlantic-council sign-protocol > ratifying
		03-08 AAA,BBB ratify date=deposit > ratifying
		03-09 north-atlantic-council admit who=FIN > ratifying
		03-10 CCC ratify > ratifying
		03-11 FIN ratify > ratified
		03-12 north-atlantic-council call > ratified
		03-13 SWE accede > member`)
	play(t, "accession", `
		03-01 CANDIDATE=SWE
		03-02 SWE end text=No > ended
		03-03 SWE apply ! closed`)

	// Entry into force is counted from the last ratification that it takes; a notice of withdrawal from the day it was given.
	const signed = `03-01 REQUIRED=AAA,BBB DEPOSITARY=DEP rule=Article_9 entry=P180D notice=P6M
		03-02 AAA,BBB,XXX sign > open
		03-03 XXX ratify > open
		03-04 AAA ratify > open
		03-05 AAA revoke > open
		03-06 BBB ratify > open
		03-07 AAA ratify > counting
		`
	play(t, "treaty", signed+`03-08 AAA revoke ! state
		09-03T11:59 > counting
		09-03T12:00 > in-force`)
	standings := func(more string) string {
		t.Helper()
		f, _ := play(t, "treaty", signed+"09-03T12:00 > in-force\n2026-10-01 BBB give-notice > in-force\n"+more)
		var got []string
		for _, s := range f.Standings {
			if s.Actor == "BBB" {
				word := s.Is + " " + s.At.Date().String()
				if s.At > f.At {
					word += " ahead"
				}
				got = append(got, word)
			}
		}
		return strings.Join(got, ", ")
	}
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	const before = "signatory 2026-03-02, party 2026-03-06, withdrawing 2026-10-01"
	check(standings("2027-03-31 > in-force"), before+", withdrawn 2027-04-01 ahead")
	check(standings("2027-04-01 > in-force"), before+", withdrawn 2027-04-01")
	check(standings("2027-02-01 BBB take-back > in-force"), before+", party 2027-02-01")
	check(standings("2027-02-01 BBB suspend > in-force\n2027-05-01 > in-force"), before+", suspended 2027-02-01, withdrawn 2027-04-01") // the notice runs on
	check(standings("2027-05-01 BBB ratify > in-force"), before+", withdrawn 2027-04-01, party 2027-05-01")
	check(standings("2027-05-01 DEP end > ended"), before+", withdrawn 2027-04-01")
	play(t, "treaty", `
		03-01 DEPOSITARY=DEP rule=By_notice
		03-02 AAA ratify > open
		03-03 AAA enter ! role
		03-03 DEP enter > in-force`)
}

func playSupport(t *testing.T) {
	f, o := play(t, "support-request", `
		03-01 REQUESTER=MNE DESK=DES INFORMED=AAA,BBB kind=cyber entity=Hospitals impact=Paper until=2026-03-20T00:00:00Z
		03-01T13:00 MNE need id=teams what=incident-team quantity=3 clearance=RESTRICTED > requested
		03-01T14:00 EST offer id=est-1 what=incident-team quantity=1 > requested
		03-01T15:00 DES acknowledge > matching
		03-02 NLD offer id=nld-1 what=incident-team quantity=2 condition=Travel_is_paid expires=2026-03-04T12:00:00Z > matching
		03-02T12:30 CZE offer id=cze-1 what=incident-team quantity=many ! content
		03-02T12:45 CZE offer id=cze-1 what=incident-team quantity=4 > matching
		03-02T13:00 POL offer id=pol-1 what=rebuild-team quantity=1 > matching
		03-02T14:00 POL withdraw-offer offer=pol-1 > matching
		03-03 MNE accept offer=est-1 accepted=1 > responding
		03-03T13:00 MNE accept offer=cze-1 accepted=2 > responding
		03-04T12:00 MNE accept offer=nld-1 ! item
		03-05 CZE deploy offer=est-1 ! item
		03-05 EST deploy offer=est-1 > responding
		03-05 CZE deploy offer=cze-1 > responding
		03-06 EST report-back offer=est-1 text=Cleared > responding
		03-25 > responding
		03-26 MNE extend until=2026-04-01T00:00:00Z > responding
		03-28 CZE report-back offer=cze-1 text=Rebuilt > responding
		03-29 MNE close ! content
		03-29 MNE close lessons=A_second_factor > closed`)
	var got []string
	for _, i := range f.Items {
		got = append(got, i.ID+" "+i.Is)
	}
	if want := "teams open, est-1 returned, nld-1 lapsed, cze-1 returned, pol-1 withdrawn"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
	if f.Items[3].Content.Text("accepted") != "2" || f.Items[3].Content.Text("quantity") != "4" || f.Items[2].Content.Text("condition") == "" || len(o.Roles["informed"]) != 2 {
		t.Errorf("%+v", f.Items[3])
	}
	f, _ = play(t, "support-request", `
		03-01 REQUESTER=MNE DESK=DES kind=cyber entity=Hospitals impact=Paper until=2026-03-20T00:00:00Z
		03-02 > requested
		03-02T13:00 DES acknowledge > matching
		03-19 > matching
		03-20T00:00 EST offer id=x what=y quantity=1 ! expired
		03-20T00:00 > unmet`)
	if f.Outcome != "unmet" {
		t.Errorf("%s", f.Outcome)
	}
	play(t, "support-request", `
		03-01 REQUESTER=MNE DESK=DES kind=cyber entity=Hospitals impact=Paper
		03-02 MNE withdraw > withdrawn`)
	play(t, "support-request", `
		03-01 REQUESTER=MNE DESK=DES kind=cyber entity=Hospitals impact=Paper
		03-02 DES acknowledge > matching
		03-03 EST offer id=x what=y quantity=1 > matching
		03-04 MNE decline offer=x > matching
		03-05 DES close lessons=None > closed`)
}
