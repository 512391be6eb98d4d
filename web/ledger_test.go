package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"entente"
	"entente/ledger"
	"entente/node"
	"entente/text/akn"
)

// evidence is a form with everything filled in.
func evidence(form url.Values) url.Values {
	return with(form, "kind", "evidence", "author", "DEU", "text", "<b>Budget</b> passed", "url", "https://example.org/budget",
		"period", "2024", "label", "PUBLIC", "source", "Budget act", "source-url", "https://example.org", "source-date", "2024-01",
		"place", "p. 3", "exercise", "yes")
}

// facts returns everything recorded about the page's entry.
func (b *browser) facts() []ledger.Record {
	b.Helper()
	records, err := b.node.History(b.Context(), strings.TrimPrefix(aPage, "/u/"))
	if err != nil {
		b.Fatal(err)
	}
	return records
}

func TestAddFact(t *testing.T) {
	b := newBrowser(t)
	b.post(aPage, evidence(nil), http.StatusForbidden)
	w := b.post(aPage, evidence(b.signIn()), http.StatusSeeOther)
	records := b.facts()
	if len(records) != 1 {
		t.Fatalf("%d facts", len(records))
	}
	f := records[0].Fact
	if want := aPage + "#fact-" + records[0].ID.String(); w.Header().Get("Location") != want {
		t.Errorf("goes on to %q, want %q", w.Header().Get("Location"), want)
	}
	if f.Author != "DEU" || f.Kind != node.KindEvidence || f.Period.String() != "2024" || !f.Exercise || f.Source.Place != "p. 3" {
		t.Errorf("recorded %+v", f)
	}
	page := b.get(aPage, http.StatusOK)
	for _, want := range []string{"&lt;b&gt;Budget&lt;/b&gt; passed", `href="https://example.org/budget"`, "Budget act", "Exercise"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
}

func TestFormIsMended(t *testing.T) {
	b := newBrowser(t)
	form := evidence(b.signIn())
	check := func(field, value, problem string) {
		t.Helper()
		w := b.do("POST", aPage, with(form, field, value).Encode(), nil)
		page := w.Body.String()
		if w.Code < 400 || w.Code >= 500 || !strings.Contains(page, problem) || !strings.Contains(page, `role="alert"`) {
			t.Errorf("%s %q: %d, no alert with %q", field, value, w.Code, problem)
		}
		if field != "text" && !strings.Contains(page, "&lt;b&gt;Budget&lt;/b&gt; passed</textarea>") {
			t.Errorf("%s %q: what was typed is lost", field, value)
		}
	}
	check("period", "soon", "period")
	check("label", "everybody", "label")
	check("source-date", "soon", "source date")
	check("replaces", "abc", "replaces")
	check("replaces", strings.Repeat("0", 64), "not found")
	check("author", "nobody", "author")
	check("text", " ", "summary")
	check("kind", "note", "address")
	check("source", "", "source without a title")
	check("url", "javascript:alert(1)", "want https://")
	if n := len(b.facts()); n > 0 {
		t.Errorf("%d facts recorded all the same", n)
	}
}

func TestCorrection(t *testing.T) {
	b := newBrowser(t)
	form := b.signIn()
	b.post(aPage, evidence(form), http.StatusSeeOther)
	old := b.facts()[0]
	page := b.get(aPage+"?replaces="+old.ID.String(), http.StatusOK)
	if !strings.Contains(page, `name="replaces" value="`+old.ID.String()) || !strings.Contains(page, "passed</textarea>") {
		t.Error("the form is not filled in with what is to be corrected")
	}
	fixed := with(evidence(form), "replaces", old.ID.String(), "text", "Budget rejected")
	b.post(aPage, fixed, http.StatusSeeOther)
	records := b.facts()
	if len(records) != 2 || records[0].ReplacedBy != records[1].ID {
		t.Fatalf("history %+v", records)
	}
	if page := b.get(aPage, http.StatusOK); strings.Count(page, `<article class="fact replaced"`) != 1 {
		t.Error("the old fact is not shown as replaced")
	}
	b.post(aPage, fixed, http.StatusConflict)
	if page := b.get(aPage+"?known="+old.Recorded.String(), http.StatusOK); strings.Contains(page, "rejected") || strings.Contains(page, "replaced\"") {
		t.Error("what was known then includes what came later")
	}
}

func TestFactPage(t *testing.T) {
	b := newBrowser(t)
	b.post(aPage, evidence(b.signIn()), http.StatusSeeOther)
	rec := b.facts()[0]
	if page := b.get(factURL(rec.ID), http.StatusOK); !strings.Contains(page, rec.ID.String()) || !strings.Contains(page, b.node.PublicKey()[:4]) {
		t.Error("the page lacks identifier or key")
	}
	w := b.do("GET", factURL(rec.ID)+"/proof", "", nil)
	proof, err := ledger.ParseProof(w.Body.String())
	if err != nil {
		t.Fatal(err)
	}
	key, err := ledger.ParsePublicKey(b.node.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	entry, _, err := b.node.Prove(t.Context(), rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := proof.Check(entry, ledger.Keys{key}); err != nil {
		t.Error(err)
	}
}

// TestOtherPayloads shows facts of kinds that the pages do not know.
func TestOtherPayloads(t *testing.T) {
	b := newBrowser(t)
	add := func(payload string) record {
		t.Helper()
		rec, err := b.node.AddFact(t.Context(), entente.Fact{Kind: "measurement", Subject: "asset/x", Payload: json.RawMessage(payload)})
		if err != nil {
			t.Fatal(err)
		}
		b.get(factURL(rec.ID), http.StatusOK)
		return b.record(rec)
	}
	r := add(`{"text":"t","url":"javascript:alert(1)","value":2.5,"of":{"x":[1]}}`)
	if r.Text != "t" || r.Link != "" || len(r.Other) != 3 || r.Other[0] != (pair{"of", `{"x":[1]}`}) {
		t.Errorf("%+v", r)
	}
	if r := add(`{"url":"https://example.org"}`); r.Link == "" || len(r.Other) != 0 {
		t.Errorf("%+v", r)
	}
	if r := add(`{}`); r.Text != "" || len(r.Other) != 0 {
		t.Errorf("%+v", r)
	}
	b.get("/ledger", http.StatusOK)
}

func TestVerify(t *testing.T) {
	b := newBrowser(t)
	b.post(aPage, evidence(b.signIn()), http.StatusSeeOther)
	if page := b.post("/ledger/verify", nil, http.StatusOK).Body.String(); !regexp.MustCompile(`class="good"`).MatchString(page) {
		t.Error("the page does not say that all is well")
	}
	w := b.do("POST", "/ledger/verify", "", func(r *http.Request) { r.Header.Set("Accept", lines) })
	var last progress
	for line := range strings.Lines(w.Body.String()) {
		last = progress{}
		if err := json.Unmarshal([]byte(line), &last); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
	}
	if last.Report == nil || len(last.Report.Lines) != 0 || last.Report.Entries != 2 || last.Done != last.Total {
		t.Errorf("last line %+v", last)
	}
	b.verifying.Lock()
	defer b.verifying.Unlock()
	b.post("/ledger/verify", nil, http.StatusConflict)
}

func TestExports(t *testing.T) {
	b := newBrowser(t)
	w := b.do("GET", "/register.json?provision=27", "", nil)
	var file struct {
		Pack    string
		Entries []entente.Undertaking
	}
	if err := json.Unmarshal(w.Body.Bytes(), &file); err != nil {
		t.Fatal(err)
	}
	if want := len(b.pack.EntriesByProvision(27)); len(file.Entries) != want || file.Pack != b.pack.ID {
		t.Errorf("pack %q, %d entries, want %d", file.Pack, len(file.Entries), want)
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="vilnius.json"` {
		t.Errorf("disposition %q", got)
	}
	rows := strings.Count(b.get("/register.csv", http.StatusOK), "\n")
	if want := len(b.pack.Entries) + 1; rows != want {
		t.Errorf("%d rows, want %d", rows, want)
	}
	doc, err := akn.Read(strings.NewReader(b.get("/register.akn?provision=27", http.StatusOK)))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range doc.Provisions {
		if (len(p.Statements) > 0) != (p.Number == 27) {
			t.Errorf("Akoma Ntoso of provision 27 has %d entries in provision %d", len(p.Statements), p.Number)
		}
	}
}
