package procedure

import (
	"fmt"
	"slices"

	"entente"
	"entente/cal"
)

// dueWhy returns when a clock that runs in the present state runs out and how that comes about; ok is false while nobody can say.
//
// A clock that leads somewhere goes by a field or an act only if it was given or done in this run, or is one of the terms of the case:
// the expiry of an earlier round must not end a new one at once. By a term that has not moved it runs out once.
func (f *fold) dueWhy(c int) (at cal.Instant, why string, ok bool) {
	clock, r := &f.p.Clocks[c], f.runs[c]
	if r.next != 0 {
		return r.next, "every " + clock.Each.String(), true
	}
	if clock.Field != "" {
		g, has := f.fields[clock.Field]
		fresh := !clock.leads() || g.seq >= r.seq || f.p.terms[clock.Field] && g.says != r.spent
		if has && fresh && g.says != 0 {
			return f.turn(c, g.says, r.ticks), "said", true
		}
	}
	since, from := r.since, "the state began"
	if clock.From != "" {
		done, found := f.lastAct[clock.From]
		if !found || clock.leads() && done.seq < r.seq {
			return 0, "", false
		}
		since, from = done.at, clock.From
	}
	after := clock.After
	if span, ok := f.out.Values.Span(clock.AfterTerm); ok {
		after = span
	}
	switch {
	case !after.IsZero():
		return after.After(since), fmt.Sprintf("%v after %s", after, from), true
	case clock.Workdays > 0:
		var week cal.Workweek
		if f.q.World != nil {
			week = f.q.World.Week
		}
		return cal.InstantOf((week.Add(since.Date(), clock.Workdays) + 1).Time()), fmt.Sprintf("%d working days after %s", clock.Workdays, from), true
	case clock.Meeting != "":
		m, ok := f.q.World.Next(clock.Meeting, since.Date())
		if !ok {
			return 0, "", false
		}
		return cal.InstantOf(firstDay(m).Time()), m.Title.In("en"), true
	case !clock.Each.IsZero() && clock.Field == "":
		return f.turn(c, since, r.ticks+1), "every " + clock.Each.String(), true
	}
	return 0, "", false
}

// turn returns the nth turn of a clock after an instant. All are counted from there: after the last day of a short month come those of
// longer ones.
func (f *fold) turn(c int, base cal.Instant, n int) cal.Instant {
	if n == 0 {
		return base
	}
	return f.p.Clocks[c].Each.Times(n).After(base)
}

// discharge notes that somebody did what is due by clocks that run again and again: for the earliest turn that it was not yet done for,
// and not for one that is yet to come.
func (f *fold) discharge(act string, who entente.ActorID) {
	for i := range f.p.States[f.state].Duties {
		d := &f.p.States[f.state].Duties[i]
		if d.Clock == "" || !slices.Contains(d.Acts, act) {
			continue
		}
		c := f.p.clocks[d.Clock]
		if f.p.Clocks[c].Each.IsZero() {
			continue
		}
		if !d.Each {
			who = ""
		}
		if f.served == nil {
			f.served = map[key]int{}
		}
		if k := (key{d.Clock, who}); f.served[k] <= f.runs[c].ticks {
			f.served[k]++
		}
	}
}

// timers returns the clocks that run, and when the first of them runs out.
func (f *fold) timers() (next cal.Instant) {
	for _, c := range f.p.inState[f.state] {
		clock := &f.p.Clocks[c]
		if f.runs[c].over {
			continue
		}
		at, why, ok := f.dueWhy(c)
		f.out.Timers = append(f.out.Timers, Timer{Clock: clock.ID, At: at, Why: why, Leads: clock.leads()})
		if ok && clock.leads() {
			f.out.Expiry = at
		}
		if ok && at > f.q.At && (next == 0 || at < next) {
			next = at
		}
	}
	return next
}

// expiry returns when a clock runs out, or ran out in the present round. It is asked of clocks that may no longer run.
func (f *fold) expiry(c int) (cal.Instant, bool) {
	if f.runs[c] == (run{}) {
		return 0, false
	}
	return f.due(c)
}
