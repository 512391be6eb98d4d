package node

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/balance"
	"entente/balance/cover"
	"entente/balance/lp"
	"entente/cal"
	"entente/geo"
	"entente/procedure"
	"entente/unit"
)

// A Match sets what a request for support needs against what was offered.
type Match struct {
	Case    *balance.Case    `json:"case"`
	Finding *balance.Finding `json:"finding"`
	Offers  []OfferFit       `json:"offers"` // each with each need of its kind
}

// An OfferFit says whether an offer can serve a need, and what it would mean.
type OfferFit struct {
	Offer      string          `json:"offer"`
	Need       string          `json:"need"`
	Party      entente.ActorID `json:"party"`
	Is         string          `json:"is"` // how far the offer has come
	Fits       bool            `json:"fits"`
	Why        string          `json:"why,omitempty"` // it does not
	Condition  string          `json:"condition,omitempty"`
	Ready      int             `json:"ready_days,omitempty"`
	Kilometres float64         `json:"kilometres,omitempty"` // from where it is to where it is needed; 0: not known
	Cost       float64         `json:"cost,omitempty"`       // of all that is offered, for the days that it is needed
	Quantity   float64         `json:"quantity"`
}

// The words by which a match tells what an offer must meet.
const (
	skillStandard     = "skill: "
	languageStandard  = "language: "
	clearanceStandard = "clearance: "
)

var clearances = []string{string(entente.Unclassified), string(entente.Restricted), string(entente.Confidential), string(entente.Secret)}

// MatchSupport matches the needs of a request for support with the offers, by the engine that covers requirements: kinds, days, skills,
// languages and clearance must fit; of what covers as much, the cost is least.
func (n *Node) MatchSupport(ctx context.Context, k CaseFinding) (*Match, error) {
	m := &Match{Case: supportCase(k)}
	if len(m.Case.Requirements) == 0 {
		return m, nil
	}
	for _, o := range m.Case.Contributions {
		for _, r := range m.Case.Requirements {
			if o.Kind == r.Kind {
				m.Offers = append(m.Offers, fitOf(k, m.Case, o, r))
			}
		}
	}
	slices.SortStableFunc(m.Offers, func(a, b OfferFit) int {
		return cmp.Or(strings.Compare(a.Need, b.Need), -cmp.Compare(boolNumber(a.Fits), boolNumber(b.Fits)), cmp.Compare(a.Ready, b.Ready), cmp.Compare(a.Cost, b.Cost), cmp.Compare(a.Kilometres, b.Kilometres))
	})
	work := *m.Case
	work.Requirements, work.Contributions = slices.Clone(m.Case.Requirements), slices.Clone(m.Case.Contributions)
	var err error
	m.Finding, err = cover.Solve(ctx, n.solver, &work, cover.Options{On: k.Finding.At.Date(), Limits: lp.Limits{Gap: 0.001, Time: searchTime}})
	if err != nil {
		return m, fmt.Errorf("node: match %s: %w", k.Case.Case, err)
	}
	return m, nil
}

func boolNumber(b bool) int {
	if b {
		return 1
	}
	return 0
}

// supportCase makes a case of balance of a request for support.
func supportCase(k CaseFinding) *balance.Case {
	c := &balance.Case{ID: k.Case.Case, Model: "coverage", Title: k.Title, Exercise: k.Exercise, Currency: "EUR"}
	if k.From != "" {
		c.Entries = []string{k.From}
	}
	whole := supportPeriod(k)
	for _, item := range k.Finding.Items {
		switch item.Kind {
		case "need":
			c.Requirements = append(c.Requirements, balance.Requirement{
				ID: item.ID, Kind: kindOf(item.Content), Quantity: numberOf(item.Content, "quantity"), Unit: unit.Unit(item.Content.Text("unit")),
				Period: periodOf(item.Content, whole), Standards: standardsOf(item.Content, false), By: item.By,
			})
		case "offer":
			c.Contributions = append(c.Contributions, contributionOf(item, whole))
		}
	}
	return c
}

// supportPeriod is the days for which support is asked: from the opening until it is needed no longer, or for a month.
func supportPeriod(k CaseFinding) cal.Period {
	first := k.Opened.Date()
	if until, ok := k.Finding.Values.Moment("until"); ok && until.Date() >= first {
		return cal.Days(first, until.Date())
	}
	return cal.Days(first, first+30)
}

func contributionOf(item procedure.Item, whole cal.Period) balance.Contribution {
	o := balance.Contribution{
		ID: item.ID, Party: item.By, Kind: kindOf(item.Content), Quantity: numberOf(item.Content, "quantity"), Unit: unit.Unit(item.Content.Text("unit")),
		Period: periodOf(item.Content, whole), Standards: standardsOf(item.Content, true), Condition: item.Content.Text("condition"),
		Ready: int(numberOf(item.Content, "ready")), Currency: "EUR",
	}
	first, _ := o.Period.First()
	last, _ := o.Period.Last()
	o.Cost = numberOf(item.Content, "cost") * float64(last-first+1)
	switch item.Is {
	case "accepted", "deployed", "returned":
		o.State, o.Condition = balance.Accepted, ""
		if part := numberOf(item.Content, "accepted"); part > 0 {
			o.Quantity = min(o.Quantity, part)
		}
	case "offered":
		o.State = balance.Offered
		if at, ok := item.Content.Moment("expires"); ok {
			day := at.Date() + 1
			o.Expires = &day
		}
	case procedure.Lapsed:
		o.State = balance.Expired
	default:
		o.State = balance.Withdrawn
	}
	return o
}

func kindOf(c procedure.Content) string { return slugOf(c.Text("what")) }

func numberOf(c procedure.Content, field string) float64 {
	v, err := strconv.ParseFloat(c.Text(field), 64)
	if err != nil {
		return 0
	}
	return v
}

// periodOf returns the days that a need or an offer names, within those of the case.
func periodOf(c procedure.Content, whole cal.Period) cal.Period {
	first, _ := whole.First()
	last, _ := whole.Last()
	if d, err := cal.ParseDate(c.Text("from")); err == nil {
		first = d
	}
	if d, err := cal.ParseDate(c.Text("until")); err == nil {
		last = d
	}
	return cal.Days(first, last)
}

// standardsOf returns what a need asks for, or what an offer meets: a clearance meets those below it, too.
func standardsOf(c procedure.Content, offered bool) []string {
	var all []string
	for _, f := range []struct{ field, prefix string }{{"skills", skillStandard}, {"languages", languageStandard}} {
		for word := range strings.SplitSeq(c.Text(f.field), ",") {
			if word = strings.ToLower(strings.TrimSpace(word)); word != "" {
				all = append(all, f.prefix+word)
			}
		}
	}
	if i := slices.Index(clearances, c.Text("clearance")); i >= 0 {
		from := i
		if offered {
			from = 0
		}
		for _, level := range clearances[from : i+1] {
			all = append(all, clearanceStandard+level)
		}
	}
	return all
}

func fitOf(k CaseFinding, c *balance.Case, o balance.Contribution, r balance.Requirement) OfferFit {
	f := OfferFit{Offer: o.ID, Need: r.ID, Party: o.Party, Condition: o.Condition, Ready: o.Ready, Quantity: o.Quantity}
	f.Fits, f.Why = c.Fits(o, r)
	both := o.Period.Intersect(r.Period)
	if f.Fits && both.IsZero() {
		f.Fits, f.Why = false, "not there on any day on which it is needed"
	}
	for _, item := range k.Finding.Items {
		if item.Kind != "offer" || item.ID != o.ID {
			continue
		}
		f.Is = item.Is
		f.Kilometres = kilometres(item.Content, k.Finding.Values)
		if first, ok := both.First(); ok {
			last, _ := both.Last()
			f.Cost = numberOf(item.Content, "cost") * o.Quantity * float64(last-first+1)
		}
	}
	return f
}

// kilometres returns how far two places are apart; 0 where one of them is not known.
func kilometres(a, b procedure.Content) float64 {
	if a.Text("lat") == "" || a.Text("lon") == "" || b.Text("lat") == "" || b.Text("lon") == "" {
		return 0
	}
	p := geo.Point{Lat: numberOf(a, "lat"), Lon: numberOf(a, "lon")}
	q := geo.Point{Lat: numberOf(b, "lat"), Lon: numberOf(b, "lon")}
	return float64(p.Distance(q)) / 1000
}

// OfferContent returns what an act of offering says for a contribution, as it comes in a message of another system.
func OfferContent(o balance.Contribution) procedure.Content {
	c := procedure.Content{}
	c.SetText("id", o.ID)
	c.SetText("what", o.Kind)
	set := func(field, text string) {
		if text != "" {
			c.SetText(field, text)
		}
	}
	number := func(field string, v float64) {
		if v != 0 {
			c[field] = json.RawMessage(strconv.FormatFloat(v, 'f', -1, 64))
		}
	}
	c["quantity"] = json.RawMessage(strconv.FormatFloat(o.Quantity, 'f', -1, 64))
	set("unit", string(o.Unit))
	set("condition", o.Condition)
	number("ready", float64(o.Ready))
	first, hasFirst := o.Period.First()
	last, hasLast := o.Period.Last()
	if hasFirst {
		set("from", first.String())
	}
	if hasLast {
		set("until", last.String())
	}
	if hasFirst && hasLast {
		number("cost", o.Cost/float64(last-first+1))
	}
	if o.Expires != nil {
		set("expires", (*o.Expires - 1).String())
	}
	words := func(prefix string) string {
		var all []string
		for _, s := range o.Standards {
			if w, ok := strings.CutPrefix(s, prefix); ok {
				all = append(all, w)
			}
		}
		return strings.Join(all, ", ")
	}
	set("skills", words(skillStandard))
	set("languages", words(languageStandard))
	for _, level := range slices.Backward(clearances) {
		if slices.Contains(o.Standards, clearanceStandard+level) {
			set("clearance", level)
			break
		}
	}
	return c
}
