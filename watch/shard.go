package watch

import (
	"slices"

	"entente/geo"
	"entente/watch/ais"
)

// A shard follows some of the ships. What it reads of the others changes only between the minutes.
type shard struct {
	sea       *Sea
	params    *Params
	common    *common
	synthetic bool
	trails    bool

	ships     map[uint64]*ship // by MMSI and hull
	held      *pen             // reports that wait for earlier ones; apart, for they come while the shard works
	queue     pen              // the reports of a minute of this shard, ship by ship
	starts    [buckets]int32   // where in the queue the ships of a bucket begin
	notes     []note
	events    []event
	wants     []uint16 // of ships whose sentences matter: their places in the table of the watch
	out       Output
	raws      raws
	hits      []geo.Hit
	newcomers []newcomer
	lines     []geo.Crossing

	used, duplicates, late int64
	heard                  int64 // milliseconds that ships were followed, in all
	refused                map[string]int64
}

func newShard(w *Watch) *shard {
	return &shard{
		sea: w.opts.Sea, params: &w.opts.Params, common: w.common, synthetic: w.opts.Synthetic, trails: w.opts.Trails,
		held: new(pen), ships: make(map[uint64]*ship), refused: make(map[string]int64),
	}
}

func keyOf(mmsi uint32, hull uint8) uint64 { return uint64(mmsi)<<8 | uint64(hull) }

// buckets is into how many groups the ships of a shard are divided, so that what is known of one is at hand for all its reports of
// a minute.
const buckets = 1 << 14

func bucketOf(mmsi uint32) uint32 { return mixed(mmsi) >> 18 }

// fetch copies the reports until a time out of those that wait, group by group and in order of time. Between the minutes ships know
// nothing of each other, so that it makes no difference who comes first. When none is left before the limit, those that are done are
// dropped.
func (s *shard) fetch(until, limit int64) {
	all := s.held.pass(until)
	clear(s.starts[:])
	for k := range all {
		s.starts[bucketOf(all[k].mmsi)]++
	}
	for k, at := buckets-1, int32(len(all)); k >= 0; k-- {
		at -= s.starts[k]
		s.starts[k] = at
	}
	q := &s.queue
	q.clear()
	q.all = slices.Grow(q.all, len(all))[:len(all)]
	for k := range all {
		h := &all[k]
		at := &s.starts[bucketOf(h.mmsi)]
		q.all[*at] = q.adopt(s.held, *h)
		*at++
	}
	if s.held.done > 0 && s.held.first() >= limit {
		s.held.drop()
	}
}

// take takes in what was fetched.
func (s *shard) take() {
	for k := range s.queue.all {
		h := &s.queue.all[k]
		s.add(h, s.queue.particulars(h), s.queue.sentence(h))
	}
}

// add takes in a report of a ship of this shard.
func (s *shard) add(h *heard, static *ais.Static, raw []byte) {
	v := s.ships[keyOf(h.mmsi, 0)]
	if v == nil {
		v = s.begin(h.mmsi, 0, h.station)
	}
	if len(raw) > 0 && v.matters() {
		s.raws.add(h.mmsi, raw)
	}
	if static != nil {
		s.learn(v, h, static)
	}
	f := &h.fix
	switch {
	case !f.placed():
		s.used++
	case !f.valid():
		s.refused[NoPlace]++
	case v.echoes.heard(f):
		s.duplicates++
	default:
		s.place(v, f)
	}
}

// begin follows a ship that is new.
func (s *shard) begin(mmsi uint32, hull uint8, station Station) *ship {
	v := &ship{mmsi: mmsi, hull: hull, station: station}
	v.names.Static = ais.Static{}
	s.ships[keyOf(mmsi, hull)] = v
	return v
}

// place takes in a fix of one of the hulls under a number.
func (s *shard) place(v *ship, f *fix) {
	if v.fixes == 0 {
		s.move(v, f)
		return
	}
	if f.time < v.last.time {
		s.late++
		return
	}
	v.plane.at(f.lat)
	if v.plane.fits(&v.last, f, s.params.TopSpeed) {
		s.move(v, f)
		return
	}
	if twin := s.ships[keyOf(v.mmsi, 1)]; v.hull == 0 && twin != nil {
		if twin.plane.at(f.lat); twin.plane.fits(&twin.last, f, s.params.TopSpeed) && f.time >= twin.last.time {
			s.move(twin, f)
			return
		}
	}
	s.stray(v, f)
}

// stray takes in a fix where the ship cannot be. When more follow that fit one another, it is there after all, or it is another
// hull under the same number.
func (s *shard) stray(v *ship, f *fix) {
	const convincing = 4
	o := &v.rover
	if o.n == 0 || f.time-o.fix.time > 30*60_000 || !v.plane.fits(&o.fix, f, s.params.TopSpeed) {
		*o = rover{*f, 1, f.time}
		s.refused[Implausible]++
		return
	}
	o.fix, o.n = *f, o.n+1
	if o.n < convincing {
		s.refused[Implausible]++
		return
	}
	*o = rover{}
	if quiet := f.time-v.last.time > 10*60_000; quiet || v.hull > 0 {
		s.detectJump(v, f)
		v.restart(f)
		s.move(v, f)
		return
	}
	twin := s.begin(v.mmsi, 1, v.station)
	twin.names = v.names
	s.detectTwin(v, f)
	s.move(twin, f)
}

// restart begins the track of a ship anew, at a place where it cannot have gone.
func (s *ship) restart(f *fix) {
	fresh := ship{mmsi: s.mmsi, hull: s.hull, station: s.station, names: s.names, echoes: s.echoes, first: s.first}
	*s = fresh
}

// move takes in the next fix of a hull.
func (s *shard) move(v *ship, f *fix) {
	s.used++
	v.plane.at(f.lat)
	if v.fixes == 0 {
		if v.first == 0 && v.hull == 0 {
			s.newcomers = append(s.newcomers, newcomer{v.mmsi, *f})
		}
		v.first, v.closed = f.time, f.time
		v.now.at = int32(f.time / 60_000)
		v.margin = 0
		v.last = *f
	}
	if _, ok := f.knots(); !ok {
		f.speed = v.plane.implied(&v.last, f)
	}
	if at := int32(f.time / 60_000); at != v.now.at {
		s.closeMinute(v)
		v.now = collector{at: at}
	}
	s.approach(v, f)
	if v.fixes > 0 && v.gap.hears(v.last.time, f.time, s.params) {
		s.silence(v, f)
	}
	s.heard += min(f.time-v.last.time, heardFor)
	v.now.take(f)
	v.last = *f
	v.fixes++
	if v.pending {
		s.judge(v, v.now.at)
	}
}

// heardFor is for how many milliseconds after a report a ship counts as followed.
const heardFor = 30 * 60_000

// approach keeps how far the ship may go before it can touch a line, and notes the lines that it passes over.
func (s *shard) approach(v *ship, f *fix) {
	gone := v.plane.metres(v.last.lat, v.last.lon, f.lat, f.lon)
	v.margin -= 1.01*gone + 1
	if v.margin > 0 {
		return
	}
	s.hits, v.near, v.margin = s.sea.around(f.point(), s.hits, v.near)
	if v.fixes > 0 && gone > 0 && v.margin <= 1.01*gone+1 { // otherwise every line is farther than the way that was made
		s.cross(v, &v.last, f)
	}
}

// closeMinute ends the minute that ran for a ship, and lets the detectors look at it.
func (s *shard) closeMinute(v *ship) {
	if v.now.n == 0 {
		return
	}
	m := v.now.close(&v.last)
	s.fit(v, &m)
	v.minutes.add(m)
	v.fastest = max(v.fastest, m.knots())
	v.closed = v.last.time
	s.note(v, &m)
	if v.matters() {
		s.wants = append(s.wants, uint16(mixed(v.mmsi)>>16))
	}
	if s.trails {
		s.out.Trails = append(s.out.Trails, Trail{v.mmsi, placeOf(&v.last)})
	}
	if m.strange() {
		return
	}
	changed := v.follow(&m, s.params)
	if v.lies(&m, s.params) {
		s.below(v)
		changed = true
	}
	changed = v.wander(&m, s.params) || changed
	changed = s.halts(v, &m) || changed
	s.detect(v, &m, changed)
	if over := v.lying.over > 0 && v.lying.settled; changed || v.pending || v.story.open || v.step.phase == dragging || v.lying.slipping || over {
		s.judge(v, m.at)
	}
}

// fit marks a minute whose speed does not fit the way that was made since the last one: the position is jammed, or the speed is
// wrong.
func (s *shard) fit(v *ship, m *minute) {
	seconds := float64(v.last.time-v.closed) / 1000
	if v.minutes.n == 0 || seconds < 20 || seconds > 300 {
		return
	}
	before := v.minutes.last(0)
	made := v.plane.metres(before.lat, before.lon, m.lat, m.lon) / seconds / knot
	most := max(m.knots(), before.knots())
	least := min(m.knots(), before.knots())
	if made > 1.4*most+3 || made < 0.6*least-3 {
		m.status |= strange
	}
}

// note tells the others where the ship is and how it goes.
func (s *shard) note(v *ship, m *minute) {
	n := note{kind: driftNote, at: m.at, lat: m.lat, lon: m.lon}
	if t := &v.step; t.cruise >= 5 && m.knots() >= 3 && !m.moored() {
		n.kind, n.slow = heardNote, t.recent < 0.88*t.cruise
	}
	s.notes = append(s.notes, n)
	if k := cellOf(m.lat, m.lon, fineCell); k != v.cell {
		v.cell = k
		n.kind = passNote
		s.notes = append(s.notes, n)
	}
}

// halts keeps how the ship went before its last stop, and what was near it there.
func (s *shard) halts(v *ship, m *minute) bool {
	q, t := &v.step.prior, &v.step
	still := t.recent < max(1.5, 0.25*v.fastest) && m.knots() < 3
	switch {
	case still && (q.since == 0 || q.until > 0):
		w := v.minutes.over(m.at-60*3, m.at-1)
		if usual, n := v.minutes.usual(m.at-180, m.at-1); n >= 2 && w.covers(15) && usual >= s.params.StepSpeed-1 {
			var around doubts
			s.weather(v, &around)
			*q = prior{speed: usual, since: m.at, idle: m.moored() || around.holds()}
		}
		fallthrough
	case still && q.near == 0 && q.since > 0:
		for _, n := range v.near {
			if n.distance <= s.sea.near[n.asset] {
				q.near = int32(n.asset) + 1
				break
			}
		}
	case still:
		q.idle = q.idle || m.moored()
	case q.since > 0 && q.until == 0 && t.recent > 3:
		if stood := float64(m.at - q.since); stood < s.params.StopFor || stood > s.params.StopMost || q.idle || m.moored() {
			*q = prior{}
			return false
		}
		q.until = m.at
	}
	if q.until > 0 && m.at-q.until >= soonAfter {
		*q = prior{}
	}
	return q.until > 0 && q.near > 0
}

// soonAfter is for how many minutes after a stop a ship may show that it goes faster than before.
const soonAfter = 240

// forget drops all ships.
func (s *shard) forget() {
	clear(s.ships)
	s.notes, s.events, s.newcomers = s.notes[:0], s.events[:0], s.newcomers[:0]
}

// sweep forgets ships that have been silent for long.
func (s *shard) sweep(at int32) {
	for k, v := range s.ships {
		keep := s.params.Memory
		if v.step.phase == dragging || v.story.open {
			keep = s.params.Longest
		}
		if float64(at-int32(v.last.time/60_000)) > keep {
			s.drop(k, v, at, "it has not been heard for long")
		}
	}
}

// drop forgets a ship.
func (s *shard) drop(k uint64, v *ship, at int32, why string) {
	if v.story.open {
		s.end(v, at, why)
	}
	delete(s.ships, k)
}

// finish closes the minutes that run.
func (s *shard) finish() {
	for _, v := range s.ships {
		if v.now.n > 0 {
			s.closeMinute(v)
			v.now = collector{at: v.now.at}
		}
	}
}
