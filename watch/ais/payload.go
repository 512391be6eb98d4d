package ais

import (
	"encoding/binary"
	"math/bits"
)

// MaxBits is the length of the longest payload that is decoded. M.1371-5 allows 1,008 bits in five slots; longer ones
// are seen in the wild and are kept.
const MaxBits = 4092

const (
	maxChars = MaxBits / 6
	slack    = 16 // readable bytes after the last bit, so that eight may be loaded at once
)

// A payload holds the bits of a message, the first one in the highest bit of the first byte. What stands after the last
// bit has no meaning.
type payload [(MaxBits+7)/8 + slack]byte

// u returns the unsigned number in width bits from bit at on. The sum of at%8 and width must not exceed 64.
func (p *payload) u(at, width uint) uint64 {
	return binary.BigEndian.Uint64(p[at>>3:]) << (at & 7) >> (64 - width)
}

// i returns the number in width bits from bit at on, in two's complement.
func (p *payload) i(at, width uint) int64 {
	return int64(binary.BigEndian.Uint64(p[at>>3:])<<(at&7)) >> (64 - width)
}

// flag returns the bit at.
func (p *payload) flag(at uint) bool { return p[at>>3]&(0x80>>(at&7)) != 0 }

// set writes the lowest width bits of v from bit at on.
func (p *payload) set(at, width uint, v uint64) {
	for i := range width {
		bit := byte(0x80) >> ((at + i) & 7)
		p[(at+i)>>3] &^= bit
		if v>>(width-1-i)&1 != 0 {
			p[(at+i)>>3] |= bit
		}
	}
}

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// unarmour writes six bits for each byte of chars, which are at most maxChars, and reports whether all are of the
// alphabet '0' to 'W' and '`' to 'w'. It takes eight at a time.
func (p *payload) unarmour(chars []byte) bool {
	var bad uint64
	to := p[:]
	rest := chars
	for ; len(rest) >= 8 && len(to) >= 8; rest, to = rest[8:], to[6:] {
		x := binary.LittleEndian.Uint64(rest)
		bad |= illegal(x)
		binary.BigEndian.PutUint64(to, sextets(x)<<16)
	}
	if len(rest) > 0 {
		x := tail(chars, rest) | '0'*ones<<(8*len(rest))
		bad |= illegal(x)
		binary.BigEndian.PutUint64(to, sextets(x)<<16)
	}
	return bad == 0
}

// tail loads rest, the last 1 to 7 bytes of all; the first of them is the lowest byte.
func tail(all, rest []byte) uint64 {
	if len(all) >= 8 {
		return binary.LittleEndian.Uint64(all[len(all)-8:]) >> (64 - 8*len(rest))
	}
	var x uint64
	for i, c := range rest {
		x |= uint64(c) << (8 * i)
	}
	return x
}

// illegal returns 0 when all of eight bytes are of the alphabet.
func illegal(x uint64) uint64 {
	gap := (x^0x58*ones)&(0x78*ones) + 0x78*ones // high bit off for 'X' to '_'
	return (x | ^(x + 0x50*ones) | (x + 0x08*ones) | ^gap) & highs
}

// sextets packs eight armoured bytes, the first of which is the lowest, into 48 bits.
func sextets(x uint64) uint64 {
	v := bits.ReverseBytes64(x - '0'*ones - x>>6&(x>>5)&ones<<3)
	v = v&0x003f003f003f003f | v&0x3f003f003f003f00>>2
	v = v&0x00000fff00000fff | v&0x0fff00000fff0000>>4
	return v&0x0000000000ffffff | v&0x00ffffff00000000>>8
}

// chars8 returns the eight six-bit characters from bit at on as ASCII (M.1371-5 annex 8, section 3), the first in the highest byte.
func (p *payload) chars8(at uint) uint64 {
	v := binary.BigEndian.Uint64(p[at>>3:]) << (at & 7) >> 16
	v = v&0x0000000000ffffff | v&0x0000ffffff000000<<8
	v = v&0x00000fff00000fff | v&0x00fff00000fff000<<4
	v = v&0x003f003f003f003f | v&0x0fc00fc00fc00fc0<<2
	return v | (^v&(0x20*ones))<<1
}

// text writes len(to) characters from bit at on.
func (p *payload) text(to []byte, at uint) {
	for ; len(to) >= 8; to, at = to[8:], at+48 {
		binary.BigEndian.PutUint64(to, p.chars8(at))
	}
	if len(to) > 0 {
		v := p.chars8(at)
		for i := range to {
			to[i] = byte(v >> (56 - 8*i))
		}
	}
}

// checksum returns the exclusive or of all bytes.
func checksum(b []byte) byte {
	var x uint64
	rest := b
	for ; len(rest) >= 8; rest = rest[8:] {
		x ^= binary.LittleEndian.Uint64(rest)
	}
	if len(rest) > 0 {
		x ^= tail(b, rest)
	}
	x ^= x >> 32
	x ^= x >> 16
	return byte(x ^ x>>8)
}
