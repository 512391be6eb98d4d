package measure

import (
	"errors"
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/unit"
)

// Definitions are what is measured and how: the content of a pack.
type Definitions struct {
	Publications []Publication
	Indicators   []Indicator
	Measures     []Measure
	Groups       []Group
}

// A Book is definitions that were checked and can be computed with. It is not changed, and may be used by several
// goroutines at once.
type Book struct {
	Definitions

	publicationIndex map[PublicationID]int
	indicatorIndex   map[IndicatorID]int
	measureIndex     map[MeasureID]int
	groupIndex       map[entente.ActorID]int
	codeIndex        map[Area]int // of groups
	publicationOf    []int        // by indicator
	parts            map[string]int32
	functions        map[string]function
	compiled         []compiled // by measure
}

// compiled is a measure ready to compute.
type compiled struct {
	value     typed
	recompute expr         // nil for none
	inputs    map[int]bool // indicators that recompute rests on
	targets   []expr       // by target; nil where the target is a number
	money     int          // indicator; -1 for none
	uses      map[int]bool // indicators that a verdict rests on
	shown     []int        // indicators that value rests on, in their order
	bound     []int        // groups, by target
}

// formulas returns the expressions of a measure; an absent one is nil.
func (c *compiled) formulas() []expr { return append([]expr{c.value.expr, c.recompute}, c.targets...) }

// A Fault is what is wrong in one definition.
type Fault struct {
	Kind  string // "publication", "indicator" or "measure"
	ID    string
	Field string
	Err   error
}

func (f Fault) Error() string { return fmt.Sprintf("%s %s: %s: %v", f.Kind, f.ID, f.Field, f.Err) }

// Unwrap returns what is wrong.
func (f Fault) Unwrap() error { return f.Err }

// NewBook checks definitions, whose identifiers are taken to be different. It returns every fault that it finds, joined; each
// is a [Fault].
func NewBook(d Definitions) (*Book, error) {
	b := &Book{
		Definitions: d, functions: functions(), parts: map[string]int32{"": wholePart},
		publicationIndex: indexed(d.Publications, func(p Publication) PublicationID { return p.ID }),
		indicatorIndex:   indexed(d.Indicators, func(i Indicator) IndicatorID { return i.ID }),
		measureIndex:     indexed(d.Measures, func(m Measure) MeasureID { return m.ID }),
		groupIndex:       indexed(d.Groups, func(g Group) entente.ActorID { return g.ID }),
		codeIndex:        indexed(d.Groups, func(g Group) Area { return g.Code }),
	}
	delete(b.codeIndex, "")
	var faults []error
	for _, p := range d.Publications {
		faults = append(faults, checkVintages(p)...)
	}
	for _, i := range d.Indicators {
		p, ok := b.publicationIndex[i.Publication]
		if !ok {
			faults = append(faults, Fault{"indicator", string(i.ID), "publication", fmt.Errorf("publication %q unknown: %w", i.Publication, entente.ErrInvalid)})
		}
		if err := checkPlaces(i.Multiplier, -maxPlaces); err != nil {
			faults = append(faults, Fault{"indicator", string(i.ID), "multiplier", err})
		}
		b.publicationOf = append(b.publicationOf, p)
	}
	b.compiled = make([]compiled, len(d.Measures))
	for i, m := range d.Measures {
		c, fs := b.compileMeasure(m)
		b.compiled[i] = c
		faults = append(faults, fs...)
	}
	return b, errors.Join(faults...)
}

func indexed[K comparable, V any](values []V, key func(V) K) map[K]int {
	m := make(map[K]int, len(values))
	for i, v := range values {
		m[key(v)] = i
	}
	return m
}

func checkVintages(p Publication) (faults []error) {
	for _, v := range p.Vintages {
		if v.Decimals == nil {
			continue
		}
		if err := checkPlaces(*v.Decimals, 0); err != nil {
			faults = append(faults, Fault{"publication", string(p.ID), "vintages", fmt.Errorf("decimals of %s: %w", v.ID, err)})
		}
	}
	for i := 1; i < len(p.Vintages); i++ {
		if p.Vintages[i].Published <= p.Vintages[i-1].Published {
			faults = append(faults, Fault{"publication", string(p.ID), "vintages", fmt.Errorf("vintage %s is not later than %s: put them in order of publication: %w",
				p.Vintages[i].ID, p.Vintages[i-1].ID, entente.ErrInvalid)})
		}
	}
	return faults
}

func (b *Book) part(name string) int32 {
	if id, ok := b.parts[name]; ok {
		return id
	}
	b.parts[name] = int32(len(b.parts))
	return b.parts[name]
}

// compileMeasure checks a measure.
func (b *Book) compileMeasure(m Measure) (c compiled, faults []error) {
	c = compiled{money: -1, uses: make(map[int]bool), inputs: make(map[int]bool)}
	fault := func(field string, err error) {
		if err != nil {
			faults = append(faults, Fault{"measure", string(m.ID), field, err})
		}
	}
	inUnit := func(field, formula string, uses map[int]bool) typed {
		t, err := (&compiler{b, uses}).compile(formula)
		if err == nil && !t.is(m.Unit) {
			err = fmt.Errorf("gives %s, but the measure is in %q: %w", t.name(), m.Unit, entente.ErrInvalid)
		}
		fault(field, err)
		return t
	}
	c.value = inUnit("value", m.Value, c.uses)
	for i := range c.uses {
		c.shown = append(c.shown, i)
	}
	slices.Sort(c.shown)
	if m.Recompute != "" {
		c.recompute = inUnit("recompute", m.Recompute, c.inputs).expr
	}
	for _, t := range m.Targets {
		var e expr
		if t.Formula != "" {
			e = inUnit("targets", t.Formula, c.uses).expr
		}
		c.targets = append(c.targets, e)
		g, ok := b.groupIndex[t.Bound]
		if !ok {
			fault("targets", fmt.Errorf("bound: group %q unknown: %w", t.Bound, entente.ErrInvalid))
		}
		c.bound = append(c.bound, g)
	}
	fault("targets", checkTargets(m.Targets))
	fault("places", checkPlaces(m.Places, 0))
	fault("money", b.findMoney(m, &c))
	fault("rival-of", b.checkRival(m))
	for i := range c.inputs {
		c.uses[i] = true
	}
	if c.money >= 0 {
		c.uses[c.money] = true
	}
	return c, faults
}

func checkPlaces(n, least int) error {
	if n < least || n > maxPlaces {
		return fmt.Errorf("%d: want a number from %d to %d: %w", n, least, maxPlaces, entente.ErrInvalid)
	}
	return nil
}

func checkTargets(targets []Target) error {
	for i, t := range targets {
		if _, ok := t.From.First(); !ok {
			return fmt.Errorf("target %d: from: want the first period that it applies to: %w", i+1, entente.ErrInvalid)
		}
		if span(t).IsZero() {
			return fmt.Errorf("target %d: until %v lies before from %v: %w", i+1, t.Until, t.From, entente.ErrInvalid)
		}
		for _, u := range targets[:i] {
			if span(t).Overlaps(span(u)) {
				return fmt.Errorf("target %d: a period has two targets: give the earlier one until: %w", i+1, entente.ErrInvalid)
			}
		}
	}
	return nil
}

func span(t Target) cal.Period {
	first, _ := t.From.First()
	last, ok := t.Until.Last()
	if !ok {
		return cal.Since(first)
	}
	return cal.Days(first, last)
}

// findMoney finds what the value is a share of.
func (b *Book) findMoney(m Measure, c *compiled) error {
	if m.Money == "" {
		return nil
	}
	i, ok := b.indicatorIndex[m.Money]
	switch {
	case !ok:
		return fmt.Errorf("indicator %q unknown: %w", m.Money, entente.ErrInvalid)
	case b.Indicators[i].Unit.Kind() != unit.Money:
		return fmt.Errorf("%s is in %q: want a currency: %w", m.Money, b.Indicators[i].Unit, entente.ErrInvalid)
	case string(m.Unit) != "% of "+b.Indicators[i].Base:
		return fmt.Errorf("the measure is in %q, not a share of %q: %w", m.Unit, b.Indicators[i].Base, entente.ErrInvalid)
	}
	c.money = i
	return nil
}

func (b *Book) checkRival(m Measure) error {
	if _, ok := b.measureIndex[m.RivalOf]; m.RivalOf != "" && !ok {
		return fmt.Errorf("measure %q unknown: %w", m.RivalOf, entente.ErrInvalid)
	}
	return nil
}

// Indicator returns the indicator named id, or an error wrapping [entente.ErrNotFound].
func (b *Book) Indicator(id IndicatorID) (Indicator, error) {
	return find(b.Indicators, b.indicatorIndex, "indicator", id)
}

// Measure returns the measure named id, or an error wrapping [entente.ErrNotFound].
func (b *Book) Measure(id MeasureID) (Measure, error) {
	return find(b.Measures, b.measureIndex, "measure", id)
}

// Publication returns the publication named id, or an error wrapping [entente.ErrNotFound].
func (b *Book) Publication(id PublicationID) (Publication, error) {
	return find(b.Publications, b.publicationIndex, "publication", id)
}

// GroupByCode returns the group whose figures are published under a code, or an error wrapping [entente.ErrNotFound].
func (b *Book) GroupByCode(a Area) (Group, error) { return find(b.Groups, b.codeIndex, "group", a) }

func find[K ~string, V any](values []V, index map[K]int, kind string, id K) (V, error) {
	i, ok := index[id]
	if !ok {
		var none V
		return none, fmt.Errorf("measure: %s %q: %w", kind, id, entente.ErrNotFound)
	}
	return values[i], nil
}

// Vintage returns a vintage of the publication that an indicator belongs to.
func (b *Book) Vintage(i IndicatorID, id VintageID) (Vintage, error) {
	ind, err := b.Indicator(i)
	if err != nil {
		return Vintage{}, err
	}
	p := b.Publications[b.publicationIndex[ind.Publication]]
	for _, v := range p.Vintages {
		if v.ID == id {
			return v, nil
		}
	}
	return Vintage{}, fmt.Errorf("measure: %s has no vintage %q: %w", p.ID, id, entente.ErrNotFound)
}

// Rivals returns the measure that a promise is judged by and its rivals, in the order of the book.
func (b *Book) Rivals(id MeasureID) []Measure {
	var all []Measure
	for _, m := range b.Measures {
		if m.ID == id || m.RivalOf == id {
			all = append(all, m)
		}
	}
	return all
}
