package ocds_test

import (
	"time"

	"entente/balance/ocds"
	"entente/unit"
)

func euros(s string) *ocds.Money { return &ocds.Money{Amount: unit.MustDecimal(s), Currency: "EUR"} }

func item(id, buyer, quantity string) ocds.Item {
	q := unit.MustDecimal(quantity)
	u := ocds.UnitOf("t")
	u.Value = euros("1250.50")
	return ocds.Item{ID: id, Description: "Fuel <JP-8>", Buyer: buyer, Quantity: &q, Unit: &u, Class: &ocds.Class{Scheme: "CPV", ID: "09131000-6", Description: "Aviation kerosene"},
		Classes: []ocds.Class{{Scheme: "x_ours", ID: "fuel"}}}
}

// sample is an invented joint purchase of three, of which one leads.
func sample() ocds.Package {
	at := time.Date(2023, 7, 11, 12, 0, 0, 0, time.UTC)
	year := &ocds.Period{Start: at, End: at.AddDate(1, 0, 0), MaxExtent: at.AddDate(2, 0, 0), Days: 366}
	party := func(id, name string, roles ...string) ocds.Party {
		return ocds.Party{ID: id, Name: name, Roles: roles, Identifier: &ocds.Identifier{Scheme: "XM", ID: id, Name: name + " (Ministry)", URI: "https://example.org/" + id}}
	}
	firm := ocds.Reference{ID: "S1", Name: "Fuel Works"}
	return ocds.Package{
		URI: "https://example.org/releases/1", Published: at, License: "https://example.org/licence", Policy: "https://example.org/policy",
		Publisher: ocds.Publisher{Name: "Arland", Scheme: "XM", UID: "A", URI: "https://example.org/"},
		Purchases: []ocds.Purchase{{
			OCID: "ocds-xxxxxx-1", ID: "1-contract", Date: at, Tags: []string{"tender", "award", "contract"}, Language: "en",
			Parties: []ocds.Party{party("B2", "Borland", ocds.Buyer), party("B1", "Arland", ocds.Buyer, ocds.ProcuringEntity), party("B3", "Corland", ocds.Buyer), party("S1", "Fuel Works", ocds.Supplier, ocds.Tenderer)},
			Lead:    &ocds.Reference{ID: "B1", Name: "Arland"},
			Tender: &ocds.Tender{ID: "t", Title: "Fuel together", Description: "For three", Status: "complete", Method: "open", Category: "goods",
				Entity: &ocds.Reference{ID: "B1", Name: "Arland"}, Value: euros("75030"), Period: year, Contract: year,
				Items: []ocds.Item{item("1", "B1", "30"), item("2", "B2", "20"), item("3", "B3", "10")}},
			Awards: []ocds.Award{{ID: "a", Title: "To the fuel works", Description: "All of it", Status: "active", Date: at, Value: euros("75030"), Suppliers: []ocds.Reference{firm}, Period: year,
				Items: []ocds.Item{item("1", "B1", "30"), item("2", "B2", "20"), item("3", "B3", "10")}}},
			Contracts: []ocds.Contract{
				{ID: "c1", Award: "a", Title: "Of two", Description: "One contract", Status: "active", Period: year, Value: euros("62525.00"), Signed: at, Items: []ocds.Item{item("1", "B1", "30"), item("2", "B2", "20")}},
				{ID: "c2", Award: "a", Status: "active", Period: year, Value: euros("12000"), Items: []ocds.Item{item("3", "B3", "10")}},
			},
		}},
	}
}
