package ais

import (
	"math"
	"time"
)

// A Message is one decoded AIS message. The decoder overwrites it whole, so that one Message serves for a stream.
//
// The integers are in fixed units for all types, which are exact; the No constants stand for "not available".
type Message struct {
	Type     uint8   // 1 to 27 (M.1371-5 annex 8)
	Repeat   uint8   // how often it was repeated; 3: do not repeat any more
	MMSI     uint32  // of the sender, 30 bits as sent
	Own      bool    // VDO: the receiving station's own report
	Channel  byte    // radio channel as written, such as 'A', or 0 for none
	Talker   [2]byte // such as "AI", of the first part to come
	Source   Source  // station that heard it
	Position         // types 1 to 5, 9, 11, 18, 19, 21, 24 and 27
	Static           // types 5, 19, 21 and 24
	Clock    Clock   // types 4 and 11

	received int64 // Unix milliseconds, or 0
	bits     int   // length of the payload
	clean    bool  // Static and Clock are "not available"
	payload  payload
}

// These values stand for "not available".
const (
	NoLon      = 181 * 600_000 // Position.Lon
	NoLat      = 91 * 600_000  // Position.Lat
	NoSpeed    = 1<<16 - 1     // Position.Speed
	NoCourse   = 3600          // Position.Course
	NoHeading  = 511           // Position.Heading
	NoTurn     = -128          // Position.Turn
	NoStatus   = 15            // Position.Status
	NoSecond   = 60            // Position.Second
	NoAltitude = 4095          // Position.Altitude
)

// A Position is what a message says about place and movement (M.1371-5 annex 8, sections 3.1 to 3.3, 3.7,
// 3.16, 3.17, 3.19 and 3.25).
// A message of a type without a field has it "not available".
type Position struct {
	Lat, Lon int32  // 1/600,000 of a degree (1/10,000 of a minute), north and east positive
	Radio    uint32 // communication state with its selector, 19 or 20 bits as sent
	Altitude uint16 // type 9: metres; 4094 stands for 4,094 m or more
	Speed    uint16 // over ground, 1/10 knot; 1022 stands for 102.2 knots or more (10220 in type 9)
	Course   uint16 // over ground, 1/10 degree, 0 to 3599
	Heading  uint16 // true, degrees, 0 to 359
	Turn     int8   // as sent: 4.733 times the square root of degrees per minute; ±127: faster than 5° in 30 s
	Status   uint8  // navigational status, section 3.1
	Second   uint8  // UTC second of the position; 61: manual, 62: estimated, 63: position system inoperative
	Maneuver uint8  // 1: no special manoeuvre, 2: special; 0 not available
	Regional uint8  // for regional use, as sent
	EPFD     uint8  // type of position-fixing device, 0 undefined
	Flags    Flags
}

// Flags are the yes-or-no fields of a message. One that the type does not have is false.
type Flags uint16

// The flags by their names in M.1371-5.
const (
	Accuracy    Flags = 1 << iota // position better than 10 m
	RAIM                          // receiver autonomous integrity monitoring in use
	Assigned                      // station in assigned mode
	DTENotReady                   // data terminal equipment not available
	CarrierUnit                   // class B "CS" unit; otherwise SOTDMA
	Display                       // class B: display for messages 12 and 14
	DSC                           // class B: digital selective calling
	Band                          // class B: whole marine band
	Msg22                         // class B: obeys message 22
	OffPosition                   // aid to navigation off its position; of worth only when Second is below 60
	Virtual                       // virtual aid to navigation
	Latent                        // type 27: position older than 5 s
)

// Has reports whether all flags of f are set.
func (m *Message) Has(f Flags) bool { return m.Flags&f == f }

// A Static is what a message says about the ship or aid itself (M.1371-5 annex 8, sections 3.3, 3.17, 3.19
// and 3.22).
// Zero values stand for "not available".
type Static struct {
	Name        Text34 // of ship or aid, with the extension of type 21
	Callsign    Text7
	Destination Text20
	IMO         uint32 // IMO ship identification number, or an official number of the flag state
	Mothership  uint32 // type 24 B of an auxiliary craft: MMSI of its mother ship
	Serial      uint32 // type 24 B: the unit's serial number
	ToBow       uint16 // metres from the reference point of the position; 511: 511 m or more
	ToStern     uint16
	ToPort      uint8 // metres; 63: 63 m or more
	ToStarboard uint8
	ShipType    uint8 // ship and cargo, section 3.3.2
	AidType     uint8 // aid to navigation, section 3.19
	Version     uint8 // of M.1371 that the station obeys; 0 is a value
	Draught     uint8 // 1/10 m; 255: 25.5 m or more
	ETA         ETA
	Part        byte // type 24: 'A' or 'B'
	Model       uint8
	Vendor      [3]byte // type 24 B: manufacturer
}

// An ETA is a time of arrival in UTC as the crew typed it, without its year. Month and Day 0, Hour 24 and Minute 60
// stand for "not available", each on its own.
type ETA struct{ Month, Day, Hour, Minute uint8 }

// A Clock is the UTC time of a base station's report (M.1371-5 annex 8, section 3.2). Year, Month and Day 0, Hour 24, Minute and
// Second 60 stand for "not available", each on its own.
type Clock struct {
	Year                             uint16
	Month, Day, Hour, Minute, Second uint8
}

// Time returns the time of the report, or false when a part of it is not available or no such time exists.
func (c *Clock) Time() (time.Time, bool) {
	t := time.Date(int(c.Year), time.Month(c.Month), int(c.Day), int(c.Hour), int(c.Minute), int(c.Second), 0, time.UTC)
	ok := c.Year > 0 && t.Day() == int(c.Day) && t.Month() == time.Month(c.Month) &&
		c.Hour < 24 && c.Minute < 60 && c.Second < 60 && c.Year < 10_000
	return t, ok
}

var (
	nowhere = Position{Lat: NoLat, Lon: NoLon, Altitude: NoAltitude, Speed: NoSpeed, Course: NoCourse,
		Heading: NoHeading, Turn: NoTurn, Status: NoStatus, Second: NoSecond}
	noETA   = ETA{Hour: 24, Minute: 60}
	noClock = Clock{Hour: 24, Minute: 60, Second: 60}
)

// Received returns when the message was heard: the c of the tag block, the Unix time before or behind the sentence, or
// what a sentence $PGHP announced; of a message of several parts, of the first part that has one. It returns false when
// there is none.
func (m *Message) Received() (time.Time, bool) {
	return time.UnixMilli(m.received).UTC(), m.received != 0
}

// Bits returns the length of the payload in bits.
func (m *Message) Bits() int { return m.bits }

// LatLon returns the position in degrees, north and east positive, or false when either is not available.
func (m *Message) LatLon() (lat, lon float64, ok bool) {
	return float64(m.Lat) / 600_000, float64(m.Lon) / 600_000, m.HasPosition()
}

// HasPosition reports whether latitude and longitude are available.
func (m *Message) HasPosition() bool { return m.Lat != NoLat && m.Lon != NoLon }

// SOG returns the speed over ground in knots, or false when it is not available.
func (m *Message) SOG() (knots float64, ok bool) { return float64(m.Speed) / 10, m.Speed != NoSpeed }

// COG returns the course over ground in degrees, or false when it is not available.
func (m *Message) COG() (degrees float64, ok bool) {
	return float64(m.Course) / 10, m.Course != NoCourse
}

// ROT returns the rate of turn in degrees per minute, to starboard positive, or false when it is not available or only
// its direction is known (Turn is 127 or -127).
func (m *Message) ROT() (degreesPerMinute float64, ok bool) {
	return rate(int64(m.Turn)), m.Turn > -127 && m.Turn < 127
}

// rate returns degrees per minute for what is sent (M.1371-5 annex 8, section 3.1).
func rate(turn int64) float64 {
	r := float64(turn) / 4.733
	return r * math.Abs(r)
}
