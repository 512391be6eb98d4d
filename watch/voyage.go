package watch

import (
	"math"

	"entente/watch/ais"
)

// learn takes in what a ship says of itself, and notes when it says something else than before.
func (s *shard) learn(v *ship, h *heard, now *ais.Static) {
	n, at := &v.names, int32(h.time/60_000)
	had := v.names
	if h.names&NamesShip != 0 {
		n.Name = now.Name
	}
	if h.names&NamesCallsign != 0 {
		n.Callsign = now.Callsign
	}
	if h.names&NamesHull != 0 {
		n.ShipType = now.ShipType
		n.ToBow, n.ToStern, n.ToPort, n.ToStarboard = now.ToBow, now.ToStern, now.ToPort, now.ToStarboard
	}
	if h.names&NamesVoyage != 0 {
		n.IMO, n.Draught, n.Destination = now.IMO, now.Draught, now.Destination
	}
	n.known |= h.names
	if had.known&h.names == h.names && (had.Static != n.Static) {
		s.renamed(v, &had.Static, at)
	}
}

// renamed notes a change of what a ship says of itself. A field that becomes known, or unknown, is no change.
func (s *shard) renamed(v *ship, had *ais.Static, at int32) {
	n := &v.names
	var who, voyage signs
	text := func(l *signs, field, from, to string) {
		if from != "" && to != "" && from != to {
			l.add(context, field, 1, 1, "", at, at, "%s changed from %q to %q", field, from, to)
		}
	}
	text(&who, "name", had.Name.String(), n.Name.String())
	text(&who, "callsign", had.Callsign.String(), n.Callsign.String())
	if had.IMO != 0 && n.IMO != 0 && had.IMO != n.IMO {
		who.add(context, "imo", float64(n.IMO), float64(had.IMO), "", at, at, "IMO number changed from %d to %d", had.IMO, n.IMO)
	}
	text(&voyage, "destination", had.Destination.String(), n.Destination.String())
	if change := math.Abs(float64(n.Draught)-float64(had.Draught)) / 10; had.Draught > 0 && n.Draught > 0 && change >= s.params.DraughtChange {
		voyage.add(context, "voyage.draught", change, s.params.DraughtChange, "m", at, at,
			"draught changed from %.1f m to %.1f m", float64(had.Draught)/10, float64(n.Draught)/10)
	}
	if len(who.all) > 0 {
		s.detected("identity-change", v, at, at, who)
	}
	if len(voyage.all) > 0 {
		s.detected("voyage-change", v, at, at, voyage)
	}
}
