package web

import (
	"html"
	"strings"
	"testing"
)

func TestHighlight(t *testing.T) {
	check := func(text, query, want string) {
		t.Helper()
		if got := string(highlight(text, query)); got != want {
			t.Errorf("%q in %q: %s, want %s", query, text, got, want)
		}
	}
	check("Spend on defence", "defence", "Spend on <mark>defence</mark>")
	check("Spend on Defence", "DEFENCE", "Spend on <mark>Defence</mark>")
	check("They invested and are investing", "invest", "They <mark>invested</mark> and are <mark>investing</mark>")
	check("They invested", "investing", "They <mark>invested</mark>")
	check("policies and a policy", "policies", "<mark>policies</mark> and a <mark>policy</mark>")
	check("reinvest", "invest", "reinvest")
	check("年度防务投入不低于", "防务投入", "年度<mark>防务投入</mark>不低于")
	check("2% of GDP 占国内生产总值", "GDP国内", "2% of <mark>GDP</mark> 占<mark>国内</mark>生产总值")
	check("a <b> & c", "b", "a &lt;<mark>b</mark>&gt; &amp; c")
	check("nothing", "", "nothing")
	check("nothing (at) all", "(", "nothing (at) all")
}

func FuzzHighlight(f *testing.F) {
	f.Add("Spend on <defence>", "defence & x")
	f.Add("年度防务投入", "防务 GDP (")
	f.Add("<mark>", "mark")
	f.Fuzz(func(t *testing.T, text, query string) {
		got := string(highlight(text, query))
		plain := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(got)
		if strings.ContainsAny(plain, `<>"`) {
			t.Errorf("%q in %q: markup gets through: %q", query, text, got)
		}
		if strings.ToValidUTF8(html.UnescapeString(plain), "�") != strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "�"), "�") {
			t.Errorf("%q in %q: text changed: %q", query, text, got)
		}
	})
}

func TestSearchPage(t *testing.T) {
	b := newBrowser(t)
	for _, q := range []string{"defence", "防务", "V047", "27/1"} {
		if page := b.get("/search?q="+q, 200); !strings.Contains(page, `<ol class="hits"><li>`) {
			t.Errorf("%s finds nothing", q)
		}
	}
	if page := b.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", 200); strings.Contains(page, "<script>alert") {
		t.Error("a query gets through as markup")
	}
}
