package table

// What tests of the package's parts need of it.

// Binary reads a number of a workbook.
func Binary(s string) (string, error) {
	d, err := binary(s)
	return d.String(), err
}

// ParseNumber reads a number of a text.
func ParseNumber(m Mapping, s string) (string, bool) {
	n := newNumbers(m)
	d, ok := n.parse(s)
	return d.String(), ok
}

// ParsePeriod reads a period.
func ParsePeriod(m Mapping, s string) (period string, isEstimate bool, err error) {
	h, err := m.parsePeriod(s)
	return h.period.String(), h.isEstimate, err
}

// FormatPeriod writes a period for SDMX.
var FormatPeriod = formatPeriod
