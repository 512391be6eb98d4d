package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"entente"
	"entente/node"
	"entente/procedure"
)

type caseCommand struct {
	Open    caseOpen    `cmd:"" help:"Open a case of a procedure, also from an undertaking."`
	Act     caseAct     `cmd:"" help:"Do something in a case."`
	Show    caseShow    `cmd:"" help:"Show how a case stands, or stood at any time."`
	List    caseList    `cmd:"" help:"List cases."`
	Match   caseMatch   `cmd:"" help:"Match the needs of a request for support with what is offered."`
	Export  caseExport  `cmd:"" help:"Print a request for support or its offers as an EDXL-RM message."`
	Import  caseImport  `cmd:"" help:"Take offers of an EDXL-RM message into a request for support."`
	Receipt caseReceipt `cmd:"" help:"Print the receipt of an act, or check one offline."`
	Replay  caseReplay  `cmd:"" help:"Say how a case stands after the acts of a file."`
}

type caseShow struct {
	Case string `arg:"" help:"The case, by its name."`
	At   string `help:"As it stood at this time: a day, to its end, or an RFC 3339 time; otherwise now." placeholder:"WHEN"`
	JSON bool   `help:"Print JSON."`
	display
}

func (c *caseShow) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	return w.showCase(n, c.Case, c.At, c.JSON, c.langs())
}

// showCase prints a case as it stands, or stood.
func (w *world) showCase(n *node.Node, id, at string, asJSON bool, langs []entente.Lang) error {
	asOf, err := when("--at", at)
	if err != nil {
		return err
	}
	k, err := n.Case(w.ctx, id, node.Everything, asOf)
	if err != nil {
		return err
	}
	d := k.Finding.Document(&k.Opening, k.Acts)
	if asJSON {
		return w.writeJSON(d)
	}
	w.printCase(k.Procedure, d, langs...)
	if k.Unknown != "" {
		w.printf("\nnot known: %s\n", k.Unknown)
	}
	return nil
}

type caseList struct {
	Procedure string `help:"Only cases of this procedure." placeholder:"NAME"`
	State     string `help:"Only cases in this state." placeholder:"NAME"`
	For       string `help:"Only cases in which this party or body has a role." placeholder:"WHO"`
	At        string `help:"As they stood at this time; otherwise now." placeholder:"WHEN"`
	JSON      bool   `help:"Print JSON."`
	display
}

func (c *caseList) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	at, err := when("--at", c.At)
	if err != nil {
		return err
	}
	all, err := n.Cases(w.ctx, node.Everything, at)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(k node.CaseFinding) bool {
		return c.Procedure != "" && k.Definition != c.Procedure || c.State != "" && k.Finding.State != c.State ||
			c.For != "" && !k.Finding.Concerns(entente.ActorID(c.For))
	})
	if c.JSON {
		var list []*procedure.Document
		for _, k := range all {
			list = append(list, k.Finding.Document(&k.Opening, k.Acts))
		}
		return w.writeJSON(listed(list))
	}
	t := newTable("CASE", "OPENED", "STATE", "NEXT", "TITLE")
	for _, k := range all {
		next := ""
		for _, d := range k.Finding.Dues {
			if d.At != 0 && (next == "" || shortTime(d.At.Time()) < next) {
				next = shortTime(d.At.Time())
			}
		}
		title := k.Title.In(c.langs()...)
		if k.Exercise {
			title += " (exercise)"
		}
		t.add(k.Case.Case, k.Opened.Date().String(), k.Procedure.State(k.Finding.State).Title.In(c.langs()...), next, title)
	}
	w.write(t)
	return nil
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
		w.printf("refused, rule %s: number %d, %s by %s: %s\n", r.Rule, r.Line, r.Act, r.By, r.Words)
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
