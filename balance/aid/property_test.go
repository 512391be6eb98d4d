package aid_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"entente"
	"entente/balance/aid"
	"entente/cal"
	"entente/unit"
)

// random returns a fund with everything in it that a fund may have: draws on anything earlier, repeats, bodies, conditions, ends, amounts
// below zero, currencies with and without rates.
func random(r *rand.Rand, entries int) aid.Fund {
	f := aid.Fund{ID: "random", Ends: map[string]aid.Stage{"cash": aid.Disbursed}}
	if r.IntN(2) == 0 {
		f.Currency = "EUR"
		f.Rates = []aid.Rate{{From: "USD", To: "EUR", Value: dec("0.93"), Source: &entente.Source{Title: "invented"}}}
	}
	donors := []entente.ActorID{"AAA", "BBB", "CCC", "body", "other-body"}
	day := func() cal.Date { return cal.NewDate(2024, 1, 1) + cal.Date(r.IntN(700)) }
	some := func() *cal.Date {
		if r.IntN(4) > 0 {
			return nil
		}
		d := day()
		return &d
	}
	periods := []cal.Period{{}, cal.Year(2024), cal.Year(2025), cal.Quarter(2025, 2), period("2024/2026"), cal.Since(cal.NewDate(2025, 5, 1)), cal.Always}
	for i := range entries {
		stage := r.IntN(4)
		e := aid.Entry{
			ID: fmt.Sprint("e", i), Donor: donors[r.IntN(5)], Stage: aid.Stages()[stage], Kind: []string{"", "cash", "military"}[r.IntN(3)],
			Amount: unit.NewDecimal(int64(r.IntN(2000)-100), r.IntN(3)), Currency: []unit.Unit{"EUR", "EUR", "USD"}[r.IntN(3)], Made: day(),
			Period: periods[r.IntN(len(periods))], Text: []string{"", "kit"}[r.IntN(2)], Expected: some(), Lapses: some(), Withdrawn: some(),
		}
		if r.IntN(3) == 0 {
			if e.Via = []entente.ActorID{"body", "other-body"}[r.IntN(2)]; e.Via == e.Donor {
				e.Via = ""
			}
		}
		if r.IntN(4) == 0 {
			e.Condition, e.Met = "a vote", some()
		}
		if i > 0 {
			link(r, &f, &e, stage)
		}
		f.Entries = append(f.Entries, e)
	}
	for i := range r.IntN(8) {
		f.Needs = append(f.Needs, aid.Need{ID: fmt.Sprint("n", i), Amount: unit.NewDecimal(int64(r.IntN(3000)), r.IntN(2)), Currency: []unit.Unit{"EUR", "USD"}[r.IntN(2)],
			Period: []cal.Period{cal.Year(2024), cal.Year(2025), cal.Quarter(2025, 3), cal.Month(2026, 2)}[r.IntN(4)], Kind: []string{"", "cash"}[r.IntN(2)]})
	}
	return f
}

// link lets an entry draw on another or repeat it.
func link(r *rand.Rand, f *aid.Fund, e *aid.Entry, stage int) {
	from := f.Entries[r.IntN(len(f.Entries))]
	isDraw := r.IntN(2) == 0
	if (isDraw || r.IntN(8) == 0) && f.Currency == "" {
		e.Currency = from.Currency
	}
	switch {
	case isDraw:
		for i, s := range aid.Stages() {
			if s == from.Stage && i < stage && from.Currency == e.Currency {
				e.Draws = from.ID
			}
		}
	case r.IntN(4) == 0 && from.Stage == e.Stage && from.Currency == e.Currency && from.Same == "":
		e.Same = from.ID
	}
}

// TestIdentities holds what [aid.Account.Verify] states on random funds on random days, and what it cannot see: that every amount is
// somewhere, that what is late and overdrawn adds up, and that the account does not depend on the order of entries.
func TestIdentities(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	drawn, through, repeated, over := 0, 0, 0, 0
	for range 1500 {
		f := random(r, 1+r.IntN(40))
		d := cal.NewDate(2024, 1, 1) + cal.Date(r.IntN(800))
		a := assess(t, f, d.String())
		naive(t, f, a)
		through += len(a.Through)
		over += len(a.Beyond)
		for _, l := range a.Totals {
			drawn += l.Steps[0].Drawn.Sign()
		}
		for _, o := range a.Once {
			repeated += o.Repeated.Sign()
		}
		for _, l := range a.Totals {
			sums(t, a, l)
		}
		if t.Failed() {
			t.Fatalf("%+v", f)
		}
	}
	if drawn < 100 || through < 100 || repeated < 20 || over < 100 {
		t.Errorf("the funds are too tame: %d drawn, %d through bodies, %d repeated, %d overdrawn", drawn, through, repeated, over)
	}
}

// naive compares the naive sums with the entries themselves.
func naive(t *testing.T, f aid.Fund, a aid.Account) {
	t.Helper()
	plain := map[string]unit.Decimal{}
	for _, e := range f.Entries {
		if f.Currency != "" && e.Currency != f.Currency {
			e.Amount, e.Currency = e.Amount.Mul(f.Rates[0].Value), f.Currency
		}
		if e.Made <= a.On {
			k := string(e.Currency) + string(e.Stage)
			plain[k] = plain[k].Add(e.Amount)
		}
	}
	for _, o := range a.Once {
		if want := plain[string(o.Currency)+string(o.Stage)]; o.Naive.Cmp(want) != 0 {
			t.Errorf("%s %s: naive sum %v, want %v", o.Currency, o.Stage, o.Naive, want)
		}
	}
}

// sums compares a total with the lists that explain it.
func sums(t *testing.T, a aid.Account, l aid.Line) {
	t.Helper()
	for i, s := range l.Steps {
		var over unit.Decimal
		for _, b := range a.Beyond {
			if b.Currency == l.Currency && b.Stage == s.Stage {
				over = over.Add(b.Over)
			}
		}
		if over.Cmp(s.Over) < 0 { // those that a body reports are in the list and not in the line
			t.Errorf("%s: over %v, and the list has %v", s.Stage, s.Over, over)
		}
		for _, o := range a.Once {
			if o.Currency == l.Currency && o.Stage == s.Stage && o.Counted.Cmp(s.Stated) != 0 {
				t.Errorf("%s: stated %v, counted %v", s.Stage, s.Stated, o.Counted)
			}
		}
		if i == len(l.Steps)-1 && s.Drawn.Sign() != 0 {
			t.Errorf("something is drawn on what is delivered: %v", s.Drawn)
		}
	}
}

// TestOrderOfEntries says that an account does not depend on the order in which entries are listed.
func TestOrderOfEntries(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		f := random(r, 1+r.IntN(20))
		a := assess(t, f, "2025-03-01")
		r.Shuffle(len(f.Entries), func(i, j int) { f.Entries[i], f.Entries[j] = f.Entries[j], f.Entries[i] })
		b := assess(t, f, "2025-03-01")
		for i := range a.Totals {
			if got, want := steps(b.Totals[i]), steps(a.Totals[i]); got != want && !hasRepeats(f) {
				t.Fatalf("in another order:\n got %s\nwant %s\n%+v", got, want, f)
			}
		}
		if !hasRepeats(f) && !reflect.DeepEqual(texts(a.Once), texts(b.Once)) {
			t.Fatalf("once: %v and %v", a.Once, b.Once)
		}
	}
}

func texts(all []aid.Once) (s []string) {
	for _, o := range all {
		s = append(s, fmt.Sprint(o.Currency, o.Stage, o.Naive.Trim(), o.Net.Trim(), o.Given.Trim()))
	}
	return s
}

// hasRepeats: repeats of one day stand for each other in the order of the list.
func hasRepeats(f aid.Fund) bool {
	for _, e := range f.Entries {
		if e.Same != "" {
			return true
		}
	}
	return false
}

// TestCoins computes the funnel another way: an amount is so many coins, a draw takes coins, and what reached a stage is the coins that
// were ever there or beyond.
func TestCoins(t *testing.T) {
	type coin struct{ farthest int }
	r := rand.New(rand.NewPCG(5, 6))
	for range 1000 {
		f := fund()
		held := [][]*coin{} // by entry: coins that nobody drew
		var all []*coin
		open := [5]int{}
		for i := range 1 + r.IntN(25) {
			e := entry(fmt.Sprintf("e%d AAA pledged 0 2024-01-01", i))
			stage, from := r.IntN(5), -1
			if i > 0 && r.IntN(3) > 0 {
				from = r.IntN(i)
			}
			var coins []*coin
			if from >= 0 && f.Entries[from].Stage != aid.Delivered && len(held[from]) > 0 {
				at := 0
				for s, name := range aid.Stages() {
					if name == f.Entries[from].Stage {
						at = s
					}
				}
				stage = at + 1 + r.IntN(4-at)
				n := 1 + r.IntN(len(held[from]))
				coins, held[from] = held[from][:n], held[from][n:]
				e.Draws = f.Entries[from].ID
				open[at] -= n
			} else {
				for range 1 + r.IntN(30) {
					coins = append(coins, &coin{})
				}
				all = append(all, coins...)
			}
			for _, c := range coins {
				c.farthest = stage
			}
			open[stage] += len(coins)
			e.Stage, e.Amount = aid.Stages()[stage], unit.NewDecimal(int64(len(coins)), 0)
			f.Entries, held = append(f.Entries, e), append(held, coins)
		}
		l := assess(t, f, "2024-01-01").Totals[0]
		for s := range aid.Stages() {
			reached := 0
			for _, c := range all {
				if c.farthest >= s {
					reached++
				}
			}
			if got := l.Reached[s].Amount.String(); got != fmt.Sprint(reached) {
				t.Fatalf("stage %d: reached %s, and %d coins did: %+v", s, got, reached, f)
			}
			if got := l.Steps[s].Open.Add(l.Steps[s].Done).String(); got != fmt.Sprint(open[s]) {
				t.Fatalf("stage %d: open %s, and %d coins are: %+v", s, got, open[s], f)
			}
		}
	}
}

func TestVerifyFindsWhatDoesNotHold(t *testing.T) {
	check := func(name string, change func(*aid.Account)) {
		t.Helper()
		f := fund(entry("p body pledged 100 2024-01-01 2024"), entry("c body committed 60 2024-03-01", draws("p")), entry("v AAA pledged 1 2024-01-01 2024", via("body")))
		f.Needs = []aid.Need{need("n 10 2026")}
		a := assess(t, f, "2025-01-01")
		change(&a)
		if a.Verify() == nil {
			t.Errorf("%s: nothing found", name)
		}
	}
	one := dec("1")
	check("stated", func(a *aid.Account) { a.Totals[0].Steps[0].Stated = one })
	check("open", func(a *aid.Account) { a.Donors[0].Steps[0].Open = one })
	check("reached", func(a *aid.Account) { a.Donors[0].Reached[1].Amount = one })
	check("straight", func(a *aid.Account) { a.Totals[0].Reached[1].Straight = one })
	check("a year missing", func(a *aid.Account) { a.Years = nil })
	check("a donor's year missing", func(a *aid.Account) { a.DonorYears = a.DonorYears[1:] })
	check("a kind twice", func(a *aid.Account) { a.Kinds = append(a.Kinds, a.Kinds...) })
	check("naive", func(a *aid.Account) { a.Once[0].Naive = one })
	check("net", func(a *aid.Account) { a.Once[0].Net = one })
	check("given", func(a *aid.Account) { a.Through[0].Given = dec("2") })
	check("own", func(a *aid.Account) { a.Through[0].Own = one })
	check("needed", func(a *aid.Account) { a.Ahead[0].Needed = one })
}
