package ais

import "bytes"

// Text7, Text20 and Text34 hold text of six-bit characters as ASCII. Text ends before the first '@' (M.1371-5 annex 8, section 3),
// trailing spaces are padding; leading ones are the sender's.
type (
	Text7  [7]byte
	Text20 [20]byte
	Text34 [34]byte
)

// Bytes returns the text without its padding. It is part of t.
func (t *Text7) Bytes() []byte { return trim(t[:]) }

// String returns the text without its padding; "" stands for "not available".
func (t *Text7) String() string { return string(trim(t[:])) }

// Bytes returns the text without its padding. It is part of t.
func (t *Text20) Bytes() []byte { return trim(t[:]) }

// String returns the text without its padding; "" stands for "not available".
func (t *Text20) String() string { return string(trim(t[:])) }

// Bytes returns the text without its padding. It is part of t.
func (t *Text34) Bytes() []byte { return trim(t[:]) }

// String returns the text without its padding; "" stands for "not available".
func (t *Text34) String() string { return string(trim(t[:])) }

// trim cuts text at the first '@' or byte 0 and drops spaces at its end.
func trim(b []byte) []byte {
	for i, c := range b {
		if c == '@' || c == 0 {
			b = b[:i]
			break
		}
	}
	return bytes.TrimRight(b, " ")
}
