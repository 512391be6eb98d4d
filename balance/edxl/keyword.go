package edxl

import (
	"fmt"
	"strconv"
	"strings"

	"entente"
	"entente/balance/markup"
	"entente/cal"
	"entente/unit"
)

// The lists of ours: of kinds of resources, of units (package unit; ISO 4217 for money), and of keywords, whose names are
// followed by what they hold, such as "urn:entente:balance:expires".
const (
	KindURN     = "urn:entente:balance:kind"
	UnitURN     = "urn:entente:unit"
	CurrencyURN = "urn:entente:currency"
	Keywords    = "urn:entente:balance:"
)

// keywords collects what EDXL-RM has no other place for. What is empty is left out.
type keywords struct{ all []List }

func (k *keywords) put(name string, values ...string) {
	for _, v := range values {
		if v != "" {
			k.all = append(k.all, List{URN: Keywords + name, Values: values})
			return
		}
	}
}

func (k *keywords) number(name string, v float64) {
	if v != 0 {
		k.put(name, number(v))
	}
}

func (k *keywords) common(source *entente.Source, label entente.Label) {
	if source != nil {
		date := ""
		if !source.Date.IsZero() {
			date = source.Date.String()
		}
		k.put("source", source.Title, source.URL, date, source.Place)
	}
	if !label.IsPublic() {
		k.put("label", label.String())
	}
}

// A scan reads an entry into a value of package balance. The first fault stops nothing and is kept.
type scan struct {
	m   Message
	e   Entry
	r   Resource
	a   Assignment
	err error
}

func scanEntry(m Message, i int) (*scan, error) {
	if i < 0 || i >= len(m.Entries) {
		return nil, fmt.Errorf("edxl: %s: entry %d of %d: %w", m.ID, i, len(m.Entries), entente.ErrNotFound)
	}
	s := &scan{m: m, e: m.Entries[i]}
	if s.e.Resource != nil {
		s.r = *s.e.Resource
	}
	if s.e.Assignment != nil {
		s.a = *s.e.Assignment
	}
	return s, nil
}

func (s *scan) fault(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("edxl: %s, entry %s: %s: %w", s.m.ID, s.e.ID, fmt.Sprintf(format, args...), entente.ErrInvalid)
	}
}

// values returns the values of a keyword of ours.
func (s *scan) values(name string) []string {
	for _, k := range s.r.Keywords {
		if k.URN == Keywords+name {
			return k.Values
		}
	}
	return nil
}

func (s *scan) text(name string) string {
	if all := s.values(name); len(all) > 0 {
		return all[0]
	}
	return ""
}

func (s *scan) number(name string) float64 {
	text := s.text(name)
	if text == "" {
		return 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !isNumber(v) {
		s.fault("%s %q: want a number that is not negative", name, markup.Clip(text))
		return 0
	}
	return v
}

func (s *scan) whole(name string) int {
	v := s.number(name)
	if v != float64(int32(v)) {
		s.fault("%s %q: want a whole number", name, markup.Clip(s.text(name)))
		return 0
	}
	return int(v)
}

func (s *scan) day(name string) *cal.Date {
	text := s.text(name)
	if text == "" {
		return nil
	}
	d, err := cal.ParseDate(text)
	if err != nil {
		s.fault("%s: %v", name, err)
		return nil
	}
	return &d
}

func (s *scan) kind() string {
	t := s.r.Type
	switch {
	case t != nil && (t.URN == KindURN || s.r.Name == "") && len(t.Values) > 0 && t.Values[0] != "":
		return t.Values[0]
	case s.r.Name != "":
		return s.r.Name
	}
	s.fault("no kind: neither TypeStructure nor Name")
	return ""
}

func (s *scan) quantity() (float64, unit.Unit) {
	q := s.a.Quantity
	switch {
	case q == nil:
		s.fault("no quantity")
		return 0, ""
	case q.Amount == nil:
		v, err := strconv.ParseFloat(strings.TrimSpace(strings.Join(q.Text, " ")), 64)
		if err != nil || !isNumber(v) {
			s.fault("quantity in words: %q", q.Text)
		}
		return v, ""
	}
	return *q.Amount, s.unit(q)
}

func (s *scan) unit(q *Quantity) unit.Unit {
	if q.Unit == nil || len(q.Unit.Values) == 0 {
		return ""
	}
	v := q.Unit.Values[0]
	if _, err := unit.ParseUnit(v); err != nil && q.Unit.URN != UnitURN && q.Unit.URN != CurrencyURN {
		s.fault("%v", err)
	}
	return unit.Unit(v)
}

// cost returns the cost of a unit: as it was said in a keyword, or that of all divided by the quantity.
func (s *scan) cost(quantity float64) (float64, unit.Unit) {
	p := s.a.Price
	if p == nil || p.Amount == nil {
		return s.number("unit-cost"), ""
	}
	currency := s.unit(p)
	if v := s.number("unit-cost"); v != 0 || *p.Amount == 0 {
		return v, currency
	}
	if quantity == 0 {
		s.fault("a price of nothing")
		return 0, currency
	}
	return *p.Amount / quantity, currency
}

// period returns the days from one event to another.
func (s *scan) period(begins, ends string) cal.Period {
	p := cal.Always
	isStated := false
	for _, e := range s.e.Schedule {
		switch {
		case e.Type == begins && !e.At.IsZero():
			p, isStated = p.Intersect(cal.Since(cal.DateOf(e.At))), true
		case e.Type == ends && !e.At.IsZero():
			p, isStated = p.Intersect(cal.Until(lastBefore(e))), true
		case e.Type == Route && e.Location != nil && e.Location.Description == always:
			isStated = true
		}
	}
	if !isStated {
		return cal.Period{}
	}
	if p.IsZero() {
		s.fault("%s is not before %s", begins, ends)
	}
	return p
}

// lastBefore returns the last day that ends by an event, or in which it lies.
func lastBefore(e Event) cal.Date {
	d := cal.DateOf(e.At)
	if d.Time().Equal(e.At) {
		return d - 1
	}
	return d
}

// area returns the area of a keyword, or the place where others want the resource to report or to arrive.
func (s *scan) area() string {
	if a := s.text("area"); a != "" {
		return a
	}
	for _, kind := range []string{ReportTo, RequestedArrival} {
		for _, e := range s.e.Schedule {
			if e.Type == kind && e.Location != nil && e.Location.Description != "" {
				return e.Location.Description
			}
		}
	}
	return ""
}

// standards returns those of the keyword, or the certifications of others (a list with commas, by section 3.3).
func (s *scan) standards() []string {
	if all := s.values("standards"); all != nil {
		return all
	}
	var all []string
	for part := range strings.SplitSeq(s.r.Certifications, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func (s *scan) owner() entente.ActorID {
	o := s.r.Ownership
	switch {
	case o == nil:
		return ""
	case o.Owner != "":
		return entente.ActorID(o.Owner)
	}
	return entente.ActorID(o.Jurisdiction)
}

// serves returns what an offer is for: what a keyword says, or the entry that it answers.
func (s *scan) serves(t Type) []string {
	if all := s.values("serves"); all != nil {
		return all
	}
	if r := s.e.Response; r != nil && (t == ResponseToRequestResource || t == ResponseToRequestQuote) {
		return []string{r.Entry}
	}
	return nil
}

// condition returns the restrictions, or the reason why somebody else's response is provisional.
func (s *scan) condition() string {
	if s.a.Restrictions != "" || s.r.Type != nil && s.r.Type.URN == KindURN {
		return s.a.Restrictions
	}
	if r := s.e.Response; r != nil && r.Type == Provisional {
		if r.Reason == "" && r.Code != nil {
			return strings.Join(r.Code.Values, ", ")
		}
		return r.Reason
	}
	return ""
}

func (s *scan) source() *entente.Source {
	all := s.values("source")
	if len(all) == 0 {
		return nil
	}
	if len(all) != 4 {
		s.fault("source of %d parts: want 4", len(all))
		return nil
	}
	source := &entente.Source{Title: all[0], URL: all[1], Place: all[3]}
	if all[2] != "" {
		p, err := cal.ParsePeriod(all[2])
		if err != nil {
			s.fault("source: %v", err)
		}
		source.Date = p
	}
	return source
}

func (s *scan) label() entente.Label {
	text := s.text("label")
	if text == "" {
		return entente.Public
	}
	l, err := entente.ParseLabel(text)
	if err != nil {
		s.fault("%v", err)
	}
	return l
}
