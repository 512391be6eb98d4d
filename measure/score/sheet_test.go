package score_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure/score"
)

// A desk records what happens to items, an instant after the other.
type desk struct {
	records score.Records
	clock   cal.Instant
}

func (d *desk) next() (score.Ref, cal.Instant) {
	d.clock++
	return score.Ref(fmt.Sprintf("r%02d", d.clock)), d.clock
}

func (d *desk) score(i score.Item, by score.Analyst, level string, replaces ...score.Ref) score.Ref {
	ref, at := d.next()
	r := score.Recorded[score.Score]{Ref: ref, At: at, Value: given(i, by, level)}
	if len(replaces) > 0 {
		r.Replaces = replaces[0]
	}
	d.records.Scores = append(d.records.Scores, r)
	return ref
}

func (d *desk) resolve(i score.Item, level string, between ...score.Ref) score.Ref {
	ref, at := d.next()
	v := score.Resolution{Item: i, Level: dec(level), Reason: "read together", By: "editor", Between: between}
	d.records.Resolutions = append(d.records.Resolutions, score.Recorded[score.Resolution]{Ref: ref, At: at, Value: v})
	return ref
}

func (d *desk) publish(i score.Item, level string, refs ...score.Ref) score.Ref {
	ref, at := d.next()
	v := score.Publication{Item: i, Level: dec(level), Refs: refs}
	d.records.Publications = append(d.records.Publications, score.Recorded[score.Publication]{Ref: ref, At: at, Value: v})
	return ref
}

func (d *desk) sheet(t *testing.T) *score.Sheet {
	t.Helper()
	s, faults := score.NewSheet(score.Compliance(), d.records)
	for _, err := range faults {
		t.Error(err)
	}
	return s
}

func TestStates(t *testing.T) {
	i := item(1, "ALF")
	check := func(name string, do func(*desk), want score.State, level string, aside int) {
		t.Helper()
		var d desk
		do(&d)
		c, err := d.sheet(t).Case(i)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if c.Level != nil {
			got = c.Level.String()
		}
		if c.State != want || got != level || len(c.Aside) != aside {
			t.Errorf("%s: got %s at %q, %v aside; want %s at %q, %d", name, c.State, got, c.Aside, want, level, aside)
		}
	}
	check("one analyst", func(d *desk) { d.score(i, "ann", "1") }, score.Open, "", 0)
	check("one analyst twice", func(d *desk) { d.score(i, "ann", "1"); d.score(i, "ann", "1") }, score.Open, "", 0)
	check("two agree", func(d *desk) { d.score(i, "ann", "1"); d.score(i, "ben", "1") }, score.Agreed, "1", 0)
	check("two differ", func(d *desk) { d.score(i, "ann", "1"); d.score(i, "ben", "0") }, score.Disputed, "", 0)
	check("one comes round", func(d *desk) { d.score(i, "ann", "1"); d.score(i, "ben", "0"); d.score(i, "ben", "1") }, score.Agreed, "1", 0)
	check("the third differs", func(d *desk) { d.score(i, "ann", "1"); d.score(i, "ben", "1"); d.score(i, "cy", "-1") }, score.Disputed, "", 0)
	check("resolved", func(d *desk) {
		d.resolve(i, "0", d.score(i, "ann", "1"), d.score(i, "ben", "-1"))
	}, score.Resolved, "0", 0)
	check("agreed, and set otherwise", func(d *desk) {
		d.resolve(i, "0", d.score(i, "ann", "1"), d.score(i, "ben", "1"))
	}, score.Resolved, "0", 0)
	check("resolved without one of three", func(d *desk) {
		d.score(i, "cy", "0")
		d.resolve(i, "0", d.score(i, "ann", "1"), d.score(i, "ben", "-1"))
	}, score.Disputed, "", 1)
	check("scored after the resolution", func(d *desk) {
		d.resolve(i, "0", d.score(i, "ann", "1"), d.score(i, "ben", "-1"))
		d.score(i, "ben", "0")
	}, score.Disputed, "", 1)
	check("resolved twice", func(d *desk) {
		a, b := d.score(i, "ann", "1"), d.score(i, "ben", "-1")
		d.resolve(i, "0", a, b)
		d.resolve(i, "1", b, a)
	}, score.Resolved, "1", 1)
	check("agreed and published", func(d *desk) {
		d.publish(i, "1", d.score(i, "ann", "1"), d.score(i, "ben", "1"))
	}, score.Published, "1", 0)
	check("resolved and published", func(d *desk) {
		d.publish(i, "0", d.resolve(i, "0", d.score(i, "ann", "1"), d.score(i, "ben", "-1")))
	}, score.Published, "0", 0)
	check("published on the resolution and what it weighed", func(d *desk) {
		a, b := d.score(i, "ann", "1"), d.score(i, "ben", "-1")
		d.publish(i, "0", a, d.resolve(i, "0", a, b), b)
	}, score.Published, "0", 0)
	check("a third agrees afterwards", func(d *desk) {
		d.publish(i, "1", d.score(i, "ann", "1"), d.score(i, "ben", "1"))
		d.score(i, "cy", "1")
	}, score.Published, "1", 0)
	check("a third differs afterwards", func(d *desk) {
		d.publish(i, "1", d.score(i, "ann", "1"), d.score(i, "ben", "1"))
		d.score(i, "cy", "0")
	}, score.Disputed, "", 1)
	check("published while open", func(d *desk) { d.publish(i, "1", d.score(i, "ann", "1")) }, score.Open, "", 1)
	check("published while disputed", func(d *desk) {
		d.publish(i, "1", d.score(i, "ann", "1"), d.score(i, "ben", "0"))
	}, score.Disputed, "", 1)
	check("published at another level", func(d *desk) {
		d.publish(i, "0", d.score(i, "ann", "1"), d.score(i, "ben", "1"))
	}, score.Agreed, "1", 1)
	check("published on one score", func(d *desk) {
		d.score(i, "ben", "1")
		d.publish(i, "1", d.score(i, "ann", "1"))
	}, score.Agreed, "1", 1)
	check("published past the resolution", func(d *desk) {
		a, b := d.score(i, "ann", "1"), d.score(i, "ben", "1")
		d.resolve(i, "1", a, b)
		d.publish(i, "1", a, b)
	}, score.Resolved, "1", 1)
	check("a score that was about another item", func(d *desk) {
		a := d.score(i, "ann", "1")
		d.score(i, "ben", "1")
		d.score(item(2, "ALF"), "ann", "1", a)
	}, score.Open, "", 0)
}

func TestNewSheetLeavesOut(t *testing.T) {
	i := item(1, "ALF")
	check := func(name string, do func(*desk), kind error) {
		t.Helper()
		var d desk
		d.score(i, "ann", "1")
		do(&d)
		s, faults := score.NewSheet(score.Compliance(), d.records)
		if len(faults) != 1 || !errors.Is(faults[0], kind) {
			t.Errorf("%s: got faults %v, want one of kind %v", name, faults, kind)
		}
		if c, err := s.Case(i); err != nil || len(c.Scores) != 1 || c.State != score.Open {
			t.Errorf("%s: got %+v, %v", name, c, err)
		}
	}
	check("level off the scale", func(d *desk) { d.score(i, "ben", "2") }, entente.ErrInvalid)
	check("not well formed", func(d *desk) { d.score(i, "Ben", "1") }, entente.ErrInvalid)
	check("no reference", func(d *desk) { d.score(i, "ben", "1"); d.records.Scores[1].Ref = "" }, entente.ErrInvalid)
	check("another's reference", func(d *desk) { d.score(i, "ben", "1"); d.records.Scores[1].Ref = "r01" }, entente.ErrConflict)
	check("corrects another's score", func(d *desk) { d.score(i, "ben", "1", "r01") }, entente.ErrForbidden)
	check("a resolution that corrects a score", func(d *desk) {
		d.resolve(i, "1", "r01", "r09")
		d.records.Resolutions[0].Replaces = "r01"
	}, entente.ErrForbidden)
	check("resolution off the scale", func(d *desk) { d.resolve(i, "7", "r01", "r09") }, entente.ErrInvalid)
	check("publication without grounds", func(d *desk) { d.publish(i, "1") }, entente.ErrInvalid)
	if _, err := new(desk).sheet(t).Case(i); !errors.Is(err, entente.ErrNotFound) {
		t.Errorf("unknown item: got %v", err)
	}
	if _, err := new(desk).sheet(t).History(i); !errors.Is(err, entente.ErrNotFound) {
		t.Errorf("history of an unknown item: got %v", err)
	}
}

func TestHistory(t *testing.T) {
	var d desk
	i := item(1, "ALF")
	a := d.score(i, "ann", "1")
	wrong := d.score(i, "cy", "-1")
	b := d.score(i, "ben", "-1")
	d.score(item(2, "ALF"), "cy", "-1", wrong)
	d.publish(i, "0", d.resolve(i, "0", a, b))
	d.score(i, "ben", "0", b)
	events, err := d.sheet(t).History(i)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range events {
		got = append(got, fmt.Sprintf("%s %s %s %v %s", e.Ref, e.Kind, e.By, e.Level, e.State))
	}
	want := []string{
		"r01 score ann 1 open",
		"r02 score cy -1 open", // it was about another item from the beginning
		"r03 score ben -1 disputed",
		"r05 resolution editor 0 resolved",
		"r06 publication  0 published",
		"r07 score ben 0 disputed",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// An analyst sees nothing of another's before both have scored, whatever it asks the sheet.
func TestVisible(t *testing.T) {
	var d desk
	both, alone, others, all := item(1, "ALF"), item(2, "ALF"), item(3, "ALF"), item(4, "ALF")
	d.score(both, "ann", "1")
	d.score(both, "ben", "0")
	d.score(alone, "ann", "-1")
	d.score(others, "ben", "1")
	d.publish(others, "1", d.resolve(others, "1", d.score(others, "cy", "0"), "r04"))
	d.score(all, "ben", "1")
	d.score(all, "cy", "1")
	whole := d.sheet(t)
	check := func(by score.Analyst, i score.Item, want ...score.Analyst) {
		t.Helper()
		s := whole.Visible(by)
		c, err := s.Case(i)
		var got []score.Analyst
		for _, r := range c.Scores {
			got = append(got, r.Value.Analyst)
		}
		if !slices.Equal(got, want) || (err == nil) != (len(want) > 0) {
			t.Errorf("%s sees of %v scores of %v, %v; want %v", by, i, got, err, want)
		}
		if events, _ := s.History(i); len(want) < 2 && len(events) != len(want) {
			t.Errorf("%s sees of %v the history %v", by, i, events)
		}
	}
	check("ann", both, "ann", "ben")
	check("ben", both, "ann", "ben")
	check("cy", both)
	check("ann", alone, "ann")
	check("ben", alone)
	check("ann", others)
	check("ben", others, "ben", "cy")
	check("ann", all)
	check("dee", both)
	if n := len(whole.Visible("ann").Results()); n != 0 {
		t.Errorf("ann sees %d published results of others", n)
	}
	if n := len(whole.Visible("ben").Results()); n != 1 {
		t.Errorf("ben sees %d published results", n)
	}
	if got := whole.Visible("ann").Analysts(); !slices.Equal(got, []score.Analyst{"ann", "ben"}) {
		t.Errorf("ann knows of %v", got)
	}

	d.score(all, "ann", "0") // it opens with ann's own
	if c, err := d.sheet(t).Visible("ann").Case(all); err != nil || len(c.Scores) != 3 || c.State != score.Disputed {
		t.Errorf("got %+v, %v", c, err)
	}
}

// A withdrawn score stays withdrawn where its correction is out of sight.
func TestVisibleKeepsCorrections(t *testing.T) {
	var d desk
	i := item(1, "ALF")
	wrong := d.score(i, "ann", "-1")
	d.score(item(2, "ALF"), "ann", "-1", wrong)
	d.score(i, "ben", "1")
	d.score(i, "cy", "1")
	c, err := d.sheet(t).Visible("ben").Case(i)
	if err != nil || c.State != score.Agreed || len(c.Scores) != 2 {
		t.Errorf("got %+v, %v", c, err)
	}
}

// A score that was about another item does not stand, and is still another's.
func TestVisibleHidesWithdrawn(t *testing.T) {
	var d desk
	i := item(1, "ALF")
	d.score(i, "ann", "-1")
	d.score(item(2, "ALF"), "ben", "1", d.score(i, "ben", "1"))
	if events, err := d.sheet(t).Visible("ann").History(i); err != nil || len(events) != 1 || events[0].By != "ann" {
		t.Errorf("got %v, %v", events, err)
	}
}

// TestBlindness scores at random and looks through every analyst's eyes after every record.
func TestBlindness(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	analysts := []score.Analyst{"ann", "ben", "cy", "dee"}
	for range 60 {
		var d desk
		scored := map[score.Item]map[score.Analyst]bool{}
		for range 12 {
			i, by := item(rng.IntN(3), "ALF"), analysts[rng.IntN(len(analysts))]
			d.score(i, by, []string{"-1", "0", "1"}[rng.IntN(3)])
			if scored[i] == nil {
				scored[i] = map[score.Analyst]bool{}
			}
			scored[i][by] = true
			for _, eyes := range analysts {
				for _, c := range d.sheet(t).Visible(eyes).Cases() {
					for _, r := range c.Scores {
						if r.Value.Analyst != eyes && (!scored[c.Item][eyes] || len(scored[c.Item]) < 2) {
							t.Fatalf("%s sees %s's score of %v", eyes, r.Value.Analyst, c.Item)
						}
					}
				}
			}
		}
	}
}

func TestScoredBy(t *testing.T) {
	var d desk
	d.score(item(2, "ALF"), "ann", "1")
	d.score(item(1, "BRA"), "ann", "1")
	d.score(item(1, "ALF"), "ben", "1")
	s := d.sheet(t)
	if got := s.ScoredBy("ann"); !slices.Equal(got, []score.Item{item(1, "BRA"), item(2, "ALF")}) {
		t.Errorf("got %v", got)
	}
	if got := s.ScoredBy("cy"); len(got) != 0 {
		t.Errorf("got %v", got)
	}
	if got := s.Items(); !slices.Equal(got, []score.Item{item(1, "ALF"), item(1, "BRA"), item(2, "ALF")}) {
		t.Errorf("got %v", got)
	}
}

// What a sheet says does not depend on the order in which its records are given.
func TestSheetIgnoresOrder(t *testing.T) {
	var d desk
	for n := range 6 {
		i := item(n%3, "ALF")
		a, b := d.score(i, "ann", "1"), d.score(i, "ben", []string{"1", "0"}[n%2])
		d.publish(i, "0", d.resolve(i, "0", a, b))
	}
	state := func() string {
		s := d.sheet(t)
		alpha, err := s.Alpha()
		b, jerr := json.Marshal([]any{s.Cases(), alpha, err == nil, s.Ratings(), s.Results()})
		if jerr != nil {
			t.Fatal(jerr)
		}
		return string(b)
	}
	want := state()
	rng := rand.New(rand.NewPCG(3, 4))
	shuffle := func(n int, swap func(i, j int)) { rng.Shuffle(n, swap) }
	for range 20 {
		shuffle(len(d.records.Scores), func(i, j int) {
			d.records.Scores[i], d.records.Scores[j] = d.records.Scores[j], d.records.Scores[i]
		})
		shuffle(len(d.records.Publications), func(i, j int) {
			d.records.Publications[i], d.records.Publications[j] = d.records.Publications[j], d.records.Publications[i]
		})
		if got := state(); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	}
}
