package watch

import (
	"fmt"
	"math"
)

// A class is what ships of a type do.
type class uint8

const (
	unknownClass class = iota
	fishingClass
	workClass      // tows, dredges, dives, pilots, rescues, fights
	passengerClass // runs to a timetable
	pleasureClass
	merchantClass
)

// classOf returns the class of a type of ship (ITU-R M.1371-5 annex 8, 3.3.2).
func classOf(shipType uint8) class {
	switch {
	case shipType == 30:
		return fishingClass
	case shipType >= 31 && shipType <= 35, shipType >= 50 && shipType <= 59:
		return workClass
	case shipType == 36 || shipType == 37:
		return pleasureClass
	case shipType >= 40 && shipType <= 49, shipType >= 60 && shipType <= 69:
		return passengerClass
	case shipType >= 70 && shipType <= 89:
		return merchantClass
	}
	return unknownClass
}

// doubts gathers innocent explanations.
type doubts struct{ all []Doubt }

func (l *doubts) add(kind string, known, holds bool, format string, args ...any) {
	l.all = append(l.all, Doubt{kind, holds, known, fmt.Sprintf(format, args...)})
}

// holds reports whether one of them does.
func (l *doubts) holds() bool {
	for _, d := range l.all {
		if d.Holds {
			return true
		}
	}
	return false
}

// dragDoubts looks at what else may explain a loss of speed.
func (s *shard) dragDoubts(v *ship, at int32) (l doubts) {
	s.harbour(v, at, &l)
	s.trade(v, at, &l)
	s.pilot(v, at, &l)
	s.lane(v, &l)
	s.pattern(v, &l)
	s.weather(v, &l)
	s.reception(v, &l)
	return l
}

// harbour asks whether the ship slows for a port.
func (s *shard) harbour(v *ship, at int32, l *doubts) {
	p, course, speed := v.last.point(), v.heading(at), v.step.recent
	if a := s.sea.in(PortArea, p); a != nil {
		l.add("port", true, true, "it is in the approaches of %s", a.Name)
		return
	}
	begun := geoPoint(v.step.lat, v.step.lon)
	if a := s.sea.in(PortArea, begun); a != nil && v.step.phase != cruising {
		l.add("port", true, true, "it lost speed in the approaches of %s", a.Name)
		return
	}
	if a := s.sea.into(PortArea, p, course, speed*knot*60*s.params.PortAhead); a != nil {
		l.add("port", true, true, "its course leads into the approaches of %s within %.0f minutes", a.Name, s.params.PortAhead)
		return
	}
	l.add("port", true, false, "no port within %.0f minutes on its course", s.params.PortAhead)
}

// trade asks whether ships of its kind do so.
func (s *shard) trade(v *ship, at int32, l *doubts) {
	kind := classOf(v.names.ShipType)
	now := v.minutes.over(at-20, at)
	trawls := now.speed >= 1.5 && now.speed <= 5.5 && now.speed < 0.6*v.step.base
	small := v.length() > 0 && v.length() < 60
	switch {
	case kind == fishingClass || v.last.status == 7:
		l.add("fishing", true, true, "it says that it fishes: fishing vessels slow down to fish")
	case trawls && (small || kind == unknownClass && v.length() == 0):
		l.add("fishing", true, true, "%.1f kn is a trawling speed, and it is a small ship or does not say what it is", now.speed)
	default:
		l.add("fishing", kind != unknownClass, false, "it does not say that it fishes, and is no small ship at trawling speed")
	}
	switch kind {
	case workClass:
		l.add("work", true, true, "ships of its type (%d) work at low speed: they tow, dredge, dive, pilot or patrol", v.names.ShipType)
	case passengerClass:
		l.add("timetable", true, true, "passenger ships slow down to keep to their timetable")
	case pleasureClass:
		l.add("pleasure", true, true, "sailing ships and pleasure craft go as the wind does")
	}
}

// pilot asks whether the ship waits for a pilot.
func (s *shard) pilot(v *ship, at int32, l *doubts) {
	const takes = 45 // minutes
	a := s.sea.in(PilotArea, v.last.point())
	if a == nil {
		a = s.sea.in(PilotArea, geoPoint(v.step.lat, v.step.lon))
	}
	if a == nil {
		l.add("pilot", true, false, "no pilot station near")
		return
	}
	l.add("pilot", true, at-v.step.onset <= takes, "near the pilot station %s for %d minutes", a.Name, at-v.step.onset)
}

// lane says whether the ship is in a traffic scheme. That alone explains nothing: see the pattern.
func (s *shard) lane(v *ship, l *doubts) {
	if a := s.sea.in(LaneArea, v.last.point()); a != nil {
		l.add("lane", true, false, "it is in the traffic scheme %s; see whether others slow down there", a.Name)
	}
	if a := s.sea.in(FishingArea, v.last.point()); a != nil {
		l.add("ground", true, false, "it is on the fishing ground %s", a.Name)
	}
}

// pattern asks whether others lose speed at the same place, or the ship itself has done so before.
func (s *shard) pattern(v *ship, l *doubts) {
	const days, earlier = 28 * 24 * 60, 6 * 60
	t, p := &v.step, s.params
	h := custom(s.common.slows, t.lat, t.lon, v.mmsi, t.onset-days, t.onset-earlier)
	many := float64(h.others) >= p.PatternShips && h.share >= p.PatternShare
	switch {
	case h.self:
		l.add("habit", true, true, "it has lost speed at this place before")
	case many:
		l.add("pattern", true, true, "%d other ships lost speed at this place, %.0f %% of those that came there", h.others, 100*h.share)
	default:
		l.add("pattern", h.share > 0 || h.others > 0, false, "%d other ships lost speed at this place", h.others)
	}
}

// weather asks whether others around are slower than usual too: a storm, fog or ice slows many.
func (s *shard) weather(v *ship, l *doubts) {
	const each = 15 // minutes that a ship is counted for, at the least
	all, slow := s.common.fleet(v.step.lat, v.step.lon)
	if v.step.phase != cruising { // it is one of them
		own := min(all, slow, 2*paceSlot)
		all, slow = all-own, slow-own
	}
	ships, share := float64(all)/each, 0.0
	if all > 0 {
		share = float64(slow) / float64(all)
	}
	known := ships >= s.params.WeatherShips
	holds := known && share >= s.params.WeatherShare
	if known && v.step.phase != cruising { // what slowed the others when it lost speed explains it when they have theirs back, too
		v.step.shared = max(v.step.shared, share)
		share, holds = v.step.shared, v.step.shared >= s.params.WeatherShare
	}
	l.add("weather", known, holds, "%.0f %% of the other ships around were slower than usual", 100*share)
}

// reception asks whether the reports can be trusted.
func (s *shard) reception(v *ship, l *doubts) {
	strange, n := 0, min(v.minutes.len(), 30)
	for k := range n {
		if v.minutes.last(k).strange() {
			strange++
		}
	}
	l.add("reception", true, 3*strange > n, "%d of its last %d minutes have speeds that do not fit the way it made", strange, n)
}

// heading returns the direction in which the ship goes, in degrees.
func (s *ship) heading(at int32) float64 {
	if w := s.minutes.over(at-9, at); w.n > 0 {
		return w.course
	}
	return math.Mod(float64(s.last.course)/10, 360)
}
