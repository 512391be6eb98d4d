package markup_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/balance/markup"
	"entente/cal"
	"entente/unit"
)

type shelf struct {
	Name  string
	Open  *cal.Date
	Books []book
	Owner *book
}

type book struct {
	Title string
	Price *unit.Decimal
	Lent  bool
	Notes []string
	Extra *markup.Node
}

func in(local string) markup.Name { return markup.Name{Space: "urn:x", Local: local} }

func shelfForm(f *markup.Form, s *shelf) {
	markup.Attr(f, markup.Name{Local: "name"}, &s.Name, markup.Token)
	markup.Leaf(f, in("open"), &s.Open, markup.Day)
	markup.Records(f, in("book"), &s.Books, bookForm)
	markup.Maybe(f, in("owner"), &s.Owner, bookForm)
	f.Need(s.Name != "", "@name missing")
}

func bookForm(f *markup.Form, b *book) {
	markup.Attr(f, markup.Name{Local: "lent"}, &b.Lent, markup.Flag)
	markup.Leaf(f, in("title"), &b.Title, markup.String)
	markup.Leaf(f, in("price"), &b.Price, markup.Decimal)
	markup.Each(f, in("note"), &b.Notes, func(f *markup.Form, s *string) { markup.Text(f, s, markup.String) })
	markup.Raw(f, in("extra"), &b.Extra)
	f.Need(b.Title != "", "title missing")
}

func TestForm(t *testing.T) {
	day, price := cal.NewDate(2023, 7, 11), unit.MustDecimal("12.50")
	want := shelf{Name: "a", Open: &day, Owner: &book{Title: "x"}, Books: []book{{Title: " <&> \r\n\t\"'", Price: &price, Lent: true, Notes: []string{"", "b"}},
		{Title: "y", Extra: &markup.Node{Name: in("extra"), Children: []*markup.Node{{Name: markup.Name{Local: "z"}}, {Name: markup.Name{Space: "urn:y", Local: "z"}, Text: "1"}}}}}}
	n, err := markup.Build(in("shelf"), &want, shelfForm)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := n.Write(&b, markup.Prefix{Prefix: "x", Space: "urn:x"}); err != nil {
		t.Fatal(err)
	}
	n, err = markup.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	var got shelf
	r, err := markup.Read(n, &got, shelfForm)
	if err != nil || !reflect.DeepEqual(got, want) || r.Read != 2 || r.Stored != 2 {
		t.Errorf("%v %+v\n%+v\nwant\n%+v", err, r, got, want)
	}
}

// Each line is a document, and what becomes of it.
func TestRead(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		n, err := markup.Parse(strings.NewReader(text))
		if err != nil {
			t.Error(err)
			return
		}
		var s shelf
		r, err := markup.Read(n, &s, shelfForm)
		var got []string
		for _, b := range s.Books {
			got = append(got, b.Title)
		}
		for _, x := range r.Refusals {
			got = append(got, x.String())
		}
		for _, x := range r.Ignored {
			got = append(got, x.String())
		}
		if err != nil {
			got = append(got, err.Error())
		}
		if got := strings.Join(got, "; "); got != want || r.Read != r.Stored+r.Refused {
			t.Errorf("%s: %s\nwant %s", text, got, want)
		}
	}
	check(`<shelf xmlns="urn:x" name=" a "><book><title>b</title></book></shelf>`, "b")
	check(`<shelf xmlns="urn:x" name="a"><book/><book><title>b</title></book></shelf>`, "b; line 1: shelf/book[1]: title missing")
	check("<shelf xmlns='urn:x' name='a'>\n<book><title>b</title><price>1,5</price></book></shelf>", `line 2: shelf/book[1]: line 2: shelf/book[1]/price[1]: text: "1,5": want a number such as -12.50`)
	check(`<shelf xmlns="urn:x" name="a"><book lent="x"><title>b</title></book></shelf>`, `line 1: shelf/book[1]: @lent: "x": want 1 or 0`)
	check(`<shelf xmlns="urn:x"/>`, "line 1: shelf: @name missing: invalid")
	check(`<shelf xmlns="urn:x" name="a"><open>today</open></shelf>`, `line 1: shelf/open[1]: text: "today": want a day such as 2023-07-11: invalid`)
	check(`<shelf xmlns="urn:x" name="a" b="c">x<owner><title>b</title></owner><open/><open/><book xmlns="urn:y"/></shelf>`,
		"shelf/@b: 1, first in line 1; shelf/book: 1, first in line 1; shelf/open (a second one): 1, first in line 1; shelf/open (the order): 2, first in line 1; shelf/text(): 1, first in line 1")
}

func TestParseRefuses(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		if _, err := markup.Parse(strings.NewReader(text)); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: %v, want %s", text, err, want)
		}
	}
	check("", "no element")
	check("<a>", "line 1: XML syntax error")
	check("\n<a/>\n<b/>", `line 3: element "b" after the end`)
	check(`<a b="1" b="2"/>`, `attribute "b" twice`)
	check(`<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>`, `attribute "b" twice`)
	check("<!DOCTYPE a SYSTEM 'file:///x'><a/>", "document type declaration")
	check("<a>&lol;</a>", "entity")
	check("<a>\x00</a>", "line 1: ")
	check(strings.Repeat("<a>", 100_000), "more than 32 elements within each other")
	check("<a>"+strings.Repeat("<b/>", markup.MaxNodes), fmt.Sprintf("more than %d elements", markup.MaxNodes))
}

func TestWriteRefuses(t *testing.T) {
	for _, n := range []*markup.Node{{Name: in("a"), Text: "\x01"}, {Name: in("a"), Text: "\xff"}, {Name: in("a b")}, {Name: in("")}, {Name: in("a"), Attrs: []markup.Attribute{{Name: in("b"), Value: "\uFFFE"}}}} {
		if err := n.Write(&bytes.Buffer{}); !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%+v: %v", n, err)
		}
	}
}

func TestCodecs(t *testing.T) {
	check := func(name string, got any, err error, want string) {
		t.Helper()
		if err != nil {
			got = "error"
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
	for text, want := range map[string]string{"2023-07-11T12:00:00Z": "2023-07-11T12:00:00Z", " 2023-07-11T12:00:00.5+02:00\n": "2023-07-11T10:00:00.5Z", "2023-07-11T12:00:00": "2023-07-11T12:00:00Z",
		"2023-07-11": "error", "0000-07-11T12:00:00Z": "error", "9999-12-31T23:59:59-01:00": "error"} {
		v, err := markup.Moment.Parse(text)
		check(text, v.Format(time.RFC3339Nano), err, want)
	}
	for text, want := range map[string]string{"2023-07-11": "2023-07-11", " 2023-07-11Z": "2023-07-11", "2023-07-11+02:00": "2023-07-11", "2023-07-11T12:00": "error", "2023-7-11": "error"} {
		v, err := markup.Day.Parse(text)
		if err == nil {
			check(text, *v, err, want)
		} else {
			check(text, nil, err, want)
		}
	}
	for text, want := range map[string]string{"1": "1", "+01.50": "1.50", "-.5": "-0.5", "5.": "5", "1e3": "error", ".": "error", "-": "error", "1,5": "error", "-0": "0"} {
		v, err := markup.Decimal.Parse(text)
		if err == nil {
			check(text, *v, err, want)
		} else {
			check(text, nil, err, want)
		}
	}
}
