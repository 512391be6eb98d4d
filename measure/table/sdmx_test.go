package table_test

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/sdmx"
	"entente/measure/table"
	"entente/unit"
)

// TestECB imports exchange rates of the European Central Bank, the same ones from each format that they are at hand in.
func TestECB(t *testing.T) {
	const text = `
id: ecb-rates
publication: ecb
format: FORMAT
vintage: "2024"
parties: {NZD: NZL, RUB: RUS, USD: USA, CHF: CHE}
columns: {party: CURRENCY, period: TIME_PERIOD, status: OBS_STATUS}
where: {FREQ: WHICH}
values: [{column: OBS_VALUE, indicator: exchange-rate}]
`
	read := func(name, format, frequency string) (table.Result, string) {
		t.Helper()
		data := shared(t, "sdmx/ECB_EXR/"+name)
		r := run(t, data, mapping(t, strings.NewReplacer("FORMAT", format, "WHICH", frequency).Replace(text)), table.Context{})
		for _, f := range r.Figures {
			if f.Place == "" || r.Place(f) != f.Place {
				t.Errorf("%s: got place %q", name, f.Place)
			}
		}
		return r, string(data)
	}
	flat, _ := read("flat.json", "sdmx-json", "D")
	series, _ := read("ts.json", "sdmx-json", "D")
	same(t, figures(series), figures(flat))
	const rates = `exchange-rate NZL 2013-01-18 1.5931 A 2024
exchange-rate NZL 2013-01-21 1.5925 A 2024
exchange-rate RUS 2013-01-18 40.3426 A 2024
exchange-rate RUS 2013-01-21 40.3000 A 2024
`
	if got := show(flat); got != rates {
		t.Errorf("got\n%s\nwant\n%s", got, rates)
	}
	generic, _ := read("ng-flat.xml", "sdmx-ml", "M")
	seriesML, _ := read("ng-ts.xml", "sdmx-ml", "M")
	same(t, figures(seriesML), figures(generic))
	dollar, data := read("1/M.USD.EUR.SP00.A.xml", "sdmx-ml", "M")
	want := make(map[string]string)
	for _, m := range regexp.MustCompile(`<generic:ObsDimension value="([^"]+)"/>\s*<generic:ObsValue value="([0-9.]+)"`).FindAllStringSubmatch(data, -1) {
		want[key("exchange-rate", "USA", "", m[1])] = m[2]
	}
	same(t, figures(dollar), want)
	if len(want) != 252 || len(generic.Figures) == 0 {
		t.Errorf("got %d rates of the dollar, %d of others", len(want), len(generic.Figures))
	}
}

// TestSDMX lists rows with what becomes of them.
func TestSDMX(t *testing.T) {
	const text = `
id: exercise
publication: exercise
format: sdmx-csv
vintage: "2024"
columns: {party: REF_AREA, period: TIME_PERIOD, part: PART, status: OBS_STATUS}
where: {FREQ: A}
values: [{column: OBS_VALUE, indicator: exercise-share}]
`
	check := func(name, rows, want string) {
		t.Helper()
		data := "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,ADJUSTMENT,PART,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT\n" + rows
		r := run(t, []byte(data), mapping(t, text), table.Context{Names: names(t)})
		if got := show(r); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	const row = "dataflow,X:Y(1.0),I,A,"
	check("figures", row+"ALB,N,_T,2020,1.50,A,0\n"+row+"BEL,N,tanks,2020,2,E,0\n", "exercise-share ALB 2020 1.50 A 2024\nexercise-share BEL/tanks 2020 2 E 2024\n")
	check("no figure", row+"ALB,N,_T,2020,NaN,A,0\n"+row+"ALB,N,_T,2021,,M,0\n", "")
	check("an unknown status", row+"ALB,N,_T,2020,1,U,0\n", "- line 2: status \"U\": want A (actual), E (estimate), P (provisional), F (forecast) or B (break)\n")
	check("a dimension nobody asked about", row+"ALB,N,_T,2020,1,A,0\n"+row+"ALB,S,_T,2020,2,A,0\n",
		"exercise-share ALB 2020 1 A 2024\n- line 3: ADJUSTMENT is \"S\", and \"N\" in rows before: say in where which is meant\n")
	dimensions := mapping(t, text+"ignore: [{columns: [ADJUSTMENT], reason: the same for all}]")
	data := "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,ADJUSTMENT,PART,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n" + "dataflow,X:Y(1.0),I,A,ALB,N,_T,2020,1,A\ndataflow,X:Y(1.0),I,A,BEL,S,_T,2020,2,A\n"
	if r := run(t, []byte(data), dimensions, table.Context{Names: names(t)}); r.Count.Figures != 2 {
		t.Errorf("a dimension that is left out: got %v\n%s", r.Count, show(r))
	}
	check("other rows", row+"ALB,N,_T,2020,1,A,0\ndataflow,X:Y(1.0),I,M,ALB,N,_T,2020-01,1,A,0\n", "exercise-share ALB 2020 1 A 2024\n~ rows whose FREQ is not A: left out by where\n")
	check("a deletion", "dataflow,X:Y(1.0),D,A,ALB,N,_T,2020,,,\n", "- line 2: a deletion: published figures stay, a revision belongs to a later vintage\n")
	check("the same key", row+"ALB,N,_T,2020,1,A,0\n"+row+"ALB,N,_T,2020,1,A,0\n",
		"exercise-share ALB 2020 1 A 2024\n- line 3: the key FREQ=A, REF_AREA=ALB, ADJUSTMENT=N, PART=_T, TIME_PERIOD=2020 stands already at line 2\n")

	_, err := table.Import(strings.NewReader(`{"meta": {}}`), mapping(t, text), table.Context{Names: names(t)})
	if err == nil {
		t.Error("JSON was taken for SDMX-CSV")
	}
}

// TestExport writes figures in each format, and reads them again as they were.
func TestExport(t *testing.T) {
	d := measure.Definitions{
		Publications: []measure.Publication{{ID: "exercise", Title: entente.Wording{"en": "Exercise"}, Vintages: []measure.Vintage{
			{ID: "2023-07", Published: cal.NewDate(2023, 7, 7), Title: "July 2023"}, {ID: "2024-06", Published: cal.NewDate(2024, 6, 17), Title: "June 2024"},
		}}, {ID: "other", Title: entente.Wording{"en": "Other"}}},
		Indicators: []measure.Indicator{
			{ID: "exercise-share", Title: entente.Wording{"en": "Share"}, Publication: "exercise", Unit: "% of GDP"},
			{ID: "exercise-money", Title: entente.Wording{"en": "Money"}, Publication: "exercise", Unit: "USD", Multiplier: 6},
			{ID: "other", Title: entente.Wording{"en": "Other"}, Publication: "other", Unit: "t"},
		},
	}
	book, err := measure.NewBook(d)
	if err != nil {
		t.Fatal(err)
	}
	value := unit.MustDecimal
	all := []measure.Observation{
		{Indicator: "exercise-share", Area: "ALB", Period: cal.Year(2023), Value: value("2.00"), Status: measure.Actual, Vintage: "2023-07"},
		{Indicator: "exercise-share", Area: "ALB", Period: cal.Year(2023), Value: value("1.9"), Status: measure.Estimate, Vintage: "2024-06"},
		{Indicator: "exercise-money", Area: "NATO_EUR_CAN", Period: cal.Month(2023, 7), Value: value("-1234567890123456789.5"), Status: measure.Provisional, Vintage: "2024-06"},
		{Indicator: "exercise-money", Area: "BEL", Part: "equipment", Period: cal.Quarter(2023, 2), Value: value("0"), Status: measure.Forecast, Vintage: "2024-06"},
		{Indicator: "exercise-money", Area: "BEL", Period: cal.Days(cal.NewDate(2014, 1, 1), cal.NewDate(2024, 12, 31)), Value: value("7"), Status: measure.Break, Vintage: "2024-06"},
		{Indicator: "exercise-money", Area: "BEL", Period: cal.Day(cal.NewDate(2024, 2, 29)), Value: value("7"), Status: measure.Actual, Vintage: "2024-06"},
	}
	h := sdmx.Header{ID: "exercise-1", Test: true, Prepared: time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC), Sender: "ENTENTE"}
	m, f, err := table.Export(book, "exercise", "ENTENTE", h, all)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file   sdmx.Format
		format table.Format
	}{{sdmx.CSV2, table.SDMXCSV}, {sdmx.JSON2, table.SDMXJSON}, {sdmx.Specific30, table.SDMXML}, {sdmx.Generic21, table.SDMXML}, {sdmx.Specific21, table.SDMXML}} {
		var b bytes.Buffer
		if err := sdmx.Write(&b, m, c.file); err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		r := run(t, b.Bytes(), table.ExportMapping("exercise", c.format), table.Context{Names: names(t), Book: book, Structures: []sdmx.Definition{f}})
		var got []measure.Observation
		for _, f := range r.Figures {
			f.Place = ""
			got = append(got, f.Observation)
		}
		if !slices.EqualFunc(got, all, func(a, b measure.Observation) bool {
			isSame := a.Value.String() == b.Value.String()
			a.Value, b.Value = unit.Decimal{}, unit.Decimal{}
			return isSame && a == b
		}) {
			t.Errorf("%s: got\n%s\n%s", c.file, show(r), b.String())
		}
	}
	for _, s := range []sdmx.Format{sdmx.Structure30, sdmx.StructureJSON2} {
		var b bytes.Buffer
		if err := sdmx.WriteDefinitions(&b, h, []sdmx.Definition{f}, s); err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		back, err := sdmx.ReadDefinitions(b.Bytes())
		if err != nil || len(back) != 1 || !slices.Equal(sdmx.IDs(back[0].Dimensions), sdmx.IDs(f.Dimensions)) {
			t.Errorf("%s: got %v, %v", s, back, err)
		}
	}
	refuse := func(name string, kind error, o measure.Observation) {
		t.Helper()
		if _, _, err := table.Export(book, "exercise", "ENTENTE", h, []measure.Observation{o}); !errors.Is(err, kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	assumed, other, open, unknown := all[0], all[0], all[0], all[0]
	assumed.Status, other.Indicator, open.Period, unknown.Indicator = measure.Assumed, "other", cal.Since(0), "nothing"
	refuse("an assumption", entente.ErrInvalid, assumed)
	refuse("of another publication", entente.ErrInvalid, other)
	refuse("without end", entente.ErrUnsupported, open)
	refuse("an unknown indicator", entente.ErrNotFound, unknown)
}

// TestMultiplier imports figures in thousands as those of an indicator in millions.
func TestMultiplier(t *testing.T) {
	book, err := measure.NewBook(measure.Definitions{
		Publications: []measure.Publication{{ID: "exercise", Vintages: []measure.Vintage{{ID: "2024"}}}},
		Indicators:   []measure.Indicator{{ID: "exercise-money", Publication: "exercise", Unit: "USD", Multiplier: 6}},
	})
	if err != nil {
		t.Fatal(err)
	}
	m := mapping(t, `
id: exercise
publication: exercise
format: csv
vintage: "2024"
columns: {party: c, period: p, multiplier: m}
values: [{column: v, indicator: exercise-money}]
`)
	r := run(t, []byte("c,p,m,v\nALB,2020,3,1500\nALB,2021,6,1500\nALB,2022,9,1.5\nALB,2023,,1500000\nALB,2024,x,1\n"), m, table.Context{Names: names(t), Book: book})
	const want = `exercise-money ALB 2020 1.500 A 2024
exercise-money ALB 2021 1500 A 2024
exercise-money ALB 2022 1500 A 2024
exercise-money ALB 2023 1.500000 A 2024
- line 6: multiplier "x": want a power of ten, such as 6 for millions
`
	if got := show(r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
