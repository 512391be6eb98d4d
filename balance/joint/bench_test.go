package joint_test

import (
	"testing"

	"entente/balance/joint"
	"entente/balance/joint/jointtest"
)

// BenchmarkJoint plans the orders of 32 parties for 200 items over 40 quarters.
func BenchmarkJoint(b *testing.B) {
	who, book := jointtest.Book(1, 32, 200, 40)
	for _, rule := range []joint.Rule{joint.Proportional, joint.Shapley} {
		b.Run(string(rule), func(b *testing.B) {
			book.Share = rule
			var a *joint.Answer
			for b.Loop() {
				var err error
				if a, err = book.Solve(b.Context(), who, joint.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			if !a.NobodyWorse || len(a.Lacking) > 0 {
				b.Fatalf("worse: %v, lacking %v", !a.NobodyWorse, a.Lacking)
			}
			b.ReportMetric(100*a.Certificate.Gap, "%gap")
			b.ReportMetric(100*a.Saved/(a.Cost+a.Saved), "%saved")
		})
	}
}
