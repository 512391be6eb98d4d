package feed

import (
	"bytes"
	"math"
	"strconv"

	"entente/watch"
	"entente/watch/ais"
)

// columns are the names that tables give to what they hold, in lower case with underscores.
var columns = map[string]struct {
	what string
	take column
}{
	// Danish Maritime Authority, "AIS data": description of the columns.
	"timestamp": {"time", takeTime}, "type_of_mobile": {"station", takeMobile}, "navigational_status": {"status", takeStatus},
	"rot": {"turn", takeTurn}, "ship_type": {"type", takeType}, "draught": {"draught", takeDraught}, "callsign": {"callsign", takeCallsign},
	"name": {"name", takeName}, "destination": {"destination", takeDestination},
	"a": {"bow", takeBow}, "b": {"stern", takeStern}, "c": {"port", takePort}, "d": {"starboard", takeStarboard},
	// Marine Cadastre, "AIS data dictionary", before 2025 and since.
	"basedatetime": {"time", takeTime}, "base_date_time": {"time", takeTime}, "vesselname": {"name", takeName},
	"vessel_name": {"name", takeName}, "call_sign": {"callsign", takeCallsign}, "vesseltype": {"type", takeType},
	"vessel_type": {"type", takeType}, "status": {"status", takeStatus}, "length": {"length", takeLength}, "width": {"width", takeWidth},
	"draft": {"draught", takeDraught}, "transceiverclass": {"station", takeMobile}, "transceiver": {"station", takeMobile},
	// exactEarth.
	"message_id": {"station", takeMessage}, "dimension_to_bow": {"bow", takeBow}, "dimension_to_stern": {"stern", takeStern},
	"dimension_to_port": {"port", takePort}, "dimension_to_starboard": {"starboard", takeStarboard},
	// What all have, and plain tables.
	"mmsi": {"mmsi", takeMMSI}, "lat": {"lat", takeLat}, "latitude": {"lat", takeLat}, "lon": {"lon", takeLon}, "longitude": {"lon", takeLon},
	"sog": {"speed", takeSpeed}, "sog_kn": {"speed", takeSpeed}, "speed": {"speed", takeSpeed}, "cog": {"course", takeCourse},
	"cog_deg": {"course", takeCourse}, "course": {"course", takeCourse}, "heading": {"heading", takeHeading}, "imo": {"imo", takeIMO},
	"time": {"time", takeTime}, "unix": {"time", takeTime}, "epoch": {"time", takeTime}, "shiptype": {"type", takeType},
}

// number reads a decimal number.
func number(b []byte) (float64, bool) {
	whole, digits, at := int64(0), 0, -1
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9' && digits < 18:
			whole, digits = 10*whole+int64(c-'0'), digits+1
		case c == '.' && at < 0:
			at = i
		case c == '-' && i == 0:
		default:
			v, err := strconv.ParseFloat(string(b), 64)
			return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
		}
	}
	if digits == 0 {
		return 0, false
	}
	v := float64(whole)
	if at >= 0 {
		v /= powers[len(b)-at-1]
	}
	if b[0] == '-' {
		v = -v
	}
	return v, true
}

var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// unstated are the words for "not available".
func unstated(b []byte) bool {
	switch string(b) {
	case "Unknown", "Undefined", "Unknown value", "null", "NULL", "NaN", "None":
		return true
	}
	return false
}

func takeTime(r *row, b []byte) (why string) {
	ms, ok := when(b)
	if r.report.Time = ms; !ok {
		return "its time cannot be read"
	}
	return ""
}

func takeMMSI(r *row, b []byte) string {
	v, ok := number(b)
	if !ok || v < 0 || v > 999_999_999 || v != math.Trunc(v) {
		return "its MMSI is no number of nine digits"
	}
	r.report.MMSI = uint32(v)
	return ""
}

// degrees reads a coordinate. The value one past the limit means that it is not available (ITU-R M.1371-5).
func degrees(b []byte, limit float64, none int32) (int32, bool) {
	if unstated(b) {
		return none, true
	}
	v, ok := number(b)
	switch {
	case !ok || math.Abs(v) > limit+1:
		return none, false
	case v == limit+1:
		return none, true
	}
	return int32(math.Round(v * 600_000)), math.Abs(v) <= limit
}

func takeLat(r *row, b []byte) string {
	var ok bool
	if r.report.Lat, ok = degrees(b, 90, ais.NoLat); !ok {
		return "its latitude is not between -90 and 90"
	}
	return ""
}

func takeLon(r *row, b []byte) string {
	var ok bool
	if r.report.Lon, ok = degrees(b, 180, ais.NoLon); !ok {
		return "its longitude is not between -180 and 180"
	}
	return ""
}

// tenths reads a value in tenths below a limit; from there on it is not available.
func tenths(b []byte, limit, none uint16) (uint16, bool) {
	if unstated(b) {
		return none, true
	}
	v, ok := number(b)
	if !ok {
		return none, false
	}
	if n := math.Round(10 * v); n >= 0 && n < float64(limit) {
		return uint16(n), true
	}
	return none, true
}

func takeSpeed(r *row, b []byte) string {
	var ok bool
	if r.report.Speed, ok = tenths(b, 1023, ais.NoSpeed); !ok {
		return "its speed is no number"
	}
	return ""
}

func takeCourse(r *row, b []byte) string {
	var ok bool
	if r.report.Course, ok = tenths(b, 3600, ais.NoCourse); !ok {
		return "its course is no number"
	}
	return ""
}

func takeHeading(r *row, b []byte) string {
	if unstated(b) {
		return ""
	}
	v, ok := number(b)
	if !ok {
		return "its heading is no number"
	}
	if v >= 0 && v < 360 {
		r.report.Heading = uint16(math.Round(v)) % 360
	}
	return ""
}

// takeTurn turns degrees per minute into what ships send (ITU-R M.1371-5 annex 8, 3.3.2).
func takeTurn(r *row, b []byte) string {
	if v, ok := number(b); ok && math.Abs(v) <= 720 {
		r.report.Turn = int8(math.Copysign(min(126, math.Round(4.733*math.Sqrt(math.Abs(v)))), v))
	}
	return ""
}

func takeMobile(r *row, b []byte) string {
	switch string(b) {
	case "Class A", "A":
		r.report.Station = watch.ClassA
	case "Class B", "B":
		r.report.Station = watch.ClassB
	default:
		r.report.Station = watch.OtherStation
	}
	return ""
}

// takeMessage goes by the type of message.
func takeMessage(r *row, b []byte) string {
	switch string(b) {
	case "1", "2", "3", "5", "27":
		r.report.Station = watch.ClassA
	case "18", "19", "24":
		r.report.Station = watch.ClassB
	default:
		r.report.Station = watch.OtherStation
	}
	return ""
}

// small reads a whole number up to a limit; others are not available.
func small(b []byte, limit float64) (float64, bool) {
	v, ok := number(b)
	return math.Round(v), ok && v >= 0 && v <= limit
}

func takeStatus(r *row, b []byte) string {
	if v, ok := small(b, 15); ok {
		r.report.Status = uint8(v)
	} else if v, ok := statuses[string(b)]; ok {
		r.report.Status = v
	}
	return ""
}

// statuses are the navigational statuses in the words of the Danish Maritime Authority.
var statuses = map[string]uint8{
	"Under way using engine": 0, "At anchor": 1, "Not under command": 2, "Restricted maneuverability": 3, "Constrained by her draught": 4,
	"Moored": 5, "Aground": 6, "Engaged in fishing": 7, "Under way sailing": 8,
	"Reserved for future amendment [HSC]": 9, "Reserved for future amendment [WIG]": 10,
	"Power-driven vessel towing astern": 11, "Power-driven vessel pushing ahead or towing alongside": 12, "AIS-SART (active)": 14,
}

func takeType(r *row, b []byte) string {
	v, ok := small(b, 99)
	if !ok {
		var t uint8
		if t, ok = types[string(bytes.TrimSuffix(b, []byte(".0")))]; !ok {
			return ""
		}
		v = float64(t)
	}
	r.static.ShipType = uint8(v)
	r.report.Names |= watch.NamesHull
	return ""
}

// types are the types of ships in the words of the Danish Maritime Authority, and in the codes above 1000 of the United States
// Coast Guard that Marine Cadastre passes on ("AIS vessel type codes", 2018).
var types = map[string]uint8{
	"WIG": 20, "Fishing": 30, "Towing": 31, "Towing long/wide": 32, "Dredging": 33, "Diving": 34, "Military": 35, "Sailing": 36,
	"Pleasure": 37, "HSC": 40, "Pilot": 50, "SAR": 51, "Tug": 52, "Port tender": 53, "Anti-pollution": 54, "Law enforcement": 55,
	"Medical": 58, "Not party to conflict": 59, "Passenger": 60, "Cargo": 70, "Tanker": 80, "Other": 90,
	"1001": 30, "1002": 30, "1003": 70, "1004": 70, "1010": 90, "1012": 60, "1013": 60, "1014": 60, "1016": 70, "1017": 80, "1019": 37,
	"1021": 35, "1023": 80, "1024": 80, "1025": 52,
}

func takeDraught(r *row, b []byte) string {
	if v, ok := small(b, 25.5); ok && v > 0 {
		exact, _ := number(b)
		r.static.Draught = uint8(math.Round(10 * exact))
		r.report.Names |= watch.NamesVoyage
	}
	return ""
}

func takeIMO(r *row, b []byte) string {
	if v, ok := small(bytes.TrimPrefix(b, []byte("IMO")), 9_999_999); ok && v > 0 {
		r.static.IMO = uint32(v)
		r.report.Names |= watch.NamesVoyage
	}
	return ""
}

func takeName(r *row, b []byte) string { return text(r, b, r.static.Name[:], watch.NamesShip) }

func takeCallsign(r *row, b []byte) string {
	return text(r, b, r.static.Callsign[:], watch.NamesCallsign)
}

func takeDestination(r *row, b []byte) string {
	return text(r, b, r.static.Destination[:], watch.NamesVoyage)
}

func text(r *row, b, into []byte, names watch.Named) string {
	if unstated(b) {
		return ""
	}
	for i := range min(len(b), len(into)) {
		if into[i] = b[i]; b[i] < ' ' || b[i] > '~' { // ships send ASCII only
			into[i] = '?'
		}
	}
	r.report.Names |= names
	return ""
}

// metres returns a whole number of metres, or nothing.
func metres(r *row, b []byte, limit float64) float64 {
	v, ok := small(b, limit)
	if !ok || v == 0 {
		return 0
	}
	r.report.Names |= watch.NamesHull
	return v
}

func takeBow(r *row, b []byte) string   { r.static.ToBow = uint16(metres(r, b, 511)); return "" }
func takeStern(r *row, b []byte) string { r.static.ToStern = uint16(metres(r, b, 511)); return "" }
func takePort(r *row, b []byte) string  { r.static.ToPort = uint8(metres(r, b, 63)); return "" }
func takeStarboard(r *row, b []byte) string {
	r.static.ToStarboard = uint8(metres(r, b, 63))
	return ""
}

// takeLength puts the reference point amidships: it is not told.
func takeLength(r *row, b []byte) string {
	if v := metres(r, b, 1022); v > 0 && r.static.ToBow+r.static.ToStern == 0 {
		r.static.ToBow, r.static.ToStern = uint16(v-math.Floor(v/2)), uint16(math.Floor(v/2))
	}
	return ""
}

func takeWidth(r *row, b []byte) string {
	if v := metres(r, b, 126); v > 0 && r.static.ToPort+r.static.ToStarboard == 0 {
		r.static.ToPort, r.static.ToStarboard = uint8(v-math.Floor(v/2)), uint8(math.Floor(v/2))
	}
	return ""
}
