package feed

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"entente"
	"entente/watch"
)

// TestOrder reads tables whose rows are in order of time, in order of ships, and too many of these.
func TestOrder(t *testing.T) {
	const header = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n"
	rows := func(ships, minutes int, byShip bool) string {
		var b strings.Builder
		b.WriteString(header)
		for i := range ships * minutes {
			ship, minute := i%ships, i/ships
			if byShip {
				ship, minute = i/minutes, i%minutes
			}
			fmt.Fprintf(&b, "%d,2030-01-01T%02d:%02d:00,57.0,19.0,12.0,90.0,90.0,SHIP %d,,,70,0,100,20,5.0,70,A\n", 200_000_001+ship, minute/60, minute%60, ship)
		}
		return b.String()
	}
	for what, c := range map[string]struct {
		text string
		most int
		want int
		err  error
	}{
		"in order of time":  {rows(7, 120, false), 10, 840, nil},
		"in order of ships": {rows(7, 120, true), 1000, 840, nil},
		"too many":          {rows(7, 120, true), 800, 0, entente.ErrInvalid},
		"none":              {header, 10, 0, nil},
	} {
		table, err := NewTable(strings.NewReader(c.text), 0)
		if err != nil {
			t.Fatal(err)
		}
		o := &ordered{Reader: table, sample: 200, most: c.most} // of more than one ship
		n, last := 0, int64(0)
		for r := new(watch.Report); o.Next(r); n++ {
			if r.Time < last {
				t.Fatalf("%s: row %d goes back", what, n)
			}
			last = r.Time
			if want := fmt.Sprintf("SHIP %d", r.MMSI-200_000_001); r.Static.Name.String() != want {
				t.Fatalf("%s: row %d is of %s, want %s", what, n, r.Static.Name.String(), want)
			}
		}
		if n != c.want || !errors.Is(o.Err(), c.err) {
			t.Errorf("%s: %d rows, %v; want %d, %v", what, n, o.Err(), c.want, c.err)
		}
	}
}
