package node_test

import (
	"errors"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/score"
	"entente/node"
	"entente/unit"
)

// TestScoring follows an item from the first score to the verdict that its publication is.
func TestScoring(t *testing.T) {
	n := open(t, node.Options{Pack: benchPack(t)})
	id, err := entente.ParseStatementID("vilnius-2023/36/5")
	if err != nil {
		t.Fatal(err)
	}
	item := score.Item{Undertaking: id, Party: "DEU", Period: cal.Year(2030)}
	real := node.Scoring{}
	give := func(a score.Analyst, level string) error {
		_, err := n.AddScore(t.Context(), score.Score{
			Item: item, Analyst: a, Level: unit.MustDecimal(level), Evidence: []score.Evidence{{Title: "Invented", Words: "Invented for this test."}},
		}, real)
		return err
	}
	state := func(want score.State) {
		t.Helper()
		sheet, err := n.Scores(t.Context(), "compliance", false)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := sheet.Case(item); err != nil || c.State != want {
			t.Errorf("state %s (%v), want %s", c.State, err, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	publish := func() error {
		_, err := n.Publish(t.Context(), item, real)
		return err
	}

	if err := publish(); !errors.Is(err, entente.ErrNotFound) {
		t.Errorf("published before anybody scored: %v", err)
	}
	must(give("anna", "1"))
	state(score.Open)
	if err := publish(); !errors.Is(err, entente.ErrConflict) {
		t.Errorf("published by one analyst: %v", err)
	}
	must(give("ben", "-1"))
	state(score.Disputed)
	must(give("ben", "0")) // a correction of ben's
	state(score.Disputed)
	_, err = n.Resolve(t.Context(), score.Resolution{Item: item, Level: unit.MustDecimal("7"), Reason: "Invented.", By: "carla"}, real)
	if !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("resolved off the scale: %v", err)
	}
	_, err = n.Resolve(t.Context(), score.Resolution{Item: item, Level: unit.MustDecimal("0"), Reason: "Invented.", By: "carla"}, real)
	must(err)
	state(score.Resolved)
	must(publish())
	state(score.Published)

	verdicts, err := n.Assess(t.Context(), node.AssessQuery{Undertaking: id, Known: cal.NewDate(2031, 1, 1)})
	must(err)
	if len(verdicts) != 1 || verdicts[0].Outcome != measure.OnTrack || !strings.Contains(verdicts[0].Reason, "scored 0 on the scale compliance") {
		t.Errorf("verdicts %+v", verdicts)
	}

	must(give("anna", "0")) // whoever scores afterwards opens the question again
	state(score.Agreed)
	must(publish())
	state(score.Published)
}

func TestScoreRefused(t *testing.T) {
	n := open(t, node.Options{Pack: benchPack(t)})
	check := func(undertaking, party, level string, want error) {
		t.Helper()
		id, err := entente.ParseStatementID("vilnius-2023/" + undertaking)
		if err != nil {
			t.Fatal(err)
		}
		_, err = n.AddScore(t.Context(), score.Score{
			Item:    score.Item{Undertaking: id, Party: score.Area(party), Period: cal.Year(2030)},
			Analyst: "anna", Level: unit.MustDecimal(level), Evidence: []score.Evidence{{Words: "Invented."}},
		}, node.Scoring{Exercise: true})
		if !errors.Is(err, want) {
			t.Errorf("%s for %s of %s: %v, want %v", level, undertaking, party, err, want)
		}
	}
	check("36/5", "DEU", "1", nil)
	check("36/5", "NATO", "1", nil)
	check("36/5", "DEU", "2", entente.ErrInvalid)
	check("36/5", "XYZ", "1", entente.ErrNotFound)
	check("1/1", "DEU", "1", entente.ErrInvalid) // context
	check("36/99", "DEU", "1", entente.ErrNotFound)
}
