package procedure

import (
	"fmt"

	"entente/cal"
)

// dueWhy returns when a clock that runs in the present state runs out and how that comes about; ok is false while nobody can say.
//
// A clock that leads somewhere goes by a field only if the field was given in this run, or is one of the terms of the case: the
// expiry of an earlier round must not end a new one at once.
func (f *fold) dueWhy(c int) (at cal.Instant, why string, ok bool) {
	clock, r := &f.p.Clocks[c], f.runs[c]
	if clock.Field != "" {
		g, has := f.fields[clock.Field]
		fresh := !clock.leads() || f.p.terms[clock.Field] || g.seq >= r.seq
		if at, ok = f.out.Values.Moment(clock.Field); ok && has && fresh {
			if clock.Each.IsZero() {
				return at, "said", true
			}
			for at <= r.since {
				at = clock.Each.After(at)
			}
			return at, "said, and every " + clock.Each.String(), true
		}
	}
	since, from := r.since, "the state began"
	if clock.From != "" {
		if since, ok = f.lastAct[clock.From]; !ok {
			return 0, "", false
		}
		from = clock.From
	}
	switch {
	case !clock.After.IsZero():
		return clock.After.After(since), fmt.Sprintf("%v after %s", clock.After, from), true
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
	case !clock.Each.IsZero():
		return clock.Each.After(since), "every " + clock.Each.String(), true
	}
	return 0, "", false
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
