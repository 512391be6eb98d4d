package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"entente"
)

// A provisionPage shows what one provision says, statement by statement.
type provisionPage struct {
	entente.Provision
	Instrument entente.Instrument
	Programme  link
	Marks      []mark
	Entries    []entry
	Previous   *tile  // nil for none
	Next       *tile  // nil for none
	Neighbours []tile // the other provisions of the programme
	Systems    []systemRef
}

func (s *site) provision(v *view, r *http.Request) (page, error) {
	n, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || strconv.Itoa(n) != r.PathValue("number") {
		return page{}, fmt.Errorf("web: provision %q: %w", r.PathValue("number"), entente.ErrNotFound)
	}
	p, err := s.provisionPage(v.Lang, n)
	return page{Template: "provision", Title: fmt.Sprintf("¶%d %s", n, p.Title.In(v.Lang)), Body: p}, err
}

func (s *site) provisionPage(lang entente.Lang, n int) (provisionPage, error) {
	p, err := s.pack.Provision(n)
	if err != nil {
		return provisionPage{}, err
	}
	all := s.pack.Provisions
	at := slices.IndexFunc(all, func(q entente.Provision) bool { return q.Number == n })
	v := provisionPage{
		Provision:  p,
		Instrument: s.pack.Instrument,
		Programme:  s.programmeLink(p.Programme),
		Marks:      s.marks(lang, n),
		Entries:    s.entries(s.pack.EntriesByProvision(n)),
	}
	if at > 0 {
		v.Previous = &s.tiles(lang, all[at-1:at])[0]
	}
	if at+1 < len(all) {
		v.Next = &s.tiles(lang, all[at+1:at+2])[0]
	}
	others := slices.DeleteFunc(s.provisionsOf(p.Programme), func(q entente.Provision) bool { return q.Number == n })
	v.Neighbours = s.tiles(lang, others)
	for _, y := range s.pack.Systems {
		if slices.Contains(y.Provisions, n) {
			v.Systems = append(v.Systems, s.systemRef(y.ID))
		}
	}
	return v, nil
}
