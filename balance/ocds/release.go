package ocds

import (
	"slices"
	"strings"
)

// Each function here describes one object of release-schema.json, and reads and writes by the same lines.

func packageOf(f *form, p *Package) {
	version := Version
	move(f, "version", &version, text)
	f.need(strings.HasPrefix(version, "1."), "version %q: want 1.1", clip(version))
	move(f, "uri", &p.URI, text)
	move(f, "publishedDate", &p.Published, moment)
	publisher := &p.Publisher
	one(f, "publisher", &publisher, func(f *form, x *Publisher) {
		markedText(f, "name", &x.Name, p.Exercise)
		move(f, "scheme", &x.Scheme, text)
		move(f, "uid", &x.UID, identifier)
		move(f, "uri", &x.URI, text)
	})
	p.Publisher = *publisher
	move(f, "license", &p.License, text)
	move(f, "publicationPolicy", &p.Policy, text)
	mark := p.Exercise
	move(f, "exercise", &mark, flag)
}

// markedText moves a text that has the mark in front if it was invented.
func markedText(f *form, key string, s *string, isExercise bool) {
	if !isExercise {
		move(f, key, s, text)
		return
	}
	with := Marker + *s
	if f.reading {
		with = ""
	}
	move(f, key, &with, text)
	if f.reading {
		*s = strings.TrimPrefix(with, Marker)
	}
}

var tags = []string{"planning", "planningUpdate", "tender", "tenderAmendment", "tenderUpdate", "tenderCancellation", "award", "awardUpdate",
	"awardCancellation", "contract", "contractUpdate", "contractAmendment", "implementation", "implementationUpdate", "contractTermination", "compiled"}

// The closed code lists of the release schema, by field.
var lists = map[string][]string{
	"tender":                  {"planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"},
	"award":                   {"pending", "active", "cancelled", "unsuccessful"},
	"contract":                {"pending", "active", "cancelled", "terminated"},
	"procurementMethod":       {"open", "selective", "limited", "direct"},
	"mainProcurementCategory": {"goods", "works", "services"},
}

func coded(f *form, key, list string, s *string) {
	move(f, key, s, text)
	f.need(*s == "" || slices.Contains(lists[list], *s), "%s %q: want one of %s", key, clip(*s), strings.Join(lists[list], ", "))
}

// release describes a release; isExercise is that of the package.
func release(isExercise bool) func(*form, *Purchase) {
	return func(f *form, p *Purchase) {
		initiation := "tender"
		move(f, "ocid", &p.OCID, text)
		move(f, "id", &p.ID, identifier)
		move(f, "date", &p.Date, moment)
		move(f, "tag", &p.Tags, texts)
		move(f, "initiationType", &initiation, text)
		move(f, "language", &p.Language, text)
		mark := isExercise
		move(f, "exercise", &mark, flag)
		f.need(p.OCID != "", "ocid missing")
		f.need(p.ID != "", "id missing")
		f.need(!p.Date.IsZero(), "date missing")
		f.need(len(p.Tags) > 0, "tag missing")
		f.need(initiation == "tender", "initiationType %q: want tender", clip(initiation))
		for _, t := range p.Tags {
			f.need(slices.Contains(tags, t), "tag %q: want one of %s", clip(t), strings.Join(tags, ", "))
		}
		each(f, "parties", &p.Parties, party)
		one(f, "buyer", &p.Lead, reference)
		one(f, "tender", &p.Tender, func(f *form, t *Tender) { tender(f, t, p, isExercise) })
		records(f, "awards", &p.Awards, func(f *form, a *Award) { award(f, a, p, isExercise) })
		records(f, "contracts", &p.Contracts, func(f *form, c *Contract) { contract(f, c, p, isExercise) })
	}
}

func party(f *form, p *Party) {
	move(f, "id", &p.ID, identifier)
	move(f, "name", &p.Name, text)
	move(f, "roles", &p.Roles, texts)
	f.need(p.ID != "", "id missing")
	one(f, "identifier", &p.Identifier, func(f *form, x *Identifier) {
		move(f, "scheme", &x.Scheme, text)
		move(f, "id", &x.ID, identifier)
		move(f, "legalName", &x.Name, text)
		move(f, "uri", &x.URI, text)
	})
}

func reference(f *form, r *Reference) {
	move(f, "id", &r.ID, identifier)
	move(f, "name", &r.Name, text)
	f.need(r.ID != "", "id missing")
}

func tender(f *form, t *Tender, p *Purchase, isExercise bool) {
	move(f, "id", &t.ID, identifier)
	f.need(t.ID != "", "id missing")
	markedText(f, "title", &t.Title, isExercise)
	markedText(f, "description", &t.Description, isExercise)
	coded(f, "status", "tender", &t.Status)
	coded(f, "procurementMethod", "procurementMethod", &t.Method)
	coded(f, "mainProcurementCategory", "mainProcurementCategory", &t.Category)
	one(f, "procuringEntity", &t.Entity, reference)
	value(f, "value", &t.Value)
	one(f, "tenderPeriod", &t.Period, period)
	one(f, "contractPeriod", &t.Contract, period)
	records(f, "items", &t.Items, func(f *form, x *Item) { item(f, x, t.Items, p) })
}

func award(f *form, a *Award, p *Purchase, isExercise bool) {
	move(f, "id", &a.ID, identifier)
	f.need(a.ID != "", "id missing")
	unique(f, a.ID, p.Awards, func(x Award) string { return x.ID })
	markedText(f, "title", &a.Title, isExercise)
	markedText(f, "description", &a.Description, isExercise)
	coded(f, "status", "award", &a.Status)
	move(f, "date", &a.Date, moment)
	value(f, "value", &a.Value)
	each(f, "suppliers", &a.Suppliers, reference)
	records(f, "items", &a.Items, func(f *form, x *Item) { item(f, x, a.Items, p) })
	one(f, "contractPeriod", &a.Period, period)
}

func contract(f *form, c *Contract, p *Purchase, isExercise bool) {
	move(f, "id", &c.ID, identifier)
	move(f, "awardID", &c.Award, identifier)
	f.need(c.ID != "", "id missing")
	unique(f, c.ID, p.Contracts, func(x Contract) string { return x.ID })
	f.need(c.Award != "", "awardID missing")
	markedText(f, "title", &c.Title, isExercise)
	markedText(f, "description", &c.Description, isExercise)
	coded(f, "status", "contract", &c.Status)
	one(f, "period", &c.Period, period)
	value(f, "value", &c.Value)
	move(f, "dateSigned", &c.Signed, moment)
	records(f, "items", &c.Items, func(f *form, x *Item) { item(f, x, c.Items, p) })
}

func period(f *form, p *Period) {
	move(f, "startDate", &p.Start, moment)
	move(f, "endDate", &p.End, moment)
	move(f, "maxExtentDate", &p.MaxExtent, moment)
	move(f, "durationInDays", &p.Days, days)
	f.need(p.Days >= 0, "durationInDays: %d: want a number that is not negative", p.Days)
	f.need(p.Start.IsZero() || p.End.IsZero() || !p.End.Before(p.Start), "ends before it begins")
}

// value moves an amount. One that states none is left out: the schema lets a value be empty.
func value(f *form, key string, v **Money) {
	one(f, key, v, func(f *form, m *Money) {
		amount := &m.Amount
		if f.reading {
			amount = nil
		}
		move(f, "amount", &amount, number)
		move(f, "currency", &m.Currency, text)
		if amount == nil {
			f.report.Ignore(f.path+" (without amount)", 0)
			*v = nil
			return
		}
		m.Amount = *amount
		f.need(isCurrency(m.Currency), "currency %q: want an ISO 4217 code", clip(m.Currency))
	})
}

// unique checks that nothing else in a list has an id: releases are merged by it, and one of two would be lost.
func unique[T any](f *form, id string, list []T, of func(T) string) {
	n := 0
	for _, x := range list {
		if of(x) == id {
			n++
		}
	}
	if !f.reading {
		n-- // itself
	}
	f.need(n <= 0, "a second one with the id %q", clip(id))
}

func item(f *form, x *Item, list []Item, p *Purchase) {
	move(f, "id", &x.ID, identifier)
	f.need(x.ID != "", "id missing")
	unique(f, x.ID, list, func(x Item) string { return x.ID })
	move(f, "description", &x.Description, text)
	one(f, "classification", &x.Class, class)
	more := x.Classes
	if !f.reading && x.Buyer != "" {
		more = append(slices.Clone(more), Class{Scheme: BuyerScheme, ID: x.Buyer, Description: p.named(x.Buyer)})
	}
	each(f, "additionalClassifications", &more, class)
	if f.reading {
		x.Classes, x.Buyer = nil, ""
	}
	owners := 0
	for _, c := range more {
		switch {
		case c.Scheme == BuyerScheme:
			owners++
			x.Buyer = c.ID
		case f.reading:
			x.Classes = append(x.Classes, c)
		}
	}
	f.need(owners <= 1, "%d buyers of one item", owners)
	f.need(owners == 0 || hasParty(p.with(Buyer), x.Buyer), "buyer %q is no party with the role buyer", clip(x.Buyer))
	move(f, "quantity", &x.Quantity, number)
	one(f, "unit", &x.Unit, func(f *form, u *Unit) {
		move(f, "scheme", &u.Scheme, text)
		move(f, "id", &u.ID, identifier)
		move(f, "name", &u.Name, text)
		value(f, "value", &u.Value)
	})
}

// named returns the name of a party.
func (p Purchase) named(id string) string {
	for _, x := range p.Parties {
		if x.ID == id {
			return x.Name
		}
	}
	return ""
}

func class(f *form, c *Class) {
	move(f, "scheme", &c.Scheme, text)
	move(f, "id", &c.ID, identifier)
	move(f, "description", &c.Description, text)
	move(f, "uri", &c.URI, text)
}
