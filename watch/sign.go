package watch

import (
	"fmt"
	"math"
	"time"

	"entente/geo"
)

func instant(ms int64) time.Time  { return time.UnixMilli(ms).UTC() }
func ofMinute(at int32) time.Time { return time.Unix(int64(at)*60, 0).UTC() }
func spot(p geo.Point) Spot       { return Spot{round(p.Lat, 6), round(p.Lon, 6)} }

func round(v float64, digits int) float64 {
	p := math.Pow10(digits)
	return math.Round(v*p) / p
}

func units(degrees float64) int32 { return int32(math.Round(degrees * unitsPerDegree)) }

// A sign is a figure that speaks for an anchor on the bottom, or for another event. Weights of signs are added.
type sign struct {
	Evidence
	weight int
}

// strong signs are hardly ever seen without an anchor; weak ones need company.
const (
	strong  = 2
	weak    = 1
	context = 0 // says what happened, not why
)

// signs gathers figures.
type signs struct{ all []sign }

func (l *signs) add(weight int, rule string, value, limit float64, unit string, from, to int32, format string, args ...any) {
	l.all = append(l.all, sign{Evidence{rule, round(value, 3), round(limit, 3), unit, ofMinute(from), ofMinute(to), fmt.Sprintf(format, args...)}, weight})
}

// weight returns how much the signs weigh together.
func (l *signs) weight() (w int) {
	for _, s := range l.all {
		w += s.weight
	}
	return w
}

func (l *signs) evidence() []Evidence {
	var all []Evidence
	for _, s := range l.all {
		all = append(all, s.Evidence)
	}
	return all
}

// dragSigns returns what speaks for an anchor behind a ship that goes on at a lower speed.
func (s *shard) dragSigns(v *ship, at int32) (l signs) {
	t, p := &v.step, s.params
	l.add(context, "speed-step.loss", t.loss, p.StepLoss, "", t.onset, t.found,
		"lost %.0f %% of its own speed of %.1f kn within %.0f minutes", 100*t.loss, t.base, p.StepWithin)
	held := v.minutes.over(t.onset+2, at)
	l.add(context, "held.for", float64(at-t.onset), p.HeldFor, "min", t.onset, at,
		"went on for %d minutes at %.1f kn on average, %.0f %% of its own speed", at-t.onset, held.speed, 100*held.speed/t.base)
	s.sway(v, at, &l)
	s.passageSigns(v, &l)
	s.decay(v, at, &l)
	return l
}

// seaHolds is for how many minutes after a loss of speed the sea is as it was before: later it may be what turns the ship.
const seaHolds = 60

// sway looks at how much a ship yaws, and at an angle between where it points and where it goes. What was seen in the first hour
// is remembered.
func (s *shard) sway(v *ship, at int32, l *signs) {
	t, p := &v.step, s.params
	const long = 25
	now := v.minutes.over(max(t.onset+3, at-long), at)
	if growth := v.yaws(at, p); growth > t.sway.growth && at <= t.onset+seaHolds {
		t.sway = yawing{growth, now.sway, now.from, now.to}
	}
	if y := &t.sway; y.growth > 0 {
		weight, limit := weak, p.SwayHint
		if y.growth >= p.SwayGrowth {
			weight, limit = strong, p.SwayGrowth
		}
		l.add(weight, "sway.growth", y.growth, limit, "", y.from, y.to,
			"its course swings by %.1f° (one standard deviation), %.1f times as much as its speed before would let expect", y.sway, y.growth)
	}
	if now.n < 5 || now.speed < 1.5 || t.before.n < 5 {
		return
	}
	if drift := math.Abs(now.drift) - math.Abs(t.before.drift); drift >= p.Drift { // wind alone turns a slow ship, too
		l.add(weak, "drift.angle", drift, p.Drift, "°", now.from, now.to,
			"it points %.0f° away from where it goes, %.0f° more than before", math.Abs(now.drift), drift)
	}
}

// yaws returns by which factor the course swings more than before the loss of speed, or 0 when that is not enough. It does so in
// both halves of the time since: who turns away for another ship and back again does so once.
func (s *ship) yaws(at int32, p *Params) float64 {
	const long, least = 25, 5
	t := &s.step
	if t.before.n < least {
		return 0
	}
	halves := s.halves(at, long)
	if min(halves[0].n, halves[1].n) < least { // a station that hears it seldom
		halves = s.halves(at, 2*long)
	}
	growth := math.Inf(1)
	for _, w := range halves {
		// The same disturbance turns a slow ship more than a fast one, and errors of position turn its course more.
		expected := max(0.3, 0.35*t.before.noise, t.before.sway*t.base/w.speed)
		if w.n < least || w.speed < 1.5 || w.sway < p.Sway {
			return 0
		}
		growth = min(growth, w.sway/expected)
	}
	if growth < min(p.SwayHint, p.SwayGrowth) {
		return 0
	}
	return growth
}

// halves returns what the ship did in both halves of the last minutes since it lost speed.
func (s *ship) halves(at, long int32) [2]window {
	from := max(s.step.onset+3, at-long)
	return [2]window{s.minutes.over(from, (from+at)/2), s.minutes.over((from+at)/2+1, at)}
}

// passageSigns looks at the ways over assets since the ship lost speed.
func (s *shard) passageSigns(v *ship, l *signs) {
	assets := make(map[int32]bool)
	for k := range v.passed.len() {
		one := v.passed.last(k)
		if one.at < v.step.onset-2 {
			break
		}
		assets[one.asset] = true
		name := s.sea.assets[one.asset].Name
		if one.dip > 0 {
			weight := weak
			if float64(one.dip) >= 1.5*s.params.DipLoss {
				weight = strong
			}
			l.add(weight, "dip.loss", float64(one.dip), s.params.DipLoss, "", one.at-dipHalf, one.at+dipHalf,
				"lost another %.0f %% of its speed over %s, against before and after", 100*one.dip, name)
		}
		if one.silent {
			l.add(weak, "gap.crossing", v.gap.length().Minutes(), s.params.GapLeast, "min", int32(v.gap.from/60_000), int32(v.gap.to/60_000),
				"was silent for %.0f minutes while it passed over %s", v.gap.length().Minutes(), name)
		}
	}
	if len(assets) >= 2 {
		l.add(weak, "passage.assets", float64(len(assets)), 2, "", v.step.onset, v.passed.last(0).at,
			"passed over %d assets at the lower speed", len(assets))
	}
}

// decay looks for a loss of speed that goes on long after it began: an anchor that digs in, or an engine that is overloaded.
func (s *shard) decay(v *ship, at int32, l *signs) {
	t := &v.step
	const long, share = 45, 0.15
	if at-t.onset < long {
		return
	}
	first := v.minutes.over(t.found, t.found+15)
	now := v.minutes.over(at-5, at)
	if first.n < 3 || now.n < 2 {
		return
	}
	t.decay = max(t.decay, (first.speed-now.speed)/t.base)
	if t.decay >= share {
		l.add(weak, "held.decay", t.decay, share, "", t.found, at, "went on losing speed: another %.0f %% of its own speed", 100*t.decay)
	}
}
