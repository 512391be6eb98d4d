package cover

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"entente"
	"entente/balance"
	"entente/balance/lp"
)

// fair makes shares as fair as the rule of the case asks, among the answers that cover as much. A load is what a party's contributions
// serve, in units and days.
func (m *model) fair(ctx context.Context, s lp.Solver, out *outcome) error {
	key, ok := m.p.Key()
	if m.p.Fair.Rule == "" || !ok {
		return nil
	}
	var parties []entente.ActorID
	for _, who := range slices.Sorted(maps.Keys(m.loads)) {
		if key.Of[who] > 0 {
			parties = append(parties, who)
		}
	}
	if len(parties) < 2 {
		return nil
	}
	loads := m.addLoads(parties)
	switch m.p.Fair.Rule {
	case balance.MaxMin:
		return m.maxMin(ctx, s, out, parties, loads, key)
	case balance.Nash:
		return m.nash(ctx, s, out, parties, loads, key)
	}
	return m.proportional(ctx, s, out, parties, loads, key)
}

// addLoads adds a column for the load of each party.
func (m *model) addLoads(parties []entente.ActorID) map[entente.ActorID]int {
	loads := map[entente.ActorID]int{}
	for _, who := range parties {
		j := m.Column(lp.Column{Name: "load of " + string(who), Upper: lp.Inf})
		m.Row("load of "+string(who), 0, 0, append(slices.Clone(m.loads[who]), lp.Term{Column: j, Factor: -1})...)
		loads[who] = j
	}
	return loads
}

// proportional makes the sum of what loads are off their shares least. Within the band nothing is off.
func (m *model) proportional(ctx context.Context, s lp.Solver, out *outcome, parties []entente.ActorID, loads map[entente.ActorID]int, key balance.Key) error {
	sum := 0.0
	for _, who := range parties {
		sum += key.Of[who]
	}
	for _, who := range parties {
		over := m.Column(lp.Column{Name: "over " + string(who), Cost: 1, Upper: lp.Inf})
		under := m.Column(lp.Column{Name: "under " + string(who), Cost: 1, Upper: lp.Inf})
		share := key.Of[who] / sum
		band := m.p.Fair.Band
		high, low := []lp.Term{{Column: over, Factor: -1}}, []lp.Term{{Column: under, Factor: 1}}
		for _, other := range parties {
			own := 0.0
			if other == who {
				own = 1
			}
			high = append(high, lp.Term{Column: loads[other], Factor: own - share*(1+band)})
			low = append(low, lp.Term{Column: loads[other], Factor: own - share*(1-band)})
		}
		m.Row("share of "+string(who)+" at most", -lp.Inf, 0, high...)
		m.Row("share of "+string(who)+" at least", 0, lp.Inf, low...)
	}
	r, err := m.next(ctx, s, out, fmt.Sprintf("loads are as near as can be to shares by %s", key.ID))
	if err == nil && r.X != nil {
		m.hold(r.Objective)
	}
	return err
}

// maxMin makes the greatest burden, load by key, least; then that of the others, until all are settled (leximin; Ogryczak et al., Journal
// of Applied Mathematics 2014, section 3). A party is settled when its burden cannot be below the level while the others are not above it.
func (m *model) maxMin(ctx context.Context, s lp.Solver, out *outcome, parties []entente.ActorID, loads map[entente.ActorID]int, key balance.Key) error {
	open := slices.Clone(parties)
	level := m.Column(lp.Column{Name: "level", Upper: lp.Inf})
	rows := map[entente.ActorID]int{}
	for _, who := range parties {
		rows[who] = m.Row("burden of "+string(who), -lp.Inf, 0, lp.Term{Column: loads[who], Factor: 1 / key.Of[who]}, lp.Term{Column: level, Factor: -1})
	}
	for len(open) > 0 {
		m.Columns[level].Cost = 1
		r, err := m.next(ctx, s, out, "")
		if err != nil || r.X == nil {
			return err
		}
		at := r.X[level]
		m.Columns[level].Cost = 0
		settled, err := m.settled(ctx, s, out, open, rows, loads, key, at)
		if err != nil {
			return err
		}
		for _, who := range settled { // its burden is this from now on, whatever the level
			m.Rows[rows[who]] = lp.Row{Name: "burden of " + string(who), Lower: -lp.Inf, Upper: at + slack*max(1, at), Terms: []lp.Term{{Column: loads[who], Factor: 1 / key.Of[who]}}}
		}
		open = slices.DeleteFunc(open, func(who entente.ActorID) bool { return slices.Contains(settled, who) })
	}
	out.steps = append(out.steps, "the most burdened bears as little as can be by "+key.ID+", then the next")
	return nil
}

// settled returns the open parties whose burden cannot be below a level that none is above.
func (m *model) settled(ctx context.Context, s lp.Solver, out *outcome, open []entente.ActorID, rows, loads map[entente.ActorID]int, key balance.Key, at float64) ([]entente.ActorID, error) {
	for _, who := range open {
		m.Rows[rows[who]].Upper = at + slack*max(1, at)
		m.Rows[rows[who]].Terms = m.Rows[rows[who]].Terms[:1]
	}
	defer func() {
		for _, who := range open {
			m.Rows[rows[who]].Upper = 0
			m.Rows[rows[who]].Terms = m.Rows[rows[who]].Terms[:2]
		}
	}()
	var settled []entente.ActorID
	for _, who := range open {
		m.Columns[loads[who]].Cost = 1 / key.Of[who]
		r, err := m.next(ctx, s, out, "")
		m.Columns[loads[who]].Cost = 0
		if err != nil {
			return nil, err
		}
		if r.X == nil || r.Objective >= at-1e-6*max(1, at) {
			settled = append(settled, who)
		}
	}
	if len(settled) == 0 { // rounding: none seems to be, and one must
		settled = open[:1]
	}
	return settled, nil
}

// nash makes the sum of key·log(load) greatest, by tangents of the logarithm where the last answer lies (Kelley, Journal of the SIAM 8,
// 1960), until the sum is within a millionth of its bound.
func (m *model) nash(ctx context.Context, s lp.Solver, out *outcome, parties []entente.ActorID, loads map[entente.ActorID]int, key balance.Key) error {
	const rounds, near, least = 60, 1e-6, 1e-3
	sum := 0.0
	for _, who := range parties {
		sum += key.Of[who]
	}
	logs := map[entente.ActorID]int{}
	for _, who := range parties {
		logs[who] = m.Column(lp.Column{Name: "log of " + string(who), Cost: -key.Of[who] / sum, Lower: -20, Upper: 40})
	}
	tangent := func(who entente.ActorID, at float64) {
		m.Row("tangent", -lp.Inf, math.Log(at)-1, lp.Term{Column: logs[who], Factor: 1}, lp.Term{Column: loads[who], Factor: -1 / at})
	}
	for _, who := range parties {
		for at := least; at < 1e6; at *= 10 {
			tangent(who, at)
		}
	}
	for range rounds {
		r, err := m.next(ctx, s, out, "")
		if err != nil || r.X == nil {
			return err
		}
		value := 0.0
		for _, who := range parties {
			at := max(r.X[loads[who]], least)
			value += key.Of[who] / sum * math.Log(at)
			tangent(who, at)
		}
		if -r.Objective-value <= near {
			break
		}
	}
	for _, who := range parties { // hold the loads
		m.Columns[logs[who]].Cost = 0
		v := out.x[loads[who]]
		m.Columns[loads[who]].Lower, m.Columns[loads[who]].Upper = max(0, v-slack*max(1, v)), v+slack*max(1, v)
	}
	out.steps = append(out.steps, "the product of loads to the power of "+key.ID+" is greatest")
	return nil
}
