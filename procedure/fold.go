package procedure

import (
	"slices"

	"entente"
	"entente/cal"
)

// A Query says as of when to look at a case, and by what.
type Query struct {
	At    cal.Instant
	World *World // nil for the zero World
	// Seen says up to when the records of each of the parties that keep records are known. What a clock decided is certain only when all
	// of them are known up to then. Nil: all is known.
	Seen map[entente.ActorID]cal.Instant
}

// Fold returns how a case stands at an instant. What was received later does not count; the acts need not be in order. The same
// opening, acts and query give the same finding, whatever the order of the acts.
func (p *Procedure) Fold(o *Opening, acts []Act, q Query) *Finding {
	f := newFold(p, o, acts, q)
	order := make([]int, 0, len(acts))
	sorted := true
	for i := range acts {
		if acts[i].Received > q.At {
			continue
		}
		if n := len(order); n > 0 && p.compare(&acts[order[n-1]], &acts[i]) > 0 {
			sorted = false
		}
		order = append(order, i)
	}
	if !sorted {
		slices.SortStableFunc(order, func(a, b int) int { return p.compare(&acts[a], &acts[b]) })
	}
	f.begin()
	for n, i := range order {
		f.fireUntil(acts[i].Received)
		f.now = max(f.now, acts[i].Received)
		f.take(i, f.isContradicted(order, n), n > 0 && f.isRepeated(order, n))
	}
	f.fireUntil(q.At)
	f.finish()
	return &f.out
}

// A key names an act of an actor.
type key struct {
	act string
	by  entente.ActorID
}

// An itemKey names an item: names are those of its kind.
type itemKey struct{ kind, id string }

// A given is when a field that a clock goes by was last given, and the moment that it says.
type given struct {
	seq  int
	says cal.Instant
}

// A run is a clock that runs, or has run.
type run struct {
	since cal.Instant // when it began
	seq   int         // the step by which it began
	over  bool        // it has run out
	ticks int         // how often it ran out, of one that runs again and again
	next  cal.Instant // and when it does so next; 0 where that has to be worked out
	spent cal.Instant // when it last ran out: a moment that stands still makes it do so once
}

// A done act is by which step it counted last, and when.
type last struct {
	seq int
	at  cal.Instant
}

type fold struct {
	p    *Procedure
	o    *Opening
	acts []Act
	q    Query
	out  Finding

	now     cal.Instant
	state   int
	seq     int // of acts that counted, clocks that ran out and items that lapsed
	entered int // seq when the state was entered
	version int // seq when the text was last changed

	done    map[key]int // acts that stand, by the step that they were
	runs    []run
	fields  map[string]given // those that clocks go by
	lastAct map[string]last
	items   map[itemKey]int
	served  map[key]int // by the name of a clock that runs again and again: for how many of its turns somebody did what is due
}

func newFold(p *Procedure, o *Opening, acts []Act, q Query) *fold {
	f := &fold{p: p, o: o, acts: acts, q: q, done: map[key]int{}, runs: make([]run, len(p.Clocks))}
	f.out = Finding{
		Case: o.Case, Definition: p.ID, Version: p.Version, At: q.At, BrokenBy: []entente.ActorID{}, Timers: []Timer{},
		Refused: []Refusal{}, Dues: []Due{}, Steps: make([]Step, 0, len(acts)+2), Roles: make(map[string][]entente.ActorID, len(o.Roles)),
		Values: make(Content, len(o.Terms)+4),
	}
	for role, who := range o.Roles {
		f.out.Roles[role] = who
	}
	f.say(p.Terms, o.Terms)
	return f
}

// begin puts the case in its first state.
func (f *fold) begin() {
	f.now = f.o.Opened
	f.state = -1
	f.carry()
	f.enter(0, Step{At: f.now, Act: -1})
	f.settle()
}

// enter puts the case in a state, and starts the clocks that run there and did not before.
func (f *fold) enter(to int, by Step) {
	from := f.state
	by.To = f.p.States[to].ID
	if from >= 0 {
		by.From = f.p.States[from].ID
	}
	by.Notify = union(by.Notify, f.p.States[to].Notify)
	f.out.Steps = append(f.out.Steps, by)
	f.state, f.entered = to, f.seq
	f.out.Since = f.now
	for _, c := range f.p.inState[to] {
		if from < 0 || !slices.Contains(f.p.inState[from], c) || f.runs[c].over && f.p.Clocks[c].leads() {
			f.runs[c] = run{since: f.now, seq: f.seq, spent: f.runs[c].spent}
		}
	}
}

func union(a, b []string) []string {
	if len(a) == 0 {
		return b
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(slices.Clip(a), x)
		}
	}
	return a
}

// settle leaves states whose conditions to be left hold. A definition in which that would go round is refused when it is loaded; here
// it ends after as many states as there are.
func (f *fold) settle() {
	for range f.p.States {
		to, ok := f.exit(f.p.States[f.state].Leaves, nil)
		if !ok {
			return
		}
		f.enter(to, Step{At: f.now, Act: -1})
	}
}

// exit returns the first of exits whose conditions hold.
func (f *fold) exit(exits []Exit, said Content) (to int, ok bool) {
	for i := range exits {
		if f.holdAll(exits[i].If, said) {
			return f.p.states[exits[i].To], true
		}
	}
	return 0, false
}

// fireUntil lets clocks run out, and items lapse, up to and including an instant: what is received at that very instant is too late.
// Of both at one instant, items lapse first.
func (f *fold) fireUntil(until cal.Instant) {
	for {
		first, at := -1, until
		for _, c := range f.p.inState[f.state] {
			if t, ok := f.due(c); ok && t <= at && !f.runs[c].over && (first < 0 || t < at) {
				first, at = c, t
			}
		}
		if f.lapse(at) {
			continue
		}
		if first < 0 {
			return
		}
		f.now = max(f.now, at)
		f.fire(first, at)
	}
}

// due returns when a clock that runs in the present state runs out; ok is false while nobody can say.
func (f *fold) due(c int) (at cal.Instant, ok bool) {
	at, _, ok = f.dueWhy(c)
	return at, ok
}

func (f *fold) fire(c int, at cal.Instant) {
	clock := &f.p.Clocks[c]
	f.see(at, clock)
	f.seq++
	r := &f.runs[c]
	r.spent = at
	if clock.Each.IsZero() {
		r.over = true
	} else {
		r.ticks++
		r.next = 0
		r.next, _ = f.due(c)
	}
	step := Step{At: f.now, Act: -1, Clock: clock.ID, Notify: clock.Notify}
	to, ok := f.exit(clock.Exits, nil)
	if !ok && clock.To != "" {
		to, ok = f.p.states[clock.To], true
	}
	if !ok {
		step.From, step.To = f.p.States[f.state].ID, f.p.States[f.state].ID
		f.out.Steps = append(f.out.Steps, step)
		return
	}
	f.out.Expiry = at
	f.enter(to, step)
	f.settle()
}

// see notes whose records would have to be known for what a clock decides to be certain.
func (f *fold) see(at cal.Instant, c *Clock) {
	if f.q.Seen == nil || !c.leads() {
		return
	}
	for who, until := range f.q.Seen {
		if until < at && !slices.Contains(f.out.Unseen, who) {
			f.out.Unseen = append(f.out.Unseen, who)
		}
	}
}

// isRepeated reports whether the nth act in order is one before it, that came again.
func (f *fold) isRepeated(order []int, n int) bool {
	a := &f.acts[order[n]]
	for i := n - 1; i >= 0; i-- {
		b := &f.acts[order[i]]
		if b.Received != a.Received {
			break
		}
		if b.Act != a.Act || b.By != a.By || b.Person != a.Person {
			continue
		}
		if a.ID != "" && b.ID != "" {
			if a.ID == b.ID {
				return true
			}
			continue
		}
		if b.Content.Equal(a.Content) {
			return true
		}
	}
	return false
}

// isContradicted reports whether the author of the nth act in order took the opposite stance at the same instant.
func (f *fold) isContradicted(order []int, n int) bool {
	a := &f.acts[order[n]]
	mine := f.stance(a.Act)
	if mine == "" {
		return false
	}
	opposed := func(i int) bool {
		b := &f.acts[order[i]]
		return b.By == a.By && f.stance(b.Act) == mine && (b.Act != a.Act || !b.Content.Equal(a.Content)) && b.Person == a.Person
	}
	for i := n - 1; i >= 0 && f.acts[order[i]].Received == a.Received; i-- {
		if opposed(i) {
			return true
		}
	}
	for i := n + 1; i < len(order) && f.acts[order[i]].Received == a.Received; i++ {
		if opposed(i) {
			return true
		}
	}
	return false
}

func (f *fold) stance(act string) string {
	if rules := f.p.rules[act]; len(rules) > 0 {
		return f.p.Acts[rules[0]].Stance
	}
	return ""
}

// has reports whether an actor has a role.
func (f *fold) has(who entente.ActorID, role string) bool {
	if slices.Contains(f.out.Roles[role], who) {
		return true
	}
	r := f.p.Role(role)
	return r != nil && r.Open
}

func (f *fold) hasAny(who entente.ActorID, roles []string) bool {
	return slices.ContainsFunc(roles, func(r string) bool { return f.has(who, r) })
}
