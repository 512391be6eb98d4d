package document

import (
	"errors"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	check := func(name, body, want string) {
		t.Helper()
		doc, err := Decode([]byte("<html><body>"+body), Options{})
		if err != nil || doc.Text != want+"\n" {
			t.Errorf("%s: %q (%v), want %q", name, doc.Text, err, want+"\n")
		}
	}
	check("paragraphs", "<p>27. In line with\n our plan</p><p>28. We <b>wi</b>ll&nbsp;act", "27. In line with our plan\n\n28. We will\u00A0act")
	check("blocks in blocks", "<div><div><h2>South</h2></div><p></p><p>&nbsp;</p><div>Text</div></div>", "South\n\nText")
	check("line breaks", "<p>a<br>b<br><br>c</p>", "a\nb\nc")
	check("a line of Chinese broken in the source", "<p>我们将\n  继续，\n“并”\n且 NATO\n将", "我们将继续，“并”且 NATO 将")
	check("Korean keeps its spaces", "<p>우리는\n재확인한다", "우리는 재확인한다")
	check("indent", "<p>　　我们将</p><p>&nbsp; 2. We</p>", "我们将\n\n2. We")
	check("entities", "<p>R&amp;D &lt;2%&gt; &#8804; 5", "R&D <2%> ≤ 5")
	check("dropped", "<header>H</header><nav><p>N</nav><p>a<script>'<p>'</script><style>x</style></p><aside>A</aside>"+
		"<noscript><p>N</p></noscript><svg><title>S</title><text>T</text></svg><footer>F</footer>", "a")
	check("unclosed navigation ends with its parent", "<div><nav><a href=x>Home</div><p>27. We", "27. We")
	check("header of an article", "<main><header><h1>Communiqué</h1></header><p>1. We</main>", "Communiqué\n\n1. We")
	check("comments", "<p>a<!-- b --><!DOCTYPE x>c", "ac")

	check("bullets", "<p>We will:<ul><li>act<li>fund</ul><p>End", "We will:\n\n• act\n• fund\n\nEnd")
	check("numbers", "<ol start=27><li>In line<li><p>We will</p><p>and</p><li value=40>Then<li>So</ol>",
		"27. In line\n\n28. We will\n\nand\n\n40. Then\n41. So")
	check("kinds of number", "<ol type=a><li>x<li>y</ol><ol type=I start=3 reversed><li>x<li>y</ol>", "a. x\nb. y\n\nIII. x\nII. y")
	check("lists in lists", "<ul><li>a<ol><li>b</ol><li>c</ul>", "• a\n1. b\n• c")
	check("empty items", "<ol><li></li><li> <li>c</ol><ul><li></ul><p>d", "3. c\n\nd")

	check("table", "<table><tr><th>Ally<th>Share<tr><td><p>EST</p></td><td></td><td><b>2</b> %</td></tr></table><p>x",
		"Ally\tShare\nEST\t\t2 %\n\nx")
	check("first cell empty", "<table><tr><td></td><td>2023</td></tr><tr><td>EST</td><td>2</td></tr></table>", "\t2023\nEST\t2")
	check("table for layout", "<table><tr><td><p>1. We</p><p>2. They</p></td></tr><tr><td>3. All</table>", "1. We\n\n2. They\n\n3. All")
	check("table in a table", "<table><tr><td>a<table><tr><td>b<td>c</table></td></tr></table>", "a\n\nb\tc")
	check("tables in a row", "<table><tr><td>a</table><table><tr><td>b</table>", "a\n\nb")

	check("preformatted", "<pre>1. We\n   will\n\n\n2. They</pre>", "1. We\nwill\n\n2. They")
	check("note mark", `<p>by 2024<sup><a href="#n1">1</a></sup>, the 28<sup>th</sup> 10<sup>9</sup><a href="#n2"><sup>[2]</sup></a>.`,
		"by 2024, the 28th 109.")
}

func TestHTMLTitle(t *testing.T) {
	check := func(page, want string) {
		t.Helper()
		if doc, err := Decode([]byte(page), Options{}); err != nil || doc.Title != want {
			t.Errorf("%q: title %q (%v), want %q", page, doc.Title, err, want)
		}
	}
	check("<html><title>Vilnius\n &amp; after</title><h1>No</h1>x", "Vilnius & after")
	check("<html><h1>Vilnius <i>Summit</i></h1>x", "Vilnius Summit")
	check("<html><svg><title>no</title></svg>x", "")
	check("<html><title>"+strings.Repeat("long ", 10_000)+"</title>x", strings.TrimSpace(strings.Repeat("long ", maxTitle/5)))
}

func TestHTMLEncoding(t *testing.T) {
	check := func(name string, data []byte, encoding, want string) {
		t.Helper()
		doc, err := Decode(data, Options{})
		if err != nil || doc.Encoding != encoding || doc.Text != want+"\n" {
			t.Errorf("%s: %q in %s (%v), want %q in %s", name, doc.Text, doc.Encoding, err, want, encoding)
		}
	}
	check("stated", encode(t, "gbk", "<html><meta charset=gb2312><p>我们"), "gbk", "我们")
	check("stated the old way", encode(t, "big5",
		`<html><meta http-equiv="Content-Type" content="text/html; charset=big5"><p>我們`), "big5", "我們")
	check("stated in XML", encode(t, "windows-1251", `<?xml version="1.0" encoding="windows-1251"?><html><p>Мы`), "windows-1251", "Мы")
	check("stated, in ASCII", []byte("<html><meta charset=iso-8859-1><p>We"), "windows-1252", "We")
	check("stated wrongly", []byte("<html><meta charset=gb2312><p>我们"), "utf-8", "我们")
	check("stated wrongly, and long", encode(t, "gb18030", "<html><meta charset=iso-8859-1><p>"+simplified), "gb18030", strings.TrimSpace(simplified))
	check("not stated", encode(t, "gb18030", "<html><p>"+simplified), "gb18030", strings.TrimSpace(simplified))
	check("marked", append([]byte("\xFF\xFE"), utf16Bytes("<html><meta charset=utf-8><p>我们")...), "utf-16le", "我们")

	if _, err := Decode([]byte("<html><meta charset=utf-8><p>\xE9t\xE9 \xCE\xD2"), Options{}); !errors.Is(err, ErrEncoding) {
		t.Errorf("neither as stated nor clear: %v, want %v", err, ErrEncoding)
	}
}

// Pages made to exhaust a parser end in an error or in little text.
func TestHostileHTML(t *testing.T) {
	const n = 200_000
	for name, body := range map[string]string{
		"deep":        strings.Repeat("<div>", n) + "x",
		"formatting":  strings.Repeat("<p><b a>", n) + "x",
		"lists":       "<ol>" + strings.Repeat("<li>", n) + "x",
		"nested":      strings.Repeat("<ul><li>", n) + "x",
		"cells":       "<table><tr>" + strings.Repeat("<td>", n) + "x",
		"rows":        "<table>" + strings.Repeat("<tr><td>", n) + "x",
		"end tags":    "x" + strings.Repeat("</div></table></li>", n),
		"open tag":    "x<a " + strings.Repeat("a=b ", n),
		"open script": "x<script>" + strings.Repeat("<p>", n),
	} {
		doc, err := Decode([]byte("<html>"+body), Options{})
		if err != nil {
			checkKind(t, err)
		} else if len(doc.Text) > n+10 {
			t.Errorf("%s: %d bytes of text", name, len(doc.Text))
		}
	}
}
