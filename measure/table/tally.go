package table

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/unit"
)

// A tally collects what is read of a file and counts every cell once.
type tally struct {
	mapping Mapping
	context Context
	names   *namer
	numbers numbers
	places  bool // figures have places rather than lines

	result  Result
	ids     map[string]int32
	seen    map[seriesKey]*series
	last    seriesKey // of the figure before
	lastOf  *series
	keys    []seriesKey     // by figure, for sums
	ignored map[Ignored]int // index in the result
	reasons map[string]*listed
}

// A seriesKey names a series of figures by the numbers of its texts; over tells rows of one sum apart.
type seriesKey struct{ indicator, area, part, vintage, over int32 }

// A series knows which periods were seen, and the index of the figure of each. Figures mostly come in order, which costs
// much less than a map of all cells: those are the ascending ones. The others are kept apart.
type series struct {
	ascending []periodAt
	others    map[cal.Period]int32
}

type periodAt struct {
	period cal.Period
	at     int32
}

func (s *series) find(p cal.Period) (at int32, ok bool) {
	n := len(s.ascending)
	if n == 0 || s.ascending[n-1].period.Compare(p) < 0 {
		return 0, false
	}
	i := sort.Search(n, func(i int) bool { return s.ascending[i].period.Compare(p) >= 0 })
	if s.ascending[i].period == p {
		return s.ascending[i].at, true
	}
	at, ok = s.others[p]
	return at, ok
}

func (s *series) put(p cal.Period, at int32) {
	if n := len(s.ascending); n == 0 || s.ascending[n-1].period.Compare(p) < 0 {
		s.ascending = append(s.ascending, periodAt{p, at})
		return
	}
	if s.others == nil {
		s.others = make(map[cal.Period]int32)
	}
	s.others[p] = at
}

// series returns what was seen of a series.
func (t *tally) series(key seriesKey) *series {
	if t.lastOf != nil && key == t.last {
		return t.lastOf
	}
	s := t.seen[key]
	if s == nil {
		s = new(series)
		t.seen[key] = s
	}
	t.last, t.lastOf = key, s
	return s
}

func newTally(m Mapping, c Context) *tally {
	return &tally{
		mapping: m, context: c, names: newNamer(m, c.Names), numbers: newNumbers(m),
		ids: make(map[string]int32), seen: make(map[seriesKey]*series), ignored: make(map[Ignored]int), reasons: make(map[string]*listed),
	}
}

// id returns the number of a text.
func (t *tally) id(s string) int32 {
	id, ok := t.ids[s]
	if !ok {
		id = int32(len(t.ids))
		t.ids[s] = id
	}
	return id
}

func (t *tally) empty(cells int) {
	t.result.Count.Read += cells
	t.result.Count.Empty += cells
}

func (t *tally) refuse(where, reason string, cells int) {
	if cells == 0 {
		return
	}
	t.result.Count.Read += cells
	t.result.Count.Refused += cells
	t.list(where, reason, cells)
}

// list notes a refusal. A reason that comes again and again is listed so often, and its further cells are counted in one
// more entry: one name that is unknown must not hide all else.
func (t *tally) list(where, reason string, cells int) {
	r, ok := t.reasons[reason]
	if !ok && len(t.reasons) >= maxReasons {
		where, reason = "elsewhere", "further reasons are not listed"
		r, ok = t.reasons[reason]
	}
	if !ok {
		r = new(listed)
		t.reasons[reason] = r
	}
	if r.times++; r.times > maxListed+1 {
		t.result.Refusals[r.last].Cells += cells
		return
	}
	if r.times == maxListed+1 {
		where = "from " + where + " on"
	}
	r.last = len(t.result.Refusals)
	t.result.Refusals = append(t.result.Refusals, Refusal{where, reason, cells})
}

// listed says how often a reason was listed, and where last.
type listed struct{ times, last int }

const (
	maxReasons = 10_000
	maxListed  = 100 // of one reason
)

func (t *tally) ignore(what, reason string, cells int) {
	if cells == 0 {
		return
	}
	key := Ignored{What: what, Reason: reason}
	i, ok := t.ignored[key]
	if !ok {
		i = len(t.result.Ignored)
		t.ignored[key] = i
		t.result.Ignored = append(t.result.Ignored, key)
	}
	t.result.Ignored[i].Cells += cells
	t.result.Count.Ignored += cells
}

// figure takes a figure, unless the file has one of the same cell before. where is called only when it has to be told.
func (t *tally) figure(o measure.Observation, key seriesKey, row int, where func() string) {
	s := t.series(key)
	at, ok := s.find(o.Period)
	if !ok {
		t.add(o, s, key, row, where)
		return
	}
	old := &t.result.Figures[at]
	if old.Value.Cmp(o.Value) == 0 && old.Status == o.Status {
		t.result.Count.Read++
		t.result.Count.Duplicates++
		return
	}
	name := string(o.Area)
	if o.Part != "" {
		name += "/" + o.Part
	}
	t.refuse(where(), fmt.Sprintf("%s %s %v is %v (%v) already in %s, not %v (%v)",
		o.Indicator, name, o.Period, old.Value, old.Status, t.result.Place(*old), o.Value, o.Status), 1)
}

func (t *tally) add(o measure.Observation, s *series, key seriesKey, row int, where func() string) {
	if t.places {
		o.Place, row = where(), len(t.result.Places)
		t.result.Places = append(t.result.Places, o.Place)
	}
	n := len(t.result.Figures)
	if n == math.MaxInt32 {
		t.refuse(where(), "more figures than an import takes; split the file", 1)
		return
	}
	s.put(o.Period, int32(n))
	if n == cap(t.result.Figures) {
		t.result.Figures = slices.Grow(t.result.Figures, n+64) // figures are large: they are moved seldom
	}
	t.result.Figures = append(t.result.Figures, Figure{o, row})
	t.result.Count.Read++
	t.result.Count.Figures++
	if t.mapping.Sum != nil {
		t.keys = append(t.keys, key)
	}
}

// indicator returns what the book knows of an indicator, and says so where it does not know it.
func (t *tally) indicator(id measure.IndicatorID) (i measure.Indicator, problem string) {
	if err := entente.CheckSlug("indicator", string(id)); err != nil {
		return i, reason(err)
	}
	if t.context.Book == nil {
		return measure.Indicator{ID: id}, ""
	}
	i, err := t.context.Book.Indicator(id)
	switch {
	case err != nil:
		return i, fmt.Sprintf("indicator %s unknown", quote(string(id)))
	case i.Publication != t.mapping.Publication:
		return i, fmt.Sprintf("indicator %s is of publication %s, not of %s", id, i.Publication, t.mapping.Publication)
	}
	return i, ""
}

// vintage checks a vintage that figures are said to be of.
func (t *tally) vintage(id measure.VintageID) (problem string) {
	if id == "" {
		return "no vintage"
	}
	if t.context.Book == nil {
		return ""
	}
	p, err := t.context.Book.Publication(t.mapping.Publication)
	if err != nil {
		return fmt.Sprintf("publication %s unknown", t.mapping.Publication)
	}
	for _, v := range p.Vintages {
		if v.ID == id {
			return ""
		}
	}
	return fmt.Sprintf("%s has no vintage %s", p.ID, quote(string(id)))
}

// scaled returns v × factor; nil is 1.
func scaled(v unit.Decimal, factor *unit.Decimal) unit.Decimal {
	if factor == nil {
		return v
	}
	return v.Mul(*factor)
}
