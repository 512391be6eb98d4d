package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure/score"
	"entente/node"
	"entente/unit"
)

const (
	judged = "/score/vilnius-2023/1/4"
	secret = "Nobody else may read this yet."
)

// aScore is a form that scores Poland.
func aScore(form url.Values, analyst, level string, more ...string) url.Values {
	sent := with(form, "do", "score", "as", analyst, "party", "POL", "period", "2024", "level", level, "words", secret, "source", "Journal of laws", "date", "2024-05-03")
	return with(sent, more...)
}

// TestBlind gives two scores and looks after each, as everybody who may look.
func TestBlind(t *testing.T) {
	b := newBrowser(t)
	form := b.signIn()
	const at = judged + "?party=POL&period=2024"
	sees := func(as string, want bool) {
		t.Helper()
		if got := strings.Contains(b.get(at+"&as="+as, http.StatusOK), secret); got != want {
			t.Errorf("%q sees it: %v, want %v", as, got, want)
		}
	}
	b.post(judged, aScore(form, "reader-1", "1"), http.StatusSeeOther)
	sees("reader-1", true)
	sees("reader-2", false)
	sees("", false)
	b.post(judged, aScore(form, "reader-2", "0"), http.StatusSeeOther)
	sees("reader-1", true)
	sees("reader-2", true)
	sees("reader-3", false)
	sees("", false)
	for _, page := range []string{"/u/vilnius-2023/1/4", "/ledger", "/scores", "/scores?as=reader-3"} {
		if strings.Contains(b.get(page, http.StatusOK), secret) {
			t.Errorf("%s gives a score away", page)
		}
	}

	b.post(judged, with(form, "do", "publish", "as", "reader-1", "party", "POL", "period", "2024"), http.StatusConflict)
	b.post(judged, with(form, "do", "resolve", "as", "reader-1", "party", "POL", "period", "2024", "level", "1", "reason", "Done in time."), http.StatusSeeOther)
	b.post(judged, with(form, "do", "publish", "as", "reader-1", "party", "POL", "period", "2024"), http.StatusSeeOther)
	sees("reader-3", true)
	sees("", true)
	b.post("/signout", form, http.StatusSeeOther)
	sees("", true)
	if page := b.get("/u/vilnius-2023/1/4", http.StatusOK); !strings.Contains(page, "standings") {
		t.Error("the page of the undertaking does not say how it stands")
	}
	if csv := b.get("/scores.csv", http.StatusOK); !strings.Contains(csv, "vilnius-2023/1/4") {
		t.Errorf("published scores: %s", csv)
	}
}

// TestVisitorsLookAsThePublic asks without a session for what an analyst may see.
func TestVisitorsLookAsThePublic(t *testing.T) {
	b := newBrowser(t)
	form := b.signIn()
	b.post(judged, aScore(form, "reader-1", "1"), http.StatusSeeOther)
	b.post("/signout", form, http.StatusSeeOther)
	if strings.Contains(b.get(judged+"?party=POL&period=2024&as=reader-1", http.StatusOK), secret) {
		t.Error("a visitor looks through the eyes of an analyst")
	}
	b.post(judged, aScore(form, "reader-2", "1"), http.StatusForbidden)
}

func TestExercisesAreApart(t *testing.T) {
	b := newBrowser(t)
	form := b.signIn()
	b.post(judged, aScore(form, "reader-1", "1", "exercise", "1"), http.StatusSeeOther)
	if strings.Contains(b.get(judged+"?party=POL&period=2024&as=reader-1", http.StatusOK), secret) {
		t.Error("an invented score stands among real ones")
	}
	page := b.get(judged+"?party=POL&period=2024&as=reader-1&exercise=1", http.StatusOK)
	if !strings.Contains(page, secret) || !strings.Contains(page, `class="exercise"`) {
		t.Error("an exercise is not shown, or not marked as one")
	}
}

func TestScoreRefused(t *testing.T) {
	b := newBrowser(t)
	form := b.signIn()
	check := func(want int, says, name, value string) {
		t.Helper()
		sent := aScore(form, "reader-1", "1")
		sent.Set(name, value)
		page := b.post(judged, sent, want).Body.String()
		if !strings.Contains(page, says) || want != http.StatusForbidden && !strings.Contains(page, secret) {
			t.Errorf("%s %q: the page does not say %q, or has lost what was sent", name, value, says)
		}
	}
	check(http.StatusBadRequest, "period", "period", "soon")
	check(http.StatusBadRequest, "choose a score", "level", "")
	check(http.StatusBadRequest, "level", "level", "7")
	check(http.StatusBadRequest, "analyst", "as", "Reader One")
	check(http.StatusNotFound, "party", "party", "ZZZ")
	check(http.StatusBadRequest, "nothing to do", "do", "guess")
	check(http.StatusForbidden, "earlier session", "csrf", "x")
	b.get("/scores?scale=none", http.StatusNotFound)
	b.get("/scores?as=Reader+One", http.StatusBadRequest)
	b.get(judged+"?party=POL&period=soon", http.StatusBadRequest)
	b.get("/score/vilnius-2023/999/1", http.StatusNotFound)
}

// TestToScore holds the list of the desk against the register: everything that analysts judge, and nothing else.
func TestToScore(t *testing.T) {
	b := newBrowser(t)
	listed := make(map[entente.StatementID]bool)
	for _, scale := range b.node.Scales() {
		for _, g := range b.toScore(scale.ID, "", false) {
			for _, r := range g.Rows {
				listed[r.Entry.ID] = true
			}
		}
	}
	want := 0
	for _, m := range b.pack.Measurability {
		if m.By == "figures" {
			continue
		}
		want++
		if !listed[m.Undertaking] {
			t.Errorf("%v cannot be found at the desk", m.Undertaking)
		}
	}
	if len(listed) != want {
		t.Errorf("%d listed, want %d", len(listed), want)
	}
}

func TestReportRoute(t *testing.T) {
	b := newBrowser(t)
	if page := b.get("/report.html?programme=investment", http.StatusOK); !strings.HasPrefix(page, "<!DOCTYPE html>") || strings.Contains(page, "<script") {
		t.Errorf("no page: %.100s", page)
	}
	var doc map[string]any
	if err := json.Unmarshal([]byte(b.get("/report.json?party=DEU&known=2024-07-01", http.StatusOK)), &doc); err != nil {
		t.Error(err)
	}
	if csv := b.get("/report.csv?at=2023", http.StatusOK); strings.Count(csv, "\n") < 100 {
		t.Errorf("%d lines", strings.Count(csv, "\n"))
	}
	b.get("/report.html?party=ZZZ", http.StatusNotFound)
	b.get("/report.html?at=soon", http.StatusBadRequest)
}

// TestOwnScoreOnly looks at how the form is filled for who has scored before.
func TestOwnScoreOnly(t *testing.T) {
	b := newBrowser(t)
	item := score.Item{Undertaking: entente.StatementID{Instrument: "vilnius-2023", Provision: 1, Number: 4}, Party: "POL", Period: cal.Year(2024)}
	for i, analyst := range []score.Analyst{"reader-1", "reader-2"} {
		_, err := b.node.AddScore(context.Background(), score.Score{
			Item: item, Analyst: analyst, Level: unit.NewDecimal(int64(i), 0),
			Evidence: []score.Evidence{{Title: string(analyst), Date: cal.Year(2024), Words: "Words of " + string(analyst)}},
		}, node.Scoring{})
		if err != nil {
			t.Fatal(err)
		}
	}
	b.signIn()
	page := b.get(judged+"?party=POL&period=2024&as=reader-2", http.StatusOK)
	if !strings.Contains(page, `value="1" required checked`) || !strings.Contains(page, ">Words of reader-2</textarea>") {
		t.Error("the form does not hold one's own score")
	}
}

// TestUnmeasured looks at the menu of a pack that has no measures: what leads nowhere is not in it.
func TestUnmeasured(t *testing.T) {
	b := newBrowser(t)
	unmeasured := *b.pack
	unmeasured.Book = nil
	s := &site{node: b.node, pack: &unmeasured}
	for _, e := range s.menu() {
		if e.URL == "/delivery" {
			t.Error("the menu leads to verdicts that there are none of")
		}
	}
	if tabs := s.tabs("/scores", moment{}); len(tabs) != 1 || tabs[0].URL != "/scores" {
		t.Errorf("tabs %v", tabs)
	}
	if tabs := b.tabs("/scores", moment{}); len(tabs) != 4 {
		t.Errorf("tabs %v", tabs)
	}
}

// TestEvidenceKept corrects by the form a score with more evidence than the form shows.
func TestEvidenceKept(t *testing.T) {
	b := newBrowser(t)
	item := score.Item{Undertaking: entente.StatementID{Instrument: "vilnius-2023", Provision: 1, Number: 4}, Party: "POL", Period: cal.Year(2024)}
	evidence := []score.Evidence{{Title: "Law", Date: cal.Year(2024), Words: "First"}, {Title: "Budget", Date: cal.Year(2024), Words: "Second"}}
	if _, err := b.node.AddScore(context.Background(), score.Score{Item: item, Analyst: "reader-1", Level: unit.NewDecimal(1, 0), Evidence: evidence}, node.Scoring{}); err != nil {
		t.Fatal(err)
	}
	b.post(judged, aScore(b.signIn(), "reader-1", "0"), http.StatusSeeOther)
	page := b.get(judged+"?party=POL&period=2024&as=reader-1", http.StatusOK)
	if !strings.Contains(page, secret) || !strings.Contains(page, "Second") || strings.Contains(page, "First") {
		t.Error("want the first piece of evidence replaced and the second kept")
	}
}
