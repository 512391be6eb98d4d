package node

import (
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/procedure"
)

// CaseFrom proposes a case of a procedure for an undertaking: who has which role, what is to be done, and by when, as far as the text
// says. The terms that it can fill are task, due, first and basis; the basis says how the date follows from the text.
func (n *Node) CaseFrom(definition string, id entente.StatementID) (NewCase, error) {
	p, err := n.pack.ProcedureByID(definition, 0)
	if err != nil {
		return NewCase{}, fmt.Errorf("node: %w", err)
	}
	u, err := n.pack.Entry(id)
	if err != nil {
		return NewCase{}, fmt.Errorf("node: %w", err)
	}
	c := NewCase{Definition: p.ID, Version: p.Version, Title: u.Title, From: u.ID.String(), Roles: rolesFrom(p, u), Terms: procedure.Content{}}
	due, basis := n.dueOf(u)
	for _, term := range p.Terms {
		switch {
		case term.ID == "task" || term.ID == "matter" || term.ID == "problem":
			c.Terms.SetText(term.ID, or(u.Summary.In("en"), u.Title.In("en")))
		case (term.ID == "due" || term.ID == "first") && due != 0:
			c.Terms.SetText(term.ID, due.Time().Format("2006-01-02T15:04:05Z"))
		case term.ID == "basis" && basis != "":
			c.Terms.SetText(term.ID, basis)
		}
	}
	return c, nil
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// rolesFrom gives the roles of a procedure to those whom an undertaking names: who bears it, and who is addressed.
func rolesFrom(p *procedure.Procedure, u entente.Undertaking) map[string][]entente.ActorID {
	roles := map[string][]entente.ActorID{}
	give := func(role string, who ...entente.ActorID) {
		if r := p.Role(role); r != nil && len(who) > 0 {
			if r.One {
				who = who[:1]
			}
			roles[role] = slices.Clone(who)
		}
	}
	doers := u.Addressee
	if len(doers) == 0 {
		doers = u.Bearer
	}
	give("issuer", u.Bearer...)
	give("lead", doers...)
	if len(doers) > 1 {
		give("contributor", doers[1:]...)
	}
	give("bearer", u.Bearer...)
	give("author", doers...)
	return roles
}

// dueOf returns when an undertaking is due, and how that follows from its text: at the next meeting of a body, at the end of a period, or
// after the time in which it recurs. It is 0 where the text sets no date.
func (n *Node) dueOf(u entente.Undertaking) (due cal.Instant, basis string) {
	d := u.Deadline
	if d == nil {
		return 0, ""
	}
	said := "“" + d.Phrase.In("en") + "”"
	signed, _ := n.pack.Instrument.Date.Last()
	if d.Meeting != "" {
		if m, ok := n.pack.World().Next(d.Meeting, signed); ok {
			first, _ := m.Days.First()
			return cal.InstantOf(first.Time()), said + ": " + m.Title.In("en") + ", which begins on " + first.String()
		}
	}
	if last, ok := d.Due.Last(); ok {
		return cal.InstantOf((last + 1).Time()), said + ": until the end of " + last.String()
	}
	if span, err := cal.ParseSpan(d.Recurs); err == nil {
		at := span.After(cal.InstantOf(signed.Time()))
		return at, said + ": " + d.Recurs + " after the text of " + signed.String()
	}
	return 0, said
}
