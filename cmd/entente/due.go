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

func (c *dueCommand) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	at, err := when("--at", c.At)
	if err != nil {
		return err
	}
	items, err := n.Inbox(w.ctx, node.Everything, at, c.Who...)
	if err != nil {
		return err
	}
	if items, err = c.choose(items, at); err != nil {
		return err
	}
	if c.JSON {
		lines := []node.DueLine{}
		for _, i := range items {
			lines = append(lines, i.Line())
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

func (c *dueCommand) print(w *world, items []node.InboxItem) {
	if len(items) == 0 {
		w.printf("nothing is due%s\n", strings.TrimRight(" of "+actorList(c.Who), " of"))
		return
	}
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
		t.add(when, actorList(i.Due.Actors), dueTitle(i.Case.Procedure, asRecord(*i.Due), langs), i.Case.Case, title)
	}
	w.write(t)
}

func asRecord(d procedure.Due) procedure.DueRecord {
	return procedure.DueRecord{Acts: d.Acts, Item: d.Item, Optional: d.Optional}
}
