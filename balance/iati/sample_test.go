package iati_test

import (
	"time"

	"entente/balance/iati"
	"entente/cal"
	"entente/unit"
)

// sample is an invented document that uses every field once.
func sample() iati.Document {
	yes, no := true, false
	day := cal.NewDate(2023, 7, 11)
	last := cal.NewDate(2023, 12, 31)
	quarter, rest := unit.MustDecimal("25"), unit.MustDecimal("75.5")
	money := iati.Money{Amount: unit.MustDecimal("1250000.50"), Currency: "EUR", Day: day}
	en := []iati.Text{{Text: "Fuel & <spares>"}, {Lang: "fr", Text: "Carburant"}}
	giver := &iati.Org{Ref: "XA-1", Type: "10", Activity: "XA-1-7", Name: []iati.Text{{Text: "Arland"}}}
	return iati.Document{
		Generated: time.Date(2023, 7, 11, 12, 0, 0, 500, time.UTC),
		Activities: []iati.Activity{{
			ID: "XA-1-42", Updated: time.Date(2023, 7, 10, 0, 0, 0, 0, time.UTC), Lang: "en", Currency: "USD", Humanitarian: &no, Hierarchy: "1",
			Reporter:  iati.Reporter{Ref: "XA-1", Type: "10", Secondary: &no, Name: []iati.Text{{Text: "Arland"}}},
			Title:     en,
			About:     []iati.Description{{Type: "1", Text: en}, {Text: []iati.Text{{Text: "More"}}}},
			Parties:   []iati.Participant{{Role: iati.Funding, Ref: "XA-1", Type: "10", Activity: "XA-1-7", Channel: "12000", Name: en}, {Role: iati.Implementing}},
			Status:    iati.Implementation,
			Dates:     []iati.Milestone{{Type: iati.PlannedStart, Day: day, Text: en}, {Type: iati.PlannedEnd, Day: last}},
			Scope:     "4",
			Countries: []iati.Country{{Code: "UA", Percent: &quarter, Name: en}},
			Regions:   []iati.Classification{{Code: "89", Vocabulary: "1", Percent: &rest, Name: en}},
			Sectors:   []iati.Classification{{Code: "A1", Vocabulary: "99", URI: "https://example.org/codes", Name: en}},
			Budgets:   []iati.Budget{{Type: "1", Status: "2", Period: cal.Days(day, last), Value: money}},
			Planned:   []iati.Planned{{Type: "1", First: day, Last: &last, Value: money, Provider: giver, Receiver: giver}, {First: day, Value: money}},
			Transfers: []iati.Transaction{
				{Ref: "t1", Humanitarian: &yes, Type: iati.OutgoingCommitment, Day: day, Value: money, Text: en, Provider: giver, Receiver: &iati.Org{Ref: "UA-1"},
					Channel: "1", Sectors: []iati.Classification{{Code: "15210", Vocabulary: "1", Name: en}}, Country: &iati.Country{Code: "UA", Name: en},
					Region: &iati.Classification{Code: "89", Vocabulary: "1"}, Flow: "10", Finance: "110", Aid: []iati.Classification{{Code: "A01", Vocabulary: "1"}}, Tied: "5"},
				{Type: iati.Disbursement, Day: last, Value: iati.Money{Amount: unit.MustDecimal("-3"), Currency: "USD", Day: last}},
			},
			Related:    []iati.Related{{Ref: "XA-1-41", Type: "1"}},
			Conditions: &iati.Conditions{Attached: true, List: []iati.Condition{{Type: "2", Text: en}}},
		}},
	}
}
