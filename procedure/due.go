package procedure

import (
	"slices"

	"entente"
	"entente/cal"
)

// finish says what runs, what is due, and when the case changes by itself.
func (f *fold) finish() {
	s := &f.p.States[f.state]
	f.out.State, f.out.Ended, f.out.Outcome = s.ID, s.End, s.Outcome
	f.out.Next = f.timers()
	sooner := func(at cal.Instant) {
		if at > f.q.At && (f.out.Next == 0 || at < f.out.Next) {
			f.out.Next = at
		}
	}
	for _, item := range f.out.Items {
		sooner(item.Lapses)
	}
	for _, x := range f.out.Standings {
		sooner(x.At)
	}
	for i := range s.Duties {
		f.addDues(&s.Duties[i])
	}
	for _, x := range s.Leaves {
		f.await(x)
	}
	slices.Sort(f.out.Unseen)
}

// await notes how far the counts have come that lead out of the state.
func (f *fold) await(x Exit) {
	for i := range x.If {
		c := &x.If[i]
		if c.Act == "" || c.Not || c.Most != nil {
			continue
		}
		n, all, _ := f.tally(c)
		f.out.Awaits = append(f.out.Awaits, Await{c.Act, c.Role, x.To, c.Least, n, all, f.missing(c.Role, c.Except, []string{c.Act}, c.Since)})
	}
}

func (f *fold) addDues(d *Duty) {
	due := Due{Role: d.Role, Acts: d.Acts, Title: d.Title, Optional: d.Optional, Clock: d.Clock}
	if d.Clock != "" {
		c := f.p.clocks[d.Clock]
		if at, why, ok := f.dueWhy(c); ok && f.runs[c] != (run{}) {
			due.At, due.Why = at, why
		}
	}
	if due.Late = due.At != 0 && due.At <= f.q.At; due.Late && due.Optional {
		return
	}
	if d.Items != "" {
		f.addItemDues(d, due)
		return
	}
	if d.Clock != "" && !f.p.Clocks[f.p.clocks[d.Clock]].Each.IsZero() {
		f.addTurns(d, due)
		return
	}
	who := f.missing(d.Role, d.Except, d.Acts, d.Since)
	switch {
	case len(who) == 0:
	case d.Each:
		for _, one := range who {
			due.Actors = []entente.ActorID{one}
			f.out.Dues = append(f.out.Dues, due)
		}
	case !f.anyDid(d):
		due.Actors = who
		f.out.Dues = append(f.out.Dues, due)
	}
}

func (f *fold) anyDid(d *Duty) bool {
	return len(f.missing(d.Role, d.Except, d.Acts, d.Since)) < len(f.missing(d.Role, d.Except, nil, d.Since))
}

// addTurns adds what is due again and again: the first turn that nobody did it for.
func (f *fold) addTurns(d *Duty, due Due) {
	c := f.p.clocks[d.Clock]
	now := f.runs[c]
	at := func(turns int) (cal.Instant, string, bool) {
		f.runs[c].ticks, f.runs[c].next = turns, 0
		defer func() { f.runs[c] = now }()
		return f.dueWhy(c)
	}
	add := func(served int, who ...entente.ActorID) {
		if d.Optional {
			served = max(served, now.ticks) // what may be left undone is not late
		}
		if when, why, ok := at(served); ok && len(who) > 0 {
			due.At, due.Why, due.Actors = when, why, who
			due.Late = due.At <= f.q.At
			f.out.Dues = append(f.out.Dues, due)
		}
	}
	who := f.missing(d.Role, d.Except, nil, d.Since)
	if !d.Each {
		add(f.served[key{d.Clock, ""}], who...)
		return
	}
	for _, one := range who {
		add(f.served[key{d.Clock, one}], one)
	}
}

// addItemDues adds what is due about each item of a kind that is so far. It is due before the item lapses, where it does.
func (f *fold) addItemDues(d *Duty, due Due) {
	for i := range f.out.Items {
		item := &f.out.Items[i]
		if item.Kind != d.Items || !slices.Contains(d.Are, item.Is) {
			continue
		}
		one := due
		one.Item, one.Actors = item.ID, f.out.Roles[d.Role]
		if d.Own {
			one.Actors = []entente.ActorID{item.By}
		}
		if item.Lapses != 0 && (one.At == 0 || item.Lapses < one.At) {
			one.At, one.Why = item.Lapses, "lapses"
		}
		if len(one.Actors) > 0 {
			f.out.Dues = append(f.out.Dues, one)
		}
	}
}
