package joint

import (
	"context"
	"fmt"
	"math"
	"slices"

	"entente"
	"entente/balance"
	"entente/balance/game"
	"entente/balance/lp"
)

// An Answer is a joint plan with what each party pays.
type Answer struct {
	Orders      []Order             `json:"orders"`
	Deliveries  []Delivery          `json:"deliveries"`
	Lacking     []Lack              `json:"lacking"` // classes that cannot be covered, and are left out of all sums
	Cost        float64             `json:"cost"`    // of orders, storage and lateness
	Charges     []Charge            `json:"charges"` // by party, in their order
	Saved       float64             `json:"saved"`   // of what all would pay alone at least
	NobodyWorse bool                `json:"nobody_worse"`
	Rule        Rule                `json:"rule"`
	Sampled     bool                `json:"sampled,omitempty"` // Shapley's value was estimated
	Certificate balance.Certificate `json:"certificate"`
}

// An Order is what is ordered from a supplier for the whole of the plan, at one price.
type Order struct {
	Supplier string  `json:"supplier"`
	Item     string  `json:"item"`
	Quantity float64 `json:"quantity"`
	Price    float64 `json:"price"`
	Reached  float64 `json:"break_from,omitempty"` // of the price break that it reaches
	Placed   []Lot   `json:"placed"`               // by quarter of order
}

// A Lot is a quantity in a quarter, counted from 1. Quarters below 1 are before the plan begins.
type Lot struct {
	Quarter  int     `json:"quarter"`
	Quantity float64 `json:"quantity"`
}

// A Delivery is what comes in a quarter of an item, for all parties.
type Delivery struct {
	Item     string  `json:"item"`
	Supplier string  `json:"supplier"`
	Quarter  int     `json:"quarter"`
	Quantity float64 `json:"quantity"`
}

// A Lack is a class that cannot be covered.
type Lack struct {
	Class    string  `json:"class"`
	Quantity float64 `json:"quantity"`
	Why      string  `json:"why"`
}

// A Charge is what a party pays, beside what it would pay alone: between what is proved to be the least, and what a plan was found for.
type Charge struct {
	Party      entente.ActorID `json:"party"`
	Pays       float64         `json:"pays"`
	AloneLeast float64         `json:"alone_at_least"`
	AloneFound float64         `json:"alone_found"`
	Saves      float64         `json:"saves"`           // of AloneLeast
	Error      float64         `json:"error,omitempty"` // standard error of what it saves, where that was estimated
}

// Options say how to plan.
type Options struct {
	Solver lp.Solver // for the nucleolus; may be nil for other rules
	Tell   func(done, all int)
}

// Solve plans a book. The parts of the plan, classes of items, have nothing to do with each other; each is searched over price breaks, and
// its bound proved by flows. Alone, a party would have all of every supplier's capacity, at the prices of its own quantities; what it would
// pay at the least is proved by a flow at the lowest price that its quantity can reach.
func (b *Book) Solve(ctx context.Context, parties []entente.ActorID, o Options) (*Answer, error) {
	if err := b.Check(parties); err != nil {
		return nil, err
	}
	a := &Answer{Orders: []Order{}, Deliveries: []Delivery{}, Lacking: []Lack{}, Rule: b.Share}
	if a.Rule == "" {
		a.Rule = Proportional
	}
	s := &solver{book: b, parties: parties, least: make([]int64, len(parties)), found: make([]int64, len(parties)), saved: make([]float64, len(parties)), variance: make([]float64, len(parties))}
	var cost, bound int64
	parts := b.parts()
	for i, p := range parts {
		best, err := p.buy(ctx, p.need(everybody))
		if err != nil {
			return nil, err
		}
		if best.lacking != nil {
			a.Lacking = append(a.Lacking, p.lack())
			continue
		}
		if err := p.verify(best, p.need(everybody)); err != nil {
			return nil, fmt.Errorf("joint: %s: %w", p.name, err)
		}
		cost, bound = cost+best.cost, bound+best.bound
		p.list(a, best)
		if err := s.alone(ctx, p, best.cost, a); err != nil {
			return nil, err
		}
		if o.Tell != nil {
			o.Tell(i+1, len(parts))
		}
	}
	a.Cost = amount(cost)
	a.Certificate = balance.Certificate{
		Status: lp.Optimal, Objective: amount(cost), Bound: amount(bound), Verified: true,
		Of:    "cost of orders at the price breaks they reach, of storage and of lateness",
		Proof: "prices of the nodes of a flow for every choice of price breaks that is left open, recomputed",
	}
	if cost > 0 {
		a.Certificate.Gap = float64(cost-bound) / float64(cost)
	}
	if a.Certificate.Gap > lp.Tolerance {
		a.Certificate.Status = lp.Feasible
	}
	return a, s.charge(ctx, a, cost, o)
}

func everybody(entente.ActorID) bool { return true }

func amount(parts int64) float64 { return float64(parts) / scale }

// list adds the orders and deliveries of a part.
func (p *part) list(a *Answer, best *bought) {
	for j, i := range p.sources {
		s := p.book.Sources[i]
		if best.ordered[j] == 0 {
			continue
		}
		tier := s.tiers()[best.tier[j]]
		order := Order{Supplier: s.Supplier, Item: s.Item, Quantity: float64(best.ordered[j]), Price: tier.Price, Reached: tier.From}
		for q, v := range best.deliver[j] {
			if v > 0 {
				order.Placed = append(order.Placed, Lot{q + 1 - s.Lead, float64(v)})
				a.Deliveries = append(a.Deliveries, Delivery{s.Item, s.Supplier, q + 1, float64(v)})
			}
		}
		a.Orders = append(a.Orders, order)
	}
}

// verify recomputes a plan from the book alone: no source delivers more than it can or before its lead time, orders are what is delivered
// and reach their price breaks, every demand is met in time (or late, at its cost), and the cost is what was said.
func (p *part) verify(best *bought, n need) error {
	cost := int64(0)
	fresh := make([][]int64, len(p.items)) // deliveries by item and quarter
	for k := range fresh {
		fresh[k] = make([]int64, p.book.Quarters)
	}
	for j, i := range p.sources {
		s := p.book.Sources[i]
		k := p.item(s.Item)
		sum := int64(0)
		for q, v := range best.deliver[j] {
			if v < 0 || float64(v) > s.Capacity || v > 0 && q < s.Lead {
				return fmt.Errorf("%s delivers %d of %s in quarter %d, its capacity is %v: %w", s.Supplier, v, s.Item, q+1, s.Capacity, entente.ErrInvalid)
			}
			sum += v
			fresh[k][q] += v
		}
		if sum != best.ordered[j] {
			return fmt.Errorf("%s delivers %d of %s, ordered are %d: %w", s.Supplier, sum, s.Item, best.ordered[j], entente.ErrInvalid)
		}
		tier := s.tiers()[best.tier[j]]
		if sum > 0 && float64(sum) < tier.From {
			return fmt.Errorf("%d of %s from %s do not reach the price of %v: %w", sum, s.Item, s.Supplier, tier.From, entente.ErrInvalid)
		}
		cost += sum * money(tier.Price)
	}
	rest, err := p.keep(fresh, n)
	if err != nil {
		return err
	}
	if cost+rest > best.cost {
		return fmt.Errorf("the plan costs %v, not %v: %w", amount(cost+rest), amount(best.cost), entente.ErrInvalid)
	}
	return nil
}

// keep returns what storage and lateness cost at least, given what comes when; the earliest due is served first. It is an error if something
// is never served. Where items of a class stand for each other, those that cost least to store are kept.
func (p *part) keep(fresh [][]int64, n need) (int64, error) {
	if p.late > 0 || len(p.items) > 1 {
		return p.keepByFlow(fresh, n)
	}
	stock, cost := int64(0), int64(0)
	for q := range p.book.Quarters {
		stock += fresh[0][q] - n.only[0][q] - n.any[q]
		if stock < 0 {
			return 0, fmt.Errorf("%d short in quarter %d: %w", -stock, q+1, entente.ErrInvalid)
		}
		if q+1 < p.book.Quarters {
			cost += stock * p.storage[0]
		}
	}
	return cost, nil
}

// keepByFlow is keep where there are choices: the cheapest flow with deliveries fixed.
func (p *part) keepByFlow(fresh [][]int64, n need) (int64, error) {
	price, least, most := make([]int64, len(p.sources)), make([]int64, len(p.sources)), make([]int64, len(p.sources))
	for j := range most {
		most[j] = n.total
	}
	b := p.bundle(n, price, least, most)
	used := map[[2]int]bool{}
	for j, i := range p.sources {
		k := p.item(p.book.Sources[i].Item)
		for q, a := range b.deliver[j] {
			if a < 0 {
				continue
			}
			// All of an item that comes in a quarter comes by its first source here.
			b.Arcs[a].Upper = 0
			if at := [2]int{k, q}; !used[at] {
				used[at] = true
				b.Arcs[a].Lower, b.Arcs[a].Upper = fresh[k][q], fresh[k][q]
			}
		}
	}
	f, err := b.MinCost(context.Background())
	if err != nil {
		return 0, fmt.Errorf("deliveries do not serve the demand: %w: %w", err, entente.ErrInvalid)
	}
	return f.Cost, nil
}

// lack says why a part cannot be covered: the first quarter in which more is due than can have come.
func (p *part) lack() Lack {
	n := p.need(everybody)
	l := Lack{Class: p.name, Quantity: float64(n.total), Why: "what may stand for what is in the way"}
	if len(p.sources) == 0 {
		l.Why = "nobody supplies it"
		return l
	}
	for k, i := range p.items { // what only the item itself will do for
		if why := p.behind(n.only[k:k+1], nil, func(item string) bool { return item == p.book.Items[i].ID }); why != "" {
			l.Why = p.book.Items[i].ID + ", of which no other will do: " + why
			if len(p.items) == 1 {
				l.Why = why
			}
			return l
		}
	}
	if why := p.behind(n.only, n.any, func(string) bool { return true }); why != "" {
		l.Why = why
	}
	return l
}

// behind says by which quarter more is due than can have come from the sources of some items; "" if by none.
func (p *part) behind(only [][]int64, either []int64, of func(item string) bool) string {
	due, can := int64(0), 0.0
	for q := range p.book.Quarters {
		for _, amounts := range append(slices.Clone(only), either) {
			if amounts != nil {
				due += amounts[q]
			}
		}
		for _, i := range p.sources {
			if s := p.book.Sources[i]; of(s.Item) && q >= s.Lead {
				can += s.Capacity
			}
		}
		if float64(due) > can && p.late == 0 {
			return fmt.Sprintf("by quarter %d %d are due, and with lead times and capacities %v can have come", q+1, due, can)
		}
	}
	if float64(due) > can {
		return fmt.Sprintf("%d are due, and in all quarters %v can come", due, can)
	}
	return ""
}

// A solver gathers what parties would pay alone, and what they save.
type solver struct {
	book     *Book
	parties  []entente.ActorID
	least    []int64
	found    []int64
	saved    []float64 // by Shapley's rule, over the parts
	variance []float64
}

// alone finds what each party would pay for a part alone, and by Shapley's rule what it saves.
func (s *solver) alone(ctx context.Context, p *part, joint int64, a *Answer) error {
	var players []int
	for i, who := range s.parties {
		n := p.need(func(x entente.ActorID) bool { return x == who })
		if n.total == 0 {
			continue
		}
		least, found, err := p.quick(ctx, n)
		if err != nil {
			return err
		}
		s.least[i] += least
		s.found[i] += found
		players = append(players, i)
	}
	if a.Rule != Shapley || len(players) == 0 {
		return nil
	}
	return s.shapley(ctx, p, joint, players, a)
}

// quick returns what a need costs at the least, and at most: the flow at the lowest prices in reach, at the prices that it does reach.
func (p *part) quick(ctx context.Context, n need) (least, found int64, err error) {
	f, b, err := p.optimistic(ctx, n)
	if err != nil {
		return 0, 0, fmt.Errorf("joint: %s: %w", p.name, err)
	}
	best := &bought{cost: math.MaxInt64}
	p.take(best, b, f)
	return f.Cost, best.cost, nil
}

// shapley adds what players save of a part. What a set saves is what its members would pay alone at the least, less what it pays together.
func (s *solver) shapley(ctx context.Context, p *part, joint int64, players []int, a *Answer) error {
	var failed error
	alone := make([]int64, len(players))
	costs := func(set map[entente.ActorID]bool) int64 {
		_, found, err := p.quick(ctx, p.need(func(x entente.ActorID) bool { return set[x] }))
		if err != nil && failed == nil {
			failed = err
		}
		return found
	}
	for k, i := range players {
		n := p.need(func(x entente.ActorID) bool { return x == s.parties[i] })
		least, _, err := p.quick(ctx, n)
		if err != nil {
			return err
		}
		alone[k] = least
	}
	worth := func(members []int) float64 {
		set, sum := map[entente.ActorID]bool{}, int64(0)
		for _, k := range members {
			set[s.parties[players[k]]] = true
			sum += alone[k]
		}
		if len(members) == 1 {
			return 0
		}
		if len(members) == len(players) {
			return amount(sum - joint)
		}
		return amount(sum - costs(set))
	}
	if len(players) <= mostExact {
		value, err := game.Shapley(len(players), func(set game.Set) float64 {
			var members []int
			for k := range players {
				if set.Has(k) {
					members = append(members, k)
				}
			}
			return worth(members)
		})
		if err != nil {
			return err
		}
		for k, i := range players {
			s.saved[i] += value[k]
		}
		return failed
	}
	samples := s.book.Samples
	if samples == 0 {
		samples = 60
	}
	a.Sampled = true
	got := game.Sample(len(players), (samples+1)/2, 1, worth)
	for k, i := range players {
		s.saved[i] += got.Value[k]
		s.variance[i] += got.Error[k] * got.Error[k]
	}
	return failed
}

// mostExact is for how many players of a part Shapley's value is computed from all sets.
const mostExact = 10

// charge divides the cost among the parties by the rule, such that nobody pays more than it would alone at the least, if that can be.
func (s *solver) charge(ctx context.Context, a *Answer, cost int64, o Options) error {
	total := int64(0)
	for _, v := range s.least {
		total += v
	}
	a.Saved = amount(total - cost)
	a.NobodyWorse = total >= cost
	saves := make([]float64, len(s.parties))
	switch {
	case a.Rule == Shapley && a.NobodyWorse:
		copy(saves, s.saved)
		within(saves, a.Saved)
	case a.Rule == Nucleolus && a.NobodyWorse:
		value, err := s.nucleolus(ctx, o.Solver, cost)
		if err != nil {
			return err
		}
		copy(saves, value)
		within(saves, a.Saved)
	default:
		for i, v := range s.least {
			if total > 0 {
				saves[i] = a.Saved * float64(v) / float64(total)
			}
		}
	}
	for i, who := range s.parties {
		least := amount(s.least[i])
		a.Charges = append(a.Charges, Charge{who, least - saves[i], least, amount(s.found[i]), saves[i], math.Sqrt(s.variance[i])})
	}
	return nil
}

// within takes away what would be less than nothing, and lowers the others by as much in proportion, so that the sum stays.
func within(saves []float64, sum float64) {
	positive := 0.0
	for i, v := range saves {
		saves[i] = max(0, v)
		positive += saves[i]
	}
	for i := range saves {
		if positive > 0 {
			saves[i] *= sum / positive
		}
	}
}

// nucleolus divides what is saved over the whole plan.
func (s *solver) nucleolus(ctx context.Context, solver lp.Solver, joint int64) ([]float64, error) {
	if solver == nil {
		return nil, fmt.Errorf("joint: the nucleolus needs a solver: %w", entente.ErrUnsupported)
	}
	var failed error
	parts := s.book.parts()
	worth := func(set game.Set) float64 {
		sum, cost := int64(0), int64(0)
		has := map[entente.ActorID]bool{}
		for i, who := range s.parties {
			if set.Has(i) {
				has[who], sum = true, sum+s.least[i]
			}
		}
		if set == game.All(len(s.parties)) {
			return amount(sum - joint)
		}
		for _, p := range parts {
			n := p.need(func(x entente.ActorID) bool { return has[x] })
			if n.total == 0 {
				continue
			}
			_, found, err := p.quick(ctx, n)
			if err != nil && failed == nil {
				failed = err
			}
			cost += found
		}
		return max(0, amount(sum-cost))
	}
	value, err := game.Nucleolus(ctx, solver, len(s.parties), worth)
	if err == nil {
		err = failed
	}
	return value, err
}
