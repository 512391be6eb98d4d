package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"entente"
	"entente/measure"
	"entente/node"
)

// everyone stands for every party, and the groups that figures are published of.
const everyone = "ALL"

// Bounds of what one request may assume: each assumption is computed for every party.
const (
	maxAssumptions = 20
	maxAssumption  = 500 // bytes of one
)

// assessQuery returns which verdicts are asked for.
func assessQuery(q url.Values) (a node.AssessQuery, err error) {
	a.Measure, a.Area = measure.MeasureID(q.Get("measure")), measure.Area(q.Get("party"))
	if a.Area == everyone {
		a.Area, a.Groups = "", true
	}
	var errs [5]error
	a.Undertaking, errs[0] = statement(q, "undertaking")
	a.Period, errs[1] = period(q, "at")
	a.Known, errs[2] = day(q, "known")
	a.Evidence, errs[3] = boolean(q, "evidence")
	a.Assume, errs[4] = assumptions(q["assume"])
	return a, cmp.Or(errs[:]...)
}

func assumptions(texts []string) ([]measure.Assumption, error) {
	if len(texts) > maxAssumptions {
		return nil, fmt.Errorf("api: assume: %d assumptions: want at most %d: %w", len(texts), maxAssumptions, entente.ErrInvalid)
	}
	var all []measure.Assumption
	for _, text := range texts {
		if len(text) > maxAssumption {
			return nil, fmt.Errorf("api: assume: %d bytes: want at most %d: %w", len(text), maxAssumption, entente.ErrInvalid)
		}
		a, err := measure.ParseAssumption(text)
		if err != nil {
			return nil, fmt.Errorf("api: assume: %w", err)
		}
		all = append(all, a)
	}
	return all, nil
}

// asked makes an error about what the query names, and is not there, one of the query that says where the names are.
func asked(err error) error {
	if errors.Is(err, entente.ErrNotFound) {
		return fmt.Errorf("api: %w: /v1/measures, /v1/indicators, /v1/register and /v1/actors list what there is: %w", err, entente.ErrInvalid)
	}
	return err
}

// verdicts answers with those of the measures and, unless one measure or party is asked for, with one on each undertaking
// that nothing measures, which says why.
func (s *server) verdicts(r *http.Request) (list[measure.Verdict], error) {
	q, err := assessQuery(r.URL.Query())
	if err != nil {
		return list[measure.Verdict]{}, err
	}
	verdicts, err := s.node.Assess(r.Context(), q)
	if err == nil && q.Measure == "" && q.Area == "" {
		var unmeasured []measure.Verdict
		unmeasured, err = s.node.Unmeasured(r.Context(), q)
		verdicts = slices.Concat(verdicts, unmeasured)
	}
	if err != nil {
		return list[measure.Verdict]{}, asked(err)
	}
	return newList(r, verdicts)
}

// revisions answers with those that changed a verdict or crossed a target; with all, with every revised figure.
func (s *server) revisions(r *http.Request) (list[measure.Revision], error) {
	all, err := boolean(r.URL.Query(), "all")
	q, bad := assessQuery(r.URL.Query())
	if err = cmp.Or(bad, err); err != nil {
		return list[measure.Revision]{}, err
	}
	q.Groups = q.Area == ""
	revisions, err := s.node.Revisions(r.Context(), q)
	if err != nil {
		return list[measure.Revision]{}, asked(err)
	}
	var shown []measure.Revision
	for _, v := range revisions {
		if all || v.Flipped() || v.Crossed {
			shown = append(shown, v)
		}
	}
	return newList(r, shown)
}

func (s *server) standings(r *http.Request) (list[node.Standing], error) {
	q, err := assessQuery(r.URL.Query())
	if err != nil {
		return list[node.Standing]{}, err
	}
	all, err := s.node.Standings(r.Context(), q)
	if err != nil {
		return list[node.Standing]{}, asked(err)
	}
	l, err := newList(r, all)
	for i, v := range l.Items {
		if v.Measure != nil {
			m := written(*v.Measure)
			l.Items[i].Measure = &m
		}
	}
	return l, err
}

// A figure is one published figure, which plays no role in a verdict here.
type figure struct {
	measure.Evidence
	Role measure.Role `json:"role,omitempty"` // hides that of the evidence, which is empty
}

// figures answers with every vintage of each figure, by party, part, period and vintage.
func (s *server) figures(r *http.Request) (list[figure], error) {
	id := measure.IndicatorID(r.URL.Query().Get("indicator"))
	book, err := s.node.Book(r.Context())
	if err != nil {
		return list[figure]{}, err
	}
	if _, err := book.Indicator(id); err != nil {
		return list[figure]{}, fmt.Errorf("api: indicator %q: want one that /v1/indicators lists: %w", id, entente.ErrInvalid)
	}
	areas, err := s.areas(r.Context(), id, measure.Area(r.URL.Query().Get("party")))
	if err != nil {
		return list[figure]{}, err
	}
	var all []figure
	for _, a := range areas {
		figures, err := s.node.FiguresOf(r.Context(), id, a)
		if err != nil {
			return list[figure]{}, err
		}
		for _, e := range figures {
			all = append(all, figure{Evidence: e})
		}
	}
	return newList(r, all)
}

// areas returns whose figures of an indicator are wanted: everybody's, or those of one.
func (s *server) areas(ctx context.Context, id measure.IndicatorID, one measure.Area) ([]measure.Area, error) {
	areas, err := s.node.AreasOf(ctx, id)
	if err != nil || one == "" || one == everyone {
		return areas, err
	}
	_, unknown := s.pack.Party(entente.PartyID(one))
	if unknown != nil && !slices.Contains(areas, one) {
		return nil, fmt.Errorf("api: party %q: %s has figures of %v: %w", one, id, areas, entente.ErrInvalid)
	}
	return []measure.Area{one}, nil
}
