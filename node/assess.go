package node

import (
	"context"
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/measure"
)

// An AssessQuery says which verdicts are wanted. A zero field means all.
type AssessQuery struct {
	Measure     measure.MeasureID
	Undertaking entente.StatementID // by any of its statements
	Area        measure.Area
	Groups      bool       // the groups too that figures are published of
	Period      cal.Period // one
	Untargeted  bool       // with a zero Period: those too that have no target, where a value is known
	Known       cal.Date   // by what had been published on this day; zero for today
	Evidence    bool
	Assume      []measure.Assumption
}

// Assess returns the verdicts that q wants: by measure in the order of the pack, then by party, then by period. What q
// names must exist; otherwise the error wraps [entente.ErrNotFound]. The verdicts are shared: the caller must not change them.
// Published scores come last; they have no measure.
func (n *Node) Assess(ctx context.Context, q AssessQuery) ([]measure.Verdict, error) {
	var verdicts []measure.Verdict
	var mq measure.Query
	err := n.reading(ctx, func(d *measure.Data) (err error) {
		if mq, err = n.measureQuery(d.Book(), q); err != nil {
			return err
		}
		verdicts, err = n.verdicts.get(d, q, mq.Known, func() ([]measure.Verdict, error) { return d.Assess(mq), nil })
		return err
	})
	if err != nil || q.Measure != "" || len(q.Assume) > 0 {
		return verdicts, err
	}
	scored, err := n.scoreVerdicts(ctx, mq)
	return slices.Concat(verdicts, scored), err
}

// Revisions returns how the figures and verdicts that q wants moved from vintage to vintage. They are shared, as those of
// Assess are.
func (n *Node) Revisions(ctx context.Context, q AssessQuery) ([]measure.Revision, error) {
	var revisions []measure.Revision
	err := n.reading(ctx, func(d *measure.Data) error {
		mq, err := n.measureQuery(d.Book(), q)
		if err != nil {
			return err
		}
		revisions, err = n.revisions.get(d, q, mq.Known, func() ([]measure.Revision, error) { return d.Revisions(mq), nil })
		return err
	})
	return revisions, err
}

// FiguresOf returns every vintage of the figures of an indicator for an area.
func (n *Node) FiguresOf(ctx context.Context, id measure.IndicatorID, area measure.Area) (figures []measure.Evidence, err error) {
	err = n.reading(ctx, func(d *measure.Data) error {
		figures = d.Figures(id, area)
		return nil
	})
	return figures, err
}

// AreasOf returns whoever an indicator has figures of, in alphabetical order.
func (n *Node) AreasOf(ctx context.Context, id measure.IndicatorID) (areas []measure.Area, err error) {
	err = n.reading(ctx, func(d *measure.Data) error {
		areas = d.Areas(id)
		return nil
	})
	return areas, err
}

// Book returns what the node measures by: the definitions of its pack, with the vintages that were imported.
func (n *Node) Book(ctx context.Context) (*measure.Book, error) {
	d, err := n.data(ctx)
	if err != nil {
		return nil, err
	}
	return d.Book(), nil
}

// reading calls f with the figures while nobody adds to them.
func (n *Node) reading(ctx context.Context, f func(*measure.Data) error) error {
	d, err := n.data(ctx)
	if err != nil {
		return err
	}
	n.measuring.RLock()
	defer n.measuring.RUnlock()
	return f(d)
}

// measureQuery checks q and completes it.
func (n *Node) measureQuery(b *measure.Book, q AssessQuery) (measure.Query, error) {
	mq := measure.Query{Measure: q.Measure, Area: q.Area, Groups: q.Groups, Period: q.Period, Untargeted: q.Untargeted, Known: q.Known, Evidence: q.Evidence}
	if q.Known == 0 {
		mq.Known = cal.DateOf(n.clock())
	}
	if q.Measure != "" {
		if _, err := b.Measure(q.Measure); err != nil {
			return mq, fmt.Errorf("node: measure %q: %w", q.Measure, entente.ErrNotFound)
		}
	}
	if q.Undertaking != (entente.StatementID{}) {
		e, err := n.pack.Entry(q.Undertaking)
		if err != nil {
			return mq, fmt.Errorf("node: %w", err)
		}
		mq.Undertaking = e.ID
	}
	if q.Area != "" {
		if !n.isArea(q.Area) {
			return mq, fmt.Errorf("node: party %q: no state (DEU), and no code of a group of pack %s: %w", q.Area, n.pack.ID, entente.ErrNotFound)
		}
	}
	if len(q.Assume) > 0 {
		s := measure.Scenario{Assumptions: q.Assume}
		if err := n.checkScenario(b, s); err != nil {
			return mq, fmt.Errorf("node: %w", err)
		}
		mq.Scenario = &s
	}
	return mq, nil
}

// checkScenario reports what s names that is not there.
func (n *Node) checkScenario(b *measure.Book, s measure.Scenario) error {
	for _, a := range s.Assumptions {
		if a.Area != "" && !n.isArea(a.Area) {
			return fmt.Errorf("assumption %q: party %q: no state (DEU), and no code of a group of pack %s: %w", a, a.Area, n.pack.ID, entente.ErrNotFound)
		}
	}
	return b.CheckScenario(s)
}
