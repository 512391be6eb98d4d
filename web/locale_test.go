package web

import (
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure/score"
	"entente/node"
)

var verbs = regexp.MustCompile(`%[a-z]`)

// TestCataloguesAgree holds every language against the first: the same keys, and the same verbs in each.
func TestCataloguesAgree(t *testing.T) {
	all, err := readCatalogues(localeFiles)
	if err != nil {
		t.Fatal(err)
	}
	if all[0].lang != preferred || len(all) < 2 {
		t.Fatalf("catalogues: %d, the first is %q", len(all), all[0].lang)
	}
	for _, c := range all[1:] {
		for key, words := range all[0].words {
			other, ok := c.words[key]
			if !ok {
				t.Errorf("%s: %q missing", c.lang, key)
			} else if !slices.Equal(verbs.FindAllString(words, -1), verbs.FindAllString(other, -1)) {
				t.Errorf("%s: %q: %q has not the verbs of %q", c.lang, key, other, words)
			}
		}
		for key := range c.words {
			if _, ok := all[0].words[key]; !ok {
				t.Errorf("%s: %q is not in %s", c.lang, key, preferred)
			}
		}
	}
}

// TestKeysExist looks up every key that templates and code name, those with a changing end by all their ends.
func TestKeysExist(t *testing.T) {
	all, err := readCatalogues(localeFiles)
	if err != nil {
		t.Fatal(err)
	}
	used := make(map[string]bool)
	call := regexp.MustCompile(`\bt "([a-z0-9.-]+)"`)
	names, err := fs.Glob(templateFiles, "template/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(templateFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(data), -1) {
			used[m[1]] = true
		}
	}
	for _, a := range entente.Acts {
		used["act."+string(a)], used["act."+string(a)+".what"] = true, true
	}
	for _, e := range menu {
		used["nav."+e.Name] = true
	}
	for _, state := range score.States {
		used["score.state."+string(state)] = true
	}
	for _, kind := range []score.Kind{score.Scoring, score.Resolving, score.Publishing} {
		used["score.event."+string(kind)] = true
	}
	for _, kind := range []string{node.KindFigures, node.KindScore, node.KindResolution, node.KindPublication} {
		used["kind."+kind] = true
	}
	for _, k := range []node.HitKind{node.HitUndertaking, node.HitContext, node.HitProvision, node.HitProgramme, node.HitSystem, node.HitInstrument, node.HitParty, node.HitGroup, node.HitBody} {
		used["hit."+string(k)] = true
	}
	for _, k := range []string{"lang.en", "lang.zh", "chain.instrument", "chain.provision", "chain.statement", "kind.party", "kind.group", "kind.body",
		string(node.Undertakings), string(node.Context), "fact.title", "problem.title", "problem.404", "problem.500"} {
		used[k] = true
	}
	for key := range used {
		if _, ok := all[0].words[key]; !ok {
			t.Errorf("%q is used and in no catalogue", key)
		}
	}
}

// TestContentHasWords looks for names of the content that a page would show untranslated.
func TestContentHasWords(t *testing.T) {
	b := newBrowser(t)
	check := func(prefix, name string) {
		t.Helper()
		if _, ok := b.catalogues[0].words[prefix+"."+name]; !ok && name != "" {
			t.Errorf("%s %q has no words", prefix, name)
		}
	}
	for _, y := range b.pack.Systems {
		check("today", y.Today)
	}
	for _, i := range b.pack.Instruments {
		check("instrument", i.Kind)
	}
	for _, body := range b.pack.Bodies {
		check("rule", string(body.Rule))
	}
	for _, e := range b.pack.Entries {
		if e.Deadline != nil {
			check("recurs", e.Deadline.Recurs)
		}
	}
}

func TestCounts(t *testing.T) {
	c := &catalogue{words: map[string]string{"facts.n": "%d facts", "facts.one": "%d fact", "of": "%d of %d"}}
	check := func(want, key string, args ...any) {
		t.Helper()
		if got := c.text(key, args...); got != want {
			t.Errorf("%s %v: %q, want %q", key, args, got, want)
		}
	}
	check("0 facts", "facts.n", 0)
	check("1 fact", "facts.n", 1)
	check("2 facts", "facts.n", 2)
	check("1 fact", "facts.n", int64(1))
	check("1 of 2", "of", 1, 2)
	check("none", "none")
}

func TestPeriods(t *testing.T) {
	b := newBrowser(t)
	check := func(period, want string) {
		t.Helper()
		p, err := cal.ParsePeriod(period)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.catalogue("en").period(p); got != want {
			t.Errorf("%s: %q, want %q", period, got, want)
		}
	}
	check("2024", "2024")
	check("2023-07-11", "2023-07-11")
	check("2024-03-07/..", "since 2024-03-07")
	check("../2020-01-30", "until 2020-01-30")
	check("../..", "always")
	check("2023-07-11/2024-07-10", "2023-07-11 to 2024-07-10")
}

func TestLanguage(t *testing.T) {
	b := newBrowser(t)
	check := func(want, query, cookie, header string) {
		t.Helper()
		w := b.do("GET", "/about"+query, "", func(r *http.Request) {
			r.Header.Del("Cookie")
			if cookie != "" {
				r.AddCookie(&http.Cookie{Name: langCookie, Value: cookie})
			}
			r.Header.Set("Accept-Language", header)
		})
		if !strings.Contains(w.Body.String(), `<html lang="`+want+`"`) {
			t.Errorf("?%s, cookie %q, browser %q: not in %s", query, cookie, header, want)
		}
	}
	check("en", "", "", "")
	check("zh", "", "", "zh-CN,zh;q=0.9,en;q=0.8")
	check("en", "", "", "fr-FR, en-GB;q=0.8, zh;q=0.5")
	check("en", "", "", "xx")
	check("zh", "", "zh", "en")
	check("en", "?lang=en", "zh", "zh")
	check("zh", "?lang=zh", "", "en")
	check("zh", "?lang=xx", "zh", "en")
	if c := b.cookies[langCookie]; c == nil || c.Value != "zh" {
		t.Errorf("the choice is not remembered: %v", c)
	}
}

func TestTheme(t *testing.T) {
	b := newBrowser(t)
	w := b.do("GET", "/p/27?theme=dark&known=x", "", nil)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/p/27?known=x" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	if page := b.get("/p/27", http.StatusOK); !strings.Contains(page, `data-theme="dark"`) {
		t.Error("the theme is not remembered")
	}
	if w := b.do("GET", "//evil.example/?theme=dark", "", nil); strings.HasPrefix(w.Header().Get("Location"), "//") {
		t.Errorf("leads to %q", w.Header().Get("Location"))
	}
	if page := b.get("/p/27?theme=pink", http.StatusOK); !strings.Contains(page, `data-theme="dark"`) {
		t.Error("an unknown theme is taken")
	}
}
