package ais

import (
	"math"
	"slices"
	"strings"
)

// A Kind says how a field is to be read.
type Kind uint8

// The kinds of fields.
const (
	Number Kind = iota // a number with its unit, such as a speed
	Code               // a number that stands for something in a table of M.1371-5, or an identifier
	Flag               // one bit
	Text               // six-bit characters
	Binary             // bits without a meaning here
	spare              // not used; not shown
)

// A field is one row of a layout.
type field struct {
	name   string
	at     uint
	bits   uint // of one that reaches to the end of the payload: the bits after it
	kind   Kind
	rest   bool // reaches to the end of the payload
	signed bool
	rate   bool    // of turn, which is sent as a square root
	sizeAt uint    // of one of the four dimensions, which are available together: where the first is
	lo, hi int64   // raw values that are available
	none   int64   // raw value that stands for "not available"
	per    float64 // of one step of the raw value
	steps  float64 // in one of the unit, where that is a whole number
	unit   string
}

// A layout lists the fields of one type of message, or of one of its variants, in the order of M.1371-5.
type layout struct {
	fields []field
	full   int      // bits of all fields before one that reaches to the end
	least  int      // bits without which the message is of no use
	none   [64]byte // payload in which all is not available

	headline [len(headline)]*field // fields of the headline in JSON; nil where the type has none
	others   []*field              // the fields that follow it there
}

// wide is the range of fields of which all values are available.
const wide = 1 << 62

func plain(name string, bits uint, k Kind) field {
	return field{name: name, bits: bits, kind: k, lo: -wide, hi: wide}
}

func code(name string, bits uint) field          { return plain(name, bits, Code) }
func flag(name string) field                     { return plain(name, 1, Flag) }
func reserved(bits uint) field                   { return plain("spare", bits, spare) }
func text(name string, chars uint) field         { return plain(name, 6*chars, Text) }
func count(name string, bits uint) field         { return plain(name, bits, Number) }
func toEnd(name string, k Kind, less uint) field { f := plain(name, less, k); f.rest = true; return f }

// unlessZero returns f with 0 for "not available".
func (f field) unlessZero() field { f.lo = 1; return f }

// within returns f with the range of its values and the one that stands for "not available".
func (f field) within(lo, hi, none int64) field {
	f.lo, f.hi, f.none = lo, hi, none
	return f
}

// in returns f in a unit of which per make one step of the raw value.
func (f field) in(unit string, per float64) field { f.unit, f.per = unit, per; return f }

// minutes returns a signed angle of which per make a degree, up to most degrees.
func minutes(name string, bits uint, per, most int64) field {
	f := plain(name, bits, Number).within(-most*per, most*per, (most+1)*per).in("°", 1/float64(per))
	f.signed = true
	return f
}

func lon() field                  { return minutes("lon", 28, 600_000, 180) }
func lat() field                  { return minutes("lat", 27, 600_000, 90) }
func longitude(name string) field { return minutes(name, 18, 600, 180) }
func latitude(name string) field  { return minutes(name, 17, 600, 90) }

func speed() field           { return count("speed", 10).within(0, 1022, 1023).in("kn", 0.1) }
func course() field          { return count("course", 12).within(0, 3599, 3600).in("°", 0.1) }
func heading() field         { return count("heading", 9).within(0, 359, 511).in("°", 1) }
func second() field          { return count("second", 6).within(0, 59, 60).in("s", 1) }
func status() field          { return code("status", 4).within(0, 14, 15) }
func epfd() field            { return code("epfd", 4).unlessZero() }
func mmsi(name string) field { return code(name, 30).unlessZero() }

func turn() field {
	f := count("turn", 8).within(-126, 126, -128).in("°/min", 1) // ±127 has a direction but no number
	f.signed, f.rate = true, true
	return f
}

// dimensions are the four distances from the reference point of the position to the ends of the ship.
func dimensions() []field {
	side := func(name string, bits uint) field { return count(name, bits).in("m", 1) }
	return []field{side("to_bow", 9), side("to_stern", 9), side("to_port", 6), side("to_starboard", 6)}
}

func month() field  { return count("month", 4).within(1, 12, 0) }
func day() field    { return count("day", 5).within(1, 31, 0) }
func hour() field   { return count("hour", 5).within(0, 23, 24) }
func minute() field { return count("minute", 6).within(0, 59, 60) }

// lay places the fields one after the other behind type, repeat and mmsi. Parts are fields or slices of them.
func lay(least int, parts ...any) *layout {
	l := &layout{least: least}
	at := uint(0)
	add := func(f field) {
		f.at = at
		if f.per == 0 {
			f.per = 1
		}
		if steps := math.Round(1 / f.per); math.Abs(steps*f.per-1) < 1e-9 {
			f.steps = steps
		}
		switch {
		case f.rest && l.full == 0:
			l.full = int(at)
		case !f.rest:
			at += f.bits
		}
		l.fields = append(l.fields, f)
	}
	for _, f := range []field{code("type", 6), code("repeat", 2), code("mmsi", 30)} {
		add(f)
	}
	for _, p := range parts {
		switch p := p.(type) {
		case field:
			add(p)
		case []field:
			for _, f := range p {
				add(f)
			}
		}
	}
	if l.full == 0 {
		l.full = int(at)
	}
	var none payload
	for _, f := range l.fields {
		if !f.rest && f.none != 0 {
			none.set(f.at, f.bits, uint64(f.none))
		}
	}
	copy(l.none[:], none[:])
	l.index()
	return l
}

// index finds in advance what would otherwise be looked for in every message.
func (l *layout) index() {
	for i := range l.fields {
		f := &l.fields[i]
		if strings.HasPrefix(f.name, "to_") {
			f.sizeAt = l.named("to_bow").at
		}
		if k := slices.Index(headline[:], jsonKey(f.name)); k >= 0 {
			l.headline[k] = f
		} else if i >= 3 && f.kind != spare && f.name != "name_extension" {
			l.others = append(l.others, f)
		}
	}
}

// complete makes the fields of p that do not end within its first bits bits "not available".
func (l *layout) complete(p *payload, bits int) {
	from := uint(l.full)
	for _, f := range l.fields {
		if int(f.at+f.bits) > bits {
			from = f.at
			break
		}
	}
	i := from / 8
	keep := byte(0xff) << (8 - from%8)
	p[i] = p[i]&keep | l.none[i]&^keep
	copy(p[i+1:len(l.none)], l.none[i+1:])
}
