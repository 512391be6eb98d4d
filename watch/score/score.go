// Package score says how good a watch is: which of the incidents that are known it would have warned of, how soon, and how often it
// warns of ships that do nothing wrong.
package score

import (
	"cmp"
	"slices"
	"time"

	"entente/watch"
)

// An Incident is a time in which some ships passed over assets and harmed them or not, among others that did nothing wrong.
type Incident struct {
	Name      string    `json:"name"`
	Title     string    `json:"title,omitempty"`
	Synthetic bool      `json:"synthetic"`
	Ships     []uint32  `json:"mmsi"` // that a warning is due of; none: nobody is to be warned of
	Passages  []Passage `json:"passages"`
}

// A Passage is when one of the ships of an incident passed over an asset, by its whole track.
type Passage struct {
	Asset string    `json:"asset"` // its name
	Time  time.Time `json:"time"`
}

// A Run is what a watch made of reports.
type Run struct {
	Warnings   []watch.Warning
	Detections []watch.Detection
	ShipDays   float64
}

// An Alarm is the first thing that a detector or a rule said of a ship, or the first after a day without.
type alarm struct {
	by   string // the detector, or the kind of the warning after "warning: "
	mmsi uint32
	at   time.Time
}

// together names the row of all rules.
const together = "warnings, all"

// An Outcome is how an incident came out.
type Outcome struct {
	Incident
	Kind    watch.WarningKind `json:"kind,omitempty"` // of the first warning
	Warned  *time.Time        `json:"warned"`         // nil: never
	Minutes *float64          `json:"minutes"`        // from the first passage to the warning; negative: the warning was earlier
	Lead    *float64          `json:"lead"`           // minutes from the warning to the passage that followed
	Ahead   string            `json:"ahead,omitempty"`
	InTime  bool              `json:"in_time"` // before the second asset was passed, or before the end where there is no second
	Others  int               `json:"others"`  // warnings of ships that the incident is not about
}

// A Row is how one detector did, or all rules together.
type Row struct {
	Name        string  `json:"name"`
	Found       int     `json:"found"`             // incidents in which it spoke of one of the ships that they are about
	InTime      int     `json:"in_time"`           // of these: before the second asset was passed
	False       int     `json:"false"`             // times that it spoke of other ships
	PerThousand float64 `json:"per_1000_shipdays"` // False for each 1,000 days that a ship was followed
}

// A Report is the score of a watch.
type Report struct {
	Outcomes []Outcome `json:"incidents"`
	Rows     []Row     `json:"detectors"` // rules first, then detectors
	Due      int       `json:"due"`       // incidents that a warning is due of
	ShipDays float64   `json:"ship_days"` // of all reports, those of incidents too
}

// A Scorer gathers runs. Its zero value has none.
type Scorer struct {
	report Report
	rows   map[string]*Row
}

// Add takes in what a watch made of the reports of an incident, or of traffic without one: then incident is nil.
func (s *Scorer) Add(incident *Incident, r Run) {
	if s.rows == nil {
		s.rows = map[string]*Row{together: {Name: together}}
	}
	s.report.ShipDays += r.ShipDays
	var about Incident
	if incident != nil {
		about = *incident
		s.report.Outcomes = append(s.report.Outcomes, outcome(about, r.Warnings))
		if len(about.Ships) > 0 {
			s.report.Due++
		}
	}
	found := make(map[string]time.Time)
	for _, a := range alarms(r) {
		row := s.rows[a.by]
		if row == nil {
			row = &Row{Name: a.by}
			s.rows[a.by] = row
		}
		if !slices.Contains(about.Ships, a.mmsi) {
			row.False++
		} else if at, ok := found[a.by]; !ok || a.at.Before(at) {
			found[a.by] = a.at
		}
	}
	for by, at := range found {
		s.rows[by].Found++
		if about.inTime(at) {
			s.rows[by].InTime++
		}
	}
}

// alarms returns what was said of ships, in order of time. One detector that goes on about a ship within a day counts once.
func alarms(r Run) []alarm {
	var all []alarm
	for i := range r.Warnings {
		if x := &r.Warnings[i]; x.Revision == 1 {
			all = append(all, alarm{"warning: " + string(x.Kind), x.Ships[0].MMSI, x.Time}, alarm{together, x.Ships[0].MMSI, x.Time})
		}
	}
	for _, d := range r.Detections {
		all = append(all, alarm{d.Detector, d.MMSI, d.To})
	}
	slices.SortStableFunc(all, func(a, b alarm) int { return a.at.Compare(b.at) })
	type key struct {
		by   string
		mmsi uint32
	}
	last := make(map[key]time.Time)
	return slices.DeleteFunc(all, func(a alarm) bool {
		k := key{a.by, a.mmsi}
		at, ok := last[k]
		last[k] = a.at
		return ok && a.at.Sub(at) < 24*time.Hour && a.by != together
	})
}

// second returns when the second asset was passed.
func (i *Incident) second() (time.Time, bool) {
	for _, p := range i.Passages {
		if p.Asset != i.Passages[0].Asset {
			return p.Time, true
		}
	}
	return time.Time{}, false
}

func (i *Incident) inTime(at time.Time) bool {
	second, ok := i.second()
	return !ok || at.Before(second)
}

func outcome(i Incident, warnings []watch.Warning) Outcome {
	o := Outcome{Incident: i}
	for k := range warnings {
		x := &warnings[k]
		switch {
		case x.Revision != 1:
		case !slices.Contains(i.Ships, x.Ships[0].MMSI):
			o.Others++
		case o.Warned == nil:
			o.Warned, o.Kind, o.InTime = &x.Time, x.Kind, i.inTime(x.Time)
		}
	}
	if o.Warned == nil || len(i.Passages) == 0 {
		return o
	}
	minutes := o.Warned.Sub(i.Passages[0].Time).Minutes()
	o.Minutes = &minutes
	for _, p := range i.Passages {
		if p.Time.After(*o.Warned) {
			lead := p.Time.Sub(*o.Warned).Minutes()
			o.Lead, o.Ahead = &lead, p.Asset
			break
		}
	}
	return o
}

// Report returns the score so far.
func (s *Scorer) Report() Report {
	r := s.report
	r.Outcomes, r.Rows = slices.Clone(r.Outcomes), nil
	slices.SortFunc(r.Outcomes, func(a, b Outcome) int { return cmp.Compare(a.Name, b.Name) })
	for _, row := range s.rows {
		one := *row
		if r.ShipDays > 0 {
			one.PerThousand = 1000 * float64(one.False) / r.ShipDays
		}
		r.Rows = append(r.Rows, one)
	}
	slices.SortFunc(r.Rows, func(a, b Row) int { return cmp.Or(rank(a.Name)-rank(b.Name), cmp.Compare(a.Name, b.Name)) })
	return r
}

// Total returns the row of all rules together.
func (r *Report) Total() Row {
	for _, row := range r.Rows {
		if row.Name == together {
			return row
		}
	}
	return Row{Name: together}
}

func rank(name string) int {
	switch {
	case name == together:
		return 0
	case len(name) > 9 && name[:9] == "warning: ":
		return 1
	}
	return 2
}
