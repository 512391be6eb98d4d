package watch

// detect looks at what is worth knowing of a ship at the end of a minute, besides what warnings are made of.
func (s *shard) detect(v *ship, m *minute, changed bool) {
	s.legs(v, m)
	s.loiters(v, m)
	if !changed {
		return
	}
	t := &v.step
	switch {
	case t.phase == slowed && t.found == m.at:
		s.keep(v)
		var l signs
		l.add(context, "speed-step.loss", t.loss, s.params.StepLoss, "", t.onset, m.at,
			"lost %.0f %% of its own speed of %.1f kn", 100*t.loss, t.base)
		s.detected("speed-step", v, t.onset, m.at, l)
		s.events = append(s.events, event{visit{v.mmsi, m.at}, t.lat, t.lon, false})
	case v.lying.settled && v.lying.n > 0 && m.at-v.lying.since <= int32(s.params.AnchorAfter)+1:
		s.events = append(s.events, event{visit{v.mmsi, m.at}, m.lat, m.lon, true})
	}
}

// detected puts out what a detector saw of a ship, and returns it to be completed.
func (s *shard) detected(what string, v *ship, from, to int32, l signs) *Detection {
	d := Detection{Detector: what, MMSI: v.mmsi, From: ofMinute(from), To: ofMinute(to), Spot: spot(v.last.point()), Evidence: l.evidence()}
	for _, n := range v.near {
		if n.distance <= s.sea.width[n.asset] {
			ref := s.sea.ref(n.asset)
			d.Asset = &ref
			break
		}
	}
	s.out.Detections = append(s.out.Detections, d)
	return &s.out.Detections[len(s.out.Detections)-1]
}

// silence notes that a ship was silent until a fix.
func (s *shard) silence(v *ship, f *fix) {
	g := &v.gap
	from, to := int32(g.from/60_000), int32(g.to/60_000)
	before, n := s.common.hearing(v.last.point(), from+2, min(to, from+60))
	after, k := s.common.hearing(f.point(), max(from, to-60), to-2)
	if n+k > 0 {
		g.share, g.judged = (before*float64(n)+after*float64(k))/float64(n+k), true
	}
	v.pending = true
	if g.judged && g.share >= s.params.GapHeard {
		var l signs
		l.add(context, "gap.least", g.length().Minutes(), s.params.GapLeast, "min", from, to,
			"was silent for %.0f minutes; others near it were heard in %.0f %% of them", g.length().Minutes(), 100*g.share)
		s.detected("gap", v, from, to, l)
	}
}

func (s *shard) detectJump(v *ship, f *fix) {
	var l signs
	from, to := int32(v.last.time/60_000), int32(f.time/60_000)
	km := v.last.point().Distance(f.point()) / 1000
	l.add(context, "jump.distance", km, 0, "km", from, to, "is %.0f km from where it was %d minutes before", km, to-from)
	s.detected("position-jump", v, from, to, l)
}

func (s *shard) detectTwin(v *ship, f *fix) {
	var l signs
	at := int32(f.time / 60_000)
	km := v.last.point().Distance(f.point()) / 1000
	l.add(context, "twin.distance", km, 0, "km", at, at, "two hulls report under its number, %.0f km apart", km)
	s.detected("two-hulls", v, at, at, l)
}

// loiters notes a ship that goes slowly, without saying that it lies, near an asset for long.
func (s *shard) loiters(v *ship, m *minute) {
	p, y := s.params, &v.loiter
	if m.knots() >= p.LoiterSpeed || m.moored() || len(v.near) == 0 || v.near[0].distance > s.sea.near[v.near[0].asset] {
		*y = loiter{}
		return
	}
	if y.since == 0 {
		*y = loiter{since: m.at}
	}
	if y.told || float64(m.at-y.since) < p.LoiterFor || s.sea.in(PortArea, v.last.point()) != nil || s.sea.in(AnchorageArea, v.last.point()) != nil {
		return
	}
	y.told = true
	var l signs
	l.add(context, "loitering.for", float64(m.at-y.since), p.LoiterFor, "min", y.since, m.at,
		"goes slower than %.0f kn within %.1f km of %s for %d minutes", p.LoiterSpeed, v.near[0].distance/1000, s.sea.assets[v.near[0].asset].Name, m.at-y.since)
	s.detected("loitering", v, y.since, m.at, l)
}

// A loiter is since when a ship goes slowly near an asset.
type loiter struct {
	since int32
	told  bool
}
