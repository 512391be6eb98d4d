package score_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure/score"
	"entente/unit"
)

// The parties and conduct in these tests are invented.

func dec(s string) unit.Decimal { return unit.MustDecimal(s) }

func item(number int, party score.Area) score.Item {
	return score.Item{
		Undertaking: entente.StatementID{Instrument: "exercise-2031", Provision: number, Number: 1},
		Party:       party,
		Period:      cal.Year(2031),
	}
}

func given(i score.Item, by score.Analyst, level string) score.Score {
	return score.Score{Item: i, Analyst: by, Level: dec(level), Evidence: []score.Evidence{{Words: "what " + string(by) + " read"}}}
}

func TestScoreCheck(t *testing.T) {
	scale := score.Compliance()
	check := func(name string, change func(*score.Score), want string) {
		t.Helper()
		s := given(item(1, "ALF"), "reader-1", "1")
		s.Evidence = append(s.Evidence, score.Evidence{Title: "Budget law", URL: "https://example.org/law?a=1", Date: cal.Year(2031), Words: "Pays for half."})
		change(&s)
		err := scale.CheckScore(s)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !errors.Is(err, entente.ErrInvalid)):
			t.Errorf("%s: got %v, want an error with %q", name, err, want)
		}
	}
	check("complete", func(*score.Score) {}, "")
	check("of a group", func(s *score.Score) { s.Party = "NATO" }, "")
	check("level written longer", func(s *score.Score) { s.Level = dec("1.00") }, "")
	check("a source alone beside words", func(s *score.Score) { s.Evidence[1].Words = "" }, "")
	check("lines and tabs", func(s *score.Score) { s.Note = "one\n\ttwo" }, "")
	check("no undertaking", func(s *score.Score) { s.Undertaking = entente.StatementID{} }, "statement")
	check("party in small letters", func(s *score.Score) { s.Party = "alf" }, `party "alf"`)
	check("party with a digit first", func(s *score.Score) { s.Party = "7UP" }, `party "7UP"`)
	check("no party", func(s *score.Score) { s.Party = "" }, "party")
	check("no period", func(s *score.Score) { s.Period = cal.Period{} }, "period")
	check("analyst with a space", func(s *score.Score) { s.Analyst = "Reader 1" }, `analyst "Reader 1"`)
	check("level between", func(s *score.Score) { s.Level = dec("0.5") }, "want one of [-1 0 1]")
	check("no evidence", func(s *score.Score) { s.Evidence = nil }, "words of the analyst's own")
	check("sources without words", func(s *score.Score) { s.Evidence = []score.Evidence{{Title: "Law"}} }, "words of the analyst's own")
	check("empty evidence", func(s *score.Score) { s.Evidence[1] = score.Evidence{} }, "evidence 2")
	check("address without title", func(s *score.Score) { s.Evidence[1].Title = "" }, "title of the source")
	check("the same twice", func(s *score.Score) { s.Evidence[1] = s.Evidence[0] }, "twice")
	check("no end of it", func(s *score.Score) {
		for n := range 1000 {
			s.Evidence = append(s.Evidence, score.Evidence{Words: strings.Repeat("x", n+1)})
		}
	}, "at most 1000")
	check("no web address", func(s *score.Score) { s.Evidence[1].URL = "javascript:alert(1)" }, "want https://")
	check("address with a space", func(s *score.Score) { s.Evidence[1].URL = "https://example.org/ " }, "want https://")
	check("blank note", func(s *score.Score) { s.Note = " " }, "note")
	check("control character", func(s *score.Score) { s.Note = "a\rb" }, "control characters")
	check("not Unicode", func(s *score.Score) { s.Evidence[0].Words = "\xff" }, "Unicode")
}

func TestDecode(t *testing.T) {
	const good = `{"undertaking":"exercise-2031/1/1","party":"ALF","period":"2031","analyst":"reader-1","level":"-1","evidence":[{"words":"Nothing found."}]}`
	s, err := score.Decode[score.Score]([]byte(good))
	if err != nil || s.Item != item(1, "ALF") || s.Level.Cmp(dec("-1")) != 0 {
		t.Fatalf("got %+v, %v", s, err)
	}
	if b, err := json.Marshal(s); err != nil || string(b) != good {
		t.Errorf("is written %s, %v", b, err)
	}
	for name, bad := range map[string]string{
		"null":               `null`,
		"unknown field":      strings.Replace(good, `"level"`, `"grade":"A","level"`, 1),
		"number for a level": strings.Replace(good, `"-1"`, `-1`, 1),
		"two objects":        good + good,
		"garbage behind":     good + "x",
		"list":               "[" + good + "]",
		"no evidence":        strings.Replace(good, `{"words":"Nothing found."}`, "", 1),
	} {
		if s, err := score.Decode[score.Score]([]byte(bad)); !errors.Is(err, entente.ErrInvalid) || s.Analyst != "" {
			t.Errorf("%s: got %+v, %v", name, s, err)
		}
	}
	b, err := json.Marshal(score.Compliance())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := score.Decode[score.Scale](b); err != nil || len(again.Levels) != 3 || again.Levels[2].Outcome != score.Met {
		t.Errorf("scale: got %+v, %v", again, err)
	}
	for _, bad := range []string{
		`{"undertaking":"exercise-2031/1/1","party":"ALF","period":"2031","level":"0","reason":"","by":"editor","between":["a","b"]}`,
		`{"undertaking":"exercise-2031/1/1","party":"ALF","period":"2031","level":"0","reason":"r","by":"editor","between":["a"]}`,
		`{"undertaking":"exercise-2031/1/1","party":"ALF","period":"2031","level":"0","reason":"r","by":"editor","between":["a","a"]}`,
		`{"undertaking":"exercise-2031/1/1","party":"ALF","period":"2031","level":"0","reason":"r","by":"","between":["a","b"]}`,
	} {
		if _, err := score.Decode[score.Resolution]([]byte(bad)); !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("resolution %s: got %v", bad, err)
		}
	}
	if _, err := score.Decode[score.Publication]([]byte(`{"undertaking":"exercise-2031/1/1","party":"ALF","period":"2031","level":"0","refs":[]}`)); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("publication of nothing: got %v", err)
	}
}

func TestScaleCheck(t *testing.T) {
	check := func(name string, change func(*score.Scale), want string) {
		t.Helper()
		s := score.Compliance()
		change(&s)
		err := s.Check()
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !errors.Is(err, entente.ErrInvalid)):
			t.Errorf("%s: got %v, want an error with %q", name, err, want)
		}
	}
	extra := func(value string, o score.Outcome) score.Level {
		return score.Level{Value: dec(value), Title: entente.Wording{"en": "Extra"}, Means: entente.Wording{"en": "More."}, Outcome: o}
	}
	check("as the research groups have it", func(*score.Scale) {}, "")
	check("a level more", func(s *score.Scale) { s.Levels = append(s.Levels, extra("1.5", score.Met)) }, "")
	check("not applicable", func(s *score.Scale) { s.Levels = append(s.Levels, extra("9", score.NotApplicable)) }, "")
	check("no slug", func(s *score.Scale) { s.ID = "Compliance!" }, "scale")
	check("no metric", func(s *score.Scale) { s.Metric = "" }, "metric")
	check("ratio below zero", func(s *score.Scale) { s.Metric = score.Ratio }, "below 0")
	check("no title", func(s *score.Scale) { s.Title = nil }, "title")
	check("empty wording", func(s *score.Scale) { s.Levels[0].Means["fr"] = "" }, `level -1: means: want words in "fr"`)
	check("one level", func(s *score.Scale) { s.Levels = s.Levels[:1] }, "at least 2")
	check("one applicable", func(s *score.Scale) {
		s.Levels[0].Outcome, s.Levels[1].Outcome = score.NotApplicable, score.NotApplicable
	}, "applicable")
	check("descending", func(s *score.Scale) { s.Levels[0], s.Levels[2] = s.Levels[2], s.Levels[0] }, "above")
	check("the same value", func(s *score.Scale) { s.Levels = append(s.Levels, extra("1.0", score.Met)) }, "above")
	check("unknown outcome", func(s *score.Scale) { s.Levels[0].Outcome = "failed" }, `outcome "failed"`)
	check("endless value", func(s *score.Scale) { s.Levels[2].Value = dec("0." + strings.Repeat("1", 40)) }, "digits")
}

// Each level of the default scale has words in both languages of the program.
func TestComplianceIsBilingual(t *testing.T) {
	s := score.Compliance()
	for _, l := range s.Levels {
		for _, lang := range []entente.Lang{"en", "zh"} {
			if s.Title[lang] == "" || l.Title[lang] == "" || l.Means[lang] == "" {
				t.Errorf("level %v: no words in %s", l.Value, lang)
			}
		}
	}
}
