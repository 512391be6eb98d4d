package main

import (
	"strings"
	"time"

	"entente"
	"entente/cal"
	"entente/node"
	"entente/procedure"
)

type dueCommand struct {
	Who    []entente.ActorID `arg:"" optional:"" help:"Parties and bodies; otherwise all."`
	At     string            `help:"As of this time: a day, to its end, or an RFC 3339 time; otherwise now." placeholder:"WHEN"`
	Within string            `help:"Only what is late or due within this time, such as P30D." placeholder:"DURATION"`
	Late   bool              `help:"Only what is late."`
	JSON   bool              `help:"Print JSON." xor:"format"`
	display
}

// A dueLine is what is due, for other programs.
type dueLine struct {
	Case      string            `json:"case"`
	Title     entente.Wording   `json:"title"`
	Procedure string            `json:"procedure"`
	State     string            `json:"state"`
	From      string            `json:"from,omitempty"`
	Exercise  bool              `json:"exercise,omitempty"`
	Actors    []entente.ActorID `json:"actors"`
	Role      string            `json:"role"`
	Acts      []string          `json:"acts"`
	At        *time.Time        `json:"at"`
	Why       string            `json:"why,omitempty"`
	Late      bool              `json:"late"`
	Optional  bool              `json:"optional"`
	Item      string            `json:"item,omitempty"`
}

func (c *dueCommand) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	var at cal.Instant
	if c.At != "" {
		if at, err = cal.ParseWhen(c.At); err != nil {
			return placed{"--at", err}
		}
	}
	items, err := n.Inbox(w.ctx, node.Everything, at, c.Who...)
	if err != nil {
		return err
	}
	if items, err = c.choose(items, at); err != nil {
		return err
	}
	if c.JSON {
		lines := []dueLine{}
		for _, i := range items {
			lines = append(lines, lineOf(i))
		}
		return w.writeJSON(lines)
	}
	c.print(w, items)
	return nil
}

// choose leaves out what was not asked for.
func (c *dueCommand) choose(items []node.InboxItem, at cal.Instant) ([]node.InboxItem, error) {
	until := cal.Instant(0)
	if c.Within != "" {
		span, err := cal.ParseSpan(c.Within)
		if err != nil {
			return nil, placed{"--within", err}
		}
		if at == 0 {
			at = cal.InstantOf(time.Now())
		}
		until = span.After(at)
	}
	var chosen []node.InboxItem
	for _, i := range items {
		if c.Late && !i.Due.Late || until != 0 && (i.Due.At == 0 || i.Due.At > until) {
			continue
		}
		chosen = append(chosen, i)
	}
	return chosen, nil
}

func lineOf(i node.InboxItem) dueLine {
	l := dueLine{
		Case: i.Case.Case, Title: i.Case.Title, Procedure: i.Case.Definition, State: i.State, From: i.Case.From, Exercise: i.Case.Exercise,
		Actors: i.Due.Actors, Role: i.Due.Role, Acts: i.Due.Acts, Why: i.Due.Why, Late: i.Due.Late, Optional: i.Due.Optional, Item: i.Due.Item,
	}
	if i.Due.At != 0 {
		at := i.Due.At.Time()
		l.At = &at
	}
	return l
}

func (c *dueCommand) print(w *world, items []node.InboxItem) {
	langs := c.langs()
	t := newTable("DUE", "WHO", "WHAT", "CASE", "TITLE")
	for _, i := range items {
		when := "no date"
		if i.Due.At != 0 {
			when = shortTime(i.Due.At.Time())
		}
		if i.Due.Late {
			when += " LATE"
		}
		title := i.Case.Title.In(langs...)
		if i.Case.Exercise {
			title += " (exercise)"
		}
		t.add(when, actorList(i.Due.Actors), dueTitle(i.Case.Procedure, asRecord(i.Due), langs), i.Case.Case, title)
	}
	w.write(t)
	if len(items) == 0 {
		w.printf("nothing is due%s\n", strings.TrimRight(" of "+actorList(c.Who), " of"))
	}
}

func asRecord(d procedure.Due) procedure.DueRecord {
	return procedure.DueRecord{Acts: d.Acts, Item: d.Item, Optional: d.Optional}
}
