package aid

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A KielSink takes the rows of a file as they are read. A function that is nil leaves rows of its kind out, which still count as stored.
type KielSink struct {
	Release func(Release)
	Month   func(KielMonth)
	Share   func(KielShare)
	Total   func(KielTotal)
	Trend   func(KielTrend)
	Weapons func(KielWeapons)
}

// The columns of each kind of file, of which the first belong to every release.
var kielColumns = []struct {
	kind    string
	columns []string
}{
	{KielMonths, []string{"country", "iso", "year", "month", "total", "financial", "humanitarian", "military", "commitments", "to_be_allocated", "gdp", "pct_gdp"}},
	{KielShares, []string{"country", "iso", "bilateral_pct_gdp", "eu_share_pct_gdp", "total_pct_gdp", "eu_share_bn"}},
	{KielTotals, []string{"year", "month", "total_allocations", "military", "financial", "humanitarian"}},
	{KielTrends, []string{"year", "month", "stockpile", "procurement", "unspecified", "nato_purl"}},
	{KielWeaponList, []string{"donor", "category", "number_of_weapons", "monetary_value_eur", "weapons_list"}},
	{KielRelease, []string{"release", "period", "date", "label"}},
}

// A scan is the reading of one file.
type scan struct {
	report Report
	sink   KielSink
	at     []int // by column of the kind: where it stands
	row    []string
	seen   map[seenKey]int
	names  map[string]entente.ActorID
	codes  map[entente.ActorID]string
}

// A seenKey tells rows apart of which there is one in a file.
type seenKey struct {
	who   string
	month int
}

// ScanKiel reads a file of the tracker row by row into sink. See [Kiel.Read] for what it refuses and returns. Two sums of a row are checked:
// total against its three kinds, and commitments against total and to be allocated. They have to hold but for what the rounding of the
// published figures explains, half a unit of the sixth place for each; a row in which one does not is refused, as nobody can say which of
// its figures is wrong, and one that holds only within that rounding is stored and flagged.
func ScanKiel(name string, r io.Reader, sink KielSink) (Report, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	s := &scan{report: Report{File: name}, sink: sink, seen: map[seenKey]int{}, names: map[string]entente.ActorID{}, codes: map[entente.ActorID]string{}}
	head, err := c.Read()
	if err != nil {
		return s.report, fmt.Errorf("aid: %s: header: %w", name, invalid(err))
	}
	if err := s.header(head); err != nil {
		return s.report, fmt.Errorf("aid: %s: %w", name, err)
	}
	width := len(head)
	for {
		row, err := c.Read()
		var bad *csv.ParseError
		switch {
		case err == io.EOF:
			return s.report, nil
		case errors.As(err, &bad):
			s.report.Rows++
			s.refuse(bad.StartLine, fmt.Errorf("not a row of comma-separated values: %w", bad.Err))
			continue
		case err != nil:
			return s.report, fmt.Errorf("aid: %s: after %d rows: %w", name, s.report.Rows, err)
		}
		line, _ := c.FieldPos(0)
		s.take(line, width, row)
	}
}

// invalid makes an error of the form of a file one of the kind of entente.ErrInvalid.
func invalid(err error) error {
	var bad *csv.ParseError
	if err == io.EOF {
		return fmt.Errorf("the file is empty: %w", entente.ErrInvalid)
	}
	if errors.As(err, &bad) {
		return fmt.Errorf("%w: %w", err, entente.ErrInvalid)
	}
	return err
}

// header finds the kind of a file and where its columns are.
func (s *scan) header(head []string) error {
	at := map[string]int{}
	for i, h := range head {
		h = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
		if _, ok := at[h]; ok {
			return fmt.Errorf("header has the column %q twice: %w", h, entente.ErrInvalid)
		}
		at[h] = i
	}
	for _, k := range kielColumns {
		if s.at = places(k.columns, at); s.at == nil {
			continue
		}
		s.report.Kind = k.kind
		for h := range at {
			if !slices.Contains(k.columns, h) {
				s.report.Ignored = append(s.report.Ignored, h)
			}
		}
		slices.Sort(s.report.Ignored)
		return nil
	}
	return fmt.Errorf("header %.200q is that of no file of the Ukraine Support Tracker that is known; nearest: %s: %w", strings.Join(head, ","), nearest(at), entente.ErrInvalid)
}

func places(columns []string, at map[string]int) []int {
	found := make([]int, len(columns))
	for i, c := range columns {
		j, ok := at[c]
		if !ok {
			return nil
		}
		found[i] = j
	}
	return found
}

// nearest says which kind of file has the most columns of a header, and which it lacks.
func nearest(at map[string]int) string {
	best, words := -1, ""
	for _, k := range kielColumns {
		var lacks []string
		for _, c := range k.columns {
			if _, ok := at[c]; !ok {
				lacks = append(lacks, c)
			}
		}
		if n := len(k.columns) - len(lacks); n > best {
			best, words = n, fmt.Sprintf("%s, which has %s too", k.kind, strings.Join(lacks, ", "))
		}
	}
	return words
}

func (s *scan) refuse(line int, why error) {
	s.report.Refused++
	if len(s.report.Refusals) < MostRemarks {
		s.report.Refusals = append(s.report.Refusals, Remark{line, why.Error()})
	}
}

// flag remarks on a stored row. Words that nobody will read are not made.
func (s *scan) flag(line int, format string, args ...any) {
	if s.report.Flagged++; len(s.report.Flags) < MostRemarks {
		s.report.Flags = append(s.report.Flags, Remark{line, fmt.Sprintf(format, args...)})
	}
}

// take stores a row or refuses it.
func (s *scan) take(line, width int, row []string) {
	s.report.Rows++
	if len(row) != width {
		s.refuse(line, fmt.Errorf("%d fields, and the header has %d", len(row), width))
		return
	}
	s.row = row
	var err error
	switch s.report.Kind {
	case KielMonths:
		err = s.month(line)
	case KielShares:
		err = s.share(line)
	case KielTotals:
		err = s.total(line)
	case KielTrends:
		err = s.trend(line)
	case KielWeaponList:
		err = s.weapons(line)
	case KielRelease:
		err = s.release()
	}
	if err != nil {
		s.refuse(line, err)
		return
	}
	s.report.Stored++
}

// field returns a column of the row.
func (s *scan) field(i int) string { return strings.TrimSpace(s.row[s.at[i]]) }

// numbers reads columns of the row into values, the first of them being from.
func (s *scan) numbers(from int, values ...*unit.Decimal) error {
	for i, v := range values {
		var err error
		if *v, err = parseNumber(s.field(from + i)); err != nil {
			return fmt.Errorf("%s: %w", s.column(from+i), err)
		}
	}
	return nil
}

func (s *scan) column(i int) string {
	for _, k := range kielColumns {
		if k.kind == s.report.Kind {
			return k.columns[i]
		}
	}
	return ""
}

// donor reads name and code from the first two columns.
func (s *scan) donor(line int) (string, entente.ActorID, error) {
	name, iso := strings.Clone(s.field(0)), s.field(1)
	code, known := s.names[name]
	if !known || string(code) != iso && (code != EU || iso != "EU") {
		code = entente.ActorID(strings.Clone(iso))
		if iso == "EU" {
			code = EU
		} else if err := entente.CheckPartyID(entente.PartyID(iso)); err != nil {
			return "", "", fmt.Errorf("iso: %w", err)
		}
		if name == "" {
			return "", "", errors.New("country: no name")
		}
		if known && s.names[name] != code {
			s.flag(line, "country %q had the code %s before, and has %s here", name, s.names[name], code)
		}
		if was, ok := s.codes[code]; ok && was != name {
			s.flag(line, "iso %s was %q before, and is %q here", code, was, name)
		}
		s.names[name], s.codes[code] = code, name
	}
	return name, code, nil
}

// period reads the year and the month from two columns.
func (s *scan) period(from int) (cal.Period, int, error) {
	y, ok := whole(s.field(from))
	m, ok2 := whole(s.field(from + 1))
	switch {
	case !ok || y < 1900 || y > 2999:
		return cal.Period{}, 0, fmt.Errorf("year %.20q: want four digits", s.field(from))
	case !ok2 || m < 1 || m > 12:
		return cal.Period{}, 0, fmt.Errorf("month %.20q: want 1 to 12", s.field(from+1))
	}
	return cal.Month(y, time.Month(m)), y*12 + m, nil
}

// once refuses a second row of what there is one of.
func (s *scan) once(line int, who string, month int) error {
	k := seenKey{who, month}
	if first, ok := s.seen[k]; ok {
		return fmt.Errorf("a second row for that donor and month: the first is on line %d", first)
	}
	s.seen[k] = line
	return nil
}

func (s *scan) month(line int) error {
	var m KielMonth
	var number int
	var err error
	if m.Name, m.Donor, err = s.donor(line); err != nil {
		return err
	}
	if m.Month, number, err = s.period(2); err != nil {
		return err
	}
	if err := s.numbers(4, &m.Total, &m.Financial, &m.Humanitarian, &m.Military, &m.Commitments, &m.ToBeAllocated, &m.GDP, &m.PctGDP); err != nil {
		return err
	}
	kinds, err := s.adds(line, "total", m.Total, "financial + humanitarian + military", m.Financial, m.Humanitarian, m.Military)
	if err != nil {
		return err
	}
	committed, err := s.adds(line, "commitments", m.Commitments, "total + to_be_allocated", m.Total, m.ToBeAllocated)
	if err != nil {
		return err
	}
	if m.GDP.Sign() < 0 {
		return fmt.Errorf("gdp: %v is below zero", m.GDP)
	}
	if err := s.once(line, string(m.Donor), number); err != nil {
		return err
	}
	s.remark(line, kinds, committed)
	s.oddities(line, &m)
	if s.sink.Month != nil {
		s.sink.Month(m)
	}
	return nil
}

// remark flags a stored row with what is not empty.
func (s *scan) remark(line int, all ...string) {
	for _, words := range all {
		if words != "" {
			s.flag(line, "%s", words)
		}
	}
}

// oddities flags what a reader has to know about a row that is stored.
func (s *scan) oddities(line int, m *KielMonth) {
	for _, x := range []struct {
		name  string
		value unit.Decimal
	}{{"financial", m.Financial}, {"humanitarian", m.Humanitarian}, {"military", m.Military}, {"commitments", m.Commitments}} {
		if x.value.Sign() < 0 {
			s.flag(line, "%s is below zero: %v", x.name, x.value)
		}
	}
	if m.GDP.Sign() == 0 {
		return
	}
	tolerance := unit.NewDecimal(1, 9) // of the ten places and more that are published
	if d := m.PctGDP.Mul(m.GDP).Sub(m.Total.Shift(2)); magnitude(d).Cmp(tolerance.Mul(m.GDP)) > 0 {
		s.flag(line, "pct_gdp is %v, and total in per cent of gdp is %v", m.PctGDP, percent(m.Total, m.GDP))
	}
}

// adds checks a sum. It returns words where the sum holds within the rounding of its figures only.
func (s *scan) adds(line int, name string, whole unit.Decimal, names string, parts ...unit.Decimal) (string, error) {
	d := whole.Sub(sum(parts...))
	switch {
	case d.Sign() == 0:
		return "", nil
	case magnitude(d).Cmp(rounding(len(parts)+1)) > 0:
		return "", fmt.Errorf("%s is %v, and %s are %v", name, whole, names, sum(parts...))
	}
	return fmt.Sprintf("%s differs from %s by %v, within rounding", name, names, d), nil
}

// rounding returns the most by which the rounding of n figures to six places can change a sum: half a unit of the last place each.
func rounding(n int) unit.Decimal { return unit.NewDecimal(int64(n)*5, 7) }

func magnitude(d unit.Decimal) unit.Decimal {
	if d.Sign() < 0 {
		return d.Neg()
	}
	return d
}

func (s *scan) share(line int) error {
	var x KielShare
	var err error
	if x.Name, x.Party, err = s.donor(line); err != nil {
		return err
	}
	if !x.Party.IsParty() {
		return fmt.Errorf("iso: %s is no member", x.Party)
	}
	if err := s.numbers(2, &x.BilateralPct, &x.SharePct, &x.TotalPct, &x.Share); err != nil {
		return err
	}
	note, err := s.adds(line, "total_pct_gdp", x.TotalPct, "bilateral_pct_gdp + eu_share_pct_gdp", x.BilateralPct, x.SharePct)
	if err != nil {
		return err
	}
	if err := s.once(line, string(x.Party), 0); err != nil {
		return err
	}
	s.remark(line, note)
	if s.sink.Share != nil {
		s.sink.Share(x)
	}
	return nil
}

func (s *scan) total(line int) error {
	var x KielTotal
	var number int
	var err error
	if x.Month, number, err = s.period(0); err != nil {
		return err
	}
	if err := s.numbers(2, &x.Total, &x.Military, &x.Financial, &x.Humanitarian); err != nil {
		return err
	}
	note, err := s.adds(line, "total_allocations", x.Total, "military + financial + humanitarian", x.Military, x.Financial, x.Humanitarian)
	if err != nil {
		return err
	}
	if err := s.once(line, "", number); err != nil {
		return err
	}
	s.remark(line, note)
	if s.sink.Total != nil {
		s.sink.Total(x)
	}
	return nil
}

func (s *scan) trend(line int) error {
	var x KielTrend
	var number int
	var err error
	if x.Month, number, err = s.period(0); err != nil {
		return err
	}
	if err := s.numbers(2, &x.Stockpile, &x.Procurement, &x.Unspecified, &x.PURL); err != nil {
		return err
	}
	if err := s.once(line, "", number); err != nil {
		return err
	}
	if s.sink.Trend != nil {
		s.sink.Trend(x)
	}
	return nil
}

func (s *scan) weapons(line int) error {
	x := KielWeapons{Name: strings.Clone(s.field(0)), Category: strings.Clone(s.field(1)), Words: strings.Clone(s.field(4))}
	var ok bool
	switch {
	case x.Name == "":
		return errors.New("donor: no name")
	case x.Category == "":
		return errors.New("category: none")
	}
	if x.Number, ok = whole(s.field(2)); !ok {
		return fmt.Errorf("number_of_weapons %.20q: want a whole number", s.field(2))
	}
	if err := s.numbers(3, &x.Value); err != nil {
		return err
	}
	if x.Value.Sign() < 0 {
		return fmt.Errorf("monetary_value_eur: %v is below zero", x.Value)
	}
	if err := s.once(line, x.Name+"\x00"+x.Category, 0); err != nil {
		return fmt.Errorf("%s, %s: %w", x.Name, x.Category, err)
	}
	x.Items, x.Unread = ParseWeapons(x.Words)
	for _, words := range x.Unread {
		s.flag(line, "not read: %s", words)
	}
	n := 0
	for _, w := range x.Items {
		n += w.Number
	}
	if n != x.Number {
		s.flag(line, "number_of_weapons is %d, and the items read are %d", x.Number, n)
	}
	if s.sink.Weapons != nil {
		s.sink.Weapons(x)
	}
	return nil
}

func (s *scan) release() error {
	x := Release{Number: strings.Clone(s.field(0)), Period: strings.Clone(s.field(1)), Label: strings.Clone(s.field(3))}
	var err error
	if x.Date, err = cal.ParseDate(s.field(2)); err != nil {
		return fmt.Errorf("date: %w", err)
	}
	if s.report.Stored > 0 {
		return errors.New("a second release in one file")
	}
	if s.sink.Release != nil {
		s.sink.Release(x)
	}
	return nil
}

// whole reads a whole number of at most nine digits.
func whole(s string) (int, bool) {
	if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// parseNumber reads a decimal, also with an exponent, as tables of numbers are commonly written.
func parseNumber(s string) (unit.Decimal, error) {
	const longest, largest = 40, 30 // digits, exponent
	switch s {
	case "", "NA", "NaN", "Inf", "-Inf":
		return unit.Decimal{}, fmt.Errorf("%q: no number given", s)
	}
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		n, ok := whole(strings.TrimLeft(s[i+1:], "+-"))
		if signs := s[i+1:]; !ok || n > largest || len(strings.TrimLeft(signs, "+-")) < len(signs)-1 {
			return unit.Decimal{}, fmt.Errorf("%.70q: exponent: want at most %d", s, largest)
		}
		if mantissa, exponent = s[:i], n; s[i+1] == '-' {
			exponent = -n
		}
	}
	digits, isNegative := strings.CutPrefix(mantissa, "-")
	before, after, point := strings.Cut(digits, ".")
	if len(s) > longest || before == "" || point && after == "" || strings.Trim(before+after, "0123456789") != "" {
		return unit.Decimal{}, fmt.Errorf("%.70q: want a number", s)
	}
	if len(digits) <= 18 && exponent == 0 { // of int64
		n, err := strconv.ParseInt(before+after, 10, 64)
		if isNegative {
			n = -n
		}
		return unit.NewDecimal(n, len(after)), err
	}
	return unit.ParseDecimal(unit.Positional(isNegative, before, after, exponent))
}
