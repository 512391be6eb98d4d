package api

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"entente"
	"entente/ledger"
	"entente/measure/score"
	"entente/node"
	"entente/unit"
)

// A view is scores on one scale, as somebody may see them.
type view struct {
	sheet   *score.Sheet
	analyst score.Analyst       // whose eyes they are; "" for everybody's
	about   entente.StatementID // zero for all
}

// view returns the scores that r asks for. The scale is that of the undertaking where none is named.
func (s *server) view(r *http.Request) (v view, err error) {
	q := r.URL.Query()
	if v.analyst = score.Analyst(q.Get("analyst")); v.analyst != "" {
		if err := entente.CheckSlug("analyst", string(v.analyst)); err != nil {
			return v, fmt.Errorf("api: %w", err)
		}
	}
	about, err := statement(q, "undertaking")
	exercise, bad := boolean(q, "exercise")
	if err = cmp.Or(err, bad); err != nil {
		return v, err
	}
	if q.Has("undertaking") {
		e, err := s.pack.Entry(about)
		if err != nil {
			return v, asked(err)
		}
		v.about = e.ID
	}
	scale := cmp.Or(q.Get("scale"), s.node.Scale(v.about).ID)
	if v.sheet, err = s.node.Scores(r.Context(), scale, exercise); errors.Is(err, entente.ErrNotFound) {
		return v, fmt.Errorf("api: scale %q: want one of %s: %w", scale, strings.Join(s.scaleIDs(), ", "), entente.ErrInvalid)
	}
	if err == nil && v.analyst != "" {
		v.sheet = v.sheet.Visible(v.analyst)
	}
	return v, err
}

func (s *server) scaleIDs() []string {
	var ids []string
	for _, scale := range s.node.Scales() {
		ids = append(ids, scale.ID)
	}
	return ids
}

// isHidden reports whether a case is not to be seen: it is about another undertaking, or its level is not yet known to the
// public. An analyst sees the cases of a sheet that is the analyst's own.
func (v view) isHidden(c score.Case) bool {
	return v.about != (entente.StatementID{}) && c.Item.Undertaking != v.about || v.analyst == "" && c.State != score.Published
}

func (s *server) scores(r *http.Request) (list[score.Case], error) {
	v, err := s.view(r)
	if err != nil {
		return list[score.Case]{}, err
	}
	return newList(r, slices.DeleteFunc(v.sheet.Cases(), v.isHidden))
}

func (s *server) agreement(r *http.Request) (score.Agreement, error) {
	v, err := s.view(r)
	if err != nil {
		return score.Agreement{}, err
	}
	return v.sheet.Agreement()
}

// A statedBy says in whose name a step of scoring is recorded.
type statedBy struct {
	Author   entente.ActorID `json:"author"` // empty: the node
	Exercise bool            `json:"exercise"`
}

func (b statedBy) scoring() node.Scoring { return node.Scoring{Author: b.Author, Exercise: b.Exercise} }

func (s *server) addScore(w http.ResponseWriter, r *http.Request) (ledger.Record, error) {
	body, err := readBody[struct {
		score.Score
		statedBy
	}](w, r, "score")
	if err != nil {
		return ledger.Record{}, err
	}
	return s.node.AddScore(r.Context(), body.Score, body.scoring())
}

// resolve settles an item by all scores of it that stand; so the body does not name them.
func (s *server) resolve(w http.ResponseWriter, r *http.Request) (ledger.Record, error) {
	body, err := readBody[struct {
		score.Item
		Level  unit.Decimal  `json:"level"`
		Reason string        `json:"reason"`
		By     score.Analyst `json:"by"`
		statedBy
	}](w, r, "resolution")
	if err != nil {
		return ledger.Record{}, err
	}
	return s.node.Resolve(r.Context(), score.Resolution{Item: body.Item, Level: body.Level, Reason: body.Reason, By: body.By}, body.scoring())
}

func (s *server) publish(w http.ResponseWriter, r *http.Request) (ledger.Record, error) {
	body, err := readBody[struct {
		score.Item
		statedBy
	}](w, r, "publication")
	if err != nil {
		return ledger.Record{}, err
	}
	return s.node.Publish(r.Context(), body.Item, body.scoring())
}
