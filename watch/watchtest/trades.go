package watchtest

import (
	"math"

	"entente/watch"
)

// trades are the kinds of ships, and their shares. What is left over goes to the last.
var trades = []trade{
	{"ferry", 60, 17, 23, 150, beginFerry, 0.08},
	{"cargo", 70, 9, 15, 110, beginVoyage, 0.33},
	{"tanker", 80, 9.5, 14, 150, beginVoyage, 0.16},
	{"fisher", 30, 8, 10, 22, beginFishing, 0.12},
	{"tow", 52, 5, 7, 30, beginVoyage, 0.03},
	{"surveyor", 90, 9, 11, 60, beginSurvey, 0.02},
	{"dredger", 33, 7, 9, 70, beginSurvey, 0.02},
	{"at anchor", 70, 9, 13, 110, beginAnchor, 0.08},
	{"drifter", 80, 10, 13, 150, beginDrift, 0.04},
	{"pilot boat", 50, 16, 24, 15, beginDash, 0.04},
	{"yacht", 36, 4, 7, 12, beginYacht, 0.08},
}

// start puts a ship somewhere on a new route.
func (s *ship) start(route []place) {
	s.route, s.leg = route, 1
	s.lat, s.lon = route[0].lat, route[0].lon
	s.speed, s.want, s.rate = s.service, s.service, 0.6
}

// somewhere moves a ship to a random place on its route, so that not all begin in port.
func (s *ship) somewhere() {
	s.leg = 1 + s.rng.IntN(len(s.route)-1)
	a, b, part := s.route[s.leg-1], s.route[s.leg], s.rng.Float64()
	s.lat, s.lon = a.lat+(b.lat-a.lat)*part, a.lon+(b.lon-a.lon)*part
}

// Ferries go to and fro, and slow down in two steps before they come in.

func beginFerry(s *ship) {
	a := ferryLines[s.rng.IntN(len(ferryLines))]
	s.start(s.spread([]place{ports[a[0]], ports[a[1]]}, 0.02))
	s.somewhere()
	s.state = ferry
}

func ferry(s *ship, now int64) {
	arrived := s.steer()
	switch left := s.left(); {
	case arrived:
		s.note("ferry in port")
		s.want, s.speed, s.status = 0, 0, 5
		if s.stale {
			s.status = 0
		}
		s.until, s.state = s.minutes(now, 30, 120), func(s *ship, now int64) {
			if now >= s.until {
				s.route[0], s.route[1], s.leg = s.route[1], s.route[0], 1
				s.want, s.rate, s.status, s.state = s.service, 1, 0, ferry
			}
		}
	case left < 3:
		s.want, s.rate = 7, 1
	case left < 9:
		if s.want > 12 {
			s.note("ferry slows for port")
		}
		s.want, s.rate = min(s.service, 12), 1.2
	default:
		s.want, s.rate = s.service, 0.8
	}
}

// Cargo ships, tankers and tows follow lanes, and much happens to them.

func beginVoyage(s *ship) {
	s.start(s.spread(lanes[s.rng.IntN(len(lanes))], 0.06))
	if s.chance(0.5) {
		for i, j := 0, len(s.route)-1; i < j; i, j = i+1, j-1 {
			s.route[i], s.route[j] = s.route[j], s.route[i]
		}
	}
	s.somewhere()
	s.state = sail
}

// spread moves a route sideways: no two ships keep the same line.
func (s *ship) spread(route []place, by float64) []place {
	dx, dy := s.between(-by, by), s.between(-by/2, by/2)
	var all []place
	for _, p := range route {
		all = append(all, place{p.lat + dy + s.between(-by, by)/8, p.lon + dx + s.between(-by, by)/8})
	}
	return all
}

// sail is the usual way of a ship on a voyage. Something new happens to it about every eight hours.
func sail(s *ship, now int64) {
	s.turn = 0
	s.want, s.rate, s.status = s.service, 0.3, 0
	region := regionOf(s.lat, s.lon)
	if rough := roughness(region, now); rough > 1 { // wind and sea take some of it, slowly
		s.want, s.rate = s.service*(1-0.16*(rough-1)), 0.02
	}
	if happens(region, now, 180, 'f', 60) { // fog
		s.want, s.rate = min(s.service, 7), 0.8
	}
	if s.steer() {
		arrive(s, now)
		return
	}
	if s.until > now {
		return
	}
	s.until = s.minutes(now, 240, 720)
	s.pick()(s, now)
}

// during lets a ship do something until a time, and then go on.
func (s *ship) during(what string, until int64, do func(*ship, int64)) {
	s.note(what)
	next := s.until
	s.state = func(s *ship, now int64) {
		if now >= until || s.steer() {
			s.until, s.state = next, sail
			return
		}
		do(s, now)
	}
}

// events are what may happen to a ship on a voyage.
func events() []func(*ship, int64) {
	return []func(*ship, int64){
		func(s *ship, now int64) { // ordered to arrive later
			to, rate := s.service-s.between(1, 3), s.between(0.2, 0.8)
			s.during("ordered to slow down", s.minutes(now, 120, 600), func(s *ship, _ int64) { s.want, s.rate = to, rate })
		},
		func(s *ship, now int64) { // gives way by a turn
			turn := s.between(20, 45)
			s.during("gives way by turning", s.minutes(now, 4, 9), func(s *ship, _ int64) { s.turn = turn })
		},
		func(s *ship, now int64) { // gives way by going slower
			to := s.service * s.between(0.6, 0.85)
			s.during("gives way by slowing", s.minutes(now, 5, 14), func(s *ship, _ int64) { s.want, s.rate = to, 0.8 })
		},
		func(s *ship, now int64) { // a fault of the engine: stops, drifts, goes on
			drift := s.between(0.3, 1.2)
			s.during("engine trouble", s.minutes(now, 50, 240), func(s *ship, _ int64) { s.want, s.rate, s.status = drift, 0.5, s.status|2 })
		},
		func(s *ship, now int64) { // one cylinder less
			to := s.service * s.between(0.65, 0.85)
			s.during("goes slower for a fault", s.minutes(now, 60, 300), func(s *ship, _ int64) { s.want, s.rate = to, s.between(0.3, 1) })
		},
		func(s *ship, now int64) { // takes a pilot, in the open
			s.during("takes a pilot", s.minutes(now, 15, 35), func(s *ship, _ int64) { s.want, s.rate = 6.5, 0.8 })
		},
		func(s *ship, now int64) { // heavy weather routine: heads up into the sea
			turn, to := s.between(-30, 30), s.service*s.between(0.6, 0.8)
			s.during("heads into the sea", s.minutes(now, 60, 240), func(s *ship, _ int64) { s.turn, s.want, s.rate = turn, to, 0.1 })
		},
		func(s *ship, now int64) { s.note("nothing") },
	}
}

// pick chooses what happens to a ship next. Faults of engines are rare: most ships have none in a month.
func (s *ship) pick() func(*ship, int64) {
	at, events := s.rng.Float64(), events()
	for i, share := range []float64{0.10, 0.14, 0.12, 0.008, 0.008, 0.03, 0.03} {
		if at < share {
			return events[i]
		}
		at -= share
	}
	return events[len(events)-1]
}

// arrive waits at the end of a route, as if in port, and takes another from there.
func arrive(s *ship, now int64) {
	s.note("arrives")
	s.want, s.speed, s.status = 0, 0, 5
	until := s.minutes(now, 240, 1800)
	s.state = func(s *ship, now int64) {
		if now < until {
			return
		}
		for i, j := 0, len(s.route)-1; i < j; i, j = i+1, j-1 {
			s.route[i], s.route[j] = s.route[j], s.route[i]
		}
		s.leg, s.status, s.until, s.state = 1, 0, s.minutes(now, 60, 400), sail
	}
}

// Fishers tow at three to five knots, to and fro over whatever lies there, and steam between grounds.

func beginFishing(s *ship) {
	g := grounds[s.rng.IntN(len(grounds))]
	s.route = []place{{g.lat + s.between(-0.25, 0.25), g.lon + s.between(-0.4, 0.4)}}
	s.lat, s.lon = s.route[0].lat, s.route[0].lon
	if s.static.ToBow < 20 && s.chance(0.6) {
		s.station = watch.ClassB
	}
	s.speed, s.rate = 4, 0.8
	s.state = fish
}

func fish(s *ship, now int64) {
	if now < s.until {
		return
	}
	switch far, course := s.toward(s.route[0]); {
	case far > 0.25:
		s.note("steams back to the ground")
		s.want, s.course, s.status = s.service, course, 0
		s.until = s.minutes(now, 20, 60)
	case s.chance(0.1):
		s.note("hauls")
		s.want, s.until = s.between(0.3, 1.2), s.minutes(now, 20, 60)
	default:
		s.note("tows a net")
		s.want, s.until = s.between(2.6, 4.8), s.minutes(now, 30, 180)
		s.course = math.Mod(s.course+s.between(60, 300), 360)
		if s.status = 7; s.stale || s.chance(0.2) {
			s.status = 0
		}
	}
}

// Surveyors and dredgers go up and down on parallel lines.

func beginSurvey(s *ship) {
	beginFishing(s)
	s.station = watch.ClassA
	s.course, s.speed = 360*s.rng.Float64(), 4
	s.state = survey
}

func survey(s *ship, now int64) {
	if now < s.until {
		return
	}
	s.note("begins a line")
	s.want, s.until, s.status = s.between(3.5, 4.5), s.minutes(now, 50, 70), 3
	s.course = math.Mod(s.course+180+s.between(-3, 3), 360)
	if s.stale {
		s.status = 0
	}
}

// Ships at anchor swing; some drag a little and heave up.

func beginAnchor(s *ship) {
	a := anchorages[s.rng.IntN(len(anchorages))]
	s.route = []place{{a.lat + s.between(-0.03, 0.03), a.lon + s.between(-0.06, 0.06)}}
	s.state = swing
}

func swing(s *ship, now int64) {
	const radius = 0.0018 // degrees, 200 m
	a := &s.route[0]
	wind := float64(now)/3.6e6/7 + float64(s.mmsi)
	around := 2*math.Sin(wind) + 0.3*math.Sin(float64(now)/4e5)
	s.status, s.want, s.speed, s.rate = 1, 0.1, 0.1, 1
	if s.stale {
		s.status = 0
	}
	s.course = math.Mod(around*180/math.Pi+720, 360)
	s.lat = a.lat + radius*math.Cos(around)
	s.lon = a.lon + radius*math.Sin(around)/math.Cos(a.lat*math.Pi/180)
	if s.until == 0 {
		s.until = s.minutes(now, 600, 4000)
	}
	if now < s.until {
		return
	}
	s.until = s.minutes(now, 600, 4000)
	if s.chance(0.15) {
		s.note("drags a little, in the anchorage")
		a.lat, a.lon = a.lat+s.between(-0.003, 0.003), a.lon+s.between(-0.006, 0.006)
	}
}

// toward returns how far away a place is, in degrees of latitude, and on which course.
func (s *ship) toward(p place) (far, course float64) {
	x, y := (p.lon-s.lon)*math.Cos(s.lat*math.Pi/180), p.lat-s.lat
	return math.Hypot(x, y), math.Mod(math.Atan2(x, y)*180/math.Pi+360, 360)
}

// Drifters wait for orders off a port: they drift for hours, and go back.

func beginDrift(s *ship) {
	beginFishing(s)
	s.station = watch.ClassA
	s.state = drift
}

func drift(s *ship, now int64) {
	if now < s.until {
		return
	}
	if far, course := s.toward(s.route[0]); far > 0.12 {
		s.note("goes back to where it waits")
		s.want, s.rate, s.status = s.between(5, s.service), 0.5, 0
		s.course, s.until = course, now+int64(far*60/s.want*3_600_000)
		return
	}
	s.note("drifts")
	s.want, s.rate, s.course = s.between(0.3, 1.6), 0.5, 360*s.rng.Float64()
	s.until = s.minutes(now, 120, 420)
}

// Pilot boats and rescue boats lie in port, dash out and come back.

func beginDash(s *ship) {
	p := ports[s.rng.IntN(len(ports))]
	s.route = []place{p, {p.lat + s.between(-0.12, 0.12), p.lon + s.between(-0.2, 0.2)}}
	s.lat, s.lon, s.leg = p.lat, p.lon, 0
	s.state = dash
}

func dash(s *ship, now int64) {
	switch {
	case now < s.until:
	case s.want == 0:
		s.note("dashes out")
		s.leg, s.want, s.rate, s.status = 1, s.service, 3, 0
	case s.steer():
		s.route[0], s.route[1], s.leg = s.route[1], s.route[0], 1
		if s.until = s.minutes(now, 3, 15); s.chance(0.5) { // home
			s.want, s.speed, s.status = 0, 0, 5
			s.until = s.minutes(now, 60, 400)
		}
	}
}

// Yachts sail, with the wind.

func beginYacht(s *ship) {
	beginFishing(s)
	s.station = watch.ClassB
	s.state = yacht
}

func yacht(s *ship, now int64) {
	if now < s.until {
		return
	}
	s.note("goes about")
	home := s.route[0]
	x, y := (home.lon-s.lon)*math.Cos(s.lat*math.Pi/180), home.lat-s.lat
	s.want, s.rate, s.course, s.status = s.between(3, s.service), 0.5, math.Mod(s.course+s.between(70, 110), 360), 8
	if math.Hypot(x, y) > 0.3 {
		s.course = math.Mod(math.Atan2(x, y)*180/math.Pi+s.between(-40, 40)+360, 360)
	}
	s.until = s.minutes(now, 20, 120)
}
