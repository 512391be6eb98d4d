package iati

import (
	"regexp"
	"strings"

	"entente/balance/markup"
	"entente/cal"
	"entente/unit"
)

// Each function here describes one element of iati-activities-schema.xsd, and reads and writes by the same lines. The order
// of the calls is the order of the schema.

func name(local string) markup.Name { return markup.Name{Local: local} }

var exercise = markup.Name{Space: Space, Local: "exercise"}

var major = regexp.MustCompile(`^2\.0\d$`)

func document(f *markup.Form, d *Document) {
	version := Version
	markup.Attr(f, name("version"), &version, markup.Token)
	f.Need(major.MatchString(version), "version %q: want %s", markup.Clip(version), Version)
	markup.Attr(f, name("generated-datetime"), &d.Generated, markup.Moment)
	markup.Attr(f, exercise, &d.Exercise, markup.Flag)
	if f.Reading() {
		d.Exercise = d.Exercise || isMarked(f.Node())
	}
	markup.Records(f, name("iati-activity"), &d.Activities, func(f *markup.Form, a *Activity) { activity(f, a, d.Exercise) })
	f.Need(f.Reading() || len(d.Activities) > 0, "no activity")
}

// isMarked reports whether any part of a document says that it was invented.
func isMarked(root *markup.Node) bool {
	for _, a := range root.Children {
		for _, x := range a.Attrs {
			if v, err := markup.Flag.Parse(x.Value); x.Name == exercise && v && err == nil {
				return true
			}
		}
		for _, c := range a.Children {
			if c.Local != "title" && c.Local != "description" && c.Local != "reporting-org" {
				continue
			}
			for _, n := range c.Children {
				if n.Local == "narrative" && strings.HasPrefix(strings.TrimSpace(n.Text)+" ", Marker) {
					return true
				}
			}
		}
	}
	return false
}

func activity(f *markup.Form, a *Activity, isExercise bool) {
	markup.Attr(f, name("last-updated-datetime"), &a.Updated, markup.Moment)
	markup.Attr(f, markup.Lang, &a.Lang, markup.Token)
	markup.Attr(f, name("default-currency"), &a.Currency, markup.Token)
	markup.Attr(f, name("humanitarian"), &a.Humanitarian, markup.Bool)
	markup.Attr(f, name("hierarchy"), &a.Hierarchy, markup.Token)
	mark := isExercise
	markup.Attr(f, exercise, &mark, markup.Flag)
	f.Need(a.Currency == "" || currency.MatchString(a.Currency), "default-currency %q: want an ISO 4217 code", markup.Clip(a.Currency))
	f.Need(a.Hierarchy == "" || hierarchy.MatchString(a.Hierarchy), "hierarchy %q: want a number", markup.Clip(a.Hierarchy))

	markup.Leaf(f, name("iati-identifier"), &a.ID, markup.Token)
	f.Need(a.ID != "", "iati-identifier missing")
	markup.One(f, name("reporting-org"), &a.Reporter, func(f *markup.Form, r *Reporter) { reporter(f, r, isExercise) })
	markup.One(f, name("title"), &a.Title, func(f *markup.Form, t *[]Text) { marked(f, t, isExercise) })
	markup.Each(f, name("description"), &a.About, func(f *markup.Form, d *Description) {
		markup.Attr(f, name("type"), &d.Type, markup.Token)
		marked(f, &d.Text, isExercise)
	})
	f.Need(len(a.About) > 0, "description missing")
	markup.Each(f, name("participating-org"), &a.Parties, participant)
	f.Need(len(a.Parties) > 0, "participating-org missing")
	code(f, "activity-status", &a.Status)
	f.Need(a.Status != "", "activity-status missing")
	markup.Each(f, name("activity-date"), &a.Dates, milestone)
	f.Need(len(a.Dates) > 0, "activity-date missing")
	code(f, "activity-scope", &a.Scope)
	markup.Each(f, name("recipient-country"), &a.Countries, country)
	markup.Each(f, name("recipient-region"), &a.Regions, classification)
	markup.Each(f, name("sector"), &a.Sectors, classification)
	in := a.Currency
	markup.Records(f, name("budget"), &a.Budgets, func(f *markup.Form, b *Budget) { budget(f, b, in) })
	markup.Records(f, name("planned-disbursement"), &a.Planned, func(f *markup.Form, p *Planned) { planned(f, p, in) })
	markup.Records(f, name("transaction"), &a.Transfers, func(f *markup.Form, t *Transaction) { transaction(f, t, in) })
	markup.Each(f, name("related-activity"), &a.Related, related)
	markup.Maybe(f, name("conditions"), &a.Conditions, conditions)
}

var (
	currency  = regexp.MustCompile(`^[A-Z]{3}$`)
	hierarchy = regexp.MustCompile(`^[0-9]{1,9}$`)
)

// narratives moves the texts of an element. Space around them is layout; a text that is empty says nothing.
func narratives(f *markup.Form, all *[]Text) {
	if !f.Reading() {
		for _, t := range *all {
			f.Need(strings.TrimSpace(t.Text) != "", "narrative without text")
		}
	}
	markup.Each(f, name("narrative"), all, func(f *markup.Form, t *Text) {
		markup.Attr(f, markup.Lang, &t.Lang, markup.Token)
		markup.Text(f, &t.Text, markup.Token)
	})
	if f.Reading() {
		kept := (*all)[:0]
		for _, t := range *all {
			if t.Text != "" {
				kept = append(kept, t)
			}
		}
		*all = kept
		if len(kept) == 0 {
			*all = nil
		}
	}
}

// marked moves texts of which there has to be one, with the mark in front if they were invented.
func marked(f *markup.Form, all *[]Text, isExercise bool) {
	texts := all
	if isExercise && !f.Reading() {
		texts = new([]Text)
		for _, t := range *all {
			*texts = append(*texts, Text{t.Lang, Marker + t.Text})
		}
	}
	narratives(f, texts)
	if isExercise && f.Reading() {
		for i := range *all {
			rest, _ := strings.CutPrefix((*all)[i].Text+" ", Marker)
			(*all)[i].Text = strings.TrimSpace(rest)
		}
	}
	f.Need(len(*all) > 0, "narrative missing")
}

func reporter(f *markup.Form, r *Reporter, isExercise bool) {
	markup.Attr(f, name("ref"), &r.Ref, markup.Token)
	markup.Attr(f, name("type"), &r.Type, markup.Token)
	markup.Attr(f, name("secondary-reporter"), &r.Secondary, markup.Bool)
	f.Need(r.Ref != "", "@ref missing")
	f.Need(r.Type != "", "@type missing")
	marked(f, &r.Name, isExercise)
}

func participant(f *markup.Form, p *Participant) {
	markup.Attr(f, name("ref"), &p.Ref, markup.Token)
	markup.Attr(f, name("type"), &p.Type, markup.Token)
	markup.Attr(f, name("role"), &p.Role, markup.Token)
	markup.Attr(f, name("activity-id"), &p.Activity, markup.Token)
	markup.Attr(f, name("crs-channel-code"), &p.Channel, markup.Token)
	f.Need(p.Role != "", "@role missing")
	narratives(f, &p.Name)
}

func milestone(f *markup.Form, m *Milestone) {
	day(f, &m.Day)
	markup.Attr(f, name("type"), &m.Type, markup.Token)
	f.Need(m.Type != "", "@type missing")
	narratives(f, &m.Text)
}

// day moves the attribute iso-date, which has to be there.
func day(f *markup.Form, d *cal.Date) {
	dayIn(f, name("iso-date"), d)
}

// dayIn moves an attribute that is a day and has to be there.
func dayIn(f *markup.Form, n markup.Name, d *cal.Date) {
	var v *cal.Date
	if !f.Reading() {
		v = d
	}
	markup.Attr(f, n, &v, markup.Day)
	if v == nil {
		f.Fault("@%s missing", n.Local)
		return
	}
	*d = *v
	year, _, _ := v.Civil()
	f.Need(1 <= year && year <= 9999, "@%s: year %d", n.Local, year)
}

// code moves a child that has nothing but a code.
func code(f *markup.Form, local string, v *string) {
	var p *string
	if *v != "" {
		p = v
	}
	markup.Maybe(f, name(local), &p, func(f *markup.Form, v *string) {
		markup.Attr(f, name("code"), v, markup.Token)
		f.Need(*v != "", "@code missing")
	})
	if p != nil {
		*v = *p
	}
}

func country(f *markup.Form, c *Country) {
	markup.Attr(f, name("code"), &c.Code, markup.Token)
	markup.Attr(f, name("percentage"), &c.Percent, markup.Decimal)
	f.Need(c.Code != "", "@code missing")
	percent(f, c.Percent)
	narratives(f, &c.Name)
}

func percent(f *markup.Form, p *unit.Decimal) {
	f.Need(p == nil || p.Sign() >= 0 && p.Cmp(unit.NewDecimal(100, 0)) <= 0, "@percentage: want 0 to 100")
}

func classification(f *markup.Form, c *Classification) {
	markup.Attr(f, name("vocabulary"), &c.Vocabulary, markup.Token)
	markup.Attr(f, name("vocabulary-uri"), &c.URI, markup.Token)
	markup.Attr(f, name("code"), &c.Code, markup.Token)
	markup.Attr(f, name("percentage"), &c.Percent, markup.Decimal)
	f.Need(c.Code != "", "@code missing")
	percent(f, c.Percent)
	narratives(f, &c.Name)
}

// part is a classification in a transaction, which has no percentage.
func part(f *markup.Form, c *Classification) {
	aid(f, c)
	narratives(f, &c.Name)
}

func aid(f *markup.Form, c *Classification) {
	markup.Attr(f, name("vocabulary"), &c.Vocabulary, markup.Token)
	markup.Attr(f, name("vocabulary-uri"), &c.URI, markup.Token)
	markup.Attr(f, name("code"), &c.Code, markup.Token)
	f.Need(c.Code != "", "@code missing")
	f.Need(f.Reading() || c.Percent == nil, "a transaction has no percentage")
}

// money moves a value; in is the currency of the activity, in which a value is that says none.
func money(f *markup.Form, m *Money, in string) {
	markup.Attr(f, name("currency"), &m.Currency, markup.Token)
	if f.Reading() && m.Currency == "" {
		m.Currency = in
	}
	dayIn(f, name("value-date"), &m.Day)
	amount := &m.Amount
	if f.Reading() {
		amount = nil
	}
	markup.Text(f, &amount, markup.Decimal)
	if amount == nil {
		f.Fault("no amount")
		return
	}
	m.Amount = *amount
	f.Need(currency.MatchString(m.Currency), "currency %q: want an ISO 4217 code, of the value or of the activity", markup.Clip(m.Currency))
}

func value(f *markup.Form, m *Money, in string) {
	markup.One(f, name("value"), m, func(f *markup.Form, m *Money) { money(f, m, in) })
}

func budget(f *markup.Form, b *Budget, in string) {
	markup.Attr(f, name("type"), &b.Type, markup.Token)
	markup.Attr(f, name("status"), &b.Status, markup.Token)
	first, hasFirst := b.Period.First()
	last, hasLast := b.Period.Last()
	f.Need(f.Reading() || hasFirst && hasLast, "period %s: want a first and a last day", b.Period)
	markup.One(f, name("period-start"), &first, day)
	markup.One(f, name("period-end"), &last, day)
	b.Period = cal.Days(first, last)
	f.Need(!b.Period.IsZero(), "ends on %s, before it begins on %s", last, first)
	value(f, &b.Value, in)
}

func planned(f *markup.Form, p *Planned, in string) {
	markup.Attr(f, name("type"), &p.Type, markup.Token)
	markup.One(f, name("period-start"), &p.First, day)
	markup.Maybe(f, name("period-end"), &p.Last, day)
	f.Need(p.Last == nil || *p.Last >= p.First, "ends before it begins on %s", p.First)
	value(f, &p.Value, in)
	markup.Maybe(f, name("provider-org"), &p.Provider, func(f *markup.Form, o *Org) { org(f, o, "provider-activity-id") })
	markup.Maybe(f, name("receiver-org"), &p.Receiver, func(f *markup.Form, o *Org) { org(f, o, "receiver-activity-id") })
}

func org(f *markup.Form, o *Org, its string) {
	markup.Attr(f, name(its), &o.Activity, markup.Token)
	markup.Attr(f, name("type"), &o.Type, markup.Token)
	markup.Attr(f, name("ref"), &o.Ref, markup.Token)
	narratives(f, &o.Name)
}

func transaction(f *markup.Form, t *Transaction, in string) {
	markup.Attr(f, name("ref"), &t.Ref, markup.Token)
	markup.Attr(f, name("humanitarian"), &t.Humanitarian, markup.Bool)
	code(f, "transaction-type", &t.Type)
	f.Need(t.Type != "", "transaction-type missing")
	markup.One(f, name("transaction-date"), &t.Day, day)
	value(f, &t.Value, in)
	words(f, "description", &t.Text)
	markup.Maybe(f, name("provider-org"), &t.Provider, func(f *markup.Form, o *Org) { org(f, o, "provider-activity-id") })
	markup.Maybe(f, name("receiver-org"), &t.Receiver, func(f *markup.Form, o *Org) { org(f, o, "receiver-activity-id") })
	code(f, "disbursement-channel", &t.Channel)
	markup.Each(f, name("sector"), &t.Sectors, part)
	markup.Maybe(f, name("recipient-country"), &t.Country, func(f *markup.Form, c *Country) {
		markup.Attr(f, name("code"), &c.Code, markup.Token)
		f.Need(c.Code != "", "@code missing")
		f.Need(f.Reading() || c.Percent == nil, "a transaction has no percentage")
		narratives(f, &c.Name)
	})
	markup.Maybe(f, name("recipient-region"), &t.Region, part)
	code(f, "flow-type", &t.Flow)
	code(f, "finance-type", &t.Finance)
	markup.Each(f, name("aid-type"), &t.Aid, func(f *markup.Form, c *Classification) {
		aid(f, c)
		f.Need(f.Reading() || len(c.Name) == 0, "an aid-type has no name")
	})
	code(f, "tied-status", &t.Tied)
}

// words moves a child of texts that may be missing, but not be empty.
func words(f *markup.Form, local string, all *[]Text) {
	var p *[]Text
	if len(*all) > 0 {
		p = all
	}
	markup.Maybe(f, name(local), &p, narratives)
	if p != nil {
		*all = *p
	}
}

func related(f *markup.Form, r *Related) {
	markup.Attr(f, name("ref"), &r.Ref, markup.Token)
	markup.Attr(f, name("type"), &r.Type, markup.Token)
	f.Need(r.Ref != "", "@ref missing")
	f.Need(r.Type != "", "@type missing")
}

func conditions(f *markup.Form, c *Conditions) {
	attached := &c.Attached
	if f.Reading() {
		attached = nil
	}
	markup.Attr(f, name("attached"), &attached, markup.Bool)
	if attached == nil {
		f.Fault("@attached missing")
		return
	}
	c.Attached = *attached
	markup.Records(f, name("condition"), &c.List, func(f *markup.Form, c *Condition) {
		markup.Attr(f, name("type"), &c.Type, markup.Token)
		f.Need(c.Type != "", "@type missing")
		narratives(f, &c.Text)
		f.Need(len(c.Text) > 0, "narrative missing")
	})
}
