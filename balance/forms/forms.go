// Package forms turns cases and findings into the documents that others read: a joint purchase into OCDS, assistance into IATI, requests and
// offers into EDXL-RM.
package forms

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"entente"
	"entente/balance"
	"entente/balance/aid"
	"entente/balance/edxl"
	"entente/balance/iati"
	"entente/balance/joint"
	"entente/balance/ocds"
	"entente/cal"
	"entente/unit"
)

// A Head says who issues a document, and when.
type Head struct {
	Publisher string                       // by name
	URI       string                       // that names the publisher's documents, such as urn:entente:node
	At        time.Time                    // when it is issued
	Name      func(entente.ActorID) string // of parties; nil: their codes
	Actor     entente.ActorID              // who speaks, in requests and offers
}

func (h Head) name(id entente.ActorID) string {
	if h.Name == nil {
		return string(id)
	}
	return h.Name(id)
}

func number(v float64) unit.Decimal {
	d, err := unit.ParseDecimal(fmt.Sprintf("%.4f", v))
	if err != nil {
		return unit.Decimal{}
	}
	return d.Trim()
}

// OCDS returns a joint plan as one release with all parties that buy, an award and a contract for each supplier, pending both: a plan is not
// yet an order. Each order is divided among buyers by what they need of its class, in whole units.
func OCDS(h Head, c *balance.Case, b *joint.Book, a *joint.Answer) ocds.Package {
	id := "entente-" + c.ID
	p := ocds.Purchase{OCID: "ocds-entente-" + c.ID, ID: fmt.Sprintf("%s-%d", id, h.At.Unix()), Date: h.At, Tags: []string{"award", "contract"}, Language: "en"}
	for _, who := range c.Parties {
		p.Parties = append(p.Parties, ocds.Party{ID: string(who), Name: h.name(who), Roles: []string{ocds.Buyer}})
	}
	if len(c.Parties) > 0 {
		p.Lead = &ocds.Reference{ID: string(c.Parties[0]), Name: h.name(c.Parties[0])}
	}
	bySupplier := map[string][]joint.Order{}
	for _, o := range a.Orders {
		bySupplier[o.Supplier] = append(bySupplier[o.Supplier], o)
	}
	shares := divide(b, a.Orders)
	for _, s := range slices.Sorted(maps.Keys(bySupplier)) {
		p.Parties = append(p.Parties, ocds.Party{ID: "supplier-" + s, Name: s, Roles: []string{ocds.Supplier}})
		var items []ocds.Item
		total := 0.0
		for _, o := range bySupplier[s] {
			total += o.Quantity * o.Price
			items = append(items, itemsOf(b, o, shares)...)
		}
		value := &ocds.Money{Amount: number(total), Currency: string(b.Currency)}
		award := fmt.Sprintf("%s-%s", id, s)
		p.Awards = append(p.Awards, ocds.Award{ID: award, Title: c.Title.In("en"), Status: "pending", Date: h.At, Value: value, Suppliers: []ocds.Reference{{ID: "supplier-" + s, Name: s}}, Items: items})
		p.Contracts = append(p.Contracts, ocds.Contract{ID: award + "-contract", Award: award, Title: c.Title.In("en"), Status: "pending", Value: value, Items: items})
	}
	return ocds.Package{
		URI: h.URI + "/ocds/" + c.ID, Published: h.At, Publisher: ocds.Publisher{Name: h.Publisher}, Exercise: c.Exercise, Purchases: []ocds.Purchase{p},
	}
}

type orderKey struct{ supplier, item string }

// divide divides each order among the parties that need its class, in proportion to what they need, the largest remainders first.
func divide(b *joint.Book, orders []joint.Order) map[orderKey]map[entente.ActorID]float64 {
	class := map[string]string{}
	for _, it := range b.Items {
		class[it.ID] = cmp.Or(it.Class, it.ID)
	}
	need := map[string]map[entente.ActorID]float64{}
	for _, d := range b.Demand {
		k := class[d.Item]
		if need[k] == nil {
			need[k] = map[entente.ActorID]float64{}
		}
		need[k][d.Party] += d.Quantity
	}
	all := map[orderKey]map[entente.ActorID]float64{}
	for _, o := range orders {
		all[orderKey{o.Supplier, o.Item}] = apportion(o.Quantity, need[class[o.Item]])
	}
	return all
}

func apportion(whole float64, weights map[entente.ActorID]float64) map[entente.ActorID]float64 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	type rest struct {
		who entente.ActorID
		of  float64
	}
	parts, rests, left := map[entente.ActorID]float64{}, []rest{}, whole
	for _, who := range slices.Sorted(maps.Keys(weights)) {
		exact := whole * weights[who] / sum
		parts[who] = float64(int64(exact))
		left -= parts[who]
		rests = append(rests, rest{who, exact - parts[who]})
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return -cmp.Compare(a.of, b.of) })
	for i := 0; i < len(rests) && left >= 1; i++ {
		parts[rests[i].who]++
		left--
	}
	return parts
}

func itemsOf(b *joint.Book, o joint.Order, shares map[orderKey]map[entente.ActorID]float64) []ocds.Item {
	var items []ocds.Item
	it := b.Items[slices.IndexFunc(b.Items, func(x joint.Item) bool { return x.ID == o.Item })]
	parts := shares[orderKey{o.Supplier, o.Item}]
	for _, who := range slices.Sorted(maps.Keys(parts)) {
		if parts[who] == 0 {
			continue
		}
		quantity := number(parts[who])
		u := ocds.UnitOf(it.Unit)
		u.Value = &ocds.Money{Amount: number(o.Price), Currency: string(b.Currency)}
		items = append(items, ocds.Item{ID: fmt.Sprintf("%s-%s-%s", o.Supplier, o.Item, who), Description: cmp.Or(it.Title, it.ID), Buyer: string(who), Quantity: &quantity, Unit: &u})
	}
	return items
}

// transactions are the kinds of transactions of IATI that stages are written as. What is allocated has none of its own: it is a planned
// disbursement.
var transactions = map[aid.Stage]string{
	aid.Pledged: iati.OutgoingPledge, aid.Committed: iati.OutgoingCommitment, aid.Disbursed: iati.Disbursement, aid.Delivered: iati.Expenditure,
}

// IATI returns a fund as one activity for each donor. Needs are its budgets, entries its transactions by stage, conditions its conditions.
func IATI(h Head, f *aid.Fund, recipient string) iati.Document {
	d := iati.Document{Generated: h.At, Exercise: f.Exercise}
	by := map[entente.ActorID][]aid.Entry{}
	for _, e := range f.Entries {
		by[e.Donor] = append(by[e.Donor], e)
	}
	for _, who := range slices.Sorted(maps.Keys(by)) {
		d.Activities = append(d.Activities, activity(h, f, who, by[who], recipient))
	}
	return d
}

func activity(h Head, f *aid.Fund, who entente.ActorID, entries []aid.Entry, recipient string) iati.Activity {
	name := []iati.Text{{Text: h.name(who)}}
	ref := "XM-ENTENTE-" + string(who)
	title := f.Title.In("en")
	if title == "" {
		title = f.ID
	}
	a := iati.Activity{
		ID: ref + "-" + f.ID, Updated: h.At, Lang: "en", Currency: string(f.Currency), Reporter: iati.Reporter{Ref: "XM-ENTENTE", Type: "10", Secondary: secondary(), Name: []iati.Text{{Text: h.Publisher}}},
		Title: []iati.Text{{Text: title}}, About: []iati.Description{{Type: "1", Text: []iati.Text{{Text: title}}}},
		Parties: []iati.Participant{{Role: iati.Funding, Ref: ref, Type: "10", Name: name}}, Status: iati.Implementation,
	}
	first := entries[0].Made
	for _, e := range entries {
		first = min(first, e.Made)
		if e.Condition != "" {
			if a.Conditions == nil {
				a.Conditions = &iati.Conditions{Attached: true}
			}
			a.Conditions.List = append(a.Conditions.List, iati.Condition{Type: "2", Text: []iati.Text{{Text: e.Condition}}})
		}
		value := iati.Money{Amount: e.Amount, Currency: string(e.Currency), Day: e.Made}
		if kind := transactions[e.Stage]; kind != "" {
			t := iati.Transaction{Ref: e.ID, Type: kind, Day: e.Made, Value: value, Provider: &iati.Org{Ref: ref, Name: name}}
			if e.Text != "" {
				t.Text = []iati.Text{{Text: e.Text}}
			}
			a.Transfers = append(a.Transfers, t)
			continue
		}
		planned := iati.Planned{Type: "1", First: e.Made, Value: value}
		if from, ok := e.Period.First(); ok {
			planned.First = from
			if to, ok := e.Period.Last(); ok {
				planned.Last = &to
			}
		}
		a.Planned = append(a.Planned, planned)
	}
	a.Dates = []iati.Milestone{{Type: iati.ActualStart, Day: first}}
	if recipient != "" {
		a.Countries = []iati.Country{{Code: recipient}}
	}
	return a
}

func secondary() *bool { yes := true; return &yes }

// Request returns the requirements of a case as a request for resources.
func Request(h Head, c *balance.Case) (edxl.Message, error) {
	all := slices.Clone(c.Requirements)
	for i := range all {
		if all[i].Period.IsZero() { // at all times of the case
			all[i].Period = c.Period
		}
	}
	return edxl.RequestOf(message(h, c, "request"), all...)
}

// Offer returns what is offered towards a case, by one actor or, for "", by all, as an offer of resources. What is withdrawn or has lapsed on
// the day of the head is not among it.
func Offer(h Head, c *balance.Case, by entente.ActorID) (edxl.Message, error) {
	var offers []balance.Contribution
	for _, o := range c.Contributions {
		state := o.StateOn(cal.DateOf(h.At))
		if (by == "" || o.Party == by) && (state == balance.Offered || state == balance.Accepted) {
			offers = append(offers, o)
		}
	}
	return edxl.OfferOf(message(h, c, "offer"), offers...)
}

func message(h Head, c *balance.Case, what string) edxl.Message {
	id := fmt.Sprintf("%s/%s/%s/%d", h.URI, c.ID, what, h.At.Unix())
	return edxl.Message{ID: id, Sent: h.At, Description: c.Title.In("en"), Exercise: c.Exercise, Contacts: []edxl.Contact{{Role: "Sender", Description: h.Publisher}}}
}
