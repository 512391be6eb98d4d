package text

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/cal"
)

// A date is a calendar date, month or year that a sentence names.
type date struct {
	period     cal.Period
	start, end int // bytes
	first      int // index of its first word
	next       int // index of the word behind it
}

func inDate(dates []date, at int) bool {
	return slices.ContainsFunc(dates, func(d date) bool { return d.start <= at && at < d.end })
}

// dates returns the dates of a sentence; year stands in where the text says "this year".
func (l *Lexicon) dates(text string, hits []hit, year int) []date {
	var out []date
	for i := 0; i < len(hits); {
		if hits[i].marks&(clsDigits|clsMonth|clsThisYear) == 0 {
			i++
			continue
		}
		d, ok := l.dateAt(text, hits, i, year)
		if !ok {
			i++
			continue
		}
		out = append(out, d)
		i = d.next
	}
	return out
}

// A dateMark is one mark of a date form.
type dateMark struct {
	kind    markKind
	literal string
}

type markKind uint8

const (
	literalMark markKind = iota
	yearDigits
	monthDigits
	dayDigits
	monthName
	thisYearWord
)

var markKinds = map[string]markKind{"Y": yearDigits, "M": monthDigits, "D": dayDigits, "month": monthName, "this-year": thisYearWord}

func parseDateForm(form string) []dateMark {
	var marks []dateMark
	for _, m := range strings.Fields(form) {
		marks = append(marks, dateMark{markKinds[m], m})
	}
	return marks
}

// dateAt reads a date that begins at word i by the first form that fits.
func (l *Lexicon) dateAt(text string, hits []hit, i, year int) (date, bool) {
	for _, form := range l.forms {
		if d, ok := matchDate(form, text, hits, i, year); ok {
			return d, true
		}
	}
	return date{}, false
}

// matchDate reads one form.
func matchDate(form []dateMark, text string, hits []hit, i, thisYear int) (date, bool) {
	d := date{start: hits[i].start, end: hits[i].start, first: i, next: i}
	year, month, day := 0, 0, 0
	for _, mark := range form {
		for d.end < len(text) && text[d.end] == ' ' {
			d.end++
		}
		if mark.kind == literalMark {
			if !strings.HasPrefix(text[d.end:], mark.literal) {
				return d, false
			}
			d.end += len(mark.literal)
			for d.next < len(hits) && hits[d.next].start < d.end {
				d.next++
			}
			continue
		}
		if d.next == len(hits) || hits[d.next].start != d.end {
			return d, false
		}
		value, ok := mark.read(hits[d.next], text, thisYear)
		if !ok {
			return d, false
		}
		switch mark.kind {
		case yearDigits, thisYearWord:
			year = value
		case monthDigits, monthName:
			month = value
		default:
			day = value
		}
		d.end = hits[d.next].end
		d.next++
	}
	var ok bool
	d.period, ok = period(year, month, day)
	return d, ok
}

// period returns the day, month or year of a date; month and day are 0 where they are not named. It reports false for a
// day that its month does not have.
func period(year, month, day int) (cal.Period, bool) {
	switch {
	case year == 0:
		return cal.Period{}, false
	case month == 0:
		return cal.Year(year), true
	case day == 0:
		return cal.Month(year, time.Month(month)), true
	}
	d := cal.NewDate(year, time.Month(month), day)
	_, m, _ := d.Civil()
	return cal.Day(d), int(m) == month
}

// read returns the number that a word stands for in the place of the mark.
func (m dateMark) read(h hit, text string, thisYear int) (int, bool) {
	switch m.kind {
	case monthName:
		return int(h.value), h.marks&clsMonth != 0
	case thisYearWord:
		return thisYear, h.marks&clsThisYear != 0 && thisYear > 0
	}
	digits := h.end - h.start
	if h.marks&clsDigits == 0 || digits > len("2023") {
		return 0, false
	}
	value := 0
	for _, b := range []byte(text[h.start:h.end]) {
		if b < '0' || b > '9' {
			return 0, false
		}
		value = 10*value + int(b-'0')
	}
	switch m.kind {
	case yearDigits:
		return value, digits == 4 && 1800 <= value && value < 2200
	case monthDigits:
		return value, digits <= 2 && 1 <= value && value <= 12
	}
	return value, digits <= 2 && 1 <= value && value <= 31
}

// deadline returns by when a sentence wants something: a meeting, a date with a word that makes it one, or a phrase such
// as "annually", in this order. A date before the year of the document is none.
func (l *Lexicon) deadline(text string, s sentence, dates []date, year int) *string {
	phrase := ""
	for _, h := range s.hits {
		if h.marks&clsDeadline == 0 || inTitleAt(s.hits, h.start) {
			continue
		}
		if strings.Contains(h.name, yearMark) {
			due := meeting(h.name, dates)
			return &due
		}
		if phrase == "" {
			phrase = h.name
		}
	}
	for _, d := range dates {
		if first, ok := d.period.First(); ok && first >= cal.NewDate(year, 1, 1) && l.isDue(text, s.hits, d) {
			due := d.period.String()
			return &due
		}
	}
	if phrase == "" {
		return nil
	}
	due := phrase
	return &due
}

const yearMark = "{year}"

// meeting fills the year of the sentence's first date into a phrase such as "{year} summit".
func meeting(phrase string, dates []date) string {
	if len(dates) > 0 {
		if first, ok := dates[0].period.First(); ok {
			year, _, _ := first.Civil()
			return strings.ReplaceAll(phrase, yearMark, strconv.Itoa(year))
		}
	}
	return strings.ReplaceAll(phrase, yearMark, "next")
}

func (l *Lexicon) isDue(text string, hits []hit, d date) bool {
	past := func(i int) bool { return i >= 0 && i < len(hits) && hits[i].marks&clsPast != 0 }
	if past(d.next) && hits[d.next].start-d.end <= 2*l.gap() || past(d.first-1) && d.start-hits[d.first-1].end <= 1 {
		return false
	}
	if i := d.next; i < len(hits) && hits[i].start-d.end <= 1 && hits[i].marks&clsTill != 0 {
		return true
	}
	for i := d.first - 1; i >= 0 && i >= d.first-3; i-- {
		if d.start-hits[i].end > l.gap() || hits[i].marks&clsClause != 0 {
			return false
		}
		if hits[i].marks&clsBy != 0 {
			return true
		}
	}
	return false
}

func inTitleAt(hits []hit, at int) bool {
	inside := false
	for _, h := range hits {
		if h.start >= at {
			break
		}
		if h.marks&clsTitleOpen != 0 {
			inside = true
		}
		if h.marks&clsTitleClose != 0 {
			inside = false
		}
	}
	return inside
}
