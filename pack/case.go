package pack

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/balance"
	"entente/balance/aid"
	"entente/balance/joint"
	"entente/balance/target"
	"entente/cal"
	"entente/measure"
)

// A Case is a case of balance, with what its model needs besides.
type Case struct {
	balance.Case
	Figures      []KeyFigures    `json:"key_figures,omitempty"` // keys that are published figures; when loaded, they are among Keys
	Group        entente.ActorID `json:"group,omitempty"`       // its members on the first day of the case are parties, too
	Orders       *joint.Book     `json:"orders,omitempty"`
	Fund         *aid.Fund       `json:"fund,omitempty"`
	Recipient    string          `json:"recipient,omitempty"` // of the fund: an ISO 3166-1 alpha-2 code
	Targets      *target.Plan    `json:"targets,omitempty"`
	Battlegroups []Battlegroup   `json:"battlegroups,omitempty"`
}

// A KeyFigures is a key made of figures of the pack: of an indicator for a period, or of its quotient by another.
type KeyFigures struct {
	ID        string              `json:"id"`
	Title     string              `json:"title"`
	Indicator measure.IndicatorID `json:"indicator"`
	Over      measure.IndicatorID `json:"over,omitempty"`
	Period    cal.Period          `json:"period"`
}

// A Battlegroup is a multinational formation in a host nation: a public fact, with its source.
type Battlegroup struct {
	ID           string            `json:"id"`
	Title        string            `json:"title"`
	Host         entente.ActorID   `json:"host"`
	Framework    entente.ActorID   `json:"framework"`
	Contributors []entente.ActorID `json:"contributors"`
	Place        string            `json:"place,omitempty"`
	Lat          float64           `json:"lat"`
	Lon          float64           `json:"lon"`
	Since        cal.Period        `json:"since,omitzero"`
	Note         string            `json:"note,omitempty"`
	Sources      []entente.Source  `json:"sources"`
}

// The models of cases.
const (
	ModelCoverage = "coverage"
	ModelSurge    = "surge"
	ModelTargets  = "targets"
	ModelOrders   = "orders"
	ModelAid      = "assistance"
)

// Models are all of them.
var Models = []string{ModelCoverage, ModelSurge, ModelTargets, ModelOrders, ModelAid}

// CaseByID returns the case named id, or an error wrapping [entente.ErrNotFound] that says which are near.
func (p *Pack) CaseByID(id string) (*Case, error) {
	var ids []string
	for i := range p.Cases {
		if p.Cases[i].ID == id {
			return &p.Cases[i], nil
		}
		ids = append(ids, p.Cases[i].ID)
	}
	return nil, fmt.Errorf("pack %s: case %s%s: %w", p.ID, quote(id), suggest(id, ids), entente.ErrNotFound)
}

// DecodeCase makes a case of what a YAML reader gave for one, and checks it as it stands alone. Its error wraps [entente.ErrInvalid] and
// names every fault.
func DecodeCase(raw any) (*Case, error) {
	var c Case
	if err := strictly(written(raw), &c); err != nil {
		return nil, err
	}
	return &c, c.check()
}

// written returns what YAML gave with days and years as they were written: YAML takes them for times and numbers.
func written(raw any) any {
	switch v := raw.(type) {
	case map[string]any:
		for k, x := range v {
			if year, ok := x.(int); ok && (k == "period" || k == "date") {
				v[k] = strconv.Itoa(year)
				continue
			}
			v[k] = written(x)
		}
	case []any:
		for i, x := range v {
			v[i] = written(x)
		}
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return raw
}

// check reports all that is wrong with a case.
func (c *Case) check() error {
	err := c.Check()
	if e := entente.CheckSlug("case", c.ID); e != nil {
		err = errors.Join(err, e)
	}
	if !slices.Contains(Models, c.Model) {
		err = errors.Join(err, fmt.Errorf("model %q: want one of %s: %w", c.Model, strings.Join(Models, ", "), entente.ErrInvalid))
	}
	switch {
	case c.Model == ModelTargets && c.Targets == nil:
		err = errors.Join(err, fmt.Errorf("targets missing: %w", entente.ErrInvalid))
	case c.Model == ModelOrders && c.Orders == nil:
		err = errors.Join(err, fmt.Errorf("orders missing: %w", entente.ErrInvalid))
	case c.Model == ModelAid && c.Fund == nil:
		err = errors.Join(err, fmt.Errorf("fund missing: %w", entente.ErrInvalid))
	}
	if c.Targets != nil {
		err = errors.Join(err, c.Targets.Check(&c.Case))
	}
	if c.Orders != nil {
		err = errors.Join(err, c.Orders.Check(c.Parties))
	}
	if c.Fund != nil {
		err = errors.Join(err, c.Fund.Check())
	}
	return err
}

// Assume returns a copy of a case with changes applied, in all that its model has.
func (c *Case) Assume(changes []balance.Change) (*Case, error) {
	core, err := c.Case.Assume(changes)
	if err != nil {
		return nil, err
	}
	k := *c
	k.Case = *core
	for _, x := range changes {
		if x.Supplier != "" {
			if k.Orders == nil || !slices.ContainsFunc(k.Orders.Sources, func(s joint.Source) bool { return s.Supplier == x.Supplier }) {
				return nil, fmt.Errorf("%q: no supplier %q in the case: %w", x.Text, x.Supplier, entente.ErrNotFound)
			}
			k.Orders = k.Orders.Without(x.Supplier)
		}
		if x.Party != "" {
			k.leave(x.Party)
		}
	}
	return &k, nil
}

// leave takes a party out of what a model has.
func (c *Case) leave(who entente.ActorID) {
	if c.Orders != nil {
		c.Orders = c.Orders.WithoutParty(who)
	}
	if c.Targets != nil {
		c.Targets = c.Targets.WithoutParty(who)
	}
	if c.Fund != nil {
		c.Fund = c.Fund.WithoutDonor(who)
	}
}

// balanceCase reads a case. Keys of figures and parties of a group are filled in when the whole pack is there; so it is checked then.
func (d *decoder) balanceCase(n *yaml.Node) {
	var raw any
	var c Case
	err := n.Decode(&raw)
	if err == nil {
		err = strictly(written(raw), &c)
	}
	if err != nil {
		d.wrong(n, "cases", "case: %s", plain(err))
		return
	}
	d.declare(d.at(n), c.ID, caseKind)
	d.wordings = append(d.wordings, wordingAt{d.at(n), "title", c.Title})
	for _, f := range c.Figures {
		for _, id := range []measure.IndicatorID{f.Indicator, f.Over} {
			if id != "" {
				d.refer(d.at(n), "indicator", string(id), indicator)
			}
		}
	}
	if c.Group != "" {
		d.refer(d.at(n), "group", string(c.Group), group)
		if _, ok := c.Period.First(); !ok {
			d.wrong(n, "group", "case %s: group without a period whose first day says which members", c.ID)
		}
	}
	for _, who := range c.actors() {
		d.refer(d.at(n), "party", string(who), actor)
	}
	d.cases = append(d.cases, d.at(n))
	d.pack.Cases = append(d.pack.Cases, c)
}

// actors returns whom a case names.
func (c *Case) actors() []entente.ActorID {
	all := slices.Clone(c.Parties)
	for _, r := range c.Requirements {
		all = append(all, r.By)
	}
	for _, o := range c.Contributions {
		all = append(all, o.Party)
	}
	for _, b := range c.Battlegroups {
		all = append(append(all, b.Host, b.Framework), b.Contributors...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(id entente.ActorID) bool { return id == "" })
}

// checkCases completes the cases and checks them.
func (d *draft) checkCases() {
	for i := range d.pack.Cases {
		c, at := &d.pack.Cases[i], d.cases[i]
		if c.Group != "" {
			c.Parties = append(c.Parties, d.membersOn(c.Group, c.Period)...)
		}
		for _, f := range c.Figures {
			c.Keys = append(c.Keys, d.keyOf(f))
		}
		for _, err := range joined(c.check()) {
			var faults balance.Faults
			if !errors.As(err, &faults) {
				d.fault(at, "cases", "case %s: %s", c.ID, plain(err))
			}
			for _, f := range faults {
				d.fault(at, f.Where, "case %s: %s", c.ID, f)
			}
		}
	}
}

// membersOn returns the members of a group on the first day of a period.
func (d *draft) membersOn(group entente.ActorID, p cal.Period) []entente.ActorID {
	day, _ := p.First()
	var all []entente.ActorID
	for _, g := range d.pack.Groups {
		if g.ID == group {
			for _, m := range g.At(day) {
				all = append(all, entente.ActorID(m))
			}
		}
	}
	slices.Sort(all)
	return all
}

// keyOf makes a key of the latest vintage of figures.
func (d *draft) keyOf(f KeyFigures) balance.Key {
	k := balance.Key{ID: f.ID, Title: f.Title, Of: map[entente.ActorID]float64{}}
	over, _ := d.latest(f.Over, f.Period)
	values, vintage := d.latest(f.Indicator, f.Period)
	for who, v := range values {
		if f.Over == "" {
			k.Of[who] = v
		} else if o := over[who]; o > 0 {
			k.Of[who] = v / o
		}
	}
	k.Source = &entente.Source{Title: d.publicationOf(f.Indicator), Date: f.Period, Place: string(vintage)}
	return k
}

func (d *draft) latest(id measure.IndicatorID, p cal.Period) (map[entente.ActorID]float64, measure.VintageID) {
	values, of := map[entente.ActorID]float64{}, map[entente.ActorID]measure.VintageID{}
	var newest measure.VintageID
	for _, file := range d.pack.FigureFiles {
		for _, o := range file.Figures {
			who := entente.ActorID(o.Area)
			if o.Indicator != id || o.Part != "" || o.Period != p || !who.IsParty() || o.Vintage < of[who] {
				continue
			}
			values[who], of[who], newest = o.Value.Float(), o.Vintage, max(newest, o.Vintage)
		}
	}
	return values, newest
}

func (d *draft) publicationOf(id measure.IndicatorID) string {
	for _, i := range d.pack.Indicators {
		if i.ID != id {
			continue
		}
		for _, p := range d.pack.Publications {
			if p.ID == i.Publication {
				return p.Title.In("en")
			}
		}
	}
	return string(id)
}
