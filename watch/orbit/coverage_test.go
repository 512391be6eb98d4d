package orbit

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"entente/cal"
)

func TestCoverage(t *testing.T) {
	const minute = cal.Instant(time.Minute / time.Microsecond)
	w := Window{1000 * minute, 1100 * minute}
	span := func(from, to cal.Instant) Pass { return Pass{Rise: w.From + from*minute, Set: w.From + to*minute} }
	// Stretches are shown as minutes of the window.
	show := func(all []Window) string {
		s := ""
		for _, x := range all {
			s += fmt.Sprintf("%d-%d ", (x.From-w.From)/minute, (x.To-w.From)/minute)
		}
		return s
	}
	check := func(what string, passes []Pass, seen, unseen, longest string, mean, worst time.Duration, share float64) {
		t.Helper()
		g := Coverage(passes, w)
		if show(g.Seen) != seen || show(g.Unseen) != unseen || g.Share != share || g.MeanRevisit != mean || g.WorstRevisit != worst {
			t.Errorf("%s: seen %s, unseen %s, %v %v, %v", what, show(g.Seen), show(g.Unseen), g.MeanRevisit, g.WorstRevisit, g.Share)
		}
		if g.Longest != (Window{}) && show([]Window{g.Longest}) != longest || g.Longest == (Window{}) && longest != "" {
			t.Errorf("%s: longest %+v, want %s", what, g.Longest, longest)
		}
	}
	check("no pass", nil, "", "0-100 ", "0-100 ", 0, 0, 0)
	check("one", []Pass{span(40, 50)}, "40-50 ", "0-40 50-100 ", "50-100 ", 0, 0, 0.1)
	check("two, later first", []Pass{span(60, 70), span(20, 30)}, "20-30 60-70 ", "0-20 30-60 70-100 ", "30-60 ", 30*time.Minute, 30*time.Minute, 0.2)
	check("three", []Pass{span(0, 10), span(20, 30), span(60, 100)}, "0-10 20-30 60-100 ", "10-20 30-60 ", "30-60 ", 20*time.Minute, 30*time.Minute, 0.6)
	check("overlapping", []Pass{span(10, 30), span(20, 40), span(25, 27)}, "10-40 ", "0-10 40-100 ", "40-100 ", 0, 0, 0.3)
	check("touching", []Pass{span(10, 30), span(30, 40)}, "10-40 ", "0-10 40-100 ", "40-100 ", 0, 0, 0.3)
	check("beyond the window", []Pass{span(-50, 10), span(90, 200), span(-20, -10), span(100, 120)}, "0-10 90-100 ", "10-90 ", "10-90 ", 80*time.Minute, 80*time.Minute, 0.2)
	check("all of it", []Pass{span(-1, 101)}, "0-100 ", "", "", 0, 0, 1)
	if g := Coverage([]Pass{span(0, 1)}, Window{w.To, w.From}); g.Seen != nil || g.Unseen != nil || g.Share != 0 {
		t.Errorf("a window that ends before it begins: %+v", g)
	}
}

// TestCoverageMinuteByMinute counts minutes instead of joining stretches.
func TestCoverageMinuteByMinute(t *testing.T) {
	const minute = cal.Instant(time.Minute / time.Microsecond)
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		const n = 200
		w := Window{0, n * minute}
		var isSeen [n]bool
		var passes []Pass
		for range r.IntN(12) {
			from := r.IntN(n + 40)
			to := from + r.IntN(30)
			passes = append(passes, Pass{Rise: cal.Instant(from-20) * minute, Set: cal.Instant(to-20) * minute})
			for m := max(from-20, 0); m < min(to-20, n); m++ {
				isSeen[m] = true
			}
		}
		seen, longest, run := 0, 0, 0
		for _, s := range isSeen {
			if s {
				seen, run = seen+1, 0
				continue
			}
			run++
			longest = max(longest, run)
		}
		g := Coverage(passes, w)
		if g.Share != float64(seen)/n || g.Longest.Duration() != time.Duration(longest)*time.Minute {
			t.Fatalf("%v: share %v, longest %v, want %d of %d, %d minutes", passes, g.Share, g.Longest.Duration(), seen, n, longest)
		}
	}
}

// TestGapsOfASet is the question of a planner: how long is the Baltic unseen by the two Sentinel-2, with their swath?
func TestGapsOfASet(t *testing.T) {
	week := Window{day.From, day.From + 7*(day.To-day.From)}
	pair, one := catalogue(t, 40697, 42063), catalogue(t, 40697)
	o := Options{HalfAngle: 10.3}
	g2 := Coverage(passesOf(t, pair, boxArea(t, baltic), week, o), week)
	g1 := Coverage(passesOf(t, one, boxArea(t, baltic), week, o), week)
	t.Logf("one: share %.4f, longest gap %v, mean revisit %v", g1.Share, g1.Longest.Duration(), g1.MeanRevisit)
	t.Logf("two: share %.4f, longest gap %v, mean revisit %v", g2.Share, g2.Longest.Duration(), g2.MeanRevisit)
	if g2.Share <= g1.Share || g2.Longest.Duration() > g1.Longest.Duration() || len(g2.Seen) <= len(g1.Seen) {
		t.Error("two satellites do not see more than one of them")
	}
	var all time.Duration
	for _, x := range append(g2.Seen, g2.Unseen...) {
		all += x.Duration()
	}
	if all != week.Duration() {
		t.Errorf("seen and unseen make %v of %v", all, week.Duration())
	}
}
