package cover

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"entente/balance"
	"entente/balance/flow"
)

// A Surge is how fast requirements grow to their full strength from what is offered by days of notice, such as battlegroups to brigades.
type Surge struct {
	Steps []Step  `json:"steps"` // at each day on which more is ready, from day 0
	Days  []Reach `json:"days"`  // by requirement, in the order of the case
	All   int     `json:"all"`   // the first day on which all have what they need; -1: never
	Proof string  `json:"proof"` // why no earlier day will do, or why never: what together they can have
}

// A Step is a day on which more is ready.
type Step struct {
	Day     int                `json:"day"`
	Covered float64            `json:"covered"` // of all requirements together, the most that can be
	Of      map[string]float64 `json:"of"`      // by requirement, in one such way
}

// A Reach is when a requirement is met.
type Reach struct {
	Requirement string  `json:"requirement"`
	Alone       int     `json:"alone"`    // the first day, if all that fits serves it first; -1: never
	Together    int     `json:"together"` // the first day in the ways of the steps, in which it keeps what it has; -1: never
	Missing     float64 `json:"missing"`  // on the last day
}

// Surges finds when requirements are met, given the days in which contributions are ready. What is put to a requirement stays there. A
// thing is counted once. Quantities are taken as whole numbers. It is the greatest flow from things by contributions to requirements on each
// day; that no more can be there is proved by a cut.
func Surges(ctx context.Context, c *balance.Case, o Options) (*Surge, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	p := newProblem(c, o)
	days := []int{0}
	for _, i := range p.live {
		days = append(days, p.Contributions[i].Ready)
	}
	slices.Sort(days)
	days = slices.Compact(days)
	s := &Surge{All: -1}
	total := 0.0
	for _, r := range p.Requirements {
		total += math.Round(r.Quantity)
		s.Days = append(s.Days, Reach{Requirement: r.ID, Alone: -1, Together: -1, Missing: math.Round(r.Quantity)})
	}
	have := make([]int64, len(p.Requirements))
	for _, day := range days {
		step, cut, err := p.step(ctx, day, have)
		if err != nil {
			return nil, err
		}
		s.Steps = append(s.Steps, step)
		for r := range s.Days {
			reach := &s.Days[r]
			need := math.Round(p.Requirements[r].Quantity)
			reach.Missing = need - step.Of[reach.Requirement]
			if reach.Together < 0 && reach.Missing == 0 {
				reach.Together = day
			}
			if alone, err := p.alone(ctx, r, day); err != nil {
				return nil, err
			} else if reach.Alone < 0 && alone >= need {
				reach.Alone = day
			}
		}
		if step.Covered >= total {
			s.All = day
			break
		}
		s.Proof = fmt.Sprintf("on day %d no more than %v of %v can be there: %s", day, step.Covered, total, cut)
	}
	return s, nil
}

// A network is the flow of a day: from a source to things, from them to contributions, to requirements, to a sink.
type network struct {
	flow.Network
	source, sink int
	needs        []int // arcs, by requirement
	words        map[int]string
}

func (p *problem) network(day int, only int) *network {
	n := &network{words: map[int]string{}}
	node := func() int {
		n.Supply = append(n.Supply, 0)
		return len(n.Supply) - 1
	}
	arc := func(from, to int, most float64, words string) int {
		n.Arcs = append(n.Arcs, flow.Arc{From: from, To: to, Upper: int64(math.Round(most))})
		n.words[len(n.Arcs)-1] = words
		return len(n.Arcs) - 1
	}
	n.source, n.sink = node(), node()
	at := make([]int, len(p.Requirements))
	for r, q := range p.Requirements {
		at[r] = node()
		most := q.Quantity
		if only >= 0 && r != only {
			most = 0
		}
		n.needs = append(n.needs, arc(at[r], n.sink, most, fmt.Sprintf("%s needs %v", q.Name(), q.Quantity)))
	}
	for _, asset := range sortedAssets(p.assets) {
		most := 0.0
		thing := node()
		for _, i := range p.assets[asset] {
			c := p.Contributions[i]
			if c.Ready > day {
				continue
			}
			most = max(most, c.Quantity)
			offer := node()
			arc(thing, offer, c.Quantity, fmt.Sprintf("%s offers %v with %s", c.Party, c.Quantity, c.Name()))
			for r, q := range p.Requirements {
				if fits, _ := p.Fits(c, q); fits {
					arc(offer, at[r], c.Quantity, "")
				}
			}
		}
		arc(n.source, thing, most, fmt.Sprintf("%s has %v of %s, however often it is offered", p.Contributions[p.assets[asset][0]].Party, most, p.Contributions[p.assets[asset][0]].Name()))
	}
	return n
}

func sortedAssets(assets map[string][]int) []string {
	var names []string
	for a := range assets {
		names = append(names, a)
	}
	slices.Sort(names)
	return names
}

// step returns what can be there on a day, with the words of the cut. Have is what each requirement has already, which it keeps: that
// takes nothing from the sum, for a greatest flow grows by paths that lead to a requirement and never away from one.
func (p *problem) step(ctx context.Context, day int, have []int64) (Step, string, error) {
	n := p.network(day, -1)
	cut, err := n.MaxFlow(ctx, n.source, n.sink)
	if err == nil {
		err = n.CheckCut(cut, n.source, n.sink)
	}
	if err != nil {
		return Step{}, "", fmt.Errorf("cover: day %d: %w", day, err)
	}
	around := n.Network // the same as a circulation, in which what comes back to the source is worth 1
	around.Arcs = append(slices.Clone(n.Arcs), flow.Arc{From: n.sink, To: n.source, Upper: cut.Value, Cost: -1})
	for r, a := range n.needs {
		around.Arcs[a].Lower = have[r]
	}
	f, err := around.MinCost(ctx)
	if err == nil {
		err = around.Check(f)
	}
	if err != nil {
		return Step{}, "", fmt.Errorf("cover: day %d: %w", day, err)
	}
	s := Step{Day: day, Covered: float64(cut.Value), Of: map[string]float64{}}
	for r, a := range n.needs {
		have[r] = f.On[a]
		s.Of[p.Requirements[r].ID] = float64(f.On[a])
	}
	return s, n.cutWords(cut), nil
}

func (p *problem) alone(ctx context.Context, r, day int) (float64, error) {
	n := p.network(day, r)
	c, err := n.MaxFlow(ctx, n.source, n.sink)
	if err != nil {
		return 0, fmt.Errorf("cover: day %d: %w", day, err)
	}
	return float64(c.Value), nil
}

// cutWords names the arcs of a cut that carry all they can.
func (n *network) cutWords(c *flow.Cut) string {
	const most = 6
	var words []string
	for i, a := range n.Arcs {
		if c.Side[a.From] && !c.Side[a.To] && a.Upper > 0 && n.words[i] != "" {
			words = append(words, n.words[i])
		}
	}
	if len(words) > most {
		words = append(words[:most], fmt.Sprintf("and %d more", len(words)-most))
	}
	if len(words) == 0 {
		return "nothing is ready"
	}
	return strings.Join(words, "; ")
}
