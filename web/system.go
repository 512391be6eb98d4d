package web

import (
	"net/http"
	"slices"

	"entente"
)

// A systemsPage lists the mechanisms by programme.
type systemsPage struct {
	Groups []systemGroup
	Count  int
}

// A systemGroup is the mechanisms of a programme.
type systemGroup struct {
	Programme link
	Systems   []entente.System
}

func (s *site) systems(v *view, _ *http.Request) (page, error) {
	words := s.catalogue(v.Lang)
	return page{Template: "systems", Section: "systems", Title: words.text("nav.systems"), Body: s.systemsPage()}, nil
}

func (s *site) systemsPage() systemsPage {
	p := systemsPage{Count: len(s.pack.Systems)}
	for _, g := range s.pack.Programmes {
		if own := s.systemsOf(g.ID); len(own) > 0 {
			p.Groups = append(p.Groups, systemGroup{s.programmeLink(g.ID), own})
		}
	}
	return p
}

// A systemPage shows one mechanism.
type systemPage struct {
	entente.System
	Programme    link
	Tiles        []tile // its provisions
	Undertakings []entry
	Context      []entry
	Delivery     []standingRow // what is measured or scored of its undertakings
}

func (s *site) system(v *view, r *http.Request) (page, error) {
	p, err := s.systemPage(v.Lang, entente.SystemID(r.PathValue("id")))
	if err == nil {
		p.Delivery, err = s.deliveryOf(r.Context(), v, func(e entente.Undertaking) bool { return slices.Contains(e.Systems, p.System.ID) })
	}
	return page{Template: "system", Section: "systems", Title: p.Names.In(v.Lang), Body: p}, err
}

func (s *site) systemPage(lang entente.Lang, id entente.SystemID) (systemPage, error) {
	y, err := s.pack.System(id)
	if err != nil {
		return systemPage{}, err
	}
	v := systemPage{System: y, Programme: s.programmeLink(y.Programme)}
	for _, n := range y.Provisions {
		p, err := s.pack.Provision(n)
		if err != nil {
			return systemPage{}, err
		}
		v.Tiles = append(v.Tiles, s.tiles(lang, []entente.Provision{p})...)
	}
	v.Undertakings, v.Context = s.split(s.pack.EntriesBySystem(id))
	return v, nil
}
