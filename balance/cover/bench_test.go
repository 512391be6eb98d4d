package cover_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"entente"
	"entente/balance"
	"entente/balance/cover"
	"entente/cal"
)

// BenchmarkCoverage covers 60 requirements over three years by 300 contributions of 32 parties, for whole months, some twice offered.
func BenchmarkCoverage(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 8))
	c := &balance.Case{ID: "full", Model: "coverage", Period: cal.Days(cal.NewDate(2025, 1, 1), cal.NewDate(2027, 12, 31))}
	for i := range 20 {
		c.Areas = append(c.Areas, balance.Area{ID: fmt.Sprint("a", i)})
	}
	for i := range 60 {
		c.Requirements = append(c.Requirements, balance.Requirement{ID: fmt.Sprint("r", i), Kind: fmt.Sprint("k", i%4), Quantity: float64(1 + r.IntN(4)), Area: fmt.Sprint("a", i%20), Within: 10 + r.IntN(30)})
	}
	for i := range 300 {
		first := cal.NewDate(2025, 1, 1).AddDate(0, r.IntN(30), 0)
		o := balance.Contribution{ID: fmt.Sprint("c", i), Party: entente.ActorID(fmt.Sprintf("P%02d", i%32)), Kind: fmt.Sprint("k", i%4), Quantity: float64(1 + r.IntN(2)), Package: 1,
			Period: cal.Days(first, first.AddDate(0, 3+r.IntN(12), 0)-1), Ready: r.IntN(30), Cost: float64(1 + r.IntN(50))}
		for range 5 {
			o.Areas = append(o.Areas, fmt.Sprint("a", r.IntN(20)))
		}
		if i%10 == 0 {
			o.Asset = fmt.Sprint("thing", i/20)
		}
		c.Contributions = append(c.Contributions, o)
	}
	var f *balance.Finding
	for b.Loop() {
		var err error
		if f, err = cover.Solve(b.Context(), solver, c, cover.Options{On: today}); err != nil {
			b.Fatal(err)
		}
	}
	if !f.Certificate.Verified || f.Certificate.Gap > 0 {
		b.Fatalf("%+v", f.Certificate)
	}
	b.ReportMetric(float64(len(f.Allocations)), "allocations")
	b.ReportMetric(float64(len(f.Gaps)), "gaps")
}
