package watch

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"entente"
)

// Params are what the detectors and rules go by. Times are in minutes, lengths in metres, speeds in knots, angles in degrees
// and shares between 0 and 1, unless a field says otherwise. [Standard] explains where the values come from.
type Params struct {
	// How reports become tracks.
	Settle    float64 // seconds that a report may be late; a report waits that long for earlier ones
	Memory    float64 // how long a silent ship stays
	Longest   float64 // how long one that is under suspicion stays
	TopSpeed  float64 // no ship is faster
	MaxShips  float64 // tracked at a time; beyond, the one heard longest ago is forgotten
	Corridor  float64 // to either side of an asset that names no corridor
	Nearby    float64 // of a line: close enough for a stop to matter
	HalfTrust float64 // share of an asset's stated accuracy that is added to its corridor

	// A loss of speed (speed-step).
	StepLoss    float64 // share of the ship's own speed
	StepWithin  float64 // in which the loss happens
	StepSharp   float64 // share of the loss that happens within half of StepWithin
	StepTurn    float64 // course change that explains it
	StepSpeed   float64 // before, at the least
	StepBase    float64 // over which the ship's own speed is measured
	StepSustain float64 // for which the lower speed lasts

	// A ship that goes on at the lower speed (held).
	HeldFor    float64 // at the least
	HeldLeast  float64 // share of the speed before
	HeldMost   float64
	HeldCourse float64 // standard deviation of the course
	HeldTurn   float64 // net change of course, more of which is a manoeuvre

	// What makes it an anchor.
	SwayGrowth float64 // the sway of the course against that before, as a factor
	SwayHint   float64 // the same, when other signs come with it
	Sway       float64 // standard deviation of the course, at the least
	Drift      float64 // between heading and course
	DipLoss    float64 // share of speed lost over an asset, against both sides
	DipReach   float64 // to either side of the line
	StopFor    float64 // a stop on open water, at the least
	StopMost   float64 // and at the most: who lies longer waits for something
	StopGain   float64 // share by which a ship is faster after the stop than before it

	// What lies ahead.
	Ahead      float64 // minutes looked ahead for the first asset
	AheadNext  float64 // minutes looked ahead for the others
	PortAhead  float64 // a port on the course within that time explains a loss of speed
	Remembered float64 // how long a passage counts for the next one

	// A ship at anchor (anchor-slip, anchored-over).
	AnchorSpeed  float64 // below which a ship lies still
	AnchorAfter  float64 // lying still
	SlipFactor   float64 // distance from where the ship lay, in radii of its swing
	SlipLeast    float64 // the same in metres, at the least
	SlipSpeed    float64 // at the least, for SlipFor
	SlipFastest  float64 // faster is under way
	SlipFor      float64
	SlipAhead    float64 // minutes to an asset at the ship's drift
	OverFor      float64 // at anchor or stopped over an asset
	OverDistance float64 // from its line
	LoiterSpeed  float64
	LoiterFor    float64

	// Crossing back and forth.
	CrossTimes  float64
	CrossWithin float64
	CrossReach  float64 // distance from the line between two crossings, at the most
	CrossSpeed  float64 // share of the ship's own highest speed, at the most

	// A ship that falls silent (gap).
	GapLeast     float64
	GapIntervals float64 // times the reporting interval
	GapHeard     float64 // share of minutes in which others near it were heard
	GapReach     float64 // of a line

	// What others do.
	PatternShips float64 // others that lost speed at the same place
	PatternShare float64 // of those that passed
	WeatherShips float64 // others near it
	WeatherShare float64 // of these that are slower than usual

	// Two ships, and one with two names.
	MeetDistance  float64
	MeetSpeed     float64
	MeetFor       float64
	TwinDistance  float64
	TwinWithin    float64
	TwinSpeed     float64 // slower ships are at a berth or a buoy
	DraughtChange float64 // metres
	SurveyLegs    float64 // parallel legs in opposite directions
	SurveyTurn    float64 // between legs
}

// Standard returns the parameters that a watch uses unless its content says otherwise.
//
// The loss of speed and the time for which it is held are from the public accounts of five anchor drags in the Baltic Sea
// 2023 to 2025; loitering and stopping are from Global Fishing Watch (loitering events, below 2 knots) and the product notes of
// Windward (standing: below 3 knots); the reporting intervals against which a silence is measured are those of ITU-R M.1371-5,
// annex 1, table 1; meetings are those of Global Fishing Watch (encounters: 500 m, 2 knots, 2 hours; Miller et al., Frontiers in
// Marine Science 5, 2018). The content's own file of parameters repeats each with its source.
func Standard() Params {
	return Params{
		Settle: 30, Memory: 6 * 60, Longest: 48 * 60, TopSpeed: 60, MaxShips: 200_000,
		Corridor: 926, Nearby: 3704, HalfTrust: 0.1,

		StepLoss: 0.12, StepWithin: 12, StepSharp: 0.45, StepTurn: 12, StepSpeed: 5, StepBase: 40, StepSustain: 3,
		HeldFor: 20, HeldLeast: 0.3, HeldMost: 0.9, HeldCourse: 8, HeldTurn: 25,
		SwayGrowth: 3, SwayHint: 1.8, Sway: 0.9, Drift: 12, DipLoss: 0.12, DipReach: 2000, StopFor: 30, StopMost: 240, StopGain: 0.35,
		Ahead: 60, AheadNext: 12 * 60, PortAhead: 40, Remembered: 24 * 60,

		AnchorSpeed: 1, AnchorAfter: 30, SlipFactor: 3, SlipLeast: 400, SlipSpeed: 0.5, SlipFastest: 5, SlipFor: 10, SlipAhead: 60,
		OverFor: 30, OverDistance: 463, LoiterSpeed: 3, LoiterFor: 30,
		CrossTimes: 3, CrossWithin: 6 * 60, CrossReach: 9260, CrossSpeed: 0.6,
		GapLeast: 10, GapIntervals: 30, GapHeard: 0.5, GapReach: 18_520,
		PatternShips: 3, PatternShare: 0.15, WeatherShips: 3, WeatherShare: 0.3,
		MeetDistance: 500, MeetSpeed: 2, MeetFor: 120, TwinDistance: 100, TwinWithin: 5, TwinSpeed: 3, DraughtChange: 1, SurveyLegs: 4, SurveyTurn: 15,
	}
}

// A Parameter is one value of [Params] under its name.
type Parameter struct {
	Name     string // such as "speed-step.loss"
	Unit     string // "" for a factor or a count
	Min, Max float64
	field    func(*Params) *float64
}

// Parameters are all of them, in the order in which [Params] has them.
var Parameters = []Parameter{
	{"track.settle", "s", 0, 600, func(p *Params) *float64 { return &p.Settle }},
	{"track.memory", "min", 10, 1e5, func(p *Params) *float64 { return &p.Memory }},
	{"track.longest", "min", 10, 1e5, func(p *Params) *float64 { return &p.Longest }},
	{"track.top-speed", "kn", 10, 1000, func(p *Params) *float64 { return &p.TopSpeed }},
	{"track.ships", "", 1, 1e7, func(p *Params) *float64 { return &p.MaxShips }},
	{"asset.corridor", "m", 1, 1e5, func(p *Params) *float64 { return &p.Corridor }},
	{"asset.nearby", "m", 1, 1e5, func(p *Params) *float64 { return &p.Nearby }},
	{"asset.accuracy-share", "", 0, 1, func(p *Params) *float64 { return &p.HalfTrust }},
	{"speed-step.loss", "", 0.01, 1, func(p *Params) *float64 { return &p.StepLoss }},
	{"speed-step.within", "min", 2, 60, func(p *Params) *float64 { return &p.StepWithin }},
	{"speed-step.sharpness", "", 0, 1, func(p *Params) *float64 { return &p.StepSharp }},
	{"speed-step.turn", "deg", 0, 180, func(p *Params) *float64 { return &p.StepTurn }},
	{"speed-step.speed-before", "kn", 1, 30, func(p *Params) *float64 { return &p.StepSpeed }},
	{"speed-step.baseline", "min", 10, 60, func(p *Params) *float64 { return &p.StepBase }},
	{"speed-step.sustained", "min", 1, 30, func(p *Params) *float64 { return &p.StepSustain }},
	{"held.for", "min", 1, 240, func(p *Params) *float64 { return &p.HeldFor }},
	{"held.least", "", 0, 1, func(p *Params) *float64 { return &p.HeldLeast }},
	{"held.most", "", 0, 1, func(p *Params) *float64 { return &p.HeldMost }},
	{"held.course-spread", "deg", 0, 90, func(p *Params) *float64 { return &p.HeldCourse }},
	{"held.turn", "deg", 0, 180, func(p *Params) *float64 { return &p.HeldTurn }},
	{"sway.growth", "", 1, 10, func(p *Params) *float64 { return &p.SwayGrowth }},
	{"sway.hint", "", 1, 10, func(p *Params) *float64 { return &p.SwayHint }},
	{"sway.least", "deg", 0, 45, func(p *Params) *float64 { return &p.Sway }},
	{"drift.angle", "deg", 0, 180, func(p *Params) *float64 { return &p.Drift }},
	{"dip.loss", "", 0.01, 1, func(p *Params) *float64 { return &p.DipLoss }},
	{"dip.reach", "m", 100, 2e4, func(p *Params) *float64 { return &p.DipReach }},
	{"stop-and-go.stop", "min", 1, 1e4, func(p *Params) *float64 { return &p.StopFor }},
	{"stop-and-go.longest", "min", 1, 1e5, func(p *Params) *float64 { return &p.StopMost }},
	{"stop-and-go.gain", "", 0.01, 10, func(p *Params) *float64 { return &p.StopGain }},
	{"ahead.first", "min", 1, 1440, func(p *Params) *float64 { return &p.Ahead }},
	{"ahead.next", "min", 1, 2880, func(p *Params) *float64 { return &p.AheadNext }},
	{"ahead.port", "min", 0, 240, func(p *Params) *float64 { return &p.PortAhead }},
	{"passage.remembered", "min", 1, 1e4, func(p *Params) *float64 { return &p.Remembered }},
	{"anchor.speed", "kn", 0.1, 3, func(p *Params) *float64 { return &p.AnchorSpeed }},
	{"anchor.after", "min", 1, 240, func(p *Params) *float64 { return &p.AnchorAfter }},
	{"anchor-slip.factor", "", 1, 20, func(p *Params) *float64 { return &p.SlipFactor }},
	{"anchor-slip.distance", "m", 50, 1e4, func(p *Params) *float64 { return &p.SlipLeast }},
	{"anchor-slip.speed", "kn", 0.1, 5, func(p *Params) *float64 { return &p.SlipSpeed }},
	{"anchor-slip.fastest", "kn", 1, 10, func(p *Params) *float64 { return &p.SlipFastest }},
	{"anchor-slip.for", "min", 1, 120, func(p *Params) *float64 { return &p.SlipFor }},
	{"anchor-slip.ahead", "min", 1, 600, func(p *Params) *float64 { return &p.SlipAhead }},
	{"anchored-over.for", "min", 1, 600, func(p *Params) *float64 { return &p.OverFor }},
	{"anchored-over.distance", "m", 10, 1e4, func(p *Params) *float64 { return &p.OverDistance }},
	{"loitering.speed", "kn", 0.1, 10, func(p *Params) *float64 { return &p.LoiterSpeed }},
	{"loitering.for", "min", 1, 600, func(p *Params) *float64 { return &p.LoiterFor }},
	{"back-and-forth.times", "", 2, 20, func(p *Params) *float64 { return &p.CrossTimes }},
	{"back-and-forth.within", "min", 10, 2880, func(p *Params) *float64 { return &p.CrossWithin }},
	{"back-and-forth.reach", "m", 100, 1e5, func(p *Params) *float64 { return &p.CrossReach }},
	{"back-and-forth.speed", "", 0, 1, func(p *Params) *float64 { return &p.CrossSpeed }},
	{"gap.least", "min", 1, 600, func(p *Params) *float64 { return &p.GapLeast }},
	{"gap.intervals", "", 1, 1000, func(p *Params) *float64 { return &p.GapIntervals }},
	{"gap.heard", "", 0, 1, func(p *Params) *float64 { return &p.GapHeard }},
	{"gap.reach", "m", 100, 1e5, func(p *Params) *float64 { return &p.GapReach }},
	{"pattern.ships", "", 1, 100, func(p *Params) *float64 { return &p.PatternShips }},
	{"pattern.share", "", 0, 1, func(p *Params) *float64 { return &p.PatternShare }},
	{"weather.ships", "", 1, 100, func(p *Params) *float64 { return &p.WeatherShips }},
	{"weather.share", "", 0, 1, func(p *Params) *float64 { return &p.WeatherShare }},
	{"rendezvous.distance", "m", 10, 5000, func(p *Params) *float64 { return &p.MeetDistance }},
	{"rendezvous.speed", "kn", 0.1, 10, func(p *Params) *float64 { return &p.MeetSpeed }},
	{"rendezvous.for", "min", 1, 1440, func(p *Params) *float64 { return &p.MeetFor }},
	{"identity.distance", "m", 10, 5000, func(p *Params) *float64 { return &p.TwinDistance }},
	{"identity.within", "min", 1, 60, func(p *Params) *float64 { return &p.TwinWithin }},
	{"identity.speed", "kn", 0, 20, func(p *Params) *float64 { return &p.TwinSpeed }},
	{"voyage.draught", "m", 0.1, 20, func(p *Params) *float64 { return &p.DraughtChange }},
	{"survey.legs", "", 2, 50, func(p *Params) *float64 { return &p.SurveyLegs }},
	{"survey.turn", "deg", 1, 90, func(p *Params) *float64 { return &p.SurveyTurn }},
}

// Get returns the value of the parameter in p.
func (q Parameter) Get(p Params) float64 { return *q.field(&p) }

// With returns p with the named values in place of its own.
func (p Params) With(values map[string]float64) (Params, error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(Parameters, func(q Parameter) bool { return q.Name == name })
		if i < 0 {
			return p, fmt.Errorf("parameter %q unknown: %w", name, entente.ErrInvalid)
		}
		q, v := Parameters[i], values[name]
		if math.IsNaN(v) || v < q.Min || v > q.Max {
			return p, fmt.Errorf("parameter %s is %v: want %v to %v %s: %w", name, v, q.Min, q.Max, q.Unit, entente.ErrInvalid)
		}
		*q.field(&p) = v
	}
	return p, nil
}
