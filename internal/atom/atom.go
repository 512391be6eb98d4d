// Package atom writes news for feed readers: the Atom Syndication Format (RFC 4287). Its texts are plain.
package atom

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"time"
)

// A Feed is what has been new lately. It is written in the order of its entries; readers sort them themselves (RFC 4287 4.1.1).
type Feed struct {
	ID        string    // absolute IRI that stays, wherever the feed moves; required
	Title     string    // required
	Updated   time.Time // required
	Author    string    // name; required unless each entry has its own
	Lang      string    // of the texts, such as "en" (BCP 47)
	Subtitle  string
	Self      string // absolute URL of the feed
	Alternate string // absolute URL of a page that shows the same
	Entries   []Entry
}

// An Entry is one piece of news.
type Entry struct {
	ID         string    // absolute IRI that stays; readers know the entry by it; required
	Title      string    // required
	Updated    time.Time // of the last change that readers should hear of; required
	Published  time.Time
	Author     string // where it is not that of the feed
	Lang       string // where it is not that of the feed
	Link       string // absolute URL of a page about it; required if there is no content
	Categories []string
	Summary    string
	Content    string
}

// Write writes the feed, or nothing and an error that says which entry cannot be written and why. Equal feeds are the same bytes.
// Times are written in UTC, to the second, and U+FFFD for what XML has no character for.
func (f Feed) Write(w io.Writer) error {
	if err := f.check(); err != nil {
		return fmt.Errorf("atom: feed %q: %w", f.ID, err)
	}
	for i, e := range f.Entries {
		if err := e.check(f.Author != ""); err != nil {
			return fmt.Errorf("atom: entry %d, ID %q: %w", i, e.ID, err)
		}
	}
	b := bytes.NewBufferString(xml.Header)
	encoder := xml.NewEncoder(b)
	encoder.Indent("", "  ")
	if err := encoder.Encode(f.element()); err != nil {
		return fmt.Errorf("atom: feed %q: %w", f.ID, err)
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

// check asks for what RFC 4287 4.1.1 requires.
func (f *Feed) check() error {
	return cmp.Or(
		require(f.ID != "", "no ID"),
		require(f.Title != "", "no title"),
		require(!f.Updated.IsZero(), "no time of update"),
		checkIRI("ID", f.ID),
		checkIRI("self", f.Self),
		checkIRI("alternate", f.Alternate),
		checkLang(f.Lang),
		checkYear(f.Updated),
	)
}

// check asks for what RFC 4287 4.1.2 requires. An entry may do without an author if the feed has one.
func (e *Entry) check(authored bool) error {
	return cmp.Or(
		require(e.ID != "", "no ID"),
		require(e.Title != "", "no title"),
		require(!e.Updated.IsZero(), "no time of update"),
		require(authored || e.Author != "", "no author, and the feed has none"),
		require(e.Link != "" || e.Content != "", "neither link nor content"),
		checkIRI("ID", e.ID),
		checkIRI("link", e.Link),
		checkLang(e.Lang),
		checkYear(e.Updated),
		checkYear(e.Published),
	)
}

func require(ok bool, problem string) error {
	if ok {
		return nil
	}
	return errors.New(problem)
}

func checkIRI(name, s string) error {
	if u, err := url.Parse(s); s != "" && (err != nil || !u.IsAbs()) {
		return fmt.Errorf("%s %q: want an absolute address, such as https://example.org/1", name, s)
	}
	return nil
}

var language = regexp.MustCompile(`^([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?$`) // RFC 4287, appendix B

func checkLang(s string) error {
	if !language.MatchString(s) {
		return fmt.Errorf("language %q: want a tag such as en or zh-Hans", s)
	}
	return nil
}

// checkYear has a year be four digits (RFC 3339 5.6).
func checkYear(t time.Time) error {
	if y := t.UTC().Year(); y < 0 || y > 9999 {
		return fmt.Errorf("year %d", y)
	}
	return nil
}
