package watch

// A Tally says what became of reports: Read = Used + Duplicates + Late + the sum of Refused.
type Tally struct {
	Read       int64            `json:"read"`
	Used       int64            `json:"used"`       // in tracks, or as particulars of a ship
	Duplicates int64            `json:"duplicates"` // the same from another receiver
	Late       int64            `json:"late"`       // older than the watermark
	Refused    map[string]int64 `json:"refused"`    // by reason
	ShipDays   float64          `json:"ship_days"`  // that ships were followed: from report to report, half an hour at most
	Forgotten  int64            `json:"forgotten"`  // ships, because there were too many
}
