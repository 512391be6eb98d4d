package node

import (
	"context"
	"fmt"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/unit"
)

// A WhatIf is what follows from assumptions, held against what is known.
type WhatIf struct {
	Measure measure.Measure
	Now     cal.Period // the latest that is well known
	Then    cal.Period // that the assumptions speak of
	Changes []Change   // by party, then group
	Total   Totals     // of the parties
}

// A Change is how one party stands now, and would stand.
type Change struct {
	Area      measure.Area
	Now, Then measure.Verdict
	Spent     *measure.Amount // now; nil where it is not known
	Would     *measure.Amount // then
}

// Totals are sums of money over the parties that have both figures.
type Totals struct {
	Spent, Would unit.Decimal
	Currency     unit.Unit // "" where there is nothing to add up
}

// WhatIf returns what q.Assume changes of the verdicts on q.Measure. Both are required. A zero q.Period stands for the last
// period that the assumptions name, or else for the latest that is well known.
//
// Where the inputs of a value are assumed to be revised, the value is recomputed from them, and may rest on an earlier
// vintage than the published one. What is known now is recomputed from the same inputs then, so that nothing but the
// assumption makes the difference.
func (n *Node) WhatIf(ctx context.Context, q AssessQuery) (WhatIf, error) {
	if len(q.Assume) == 0 || q.Measure == "" {
		return WhatIf{}, fmt.Errorf("node: what if: want a measure and an assumption: %w", entente.ErrInvalid)
	}
	book, err := n.Book(ctx)
	if err != nil {
		return WhatIf{}, err
	}
	w := WhatIf{Then: q.Period}
	if w.Measure, err = book.Measure(q.Measure); err != nil {
		return w, fmt.Errorf("node: %w", err)
	}
	known := AssessQuery{Measure: q.Measure, Known: q.Known, Groups: true}
	verdicts, err := n.Assess(ctx, known)
	if err != nil {
		return w, err
	}
	w.Now, _ = Latest(verdicts, cal.Period{})
	if w.Then.IsZero() {
		w.Then = lastNamed(q.Assume, w.Now)
	}
	if w.Then.Compare(w.Now) < 0 {
		w.Now = w.Then
	}
	known.Period, known.Evidence, known.Assume = w.Now, true, unrevised(q.Assume)
	now, err := n.Assess(ctx, known)
	if err != nil {
		return w, err
	}
	known.Period, known.Assume = w.Then, q.Assume
	then, err := n.Assess(ctx, known)
	if err != nil {
		return w, err
	}
	w.compare(now, then)
	return w, nil
}

// lastNamed returns the last period that assumptions name, or def.
func lastNamed(all []measure.Assumption, def cal.Period) cal.Period {
	last := cal.Period{}
	for _, a := range all {
		if !a.Period.IsZero() && (last.IsZero() || a.Period.Compare(last) > 0) {
			last = a.Period
		}
	}
	if last.IsZero() {
		return def
	}
	return last
}

// unrevised returns the revisions among assumptions with a change of nothing.
func unrevised(all []measure.Assumption) []measure.Assumption {
	var out []measure.Assumption
	for _, a := range all {
		if a.Kind == measure.ReviseBy {
			a.Value = unit.Decimal{}
			out = append(out, a)
		}
	}
	return out
}

func (w *WhatIf) compare(now, then []measure.Verdict) {
	was := make(map[measure.Area]measure.Verdict)
	for _, v := range now {
		was[v.Area] = v
	}
	for _, v := range then {
		c := Change{Area: v.Area, Now: was[v.Area], Then: v}
		c.Spent, c.Would = c.Now.Spent(), c.Then.Spent()
		w.Changes = append(w.Changes, c)
		if v.Area.IsParty() && c.Spent != nil && c.Would != nil {
			w.Total.Spent, w.Total.Would = w.Total.Spent.Add(c.Spent.Value), w.Total.Would.Add(c.Would.Value)
			w.Total.Currency = c.Would.Currency
		}
	}
}

// More returns what the parties would spend more than now.
func (t Totals) More() unit.Decimal { return t.Would.Sub(t.Spent) }
