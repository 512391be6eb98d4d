package aid_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/balance"
	"entente/balance/aid"
	"entente/cal"
	"entente/unit"
)

// All funds in these tests are invented.

func dec(s string) unit.Decimal { return unit.MustDecimal(s) }

func date(s string) cal.Date {
	d, err := cal.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func on(s string) *cal.Date {
	d := date(s)
	return &d
}

func period(s string) cal.Period {
	p, err := cal.ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

// entry makes an entry in euro from "ID DONOR STAGE AMOUNT MADE PERIOD".
func entry(line string, more ...func(*aid.Entry)) aid.Entry {
	f := strings.Fields(line)
	e := aid.Entry{ID: f[0], Donor: entente.ActorID(f[1]), Stage: aid.Stage(f[2]), Amount: dec(f[3]), Currency: "EUR", Made: date(f[4])}
	if len(f) > 5 {
		e.Period = period(f[5])
	}
	for _, m := range more {
		m(&e)
	}
	return e
}

func draws(id string) func(*aid.Entry) { return func(e *aid.Entry) { e.Draws = id } }
func kind(k string) func(*aid.Entry)   { return func(e *aid.Entry) { e.Kind = k } }
func via(b string) func(*aid.Entry)    { return func(e *aid.Entry) { e.Via = entente.ActorID(b) } }
func text(s string) func(*aid.Entry)   { return func(e *aid.Entry) { e.Text = s } }
func same(id string) func(*aid.Entry)  { return func(e *aid.Entry) { e.Same = id } }
func in(c unit.Unit) func(*aid.Entry)  { return func(e *aid.Entry) { e.Currency = c } }
func due(d string) func(*aid.Entry)    { return func(e *aid.Entry) { e.Expected = on(d) } }
func lapse(d string) func(*aid.Entry)  { return func(e *aid.Entry) { e.Lapses = on(d) } }
func back(d string) func(*aid.Entry)   { return func(e *aid.Entry) { e.Withdrawn = on(d) } }
func provided(words, met string) func(*aid.Entry) {
	return func(e *aid.Entry) {
		if e.Condition = words; met != "" {
			e.Met = on(met)
		}
	}
}

func fund(entries ...aid.Entry) aid.Fund { return aid.Fund{ID: "sample", Entries: entries} }

func need(line string) aid.Need {
	f := strings.Fields(line)
	n := aid.Need{ID: f[0], Amount: dec(f[1]), Currency: "EUR", Period: period(f[2])}
	if len(f) > 3 {
		n.Kind = f[3]
	}
	return n
}

// assess returns the account of a fund, whose identities hold.
func assess(t testing.TB, f aid.Fund, day string) aid.Account {
	t.Helper()
	a, err := aid.Assess(f, date(day))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Verify(); err != nil {
		t.Fatal(err)
	}
	return a
}

// steps writes the steps of a line that are not empty, in one line of text.
func steps(l aid.Line) string {
	var all []string
	for i, s := range l.Steps {
		line := string(s.Stage)
		for _, x := range []struct {
			name string
			v    unit.Decimal
		}{{"stated", s.Stated}, {"drawn", s.Drawn}, {"done", s.Done}, {"open", s.Open}, {"conditional", s.Conditional}, {"lapsed", s.Lapsed}, {"withdrawn", s.Withdrawn}, {"over", s.Over}} {
			if x.v.Sign() != 0 {
				line += fmt.Sprintf(" %s %v", x.name, x.v)
			}
		}
		if l.Reached != nil && l.Reached[i].Amount.Sign() != 0 {
			line += fmt.Sprintf(" reached %v", l.Reached[i].Amount)
		}
		if line != string(s.Stage) {
			all = append(all, line)
		}
	}
	return strings.Join(all, "; ")
}

func TestFunnel(t *testing.T) {
	check := func(name, day, want string, entries ...aid.Entry) {
		t.Helper()
		a := assess(t, fund(entries...), day)
		got := ""
		if len(a.Totals) > 0 {
			got = steps(a.Totals[0])
		}
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
	pledge := entry("p AAA pledged 100 2024-01-01 2024/2026")
	commit := entry("c AAA committed 60 2024-03-01 2024", draws("p"))
	check("nothing yet", "2023-12-31", "", pledge)
	check("open", "2024-01-01", "pledged stated 100 open 100 reached 100", pledge)
	check("in part", "2024-03-01", "pledged stated 100 drawn 60 open 40 reached 100; committed stated 60 open 60 reached 60", pledge, commit)
	check("before the draw", "2024-02-29", "pledged stated 100 open 100 reached 100", pledge, commit)
	check("past stages", "2025-01-01", "pledged stated 100 drawn 30 open 70 reached 100; committed reached 30; allocated reached 30; disbursed reached 30; delivered stated 30 done 30 reached 30",
		pledge, entry("d AAA delivered 30 2024-04-01", draws("p")))
	check("without a pledge", "2025-01-01", "pledged reached 5; committed reached 5; allocated stated 5 open 5 reached 5", entry("a AAA allocated 5 2024-04-01"))
	check("lapsed", "2025-01-01", "pledged stated 100 lapsed 100 reached 100", entry("p AAA pledged 100 2024-01-01", lapse("2025-01-01")))
	check("not lapsed yet", "2024-12-31", "pledged stated 100 open 100 reached 100", entry("p AAA pledged 100 2024-01-01", lapse("2025-01-01")))
	check("withdrawn before it lapsed", "2025-01-01", "pledged stated 100 drawn 60 withdrawn 40 reached 100; committed stated 60 open 60 reached 60",
		entry("p AAA pledged 100 2024-01-01", lapse("2025-01-01"), back("2024-12-01")), commit)
	check("condition", "2024-06-01", "pledged stated 100 conditional 100 reached 100", entry("p AAA pledged 100 2024-01-01", provided("a law", "2024-06-02")))
	check("condition met", "2024-06-02", "pledged stated 100 open 100 reached 100", entry("p AAA pledged 100 2024-01-01", provided("a law", "2024-06-02")))
	check("beyond", "2025-01-01", "pledged stated 50 drawn 60 over 10 reached 50; committed stated 60 open 60 reached 60", entry("p AAA pledged 50 2024-01-01"), commit)
	check("taken back", "2025-01-01", "pledged stated 100 drawn 50 open 50 reached 100; committed stated 50 open 50 reached 50",
		pledge, commit, entry("r AAA committed -10 2024-05-01", draws("p")))
	check("repeated", "2025-01-01", "pledged stated 100 drawn 60 open 40 reached 100; committed stated 60 open 60 reached 60",
		pledge, entry("q AAA pledged 100 2024-01-02", same("p")), entry("c AAA committed 60 2024-03-01", draws("q")))
	check("the first stands, though made later than its repeat", "2024-03-01", "pledged stated 100 open 100 reached 100",
		entry("q AAA pledged 99 2024-01-02", same("p")), entry("p AAA pledged 100 2024-02-01"), entry("r AAA pledged 98 2024-01-01", same("p")))
	check("the earliest repeat stands", "2024-01-02", "pledged stated 98 open 98 reached 98",
		entry("q AAA pledged 99 2024-01-02", same("p")), entry("p AAA pledged 100 2024-02-01"), entry("r AAA pledged 98 2024-01-01", same("p")))
	check("only the repeat was made", "2024-01-01", "pledged stated 100 open 100 reached 100",
		entry("p AAA pledged 100 2024-02-01"), entry("q AAA pledged 100 2024-01-01", same("p")), entry("r AAA pledged 100 2024-01-01", same("p")))
}

func TestEndOfKind(t *testing.T) {
	f := fund(entry("d AAA disbursed 7 2024-01-01", kind(aid.Financial)), entry("m AAA disbursed 8 2024-01-01", kind(aid.Military)))
	f.Ends = map[string]aid.Stage{aid.Financial: aid.Disbursed}
	a := assess(t, f, "2024-01-01")
	want := "pledged reached 15; committed reached 15; allocated reached 15; disbursed stated 15 done 7 open 8 reached 15"
	if got := steps(a.Totals[0]); got != want {
		t.Errorf("got %s", got)
	}
	f.Entries = append(f.Entries, entry("x AAA delivered 1 2024-01-01", kind(aid.Financial)))
	if _, err := aid.Assess(f, date("2024-01-01")); err == nil || !strings.Contains(err.Error(), "entries[2] x") {
		t.Errorf("delivered beyond the end of its kind: %v", err)
	}
}

func TestYearsAreNotSpread(t *testing.T) {
	a := assess(t, fund(entry("p AAA pledged 100 2024-01-01 2024-07/2026-06"), entry("c AAA committed 60 2024-03-01 2025-Q2", draws("p")),
		entry("d AAA disbursed 20 2026-01-01", draws("c")), entry("e BBB pledged 1 2023-03-01")), "2026-01-01")
	var got []string
	for _, l := range a.Years {
		got = append(got, l.Period.String()+" "+steps(l))
	}
	want := []string{"2023 pledged stated 1 open 1", "2024/2026 pledged stated 100 drawn 60 open 40", "2025 committed stated 60 drawn 20 open 40; disbursed stated 20 open 20"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestThroughBody(t *testing.T) {
	check := func(name, want string, entries ...aid.Entry) {
		t.Helper()
		a := assess(t, fund(entries...), "2026-01-01")
		var got []string
		for _, x := range a.Through {
			got = append(got, fmt.Sprintf("%s %v own %v given %v twice %v remainder %v unreported %v", x.Body, x.Period, x.Own, x.Given, x.Twice, x.Remainder, x.Unreported))
		}
		for _, o := range a.Once {
			got = append(got, fmt.Sprintf("%s naive %v net %v", o.Stage, o.Naive, o.Net))
		}
		for _, i := range a.Issues {
			got = append(got, i.What)
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s:\n got %s\nwant %s", name, s, want)
		}
	}
	own := entry("own body pledged 100 2024-01-01 2024")
	check("the body does not report", "pledged naive 30 net 30", entry("a AAA pledged 30 2024-01-01 2024", via("body")))
	check("it does", "body 2024 own 100 given 50 twice 50 remainder 50 unreported 0; pledged naive 150 net 100",
		own, entry("a AAA pledged 30 2024-01-01 2024", via("body")), entry("b BBB pledged 20 2024-01-01 2024", via("body")))
	check("more given than it reports", "body 2024 own 100 given 130 twice 100 remainder 0 unreported 30; pledged naive 230 net 130",
		own, entry("a AAA pledged 130 2024-01-01 2024", via("body")))
	check("in other years", "pledged naive 130 net 130", own, entry("a AAA pledged 30 2024-01-01 2025", via("body")))
	check("years that hang together", "body 2024/2026 own 100 given 70 twice 70 remainder 30 unreported 0; pledged naive 170 net 100",
		own, entry("a AAA pledged 30 2024-01-01 2024/2025", via("body")), entry("b AAA pledged 40 2024-01-01 2025/2026", via("body")))
	check("another kind", "pledged naive 130 net 130; other-kind", own, entry("a AAA pledged 30 2024-01-01 2024", via("body"), kind("military")))
	check("the body draws on it", "pledged naive 130 net 130; committed naive 30 net 30",
		own, entry("a AAA pledged 30 2024-01-01 2024", via("body")), entry("c body committed 30 2024-02-01", draws("a")))
	check("no year stated", "body 2024 own 100 given 30 twice 30 remainder 70 unreported 0; pledged naive 130 net 100", own, entry("a AAA pledged 30 2024-06-01", via("body")))
}

func TestDrawByTheBodyCountsWithTheDonor(t *testing.T) {
	a := assess(t, fund(entry("a AAA pledged 30 2024-01-01 2024", via("body")), entry("c body committed 10 2024-02-01", draws("a"))), "2026-01-01")
	if len(a.Donors) != 1 || a.Donors[0].Donor != "AAA" || len(a.Issues) != 0 {
		t.Errorf("got %+v, %v", a.Donors, a.Issues)
	}
}

func TestIssues(t *testing.T) {
	check := func(what string, entries ...aid.Entry) {
		t.Helper()
		a := assess(t, fund(entries...), "2026-01-01")
		if len(a.Issues) != 1 || a.Issues[0].What != what {
			t.Errorf("%s: got %+v", what, a.Issues)
		}
	}
	p := entry("p AAA pledged 100 2024-01-01")
	check(aid.Negative, entry("n AAA pledged -1 2024-01-01"))
	check(aid.BeforeSource, p, entry("c AAA committed 1 2023-12-31", draws("p")))
	check(aid.OtherDonor, p, entry("c BBB committed 1 2024-01-02", draws("p")))
	check(aid.Unmet, entry("p AAA pledged 100 2024-01-01", provided("a law", "")), entry("c AAA committed 1 2024-01-02", draws("p")))
	check(aid.Unmet, entry("p AAA delivered 100 2024-01-01", provided("a law", "")))
	check(aid.AfterEnd, entry("p AAA pledged 100 2024-01-01", lapse("2024-02-01")), entry("c AAA committed 1 2024-02-01", draws("p")))
	check(aid.NotCounted, entry("p AAA pledged 100 2026-01-02"), entry("c AAA committed 1 2024-02-01", draws("p")))
}

func TestNoIssue(t *testing.T) {
	a := assess(t, fund(entry("p AAA pledged 100 2024-01-01", lapse("2024-01-02")), entry("c AAA committed 1 2024-01-01", draws("p"))), "2026-01-01")
	if len(a.Issues) != 0 {
		t.Errorf("a draw on the day of the pledge: got %+v", a.Issues)
	}
}

// TestLeftOutEverywhere says that what a body reports is in no list but those that tell of it.
func TestLeftOutEverywhere(t *testing.T) {
	f := fund(entry("own body pledged 100 2024-01-01 2025"),
		entry("v AAA pledged 30 2024-01-01 2025", via("body"), text("kit"), due("2024-02-01")), entry("w AAA pledged 30 2024-01-01 2025", via("body"), text("kit")),
		entry("c AAA committed 30 2024-01-01 2025", draws("v")))
	f.Needs = []aid.Need{need("n 500 2025")}
	a := assess(t, f, "2024-06-01")
	if len(a.Late) != 0 || len(a.Alike) != 0 || a.Lead != nil || a.Ahead[0].Missing.Cmp(dec("400")) != 0 || len(a.Donors) != 1 {
		t.Errorf("late %v, alike %v, lead %v, ahead %+v, donors %v", a.Late, a.Alike, a.Lead, a.Ahead, a.Donors)
	}
}

func TestLateAlikeBeyond(t *testing.T) {
	a := assess(t, fund(
		entry("p AAA pledged 100 2024-01-01 2024", due("2024-12-31"), text("winter kit"), lapse("2025-06-01")),
		entry("q AAA pledged 100.0 2024-02-01 2024", text("Winter  kit")),
		entry("r AAA pledged 100 2024-02-01 2025", text("winter kit")),
		entry("c AAA committed 60 2024-03-01", draws("p")),
		entry("d AAA delivered 25 2024-09-01", draws("c")),
		entry("x BBB committed 10 2024-09-01", due("2025-01-30")),
		entry("y BBB delivered 11 2025-02-01", draws("x")),
		entry("z CCC pledged 5 2024-09-01", due("2025-01-30"), provided("a vote", "")),
	), "2025-01-30")
	if len(a.Late) != 1 || a.Late[0].Entry != "p" || a.Late[0].Missing.Cmp(dec("75")) != 0 || a.Late[0].Undrawn.Cmp(dec("40")) != 0 || a.Late[0].Days != 30 {
		t.Errorf("late: got %+v", a.Late)
	}
	if len(a.Alike) != 1 || !slices.Equal(a.Alike[0].Entries, []string{"p", "q"}) || a.Alike[0].Twice.Cmp(dec("100")) != 0 {
		t.Errorf("alike: got %+v", a.Alike)
	}
	if len(a.Beyond) != 0 || a.Later != 1 {
		t.Errorf("before the delivery: %+v, %d later", a.Beyond, a.Later)
	}
	f := fund(entry("x BBB committed 10 2024-09-01", due("2025-01-30")), entry("y BBB delivered 11 2025-02-01", draws("x")), entry("z CCC pledged 5 2024-09-01", due("2025-01-30"), provided("a vote", "")))
	a = assess(t, f, "2025-02-02")
	if len(a.Beyond) != 1 || a.Beyond[0].Over.Cmp(dec("1")) != 0 || !slices.Equal(a.Beyond[0].By, []string{"y"}) {
		t.Errorf("beyond: got %+v", a.Beyond)
	}
	if len(a.Late) != 1 || a.Late[0].Entry != "z" || a.Late[0].Condition != "a vote" || a.Late[0].Days != 3 {
		t.Errorf("late: got %+v", a.Late)
	}
}

func TestLead(t *testing.T) {
	check := func(want string, entries ...aid.Entry) {
		t.Helper()
		got := "none"
		if l := assess(t, fund(entries...), "2026-01-01").Lead; l != nil {
			got = fmt.Sprintf("%d: %v (%d to %d)", l.Entries, l.Median, l.Least, l.Most)
		}
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check("none", entry("p AAA pledged 1 2024-01-01 2025"), entry("c AAA committed 1 2024-01-01"))
	check("1: 366 (366 to 366)", entry("c AAA committed 1 2024-01-01 2025"))
	check("2: 188 (10 to 366)", entry("c AAA committed 1 2024-01-01 2025"), entry("d AAA committed 1 2024-12-22 2025"))
	check("2: 182.5 (-1 to 366)", entry("c AAA committed 1 2024-01-01 2025"), entry("d AAA committed 1 2025-01-02 2025"))
}

func TestCurrencies(t *testing.T) {
	bank := &entente.Source{Title: "an invented bank"}
	f := fund(entry("p AAA pledged 100 2024-01-01", in("USD")), entry("q AAA pledged 10 2024-01-01"))
	a := assess(t, f, "2025-01-01")
	if len(a.Totals) != 2 || steps(a.Totals[0]) != "pledged stated 10 open 10 reached 10" || steps(a.Totals[1]) != "pledged stated 100 open 100 reached 100" {
		t.Errorf("without rates: got %+v", a.Totals)
	}
	f.Currency = "EUR"
	if _, err := aid.Assess(f, date("2025-01-01")); err == nil || !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), "entries[0] p: no rate from USD to EUR on 2024-01-01") {
		t.Errorf("no rate: got %v", err)
	}
	f.Rates = []aid.Rate{{From: "USD", To: "EUR", Value: dec("0.9"), Period: period("2024-01"), Source: bank}, {From: "USD", To: "EUR", Value: dec("0.8"), Period: period("2024-02"), Source: bank}}
	f.Entries = append(f.Entries, entry("c AAA committed 100 2024-02-01", in("USD"), draws("p")))
	a = assess(t, f, "2025-01-01")
	f.Entries = append(f.Entries, entry("r AAA pledged 100 2024-02-03", in("USD"), same("p")))
	if a := assess(t, f, "2025-01-01"); a.Once[0].Repeated.Cmp(dec("80")) != 0 {
		t.Errorf("a repeat has the rate of its day: got %+v", a.Once[0])
	}
	if got := steps(a.Totals[0]); got != "pledged stated 100.0 drawn 90.0 open 10 reached 100.0; committed stated 90.0 open 90.0 reached 90.0" || len(a.Rates) != 1 {
		t.Errorf("a draw has the rate of its pledge: got %s, %v", got, a.Rates)
	}
}

func TestRefused(t *testing.T) {
	check := func(want string, change func(*aid.Fund)) {
		t.Helper()
		f := fund(entry("p AAA pledged 100 2024-01-01"), entry("c AAA committed 1 2024-01-02", draws("p")))
		f.Needs = []aid.Need{need("n 1 2025")}
		change(&f)
		_, err := aid.Assess(f, date("2025-01-01"))
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
		if faults := (balance.Faults{}); !errors.As(err, &faults) && !strings.Contains(want, "no rate") {
			t.Errorf("%v: no list of faults", err)
		}
	}
	check("fund: id missing", func(f *aid.Fund) { f.ID = "" })
	check(`currency: "Euro": want`, func(f *aid.Fund) { f.Currency = "Euro" })
	check(`secured: stage "soon"`, func(f *aid.Fund) { f.Secured = "soon" })
	check(`ends cash: stage "paid"`, func(f *aid.Fund) { f.Ends = map[string]aid.Stage{"cash": "paid"} })
	check("rates[0] USD to EUR: source missing", func(f *aid.Fund) { f.Rates = []aid.Rate{{From: "USD", To: "EUR", Value: dec("1")}} })
	check("rates[1] USD to EUR: rates[0] says another", func(f *aid.Fund) {
		r := aid.Rate{From: "USD", To: "EUR", Value: dec("1"), Source: &entente.Source{Title: "x"}}
		f.Rates = []aid.Rate{r, r}
	})
	check("entries[1] p: entries[0] has that id", func(f *aid.Fund) { f.Entries[1].ID = "p" })
	check("entries[0]: id missing", func(f *aid.Fund) { f.Entries[0].ID = "" })
	check("entries[1] c: draws on \"z\"", func(f *aid.Fund) { f.Entries[1].Draws = "z" })
	check("want an earlier stage", func(f *aid.Fund) { f.Entries[1].Stage = aid.Pledged })
	check("give the fund a currency and a rate", func(f *aid.Fund) { f.Entries[1].Currency = "USD" })
	check(`currency "CHIPS"`, func(f *aid.Fund) { f.Entries[0].Currency = "CHIPS" })
	check("made missing", func(f *aid.Fund) { f.Entries[0].Made = 0 })
	check("donor missing", func(f *aid.Fund) { f.Entries[0].Donor = "" })
	long := dec("1" + strings.Repeat("0", 100))
	check("entries[0] p: amount of more than 100 digits", func(f *aid.Fund) { f.Entries[0].Amount = long })
	check("needs[0] n: amount of more than 100 digits", func(f *aid.Fund) { f.Needs[0].Amount = long })
	check("rates[0] USD to EUR: more than 100 digits", func(f *aid.Fund) { f.Rates = []aid.Rate{{From: "USD", To: "EUR", Value: long}} })
	check("via its own donor", func(f *aid.Fund) { f.Entries[0].Via = "AAA" })
	check("a condition was met", func(f *aid.Fund) { f.Entries[0].Met = on("2024-01-01") })
	check("entries[0] p: invented", func(f *aid.Fund) { f.Entries[0].Exercise = true })
	check("needs[0] n: invented", func(f *aid.Fund) { f.Needs[0].Exercise = true })
	check("needs[0] n: amount -1", func(f *aid.Fund) { f.Needs[0].Amount = dec("-1") })
	check("needs[0] n: period", func(f *aid.Fund) { f.Needs[0].Period = period("2025/..") })
	check("itself a repeat", func(f *aid.Fund) { f.Entries[0].Same = "p" })
	check("repeats \"z\"", func(f *aid.Fund) { f.Entries[0].Same = "z" })
	check("which it is said to repeat", func(f *aid.Fund) { f.Entries[1].Same = "p" })
	check("need n: no rate from USD to EUR on 2025-01-01", func(f *aid.Fund) { f.Currency = "EUR"; f.Needs[0].Currency = "USD" })
	check("and 50 faults more", func(f *aid.Fund) {
		for i := range 150 {
			f.Entries = append(f.Entries, entry(fmt.Sprintf("e%d AAA pledged 1 2024-01-01", i), draws("z")))
		}
	})
}

func TestWriteCSV(t *testing.T) {
	f := fund(entry("p AAA pledged -100 2024-01-01 2024", text("=1+1"), due("2024-01-01")), entry("q AAA pledged -100 2024-01-01 2024", text("=1+1")),
		entry("c BBB committed 5 2024-01-01 2025"), entry("d BBB delivered 6 2024-01-01 2025", draws("c")), entry("v CCC committed 2 2024-01-01 2025", via("BBB")))
	f.Needs = []aid.Need{need("n 10 2025")}
	a := assess(t, f, "2024-06-01")
	var out bytes.Buffer
	if err := aid.WriteCSV(&out, a); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, r := range rows[1:] {
		kinds[r[0]]++
		if slices.Contains(r, "=1+1") {
			t.Error("a formula is written as one")
		}
	}
	for _, k := range []string{"total", "donor", "kind", "year", "once", "through", "alike", "beyond", "ahead", "by year", "horizon", "lead", "gap", "issue"} {
		if kinds[k] == 0 {
			t.Errorf("no row %q among %v", k, kinds)
		}
	}
	if got := rows[1][slices.Index(rows[0], "stated")]; got != "-200" {
		t.Errorf("a number stays one: got %q", got)
	}
	if err := aid.WriteCSV(full{}, a); !errors.Is(err, errFull) {
		t.Errorf("a writer that fails: %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAccountJSON(t *testing.T) {
	b, err := json.Marshal(assess(t, fund(), "2024-06-01"))
	if err != nil || strings.Contains(string(b), "null") {
		t.Errorf("got %s, %v", b, err)
	}
	var f aid.Fund
	in := `{"id":"x","entries":[{"id":"p","donor":"AAA","stage":"pledged","amount":"1.50","currency":"EUR","made":"2024-01-01","period":"2024/2026"}]}`
	if err := json.Unmarshal([]byte(in), &f); err != nil {
		t.Fatal(err)
	}
	if got := steps(assess(t, f, "2024-06-01").Totals[0]); got != "pledged stated 1.50 open 1.50 reached 1.50" {
		t.Errorf("got %s", got)
	}
}
