package edxl

import (
	"time"

	"entente/balance/markup"
)

var sent = time.Date(2023, 7, 11, 12, 30, 0, 0, time.UTC)

func double(v float64) *float64 { return &v }

// head is the head of a message with an identifier.
func head(id string) Message {
	return Message{ID: id, Sent: sent, Contacts: []Contact{{Description: "Logistics desk", Role: Sender}}}
}

// full is an invented message of a type that has all that its type allows, by the tables.
func full(t Type) Message {
	has := func(path string) bool { return rules[path].of(t) != forbidden }
	place := &Location{Description: "The port", Address: &markup.Node{Children: []*markup.Node{{Name: markup.Name{Space: "urn:oasis:names:tc:ciq:xal:3", Local: "FreeTextAddress"},
		Children: []*markup.Node{{Name: markup.Name{Space: "urn:oasis:names:tc:ciq:xal:3", Local: "AddressLine"}, Text: "1 Quay & <Street>"}}}}}}
	place.Address.Name = rm("Address")
	area := &Location{Area: &markup.Node{Name: rm("TargetArea"), Children: []*markup.Node{{Name: markup.Name{Space: "http://www.opengis.net/gml", Local: "Point"},
		Children: []*markup.Node{{Name: markup.Name{Space: "http://www.opengis.net/gml", Local: "pos"}, Text: "54.6 25.3"}}}}}}
	more := &markup.Node{Name: rm("AdditionalContactInformation"), Children: []*markup.Node{{Name: markup.Name{Space: "urn:oasis:names:tc:ciq:xpil:3", Local: "PartyName"}}}}
	codes := &List{URN: "urn:x-test:codes", Values: []string{"a", " b "}}
	contact := Contact{Description: "Desk\nof two lines", Role: Requester, Radios: []Radio{{Type: *codes, Channel: "7"}}, Location: place, More: more}
	m := Message{
		Type: t, ID: "m-1", Sent: sent, Description: "All of it", Origin: "m-0", Incidents: []Incident{{ID: "i", Description: "Flood"}, {Description: "Storm"}},
		Recall: &Recall{Message: "m-00", Type: Update}, Contacts: []Contact{contact, {Role: Sender}},
	}
	if has("PrecedingMessageID") {
		m.Preceding = "m-0"
	}
	if has("Funding") {
		m.Funding = []Funding{{Code: "F1", Info: "General"}, {Info: "Other"}}
	}
	r := &Resource{ID: "r", Name: "Pump", Type: codes, Keywords: []List{*codes, {URN: "urn:x", Values: []string{""}}}, Description: "A pump", Credentials: "c", Certifications: "d", Special: "e",
		Info: &markup.Node{Name: msg("TypeInfo"), Children: []*markup.Node{{Name: markup.Name{Local: "Kind"}, Text: "Equipment"}, {Name: markup.Name{Space: "urn:x-test:type", Local: "Kind"}, Attrs: []markup.Attribute{{Name: markup.Name{Space: "urn:x-test:more", Local: "of"}, Value: "2"}}}}}}
	if has("ResourceInformation/Resource/ResponsibleParty") {
		r.Responsible = &contact
	}
	if has("ResourceInformation/Resource/OwnershipInformation") {
		r.Ownership = &Ownership{Owner: "DEU", Jurisdiction: "Hamburg", HomeDispatch: "h", HomeUnit: "u"}
	}
	const status = "ResourceInformation/Resource/ResourceStatus"
	if has(status) {
		r.Status = &Status{Deployment: codes}
		if has(status + "/InventoryRefreshDateTime") {
			r.Status.Refreshed = sent
		}
		if has(status + "/Availability") {
			r.Status.Availability = "tomorrow"
		}
	}
	const assigned = "ResourceInformation/AssignmentInformation"
	a := &Assignment{Quantity: &Quantity{Amount: double(2.5), Unit: &List{URN: "urn:x-test:ucum", Values: []string{"t"}}}, Restrictions: "by day", Function: "pumping"}
	if has(assigned + "/PriceQuote") {
		a.Price = &Quantity{Text: []string{"at market price", "or less"}}
	}
	if has(assigned + "/OrderID") {
		a.Order = "o"
	}
	if has(assigned + "/AssignmentInstructions") {
		a.Instructions = &Instructions{Transport: "rail", Navigation: "north", Reporting: "to the desk"}
	}
	e := Entry{ID: "e", Resource: r, Assignment: a}
	if has("ResourceInformation/ResponseInformation") {
		e.Response = &Response{Entry: "e0", Type: Provisional, Code: codes, Reason: "in part"}
	}
	for _, kind := range []string{RequestedArrival, EstimatedArrival, ActualArrival, RequestedDeparture, EstimatedDeparture, ActualDeparture, EstimatedReturnDeparture,
		EstimatedReturnArrival, ActualReturnArrival, RequestedReturnDeparture, RequestedReturnArrival, ActualReturnDeparture, BeginAvailable, EndAvailable, Committed, Current, ReportTo, Route} {
		if allows(t, kind) {
			e.Schedule = append(e.Schedule, Event{Type: kind, At: sent, Location: area})
		}
	}
	second := e
	second.ID, second.Schedule = "e2", e.Schedule[:1]
	m.Entries = []Entry{e, second}
	return m
}
