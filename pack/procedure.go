package pack

import (
	"encoding/json"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/cal"
	"entente/procedure"
)

// A Proceeding is a case of a procedure that a pack tells of: public facts, each with its source, or an exercise.
type Proceeding struct {
	ID         string                       `json:"id"`
	Definition string                       `json:"definition"`
	Version    int                          `json:"version,omitempty"` // the latest, unless it says
	Title      entente.Wording              `json:"title"`
	Opened     string                       `json:"opened"` // a day or a moment
	By         entente.ActorID              `json:"by,omitempty"`
	From       string                       `json:"from,omitempty"`  // the statement that it comes from
	Group      entente.ActorID              `json:"group,omitempty"` // its members on the day it was opened are the holders of the role member
	Roles      map[string][]entente.ActorID `json:"roles,omitempty"`
	Terms      procedure.Content            `json:"terms,omitempty"`
	Exercise   bool                         `json:"exercise,omitempty"`
	Sources    map[string]entente.Source    `json:"sources,omitempty"` // by a key that acts name
	Source     string                       `json:"source,omitempty"`  // the key of what tells that it was opened
	Acts       []ProceedingAct              `json:"acts,omitempty"`
	Open       string                       `json:"open,omitempty"`  // what is not known of it, in words
	Known      string                       `json:"known,omitempty"` // the day up to which the sources tell of it; to this day, unless it says
}

// A ProceedingAct is what somebody did, as a source tells.
type ProceedingAct struct {
	On      string            `json:"on"` // a day or a moment
	Act     string            `json:"act"`
	By      actors            `json:"by"` // each of them
	Content procedure.Content `json:"content,omitempty"`
	Source  string            `json:"source"` // a key of the sources
	Place   string            `json:"place,omitempty"`
}

// actors is one actor or a list of them.
type actors []entente.ActorID

func (a *actors) UnmarshalJSON(b []byte) error {
	var one entente.ActorID
	if json.Unmarshal(b, &one) == nil {
		*a = actors{one}
		return nil
	}
	return json.Unmarshal(b, (*[]entente.ActorID)(a))
}

// A Record is a proceeding as the engine takes it.
type Record struct {
	procedure.Opening
	Acts  []procedure.Act
	Gap   string      // what is not known of it, in words
	Until cal.Instant // up to when the sources tell of it; 0: to this day
}

// ProcedureByID returns a definition by its name, in a version or, where that is 0, in its latest.
func (p *Pack) ProcedureByID(id string, version int) (*procedure.Procedure, error) {
	var found *procedure.Procedure
	var names []string
	for _, x := range p.Procedures {
		names = append(names, x.ID)
		if x.ID == id && (x.Version == version || version == 0 && (found == nil || x.Version > found.Version)) {
			found = x
		}
	}
	if found == nil && version != 0 && slices.Contains(names, id) {
		return nil, fmt.Errorf("pack %s: procedure %s has no version %d: %w", p.ID, id, version, entente.ErrNotFound)
	}
	if found == nil {
		return nil, fmt.Errorf("pack %s: procedure %s%s: %w", p.ID, quote(id), suggest(id, names), entente.ErrNotFound)
	}
	return found, nil
}

// World returns what clocks go by.
func (p *Pack) World() *procedure.World {
	return &procedure.World{
		Week: p.Week, Meetings: p.Meetings,
		Procedure: func(id string, version int) *procedure.Procedure {
			found, err := p.ProcedureByID(id, version)
			if err != nil {
				return nil
			}
			return found
		},
	}
}

// DecodeProcedure makes a definition of what a YAML reader gave for one. It is not checked.
func DecodeProcedure(raw any) (procedure.Definition, error) {
	var d procedure.Definition
	return d, strictly(written(raw), &d)
}

// procedure reads a definition.
func (d *decoder) procedure(n *yaml.Node) {
	var raw any
	err := n.Decode(&raw)
	var def procedure.Definition
	if err == nil {
		def, err = DecodeProcedure(raw)
	}
	if err != nil {
		d.wrong(n, "procedures", "procedure: %s", plain(err))
		return
	}
	faults := def.Check()
	for _, f := range faults {
		d.wrong(n, "procedures", "procedure %s: %s", def.ID, f.Error())
	}
	d.declare(d.at(n), fmt.Sprintf("%s version %d", def.ID, def.Version), procedureKind)
	d.wordingsOf(n, def)
	for _, r := range def.Roles {
		if r.Group != "" {
			d.refer(d.at(n), "group", string(r.Group), group)
		}
		if r.Holder != "" {
			d.refer(d.at(n), "holder", string(r.Holder), actor)
		}
	}
	for _, c := range def.Clocks {
		if c.Meeting != "" {
			d.refer(d.at(n), "meeting", string(c.Meeting), actor)
		}
	}
	if len(faults) > 0 {
		return
	}
	p, err := procedure.New(def)
	if err != nil {
		d.wrong(n, "procedures", "%s", plain(err))
		return
	}
	d.pack.Procedures = append(d.pack.Procedures, p)
}

// wordingsOf asks that whatever a reader of a procedure sees is there in all languages.
func (d *decoder) wordingsOf(n *yaml.Node, def procedure.Definition) {
	add := func(field string, w entente.Wording) { d.wordings = append(d.wordings, wordingAt{d.at(n), field, w}) }
	add(def.ID+": title", def.Title)
	for _, r := range def.Roles {
		add("role "+r.ID, r.Title)
	}
	for _, s := range def.States {
		add("state "+s.ID, s.Title)
	}
	for _, a := range def.Acts {
		add("act "+a.ID, a.Title)
	}
	for _, c := range def.Clocks {
		add("clock "+c.ID, c.Title)
	}
}

// meeting reads days on which a body meets.
func (d *decoder) meeting(n *yaml.Node) {
	var raw any
	var m procedure.Meeting
	err := n.Decode(&raw)
	if err == nil {
		err = strictly(written(raw), &m)
	}
	if _, ok := m.Days.First(); err == nil && !ok {
		err = fmt.Errorf("days without a first day: %w", entente.ErrInvalid)
	}
	if err != nil {
		d.wrong(n, "meetings", "meeting: %s", plain(err))
		return
	}
	d.refer(d.at(n), "body", string(m.Body), actor)
	d.pack.Meetings = append(d.pack.Meetings, m)
}

// holiday reads a day on which nobody works.
func (d *decoder) holiday(n *yaml.Node) {
	var day cal.Date
	parsed(d, &day, cal.ParseDate)("holidays", n)
	if d.pack.Week.Holidays == nil {
		d.pack.Week.Holidays = map[cal.Date]bool{}
	}
	d.pack.Week.Holidays[day] = true
}

// proceeding reads a case of a procedure. What it refers to is looked up when the whole pack is there.
func (d *decoder) proceeding(n *yaml.Node) {
	var raw any
	var p Proceeding
	err := n.Decode(&raw)
	if err == nil {
		err = strictly(written(raw), &p)
	}
	if err == nil {
		err = entente.CheckSlug("proceeding", p.ID)
	}
	if err != nil {
		d.wrong(n, "proceedings", "proceeding: %s", plain(err))
		return
	}
	d.declare(d.at(n), p.ID, caseKind)
	d.wordings = append(d.wordings, wordingAt{d.at(n), "title", p.Title})
	if p.Group != "" {
		d.refer(d.at(n), "group", string(p.Group), group)
	}
	for _, who := range p.actors() {
		d.refer(d.at(n), "by", string(who), actor)
	}
	d.proceedings = append(d.proceedings, proceedingAt{p, d.at(n)})
}

// A proceedingAt is a proceeding and where it stands.
type proceedingAt struct {
	Proceeding
	place place
}

// actors returns whom a proceeding names.
func (p *Proceeding) actors() []entente.ActorID {
	all := []entente.ActorID{p.By}
	for _, who := range p.Roles {
		all = append(all, who...)
	}
	for _, a := range p.Acts {
		all = append(all, a.By...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(id entente.ActorID) bool { return id == "" })
}

// checkProceedings makes records of the proceedings. Every act of one must count: a pack tells what happened.
func (d *draft) checkProceedings() {
	world := d.pack.World()
	for _, p := range d.proceedings {
		r, err := d.record(&p.Proceeding)
		if err != nil {
			d.fault(p.place, "proceedings", "proceeding %s: %s", p.ID, plain(err))
			continue
		}
		def, err := d.pack.ProcedureByID(r.Definition, r.Version)
		if err != nil {
			d.fault(p.place, "proceedings", "proceeding %s: %s", p.ID, plain(err))
			continue
		}
		last := r.Opened
		for _, a := range r.Acts {
			last = max(last, a.Received)
		}
		for _, refusal := range def.Fold(&r.Opening, r.Acts, procedure.Query{At: last, World: world}).Refused {
			a := r.Acts[refusal.Act]
			d.fault(p.place, "acts", "proceeding %s: %s by %s on %v does not count: %s", p.ID, a.Act, a.By, a.Received.Date(), refusal.Words)
		}
		d.pack.Proceedings = append(d.pack.Proceedings, r)
	}
}

// record makes a proceeding ready for the engine.
func (d *draft) record(p *Proceeding) (Record, error) {
	fail := func(err error) (Record, error) { return Record{}, err }
	def, err := d.pack.ProcedureByID(p.Definition, p.Version)
	if err != nil {
		return fail(err)
	}
	opened, err := cal.ParseWhen(p.Opened)
	if err != nil {
		return fail(fmt.Errorf("opened: %w", err))
	}
	r := Record{Gap: p.Open, Opening: procedure.Opening{
		Case: p.ID, Definition: def.ID, Version: def.Version, Title: p.Title, By: p.By, Opened: opened, Roles: p.Roles, Terms: p.Terms,
		From: p.From, Exercise: p.Exercise,
	}}
	if r.Source, err = p.source(p.Source, ""); err != nil {
		return fail(err)
	}
	if p.Known != "" {
		if r.Until, err = cal.ParseWhen(p.Known); err != nil {
			return fail(fmt.Errorf("known: %w", err))
		}
	}
	if p.Group != "" {
		if r.Roles == nil {
			r.Roles = map[string][]entente.ActorID{}
		}
		r.Roles["member"] = d.membersOn(p.Group, cal.Day(opened.Date()))
	}
	def.Fill(&r.Opening, func(g entente.ActorID) []entente.ActorID { return d.membersOn(g, cal.Day(opened.Date())) })
	if err := def.CheckOpening(&r.Opening); err != nil {
		return fail(err)
	}
	for i, a := range p.Acts {
		at, err := cal.ParseWhen(a.On)
		if err != nil {
			return fail(fmt.Errorf("act %d: on: %w", i+1, err))
		}
		source, err := p.source(a.Source, a.Place)
		if err == nil && source == nil && !p.Exercise {
			err = fmt.Errorf("no source: %w", entente.ErrInvalid)
		}
		if err != nil {
			return fail(fmt.Errorf("act %d, %s on %s: %w", i+1, a.Act, a.On, err))
		}
		for _, who := range a.By {
			r.Acts = append(r.Acts, procedure.Act{Act: a.Act, By: who, Received: at, Content: a.Content, Source: source})
		}
	}
	return r, nil
}

func (p *Proceeding) source(key, place string) (*entente.Source, error) {
	if key == "" {
		return nil, nil
	}
	s, ok := p.Sources[key]
	if !ok {
		return nil, fmt.Errorf("source %q is not among the sources of the proceeding: %w", key, entente.ErrInvalid)
	}
	if place != "" {
		s.Place = place
	}
	return &s, nil
}
