package edxl

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"entente/balance/markup"
)

// Each function here describes one element of the schemas, and reads and writes by the same lines. The order of the calls is
// the order of the schemas; what may be there in which message stands in the tables of rules.go.

// msg and rm name elements of the two namespaces.
func msg(local string) markup.Name { return markup.Name{Space: MessageSpace, Local: local} }
func rm(local string) markup.Name  { return markup.Name{Space: Space, Local: local} }

func message(f *markup.Form, m *Message) {
	messageParts(f, m)
	check(f, asWritten(f, m, messageParts), m.Type, "")
}

// asWritten returns the element of a form, or, if it was read, the one that would be written: what was ignored is no part of it.
func asWritten[T any](f *markup.Form, v *T, parts func(*markup.Form, *T)) *markup.Node {
	if !f.Reading() {
		return f.Node()
	}
	n := &markup.Node{Name: f.Node().Name}
	if built, err := markup.Build(n.Name, v, parts); err == nil {
		n = built
	}
	return n
}

func messageParts(f *markup.Form, m *Message) {
	content := string(m.Type)
	markup.Leaf(f, msg("MessageID"), &m.ID, markup.String)
	markup.Leaf(f, msg("SentDateTime"), &m.Sent, markup.Moment)
	markup.Leaf(f, msg("MessageContentType"), &content, markup.Token)
	f.Need(content == string(m.Type), "MessageContentType %q: want %s", markup.Clip(content), m.Type)
	f.Need(m.ID != "", "MessageID missing")
	f.Need(!m.Sent.IsZero() && isCivil(m.Sent.UTC().Year()), "SentDateTime missing, or outside of the years 1 to 9999")
	description(f, m)
	markup.Leaf(f, msg("OriginatingMessageID"), &m.Origin, markup.String)
	markup.Leaf(f, msg("PrecedingMessageID"), &m.Preceding, markup.String)
	markup.Each(f, msg("IncidentInformation"), &m.Incidents, func(f *markup.Form, x *Incident) {
		markup.Leaf(f, rm("IncidentID"), &x.ID, markup.String)
		markup.Leaf(f, rm("IncidentDescription"), &x.Description, markup.String)
		f.Need(x.ID != "" || x.Description != "", "want IncidentID or IncidentDescription")
	})
	markup.Maybe(f, msg("MessageRecall"), &m.Recall, func(f *markup.Form, x *Recall) {
		markup.Leaf(f, rm("RecallMessageID"), &x.Message, markup.String)
		markup.Leaf(f, rm("RecallType"), &x.Type, markup.Token)
		f.Need(x.Message != "", "RecallMessageID missing")
		among(f, "RecallType", x.Type, Update, Cancel)
	})
	markup.Each(f, msg("Funding"), &m.Funding, func(f *markup.Form, x *Funding) { funding(f, x, m.Type) })
	markup.Each(f, msg("ContactInformation"), &m.Contacts, contact)
	ids := map[string]bool{}
	markup.Records(f, msg("ResourceInformation"), &m.Entries, func(f *markup.Form, e *Entry) {
		entry(f, e, m.Type)
		f.Need(!ids[e.ID], "a second one with the ResourceInfoElementID %q", markup.Clip(e.ID))
		ids[e.ID] = true
	})
}

func isCivil(year int) bool { return 1 <= year && year <= 9999 }

// description moves the description of a message, with the mark in front if it was invented.
func description(f *markup.Form, m *Message) {
	text := m.Description
	if m.Exercise {
		text = Marker + text
	}
	markup.Leaf(f, msg("MessageDescription"), &text, markup.String)
	if f.Reading() {
		m.Description, m.Exercise = strings.CutPrefix(text, Marker)
	}
}

// funding moves its two elements, which in RequestResource stand in another namespace than in the others.
func funding(f *markup.Form, x *Funding, t Type) {
	in, other := rm, msg
	if t == RequestResource {
		in, other = msg, rm
	}
	for _, part := range []struct {
		local string
		value *string
	}{{"FundCode", &x.Code}, {"FundingInfo", &x.Info}} {
		markup.Leaf(f, in(part.local), part.value, markup.String)
		if f.Reading() && *part.value == "" {
			markup.Leaf(f, other(part.local), part.value, markup.String)
		}
	}
	f.Need(x.Code != "" || x.Info != "", "want FundCode or FundingInfo")
}

// among checks a value of a closed list.
func among(f *markup.Form, what, value string, list ...string) {
	f.Need(slices.Contains(list, value), "%s %q: want one of %s", what, markup.Clip(value), strings.Join(list, ", "))
}

func contact(f *markup.Form, c *Contact) {
	markup.Leaf(f, rm("ContactDescription"), &c.Description, markup.String)
	markup.Leaf(f, rm("ContactRole"), &c.Role, markup.Token)
	if c.Role != "" {
		among(f, "ContactRole", c.Role, Sender, Requester, SubjectMatterExpert, Approver, RespondingOrg, Owner)
	}
	markup.Each(f, rm("Radio"), &c.Radios, func(f *markup.Form, r *Radio) {
		markup.One(f, rm("RadioType"), &r.Type, list)
		markup.Leaf(f, rm("RadioChannel"), &r.Channel, markup.String)
		f.Need(r.Channel != "", "RadioChannel missing")
	})
	markup.Maybe(f, rm("ContactLocation"), &c.Location, location)
	markup.Raw(f, rm("AdditionalContactInformation"), &c.More)
	f.Need(c.Description != "" || c.Role != "", "want ContactDescription or ContactRole")
}

func location(f *markup.Form, l *Location) {
	markup.Leaf(f, rm("LocationDescription"), &l.Description, markup.String)
	markup.Raw(f, rm("Address"), &l.Address)
	markup.Raw(f, rm("TargetArea"), &l.Area)
	f.Need(l.Description != "" || l.Address != nil || l.Area != nil, "want LocationDescription, Address or TargetArea")
}

func list(f *markup.Form, l *List) {
	markup.Leaf(f, rm("ValueListURN"), &l.URN, markup.Token)
	f.Need(l.URN != "" && !strings.ContainsAny(l.URN, " \t\r\n"), "ValueListURN %q: want a URI", markup.Clip(l.URN))
	markup.Each(f, rm("Value"), &l.Values, func(f *markup.Form, v *string) { markup.Text(f, v, markup.String) })
	f.Need(len(l.Values) > 0, "Value missing")
}

func entry(f *markup.Form, e *Entry, t Type) {
	parts := func(f *markup.Form, e *Entry) { entryParts(f, e, t) }
	parts(f, e)
	check(f, asWritten(f, e, parts), t, "ResourceInformation")
}

func entryParts(f *markup.Form, e *Entry, t Type) {
	markup.Leaf(f, msg("ResourceInfoElementID"), &e.ID, markup.String)
	markup.Maybe(f, msg("ResponseInformation"), &e.Response, response)
	markup.Maybe(f, msg("Resource"), &e.Resource, resource)
	markup.Maybe(f, msg("AssignmentInformation"), &e.Assignment, assignment)
	markup.Each(f, msg("ScheduleInformation"), &e.Schedule, func(f *markup.Form, x *Event) { event(f, x, t) })
}

func response(f *markup.Form, r *Response) {
	markup.Leaf(f, rm("PrecedingResourceInfoElementID"), &r.Entry, markup.String)
	markup.Leaf(f, rm("ResponseType"), &r.Type, markup.Token)
	f.Need(r.Entry != "", "PrecedingResourceInfoElementID missing")
	among(f, "ResponseType", r.Type, Accept, Decline, Provisional)
	markup.Maybe(f, rm("ReasonCode"), &r.Code, list)
	markup.Leaf(f, rm("ResponseReason"), &r.Reason, markup.String)
	f.Need(r.Type != Provisional || r.Code != nil || r.Reason != "", "ReasonCode or ResponseReason missing")
}

func resource(f *markup.Form, r *Resource) {
	markup.Leaf(f, msg("ResourceID"), &r.ID, markup.String)
	markup.Leaf(f, msg("Name"), &r.Name, markup.String)
	markup.Maybe(f, msg("TypeStructure"), &r.Type, list)
	markup.Raw(f, msg("TypeInfo"), &r.Info)
	f.Need(r.Info == nil || len(r.Info.Children) > 0, "TypeInfo without an element")
	markup.Each(f, msg("Keyword"), &r.Keywords, list)
	markup.Leaf(f, msg("Description"), &r.Description, markup.String)
	markup.Leaf(f, msg("Credentials"), &r.Credentials, markup.String)
	markup.Leaf(f, msg("Certifications"), &r.Certifications, markup.String)
	markup.Leaf(f, msg("SpecialRequirements"), &r.Special, markup.String)
	markup.Maybe(f, msg("ResponsibleParty"), &r.Responsible, contact)
	markup.Maybe(f, msg("OwnershipInformation"), &r.Ownership, func(f *markup.Form, x *Ownership) {
		markup.Leaf(f, rm("Owner"), &x.Owner, markup.String)
		markup.Leaf(f, rm("OwningJurisdiction"), &x.Jurisdiction, markup.String)
		markup.Leaf(f, rm("HomeDispatch"), &x.HomeDispatch, markup.String)
		markup.Leaf(f, rm("HomeUnit"), &x.HomeUnit, markup.String)
		f.Need(x.Owner != "" || x.Jurisdiction != "", "want Owner or OwningJurisdiction")
	})
	markup.Maybe(f, msg("ResourceStatus"), &r.Status, func(f *markup.Form, x *Status) {
		markup.Leaf(f, msg("InventoryRefreshDateTime"), &x.Refreshed, markup.Moment)
		markup.Maybe(f, msg("DeploymentStatus"), &x.Deployment, list)
		markup.Leaf(f, msg("Availability"), &x.Availability, markup.String)
	})
	f.Need(r.ID != "" || r.Name != "" || r.Type != nil, "want ResourceID, Name or TypeStructure")
}

func assignment(f *markup.Form, a *Assignment) {
	markup.Maybe(f, msg("Quantity"), &a.Quantity, quantity)
	markup.Leaf(f, msg("Restrictions"), &a.Restrictions, markup.String)
	markup.Leaf(f, msg("AnticipatedFunction"), &a.Function, markup.String)
	markup.Maybe(f, msg("PriceQuote"), &a.Price, quantity)
	markup.Leaf(f, msg("OrderID"), &a.Order, markup.String)
	markup.Maybe(f, msg("AssignmentInstructions"), &a.Instructions, func(f *markup.Form, x *Instructions) {
		markup.Leaf(f, rm("ModeOfTransportation"), &x.Transport, markup.String)
		markup.Leaf(f, rm("NavigationInstructions"), &x.Navigation, markup.String)
		markup.Leaf(f, rm("ReportingInstructions"), &x.Reporting, markup.String)
	})
}

// quantity moves an amount or lines of text, of which the schema wants one.
func quantity(f *markup.Form, q *Quantity) {
	markup.Each(f, rm("QuantityText"), &q.Text, func(f *markup.Form, v *string) { markup.Text(f, v, markup.String) })
	var measured *Quantity
	if q.Amount != nil {
		measured = q
	}
	markup.Maybe(f, rm("MeasuredQuantity"), &measured, func(f *markup.Form, x *Quantity) {
		markup.Leaf(f, rm("Amount"), &x.Amount, amount)
		markup.Maybe(f, rm("UnitOfMeasure"), &x.Unit, list)
		f.Need(x.Amount != nil, "Amount missing")
		f.Need(x.Amount == nil || *x.Amount >= 0 && !math.IsInf(*x.Amount, 0), "Amount: want a number that is not negative")
	})
	if f.Reading() && measured != nil {
		q.Amount, q.Unit = measured.Amount, measured.Unit
	}
	f.Need((measured == nil) != (len(q.Text) == 0), "want either MeasuredQuantity or QuantityText")
	f.Need(q.Amount != nil || q.Unit == nil, "UnitOfMeasure without Amount")
}

// amount is xs:double (XML Schema Part 2, 3.2.5), without its infinities.
var amount = markup.Codec[*float64]{
	Parse: func(s string) (*float64, error) {
		s = strings.TrimSpace(s)
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || strings.ContainsAny(s, "xX_pP") {
			return nil, fmt.Errorf("%q: want a number", markup.Clip(s))
		}
		return &v, nil
	},
	Format: func(v *float64) string {
		if v == nil {
			return ""
		}
		return number(*v)
	},
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func event(f *markup.Form, e *Event, t Type) {
	markup.Leaf(f, msg("ScheduleType"), &e.Type, markup.Token)
	markup.Leaf(f, msg("DateTime"), &e.At, markup.Moment)
	markup.Maybe(f, msg("Location"), &e.Location, location)
	f.Need(e.At.IsZero() || isCivil(e.At.UTC().Year()), "DateTime outside of the years 1 to 9999")
	f.Need(allows(t, e.Type), "ScheduleType %q: not in a message %s", markup.Clip(e.Type), t)
}
