package web

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"entente"
	"entente/internal/atom"
	"entente/internal/icalendar"
	"entente/node"
	"entente/procedure/picture"
)

// feedKey is what a calendar client shows instead of a session: it lets it read what may be read for one actor, and nothing else.
func (s *site) feedKey(who entente.ActorID) string {
	mac := hmac.New(sha256.New, []byte(s.node.Token()))
	mac.Write([]byte("feed of " + who))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// feedReader returns what the feed of an actor may tell to whoever asks: with its key what the actor may know, without what is public.
func (s *site) feedReader(q url.Values) (node.Reader, error) {
	who, key := entente.ActorID(q.Get("for")), q.Get("key")
	switch {
	case key == "":
		return node.Reader{}, nil
	case who == "" || !equal(key, s.feedKey(who)):
		return node.Reader{}, fmt.Errorf("web: the key of this feed is not right; copy its address from the page again: %w", entente.ErrForbidden)
	}
	return s.node.ReaderFor(who), nil
}

// dueFeed serves what is due as a calendar or as JSON, and what happened as a feed.
func (s *site) dueFeed(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	base := "http://" + r.Host
	if r.TLS != nil {
		base = "https://" + r.Host
	}
	reader, err := s.feedReader(v.Query)
	var who []entente.ActorID
	if err == nil && v.Query.Get("for") != "" {
		who = append(who, entente.ActorID(v.Query.Get("for")))
		_, err = s.pack.Actor(who[0])
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	var b []byte
	media := ""
	switch r.PathValue("file") {
	case "feed.ics":
		media = "text/calendar; charset=utf-8"
		b, err = s.calendar(r, v, base, reader, who)
	case "feed.atom":
		media = "application/atom+xml; charset=utf-8"
		b, err = s.news(r, v, base, reader, who)
	case "feed.json":
		items, ierr := s.node.Inbox(r.Context(), reader, 0, who...)
		if ierr != nil {
			s.fail(w, v, ierr)
			return
		}
		lines := []node.DueLine{}
		for _, i := range items {
			lines = append(lines, i.Line())
		}
		s.sendJSON(w, v, "", lines)
		return
	default:
		err = fmt.Errorf("web: %q: want feed.ics, feed.atom or feed.json: %w", r.PathValue("file"), entente.ErrNotFound)
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.send(w, v, media, "", b)
}

// calendar writes what is due, and the meetings of bodies, as iCalendar.
func (s *site) calendar(r *http.Request, v *view, base string, reader node.Reader, who []entente.ActorID) ([]byte, error) {
	items, err := s.node.Inbox(r.Context(), reader, 0, who...)
	if err != nil {
		return nil, err
	}
	words := s.catalogue(v.Lang)
	c := icalendar.Calendar{
		ProdID: "-//Entente//Due//" + strings.ToUpper(string(v.Lang)), Name: words.text("inbox.title"), Description: words.text("inbox.lead"),
		URL: base + "/due", Source: base + r.URL.RequestURI(), Refresh: time.Hour,
	}
	if len(who) > 0 {
		c.Name += words.text("colon") + s.actorLink(who[0]).Names.In(v.Lang)
	}
	now := s.opts.Clock()
	for _, i := range items {
		row := s.dueRow(i.Case.Procedure, *i.Due)
		var what []string
		for _, x := range row.What {
			what = append(what, x.In(v.Lang))
		}
		e := icalendar.Entry{
			UID: uid(i) + "@" + s.node.Name(), Stamp: now, Todo: i.Due.At == 0, Summary: strings.Join(what, " / ") + words.text("colon") + i.Case.Title.In(v.Lang),
			URL: base + proceedingURL(i.Case.Case), Categories: []string{i.Case.Procedure.Title.In(v.Lang)},
		}
		if i.Case.Exercise {
			e.Summary = words.text("exercise") + words.text("colon") + e.Summary
		}
		if i.Due.At != 0 {
			e.Start = icalendar.When{Time: i.Due.At.Time()}
			e.Alarms = []time.Duration{24 * time.Hour}
		}
		e.Description = i.Case.Procedure.State(i.State).Title.In(v.Lang)
		if i.Due.Why != "" {
			e.Description += "\n" + words.text("inbox.why") + words.text("colon") + words.or("why.due", i.Due.Why)
		}
		if i.Case.From != "" {
			e.Description += "\n" + words.text("case.from") + " " + s.fromLink(i.Case.From).Names.In(v.Lang)
		}
		c.Entries = append(c.Entries, e)
	}
	for _, m := range s.pack.Meetings {
		first, _ := m.Days.First()
		last, _ := m.Days.Last()
		c.Entries = append(c.Entries, icalendar.Entry{
			UID: "meeting-" + string(m.Body) + "-" + first.String() + "@" + s.node.Name(), Stamp: now, Summary: m.Title.In(v.Lang), Location: m.Place,
			Start: icalendar.When{Time: first.Time(), Day: true}, End: icalendar.When{Time: (last + 1).Time(), Day: true},
		})
	}
	var b bytes.Buffer
	err = c.Write(&b)
	return b.Bytes(), err
}

// uid names what is due, the same tomorrow as today.
func uid(i node.InboxItem) string {
	parts := []string{i.Case.Case, i.Due.Role, strings.Join(i.Due.Acts, "."), i.Due.Clock, i.Due.Item}
	if len(i.Due.Actors) == 1 {
		parts = append(parts, string(i.Due.Actors[0]))
	}
	return strings.Join(parts, "-")
}

// news writes what happened as a feed.
func (s *site) news(r *http.Request, v *view, base string, reader node.Reader, who []entente.ActorID) ([]byte, error) {
	const most = 50
	notices, err := s.node.Notices(r.Context(), reader, most, who...)
	if err != nil {
		return nil, err
	}
	words := s.catalogue(v.Lang)
	f := atom.Feed{
		ID: "urn:entente:" + s.node.Name() + ":due", Title: words.text("inbox.news"), Self: base + r.URL.RequestURI(), Alternate: base + "/due", Author: "Entente " + s.node.Name(),
		Lang: string(v.Lang), Updated: s.opts.Clock(),
	}
	if len(who) > 0 {
		f.ID += ":" + string(who[0])
		f.Title += words.text("colon") + s.actorLink(who[0]).Names.In(v.Lang)
	}
	if len(notices) > 0 {
		f.Updated = notices[0].Step.At.Time()
	}
	for _, n := range notices {
		row := s.newsRow(n)
		title := row.What.In(v.Lang)
		if row.State != nil {
			title = strings.TrimPrefix(title+" → "+row.State.Title.In(v.Lang), " → ")
		}
		e := atom.Entry{
			ID: fmt.Sprintf("urn:entente:%s:case:%s:%d", s.node.Name(), n.Case.Case, n.Number), Title: n.Case.Title.In(v.Lang) + words.text("colon") + title,
			Link: base + row.URL, Updated: n.Step.At.Time(), Content: picture.When(n.Step.At), Categories: []string{n.Case.Definition},
		}
		if len(row.By.Names) > 0 {
			e.Author = row.By.Names.In(v.Lang)
		}
		f.Entries = append(f.Entries, e)
	}
	var b bytes.Buffer
	err = f.Write(&b)
	return b.Bytes(), err
}
