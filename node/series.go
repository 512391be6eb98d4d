package node

import (
	"context"
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/picture"
	"entente/pack"
)

// Series returns a measure with the verdicts on it that q wants, of all periods, those before its first target too, and the
// documents that they rest on.
func (n *Node) Series(ctx context.Context, q AssessQuery) (picture.Series, error) {
	book, err := n.Book(ctx)
	if err != nil {
		return picture.Series{}, err
	}
	m, err := book.Measure(q.Measure)
	if err != nil {
		return picture.Series{}, fmt.Errorf("node: %w", err)
	}
	q.Period, q.Untargeted = cal.Period{}, true
	verdicts, err := n.Assess(ctx, q)
	if err != nil {
		return picture.Series{}, err
	}
	sources, err := n.Sources(ctx, verdicts)
	return picture.Series{Measure: m, Verdicts: verdicts, Sources: sources}, err
}

// Axes returns the first two measures of shares that are no rivals, which a picture with two axes shows. Where the pack has
// fewer, the error wraps [entente.ErrNotFound].
func (n *Node) Axes(ctx context.Context, q AssessQuery) (x, y picture.Series, err error) {
	book, err := n.Book(ctx)
	if err != nil {
		return x, y, err
	}
	var both []picture.Series
	for _, m := range book.Measures {
		if len(both) == 2 || m.Money == "" || m.RivalOf != "" {
			continue
		}
		q.Measure = m.ID
		s, err := n.Series(ctx, q)
		if err != nil {
			return x, y, err
		}
		both = append(both, s)
	}
	if len(both) < 2 {
		return x, y, fmt.Errorf("node: pack %s has no two measures of shares to draw against each other: %w", n.pack.ID, entente.ErrNotFound)
	}
	return both[0], both[1], nil
}

// Columns returns the verdicts on q.Measure in q.Period by each vintage that has a figure for it. Both are required; where
// no vintage has one, the error wraps [entente.ErrNotFound].
func (n *Node) Columns(ctx context.Context, q AssessQuery) ([]picture.Column, error) {
	if q.Period.IsZero() {
		return nil, fmt.Errorf("node: which year's figures moved has to be said: %w", entente.ErrInvalid)
	}
	views, err := n.ByVintage(ctx, q)
	if err != nil {
		return nil, err
	}
	var columns []picture.Column
	for _, v := range views {
		if slices.ContainsFunc(v.Verdicts, func(x measure.Verdict) bool { return x.Vintage == v.Vintage.ID }) {
			columns = append(columns, picture.Column{Name: string(v.Vintage.ID), Verdicts: v.Verdicts})
		}
	}
	if len(columns) == 0 {
		return nil, fmt.Errorf("node: no vintage has a figure for %v: %w", q.Period, entente.ErrNotFound)
	}
	return columns, nil
}

// Remarks returns what a reader of a party's verdicts on a measure must know of the figures; of every party for "".
func (n *Node) Remarks(m measure.MeasureID, a measure.Area) []pack.Remark {
	if n.pack.Book == nil {
		return nil
	}
	uses := n.pack.Book.Uses(m)
	var out []pack.Remark
	for _, r := range n.pack.Remarks {
		concerns := slices.ContainsFunc(r.Indicators, func(i measure.IndicatorID) bool { return slices.Contains(uses, i) })
		if concerns && (a == "" || r.Area == a) {
			out = append(out, r)
		}
	}
	return out
}

// AreaNames returns what whoever figures are of is called: a party, or a group by the code of its figures.
func (n *Node) AreaNames(a measure.Area) entente.Wording {
	if party, err := n.pack.Party(entente.PartyID(a)); err == nil {
		return party.Names
	}
	if n.pack.Book != nil {
		if g, err := n.pack.Book.GroupByCode(a); err == nil {
			return g.Names
		}
	}
	return entente.Wording{"en": string(a)}
}
