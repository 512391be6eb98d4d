package web

import (
	"net/http"

	"entente"
)

// A programmesPage lists the areas of work.
type programmesPage struct{ Programmes []programmeRow }

// A programmeRow is an area of work and how much there is of it.
type programmeRow struct {
	link
	Summary      entente.Wording
	Provisions   []int
	Undertakings int
	Systems      int
	Marks        []mark // one per statement of its entries
}

func (s *site) programmes(v *view, _ *http.Request) (page, error) {
	words := s.catalogue(v.Lang)
	return page{Template: "programmes", Section: "programmes", Title: words.text("nav.programmes"), Body: s.programmesPage()}, nil
}

func (s *site) programmesPage() programmesPage {
	return programmesPage{each(s.pack.Programmes, func(p entente.Programme) programmeRow {
		row := programmeRow{link: s.programmeLink(p.ID), Summary: p.Summary}
		for _, v := range s.provisionsOf(p.ID) {
			row.Provisions = append(row.Provisions, v.Number)
		}
		for _, e := range s.pack.EntriesByProgramme(p.ID) {
			if !e.Context {
				row.Undertakings++
			}
			for range e.Statements {
				row.Marks = append(row.Marks, newMark(e, ""))
			}
		}
		row.Systems = len(s.systemsOf(p.ID))
		return row
	})}
}

func (s *site) systemsOf(id entente.ProgrammeID) []entente.System {
	var own []entente.System
	for _, v := range s.pack.Systems {
		if v.Programme == id {
			own = append(own, v)
		}
	}
	return own
}

// A programmePage shows one area of work.
type programmePage struct {
	entente.Programme
	Tiles        []tile // its provisions
	Undertakings []entry
	Context      []entry
	Systems      []entente.System
	Delivery     []standingRow // of those that have verdicts
	How          []howCount
}

func (s *site) programme(v *view, r *http.Request) (page, error) {
	p, err := s.programmePage(v.Lang, entente.ProgrammeID(r.PathValue("id")))
	if err == nil {
		p.Delivery, p.How, err = s.programmeDelivery(r.Context(), v, p.ID)
	}
	return page{Template: "programme", Section: "programmes", Title: p.Title.In(v.Lang), Body: p}, err
}

func (s *site) programmePage(lang entente.Lang, id entente.ProgrammeID) (programmePage, error) {
	p, err := s.pack.Programme(id)
	if err != nil {
		return programmePage{}, err
	}
	v := programmePage{Programme: p, Tiles: s.tiles(lang, s.provisionsOf(id)), Systems: s.systemsOf(id)}
	v.Undertakings, v.Context = s.split(s.pack.EntriesByProgramme(id))
	return v, nil
}

// split parts undertakings from context.
func (s *site) split(entries []entente.Undertaking) (undertakings, context []entry) {
	for _, e := range entries {
		if e.Context {
			context = append(context, s.entry(e))
		} else {
			undertakings = append(undertakings, s.entry(e))
		}
	}
	return undertakings, context
}
