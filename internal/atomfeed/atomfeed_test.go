package atomfeed_test

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"entente/internal/atomfeed"
)

func sample() atomfeed.Feed {
	at := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	return atomfeed.Feed{
		ID: "urn:entente:local:due", Title: "What happened", Author: "Node local", Updated: at, Lang: "en", Self: "http://localhost/due/feed.atom", Page: "http://localhost/due",
		Entries: []atomfeed.Entry{{ID: "urn:entente:case:a:1", Title: "Silence broken <by EST>", Text: "An amendment & a reason", Link: "http://localhost/case/a", Author: "EST", Updated: at, Tags: []string{"decision"}}},
	}
}

func TestWrite(t *testing.T) {
	b, err := sample().Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">`, "<updated>2026-03-05T12:00:00Z</updated>", "<title>Silence broken &lt;by EST&gt;</title>",
		`<link rel="self" type="application/atom+xml" href="http://localhost/due/feed.atom"></link>`, "<content>An amendment &amp; a reason</content>", `<category term="decision"></category>`,
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%q is not there:\n%s", want, b)
		}
	}
	var read struct {
		Entries []struct {
			ID    string `xml:"id"`
			Title string `xml:"title"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(b, &read); err != nil || len(read.Entries) != 1 || read.Entries[0].Title != "Silence broken <by EST>" {
		t.Errorf("read back: %v, %v", read, err)
	}
}

func TestRefused(t *testing.T) {
	check := func(change func(*atomfeed.Feed), want string) {
		t.Helper()
		f := sample()
		change(&f)
		if _, err := f.Append(nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	check(func(f *atomfeed.Feed) { f.ID = "" }, "a feed without")
	check(func(f *atomfeed.Feed) { f.Author = "" }, "a feed without")
	check(func(f *atomfeed.Feed) { f.Entries[0].ID = "" }, "entry 1")
	check(func(f *atomfeed.Feed) { f.Entries[0].Updated = time.Time{} }, "entry 1")
}
