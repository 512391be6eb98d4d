package node

import (
	"cmp"
	"context"
	"slices"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/pack"
)

// A Standing is how an undertaking stands: by a measure, or, where no public figure shows it, by why that is so.
type Standing struct {
	Entry    entente.Undertaking `json:"entry"`
	How      *pack.Measurability `json:"how,omitempty"` // how delivery can be known; nil where the pack does not say
	Measure  *measure.Measure    `json:"measure,omitempty"`
	Period   cal.Period          `json:"period,omitzero"` // that the verdicts are about
	Verdicts []measure.Verdict   `json:"verdicts"`        // of the parties, then of the groups
}

// Parties returns the verdicts on single parties.
func (s Standing) Parties() []measure.Verdict {
	var out []measure.Verdict
	for _, v := range s.Verdicts {
		if v.Area.IsParty() {
			out = append(out, v)
		}
	}
	return out
}

// Standings returns how every undertaking stands, in the order of the text; an undertaking with several measures that are
// not rivals stands there for each of them. With a zero q.Period each measure speaks of the latest period that is well
// known: a vintage that is at hand in part only says little of the whole.
func (n *Node) Standings(ctx context.Context, q AssessQuery) ([]Standing, error) {
	q.Groups = true
	verdicts, err := n.Assess(ctx, q)
	if err != nil {
		return nil, err
	}
	byMeasure := make(map[measure.MeasureID][]measure.Verdict)
	for _, v := range verdicts {
		byMeasure[v.Measure] = append(byMeasure[v.Measure], v)
	}
	book, err := n.Book(ctx)
	if err != nil {
		return nil, err
	}
	how := make(map[entente.StatementID]*pack.Measurability)
	for i := range n.pack.Measurability {
		how[n.pack.Measurability[i].Undertaking] = &n.pack.Measurability[i]
	}
	var all []Standing
	for _, e := range n.pack.Entries {
		if e.Context || q.Undertaking != (entente.StatementID{}) && !slices.Contains(e.Statements, q.Undertaking) {
			continue
		}
		measured := false
		for i, m := range book.Measures {
			if m.Undertaking != e.ID || m.RivalOf != "" || q.Measure != "" && m.ID != q.Measure {
				continue
			}
			measured = true
			s := Standing{Entry: e, How: how[e.ID], Measure: &book.Measures[i]}
			s.Period, s.Verdicts = Latest(byMeasure[m.ID], q.Period)
			all = append(all, s)
		}
		if !measured && q.Measure == "" {
			s := Standing{Entry: e, How: how[e.ID]}
			s.Period, s.Verdicts = Latest(measure.Of(byMeasure[""], e.ID), q.Period)
			all = append(all, s)
		}
	}
	return all, nil
}

// Latest returns the verdicts of one period: the one wanted or, where that is zero, the latest that is well known. Where
// nothing is known of any period that a target applies to, it is the latest that figures are known of.
func Latest(verdicts []measure.Verdict, want cal.Period) (cal.Period, []measure.Verdict) {
	known, bound := make(map[cal.Period]int), make(map[cal.Period]int)
	for _, v := range verdicts {
		if v.Outcome == measure.NotApplicable || !v.Area.IsParty() {
			continue
		}
		bound[v.Period]++
		if v.Outcome != measure.NoData {
			known[v.Period]++
		}
	}
	if want.IsZero() {
		if want = wellKnown(known, bound); known[want] == 0 {
			want = lastFigures(verdicts, want)
		}
	}
	out := []measure.Verdict{}
	for _, v := range verdicts {
		if v.Period == want {
			out = append(out, v)
		}
	}
	return want, out
}

// lastFigures returns the latest period that has values for at least half as many parties as any has, or otherwise p.
func lastFigures(verdicts []measure.Verdict, p cal.Period) cal.Period {
	known, most := make(map[cal.Period]int), 0
	for _, v := range verdicts {
		if v.Value != nil && v.Area.IsParty() {
			known[v.Period]++
			most = max(most, known[v.Period])
		}
	}
	var last cal.Period
	for q, n := range known {
		if 2*n >= most && (last.IsZero() || q.Compare(last) > 0) {
			last = q
		}
	}
	return cmp.Or(last, p)
}

// wellKnown returns the latest period in which at least nine in ten of those bound have a figure, or, where there is none,
// the latest of those in which most of them have.
func wellKnown(known, bound map[cal.Period]int) (best cal.Period) {
	share := func(p cal.Period) int { return min(900, 1000*known[p]/bound[p]) } // beyond nine in ten, later is better
	for p := range bound {
		if best.IsZero() || share(p) > share(best) || share(p) == share(best) && p.Compare(best) > 0 {
			best = p
		}
	}
	return best
}
