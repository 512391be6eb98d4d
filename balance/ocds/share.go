package ocds

import (
	"cmp"
	"fmt"
	"slices"

	"entente/unit"
)

// A Share is what one buyer has in a purchase.
type Share struct {
	Buyer  string  // the id of the party
	Items  []Item  // its own, in the order of the release
	Values []Money // one a currency, in alphabetical order
}

// block is a list of items with a value of their own.
type block struct {
	name  string
	value *Money
	items []Item
}

// blocks returns the lists of items of a purchase, the last stage first.
func (p Purchase) blocks() []block {
	var all []block
	for _, c := range p.Contracts {
		all = append(all, block{"contract " + c.ID, c.Value, c.Items})
	}
	for _, a := range p.Awards {
		all = append(all, block{"award " + a.ID, a.Value, a.Items})
	}
	if p.Tender != nil {
		all = append(all, block{"tender " + p.Tender.ID, p.Tender.Value, p.Tender.Items})
	}
	return all
}

// latest returns the lists of the last stage that has items: those of contracts, else of awards, else that of the tender.
func (p Purchase) latest() []block {
	all := p.blocks()
	for _, stage := range [][]block{all[:len(p.Contracts)], all[len(p.Contracts) : len(p.Contracts)+len(p.Awards)], all[len(p.Contracts)+len(p.Awards):]} {
		if slices.ContainsFunc(stage, func(b block) bool { return len(b.items) > 0 }) {
			return stage
		}
	}
	return nil
}

// Shares returns what each buyer has in the last stage of the purchase that has items, in the order of [Purchase.Buyers];
// an item without a buyer is that of the only one, if there is only one. The value of a contract, award or tender counts as a
// whole where all its items are of one buyer; elsewhere an item counts with its quantity times the price of its unit.
// Missing says of which items the buyer or the value is not known.
func (p Purchase) Shares() (shares []Share, missing []string) {
	buyers := p.Buyers()
	at := map[string]*Share{}
	for _, b := range buyers {
		at[b.ID] = &Share{Buyer: b.ID}
	}
	for _, b := range p.latest() {
		owners := map[string]bool{}
		for _, x := range b.items {
			owner := x.Buyer
			if owner == "" && len(buyers) == 1 {
				owner = buyers[0].ID
			}
			owners[owner] = true
			s := at[owner]
			if s == nil {
				missing = append(missing, fmt.Sprintf("%s: item %s: no buyer", b.name, x.ID))
				continue
			}
			s.Items = append(s.Items, x)
		}
		missing = append(missing, b.values(at, owners, buyers)...)
	}
	for _, b := range buyers {
		s := *at[b.ID]
		slices.SortFunc(s.Values, func(a, b Money) int { return cmp.Compare(a.Currency, b.Currency) })
		shares = append(shares, s)
	}
	return shares, missing
}

func (b block) values(at map[string]*Share, owners map[string]bool, buyers []Party) (missing []string) {
	if len(owners) == 1 && b.value != nil {
		for owner := range owners {
			if s := at[owner]; s != nil {
				s.add(*b.value)
			}
		}
		return nil
	}
	for _, x := range b.items {
		s := at[x.Buyer]
		if x.Buyer == "" && len(buyers) == 1 {
			s = at[buyers[0].ID]
		}
		switch {
		case s == nil: // said before
		case x.Quantity == nil || x.Unit == nil || x.Unit.Value == nil:
			missing = append(missing, fmt.Sprintf("%s: item %s: no price of a unit", b.name, x.ID))
		default:
			s.add(Money{x.Quantity.Mul(x.Unit.Value.Amount), x.Unit.Value.Currency})
		}
	}
	return missing
}

func (s *Share) add(m Money) {
	for i := range s.Values {
		if s.Values[i].Currency == m.Currency {
			s.Values[i].Amount = s.Values[i].Amount.Add(m.Amount)
			return
		}
	}
	s.Values = append(s.Values, m)
}

// A Unit is what a quantity counts. Value is the price of one.
type Unit struct {
	Scheme string `json:"scheme,omitempty"` // such as [UNCEFACT]
	ID     string `json:"id,omitempty"`     // a code of the scheme
	Name   string `json:"name,omitempty"`
	Value  *Money `json:"value,omitempty"`
}

// UNCEFACT is the scheme of UN/CEFACT Recommendation 20, codes for units of measure (code list unitClassificationScheme).
const UNCEFACT = "UNCEFACT"

// codes holds units of ours with their codes in UN/CEFACT Recommendation 20.
var codes = map[unit.Unit]string{
	"": "C62", "%": "P1",
	"m": "MTR", "km": "KMT", "cm": "CMT", "mm": "MMT", "[nmi_i]": "NMI", "[mi_i]": "SMI", "[ft_i]": "FOT",
	"s": "SEC", "min": "MIN", "h": "HUR", "d": "DAY", "wk": "WEE", "mo": "MON", "a": "ANN",
	"g": "GRM", "kg": "KGM", "t": "TNE", "kt": "KTN",
	"m2": "MTK", "km2": "KMK", "har": "HAR", "m3": "MTQ", "l": "LTR",
	"J": "JOU", "MJ": "3B", "GJ": "GV", "TJ": "D30", "W.h": "WHR", "kW.h": "KWH", "MW.h": "MWH", "GW.h": "GWH", "TW.h": "D32",
	"W": "WTT", "kW": "KWT", "MW": "MAW", "GW": "A90", "TW": "D31",
	"Hz": "HTZ", "MHz": "MHZ", "GHz": "A86", "m/s": "MTS", "Cel": "CEL",
}

// UnitOf returns a unit of ours as one of OCDS: with its code where UN/CEFACT Recommendation 20 has one, by its name alone
// otherwise.
func UnitOf(u unit.Unit) Unit {
	if code := codes[u]; code != "" {
		return Unit{Scheme: UNCEFACT, ID: code, Name: string(u)}
	}
	return Unit{Name: string(u)}
}

// Unit returns u as a unit of ours. A unit with a code that we do not have, or with a name that is none, is not ok.
func (u Unit) Unit() (of unit.Unit, ok bool) {
	if u.Scheme == UNCEFACT && u.ID != "" {
		for of, code := range codes {
			if code == u.ID {
				return of, true
			}
		}
		return "", false
	}
	of, err := unit.ParseUnit(u.Name)
	return of, err == nil
}
