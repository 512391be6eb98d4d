package watchtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"entente/geo"
	"entente/watch"
	"entente/watch/ais"
)

var start = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// A Fleet is ships that go straight on, each on its own course, and report every ten seconds.
type Fleet struct {
	now   int64
	next  int
	ships []sailor
	water geo.Box
}

// Waters in which ships go and lines lie.
var (
	Baltic = geo.Box{West: 2, South: 53, East: 30, North: 65}
	World  = geo.Box{West: -179, South: -60, East: 179, North: 70}
)

// anywhere returns a place in a water.
func anywhere(r *rand.Rand, b geo.Box) geo.Point {
	return geo.Point{Lon: b.West + (b.East-b.West)*r.Float64(), Lat: b.South + (b.North-b.South)*r.Float64()}
}

// typical is as long as sentences with their times are.
var typical = []byte(`\c:1893456000*5A\!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24`)

type sailor struct {
	mmsi          uint32
	lat, lon      float64 // degrees
	dlat, dlon    float64 // in ten seconds
	speed, course uint16
	drags         bool
}

// Drag lets every n-th ship lose a third of its speed and yaw from now on, as if it dragged its anchor.
func (f *Fleet) Drag(n int) {
	const left = 0.65
	for i := 0; i < len(f.ships); i += n {
		s := &f.ships[i]
		s.dlat, s.dlon, s.speed, s.drags = left*s.dlat, left*s.dlon, uint16(left*float64(s.speed)), true
	}
}

// NewFleet returns n ships somewhere on a water.
func NewFleet(n int, water geo.Box) *Fleet {
	r := rand.New(rand.NewPCG(1, 2))
	f := &Fleet{now: start.UnixMilli(), water: water}
	for i := range n {
		at, course, speed := anywhere(r, water), 360*r.Float64(), 4+14*r.Float64()
		way := speed * 1852 / 3600 * 10 / 111_195 // degrees in ten seconds
		f.ships = append(f.ships, sailor{
			mmsi: 201_000_000 + uint32(i)*7919, lat: at.Lat, lon: at.Lon, speed: uint16(10 * speed), course: uint16(10 * course),
			dlat: way * math.Cos(course*math.Pi/180), dlon: way * math.Sin(course*math.Pi/180) / math.Cos(at.Lat*math.Pi/180),
		})
	}
	return f
}

// Next gives the next report: all ships in turn within ten seconds.
func (f *Fleet) Next(r *watch.Report) bool {
	s := &f.ships[f.next]
	if s.lat += s.dlat; s.lat > f.water.North || s.lat < f.water.South {
		s.dlat, s.course = -s.dlat, (5400-s.course)%3600
	}
	if s.lon += s.dlon; s.lon > f.water.East || s.lon < f.water.West {
		s.dlon, s.course = -s.dlon, (3600-s.course)%3600
	}
	*r = watch.Report{Time: f.now + 10_000*int64(f.next)/int64(len(f.ships)), MMSI: s.mmsi, Station: watch.ClassA, Position: ais.Position{
		Lat: int32(s.lat * 600_000), Lon: int32(s.lon * 600_000), Speed: s.speed, Course: s.course, Heading: s.course / 10,
		Turn: ais.NoTurn, Altitude: ais.NoAltitude, Second: 30,
	}, Raw: typical}
	if s.drags {
		const period, most = 240_000, 30 // milliseconds, 1/10 degree
		yaw := most * math.Sin(2*math.Pi*float64(f.now%period)/period)
		r.Course = uint16(float64(s.course)+yaw+3600) % 3600
	}
	if f.next++; f.next == len(f.ships) {
		f.next, f.now = 0, f.now+10_000
	}
	return true
}

// Sentence appends the report as one of type 1 (ITU-R M.1371-5 annex 8, 3.1) behind a tag block with its time.
func Sentence(b []byte, r *watch.Report) []byte {
	var bits [168]byte
	put := func(at, n int, v int64) {
		for i := range n {
			bits[at+i] = byte(v >> (n - 1 - i) & 1)
		}
	}
	put(0, 6, 1)
	put(8, 30, int64(r.MMSI))
	put(38, 4, int64(r.Status))
	put(42, 8, int64(r.Turn))
	put(50, 10, int64(r.Speed))
	put(61, 28, int64(r.Lon))
	put(89, 27, int64(r.Lat))
	put(116, 12, int64(r.Course))
	put(128, 9, int64(r.Heading))
	put(137, 6, int64(r.Second))
	tag := fmt.Appendf(nil, "c:%d", r.Time/1000)
	b = fmt.Appendf(b, "\\%s*%02X\\", tag, sum(tag))
	body := []byte("AIVDM,1,1,,A,")
	for i := 0; i < 168; i += 6 {
		v := byte(0)
		for _, bit := range bits[i : i+6] {
			v = v<<1 | bit
		}
		if v += 48; v > 87 {
			v += 8
		}
		body = append(body, v)
	}
	body = append(body, ",0"...)
	return fmt.Appendf(b, "!%s*%02X\n", body, sum(body))
}

func sum(b []byte) (s byte) {
	for _, c := range b {
		s ^= c
	}
	return s
}

// Lines are many corridors with many segments in all, spread over a water.
func Lines(n, segments int, water geo.Box) []watch.Asset {
	r := rand.New(rand.NewPCG(3, 4))
	var all []watch.Asset
	for i := range n {
		p, course := anywhere(r, water), 360*r.Float64()
		l := geo.Line{p}
		for range max(1, segments/n) {
			course += 20*r.Float64() - 10
			if p = p.Destination(course, 2000); p.Lat > water.North || p.Lat < water.South {
				course += 180
			}
			l = append(l, p)
		}
		all = append(all, watch.Asset{ID: fmt.Sprint("line-", i), Name: fmt.Sprint("Line ", i), Kind: watch.TelecomCable, Corridor: 500, Exercise: true, Lines: []geo.Line{l}})
	}
	return all
}

// Log returns the next n reports as sentences, one on each line.
func (f *Fleet) Log(n int) []byte {
	b := make([]byte, 0, 70*n)
	var r watch.Report
	for range n {
		f.Next(&r)
		b = Sentence(b, &r)
	}
	return b
}
