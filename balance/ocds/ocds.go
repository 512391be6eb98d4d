// Package ocds writes and reads joint purchases as releases of the Open Contracting Data Standard, version 1.1 (its schemas
// are release-package-schema.json and release-schema.json; what is read besides is single releases, and record packages by
// record-package-schema.json).
//
// # Several buyers
//
// OCDS 1.1 has one buyer (release schema, buyer), and a release that names several needs an extension; so does an award or a
// contract that names whose share it is. This package uses no extension. All who buy are parties with the role "buyer"
// (release schema, parties and the code list partyRole), and the one that leads stands in buyer. Whose an item is, of the
// tender, an award or a contract, is said by one more classification of the item (release schema, Item,
// additionalClassifications; the list of schemes is open): its scheme is [BuyerScheme], its id that of the party. So each
// buyer has items of its own, with its own quantity, and its own amount: quantity times the price of a unit (Item,
// unit.value), or the value of a contract whose items are all its own. [Purchase.Shares] adds them up. A reader that knows
// nothing of this sees parties, items and values as in any other release, and keeps the classification when it merges
// releases.
//
// # Exercises
//
// Data that were invented are marked in these places, any of which is enough for a reader: the name of the publisher, the
// titles and the descriptions of tender, awards and contracts begin with [Marker]; and the package and every release have a
// field "exercise" with the value true. That field is the one thing written that is not of the standard, which lets
// documents have more fields than it defines.
package ocds

import (
	"fmt"
	"slices"
	"time"

	"entente"
	"entente/balance/markup"
	"entente/unit"
)

// Version is the version of the standard that is written.
const Version = "1.1"

// BuyerScheme is the scheme of the classification that says whose an item is.
const BuyerScheme = "x_buyer"

// Marker stands in front of the texts of a package that was invented for an exercise.
const Marker = "EXERCISE: "

// A Package is a file of releases with who published it (release-package-schema.json).
type Package struct {
	URI       string     `json:"uri"`       // of the package; it names it in the world
	Published time.Time  `json:"published"` // publishedDate
	Publisher Publisher  `json:"publisher"`
	License   string     `json:"license,omitempty"`
	Policy    string     `json:"policy,omitempty"`   // publicationPolicy
	Exercise  bool       `json:"exercise,omitempty"` // invented, all of it
	Purchases []Purchase `json:"purchases"`
}

// A Publisher is who publishes a package.
type Publisher struct {
	Name   string `json:"name"`
	Scheme string `json:"scheme,omitempty"`
	UID    string `json:"uid,omitempty"`
	URI    string `json:"uri,omitempty"`
}

// A Purchase is what one release says about a purchase: a stage of it, or all of it when it is compiled. What a purchase is
// called stands in its tender, award and contract, as the standard has it.
type Purchase struct {
	OCID      string     `json:"ocid"` // of the purchase, the same in all its releases
	ID        string     `json:"id"`   // of the release
	Date      time.Time  `json:"date"`
	Tags      []string   `json:"tags"` // code list releaseTag, such as "contract"
	Language  string     `json:"language,omitempty"`
	Parties   []Party    `json:"parties,omitempty"`
	Lead      *Reference `json:"lead,omitempty"` // buyer
	Tender    *Tender    `json:"tender,omitempty"`
	Awards    []Award    `json:"awards,omitempty"`
	Contracts []Contract `json:"contracts,omitempty"`
}

// A Party is an organisation with roles in a purchase (code list partyRole).
type Party struct {
	ID         string      `json:"id"`
	Name       string      `json:"name,omitempty"`
	Roles      []string    `json:"roles,omitempty"`
	Identifier *Identifier `json:"identifier,omitempty"`
}

// Roles of parties.
const (
	Buyer           = "buyer"
	ProcuringEntity = "procuringEntity"
	Supplier        = "supplier"
	Tenderer        = "tenderer"
	Funder          = "funder"
	Payer           = "payer"
	Payee           = "payee"
)

// An Identifier is how a register knows an organisation, by the scheme of org-id.guide.
type Identifier struct {
	Scheme string `json:"scheme,omitempty"`
	ID     string `json:"id,omitempty"`
	Name   string `json:"name,omitempty"` // legalName
	URI    string `json:"uri,omitempty"`
}

// A Reference names a party.
type Reference struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Money is an amount of a currency, by its ISO 4217 code (Value).
type Money struct {
	Amount   unit.Decimal `json:"amount"`
	Currency string       `json:"currency"`
}

// A Period is when something holds; zero times and days are not stated.
type Period struct {
	Start     time.Time `json:"start,omitzero"`
	End       time.Time `json:"end,omitzero"`
	MaxExtent time.Time `json:"maxExtent,omitzero"`
	Days      int       `json:"days,omitempty"` // durationInDays
}

// A Tender is what is to be bought, and how.
type Tender struct {
	ID          string     `json:"id"`
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	Status      string     `json:"status,omitempty"`   // code list tenderStatus
	Method      string     `json:"method,omitempty"`   // procurementMethod: open, selective, limited or direct
	Category    string     `json:"category,omitempty"` // mainProcurementCategory: goods, works or services
	Entity      *Reference `json:"entity,omitempty"`   // procuringEntity
	Value       *Money     `json:"value,omitempty"`
	Period      *Period    `json:"period,omitempty"`         // tenderPeriod: when bids are taken
	Contract    *Period    `json:"contractPeriod,omitempty"` // when it is to be carried out
	Items       []Item     `json:"items,omitempty"`
}

// An Award is a decision for suppliers.
type Award struct {
	ID          string      `json:"id"`
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description,omitempty"`
	Status      string      `json:"status,omitempty"` // code list awardStatus
	Date        time.Time   `json:"date,omitzero"`
	Value       *Money      `json:"value,omitempty"`
	Suppliers   []Reference `json:"suppliers,omitempty"`
	Items       []Item      `json:"items,omitempty"`
	Period      *Period     `json:"period,omitempty"` // contractPeriod
}

// A Contract is what was signed on an award.
type Contract struct {
	ID          string    `json:"id"`
	Award       string    `json:"award"` // awardID
	Title       string    `json:"title,omitempty"`
	Description string    `json:"description,omitempty"`
	Status      string    `json:"status,omitempty"` // code list contractStatus
	Period      *Period   `json:"period,omitempty"`
	Value       *Money    `json:"value,omitempty"`
	Signed      time.Time `json:"signed,omitzero"` // dateSigned
	Items       []Item    `json:"items,omitempty"`
}

// An Item is so much of something, for one buyer.
type Item struct {
	ID          string        `json:"id"`
	Description string        `json:"description,omitempty"`
	Class       *Class        `json:"class,omitempty"`   // classification
	Classes     []Class       `json:"classes,omitempty"` // additionalClassifications but that of the buyer
	Buyer       string        `json:"buyer,omitempty"`   // the id of a party; "" where nobody says whose it is
	Quantity    *unit.Decimal `json:"quantity,omitempty"`
	Unit        *Unit         `json:"unit,omitempty"`
}

// A Class is a code of a scheme, such as CPV.
type Class struct {
	Scheme      string `json:"scheme,omitempty"`
	ID          string `json:"id,omitempty"`
	Description string `json:"description,omitempty"`
	URI         string `json:"uri,omitempty"`
}

// A Report says what became of what was read. Counted are releases, and in each that is stored its awards, its contracts
// and the items of its tender, awards and contracts. What stands in something refused is not counted by itself. Places are JSON
// pointers (RFC 6901), such as "/releases/0/awards/1".
type Report = markup.Report

// Buyers returns the parties that buy, the one that leads first.
func (p Purchase) Buyers() []Party {
	all := p.with(Buyer)
	slices.SortStableFunc(all, func(a, b Party) int { return p.behind(a) - p.behind(b) })
	return all
}

func (p Purchase) behind(x Party) int {
	if p.Lead != nil && x.ID == p.Lead.ID {
		return 0
	}
	return 1
}

// Suppliers returns the parties that supply.
func (p Purchase) Suppliers() []Party { return p.with(Supplier) }

func (p Purchase) with(role string) []Party {
	var all []Party
	for _, x := range p.Parties {
		if slices.Contains(x.Roles, role) && !hasParty(all, x.ID) {
			all = append(all, x)
		}
	}
	return all
}

// Check reports all that keeps a purchase from being a joint one of which the shares are known, as errors that wrap
// entente.ErrInvalid: no buyer, no lead among the buyers, an item without a buyer where there are several, a supplier or a
// buyer that is no party, a contract on no award of the release. A release of a purchase by one buyer passes too. Neither
// [Write] nor [Read] asks for it: a release need not tell the whole.
func (p Purchase) Check() []error {
	var all []error
	fault := func(format string, args ...any) {
		all = append(all, fmt.Errorf("purchase %s: %s: %w", p.OCID, fmt.Sprintf(format, args...), entente.ErrInvalid))
	}
	buyers := p.Buyers()
	if len(buyers) == 0 {
		fault("no party with the role buyer")
	}
	if p.Lead == nil || !hasParty(buyers, p.Lead.ID) {
		fault("no lead among the buyers")
	}
	for _, b := range p.blocks() {
		for i, x := range b.items {
			if !hasParty(buyers, x.Buyer) && (x.Buyer != "" || len(buyers) != 1) {
				fault("%s: items[%d] %s: buyer %q: want one of the parties that buy", b.name, i, x.ID, x.Buyer)
			}
		}
	}
	for _, a := range p.Awards {
		for _, s := range a.Suppliers {
			if !hasParty(p.Suppliers(), s.ID) {
				fault("award %s: supplier %q is no party with the role supplier", a.ID, s.ID)
			}
		}
	}
	for _, c := range p.Contracts {
		if !slices.ContainsFunc(p.Awards, func(a Award) bool { return a.ID == c.Award }) {
			fault("contract %s: no award %q", c.ID, c.Award)
		}
	}
	return all
}

func hasParty(all []Party, id string) bool {
	return slices.ContainsFunc(all, func(x Party) bool { return x.ID == id })
}
