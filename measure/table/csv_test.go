package table_test

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/table"
	"entente/unit"
)

const longMapping = `
id: exercise
publication: exercise
format: csv
vintage: "2024"
missing: ["..", n.a.]
estimate: e
columns: {party: Country, period: Year}
values: [{column: Value, indicator: exercise-share}]
`

// show lists figures, refusals and what was ignored, a line each.
func show(r table.Result) string {
	var b strings.Builder
	for _, f := range r.Figures {
		part := ""
		if f.Part != "" {
			part = "/" + f.Part
		}
		b.WriteString(string(f.Indicator) + " " + string(f.Area) + part + " " + f.Period.String() + " " + f.Value.String() + " " + string(f.Status) + " " + string(f.Vintage) + "\n")
	}
	for _, x := range r.Refusals {
		b.WriteString("- " + x.String() + "\n")
	}
	for _, x := range r.Ignored {
		b.WriteString("~ " + x.What + ": " + x.Reason + "\n")
	}
	return b.String()
}

// TestCSV lists rows with what becomes of them. The figures are invented.
func TestCSV(t *testing.T) {
	check := func(name, mappingText, data, want string) {
		t.Helper()
		r := run(t, []byte(data), mapping(t, mappingText), table.Context{Names: names(t)})
		if got := show(r); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	long := func(name, rows, want string) {
		t.Helper()
		check(name, longMapping, "Country,Year,Value\n"+rows, want)
	}
	const ok = "exercise-share ALB 2020 1.50 A 2024\n"
	long("a row", "Albania,2020,1.50\n", ok)
	check("a byte order mark", longMapping, "\uFEFFCountry,Year,Value\nAlbania,2020,1.50\n", ok)
	check("other line ends", longMapping, "Country,Year,Value\r\nAlbania,2020,1.50\r\n", ok)
	check("spaces around heads", longMapping, " Country , Year ,Value\nAlbania,2020,1.50\n", ok)
	long("no line end", "Albania,2020,1.50", ok)
	long("spaces", " Albania , 2020 , 1.50 \n", ok)
	long("quotation marks", "\"Albania\",\"2020\",\"1.50\"\n", ok)
	long("small letters", "albania,2020,1.50\n", ok)
	long("a code", "ALB,2020,1.50\n", ok)
	long("accents", "Albânia,2020,1.50\n", ok)
	long("an estimate", "Albania,2020e,1.50\n", "exercise-share ALB 2020 1.50 E 2024\n")
	long("a year from a spreadsheet", "Albania,2020.0,1.50\n", ok)
	long("other periods", "Albania,2020-Q2,1\nAlbania,2020M07,2\nAlbania,2020-M08,3\nAlbania,2020-09-30,4\nAlbania,2014/2024,5\n",
		"exercise-share ALB 2020-Q2 1 A 2024\nexercise-share ALB 2020-07 2 A 2024\nexercise-share ALB 2020-08 3 A 2024\nexercise-share ALB 2020-09-30 4 A 2024\nexercise-share ALB 2014/2024 5 A 2024\n")
	long("no figure", "Albania,2020,\nAlbania,2021,..\nAlbania,2022,n.a.\n", "")
	long("the same once more", "Albania,2020,1.50\nALB,2020,1.5\n", ok)
	long("out of order", "Albania,2021,2\nAlbania,2019,3\nAlbania,2020,4\nAlbania,2019,3\nAlbania,2020,5\n",
		"exercise-share ALB 2021 2 A 2024\nexercise-share ALB 2019 3 A 2024\nexercise-share ALB 2020 4 A 2024\n"+
			"- line 6: exercise-share ALB 2020 is 4 (actual) already in line 4, not 5 (actual)\n")
	long("another value", "Albania,2020,1.50\nALB,2020,1.6\n", ok+"- line 3: exercise-share ALB 2020 is 1.50 (actual) already in line 2, not 1.6 (actual)\n")
	long("another status", "Albania,2020,1.50\nALB,2020e,1.5\n", ok+"- line 3: exercise-share ALB 2020 is 1.50 (actual) already in line 2, not 1.5 (estimate)\n")
	long("a misspelt name", "Albanai,2020,1.50\n", "- line 2: party \"Albanai\" unknown; did you mean \"Albania\"? If so, add it to parties\n")
	long("nobody's name", "Atlantis,2020,1.50\n", "- line 2: party \"Atlantis\" unknown; add it to parties, or list it under ignore\n")
	long("no name", ",2020,1.50\n", "- line 2: no party\n")
	long("no period", "Albania,,1.50\n", "- line 2: period \"\": want 2023, 2023-Q3, 2023-07 or 2023-07-11\n")
	long("a fiscal year", "Albania,2020/21,1.50\n", "- line 2: period \"2020/21\": want 2023, 2023-Q3, 2023-07 or 2023-07-11\n")
	long("no number", "Albania,2020,1.5.0\n", "- line 2: \"1.5.0\" is no number\n")
	long("a decimal comma", "Albania,2020,\"1,5\"\n", "- line 2: \"1,5\" is no number\n")
	long("a share sign", "Albania,2020,1.5%\n", "- line 2: \"1.5%\" is no number\n")
	long("too few cells", "Albania,2020\nAlbania,2020,1.50\n", ok+"- line 2: has 2 cells; want one for each column head\n")
	long("too many cells", "Albania,2020,1,5\nAlbania,2020,1.50\n", ok+"- line 2: has 4 cells; want one for each column head\n")
	long("a quotation mark out of place", "Alb\"ania,2021,1\nAlbania,2020,1.50\n", ok+"- line 2: a quotation mark is out of place; nothing of it was read\n")
	long("a quotation mark that is not closed", "\"Albania,2021,1\nAlbania,2020,1\nAlbania,2022,1\n", "- lines 2 to 4: a quotation mark is out of place; nothing of it was read\n")
	long("not UTF-8", "T\xFCrkiye,2020,1\n", "- line 2: is not in UTF-8; convert the file\n")
	check("a column with numbers that is not used", longMapping, "Country,Year,Value,Other,Note\nAlbania,2020,1.50,7,x\nAlbania,2021,,8,\n",
		ok+"- column \"Other\", from line 2: the mapping does not use it: add it to values, or list it under ignore\n")
	check("a column that is left out", longMapping+"ignore: [{columns: [Other], reason: not asked for}]\n", "Country,Year,Value,Other\nAlbania,2020,1.50,7\n",
		ok+"~ column Other: not asked for\n")
	check("names that are left out", longMapping+"ignore: [{parties: [World], reason: a sum}, {parties: [\"*\"], reason: no ally}]\n",
		"Country,Year,Value\nWorld,2020,9\nAtlantis,2020,7\nAlbania,2020,1.50\n", ok+"~ party World: a sum\n~ party Atlantis: no ally\n")
	check("rows that are left out", longMapping+"where: {Country: [Albania, Belgium]}\n", "Country,Year,Value\nCanada,2020,9\nAlbania,2020,1.50\nCanada,2021,\n",
		ok+"~ rows whose Country is not Albania or Belgium: left out by where\n")
	check("a later line of heads, other separators", strings.Replace(longMapping, "estimate: e", "delimiter: \";\"\ndecimal: \",\"\nthousands: \".\"\nhead: 3", 1),
		"An exercise\n\nCountry;Year;Value\nAlbania;2020;1.234.567,80\nBelgium;2020;1.23,4\nCanada;2020;-0,5\n",
		"exercise-share ALB 2020 1234567.80 A 2024\nexercise-share CAN 2020 -0.5 A 2024\n- line 5: \"1.23,4\" is no number\n")
	check("a column for each year", `
id: wide
publication: exercise
format: csv
vintage: "2024"
estimate: e
columns: {party: Country, indicator: {from: Series, map: {S1: exercise-share}}}
values: [{periods: true, scale: "0.001"}]
`, "Country,Series,Unit,2020,2021e,Average\nAlbania,S1,kt,1500,1600,7\nAlbania,S2,kt,1,2,7\nBelgium,S1,kt,,3,\n",
		"exercise-share ALB 2020 1.500 A 2024\nexercise-share ALB 2021 1.600 E 2024\nexercise-share BEL 2021 0.003 E 2024\n"+
			"- line 3, 2020: Series \"S2\" is not in the map\n- line 3, 2021e: Series \"S2\" is not in the map\n"+
			"- column \"Average\", from line 2: the mapping does not use it: add it to values, or list it under ignore\n")
	check("a column for each party, months", `
id: parties
publication: exercise
format: csv
columns: {year: Y, month: M, vintage: {is: "2024"}, status: {is: P}, part: {is: tanks}}
values: [{column: a, party: Albania, indicator: exercise-count}, {column: b, party: Belgium, indicator: exercise-count, status: F}]
`, "Y,M,a,b\n2020,1,5,6\n2020,13,5,6\n",
		"exercise-count ALB/tanks 2020-01 5 P 2024\nexercise-count BEL/tanks 2020-01 6 P 2024\n"+
			"- line 3, a: year \"2020\", month \"13\": want a year and a number from 1 to 12\n- line 3, b: year \"2020\", month \"13\": want a year and a number from 1 to 12\n")
	const sums = `
id: sums
publication: exercise
format: csv
vintage: "2024"
columns: {party: c, period: p}
values: [{column: v, indicator: exercise-flow}]
sum: {every: quarter, over: [pipe], need: 2}
`
	check("sums", sums, "c,p,pipe,v\nALB,2020-01,x,1.5\nALB,2020-01,y,2\nALB,2020-02,x,4\nALB,2020-02,x,4.0\nBEL,2020-01,x,1\nCAN,2020,x,1\n",
		"exercise-flow ALB 2020-Q1 7.5 A 2024\n- line 7: period 2020 is not within one quarter\n- line 6: exercise-flow BEL 2020-Q1: 1 of 2 periods\n")
	r := run(t, []byte("c,p,pipe,v\nALB,2020-01,x,1.5\nALB,2020-02,x,2\n"), mapping(t, sums), table.Context{Names: names(t)})
	if f := r.Figures[0]; f.Place != "line 2 to line 3, 2 cells" || r.Place(f) != f.Place {
		t.Errorf("got place %q", f.Place)
	}
}

// TestManyRefusals has one reason far more often than it is listed, and another once.
func TestManyRefusals(t *testing.T) {
	data := "Country,Year,Value\n" + strings.Repeat("Atlantis,2020,1\n", 50_000) + "Albania,2020,x\n"
	r := run(t, []byte(data), mapping(t, longMapping), table.Context{Names: names(t)})
	if len(r.Refusals) != 102 || r.Count.Refused != 50_001 || r.Refusals[100].Cells != 49_900 || r.Refusals[100].Where != "from line 102 on" {
		t.Errorf("got %v, %d refusals: %v", r.Count, len(r.Refusals), r.Refusals[len(r.Refusals)-2:])
	}
}

// TestAnotherTable imports what the mapping is not for: nothing comes of it.
func TestAnotherTable(t *testing.T) {
	check := func(name, text, data string, kind error, want string) {
		t.Helper()
		r, err := table.Import(strings.NewReader(data), mapping(t, text), table.Context{Names: names(t)})
		if !errors.Is(err, kind) || !strings.Contains(err.Error(), want) || r.Count != (table.Count{}) {
			t.Errorf("%s: got %v and %v, want %s", name, err, r.Count, want)
		}
	}
	check("an empty file", longMapping, "", entente.ErrInvalid, "no line of column heads")
	check("heads further down", strings.Replace(longMapping, "estimate: e", "head: 9", 1), "Country,Year,Value\n", entente.ErrInvalid, "no line of column heads")
	check("a column renamed", longMapping, "Country,Year,Valeu\n", entente.ErrInvalid, `no column "Value"; did you mean "Valeu"?`)
	check("a column missing", longMapping, "Country,Year\n", entente.ErrInvalid, `no column "Value": there are "Country, Year"`)
	check("a column twice", longMapping, "Country,Year,Value,Value\n", entente.ErrInvalid, `several columns are called "Value"`)
	check("UTF-16", longMapping, "\xFF\xFEC\x00", entente.ErrUnsupported, "save it in UTF-8")
	check("gzip", longMapping, "\x1F\x8B\x08", entente.ErrUnsupported, "unpack it")
	check("a workbook", longMapping, "PK\x03\x04", entente.ErrUnsupported, "format: xlsx")
	check("no vintage", strings.Replace(longMapping, `vintage: "2024"`, "", 1), "Country,Year,Value\n", entente.ErrInvalid, "say of which vintage of exercise the file is")
	check("where in no column", longMapping+"where: {Unit: kt}\n", "Country,Year,Value\n", entente.ErrInvalid, `where: no column "Unit"`)
	check("a multiplier without a book", strings.Replace(longMapping, "period: Year", "period: Year, multiplier: Power", 1), "Country,Year,Value,Power\n",
		entente.ErrInvalid, "columns.multiplier: needs the indicators")
	check("heads out of quotation", longMapping, "Cou\"ntry,Year,Value\n", entente.ErrInvalid, "column heads")
	check("SDMX", strings.Replace(longMapping, "format: csv", "format: sdmx-csv", 1), "Country,Year,Value\n", entente.ErrInvalid, "sdmx")
	broken := errors.New("broken")
	_, err := table.Import(failing{broken}, mapping(t, longMapping), table.Context{Names: names(t)})
	if !errors.Is(err, broken) {
		t.Errorf("a broken reader: got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// TestBook imports with a book that knows which indicators and vintages there are, and stores the figures.
func TestBook(t *testing.T) {
	data, book := exercise(t, 100)
	r := run(t, data, mapping(t, exerciseMapping), table.Context{Names: exerciseNames(t), Book: book})
	d := measure.NewData(book)
	if a := r.AddTo(d, measure.Origin{Document: "exercise.csv"}); a.Figures != 100 || a.Stored != 100 || d.Len() != 100 {
		t.Errorf("got %+v of %v", a, r.Count)
	}
	if a := r.AddTo(d, measure.Origin{Document: "again.csv"}); a.Duplicates != 100 || d.Len() != 100 {
		t.Errorf("again: got %+v", a)
	}
	evidence := d.Figures("exercise-0", "XAA")
	if e := evidence[1]; e.Period != cal.Year(1971) || e.Document != "exercise.csv" || e.Row != 3 {
		t.Errorf("got %+v", e)
	}
	r.Figures[0].Value = unit.MustDecimal("5")
	if a := r.AddTo(d, measure.Origin{}); a.Refused != 1 || a.Duplicates != 99 || a.Refusals[0].Where != "line 2" {
		t.Errorf("another value: got %+v", a)
	}
	check := func(old, replacement, want string) {
		t.Helper()
		changed := bytes.Replace(data, []byte(old), []byte(replacement), 1)
		r := run(t, changed, mapping(t, exerciseMapping), table.Context{Names: exerciseNames(t), Book: book})
		if r.Count.Refused != 1 || r.Refusals[0].String() != want {
			t.Errorf("%s: got %v", replacement, r.Refusals)
		}
	}
	check("exercise-0", "exercise-9", `line 2: indicator "exercise-9" unknown`)
	check("exercise-0", "Exercise", `line 2: indicator "Exercise": want lower-case words joined by hyphens`)
	check("\n2020", "\n2031", `line 2: exercise has no vintage "2031"`)
	check(",A\n", ",Z\n", `line 2: status "Z": want A (actual), E (estimate), P (provisional), F (forecast) or B (break)`)
}

// FuzzCSV reads any text: every cell of it is accounted for, and no two figures are of the same cell.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"Country,Year,Value\nAlbania,2020,1.50\nAlbania,2020,1.6\nAtlantis,2021,x\n", "Country,Year,Value,Other\n\"Albania\",2020e,..,7\n",
		"Country,Year,Value\n\"Albania,2020,1\n", "\uFEFFCountry,Year,Value\nALB,2020\n,,\n", "Country,Year,Value\nALB,2020-01,1\nALB,2020-02,2e400\nBEL,0001-01-01,-0\n",
		"Country,Year,Value\nALB,9999-12-31,1\nALB,2014/2024,1\nALB,2014-01-01/P9999Y,1\n",
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	long := mapping(f, longMapping)
	sums := long
	sums.Sum = &table.Sum{Every: "year", Over: []string{"Year"}}
	known := names(f)
	f.Fuzz(func(t *testing.T, data string, summed bool) {
		m := long
		if summed {
			m = sums
		}
		r, err := table.Import(strings.NewReader(data), m, table.Context{Names: known})
		if err != nil {
			return
		}
		balanced(t, r)
		figures := slices.Clone(r.Figures)
		slices.SortFunc(figures, func(a, b table.Figure) int {
			return cmp.Or(cmp.Compare(a.Area, b.Area), a.Period.Compare(b.Period))
		})
		for i := 1; i < len(figures); i++ {
			if a, b := figures[i-1], figures[i]; a.Area == b.Area && a.Period == b.Period {
				t.Errorf("%s %v twice", a.Area, a.Period)
			}
		}
	})
}
