package aid_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"entente/balance/aid"
	"entente/cal"
	"entente/unit"
)

func TestCoverage(t *testing.T) {
	check := func(name, want string, needs []aid.Need, entries ...aid.Entry) {
		t.Helper()
		f := fund(entries...)
		f.Needs = needs
		a := assess(t, f, "2025-01-01")
		var got []string
		for _, c := range a.Ahead {
			got = append(got, fmt.Sprintf("%v firm %v conditional %v promised %v missing %v", c.Period, c.Firm, c.Conditional, c.Promised, c.Missing))
		}
		for _, h := range a.Horizons {
			until, lasts := "never", "never"
			if h.Until != nil {
				until = h.Until.String()
			}
			if h.Lasts != nil {
				lasts = h.Lasts.String()
			}
			got = append(got, fmt.Sprintf("until %s lasts %s all %v first %s", until, lasts, h.All, h.First))
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s:\n got %s\nwant %s", name, s, want)
		}
	}
	years := []aid.Need{need("a 100 2025"), need("b 200 2026")}
	check("nothing", "2025 firm 0 conditional 0 promised 0 missing 100; 2026 firm 0 conditional 0 promised 0 missing 200; until never lasts never all false first a", years)
	check("a first year", "2025 firm 100 conditional 0 promised 0 missing 0; 2026 firm 100 conditional 0 promised 0 missing 100; until 2025-12-31 lasts 2026-07-01 all false first b",
		years, entry("c AAA committed 200 2024-01-01 2025/2026"))
	check("all", "2025 firm 100 conditional 0 promised 0 missing 0; 2026 firm 200 conditional 0 promised 0 missing 0; until 2026-12-31 lasts 2026-12-31 all true first ",
		years, entry("c AAA committed 500 2024-01-01 2025/2026"))
	check("grades", "2025 firm 50 conditional 30 promised 20 missing 0; 2026 firm 0 conditional 0 promised 20 missing 180; until never lasts 2025-07-01 all false first a",
		years, entry("c AAA committed 50 2024-01-01 2025"), entry("d AAA committed 30 2024-01-01 2025", provided("a vote", "")),
		entry("p AAA pledged 40 2024-01-01"))
	check("what is drawn is not there twice", "2025 firm 60 conditional 0 promised 40 missing 0; 2026 firm 0 conditional 0 promised 0 missing 200; until never lasts 2025-08-07 all false first a",
		years, entry("p AAA pledged 100 2024-01-01 2025"), entry("c AAA committed 60 2024-01-01", draws("p")))
	check("withdrawn", "2025 firm 0 conditional 0 promised 0 missing 100; 2026 firm 0 conditional 0 promised 0 missing 200; until never lasts never all false first a",
		years, entry("c AAA committed 60 2024-01-01", back("2025-01-01")))
	check("the sooner ending first", "2025 firm 100 conditional 0 promised 0 missing 0; 2026 firm 200 conditional 0 promised 0 missing 0; until 2026-12-31 lasts 2026-12-31 all true first ",
		years, entry("c AAA committed 200 2024-01-01 2025/2026"), entry("d AAA committed 100 2024-01-01 2025"))
	check("kinds", "2025 firm 30 conditional 0 promised 0 missing 120; until never lasts never all false first k",
		[]aid.Need{need("k 50 2025 military"), need("l 100 2025")}, entry("c AAA committed 30 2024-01-01", kind("cash")))
	check("not earmarked", "2025 firm 80 conditional 0 promised 0 missing 70; until never lasts 2025-04-19 all false first l",
		[]aid.Need{need("k 50 2025 military"), need("l 100 2025")}, entry("c AAA committed 80 2024-01-01"))
	check("to the day", "2024-07-01/2025-01-01 firm 5 conditional 0 promised 0 missing 0; 2025-01-02/2026-12-31 firm 0 conditional 0 promised 0 missing 5; until 2025-01-01 lasts 2025-01-01 all false first l",
		[]aid.Need{need("k 5 2024-07-01/2025-01-01"), need("l 5 2025-01-02/2026-12-31")}, entry("c AAA committed 5 2024-01-01 2024"))
	check("earmarked before others", "2025 firm 100 conditional 0 promised 0 missing 0; 2026 firm 50 conditional 0 promised 0 missing 0; until 2026-12-31 lasts 2026-12-31 all true first ",
		[]aid.Need{need("k 100 2025 military"), need("l 50 2026 cash")}, entry("c AAA committed 50 2024-01-01 2025/2026"), entry("d AAA committed 100 2024-01-01 2025/2027", kind("military")))
	check("needs of a kind before others", "2025 firm 100 conditional 0 promised 0 missing 50; until never lasts never all false first any",
		[]aid.Need{need("any 50 2025"), need("k 100 2025 military")}, entry("d AAA committed 100 2024-01-01 2025", kind("military")))
	check("passed", "2026 firm 5 conditional 0 promised 0 missing 0; until 2026-12-31 lasts 2026-12-31 all true first ",
		[]aid.Need{need("k 50 2024"), need("l 5 2026")}, entry("c AAA committed 5 2024-01-01 2026"))
}

func TestGapsAndShares(t *testing.T) {
	f := fund(entry("c AAA committed 1 2024-01-01 2024/2026"), entry("p AAA pledged 1 2024-01-01 2025"))
	f.Needs = []aid.Need{need("old 1.5 2024"), need("q1 3 2025-Q1"), need("q2 3 2025-Q2"), need("none 0 2026")}
	a := assess(t, f, "2025-02-01")
	var got []string
	for _, g := range a.Gaps {
		got = append(got, fmt.Sprint(g.Need, " ", g.Unsecured, " ", g.Missing, " ", g.Passed))
	}
	if s := strings.Join(got, "; "); s != "old 0.5 0.5 true; q1 3 2 false; q2 3 3 false" {
		t.Errorf("gaps: got %s", s)
	}
	if len(a.ByYear) != 3 || a.ByYear[1].Needed.Cmp(dec("6")) != 0 || a.ByYear[1].Shares.Missing.String() != "0.8333" || a.ByYear[2].Shares != nil {
		t.Errorf("by year: got %+v", a.ByYear)
	}
	f.Secured = aid.Pledged
	if a := assess(t, f, "2025-02-01"); a.Ahead[0].Firm.Cmp(dec("1")) != 0 {
		t.Errorf("pledges count as secured: got %+v", a.Ahead)
	}
}

// TestNoOtherOrderMeetsMore compares with every way of giving coins to years: no other meets the first years more.
func TestNoOtherOrderMeetsMore(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 400 {
		f := fund()
		needs := [3]int{}
		for y := range needs {
			needs[y] = r.IntN(4)
			f.Needs = append(f.Needs, need(fmt.Sprintf("n%d %d %d", y, needs[y], 2025+y)))
		}
		var coins [][2]int // first and last year
		for i := range r.IntN(6) {
			first := r.IntN(3)
			last := first + r.IntN(3-first)
			e := entry(fmt.Sprintf("c%d AAA committed 1 2024-01-01", i))
			e.Period = cal.Days(cal.NewDate(2025+first, 1, 1), cal.NewDate(2025+last, 12, 31))
			f.Entries, coins = append(f.Entries, e), append(coins, [2]int{first, last})
		}
		a := assess(t, f, "2025-01-01")
		best := bestOf(coins, needs, [3]int{})
		for y, c := range a.Ahead {
			if c.Firm.Cmp(unit.NewDecimal(int64(best[y]), 0)) != 0 {
				t.Fatalf("%v of %v for %v: got %v in year %d", best, coins, needs, c.Firm, y)
			}
		}
	}
}

// bestOf tries every year for every coin and returns what meets the years most, the first year counting before the next.
func bestOf(coins [][2]int, needs, got [3]int) [3]int {
	if len(coins) == 0 {
		return got
	}
	best := bestOf(coins[1:], needs, got)
	for y := coins[0][0]; y <= coins[0][1]; y++ {
		if got[y] == needs[y] {
			continue
		}
		with := got
		with[y]++
		if b := bestOf(coins[1:], needs, with); b[0] > best[0] || b[0] == best[0] && (b[1] > best[1] || b[1] == best[1] && b[2] > best[2]) {
			best = b
		}
	}
	return best
}
