// Package iati writes and reads assistance as activities of the International Aid Transparency Initiative, version 2.03
// (IATI Activity Standard 2.03; its schema is iati-activities-schema.xsd with iati-common.xsd of that version).
//
// What is written is valid by that schema: its elements stand in the order of the schema, which is not free. Of what the
// standard has, an [Activity] holds who gives to whom, where, for what, when, how much was planned, promised and paid, and
// on which conditions. The rest (locations, contacts, documents, results, ...) is not read; it is counted and named in the
// [Report].
//
// Data that were invented are marked in four places, any of which is enough for a reader: a word in front of every title,
// description and name of the reporting organisation ([Marker]); and an attribute of the document and of every activity in
// a namespace of its own ([Space]), which the schema admits (anyAttribute of other namespaces). A reader of ours sets
// [Document.Exercise] on the first of them that it meets and takes the words off again.
package iati

import (
	"fmt"
	"io"
	"time"

	"entente"
	"entente/balance/markup"
	"entente/cal"
	"entente/unit"
)

// Version is the version of the standard that is written, and read.
const Version = "2.03"

// Marker stands in front of the texts of a document that was invented for an exercise.
const Marker = "EXERCISE: "

// Space is the namespace of the attribute exercise="1", the one thing written that is not of the standard.
const Space = "urn:entente:exercise"

// A Document is a file of activities (iati-activities).
type Document struct {
	Generated  time.Time  `json:"generated,omitzero"` // generated-datetime
	Exercise   bool       `json:"exercise,omitempty"` // invented, all of it
	Activities []Activity `json:"activities"`
}

// An Activity is one piece of assistance (iati-activity). The codes are those of the code lists of the standard, which the
// schema leaves open: the fields that hold them are texts, and the lists of the codes used most stand here as constants.
type Activity struct {
	ID           string           `json:"id"`                 // iati-identifier
	Updated      time.Time        `json:"updated,omitzero"`   // last-updated-datetime
	Lang         string           `json:"lang,omitempty"`     // of texts that do not say theirs
	Currency     string           `json:"currency,omitempty"` // default-currency; the values in an Activity say theirs all the same
	Humanitarian *bool            `json:"humanitarian,omitempty"`
	Hierarchy    string           `json:"hierarchy,omitempty"`
	Reporter     Reporter         `json:"reporter"` // reporting-org
	Title        []Text           `json:"title"`
	About        []Description    `json:"descriptions"`
	Parties      []Participant    `json:"parties"`             // participating-org
	Status       string           `json:"status"`              // activity-status; such as [Implementation]
	Dates        []Milestone      `json:"dates"`               // activity-date
	Scope        string           `json:"scope,omitempty"`     // activity-scope
	Countries    []Country        `json:"countries,omitempty"` // recipient-country
	Regions      []Classification `json:"regions,omitempty"`   // recipient-region
	Sectors      []Classification `json:"sectors,omitempty"`
	Budgets      []Budget         `json:"budgets,omitempty"`
	Planned      []Planned        `json:"planned,omitempty"` // planned-disbursement
	Transfers    []Transaction    `json:"transactions,omitempty"`
	Related      []Related        `json:"related,omitempty"` // related-activity
	Conditions   *Conditions      `json:"conditions,omitempty"`
}

// The states of an activity (code list ActivityStatus).
const (
	Pipeline       = "1"
	Implementation = "2"
	Finalisation   = "3"
	Closed         = "4"
	Cancelled      = "5"
	Suspended      = "6"
)

// A Text is a text in a language (narrative); Lang "" is that of its activity.
type Text struct {
	Lang string `json:"lang,omitempty"`
	Text string `json:"text"`
}

// A Reporter is who publishes an activity (reporting-org).
type Reporter struct {
	Ref       string `json:"ref"`
	Type      string `json:"type"` // code list OrganisationType, such as "10" for a government
	Secondary *bool  `json:"secondary,omitempty"`
	Name      []Text `json:"name"`
}

// A Description says what an activity is for; Type is of the code list DescriptionType, "1" being general.
type Description struct {
	Type string `json:"type,omitempty"`
	Text []Text `json:"text"`
}

// A Participant is an organisation with a role in an activity (participating-org).
type Participant struct {
	Role     string `json:"role"`
	Ref      string `json:"ref,omitempty"`
	Type     string `json:"type,omitempty"`
	Activity string `json:"activity,omitempty"` // activity-id: theirs
	Channel  string `json:"channel,omitempty"`  // crs-channel-code
	Name     []Text `json:"name,omitempty"`
}

// The roles of organisations (code list OrganisationRole).
const (
	Funding      = "1"
	Accountable  = "2"
	Extending    = "3"
	Implementing = "4"
)

// A Milestone is a day of an activity (activity-date).
type Milestone struct {
	Type string   `json:"type"`
	Day  cal.Date `json:"day"`
	Text []Text   `json:"text,omitempty"`
}

// The kinds of days (code list ActivityDateType).
const (
	PlannedStart = "1"
	ActualStart  = "2"
	PlannedEnd   = "3"
	ActualEnd    = "4"
)

// A Country is one that receives, by its ISO 3166-1 alpha-2 code.
type Country struct {
	Code    string        `json:"code"`
	Percent *unit.Decimal `json:"percent,omitempty"`
	Name    []Text        `json:"name,omitempty"`
}

// A Classification is a region or a sector: a code of a vocabulary ("" is the first of the standard's list).
type Classification struct {
	Code       string        `json:"code"`
	Vocabulary string        `json:"vocabulary,omitempty"`
	URI        string        `json:"uri,omitempty"` // of the vocabulary
	Percent    *unit.Decimal `json:"percent,omitempty"`
	Name       []Text        `json:"name,omitempty"`
}

// Money is an amount of a currency, by its ISO 4217 code, converted if need be as of a day (value).
type Money struct {
	Amount   unit.Decimal `json:"amount"`
	Currency string       `json:"currency"`
	Day      cal.Date     `json:"day"` // value-date
}

// A Budget is what an activity may spend in a period. Type: "1" original, "2" revised. Status: "1" indicative, "2" committed.
type Budget struct {
	Type   string     `json:"type,omitempty"`
	Status string     `json:"status,omitempty"`
	Period cal.Period `json:"period"`
	Value  Money      `json:"value"`
}

// A Planned is a payment that is planned for a period, or for a day (planned-disbursement). Type is as of a [Budget].
type Planned struct {
	Type     string    `json:"type,omitempty"`
	First    cal.Date  `json:"first"`
	Last     *cal.Date `json:"last,omitempty"`
	Value    Money     `json:"value"`
	Provider *Org      `json:"provider,omitempty"`
	Receiver *Org      `json:"receiver,omitempty"`
}

// An Org is an organisation that gives or receives, and its own activity for that.
type Org struct {
	Ref      string `json:"ref,omitempty"`
	Type     string `json:"type,omitempty"`
	Activity string `json:"activity,omitempty"`
	Name     []Text `json:"name,omitempty"`
}

// A Transaction is money that was promised, given, received or spent on a day.
type Transaction struct {
	Ref          string           `json:"ref,omitempty"`
	Humanitarian *bool            `json:"humanitarian,omitempty"`
	Type         string           `json:"type"`
	Day          cal.Date         `json:"day"`
	Value        Money            `json:"value"`
	Text         []Text           `json:"text,omitempty"`
	Provider     *Org             `json:"provider,omitempty"`
	Receiver     *Org             `json:"receiver,omitempty"`
	Channel      string           `json:"channel,omitempty"` // disbursement-channel
	Sectors      []Classification `json:"sectors,omitempty"`
	Country      *Country         `json:"country,omitempty"`
	Region       *Classification  `json:"region,omitempty"`
	Flow         string           `json:"flow,omitempty"`    // flow-type
	Finance      string           `json:"finance,omitempty"` // finance-type
	Aid          []Classification `json:"aid,omitempty"`     // aid-type
	Tied         string           `json:"tied,omitempty"`    // tied-status
}

// The kinds of transactions (code list TransactionType).
const (
	IncomingFunds      = "1"
	OutgoingCommitment = "2"
	Disbursement       = "3"
	Expenditure        = "4"
	InterestPayment    = "5"
	LoanRepayment      = "6"
	Reimbursement      = "7"
	PurchaseOfEquity   = "8"
	SaleOfEquity       = "9"
	CreditGuarantee    = "10"
	IncomingCommitment = "11"
	OutgoingPledge     = "12"
	IncomingPledge     = "13"
)

// A Related is another activity. Type: "1" parent, "2" child, "3" sibling, "4" co-funded, "5" third party.
type Related struct {
	Ref  string `json:"ref"`
	Type string `json:"type"`
}

// Conditions are what an activity depends on. Attached false says that there are none.
type Conditions struct {
	Attached bool        `json:"attached"`
	List     []Condition `json:"list,omitempty"`
}

// A Condition is one of them. Type: "1" policy, "2" performance, "3" fiduciary.
type Condition struct {
	Type string `json:"type"`
	Text []Text `json:"text"`
}

// A Report says what became of what was read. Counted are activities, and in each that is stored its budgets, planned
// disbursements, transactions and conditions: Read = Stored + Refused, and Refused = len(Refusals). What stands in a refused
// activity is not counted by itself.
type Report = markup.Report

// Write writes d, or says what it lacks by the schema, in an error that wraps entente.ErrInvalid.
func Write(w io.Writer, d Document) error {
	n, err := markup.Build(name("iati-activities"), &d, document)
	if err == nil {
		err = n.Write(w, markup.Prefix{Prefix: "exercise", Space: Space})
	}
	if err != nil {
		return fmt.Errorf("iati: %w", err)
	}
	return nil
}

// Read reads a file of activities of version 2. It fails, with an error that wraps entente.ErrInvalid, on what is no such
// file: not well formed, with a document type declaration, or over the bounds of markup. A record that the standard does
// not admit is refused by itself and stands in the report.
func Read(r io.Reader) (Document, Report, error) {
	var d Document
	n, err := markup.Parse(r)
	if err != nil {
		return d, Report{}, fmt.Errorf("iati: %w", err)
	}
	if n.Name != name("iati-activities") {
		return d, Report{}, fmt.Errorf("iati: line %d: element %q: want iati-activities: %w", n.Line, markup.Clip(n.Local), entente.ErrInvalid)
	}
	report, err := markup.Read(n, &d, document)
	if err != nil {
		return d, report, fmt.Errorf("iati: %w", err)
	}
	return d, report, nil
}
