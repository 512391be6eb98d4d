package entente_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/cal"
)

func TestWordingIn(t *testing.T) {
	w := entente.Wording{"zh": "北约", "en": "NATO", "fr": "OTAN"}
	check := func(w entente.Wording, want string, langs ...entente.Lang) {
		t.Helper()
		if got := w.In(langs...); got != want {
			t.Errorf("%v in %v: got %q, want %q", w, langs, got, want)
		}
	}
	check(w, "北约", "zh")
	check(w, "OTAN", "lt", "fr", "zh")
	check(w, "NATO", "lt")
	check(w, "NATO")
	check(entente.Wording{"zh": "北约", "fr": "OTAN"}, "OTAN", "lt")
	check(entente.Wording{"de": "", "en": "", "fr": "OTAN"}, "OTAN", "de")
	check(entente.Wording{"en": ""}, "", "en")
	check(nil, "", "en")
}

// The languages that a caller asks for are its own: they may be a part of a longer list that others read.
func TestWordingInLeavesItsArgument(t *testing.T) {
	preferred := []entente.Lang{"fr", "zh", "lt"}
	entente.Wording{"lt": "NATO"}.In(preferred[:1]...)
	if want := []entente.Lang{"fr", "zh", "lt"}; !slices.Equal(preferred, want) {
		t.Errorf("got %v, want %v", preferred, want)
	}
}

func TestCheckSlug(t *testing.T) {
	check := func(s string, good bool) {
		t.Helper()
		if err := entente.CheckSlug("pack", s); (err == nil) != good || !good && !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%q: good should be %v: %v", s, good, err)
		}
	}
	check("vilnius-2023", true)
	check("0", true)
	check("", false)
	check("Vilnius", false)
	check("vilnius--2023", false)
	check("-vilnius", false)
	check("vilnius\n", false)
	check("维尔纽斯", false)
}

func TestActs(t *testing.T) {
	undertaking := []entente.Act{entente.Commitment, entente.Decision, entente.Tasking, entente.Call}
	for i, a := range entente.Acts {
		if err := entente.CheckAct(a); err != nil {
			t.Error(err)
		}
		if got, want := a.Undertakes(), slices.Contains(undertaking, a); got != want || got != (i < len(undertaking)) {
			t.Errorf("%s at %d: undertakes: %v", a, i, got)
		}
	}
	if err := entente.CheckAct("promise"); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("promise: got %v", err)
	}
}

func TestSpanJSON(t *testing.T) {
	b, err := json.Marshal(entente.Span{Start: 3, End: 7})
	if err != nil || string(b) != "[3,7]" {
		t.Errorf("got %s, %v", b, err)
	}
	check := func(in string, want entente.Span, good bool) {
		t.Helper()
		var s entente.Span
		if err := json.Unmarshal([]byte(in), &s); (err == nil) != good || s != want {
			t.Errorf("%s: got %v, %v", in, s, err)
		}
	}
	check("[3,7]", entente.Span{Start: 3, End: 7}, true)
	check("[0,0]", entente.Span{}, true)
	check("[3]", entente.Span{}, false)
	check("[3,7,9]", entente.Span{}, false)
	check("[7,3]", entente.Span{}, false)
	check("[-1,3]", entente.Span{}, false)
	check("null", entente.Span{}, false)
	check(`{"Start":3,"End":7}`, entente.Span{}, false)
}

func TestProvisions(t *testing.T) {
	u := entente.Undertaking{Statements: []entente.StatementID{
		{Instrument: "x", Provision: 2, Number: 1}, {Instrument: "x", Provision: 2, Number: 4}, {Instrument: "x", Provision: 9, Number: 1},
	}}
	if got := u.Provisions(); !slices.Equal(got, []int{2, 9}) {
		t.Errorf("got %v, want [2 9]", got)
	}
}

// Exercise data: three made-up memberships around the accessions of 4 April 2023 and 7 March 2024.
func TestGroupAt(t *testing.T) {
	allies := entente.Group{ID: "allies", Members: []entente.Membership{
		{Party: "SWE", Period: cal.Since(cal.NewDate(2024, 3, 7))},
		{Party: "FIN", Period: cal.Since(cal.NewDate(2023, 4, 4))},
		{Party: "DEU", Period: cal.Since(cal.NewDate(1955, 5, 6))},
		{Party: "DEU", Period: cal.Since(cal.NewDate(1990, 10, 3))},
	}}
	check := func(day string, want ...entente.PartyID) {
		t.Helper()
		d, err := cal.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := allies.At(d); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", day, got, want)
		}
	}
	check("1954-01-01")
	check("1955-05-06", "DEU")
	check("2023-04-03", "DEU")
	check("2023-04-04", "DEU", "FIN")
	check("2024-03-06", "DEU", "FIN")
	check("2024-03-07", "DEU", "FIN", "SWE")
}

func TestPartyAndSystemIDs(t *testing.T) {
	for id, want := range map[string]bool{"DEU": true, "deu": false, "DE": false, "DEUX": false, "": false, "D-U": false} {
		if got := entente.CheckPartyID(entente.PartyID(id)) == nil; got != want {
			t.Errorf("party %q: got %v", id, got)
		}
		if got := entente.ActorID(id).IsParty(); got != want {
			t.Errorf("actor %q is a party: got %v", id, got)
		}
	}
	for id, want := range map[string]bool{"V047": true, "V": false, "v047": false, "V47a": false, "": false} {
		if got := entente.CheckSystemID(entente.SystemID(id)) == nil; got != want {
			t.Errorf("system %q: got %v", id, got)
		}
	}
}

func TestErrorsClipTheirInput(t *testing.T) {
	_, err := entente.ParseLabel(strings.Repeat("约", 1000))
	if err == nil || len(err.Error()) > 250 {
		t.Errorf("got %v", err)
	}
}
