package balance

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"entente"
)

// A Key says how large parties are for the purpose of shares, such as their gross domestic products.
type Key struct {
	ID     string                      `json:"id"`
	Title  string                      `json:"title"`
	Unit   string                      `json:"unit,omitempty"`
	Of     map[entente.ActorID]float64 `json:"of"`
	Source *entente.Source             `json:"source,omitempty"`
}

// Check reports what is wrong with a key.
func (k Key) Check() error {
	if k.ID == "" {
		return errors.New("id missing")
	}
	for _, p := range slices.Sorted(maps.Keys(k.Of)) {
		if v := k.Of[p]; !(v >= 0) || math.IsInf(v, 0) {
			return fmt.Errorf("%s: %v: want a number that is not negative", p, v)
		}
	}
	return nil
}

// A Rule is an idea of what is fair.
type Rule string

// The rules of fairness.
const (
	Proportional Rule = "proportional" // shares follow the key
	MaxMin       Rule = "max-min"      // the most burdened bears as little as can be, then the next (leximin)
	Nash         Rule = "nash"         // the product of what all have, each to the power of its key, is greatest (proportional fairness)
)

// A Fairness is a rule with its bounds. The zero value has none: shares are reported, nothing is held to them.
type Fairness struct {
	Rule  Rule    `json:"rule,omitempty"`
	Key   string  `json:"key,omitempty"`
	Cap   float64 `json:"cap,omitempty"`   // no party bears a larger part of any one requirement; 0: no cap
	Floor float64 `json:"floor,omitempty"` // of capability targets: what a party bears below this part of its fair share counts as unfair
	Band  float64 `json:"band,omitempty"`  // loads may differ by this part from fair shares at no cost
}

// Check reports what is wrong with a rule, given the keys that there are.
func (f Fairness) Check(keys []Key) error {
	switch {
	case f.Rule != "" && !slices.Contains([]Rule{Proportional, MaxMin, Nash}, f.Rule):
		return fmt.Errorf("rule %q: want proportional, max-min or nash", f.Rule)
	case f.Key != "" && !slices.ContainsFunc(keys, func(k Key) bool { return k.ID == f.Key }):
		return fmt.Errorf("key %q is not among the keys of the case", f.Key)
	case f.Rule != "" && f.Key == "" && len(keys) == 0:
		return fmt.Errorf("rule %s without a key", f.Rule)
	case !(f.Cap >= 0 && f.Cap <= 1):
		return fmt.Errorf("cap %v: want a part of one, such as 0.5", f.Cap)
	case !(f.Floor >= 0 && f.Floor <= 1):
		return fmt.Errorf("floor %v: want a part of one", f.Floor)
	case !(f.Band >= 0 && f.Band <= 1):
		return fmt.Errorf("band %v: want a part of one", f.Band)
	}
	return nil
}

// A Division is how a total is divided among parties.
type Division struct {
	Of      map[entente.ActorID]float64
	Missing float64           // what nobody can bear
	Binding []entente.ActorID // parties held at an upper or lower bound, in order
}

// Divide divides a total among the parties of a key, each within its bounds, such that nobody's burden by its key can be lowered at the
// cost of one that is lower already. On one total with bounds for each party, the proportional, max-min and Nash divisions are the same
// one: every party bears level × key, or the bound that is in the way (water filling; Bertsekas and Gallager, Data Networks, section 6.5). A
// party without a bound in upper has none; one without a key above zero bears its lower bound.
func Divide(total float64, key, lower, upper map[entente.ActorID]float64) Division {
	parties := slices.Sorted(maps.Keys(key))
	bear := func(p entente.ActorID, level float64) float64 {
		v := max(level*key[p], lower[p])
		if u, ok := upper[p]; ok {
			v = min(v, u)
		}
		return v
	}
	sum := func(level float64) float64 {
		s := 0.0
		for _, p := range parties {
			s += bear(p, level)
		}
		return s
	}
	level := fill(total, parties, key, lower, upper, sum)
	d := Division{Of: make(map[entente.ActorID]float64, len(parties))}
	given := 0.0
	for _, p := range parties {
		d.Of[p] = bear(p, level)
		given += d.Of[p]
		if math.Abs(d.Of[p]-level*key[p]) > 1e-9*(1+level*key[p]) {
			d.Binding = append(d.Binding, p)
		}
	}
	if missing := total - given; missing > 1e-9*(1+total) {
		d.Missing = missing
	}
	return d
}

// fill returns the level at which the parties bear the total, or as much as they can. The sum is linear between the levels at which a
// bound begins or ceases to bind.
func fill(total float64, parties []entente.ActorID, key, lower, upper map[entente.ActorID]float64, sum func(float64) float64) float64 {
	turns := []float64{0}
	keys := 0.0
	for _, p := range parties {
		if key[p] <= 0 {
			continue
		}
		keys += key[p]
		turns = append(turns, lower[p]/key[p])
		if u, ok := upper[p]; ok {
			turns = append(turns, u/key[p])
		}
	}
	slices.Sort(turns)
	for i, t := range turns {
		if s := sum(t); s >= total {
			if i == 0 {
				return t
			}
			before, low := turns[i-1], sum(turns[i-1])
			if s == low {
				return before
			}
			return before + (t-before)*(total-low)/(s-low)
		}
	}
	last := turns[len(turns)-1]
	if keys == 0 {
		return last
	}
	rise := sum(last+1) - sum(last) // what has no upper bound
	if rise <= 0 {
		return last
	}
	return last + (total-sum(last))/rise
}

// A Standing is what a party bears, against its fair share by every key.
type Standing struct {
	Party entente.ActorID    `json:"party"`
	Bears float64            `json:"bears"`        // of the case's measure of load
	Share float64            `json:"share"`        // of what all bear
	Fair  map[string]float64 `json:"fair_share"`   // by key: of what all bear
	Off   map[string]float64 `json:"off_by_share"` // by key: share − fair share
}

// Standings compares what parties bear with their shares by each key, in order of parties. A party of a key that bears nothing is among
// them.
func Standings(bears map[entente.ActorID]float64, parties []entente.ActorID, keys []Key) []Standing {
	all := slices.Clone(parties)
	all = slices.AppendSeq(all, maps.Keys(bears))
	slices.Sort(all)
	all = slices.Compact(all)
	total := 0.0
	for _, p := range all {
		total += bears[p]
	}
	standings := []Standing{}
	for _, p := range all {
		s := Standing{Party: p, Bears: bears[p], Fair: map[string]float64{}, Off: map[string]float64{}}
		if total > 0 {
			s.Share = bears[p] / total
		}
		for _, k := range keys {
			sum := 0.0
			for _, q := range all {
				sum += k.Of[q]
			}
			if v, ok := k.Of[p]; ok && sum > 0 {
				s.Fair[k.ID], s.Off[k.ID] = v/sum, s.Share-v/sum
			}
		}
		standings = append(standings, s)
	}
	return standings
}

// Key returns the key of a rule: the one that it names, or the first of the case.
func (c *Case) Key() (Key, bool) {
	for _, k := range c.Keys {
		if k.ID == c.Fair.Key || c.Fair.Key == "" {
			return k, true
		}
	}
	return Key{}, false
}

// byPartyAndID orders contributions.
func byPartyAndID(a, b Contribution) int {
	return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.ID, b.ID))
}
