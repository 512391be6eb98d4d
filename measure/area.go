package measure

import (
	"fmt"
	"slices"

	"entente"
	"entente/cal"
)

// An Area is whose figure it is: a party by its ISO 3166-1 alpha-3 code, such as "DEU", or a group by the code under which
// figures of it are published, such as "NATO". It is what SDMX calls the reference area.
type Area string

// CheckArea reports whether a has the form of an area: a capital, then capitals, digits, hyphens and underscores.
func CheckArea(a Area) error {
	ok := a != "" && 'A' <= a[0] && a[0] <= 'Z' && len(a) <= 32
	for _, r := range a {
		ok = ok && ('A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_' || r == '-')
	}
	if !ok {
		return fmt.Errorf("area %.40q: want a party (DEU) or the code of a group (NATO): %w", a, entente.ErrInvalid)
	}
	return nil
}

// IsParty reports whether a has the form of a party's code rather than a group's.
func (a Area) IsParty() bool { return entente.ActorID(a).IsParty() }

// A Group is a group of parties that figures are published for, or that measures add up.
type Group struct {
	entente.Group
	Code Area // "" where no figure is published under a code
}

// hasIn reports whether a party belongs to g in a period, as [Group.at] has it.
func (g Group) hasIn(a Area, p cal.Period) bool {
	last, ok := p.Last()
	return ok && slices.ContainsFunc(g.Members, func(m entente.Membership) bool { return Area(m.Party) == a && m.Period.Contains(last) })
}

// at returns who belongs to g in a period: its members on the period's last day. The official tables count a party that
// joins within a year for the whole of it.
func (g Group) at(p cal.Period) []entente.PartyID {
	last, ok := p.Last()
	if !ok {
		return nil
	}
	return g.At(last)
}
