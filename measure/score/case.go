package score

import (
	"fmt"
	"maps"
	"slices"

	"entente"
	"entente/unit"
)

// A State says how far an item has come.
type State string

// The states, in the order in which an item comes to them.
const (
	Open      State = "open"      // fewer analysts have scored than it needs
	Disputed  State = "disputed"  // their scores differ
	Agreed    State = "agreed"    // their scores are the same
	Resolved  State = "resolved"  // a resolution settles it
	Published State = "published" // the level is known to the public
)

// States lists all states.
var States = []State{Open, Disputed, Agreed, Resolved, Published}

// A Case is how an item stands.
type Case struct {
	Item        Item                   `json:"item"`
	State       State                  `json:"state"`
	Level       *unit.Decimal          `json:"level"`  // null while it is open or disputed
	Scores      []Recorded[Score]      `json:"scores"` // those that stand, by analyst
	Resolution  *Recorded[Resolution]  `json:"resolution,omitempty"`
	Publication *Recorded[Publication] `json:"publication,omitempty"`
	Aside       []Aside                `json:"aside,omitempty"`
}

// An Aside is a resolution or publication that does not hold, or holds no more.
type Aside struct {
	Ref Ref    `json:"ref"`
	Why string `json:"why"`
}

// Case returns how an item stands, or an error wrapping [entente.ErrNotFound] where nothing was recorded about it.
func (s *Sheet) Case(i Item) (Case, error) {
	f := s.files[i]
	if f == nil {
		return Case{}, fmt.Errorf("item %v: %w", i, entente.ErrNotFound)
	}
	return s.state(i, f), nil
}

// Cases returns how each item stands, in the order of the items.
func (s *Sheet) Cases() []Case {
	var all []Case
	for _, i := range s.Items() {
		all = append(all, s.state(i, s.files[i]))
	}
	return all
}

func (s *Sheet) state(i Item, f *file) Case {
	standing := s.standing(f)
	c := Case{Item: i, State: Open, Scores: []Recorded[Score]{}}
	for _, a := range slices.Sorted(maps.Keys(standing)) {
		c.Scores = append(c.Scores, standing[a])
	}
	if len(c.Scores) >= Independent {
		c.State = Disputed
		if level := c.Scores[0].Value.Level; c.isUnanimous() {
			c.State, c.Level = Agreed, &level
		}
	}
	for _, r := range f.resolutions {
		s.resolve(&c, r)
	}
	for _, p := range f.publications {
		s.publish(&c, p)
	}
	return c
}

func (c *Case) isUnanimous() bool {
	return !slices.ContainsFunc(c.Scores, func(r Recorded[Score]) bool {
		return r.Value.Level.Cmp(c.Scores[0].Value.Level) != 0
	})
}

func (c *Case) resolve(r Recorded[Resolution]) {
	if old := c.Resolution; old != nil {
		c.aside(old.Ref, "a later resolution took its place")
	}
	c.State, c.Level, c.Resolution = Resolved, &r.Value.Level, &r
}

func (s *Sheet) resolve(c *Case, r Recorded[Resolution]) {
	_, gone := s.replaced[r.Ref]
	switch {
	case gone:
		c.aside(r.Ref, "it was corrected")
	case !sameRefs(r.Value.Between, c.scoreRefs()):
		c.aside(r.Ref, "it does not weigh just the scores that stand")
	default:
		c.resolve(r)
	}
}

func (s *Sheet) publish(c *Case, p Recorded[Publication]) {
	_, gone := s.replaced[p.Ref]
	switch {
	case gone:
		c.aside(p.Ref, "it was corrected")
	case c.Level == nil:
		c.aside(p.Ref, "the scores neither agree nor are resolved")
	case c.Level.Cmp(p.Value.Level) != 0:
		c.aside(p.Ref, fmt.Sprintf("it says %v, and the item stands at %v", p.Value.Level, c.Level))
	case !c.restsOn(p.Value.Refs):
		c.aside(p.Ref, "it does not rest on records that stand")
	default:
		if old := c.Publication; old != nil {
			c.aside(old.Ref, "a later publication took its place")
		}
		c.State, c.Publication = Published, &p
	}
}

func (c *Case) aside(r Ref, why string) { c.Aside = append(c.Aside, Aside{r, why}) }

func (c *Case) scoreRefs() []Ref {
	refs := make([]Ref, len(c.Scores))
	for i, r := range c.Scores {
		refs[i] = r.Ref
	}
	return refs
}

// restsOn reports whether refs are what the level of c rests on: the resolution, with or without the scores that it
// weighed, or as many of the scores that agree as an item needs.
func (c *Case) restsOn(refs []Ref) bool {
	if c.Resolution == nil {
		isOther := func(r Ref) bool { return !slices.Contains(c.scoreRefs(), r) }
		return len(refs) >= Independent && !slices.ContainsFunc(refs, isOther)
	}
	just := []Ref{c.Resolution.Ref}
	return sameRefs(refs, just) || sameRefs(refs, append(just, c.scoreRefs()...))
}

func sameRefs(a, b []Ref) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// Results returns the level of each item that is published, in the order of the items.
func (s *Sheet) Results() []Result {
	var all []Result
	for _, c := range s.Cases() {
		if c.State == Published {
			all = append(all, Result{c.Item, *c.Level})
		}
	}
	return all
}
