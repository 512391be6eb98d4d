package pack

import (
	"strconv"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/cal"
	"entente/measure"
)

// document reads the records of one file.
func (d *decoder) document(n *yaml.Node) {
	whole := d.fields(n, "file",
		may("pack", d.identity),
		may("provisions", d.each(d.provision)),
		may("programmes", d.each(d.programme)),
		may("parties", d.each(d.party)),
		may("groups", d.each(d.group)),
		may("bodies", d.each(d.body)),
		may("instruments", d.each(d.instrument)),
		may("systems", d.each(d.system)),
		may("undertakings", d.each(d.undertaking)),
		may("context", d.each(d.context)),
		may("publications", d.each(d.publication)),
		may("indicators", d.each(d.indicator)),
		may("measures", d.each(d.measure)),
		may("measurability", d.each(d.measurability)),
		may("remarks", d.each(d.remark)),
		may("sources", d.each(d.source)),
		may("scales", d.each(d.scale)),
		may("detectors", d.each(d.detector)),
		may("incidents", d.each(d.incident)),
		may("cases", d.each(d.balanceCase)),
		may("procedures", d.each(d.procedure)),
		may("proceedings", d.each(d.proceeding)),
		may("meetings", d.each(d.meeting)),
		may("holidays", d.each(d.holiday)))
	d.partial = d.partial || !whole
}

func (d *decoder) identity(name string, n *yaml.Node) {
	p := d.pack
	d.fields(n, name,
		must("id", id(d, &p.ID, slug("pack"))),
		must("version", text(d, &p.Version)),
		must("instrument", ref(d, &p.Instrument.ID, instrument)),
		must("languages", d.each(func(n *yaml.Node) { d.language("languages", n) })),
		must("licence", text(d, &p.Licence)),
		must("title", d.wording(&p.Title)),
		may("source", text(d, &p.Source)))
	d.declare(d.at(n), "pack", identity)
}

func (d *decoder) language(name string, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || !langForm.MatchString(n.Value) {
		d.wrong(n, name, "%s: want an ISO 639-1 code such as en, not %s", name, describe(n))
		return
	}
	d.pack.Languages = append(d.pack.Languages, entente.Lang(n.Value))
}

func (d *decoder) provision(n *yaml.Node) {
	p := entente.Provision{Number: -1}
	d.fields(n, "provision",
		must("number", func(name string, n *yaml.Node) {
			d.number(&p.Number)(name, n)
			d.declare(d.at(n), n.Value, provision)
		}),
		must("title", d.title(&p.Title)),
		must("programme", ref(d, &p.Programme, programme)))
	if p.Number >= 0 {
		d.pack.Provisions = append(d.pack.Provisions, p)
	}
}

func (d *decoder) programme(n *yaml.Node) {
	var p entente.Programme
	d.fields(n, "programme",
		must("id", id(d, &p.ID, slug(programme), programme)),
		must("title", d.title(&p.Title)),
		may("summary", d.wording(&p.Summary)))
	d.pack.Programmes = append(d.pack.Programmes, p)
}

func (d *decoder) party(n *yaml.Node) {
	var p entente.Party
	check := func(s string) error { return entente.CheckPartyID(entente.PartyID(s)) }
	d.fields(n, "party",
		must("id", id(d, &p.ID, check, actor, party)),
		must("names", d.wording(&p.Names)),
		may("note", text(d, &p.Note)))
	d.pack.Parties = append(d.pack.Parties, p)
}

func (d *decoder) group(n *yaml.Node) {
	var g entente.Group
	var code measure.Area
	before := len(d.faults)
	d.fields(n, "group",
		must("id", id(d, &g.ID, slug(group), actor, group)),
		must("names", d.wording(&g.Names)),
		may("members", d.each(func(n *yaml.Node) { d.member(&g, n) })),
		may("open", d.boolean(&g.Open)),
		may("code", parsed(d, &code, parseArea)),
		may("source", text(d, &g.Source)))
	switch {
	case len(d.faults) > before:
		// What was read of the group is not all that it says.
	case g.Open && len(g.Members) > 0:
		d.wrong(n, "open", "group %s has members and is open: leave out one of the two", g.ID)
	case !g.Open && len(g.Members) == 0:
		d.wrong(n, "members", "group %s has no members; write open: true where they are not enumerated", g.ID)
	}
	if code != "" {
		d.pack.Codes[g.ID] = string(code)
	}
	d.pack.Groups = append(d.pack.Groups, g)
}

func (d *decoder) member(g *entente.Group, n *yaml.Node) {
	var m entente.Membership
	var run run
	before := len(d.faults)
	d.fields(n, "members",
		must("party", ref(d, &m.Party, party)),
		may("since", d.start(&run.since)),
		may("until", d.start(&run.until)))
	m.Period = cal.Always
	if !run.isZero() {
		m.Period = d.days(n, run)
	}
	for _, other := range g.Members {
		if len(d.faults) == before && other.Party == m.Party && other.Period.Overlaps(m.Period) {
			d.wrong(n, "party", "party %s is a member twice on the same days (%v, %v)", m.Party, other.Period, m.Period)
		}
	}
	g.Members = append(g.Members, m)
}

func (d *decoder) body(n *yaml.Node) {
	var b entente.Body
	var run run
	d.fields(n, "body",
		must("id", id(d, &b.ID, slug(body), actor, body)),
		must("names", d.wording(&b.Names)),
		may("group", ref(d, &b.Group, group)),
		may("parent", ref(d, &b.Parent, body)),
		may("rule", oneOf(d, &b.Rule, entente.Consensus, entente.ConsensusMinusOne, entente.QualifiedMajority, entente.Majority)),
		may("since", d.start(&run.since)),
		may("until", d.start(&run.until)),
		may("source", text(d, &b.Source)),
		may("note", text(d, &b.Note)))
	if !run.isZero() {
		b.Period = d.days(n, run)
	}
	d.pack.Bodies = append(d.pack.Bodies, b)
}

// A run is what "since" and "until" say. Each stands for its first day; until is the first day no longer.
type run struct{ since, until cal.Period }

func (r run) isZero() bool { return r.since.IsZero() && r.until.IsZero() }

// days returns the days of r, which is not zero.
func (d *decoder) days(n *yaml.Node, r run) cal.Period {
	first, hasFirst := r.since.First()
	end, hasEnd := r.until.First()
	switch {
	case !hasEnd:
		return cal.Since(first)
	case !hasFirst:
		return cal.Until(end - 1)
	case end <= first:
		d.wrong(n, "until", "until %v is not after since %v", r.until, r.since)
	}
	return cal.Days(first, end-1)
}

func (d *decoder) instrument(n *yaml.Node) {
	var v entente.Instrument
	d.fields(n, "instrument",
		must("id", id(d, &v.ID, slug(instrument), instrument)),
		must("names", d.wording(&v.Names)),
		may("kind", parsed(d, &v.Kind, func(s string) (string, error) { return s, entente.CheckSlug("kind", s) })),
		may("date", d.period(&v.Date)),
		may("part-of", ref(d, &v.PartOf, instrument)),
		may("source", text(d, &v.Source)),
		may("note", text(d, &v.Note)))
	d.pack.Instruments = append(d.pack.Instruments, v)
}

func (d *decoder) system(n *yaml.Node) {
	var v entente.System
	check := func(s string) error { return entente.CheckSystemID(entente.SystemID(s)) }
	d.fields(n, "system",
		must("id", id(d, &v.ID, check, system)),
		must("names", d.wording(&v.Names)),
		must("provisions", d.each(func(n *yaml.Node) {
			number := -1
			if d.number(&number)("provisions", n); number >= 0 {
				d.refer(d.at(n), "provisions", strconv.Itoa(number), provision)
				v.Provisions = append(v.Provisions, number)
			}
		})),
		must("programme", ref(d, &v.Programme, programme)),
		may("who", d.wording(&v.Who)),
		must("lets", d.wording(&v.Lets)),
		must("today", parsed(d, &v.Today, func(s string) (string, error) { return s, entente.CheckSlug("today", s) })),
		may("note", d.wording(&v.Note)))
	d.pack.Systems = append(d.pack.Systems, v)
}
