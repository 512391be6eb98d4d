package procedure

import (
	"errors"
	"fmt"
	"slices"

	"entente"
)

// Fill gives roles that an opening leaves out to whom the definition names: one actor, or the members of a group.
func (p *Procedure) Fill(o *Opening, members func(group entente.ActorID) []entente.ActorID) {
	roles := make(map[string][]entente.ActorID, len(p.Roles))
	for role, who := range o.Roles {
		roles[role] = who
	}
	for _, r := range p.Roles {
		switch {
		case len(roles[r.ID]) > 0:
		case r.Holder != "":
			roles[r.ID] = []entente.ActorID{r.Holder}
		case r.Group != "":
			roles[r.ID] = members(r.Group)
		}
	}
	o.Roles, o.Definition, o.Version = roles, p.ID, p.Version
}

// CheckOpening reports all that is wrong with an opening. The error wraps [entente.ErrInvalid].
func (p *Procedure) CheckOpening(o *Opening) error {
	var all []error
	fault := func(format string, args ...any) { all = append(all, fmt.Errorf(format, args...)) }
	if err := entente.CheckSlug("case", o.Case); err != nil {
		all = append(all, err)
	}
	if len(o.Title) == 0 {
		fault("the case has no title")
	}
	for _, r := range p.Roles {
		who := o.Roles[r.ID]
		switch {
		case len(who) == 0 && !r.Open && !r.Optional:
			fault("nobody holds the role %s", r.ID)
		case r.One && len(who) > 1:
			fault("%d hold the role %s: want one", len(who), r.ID)
		case len(slices.Compact(slices.Sorted(slices.Values(who)))) != len(who):
			fault("somebody holds the role %s twice", r.ID)
		}
	}
	for role := range o.Roles {
		if p.Role(role) == nil {
			fault("%s has no role %q", p.ID, role)
		}
	}
	if err := o.Terms.check(p.Terms); err != nil {
		all = append(all, err)
	}
	if len(all) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %w", errors.Join(all...), entente.ErrInvalid)
}
