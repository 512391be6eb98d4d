package edxl

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"entente"
	"entente/balance"
	"entente/balance/markup"
	"entente/cal"
)

// RequestOf returns a request for resources (RequestResource) that asks for requirements, each in an entry with its identifier.
// The head gives all but the type and the entries; a head without an origin begins an exchange.
//
// What EDXL-RM has a place for stands there: the kind as type of the resource, the quantity, the first day as requested
// arrival, the day after the last as estimated departure for the return, the area as the place to report to, the standards as
// certifications. What it has none for stands in keywords of lists whose names begin with [Keywords]. [RequirementOf] gives
// back what was put in.
func RequestOf(head Message, all ...balance.Requirement) (Message, error) {
	m := begin(head, RequestResource)
	for _, r := range all {
		if r.Kind == "" {
			return m, fmt.Errorf("edxl: requirement %s: kind missing: %w", r.ID, entente.ErrInvalid)
		}
		m.Entries = append(m.Entries, requestEntry(r))
	}
	return m, m.checked()
}

// OfferOf returns an offer that nobody asked for (OfferUnsolicitedResource) of contributions, each in an entry with its
// identifier. It is as [RequestOf] in the rest: the party is the owner, the thing itself the resource's identifier, the
// condition the restrictions, the days when it is there the availability, the cost of all of it the price. [ContributionOf]
// gives back what was put in.
func OfferOf(head Message, all ...balance.Contribution) (Message, error) {
	m := begin(head, OfferUnsolicitedResource)
	for _, c := range all {
		if c.Kind == "" {
			return m, errKind(c)
		}
		m.Entries = append(m.Entries, offerEntry(c, m.Type))
	}
	return m, m.checked()
}

func errKind(c balance.Contribution) error {
	return fmt.Errorf("edxl: contribution %s: kind missing: %w", c.ID, entente.ErrInvalid)
}

// ResponseOf returns an offer that answers a request (ResponseToRequestResource): each contribution serves one entry of it. It
// accepts where the contribution is whole and holds without more; it is provisional, with the reason in words, where less
// is offered than was asked for, and where there is a condition, another contribution that it requires or a day on which it lapses.
func ResponseOf(head, request Message, all ...balance.Contribution) (Message, error) {
	m := answer(head, request, ResponseToRequestResource)
	for _, c := range all {
		i := -1
		for _, id := range c.Serves {
			i = max(i, slices.IndexFunc(request.Entries, func(e Entry) bool { return e.ID == id }))
		}
		if i < 0 {
			return m, fmt.Errorf("edxl: contribution %s: serves %q, none of which is an entry of %s: %w", c.ID, c.Serves, request.ID, entente.ErrInvalid)
		}
		if c.Kind == "" {
			return m, errKind(c)
		}
		e := offerEntry(c, m.Type)
		e.Response = &Response{Entry: request.Entries[i].ID, Type: Accept}
		if reasons := append(shortfall(c, request, i), reservations(c)...); len(reasons) > 0 {
			e.Response.Type, e.Response.Reason = Provisional, strings.Join(reasons, "; ")
		}
		m.Entries = append(m.Entries, e)
	}
	return m, m.checked()
}

// shortfall says how much less a contribution is than what was asked for, where the two can be compared.
func shortfall(c balance.Contribution, request Message, i int) []string {
	r, err := RequirementOf(request, i)
	if err != nil || r.Unit != c.Unit || c.Quantity >= r.Quantity {
		return nil
	}
	return []string{strings.TrimSpace(fmt.Sprintf("in part: %s of %s %s", number(c.Quantity), number(r.Quantity), r.Unit))}
}

// reservations says what a contribution depends on.
func reservations(c balance.Contribution) []string {
	var all []string
	if c.Condition != "" {
		all = append(all, "on condition: "+c.Condition)
	}
	if len(c.Requires) > 0 {
		all = append(all, "requires "+strings.Join(c.Requires, ", "))
	}
	if c.Expires != nil {
		all = append(all, "lapses on "+c.Expires.String())
	}
	return all
}

// WithdrawalOf returns the message that takes back an offer, or a request: the same once more, recalling what it said
// (MessageRecall, Cancel).
func WithdrawalOf(head, what Message) (Message, error) {
	m := answer(head, what, what.Type)
	m.Preceding = what.Preceding
	m.Recall = &Recall{Message: what.ID, Type: Cancel}
	m.Entries = what.Entries
	return m, m.checked()
}

// AcceptanceOf returns the message that accepts entries of an offer by ordering them (RequisitionResource); none named: all. The
// head has to say who pays (Funding). What an order does not have (the response, the state of the resource) is left out, and
// the days of availability become those of the requested arrival and of the return.
func AcceptanceOf(head, offer Message, ids ...string) (Message, error) {
	m := answer(head, offer, RequisitionResource)
	for _, id := range ids {
		if !slices.ContainsFunc(offer.Entries, func(e Entry) bool { return e.ID == id }) {
			return m, fmt.Errorf("edxl: %s has no entry %q: %w", offer.ID, id, entente.ErrInvalid)
		}
	}
	for _, e := range offer.Entries {
		if len(ids) == 0 || slices.Contains(ids, e.ID) {
			m.Entries = append(m.Entries, ordered(e))
		}
	}
	return m, m.checked()
}

// ordered returns an entry as an order has it.
func ordered(e Entry) Entry {
	if e.Resource != nil {
		r := *e.Resource
		r.Status = nil
		isServes := func(k List) bool { return k.URN == Keywords+"serves" }
		if e.Response != nil && !slices.ContainsFunc(r.Keywords, isServes) {
			r.Keywords = append(slices.Clone(r.Keywords), List{URN: Keywords + "serves", Values: []string{e.Response.Entry}})
		}
		e.Resource = &r
	}
	e.Response = nil
	if e.Assignment != nil {
		a := *e.Assignment
		a.Order = ""
		e.Assignment = &a
	}
	var all []Event
	for _, x := range e.Schedule {
		switch x.Type {
		case BeginAvailable:
			x.Type = RequestedArrival
		case EndAvailable:
			x.Type = EstimatedReturnDeparture
		}
		if allows(RequisitionResource, x.Type) {
			all = append(all, x)
		}
	}
	e.Schedule = all
	return e
}

// begin returns the head of a message of a type.
func begin(head Message, t Type) Message {
	head.Type, head.Entries = t, nil
	if head.Origin == "" {
		head.Origin = head.ID
	}
	return head
}

// answer returns the head of a message of a type that follows another. It is an exercise if that was one.
func answer(head, to Message, t Type) Message {
	m := begin(head, t)
	m.Origin, m.Preceding = to.Origin, to.ID
	m.Exercise = m.Exercise || to.Exercise
	if len(m.Incidents) == 0 {
		m.Incidents = to.Incidents
	}
	return m
}

func (m Message) checked() error {
	if err := m.Check(); err != nil {
		return fmt.Errorf("edxl: %w", err)
	}
	return nil
}

func requestEntry(r balance.Requirement) Entry {
	e := Entry{
		ID:         r.ID,
		Resource:   &Resource{Name: r.Title, Type: &List{URN: KindURN, Values: []string{r.Kind}}, Certifications: strings.Join(r.Standards, ", ")},
		Assignment: &Assignment{Quantity: measured(r.Quantity, string(r.Unit), UnitURN)},
		Schedule:   span(r.Period, RequestResource),
	}
	if r.Area != "" {
		e.Schedule = append(e.Schedule, Event{Type: ReportTo, Location: &Location{Description: r.Area}})
	}
	k := &keywords{}
	k.put("area", r.Area)
	k.number("within-days", float64(r.Within))
	k.put("standards", r.Standards...)
	k.number("weight", r.Weight)
	k.put("by", string(r.By))
	k.common(r.Source, r.Label)
	e.Resource.Keywords = k.all
	return e
}

func offerEntry(c balance.Contribution, t Type) Entry {
	e := Entry{
		ID: c.ID,
		Resource: &Resource{ID: c.Asset, Name: c.Title, Type: &List{URN: KindURN, Values: []string{c.Kind}}, Certifications: strings.Join(c.Standards, ", "),
			Ownership: &Ownership{Owner: string(c.Party)}},
		Assignment: &Assignment{Quantity: measured(c.Quantity, string(c.Unit), UnitURN), Restrictions: c.Condition},
		Schedule:   span(c.Period, t),
	}
	if c.Party == "" {
		e.Resource.Ownership = nil
	}
	if c.Cost != 0 || c.Currency != "" {
		e.Assignment.Price = measured(c.Cost*c.Quantity, string(c.Currency), CurrencyURN)
	}
	k := &keywords{}
	k.put("areas", c.Areas...)
	k.number("ready-days", float64(c.Ready))
	k.put("standards", c.Standards...)
	k.number("package", c.Package)
	k.number("unit-cost", c.Cost)
	k.put("requires", c.Requires...)
	if c.Expires != nil {
		k.put("expires", c.Expires.String())
	}
	k.put("state", string(c.State))
	k.put("serves", c.Serves...)
	k.common(c.Source, c.Label)
	e.Resource.Keywords = k.all
	return e
}

func measured(v float64, unit, urn string) *Quantity {
	q := &Quantity{Amount: &v}
	if unit != "" {
		q.Unit = &List{URN: urn, Values: []string{unit}}
	}
	return q
}

// span returns the first day of a period and the day after the last, as what a type of message calls them.
func span(p cal.Period, t Type) []Event {
	begins, ends := BeginAvailable, EndAvailable
	if !allows(t, begins) {
		begins, ends = RequestedArrival, EstimatedReturnDeparture
	}
	var all []Event
	if first, ok := p.First(); ok {
		all = append(all, Event{Type: begins, At: moment(first)})
	}
	if last, ok := p.Last(); ok {
		all = append(all, Event{Type: ends, At: moment(last + 1)})
	}
	if p == cal.Always {
		all = append(all, Event{Type: Route, Location: &Location{Description: always}})
	}
	return all
}

// moment returns the beginning of a day. That of the year 1 is the zero time, which is "not stated": it becomes one that no
// message can have, so that it is refused rather than lost.
func moment(d cal.Date) time.Time {
	if t := d.Time(); !t.IsZero() {
		return t
	}
	return time.Date(0, time.January, 1, 0, 0, 0, 0, time.UTC)
}

// always is what stands for a period without a first and a last day, which is not the same as none.
const always = "at all times"

// RequirementOf returns what entry i of a request for resources or for a quote asks for. An entry of others is read by the
// elements of the standard alone: its kind is the value of the resource's type, or its name where the type is of another
// list. It fails, with an error that wraps entente.ErrInvalid, on another message, on one that is recalled, and on what has no
// place in a requirement, such as a quantity in words.
func RequirementOf(m Message, i int) (balance.Requirement, error) {
	if m.Type != RequestResource && m.Type != RequestQuote {
		return balance.Requirement{}, fmt.Errorf("edxl: %s %s: want a request: %w", m.Type, m.ID, entente.ErrInvalid)
	}
	if m.Recall != nil && m.Recall.Type == Cancel {
		return balance.Requirement{}, fmt.Errorf("edxl: %s takes the request %s back: %w", m.ID, m.Recall.Message, entente.ErrInvalid)
	}
	s, err := scanEntry(m, i)
	if err != nil {
		return balance.Requirement{}, err
	}
	r := balance.Requirement{ID: s.e.ID, Title: s.r.Name, Kind: s.kind(), Period: s.period(RequestedArrival, EstimatedReturnDeparture), Area: s.area()}
	r.Quantity, r.Unit = s.quantity()
	r.Within = s.whole("within-days")
	r.Standards = s.standards()
	r.Weight = s.number("weight")
	r.By = entente.ActorID(s.text("by"))
	r.Source, r.Label = s.source(), s.label()
	return r, s.err
}

// ContributionOf returns what entry i of an offer, of an answer with one, of an order or of a commitment brings. Its state is
// that of the exchange: accepted in an order and in a commitment, withdrawn in an offer that is recalled; the state that
// [OfferOf] was given otherwise. It fails as [RequirementOf] does, and on what declines.
func ContributionOf(m Message, i int) (balance.Contribution, error) {
	if !slices.Contains([]Type{OfferUnsolicitedResource, ResponseToRequestResource, ResponseToRequestQuote, RequisitionResource, CommitResource}, m.Type) {
		return balance.Contribution{}, fmt.Errorf("edxl: %s %s: want an offer, an answer, an order or a commitment: %w", m.Type, m.ID, entente.ErrInvalid)
	}
	s, err := scanEntry(m, i)
	if err != nil {
		return balance.Contribution{}, err
	}
	if s.e.Response != nil && s.e.Response.Type == Decline {
		return balance.Contribution{}, fmt.Errorf("edxl: %s, entry %s: declines: %w", m.ID, s.e.ID, entente.ErrInvalid)
	}
	c := balance.Contribution{ID: s.e.ID, Title: s.r.Name, Kind: s.kind(), Asset: s.r.ID, Areas: s.values("areas"), Ready: s.whole("ready-days")}
	c.Party = s.owner()
	c.Quantity, c.Unit = s.quantity()
	if allows(m.Type, BeginAvailable) {
		c.Period = s.period(BeginAvailable, EndAvailable)
	} else {
		c.Period = s.period(RequestedArrival, EstimatedReturnDeparture)
	}
	c.Standards = s.standards()
	c.Package = s.number("package")
	c.Cost, c.Currency = s.cost(c.Quantity)
	c.Requires, c.Serves = s.values("requires"), s.serves(m.Type)
	c.Condition = s.condition()
	c.Expires = s.day("expires")
	c.State = s.state(m)
	c.Source, c.Label = s.source(), s.label()
	return c, s.err
}

// state returns how far an offer has come by the message that it stands in.
func (s *scan) state(m Message) balance.State {
	stated := balance.State(s.text("state"))
	isRecalled := m.Recall != nil && m.Recall.Type == Cancel
	isOrder := m.Type == RequisitionResource || m.Type == CommitResource
	switch {
	case isOrder && isRecalled:
		return balance.Offered // the order is taken back, not the offer
	case isRecalled:
		return balance.Withdrawn
	case isOrder:
		return balance.Accepted
	}
	if stated != "" && !slices.Contains([]balance.State{balance.Offered, balance.Accepted, balance.Withdrawn, balance.Expired}, stated) {
		s.fault("state %q", markup.Clip(string(stated)))
	}
	return stated
}

// isNumber reports whether a number can stand in a requirement or a contribution.
func isNumber(v float64) bool { return v >= 0 && !math.IsInf(v, 0) }
