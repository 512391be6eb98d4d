package target

import (
	"cmp"
	"slices"

	"entente"
)

// A Reviewed is a target beside what was offered towards it.
type Reviewed struct {
	Party   entente.ActorID `json:"party"`
	Line    string          `json:"line"`
	Tier    string          `json:"tier"`
	Year    int             `json:"year"`
	Target  float64         `json:"target"`
	Offered float64         `json:"offered"`
	Short   float64         `json:"short"` // of the target
	Over    float64         `json:"over"`  // beyond it
}

// A Summary is how far offers of a party meet its targets in a year, in packages' worth at the costs of new ones.
type Summary struct {
	Party   entente.ActorID `json:"party"`
	Year    int             `json:"year"`
	Target  float64         `json:"target"`
	Met     float64         `json:"met"`     // of the target; what is offered beyond one target does not make up for another
	Missing float64         `json:"missing"` // lines and tiers of which anything is missing
	Over    float64         `json:"over"`
}

// Review sets what is offered against what was set, in order of party, year, line and tier. An offer towards nothing that was set is over.
func (p *Plan) Review(a *Answer) ([]Reviewed, []Summary) {
	type key struct {
		party      entente.ActorID
		line, tier string
		year       int
	}
	both := map[key]*Reviewed{}
	at := func(k key) *Reviewed {
		if both[k] == nil {
			both[k] = &Reviewed{Party: k.party, Line: k.line, Tier: k.tier, Year: k.year}
		}
		return both[k]
	}
	for _, t := range a.Targets {
		at(key{t.Party, t.Line, t.Tier, t.Year}).Target += t.Quantity
	}
	for _, o := range p.Offers {
		at(key{o.Party, o.Line, o.Tier, o.Year}).Offered += o.Quantity
	}
	list := make([]Reviewed, 0, len(both))
	for _, r := range both {
		r.Short, r.Over = max(0, r.Target-r.Offered), max(0, r.Offered-r.Target)
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b Reviewed) int {
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Tier, b.Tier))
	})
	return list, p.summaries(list)
}

func (p *Plan) summaries(list []Reviewed) []Summary {
	worth := map[string]float64{}
	for _, l := range p.Lines {
		worth[l.ID] = l.Cost / l.size()
	}
	all := []Summary{}
	for _, r := range list {
		if n := len(all); n == 0 || all[n-1].Party != r.Party || all[n-1].Year != r.Year {
			all = append(all, Summary{Party: r.Party, Year: r.Year})
		}
		s := &all[len(all)-1]
		s.Target += r.Target * worth[r.Line]
		s.Met += min(r.Target, r.Offered) * worth[r.Line]
		s.Over += r.Over * worth[r.Line]
		if r.Short > 0 {
			s.Missing++
		}
	}
	return all
}

// WithoutParty returns the plan without what a party has, offers or could have. Where it was the only one that is eligible, nobody is.
func (p *Plan) WithoutParty(who entente.ActorID) *Plan {
	k := *p
	k.Stocks = slices.DeleteFunc(slices.Clone(p.Stocks), func(s Stock) bool { return s.Party == who })
	k.Offers = slices.DeleteFunc(slices.Clone(p.Offers), func(o Offer) bool { return o.Party == who })
	return &k
}
