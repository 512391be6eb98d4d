package node_test

import (
	"bytes"
	"fmt"
	"testing"

	"entente/cal"
	"entente/measure/table"
	"entente/node"
)

// exerciseFigures returns n rows of invented figures: days of thirty-two parties.
func exerciseFigures(n int) []byte {
	parties := []string{
		"ALB", "BEL", "BGR", "CAN", "HRV", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN", "ISL", "ITA", "LVA",
		"LTU", "LUX", "MNE", "NLD", "MKD", "NOR", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE", "TUR", "GBR", "USA",
	}
	var b bytes.Buffer
	b.WriteString("who,day,value\n")
	first := cal.NewDate(1940, 1, 1)
	for i := range n {
		fmt.Fprintf(&b, "%s,%v,%d.%02d\n", parties[i/(n/len(parties)+1)], first+cal.Date(i%(n/len(parties)+1)), 1+i%4, i%97)
	}
	return b.Bytes()
}

func exerciseMapping() *table.Mapping {
	return &table.Mapping{
		ID: "invented", Publication: "nato-defence-expenditure", Format: table.CSV,
		Columns: table.Columns{Party: table.Field{From: "who"}, Period: table.Field{From: "day"}},
		Values:  []table.Value{{Column: "value", Indicator: "defence-share"}},
	}
}

// BenchmarkImport takes a million invented figures from comma-separated values into the durable ledger.
func BenchmarkImport(b *testing.B) {
	const rows = 1_000_000
	data, p := exerciseFigures(rows), benchPack(b)
	for b.Loop() {
		b.StopTimer()
		n, err := node.Open(b.Context(), node.Options{Dir: b.TempDir(), Pack: p})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		got, err := n.Import(b.Context(), node.Import{Mapping: exerciseMapping(), Data: data, Document: "invented.csv", Vintage: "exercise", Published: cal.NewDate(2031, 1, 1)})
		if err != nil || got.Stored != rows {
			b.Fatal(got.Stored, err)
		}
		b.StopTimer()
		if err := n.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
