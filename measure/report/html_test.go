package report

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"entente"
	"entente/unit"
)

// written returns a report as HTML, and as the tree of its elements.
func written(t testing.TB, r Report) (string, *html.Node) {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(&b, r); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), root
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// find returns the elements below n that want is true of.
func find(n *html.Node, want func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && want(c) {
			out = append(out, c)
		}
	}
	return out
}

func named(name, class string) func(*html.Node) bool {
	return func(n *html.Node) bool {
		return n.Data == name && (class == "" || slices.Contains(strings.Fields(attr(n, "class")), class))
	}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func TestEveryUndertakingOnce(t *testing.T) {
	r := sample(t)
	for _, lang := range Langs {
		r.Lang = lang
		_, root := written(t, r)
		var got, want []string
		for _, n := range find(root, named("article", "undertaking")) {
			got = append(got, attr(n, "id"))
		}
		for _, u := range r.Undertakings {
			want = append(want, undertakingAnchor(u.Entry.ID))
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want each of %v once", lang, got, want)
		}
		if n := len(find(root, named("section", "party"))); n != len(r.Parties)+len(r.Groups) {
			t.Errorf("%s: %d pages of parties and groups", lang, n)
		}
	}
}

// TestIsWellFormed checks that elements are closed in the order in which they were opened, and that no words are missing.
func TestIsWellFormed(t *testing.T) {
	void := []string{"meta", "br", "hr", "img", "link"}
	for _, lang := range Langs {
		r := sample(t)
		r.Lang = lang
		text, _ := written(t, r)
		if m := regexp.MustCompile(`⟦[^⟧]*⟧|%!|<no value>|&lt;nil&gt;`).FindString(text); m != "" {
			t.Errorf("%s: %s", lang, m)
		}
		var open []string
		z := html.NewTokenizer(strings.NewReader(text))
		for z.Next() != html.ErrorToken {
			switch token := z.Token(); token.Type {
			case html.StartTagToken:
				if !slices.Contains(void, token.Data) {
					open = append(open, token.Data)
				}
			case html.EndTagToken:
				if len(open) == 0 || open[len(open)-1] != token.Data {
					t.Fatalf("%s: </%s> closes %v", lang, token.Data, open)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%s: left open: %v", lang, open)
		}
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	for _, lang := range Langs {
		r := sample(t)
		r.Lang = lang
		_, root := written(t, r)
		ids := make(map[string]int)
		for _, n := range find(root, func(n *html.Node) bool { return attr(n, "id") != "" }) {
			ids[attr(n, "id")]++
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: %d elements are called %q", lang, n, id)
			}
		}
		links := 0
		for _, n := range find(root, func(n *html.Node) bool { return attr(n, "href") != "" }) {
			links++
			anchor, inside := strings.CutPrefix(attr(n, "href"), "#")
			if inside && ids[anchor] != 1 {
				t.Errorf("%s: link to %q, which is not there", lang, anchor)
			}
			if !inside && (n.Data != "a" || !strings.HasPrefix(attr(n, "href"), "https://") || attr(n, "rel") != "noreferrer") {
				t.Errorf("%s: %s leads to %q", lang, n.Data, attr(n, "href"))
			}
		}
		const fewest = 100
		if links < fewest {
			t.Errorf("%s: %d links", lang, links)
		}
	}
}

// TestLoadsNothing checks that the file is complete: nothing in it makes a browser fetch or run anything.
func TestLoadsNothing(t *testing.T) {
	text, root := written(t, sample(t))
	if n := find(root, func(n *html.Node) bool {
		return slices.Contains([]string{"script", "link", "iframe", "object", "embed", "img", "image", "use", "base", "form", "foreignobject"}, strings.ToLower(n.Data))
	}); len(n) > 0 {
		t.Errorf("has <%s>", n[0].Data)
	}
	for _, n := range find(root, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "style" || a.Key == "srcset" {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	styles := find(root, named("style", ""))
	if len(styles) != 1 {
		t.Fatalf("%d style sheets", len(styles))
	}
	css := textOf(styles[0])
	if m := regexp.MustCompile(`@import|url\(|@font-face|expression`).FindString(css); m != "" {
		t.Errorf("the style sheet has %s", m)
	}
	metas := find(root, func(n *html.Node) bool { return attr(n, "http-equiv") == "Content-Security-Policy" })
	if len(metas) != 1 || attr(metas[0], "content") != Policy(css) || !strings.Contains(Policy(css), "default-src 'none'") {
		t.Errorf("the policy does not allow the style sheet that is there: %v", metas)
	}
	if strings.Count(text, "<svg") < 5 {
		t.Error("pictures are missing")
	}
}

// TestHostileNames checks that names of the content cannot become markup or style.
func TestHostileNames(t *testing.T) {
	r := sample(t)
	evil := `</style><script>alert(1)</script>"}*{display:none}\`
	r.Instrument.Names = entente.Wording{"en": evil}
	r.Names["XAA"] = entente.Wording{"en": evil}
	r.Undertakings[0].Entry.Title = entente.Wording{"en": evil}
	r.Programmes[0].Title = entente.Wording{"en": evil}
	r.Undertakings[1].Records[0].URL = "javascript:alert(1)"
	r.Undertakings[1].Records[0].Text = evil
	text, root := written(t, r)
	if len(find(root, named("script", ""))) > 0 || strings.Contains(text, "<script") || strings.Contains(text, `href="javascript`) {
		t.Error("a name became markup")
	}
	if css := textOf(find(root, named("style", ""))[0]); strings.Contains(css, "display:none}\\") || strings.Contains(css, "alert") && strings.Contains(css, "(1)") {
		t.Error("a name became style")
	}
}

func FuzzQuoted(f *testing.F) {
	f.Add(`a"b`)
	f.Add("维\x00\\")
	f.Fuzz(func(t *testing.T, s string) {
		got := quoted(s)
		inner := strings.TrimSuffix(strings.TrimPrefix(got, `"`), `"`)
		if len(got) != len(inner)+2 || strings.ContainsAny(inner, "\"<>\n;{}()") {
			t.Fatalf("%q became %s", s, got)
		}
		var back strings.Builder
		for i := 0; i < len(inner); {
			if inner[i] != '\\' {
				back.WriteByte(inner[i])
				i++
				continue
			}
			var r rune
			if _, err := fmt.Sscanf(inner[i+1:i+7], "%06x", &r); err != nil {
				t.Fatal(err)
			}
			back.WriteRune(r)
			i += 7
		}
		if back.String() != strings.ToValidUTF8(s, "\ufffd") && back.String() != string([]rune(s)) {
			t.Fatalf("%q came back as %q", s, back.String())
		}
	})
}

func TestExerciseIsMarked(t *testing.T) {
	r := sample(t)
	mark := catalogues()["en"]["exercise"]
	text, root := written(t, r)
	if cover := textOf(find(root, named("header", "cover"))[0]); !strings.Contains(cover, mark) {
		t.Error("the cover does not say that data are invented")
	}
	if !strings.Contains(text, quoted("As known on 2031-12-31 · "+mark)) {
		t.Error("the foot of the pages does not say that data are invented")
	}
	if n := strings.Count(text, catalogues()["en"]["exercise.record"]); n != 1 {
		t.Errorf("%d records are marked, want 1", n)
	}
	r.Undertakings[1].Records[0].Exercise = false
	if text, _ := written(t, r); strings.Contains(text, mark) || !strings.Contains(text, catalogues()["en"]["exercise.none"]) {
		t.Error("real data are marked as invented")
	}
	r.Scores[0].Exercise = true
	if text, _ := written(t, r); !strings.Contains(text, mark) || strings.Count(text, catalogues()["en"]["exercise.record"]) < 2 {
		t.Error("invented scores are not marked")
	}
}

func TestPrinted(t *testing.T) {
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	d := func(s string) *unit.Decimal { v := unit.MustDecimal(s); return &v }
	check(printed("1234"), "1234")
	check(printed("12345.6789"), "12\u202f345.6789")
	check(printed("-1234567"), "−1\u202f234\u202f567")
	check(rounded(d("2.005"), 2).Text, "2.00") // half to even
	check(rounded(d("2.015"), 2).Text, "2.02")
	check(rounded(d("2.005"), 2).Exact, "2.005")
	check(shown(d("0.003724"), 2).Text, "0.004")
	check(shown(d("0"), 2).Text, "0.00")
	check(signed(shown(d("0.5"), 1)).Text, "+0.5")
	check(signed(shown(d("-0.5"), 1)).Text, "−0.5")
	check(signed(shown(d("0"), 1)).Text, "0.0")
	check(float(-0.00001).Text, "0.000")
	check(float(-1.25).Text, "−1.250")
	check(figureRange{3, 3}.String()+" "+figureRange{3, 5}.String(), "3 3–5")
}
