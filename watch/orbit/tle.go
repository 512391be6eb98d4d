package orbit

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"entente"
	"entente/cal"
)

// ReadTLE reads two-line element sets, each with or without a line for the name before it ("0 " in front of a name is
// dropped). Blank lines, lines that start with "#", and blanks at the ends of lines are passed over. Every set is either
// in the catalogue or refused with a [*SyntaxError]; both are in the order of the text.
//
// The columns are those of STR#3, section 2. Catalogue numbers above 99999 are read in the Alpha-5 scheme (a letter for the first
// two digits, without I and O). Years of epochs and designators from 57 on are of the 20th century.
func ReadTLE(text []byte) (Catalogue, []error) {
	var r tleReader
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	for i, b := range bytes.Split(text, []byte("\n")) {
		line := strings.TrimRight(string(b), " \t\r")
		if line != "" && line[0] != '#' {
			r.line(i+1, line)
		}
	}
	r.abandon()
	return r.sets, r.refused
}

// A tleReader holds the lines of the set that is being read.
type tleReader struct {
	sets    Catalogue
	refused []error

	name, first     string
	nameAt, firstAt int // their lines; 0 while they are missing
}

// longestName tells a name from a line of elements that is cut off: catalogues cut names at 24 letters.
const longestName = 30

func (r *tleReader) line(at int, line string) {
	isElements := func(number string) bool { return strings.HasPrefix(line, number) && len(line) > longestName }
	switch {
	case isElements("1 "):
		if r.firstAt > 0 {
			r.abandon()
		}
		r.first, r.firstAt = line, at
	case isElements("2 "):
		r.set(at, line)
	default:
		r.abandon()
		r.name, r.nameAt = strings.ToValidUTF8(strings.TrimSpace(strings.TrimPrefix(line, "0 ")), "\ufffd"), at
	}
}

// refuse notes err at a line and forgets the set.
func (r *tleReader) refuse(line, column int, err error) {
	set := r.name
	if set == "" && len(r.first) > 7 {
		set = strings.TrimSpace(r.first[2:7])
	}
	r.refused = append(r.refused, &SyntaxError{line, column, clip(set), err})
	r.forget()
}

func (r *tleReader) forget() { r.name, r.nameAt, r.first, r.firstAt = "", 0, "", 0 }

// abandon refuses what was begun and does not go on.
func (r *tleReader) abandon() {
	switch {
	case r.firstAt > 0:
		r.refuse(r.firstAt, 0, fmt.Errorf("line 1 of a set without line 2 after it; fetch the set again: %w", entente.ErrInvalid))
	case r.nameAt > 0:
		r.refuse(r.nameAt, 0, fmt.Errorf("name without lines of elements after it; each line of elements is to start with %q or %q: %w", "1 ", "2 ", entente.ErrInvalid))
	}
}

func (r *tleReader) set(at int, second string) {
	if r.firstAt == 0 {
		r.refuse(at, 0, fmt.Errorf("line 2 of a set without line 1 before it; fetch the set again: %w", entente.ErrInvalid))
		return
	}
	e := Elements{Name: r.name}
	first := card{line: r.first}
	first.readFirst(&e)
	if first.err != nil {
		r.refuse(r.firstAt, first.column, first.err)
		return
	}
	c := card{line: second}
	number := e.Number
	c.readSecond(&e)
	if c.err == nil && e.Number != number {
		c.fail(3, "satellite %d, but line 1 is of %d; fetch the set again", e.Number, number)
	}
	if c.err == nil {
		c.err = e.Check()
	}
	if c.err != nil {
		r.refuse(at, c.column, c.err)
		return
	}
	r.sets = append(r.sets, e)
	r.forget()
}

// A card is a line of elements whose columns are read one after the other until one is wrong.
type card struct {
	line   string
	column int // of the first error
	err    error
}

const cardLength = 69

func (c *card) fail(column int, format string, args ...any) {
	if c.err == nil {
		c.column, c.err = column, fmt.Errorf(format+": %w", append(args, entente.ErrInvalid)...)
	}
}

// readFirst reads line 1.
func (c *card) readFirst(e *Elements) {
	c.checkLine(2, 9, 18, 33, 44, 53, 62, 64)
	e.Number = c.number()
	e.Classification = c.classification()
	e.Designator = c.designator()
	e.Epoch = c.epoch()
	e.MeanMotionDot = c.float(34, 43, "first derivative of the mean motion")
	e.MeanMotionDdot = c.power(45, 52, "second derivative of the mean motion")
	e.BStar = c.power(54, 61, "drag term B*")
	e.EphemerisType = c.integer(63, 63, "ephemeris type")
	e.ElementSet = c.integer(65, 68, "number of the element set")
}

// readSecond reads line 2.
func (c *card) readSecond(e *Elements) {
	c.checkLine(2, 8, 17, 26, 34, 43, 52)
	e.Number = c.number()
	e.Inclination = c.float(9, 16, "inclination")
	e.Raan = c.float(18, 25, "right ascension of the node")
	e.Eccentricity = c.fraction(27, 33, "eccentricity")
	e.ArgumentOfPerigee = c.float(35, 42, "argument of perigee")
	e.MeanAnomaly = c.float(44, 51, "mean anomaly")
	e.MeanMotion = c.float(53, 63, "mean motion")
	e.Revolution = c.integer(64, 68, "revolution")
}

// checkLine checks length, letters, checksum and the columns that are to be blank.
func (c *card) checkLine(blank ...int) {
	for i := range len(c.line) {
		if b := c.line[i]; b < ' ' || b > '~' {
			c.fail(i+1, "byte %#x: want printable ASCII", b)
			return
		}
	}
	if len(c.line) < cardLength {
		c.fail(len(c.line), "line ends after %d columns: want %d; it may have been cut off, fetch it again", len(c.line), cardLength)
		return
	}
	if len(c.line) > cardLength {
		c.fail(cardLength+1, "text after column %d: %q; remove it", cardLength, clip(c.line[cardLength:]))
		return
	}
	for _, column := range blank {
		if b := c.line[column-1]; b != ' ' {
			c.fail(column, "%q where a blank separates columns; are the columns shifted?", b)
			return
		}
	}
	if got, want := c.line[cardLength-1], '0'+checksum(c.line); got != want {
		c.fail(cardLength, "checksum %q, computed %q; a digit is wrong, fetch the line again", got, want)
	}
}

// checksum returns the sum modulo 10 of the digits of columns 1 to 68, a minus counting 1.
func checksum(line string) byte {
	sum := 0
	for i := range cardLength - 1 {
		switch b := line[i]; {
		case isDigit(b):
			sum += int(b - '0')
		case b == '-':
			sum++
		}
	}
	return byte(sum % 10)
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// text returns columns from to to, or "" after an error.
func (c *card) text(from, to int) string {
	if c.err != nil {
		return ""
	}
	return strings.TrimSpace(c.line[from-1 : to])
}

func (c *card) number() int {
	s := c.text(3, 7)
	n, err := ParseNumber(s)
	if err != nil {
		c.fail(3, "%w", err)
	}
	return n
}

const alpha5 = "ABCDEFGHJKLMNPQRSTUVWXYZ" // 10 to 33

// ParseNumber parses a catalogue number of up to nine digits, or one of Alpha-5: a letter and four digits, such as "T0002"
// for 270002.
func ParseNumber(s string) (int, error) {
	digits, high := s, 0
	if s != "" && !isDigit(s[0]) {
		i := strings.IndexByte(alpha5, s[0])
		if i < 0 || len(s) != 5 {
			return 0, fmt.Errorf("catalogue number %q: want digits, or a letter other than I and O and four digits: %w", clip(s), entente.ErrInvalid)
		}
		digits, high = s[1:], (i+10)*10_000
	}
	n, err := natural(digits)
	if err != nil {
		return 0, fmt.Errorf("catalogue number %q: want digits, or a letter other than I and O and four digits: %w", clip(s), entente.ErrInvalid)
	}
	return high + n, nil
}

var errNoNumber = errors.New("want digits only, nine at most")

// natural parses one to nine digits.
func natural(s string) (int, error) {
	if s == "" || len(s) > 9 {
		return 0, errNoNumber
	}
	n := 0
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, errNoNumber
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, nil
}

func (c *card) classification() string {
	switch s := c.text(8, 8); s {
	case "", "U", "C", "S":
		return s
	default:
		c.fail(8, "classification %q: want U, C or S", s)
		return ""
	}
}

// century returns the year of two digits, by the rule that the space age began in 1957.
func century(yy int) int {
	if yy < 57 {
		return 2000 + yy
	}
	return 1900 + yy
}

// designator returns "98067A" as "1998-067A".
func (c *card) designator() string {
	s := c.text(10, 17)
	if s == "" {
		return ""
	}
	if len(s) >= 6 && isPiece(s[5:]) {
		year, err1 := natural(s[:2])
		launch, err2 := natural(s[2:5])
		if err1 == nil && err2 == nil {
			return fmt.Sprintf("%d-%03d%s", century(year), launch, s[5:])
		}
	}
	c.fail(10, "international designator %q: want year, launch and piece such as 98067A, or blanks", s)
	return ""
}

// isPiece reports whether s is one to three capitals.
func isPiece(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return 1 <= len(s) && len(s) <= 3
}

// epoch reads year and day with eight decimals. One of the last is 864 microseconds, so that nothing is lost.
func (c *card) epoch() cal.Instant {
	year, day := c.text(19, 20), c.text(21, 32)
	if c.err != nil {
		return 0
	}
	yy, err := natural(year)
	if err != nil || len(year) != 2 {
		c.fail(19, "year of epoch %q: want two digits", year)
		return 0
	}
	whole, part, _ := strings.Cut(day, ".")
	n, err := natural(whole)
	fraction := 0
	if err == nil {
		fraction, err = natural(part)
	}
	start := time.Date(century(yy), 1, 1, 0, 0, 0, 0, time.UTC)
	if err != nil || len(part) != 8 || n < 1 || n > start.AddDate(1, 0, -1).YearDay() {
		c.fail(21, "day of epoch %q: want a day of %d with eight decimals, such as 276.40506345", day, start.Year())
		return 0
	}
	return cal.InstantOf(start.AddDate(0, 0, n-1)) + cal.Instant(fraction)*864
}

// integer reads an integer that may be blank for 0.
func (c *card) integer(from, to int, what string) int {
	s := c.text(from, to)
	if s == "" {
		return 0
	}
	n, err := natural(s)
	if err != nil {
		c.fail(from, "%s %q: %w", what, s, err)
	}
	return n
}

// float reads a decimal with its point in place.
func (c *card) float(from, to int, what string) float64 {
	s := c.text(from, to)
	if c.err != nil {
		return 0
	}
	f, ok := decimal(s)
	if !ok || !strings.Contains(s, ".") {
		c.fail(from, "%s %q: want a decimal number with a point", what, s)
	}
	return f
}

// decimal parses digits with a sign and a point; no other form of number that Go knows.
func decimal(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "+-.0123456789") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// fraction reads digits that stand behind a point that is not written.
func (c *card) fraction(from, to int, what string) float64 {
	s := c.text(from, to)
	if c.err != nil {
		return 0
	}
	if _, err := natural(s); err != nil || len(s) != to-from+1 {
		c.fail(from, "%s %q: want %d digits, the decimals", what, s, to-from+1)
		return 0
	}
	f, _ := decimal("." + s)
	return f
}

// power reads "-11606-4" as -0.11606e-4. Blank is 0.
func (c *card) power(from, to int, what string) float64 {
	s := c.text(from, to)
	if s == "" {
		return 0
	}
	sign, rest := "", s
	if s[0] == '-' || s[0] == '+' {
		sign, rest = s[:1], s[1:]
	}
	if len(rest) == 7 && (rest[5] == '-' || rest[5] == '+') {
		_, err1 := natural(rest[:5])
		_, err2 := natural(rest[6:])
		if err1 == nil && err2 == nil {
			f, _ := strconv.ParseFloat(sign+"0."+rest[:5]+"e"+rest[5:], 64)
			return f
		}
	}
	c.fail(from, "%s %q: want a sign, five decimals and a power of ten, such as -11606-4", what, s)
	return 0
}
