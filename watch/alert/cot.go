package alert

import (
	"encoding/xml"
	"fmt"
	"time"

	"entente/watch"
)

// A cotEvent is an event of Cursor on Target 2.0, in the terms of its base schema (MITRE, "Cursor-on-Target Message Router User's
// Guide", 2009).
type cotEvent struct {
	XMLName xml.Name  `xml:"event"`
	Version string    `xml:"version,attr"`
	UID     string    `xml:"uid,attr"`
	Type    string    `xml:"type,attr"`
	Time    string    `xml:"time,attr"`
	Start   string    `xml:"start,attr"`
	Stale   string    `xml:"stale,attr"`
	How     string    `xml:"how,attr"`
	Access  string    `xml:"access,attr,omitempty"`
	Point   cotPoint  `xml:"point"`
	Detail  cotDetail `xml:"detail"`
}

type cotPoint struct {
	Lat float64 `xml:"lat,attr"`
	Lon float64 `xml:"lon,attr"`
	HAE float64 `xml:"hae,attr"`
	CE  float64 `xml:"ce,attr"`
	LE  float64 `xml:"le,attr"`
}

type cotDetail struct {
	Contact struct {
		Callsign string `xml:"callsign,attr"`
	} `xml:"contact"`
	Track   *cotTrack `xml:"track"`
	Remarks string    `xml:"remarks"`
}

type cotTrack struct {
	Course float64 `xml:"course,attr"`
	Speed  float64 `xml:"speed,attr"` // metres per second
}

const (
	// An atom, neutral, at sea, other merchant ship. Nothing that a watch sees makes a ship hostile or suspect.
	cotNeutralShip = "a-n-S-X-M"
	// The same for exercises: the affiliations of MIL-STD-2525 have no neutral exercise, so that it is an exercise without one.
	cotExerciseShip = "a-o-S-X-M"
	cotUnknown      = 9999999 // of height and errors
	gpsError        = 10      // metres; ITU-R M.1371-5: position accuracy "high" is better than this
)

// CoT returns a warning as an event of Cursor on Target: where the ship was, and what is said of it. It goes stale an hour later, or
// at once when the warning is over.
func CoT(x *watch.Warning, o Options) ([]byte, error) {
	if err := check(x, &o); err != nil {
		return nil, err
	}
	stamp := func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
	e := cotEvent{
		Version: "2.0", UID: o.Sender + "." + x.ID, Type: cotNeutralShip, Time: stamp(o.sent(x)), Start: stamp(x.Place.Time), Stale: stamp(x.Time.Add(time.Hour)),
		How: "m-g", Point: cotPoint{round(x.Place.Lat), round(x.Place.Lon), cotUnknown, gpsError, cotUnknown},
	}
	if !o.Label.IsPublic() {
		e.Access = o.Label.String()
	}
	if x.Ended {
		e.Stale = stamp(x.Time)
	}
	e.Detail.Contact.Callsign = ship(x)
	mark := ""
	if x.Synthetic {
		e.Type, mark = cotExerciseShip, "EXERCISE, invented or reconstructed reports. "
	}
	e.Detail.Remarks = fmt.Sprintf("%s%s. %s, %s, %s.\n%s", mark, headline(x), x.Severity, x.Urgency, x.Certainty, description(x))
	if x.Place.Course != nil && x.Place.Speed != nil {
		e.Detail.Track = &cotTrack{*x.Place.Course, round(*x.Place.Speed * 1852 / 3600)}
	}
	return marshal(e)
}
