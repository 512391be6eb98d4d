package watch

import (
	"time"

	"entente/geo"
)

// A Warning tells of one event: a ship that does near assets what ships that harmed such assets did. While the event goes on
// the warning is updated: ID stays, Revision grows.
type Warning struct {
	ID        string      `json:"id"`       // the same for the same reports
	Revision  int         `json:"revision"` // 1 for the first
	Kind      WarningKind `json:"kind"`
	Time      time.Time   `json:"time"`   // of this revision, by the clock of the reports
	Raised    time.Time   `json:"raised"` // of the first revision
	Since     time.Time   `json:"since"`  // when the behaviour began
	Ended     bool        `json:"ended"`  // the behaviour is over; the last revision
	Ships     []ShipInfo  `json:"ships"`
	Place     Place       `json:"place"` // of the first ship at Time
	Asset     AssetRef    `json:"asset"` // the one at risk: crossed last, or next ahead
	Crossed   []Passage   `json:"crossed"`
	Next      []NextAsset `json:"next_assets"` // on the present course, nearest first
	Severity  Severity    `json:"severity"`
	Urgency   Urgency     `json:"urgency"`
	Certainty Certainty   `json:"certainty"`
	Why       string      `json:"why"` // what changed with this revision
	Evidence  []Evidence  `json:"evidence"`
	Against   []Doubt     `json:"against"` // innocent explanations, each looked at
	Raw       []string    `json:"raw,omitempty"`
	Synthetic bool        `json:"synthetic"` // of invented or reconstructed reports
}

// A WarningKind says what a ship seems to do.
type WarningKind string

// The kinds of warnings.
const (
	AnchorDrag   WarningKind = "anchor-drag"   // drags an anchor under way
	AnchorSlip   WarningKind = "anchor-slip"   // at anchor, and the anchor does not hold
	AnchorOver   WarningKind = "anchored-over" // anchors or stops over an asset
	BackAndForth WarningKind = "back-and-forth"
	Silence      WarningKind = "silence" // silent while it crossed, with other signs
)

// WarningKinds are all kinds of warnings.
var WarningKinds = []WarningKind{AnchorDrag, AnchorSlip, AnchorOver, BackAndForth, Silence}

// A ShipInfo is what is known of a ship from its own reports.
type ShipInfo struct {
	MMSI        uint32  `json:"mmsi"`
	IMO         uint32  `json:"imo,omitempty"`
	Name        string  `json:"name,omitempty"`
	Callsign    string  `json:"callsign,omitempty"`
	Type        int     `json:"shiptype,omitempty"` // ITU-R M.1371-5 annex 8, 3.3.2
	Length      int     `json:"length,omitempty"`   // metres
	Beam        int     `json:"beam,omitempty"`
	Draught     float64 `json:"draught,omitempty"` // metres
	Destination string  `json:"destination,omitempty"`
}

// A Spot is a position in degrees of WGS 84, north and east positive.
type Spot struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Point returns s as a point.
func (s Spot) Point() geo.Point { return geo.Point{Lon: s.Lon, Lat: s.Lat} }

// A Place is where a ship was at a time, and how it moved.
type Place struct {
	Time time.Time `json:"time"`
	Spot
	Speed   *float64 `json:"sog"`     // knots; nil: not available
	Course  *float64 `json:"cog"`     // degrees
	Heading *float64 `json:"heading"` // degrees
	Status  *int     `json:"status"`  // ITU-R M.1371-5 annex 8, 3.1
}

// An AssetRef names an asset.
type AssetRef struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Kind AssetKind `json:"kind"`
}

// A Passage is a way over an asset.
type Passage struct {
	Asset AssetRef  `json:"asset"`
	Time  time.Time `json:"time"`
	Spot
	Speed float64 `json:"speed"` // knots
	Usual float64 `json:"usual"` // knots: the ship's own speed before the event; 0: not known
}

// A NextAsset is one that lies ahead.
type NextAsset struct {
	Asset    AssetRef `json:"asset"`
	Minutes  float64  `json:"minutes"` // until the ship reaches it at its present speed
	Distance float64  `json:"metres"`
	Spot              // where it would cross
}

// An Evidence is one figure that a rule went by.
type Evidence struct {
	Rule  string    `json:"rule"` // the detector and the parameter, such as "speed-step.loss"
	Value float64   `json:"value"`
	Limit float64   `json:"limit"` // that the value reached
	Unit  string    `json:"unit"`
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Text  string    `json:"text"` // the same as a sentence, in English
}

// A Doubt is an innocent explanation that was looked at.
type Doubt struct {
	Kind  string `json:"kind"`  // such as "port", "fishing", "pattern", "reception"
	Holds bool   `json:"holds"` // it may explain what was seen
	Known bool   `json:"known"` // there was enough to tell
	Text  string `json:"text"`
}

// A Severity is how bad the harm would be, in the words of CAP 1.2, 3.2.2.
type Severity string

// An Urgency is how soon to act, in the words of CAP 1.2, 3.2.2.
type Urgency string

// A Certainty is how sure the warning is, in the words of CAP 1.2, 3.2.2.
type Certainty string

// The words of the Common Alerting Protocol that warnings use.
const (
	Severe   Severity = "Severe"   // power cables and pipelines
	Moderate Severity = "Moderate" // other assets
	Minor    Severity = "Minor"

	Immediate Urgency = "Immediate" // an asset within a quarter of an hour
	Expected  Urgency = "Expected"  // within an hour
	Future    Urgency = "Future"
	Past      Urgency = "Past" // no asset ahead

	Observed Certainty = "Observed" // confirmed by somebody
	Likely   Certainty = "Likely"
	Possible Certainty = "Possible"
)

// A Detection is what one detector saw of one ship.
type Detection struct {
	Detector string     `json:"detector"` // such as "speed-step"
	MMSI     uint32     `json:"mmsi"`
	Other    uint32     `json:"other,omitempty"` // a second ship
	From     time.Time  `json:"from"`
	To       time.Time  `json:"to"`
	Spot                // at To
	Asset    *AssetRef  `json:"asset,omitempty"`
	Evidence []Evidence `json:"evidence"`
}
