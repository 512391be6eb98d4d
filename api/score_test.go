package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"entente/measure"
	"entente/measure/score"
	"entente/node"
)

const item = `"undertaking":"vilnius-2023/%s","party":"DEU","period":"2024"`

func itemBody(undertaking string) string { return fmt.Sprintf("{"+item+"}", undertaking) }

func scoreBody(undertaking, analyst, level string) string {
	return fmt.Sprintf("{"+item+`,"analyst":%q,"level":%q,"evidence":[{"title":"Budget report","date":"2024","words":"A line for it."}]}`, undertaking, analyst, level)
}

func resolutionBody(undertaking, level string) string {
	return fmt.Sprintf("{"+item+`,"level":%q,"reason":"The report is of the year before.","by":"reader-3"}`, undertaking, level)
}

// TestBlindness looks at an item with the eyes of the public and of three analysts, step by step.
func TestBlindness(t *testing.T) {
	g := newRig(t)
	// check says whose scores each of them sees, and the state that the item then has; "" where it is not there.
	check := func(step string, want map[string]string) {
		t.Helper()
		for eyes, seen := range want {
			target := "/v1/scores?undertaking=vilnius-2023/36/5&analyst=" + eyes
			var l list[score.Case]
			g.get(target, &l)
			got := ""
			for _, c := range l.Items {
				for _, r := range c.Scores {
					got += string(r.Value.Analyst) + " "
				}
				got += string(c.State)
			}
			if got != seen {
				t.Errorf("%s: %q sees %q, want %q", step, eyes, got, seen)
			}
		}
	}
	g.post("/v1/scores", scoreBody("36/5", "ann", "1"))
	check("one has scored", map[string]string{"": "", "ann": "ann open", "ben": "", "cy": ""})
	g.post("/v1/scores", scoreBody("36/5", "ben", "0"))
	check("two have scored", map[string]string{"": "", "ann": "ann ben disputed", "ben": "ann ben disputed", "cy": ""})
	g.post("/v1/scores/resolutions", resolutionBody("36/5", "0"))
	check("it is resolved", map[string]string{"": "", "ann": "ann ben resolved", "cy": ""})
	g.post("/v1/scores/publications", itemBody("36/5"))
	check("it is published", map[string]string{"": "ann ben published", "ann": "ann ben published", "cy": ""})
	g.post("/v1/scores", scoreBody("36/5", "cy", "1"))
	check("a third opens it again", map[string]string{"": "", "ann": "ann ben cy disputed", "cy": "ann ben cy disputed"})
}

func TestPublishedScoreIsAVerdict(t *testing.T) {
	g := newRig(t)
	g.post("/v1/scores", scoreBody("36/5", "ann", "-1"))
	g.post("/v1/scores", scoreBody("36/5", "ben", "-1"))
	check := func(want measure.Outcome) {
		t.Helper()
		if got := g.outcomes("undertaking=vilnius-2023/36/5"); !slices.Equal(got, []measure.Outcome{want}) {
			t.Errorf("verdicts %v, want %s", got, want)
		}
	}
	check(measure.NotMeasurable)
	g.post("/v1/scores/publications", itemBody("36/5"))
	check(measure.Missed)
}

// TestInventedScoresStayApart scores for an exercise.
func TestInventedScoresStayApart(t *testing.T) {
	g := newRig(t)
	rec := g.post("/v1/scores", strings.Replace(scoreBody("36/5", "ann", "1"), "{", `{"exercise":true,"author":"POL",`, 1))
	if !rec.Fact.Exercise || rec.Fact.Author != "POL" || rec.Fact.Kind != node.KindScore {
		t.Errorf("record %+v", rec.Fact)
	}
	check := func(query string, want int) {
		t.Helper()
		var l list[score.Case]
		g.get("/v1/scores?analyst=ann"+query, &l)
		if l.Total != want {
			t.Errorf("%s: %d cases, want %d", query, l.Total, want)
		}
	}
	check("", 0)
	check("&exercise=true", 1)
	check("&exercise=true&undertaking=vilnius-2023/36/6", 0)
}

// TestAgreement is worked out by hand. Two readers agree on three items of four. One gives the higher level three times, the
// other twice: by chance they would agree in (3·2 + 1·2) of 16 pairs, one half, and kappa is (3/4 - 1/2) ÷ (1 - 1/2).
func TestAgreement(t *testing.T) {
	g := newRig(t)
	var a score.Agreement
	g.get("/v1/scores/agreement", &a)
	if a.Alpha != nil || a.Why == "" || len(a.Pairs) != 0 {
		t.Errorf("of nothing: %+v", a)
	}
	for i, levels := range [][2]string{{"1", "1"}, {"1", "1"}, {"-1", "-1"}, {"1", "-1"}} {
		of := fmt.Sprintf("36/%d", i+2)
		g.post("/v1/scores", scoreBody(of, "ann", levels[0]))
		g.post("/v1/scores", scoreBody(of, "ben", levels[1]))
	}
	g.get("/v1/scores/agreement?scale=compliance", &a)
	if len(a.Pairs) != 1 || a.Alpha == nil || a.Alpha.Items != 4 {
		t.Fatalf("agreement %+v", a)
	}
	p := a.Pairs[0]
	if p.Row != "ann" || p.Column != "ben" || p.Matrix.Same() != 3 || p.Kappa == nil || p.Kappa.Value != 0.5 {
		t.Errorf("pair %+v, kappa %+v", p, p.Kappa)
	}
	g.get("/v1/scores/agreement?analyst=cy", &a)
	if len(a.Pairs) != 0 || a.Alpha != nil {
		t.Errorf("cy, who has scored nothing, sees %+v", a)
	}
}

func TestScoreProblems(t *testing.T) {
	g := newRig(t)
	get := func(target string, words ...string) {
		t.Helper()
		g.refuses("GET", target, "", 400, nil, words...)
	}
	get("/v1/scores?scale=none", "none", "compliance")
	get("/v1/scores?undertaking=36/5", "undertaking")
	get("/v1/scores?undertaking=vilnius-2023/36/99", "36/99", "/v1/register")
	get("/v1/scores?exercise=2", "true or false")
	get("/v1/scores?analyst=Ann%20B", "analyst", "lower-case")
	get("/v1/scores/agreement?undertaking=vilnius-2023/36/5", "undertaking")
	g.refuses("GET", "/v1/scores/resolutions", "", 405, nil, "POST")

	good := scoreBody("36/5", "ann", "1")
	post := func(path, body string, want int, words ...string) {
		t.Helper()
		g.refuses("POST", path, body, want, g.signed, words...)
	}
	g.refuses("POST", "/v1/scores", good, 401, nil, "token")
	g.refuses("POST", "/v1/scores", good, 401, func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") })
	g.refuses("POST", "/v1/scores", good, 415, func(r *http.Request) { g.signed(r); r.Header.Set("Content-Type", "text/plain") }, "application/json")
	post("/v1/scores", strings.Replace(good, `"level":"1"`, `"level":1`, 1), 400, "level", "number")
	post("/v1/scores", strings.Replace(good, `"level":"1"`, `"level":"7"`, 1), 400, "7")
	post("/v1/scores", strings.Replace(good, `"analyst"`, `"reader"`, 1), 400, "reader")
	post("/v1/scores", strings.Replace(good, `36/5`, `36/99`, 1), 400, "36/99")
	post("/v1/scores", strings.Replace(good, `DEU`, `XXX`, 1), 400, "XXX")
	post("/v1/scores", strings.Replace(good, `,"words":"A line for it."`, ``, 1), 400, "words")
	post("/v1/scores", good+"{}", 400, "one JSON object")
	post("/v1/scores", "[]", 400, "body", "array")
	post("/v1/scores", `{"note":"`+strings.Repeat("x", maxBody)+`"}`, 413)
	post("/v1/scores/resolutions", resolutionBody("36/5", "1"), 400, "nobody has scored it")
	post("/v1/scores/publications", itemBody("36/5"), 400, "nobody has scored it")
	g.post("/v1/scores", good)
	post("/v1/scores/resolutions", resolutionBody("36/5", "1"), 400, "at least 2")
	post("/v1/scores/publications", itemBody("36/5"), 409, "open", "two analysts")
	g.post("/v1/scores", scoreBody("36/5", "ben", "0"))
	post("/v1/scores/publications", itemBody("36/5"), 409, "disputed")
	post("/v1/scores/resolutions", strings.Replace(resolutionBody("36/5", "1"), `"by"`, `"between":[],"by"`, 1), 400, "between")
	post("/v1/scores/resolutions", strings.Replace(resolutionBody("36/5", "1"), `The report is of the year before.`, ``, 1), 400, "reason")
}

// TestReadOnlyNode writes to a node that was opened for reading.
func TestReadOnlyNode(t *testing.T) {
	dir := t.TempDir()
	n, err := node.Open(t.Context(), node.Options{Dir: dir, Pack: newRig(t).node.Pack(), Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	g := openRig(t, node.Options{Dir: dir, ReadOnly: true})
	s := newSchemas(t, g)
	s.answer(g, "/v1/scores", "POST", "/v1/scores", scoreBody("36/5", "ann", "1"), 403, g.signed)
	s.answer(g, "/v1/import", "POST", "/v1/import?source=shares&vintage=2024-06", shares("DEU,2030,2"), 403, g.signed)
	s.answer(g, "/v1/facts", "POST", "/v1/facts", `{"kind":"note","subject":"`+subject+`","payload":{"text":"x"}}`, 403, g.signed)
	var l list[measure.Verdict]
	if g.get("/v1/verdicts?party=DEU", &l); !slices.ContainsFunc(l.Items, func(v measure.Verdict) bool { return v.Value != nil }) {
		t.Error("a node that is only read has no verdicts")
	}
}
