package atom

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func day(d int) time.Time { return time.Date(2030, 1, d, 12, 0, 0, 0, time.UTC) }

// full is a feed with all that there is.
var full = Feed{
	ID: "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6", Title: "Dues & statements", Updated: day(9), Author: "DEU", Lang: "en",
	Subtitle: "What is new", Self: "https://example.org/news.atom?of=DEU&n=20", Alternate: "https://example.org/news",
	Entries: []Entry{
		{ID: "https://example.org/2", Title: "关于能源的声明", Updated: day(9), Published: day(8), Author: "CHN", Lang: "zh-Hans",
			Link: "https://example.org/2", Categories: []string{"energy", `"a" & <b>`}, Summary: "<b>plain</b>", Content: "Two\nlines"},
		{ID: "https://example.org/1", Title: "Talks", Updated: day(7), Content: "Bonn"},
	},
}

func write(t testing.TB, f Feed) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id>
  <title>Dues &amp; statements</title>
  <subtitle>What is new</subtitle>
  <updated>2030-01-09T12:00:00Z</updated>
  <author>
    <name>DEU</name>
  </author>
  <link rel="self" href="https://example.org/news.atom?of=DEU&amp;n=20"></link>
  <link rel="alternate" href="https://example.org/news"></link>
  <entry xml:lang="zh-Hans">
    <id>https://example.org/2</id>
    <title>关于能源的声明</title>
    <updated>2030-01-09T12:00:00Z</updated>
    <published>2030-01-08T12:00:00Z</published>
    <author>
      <name>CHN</name>
    </author>
    <link rel="alternate" href="https://example.org/2"></link>
    <category term="energy"></category>
    <category term="&#34;a&#34; &amp; &lt;b&gt;"></category>
    <summary>&lt;b&gt;plain&lt;/b&gt;</summary>
    <content>Two&#xA;lines</content>
  </entry>
  <entry>
    <id>https://example.org/1</id>
    <title>Talks</title>
    <updated>2030-01-07T12:00:00Z</updated>
    <content>Bonn</content>
  </entry>
</feed>
`
	if got := write(t, full); got != want {
		t.Errorf("got %s", got)
	}
}

// read reads what Write has written.
func read(t *testing.T, text string) Feed {
	t.Helper()
	var x feedElement
	if err := xml.Unmarshal([]byte(text), &x); err != nil {
		t.Fatal(err)
	}
	name := func(p *person) string {
		if p == nil {
			return ""
		}
		return p.Name
	}
	href := func(all []link, rel string) string {
		for _, l := range all {
			if l.Rel == rel {
				return l.Href
			}
		}
		return ""
	}
	instant := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		i, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Error(err)
		}
		return i
	}
	f := Feed{ID: x.ID, Title: x.Title, Updated: instant(x.Updated), Author: name(x.Author), Lang: x.Lang, Subtitle: x.Subtitle,
		Self: href(x.Links, "self"), Alternate: href(x.Links, "alternate")}
	for _, x := range x.Entries {
		e := Entry{ID: x.ID, Title: x.Title, Updated: instant(x.Updated), Published: instant(x.Published), Author: name(x.Author), Lang: x.Lang,
			Link: href(x.Links, "alternate"), Summary: x.Summary, Content: x.Content}
		for _, c := range x.Categories {
			e.Categories = append(e.Categories, c.Term)
		}
		f.Entries = append(f.Entries, e)
	}
	return f
}

func TestRoundTrip(t *testing.T) {
	small := Feed{ID: "urn:example:1", Title: "None", Updated: day(1)}
	for _, f := range []Feed{full, small} {
		if got := read(t, write(t, f)); !reflect.DeepEqual(got, f) {
			t.Errorf("got %+v, want %+v", got, f)
		}
	}
	odd := small
	odd.Title, odd.Updated = "a\x00b\xffc", time.Date(2030, 1, 1, 2, 0, 0, 999, time.FixedZone("", 3*60*60))
	if got := read(t, write(t, odd)); got.Title != "a\uFFFDb\uFFFDc" || got.Updated != time.Date(2029, 12, 31, 23, 0, 0, 0, time.UTC) {
		t.Errorf("got %+v", got)
	}
}

// TestRefused lists what is no feed, with what the error says.
func TestRefused(t *testing.T) {
	check := func(want string, change func(*Feed)) {
		t.Helper()
		f := full
		f.Entries = append([]Entry(nil), full.Entries...)
		change(&f)
		if err := f.Write(io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	check(`feed "": no ID`, func(f *Feed) { f.ID = "" })
	check("no title", func(f *Feed) { f.Title = "" })
	check("no time of update", func(f *Feed) { f.Updated = time.Time{} })
	check(`ID "1": want an absolute address`, func(f *Feed) { f.ID = "1" })
	check(`self "/news.atom": want`, func(f *Feed) { f.Self = "/news.atom" })
	check("alternate \"https://a\\n\": want", func(f *Feed) { f.Alternate = "https://a\n" })
	check(`language "en_GB"`, func(f *Feed) { f.Lang = "en_GB" })
	check("year 10000", func(f *Feed) { f.Updated = day(1).AddDate(7970, 0, 0) })
	check(`entry 1, ID "https://example.org/1": no author`, func(f *Feed) { f.Author = "" })
	check(`entry 1, ID "": no ID`, func(f *Feed) { f.Entries[1].ID = "" })
	check("no title", func(f *Feed) { f.Entries[1].Title = "" })
	check("no time of update", func(f *Feed) { f.Entries[1].Updated = time.Time{} })
	check("neither link nor content", func(f *Feed) { f.Entries[1].Content = "" })
	check(`ID "one"`, func(f *Feed) { f.Entries[1].ID = "one" })
	check(`link "/1"`, func(f *Feed) { f.Entries[1].Link = "/1" })
	check(`language "-"`, func(f *Feed) { f.Entries[1].Lang = "-" })
	check("year 10000", func(f *Feed) { f.Entries[1].Published = day(1).AddDate(7970, 0, 0) })
}

// schema is the one of RFC 4287, appendix B, of the elements that are written here.
const schema = `<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="feed"><ref name="common"/>
  <interleave>
    <zeroOrMore><ref name="author"/></zeroOrMore><zeroOrMore><ref name="category"/></zeroOrMore><zeroOrMore><ref name="link"/></zeroOrMore>
    <ref name="id"/><ref name="title"/><ref name="updated"/><optional><element name="subtitle"><ref name="text"/></element></optional>
  </interleave>
  <zeroOrMore><ref name="entry"/></zeroOrMore>
</element></start>
<define name="entry"><element name="entry"><ref name="common"/>
  <interleave>
    <zeroOrMore><ref name="author"/></zeroOrMore><zeroOrMore><ref name="category"/></zeroOrMore><zeroOrMore><ref name="link"/></zeroOrMore>
    <ref name="id"/><ref name="title"/><ref name="updated"/><optional><element name="published"><ref name="date"/></element></optional>
    <optional><element name="summary"><ref name="text"/></element></optional><optional><element name="content"><ref name="text"/></element></optional>
  </interleave>
</element></define>
<define name="common"><optional><attribute name="lang" ns="http://www.w3.org/XML/1998/namespace">
  <data type="string"><param name="pattern">[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*</param></data>
</attribute></optional></define>
<define name="text"><ref name="common"/><optional><attribute name="type" ns=""><choice><value>text</value><value>html</value></choice></attribute></optional><text/></define>
<define name="date"><ref name="common"/><data type="dateTime"/></define>
<define name="id"><element name="id"><ref name="common"/><text/></element></define>
<define name="title"><element name="title"><ref name="text"/></element></define>
<define name="updated"><element name="updated"><ref name="date"/></element></define>
<define name="author"><element name="author"><ref name="common"/><element name="name"><text/></element></element></define>
<define name="category"><element name="category"><ref name="common"/><attribute name="term" ns=""><text/></attribute></element></define>
<define name="link"><element name="link"><ref name="common"/>
  <attribute name="href" ns=""><text/></attribute><optional><attribute name="rel" ns=""><text/></attribute></optional>
</element></define>
</grammar>`

func TestSchema(t *testing.T) {
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("without xmllint")
	}
	check := func(name, text string, valid bool) {
		t.Helper()
		dir := t.TempDir()
		c := exec.Command("xmllint", "--noout", "--relaxng", save(t, dir, "atom.rng", schema), save(t, dir, "feed.atom", text))
		if out, err := c.CombinedOutput(); (err == nil) != valid {
			t.Errorf("%s: valid should be %v: %v\n%s", name, valid, err, out)
		}
	}
	text := write(t, full)
	check("full", text, true)
	check("small", write(t, Feed{ID: "urn:example:1", Title: "None", Updated: day(1)}), true)
	check("without a title", strings.Replace(text, "<title>Talks</title>", "", 1), false)
	check("with a date that is none", strings.ReplaceAll(text, "2030-01-07T", "2030-13-07T"), false)
}

func save(t *testing.T, dir, name, text string) string {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
