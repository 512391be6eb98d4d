package measure

import (
	"errors"
	"fmt"
	"go/ast"
	goparser "go/parser"
	gotoken "go/token"
	"strings"
	"testing"

	"entente"
	"entente/cal"
)

// compileIn compiles a formula with the exercise's indicators and groups.
func compileIn(b *Book, formula string) (typed, error) {
	return (&compiler{b, make(map[int]bool)}).compile(formula)
}

// valueOf evaluates a formula and writes the exact value as a fraction, or the error.
func valueOf(d *Data, formula string, area Area, p cal.Period) string {
	x, err := compileIn(d.book, formula)
	if err != nil {
		return err.Error()
	}
	e := &env{data: d, area: d.areaIDs[area], period: p, limits: d.book.limits(cal.NewDate(2030, 1, 1))}
	n, err := x.eval(e)
	if err != nil {
		return err.Error()
	}
	return n.rat().RatString()
}

func TestScan(t *testing.T) {
	check := func(formula, want string) {
		t.Helper()
		tokens, err := scan(formula)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, token := range tokens {
			words = append(words, token.text)
		}
		if got := strings.TrimSpace(strings.Join(words, "|")); got != want {
			t.Errorf("%s: got %s, want %s", formula, got, want)
		}
	}
	check("", "")
	check("gdp-constant", "gdp-constant|")
	check("gdp - constant", "gdp|-|constant|")
	check("gdp- constant", "gdp|-|constant|")
	check("gdp -constant", "gdp|-|constant|")
	check("gdp-2015", "gdp-2015|")
	check("gdp--2015", "gdp|-|-|2015|")
	check("2-gdp", "2|-|gdp|")
	check(`100 "% of GDP"`, "100|% of GDP|")
	check(`part(" ", of: x)`, `part|(| |,|of|:|x|)|`)
	check("share(a,b)*2.50/3", "share|(|a|,|b|)|*|2.50|/|3|")
}

// TestFormulaFaults has one line for each thing that can be wrong in a formula, and where it is pointed at.
func TestFormulaFaults(t *testing.T) {
	b := exerciseData(t).book
	check := func(formula, want string) {
		t.Helper()
		_, err := compileIn(b, formula)
		if err == nil || !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%s: got error %v, want one of what is invalid", formula, err)
			return
		}
		if got := strings.TrimSuffix(err.Error(), ": "+entente.ErrInvalid.Error()); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", formula, got, want)
		}
	}
	// characters
	check("gdp & spent", `column 5: "& spent" is no part of a formula`)
	check("GDP", `column 1: "GDP" is no part of a formula`)
	check("2 * ü", `column 5: "ü" is no part of a formula`)
	check(`1 "USD`, `column 3: quotation mark without its second`)
	check(strings.Repeat(" ", 2001), "formula of 2001 bytes: want at most 2000")

	// form
	check("", "column 1: the formula ends where a number, an indicator or a function is wanted")
	check("gdp +", "column 6: the formula ends where a number, an indicator or a function is wanted")
	check("gdp * )", `column 7: ")" where a number, an indicator or a function is wanted`)
	check("gdp spent", `column 5: "spent" is too much`)
	check("gdp 2", `column 5: "2" is too much`)
	check("(gdp", "column 5: want ) for the ( in column 1")
	check("(gdp, 2)", "column 5: want ) for the ( in column 1")
	check("1.2.3", `column 1: number "1.2.3": want digits with an optional minus and decimal point, such as -12.50`)
	check("007", `column 1: number "007": want digits with an optional minus and decimal point, such as -12.50`)
	check(strings.Repeat("9", 41), "column 1: a number of 41 digits: want at most 40")
	check(`2 "%% of GDP"`, `column 3: unit "%% of GDP": want %, "% of …", an ISO 4217 or UCUM code, or a plural noun in lower case`)
	check(`"text"`, `column 1: "text": a text stands only in the arguments of part`)
	check("growth(gdp over: 2)", "column 12: want , or ) in the arguments of growth")
	check("growth(gdp", "column 11: want , or ) in the arguments of growth")
	check("growth(over: 2, gdp)", "column 17: an argument of growth without a name behind one with a name")
	check("growth(gdp, over: 2, over: 3)", "column 28: over: given twice")
	check(strings.Repeat("(", 50)+"gdp"+strings.Repeat(")", 50), "column 51: nested more than 50 deep")
	check(strings.Repeat("-", 50)+"gdp", "column 51: nested more than 50 deep")

	// names
	check("gpd", `column 1: indicator "gpd" unknown`)
	check("1 + gdp-spent", `column 5: indicator "gdp-spent" unknown; write a difference with spaces: gdp - spent`)
	check("gdp-current-spent", `column 1: indicator "gdp-current-spent" unknown; write a difference with spaces: gdp-current - spent`)
	check("total(gdp)", `column 1: function "total" unknown: want one of abs, average, change, crossing, cumulative, greatest, growth, herfindahl, in, index, lag, largest, least, max, mean, median, min, of, part, rank, share, sum`)
	check("share(gdp)", "column 1: share has 1 arguments: want 2")
	check("share(gdp, gdp, gdp)", "column 1: share has 3 arguments: want 2")
	check("part(of: imports)", "column 1: part has 0 arguments: want 1")
	check("growth(gdp, by: 2)", "column 17: growth has no argument by; it may have over")
	check("share(gdp, gdp, over: union)", "column 23: share has no argument over")
	check("rank(gdp, over: union, weight: gdp)", "column 32: rank has no argument weight; it may have over, first")
	check("mean(gdp)", "column 1: mean wants over: a group")
	check("mean(gdp, over: onion)", `column 17: group "onion" unknown`)
	check("mean(gdp, over: 2)", `column 17: group "" unknown`)
	check("rank(gdp, over: union, first: best)", "column 31: first: want greatest or least")

	// numbers of periods, and periods
	for _, n := range []string{"0", "51", "1.5", "-1", "gdp", `2 "a"`} {
		check("growth(gdp, over: "+n+")", "column 19: over: want a number of periods from 1 to 50")
	}
	check("in(gdp)", "column 1: in wants period: such as period: 2014")
	check("index(gdp, base: 20)", "column 18: base: want a year, or a period in quotation marks")
	check(`index(gdp, base: 2014 "USD")`, "column 18: base: want a year, or a period in quotation marks")
	check(`index(gdp, base: "")`, "column 18: base: want a year, or a period in quotation marks")

	// parts
	check("part(imports, of: imports)", `column 1: part wants a part and an indicator: part("RUS", of: gas-imports)`)
	check(`part("RUS")`, `column 1: part wants a part and an indicator: part("RUS", of: gas-imports)`)
	check(`part("RUS", of: gdp)`, "column 17: indicator gdp has no parts")
	check(`part("RUS", of: gas)`, `column 17: indicator "gas" unknown`)
	check("herfindahl(gdp)", "column 12: indicator gdp has no parts")
	check("largest(2 * imports)", "column 11: largest wants an indicator with parts")

	// units
	check("share-spent + gdp", "column 13: + joins % of GDP and USD at 2015 prices: want the same unit on both sides")
	check("share-spent - 2", "column 13: - joins % of GDP and a bare number: want the same unit on both sides")
	check(`share-spent - 2 "%"`, "column 13: - joins % of GDP and %: want the same unit on both sides")
	check("gdp + gdp-current", "column 5: + joins USD at 2015 prices and USD at current prices: want the same unit on both sides")
	check("share(spent-current, gdp)", "column 1: share joins USD at current prices and USD at 2015 prices: want the same unit on both sides")
	check("crossing(share-spent, gdp)", "column 1: crossing joins % of GDP and USD at 2015 prices: want the same unit on both sides")
	check("max(people, gdp)", "column 1: max joins persons and USD at 2015 prices: want the same unit on both sides")
	check("gdp + gdp * gdp / people", "column 5: + joins USD at 2015 prices and USD at 2015 prices^2/persons: want the same unit on both sides")
	check("1 + 1 / gdp", "column 3: + joins a bare number and 1/USD at 2015 prices: want the same unit on both sides")
	check("of(share-spent, spent)", `column 1: of takes a share and what it is a share of, not % of GDP and USD at 2015 prices of "budget"`)

	// cost
	nested := "average(average(average(average(gdp, over: 50), over: 50), over: 50), over: 50)"
	check(nested, "looks up more than 100000 figures for one value: nest fewer functions over groups and periods")
	deep := strings.Repeat("change(", 40) + "gdp" + strings.Repeat(")", 40)
	check(deep, "looks up more than 100000 figures for one value: nest fewer functions over groups and periods")
	check("average(average(growth(spent), over: 50), over: 50)", "divides more than 1000 times for one value: divide sums rather than add quotients")
	check("gdp * gdp * gdp * gdp * gdp", "multiplies 5 numbers together: want at most 4")
	check("gdp * of(of(share-spent, gdp) * 1 / gdp * 1 \"% of GDP\", gdp)", "multiplies 6 numbers together: want at most 4")
}

// TestUnitOfFormula says in which unit each function gives its value.
func TestUnitOfFormula(t *testing.T) {
	b := exerciseData(t).book
	check := func(formula, want string) {
		t.Helper()
		if x, err := compileIn(b, formula); err != nil || x.name() != want {
			t.Errorf("%s: got %s (%v), want %s", formula, x.name(), err, want)
		}
	}
	check("2", "a bare number")
	check(`2 "% of GDP"`, "% of GDP")
	check("spent", "USD at 2015 prices")
	check("-spent", "USD at 2015 prices")
	check("spent + gdp", "USD at 2015 prices")
	check("2 * spent", "USD at 2015 prices")
	check("spent / gdp", "a bare number")
	check("spent / people", "USD at 2015 prices/persons")
	check(`spent / (people / 1 "persons")`, "USD at 2015 prices")
	check("share(spent, gdp)", "% of GDP")
	check("share(gdp, spent)", "% of budget")
	check("share(spent, spent + gdp)", "%")
	check("share(spent, gdp + gdp)", "% of GDP")
	check("share(spent, max(gdp, spent))", "%")
	check("share(spent, of(share-spent, gdp))", "%") // a share of GDP is no GDP
	check("of(share-spent, gdp)", "USD at 2015 prices")
	check("of(growth(gdp), gdp)", "USD at 2015 prices")
	check("growth(spent, over: 3)", "%")
	check("change(share-spent)", "% of GDP")
	check("lag(spent)", "USD at 2015 prices")
	check("average(spent)", "USD at 2015 prices")
	check("in(spent, period: 2014)", "USD at 2015 prices")
	check(`in(spent, period: "2014-Q3")`, "USD at 2015 prices")
	check("index(spent, base: 2014)", "%")
	check("cumulative(spent)", "USD at 2015 prices")
	check("sum(spent, over: union)", "USD at 2015 prices")
	check("sum(share-spent, over: union, weight: gdp)", "% of GDP·USD at 2015 prices")
	check("mean(share-spent, over: union, weight: gdp)", "% of GDP")
	check("median(share-spent, over: union)", "% of GDP")
	check("least(share-spent, over: union)", "% of GDP")
	check("greatest(share-spent, over: union)", "% of GDP")
	check("rank(share-spent, over: union)", "a bare number")
	check(`crossing(share-spent, 2 "% of GDP")`, "year")
	check(`part("RUS", of: imports)`, "TJ")
	check("herfindahl(imports)", "a bare number")
	check("largest(imports)", "%")
	check("min(spent, gdp)", "USD at 2015 prices")
	check("abs(spent)", "USD at 2015 prices")
}

// TestMeasureUnit says which formulas may stand in a measure of a unit.
func TestMeasureUnit(t *testing.T) {
	check := func(formula, unitOf, want string) {
		t.Helper()
		m := Measure{ID: "m", Value: formula}
		if err := m.Unit.UnmarshalText([]byte(unitOf)); err != nil {
			t.Fatal(err)
		}
		_, err := NewBook(exercise(m))
		if got := strings.TrimSuffix(fmt.Sprint(err), ": "+entente.ErrInvalid.Error()); got != want {
			t.Errorf("%s in %q:\ngot  %s\nwant %s", formula, unitOf, got, want)
		}
	}
	check("share(spent, gdp)", "% of GDP", "<nil>")
	check("share(spent, gdp)", "%", `measure m: value: gives % of GDP, but the measure is in "%"`)
	check("share-spent", "USD", `measure m: value: gives % of GDP, but the measure is in "USD"`)
	check("spent", "USD", "<nil>") // of whatever prices
	check("spent-current", "USD", "<nil>")
	check("spent", "EUR", `measure m: value: gives USD at 2015 prices, but the measure is in "EUR"`)
	check("spent / people", "USD", `measure m: value: gives USD at 2015 prices/persons, but the measure is in "USD"`)
	check("spent * spent", "USD", `measure m: value: gives USD at 2015 prices^2, but the measure is in "USD"`)
	check("spent / gdp", "", "<nil>")
}

// TestFunctions evaluates every function. The values are worked out by hand from the figures of the exercise.
func TestFunctions(t *testing.T) {
	d := exerciseData(t, Measure{ID: "algerian", Value: `part("DZA", of: imports)`, Unit: "TJ"}) // a part that no figure has
	tried := make(map[string]bool)
	check := func(formula string, area Area, year int, want string) {
		t.Helper()
		for name := range d.book.functions {
			tried[name] = tried[name] || strings.Contains(formula, name+"(")
		}
		if got := strings.TrimSuffix(valueOf(d, formula, area, cal.Year(year)), ": "+entente.ErrNotFound.Error()); got != want {
			t.Errorf("%s of %s in %d: got %s, want %s", formula, area, year, got, want)
		}
	}
	// numbers, figures and arithmetic
	check("1 - 2 - 3", "XAA", 2021, "-4")
	check("2 + 3 * 4", "XAA", 2021, "14")
	check("(2 + 3) * 4", "XAA", 2021, "20")
	check("12 / 3 / 2", "XAA", 2021, "2")
	check("1 / 3 + 1 / 6", "XAA", 2021, "1/2")
	check("--2", "XAA", 2021, "2")
	check("-2 * -3", "XAA", 2021, "6")
	check("0.1 + 0.2", "XAA", 2021, "3/10")
	check("spent", "XAA", 2021, "15000000")
	check("spent", "XAA", 2018, "no figure for spent of XAA in 2018")
	check("spent", "XDD", 2021, "not published for it: no figure for spent of XDD in 2021")
	check("spent / (gdp - gdp)", "XAA", 2021, "division by zero for XAA in 2021")

	// shares
	check("share(spent, gdp)", "XAA", 2020, "2")
	check("share(spent, gdp)", "XBB", 2022, "7/4")
	check("share(spent, gdp - gdp)", "XBB", 2022, "division by zero for XBB in 2022")
	check("of(share-spent, gdp)", "XAA", 2022, "18000000") // 2.5 % of 720
	check(`of(1 "%", gdp)`, "XBB", 2022, "4000000")

	// time
	check("growth(spent)", "XAA", 2020, "20")
	check("growth(spent, over: 3)", "XAA", 2022, "80")
	check("growth(gdp)", "XAA", 2021, "-50/3")
	check("growth(spent)", "XAA", 2019, "no figure for spent of XAA in 2018")
	check("growth(people)", "XAA", 2022, "-200")
	check("growth(lag(people) - lag(people))", "XAA", 2022, "no figure for people of XAA in 2020")
	check("change(spent)", "XAA", 2022, "3000000")
	check("change(share-spent, over: 2)", "XBB", 2022, "3/4")
	check("lag(spent)", "XAA", 2022, "15000000")
	check("lag(spent, by: 3)", "XAA", 2022, "10000000")
	check("average(spent)", "XAA", 2022, "15000000")
	check("average(spent, over: 4)", "XBB", 2022, "5000000")
	check("average(spent, over: 2)", "XCC", 2020, "no figure for spent of XCC in 2019")
	check("in(spent, period: 2019)", "XAA", 2022, "10000000")
	check("index(spent, base: 2019)", "XAA", 2022, "180")
	check("index(gdp, base: 2020)", "XAA", 2021, "250/3")
	check(`crossing(share(spent, gdp), 3 "% of GDP")`, "XAA", 2022, "2021")
	check(`crossing(share(spent, gdp), 2.1 "% of GDP")`, "XAA", 2020, "not reached by 2020")
	check(`crossing(spent, lag(spent) + 1000000 "USD")`, "XAA", 2022, "column 28: + joins USD at 2015 prices and USD: want the same unit on both sides: invalid")
	check("crossing(spent, lag(spent) * 1.2)", "XBB", 2022, "2021") // 4 to 5: by a quarter
	check("crossing(gdp, gdp)", "XAA", 2022, "2019")
	check("cumulative(spent)", "XAA", 2021, "37000000")
	check("cumulative(spent)", "XCC", 2022, "3500000") // none in 2019
	check("cumulative(spent)", "UNION", 2020, "31000000")
	check("cumulative(spent)", "XDD", 2022, "no figure for XDD up to 2022")
	check("cumulative(growth(spent))", "XAA", 2021, "45") // 20, 25

	// groups; XCC belongs to the union from 2020 on, and XDD never publishes what it spends
	check("sum(gdp, over: union)", "XAA", 2019, "950000000")
	check("sum(gdp, over: union)", "XAA", 2020, "1150000000")
	check("sum(spent, over: union)", "XBB", 2021, "21000000")
	check("sum(spent, over: union)", "XBB", 2019, "14000000")
	check("sum(people, over: union)", "XBB", 2021, "no figure for people of XCC in 2021")
	check("sum(people, over: pair)", "XBB", 2021, "10000")
	check("sum(share-spent, over: pair, weight: gdp)", "XBB", 2021, "2000000000") // 3 of 500, 1.25 of 400, in millions
	check("sum(gdp, over: nobody)", "XBB", 2021, "no member has a figure in 2021")
	check("mean(spent, over: union)", "XBB", 2021, "7000000")
	check("mean(share-spent, over: pair)", "XBB", 2021, "17/8")
	check("mean(share-spent, over: pair, weight: gdp)", "XBB", 2021, "20/9")
	check("mean(share-spent, over: pair, weight: gdp - gdp)", "XBB", 2021, "division by zero for XBB in 2021")
	check("median(spent, over: union)", "XBB", 2021, "5000000") // 15, 5, 1
	check("median(gdp, over: union)", "XBB", 2021, "250000000") // 500, 400, 100, 50
	check("least(gdp, over: union)", "XBB", 2021, "50000000")
	check("greatest(gdp, over: union)", "XBB", 2021, "500000000")
	check("rank(gdp, over: union)", "XCC", 2021, "3")
	check("rank(gdp, over: union, first: least)", "XCC", 2021, "2")
	check("rank(gdp, over: union, first: greatest)", "XAA", 2021, "1")
	check("rank(share-spent, over: union)", "XBB", 2021, "2") // two have none, and no rank
	check("rank(gdp - gdp, over: union)", "XDD", 2021, "1")   // all equal
	check("rank(people, over: union)", "XCC", 2021, "no figure for people of XCC in 2021")
	check("share(spent, sum(spent, over: union))", "XAA", 2021, "500/7")

	// a group's figure where none is published
	check("spent", "UNION", 2019, "14000000")
	check("spent", "UNION", 2021, "21000000")
	check("people", "UNION", 2021, "no figure for people of XCC in 2021")
	check("share-spent", "UNION", 2021, "no figure for share-spent of UNION in 2021") // shares do not add
	check("share(spent, gdp)", "UNION", 2021, "2")                                    // 21 of 1050, XDD's GDP with it

	// parts
	check("imports", "XAA", 2021, "101")
	check(`part("RUS", of: imports)`, "XAA", 2021, "60")
	check(`part("DZA", of: imports)`, "XAA", 2021, "no figure for imports of XAA in 2021")
	check("herfindahl(imports)", "XAA", 2021, "4600") // 60² + 30² + 10²
	check("largest(imports)", "XAA", 2021, "60")
	check("largest(imports)", "XAA", 2022, "no figure for imports of XAA in 2022") // one part, of 0
	check("herfindahl(imports)", "XBB", 2021, "no figure for imports of XBB in 2021")

	// of two, and without its sign
	check("min(spent, gdp)", "XAA", 2021, "15000000")
	check("min(gdp, spent)", "XAA", 2021, "15000000")
	check("max(spent, gdp)", "XAA", 2021, "500000000")
	check("max(2, 2)", "XAA", 2021, "2")
	check("abs(people)", "XAA", 2022, "8000")
	check("abs(people)", "XAA", 2021, "8000")

	for name := range d.book.functions {
		if !tried[name] {
			t.Errorf("function %s is not tried", name)
		}
	}
}

// TestPeriodsOfFormulas follows quarters, months and days back as years.
func TestPeriodsOfFormulas(t *testing.T) {
	d := exerciseData(t)
	quarters := func(values ...string) {
		for i, v := range values {
			add(t, d, "gdp", "XBB", cal.Quarter(2021+i/4, i%4+1), v, "first")
		}
	}
	quarters("90", "95", "100", "105", "99", "114")
	check := func(formula string, p cal.Period, want string) {
		t.Helper()
		if got := valueOf(d, formula, "XBB", p); got != want {
			t.Errorf("%s in %v: got %s, want %s", formula, p, got, want)
		}
	}
	check("growth(gdp)", cal.Quarter(2022, 1), "-40/7")
	check("growth(gdp, over: 4)", cal.Quarter(2022, 1), "10")
	check("gdp", cal.Year(2021), "400000000")
	check("crossing(gdp, in(gdp, period: \"2021-Q2\"))", cal.Quarter(2022, 2), "2021")
	check("lag(gdp)", cal.Days(cal.NewDate(2021, 1, 1), cal.NewDate(2021, 1, 5)), "no period comes before 2021-01-01/2021-01-05: want a year, quarter, month or day")
}

// TestLooksAround puts a rank into each operand of each kind of expression. One that is not looked into would let a new
// figure pass by verdicts that rest on it; so the list is held against the source.
func TestLooksAround(t *testing.T) {
	one := constant{}
	operands := []expr{
		negation{rank{}},
		binary{x: rank{}, y: one}, binary{x: one, y: rank{}},
		share{rank{}, one}, share{one, rank{}},
		product{rank{}, one}, product{one, rank{}},
		shifted{x: rank{}},
		at{x: rank{}},
		change{x: rank{}},
		growth{x: rank{}},
		index{x: rank{}},
		moving{x: rank{}},
		&overGroup{x: rank{}, weight: one}, &overGroup{x: one, weight: rank{}},
		rank{x: rank{}},
		cumulative{x: rank{}},
		crossing{x: rank{}, target: one}, crossing{x: one, target: rank{}},
		extreme{x: rank{}, y: one}, extreme{x: one, y: rank{}},
		absolute{rank{}},
	}
	for _, x := range operands {
		if !looksAround(x) {
			t.Errorf("%T: the rank in %+v is not seen", x, x)
		}
	}
	for _, x := range []expr{one, figure{}, breakdown{}, share{figure{}, at{x: figure{}}}} {
		if looksAround(x) {
			t.Errorf("%+v looks only at the area at hand", x)
		}
	}
	if n := operandsInSource(t); n != len(operands) {
		t.Errorf("expressions have %d operands; %d are tried here", n, len(operands))
	}
}

// operandsInSource counts the fields of type expr in expression.go.
func operandsInSource(t *testing.T) (n int) {
	f, err := goparser.ParseFile(gotoken.NewFileSet(), "expression.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(x ast.Node) bool {
		s, ok := x.(*ast.StructType)
		if !ok {
			return true
		}
		for _, field := range s.Fields.List {
			if name, ok := field.Type.(*ast.Ident); ok && name.Name == "expr" {
				n += len(field.Names)
			}
		}
		return true
	})
	return n
}

// FuzzFormula computes whatever compiles, everywhere: nothing that a pack can say may bring the program down.
func FuzzFormula(f *testing.F) {
	for _, s := range []string{
		"share(spent, gdp)", "mean(share-spent, over: union, weight: gdp)", `crossing(share(spent, gdp), 2 "% of GDP")`, "rank(abs(-gdp), over: pair, first: least)",
		`part("RUS", of: imports) / imports - herfindahl(imports) * largest(imports)`, "index(average(change(spent), over: 2), base: 2020)", "gdp-spent", `((1 "t"))`,
		"gdp*gdp*gdp*gdp", "min(lag(people, by: 3), max(people, in(people, period: \"2020-Q1\")))", "sum(least(gdp, over: nobody), over: union)",
	} {
		f.Add(s)
	}
	d := exerciseData(f)
	f.Fuzz(func(t *testing.T, formula string) {
		if _, err := compileIn(d.book, formula); err != nil {
			if !errors.Is(err, entente.ErrInvalid) {
				t.Errorf("%q: %v is not marked as invalid", formula, err)
			}
			return
		}
		for area := range d.areaIDs {
			for _, p := range []cal.Period{cal.Year(2019), cal.Year(2022), cal.Quarter(2020, 1), cal.Always} {
				valueOf(d, formula, area, p)
			}
		}
	})
}
