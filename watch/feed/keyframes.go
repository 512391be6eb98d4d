package feed

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"entente"
	"entente/geo"
	"entente/watch"
	"entente/watch/ais"
)

// A Script is a reconstruction of an incident: ships, and where they were at some times. What is between is filled in, so that
// the reports of a script are synthetic, whatever it rests on.
type Script struct {
	Title   string   `json:"title"`
	About   []uint32 `json:"about"` // MMSI of the ships that the incident is about; [] for none
	Vessels []Vessel `json:"vessels"`
}

// Subjects returns the ships that the incident is about: those that it names, or the first vessel when it says nothing of that.
func (s Script) Subjects() []uint32 {
	if s.About != nil {
		return s.About
	}
	return []uint32{s.Vessels[0].MMSI}
}

// A Vessel is a ship of a script.
type Vessel struct {
	MMSI        uint32     `json:"mmsi"`
	Name        string     `json:"name"`
	IMO         uint32     `json:"imo"`
	Callsign    string     `json:"callsign"`
	Type        uint8      `json:"shiptype"`
	Bow         uint16     `json:"bow"` // metres from the antenna, and so on
	Stern       uint16     `json:"stern"`
	Port        uint8      `json:"port"`
	Starboard   uint8      `json:"starboard"`
	Draught     float64    `json:"draught"` // metres
	Destination string     `json:"destination"`
	Waypoints   []Waypoint `json:"waypoints"` // in order of time
}

// A Waypoint is where a ship was at a time.
type Waypoint struct {
	Time   time.Time `json:"t"`
	Lat    float64   `json:"lat"`
	Lon    float64   `json:"lon"`
	Speed  float64   `json:"sog"`    // knots
	Status *uint8    `json:"status"` // from here on
	Yaw    *float64  `json:"yaw"`    // degrees to either side by which course and heading weave from here on
	Silent bool      `json:"silent"` // no reports from here to the next
	Note   string    `json:"note"`
}

// ParseScript parses the JSON form of a script and checks it.
func ParseScript(b []byte) (Script, error) {
	var s Script
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&s); err != nil {
		return s, fmt.Errorf("keyframes: %w: %w", err, entente.ErrInvalid)
	}
	if len(s.Vessels) == 0 {
		return s, fmt.Errorf(`keyframes without vessels: want {"title": "…", "vessels": […]}: %w`, entente.ErrInvalid)
	}
	for i := range s.Vessels {
		if err := s.Vessels[i].check(); err != nil {
			return s, fmt.Errorf("keyframes: vessel %d (%q): %w: %w", i+1, s.Vessels[i].Name, err, entente.ErrInvalid)
		}
	}
	return s, nil
}

func (v *Vessel) check() error {
	if v.MMSI < 100_000_000 || v.MMSI > 999_999_999 {
		return fmt.Errorf("mmsi %d: want nine digits", v.MMSI)
	}
	if len(v.Waypoints) == 0 {
		return fmt.Errorf("no waypoints")
	}
	for i, w := range v.Waypoints {
		switch err := w.point().Check(); {
		case err != nil:
			return fmt.Errorf("waypoint %d: %w", i+1, err)
		case w.Time.IsZero() || i > 0 && !w.Time.After(v.Waypoints[i-1].Time):
			return fmt.Errorf("waypoint %d: time %s: want one after that of the waypoint before", i+1, w.Time.Format(time.RFC3339))
		case !(w.Speed >= 0 && w.Speed <= 102):
			return fmt.Errorf("waypoint %d: sog %v: want 0 to 102 knots", i+1, w.Speed)
		case i > 0 && w.Time.Sub(v.Waypoints[i-1].Time) > 31*24*time.Hour:
			return fmt.Errorf("waypoint %d: more than a month after the one before", i+1)
		}
	}
	return nil
}

func (w *Waypoint) point() geo.Point { return geo.Point{Lon: w.Lon, Lat: w.Lat} }

// A Player yields the reports of a script, in order of time, as class A stations would send them (ITU-R M.1371-5, annex 1,
// table 1; the particulars every six minutes).
type Player struct {
	actors []*actor
	count  Count
}

// An actor is a vessel of a script that plays.
type actor struct {
	vessel *Vessel
	static ais.Static
	next   time.Time
	leg    int // from waypoint leg to leg+1
	status uint8
	yaw    float64
	told   time.Time // when the particulars were sent last
}

// Play returns a reader of the reports of a script.
func (s Script) Play() *Player {
	p := &Player{}
	for i := range s.Vessels {
		v := &s.Vessels[i]
		a := &actor{vessel: v, next: v.Waypoints[0].Time, status: ais.NoStatus}
		copy(a.static.Name[:], v.Name)
		copy(a.static.Callsign[:], v.Callsign)
		copy(a.static.Destination[:], v.Destination)
		a.static.IMO, a.static.ShipType, a.static.Draught = v.IMO, v.Type, uint8(math.Round(10*v.Draught))
		a.static.ToBow, a.static.ToStern, a.static.ToPort, a.static.ToStarboard = v.Bow, v.Stern, v.Port, v.Starboard
		a.enter(0)
		p.actors = append(p.actors, a)
	}
	return p
}

// enter begins a leg.
func (a *actor) enter(leg int) {
	w := &a.vessel.Waypoints[leg]
	a.leg = leg
	if w.Status != nil {
		a.status = *w.Status
	}
	if w.Yaw != nil {
		a.yaw = *w.Yaw
	}
}

// Next implements [Reader].
func (p *Player) Next(r *watch.Report) bool {
	for len(p.actors) > 0 {
		i := 0
		for k, a := range p.actors {
			if a.next.Before(p.actors[i].next) {
				i = k
			}
		}
		a := p.actors[i]
		if !a.catchUp() {
			p.actors = slices.Delete(p.actors, i, i+1)
			continue
		}
		a.report(r)
		p.count.Rows++
		p.count.Yielded++
		return true
	}
	return false
}

// catchUp moves on to the leg of the next report, and past legs on which the ship is silent. It returns false at the end.
func (a *actor) catchUp() bool {
	all := a.vessel.Waypoints
	for a.leg+1 < len(all) && !a.next.Before(all[a.leg+1].Time) {
		a.enter(a.leg + 1)
	}
	for a.leg+1 < len(all) && all[a.leg].Silent {
		a.next = all[a.leg+1].Time
		a.enter(a.leg + 1)
	}
	return a.leg+1 < len(all) || a.next.Equal(all[a.leg].Time)
}

// report fills in the next report and moves on.
func (a *actor) report(r *watch.Report) {
	at, speed, course := a.state()
	const period = 240 // seconds of a swing
	swing := a.yaw * math.Sin(2*math.Pi*float64(a.next.Unix()%period)/period)
	course = math.Mod(course+swing+360, 360)
	*r = watch.Report{Time: a.next.UnixMilli(), MMSI: a.vessel.MMSI, Station: watch.ClassA, Position: ais.Position{
		Lat: int32(math.Round(at.Lat * 600_000)), Lon: int32(math.Round(at.Lon * 600_000)),
		Speed: uint16(math.Round(10 * speed)), Course: uint16(math.Round(10*course)) % 3600, Heading: uint16(math.Round(course)) % 360,
		Turn: ais.NoTurn, Status: a.status, Second: uint8(a.next.Second()), Altitude: ais.NoAltitude,
	}}
	const particulars = 6 * time.Minute
	if a.told.IsZero() || a.next.Sub(a.told) >= particulars {
		a.told = a.next
		r.Static, r.Names = &a.static, watch.NamesAll
	}
	a.next = a.next.Add(interval(speed, a.status))
}

// interval is that of class A stations.
func interval(speed float64, status uint8) time.Duration {
	switch {
	case (status == 1 || status == 5) && speed < 3:
		return 3 * time.Minute
	case speed > 23:
		return 2 * time.Second
	case speed > 14:
		return 6 * time.Second
	}
	return 10 * time.Second
}

// state returns where the ship is, how fast it is in knots, and where it goes. Its speed changes evenly from one waypoint to the
// next; its way is made to fit.
func (a *actor) state() (at geo.Point, speed, course float64) {
	all := a.vessel.Waypoints
	if a.leg+1 == len(all) {
		last := &all[a.leg]
		if a.leg > 0 {
			course = all[a.leg-1].point().Bearing(last.point())
		}
		return last.point(), last.Speed, course
	}
	from, to := &all[a.leg], &all[a.leg+1]
	length, whole := from.point().Distance(to.point()), to.Time.Sub(from.Time).Seconds()
	t := a.next.Sub(from.Time).Seconds()
	speed = from.Speed + (to.Speed-from.Speed)*t/whole
	share := t / whole
	if mean := from.Speed + to.Speed; mean > 0 {
		share = (from.Speed + speed) * t / (mean * whole)
	}
	at = from.point().Destination(from.point().Bearing(to.point()), share*length)
	if at.Distance(to.point()) < 1 {
		return at, speed, from.point().Bearing(to.point())
	}
	return at, speed, at.Bearing(to.point())
}

// Err implements [Reader].
func (p *Player) Err() error { return nil }

// Count implements [Reader].
func (p *Player) Count() Count { return p.count }

// Crossings returns when the ships of a script pass over lines on their way, in order of time: what a detector has to be ahead
// of.
func (s Script) Crossings(lines []geo.Corridor) ([]Crossed, error) {
	index, err := geo.NewIndex(lines)
	if err != nil {
		return nil, err
	}
	var all []Crossed
	for i := range s.Vessels {
		v := &s.Vessels[i]
		for k := range v.Waypoints[:len(v.Waypoints)-1] {
			from, to := &v.Waypoints[k], &v.Waypoints[k+1]
			length := from.point().Distance(to.point())
			for _, c := range index.Crossings(from.point(), to.point(), nil) {
				all = append(all, Crossed{v.MMSI, c.Corridor, from.Time.Add(from.until(to, c.Along/length))})
			}
		}
	}
	slices.SortFunc(all, func(a, b Crossed) int { return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.MMSI, b.MMSI)) })
	return all, nil
}

// A Crossed is when a ship passes over a line.
type Crossed struct {
	MMSI uint32
	Line int // its place in the list
	Time time.Time
}

// until returns how long a ship takes for a share of the way to the next waypoint.
func (w *Waypoint) until(next *Waypoint, share float64) time.Duration {
	whole, mean := next.Time.Sub(w.Time).Seconds(), w.Speed+next.Speed
	if mean == 0 {
		return time.Duration(share * whole * float64(time.Second))
	}
	// share = (2 v0 t + (v1-v0) t²) / (v0+v1), with t as a share of the time.
	a, b := next.Speed-w.Speed, 2*w.Speed
	t := share
	if math.Abs(a) > 1e-9 {
		t = (-b + math.Sqrt(max(0, b*b+4*a*share*mean))) / (2 * a)
	}
	return time.Duration(t * whole * float64(time.Second))
}
