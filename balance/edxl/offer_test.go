package edxl

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/balance"
	"entente/cal"
)

func requirement() balance.Requirement {
	label, err := entente.ParseLabel("RESTRICTED:ALLIES+UKR")
	if err != nil {
		panic(err)
	}
	return balance.Requirement{
		ID: "need-1", Title: "Pumps for the north", Kind: "pump", Quantity: 12.5, Unit: "t", Area: "north", Period: cal.Days(cal.NewDate(2023, 7, 11), cal.NewDate(2023, 9, 30)),
		Within: 10, Standards: []string{"STANAG 1, ed. 2", "AEP-7"}, Weight: 0.1, By: "marcom", Label: label,
		Source: &entente.Source{Title: "Plan", URL: "https://example.org", Date: cal.Month(2023, 7), Place: "p. 3"},
	}
}

func contribution() balance.Contribution {
	r := requirement()
	lapse := cal.NewDate(2023, 8, 1)
	return balance.Contribution{
		ID: "offer-1", Title: "Pumps of Arland", Party: "DEU", Kind: "pump", Quantity: 7, Unit: "t", Areas: []string{"north", "east"}, Period: r.Period, Ready: 5, Standards: r.Standards,
		Package: 0.5, Cost: 1e6 / 3.0, Currency: "EUR", Asset: "pump-7", Requires: []string{"lift-1"}, Condition: "if the parliament agrees", Expires: &lapse,
		State: balance.Offered, Serves: []string{"need-1"}, Source: r.Source, Label: r.Label,
	}
}

// again sends a message through the format.
func again(t testing.TB, m Message) Message {
	t.Helper()
	got, r, err := Read(bytes.NewReader(written(t, m)))
	if err != nil || r.Refused > 0 || dump(t, got) != dump(t, m) {
		t.Fatalf("%v %v\n%s\nwant\n%s", err, r, dump(t, got), dump(t, m))
	}
	return got
}

func requestAgain(t testing.TB, r balance.Requirement) {
	t.Helper()
	m, err := RequestOf(head("m"), r)
	if err != nil {
		return // what EDXL-RM cannot say, such as a year 10000
	}
	got, err := RequirementOf(again(t, m), 0)
	if err != nil || dump(t, got) != dump(t, r) {
		t.Errorf("%v\n%s\nwant\n%s", err, dump(t, got), dump(t, r))
	}
}

func offerAgain(t testing.TB, c balance.Contribution) {
	t.Helper()
	m, err := OfferOf(head("m"), c)
	if err != nil {
		return
	}
	got, err := ContributionOf(again(t, m), 0)
	if err != nil || dump(t, got) != dump(t, c) {
		t.Errorf("%v\n%s\nwant\n%s", err, dump(t, got), dump(t, c))
	}
}

// Whatever our types hold comes back: with all fields, with each alone, and with none but those that have to be there.
func TestRequirementRoundTrip(t *testing.T) {
	all := requirement()
	requestAgain(t, all)
	check := func(change func(r *balance.Requirement)) {
		t.Helper()
		r := balance.Requirement{ID: "need-1", Kind: "pump"}
		change(&r)
		m, err := RequestOf(head("m"), r)
		if err != nil {
			t.Error(err)
			return
		}
		if got, err := RequirementOf(again(t, m), 0); err != nil || dump(t, got) != dump(t, r) {
			t.Errorf("%v\n%s\nwant\n%s", err, dump(t, got), dump(t, r))
		}
	}
	check(func(r *balance.Requirement) {})
	check(func(r *balance.Requirement) { r.Title = " Title\twith <space>\n" })
	check(func(r *balance.Requirement) { r.Quantity = 0.1 + 0.2 })
	check(func(r *balance.Requirement) { r.Quantity = 1e300 })
	check(func(r *balance.Requirement) { r.Unit = "battlegroups" })
	check(func(r *balance.Requirement) { r.Unit = "EUR" })
	check(func(r *balance.Requirement) { r.Area = "north" })
	check(func(r *balance.Requirement) { r.Period = cal.Always })
	check(func(r *balance.Requirement) { r.Period = cal.Since(cal.NewDate(2023, 7, 11)) })
	check(func(r *balance.Requirement) { r.Period = cal.Until(cal.NewDate(2023, 7, 11)) })
	check(func(r *balance.Requirement) { r.Period = cal.Day(cal.NewDate(1, 1, 2)) })
	check(func(r *balance.Requirement) { r.Within = all.Within })
	check(func(r *balance.Requirement) { r.Standards = all.Standards })
	check(func(r *balance.Requirement) { r.Weight = all.Weight })
	check(func(r *balance.Requirement) { r.By = all.By })
	check(func(r *balance.Requirement) { r.Source = &entente.Source{Title: "Plan"} })
	check(func(r *balance.Requirement) { r.Label = all.Label })
}

func TestContributionRoundTrip(t *testing.T) {
	all := contribution()
	offerAgain(t, all)
	check := func(change func(c *balance.Contribution)) {
		t.Helper()
		c := balance.Contribution{ID: "offer-1", Kind: "pump"}
		change(&c)
		m, err := OfferOf(head("m"), c)
		if err != nil {
			t.Error(err)
			return
		}
		if got, err := ContributionOf(again(t, m), 0); err != nil || dump(t, got) != dump(t, c) {
			t.Errorf("%v\n%s\nwant\n%s", err, dump(t, got), dump(t, c))
		}
	}
	check(func(c *balance.Contribution) {})
	check(func(c *balance.Contribution) { c.Party = all.Party })
	check(func(c *balance.Contribution) { c.Title = all.Title })
	check(func(c *balance.Contribution) { c.Quantity, c.Unit = 3, "t" })
	check(func(c *balance.Contribution) { c.Areas = all.Areas })
	check(func(c *balance.Contribution) { c.Period = cal.Always })
	check(func(c *balance.Contribution) { c.Period = cal.Year(2023) })
	check(func(c *balance.Contribution) { c.Ready, c.Package = 3, 2 })
	check(func(c *balance.Contribution) { c.Standards = []string{"a, b", ""} })
	check(func(c *balance.Contribution) { c.Cost, c.Currency = 0.1, "EUR" })
	check(func(c *balance.Contribution) { c.Cost, c.Quantity = 0.1, 3 })
	check(func(c *balance.Contribution) { c.Currency = "EUR" })
	check(func(c *balance.Contribution) { c.Asset, c.Requires = all.Asset, all.Requires })
	check(func(c *balance.Contribution) { c.Condition, c.Expires = all.Condition, all.Expires })
	check(func(c *balance.Contribution) { c.Serves = []string{"a", "b"} })
	check(func(c *balance.Contribution) { c.Source, c.Label = all.Source, all.Label })
	for _, s := range []balance.State{balance.Offered, balance.Accepted, balance.Withdrawn, balance.Expired} {
		check(func(c *balance.Contribution) { c.State = s })
	}
}

// exchange is a request, an answer to it in part, its acceptance and their withdrawals, and an unsolicited offer.
func exchange(t *testing.T) map[string]Message {
	t.Helper()
	all := map[string]Message{}
	keep := func(name string, m Message, err error) Message {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = again(t, m)
		return all[name]
	}
	payer := head("m-3")
	payer.Funding = []Funding{{Code: "F-1"}}
	request := head("m-1")
	request.Exercise, request.Incidents = true, []Incident{{ID: "flood"}}
	m, err := RequestOf(request, requirement())
	request = keep("request", m, err)
	m, err = ResponseOf(head("m-2"), request, contribution())
	response := keep("response", m, err)
	m, err = AcceptanceOf(payer, response, "offer-1")
	acceptance := keep("acceptance", m, err)
	m, err = WithdrawalOf(head("m-4"), response)
	keep("withdrawal", m, err)
	m, err = WithdrawalOf(func() Message { h := payer; h.ID = "m-5"; return h }(), acceptance)
	keep("withdrawal of the acceptance", m, err)
	m, err = OfferOf(head("m-6"), contribution())
	keep("offer", m, err)
	return all
}

func TestExchange(t *testing.T) {
	all := exchange(t)
	check := func(name string, kind Type, preceding string, state balance.State) {
		t.Helper()
		m := all[name]
		if m.Type != kind || m.Preceding != preceding || m.Origin != "m-1" || !m.Exercise || len(m.Incidents) != 1 {
			t.Errorf("%s: %s after %s, begun by %s, exercise %v: %v", name, m.Type, m.Preceding, m.Origin, m.Exercise, m.Incidents)
		}
		want := contribution()
		want.State = state
		if got, err := ContributionOf(m, 0); err != nil || dump(t, got) != dump(t, want) {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, dump(t, got), dump(t, want))
		}
	}
	check("response", ResponseToRequestResource, "m-1", balance.Offered)
	check("acceptance", RequisitionResource, "m-2", balance.Accepted)
	check("withdrawal", ResponseToRequestResource, "m-1", balance.Withdrawn)
	check("withdrawal of the acceptance", RequisitionResource, "m-2", balance.Offered)
	want := Response{Entry: "need-1", Type: Provisional, Reason: "in part: 7 of 12.5 t; on condition: if the parliament agrees; requires lift-1; lapses on 2023-08-01"}
	if got := *all["response"].Entries[0].Response; dump(t, got) != dump(t, want) {
		t.Error(got)
	}
	if r := all["withdrawal"].Recall; r == nil || *r != (Recall{"m-2", Cancel}) {
		t.Error(r)
	}
	whole := contribution()
	whole.Quantity, whole.Condition, whole.Requires, whole.Expires = 12.5, "", nil, nil
	m, err := ResponseOf(head("m-2"), all["request"], whole)
	if err != nil || *m.Entries[0].Response != (Response{Entry: "need-1", Type: Accept}) {
		t.Errorf("%v %+v", err, m.Entries)
	}
}

func TestMappingRefuses(t *testing.T) {
	all := exchange(t)
	check := func(want string, err error) {
		t.Helper()
		if !errors.Is(err, entente.ErrInvalid) && !errors.Is(err, entente.ErrNotFound) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	_, err := RequestOf(head("m"), balance.Requirement{Kind: "pump"})
	check("ResourceInfoElementID missing", err)
	_, err = RequestOf(head("m"), balance.Requirement{ID: "x"})
	check("requirement x: kind missing", err)
	_, err = RequestOf(head("m"), requirement(), requirement())
	check(`a second one with the ResourceInfoElementID "need-1"`, err)
	_, err = RequestOf(head("m"))
	check("ResourceInformation missing", err)
	_, err = RequestOf(Message{ID: "m", Sent: sent}, requirement())
	check("ContactInformation missing", err)
	for _, p := range []cal.Period{cal.Day(cal.NewDate(1, 1, 1)), cal.Day(cal.NewDate(9999, 12, 31))} {
		_, err = RequestOf(head("m"), balance.Requirement{ID: "x", Kind: "pump", Period: p})
		check("DateTime outside of the years 1 to 9999", err)
	}
	_, err = OfferOf(head("m"), balance.Contribution{ID: "x"})
	check("contribution x: kind missing", err)
	_, err = OfferOf(head("m"), balance.Contribution{ID: "x", Kind: "pump", Quantity: -1})
	check("not negative", err)
	_, err = ResponseOf(head("m"), all["request"], balance.Contribution{ID: "x", Kind: "pump", Serves: []string{"y"}})
	check(`contribution x: serves ["y"], none of which is an entry of m-1`, err)
	_, err = AcceptanceOf(head("m"), all["response"])
	check("Funding missing", err)
	_, err = AcceptanceOf(head("m"), all["response"], "y")
	check(`m-2 has no entry "y"`, err)
	_, err = RequirementOf(all["response"], 0)
	check("ResponseToRequestResource m-2: want a request", err)
	_, err = ContributionOf(all["request"], 0)
	check("RequestResource m-1: want an offer", err)
	_, err = ContributionOf(all["response"], 1)
	check("m-2: entry 1 of 1", err)
	m, err := WithdrawalOf(head("m-9"), all["request"])
	if err != nil {
		t.Fatal(err)
	}
	_, err = RequirementOf(m, 0)
	check("m-9 takes the request m-1 back", err)
}

// What others write is read by the elements of the standard alone.
func TestOthers(t *testing.T) {
	const text = `<CommitResource xmlns="urn:oasis:names:tc:emergency:EDXL:RM:1.0:msg" xmlns:rm="urn:oasis:names:tc:emergency:EDXL:RM:1.0">
<MessageID>7</MessageID><SentDateTime>2023-07-11T12:00:00+02:00</SentDateTime><MessageContentType>CommitResource</MessageContentType>
<OriginatingMessageID>5</OriginatingMessageID><PrecedingMessageID>6</PrecedingMessageID>
<ContactInformation><rm:ContactRole>RespondingOrg</rm:ContactRole></ContactInformation>
<ResourceInformation><ResourceInfoElementID>a</ResourceInfoElementID>
<ResponseInformation><rm:PrecedingResourceInfoElementID>b</rm:PrecedingResourceInfoElementID><rm:ResponseType>Provisional</rm:ResponseType><rm:ResponseReason>if the road is open</rm:ResponseReason></ResponseInformation>
<Resource><Name>Truck</Name><TypeStructure><rm:ValueListURN>urn:x:types</rm:ValueListURN><rm:Value>T9</rm:Value></TypeStructure><Certifications>ADR, off road</Certifications>
<OwnershipInformation><rm:OwningJurisdiction>POL</rm:OwningJurisdiction></OwnershipInformation></Resource>
<AssignmentInformation><Quantity><rm:QuantityText> 4 </rm:QuantityText></Quantity>
<PriceQuote><rm:MeasuredQuantity><rm:Amount>1e3</rm:Amount><rm:UnitOfMeasure><rm:ValueListURN>urn:x:money</rm:ValueListURN><rm:Value>PLN</rm:Value></rm:UnitOfMeasure></rm:MeasuredQuantity></PriceQuote></AssignmentInformation>
<ScheduleInformation><ScheduleType>BeginAvailable</ScheduleType><DateTime>2023-07-12T08:00:00Z</DateTime></ScheduleInformation>
<ScheduleInformation><ScheduleType>EndAvailable</ScheduleType><DateTime>2023-07-20T08:00:00Z</DateTime></ScheduleInformation>
</ResourceInformation></CommitResource>`
	m, r, err := Read(strings.NewReader(text))
	if err != nil || r.Stored != 1 || len(r.Ignored) != 0 || !m.Sent.Equal(time.Date(2023, 7, 11, 10, 0, 0, 0, time.UTC)) {
		t.Fatalf("%v %+v", err, r)
	}
	c, err := ContributionOf(m, 0)
	want := balance.Contribution{ID: "a", Title: "Truck", Party: "POL", Kind: "Truck", Quantity: 4, Period: cal.Days(cal.NewDate(2023, 7, 12), cal.NewDate(2023, 7, 20)),
		Standards: []string{"ADR", "off road"}, Cost: 250, Currency: "PLN", Condition: "if the road is open", State: balance.Accepted}
	if err != nil || dump(t, c) != dump(t, want) {
		t.Errorf("%v\n%s\nwant\n%s", err, dump(t, c), dump(t, want))
	}
	m, _, err = Read(strings.NewReader(strings.Replace(text, " 4 ", "a few", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ContributionOf(m, 0); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), `edxl: 7, entry a: quantity in words: ["a few"]`) {
		t.Error(err)
	}
}
