package score_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure/score"
)

func result(number int, party score.Area, level string) score.Result {
	return score.Result{Item: item(number, party), Level: dec(level)}
}

func TestSummarise(t *testing.T) {
	s, err := score.Summarise(score.Compliance(), []score.Result{
		result(1, "ALF", "1"), result(1, "BRA", "1"), result(1, "CHA", "0"),
		result(2, "ALF", "1"), result(2, "BRA", "-1"), result(2, "CHA", "0"),
		result(3, "ALF", "0"), result(3, "DEL", "-1"), result(3, "BRA", "1"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	add := func(name string, a score.Average) {
		got = append(got, fmt.Sprintf("%s %d %v %v %v%%", name, a.Scores, a.Sum, a.Mean, a.Percent))
	}
	add("all", s.Overall)
	for _, u := range s.Undertakings {
		add(u.Undertaking.String(), u.Average)
	}
	for _, p := range s.Parties {
		add(fmt.Sprintf("%d %s", p.Rank, p.Party), p.Average)
	}
	want := strings.Join([]string{
		"all 9 2 0.22 61%",
		"exercise-2031/1/1 3 2 0.67 83%",
		"exercise-2031/2/1 3 0 0.00 50%",
		"exercise-2031/3/1 3 0 0.00 50%",
		"1 ALF 3 2 0.67 83%",
		"2 BRA 3 1 0.33 67%",
		"3 CHA 2 0 0.00 50%",
		"4 DEL 1 -1 -1.00 0%",
	}, "\n")
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
	b, err := json.Marshal(s.Parties[0])
	if want := `{"party":"ALF","rank":1,"scores":3,"sum":"2","mean":"0.67","percent":"83"}`; err != nil || string(b) != want {
		t.Errorf("got %s, %v, want %s", b, err, want)
	}
}

func TestRanks(t *testing.T) {
	s, err := score.Summarise(score.Compliance(), []score.Result{
		result(1, "CHA", "1"), result(2, "CHA", "0"), // the same mean as the next, by other figures
		result(1, "ALF", "1"), result(2, "ALF", "0"), result(3, "ALF", "1"), result(4, "ALF", "0"),
		result(1, "BRA", "0"), result(1, "DEL", "1"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range s.Parties {
		got = append(got, fmt.Sprintf("%d %s", p.Rank, p.Party))
	}
	if text := strings.Join(got, ", "); text != "1 DEL, 2 ALF, 2 CHA, 4 BRA" {
		t.Errorf("got %s", text)
	}
}

func TestSummariseRefuses(t *testing.T) {
	nominal := score.Compliance()
	nominal.Metric = score.Nominal
	check := func(name string, scale score.Scale, results []score.Result, kind error) {
		t.Helper()
		if _, err := score.Summarise(scale, results); !errors.Is(err, kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	check("nominal", nominal, nil, entente.ErrUnsupported)
	check("no scale", score.Scale{}, nil, entente.ErrInvalid)
	check("off the scale", score.Compliance(), []score.Result{result(1, "ALF", "3")}, entente.ErrInvalid)
	check("twice", score.Compliance(), []score.Result{result(1, "ALF", "1"), result(1, "ALF", "0")}, entente.ErrConflict)
	check("not well formed", score.Compliance(), []score.Result{{Level: dec("1")}}, entente.ErrInvalid)
	if s, err := score.Summarise(score.Compliance(), nil); err != nil || s.Overall.Scores != 0 || len(s.Parties) != 0 {
		t.Errorf("nothing: got %+v, %v", s, err)
	}
}

func TestNotApplicableIsInNoAverage(t *testing.T) {
	scale := score.Compliance()
	scale.Levels = append(scale.Levels, score.Level{Value: dec("9"), Title: entente.Wording{"en": "n/a"}, Means: entente.Wording{"en": "Does not bind."}, Outcome: score.NotApplicable})
	s, err := score.Summarise(scale, []score.Result{result(1, "ALF", "9"), result(1, "BRA", "0"), result(2, "BRA", "1")})
	if err != nil || len(s.Parties) != 1 || s.Overall.Scores != 2 || s.Overall.Mean.String() != "0.50" || s.Overall.Percent.String() != "75" {
		t.Errorf("got %+v, %v", s, err)
	}
}

// halfEven rounds x to places, a half to the even neighbour.
func halfEven(x *big.Rat, places int64) *big.Rat {
	shift := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(places), nil))
	y := new(big.Rat).Mul(x, shift)
	floor := new(big.Int).Div(y.Num(), y.Denom())
	rest := new(big.Rat).Sub(y, new(big.Rat).SetInt(floor))
	if c := rest.Cmp(big.NewRat(1, 2)); c > 0 || c == 0 && floor.Bit(0) == 1 {
		floor.Add(floor, big.NewInt(1))
	}
	return y.Quo(new(big.Rat).SetInt(floor), shift)
}

// TestAveragesByFractions derives means and percentages in fractions, and ranks by counting who is above.
func TestAveragesByFractions(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 17))
	for range 200 {
		sums, counts := map[score.Area]int64{}, map[score.Area]int64{}
		var results []score.Result
		for n := range 1 + rng.IntN(40) {
			for _, p := range []score.Area{"ALF", "BRA", "CHA", "DEL"} {
				if v := rng.IntN(4) - 1; v < 2 {
					results = append(results, result(n, p, fmt.Sprint(v)))
					sums[p] += int64(v)
					counts[p]++
				}
			}
		}
		s, err := score.Summarise(score.Compliance(), results)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range s.Parties {
			mean := big.NewRat(sums[p.Party], counts[p.Party])
			if got := p.Mean.String(); got != halfEven(mean, 2).FloatString(2) {
				t.Errorf("%s: mean %s of %s", p.Party, got, mean)
			}
			percent := new(big.Rat).Mul(new(big.Rat).Add(mean, big.NewRat(1, 1)), big.NewRat(50, 1))
			if got := p.Percent.String(); got != halfEven(percent, 0).FloatString(0) {
				t.Errorf("%s: %s %% of %s", p.Party, got, mean)
			}
			above := 0
			for _, q := range s.Parties {
				if big.NewRat(sums[q.Party], counts[q.Party]).Cmp(mean) > 0 {
					above++
				}
			}
			if p.Rank != above+1 {
				t.Errorf("%s: rank %d, and %d are above", p.Party, p.Rank, above)
			}
		}
	}
}

func TestResults(t *testing.T) {
	var d desk
	i := item(1, "ALF")
	d.publish(i, "1", d.score(i, "ann", "1"), d.score(i, "ben", "1"))
	d.score(item(2, "ALF"), "ann", "0")
	got := d.sheet(t).Results()
	if len(got) != 1 || got[0].Item != i || got[0].Level.Cmp(dec("1")) != 0 || got[0].Period != cal.Year(2031) {
		t.Errorf("got %+v", got)
	}
}
