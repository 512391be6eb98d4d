package atom

import (
	"encoding/xml"
	"time"
)

// The elements of RFC 4287 4, as encoding/xml writes them.
type (
	feedElement struct {
		XMLName  xml.Name       `xml:"http://www.w3.org/2005/Atom feed"`
		Lang     string         `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"`
		ID       string         `xml:"id"`
		Title    string         `xml:"title"`
		Subtitle string         `xml:"subtitle,omitempty"`
		Updated  string         `xml:"updated"`
		Author   *person        `xml:"author"`
		Links    []link         `xml:"link"`
		Entries  []entryElement `xml:"entry"`
	}
	entryElement struct {
		Lang       string     `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"`
		ID         string     `xml:"id"`
		Title      string     `xml:"title"`
		Updated    string     `xml:"updated"`
		Published  string     `xml:"published,omitempty"`
		Author     *person    `xml:"author"`
		Links      []link     `xml:"link"`
		Categories []category `xml:"category"`
		Summary    string     `xml:"summary,omitempty"`
		Content    string     `xml:"content,omitempty"`
	}
	person struct {
		Name string `xml:"name"`
	}
	link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	category struct {
		Term string `xml:"term,attr"`
	}
)

func (f *Feed) element() feedElement {
	e := feedElement{Lang: f.Lang, ID: f.ID, Title: f.Title, Subtitle: f.Subtitle, Updated: date(f.Updated), Author: author(f.Author)}
	e.Links = append(links("self", f.Self), links("alternate", f.Alternate)...)
	for _, entry := range f.Entries {
		e.Entries = append(e.Entries, entry.element())
	}
	return e
}

func (e *Entry) element() entryElement {
	element := entryElement{Lang: e.Lang, ID: e.ID, Title: e.Title, Updated: date(e.Updated), Published: date(e.Published),
		Author: author(e.Author), Links: links("alternate", e.Link), Summary: e.Summary, Content: e.Content}
	for _, term := range e.Categories {
		element.Categories = append(element.Categories, category{term})
	}
	return element
}

func author(name string) *person {
	if name == "" {
		return nil
	}
	return &person{name}
}

func links(rel, href string) []link {
	if href == "" {
		return nil
	}
	return []link{{rel, href}}
}

// date writes a time (RFC 4287 3.3), and nothing for none.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
