package watch

import "time"

// A Picture is what is known of a sea at a time.
type Picture interface {
	// Source says where the reports come from.
	Source() Source
	// Ships returns where each ship was last heard, at the latest at a time and at the earliest Source.Memory before it, in
	// order of MMSI.
	Ships(at time.Time) []ShipState
	// Track returns where a ship was, in order of time.
	Track(mmsi uint32) []Place
	// Warnings returns every revision of every warning, in the order in which they were raised.
	Warnings() []Warning
	// Detections returns what detectors saw, in order of time. The oldest are forgotten first.
	Detections() []Detection
	// Assets returns what is watched over.
	Assets() []Asset
	// Areas returns where ships have good reasons.
	Areas() []Area
}

// A Source says where the reports of a picture come from, and how they came in.
type Source struct {
	Name      string        `json:"name"`      // of the file, folder or address
	Title     string        `json:"title"`     // for people
	Synthetic bool          `json:"synthetic"` // invented or reconstructed
	Live      bool          `json:"live"`      // reports still come in
	From      time.Time     `json:"from"`      // of the reports
	To        time.Time     `json:"to"`
	Memory    time.Duration `json:"-"` // how long a ship that is silent stays in the picture
	Tally     Tally         `json:"tally"`
}

// A ShipState is where a ship was last heard.
type ShipState struct {
	Ship    ShipInfo `json:"ship"`
	Place   Place    `json:"place"`
	Warning string   `json:"warning,omitempty"` // the ID of the one that it is in
}
