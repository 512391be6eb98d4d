package ais

import (
	"strconv"
	"time"
)

// headline holds the keys that every object has, whatever the type, in their order.
var headline = [...]string{"lat", "lon", "sog", "cog", "heading", "status", "imo", "callsign", "name", "shiptype",
	"draught", "destination"}

// jsonKey returns the key of a field in JSON.
func jsonKey(name string) string {
	switch name {
	case "speed":
		return "sog"
	case "course":
		return "cog"
	case "shipname":
		return "name"
	}
	return name
}

// AppendJSON appends m to dst as one JSON object: type, mmsi and repeat, the time of reception, the headline of position
// and ship, which every message has, then all other fields of its type by their names in M.1371-5. What is not available
// is null. Speeds are in knots, angles in degrees, rates of turn in degrees per minute, lengths in metres; binary content is in hexadecimal.
func (m *Message) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"type":`...)
	dst = strconv.AppendUint(dst, uint64(m.Type), 10)
	dst = append(dst, `,"mmsi":`...)
	dst = strconv.AppendUint(dst, uint64(m.MMSI), 10)
	dst = append(dst, `,"repeat":`...)
	dst = strconv.AppendUint(dst, uint64(m.Repeat), 10)
	dst = m.appendReception(dst)
	l := m.layout()
	for i, k := range headline {
		dst = appendKey(dst, k)
		dst = m.appendValue(dst, l.headline[i])
	}
	for _, f := range l.others {
		dst = appendKey(dst, f.name)
		dst = m.appendValue(dst, f)
	}
	return append(m.appendMeaning(dst), '}')
}

func (m *Message) appendReception(dst []byte) []byte {
	dst = append(dst, `,"received":`...)
	if t, ok := m.Received(); ok {
		dst = append(dst, '"')
		dst = append(t.AppendFormat(dst, time.RFC3339Nano), '"')
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"source":`...)
	if m.Source.len > 0 {
		dst = appendString(dst, m.Source.name[:m.Source.len])
	} else {
		dst = append(dst, "null"...)
	}
	return dst
}

// appendMeaning appends what follows from several fields: the parts of a time, and the name of an application.
func (m *Message) appendMeaning(dst []byte) []byte {
	if m.Type == 4 || m.Type == 11 {
		dst = appendKey(dst, "timestamp")
		if t, ok := m.Clock.Time(); ok {
			dst = append(dst, '"')
			dst = append(t.AppendFormat(dst, time.RFC3339), '"')
		} else {
			dst = append(dst, "null"...)
		}
	}
	if a, ok := m.Application(); ok {
		dst = appendKey(dst, "application")
		if name := a.Name(); name != "" {
			dst = strconv.AppendQuote(dst, name)
		} else {
			dst = append(dst, "null"...)
		}
	}
	return dst
}

func appendKey(dst []byte, k string) []byte {
	dst = append(dst, `,"`...)
	dst = append(dst, k...)
	return append(dst, `":`...)
}

// appendValue appends the value of f, which is nil when the type has no such field.
func (m *Message) appendValue(dst []byte, f *field) []byte {
	if f == nil || !f.fits(m.bits) {
		return append(dst, "null"...)
	}
	v := m.read(f)
	switch {
	case !v.Available:
		return append(dst, "null"...)
	case f.kind == Text && m.Type == 21 && f.name == "name":
		return appendString(dst, m.Name.Bytes())
	case f.kind == Text:
		var b [MaxBits / 6]byte
		return appendString(dst, v.AppendText(b[:0]))
	case f.kind == Binary:
		dst = append(dst, '"')
		return append(v.AppendHex(dst), '"')
	case f.kind == Flag:
		return strconv.AppendBool(dst, v.Raw != 0)
	case f.per == 1 && !f.rate:
		return strconv.AppendInt(dst, v.Raw, 10)
	}
	return appendDecimal(dst, v.Value(), f)
}

// appendDecimal appends a value with the digits that its unit can tell apart.
func appendDecimal(dst []byte, v float64, f *field) []byte {
	digits := 1
	switch {
	case f.rate:
	case f.signed && f.bits > 20:
		digits = 7
	case f.signed:
		digits = 5
	}
	return strconv.AppendFloat(dst, v, 'f', digits, 64)
}

// appendString appends six-bit text, or the name of a source, in quotes.
func appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < 0x20 || c > 0x7e:
			const digits = "0123456789abcdef"
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
