// Package balance sets requirements against contributions: what is covered, what is missing, when, why, who could close it at which
// price, and how fair the shares are. The models stand in packages of their own below it; this one holds the words that they share.
// Their method is described in doc/balance.md.
package balance

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Requirement is a need that somebody states: so much of a kind, in an area, at every day of a period.
type Requirement struct {
	ID        string          `json:"id"` // one in its case
	Title     string          `json:"title,omitempty"`
	Kind      string          `json:"kind"` // what is needed, such as "air-defence-battery"
	Quantity  float64         `json:"quantity"`
	Unit      unit.Unit       `json:"unit,omitempty"`
	Area      string          `json:"area,omitempty"`        // of the case; "" for anywhere
	Period    cal.Period      `json:"period,omitzero"`       // zero: at all times of the case
	Within    int             `json:"within_days,omitempty"` // days of notice in which it must be there; 0: at once, or it does not matter
	Standards []string        `json:"standards,omitempty"`   // all of which a contribution has to meet
	Weight    float64         `json:"weight,omitempty"`      // of a unit missing for a day, against that of others; 0 is 1
	By        entente.ActorID `json:"by,omitempty"`          // who states it
	Source    *entente.Source `json:"source,omitempty"`
	Label     entente.Label   `json:"label,omitzero"`
}

// A Contribution is what a party offers towards requirements.
type Contribution struct {
	ID        string          `json:"id"` // one in its case
	Title     string          `json:"title,omitempty"`
	Party     entente.ActorID `json:"party"` // whose it is; a body where parties act together
	Kind      string          `json:"kind"`
	Quantity  float64         `json:"quantity"`
	Unit      unit.Unit       `json:"unit,omitempty"`
	Areas     []string        `json:"areas,omitempty"` // where it may serve; none: anywhere
	Period    cal.Period      `json:"period,omitzero"` // when it is there; zero: at all times of the case
	Ready     int             `json:"ready_days,omitempty"`
	Standards []string        `json:"standards,omitempty"` // that it meets
	Package   float64         `json:"package,omitempty"`   // it comes in lots of that size; 0: in any
	Cost      float64         `json:"cost,omitempty"`      // of a unit for the whole period
	Currency  unit.Unit       `json:"currency,omitempty"`
	Tour      int             `json:"tour_months,omitempty"` // it serves so many months at a time, for one requirement; 0: as long as it is there
	Rest      int             `json:"rest_months,omitempty"` // between two tours
	Asset     string          `json:"asset,omitempty"`       // the thing itself: the same in every offer of it
	Requires  []string        `json:"requires,omitempty"`    // contributions without which it does not hold
	Condition string          `json:"condition,omitempty"`   // in words, which nobody but its party can call met
	Expires   *cal.Date       `json:"expires,omitempty"`     // the first day on which it no longer holds unless it was accepted
	State     State           `json:"state,omitempty"`       // "" is offered
	Serves    []string        `json:"serves,omitempty"`      // requirements that it is for; none: any of its kind
	Source    *entente.Source `json:"source,omitempty"`
	Label     entente.Label   `json:"label,omitzero"`
}

// A State is how far a contribution has come.
type State string

// The states of a contribution.
const (
	Offered   State = "offered"
	Accepted  State = "accepted"
	Withdrawn State = "withdrawn"
	Expired   State = "expired"
)

// StateOn returns the state of a contribution on a day: an offer that was not accepted lapses.
func (c Contribution) StateOn(day cal.Date) State {
	switch {
	case c.State == "" || c.State == Offered:
		if c.Expires != nil && day >= *c.Expires {
			return Expired
		}
		return Offered
	}
	return c.State
}

// A Class is a set of kinds of which each may stand for the others, such as calibres of one standard.
type Class struct {
	ID    string   `json:"id"`
	Kinds []string `json:"kinds"`
}

// An Area is a place with a declared range, for the map: within Radius of the point, or as drawn.
type Area struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Lat    float64 `json:"lat"`
	Lon    float64 `json:"lon"`
	Radius float64 `json:"radius_km,omitempty"`
}

// A Case is a question: what has to be covered, by what, under which rules.
type Case struct {
	ID            string            `json:"id"`
	Model         string            `json:"model"` // such as "coverage"
	Title         entente.Wording   `json:"title"`
	Summary       entente.Wording   `json:"summary,omitempty"`
	Exercise      bool              `json:"exercise,omitempty"` // invented, in whole or in part
	Entries       []string          `json:"entries,omitempty"`  // statements of the text that it serves, such as "34/5"
	Sources       []entente.Source  `json:"sources,omitempty"`
	Period        cal.Period        `json:"period,omitzero"`
	Parties       []entente.ActorID `json:"parties,omitempty"` // who shares; none: those that contribute
	Areas         []Area            `json:"areas,omitempty"`
	Classes       []Class           `json:"classes,omitempty"`
	Keys          []Key             `json:"keys,omitempty"`
	Budget        float64           `json:"budget,omitempty"` // for all that is used, in Currency; 0: no limit
	Currency      unit.Unit         `json:"currency,omitempty"`
	Fair          Fairness          `json:"fair,omitzero"`
	Requirements  []Requirement     `json:"requirements,omitempty"`
	Contributions []Contribution    `json:"contributions,omitempty"`
}

// Name returns how a requirement is called.
func (r Requirement) Name() string {
	if r.Title != "" {
		return r.Title
	}
	return r.ID
}

// Name returns how a contribution is called.
func (c Contribution) Name() string {
	if c.Title != "" {
		return c.Title
	}
	return c.ID
}

// Class returns the class of a kind: itself, if it is in none.
func (c *Case) Class(kind string) string {
	for _, k := range c.Classes {
		if slices.Contains(k.Kinds, kind) {
			return k.ID
		}
	}
	return kind
}

// Fits reports whether a contribution may serve a requirement, whatever the times, and if not why.
func (c *Case) Fits(o Contribution, r Requirement) (bool, string) {
	switch {
	case c.Class(o.Kind) != c.Class(r.Kind):
		return false, "of another kind"
	case len(o.Serves) > 0 && !slices.Contains(o.Serves, r.ID):
		return false, "offered for something else"
	case r.Area != "" && len(o.Areas) > 0 && !slices.Contains(o.Areas, r.Area):
		return false, "not offered for that area"
	case r.Within > 0 && o.Ready > r.Within:
		return false, fmt.Sprintf("ready in %d days, needed in %d", o.Ready, r.Within)
	}
	for _, s := range r.Standards {
		if !slices.Contains(o.Standards, s) {
			return false, "does not meet " + s
		}
	}
	return true, ""
}

// A Fault is what is wrong with a case, and where.
type Fault struct {
	Where string // such as "requirements[3].quantity" with the identifier
	What  string
}

func (f Fault) Error() string { return f.Where + ": " + f.What }

// Faults are all that is wrong with a case. They wrap [entente.ErrInvalid].
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, x := range f {
		lines[i] = x.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes the faults of the kind of [entente.ErrInvalid].
func (f Faults) Unwrap() error { return entente.ErrInvalid }

type faults struct{ all Faults }

func (f *faults) add(where, format string, args ...any) {
	f.all = append(f.all, Fault{where, fmt.Sprintf(format, args...)})
}

// Check reports all that is wrong with a case as [Faults]: quantities that are negative or no numbers, two of one identifier, units that
// do not match, conditions that lead round in a circle, names of nothing. It brings every quantity of a kind to the unit of the first
// that has it.
func (c *Case) Check() error {
	f := &faults{}
	units := map[string]unit.Unit{} // by class
	ids := map[string]bool{}
	areas := map[string]bool{}
	for _, a := range c.Areas {
		areas[a.ID] = true
	}
	for i := range c.Requirements {
		r := &c.Requirements[i]
		where := fmt.Sprintf("requirements[%d] %s", i, r.ID)
		f.identity(where, r.ID, ids)
		f.positive(where+": quantity", r.Quantity)
		f.positive(where+": weight", r.Weight)
		f.positive(where+": within_days", float64(r.Within))
		if r.Kind == "" {
			f.add(where, "kind missing")
		}
		if r.Area != "" && !areas[r.Area] {
			f.add(where, "area %q is not among the areas of the case", r.Area)
		}
		r.Quantity = f.unit(where, units, c.Class(r.Kind), r.Quantity, r.Unit)
		r.Unit = units[c.Class(r.Kind)]
	}
	needs := make(map[string]bool)
	for id := range ids {
		needs[id] = true
	}
	for i := range c.Contributions {
		f.contribution(c, i, ids, needs, areas, units)
	}
	f.positive("budget", c.Budget)
	f.circles(c.Contributions)
	for i, k := range c.Keys {
		if err := k.Check(); err != nil {
			f.add(fmt.Sprintf("keys[%d] %s", i, k.ID), "%v", err)
		}
	}
	if err := c.Fair.Check(c.Keys); err != nil {
		f.add("fair", "%v", err)
	}
	if f.all == nil {
		return nil
	}
	return f.all
}

func (f *faults) contribution(c *Case, i int, ids, needs, areas map[string]bool, units map[string]unit.Unit) {
	o := &c.Contributions[i]
	where := fmt.Sprintf("contributions[%d] %s", i, o.ID)
	f.identity(where, o.ID, ids)
	f.positive(where+": quantity", o.Quantity)
	f.positive(where+": package", o.Package)
	f.positive(where+": cost", o.Cost)
	f.positive(where+": ready_days", float64(o.Ready))
	f.positive(where+": tour_months", float64(o.Tour))
	f.positive(where+": rest_months", float64(o.Rest))
	if o.Cost > 0 && o.Currency != c.Currency && o.Currency != "" {
		f.add(where, "costs %s, and the case is in %s: bring it to that", o.Currency, word(c.Currency))
	}
	if o.Kind == "" {
		f.add(where, "kind missing")
	}
	if o.Party == "" {
		f.add(where, "party missing")
	}
	if o.State != "" && !slices.Contains([]State{Offered, Accepted, Withdrawn, Expired}, o.State) {
		f.add(where, "state %q: want offered, accepted, withdrawn or expired", o.State)
	}
	for _, a := range o.Areas {
		if !areas[a] {
			f.add(where, "area %q is not among the areas of the case", a)
		}
	}
	for _, r := range o.Serves {
		if !needs[r] {
			f.add(where, "serves %q, which is no requirement of the case", r)
		}
	}
	for _, r := range o.Requires {
		if !slices.ContainsFunc(c.Contributions, func(x Contribution) bool { return x.ID == r }) {
			f.add(where, "requires %q, which is no contribution of the case", r)
		}
	}
	class := c.Class(o.Kind)
	before := o.Quantity
	o.Quantity = f.unit(where, units, class, o.Quantity, o.Unit)
	if before > 0 {
		o.Package *= o.Quantity / before
		o.Cost *= before / o.Quantity
	}
	o.Unit = units[class]
}

func (f *faults) identity(where, id string, ids map[string]bool) {
	switch {
	case id == "":
		f.add(where, "id missing")
	case ids[id]:
		f.add(where, "a second one with the id %q: if it is the same thing offered twice, give both an id of their own and the same asset", id)
	}
	ids[id] = true
}

func (f *faults) positive(where string, v float64) {
	if !(v >= 0) || math.IsInf(v, 0) {
		f.add(where, "%v: want a number that is not negative", v)
	}
}

// unit brings a quantity to the unit of its class, which is that of the first quantity of it.
func (f *faults) unit(where string, units map[string]unit.Unit, class string, v float64, u unit.Unit) float64 {
	want, ok := units[class]
	if !ok {
		units[class] = u
		return v
	}
	if u == want || math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	d, err := unit.ParseDecimal(decimal(v))
	if err == nil {
		var q unit.Quantity
		if q, err = (unit.Quantity{Value: d, Unit: u}).In(want); err == nil {
			return q.Value.Float()
		}
	}
	f.add(where, "is in %s, and others of %s are in %s: one does not lead to the other", word(u), class, word(want))
	return v
}

func word(u unit.Unit) string {
	if u == "" {
		return "bare numbers"
	}
	return string(u)
}

// decimal writes a number as [unit.ParseDecimal] reads it.
func decimal(v float64) string {
	s := fmt.Sprintf("%.9f", v)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// circles finds conditions that lead back to where they began.
func (f *faults) circles(all []Contribution) {
	at := map[string]int{}
	for i, c := range all {
		at[c.ID] = i
	}
	state := make([]int, len(all)) // 1 on the way, 2 done
	var way []string
	var visit func(i int) bool
	visit = func(i int) bool {
		state[i] = 1
		way = append(way, all[i].ID)
		for _, r := range all[i].Requires {
			j, ok := at[r]
			switch {
			case !ok || state[j] == 2:
			case state[j] == 1:
				circle := way[slices.Index(way, all[j].ID):]
				f.add(fmt.Sprintf("contributions[%d] %s", i, all[i].ID), "conditions lead round in a circle: %s → %s; none of them can be the first to hold",
					strings.Join(circle, " → "), all[j].ID)
				return false
			case !visit(j):
				return false
			}
		}
		way = way[:len(way)-1]
		state[i] = 2
		return true
	}
	for i := range all {
		if state[i] == 0 && !visit(i) {
			return
		}
	}
}
