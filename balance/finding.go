package balance

import (
	"entente"
	"entente/balance/lp"
	"entente/cal"
)

// A Finding is what came of a case: computed from what was known, never stored as truth.
type Finding struct {
	Case          string       `json:"case"`
	Model         string       `json:"model"`
	Exercise      bool         `json:"exercise,omitempty"`
	On            cal.Date     `json:"on"`           // the day by which offers are counted or lapsed
	Requirements  []Covered    `json:"requirements"` // in the order of the case
	Contributions []Used       `json:"contributions"`
	Allocations   []Allocation `json:"allocations"`
	Gaps          []Gap        `json:"gaps"`
	Doubles       []Double     `json:"doubles"`
	Prices        []Price      `json:"prices"`
	Fairness      []Standing   `json:"fairness"`
	Cost          float64      `json:"cost"`
	Currency      string       `json:"currency,omitempty"`
	Certificate   Certificate  `json:"certificate"`
	Conflict      *Conflict    `json:"conflict,omitempty"` // there are gaps: what cannot all be met
	Notes         []string     `json:"notes,omitempty"`
	Detail        any          `json:"detail,omitempty"` // what one model has to say beyond the others
}

// A Conflict is a set of needs and rules that cannot all hold. If it is minimal the others hold without any one of them: to give one up, or to
// ease it, is the least change that settles this conflict; there may be others.
type Conflict struct {
	Words   []string `json:"words"`
	Minimal bool     `json:"minimal"`
}

// Covered is a requirement with what covers it.
type Covered struct {
	Requirement
	Slices  []Slice `json:"slices"`
	Least   float64 `json:"least"`   // what is there at the worst time
	Missing float64 `json:"missing"` // at the worst time
}

// A Slice is a run of days in which nothing changes.
type Slice struct {
	Period  cal.Period `json:"period,omitzero"`
	Needed  float64    `json:"needed"`
	Covered float64    `json:"covered"`
	Missing float64    `json:"missing"`
}

// Used is a contribution with what became of it.
type Used struct {
	Contribution
	Counted bool    `json:"counted"`       // it was there to be used
	Most    float64 `json:"most"`          // that was used at one time
	Why     string  `json:"why,omitempty"` // it was not counted, or not used
}

// An Allocation is a contribution, or a part of it, put to a requirement for a time.
type Allocation struct {
	Contribution string          `json:"contribution"`
	Requirement  string          `json:"requirement"`
	Party        entente.ActorID `json:"party"`
	Period       cal.Period      `json:"period,omitzero"`
	Quantity     float64         `json:"quantity"`
	Cost         float64         `json:"cost,omitempty"`
}

// A Gap is what is missing of a requirement, when, why, and who could close it at which price.
type Gap struct {
	Requirement string     `json:"requirement"`
	Area        string     `json:"area,omitempty"`
	Period      cal.Period `json:"period,omitzero"`
	Missing     float64    `json:"missing"`
	Unit        string     `json:"unit,omitempty"`
	Why         string     `json:"why"`
	Closers     []Closer   `json:"closers,omitempty"` // in order of cost
}

// A Closer is somebody who could close a gap, or a part of it, and what stands in the way.
type Closer struct {
	Party        entente.ActorID `json:"party"`
	Contribution string          `json:"contribution,omitempty"`
	Quantity     float64         `json:"quantity"`
	Cost         float64         `json:"cost,omitempty"` // of all of it
	Needs        string          `json:"needs"`          // what would have to happen
}

// A Price says what one unit more or less at a binding rule would change.
type Price struct {
	Rule   string     `json:"rule"` // that binds, in words
	Period cal.Period `json:"period,omitzero"`
	Worth  float64    `json:"worth"` // by how much the measure of the case falls with one unit more
	Words  string     `json:"words"`
}

// A Certificate is what shows that an answer cannot be bettered, or that nothing fits.
type Certificate struct {
	Status    lp.Status `json:"status"`
	Objective float64   `json:"objective"`
	Bound     float64   `json:"bound"`
	Gap       float64   `json:"gap"`
	Verified  bool      `json:"verified"`       // recomputed from the case alone
	Proof     string    `json:"proof"`          // of what kind it is
	Of        string    `json:"of"`             // what the objective is, in words
	Core      []string  `json:"core,omitempty"` // nothing fits: what cannot all hold, each needed for that
	Minimal   bool      `json:"minimal,omitempty"`
}
