// Package cal holds days, periods and instants: when something holds in the world, and when somebody learned it.
package cal

import (
	"fmt"
	"time"
)

// A Date is a day of the proleptic Gregorian calendar, counted from 1970-01-01.
// Its text form is YYYY-MM-DD, with years 0001 to 9999.
type Date int32

const (
	minDate Date = -1 << 31
	maxDate Date = 1<<31 - 1
)

// NewDate returns the day of year, month and day. Values outside their usual
// ranges are normalised as by [time.Date].
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the day of t in UTC.
func DateOf(t time.Time) Date {
	const secondsPerDay = 24 * 60 * 60
	s := t.Unix()
	days := s / secondsPerDay
	if s%secondsPerDay < 0 {
		days--
	}
	return Date(days)
}

// ParseDate parses YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// Time returns the first instant of d in UTC.
func (d Date) Time() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// Civil returns the year, month and day of d.
func (d Date) Civil() (year int, month time.Month, day int) { return d.Time().Date() }

// AddDate returns the day that many years, months and days later, normalised as by [time.Time.AddDate].
func (d Date) AddDate(years, months, days int) Date {
	return DateOf(d.Time().AddDate(years, months, days))
}

func (d Date) String() string { return d.Time().Format(time.DateOnly) }

// MarshalText implements [encoding.TextMarshaler].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}
