package report

import (
	"slices"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/score"
	"entente/unit"
)

// statement names a statement of the invented instrument.
func statement(provision, number int) entente.StatementID {
	return entente.StatementID{Instrument: "pact-2031", Provision: provision, Number: number}
}

func both(en, zh string) entente.Wording { return entente.Wording{"en": en, "zh": zh} }

// book returns measures of an invented alliance: codes that ISO 3166 leaves to users stand for its parties.
func book(t testing.TB) *measure.Book {
	t.Helper()
	var members []entente.Membership
	for _, p := range []entente.PartyID{"XAA", "XBB", "XCC", "XDD"} {
		members = append(members, entente.Membership{Party: p, Period: cal.Always})
	}
	two := 2
	target := measure.Target{Comparator: unit.AtLeast, Value: unit.MustDecimal("2"), From: cal.Year(2028), Bound: "union", Basis: both("paragraph 1 of the pact", "公约第1段")}
	indicator := func(id measure.IndicatorID, u unit.Unit, base string) measure.Indicator {
		return measure.Indicator{ID: id, Title: both("title of "+string(id), "指标"+string(id)), Definition: both("what "+string(id)+" counts", "口径"), Publication: "tables", Unit: u, Base: base}
	}
	gdp := indicator("gdp", "USD", "GDP")
	gdp.Multiplier, gdp.Aggregate, gdp.Prices = 6, measure.Sum, "current"
	spent := indicator("spent", "USD", "budget")
	spent.Multiplier, spent.Aggregate, spent.Prices = 6, measure.Sum, "current"
	m := measure.Measure{
		ID: "spending", Title: both("Two per cent", "百分之二"), Undertaking: statement(1, 1), Value: "spending-share", Recompute: "share(spent, gdp)", Unit: "% of GDP",
		Places: 2, Tolerance: unit.MustDecimal("0.001"), Money: "gdp", Direction: measure.More, Targets: []measure.Target{target},
		Exempt:     []measure.Exemption{{Party: "XDD", Reason: both("has no budget", "没有预算")}},
		Projection: measure.Projection{Method: "theil-sen", Window: 6},
	}
	rival := m
	rival.ID, rival.Title, rival.Value, rival.Recompute, rival.RivalOf = "spending-rival", both("The same by another index", "另一指标"), "rival-share", "", "spending"
	b, err := measure.NewBook(measure.Definitions{
		Publications: []measure.Publication{{ID: "tables", Title: both("Exercise tables", "演习表"), Publisher: "nobody", URL: "https://example.org/tables", Vintages: []measure.Vintage{
			{ID: "first", Published: cal.NewDate(2031, 3, 1), Title: "Tables of March 2031"},
			{ID: "second", Published: cal.NewDate(2031, 9, 1), Title: "Tables of September 2031", Decimals: &two, Partial: "some"},
		}}},
		Indicators: []measure.Indicator{indicator("spending-share", "% of GDP", ""), indicator("rival-share", "% of GDP", ""), spent, gdp},
		Measures:   []measure.Measure{m, rival},
		Groups:     []measure.Group{{Group: entente.Group{ID: "union", Names: both("the Union", "联合体"), Members: members}, Code: "UNION"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// values are of the years from 2028 on.
var values = []struct {
	indicator, area, vintage string
	years                    []string
	status                   measure.Status
}{
	{"spending-share", "XAA", "first", []string{"1.5", "1.75", "1.9", "1.999999"}, measure.Estimate},
	{"spending-share", "XBB", "first", []string{"2.5", "2.25", "2.125", "2.000"}, measure.Actual},
	{"spending-share", "XCC", "first", []string{"1", "1", "-0.5", "0.75"}, measure.Actual},
	{"spending-share", "XAA", "second", []string{"", "", "", "2.004"}, measure.Actual},
	{"spending-share", "XCC", "second", []string{"", "", "", "0.7500001"}, measure.Actual},
	{"spending-share", "UNION", "first", []string{"1.6", "1.7", "1.8", "1.9"}, measure.Actual},
	{"rival-share", "XAA", "first", []string{"", "", "", "1.5"}, measure.Actual},
	{"rival-share", "XBB", "first", []string{"", "", "", "2.5"}, measure.Actual},
	{"spent", "XBB", "first", []string{"", "", "", "19"}, measure.Actual},
	{"gdp", "XAA", "first", []string{"", "", "", "500000"}, measure.Actual},
	{"gdp", "XBB", "first", []string{"", "", "", "1000"}, measure.Actual},
	{"gdp", "XCC", "first", []string{"", "", "", "123456789.5"}, measure.Estimate},
}

func data(t testing.TB) *measure.Data {
	t.Helper()
	d := measure.NewData(book(t))
	const rows = 100
	origin := d.Refer(measure.Origin{Document: "tables/exercise.csv", Places: slices.Repeat([]string{"Table 1"}, rows)})
	row := 1
	for _, v := range values {
		for i, s := range v.years {
			if s == "" {
				continue
			}
			row++
			o := measure.Observation{
				Indicator: measure.IndicatorID(v.indicator), Area: measure.Area(v.area), Period: cal.Year(2028 + i), Value: unit.MustDecimal(s), Status: v.status,
				Vintage: measure.VintageID(v.vintage),
			}
			if _, err := d.Add(o, origin, row); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.Prepare()
	return d
}

// sample returns a report on an invented pact that has one of everything.
func sample(t testing.TB) Report {
	t.Helper()
	d := data(t)
	b, known, year := d.Book(), cal.NewDate(2031, 12, 31), cal.Year(2031)
	ask := func(id measure.MeasureID, p cal.Period, evidence bool) []measure.Verdict {
		return d.Assess(measure.Query{Measure: id, Groups: true, Period: p, Known: known, Today: cal.NewDate(2032, 6, 1), Evidence: evidence})
	}
	own, err := b.Measure("spending")
	if err != nil {
		t.Fatal(err)
	}
	rival, err := b.Measure("spending-rival")
	if err != nil {
		t.Fatal(err)
	}
	measured := Measured{
		Measure: own, Period: year, Verdicts: ask("spending", year, true), History: ask("spending", cal.Period{}, false),
		Rivals:  []Rival{{rival, ask("spending-rival", year, true)}},
		Remarks: []Remark{{"XCC", year, both("another denominator", "分母不同"), "Tables, note 3"}},
	}
	entry := func(p, n int, programme entente.ProgrammeID, title string) entente.Undertaking {
		return entente.Undertaking{
			ID: statement(p, n), Statements: []entente.StatementID{statement(p, n), statement(p, n+1)}, Title: both(title, "事项"+title), Summary: both("They will.", "各方将兑现。"),
			Act: entente.Commitment, Acts: []entente.Act{entente.Commitment}, Bearer: []entente.ActorID{"union", "XAA"}, Addressee: []entente.ActorID{"XBB"}, Programme: programme,
		}
	}
	spend := entry(1, 1, "money", "Spend")
	spend.Quantities = []entente.Target{{Comparator: unit.AtLeast, Quantity: unit.Quantity{Value: unit.MustDecimal("2"), Unit: "% of GDP"}, Of: both("spending", "支出")}}
	spend.Deadline, spend.Instruments = &entente.Deadline{Phrase: both("each year", "每年"), Recurs: "P1Y"}, []entente.InstrumentID{"plan"}
	record := Record{
		Fact: entente.FactID{7}, Author: "XAA", Kind: "evidence", Subject: statement(2, 1).String(), Recorded: 1, Text: "a patrol", URL: "https://example.org/patrol",
		Source: &entente.Source{Title: "Gazette", Place: "p. 3"}, Exercise: true,
	}
	return Report{
		Lang: "en", Instrument: entente.Instrument{ID: "pact-2031", Names: both("Exercise pact", "演习公约"), Date: cal.Year(2031)},
		Pack: Pack{ID: "pact", Version: "3", Title: both("The pact", "公约")}, Node: "local", Known: known,
		Heads: []Head{{"local/PUBLIC", 12, "cm9vdA=="}, {"other/PUBLIC", 3, "cm9vdDI="}},
		Names: map[entente.ActorID]entente.Wording{
			"XAA": both("Zembla", "赞布拉"), "XBB": both("Arstotzka", "阿斯托茨卡"), "XCC": both("Syldavia", "西尔达维亚"), "XDD": both("Borduria", "博尔多利亚"), "UNION": both("The Union", "联合体"),
			"union": both("the Union", "联合体"),
		},
		Parties: []measure.Area{"XAA", "XBB", "XCC", "XDD"}, Groups: []measure.Area{"UNION"},
		Programmes:  []entente.Programme{{ID: "money", Title: both("Money", "资金")}, {ID: "cables", Title: both("Cables", "电缆"), Summary: both("On the sea bed.", "海床上。")}},
		Provisions:  []entente.Provision{{Number: 1, Title: both("Money", "资金")}, {Number: 2, Title: both("Cables", "电缆")}},
		Instruments: []entente.Instrument{{ID: "plan", Names: both("Exercise plan", "演习计划")}}, Publications: b.Publications, Indicators: b.Indicators,
		Undertakings: []Undertaking{
			{Entry: spend, Measured: []Measured{measured}, How: &How{"figures", "published-figures", both("by the tables", "见表")}},
			{Entry: entry(2, 1, "cables", "Guard cables"), How: &How{"event", "event", both("by an order", "见命令")}, Records: []Record{record}},
			{Entry: entry(2, 3, "cables", "Consult"), How: &How{"score", "judgement", both("by judgement", "由人评判")}},
			{Entry: entry(2, 5, "cables", "Report")},
		},
		Revisions: d.Revisions(measure.Query{Groups: true, Known: known}),
		Scores:    []Scoring{scoring(t)},
	}
}

// scoring returns two analysts who agree on two items, and the publication of both.
func scoring(t testing.TB) Scoring {
	t.Helper()
	var r score.Records
	add := func(party string, level string) {
		item := score.Item{Undertaking: statement(2, 3), Period: cal.Year(2031)}
		item.Party = score.Area(party)
		refs := []score.Ref{score.Ref("a-" + party), score.Ref("b-" + party)}
		for i, analyst := range []score.Analyst{"ana", "ben"} {
			s := score.Score{Item: item, Analyst: analyst, Level: unit.MustDecimal(level), Evidence: []score.Evidence{{Title: "Minutes", URL: "https://example.org/m", Words: "met " + party}}}
			r.Scores = append(r.Scores, score.Recorded[score.Score]{Ref: refs[i], At: cal.Instant(i + 1), Value: s})
		}
		p := score.Publication{Item: item, Level: unit.MustDecimal(level), Refs: refs}
		r.Publications = append(r.Publications, score.Recorded[score.Publication]{Ref: score.Ref("p-" + party), At: 9, Value: p})
	}
	add("XAA", "1")
	add("XBB", "-1")
	sheet, faults := score.NewSheet(score.Compliance(), r)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	alpha, err := sheet.Alpha()
	if err != nil {
		t.Fatal(err)
	}
	return Scoring{Scale: score.Compliance(), Cases: sheet.Cases(), Alpha: &alpha}
}
