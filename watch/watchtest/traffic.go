// Package watchtest makes traffic of ships that do nothing wrong, and is hard to tell from traffic that does: it is for tests and
// benchmarks. All of it is invented.
package watchtest

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"entente/watch"
	"entente/watch/ais"
	"entente/watch/feed"
)

// A Traffic is what to make. The same traffic is made of the same values.
type Traffic struct {
	Seed  uint64
	Ships int
	Days  float64
	Start time.Time
	Every time.Duration // between two reports of a ship under way; 0 for ten seconds. One at anchor reports every three minutes.
}

// A Player makes the reports of a traffic, in order of time. It implements [feed.Reader].
type Player struct {
	t          Traffic
	ships      []*ship
	next       int
	tick, last int64 // Unix milliseconds
	again      *watch.Report
	count      feed.Count
	held       watch.Report
}

// Play returns a player at the beginning.
func (t Traffic) Play() *Player {
	t.Every = cmp.Or(t.Every, 10*time.Second)
	p := &Player{t: t, tick: t.Start.UnixMilli()}
	p.last = p.tick + int64(t.Days*24*3600*1000)
	for i := range t.Ships {
		p.ships = append(p.ships, newShip(t, i))
	}
	slices.SortFunc(p.ships, func(a, b *ship) int { return cmp.Or(cmp.Compare(a.phase, b.phase), cmp.Compare(a.mmsi, b.mmsi)) })
	return p
}

// Next implements [feed.Reader].
func (p *Player) Next(r *watch.Report) bool {
	if p.again != nil {
		*r, p.again = *p.again, nil
		p.count.Rows, p.count.Yielded = p.count.Rows+1, p.count.Yielded+1
		return true
	}
	every := p.t.Every.Milliseconds()
	for p.tick < p.last {
		for p.next < len(p.ships) {
			s := p.ships[p.next]
			p.next++
			now := p.tick + int64(s.phase*float64(every))
			s.step(now, p.t.Every.Minutes())
			if !s.report(r, now) {
				continue
			}
			if s.twice && s.rng.IntN(4) == 0 { // a second receiver
				p.held = *r
				p.again = &p.held
			}
			p.count.Rows, p.count.Yielded = p.count.Rows+1, p.count.Yielded+1
			return true
		}
		p.next, p.tick = 0, p.tick+every
	}
	return false
}

// Err implements [feed.Reader].
func (p *Player) Err() error { return nil }

// Count implements [feed.Reader].
func (p *Player) Count() feed.Count { return p.count }

// Behaviours returns how often ships began to do what, by name.
func (p *Player) Behaviours() map[string]int {
	all := make(map[string]int)
	for _, s := range p.ships {
		for name, n := range s.did {
			all[name] += n
		}
	}
	return all
}

// A ship makes its way, and what it does on it.
type ship struct {
	trade
	rng     *rand.Rand
	mmsi    uint32
	phase   float64 // of the time between two reports
	static  ais.Static
	station watch.Station
	status  uint8
	lat     float64 // degrees
	lon     float64
	speed   float64 // knots
	course  float64 // degrees
	want    float64 // knots
	rate    float64 // knots a minute by which it comes to that
	service float64 // knots: what it goes by itself

	route []place
	leg   int
	state func(*ship, int64) // what it is doing
	until int64              // and until when
	turn  float64            // degrees off its way

	yaw, yawPeriod   float64
	noHeading, twice bool
	weak             bool
	stale            bool // its status is left over
	silentUntil      int64
	told             int64 // when the particulars were sent
	heard            int64
	did              map[string]int
}

// A trade is what a ship is for.
type trade struct {
	name             string
	kind             uint8 // of ship, ITU-R M.1371-5
	slowest, fastest float64
	length           uint16
	begin            func(*ship)
	share            float64
}

// note counts what a ship begins to do.
func (s *ship) note(what string) {
	if s.did == nil {
		s.did = make(map[string]int)
	}
	s.did[what]++
}

func newShip(t Traffic, i int) *ship {
	s := &ship{rng: rand.New(rand.NewPCG(t.Seed, uint64(i))), mmsi: 205_000_000 + uint32(i)*104_729%550_000_000, station: watch.ClassA}
	s.phase = s.rng.Float64()
	pick := s.rng.Float64()
	for _, tr := range trades {
		if s.trade = tr; pick < tr.share {
			break
		}
		pick -= tr.share
	}
	s.service = s.slowest + (s.fastest-s.slowest)*s.rng.Float64()
	s.noHeading, s.twice, s.weak, s.stale = s.chance(0.1), s.chance(0.3), s.chance(0.05), s.chance(0.04)
	s.yaw, s.yawPeriod = 2.5*s.rng.Float64()*s.rng.Float64(), 60+240*s.rng.Float64()
	s.particulars(i)
	s.begin(s)
	return s
}

func (s *ship) chance(p float64) bool { return s.rng.Float64() < p }

// between returns a number from lo to hi.
func (s *ship) between(lo, hi float64) float64 { return lo + (hi-lo)*s.rng.Float64() }

// particulars are right for most.
func (s *ship) particulars(i int) {
	st := &s.static
	copy(st.Name[:], "EXERCISE "+letters(i))
	copy(st.Callsign[:], letters(i*7))
	st.ShipType, st.Draught = s.kind, uint8(s.between(20, 120))
	length := s.length + uint16(s.between(0, float64(s.length)/2))
	st.ToBow, st.ToStern, st.ToPort, st.ToStarboard = length-length/4, length/4, uint8(length/14), uint8(length/14)
	switch {
	case s.chance(0.04): // never set
		st.ShipType, st.ToBow, st.ToStern, st.ToPort, st.ToStarboard = 0, 0, 0, 0, 0
	case s.kind == 30 && s.chance(0.25):
		st.ShipType = []uint8{0, 37, 90}[s.rng.IntN(3)]
	}
}

func letters(n int) string {
	var b []byte
	for range 6 {
		b, n = append(b, byte('A'+n%26)), n/26
	}
	return string(b)
}

// minutes is so many minutes from now, in a range.
func (s *ship) minutes(now int64, lo, hi float64) int64 { return now + int64(s.between(lo, hi)*60_000) }

// step moves the ship on.
func (s *ship) step(now int64, minutes float64) {
	s.state(s, now)
	if change := s.rate * minutes; math.Abs(s.want-s.speed) <= change {
		s.speed = s.want
	} else if s.want > s.speed {
		s.speed += change
	} else {
		s.speed -= change
	}
	way := s.speed * minutes / 60 / 60 // degrees of latitude
	angle := s.course * math.Pi / 180
	s.lat += way * math.Cos(angle)
	s.lon += way * math.Sin(angle) / max(0.2, math.Cos(s.lat*math.Pi/180))
}

// steer sets the course to the next place of the route, and reports whether the ship has come to the last.
func (s *ship) steer() (arrived bool) {
	for {
		to := s.route[s.leg]
		x, y := (to.lon-s.lon)*math.Cos(s.lat*math.Pi/180), to.lat-s.lat
		near := 0.012
		if math.Hypot(x, y) > near {
			s.course = math.Mod(math.Atan2(x, y)*180/math.Pi+s.turn+360, 360)
			return false
		}
		if s.leg+1 == len(s.route) {
			return true
		}
		s.leg++
	}
}

// left returns how far the end of the route is, in nautical miles as the crow flies.
func (s *ship) left() float64 {
	to := s.route[len(s.route)-1]
	return 60 * math.Hypot((to.lon-s.lon)*math.Cos(s.lat*math.Pi/180), to.lat-s.lat)
}

// report fills in what is heard of the ship, if anything is.
func (s *ship) report(r *watch.Report, now int64) bool {
	still := s.speed < 0.5 && (s.status == 1 || s.status == 5)
	if still && now-s.heard < 175_000 || now < s.silentUntil {
		return false
	}
	region := regionOf(s.lat, s.lon)
	if happens(region, now, 60, 'd', 80) { // nobody hears this region for an hour
		return false
	}
	if s.weak {
		if s.chance(0.4) {
			return false
		}
		if s.chance(0.002) {
			s.silentUntil = s.minutes(now, 8, 40)
		}
	}
	s.heard = now
	lat, lon := s.lat+s.rng.NormFloat64()*6e-5, s.lon+s.rng.NormFloat64()*1e-4
	if jammed := region%5 == 3 && happens(region, now, 90, 'j', 40); jammed {
		s.note("jammed")
		around := float64(now%1_800_000) / 1_800_000 * 2 * math.Pi
		lat, lon = 59.0+float64(region%7)*0.2+0.05*math.Sin(around), 29+0.1*math.Cos(around)
	}
	sea := 0.3 + roughness(region, now)
	swing := s.yaw * sea * math.Sin(2*math.Pi*float64(now/1000)/s.yawPeriod)
	course := math.Mod(s.course+swing+s.rng.NormFloat64()*min(20, 2/max(0.1, s.speed))+360, 360)
	*r = watch.Report{Time: now, MMSI: s.mmsi, Station: s.station, Position: ais.Position{
		Lat: int32(lat * 600_000), Lon: int32(lon * 600_000), Speed: uint16(10*max(0, s.speed+s.rng.NormFloat64()*0.08) + 0.5),
		Course: uint16(course*10) % 3600, Heading: uint16(math.Mod(s.course+swing*0.8+360, 360)), Turn: ais.NoTurn, Status: s.status,
		Second: uint8(now / 1000 % 60), Altitude: ais.NoAltitude,
	}}
	if s.noHeading {
		r.Heading = ais.NoHeading
	}
	if s.station == watch.ClassB {
		r.Status = ais.NoStatus
	}
	if now-s.told > 6*60_000 {
		s.told = now
		r.Static, r.Names = &s.static, watch.NamesAll
	}
	return true
}

// regionOf numbers parts of the sea in which weather and reception are shared: two degrees by one.
func regionOf(lat, lon float64) int { return int(lat)*40 + int(lon/2) }

// happens says whether something goes on in a region for a time of so many minutes: in one of n times, by chance.
func happens(region int, now int64, minutes int64, what byte, n uint64) bool {
	slot := uint64(now / (minutes * 60_000))
	h := (slot*0x9E3779B97F4A7C15 ^ uint64(region)*0xC2B2AE3D27D4EB4F ^ uint64(what)*0x165667B19E3779F9)
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	h ^= h >> 32
	return h%n == 0
}

// roughness is the state of the sea in a region, from 0 to about 2; it changes over hours.
func roughness(region int, now int64) float64 {
	t := float64(now) / 3.6e6 // hours
	return max(0, 0.6+0.7*math.Sin(t/17+float64(region))+0.6*math.Sin(t/41+float64(region)*1.7))
}
