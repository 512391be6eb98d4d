package aid_test

import (
	"fmt"

	"entente/balance/aid"
)

// A trust fund, invented: a party pledges for three years, commits for the first, and has delivered a part of that. Needs of the second year
// are promised, not secured.
func ExampleAssess() {
	f := aid.Fund{
		ID: "example",
		Needs: []aid.Need{
			{ID: "2025", Amount: dec("40"), Currency: "EUR", Period: period("2025")},
			{ID: "2026", Amount: dec("50"), Currency: "EUR", Period: period("2026")},
		},
		Entries: []aid.Entry{
			{ID: "pledge", Donor: "AAA", Stage: aid.Pledged, Amount: dec("120"), Currency: "EUR", Period: period("2025/2027"), Made: date("2024-07-11")},
			{ID: "budget", Donor: "AAA", Stage: aid.Committed, Amount: dec("40"), Currency: "EUR", Period: period("2025"), Made: date("2024-12-01"), Draws: "pledge"},
			{ID: "kit", Donor: "AAA", Stage: aid.Delivered, Amount: dec("15"), Currency: "EUR", Made: date("2025-02-01"), Draws: "budget"},
		},
	}
	a, err := aid.Assess(f, date("2025-03-01"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range a.Totals[0].Steps {
		fmt.Println(s.Stage, s.Stated, "drawn", s.Drawn, "open", s.Open, "done", s.Done)
	}
	for _, c := range a.Ahead {
		fmt.Println(c.Period, "firm", c.Shares.Firm, "promised", c.Shares.Promised)
	}
	fmt.Println("secured until", a.Horizons[0].Until, "- committed", a.Lead.Median, "days ahead")
	// Output:
	// pledged 120 drawn 40 open 80 done 0
	// committed 40 drawn 15 open 25 done 0
	// allocated 0 drawn 0 open 0 done 0
	// disbursed 0 drawn 0 open 0 done 0
	// delivered 15 drawn 0 open 0 done 15
	// 2025 firm 1.0000 promised 0.0000
	// 2026 firm 0.0000 promised 1.0000
	// secured until 2025-12-31 - committed 31 days ahead
}
