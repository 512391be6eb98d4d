package table

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"entente"
	"entente/cal"
	"entente/measure"
)

// A head is what the head of a column, or a cell with a period, says.
type head struct {
	period     cal.Period
	isEstimate bool
}

// parsePeriod reads a period: what [cal.ParsePeriod] reads, 2023.0 as spreadsheets leave years behind, 2023Q3, 2023M07 and
// 2023-M07 as statistical offices write them. The mapping's mark behind it makes it an estimate. A fiscal year such as
// 2022/23 is refused: which days it has, no file says. SDMX writes other runs of days as a first day and a duration:
// 2014-01-01/P11Y.
func (m Mapping) parsePeriod(s string) (h head, err error) {
	text := strings.TrimSpace(s)
	if m.Estimate != "" {
		if before, ok := strings.CutSuffix(text, m.Estimate); ok {
			text, h.isEstimate = strings.TrimSpace(before), true
		}
	}
	text = strings.TrimSuffix(text, ".0")
	if len(text) > 4 && strings.Trim(text[:4], "0123456789") == "" {
		year, rest := text[:4], strings.TrimPrefix(text[4:], "-")
		switch {
		case len(rest) == 2 && rest[0] == 'Q':
			text = year + "-" + rest
		case len(rest) == 3 && rest[0] == 'M':
			text = year + "-" + rest[1:]
		}
	}
	if first, duration, ok := strings.Cut(text, "/P"); ok {
		text = parseDuration(first, duration)
	}
	h.period, err = cal.ParsePeriod(text)
	if err == nil && h.period.IsZero() || err != nil {
		return head{}, fmt.Errorf("period %s: want 2023, 2023-Q3, 2023-07 or 2023-07-11: %w", quote(s), entente.ErrInvalid)
	}
	return h, nil
}

// parseMonth reads a year and a month as numbers.
func (m Mapping) parseMonth(year, month string) (head, error) {
	h, err := m.parsePeriod(year)
	if err != nil {
		return head{}, err
	}
	first, _ := h.period.First()
	y, _, _ := first.Civil()
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(month), ".0"))
	if err != nil || n < 1 || n > 12 || h.period != cal.Year(y) {
		return head{}, fmt.Errorf("year %s, month %s: want a year and a number from 1 to 12: %w", quote(year), quote(month), entente.ErrInvalid)
	}
	h.period = cal.Month(y, time.Month(n))
	return h, nil
}

// status returns how firm a figure is: as said for the whole, or as its head marks it.
func (h head) status(said measure.Status) measure.Status {
	switch {
	case said != "":
		return said
	case h.isEstimate:
		return measure.Estimate
	}
	return measure.Actual
}

// within returns the month, quarter or year that a period lies in; ok is false where it lies in none, as a year in no month.
func within(p cal.Period, every string) (whole cal.Period, ok bool) {
	first, bounded := p.First()
	if !bounded {
		return cal.Period{}, false
	}
	y, m, _ := first.Civil()
	switch every {
	case "month":
		whole = cal.Month(y, m)
	case "quarter":
		whole = cal.Quarter(y, (int(m)+2)/3)
	case "year":
		whole = cal.Year(y)
	default:
		whole = p
	}
	return whole, whole.Covers(p)
}

// parseDuration returns the run of days that begins on a day and is so long, as [cal.ParsePeriod] reads it; "" for what is
// none. The duration is a number of years, months or days, such as 11Y.
func parseDuration(first, duration string) string {
	d, err := cal.ParseDate(first)
	if err != nil || len(duration) < 2 || len(duration) > 8 {
		return ""
	}
	n, err := strconv.Atoi(duration[:len(duration)-1])
	const years = 9999 // that there are
	end := d
	switch unit := duration[len(duration)-1]; {
	case err != nil || n < 1:
	case unit == 'Y' && n <= years:
		end = d.AddDate(n, 0, 0)
	case unit == 'M' && n <= 12*years:
		end = d.AddDate(0, n, 0)
	case unit == 'D' && n <= 366*years:
		end = d.AddDate(0, 0, n)
	}
	return cal.Days(d, end-1).String()
}

// formatPeriod writes a period as SDMX does; ok is false for one without a first or last day.
func formatPeriod(p cal.Period) (s string, ok bool) {
	first, hasFirst := p.First()
	last, hasLast := p.Last()
	if !hasFirst || !hasLast {
		return "", false
	}
	if s = p.String(); !strings.Contains(s, "/") {
		return s, true
	}
	y1, m1, _ := first.Civil()
	y2, m2, _ := (last + 1).Civil()
	switch months := 12*(y2-y1) + int(m2-m1); {
	case first.AddDate(0, months, 0) != last+1 || months == 0:
		return fmt.Sprintf("%v/P%dD", first, last+1-first), true
	case months%12 == 0:
		return fmt.Sprintf("%v/P%dY", first, months/12), true
	default:
		return fmt.Sprintf("%v/P%dM", first, months), true
	}
}
