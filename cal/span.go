package cal

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Span is a length of calendar time: months and days, which have no fixed length, and a time of the clock. Its text form is that of
// ISO 8601-1:2019, 5.5.2, without fractions and signs, such as P1Y, P150D or PT72H.
type Span struct {
	months int
	days   int
	clock  time.Duration
}

// mostYears is the length of the longest spans that are read, about.
const mostYears = 1000

// ParseSpan parses an ISO 8601 duration. It is none of zero length, and none longer than 1,000 years.
func ParseSpan(s string) (Span, error) {
	var p Span
	date, clock, hasClock := strings.Cut(strings.TrimPrefix(s, "P"), "T")
	ok := strings.HasPrefix(s, "P") && spanParts(date, "YMWD", func(unit byte, n int) {
		switch unit {
		case 'Y':
			p.months += 12 * n
		case 'M':
			p.months += n
		case 'W':
			p.days += 7 * n
		case 'D':
			p.days += n
		}
	})
	if hasClock {
		units := map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}
		ok = ok && clock != "" && spanParts(clock, "HMS", func(unit byte, n int) { p.clock += time.Duration(n) * units[unit] })
	}
	if !ok || p.IsZero() || p.months > 12*mostYears || p.days > 366*mostYears {
		return Span{}, fmt.Errorf("duration %q: want an ISO 8601 duration such as P6M, P150D or PT72H", s)
	}
	return p, nil
}

// spanParts reads whole numbers, each with one of units, in the order of units.
func spanParts(s, units string, each func(unit byte, n int)) bool {
	const most = 1e6 // in hours, about a century
	for s != "" {
		i := strings.IndexAny(s, units)
		if i < 1 || strings.Trim(s[:i], "0123456789") != "" {
			return false
		}
		n, err := strconv.Atoi(s[:i])
		if err != nil || n > most {
			return false
		}
		each(s[i], n)
		units = units[strings.IndexByte(units, s[i])+1:]
		s = s[i+1:]
	}
	return true
}

// IsZero reports whether p has no length.
func (p Span) IsZero() bool { return p == Span{} }

// Times returns n times p.
func (p Span) Times(n int) Span {
	return Span{p.months * n, p.days * n, p.clock * time.Duration(n)}
}

// After returns the instant p later than i. Months are added first, and a day that the month lacks is its last: one month after
// 31 January is the last day of February.
func (p Span) After(i Instant) Instant {
	t := i.Time()
	if p.months != 0 {
		day := t.Day()
		t = time.Date(t.Year(), t.Month()+time.Month(p.months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
		t = t.AddDate(0, 0, min(day, t.AddDate(0, 1, -1).Day())-1)
	}
	return InstantOf(t.AddDate(0, 0, p.days).Add(p.clock))
}

func (p Span) String() string {
	if p.IsZero() {
		return ""
	}
	var b strings.Builder
	b.WriteByte('P')
	part := func(n int, unit byte) {
		if n > 0 {
			b.WriteString(strconv.Itoa(n))
			b.WriteByte(unit)
		}
	}
	part(p.months/12, 'Y')
	part(p.months%12, 'M')
	part(p.days, 'D')
	if p.clock > 0 {
		b.WriteByte('T')
		part(int(p.clock/time.Hour), 'H')
		part(int(p.clock/time.Minute)%60, 'M')
		part(int(p.clock/time.Second)%60, 'S')
	}
	return b.String()
}

// MarshalText implements [encoding.TextMarshaler].
func (p Span) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Span) UnmarshalText(b []byte) (err error) {
	*p, err = ParseSpan(string(b))
	return err
}

// A Workweek says which days are worked: all but Saturdays, Sundays and holidays. The zero Workweek has no holidays.
type Workweek struct {
	Holidays map[Date]bool
}

// Works reports whether d is worked.
func (w Workweek) Works(d Date) bool {
	weekday := d.Time().Weekday()
	return weekday != time.Saturday && weekday != time.Sunday && !w.Holidays[d]
}

// Add returns the nth working day after d, which is d itself where n is 0.
func (w Workweek) Add(d Date, n int) Date {
	for n > 0 {
		d++
		if w.Works(d) {
			n--
		}
	}
	return d
}
