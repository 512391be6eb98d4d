package pack

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/unit"
)

// A Measurability says how it can be known whether an undertaking is delivered.
type Measurability struct {
	Undertaking entente.StatementID `json:"undertaking"`
	By          By                  `json:"by"`
	Why         string              `json:"why"` // the reason's class, a slug
	Note        entente.Wording     `json:"note"`
	Scale       string              `json:"scale,omitempty"` // that it is scored on; "" for the three points of the research groups
}

// By is the kind of thing that shows delivery.
type By string

// The kinds.
const (
	ByFigures By = "figures" // a published series
	ByEvent   By = "event"   // a single act that a public record shows
	ByScore   By = "score"   // the judgement of analysts: no public figure shows it
)

// whys are the classes of reasons.
var whys = []string{
	"published-figures", "partial-figures", "event", "judgement", "classified", "continuing-stance", "other-party", "no-baseline",
}

// A Remark is what a reader of figures must know that the source does not mark: a break in a series, another definition.
type Remark struct {
	Indicators []measure.IndicatorID `json:"indicators"`
	Area       measure.Area          `json:"party"`
	Period     cal.Period            `json:"period"`
	Text       entente.Wording       `json:"text"`
	Source     string                `json:"source"`
}

// measuresAt is where measures, and what they rest on, stand.
type measuresAt struct {
	places   map[string]place // by kind, identifier and field
	absences []absence
}

// An absence is the code of a group or party that an indicator names.
type absence struct {
	place place
	area  measure.Area
}

func (d *decoder) publication(n *yaml.Node) {
	var p measure.Publication
	d.note(n, publication, "")
	d.fields(n, "publication",
		must("id", id(d, &p.ID, slug(publication), publication)),
		must("title", d.wording(&p.Title)),
		must("publisher", text(d, &p.Publisher)),
		may("url", text(d, &p.URL)),
		may("licence", text(d, &p.Licence)),
		may("note", d.wording(&p.Note)),
		must("vintages", func(name string, v *yaml.Node) {
			d.note(v, publication, string(p.ID)+" "+name)
			d.each(func(n *yaml.Node) { d.vintage(&p, n) })(name, v)
		}))
	slices.SortStableFunc(p.Vintages, func(a, b measure.Vintage) int { return cmp.Compare(a.Published, b.Published) })
	d.pack.Publications = append(d.pack.Publications, p)
}

func (d *decoder) vintage(p *measure.Publication, n *yaml.Node) {
	var v measure.Vintage
	decimals := -1
	d.fields(n, "vintages",
		must("id", parsed(d, &v.ID, parseVintage)),
		must("published", parsed(d, &v.Published, cal.ParseDate)),
		must("title", text(d, &v.Title)),
		may("url", text(d, &v.URL)),
		may("decimals", d.number(&decimals)),
		may("partial", text(d, &v.Partial)))
	if decimals >= 0 {
		v.Decimals = &decimals
	}
	if slices.ContainsFunc(p.Vintages, func(o measure.Vintage) bool { return o.ID == v.ID }) {
		d.wrong(n, "id", "vintage %s of %s given twice", v.ID, p.ID)
	}
	p.Vintages = append(p.Vintages, v)
}

// parseVintage reads the name of a vintage: letters, digits, points and hyphens.
func parseVintage(s string) (measure.VintageID, error) {
	if s == "" || len(s) > 40 || strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
		return "", errors.New("want letters, digits, points and hyphens")
	}
	return measure.VintageID(s), nil
}

func (d *decoder) indicator(n *yaml.Node) {
	var v measure.Indicator
	d.fields(n, "indicator",
		must("id", id(d, &v.ID, slug(indicator), indicator)),
		must("title", d.title(&v.Title)),
		must("definition", d.wording(&v.Definition)),
		must("publication", ref(d, &v.Publication, publication)),
		may("place", text(d, &v.Place)),
		must("unit", quoted(d, &v.Unit, parseUnit)),
		may("multiplier", d.number(&v.Multiplier)),
		may("prices", quoted(d, &v.Prices, asIs)),
		may("base", text(d, &v.Base)),
		may("direction", oneOf(d, &v.Direction, measure.More, measure.Less)),
		may("aggregate", oneOf(d, &v.Aggregate, measure.Sum, measure.SumKnown)),
		may("part", text(d, &v.Part)),
		may("absent", d.each(func(n *yaml.Node) {
			var a measure.Area
			parsed(d, &a, parseArea)("absent", n)
			d.measures.absences = append(d.measures.absences, absence{d.at(n), a})
			v.Absent = append(v.Absent, a)
		})))
	d.note(n, indicator, string(v.ID))
	d.pack.Indicators = append(d.pack.Indicators, v)
}

func asIs(s string) (string, error) { return s, nil }

func parseArea(s string) (measure.Area, error) {
	return measure.Area(s), measure.CheckArea(measure.Area(s))
}

// note remembers where a part of a definition stands, for what is found only when all are known.
func (d *decoder) note(n *yaml.Node, k kind, id string) {
	if d.measures.places == nil {
		d.measures.places = make(map[string]place)
	}
	d.measures.places[string(k)+" "+id] = d.at(n)
}

func (d *decoder) measure(n *yaml.Node) {
	m := measure.Measure{Places: 2, Projection: measure.Projection{Method: "theil-sen", Window: 6}}
	noted := func(r read) read {
		return func(name string, v *yaml.Node) {
			d.note(v, measureKind, string(m.ID)+" "+name)
			r(name, v)
		}
	}
	d.fields(n, "measure",
		must("id", id(d, &m.ID, slug(measureKind), measureKind)),
		must("undertaking", d.entryOf(&m.Undertaking)),
		must("title", d.title(&m.Title)),
		must("value", noted(text(d, &m.Value))),
		may("recompute", noted(text(d, &m.Recompute))),
		may("unit", quoted(d, &m.Unit, parseUnit)), // left out for a bare number
		may("places", d.number(&m.Places)),
		may("tolerance", quoted(d, &m.Tolerance, unit.ParseDecimal)),
		may("money", noted(ref(d, &m.Money, indicator))),
		may("direction", oneOf(d, &m.Direction, measure.More, measure.Less)),
		may("window", d.number(&m.Projection.Window)),
		may("rival-of", noted(ref(d, &m.RivalOf, measureKind))),
		may("targets", noted(d.each(func(n *yaml.Node) { d.target(&m, n) }))),
		may("exempt", d.each(func(n *yaml.Node) { d.exemption(&m, n) })),
		may("note", d.wording(&m.Note)))
	d.note(n, measureKind, string(m.ID))
	d.pack.Measures = append(d.pack.Measures, m)
}

// entryOf reads the first statement of an entry, as PROVISION/NUMBER.
func (d *decoder) entryOf(to *entente.StatementID) read {
	return func(name string, n *yaml.Node) {
		s, ok := d.scalar(name, n)
		if !ok {
			return
		}
		id, err := entente.ParseStatementID("x/" + s)
		if err != nil {
			d.wrong(n, name, "%s %s: want PROVISION/NUMBER such as 27/1", name, quote(s))
			return
		}
		d.refer(d.at(n), name, s, statement)
		*to = id
	}
}

func (d *decoder) target(m *measure.Measure, n *yaml.Node) {
	var t measure.Target
	value := false
	d.fields(n, "targets",
		must("comparator", quoted(d, &t.Comparator, unit.ParseComparator)),
		may("value", func(name string, n *yaml.Node) {
			value = true
			quoted(d, &t.Value, unit.ParseDecimal)(name, n)
		}),
		may("formula", text(d, &t.Formula)),
		must("from", d.start(&t.From)),
		may("until", d.period(&t.Until)),
		may("by", d.period(&t.By)),
		may("trend", d.boolean(&t.Trend)),
		must("bound", ref(d, &t.Bound, group)),
		must("basis", d.wording(&t.Basis)))
	if value == (t.Formula != "") {
		d.wrong(n, "value", "target: want either a value or a formula")
	}
	m.Targets = append(m.Targets, t)
}

func (d *decoder) exemption(m *measure.Measure, n *yaml.Node) {
	var e measure.Exemption
	d.fields(n, "exempt",
		must("party", ref(d, &e.Party, party)),
		must("reason", d.wording(&e.Reason)))
	m.Exempt = append(m.Exempt, e)
}

func (d *decoder) measurability(n *yaml.Node) {
	var m Measurability
	d.fields(n, "measurability",
		must("undertaking", d.entryOf(&m.Undertaking)),
		must("by", oneOf(d, &m.By, ByFigures, ByEvent, ByScore)),
		must("why", oneOf(d, &m.Why, whys...)),
		must("note", d.wording(&m.Note)),
		may("scale", ref(d, &m.Scale, scaleKind)))
	if m.Undertaking.Number > 0 {
		d.declare(d.at(n), m.Undertaking.String(), measurabilityKind)
	}
	d.pack.Measurability = append(d.pack.Measurability, m)
}

func (d *decoder) remark(n *yaml.Node) {
	var r Remark
	d.fields(n, "remark",
		must("indicators", refs(d, &r.Indicators, indicator)),
		must("party", parsed(d, &r.Area, parseArea)),
		must("period", d.period(&r.Period)),
		must("text", d.wording(&r.Text)),
		must("source", text(d, &r.Source)))
	d.pack.Remarks = append(d.pack.Remarks, r)
}

// checkMeasures completes measures and checks them against each other, the register and the figures.
func (d *draft) checkMeasures() {
	p := d.pack
	entries := make(map[entente.StatementID]entente.Undertaking)
	for _, e := range p.Entries {
		entries[e.ID] = e
	}
	for i := range p.Measures {
		p.Measures[i].Undertaking.Instrument = p.Instrument.ID
		d.checkEntry(entries, p.Measures[i].Undertaking, d.measures.places[string(measureKind)+" "+string(p.Measures[i].ID)])
	}
	for i := range p.Measurability {
		m := &p.Measurability[i]
		at := d.declared[measurabilityKind][m.Undertaking.String()]
		m.Undertaking.Instrument = p.Instrument.ID
		d.checkEntry(entries, m.Undertaking, at)
	}
	d.checkNoneSilent()
	d.checkBook()
}

// checkEntry checks that an entry is named by its first statement, and is an undertaking.
func (d *draft) checkEntry(entries map[entente.StatementID]entente.Undertaking, id entente.StatementID, at place) {
	short := strings.TrimPrefix(id.String(), string(id.Instrument)+"/")
	if e, ok := entries[id]; !ok {
		d.fault(at, "undertaking", "undertaking %s is not the first statement of an entry: name the entry by its first", short)
	} else if e.Context {
		d.fault(at, "undertaking", "undertaking %s is a context entry: nothing is left to be delivered", short)
	}
}

// checkNoneSilent checks that of a pack that measures, every undertaking says how its delivery can be known.
func (d *draft) checkNoneSilent() {
	p := d.pack
	if len(p.Measurability) == 0 {
		return
	}
	said := make(map[entente.StatementID]bool)
	for _, m := range p.Measurability {
		said[m.Undertaking] = true
	}
	for _, m := range p.Measures {
		if !said[m.Undertaking] {
			d.fault(d.measures.places[string(measureKind)+" "+string(m.ID)], "undertaking", "undertaking %d/%d has a measure but no record under measurability",
				m.Undertaking.Provision, m.Undertaking.Number)
		}
	}
	for _, e := range p.Entries {
		if !e.Context && !said[e.ID] {
			short := strings.TrimPrefix(e.ID.String(), string(e.ID.Instrument)+"/")
			d.fault(d.declared[statement][short], "at", "undertaking %s has no record under measurability: say how its delivery can be known", short)
		}
	}
}

// checkBook compiles the measures, and adds the figures to see that none contradicts another.
func (d *draft) checkBook() {
	p := d.pack
	groups := make([]measure.Group, len(p.Groups))
	for i, g := range p.Groups {
		groups[i] = measure.Group{Group: g, Code: measure.Area(p.Codes[g.ID])}
	}
	book, err := measure.NewBook(measure.Definitions{Publications: p.Publications, Indicators: p.Indicators, Measures: p.Measures, Groups: groups})
	if err != nil {
		for _, err := range joined(err) {
			if f, ok := errors.AsType[measure.Fault](err); ok {
				d.fault(d.placeOf(f), f.Field, "%s: %s", f.Field, plain(f.Err))
			}
		}
		return
	}
	p.Book = book
	for _, a := range d.measures.absences {
		if _, known := d.declared[party][string(a.area)]; !known && !p.isCode(a.area) {
			d.fault(a.place, "absent", "absent %s: no party and no group's code", a.area)
		}
	}
	data := measure.NewData(book)
	d.addFigures(data)
}

// placeOf returns where a fault of a definition stands: its field, or else its record.
func (d *draft) placeOf(f measure.Fault) place {
	if at, ok := d.measures.places[f.Kind+" "+f.ID+" "+f.Field]; ok {
		return at
	}
	return d.measures.places[f.Kind+" "+f.ID]
}

// plain returns what an error says without its kind.
func plain(err error) string {
	text := err.Error()
	for _, kind := range []error{entente.ErrInvalid, entente.ErrNotFound, entente.ErrConflict} {
		text = strings.TrimSuffix(text, ": "+kind.Error())
	}
	return text
}

func (p *Pack) isCode(a measure.Area) bool {
	for _, code := range p.Codes {
		if measure.Area(code) == a {
			return true
		}
	}
	return false
}
