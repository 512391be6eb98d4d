package node

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"entente"
	"entente/cal"
	"entente/procedure"
)

// An InboxItem is something that somebody has to do, or may still do, in a case, which comes without its acts. It is not to be changed.
type InboxItem struct {
	Case  *Case
	State string
	Since cal.Instant
	Due   *procedure.Due
}

// Inbox returns what is due of actors at an instant, 0 for now, as far as the reader may know: what is late first, then by when it is
// due; what has no date comes last. Without actors it is what is due of anybody.
func (n *Node) Inbox(ctx context.Context, reader Reader, at cal.Instant, actors ...entente.ActorID) ([]InboxItem, error) {
	b, err := n.cases(ctx)
	if err != nil {
		return nil, err
	}
	defer b.mu.Unlock()
	now := cal.InstantOf(n.clock())
	items := []InboxItem{}
	add := func(c *bookCase, f *procedure.Finding) {
		shown := c.shown()
		for i := range f.Dues {
			d := &f.Dues[i]
			if len(actors) == 0 || slices.ContainsFunc(actors, func(a entente.ActorID) bool { return slices.Contains(d.Actors, a) }) {
				items = append(items, InboxItem{shown, f.State, f.Since, d})
			}
		}
	}
	if at == 0 || at == now {
		b.bring(now)
		for _, c := range b.owed(actors) {
			if reader.Reads(c.Label) {
				add(c, c.finding)
			}
		}
	} else {
		w := b.world()
		for _, c := range b.order {
			if reader.Reads(c.Label) && c.Opened <= at {
				add(c, c.Find(at, w))
			}
		}
	}
	slices.SortFunc(items, InboxItem.compare)
	return items, nil
}

// owed returns the cases in which something is due of actors, or of anybody.
func (b *casebook) owed(actors []entente.ActorID) []*bookCase {
	if len(actors) == 0 {
		return b.order
	}
	var all []*bookCase
	seen := map[*bookCase]bool{}
	for _, a := range actors {
		for c := range b.owing[a] {
			if !seen[c] {
				seen[c] = true
				all = append(all, c)
			}
		}
	}
	return all
}

// compare orders what is due: by when, what has no date last.
func (i InboxItem) compare(j InboxItem) int {
	a, b := i.Due, j.Due
	if (a.At == 0) != (b.At == 0) {
		if a.At == 0 {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(a.At, b.At), strings.Compare(i.Case.Case, j.Case.Case), strings.Compare(a.Item, b.Item), slices.Compare(a.Acts, b.Acts))
}

// A Notice tells somebody of a step in a case, which comes without its acts.
type Notice struct {
	Case   *Case
	Step   procedure.Step
	Act    *procedure.Act // by which it came; nil for a clock or a condition
	Number int            // of the step within the case
	Actors []entente.ActorID
}

// Notices returns the latest steps of which actors are told, as far as the reader may know, newest first; at most most of them.
// Without actors it is what anybody is told of.
func (n *Node) Notices(ctx context.Context, reader Reader, most int, actors ...entente.ActorID) ([]Notice, error) {
	b, err := n.cases(ctx)
	if err != nil {
		return nil, err
	}
	defer b.mu.Unlock()
	b.bring(cal.InstantOf(n.clock()))
	all := []Notice{}
	for _, c := range b.order {
		if !reader.Reads(c.Label) {
			continue
		}
		for i, s := range c.finding.Steps {
			var by *procedure.Act
			if s.Act >= 0 {
				by = &c.Acts[s.Act]
			}
			if by != nil && !reader.Reads(by.Label) {
				continue
			}
			if who := told(c.finding, s, actors); len(who) > 0 {
				all = append(all, Notice{c.shown(), s, by, i, who})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y Notice) int { return cmp.Compare(y.Step.At, x.Step.At) })
	return all[:min(len(all), most)], nil
}

// told returns who of actors is told of a step; without actors, all who are.
func told(f *procedure.Finding, s procedure.Step, actors []entente.ActorID) []entente.ActorID {
	var all []entente.ActorID
	for _, role := range s.Notify {
		for _, who := range f.Roles[role] {
			if (len(actors) == 0 || slices.Contains(actors, who)) && !slices.Contains(all, who) {
				all = append(all, who)
			}
		}
	}
	return all
}

// A DueLine is what is due, for other programs.
type DueLine struct {
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

// Line writes an item out.
func (i InboxItem) Line() DueLine {
	l := DueLine{
		Case: i.Case.Case, Title: i.Case.Title, Procedure: i.Case.Definition, State: i.State, From: i.Case.From, Exercise: i.Case.Exercise,
		Actors: i.Due.Actors, Role: i.Due.Role, Acts: i.Due.Acts, Why: i.Due.Why, Late: i.Due.Late, Optional: i.Due.Optional, Item: i.Due.Item,
	}
	if i.Due.At != 0 {
		at := i.Due.At.Time()
		l.At = &at
	}
	return l
}
