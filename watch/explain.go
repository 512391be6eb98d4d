package watch

import (
	"fmt"
	"slices"
	"time"
)

// An Explanation says why a ship is, or is not, warned of.
type Explanation struct {
	Ship     ShipInfo    `json:"ship"`
	Place    Place       `json:"place"`
	Warning  string      `json:"warning,omitempty"` // the ID of the one that it is in
	Rules    []RuleState `json:"rules"`
	Passages []Passing   `json:"passages"` // its last ways over assets, the newest first
}

// A RuleState says how far the conditions of a rule are met.
type RuleState struct {
	Kind       WarningKind `json:"kind"`
	Holds      bool        `json:"holds"`
	Conditions []Condition `json:"conditions"`
	Evidence   []Evidence  `json:"evidence"`
	Against    []Doubt     `json:"against"`
}

// A Condition is one that a rule asks for.
type Condition struct {
	Text string `json:"text"`
	Met  bool   `json:"met"`
}

// A Passing is a way over an asset, and why it gave a warning or none.
type Passing struct {
	Passage
	Warned bool   `json:"warned"`
	Why    string `json:"why"`
}

// Explain says why a ship is warned of or not, as of its newest whole minute. It returns false for a ship that is not followed.
func (w *Watch) Explain(mmsi uint32) (Explanation, bool) {
	w.gather()
	s := w.shards[w.shardOf(mmsi)]
	v := s.ships[keyOf(mmsi, 0)]
	if v == nil || v.fixes == 0 {
		return Explanation{}, false
	}
	e := Explanation{Ship: v.info(), Place: placeOf(&v.last), Rules: []RuleState{}, Passages: []Passing{}}
	if v.story.open {
		e.Warning = v.story.warning.ID
	}
	at := int32(v.last.time / 60_000)
	if v.minutes.n > 0 {
		at = v.minutes.last(0).at
	}
	for _, rule := range rules {
		if f := rule(s, v, at); f.since > 0 || f.holds {
			e.Rules = append(e.Rules, s.state(v, &f))
		}
	}
	for k := range v.passed.len() {
		e.Passages = append(e.Passages, s.passing(v, v.passed.last(k)))
	}
	return e, true
}

// state says how far the conditions of a rule are met.
func (s *shard) state(v *ship, f *finding) RuleState {
	r := RuleState{Kind: f.kind, Holds: f.holds, Evidence: f.signs.evidence(), Against: f.doubts.all, Conditions: []Condition{}}
	if r.Evidence == nil {
		r.Evidence = []Evidence{}
	}
	if r.Against == nil {
		r.Against = []Doubt{}
	}
	add := func(met bool, format string, args ...any) {
		r.Conditions = append(r.Conditions, Condition{fmt.Sprintf(format, args...), met})
	}
	if f.kind == AnchorDrag && v.step.prior.until == 0 {
		p := s.params
		add(v.step.phase != cruising, "lost %.0f %% of its own speed or more within %.0f minutes, on its course", 100*p.StepLoss, p.StepWithin)
		add(v.step.phase == dragging, "went on at %.0f to %.0f %% of it for %.0f minutes", 100*p.HeldLeast, 100*p.HeldMost, p.HeldFor)
	}
	add(f.signs.weight() >= enough, "signs that weigh %d; a warning takes %d", f.signs.weight(), enough)
	add(f.asset >= 0, "an asset passed over, under it or ahead")
	add(!f.doubts.holds(), "nothing innocent explains it")
	return r
}

// passing says why a passage gave a warning or none.
func (s *shard) passing(v *ship, one *passed) Passing {
	p := Passing{Passage: Passage{
		Asset: s.sea.ref(int(one.asset)), Time: instant(one.time), Spot: spot(geoPoint(one.lat, one.lon)),
		Speed: round(float64(one.speed), 1), Usual: round(float64(one.usual), 1),
	}}
	if told := v.story.warning; told != nil {
		p.Warned = slices.ContainsFunc(told.Crossed, func(c Passage) bool { return c.Time.Equal(p.Time) })
	}
	loss := 0.0
	if one.usual > 0 {
		loss = max(0, 1-float64(one.speed/one.usual))
	}
	switch {
	case p.Warned:
		p.Why = "it is part of a warning"
	case one.phase == dragging:
		p.Why = "it had lost speed and held its course, but the signs weighed too little, or something innocent explained it"
	case one.phase == slowed:
		p.Why = fmt.Sprintf("it had lost %.0f %% of its speed, not for long enough yet", 100*loss)
	case loss >= s.params.StepLoss:
		p.Why = fmt.Sprintf("it was %.0f %% slower than it goes, but not at once, or it turned, stopped or went on as before", 100*loss)
	case one.dip > 0:
		p.Why = fmt.Sprintf("it lost %.0f %% of its speed over the asset and had it back at once", 100*one.dip)
	default:
		p.Why = fmt.Sprintf("it went at %.0f %% of its own speed; a loss counts from %.0f %%", 100*(1-loss), 100*s.params.StepLoss)
	}
	return p
}

// Ships returns where each ship was last heard since a time, in no order. Second hulls under a number are left out.
func (w *Watch) Ships(since time.Time) []ShipState {
	w.gather()
	var all []ShipState
	for _, s := range w.shards {
		for _, v := range s.ships {
			if v.hull > 0 || v.fixes == 0 || v.last.time < since.UnixMilli() {
				continue
			}
			state := ShipState{Ship: v.info(), Place: placeOf(&v.last)}
			if v.story.open {
				state.Warning = v.story.warning.ID
			}
			all = append(all, state)
		}
	}
	return all
}
