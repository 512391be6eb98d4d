package table_test

import (
	"bytes"
	"fmt"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/table"
)

// exercise returns a long table of invented figures, and a book that knows them. No party's conduct is in it.
func exercise(t testing.TB, rows int) ([]byte, *measure.Book) {
	t.Helper()
	const areas, years = 250, 50
	d := measure.Definitions{Publications: []measure.Publication{{ID: "exercise", Title: entente.Wording{"en": "Exercise"}}}}
	for v := range 4 {
		d.Publications[0].Vintages = append(d.Publications[0].Vintages, measure.Vintage{ID: measure.VintageID(fmt.Sprintf("%d", 2020+v)), Published: cal.NewDate(2020+v, 1, 1)})
	}
	indicators := rows/(areas*years*4) + 1
	for i := range indicators {
		d.Indicators = append(d.Indicators, measure.Indicator{ID: measure.IndicatorID(fmt.Sprintf("exercise-%d", i)), Publication: "exercise"})
	}
	book, err := measure.NewBook(d)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString("edition,series,party,name,year,value,status\n")
	for n := range rows {
		year, rest := n%years, n/years
		area, rest := rest%areas, rest/areas
		vintage, indicator := rest%4, rest/4
		fmt.Fprintf(&b, "%d,exercise-%d,X%c%c,\"Exercise, party %d\",%d,%d.%04d,A\n",
			2020+vintage, indicator, 'A'+area/26, 'A'+area%26, area, 1970+year, n*7919%100000, n%10000)
	}
	return b.Bytes(), book
}

const exerciseMapping = `
id: exercise
publication: exercise
format: csv
columns: {party: party, period: year, indicator: series, vintage: edition, status: status}
values: [{column: value}]
`

// BenchmarkLong imports a million rows of invented figures into a collection that can be computed with.
func BenchmarkLong(b *testing.B) {
	const rows = 1_000_000
	data, book := exercise(b, rows)
	m := mapping(b, exerciseMapping)
	known := exerciseNames(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := table.Import(bytes.NewReader(data), m, table.Context{Names: known, Book: book})
		if err != nil {
			b.Fatal(err)
		}
		d := measure.NewData(book)
		if a := r.AddTo(d, measure.Origin{Document: "exercise.csv"}); a.Stored != rows {
			b.Fatal(a, r.Count, r.Refusals[:min(3, len(r.Refusals))])
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func exerciseNames(t testing.TB) *table.Names {
	t.Helper()
	n := table.NewNames()
	for i := range 250 {
		code := fmt.Sprintf("X%c%c", 'A'+i/26, 'A'+i%26)
		if err := n.Add(code, measure.Area(code)); err != nil {
			t.Fatal(err)
		}
	}
	return n
}
