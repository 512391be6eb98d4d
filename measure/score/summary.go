package score

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"entente"
	"entente/unit"
)

// A Result is the level that an item came to, whoever scored it.
type Result struct {
	Item
	Level unit.Decimal `json:"level"`
}

// An Average is the mean of scores.
type Average struct {
	Scores  int          `json:"scores"`  // how many
	Sum     unit.Decimal `json:"sum"`     // exact
	Mean    unit.Decimal `json:"mean"`    // to 2 places
	Percent unit.Decimal `json:"percent"` // where the mean lies between the lowest level, 0, and the highest, 100; whole

	low, high unit.Decimal // of the scale
}

// compare orders averages by their exact means.
func (a Average) compare(b Average) int {
	return a.Sum.Mul(whole(b.Scores)).Cmp(b.Sum.Mul(whole(a.Scores)))
}

// A Summary is what the research groups publish of a set of results.
type Summary struct {
	Overall      Average              `json:"overall"` // of all scores, which is the average of the parties' only where each has as many
	Undertakings []UndertakingAverage `json:"undertakings"`
	Parties      []PartyAverage       `json:"parties"` // by rank, those of one rank by code
}

// An UndertakingAverage is the mean of all parties' scores for one undertaking.
type UndertakingAverage struct {
	Undertaking entente.StatementID `json:"undertaking"`
	Average
}

// A PartyAverage is the mean of one party's scores for all undertakings.
type PartyAverage struct {
	Party Area `json:"party"`
	Rank  int  `json:"rank"` // 1 is the highest; equal means share a rank, and as many ranks behind it stay empty
	Average
}

// Summarise averages results as the research groups do: (mean + 1) ÷ 2 as a percentage, for a scale from -1 to +1. Figures
// are rounded half to even, from the exact mean. Levels that are not applicable are left out; an undertaking or a party with
// no other has no average.
//
// It fails where an item has two results or one that is not on the scale, and wraps [entente.ErrUnsupported] where the scale
// is nominal: its levels cannot be added.
func Summarise(scale Scale, results []Result) (Summary, error) {
	if err := scale.checkAverages(); err != nil {
		return Summary{}, err
	}
	if err := checkResults(scale, results); err != nil {
		return Summary{}, err
	}
	results = slices.DeleteFunc(slices.Clone(results), func(r Result) bool { return scale.isLeftOut(r.Level) })
	s := Summary{Overall: scale.average(results), Undertakings: []UndertakingAverage{}, Parties: []PartyAverage{}}
	byUndertaking := groupBy(results, func(r Result) entente.StatementID { return r.Undertaking })
	for _, id := range slices.SortedFunc(maps.Keys(byUndertaking), entente.StatementID.Compare) {
		s.Undertakings = append(s.Undertakings, UndertakingAverage{id, scale.average(byUndertaking[id])})
	}
	byParty := groupBy(results, func(r Result) Area { return r.Party })
	for p, of := range byParty {
		s.Parties = append(s.Parties, PartyAverage{Party: p, Average: scale.average(of)})
	}
	rank(s.Parties)
	return s, nil
}

// checkAverages reports whether the levels of s may be averaged.
func (s Scale) checkAverages() error {
	if err := s.Check(); err != nil {
		return err
	}
	if s.Metric == Nominal {
		return fmt.Errorf("scale %s: levels of a nominal scale have no average: %w", s.ID, entente.ErrUnsupported)
	}
	return nil
}

func checkResults(scale Scale, results []Result) error {
	seen := map[Item]bool{}
	for _, r := range results {
		if err := cmp.Or(r.check(), scale.checkLevel(r.Level)); err != nil {
			return fmt.Errorf("result of %v: %w", r.Item, err)
		}
		if seen[r.Item] {
			return fmt.Errorf("result of %v: there are two: %w", r.Item, entente.ErrConflict)
		}
		seen[r.Item] = true
	}
	return nil
}

func (s Scale) isLeftOut(value unit.Decimal) bool {
	l, _ := s.Level(value)
	return l.Outcome == NotApplicable
}

func groupBy[K comparable](results []Result, key func(Result) K) map[K][]Result {
	all := map[K][]Result{}
	for _, r := range results {
		all[key(r)] = append(all[key(r)], r)
	}
	return all
}

// average returns the mean of results; of none, an Average without scores.
func (s Scale) average(results []Result) Average {
	levels := s.applicable()
	a := Average{Scores: len(results), low: levels[0].Value, high: levels[len(levels)-1].Value}
	for _, r := range results {
		a.Sum = a.Sum.Add(r.Level)
	}
	if a.Scores == 0 {
		return a
	}
	n := whole(a.Scores)
	above, span := a.Sum.Sub(a.low.Mul(n)), a.high.Sub(a.low)
	a.Mean = quotient(a.Sum, n, 2)
	a.Percent = quotient(above.Mul(whole(100)), span.Mul(n), 0)
	return a
}

// quotient divides by what is not zero.
func quotient(d, e unit.Decimal, places int) unit.Decimal {
	q, _, err := d.Quo(e, places)
	if err != nil {
		panic(fmt.Sprintf("score: %v ÷ %v: %v", d, e, err))
	}
	return q
}

func whole(n int) unit.Decimal { return unit.NewDecimal(int64(n), 0) }

// rank orders parties by their means, highest first, and counts.
func rank(parties []PartyAverage) {
	slices.SortFunc(parties, func(a, b PartyAverage) int {
		return cmp.Or(b.compare(a.Average), cmp.Compare(a.Party, b.Party))
	})
	for i := range parties {
		parties[i].Rank = i + 1
		if i > 0 && parties[i].compare(parties[i-1].Average) == 0 {
			parties[i].Rank = parties[i-1].Rank
		}
	}
}
