package aid_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"entente"
	"entente/balance/aid"
	"entente/unit"
)

// The heads are those of the tracker; the rows below them are invented.
const (
	monthsHead  = "country,iso,year,month,total,financial,humanitarian,military,commitments,to_be_allocated,gdp,pct_gdp\n"
	sharesHead  = "country,iso,bilateral_pct_gdp,eu_share_pct_gdp,total_pct_gdp,eu_share_bn\n"
	totalsHead  = "year,month,total_allocations,military,financial,humanitarian\n"
	trendsHead  = "year,month,stockpile,procurement,unspecified,nato_purl\n"
	weaponsHead = "donor,category,number_of_weapons,monetary_value_eur,weapons_list\n"
	releaseHead = "release,period,date,label\n"
)

func readKiel(t testing.TB, files ...string) *aid.Kiel {
	t.Helper()
	k := &aid.Kiel{}
	for i, f := range files {
		r, err := k.Read(fmt.Sprintf("file %d", i), strings.NewReader(f))
		if err != nil {
			t.Fatal(err)
		}
		if r.Rows != r.Stored+r.Refused {
			t.Fatalf("%+v: rows are not stored + refused", r)
		}
	}
	return k
}

func TestKielRows(t *testing.T) {
	check := func(name, file string, want ...string) {
		t.Helper()
		r := readKiel(t, file).Reports[0]
		got := []string{fmt.Sprintf("%s %d = %d + %d", r.Kind, r.Rows, r.Stored, r.Refused)}
		for _, x := range r.Refusals {
			got = append(got, fmt.Sprintf("%d refused: %s", x.Line, x.Why))
		}
		for _, x := range r.Flags {
			got = append(got, fmt.Sprintf("%d flag: %s", x.Line, x.Why))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
	}
	check("good", monthsHead+"Aland,AAA,2022,2,3,1,1,1,5,2,100,3\n", "months 1 = 1 + 0")
	check("other order, other case, a mark, a column more", "\ufeffISO,country,year,month,commitments,to_be_allocated,total,financial,humanitarian,military,gdp,pct_gdp,new\nAAA,Aland,2022,2,5,2,3,1,1,1,100,3,x\n", "months 1 = 1 + 0")
	check("quoted, over two lines", monthsHead+"\"A\nland\",AAA,2022,2,3,1,1,1,5,2,100,3\nA,B,2022,2,3,1,1,1,5,2,100,3\n", "months 2 = 1 + 1", `4 refused: iso: party "B": want an ISO 3166-1 alpha-3 code such as DEU: invalid`)
	check("sum of kinds", monthsHead+"Aland,AAA,2022,2,3,1,1,2,5,2,100,3\n", "months 1 = 0 + 1", "2 refused: total is 3, and financial + humanitarian + military are 4")
	check("sum of commitments", monthsHead+"Aland,AAA,2022,2,3,1,1,1,6,2,100,3\n", "months 1 = 0 + 1", "2 refused: commitments is 6, and total + to_be_allocated are 5")
	check("within rounding", monthsHead+"Aland,AAA,2022,2,3.000002,1,1,1,5.000001,2,100,3.000002\n", "months 1 = 1 + 0",
		"2 flag: total differs from financial + humanitarian + military by 0.000002, within rounding", "2 flag: commitments differs from total + to_be_allocated by -0.000001, within rounding")
	check("beyond rounding", monthsHead+"Aland,AAA,2022,2,3.000003,1,1,1,5.000003,2,100,3\n", "months 1 = 0 + 1", "2 refused: total is 3.000003, and financial + humanitarian + military are 3")
	check("exponent", monthsHead+"Aland,AAA,2022,2,3e-05,3E-05,0,0,1e+0,0.99997,0,0\n", "months 1 = 1 + 0")
	check("a second row", monthsHead+"Aland,AAA,2022,2,0,0,0,0,0,0,0,0\nAland,AAA,2022,3,0,0,0,0,0,0,0,0\nAland,AAA,2022,2,0,0,0,0,0,0,0,0\n", "months 3 = 2 + 1", "4 refused: a second row for that donor and month: the first is on line 2")
	check("a name with two codes", monthsHead+"Aland,AAA,2022,2,0,0,0,0,0,0,0,0\nAland,BBB,2022,2,0,0,0,0,0,0,0,0\n", "months 2 = 2 + 0", `3 flag: country "Aland" had the code AAA before, and has BBB here`)
	check("a code with two names", monthsHead+"Aland,AAA,2022,2,0,0,0,0,0,0,0,0\nA-land,AAA,2022,3,0,0,0,0,0,0,0,0\n", "months 2 = 2 + 0", `3 flag: iso AAA was "Aland" before, and is "A-land" here`)
	check("percent", monthsHead+"Aland,AAA,2022,2,3,1,1,1,5,2,100,4\n", "months 1 = 1 + 0", "2 flag: pct_gdp is 4, and total in per cent of gdp is 3.000000")
	check("below zero", monthsHead+"Aland,AAA,2022,2,-3,0,0,-3,0,3,100,-3\n", "months 1 = 1 + 0", "2 flag: military is below zero: -3")
	check("bad fields", monthsHead+"Aland,AAA,22,2,0,0,0,0,0,0,0,0\nAland,AAA,2022,13,0,0,0,0,0,0,0,0\nAland,AAA,2022,1,NA,0,0,0,0,0,0,0\nAland,AAA,2022,1,0,1.,0,0,0,0,0,0\nAland,AAA,2022,1,0,0,0,0,1e99,0,0,0\n,AAA,2022,1,0,0,0,0,0,0,0,0\nAland,AAA\nAland,AAA,2022,1,0,0,0,0,0,0,-1,0\nA\"land,AAA,2022,1,0,0,0,0,0,0,0,0\nAland,AAA,2022,1,0,0,0,0,0,0,0,0\n",
		"months 10 = 1 + 9", `2 refused: year "22": want four digits`, `3 refused: month "13": want 1 to 12`, `4 refused: total: "NA": no number given`, `5 refused: financial: "1.": want a number`,
		`6 refused: commitments: "1e99": exponent: want at most 30`, "7 refused: country: no name", "8 refused: 2 fields, and the header has 12", "9 refused: gdp: -1 is below zero",
		`10 refused: not a row of comma-separated values: bare " in non-quoted-field`)
	check("shares", sharesHead+"Aland,AAA,1,2,3,0.5\nUnion,EU,0,0,0,0\nAland,AAA,1,2,3,0.5\nBland,BBB,1,2,4,0.5\n", "eu-shares 4 = 1 + 3", "3 refused: iso: eu is no member",
		"4 refused: a second row for that donor and month: the first is on line 2", "5 refused: total_pct_gdp is 4, and bilateral_pct_gdp + eu_share_pct_gdp are 3")
	check("totals", totalsHead+"2022,2,6,1,2,3\n2022,3,6,1,2,4\n2022,2,6,1,2,3\n", "totals 3 = 1 + 2", "3 refused: total_allocations is 6, and military + financial + humanitarian are 7", "4 refused: a second row for that donor and month: the first is on line 2")
	check("trends", trendsHead+"2022,2,0.1,1e-3,0,0\n2022,x,0,0,0,0\n", "procurement 2 = 1 + 1", `3 refused: month "x": want 1 to 12`)
	check("weapons", weaponsHead+"Aland,Tanks,6,5,T-1 (6)\nAland,Tanks,6,5,T-1 (6)\nAland,Guns,7,5,Gun (6); some\nAland,Boats,x,5,Boat (6)\nAland,Kites,1,-5,Kite (1)\n,Kites,1,5,Kite (1)\nAland,,1,5,Kite (1)\n",
		"weapons 7 = 2 + 5", "3 refused: Aland, Tanks: a second row for that donor and month: the first is on line 2", `5 refused: number_of_weapons "x": want a whole number`,
		"6 refused: monetary_value_eur: -5 is below zero", "7 refused: donor: no name", "8 refused: category: none",
		`4 flag: not read: "some": no number in brackets at its end`, "4 flag: number_of_weapons is 7, and the items read are 6")
	check("release", releaseHead+"1,01/2022,2022-02-01,A label\n2,01/2022,2022-02-01,B\n3,01/2022,01.02.2022,B\n", "release 3 = 1 + 2", "3 refused: a second release in one file", `4 refused: date: date "01.02.2022": want YYYY-MM-DD`)
}

func TestKielHeaders(t *testing.T) {
	check := func(file, want string) {
		t.Helper()
		_, err := new(aid.Kiel).Read("x.csv", strings.NewReader(file))
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "x.csv") {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	check("", "empty")
	check("a,b\n1,2\n", `header "a,b"`)
	check("year,month,total_allocations,military,financial\n", "totals, which has humanitarian too")
	check("year,year\n", `"year" twice`)
	check("\"a\n", "header")
	k := readKiel(t, totalsHead+"2022,2,6,1,2,3\n")
	if _, err := k.Read("again.csv", strings.NewReader(totalsHead+"2022,3,6,1,2,3\n")); !errors.Is(err, entente.ErrInvalid) || len(k.Totals) != 1 || !strings.Contains(err.Error(), "again.csv: a second table of totals, after file 0") {
		t.Errorf("a second file of one kind: %v, %d rows", err, len(k.Totals))
	}
	if _, err := new(aid.Kiel).Read("x.csv", io.MultiReader(strings.NewReader(totalsHead), iotest.ErrReader(errFull))); !errors.Is(err, errFull) {
		t.Errorf("a reader that fails: %v", err)
	}
}

func TestManyRefusals(t *testing.T) {
	r := readKiel(t, totalsHead+strings.Repeat("x,1,0,0,0,0\n", 2500)).Reports[0]
	if r.Refused != 2500 || len(r.Refusals) != aid.MostRemarks {
		t.Errorf("%d refused, %d told", r.Refused, len(r.Refusals))
	}
}

func TestParseWeapons(t *testing.T) {
	check := func(s string, unread int, want ...aid.Weapon) {
		t.Helper()
		items, not := aid.ParseWeapons(s)
		if !slices.Equal(items, want) || len(not) != unread {
			t.Errorf("%q: got %v, not read %q", s, items, not)
		}
	}
	check("", 0)
	check("M777 howitzer (6)", 0, aid.Weapon{Item: "M777 howitzer", Number: 6})
	check("A (1); B (2);", 0, aid.Weapon{Item: "A", Number: 1}, aid.Weapon{Item: "B", Number: 2})
	check("T-72 tank (T-72A/T-72M1) (62)", 0, aid.Weapon{Item: "T-72 tank (T-72A/T-72M1)", Number: 62})
	check("System (a; b) (3)", 0, aid.Weapon{Item: "System (a; b)", Number: 3})
	check("some howitzers; A (x); (5); B (0); C (-1); D (1.5); E (9999999999); F (2", 8)
}

func TestReconcileSmall(t *testing.T) {
	k := readKiel(t,
		monthsHead+"Aland,AAA,2022,2,10,10,0,0,12,2,1000,1\nBland,BBB,2022,2,5,0,5,0,5,0,500,1\nCland,CCC,2022,2,7,0,0,7,7,0,700,1\nUnion,EU,2022,2,20,20,0,0,50,30,0,0\n",
		sharesHead+"Aland,AAA,1,1.2,2.2,12\nBland,BBB,1.1,1.4,2.5,7\nDland,DDD,1,1,2,0.5\n")
	r, err := k.Reconcile()
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("others %v bilateral %v institutions %v attributed %v remainder %v as donor %v as members %v naive %v twice %v", r.Others, r.Bilateral, r.Institutions, r.Attributed, r.Remainder, r.AsDonor, r.AsMembers, r.Naive, r.Twice)
	if want := "others 7 bilateral 15 institutions 20 attributed 19.5 remainder 0.5 as donor 42 as members 42.0 naive 61.5 twice 19.5"; got != want {
		t.Errorf("got %s", got)
	}
	if r.IsRounding || len(r.Differences) != 2 || r.Differences[0].Party != "BBB" || r.Differences[0].Worth.Cmp(dec("0.5")) != 0 || len(r.Notes) != 2 {
		t.Errorf("got %+v", r)
	}
	var out bytes.Buffer
	if err := aid.WriteReconciliation(&out, r); err != nil || !strings.Contains(out.String(), "counted twice in it,,,,,,,,,,19.5,") {
		t.Errorf("got %s, %v", out.String(), err)
	}
	if _, err := readKiel(t, monthsHead).Reconcile(); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("without shares: %v", err)
	}
}

func TestSums(t *testing.T) {
	k := readKiel(t, monthsHead+"Union,EU,2022,2,1,1,0,0,1,0,0,0\nAland,AAA,2022,2,10,4,3,3,12,2,1000,1\nAland,AAA,2022,4,1,1,0,0,0,-1,1000,0.1\n")
	s := k.Sums()
	got := fmt.Sprintf("%s %d: %v %v = %v + %v + %v, %v, %v%% %v%%", s[0].Donor, s[0].Rows, s[0].Committed, s[0].Allocated, s[0].Financial, s[0].Humanitarian, s[0].Military, s[0].ToAllocate, *s[0].PctGDP, *s[0].CommittedPct)
	if got != "AAA 2: 12 11 = 5 + 3 + 3, 1, 1.100000% 1.200000%" || len(s) != 2 || s[1].PctGDP != nil {
		t.Errorf("got %s, %+v", got, s)
	}
	g := k.Gaps("AAA")
	if len(g) != 2 || g[0].Gap.Cmp(dec("2")) != 0 || g[1].Gap.Cmp(dec("1")) != 0 || len(k.Gaps()) != 2 {
		t.Errorf("gaps: got %+v", g)
	}
}

func TestCompareSmall(t *testing.T) {
	k := readKiel(t,
		monthsHead+"Aland,AAA,2022,2,10,10,0,0,12,2,1000,1\nBland,BBB,2022,2,5,0,5,0,5,0,500,1\nBland,BBB,2022,3,0,0,0,0,5,5,500,0\n",
		totalsHead+"2022,2,15.000001,0,10.000001,5\n2022,4,1,1,0,0\n", trendsHead+"2022,2,1,0,0,0\n")
	c := k.CompareTotals()
	if c.Months != 3 || c.Figures != 12 || c.Equal != 8 || c.Rounding != 2 || len(c.Differences) != 2 || c.Differences[0].Month.String() != "2022-04" {
		t.Errorf("got %+v", c)
	}
	if c := k.CompareProcurement(); len(c.Differences) != 1 || c.Differences[0].By.Cmp(dec("1")) != 0 {
		t.Errorf("procurement: got %+v", c)
	}
}

func TestKielFundDraws(t *testing.T) {
	k := readKiel(t, monthsHead+"Aland,AAA,2022,2,1,1,0,0,5,4,0,0\nAland,AAA,2022,3,6,2,0,4,3,-3,0,0\nAland,AAA,2022,5,2,0,2,0,0,-2,0,0\nBland,BBB,2022,2,2,1,0,1,1,-1,0,0\nBland,BBB,2022,3,0,0,0,0,-1,-1,0,0\nUnion,EU,2022,2,1,1,0,0,1,0,0,0\n")
	f := k.Fund()
	var got []string
	for _, e := range f.Entries {
		got = append(got, fmt.Sprint(e.ID[5:], " ", e.Amount.Shift(-9).Trim(), " <", e.Draws))
	}
	want := []string{"AAA/2022-02/committed 5 <", "AAA/2022-02/financial 1 <kiel/AAA/2022-02/committed", "AAA/2022-03/committed 3 <",
		"AAA/2022-03/financial 2 <kiel/AAA/2022-02/committed", "AAA/2022-03/military 2 <kiel/AAA/2022-02/committed", "AAA/2022-03/military/2 2 <kiel/AAA/2022-03/committed",
		"AAA/2022-05/humanitarian 1 <kiel/AAA/2022-03/committed", "AAA/2022-05/humanitarian/2 1 <", "BBB/2022-02/committed 1 <", "BBB/2022-02/financial 1 <kiel/BBB/2022-02/committed", "BBB/2022-02/military 1 <",
		"BBB/2022-03/committed -1 <", "eu/2022-02/committed 1 <", "eu/2022-02/financial 1 <kiel/eu/2022-02/committed"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	a := assess(t, f, "2022-12-31")
	if got := steps(a.Donors[0]); !strings.HasSuffix(got, "allocated stated 9000000000 open 9000000000 reached 9000000000") || !strings.Contains(got, "committed stated 8000000000 drawn 8000000000 reached 9000000000") {
		t.Errorf("got %s", got)
	}
}

func TestNamesOfWeapons(t *testing.T) {
	k := readKiel(t, weaponsHead+"Aland,Tanks,6,5,T-1 (6)\nElsewhere,Tanks,6,5,T-1 (6)\n", monthsHead+"Aland,AAA,2022,2,0,0,0,0,0,0,0,0\n")
	if two := readKiel(t, monthsHead+"Aland,AAA,2022,2,0,0,0,0,0,0,0,0\nAland,BBB,2022,2,0,0,0,0,0,0,0,0\n").Names(); len(two) != 0 {
		t.Errorf("a name with two codes: got %v", two)
	}
	if k.Weapons[0].Donor != "AAA" || k.Weapons[1].Donor != "" {
		t.Errorf("got %+v", k.Weapons)
	}
}

// FuzzKiel says that no file makes the reader fail otherwise than it promises, that every row is stored or refused, and that what is stored
// keeps its sums and makes an account whose identities hold.
func FuzzKiel(f *testing.F) {
	for _, s := range []string{"", "a,b\n", monthsHead + "Aland,AAA,2022,2,3,1,1,1,5,2,100,3\nUnion,EU,2022,2,1,1,0,0,1,0,0,0\n", monthsHead + "Aland,AAA,2022,2,-3e-2,1,1,1,5,2,100,3\n\"",
		sharesHead + "Aland,AAA,1,2,3,0.5\n", totalsHead + "2022,2,6,1,2,3\n", trendsHead + "2022,2,0.1,1e-3,0,0\n", weaponsHead + "Aland,Tanks,6,5,\"T-1 (6); x (a;b) (2)\"\n", releaseHead + "1,01/2022,2022-02-01,A\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k := &aid.Kiel{}
		r, err := k.Read("fuzz", strings.NewReader(s))
		if err != nil && !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("of no kind: %v", err)
		}
		stored := len(k.Months) + len(k.Shares) + len(k.Totals) + len(k.Procurement) + len(k.Weapons)
		if r.Rows != r.Stored+r.Refused || r.Kind != aid.KielRelease && stored != r.Stored {
			t.Errorf("%+v, and %d are there", r, stored)
		}
		for _, m := range k.Months {
			d := m.Total.Sub(m.Financial.Add(m.Humanitarian).Add(m.Military))
			if d.Cmp(dec("0.000002")) > 0 || d.Cmp(dec("-0.000002")) < 0 {
				t.Errorf("%+v: off by %v", m, d)
			}
		}
		fund := k.Fund()
		if len(fund.Entries) > 0 {
			assess(t, fund, "2999-12-31")
		}
		k.CompareTotals()
		k.Sums()
	})
}

// FuzzParseWeapons says that what is read can be written and read again.
func FuzzParseWeapons(f *testing.F) {
	f.Add("M777 howitzer (6); T-72 (A; B) (5)")
	f.Add(")(;((2);)")
	f.Fuzz(func(t *testing.T, s string) {
		items, _ := aid.ParseWeapons(s)
		for _, w := range items {
			again, unread := aid.ParseWeapons(fmt.Sprintf("%s (%d)", w.Item, w.Number))
			if strings.Count(w.Item, "(") == strings.Count(w.Item, ")") && !strings.ContainsAny(w.Item, ";") && (len(unread) > 0 || !reflect.DeepEqual(again, []aid.Weapon{w})) {
				t.Errorf("%q: %v is read as %v, %q", s, w, again, unread)
			}
		}
	})
}

// TestViewsAgree says, of random tables, that the two views have one total and that a naive sum has just what is attributed too much.
func TestViewsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		var months, shares strings.Builder
		months.WriteString(monthsHead)
		shares.WriteString(sharesHead)
		plain := unit.Decimal{}
		for _, iso := range []string{"AAA", "BBB", "CCC", "DDD", "EU"} {
			for m := range r.IntN(13) {
				v := unit.NewDecimal(int64(r.IntN(5_000_000)), 6)
				plain = plain.Add(v)
				fmt.Fprintf(&months, "Land %s,%s,2022,%d,%v,%v,0,0,%v,0,100,0\n", iso, iso, m+1, v, v, v)
			}
			if iso != "EU" && (iso == "AAA" || r.IntN(2) == 0) {
				fmt.Fprintf(&shares, "Land %s,%s,0,0,0,%v\n", iso, iso, unit.NewDecimal(int64(r.IntN(9_000_000)), 6))
			}
		}
		k := readKiel(t, months.String(), shares.String())
		if len(k.Months) == 0 {
			continue
		}
		x, err := k.Reconcile()
		if err != nil {
			t.Fatal(err)
		}
		if x.AsDonor.Cmp(plain) != 0 || x.AsMembers.Cmp(plain) != 0 || x.Twice.Cmp(x.Attributed) != 0 || x.Naive.Sub(x.Twice).Cmp(plain) != 0 ||
			x.Others.Add(x.Bilateral).Add(x.Institutions).Cmp(plain) != 0 {
			t.Fatalf("the rows add up to %v: %+v", plain, x)
		}
	}
}
