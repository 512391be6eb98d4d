package procedure

import "slices"

// A Procedure is a definition, ready to run. It may be used from many goroutines.
type Procedure struct {
	Definition

	states   map[string]int
	rules    map[string][]int // of an act, its variants, in order
	clocks   map[string]int
	inState  [][]int          // by state, the clocks that run in it
	terms    map[string]bool  // fields of the terms
	consumed map[string][]int // by field, the clocks that go by it
	counted  map[string][]int // by act, the clocks that count from it
}

// New makes a definition ready to run. Its error names all faults of the definition; those that [Definition.Check] calls warnings do not
// stand in the way.
func New(d Definition) (*Procedure, error) {
	if err := d.wellFormed(); err != nil {
		return nil, err
	}
	p := &Procedure{
		Definition: d, states: map[string]int{}, rules: map[string][]int{}, clocks: map[string]int{},
		inState: make([][]int, len(d.States)), terms: map[string]bool{}, consumed: map[string][]int{},
		counted: map[string][]int{},
	}
	for i, s := range d.States {
		p.states[s.ID] = i
	}
	for i, r := range d.Acts {
		p.rules[r.ID] = append(p.rules[r.ID], i)
	}
	for _, f := range d.Terms {
		p.terms[f.ID] = true
	}
	for i, c := range d.Clocks {
		p.clocks[c.ID] = i
		for _, s := range c.In {
			p.inState[p.states[s]] = append(p.inState[p.states[s]], i)
		}
		if c.Field != "" {
			p.consumed[c.Field] = append(p.consumed[c.Field], i)
		}
		if c.From != "" {
			p.counted[c.From] = append(p.counted[c.From], i)
		}
	}
	return p, nil
}

// State returns the state named id, or nil.
func (p *Procedure) State(id string) *State {
	i, ok := p.states[id]
	if !ok {
		return nil
	}
	return &p.States[i]
}

// Rules returns the variants of an act, in order.
func (p *Procedure) Rules(act string) []*Rule {
	var all []*Rule
	for _, i := range p.rules[act] {
		all = append(all, &p.Acts[i])
	}
	return all
}

// Role returns the role named id, or nil.
func (d *Definition) Role(id string) *Role {
	i := slices.IndexFunc(d.Roles, func(r Role) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Roles[i]
}

// Clock returns the clock named id, or nil.
func (p *Procedure) Clock(id string) *Clock {
	i, ok := p.clocks[id]
	if !ok {
		return nil
	}
	return &p.Clocks[i]
}

// opens reports whether a rule applies in a state.
func (r *Rule) opens(s *State) bool {
	if len(r.In) == 0 {
		return !s.End
	}
	return slices.Contains(r.In, s.ID)
}

// leads reports whether a clock decides something, rather than only saying when something is late.
func (c *Clock) leads() bool { return c.To != "" || len(c.Exits) > 0 }
