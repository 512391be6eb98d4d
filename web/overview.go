package web

import (
	"fmt"
	"net/http"
	"strings"

	"entente"
)

// The overviewPage is the whole text as one picture: a tile per provision, a mark per statement.
type overviewPage struct {
	Instrument  entente.Instrument
	Numbers     numbers
	Legend      []tally
	ByProgramme bool
	Groups      []tileGroup // one without a heading where the tiles are in the order of the text
	Delivery    *answer     // nil for a pack that measures nothing
}

// numbers say how much there is.
type numbers struct {
	Provisions   int
	Statements   int
	Undertakings int
	Systems      int
	Coverage     int // per cent of the provisions
	Facts        int64
}

// A tileGroup is tiles under a heading.
type tileGroup struct {
	Heading link // zero for none
	Tiles   []tile
}

// A tile is a provision in the picture.
type tile struct {
	Number int
	URL    string
	Title  entente.Wording
	Marks  []mark
	Counts []tally
}

func (s *site) overview(v *view, r *http.Request) (page, error) {
	channels, err := s.node.Checkpoints(r.Context())
	if err != nil {
		return page{}, err
	}
	p := s.overviewPage(v)
	if p.Delivery, err = s.answer(r.Context(), v); err != nil {
		return page{}, err
	}
	for _, c := range channels {
		p.Numbers.Facts += c.Entries
	}
	return page{Template: "overview", Section: "overview", Body: p}, nil
}

func (s *site) overviewPage(v *view) overviewPage {
	coverage := s.pack.Coverage()
	p := overviewPage{
		Instrument:  s.pack.Instrument,
		Legend:      tallies(s.pack.Entries),
		ByProgramme: v.Query.Get("by") == "programme",
		Numbers: numbers{
			Provisions: len(s.pack.Provisions),
			Statements: coverage.Statements,
			Systems:    len(s.pack.Systems),
			Coverage:   coverage.Percent(),
		},
	}
	for _, e := range s.pack.Entries {
		if !e.Context {
			p.Numbers.Undertakings++
		}
	}
	if !p.ByProgramme {
		p.Groups = []tileGroup{{Tiles: s.tiles(v.Lang, s.pack.Provisions)}}
		return p
	}
	for _, g := range s.pack.Programmes {
		if own := s.provisionsOf(g.ID); len(own) > 0 {
			p.Groups = append(p.Groups, tileGroup{link{programmeURL(g.ID), g.Title}, s.tiles(v.Lang, own)})
		}
	}
	return p
}

// provisionsOf returns the provisions of a programme, in order.
func (s *site) provisionsOf(id entente.ProgrammeID) []entente.Provision {
	var own []entente.Provision
	for _, p := range s.pack.Provisions {
		if p.Programme == id {
			own = append(own, p)
		}
	}
	return own
}

func (s *site) tiles(lang entente.Lang, provisions []entente.Provision) []tile {
	return each(provisions, func(p entente.Provision) tile {
		marks := s.marks(lang, p.Number)
		return tile{p.Number, provisionURL(p.Number), p.Title, marks, count(marks)}
	})
}

// marks returns the statements of provision n in order, labelled in a language.
func (s *site) marks(lang entente.Lang, n int) []mark {
	words := s.catalogue(lang)
	var marks []mark
	for k := 1; ; k++ {
		id := entente.StatementID{Instrument: s.pack.Instrument.ID, Provision: n, Number: k}
		e, err := s.pack.Entry(id)
		if err != nil {
			return marks
		}
		acts := strings.Join(each(e.Acts, func(a entente.Act) string { return words.text("act." + string(a)) }), ", ")
		marks = append(marks, newMark(e, fmt.Sprintf("%d/%d · %s · %s", n, k, acts, e.Title.In(lang))))
	}
}

// count counts marks by act, in the order of [entente.Acts].
func count(marks []mark) []tally {
	counts := make(map[entente.Act]int)
	for _, m := range marks {
		counts[m.Act]++
	}
	return each(entente.Acts, func(a entente.Act) tally { return tally{a, counts[a]} })
}
