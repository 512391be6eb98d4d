// Package atomfeed writes feeds (Atom, RFC 4287).
package atomfeed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"time"
)

// A Feed is what one subscribes to, newest entry first.
type Feed struct {
	ID      string // a URI that never changes
	Title   string
	About   string
	Self    string // where the feed is
	Page    string // where people read the same
	Author  string
	Lang    string
	Updated time.Time
	Entries []Entry
}

// An Entry is something that happened.
type Entry struct {
	ID      string // a URI that never changes
	Title   string
	Text    string
	Link    string
	Author  string
	Updated time.Time
	Tags    []string
}

type link struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type person struct {
	Name string `xml:"name"`
}

type category struct {
	Term string `xml:"term,attr"`
}

type entry struct {
	ID       string     `xml:"id"`
	Title    string     `xml:"title"`
	Updated  string     `xml:"updated"`
	Author   *person    `xml:"author"`
	Link     *link      `xml:"link"`
	Category []category `xml:"category"`
	Content  string     `xml:"content,omitempty"`
}

type feed struct {
	XMLName  xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string   `xml:"xml:lang,attr,omitempty"`
	ID       string   `xml:"id"`
	Title    string   `xml:"title"`
	Subtitle string   `xml:"subtitle,omitempty"`
	Updated  string   `xml:"updated"`
	Author   *person  `xml:"author"`
	Links    []link   `xml:"link"`
	Entries  []entry  `xml:"entry"`
}

// Append appends the feed to b. What RFC 4287, 4.1 requires must be there.
func (f Feed) Append(b []byte) ([]byte, error) {
	if f.ID == "" || f.Title == "" || f.Author == "" || f.Updated.IsZero() {
		return b, errors.New("atomfeed: a feed without an ID, a title, an author or a time")
	}
	out := feed{Lang: f.Lang, ID: f.ID, Title: f.Title, Subtitle: f.About, Updated: stamp(f.Updated), Author: &person{f.Author}}
	if f.Self != "" {
		out.Links = append(out.Links, link{"self", "application/atom+xml", f.Self})
	}
	if f.Page != "" {
		out.Links = append(out.Links, link{"alternate", "text/html", f.Page})
	}
	for i, e := range f.Entries {
		if e.ID == "" || e.Title == "" || e.Updated.IsZero() {
			return b, fmt.Errorf("atomfeed: entry %d %q without an ID, a title or a time", i+1, e.Title)
		}
		x := entry{ID: e.ID, Title: e.Title, Updated: stamp(e.Updated), Content: e.Text}
		if e.Author != "" {
			x.Author = &person{e.Author}
		}
		if e.Link != "" {
			x.Link = &link{"alternate", "text/html", e.Link}
		}
		for _, t := range e.Tags {
			x.Category = append(x.Category, category{t})
		}
		out.Entries = append(out.Entries, x)
	}
	body, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return b, fmt.Errorf("atomfeed: %w", err)
	}
	b = append(b, xml.Header...)
	return append(append(b, body...), '\n'), nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
