package ledger

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"entente"

	"github.com/gowebpki/jcs"
)

// maxDepth is how deep a payload may be nested.
const maxDepth = 100

var errNotCanonical = errors.New("not canonical JSON (RFC 8785)")

// canonicalise returns a payload, which is a JSON object, in the canonical form of RFC 8785. It refuses what that form
// would alter: numbers with more digits than it keeps, names that occur twice, text that is not Unicode.
func canonicalise(payload []byte) ([]byte, error) {
	if len(payload) > entente.MaxPayload {
		return nil, fmt.Errorf("%d bytes: want at most %d: %w", len(payload), entente.MaxPayload, entente.ErrInvalid)
	}
	if !isCanonical(payload) {
		if err := checkNumbers(payload); err != nil {
			return nil, err
		}
		var err error
		if payload, err = jcs.Transform(payload); err != nil {
			return nil, fmt.Errorf("%w: %w", err, entente.ErrInvalid)
		}
		if !isCanonical(payload) {
			return nil, fmt.Errorf("nested deeper than %d: %w", maxDepth, entente.ErrInvalid)
		}
	}
	if payload[0] != '{' {
		return nil, fmt.Errorf("want a JSON object: %w", entente.ErrInvalid)
	}
	return payload, nil
}

// checkNumbers reports the first number in b that a double does not hold exactly as written.
func checkNumbers(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", err, entente.ErrInvalid)
		}
		if n, ok := token.(json.Number); ok && !isDouble(n.String()) {
			return fmt.Errorf("number %.40s: JSON numbers keep 15 digits; write it as a string, %.40q: %w", n, n, entente.ErrInvalid)
		}
	}
}

func isDouble(literal string) bool {
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return false
	}
	canonical, err := jcs.NumberToJSON(f)
	return err == nil && normalNumber(canonical) == normalNumber(literal)
}

// normalNumber writes a JSON number as digits without zeros at either end, and an exponent, so that equal numbers have
// equal forms.
func normalNumber(literal string) string {
	digits, isNegative := strings.CutPrefix(literal, "-")
	mantissa, exponent, _ := strings.Cut(strings.ToLower(digits), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	e, _ := strconv.Atoi(exponent)
	e -= len(fraction)
	all := strings.TrimLeft(whole+fraction, "0")
	trimmed := strings.TrimRight(all, "0")
	if trimmed == "" {
		return "0"
	}
	e += len(all) - len(trimmed)
	if isNegative {
		trimmed = "-" + trimmed
	}
	return trimmed + "e" + strconv.Itoa(e)
}

// isCanonical reports whether b is one value in canonical form, not nested too deep.
func isCanonical(b []byte) bool {
	rest, ok := skipValue(b, maxDepth)
	return ok && len(rest) == 0 && isText(b)
}

// isText reports whether b is UTF-8 without control characters, as all canonical JSON is.
func isText(b []byte) bool {
	rest := b
	for ; len(rest) >= 8; rest = rest[8:] {
		// The subtraction sets the top bit of each of eight bytes that is below 0x20 and has it not set itself.
		const spaces, tops = 0x2020202020202020, 0x8080808080808080
		if x := binary.LittleEndian.Uint64(rest); (x-spaces)&^x&tops != 0 {
			return false
		}
	}
	for _, c := range rest {
		if c < ' ' {
			return false
		}
	}
	return utf8.Valid(b)
}

// skipValue returns what follows the canonical value at the start of b. Whether b is text is the caller's to check.
func skipValue(b []byte, depth int) (rest []byte, ok bool) {
	if len(b) == 0 || depth < 0 {
		return nil, false
	}
	switch b[0] {
	case '{':
		return skipObject(b, depth)
	case '[':
		return skipArray(b, depth)
	case '"':
		_, rest, ok = skipString(b)
		return rest, ok
	}
	for _, word := range []string{"true", "false", "null"} {
		if len(b) >= len(word) && string(b[:len(word)]) == word {
			return b[len(word):], true
		}
	}
	return skipNumber(b)
}

func skipObject(b []byte, depth int) (rest []byte, ok bool) {
	if rest, ok = skip(b, "{}"); ok {
		return rest, true
	}
	var name, last []byte
	for isFirst := true; ; isFirst = false {
		b = b[1:] // the brace or comma
		if name, b, ok = skipString(b); !ok || !isFirst && !nameLess(last, name) {
			return nil, false
		}
		last = name
		if b, ok = skip(b, ":"); !ok {
			return nil, false
		}
		if b, ok = skipValue(b, depth-1); !ok || len(b) == 0 {
			return nil, false
		}
		if b[0] != ',' {
			return skip(b, "}")
		}
	}
}

// Members returns the members of an object in the canonical form in which payloads are kept: names as they are written, without
// quotation marks, and values. It reports whether object is one; nothing is copied.
func Members(object []byte) (members iter.Seq2[[]byte, []byte], ok bool) {
	if rest, ok := skipObjectWhole(object); !ok || len(rest) > 0 {
		return nil, false
	}
	return func(yield func(name, value []byte) bool) {
		for b := object; len(b) > len("{}"); {
			name, rest, _ := skipString(b[1:])
			rest = rest[1:] // the colon
			after, _ := skipValue(rest, maxDepth)
			if !yield(name, rest[:len(rest)-len(after)]) {
				return
			}
			b = after
		}
	}, true
}

func skipObjectWhole(b []byte) (rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '{' {
		return nil, false
	}
	return skipObject(b, maxDepth)
}

func skipArray(b []byte, depth int) (rest []byte, ok bool) {
	if rest, ok = skip(b, "[]"); ok {
		return rest, true
	}
	for {
		b = b[1:] // the bracket or comma
		if b, ok = skipValue(b, depth-1); !ok || len(b) == 0 {
			return nil, false
		}
		if b[0] != ',' {
			return skip(b, "]")
		}
	}
}

func skip(b []byte, literal string) (rest []byte, ok bool) {
	if len(b) < len(literal) || string(b[:len(literal)]) != literal {
		return nil, false
	}
	return b[len(literal):], true
}

// skipString returns what stands between the quotes at the start of b, escapes included, and what follows.
func skipString(b []byte) (raw, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, nil, false
	}
	for i := 1; ; i++ {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return nil, nil, false
		}
		escape := bytes.IndexByte(b[i:i+n], '\\')
		if escape < 0 {
			return b[1 : i+n], b[i+n+1:], true
		}
		i += escape
		length := escapeLen(b[i:])
		if length == 0 {
			return nil, nil, false
		}
		i += length - 1
	}
}

// shortEscapes are the characters with an escape of two bytes, at the index of its second byte in escapeNames.
const (
	shortEscapes = "\"\\\b\f\n\r\t"
	escapeNames  = `"\bfnrt`
)

// escapeLen returns the length of the canonical escape at the start of b, or 0.
func escapeLen(b []byte) int {
	const long = len(`\u001f`)
	switch {
	case len(b) >= 2 && strings.IndexByte(escapeNames, b[1]) >= 0:
		return 2
	case len(b) < long || string(b[1:4]) != "u00" || b[4] != '0' && b[4] != '1':
		return 0
	case !isLowerHex(b[5]):
		return 0
	}
	c, _ := strconv.ParseUint(string(b[4:6]), 16, 8)
	if strings.IndexByte(shortEscapes, byte(c)) >= 0 {
		return 0
	}
	return long
}

func isLowerHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' }

// nameLess orders raw member names by their UTF-16 code units.
func nameLess(a, b []byte) bool {
	if isPlain(a) && isPlain(b) {
		return bytes.Compare(a, b) < 0
	}
	return slices.Compare(utf16.Encode([]rune(unescape(a))), utf16.Encode([]rune(unescape(b)))) < 0
}

func isPlain(raw []byte) bool {
	for _, c := range raw {
		if c == '\\' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// unescape returns the text of a raw canonical string.
func unescape(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw)
	}
	var s []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			s = append(s, raw[i])
			continue
		}
		n := escapeLen(raw[i:])
		if n == 2 {
			s = append(s, shortEscapes[strings.IndexByte(escapeNames, raw[i+1])])
		} else {
			c, _ := strconv.ParseUint(string(raw[i+4:i+6]), 16, 8)
			s = append(s, byte(c))
		}
		i += n - 1
	}
	return string(s)
}

func skipNumber(b []byte) (rest []byte, ok bool) {
	n := 0
	for n < len(b) && strings.IndexByte("0123456789+-.eE", b[n]) >= 0 {
		n++
	}
	literal := b[:n]
	if isShortInteger(literal) {
		return b[n:], true
	}
	f, err := strconv.ParseFloat(string(literal), 64)
	if err != nil {
		return nil, false
	}
	canonical, err := jcs.NumberToJSON(f)
	return b[n:], err == nil && canonical == string(literal)
}

// isShortInteger reports whether b is an integer of at most 15 digits, which is its own canonical form.
func isShortInteger(b []byte) bool {
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
		if len(b) == 1 && b[0] == '0' {
			return false
		}
	}
	if len(b) == 0 || len(b) > 15 || len(b) > 1 && b[0] == '0' {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// appendString appends s as a canonical JSON string.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	plain := 0 // where the bytes begin that are not yet appended
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[plain:i]...)
		plain = i + 1
		if short := strings.IndexByte(shortEscapes, c); short >= 0 {
			b = append(b, '\\', escapeNames[short])
		} else {
			b = fmt.Appendf(b, `\u%04x`, c)
		}
	}
	b = append(b, s[plain:]...)
	return append(b, '"')
}
