package target_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"entente/balance/lp"
	"entente/balance/solve"
	"entente/balance/target"
	"entente/balance/target/targettest"
)

// BenchmarkTargets apportions a plan of 32 parties, 500 lines, three tiers and ten years, and then gives the same model to the solver CBC
// of Debian, if that is installed, for as much time as a whole run may take.
func BenchmarkTargets(b *testing.B) {
	const most = 120 * time.Second
	c, p := targettest.Plan(1, 32, 500, 3, 10)
	s := solve.New("")
	var a *target.Answer
	for b.Loop() {
		var err error
		if a, err = p.Solve(b.Context(), s, c, target.Options{Limits: lp.Limits{Gap: 0.005, Time: time.Minute}}); err != nil {
			b.Fatal(err)
		}
	}
	if !a.Certificate.Verified || len(a.Short) > 0 {
		b.Fatalf("%+v, %d short", a.Certificate, len(a.Short))
	}
	b.ReportMetric(100*a.Certificate.Gap, "%gap")
	b.ReportMetric(a.Certificate.Objective, "cost")
	cbc, err := exec.LookPath("cbc")
	if err != nil || os.Getenv("ENTENTE_LONG") == "" {
		b.Log("CBC is not run: it is not installed, or ENTENTE_LONG is not set")
		return
	}
	m, err := p.Model(c)
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "targets.mps")
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	if err := m.WriteMPS(f); err != nil {
		b.Fatal(err)
	}
	f.Close()
	begun := time.Now()
	out, err := exec.Command(cbc, file, "ratioGap", "0.005", "sec", strconv.Itoa(int(most.Seconds())), "solve").CombinedOutput()
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("CBC after %v: %s", time.Since(begun).Round(time.Second), regexp.MustCompile(`(?m)^(Result|Objective value|Lower bound|Gap|Total time).*$`).FindAll(out, -1))
}

// BenchmarkCore finds what cannot all hold in plans of full size in which every need must be met: a line that one party can have, and growth
// that is too slow for the needs of the first year, where nearly all of the plan is in the way.
func BenchmarkCore(b *testing.B) {
	s := solve.New("")
	run := func(name string, change func(p *target.Plan)) {
		b.Run(name, func(b *testing.B) {
			c, p := targettest.Plan(1, 32, 500, 3, 10)
			p.Must = true
			change(p)
			var a *target.Answer
			for b.Loop() {
				var err error
				if a, err = p.Solve(b.Context(), s, c, target.Options{Limits: lp.Limits{Gap: 0.005, Time: time.Minute}}); err != nil {
					b.Fatal(err)
				}
			}
			if a.Certificate.Status != lp.Infeasible {
				b.Fatalf("%+v", a.Certificate)
			}
			b.Logf("%d members, minimal: %v, such as %q", len(a.Certificate.Core), a.Certificate.Minimal, a.Certificate.Core[0])
		})
	}
	run("one party", func(p *target.Plan) { p.Lines[250].Eligible = p.Lines[250].Eligible[:1] })
	run("growth", func(p *target.Plan) { p.Growth = 0.001 })
}
