package api

import (
	"net/http"
	"slices"

	"entente/measure"
	"entente/pack"
)

func (s *server) measures(r *http.Request) (list[measure.Measure], error) {
	book, err := s.node.Book(r.Context())
	if err != nil {
		return list[measure.Measure]{}, err
	}
	all := make([]measure.Measure, len(book.Measures))
	for i, m := range book.Measures {
		all[i] = written(m)
	}
	return newList(r, all)
}

// written returns m as it is answered: its targets are a list, also where it has none.
func written(m measure.Measure) measure.Measure {
	m.Targets = append([]measure.Target{}, m.Targets...)
	return m
}

// A definition is a measure with what its verdicts rest on, and the others for the same promise.
type definition struct {
	measure.Measure
	Indicators []measure.IndicatorID `json:"indicators"`
	Rivals     []measure.MeasureID   `json:"rivals"` // the measure that it is a rival of, or its own rivals
}

func (s *server) measure(r *http.Request) (definition, error) {
	book, err := s.node.Book(r.Context())
	if err != nil {
		return definition{}, err
	}
	m, err := book.Measure(measure.MeasureID(r.PathValue("id")))
	d := definition{written(m), append([]measure.IndicatorID{}, book.Uses(m.ID)...), []measure.MeasureID{}}
	head := m.RivalOf
	if head == "" {
		head = m.ID
	}
	for _, o := range book.Rivals(head) {
		if o.ID != m.ID {
			d.Rivals = append(d.Rivals, o.ID)
		}
	}
	return d, err
}

func (s *server) indicators(r *http.Request) (list[measure.Indicator], error) {
	book, err := s.node.Book(r.Context())
	if err != nil {
		return list[measure.Indicator]{}, err
	}
	return newList(r, book.Indicators)
}

// An indicator is an indicator with whom it has figures of, and the measures that rest on it.
type indicator struct {
	measure.Indicator
	Parties  []measure.Area      `json:"parties"`
	Measures []measure.MeasureID `json:"measures"`
}

func (s *server) indicator(r *http.Request) (indicator, error) {
	book, err := s.node.Book(r.Context())
	if err != nil {
		return indicator{}, err
	}
	id := measure.IndicatorID(r.PathValue("id"))
	i, err := book.Indicator(id)
	if err != nil {
		return indicator{}, err
	}
	areas, err := s.node.AreasOf(r.Context(), id)
	v := indicator{i, append([]measure.Area{}, areas...), []measure.MeasureID{}}
	for _, m := range book.Measures {
		if slices.Contains(book.Uses(m.ID), id) {
			v.Measures = append(v.Measures, m.ID)
		}
	}
	return v, err
}

// publications answers with the vintages that were imported, beside those of the pack.
func (s *server) publications(r *http.Request) (list[measure.Publication], error) {
	book, err := s.node.Book(r.Context())
	if err != nil {
		return list[measure.Publication]{}, err
	}
	all := slices.Clone(book.Publications)
	for i := range all {
		all[i].Vintages = append([]measure.Vintage{}, all[i].Vintages...)
	}
	return newList(r, all)
}

func (s *server) measurability(r *http.Request) (list[pack.Measurability], error) {
	return newList(r, s.pack.Measurability)
}
