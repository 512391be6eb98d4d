package watch

import (
	"entente/geo"
	"entente/watch/ais"
)

// A Report is what was heard of one ship at one time.
type Report struct {
	Time         int64  // Unix milliseconds, UTC
	MMSI         uint32 // as sent
	Station      Station
	ais.Position             // its parts may be "not available"
	Static       *ais.Static // nil when the report says nothing of the ship itself
	Names        Named       // which fields of Static it speaks of
	Raw          []byte      // the sentence or row that it stands in, or nil; valid until the next report
}

// A Station is what kind of station sent a report.
type Station uint8

// The stations. Only ships have tracks.
const (
	OtherStation Station = iota // coast stations, aids to navigation, aircraft, distress transmitters
	ClassA
	ClassB
)

// Named says of which fields a report speaks: one that it does not speak of leaves what is known of the ship as it is.
type Named uint8

// Fields of [ais.Static].
const (
	NamesShip     Named = 1 << iota // Name
	NamesCallsign                   // Callsign
	NamesHull                       // ShipType and the dimensions
	NamesVoyage                     // IMO, Draught, Destination and ETA

	NamesAll = NamesShip | NamesCallsign | NamesHull | NamesVoyage
)

// FromAIS returns what a message reports. It returns false when the message says neither where a ship is nor what it is.
// The report holds on to the message.
func FromAIS(m *ais.Message) (Report, bool) {
	r := Report{MMSI: m.MMSI, Position: m.Position}
	if t, ok := m.Received(); ok {
		r.Time = t.UnixMilli()
	}
	switch m.Type {
	case 1, 2, 3, 27:
		r.Station = ClassA
	case 5:
		r.Station, r.Static, r.Names = ClassA, &m.Static, NamesAll
	case 18:
		r.Station = ClassB
	case 19:
		r.Station, r.Static, r.Names = ClassB, &m.Static, NamesShip|NamesHull
	case 24:
		r.Station, r.Static, r.Names = ClassB, &m.Static, NamesShip
		if m.Part == 'B' {
			r.Names = NamesCallsign | NamesHull
		}
		if m.Mothership != 0 { // in place of the dimensions
			r.Names &^= NamesHull
		}
	default:
		return r, false
	}
	return r, true
}

// unitsPerDegree are those of [ais.Position].
const unitsPerDegree = 600_000

// Point returns where the report places the ship, which must have a position.
func (r *Report) Point() geo.Point { return geoPoint(r.Lat, r.Lon) }

// HasPosition reports whether the report places the ship.
func (r *Report) HasPosition() bool { return r.Lat != ais.NoLat && r.Lon != ais.NoLon }
