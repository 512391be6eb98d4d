package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente"
)

// take lets an act count, or refuses it by the first rule that it breaks.
func (f *fold) take(i int, contradicted, repeated bool) {
	a := &f.acts[i]
	refuse := func(rule, format string, args ...any) {
		f.out.Refused = append(f.out.Refused, Refusal{i, rule, fmt.Sprintf(format, args...)})
	}
	if a.Received < f.o.Opened {
		refuse(RuleBeforeOpening, "received before the case was opened")
		return
	}
	if repeated {
		refuse(RuleTwice, "%s came twice; it counts once", a.Act)
		return
	}
	if contradicted {
		refuse(RuleContradiction, "%s said the opposite at the same instant: neither counts", a.By)
		return
	}
	if a.Act == Migrate {
		if words := f.migrate(i, a); words != "" {
			refuse(RuleMigration, "%s", words)
		}
		return
	}
	rule, why, words := f.rule(a)
	if rule == nil {
		refuse(why, "%s", words)
		return
	}
	content := renamed(a.Content, rule.Content)
	if content == nil {
		content = Content{}
	}
	if why, words := f.forbids(rule, a, content); why != "" {
		refuse(why, "%s", words)
		return
	}
	if rule.TwoPersons && !f.seconded(i, content) {
		return
	}
	f.count(i, rule, content)
}

// rule returns the variant of an act's rules that applies, or why none does.
func (f *fold) rule(a *Act) (r *Rule, why, words string) {
	variants := f.p.rules[a.Act]
	if len(variants) == 0 {
		return nil, RuleUnknown, fmt.Sprintf("%s has no act %q", f.p.ID, a.Act)
	}
	state := &f.p.States[f.state]
	var mine *Rule // a variant that the actor may do, in another state
	for _, v := range variants {
		rule := &f.p.Acts[v]
		if !f.hasAny(a.By, rule.By) || rule.Except != "" && f.has(a.By, rule.Except) {
			continue
		}
		if rule.opens(state) {
			return rule, "", ""
		}
		if mine == nil || rule.Refuse[state.ID] != "" {
			mine = rule
		}
	}
	if mine == nil {
		return nil, RuleRole, fmt.Sprintf("%s is none of those who may %s (%s)", a.By, a.Act, strings.Join(f.p.Acts[variants[0]].By, ", "))
	}
	if named := mine.Refuse[state.ID]; named != "" {
		return nil, named, fmt.Sprintf("%s is forbidden while the case is %s", a.Act, state.ID)
	}
	if clock := f.leftByClock(mine); clock != "" {
		return nil, RuleExpired, fmt.Sprintf("%s at %v: the clock %s had run out at %v", a.Act, a.Received, clock, f.out.Since)
	}
	if state.End {
		return nil, RuleClosed, fmt.Sprintf("%s: the case is %s", a.Act, state.ID)
	}
	return nil, RuleState, fmt.Sprintf("%s is not open while the case is %s", a.Act, state.ID)
}

// leftByClock returns the clock by which the case left a state in which a rule was open, where it was a clock.
func (f *fold) leftByClock(r *Rule) string {
	for _, s := range slices.Backward(f.out.Steps) {
		if s.From == s.To {
			continue
		}
		if s.Clock != "" && r.opens(f.p.State(s.From)) {
			return s.Clock
		}
		if s.Act >= 0 {
			return ""
		}
	}
	return ""
}

// forbids returns the first rule that an act breaks which is open to its actor in this state.
func (f *fold) forbids(r *Rule, a *Act, content Content) (rule, words string) {
	if v := content.Text("version"); v != "" && r.Text == "" && len(f.out.Texts) > 0 && v != strconv.Itoa(len(f.out.Texts)) {
		return RuleSuperseded, fmt.Sprintf("%s speaks of version %s of the text; the present one is %d", a.Act, v, len(f.out.Texts))
	}
	if r.Before != "" {
		if at, ok := f.expiry(f.p.clocks[r.Before]); ok && at <= a.Received {
			return RuleExpired, fmt.Sprintf("%s at %v: the clock %s had run out at %v", a.Act, a.Received, r.Before, at)
		}
	}
	if r.Once != "" && f.stands(r.ID, a.By, r.Once) {
		return RuleTwice, fmt.Sprintf("%s has done %s already", a.By, a.Act)
	}
	if err := content.check(r.Content); err != nil {
		return RuleContent, fmt.Sprintf("%s: %v", a.Act, err)
	}
	if words := f.checkMoments(r, a, content); words != "" {
		return RuleMoment, words
	}
	if r.Label == CaseLabel && a.Label != f.o.Label {
		return RuleLabel, fmt.Sprintf("%s under %v: the case is %v", a.Act, a.Label, f.o.Label)
	}
	if !f.holdAll(r.If, content) {
		return RuleCondition, fmt.Sprintf("%s: %s", a.Act, f.failing(r.If, content))
	}
	if r.Item != nil {
		if words := f.checkItem(r.Item, a, content); words != "" {
			return RuleItem, words
		}
	}
	return "", ""
}

// checkMoments reports a moment that an act gives and that is past or too near.
func (f *fold) checkMoments(r *Rule, a *Act, content Content) string {
	for _, field := range r.Content {
		if field.Kind != MomentField {
			continue
		}
		at, ok := content.Moment(field.ID)
		if !ok {
			continue
		}
		if field.Ahead && at <= a.Received {
			return fmt.Sprintf("%s: %s %v is not later than the act itself, at %v", a.Act, field.ID, at, a.Received)
		}
		if field.Later != "" {
			if now, running := f.expiry(f.p.clocks[field.Later]); running && at <= now {
				return fmt.Sprintf("%s: %s %v is not later than %v, when the clock %s runs out already", a.Act, field.ID, at, now, field.Later)
			}
			continue
		}
		for _, c := range f.p.consumed[field.ID] {
			clock := &f.p.Clocks[c]
			if !clock.Least.IsZero() && at < clock.Least.After(a.Received) {
				return fmt.Sprintf("%s: %s %v leaves less than %v", a.Act, field.ID, at, clock.Least)
			}
		}
	}
	return ""
}

// seconded reports whether another person of the same actor said the same before. Otherwise the act waits for one.
func (f *fold) seconded(i int, content Content) bool {
	a := &f.acts[i]
	for n, w := range f.out.Waiting {
		b := &f.acts[w]
		if b.Act == a.Act && b.By == a.By && b.Person != a.Person && a.Person != "" && b.Person != "" && b.Content.Equal(a.Content) {
			f.out.Waiting = slices.Delete(f.out.Waiting, n, n+1)
			return true
		}
	}
	f.out.Waiting = append(f.out.Waiting, i)
	return false
}

// count lets an act take effect.
func (f *fold) count(i int, r *Rule, content Content) {
	a := &f.acts[i]
	f.seq++
	f.stand(r, a)
	if r.Item == nil { // what is said of an item is not said of the case
		f.say(r.Content, content)
	}
	if r.Text != "" {
		f.supersede()
		f.version = f.seq
		f.out.BrokenBy, f.out.Breaking = []entente.ActorID{}, nil
		f.out.Texts = append(f.out.Texts, Text{len(f.out.Texts) + 1, content.Text(r.Text), a.By, f.now, i})
	}
	if r.Breaks {
		f.out.Breaking = append(f.out.Breaking, i)
		if !slices.Contains(f.out.BrokenBy, a.By) {
			f.out.BrokenBy = append(f.out.BrokenBy, a.By)
		}
	}
	if r.Attaches {
		f.out.Attached = append(f.out.Attached, i)
	}
	f.assign(r, content)
	if r.Item != nil {
		f.goOn(i, r.Item, a, content)
	}
	f.becomes(i, r, a)
	if r.Opens != nil {
		f.follow(i, r.Opens)
	}
	step := Step{At: f.now, Act: i, Notify: r.Notify, rule: r}
	to, ok := f.exit(r.When, content)
	if !ok && r.To != "" {
		to, ok = f.p.states[r.To], true
	}
	if ok {
		f.enter(to, step)
	} else {
		step.From, step.To = f.p.States[f.state].ID, f.p.States[f.state].ID
		f.out.Steps = append(f.out.Steps, step)
	}
	f.settle()
}

// say keeps what an act says of the case, in the fields that its rule declares: the rest is words of its author, by which nothing goes.
// A clock that goes by a field runs anew.
func (f *fold) say(fields []Field, content Content) {
	for i := range fields {
		field := &fields[i]
		v := content[field.ID]
		if isEmpty(v) {
			continue
		}
		f.out.Values[field.ID] = v
		if !field.isMoment() {
			continue
		}
		if f.fields == nil {
			f.fields = map[string]given{}
		}
		at, _ := content.Moment(field.ID)
		f.fields[field.ID] = given{f.seq, at}
		for _, c := range f.p.consumed[field.ID] {
			f.runs[c].over, f.runs[c].next = false, 0
		}
	}
}

// supersede refuses the acts that wait for a second person: what they confirm has been replaced.
func (f *fold) supersede() {
	for _, w := range f.out.Waiting {
		words := fmt.Sprintf("%s: no second person confirmed it before another text came", f.acts[w].Act)
		f.out.Refused = append(f.out.Refused, Refusal{w, RuleSuperseded, words})
	}
	f.out.Waiting = nil
}

// stand notes that an act stands, and which no longer do.
func (f *fold) stand(r *Rule, a *Act) {
	if r.Stance != "" {
		for i := range f.p.Acts {
			if f.p.Acts[i].Stance == r.Stance {
				delete(f.done, key{f.p.Acts[i].ID, a.By})
			}
		}
	}
	for _, u := range r.Undoes {
		delete(f.done, key{u, a.By})
	}
	f.done[key{r.ID, a.By}] = f.seq
	f.discharge(r.ID, a.By)
	clocks := f.p.counted[r.ID]
	if len(clocks) == 0 {
		return
	}
	if f.lastAct == nil {
		f.lastAct = map[string]last{}
	}
	f.lastAct[r.ID] = last{f.seq, f.now}
	for _, c := range clocks {
		f.runs[c].over, f.runs[c].next = false, 0
	}
}

// stands reports whether an act of an actor stands that was done in a part of the case's life.
func (f *fold) stands(act string, who entente.ActorID, since Scope) bool {
	seq, ok := f.done[key{act, who}]
	return ok && seq >= f.begins(since)
}

// begins returns the first step of a part of the case's life. The act that leads into a state counts as done in it.
func (f *fold) begins(s Scope) int {
	switch s {
	case InCase:
		return 0
	case InVersion:
		return f.version
	}
	return f.entered
}

// assign gives roles to those whom an act names.
func (f *fold) assign(r *Rule, content Content) {
	for role, field := range r.Assigns {
		if who := content.Actors(field); len(who) > 0 {
			f.out.Roles[role] = who
		}
	}
	for role, field := range r.Adds {
		for _, who := range content.Actors(field) {
			if !slices.Contains(f.out.Roles[role], who) {
				f.out.Roles[role] = append(slices.Clip(f.out.Roles[role]), who)
			}
		}
	}
}

// becomes notes what becomes of the actor of an act, in order of time. What still lay ahead of it no longer does, unless that is kept.
func (f *fold) becomes(i int, r *Rule, a *Act) {
	if len(r.Standing) == 0 {
		return
	}
	if !slices.ContainsFunc(r.Standing, func(s Standing) bool { return s.Keeps }) {
		f.out.Standings = slices.DeleteFunc(f.out.Standings, func(s StandingOf) bool { return s.Actor == a.By && s.At > f.now })
	}
	for _, s := range r.Standing {
		at := f.now
		if span, ok := f.out.Values.Span(s.AfterTerm); ok {
			at = span.After(at)
		} else if !s.After.IsZero() {
			at = s.After.After(at)
		}
		f.out.Standings = append(f.out.Standings, StandingOf{a.By, s.Is, at, i})
	}
	slices.SortStableFunc(f.out.Standings, func(x, y StandingOf) int { return cmp.Compare(x.At, y.At) })
}

// migrate moves the case to another version of its definition. It returns why it cannot.
func (f *fold) migrate(i int, a *Act) string {
	if !f.has(a.By, f.p.Roles[0].ID) {
		return fmt.Sprintf("%s is not %s of this case", a.By, f.p.Roles[0].ID)
	}
	version, err := strconv.Atoi(a.Content.Text("version"))
	if err != nil || f.q.World == nil || f.q.World.Procedure == nil {
		return "which version of the definition it is to go on by is not said, or not known here"
	}
	p := f.q.World.Procedure(f.p.ID, version)
	if p == nil || version == f.p.Version {
		return fmt.Sprintf("no other version %d of %s", version, f.p.ID)
	}
	name := f.p.States[f.state].ID
	for _, m := range p.From[f.p.Version] {
		if m.From == name {
			name = m.To
		}
	}
	to, ok := p.states[name]
	if !ok {
		return fmt.Sprintf("version %d says nothing of the state %s", version, name)
	}
	runs := make([]run, len(p.Clocks))
	for n, c := range p.Clocks {
		if old, ok := f.p.clocks[c.ID]; ok {
			runs[n] = f.runs[old]
		}
		if runs[n] == (run{}) && slices.Contains(p.inState[to], n) {
			runs[n] = run{since: f.now, seq: f.seq}
		}
	}
	from := f.p.States[f.state].ID
	f.p, f.runs, f.state = p, runs, to
	f.out.Version = p.Version
	f.out.Steps = append(f.out.Steps, Step{At: f.now, Act: i, From: from, To: name})
	f.settle()
	return ""
}
