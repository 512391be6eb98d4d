package measure_test

import (
	"database/sql"
	"fmt"
	"runtime"
	"testing"

	_ "modernc.org/sqlite"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/unit"
)

// BenchmarkAllVerdicts computes every measure for every party, group and year as of every vintage of the official tables,
// from definitions and figures in memory: nothing is kept from one round to the next.
func BenchmarkAllVerdicts(b *testing.B) {
	rows := natoRows(b)
	defs := pledge()
	n := 0
	for b.Loop() {
		book, err := measure.NewBook(defs)
		if err != nil {
			b.Fatal(err)
		}
		d := measure.NewData(book)
		for _, r := range rows {
			if _, err := d.Add(r.Observation, -1, r.line); err != nil {
				b.Fatal(err)
			}
		}
		n = 0
		for _, v := range defs.Publications[0].Vintages {
			n += len(d.Assess(measure.Query{Groups: true, Known: v.Published}))
		}
	}
	b.ReportMetric(float64(n), "verdicts")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/verdict")
}

// BenchmarkRevisions lists what moved between the vintages.
func BenchmarkRevisions(b *testing.B) {
	d := natoData(b, nil)
	for b.Loop() {
		d.Revisions(measure.Query{Groups: true, Known: day("2026-01-01")})
	}
}

// BenchmarkEvidence computes the pledge with all its evidence.
func BenchmarkEvidence(b *testing.B) {
	d := natoData(b, nil)
	for b.Loop() {
		d.Assess(measure.Query{Measure: "defence-spending-share", Groups: true, Known: day("2026-01-01"), Evidence: true})
	}
}

// A generated set of figures is an exercise: invented numbers of invented parties.
type generated struct{ indicators, areas, years, vintages int }

func (g generated) size() int { return g.indicators * g.areas * g.years * g.vintages }

// area returns one of the parties: codes from AAA on.
func (g generated) area(i int) measure.Area {
	return measure.Area([]byte{byte('A' + i/676%26), byte('A' + i/26%26), byte('A' + i%26)})
}

// observation returns one of the figures, in the order in which a source would have them.
func (g generated) observation(n int, indicators []measure.IndicatorID, areas []measure.Area, vintages []measure.VintageID) measure.Observation {
	year := n % g.years
	n /= g.years
	area := n % g.areas
	n /= g.areas
	return measure.Observation{
		Indicator: indicators[n%g.indicators], Area: areas[area], Period: cal.Year(1980 + year), Vintage: vintages[n/g.indicators],
		Value: unit.NewDecimal(int64(1_000_000+(n*7919+area*104_729+year*1299_709)%3_000_000), 6),
	}
}

// definitions returns indicators, each with a measure of its own and one that compares it with the mean of a group, which
// has the first of the parties as its members.
func (g generated) definitions(members int) measure.Definitions {
	union := entente.Group{ID: "union", Names: w("the Union")}
	for i := range members {
		union.Members = append(union.Members, entente.Membership{Party: entente.PartyID(g.area(i)), Period: cal.Always})
	}
	defs := measure.Definitions{Publications: []measure.Publication{{ID: "exercise"}}, Groups: []measure.Group{{Group: union, Code: "UNION"}}}
	const later = 1000 // vintages that revisions may come in
	for i := range g.vintages + later {
		defs.Publications[0].Vintages = append(defs.Publications[0].Vintages, measure.Vintage{ID: measure.VintageID(fmt.Sprint("v", i)), Published: cal.NewDate(2020, 1, 1+i)})
	}
	for i := range g.indicators {
		id := measure.IndicatorID(fmt.Sprint("share", i))
		defs.Indicators = append(defs.Indicators, measure.Indicator{ID: id, Publication: "exercise", Unit: "%"})
		for _, formula := range []string{string(id), fmt.Sprintf("%s - mean(%s, over: union)", id, id)} {
			defs.Measures = append(defs.Measures, measure.Measure{
				ID: measure.MeasureID(fmt.Sprint("m", len(defs.Measures))), Value: formula, Unit: "%", Places: 2, Projection: measure.Projection{Window: 6},
				Targets: []measure.Target{{Comparator: ">=", Value: unit.MustDecimal("2"), From: cal.Year(1980), Bound: "union"}},
			})
		}
	}
	return defs
}

const allies = 32 // members of the group

// load adds all figures.
func (g generated) load(b *testing.B) *measure.Data {
	book, err := measure.NewBook(g.definitions(allies))
	if err != nil {
		b.Fatal(err)
	}
	d := measure.NewData(book)
	g.each(func(o measure.Observation, row int) {
		if _, err := d.Add(o, -1, row); err != nil {
			b.Fatal(err)
		}
	})
	return d
}

func (g generated) each(use func(o measure.Observation, row int)) {
	defs := g.definitions(allies)
	var indicators []measure.IndicatorID
	for _, i := range defs.Indicators {
		indicators = append(indicators, i.ID)
	}
	var vintages []measure.VintageID
	for _, v := range defs.Publications[0].Vintages[:g.vintages] {
		vintages = append(vintages, v.ID)
	}
	areas := make([]measure.Area, g.areas)
	for i := range areas {
		areas[i] = g.area(i)
	}
	for n := range g.size() {
		use(g.observation(n, indicators, areas, vintages), n)
	}
}

var revised int // how many figures were revised so far: each revision is of another vintage

// growth has series of the same length, and more and more of them.
var growth = []generated{
	{10, 62, 40, 4},   // 99,200
	{10, 625, 40, 4},  // 1,000,000
	{25, 2500, 40, 4}, // 10,000,000
}

// BenchmarkNewFigure adds one figure, a revision, to a board and lists the verdicts that it changes. One in the last year
// leaves those of the years before as they are; one in the first year does not.
func BenchmarkNewFigure(b *testing.B) {
	for _, g := range growth[:2] {
		d := g.load(b)
		for _, year := range []int{2019, 1980} {
			b.Run(fmt.Sprintf("%d/%d", g.size(), year), func(b *testing.B) {
				board := measure.NewBoard(d, cal.NewDate(2030, 1, 1))
				changed := 0
				b.ResetTimer()
				for b.Loop() {
					o := measure.Observation{Indicator: "share0", Area: g.area(revised % allies), Period: cal.Year(year), Vintage: measure.VintageID(fmt.Sprint("v", g.vintages+revised/allies)),
						Value: unit.NewDecimal(int64(1_000_000+revised*7919%3_000_000), 6)}
					added, verdicts, err := board.Add(o, -1, 0)
					if added != measure.Stored {
						b.Fatal(added, err)
					}
					changed += len(verdicts)
					revised++
				}
				b.ReportMetric(float64(changed)/float64(b.N), "verdicts/op")
			})
		}
	}
}

// BenchmarkGrowth shows that a figure costs the same to add, and takes the same memory, however many there are.
func BenchmarkGrowth(b *testing.B) {
	for _, g := range growth {
		b.Run(fmt.Sprint(g.size()), func(b *testing.B) {
			var before, after runtime.MemStats
			for b.Loop() {
				runtime.GC()
				runtime.ReadMemStats(&before)
				d := g.load(b)
				b.StopTimer()
				runtime.GC()
				runtime.ReadMemStats(&after)
				runtime.KeepAlive(d)
				b.StartTimer()
			}
			n := float64(g.size())
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/figure")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n, "bytes/figure")
		})
	}
}

// BenchmarkGroupBy computes the mean of every indicator by year over all parties, by the latest vintage of each of a million
// figures, and the same in SQLite as the reference.
func BenchmarkGroupBy(b *testing.B) {
	g := growth[1]
	b.Run("measure", func(b *testing.B) {
		defs := g.definitions(g.areas)
		defs.Measures = nil
		for _, i := range defs.Indicators {
			defs.Measures = append(defs.Measures, measure.Measure{ID: measure.MeasureID(i.ID), Value: fmt.Sprintf("mean(%s, over: union)", i.ID), Unit: "%",
				Targets: []measure.Target{{Comparator: ">=", From: cal.Year(1980), Bound: "union"}}})
		}
		book, err := measure.NewBook(defs)
		if err != nil {
			b.Fatal(err)
		}
		d := measure.NewData(book)
		g.each(func(o measure.Observation, row int) { _, _ = d.Add(o, -1, row) })
		b.ResetTimer()
		n := 0
		for b.Loop() {
			n = len(d.Assess(measure.Query{Area: "UNION", Known: cal.NewDate(2030, 1, 1)}))
		}
		b.ReportMetric(float64(n), "groups")
	})
	b.Run("sqlite", func(b *testing.B) {
		db := g.database(b)
		b.ResetTimer()
		n := 0
		for b.Loop() {
			n = 0
			rows, err := db.Query(`SELECT indicator, year, avg(value)
				FROM (SELECT indicator, area, year, value, max(vintage) FROM figures GROUP BY indicator, area, year)
				GROUP BY indicator, year`) // beside max, SQLite gives the value of that row
			if err != nil {
				b.Fatal(err)
			}
			for rows.Next() {
				n++
			}
			if err := rows.Err(); err != nil {
				b.Fatal(err)
			}
			rows.Close()
		}
		b.ReportMetric(float64(n), "groups")
	})
}

// database puts the same figures into SQLite, in the order in which the question reads them.
func (g generated) database(b *testing.B) *sql.DB {
	db, err := sql.Open("sqlite", "file:"+b.TempDir()+"/figures.db?_pragma=journal_mode(off)&_pragma=synchronous(off)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := tx.Exec(`CREATE TABLE figures (indicator INTEGER, area TEXT, year INTEGER, vintage INTEGER, value REAL, PRIMARY KEY (indicator, area, year, vintage)) WITHOUT ROWID`); err != nil {
		b.Fatal(err)
	}
	insert, err := tx.Prepare(`INSERT INTO figures VALUES (?, ?, ?, ?, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	g.each(func(o measure.Observation, _ int) {
		first, _ := o.Period.First()
		year, _, _ := first.Civil()
		if _, err := insert.Exec(string(o.Indicator), string(o.Area), year, string(o.Vintage), o.Value.Float()); err != nil {
			b.Fatal(err)
		}
	})
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return db
}
