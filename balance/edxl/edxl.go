// Package edxl writes and reads offers and requests as messages of EDXL-RM 1.0 (Emergency Data Exchange Language Resource
// Messaging, OASIS Standard, November 2008, incorporating the approved errata of December 2009), and turns requirements and
// contributions of package balance into them and back.
//
// # What was taken from where
//
// The elements, their order, their namespaces, how often each may stand in each of the 16 types of message, the kinds of
// schedule in each, and the values of lists were taken from the schemas of the standard (EDXL-RMCommonTypes.xsd and the 16
// schemas of message types), read in a copy that a public project keeps (xCore 1.3.3) and not at the standard's own address;
// whether that copy has all errata could not be checked. What is written here was validated against it, in all 16 types.
// Rules that the schemas state only in comments (at least one of several elements; a reason for a provisional response) come
// from the same files. That quantities are not negative, and the rules that depend on the response ([Message.Doubts]), come
// from the element definitions of section 3.3 as another public implementation (EDXLSharp) quotes them from public review
// draft 02; whether the approved text still has each of them could not be checked, so the latter are told and not enforced.
// In one place the schemas disagree with each other: in RequestResource, FundCode and FundingInfo stand in the namespace of
// messages, in all others in that of types. It is written so, and read either way.
//
// Of the parts that EDXL-RM takes from other standards (xPIL parties, xAL addresses, GML geometries) and of TypeInfo, which
// may hold anything, the elements are kept as they are and not looked into.
//
// EDXL-RM has no mark for an exercise: that is said by the EDXL-DE envelope around it (distributionStatus). So that it is not
// lost with the envelope, the description of a message that was invented begins with [Marker].
package edxl

import (
	"fmt"
	"io"
	"slices"
	"time"

	"entente"
	"entente/balance/markup"
)

// The namespaces of the standard: of common types, and of messages.
const (
	Space        = "urn:oasis:names:tc:emergency:EDXL:RM:1.0"
	MessageSpace = "urn:oasis:names:tc:emergency:EDXL:RM:1.0:msg"
)

// Marker stands in front of the description of a message that was invented for an exercise.
const Marker = "EXERCISE: "

// A Type is a type of message.
type Type string

// The types of messages (MessageContentType).
const (
	RequestResource                             Type = "RequestResource"
	ResponseToRequestResource                   Type = "ResponseToRequestResource"
	RequisitionResource                         Type = "RequisitionResource"
	CommitResource                              Type = "CommitResource"
	RequestInformation                          Type = "RequestInformation"
	ResponseToRequestInformation                Type = "ResponseToRequestInformation"
	OfferUnsolicitedResource                    Type = "OfferUnsolicitedResource"
	ReleaseResource                             Type = "ReleaseResource"
	RequestReturn                               Type = "RequestReturn"
	ResponseToRequestReturn                     Type = "ResponseToRequestReturn"
	RequestQuote                                Type = "RequestQuote"
	ResponseToRequestQuote                      Type = "ResponseToRequestQuote"
	RequestResourceDeploymentStatus             Type = "RequestResourceDeploymentStatus"
	ReportResourceDeploymentStatus              Type = "ReportResourceDeploymentStatus"
	RequestExtendedDeploymentDuration           Type = "RequestExtendedDeploymentDuration"
	ResponseToRequestExtendedDeploymentDuration Type = "ResponseToRequestExtendedDeploymentDuration"
)

// Types returns the types of messages, in the order of the standard.
func Types() []Type { return slices.Clone(types) }

var types = []Type{RequestResource, ResponseToRequestResource, RequisitionResource, CommitResource, RequestInformation, ResponseToRequestInformation,
	OfferUnsolicitedResource, ReleaseResource, RequestReturn, ResponseToRequestReturn, RequestQuote, ResponseToRequestQuote,
	RequestResourceDeploymentStatus, ReportResourceDeploymentStatus, RequestExtendedDeploymentDuration, ResponseToRequestExtendedDeploymentDuration}

// A Message is one message. Which of its parts may, have to or must not be there depends on its type; [Write] and [Read] say so.
type Message struct {
	Type        Type       `json:"type"`
	ID          string     `json:"id"`
	Sent        time.Time  `json:"sent"`
	Description string     `json:"description,omitempty"`
	Exercise    bool       `json:"exercise,omitempty"`  // invented
	Origin      string     `json:"origin"`              // OriginatingMessageID: the message that began the exchange, which may be this
	Preceding   string     `json:"preceding,omitempty"` // PrecedingMessageID: the message that this answers
	Incidents   []Incident `json:"incidents,omitempty"`
	Recall      *Recall    `json:"recall,omitempty"`
	Funding     []Funding  `json:"funding,omitempty"`
	Contacts    []Contact  `json:"contacts"`
	Entries     []Entry    `json:"entries,omitempty"` // ResourceInformation
}

// An Incident is what a message is about; one of the two has to be there.
type Incident struct {
	ID          string `json:"id,omitempty"`
	Description string `json:"description,omitempty"`
}

// A Recall takes back a message that was sent before.
type Recall struct {
	Message string `json:"message"` // its MessageID
	Type    string `json:"type"`
}

// The kinds of recalls: the message with the recall stands for the other, or the other no longer holds.
const (
	Update = "Update"
	Cancel = "Cancel"
)

// Funding is who pays; one of the two has to be there.
type Funding struct {
	Code string `json:"code,omitempty"`
	Info string `json:"info,omitempty"`
}

// A Contact is whom to speak to; a description or a role has to be there.
type Contact struct {
	Description string       `json:"description,omitempty"`
	Role        string       `json:"role,omitempty"`
	Radios      []Radio      `json:"radios,omitempty"`
	Location    *Location    `json:"location,omitempty"`
	More        *markup.Node `json:"more,omitempty"` // AdditionalContactInformation, by xPIL
}

// The roles of contacts.
const (
	Sender              = "Sender"
	Requester           = "Requester"
	SubjectMatterExpert = "SubjectMatterExpert"
	Approver            = "Approver"
	RespondingOrg       = "RespondingOrg"
	Owner               = "Owner"
)

// A Radio is how to reach a contact.
type Radio struct {
	Type    List   `json:"type"`
	Channel string `json:"channel"`
}

// A List is values of a published list (ValueList), which its name identifies.
type List struct {
	URN    string   `json:"urn"`
	Values []string `json:"values"`
}

// A Location is a place; one of the three has to be there.
type Location struct {
	Description string       `json:"description,omitempty"`
	Address     *markup.Node `json:"address,omitempty"` // by xAL
	Area        *markup.Node `json:"area,omitempty"`    // TargetArea, by GML
}

// An Entry is what a message says about one resource (ResourceInformation). Later messages refer to it by its ID.
type Entry struct {
	ID         string      `json:"id"`
	Response   *Response   `json:"response,omitempty"`
	Resource   *Resource   `json:"resource,omitempty"`
	Assignment *Assignment `json:"assignment,omitempty"`
	Schedule   []Event     `json:"schedule,omitempty"`
}

// A Response answers an entry of the preceding message. One that is provisional has to give a code or a reason.
type Response struct {
	Entry  string `json:"entry"` // PrecedingResourceInfoElementID
	Type   string `json:"type"`
	Code   *List  `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// The kinds of responses.
const (
	Accept      = "Accept"
	Decline     = "Decline"
	Provisional = "Provisional"
)

// A Resource is a thing or people; an id, a name or a type has to be there.
type Resource struct {
	ID             string       `json:"id,omitempty"`
	Name           string       `json:"name,omitempty"`
	Type           *List        `json:"type,omitempty"`     // TypeStructure
	Info           *markup.Node `json:"info,omitempty"`     // TypeInfo: anything, as the type has it
	Keywords       []List       `json:"keywords,omitempty"` // Keyword
	Description    string       `json:"description,omitempty"`
	Credentials    string       `json:"credentials,omitempty"`
	Certifications string       `json:"certifications,omitempty"`
	Special        string       `json:"special,omitempty"` // SpecialRequirements
	Responsible    *Contact     `json:"responsible,omitempty"`
	Ownership      *Ownership   `json:"ownership,omitempty"`
	Status         *Status      `json:"status,omitempty"`
}

// An Ownership is whose a resource is; an owner or a jurisdiction has to be there.
type Ownership struct {
	Owner        string `json:"owner,omitempty"`
	Jurisdiction string `json:"jurisdiction,omitempty"`
	HomeDispatch string `json:"homeDispatch,omitempty"`
	HomeUnit     string `json:"homeUnit,omitempty"`
}

// A Status is how a resource is.
type Status struct {
	Refreshed    time.Time `json:"refreshed,omitzero"` // InventoryRefreshDateTime
	Deployment   *List     `json:"deployment,omitempty"`
	Availability string    `json:"availability,omitempty"`
}

// An Assignment is how much of a resource is meant, for what and at which price.
type Assignment struct {
	Quantity     *Quantity     `json:"quantity,omitempty"`
	Restrictions string        `json:"restrictions,omitempty"`
	Function     string        `json:"function,omitempty"` // AnticipatedFunction
	Price        *Quantity     `json:"price,omitempty"`    // PriceQuote
	Order        string        `json:"order,omitempty"`    // OrderID
	Instructions *Instructions `json:"instructions,omitempty"`
}

// A Quantity is an amount of a unit or, where there is none, so many lines of text.
type Quantity struct {
	Amount *float64 `json:"amount,omitempty"`
	Unit   *List    `json:"unit,omitempty"` // UnitOfMeasure; one value
	Text   []string `json:"text,omitempty"`
}

// Instructions say how a resource gets to its assignment.
type Instructions struct {
	Transport  string `json:"transport,omitempty"`  // ModeOfTransportation
	Navigation string `json:"navigation,omitempty"` // NavigationInstructions
	Reporting  string `json:"reporting,omitempty"`  // ReportingInstructions
}

// An Event is a time or a place of a resource, or both (ScheduleInformation).
type Event struct {
	Type     string    `json:"type"` // such as [RequestedArrival]
	At       time.Time `json:"at,omitzero"`
	Location *Location `json:"location,omitempty"`
}

// A Report says what became of what was read. Counted are the entries of the message (ResourceInformation):
// Read = Stored + Refused, and Refused = len(Refusals).
type Report = markup.Report

// Write writes a message. All that its type does not allow, and all that it lacks, is an error that wraps entente.ErrInvalid.
func Write(w io.Writer, m Message) error {
	n, err := build(m)
	if err == nil {
		err = n.Write(w, markup.Prefix{Prefix: "rmsg", Space: MessageSpace}, markup.Prefix{Prefix: "rm", Space: Space})
	}
	if err != nil {
		return fmt.Errorf("edxl: %w", err)
	}
	return nil
}

// Check reports what [Write] would refuse, but for characters that XML cannot hold.
func (m Message) Check() error {
	_, err := build(m)
	return err
}

func build(m Message) (*markup.Node, error) {
	if !slices.Contains(types, m.Type) {
		return nil, fmt.Errorf("type %q: want one of the 16 of EDXL-RM 1.0: %w", markup.Clip(string(m.Type)), entente.ErrInvalid)
	}
	return markup.Build(markup.Name{Space: MessageSpace, Local: string(m.Type)}, &m, message)
}

// Read reads a message. It fails, with an error that wraps entente.ErrInvalid, on what is no message, on one that is over the
// bounds of markup or has a document type declaration, and on one whose head lacks what its type requires or has what its
// type does not allow. An entry with such a fault is refused by itself and stands in the report; if its type requires entries
// and none is left, that is an error too.
func Read(r io.Reader) (Message, Report, error) {
	var m Message
	n, err := markup.Parse(r)
	if err != nil {
		return m, Report{}, fmt.Errorf("edxl: %w", err)
	}
	m.Type = Type(n.Local)
	if n.Space != MessageSpace || !slices.Contains(types, m.Type) {
		return Message{}, Report{}, fmt.Errorf("edxl: line %d: element %q of %q: want a message of EDXL-RM 1.0: %w", n.Line, markup.Clip(n.Local), markup.Clip(n.Space), entente.ErrInvalid)
	}
	report, err := markup.Read(n, &m, message)
	if err != nil {
		return m, report, fmt.Errorf("edxl: %w", err)
	}
	return m, report, nil
}
