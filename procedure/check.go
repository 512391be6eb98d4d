package procedure

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"entente"
)

// A Fault is something wrong with a definition.
type Fault struct {
	Kind  FaultKind `json:"kind"`
	Where string    `json:"where"` // such as "act object"
	Words string    `json:"words"`
}

func (f Fault) Error() string { return fmt.Sprintf("%s: %s", f.Where, f.Words) }

// A FaultKind says what kind of thing is wrong.
type FaultKind string

// The kinds of faults.
const (
	FaultForm        FaultKind = "form"        // something is missing, malformed, said twice or not declared
	FaultUnreachable FaultKind = "unreachable" // no case ever comes to the state
	FaultNobody      FaultKind = "nobody"      // an act that nobody can ever do, a duty that nobody can fulfil
	FaultNever       FaultKind = "never"       // a clock that never runs out, a condition that never holds
	FaultDeadlock    FaultKind = "deadlock"    // a state that is no end, and that nothing leads out of
	FaultNoEnd       FaultKind = "no-end"      // a state from which no end can be reached
	FaultRound       FaultKind = "round"       // conditions that lead from state to state without end
)

// Check returns all that is wrong with a definition.
func (d Definition) Check() []Fault {
	c := &checker{d: &d}
	c.names()
	if len(c.faults) > 0 {
		return c.faults
	}
	c.flow()
	return c.faults
}

// wellFormed returns the faults of a definition as one error that wraps [entente.ErrInvalid].
func (d Definition) wellFormed() error {
	faults := d.Check()
	if len(faults) == 0 {
		return nil
	}
	all := make([]error, len(faults))
	for i, f := range faults {
		all[i] = f
	}
	return fmt.Errorf("procedure %s: %w: %w", d.ID, errors.Join(all...), entente.ErrInvalid)
}

type checker struct {
	d      *Definition
	faults []Fault

	roles, states, acts, clocks, fields map[string]bool
}

func (c *checker) fault(kind FaultKind, where, format string, args ...any) {
	c.faults = append(c.faults, Fault{kind, where, fmt.Sprintf(format, args...)})
}

func (c *checker) form(where, format string, args ...any) { c.fault(FaultForm, where, format, args...) }

// declare returns the set of ids, and reports those that are no slug or come twice.
func (c *checker) declare(kind string, ids []string, twice bool) map[string]bool {
	all := map[string]bool{}
	for _, id := range ids {
		if err := entente.CheckSlug(kind, id); err != nil {
			c.form(kind+" "+id, "want lower-case words joined by hyphens")
		}
		if all[id] && !twice {
			c.form(kind+" "+id, "declared twice")
		}
		all[id] = true
	}
	return all
}

func ids[T any](list []T, id func(T) string) []string {
	var all []string
	for _, x := range list {
		all = append(all, id(x))
	}
	return all
}

// names checks that everything is named well, and that all that is referred to is there.
func (c *checker) names() {
	d := c.d
	where := "definition " + d.ID
	if err := entente.CheckSlug("definition", d.ID); err != nil {
		c.form(where, "id: want lower-case words joined by hyphens")
	}
	if d.Version < 1 {
		c.form(where, "version %d: want 1 or more", d.Version)
	}
	if !slices.Contains(Kinds, d.Kind) {
		c.form(where, "kind %q: want one of %v", d.Kind, Kinds)
	}
	if len(d.Roles) == 0 || len(d.States) == 0 || len(d.Acts) == 0 {
		c.form(where, "want at least one role, one state and one act")
		return
	}
	c.roles = c.declare("role", ids(d.Roles, func(r Role) string { return r.ID }), false)
	c.states = c.declare("state", ids(d.States, func(s State) string { return s.ID }), false)
	c.acts = c.declare("act", ids(d.Acts, func(r Rule) string { return r.ID }), true)
	c.clocks = c.declare("clock", ids(d.Clocks, func(k Clock) string { return k.ID }), false)
	c.fields = map[string]bool{}
	c.namesOfFields("terms", d.Terms)
	for i := range d.Acts {
		c.namesOfFields("act "+d.Acts[i].ID, d.Acts[i].Content)
	}
	for i := range d.States {
		c.state(&d.States[i])
	}
	for i := range d.Acts {
		c.rule(&d.Acts[i])
	}
	for i := range d.Clocks {
		c.clock(&d.Clocks[i])
	}
	for _, moved := range d.From {
		for _, m := range moved {
			c.known("migrations", "state", c.states, m.To)
		}
	}
}

func (c *checker) namesOfFields(where string, fields []Field) {
	here := map[string]bool{}
	for _, f := range fields {
		switch {
		case f.ID == "" || here[f.ID]:
			c.form(where, "field %q: want a name of its own", f.ID)
		case !slices.Contains(FieldKinds, f.Kind):
			c.form(where, "field %s: kind %q: want one of %v", f.ID, f.Kind, FieldKinds)
		case f.Kind == ChoiceField && len(f.Choices) < 2:
			c.form(where, "field %s: want choices", f.ID)
		}
		if f.Later != "" {
			c.known(where, "clock", c.clocks, f.Later)
		}
		here[f.ID], c.fields[f.ID] = true, true
	}
}

// known reports names that are not declared.
func (c *checker) known(where, kind string, all map[string]bool, names ...string) {
	for _, name := range names {
		if name != "" && !all[name] {
			c.form(where, "%s %q is not declared", kind, name)
		}
	}
}

func (c *checker) state(s *State) {
	where := "state " + s.ID
	if !slices.Contains([]Tone{Waiting, Good, Bad, Over}, s.Tone) {
		c.form(where, "tone %q: want good, bad or over", s.Tone)
	}
	if s.Outcome != "" && !s.End {
		c.form(where, "has an outcome, and is no end")
	}
	c.exits(where, s.Leaves)
	c.known(where, "role", c.roles, s.Notify...)
	for i := range s.Duties {
		u := &s.Duties[i]
		c.known(where, "role", c.roles, u.Role, u.Except)
		c.known(where, "act", c.acts, u.Acts...)
		c.known(where, "clock", c.clocks, u.Clock)
		c.scope(where, u.Since)
		if u.Role == "" || len(u.Acts) == 0 {
			c.form(where, "a duty without a role or without acts")
		}
		if (u.Items == "") != (len(u.Are) == 0) {
			c.form(where, "a duty about items wants both items and are")
		}
	}
}

func (c *checker) scope(where string, s Scope) {
	if !slices.Contains([]Scope{"", InState, InVersion, InCase}, s) {
		c.form(where, "%q: want state, version or case", s)
	}
}

func (c *checker) exits(where string, exits []Exit) {
	for i := range exits {
		c.known(where, "state", c.states, exits[i].To)
		if exits[i].To == "" {
			c.form(where, "an exit that leads nowhere")
		}
		c.conditions(where, exits[i].If)
	}
}

func (c *checker) conditions(where string, all []Condition) {
	for i := range all {
		x := &all[i]
		kinds := 0
		for _, is := range []bool{x.Act != "" || len(x.Of) > 0, x.Items != "", x.Given != "", x.Nobody != ""} {
			if is {
				kinds++
			}
		}
		if kinds != 1 {
			c.form(where, "a condition wants one of act, items, given and nobody")
		}
		if (x.Act != "" || len(x.Of) > 0) && x.Role == "" {
			c.form(where, "a condition on acts wants a role")
		}
		if x.Act == "" && len(x.Of) > 0 && x.Quorum == (Share{}) {
			c.form(where, "a condition on %s wants a quorum, or an act that is counted", list(x.Of))
		}
		c.known(where, "act", c.acts, append([]string{x.Act}, x.Of...)...)
		c.known(where, "role", c.roles, x.Role, x.Except, x.Nobody)
		c.known(where, "field", c.fields, x.Given)
		c.scope(where, x.Since)
	}
}

func (c *checker) rule(r *Rule) {
	where := "act " + r.ID
	if r.ID == Migrate {
		c.form(where, "is in all definitions; leave it out")
	}
	c.known(where, "role", c.roles, append([]string{r.Except}, r.By...)...)
	c.known(where, "role", c.roles, r.Notify...)
	c.known(where, "state", c.states, r.In...)
	c.known(where, "state", c.states, r.To)
	c.known(where, "clock", c.clocks, r.Before)
	c.known(where, "act", c.acts, r.Undoes...)
	c.conditions(where, r.If)
	c.exits(where, r.When)
	c.scope(where, r.Once)
	own := map[string]bool{}
	for _, f := range r.Content {
		own[f.ID] = true
	}
	c.known(where, "field", own, r.Text)
	for _, s := range r.Standing {
		c.span(where, s.AfterTerm)
		if s.Is == "" {
			c.form(where, "a standing without a name")
		}
	}
	for role, field := range r.Assigns {
		c.known(where, "role", c.roles, role)
		c.known(where, "field", own, field)
	}
	for role, field := range r.Adds {
		c.known(where, "role", c.roles, role)
		c.known(where, "field", own, field)
	}
	for state := range r.Refuse {
		c.known(where, "state", c.states, state)
	}
	if r.Label != OwnLabel && r.Label != CaseLabel {
		c.form(where, "label %q: want case, or none", r.Label)
	}
	if r.Item != nil {
		c.known(where, "field", own, r.Item.ID, r.Item.Expires)
		if r.Item.Kind == "" || r.Item.ID == "" || r.Item.To == "" {
			c.form(where, "an item wants a kind, the field of its id, and what it is then")
		}
	}
}

func (c *checker) clock(k *Clock) {
	where := "clock " + k.ID
	c.known(where, "state", c.states, append([]string{k.To}, k.In...)...)
	c.known(where, "act", c.acts, k.From)
	c.known(where, "field", c.fields, k.Field)
	c.span(where, k.AfterTerm)
	c.known(where, "role", c.roles, k.Notify...)
	c.exits(where, k.Exits)
	ways := 0
	for _, is := range []bool{!k.After.IsZero(), k.AfterTerm != "", k.Workdays > 0, k.Meeting != ""} {
		if is {
			ways++
		}
	}
	switch {
	case len(k.In) == 0:
		c.form(where, "runs in no state")
	case ways > 1:
		c.form(where, "want one of after, after_term, workdays and meeting")
	case ways == 0 && k.Field == "" && k.Each.IsZero():
		c.fault(FaultNever, where, "never runs out: it has no field, after, after_term, workdays, meeting or each")
	case !k.Each.IsZero() && k.leads():
		c.form(where, "runs again and again, and leads somewhere")
	case !k.Each.IsZero() && k.Each.After(0) < hour:
		c.form(where, "each %v: want an hour or more", k.Each)
	}
}

// span reports a field that is not declared as a length of time.
func (c *checker) span(where, field string) {
	if field == "" {
		return
	}
	c.known(where, "field", c.fields, field)
	isIt := func(f Field) bool { return f.ID == field && f.Kind == SpanField }
	if c.fields[field] && !slices.ContainsFunc(c.d.Terms, isIt) && !slices.ContainsFunc(c.d.Acts, func(r Rule) bool { return slices.ContainsFunc(r.Content, isIt) }) {
		c.form(where, "after_term %q: want a field of the kind span", field)
	}
}

// list writes names for a message.
func list(names []string) string { return strings.Join(names, ", ") }
