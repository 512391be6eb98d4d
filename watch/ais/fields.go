package ais

import (
	"encoding/hex"
	"iter"
)

// A Field is one field of a message, as it was sent and as it is meant.
type Field struct {
	def     *field
	payload *payload

	Raw       int64 // as sent; of Number, Code and Flag
	At, Bits  int   // where it stands in the payload
	Available bool  // false: not available, or outside of what M.1371-5 defines
}

// Name returns the name by M.1371-5 in lower case, as gpsd spells it.
func (f *Field) Name() string { return f.def.name }

// Kind returns how the field is to be read.
func (f *Field) Kind() Kind { return f.def.kind }

// Unit returns the unit of Value, such as "kn", or "" for none.
func (f *Field) Unit() string { return f.def.unit }

// Value returns Raw in its unit.
func (f *Field) Value() float64 {
	if f.def.rate {
		return rate(f.Raw)
	}
	if f.def.steps > 1 {
		return float64(f.Raw) / f.def.steps // exact, as a product with a tenth is not
	}
	return float64(f.Raw) * f.def.per
}

// Fields returns the fields of the message in the order they were sent, without spares. Those that do not fit in its
// payload are left out: a message may end early, and some types have as many destinations as they have room for.
// The fields are good until m changes.
func (m *Message) Fields() iter.Seq[Field] {
	return func(yield func(Field) bool) {
		l := m.layout()
		for i := range l.fields {
			if f := &l.fields[i]; f.kind != spare && f.fits(m.bits) && !yield(m.read(f)) {
				return
			}
		}
	}
}

// Field returns the field of a name, or false and an empty one, not available, when the message has none.
func (m *Message) Field(name string) (Field, bool) {
	l := m.layout()
	for i := range l.fields {
		if f := &l.fields[i]; f.name == name && f.kind != spare && f.fits(m.bits) {
			return m.read(f), true
		}
	}
	return Field{def: &noField, payload: &m.payload}, false
}

// noField is what a message without a field of some name has.
var noField field

// fits reports whether the field is in a payload of so many bits.
func (f *field) fits(bits int) bool {
	if f.rest {
		return int(f.at+f.bits) < bits || f.kind == Code && int(f.bits) <= bits
	}
	return int(f.at+f.bits) <= bits
}

// read returns the value of a field that fits.
func (m *Message) read(f *field) Field {
	v := Field{def: f, payload: &m.payload, At: int(f.at), Bits: int(f.bits)}
	switch {
	case f.rest && f.kind == Code:
		v.At = m.bits - v.Bits
	case f.rest:
		v.Bits = m.bits - v.At - v.Bits
	}
	switch f.kind {
	case Text:
		v.Available = v.hasText()
	case Binary:
		v.Available = true
	default:
		m.number(f, &v)
	}
	return v
}

func (m *Message) number(f *field, v *Field) {
	if f.signed {
		v.Raw = m.payload.i(uint(v.At), f.bits)
	} else {
		v.Raw = int64(m.payload.u(uint(v.At), f.bits))
	}
	v.Available = f.lo <= v.Raw && v.Raw <= f.hi
	if f.sizeAt > 0 && int(f.sizeAt)+30 <= m.bits {
		v.Available = m.payload.u(f.sizeAt, 30) != 0 // one dimension may be 0 as long as another is not
	}
}

// named returns a field that is known to be there.
func (l *layout) named(name string) *field {
	for i := range l.fields {
		if l.fields[i].name == name {
			return &l.fields[i]
		}
	}
	return nil
}

// hasText reports whether there is more than padding.
func (f *Field) hasText() bool {
	for at := uint(f.At); at+6 <= uint(f.At+f.Bits); at += 6 {
		if c := f.payload.u(at, 6); c != ' ' {
			return c != 0 // six-bit '@'
		}
	}
	return false
}

// AppendText appends a field of kind Text to dst, without padding.
func (f *Field) AppendText(dst []byte) []byte {
	from := len(dst)
	for at := uint(f.At); at+6 <= uint(f.At+f.Bits); at += 6 {
		c := f.payload.chars8(at) >> 56
		if c == '@' {
			break
		}
		dst = append(dst, byte(c))
	}
	return dst[:from+len(trim(dst[from:]))]
}

// Text returns a field of kind Text without padding; "" stands for "not available".
func (f *Field) Text() string { return string(f.AppendText(nil)) }

// AppendBytes appends the bits of the field to dst, the first in the highest bit, the last byte filled up with zeros.
func (f *Field) AppendBytes(dst []byte) []byte {
	for at := 0; at < f.Bits; at += 8 {
		b := byte(f.payload.u(uint(f.At+at), 8))
		if left := f.Bits - at; left < 8 {
			b &= 0xff << (8 - left)
		}
		dst = append(dst, b)
	}
	return dst
}

// AppendHex appends the bits of the field to dst in hexadecimal.
func (f *Field) AppendHex(dst []byte) []byte {
	var b [MaxBits/8 + 1]byte
	return hex.AppendEncode(dst, f.AppendBytes(b[:0]))
}

// Regular reports whether the payload is as long as M.1371-5 has it for the type, up to a byte of padding. Messages
// that are not are decoded all the same, what they lack is not available; but most of what is noise that passed the
// radio's check by chance is among them, and with it ships that do not exist.
func (m *Message) Regular() bool {
	l := m.layout()
	over := m.bits - l.full
	switch m.Type {
	case 7, 13, 15, 16, 20: // for as many stations as there are
		return over <= 8
	}
	if last := &l.fields[len(l.fields)-1]; last.rest || m.Type == 17 {
		return over >= 0 && m.bits <= fiveSlots
	}
	return over >= 0 && over <= 8
}

// fiveSlots is the length of the longest message that M.1371-5 allows.
const fiveSlots = 1008
