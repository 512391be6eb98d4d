package cal

// Step returns the period n calendar units after p, or before it where n is negative; ok is false unless p is one calendar
// year, quarter, month or day.
func (p Period) Step(n int) (q Period, ok bool) {
	if p.IsZero() || p.start == minDate || p.end == maxDate {
		return Period{}, false
	}
	y, m, _ := p.start.Civil()
	switch days := p.end - p.start; {
	case days == 1:
		q = Day(p.start + Date(n))
	case days <= 31 && p == Month(y, m):
		q = Period{p.start.AddDate(0, n, 0), p.start.AddDate(0, n+1, 0)}
	case days <= 92 && m%3 == 1 && p == Quarter(y, int(m+2)/3):
		q = Period{p.start.AddDate(0, 3*n, 0), p.start.AddDate(0, 3*n+3, 0)}
	case days >= 365 && p == Year(y):
		q = Year(y + n)
	default:
		return Period{}, false
	}
	return q, true
}
