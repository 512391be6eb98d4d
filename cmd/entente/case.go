package main

import (
	"fmt"
	"strings"
	"time"

	"entente"
	"entente/procedure"
)

type caseCommand struct {
	Replay caseReplay `cmd:"" help:"Say how a case stands after the acts of a file."`
}

// printCase prints how a case stands.
func (w *world) printCase(p *procedure.Procedure, d *procedure.Document, langs ...entente.Lang) {
	w.printf("%s: %s\n", d.Case, d.Title.In(langs...))
	state := p.State(d.State)
	w.printf("%s since %s", state.Title.In(langs...), shortTime(d.Since))
	if d.Expiry != nil {
		w.printf("; the clock decides at %s", shortTime(*d.Expiry))
	}
	w.printf("\n")
	if len(d.BrokenBy) > 0 {
		w.printf("broken by %s\n", actorList(d.BrokenBy))
	}
	if len(d.Unseen) > 0 {
		w.printf("not certain: the records of %s are not known up to then\n", actorList(d.Unseen))
	}
	w.printCaseTimeline(p, d, langs)
	w.printCaseDues(p, d, langs)
	for _, r := range d.Refused {
		w.printf("refused (%s), line %d: %s\n", r.Rule, r.Line, r.Words)
	}
}

func (w *world) printCaseTimeline(p *procedure.Procedure, d *procedure.Document, langs []entente.Lang) {
	t := newTable("TIME (UTC)", "WHO", "WHAT", "STATE")
	for _, s := range d.Timeline {
		who, what := "", "opened"
		switch {
		case s.Act != nil:
			who, what = string(s.Act.By), actTitle(p, s.Act.Act, langs)
		case s.Clock != "":
			what = p.Clock(s.Clock).Title.In(langs...)
		case s.From != "":
			what = "so"
		}
		state := ""
		if s.From != s.To {
			state = p.State(s.To).Title.In(langs...)
		}
		t.add(shortTime(s.At), who, what, state)
	}
	w.printf("\n")
	w.write(t)
	w.printf("\n")
}

func (w *world) printCaseDues(p *procedure.Procedure, d *procedure.Document, langs []entente.Lang) {
	if len(d.Due) == 0 {
		return
	}
	t := newTable("DUE", "WHO", "WHAT")
	for _, x := range d.Due {
		at := "no date"
		if x.At != nil {
			at = shortTime(*x.At)
		}
		if x.Late {
			at += " LATE"
		}
		t.add(at, actorList(x.Actors), dueTitle(p, x, langs))
	}
	w.write(t)
}

// dueTitle says what is due: the titles of the acts that would do.
func dueTitle(p *procedure.Procedure, x procedure.DueRecord, langs []entente.Lang) string {
	var all []string
	for _, act := range x.Acts {
		all = append(all, actTitle(p, act, langs))
	}
	text := strings.Join(all, " / ")
	if x.Item != "" {
		text += " (" + x.Item + ")"
	}
	if x.Optional {
		text += ", or let it pass"
	}
	return text
}

func actTitle(p *procedure.Procedure, act string, langs []entente.Lang) string {
	if rules := p.Rules(act); len(rules) > 0 {
		return rules[0].Title.In(langs...)
	}
	return act
}

func actorList(all []entente.ActorID) string {
	const most = 8
	var names []string
	for _, a := range all[:min(len(all), most)] {
		names = append(names, string(a))
	}
	if more := len(all) - most; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

// shortTime writes a moment without what it does not need.
func shortTime(t time.Time) string {
	switch {
	case t.Nanosecond() != 0 && t.Equal(t.Truncate(24*time.Hour).Add(24*time.Hour-time.Microsecond)):
		return t.Format(time.DateOnly) // only the day is known, or its end is meant
	case t.Second() == 0 && t.Nanosecond() == 0:
		return t.Format("2006-01-02 15:04")
	}
	return t.Format("2006-01-02 15:04:05")
}
