package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/balance"
	"entente/balance/aid"
	"entente/balance/cover"
	"entente/balance/joint"
	"entente/balance/picture"
	"entente/balance/target"
	"entente/cal"
	"entente/internal/chart"
	"entente/node"
	"entente/pack"
)

// A balancePage lists the cases.
type balancePage struct{ Cases []balanceRow }

// A balanceRow is a case in a list, with what came of it.
type balanceRow struct {
	*pack.Case
	Gaps    int
	Missing int // requirements
	All     int
	Failed  string // why it has no answer; "" if it has one
}

func caseURL(id string) string { return "/balance/" + id }

// URL returns the page of the case.
func (c balanceRow) URL() string { return caseURL(c.ID) }

// A findingPage shows what came of a case.
type findingPage struct {
	*node.Balanced
	URL       string
	Entries   []link
	At, Known string
	Query     string // of the moment and the assumptions, for links to files
	Missing   int
	Picture   template.HTML
	Map       template.HTML
	Shares    *chart.Dumbbell
	Surge     *cover.Surge
	Reach     []reachRow
	Targets   *target.Detail
	Joint     *joint.Detail
	Aid       *aid.Account
	Gaps      []gapRow
	Needs     []balance.Covered // those of which most is missing first
	More      int               // needs that are not listed
	Given     []givenRow
	Prices    []balance.Price
	Groups    []groupRow
	Offers    []offerRow
	Assume    string // as it was written
	Problem   string
	Forms     []string
	Presets   []preset
	CSRF      string
	Signin    string
	Sent      url.Values
}

// A gapRow is a gap with how its requirement is called.
type gapRow struct {
	balance.Gap
	Name string
}

// A reachRow is when a requirement is met, with how it is called.
type reachRow struct {
	cover.Reach
	Name string
}

// A givenRow is a contribution in a table.
type givenRow struct {
	balance.Used
	Party   link
	Serves  []balance.Allocation
	Without string // the page without it
}

// A groupRow is a battlegroup in a table.
type groupRow struct {
	pack.Battlegroup
	Host, Framework link
	Contributors    []link
}

// An offerRow is what somebody did about a contribution.
type offerRow struct {
	node.OfferRecord
	Author link
	ID     string // of the contribution
	URL    string // of the fact
}

func (s *site) balance(v *view, r *http.Request) (page, error) {
	words := s.catalogue(v.Lang)
	p := balancePage{}
	cases := s.node.BalanceCases()
	for i := range cases {
		row := balanceRow{Case: &cases[i]}
		b, err := s.node.Balance(r.Context(), cases[i].ID, node.BalanceQuery{At: s.caseDay(&cases[i])})
		switch {
		case err != nil:
			row.Failed = reason(err)
		default:
			row.Gaps, row.All = len(b.Finding.Gaps), len(b.Finding.Requirements)
			for _, q := range b.Finding.Requirements {
				if q.Missing > 0 {
					row.Missing++
				}
			}
		}
		p.Cases = append(p.Cases, row)
	}
	return page{Template: "balance", Section: "balance", Title: words.text("balance.title"), Body: p}, nil
}

// caseDay is the day by which the page counts offers: today, or the first day of an exercise that lies in other times.
func (s *site) caseDay(c *pack.Case) cal.Date {
	today := cal.DateOf(s.opts.Clock())
	if first, ok := c.Period.First(); ok && c.Exercise && !c.Period.Contains(today) {
		return first
	}
	return today
}

func (s *site) balanceCase(v *view, r *http.Request) (page, error) {
	p, err := s.findingPage(r.Context(), v, r.PathValue("id"))
	return s.asCase(v, p), err
}

func (s *site) asCase(v *view, p *findingPage) page {
	out := page{Template: "case", Section: "balance", Body: p}
	if p != nil && p.Balanced != nil {
		out.Title = p.Case.Title.In(v.Lang)
	}
	if p != nil && p.Problem != "" {
		out.Code = http.StatusBadRequest
	}
	return out
}

// caseQuery reads what an address asks of a case.
func (s *site) caseQuery(c *pack.Case, q url.Values) (out node.BalanceQuery, err error) {
	out.At = s.caseDay(c)
	if at := q.Get("at"); at != "" {
		if out.At, err = cal.ParseDate(at); err != nil {
			return out, fmt.Errorf("web: at: %w: %w", err, entente.ErrInvalid)
		}
	}
	if known := q.Get("known"); known != "" {
		if out.Known, err = cal.ParseWhen(known); err != nil {
			return out, fmt.Errorf("web: known: %w: %w", err, entente.ErrInvalid)
		}
	}
	for line := range strings.Lines(strings.Join(q["assume"], "\n")) {
		if line = strings.TrimSpace(line); line != "" {
			out.Assume = append(out.Assume, line)
		}
	}
	if len(out.Assume) > maxAssumptions {
		return out, fmt.Errorf("web: %d assumptions: want at most %d: %w", len(out.Assume), maxAssumptions, entente.ErrInvalid)
	}
	return out, nil
}

func (s *site) findingPage(ctx context.Context, v *view, id string) (*findingPage, error) {
	c, err := s.pack.CaseByID(id)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	p := &findingPage{URL: caseURL(id), Assume: strings.TrimSpace(strings.Join(v.Query["assume"], "\n")), Forms: balance.Forms, Sent: url.Values{}}
	if v.Session != nil {
		p.CSRF = v.Session.CSRF
	} else {
		p.Signin = "/signin?next=" + url.QueryEscape(v.Path)
	}
	q, err := s.caseQuery(c, v.Query)
	if err != nil {
		return nil, err
	}
	b, err := s.node.BalanceCase(ctx, c, q)
	if len(q.Assume) > 0 && (errors.Is(err, entente.ErrInvalid) || errors.Is(err, entente.ErrNotFound)) {
		p.Problem = reason(err)
		q.Assume = nil
		b, err = s.node.BalanceCase(ctx, c, q)
	}
	if err != nil {
		return nil, err
	}
	p.Balanced, p.At, p.Known = b, q.At.String(), v.Query.Get("known")
	keep := url.Values{"at": {p.At}}
	if p.Known != "" {
		keep.Set("known", p.Known)
	}
	for _, a := range q.Assume {
		keep.Add("assume", a)
	}
	p.Query = keep.Encode()
	s.fillFinding(v, p, keep)
	return p, nil
}

const (
	mostNeeds  = 40 // in the table, and in the calendar
	mostPrices = 15
)

// fillFinding puts a finding into rows and pictures.
func (s *site) fillFinding(v *view, p *findingPage, keep url.Values) {
	words := s.catalogue(v.Lang)
	f, c := p.Finding, p.Case
	guide := picture.Guide{Words: words.text, Party: func(id entente.ActorID) string { return s.actorLink(id).Names.In(v.Lang) }}
	for _, e := range c.Entries {
		if id, err := entente.ParseStatementID(string(s.pack.Instrument.ID) + "/" + e); err == nil {
			if entry, err := s.pack.Entry(id); err == nil {
				p.Entries = append(p.Entries, link{entryURL(entry.ID), entry.Title})
			}
		}
	}
	names := map[string]string{}
	for _, r := range f.Requirements {
		names[r.ID] = r.Name()
		if r.Missing > 0 {
			p.Missing++
		}
	}
	p.Needs = f.Requirements
	if len(p.Needs) > mostNeeds {
		p.Needs = picture.ByMissing(f.Requirements)[:mostNeeds]
		p.More = len(f.Requirements) - mostNeeds
	}
	shown := *f
	shown.Requirements = p.Needs
	switch d := f.Detail.(type) {
	case *cover.Surge:
		p.Surge, p.Picture = d, words.draw(guide.Surge(f, d))
		for _, reach := range d.Days {
			p.Reach = append(p.Reach, reachRow{reach, names[reach.Requirement]})
		}
	case target.Detail:
		d.Summaries = slices.DeleteFunc(slices.Clone(d.Summaries), func(x target.Summary) bool { return x.Met+x.Over == 0 })
		p.Targets = &d
	case joint.Detail:
		p.Joint, p.Picture = &d, words.draw(guide.Charges(d.Answer, f.Currency))
	case aid.Account:
		p.Aid, p.Picture = &d, words.draw(guide.Secured(d))
	default:
		p.Picture = words.draw(guide.Calendar(&shown, mostNeeds))
	}
	for _, g := range f.Gaps {
		p.Gaps = append(p.Gaps, gapRow{g, cmp.Or(names[g.Requirement], g.Requirement)})
	}
	s.fillGiven(p, keep)
	p.Prices = f.Prices[:min(len(f.Prices), mostPrices)]
	if key, ok := c.Key(); ok && len(f.Fairness) > 1 {
		shares := guide.Shares(f, key)
		p.Shares = &shares
	}
	p.Map = s.caseMap(words, p)
	for _, b := range c.Battlegroups {
		p.Groups = append(p.Groups, groupRow{b, s.actorLink(b.Host), s.actorLink(b.Framework), s.actorLinks(b.Contributors)})
	}
	for _, o := range p.Balanced.Offers {
		row := offerRow{OfferRecord: o, Author: s.actorLink(o.Author), ID: o.ID, URL: "/fact/" + o.Fact.String()}
		if o.Contribution != nil {
			row.ID = o.Contribution.ID
		}
		p.Offers = append(p.Offers, row)
	}
}

func (s *site) fillGiven(p *findingPage, keep url.Values) {
	serves := map[string][]balance.Allocation{}
	for _, a := range p.Finding.Allocations {
		serves[a.Contribution] = append(serves[a.Contribution], a)
	}
	for _, c := range p.Finding.Contributions {
		without := url.Values{}
		for k, values := range keep {
			without[k] = slices.Clone(values)
		}
		without.Add("assume", "without "+c.ID)
		p.Given = append(p.Given, givenRow{c, s.actorLink(c.Party), serves[c.ID], p.URL + "?" + without.Encode() + "#changes"})
	}
}

// caseMap draws the areas of a case: how much of what each needs is missing at its worst time.
func (s *site) caseMap(c *catalogue, p *findingPage) template.HTML {
	areas := p.Case.Areas
	if len(areas) == 0 {
		return ""
	}
	var places [][3]float64
	for _, a := range areas {
		places = append(places, [3]float64{a.Lat, a.Lon, a.Radius})
	}
	m := frameOf(places)
	var b strings.Builder
	fmt.Fprintf(&b, `<figure class="case-map"><svg viewBox="0 0 %.0f %.0f" role="img" aria-label="%s"><path class="land" d="%s"/>`,
		m.Width, m.Height, template.HTMLEscapeString(c.text("balance.map")), s.land.path(s.assets, m))
	for _, a := range areas {
		state, words := "full", c.text("balance.covered")
		for _, r := range p.Finding.Requirements {
			if r.Area != a.ID || r.Missing == 0 {
				continue
			}
			if state != "none" {
				state = "part"
			}
			if r.Least == 0 {
				state = "none"
			}
			words = c.text("balance.map.missing", plainNumber(r.Missing), r.Name())
		}
		x, y := m.XY(a.Lat, a.Lon)
		radius := m.Radius(a.Lat, max(a.Radius, 60))
		sign := map[string]string{"full": "●", "part": "◐", "none": "○"}[state]
		fmt.Fprintf(&b, `<g class="area %s"><title>%s: %s</title><circle cx="%.1f" cy="%.1f" r="%.1f"/><text x="%.1f" y="%.1f">%s %s</text></g>`,
			state, template.HTMLEscapeString(a.Title), template.HTMLEscapeString(words), x, y, radius, x, y+5, sign, template.HTMLEscapeString(a.Title))
	}
	fmt.Fprintf(&b, `</svg><figcaption class="quiet">%s</figcaption></figure>`, template.HTMLEscapeString(c.text("balance.map.what")))
	return template.HTML(b.String())
}

// quantityOf writes a number with its digits in groups, and no more than two after the point.
func quantityOf(v float64) string {
	s := strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	whole, rest, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "\u202f" + whole[i:]
	}
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}

// Kinds returns the kinds that are needed, in order.
func (p *findingPage) Kinds() []string {
	var kinds []string
	for _, r := range p.Case.Requirements {
		kinds = append(kinds, r.Kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// addOffer records what a form says of a contribution.
func (s *site) addOffer(_ http.ResponseWriter, r *http.Request, v *view) (string, error) {
	if err := v.takeForm(r); err != nil {
		return "", err
	}
	id := r.PathValue("id")
	o, err := readOffer(r.PostForm)
	if err == nil {
		_, err = s.node.AddOffer(r.Context(), s.node.Author(), id, o, entente.Label{})
	}
	if err == nil {
		return caseURL(id) + "#offers", nil
	}
	if !isMendable(err) && !errors.Is(err, entente.ErrNotFound) {
		return "", err
	}
	p, perr := s.findingPage(r.Context(), v, id)
	if perr != nil {
		return "", perr
	}
	p.Problem, p.Sent = reason(err), r.PostForm
	return "", &mendError{s.asCase(v, p), err}
}

// readOffer reads the form of an offer: a new one, or an act on one that is there.
func readOffer(f url.Values) (node.Offer, error) {
	o := node.Offer{Act: node.OfferAct(f.Get("act")), ID: f.Get("id"), Text: strings.TrimSpace(f.Get("text"))}
	if o.Act != node.MakeOffer {
		return o, nil
	}
	c := &balance.Contribution{ID: f.Get("id"), Party: entente.ActorID(f.Get("party")), Kind: f.Get("kind"), Condition: f.Get("condition"), Title: f.Get("title")}
	o.ID, o.Contribution = "", c
	var err error
	if c.Quantity, err = strconv.ParseFloat(f.Get("quantity"), 64); err != nil {
		return o, fmt.Errorf("web: quantity %q: want a number: %w", f.Get("quantity"), entente.ErrInvalid)
	}
	if c.Period, err = cal.ParsePeriod(f.Get("period")); err != nil {
		return o, fmt.Errorf("web: period: %w: %w", err, entente.ErrInvalid)
	}
	if ready := f.Get("ready"); ready != "" {
		if c.Ready, err = strconv.Atoi(ready); err != nil {
			return o, fmt.Errorf("web: days %q: want a whole number: %w", ready, entente.ErrInvalid)
		}
	}
	if day := f.Get("expires"); day != "" {
		d, err := cal.ParseDate(day)
		if err != nil {
			return o, fmt.Errorf("web: expires: %w: %w", err, entente.ErrInvalid)
		}
		c.Expires = &d
	}
	if area := f.Get("area"); area != "" {
		c.Areas = []string{area}
	}
	return o, nil
}

// caseFile serves a finding as JSON, CSV or SVG, as the command line prints it.
func (s *site) caseFile(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	id, ext, _ := strings.Cut(r.PathValue("file"), ".")
	c, err := s.pack.CaseByID(id)
	var q node.BalanceQuery
	var b *node.Balanced
	if err == nil {
		q, err = s.caseQuery(c, v.Query)
	}
	if err == nil {
		b, err = s.node.BalanceCase(r.Context(), c, q)
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	switch ext {
	case "json":
		s.sendJSON(w, v, id+".json", b.Finding)
	case "csv":
		var out bytes.Buffer
		if err := balance.WriteCSV(&out, b.Finding); err != nil {
			s.fail(w, v, err)
			return
		}
		s.send(w, v, "text/csv; charset=utf-8", id+".csv", out.Bytes())
	case "svg":
		guide := picture.Guide{Words: s.catalogue(v.Lang).text}
		s.send(w, v, "image/svg+xml", id+".svg", []byte(guide.Of(b.Finding).SVG(chart.Options{Standalone: true, Lang: string(v.Lang)})))
	default:
		s.fail(w, v, fmt.Errorf("web: %q: want json, csv or svg: %w", ext, entente.ErrNotFound))
	}
}
