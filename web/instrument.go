package web

import (
	"net/http"

	"entente"
)

// An instrumentsPage lists the documents that the register cites.
type instrumentsPage struct{ Groups []instrumentGroup }

// An instrumentGroup is the documents of one kind.
type instrumentGroup struct {
	Kind        string
	Instruments []instrumentRow
}

// An instrumentRow is a document and how many entries cite it.
type instrumentRow struct {
	entente.Instrument
	URL   string
	Cited int
}

func (s *site) instruments(v *view, _ *http.Request) (page, error) {
	words := s.catalogue(v.Lang)
	return page{Template: "instruments", Section: "instruments", Title: words.text("nav.instruments"), Body: s.instrumentsPage()}, nil
}

func (s *site) instrumentsPage() instrumentsPage {
	var p instrumentsPage
	at := make(map[string]int)
	for _, i := range s.pack.Instruments {
		k, known := at[i.Kind]
		if !known {
			k = len(p.Groups)
			at[i.Kind] = k
			p.Groups = append(p.Groups, instrumentGroup{Kind: i.Kind})
		}
		row := instrumentRow{i, instrumentURL(i.ID), len(s.pack.EntriesByInstrument(i.ID))}
		p.Groups[k].Instruments = append(p.Groups[k].Instruments, row)
	}
	return p
}

// An instrumentPage shows one document.
type instrumentPage struct {
	entente.Instrument
	Whole   *link  // what it is part of
	Parts   []link // of it
	Entries []entry
}

func (s *site) instrument(v *view, r *http.Request) (page, error) {
	p, err := s.instrumentPage(entente.InstrumentID(r.PathValue("id")))
	return page{Template: "instrument", Section: "instruments", Title: p.Names.In(v.Lang), Body: p}, err
}

func (s *site) instrumentPage(id entente.InstrumentID) (instrumentPage, error) {
	i, err := s.pack.InstrumentByID(id)
	if err != nil {
		return instrumentPage{}, err
	}
	p := instrumentPage{Instrument: i, Entries: s.entries(s.pack.EntriesByInstrument(id))}
	if i.PartOf != "" {
		whole := s.instrumentLink(i.PartOf)
		p.Whole = &whole
	}
	for _, other := range s.pack.Instruments {
		if other.PartOf == id {
			p.Parts = append(p.Parts, s.instrumentLink(other.ID))
		}
	}
	return p, nil
}
