package ais

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A packet is the payload of a message that a test makes.
type packet struct {
	payload payload
	bits    int
}

// fields maps names to raw values, or to text.
type fields map[string]any

// pack makes the payload of a message by its layout, in which all else is "not available".
func pack(t testing.TB, typ int, values fields) *packet {
	t.Helper()
	var m Message
	m.Type, m.bits = uint8(typ), MaxBits
	m.payload.set(0, 6, uint64(typ))
	bits := 0
	for pass := range 2 { // the first sets what chooses the layout
		l := m.layout()
		if pass == 1 {
			copy(m.payload[8:], l.none[8:])
			bits = l.full
		}
		for name, v := range values {
			f := l.named(name)
			if f == nil {
				if pass == 1 {
					t.Fatalf("type %d has no field %q", typ, name)
				}
				continue
			}
			bits = max(bits, setField(&m.payload, f, v))
		}
	}
	return &packet{m.payload, bits}
}

func setField(p *payload, f *field, v any) (end int) {
	if s, ok := v.(string); ok {
		for i, c := range []byte(s) {
			p.set(f.at+uint(6*i), 6, uint64(c&0x3f))
		}
		return int(f.at) + 6*len(s)
	}
	n := v.(int)
	p.set(f.at, f.bits, uint64(n))
	return int(f.at + f.bits)
}

// armour returns the payload as NMEA 0183 has it, and the number of bits that fill up the last character.
func (k *packet) armour() (chars string, fill int) {
	var b strings.Builder
	for at := 0; at < k.bits; at += 6 {
		v := byte(k.payload.u(uint(at), 6))
		if left := k.bits - at; left < 6 {
			fill = 6 - left
			v &= 0xff << fill
		}
		if v > 39 {
			v += 8
		}
		b.WriteByte('0' + v)
	}
	return b.String(), fill
}

// vdm returns one sentence.
func vdm(total, number int, seq, channel, chars string, fill int) string {
	return withChecksum(fmt.Sprintf("AIVDM,%d,%d,%s,%s,%s,%d", total, number, seq, channel, chars, fill))
}

func withChecksum(body string) string {
	var sum byte
	for i := range len(body) {
		sum ^= body[i]
	}
	return fmt.Sprintf("!%s*%02X", body, sum)
}

// sentences returns the packet as sentences of at most most characters of payload.
func (k *packet) sentences(seq string, most int) []string {
	chars, fill := k.armour()
	parts := slices.Collect(slices.Chunk([]byte(chars), most))
	if len(parts) <= 1 {
		return []string{vdm(1, 1, "", "A", chars, fill)}
	}
	var all []string
	for i, p := range parts {
		last := 0
		if i == len(parts)-1 {
			last = fill
		}
		all = append(all, vdm(len(parts), i+1, seq, "B", string(p), last))
	}
	return all
}

// decode returns the message that a packet becomes on its way through sentences.
func decode(t testing.TB, k *packet) *Message {
	t.Helper()
	var d Decoder
	var m Message
	lines := k.sentences("3", max(56, k.bits/50))
	for i, line := range lines {
		want := Waiting
		if i == len(lines)-1 {
			want = Complete
		}
		if s := d.Decode([]byte(line), &m); s != want {
			t.Fatalf("%s: %v, want %v", line, s, want)
		}
	}
	return &m
}

// randomPacket returns a message of a type with bits of no meaning, as long as its type is at least.
func randomPacket(r *rand.Rand, typ int) *packet {
	var k packet
	for i := range k.payload {
		k.payload[i] = byte(r.Uint32())
	}
	k.payload.set(0, 6, uint64(typ))
	if typ == 24 {
		k.payload.set(38, 2, uint64(r.IntN(2)))
		if r.IntN(3) == 0 {
			k.payload.set(8, 30, uint64(980_000_000+r.IntN(10_000_000)))
		}
	}
	k.bits = 424 + r.IntN(600)
	if r.IntN(2) == 0 {
		m := Message{Type: uint8(typ), bits: k.bits, payload: k.payload}
		l := m.layout()
		k.bits = l.least + r.IntN(max(1, l.full-l.least+1))
		if typ >= 22 && typ <= 26 && k.bits < 160 {
			k.bits = 168 // shorter, the payload would be of another variant
		}
	}
	return &k
}

// TestRoundTrip sends messages of every type and any content through sentences and compares all bits.
func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for typ := 1; typ <= 27; typ++ {
		for range 300 {
			k := randomPacket(r, typ)
			m := decode(t, k)
			if m.bits != k.bits || int(m.Type) != typ {
				t.Fatalf("type %d of %d bits: got type %d of %d", typ, k.bits, m.Type, m.bits)
			}
			for f := range m.Fields() {
				for at := f.At; at < f.At+f.Bits; at++ {
					if m.payload.flag(uint(at)) != k.payload.flag(uint(at)) {
						t.Fatalf("type %d, %s: bit %d differs", typ, f.Name(), at)
					}
				}
			}
		}
	}
}
