package text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// dateAt reads a date that begins at word i by the first form that fits.
func (l *Lexicon) dateAt(text string, hits []hit, i, year int) (date, bool) {
	if hits[i].marks&(clsDigits|clsMonth|clsThisYear) == 0 {
		return date{}, false
	}
	for _, form := range l.Dates.Forms {
		if d, ok := matchDate(form, text, hits, i, year); ok {
			return d, true
		}
	}
	return date{}, false
}

// matchDate reads one form: Y, M and D are digits, "month" is a name, every other mark stands for itself.
func matchDate(form, text string, hits []hit, i, thisYear int) (date, bool) {
	d := date{start: hits[i].start, first: i, next: i}
	year, month, day := 0, 0, 0
	at := hits[i].start
	for _, mark := range strings.Fields(form) {
		at += len(text[at:]) - len(strings.TrimLeft(text[at:], " "))
		word := d.next < len(hits) && hits[d.next].start == at
		digits, value := 0, 0
		if word && hits[d.next].marks&clsDigits != 0 {
			s := text[hits[d.next].start:hits[d.next].end]
			digits = len(s)
			value, _ = strconv.Atoi(s)
		}
		switch {
		case mark == "Y" && digits == 4 && 1800 <= value && value < 2200:
			year = value
		case mark == "M" && 1 <= digits && digits <= 2 && 1 <= value && value <= 12:
			month = value
		case mark == "D" && 1 <= digits && digits <= 2 && 1 <= value && value <= 31:
			day = value
		case mark == "month" && word && hits[d.next].marks&clsMonth != 0:
			month = int(hits[d.next].value)
		case mark == "this-year" && word && hits[d.next].marks&clsThisYear != 0 && thisYear > 0:
			year = thisYear
		case len(mark) > 1 && mark != "month" && mark != "this-year" && strings.HasPrefix(text[at:], mark),
			strings.HasPrefix(text[at:], mark) && !strings.Contains("YMD", mark):
			at += len(mark)
			for d.next < len(hits) && hits[d.next].start < at {
				d.next++
			}
			continue
		default:
			return date{}, false
		}
		at = hits[d.next].end
		d.next++
	}
	d.end = at
	p, err := cal.ParsePeriod(isoDate(year, month, day))
	d.period = p
	return d, err == nil
}

func isoDate(year, month, day int) string {
	s := fmt.Sprintf("%04d", year)
	if month > 0 {
		s += fmt.Sprintf("-%02d", month)
	}
	if day > 0 {
		s += fmt.Sprintf("-%02d", day)
	}
	return s
}

// deadline returns by when a sentence wants something: a phrase of the lexicon, or a date with a word that makes it one.
func (l *Lexicon) deadline(text string, s sentence, dates []date) *string {
	for _, h := range s.hits {
		if h.marks&clsDeadline != 0 && !inTitleAt(s.hits, h.start) {
			return l.phrase(h.name, text, s, dates)
		}
	}
	for _, d := range dates {
		if l.isDue(text, s.hits, d) {
			name := d.period.String()
			return &name
		}
	}
	return nil
}

// phrase fills the year into a phrase such as "{year} summit", from the nearest date of the sentence.
func (l *Lexicon) phrase(name, text string, s sentence, dates []date) *string {
	const year = "{year}"
	if !strings.Contains(name, year) {
		return &name
	}
	for _, d := range dates {
		if first, ok := d.period.First(); ok {
			y, _, _ := first.Civil()
			filled := strings.ReplaceAll(name, year, strconv.Itoa(y))
			return &filled
		}
	}
	bare := "next" + strings.ReplaceAll(name, year, "")
	return &bare
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
