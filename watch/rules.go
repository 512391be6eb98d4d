package watch

import (
	"math"
	"slices"
)

// A finding is what a rule makes of a ship.
type finding struct {
	kind    WarningKind
	since   int32 // minute
	signs   signs
	doubts  doubts
	crossed []*passed
	asset   int // the one at risk
	sure    Certainty
	holds   bool // the conditions of the rule are met
}

// enough is what the signs have to weigh for a warning.
const enough = 2

// rules are looked at in turn; the first that holds makes the warning.
var rules = []func(*shard, *ship, int32) finding{
	(*shard).drags, (*shard).slips, (*shard).stopsAndGoes, (*shard).dips, (*shard).turnsBack, (*shard).liesOver, (*shard).crossesInSilence,
}

// judge looks at a ship by all rules, and begins, updates or ends its warning.
func (s *shard) judge(v *ship, at int32) {
	v.pending = false
	if v.story.open && s.goesOn(v, at) {
		return
	}
	for _, rule := range rules {
		if f := rule(s, v, at); f.holds {
			s.raise(v, &f, at)
			return
		}
	}
}

// drags is the rule for a ship that drags an anchor under way: it lost speed at once and goes on at the lower speed on its
// course, it bears signs of an anchor, it has passed over an asset since or one is ahead, and nothing innocent explains it.
func (s *shard) drags(v *ship, at int32) finding {
	t := &v.step
	f := finding{kind: AnchorDrag, since: t.onset, asset: -1}
	if t.phase != dragging {
		return f
	}
	f.signs, f.doubts = s.dragSigns(v, at), s.dragDoubts(v, at)
	f.crossed = v.since(t.onset - 2)
	f.asset = s.atRisk(v, at, f.crossed)
	weight := f.signs.weight()
	f.sure = Possible
	if len(f.crossed) > 0 && weight > enough || distinct(f.crossed) >= 2 {
		f.sure = Likely
	}
	outweighed := distinct(f.crossed) >= 3 && weight >= 3*strong
	f.holds = f.asset >= 0 && weight >= enough && (!f.doubts.holds() || outweighed)
	return f
}

// slips is the rule for a ship at anchor whose anchor does not hold, with an asset where it drifts.
func (s *shard) slips(v *ship, at int32) finding {
	l, p := &v.lying, s.params
	f := finding{kind: AnchorSlip, since: l.moving, asset: -1}
	if !l.slipping {
		return f
	}
	w := v.minutes.over(at-int32(p.SlipFor)+1, at)
	f.signs.add(strong, "anchor-slip.distance", l.off, max(p.SlipLeast, p.SlipFactor*min(l.radius, p.SlipLeast)), "m", l.since, at,
		"is %.0f m from the middle of where it lay; it swung by %.0f m", l.off, l.radius)
	f.signs.add(context, "anchor-slip.speed", w.speed, p.SlipSpeed, "kn", w.from, w.to, "moves at %.1f kn for %.0f minutes", w.speed, p.SlipFor)
	f.crossed = v.since(l.moving - 2)
	f.asset = s.atDrift(v, at, w, f.crossed)
	s.trade(v, at, &f.doubts)
	inPort := s.sea.in(PortArea, geoPoint(int32(l.lat), int32(l.lon)))
	f.doubts.add("says", true, !v.last.moored() && !l.said, "it does not say that it is at anchor")
	if inPort != nil {
		f.doubts.add("port", true, false, "it lies in the approaches of %s", inPort.Name)
	}
	f.sure = Possible
	if len(f.crossed) > 0 {
		f.sure = Likely
	}
	f.holds = f.asset >= 0 && !f.doubts.holds()
	return f
}

// stopsAndGoes is the rule for a ship that went slowly, stopped on open water, and went on faster than before: it has heaved
// an anchor that it dragged. It tells of the harm afterwards.
func (s *shard) stopsAndGoes(v *ship, at int32) finding {
	q, p := &v.step.prior, s.params
	f := finding{kind: AnchorDrag, since: q.since, asset: int(q.near) - 1}
	if q.until == 0 || q.near == 0 {
		return f
	}
	w := v.minutes.over(q.until+5, at)
	if !w.covers(10) || w.least < (1+p.StopGain)*q.speed {
		return f
	}
	f.signs.add(context, "stop-and-go.stop", float64(q.until-q.since), p.StopFor, "min", q.since, q.until,
		"stopped for %d minutes on open water", q.until-q.since)
	f.signs.add(strong, "stop-and-go.gain", w.speed/q.speed-1, p.StopGain, "", q.until, at,
		"goes %.1f kn since, %.0f %% faster than the %.1f kn before it stopped", w.speed, 100*(w.speed/q.speed-1), q.speed)
	f.doubts = s.dragDoubts(v, at)
	f.sure = Possible
	f.holds = !f.doubts.holds() && s.news(v, at)
	return f
}

// dips is the rule for a ship that loses speed just over an asset and has it back minutes later, on its course and steady on both
// sides: an anchor on the bottom that caught on something.
func (s *shard) dips(v *ship, at int32) finding {
	p := s.params
	f := finding{kind: AnchorDrag, asset: -1}
	one := v.dipped(at)
	if one == nil {
		return f
	}
	before, after := v.minutes.over(one.at-dipSide, one.at-dipHalf-1), v.minutes.over(one.at+dipHalf+1, one.at+dipSide)
	f.since, f.asset, f.crossed = one.at-dipHalf, int(one.asset), []*passed{one}
	f.signs.add(strong, "dip.loss", float64(one.dip), p.DipLoss, "", one.at-dipHalf, one.at+dipHalf,
		"lost %.0f %% of its speed over %s: %.1f kn before, %.1f kn after", 100*one.dip, s.sea.assets[f.asset].Name, before.speed, after.speed)
	f.doubts = s.dragDoubts(v, at)
	turn := math.Abs(angle(after.course - before.course))
	f.doubts.add("turn", true, turn > p.StepTurn, "its course after is %.0f° off that before", turn)
	steady := func(w window) bool { return w.most-w.least <= 0.06*w.speed }
	f.doubts.add("steady", true, !steady(before) || !steady(after), "speed from %.1f to %.1f kn before, from %.1f to %.1f kn after",
		before.least, before.most, after.least, after.most)
	f.sure = Possible
	f.holds = before.speed >= p.StepSpeed && math.Abs(after.speed/before.speed-1) <= 0.08 && !f.doubts.holds()
	return f
}

// dipped returns the newest passage that has just been found to show a dip, or nil.
func (s *ship) dipped(at int32) *passed {
	for k := range s.passed.len() {
		if one := s.passed.last(k); one.judged && one.dip > 0 && at-one.at <= dipSide+5 {
			return one
		}
	}
	return nil
}

// turnsBack is the rule for a ship that passes over the same asset again and again, slowly, and stays near it.
func (s *shard) turnsBack(v *ship, at int32) finding {
	p := s.params
	f := finding{kind: BackAndForth, asset: -1}
	if v.passed.n == 0 || at-v.passed.last(0).at > 30 {
		return f
	}
	times, since := v.returns(p)
	f.since = since
	if float64(times) < p.CrossTimes {
		return f
	}
	w := v.minutes.over(since, at)
	f.asset = int(v.passed.last(0).asset)
	f.signs.add(strong, "back-and-forth.times", float64(times), p.CrossTimes, "", since, at,
		"passed over %s %d times without going more than %.0f km away", s.sea.assets[f.asset].Name, times, p.CrossReach/1000)
	share := w.speed / max(v.fastest, 1)
	f.signs.add(context, "back-and-forth.speed", share, p.CrossSpeed, "", since, at, "at %.1f kn on average; it can do %.1f kn", w.speed, v.fastest)
	s.trade(v, at, &f.doubts)
	if a := s.sea.in(PortArea, v.last.point()); a != nil {
		f.doubts.add("port", true, true, "it is in the approaches of %s", a.Name)
	}
	if a := s.sea.in(AnchorageArea, v.last.point()); a != nil {
		f.doubts.add("anchorage", true, true, "it is in the anchorage %s", a.Name)
	}
	swings := v.lying.since != 0
	f.doubts.add("swings", true, swings, "it lies at one place and swings")
	kind := classOf(v.names.ShipType)
	f.doubts.add("type", true, kind != merchantClass && v.length() < 100, "type %d, %d m long", v.names.ShipType, v.length())
	s.reception(v, &f.doubts)
	f.crossed = v.since(since)
	f.sure = Possible
	f.holds = share <= p.CrossSpeed && w.speed >= 3 && !f.doubts.holds()
	return f
}

// liesOver is the rule for a ship that anchors or stops over an asset where ships do not do so.
func (s *shard) liesOver(v *ship, at int32) finding {
	l, p := &v.lying, s.params
	f := finding{kind: AnchorOver, since: l.since, asset: int(l.over) - 1}
	if !l.settled || l.over == 0 || float64(at-l.since) < p.OverFor {
		return f
	}
	f.signs.add(strong, "anchored-over.for", float64(at-l.since), p.OverFor, "min", l.since, at,
		"lies within %.0f m of %s for %d minutes", l.distance, s.sea.assets[f.asset].Name, at-l.since)
	s.ground(v, &f.doubts)
	s.trade(v, at, &f.doubts)
	f.sure = Possible
	if !l.said { // what drifts is not at anchor, however slowly
		way := v.drifted(at, int32(p.OverFor))
		f.doubts.add("drifts", true, way > driftMost || float64(at-l.since) < 2*p.OverFor, "moved by %.0f m in %.0f minutes", way, p.OverFor)
	}
	f.holds = !f.doubts.holds() && s.news(v, at)
	return f
}

// driftMost is the way in metres that a ship at anchor may make good in half an hour by its swing, when it does not say that it is.
const driftMost = 100

// drifted returns how far the ship is from where it was some minutes ago.
func (s *ship) drifted(at, ago int32) float64 {
	now := s.minutes.last(0)
	for k := 1; k < s.minutes.len(); k++ {
		if one := s.minutes.last(k); one.at <= at-ago {
			return s.plane.metres(one.lat, one.lon, now.lat, now.lon)
		}
	}
	return math.Inf(1)
}

// news reports whether a ship is in a story, or its last has been over for long: a ship that does again what was warned of is no
// news.
func (s *shard) news(v *ship, at int32) bool {
	return v.story.open || float64(at-v.story.told) > s.params.Remembered/2
}

// ground asks whether ships lie where the ship lies.
func (s *shard) ground(v *ship, l *doubts) {
	const days = 60 * 24 * 60
	p := v.last.point()
	if a := s.sea.in(PortArea, p); a != nil {
		l.add("port", true, true, "it lies in the approaches of %s", a.Name)
	}
	if a := s.sea.in(AnchorageArea, p); a != nil {
		l.add("anchorage", true, true, "it lies in the anchorage %s", a.Name)
	}
	h := custom(s.common.lies, v.last.lat, v.last.lon, v.mmsi, v.lying.since-days, v.lying.since-60)
	l.add("others", true, float64(h.others) >= s.params.PatternShips, "%d other ships have lain around this place", h.others)
}

// crossesInSilence is the rule for a ship that is silent while it passes over an asset, slower than it goes, where others are
// heard.
func (s *shard) crossesInSilence(v *ship, at int32) finding {
	g, p := &v.gap, s.params
	f := finding{kind: Silence, since: int32(g.from / 60_000), asset: -1}
	if !g.judged || at-int32(g.to/60_000) > 30 {
		return f
	}
	for k := range v.passed.len() {
		if one := v.passed.last(k); one.silent && one.time >= g.from {
			f.crossed, f.asset = append(f.crossed, one), int(one.asset)
		}
	}
	if f.asset < 0 || f.crossed[0].usual < float32(p.StepSpeed) {
		return f
	}
	slow := 1 - float64(f.crossed[0].speed/f.crossed[0].usual)
	f.signs.add(weak, "gap.crossing", g.length().Minutes(), p.GapLeast, "min", int32(g.from/60_000), int32(g.to/60_000),
		"was silent for %.0f minutes while it passed over %s; others near it were heard in %.0f %% of the time",
		g.length().Minutes(), s.sea.assets[f.asset].Name, 100*g.share)
	if slow >= 2*p.StepLoss {
		f.signs.add(weak, "gap.speed", slow, 2*p.StepLoss, "", int32(g.from/60_000), int32(g.to/60_000),
			"made its way %.0f %% slower than it goes", 100*slow)
	}
	s.trade(v, at, &f.doubts)
	s.harbour(v, at, &f.doubts)
	s.reception(v, &f.doubts)
	f.doubts.add("heard", true, g.share < p.GapHeard, "others near it were heard in %.0f %% of the minutes", 100*g.share)
	f.sure = Possible
	f.holds = f.signs.weight() >= enough && v.last.status != 1 && v.last.status != 5 && !f.doubts.holds()
	return f
}

// since returns the passages of a ship since a minute, the oldest first.
func (s *ship) since(at int32) (all []*passed) {
	for k := range s.passed.len() {
		if one := s.passed.last(k); one.at >= at {
			all = append(all, one)
		}
	}
	slices.Reverse(all)
	return all
}

// distinct returns how many assets there are among passages.
func distinct(all []*passed) int {
	seen := make(map[int32]bool)
	for _, one := range all {
		seen[one.asset] = true
	}
	return len(seen)
}

// atRisk returns the asset that a ship under way endangers: the last that it passed over, or the next on its course; -1 when there
// is none.
func (s *shard) atRisk(v *ship, at int32, crossed []*passed) int {
	if len(crossed) > 0 {
		return int(crossed[len(crossed)-1].asset)
	}
	speed := max(v.step.recent, 1)
	if next := s.sea.ahead(v.last.point(), v.heading(at), speed*knot*60*s.params.Ahead); len(next) > 0 {
		return next[0].asset
	}
	for _, n := range v.near {
		if n.distance <= s.sea.width[n.asset] {
			return n.asset
		}
	}
	return -1
}

// atDrift is the same for a ship that drifts.
func (s *shard) atDrift(v *ship, at int32, w window, crossed []*passed) int {
	if len(crossed) > 0 {
		return int(crossed[len(crossed)-1].asset)
	}
	if next := s.sea.ahead(v.last.point(), w.course, w.speed*knot*60*s.params.SlipAhead); len(next) > 0 {
		return next[0].asset
	}
	for _, n := range v.near {
		if n.distance <= s.sea.width[n.asset] {
			return n.asset
		}
	}
	return -1
}

func (f *fix) moored() bool { return f.status == 1 || f.status == 5 || f.status == 6 }
