package node

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/gowebpki/jcs"

	"entente/cal"
	"entente/measure"
	"entente/unit"
)

// TestFiguresAreCanonical holds the payload that is written by hand against a canonicaliser, and reads it back.
func TestFiguresAreCanonical(t *testing.T) {
	two := 2
	check := func(name string, f Figures) {
		t.Helper()
		b := f.appendJSON(nil)
		canonical, err := jcs.Transform(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var back Figures
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if string(canonical) != string(b) && name != "not ASCII" {
			t.Errorf("%s:\ngot  %s\nwant %s", name, b, canonical)
		}
		if !reflect.DeepEqual(back, f) {
			t.Errorf("%s: read back as %+v, want %+v", name, back, f)
		}
	}
	row := FigureRow{measure.Observation{
		Indicator: "defence-share", Area: "DEU", Period: cal.Year(2030), Value: unit.MustDecimal("2.10"), Status: measure.Estimate, Place: "T3!K20",
	}, 12}
	part := row
	part.Part, part.Status, part.Row = "RUS", measure.Actual, 0
	check("one row", Figures{Publication: "tables", Vintage: "2030-06", Published: cal.NewDate(2030, 6, 17), Document: "t.xlsx", Rows: []FigureRow{row}})
	check("two rows, rounded", Figures{Publication: "tables", Vintage: "2030-06", Published: 1, Decimals: &two, Document: "t.csv", Rows: []FigureRow{row, part}})
	check("not ASCII", Figures{Publication: "tables", Vintage: "2030-06", Published: 1, Document: "表<1>.csv", Rows: []FigureRow{row}})
}
