package measure

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"entente"
	"entente/cal"
	"entente/unit"
)

// Data holds observations so that any of them is found by its indicator, area, period and vintage. It may be read by
// several goroutines at once, but not while it is added to. Its cost per observation does not depend on how many it has.
type Data struct {
	book    *Book
	size    int
	areas   []Area
	areaIDs map[Area]int32
	parts   map[string]int32
	names   []string // of parts
	series  map[seriesKey]*series
	periods []map[cal.Period]int16 // by indicator: the earliest vintage that has figures of each
	broken  map[seriesKey][]int32  // by indicator and area: the parts that there are
	origins []Origin
	index   []map[VintageID]int16    // of vintages, by publication
	groups  []map[cal.Period][]int32 // members that there are figures of, by group

	vintages [][]vintage // by publication; never changed, so that they can be pointed at
}

// An Origin is a file, or an entry of a ledger, that observations come from.
type Origin struct {
	Document string         // the file, with the folder of its pack
	Fact     entente.FactID // zero where it is not in a ledger
	Places   []string       // table and cell by row; nil where only the row is known
}

// A seriesKey names a series of figures.
type seriesKey struct {
	indicator, area, part int32
}

// A series is the figures of one indicator, area and part, by period and within it by vintage.
type series struct{ cells []cell }

// A cell is one figure. It is kept small: there may be ten million.
type cell struct {
	period  cal.Period
	value   unit.Decimal
	row     uint32
	origin  int32
	vintage int16
	status  statusCode
}

type statusCode uint8

var statusCodes = []Status{Actual, Estimate, Provisional, Forecast, Break, Assumed}

func codeOf(s Status) statusCode { return statusCode(max(0, slices.Index(statusCodes, s))) }

const wholePart int32 = 0

// NewData returns no data of a book.
func NewData(b *Book) *Data {
	d := &Data{
		book: b, areaIDs: make(map[Area]int32), parts: maps.Clone(b.parts), series: make(map[seriesKey]*series),
		periods: make([]map[cal.Period]int16, len(b.Indicators)), broken: make(map[seriesKey][]int32),
		groups: make([]map[cal.Period][]int32, len(b.Groups)),
	}
	d.names = make([]string, len(d.parts))
	for name, id := range d.parts {
		d.names[id] = name
	}
	for i := range d.periods {
		d.periods[i] = make(map[cal.Period]int16)
	}
	for i, p := range b.Publications {
		index := make(map[VintageID]int16, len(p.Vintages))
		vintages := make([]vintage, len(p.Vintages))
		for k, v := range p.Vintages {
			index[v.ID], vintages[k] = int16(k), vintage{i, int16(k)}
		}
		d.index, d.vintages = append(d.index, index), append(d.vintages, vintages)
	}
	for _, g := range b.Groups {
		if g.Code != "" {
			d.area(g.Code)
		}
		for _, m := range g.Members {
			d.area(Area(m.Party))
		}
	}
	for i := range d.groups {
		d.groups[i] = make(map[cal.Period][]int32)
	}
	return d
}

// Book returns what the figures are of.
func (d *Data) Book() *Book { return d.book }

// Len returns how many figures there are.
func (d *Data) Len() int { return d.size }

func (d *Data) area(a Area) int32 {
	id, ok := d.areaIDs[a]
	if !ok {
		id = int32(len(d.areas))
		d.areas, d.areaIDs[a] = append(d.areas, a), id
	}
	return id
}

func (d *Data) part(name string) int32 {
	id, ok := d.parts[name]
	if !ok {
		id = int32(len(d.names))
		d.names, d.parts[name] = append(d.names, name), id
	}
	return id
}

// Refer notes an origin, for [Data.Add].
func (d *Data) Refer(o Origin) (origin int32) {
	d.origins = append(d.origins, o)
	return int32(len(d.origins) - 1)
}

// An Added says what became of an observation.
type Added int

// What may become of one: it is new, or the same figure was there already.
const (
	Refused Added = iota
	Stored
	Duplicate
)

// Add adds an observation that stands in a row of an origin. A figure of the same indicator, area, part, period and vintage
// is a duplicate where it has the same value and status; otherwise it contradicts what is there and is refused with an
// error wrapping [entente.ErrConflict]. What the book does not know is refused with one wrapping [entente.ErrNotFound].
func (d *Data) Add(o Observation, origin int32, row int) (Added, error) {
	i, v, err := d.check(o)
	if err != nil {
		return Refused, err
	}
	key := seriesKey{int32(i), d.area(o.Area), d.part(o.Part)}
	s := d.series[key]
	if s == nil {
		s = new(series)
		d.series[key] = s
		d.breakDown(key)
	}
	c := cell{o.Period, o.Value, uint32(row), origin, v, codeOf(o.Status)}
	if old := s.insert(c); old != nil {
		return o.again(old)
	}
	if earliest, ok := d.periods[i][o.Period]; !ok || v < earliest {
		d.periods[i][o.Period] = v
	}
	d.size++
	return Stored, nil
}

// Would tells what [Data.Add] would do, and does nothing.
func (d *Data) Would(o Observation) (Added, error) {
	i, v, err := d.check(o)
	if err != nil {
		return Refused, err
	}
	area, known := d.areaIDs[o.Area]
	part, broken := d.parts[o.Part]
	if s := d.series[seriesKey{int32(i), area, part}]; known && broken && s != nil {
		if old := s.exactly(o.Period, v); old != nil {
			return o.again(old)
		}
	}
	return Stored, nil
}

// check finds the indicator and vintage of an observation.
func (d *Data) check(o Observation) (indicator int, vintage int16, err error) {
	i, ok := d.book.indicatorIndex[o.Indicator]
	if !ok {
		return 0, 0, fmt.Errorf("indicator %q unknown: %w", o.Indicator, entente.ErrNotFound)
	}
	v, ok := d.index[d.book.publicationOf[i]][o.Vintage]
	if !ok {
		return 0, 0, fmt.Errorf("vintage %q of %s unknown: %w", o.Vintage, d.book.Indicators[i].Publication, entente.ErrNotFound)
	}
	return i, v, o.check()
}

func (o Observation) check() error {
	if o.Period.IsZero() {
		return fmt.Errorf("%s of %s: no period: %w", o.Indicator, o.Area, entente.ErrInvalid)
	}
	if n := len(o.Value.String()); n > maxDigits {
		return fmt.Errorf("%s of %s: a figure of %d digits: want at most %d: %w", o.Indicator, o.Area, n, maxDigits, entente.ErrInvalid)
	}
	if _, err := ParseStatus(string(o.Status)); err != nil {
		return err
	}
	return CheckArea(o.Area)
}

// again says what becomes of an observation whose cell is taken.
func (o Observation) again(old *cell) (Added, error) {
	if old.value.Cmp(o.Value) == 0 && old.status == codeOf(o.Status) {
		return Duplicate, nil
	}
	return Refused, fmt.Errorf("%s is %v (%v) already, not %v (%v): a revised figure belongs to a later vintage: %w",
		o.cell(), old.value, statusCodes[old.status], o.Value, statusCodes[codeOf(o.Status)], entente.ErrConflict)
}

// breakDown notes the part of a new series, in alphabetical order, so that it does not matter which part came first.
func (d *Data) breakDown(key seriesKey) {
	if key.part == wholePart {
		return
	}
	whole := seriesKey{key.indicator, key.area, wholePart}
	parts := d.broken[whole]
	i, _ := slices.BinarySearchFunc(parts, d.names[key.part], func(p int32, name string) int { return strings.Compare(d.names[p], name) })
	d.broken[whole] = slices.Insert(parts, i, key.part)
}

func compareCells(a, b *cell) int {
	if c := a.period.Compare(b.period); c != 0 {
		return c
	}
	return int(a.vintage) - int(b.vintage)
}

// insert puts c in its place, or returns the cell that has it. Figures come mostly in order, so that it is the last place.
func (s *series) insert(c cell) (old *cell) {
	n := len(s.cells)
	if n == 0 || compareCells(&s.cells[n-1], &c) < 0 {
		s.cells = append(s.cells, c)
		return nil
	}
	i := sort.Search(n, func(i int) bool { return compareCells(&s.cells[i], &c) >= 0 })
	if i < n && compareCells(&s.cells[i], &c) == 0 {
		return &s.cells[i]
	}
	s.cells = slices.Insert(s.cells, i, c)
	return nil
}

// latest returns the figure of a period of the latest vintage up to limit, or nil.
func (s *series) latest(p cal.Period, limit int16) *cell {
	key := cell{period: p, vintage: limit}
	i := sort.Search(len(s.cells), func(i int) bool { return compareCells(&s.cells[i], &key) > 0 })
	if i == 0 || s.cells[i-1].period != p {
		return nil
	}
	return &s.cells[i-1]
}

// exactly returns the figure of a period and vintage, or nil.
func (s *series) exactly(p cal.Period, vintage int16) *cell {
	if c := s.latest(p, vintage); c != nil && c.vintage == vintage {
		return c
	}
	return nil
}

// members returns those who belong to a group in a period.
func (d *Data) members(group int, p cal.Period) []int32 {
	if ids, ok := d.groups[group][p]; ok {
		return ids
	}
	var ids []int32
	for _, m := range d.book.Groups[group].at(p) {
		ids = append(ids, d.areaIDs[Area(m)])
	}
	return ids
}

// Prepare computes memberships for the periods that there are figures of. It makes a reading of many periods quicker.
func (d *Data) Prepare() {
	for i := range d.periods {
		for p := range d.periods[i] {
			for g := range d.groups {
				if _, ok := d.groups[g][p]; !ok {
					d.groups[g][p] = d.members(g, p)
				}
			}
		}
	}
}

func (d *Data) partsOf(indicator int, area int32) []int32 {
	return d.broken[seriesKey{int32(indicator), area, wholePart}]
}

// Periods returns the periods that an indicator has figures of, ascending.
func (d *Data) Periods(id IndicatorID) []cal.Period {
	i, ok := d.book.indicatorIndex[id]
	if !ok {
		return nil
	}
	return slices.SortedFunc(maps.Keys(d.periods[i]), cal.Period.Compare)
}

// knows reports whether an indicator has figures of a period up to a vintage.
func (d *Data) knows(indicator int, p cal.Period, limit int16) bool {
	earliest, ok := d.periods[indicator][p]
	return ok && earliest <= limit
}

// Areas returns whoever an indicator has figures of, in alphabetical order.
func (d *Data) Areas(id IndicatorID) []Area {
	i, ok := d.book.indicatorIndex[id]
	if !ok {
		return nil
	}
	seen := make(map[Area]bool)
	for key := range d.series {
		if key.indicator == int32(i) {
			seen[d.areas[key.area]] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
