package watch

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A story is a ship's warning, from its first revision to its last.
type story struct {
	open    bool
	warning *Warning // as it was told last; nil: the ship was never warned of
	marks   marks
	since   int32
	told    int32 // minute of the last revision
	near    []near
}

// A near is an asset of which was told that it is near, and how near.
type near struct {
	asset string
	rank  int
}

// marks are what a new revision needs to differ in.
type marks struct {
	kind      WarningKind
	crossed   int
	severity  Severity
	certainty Certainty
}

// raise begins a warning.
func (s *shard) raise(v *ship, f *finding, at int32) {
	w := s.describe(v, f, at)
	w.ID = fmt.Sprintf("w-%s-%d", w.Time.Format("20060102-1504"), v.mmsi)
	w.Revision, w.Raised = 1, w.Time
	w.Why = "raised"
	v.story = story{open: true, warning: &w, marks: marksOf(&w), since: f.since, told: at}
	v.story.nearer(&w)
	s.tell(v)
}

// goesOn updates a warning that is open, and reports whether it still is.
func (s *shard) goesOn(v *ship, at int32) bool {
	st := &v.story
	f, over := s.again(v, at)
	if over != "" {
		s.end(v, at, over)
		return false
	}
	w := s.describe(v, &f, at)
	w.ID, w.Raised = st.warning.ID, st.warning.Raised
	w.Certainty, w.Crossed = surer(w.Certainty, st.warning.Certainty), longer(w.Crossed, st.warning.Crossed)
	if len(w.Evidence) == 0 { // nothing is measured while it stops
		w.Since, w.Evidence, w.Against = st.warning.Since, st.warning.Evidence, st.warning.Against
	}
	m := marksOf(&w)
	if why := strings.Join(append(m.since(&st.marks), st.nearer(&w)...), "; "); why != "" {
		w.Revision, w.Why = st.warning.Revision+1, why
		st.warning, st.told = &w, at
		s.tell(v)
	}
	if st.marks.severity == Severe {
		m.severity = Severe
	}
	st.marks = m
	return true
}

// nearer says that the next asset is near, once for each step of urgency until it is passed.
func (st *story) nearer(w *Warning) []string {
	for _, p := range w.Crossed[min(st.marks.crossed, len(w.Crossed)):] {
		st.near = slices.DeleteFunc(st.near, func(n near) bool { return n.asset == p.Asset.ID })
	}
	rank := w.Urgency.rank()
	if len(w.Next) == 0 || rank < Expected.rank() {
		return nil
	}
	next := w.Next[0]
	i := slices.IndexFunc(st.near, func(n near) bool { return n.asset == next.Asset.ID })
	switch {
	case i < 0:
		st.near = append(st.near, near{next.Asset.ID, rank})
	case st.near[i].rank >= rank:
		return nil
	default:
		st.near[i].rank = rank
	}
	return []string{fmt.Sprintf("%s is %.0f minutes ahead", next.Asset.Name, next.Minutes)}
}

// longer returns the passages of before and those of now that are not among them: a ship forgets the oldest.
func longer(now, before []Passage) []Passage {
	all := before
	for _, p := range now {
		if !slices.ContainsFunc(before, func(b Passage) bool { return b.Asset.ID == p.Asset.ID && b.Time.Equal(p.Time) }) {
			all = append(all, p)
		}
	}
	return all
}

// again looks at the rule of an open warning once more. It returns why the event is over, if it is.
func (s *shard) again(v *ship, at int32) (f finding, over string) {
	switch st := &v.story; st.warning.Kind {
	case AnchorDrag:
		return s.dragsStill(v, at)
	case AnchorSlip:
		f = s.slips(v, at)
		if v.lying.since == 0 {
			return f, "it is under way"
		}
		if !v.lying.slipping {
			return f, "it lies still again"
		}
	case BackAndForth:
		f = s.turnsBackStill(v, at)
		if at-v.passed.last(0).at > 3*60 {
			return f, "it has not passed over the asset for three hours"
		}
	case AnchorOver:
		f = s.liesOver(v, at)
		if v.lying.since == 0 {
			return f, "it is under way"
		}
	case Silence:
		return f, "it is heard again"
	}
	return f, ""
}

// dragsStill is the rule for an anchor on the bottom once it has been warned of. A ship that stops and then goes faster has
// heaved it.
func (s *shard) dragsStill(v *ship, at int32) (finding, string) {
	st := &v.story
	if v.step.phase == dragging {
		return s.drags(v, at), ""
	}
	if dip := s.dips(v, at); dip.asset >= 0 || at-st.told < int32(s.params.AheadNext) && st.dipped() {
		return s.dipsStill(v, dip), ""
	}
	if gain := s.stopsAndGoes(v, at); gain.holds {
		return gain, "it stopped, and goes faster since than before: " + gain.signs.all[1].Text
	}
	if q := &v.step.prior; q.until > 0 && at-q.until < soonAfter {
		return s.drags(v, at), "" // what it does after its stop is not known yet
	}
	return s.drags(v, at), endings[v.step.why]
}

// dipped reports whether the warning rests on a dip over one asset: the ship is followed to the next.
func (st *story) dipped() bool {
	return slices.ContainsFunc(st.warning.Evidence, func(e Evidence) bool { return e.Rule == "dip.loss" })
}

// dipsStill keeps the signs of a dip while the ship is followed to the next asset.
func (s *shard) dipsStill(v *ship, f finding) finding {
	if f.asset >= 0 {
		return f
	}
	f.since, f.sure, f.asset = v.story.since, v.story.warning.Certainty, -1
	for _, e := range v.story.warning.Evidence {
		f.signs.all = append(f.signs.all, sign{e, 0})
	}
	f.doubts.all = v.story.warning.Against
	return f
}

// turnsBackStill is the rule for going back and forth, while the next passage is not due yet.
func (s *shard) turnsBackStill(v *ship, at int32) finding {
	f := s.turnsBack(v, v.passed.last(0).at)
	f.asset = int(v.passed.last(0).asset)
	return f
}

var endings = map[ending]string{
	notEnded:  "it is no longer followed",
	recovered: "it is back at its own speed",
	stopped:   "it lies still",
	turned:    "it changed its course",
	unsteady:  "it does not hold its course",
	tooSlow:   "it is too slow",
}

// end tells that the event is over.
func (s *shard) end(v *ship, at int32, why string) {
	st := &v.story
	st.open = false
	w := st.warning
	w.Revision++
	w.Ended, w.Why, w.Time = true, "ended: "+why, ofMinute(at)
	w.Place = placeOf(&v.last)
	w.Next, w.Urgency = []NextAsset{}, Past
	s.tell(v)
}

// tell puts the warning out.
func (s *shard) tell(v *ship) {
	w := *v.story.warning
	w.Crossed, w.Next = slices.Clone(w.Crossed), slices.Clone(w.Next)
	s.out.Warnings = append(s.out.Warnings, w)
}

func marksOf(w *Warning) marks { return marks{w.Kind, len(w.Crossed), w.Severity, w.Certainty} }

// since says what has changed so that people need to know.
func (m *marks) since(old *marks) (all []string) {
	if m.crossed > old.crossed {
		all = append(all, "it passed over another asset")
	}
	if m.certainty != old.certainty {
		all = append(all, "it is surer")
	}
	if m.severity != old.severity && m.severity == Severe && old.severity != Severe {
		all = append(all, "what is at risk weighs more")
	}
	return all
}

func (u Urgency) rank() int { return slices.Index([]Urgency{Past, Future, Expected, Immediate}, u) }

func surer(a, b Certainty) Certainty {
	if a == Likely || b == Likely {
		return Likely
	}
	return a
}

// describe makes a warning of a finding.
func (s *shard) describe(v *ship, f *finding, at int32) Warning {
	w := Warning{
		Kind: f.kind, Time: instant(v.last.time), Since: ofMinute(f.since), Ships: []ShipInfo{v.info()}, Place: placeOf(&v.last),
		Certainty: f.sure, Evidence: f.signs.evidence(), Against: f.doubts.all, Crossed: []Passage{}, Next: s.next(v, f, at),
		Raw: s.sentences(v), Synthetic: s.synthetic,
	}
	for _, c := range f.crossed {
		w.Crossed = append(w.Crossed, Passage{
			Asset: s.sea.ref(int(c.asset)), Time: instant(c.time), Spot: spot(geoPoint(c.lat, c.lon)),
			Speed: round(float64(c.speed), 1), Usual: round(float64(c.usual), 1),
		})
	}
	if f.asset >= 0 {
		w.Asset = s.sea.ref(f.asset)
	} else if len(w.Next) > 0 {
		w.Asset = w.Next[0].Asset
	} else if v.story.open {
		w.Asset = v.story.warning.Asset
	}
	w.Severity, w.Urgency = severityOf(&w), urgencyOf(w.Next)
	return w
}

// next returns the assets ahead of a ship.
func (s *shard) next(v *ship, f *finding, at int32) []NextAsset {
	all := []NextAsset{}
	speed := v.step.recent
	if speed < 0.3 {
		return all
	}
	for _, c := range s.sea.ahead(v.last.point(), v.heading(at), speed*knot*60*s.params.AheadNext) {
		all = append(all, NextAsset{Asset: s.sea.ref(c.asset), Minutes: math.Round(c.along / (speed * knot) / 60), Distance: math.Round(c.along), Spot: spot(c.at)})
	}
	return all
}

// severityOf goes by what is at risk: power and gas for many, or several assets.
func severityOf(w *Warning) Severity {
	heavy := func(k AssetKind) bool { return k == PowerCable || k == Pipeline }
	if heavy(w.Asset.Kind) || len(w.Crossed) >= 2 {
		return Severe
	}
	for _, c := range w.Crossed {
		if heavy(c.Asset.Kind) {
			return Severe
		}
	}
	if len(w.Next) > 0 && w.Next[0].Minutes <= 60 && heavy(w.Next[0].Asset.Kind) {
		return Severe
	}
	return Moderate
}

// urgencyOf goes by how far the next asset is.
func urgencyOf(next []NextAsset) Urgency {
	switch {
	case len(next) == 0:
		return Past
	case next[0].Minutes <= 15:
		return Immediate
	case next[0].Minutes <= 60:
		return Expected
	}
	return Future
}
