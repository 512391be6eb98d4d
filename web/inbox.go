package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"entente"
	"entente/cal"
	"entente/node"
	"entente/procedure"
)

// An inboxPage shows what is due: of one actor, or of anybody.
type inboxPage struct {
	For    entente.ActorID
	Who    link
	Actors []entente.ActorID // to choose from
	At     string
	Groups []dueGroup
	Months []monthCell
	Late   int
	All    int
	News   []newsRow
	Feed   string // the query of the feeds
	Tabs   []alternative
}

// A dueGroup is what is due within some time.
type dueGroup struct {
	Key  string // such as "late"
	Rows []inboxRow
}

type inboxRow struct {
	Due   procedure.Due
	Case  *node.Case
	Who   []link
	What  []entente.Wording
	URL   string
	State *procedure.State
	From  link
	Days  int // from now; negative where it is late
}

// A monthCell counts what is due in a month.
type monthCell struct {
	Name     string
	Due      int
	Height   int // of a hundred, against the fullest month, and the line below
	Top      int
	IsNow    bool
	Optional int
}

// A newsRow is a step of which somebody is told.
type newsRow struct {
	node.Notice
	URL   string
	What  entente.Wording
	By    link
	State *procedure.State // nil where it did not change
}

func (s *site) inbox(v *view, r *http.Request) (page, error) {
	p, err := s.inboxPage(r.Context(), v)
	return page{Template: "inbox", Section: "due", Title: s.catalogue(v.Lang).text("inbox.title"), Body: p}, err
}

func (s *site) inboxPage(ctx context.Context, v *view) (inboxPage, error) {
	p := inboxPage{For: entente.ActorID(v.Query.Get("for")), At: v.Query.Get("at"), Tabs: procedureTabs("/due")}
	var at cal.Instant
	var err error
	if p.At != "" {
		if at, err = cal.ParseWhen(p.At); err != nil {
			return p, fmt.Errorf("web: at: %w: %w", err, entente.ErrInvalid)
		}
	}
	everything, err := s.node.Inbox(ctx, s.reader(v), at)
	if err != nil {
		return p, err
	}
	who := map[entente.ActorID]bool{}
	for _, i := range everything {
		for _, a := range i.Due.Actors {
			who[a] = true
		}
	}
	p.Actors = s.sortedActors(v, who)
	items := everything
	if p.For != "" {
		if _, err := s.pack.Actor(p.For); err != nil {
			return p, err
		}
		p.Who = s.actorLink(p.For)
		items = slices.DeleteFunc(slices.Clone(everything), func(i node.InboxItem) bool { return !slices.Contains(i.Due.Actors, p.For) })
		feed := url.Values{"for": {string(p.For)}}
		if v.Session != nil && (v.Account == nil || v.Account.Operator || slices.Contains(v.Account.Eyes(), string(p.For))) {
			feed.Set("key", s.feedKey(p.For))
		}
		p.Feed = feed.Encode()
	}
	now := at
	if now == 0 {
		now = cal.InstantOf(s.opts.Clock())
	}
	p.group(s, items, now)
	p.Months = months(items, now)
	if !slices.ContainsFunc(p.Months, func(m monthCell) bool { return m.Due > 0 }) {
		p.Months = nil
	}
	return p, s.addNews(ctx, v, &p)
}

// group puts what is due into groups by when it is.
func (p *inboxPage) group(s *site, items []node.InboxItem, now cal.Instant) {
	const day = cal.Instant(24 * time.Hour / time.Microsecond)
	groups := []dueGroup{{Key: "late"}, {Key: "week"}, {Key: "month"}, {Key: "later"}, {Key: "undated"}, {Key: "unknown"}, {Key: "may"}}
	for _, i := range items {
		due := s.dueRow(i.Case.Procedure, *i.Due)
		row := inboxRow{Due: *i.Due, Case: i.Case, Who: due.Who, What: due.What, URL: proceedingURL(i.Case.Case), State: i.Case.Procedure.State(i.State), From: s.fromLink(i.Case.From)}
		left := i.Due.At - now
		row.Days = int(left / day)
		g := 3
		switch {
		case i.Due.At == 0 && i.Due.Optional:
			g = 6
		case i.Due.At == 0:
			g = 4
		case i.Due.Late:
			g = 0
			p.Late++
		case i.Due.At < now: // the sources of the pack end before
			g = 5
		case left <= 7*day:
			g = 1
		case left <= 31*day:
			g = 2
		}
		groups[g].Rows = append(groups[g].Rows, row)
		p.All++
	}
	for _, g := range groups {
		if len(g.Rows) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
}

// months counts what is due in this month and the eleven after it.
func months(items []node.InboxItem, now cal.Instant) []monthCell {
	year, month, _ := now.Date().Civil()
	cells := make([]monthCell, 12)
	most := 1
	for i := range cells {
		first := cal.NewDate(year, month+time.Month(i), 1)
		period := cal.Month(year, month+time.Month(i))
		cells[i].Name, cells[i].IsNow = first.String()[:7], i == 0
		for _, x := range items {
			if x.Due.At == 0 || x.Due.Late || !period.Contains(x.Due.At.Date()) {
				continue
			}
			cells[i].Due++
			if x.Due.Optional {
				cells[i].Optional++
			}
		}
		most = max(most, cells[i].Due)
	}
	for i := range cells {
		cells[i].Height = cells[i].Due*100/most + 2
		cells[i].Top = 102 - cells[i].Height
	}
	return cells
}

// addNews adds the latest steps that the actor is told of.
func (s *site) addNews(ctx context.Context, v *view, p *inboxPage) error {
	const most = 15
	var who []entente.ActorID
	if p.For != "" {
		who = append(who, p.For)
	}
	notices, err := s.node.Notices(ctx, s.reader(v), most, who...)
	if err != nil {
		return err
	}
	for _, n := range notices {
		p.News = append(p.News, s.newsRow(n))
	}
	return nil
}

func (s *site) newsRow(n node.Notice) newsRow {
	row := newsRow{Notice: n, URL: proceedingURL(n.Case.Case)}
	x := n.Case.Procedure
	switch {
	case n.Act != nil:
		row.By = s.actorLink(n.Act.By)
		if rules := x.Rules(n.Act.Act); len(rules) > 0 {
			row.What = rules[0].Title
		}
	case n.Step.Clock != "":
		row.What = x.Clock(n.Step.Clock).Title
	}
	if n.Step.From != n.Step.To {
		row.State = x.State(n.Step.To)
	}
	return row
}
