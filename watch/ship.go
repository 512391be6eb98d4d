package watch

import (
	"math"

	"entente/watch/ais"
)

// A ship is all that is known of one hull.
type ship struct {
	// What every report touches comes first.
	last   fix     // accepted last
	margin float64 // metres that it may go before it can touch a line
	plane  plane
	echoes echoes
	now    collector
	near   []nearby // the assets close to it when margin was measured last

	mmsi    uint32
	hull    uint8 // 0, or 1 for a second one under the same number
	station Station
	fixes   uint32 // accepted
	closed  int64  // time of the last fix of the newest whole minute
	first   int64  // time of the first fix
	rover   rover

	minutes minutes
	fastest float64 // knots, of all minutes
	step    step
	lying   lying
	gap     gap

	passed  passages
	pending bool  // something happened that rules go by
	story   story // of its warning
	names   particulars
	raw     sentences
	survey  survey
	loiter  loiter
	cell    cell // where it told the others to be
}

// A particulars is what a ship says of itself.
type particulars struct {
	ais.Static
	known Named
}

// info returns what is known of the ship for people.
func (s *ship) info() ShipInfo {
	n := &s.names
	return ShipInfo{
		MMSI: s.mmsi, IMO: n.IMO, Name: n.Name.String(), Callsign: n.Callsign.String(), Type: int(n.ShipType),
		Length: s.length(), Beam: int(n.ToPort) + int(n.ToStarboard), Draught: float64(n.Draught) / 10, Destination: n.Destination.String(),
	}
}

// length returns the ship's length in metres, or 0 when it is not known.
func (s *ship) length() int { return int(s.names.ToBow) + int(s.names.ToStern) }

// placeOf returns a fix for people.
func placeOf(f *fix) Place {
	p := Place{Time: instant(f.time), Spot: spot(f.point())}
	if v, ok := f.knots(); ok {
		p.Speed = &v
	}
	if f.course != ais.NoCourse {
		c := float64(f.course) / 10
		p.Course = &c
	}
	if f.heading != ais.NoHeading {
		h := float64(f.heading)
		p.Heading = &h
	}
	if f.status != ais.NoStatus {
		st := int(f.status)
		p.Status = &st
	}
	return p
}

// implied returns the speed in 1/10 knot at which the ship came from one fix to the other.
func (p *plane) implied(from, to *fix) uint16 {
	seconds := float64(to.time-from.time) / 1000
	if seconds <= 0 {
		return 0
	}
	return uint16(min(1022, math.Round(10*p.metres(from.lat, from.lon, to.lat, to.lon)/seconds/knot)))
}
