package joint

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"entente"
	"entente/balance/flow"
)

// A part is a class of items with all that concerns it: parts have nothing to do with each other.
type part struct {
	book    *Book
	name    string
	items   []int
	sources []int
	storage []int64 // by item of the part: of a unit for a quarter
	late    int64
	own     map[entente.ActorID]*need
	who     []entente.ActorID // that need something, in order of the book
}

// parts cuts a book by classes. An item without a class is a part of its own.
func (b *Book) parts() []*part {
	byName := map[string]*part{}
	var all []*part
	at := map[string]*part{}
	for i, it := range b.Items {
		name := it.Class
		if name == "" {
			name = "\x00" + it.ID
		}
		p := byName[name]
		if p == nil {
			p = &part{book: b, name: it.Class, own: map[entente.ActorID]*need{}}
			if it.Class == "" {
				p.name = it.ID
			}
			byName[name], all = p, append(all, p)
		}
		p.items = append(p.items, i)
		at[it.ID] = p
	}
	lowest := map[string]float64{}
	for i, s := range b.Sources {
		p := at[s.Item]
		p.sources = append(p.sources, i)
		price := s.tiers()[len(s.Breaks)].Price
		if v, ok := lowest[s.Item]; !ok || price < v {
			lowest[s.Item] = price
		}
	}
	for _, d := range b.Demand {
		if d.Quantity > 0 {
			at[d.Item].ask(d)
		}
	}
	for _, p := range all {
		for _, i := range p.items {
			v := lowest[b.Items[i].ID]
			p.storage = append(p.storage, money(v*b.Storage))
			p.late = max(p.late, money(v*b.Late))
		}
	}
	return all
}

// A need is the demand of a part: by quarter, of any of its items and of each of them alone.
type need struct {
	any   []int64
	only  [][]int64 // by item of the part
	total int64
}

func (p *part) newNeed() *need {
	n := &need{any: make([]int64, p.book.Quarters), only: make([][]int64, len(p.items))}
	for k := range n.only {
		n.only[k] = make([]int64, p.book.Quarters)
	}
	return n
}

// ask adds a demand.
func (p *part) ask(d Demand) {
	n := p.own[d.Party]
	if n == nil {
		n = p.newNeed()
		p.own[d.Party] = n
		p.who = append(p.who, d.Party)
	}
	q := int64(d.Quantity)
	n.total += q
	if d.Only || len(p.items) == 1 {
		n.only[p.item(d.Item)][d.Quarter-1] += q
	} else {
		n.any[d.Quarter-1] += q
	}
}

// item returns which of the part's items is named id.
func (p *part) item(id string) int {
	return slices.IndexFunc(p.items, func(i int) bool { return p.book.Items[i].ID == id })
}

// need adds up what some of the parties need.
func (p *part) need(has func(entente.ActorID) bool) need {
	n := p.newNeed()
	for _, who := range p.who {
		if !has(who) {
			continue
		}
		own := p.own[who]
		n.total += own.total
		for q, v := range own.any {
			n.any[q] += v
		}
		for k := range own.only {
			for q, v := range own.only[k] {
				n.only[k][q] += v
			}
		}
	}
	return *n
}

// A bundle is a part as a flow: from a root to sources, to deliveries by quarter, to stores of items, to demands.
type bundle struct {
	flow.Network
	orders  []int   // arcs from the root, by source of the part
	deliver [][]int // arcs of deliveries, by source of the part and quarter; -1: none
}

// bundle states a part for a need: each source at a price, ordering at least and at most so many units.
func (p *part) bundle(n need, price, least, most []int64) *bundle {
	b := &bundle{}
	node := func(supply int64) int {
		b.Supply = append(b.Supply, supply)
		return len(b.Supply) - 1
	}
	arc := func(from, to int, lower, upper, cost int64) int {
		b.Arcs = append(b.Arcs, flow.Arc{From: from, To: to, Lower: lower, Upper: upper, Cost: cost})
		return len(b.Arcs) - 1
	}
	quarters := p.book.Quarters
	root := node(n.total)
	store := make([][]int, len(p.items))
	for k := range store {
		store[k] = make([]int, quarters)
		for q := range quarters {
			store[k][q] = node(0)
			if q > 0 {
				arc(store[k][q-1], store[k][q], 0, n.total, p.storage[k])
			}
		}
	}
	demands := func(amounts []int64, from func(q int) []int) {
		last := -1
		for q := range quarters {
			if amounts[q] == 0 && p.late == 0 {
				continue
			}
			d := node(-amounts[q])
			for _, s := range from(q) {
				arc(s, d, 0, n.total, 0)
			}
			if last >= 0 && p.late > 0 { // what comes now may be for earlier
				arc(d, last, 0, n.total, p.late)
			}
			last = d
		}
	}
	demands(n.any, func(q int) []int {
		var all []int
		for k := range store {
			all = append(all, store[k][q])
		}
		return all
	})
	for k := range store {
		demands(n.only[k], func(q int) []int { return []int{store[k][q]} })
	}
	for j, i := range p.sources {
		s := p.book.Sources[i]
		k := p.item(s.Item)
		from := node(0)
		b.orders = append(b.orders, arc(root, from, least[j], min(most[j], n.total), price[j]))
		row := make([]int, quarters)
		for q := range quarters {
			row[q] = -1
			if q >= s.Lead {
				row[q] = arc(from, store[k][q], 0, int64(s.Capacity), 0)
			}
		}
		b.deliver = append(b.deliver, row)
	}
	return b
}

// A bought is the cheapest way found to cover a part's need.
type bought struct {
	cost    int64 // at the prices of the quantities ordered
	bound   int64 // nothing is cheaper
	tier    []int // by source of the part
	ordered []int64
	deliver [][]int64 // by source of the part and quarter
	steps   int
	lacking *flow.Infeasible // nothing fits
	network *bundle
}

// optimistic returns the flow at the lowest prices that so many units could reach: nothing is cheaper, for no source sells below that.
func (p *part) optimistic(ctx context.Context, n need) (*flow.Flow, *bundle, error) {
	price, least, most := make([]int64, len(p.sources)), make([]int64, len(p.sources)), make([]int64, len(p.sources))
	for j, i := range p.sources {
		price[j], most[j] = money(p.book.Sources[i].priceAt(float64(n.total))), n.total
	}
	b := p.bundle(n, price, least, most)
	f, err := p.cheapest(ctx, b)
	return f, b, err
}

// cheapest solves a bundle and checks the proof.
func (p *part) cheapest(ctx context.Context, b *bundle) (*flow.Flow, error) {
	f, err := b.MinCost(ctx)
	if err != nil {
		return nil, err
	}
	return f, b.Check(f)
}

// mostSteps bounds the search of a part.
const mostSteps = 4000

// buy finds the cheapest way to cover a need: a search over the price breaks of the sources (branch and bound), in which a step is a cheapest
// flow. A source whose break is open costs its lowest price within reach, which bounds what follows from below.
func (p *part) buy(ctx context.Context, n need) (*bought, error) {
	best := &bought{cost: math.MaxInt64}
	if n.total == 0 {
		return &bought{tier: make([]int, len(p.sources)), ordered: make([]int64, len(p.sources)), deliver: make([][]int64, len(p.sources))}, nil
	}
	root := make([]int, len(p.sources)) // tier, or open
	for j := range root {
		root[j] = open
	}
	nodes := []branch{{tiers: root}}
	lowest := int64(math.MaxInt64) // of what was cut off unseen
	for len(nodes) > 0 {
		at := nodes[len(nodes)-1]
		nodes = nodes[:len(nodes)-1]
		if at.bound >= best.cost {
			continue
		}
		if best.steps == mostSteps {
			lowest = min(lowest, at.bound)
			continue
		}
		best.steps++
		b, ok := p.at(n, at.tiers)
		if !ok {
			continue
		}
		f, err := p.cheapest(ctx, b)
		var no *flow.Infeasible
		switch {
		case errors.As(err, &no):
			if best.steps == 1 {
				return &bought{lacking: no, network: b}, nil
			}
			continue
		case err != nil:
			return nil, fmt.Errorf("joint: %s: %w", p.name, err)
		case f.Cost >= best.cost:
			continue
		}
		p.take(best, b, f)
		if f.Cost < best.cost {
			nodes = append(nodes, p.branch(at.tiers, b, f)...)
		}
	}
	best.bound = min(best.cost, lowest)
	return best, nil
}

const open = -1

// A branch is a choice of breaks for some of the sources.
type branch struct {
	tiers []int
	bound int64
}

// at states a part with the tiers of some sources chosen; ok is false if a choice cannot be.
func (p *part) at(n need, tiers []int) (*bundle, bool) {
	price, least, most := make([]int64, len(tiers)), make([]int64, len(tiers)), make([]int64, len(tiers))
	for j, i := range p.sources {
		s := p.book.Sources[i]
		price[j], most[j] = money(s.priceAt(float64(n.total))), n.total
		if tiers[j] == open {
			continue
		}
		all := s.tiers()
		price[j], least[j] = money(all[tiers[j]].Price), int64(math.Ceil(all[tiers[j]].From))
		if tiers[j]+1 < len(all) {
			most[j] = int64(math.Ceil(all[tiers[j]+1].From)) - 1
		}
		if least[j] > min(most[j], n.total) {
			return nil, false
		}
	}
	return p.bundle(n, price, least, most), true
}

// take keeps a flow, at the prices that its quantities really have, if it is cheaper.
func (p *part) take(best *bought, b *bundle, f *flow.Flow) {
	cost := f.Cost
	tier := make([]int, len(p.sources))
	for j, i := range p.sources {
		s := p.book.Sources[i]
		q := f.On[b.orders[j]]
		for t, k := range s.tiers() {
			if float64(q) >= k.From {
				tier[j] = t
			}
		}
		cost += q * (money(s.tiers()[tier[j]].Price) - b.Arcs[b.orders[j]].Cost)
	}
	if cost >= best.cost {
		return
	}
	best.cost, best.tier, best.ordered, best.deliver = cost, tier, nil, nil
	for j := range p.sources {
		best.ordered = append(best.ordered, f.On[b.orders[j]])
		row := make([]int64, p.book.Quarters)
		for q, a := range b.deliver[j] {
			if a >= 0 {
				row[q] = f.On[a]
			}
		}
		best.deliver = append(best.deliver, row)
	}
}

// branch splits the open source whose flow rests most on a price that its quantity does not reach: into the tiers that it may have.
func (p *part) branch(tiers []int, b *bundle, f *flow.Flow) []branch {
	worst, off := -1, int64(0)
	for j, i := range p.sources {
		if tiers[j] != open {
			continue
		}
		q := f.On[b.orders[j]]
		if miss := q * (money(p.book.Sources[i].priceAt(float64(q))) - b.Arcs[b.orders[j]].Cost); miss > off {
			worst, off = j, miss
		}
	}
	if worst < 0 {
		return nil
	}
	var all []branch
	for t := range p.book.Sources[p.sources[worst]].tiers() { // the lowest price is looked at first
		next := slices.Clone(tiers)
		next[worst] = t
		all = append(all, branch{next, f.Cost})
	}
	return all
}
