package node

import (
	"context"

	"entente/cal"
	"entente/measure"
	"entente/pack"
)

// Unmeasured returns a verdict on each undertaking that no measure of the pack is about and that nobody has scored, which
// says why no figure shows it.
func (n *Node) Unmeasured(ctx context.Context, q AssessQuery) ([]measure.Verdict, error) {
	standings, err := n.Standings(ctx, AssessQuery{Undertaking: q.Undertaking, Known: q.Known})
	if err != nil {
		return nil, err
	}
	known := q.Known
	if known == 0 {
		known = cal.DateOf(n.clock())
	}
	var verdicts []measure.Verdict
	for _, s := range standings {
		if s.Measure != nil || len(s.Verdicts) > 0 {
			continue
		}
		v := measure.Verdict{Undertaking: s.Entry.ID, Period: q.Period, Known: known, Outcome: measure.NotMeasurable}
		if s.How != nil {
			v.Reason = s.How.Note.In("en")
			if s.How.By == pack.ByFigures {
				v.Outcome = measure.NoData // a series is published, and not at hand
			}
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}
