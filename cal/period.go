package cal

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Period is a run of whole days: a year, a quarter, a month, a day, or any other run, also without a first or a last
// day. The zero Period has no day and stands for "not stated".
//
// Its text form is the shortest of 2023, 2023-Q3, 2023-07, 2023-07-11, and FIRST/LAST with both ends included, where
// an end is a year, a month or a day (both ends alike) or ".." for open; see ISO 8601-2:2019, 4.4.
type Period struct {
	start Date // first day
	end   Date // first day after
}

// Always is the period without a first and a last day.
var Always = Period{minDate, maxDate}

// Year returns the period of a calendar year.
func Year(year int) Period { return Period{NewDate(year, 1, 1), NewDate(year+1, 1, 1)} }

// Quarter returns the period of quarter q, 1 to 4, of year.
func Quarter(year, q int) Period {
	first := time.Month(3*q - 2)
	return Period{NewDate(year, first, 1), NewDate(year, first+3, 1)}
}

// Month returns the period of a calendar month.
func Month(year int, month time.Month) Period {
	return Period{NewDate(year, month, 1), NewDate(year, month+1, 1)}
}

// Day returns the period of one day.
func Day(d Date) Period { return Period{d, d + 1} }

// Days returns the period from first to last, both included. It has no day when last is before first.
func Days(first, last Date) Period {
	if last < first {
		return Period{}
	}
	return Period{first, last + 1}
}

// Since returns the period from first on, without end.
func Since(first Date) Period { return Period{first, maxDate} }

// Until returns the period up to and including last, without beginning.
func Until(last Date) Period { return Period{minDate, last + 1} }

// IsZero reports whether p has no day.
func (p Period) IsZero() bool { return p.end <= p.start }

// First returns the first day; ok is false when there is none.
func (p Period) First() (d Date, ok bool) { return p.start, !p.IsZero() && p.start != minDate }

// Last returns the last day; ok is false when there is none.
func (p Period) Last() (d Date, ok bool) { return p.end - 1, !p.IsZero() && p.end != maxDate }

// Contains reports whether d is a day of p.
func (p Period) Contains(d Date) bool { return p.start <= d && d < p.end }

// Covers reports whether every day of q is a day of p. No period covers the zero Period.
func (p Period) Covers(q Period) bool { return !q.IsZero() && p.start <= q.start && q.end <= p.end }

// Overlaps reports whether p and q have a day in common.
func (p Period) Overlaps(q Period) bool { return !p.Intersect(q).IsZero() }

// Intersect returns the days that p and q have in common.
func (p Period) Intersect(q Period) Period {
	r := Period{max(p.start, q.start), min(p.end, q.end)}
	if r.IsZero() {
		return Period{}
	}
	return r
}

// Compare orders periods by first day, then by last day.
func (p Period) Compare(q Period) int {
	if p.start != q.start {
		return sign(p.start, q.start)
	}
	return sign(p.end, q.end)
}

func sign(a, b Date) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// grain is the coarsest calendar unit that both ends of a period fall on.
type grain int

const (
	byDay grain = iota
	byMonth
	byYear
)

func (p Period) grain() grain {
	g := byYear
	for _, d := range []Date{p.start, p.end} {
		if d == minDate || d == maxDate {
			continue
		}
		_, m, day := d.Civil()
		switch {
		case day != 1:
			return byDay
		case m != 1:
			g = byMonth
		}
	}
	return g
}

func (g grain) format(d Date) string {
	switch g {
	case byYear:
		return d.String()[:4]
	case byMonth:
		return d.String()[:7]
	}
	return d.String()
}

func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	g := p.grain()
	first, last := "..", ".."
	if d, ok := p.First(); ok {
		first = g.format(d)
	}
	if d, ok := p.Last(); ok {
		last = g.format(d)
	}
	if first == last && first != ".." {
		return first
	}
	if y, m, _ := p.start.Civil(); p.start != minDate && m%3 == 1 && p == Quarter(y, int(m+2)/3) {
		return fmt.Sprintf("%04d-Q%d", y, (m+2)/3)
	}
	return first + "/" + last
}

// ParsePeriod parses what [Period.String] writes; the empty string is the zero Period.
func ParsePeriod(s string) (Period, error) {
	if s == "" {
		return Period{}, nil
	}
	p, ok := parsePeriod(s)
	if !ok {
		return Period{}, fmt.Errorf("period %q: want 2023, 2023-Q3, 2023-07, 2023-07-11 or FIRST/LAST (\"..\" for open)", s)
	}
	if w := p.String(); w != s {
		return Period{}, fmt.Errorf("period %q: write %q", s, w)
	}
	return p, nil
}

func parsePeriod(s string) (Period, bool) {
	first, last, isRange := strings.Cut(s, "/")
	if !isRange {
		return parseUnit(s)
	}
	p := Always
	if first != ".." {
		f, ok := parseUnit(first)
		if !ok {
			return Period{}, false
		}
		p.start = f.start
	}
	if last != ".." {
		l, ok := parseUnit(last)
		if !ok {
			return Period{}, false
		}
		p.end = l.end
	}
	return p, !p.IsZero()
}

// parseUnit parses one year, quarter, month or day.
func parseUnit(s string) (Period, bool) {
	switch len(s) {
	case len("2023"):
		y, err := strconv.ParseUint(s, 10, 16)
		return Year(int(y)), err == nil && y > 0
	case len("2023-07"):
		if y, q, ok := strings.Cut(s, "-Q"); ok {
			year, err := strconv.ParseUint(y, 10, 16)
			quarter, qerr := strconv.ParseUint(q, 10, 8)
			good := len(y) == 4 && err == nil && year > 0 && qerr == nil && 1 <= quarter && quarter <= 4
			return Quarter(int(year), int(quarter)), good
		}
		d, err := ParseDate(s + "-01")
		y, m, _ := d.Civil()
		return Month(y, m), err == nil
	case len("2023-07-11"):
		d, err := ParseDate(s)
		return Day(d), err == nil
	}
	return Period{}, false
}

// MarshalText implements [encoding.TextMarshaler].
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Period) UnmarshalText(b []byte) (err error) {
	*p, err = ParsePeriod(string(b))
	return err
}
