// Package joint plans joint orders: what parties need together, from which suppliers, when, at which price breaks; that nobody pays more than
// if it bought alone; how savings are shared; and which sums can be published without telling a party's own line.
package joint

import (
	"fmt"
	"math"
	"slices"

	"entente"
	"entente/balance"
	"entente/unit"
)

// A Book is what a case of this model has besides its parties.
type Book struct {
	Start    string    `json:"start"`    // the first quarter, such as 2025-Q1
	Quarters int       `json:"quarters"` // how many there are
	Currency unit.Unit `json:"currency"`
	Items    []Item    `json:"items"`
	Sources  []Source  `json:"sources"`
	Demand   []Demand  `json:"demand"`
	Storage  float64   `json:"storage,omitempty"` // of a unit that comes early, for a quarter, as a part of the lowest price of its item
	Late     float64   `json:"late,omitempty"`    // of a unit that comes late, for a quarter, likewise; 0: nothing may be late
	Share    Rule      `json:"share,omitempty"`   // "" is proportional
	Samples  int       `json:"samples,omitempty"` // orders of parties that are tried for Shapley's value where there are too many to try all; 0 is 60
}

// A Rule says how savings are shared.
type Rule string

// The rules.
const (
	Proportional Rule = "proportional" // to what each would pay alone
	Shapley      Rule = "shapley"      // to what each adds, on average over all orders in which they might join
	Nucleolus    Rule = "nucleolus"    // such that no group has more reason to complain than need be
)

// An Item is a type of goods. Items of one class may stand for each other.
type Item struct {
	ID    string    `json:"id"`
	Title string    `json:"title,omitempty"`
	Unit  unit.Unit `json:"unit,omitempty"`
	Class string    `json:"class,omitempty"`
}

// A Source is a supplier of an item.
type Source struct {
	Supplier string  `json:"supplier"`
	Item     string  `json:"item"`
	Lead     int     `json:"lead_quarters"` // from order to delivery
	Capacity float64 `json:"capacity"`      // units delivered in a quarter, at most
	Price    float64 `json:"price"`         // of a unit
	Breaks   []Break `json:"breaks,omitempty"`
}

// A Break is a lower price for all units, if the orders of the whole plan reach a quantity.
type Break struct {
	From  float64 `json:"from"`
	Price float64 `json:"price"`
}

// A Demand is what a party needs by the end of a quarter.
type Demand struct {
	Party    entente.ActorID `json:"party"`
	Item     string          `json:"item"`
	Quarter  int             `json:"quarter"` // counted from 1
	Quantity float64         `json:"quantity"`
	Only     bool            `json:"only,omitempty"` // another of its class will not do
}

// scale is how many parts of the currency prices are counted in.
const scale = 10_000

// Check reports all that is wrong with a book, given the parties, as [balance.Faults].
func (b *Book) Check(parties []entente.ActorID) error {
	var faults balance.Faults
	add := func(where, format string, args ...any) {
		faults = append(faults, balance.Fault{Where: where, What: fmt.Sprintf(format, args...)})
	}
	if b.Quarters < 1 || b.Quarters > 400 {
		add("quarters", "%d: want 1 to 400", b.Quarters)
	}
	if !(b.Storage >= 0) || !(b.Late >= 0) || b.Samples < 0 {
		add("storage, late, samples", "want numbers that are not negative")
	}
	if !slices.Contains([]Rule{"", Proportional, Shapley, Nucleolus}, b.Share) {
		add("share", "%q: want proportional, shapley or nucleolus", b.Share)
	}
	items := map[string]bool{}
	for i, it := range b.Items {
		if it.ID == "" || items[it.ID] {
			add(fmt.Sprintf("items[%d] %s", i, it.ID), "id missing or given twice")
		}
		items[it.ID] = true
	}
	seen := map[[2]string]bool{}
	for i, s := range b.Sources {
		where := fmt.Sprintf("sources[%d] %s of %s", i, s.Item, s.Supplier)
		if !items[s.Item] {
			add(where, "item %q is not among the items", s.Item)
		}
		if key := [2]string{s.Supplier, s.Item}; seen[key] {
			add(where, "given twice")
		} else {
			seen[key] = true
		}
		checkSource(s, where, add)
	}
	for i, d := range b.Demand {
		where := fmt.Sprintf("demand[%d]", i)
		switch {
		case !items[d.Item]:
			add(where, "item %q is not among the items", d.Item)
		case !slices.Contains(parties, d.Party):
			add(where, "party %q is not among the parties of the case", d.Party)
		case d.Quarter < 1 || d.Quarter > b.Quarters:
			add(where, "quarter %d: want 1 to %d", d.Quarter, b.Quarters)
		case !(d.Quantity >= 0) || d.Quantity > 1e9 || d.Quantity != math.Trunc(d.Quantity):
			add(where, "quantity %v: want a whole number that is not negative", d.Quantity)
		}
	}
	if faults == nil {
		return nil
	}
	return faults
}

func checkSource(s Source, where string, add func(where, format string, args ...any)) {
	if s.Lead < 0 || !(s.Capacity >= 0) || s.Capacity > 1e9 || !(s.Price >= 0) || s.Price > 1e9 {
		add(where, "lead %d, capacity %v, price %v: want numbers that are not negative", s.Lead, s.Capacity, s.Price)
	}
	from, price := 0.0, s.Price
	for _, k := range s.Breaks {
		if !(k.From > from) || !(k.Price <= price) || !(k.Price >= 0) {
			add(where, "break from %v at %v: want rising quantities and falling prices", k.From, k.Price)
		}
		from, price = k.From, k.Price
	}
}

// tiers returns the prices of a source with the quantities from which they hold, the base price first.
func (s Source) tiers() []Break { return append([]Break{{0, s.Price}}, s.Breaks...) }

// priceAt returns the price of a unit when so many are ordered.
func (s Source) priceAt(quantity float64) float64 {
	p := s.Price
	for _, k := range s.Breaks {
		if quantity >= k.From {
			p = k.Price
		}
	}
	return p
}

func money(price float64) int64 { return int64(math.Round(price * scale)) }
