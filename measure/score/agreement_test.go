package score_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"entente"
	"entente/measure/score"
	"entente/unit"
)

// matrix returns the matrix of counts, over levels 1, 2, 3 …
func matrix(t *testing.T, counts ...[]int) score.Matrix {
	t.Helper()
	var levels []unit.Decimal
	var pairs []score.Pair
	for i, row := range counts {
		levels = append(levels, unit.NewDecimal(int64(i+1), 0))
		for j, n := range row {
			for range n {
				pairs = append(pairs, score.Pair{unit.NewDecimal(int64(i+1), 0), unit.NewDecimal(int64(j+1), 0)})
			}
		}
	}
	m, err := score.NewMatrix(levels, pairs)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func near(got, want float64, places int) bool {
	return math.Abs(got-want) <= 0.5000001*math.Pow10(-places)
}

// The examples of the literature, and what a statistics package prints of its own.
func TestKappaPublished(t *testing.T) {
	check := func(name string, got score.Kappa, err error, places int, value, se, seZero float64) {
		t.Helper()
		if err != nil || !near(got.Value, value, places) ||
			!math.IsNaN(se) && !near(got.SE, se, places) || !math.IsNaN(seZero) && !near(got.SEZero, seZero, places) {
			t.Errorf("%s: got %+v, %v; want %v, %v, %v to %d places", name, got, err, value, se, seZero, places)
		}
	}
	none := math.NaN()

	// Cohen 1960 and 1968: 200 cases; disagreements weigh 1, 3 and 6.
	cohen := matrix(t, []int{88, 14, 18}, []int{10, 40, 10}, []int{2, 6, 12})
	k, err := cohen.Kappa()
	check("Cohen 1960", k, err, 3, .492, none, none)
	if !near(k.Observed, .70, 9) || !near(k.Expected, .41, 9) || k.Items != 200 {
		t.Errorf("Cohen 1960: got %+v, want observed .70, expected .41 of 200", k)
	}
	k, err = cohen.KappaWith([][]float64{{1, 5. / 6, .5}, {5. / 6, 1, 0}, {.5, 0, 1}})
	check("Cohen 1968", k, err, 3, .348, none, none)

	// The table and weights of Fleiss, Cohen and Everitt 1969.
	fce := matrix(t, []int{106, 10, 4}, []int{22, 28, 10}, []int{2, 12, 6})
	k, err = fce.Kappa()
	check("Fleiss, Cohen, Everitt", k, err, 3, .429, none, none)
	k, err = fce.KappaWith([][]float64{{1, 0, .4444}, {0, 1, .6667}, {.4444, .6667, 1}})
	check("Fleiss, Cohen, Everitt, weighted", k, err, 3, .507, none, none)

	// Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, section 18.1.
	k, err = matrix(t, []int{75, 1, 4}, []int{5, 4, 1}, []int{0, 0, 10}).Kappa()
	check("Fleiss 2003", k, err, 3, .676, none, .076)

	// As SAS prints them.
	sas := matrix(t, []int{0, 4, 1}, []int{0, 8, 0}, []int{0, 1, 5})
	k, err = sas.Kappa()
	check("SAS, simple", k, err, 4, .4842, .1380, .1484)
	k, err = sas.LinearKappa()
	check("SAS, weighted", k, err, 4, .4701, .1457, .1426)
}

// Two of the raters of the anxiety data of the R package irr, 20 subjects, with irr's statistic z, which is kappa over its
// standard error by chance. Nobody used level 4, and irr numbers the levels that were used.
func TestKappaAgainstIrr(t *testing.T) {
	a := strings.Fields("3 6 4 6 2 4 2 4 3 3 2 3 3 3 2 2 1 3 3 4")
	b := strings.Fields("2 1 4 4 3 2 1 6 1 1 1 2 3 3 1 1 3 3 2 2")
	used := map[string]string{"1": "1", "2": "2", "3": "3", "4": "4", "6": "5"}
	var pairs []score.Pair
	for i := range a {
		pairs = append(pairs, score.Pair{dec(used[a[i]]), dec(used[b[i]])})
	}
	m, err := score.NewMatrix([]unit.Decimal{dec("1"), dec("2"), dec("3"), dec("4"), dec("5")}, pairs)
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, kappa func() (score.Kappa, error), value, z float64) {
		t.Helper()
		k, err := kappa()
		if err != nil || !near(k.Value, value, 6) || !near(k.Value/k.SEZero, z, 5) {
			t.Errorf("%s: got %+v, z %v, %v; want %v, z %v", name, k, k.Value/k.SEZero, err, value, z)
		}
	}
	check("unweighted", m.Kappa, -.006289308, -.0604067)
	check("linear", m.LinearKappa, .1459075, 1.282472)
	check("quadratic", m.QuadraticKappa, .2520325, 1.437451)
}

// kappaOf computes a coefficient from shares, as the definition says.
func kappaOf(p, w [][]float64) float64 {
	observed, expected := 0.0, 0.0
	total := 0.0
	for _, row := range p {
		for _, share := range row {
			total += share
		}
	}
	for i := range p {
		for j := range p {
			row, column := 0.0, 0.0
			for k := range p {
				row += p[i][k] / total
				column += p[k][j] / total
			}
			observed += w[i][j] * p[i][j] / total
			expected += w[i][j] * row * column
		}
	}
	return (observed - expected) / (1 - expected)
}

// deltaSE derives a standard error by the delta method: from how the coefficient changes with each share, which is tried
// out. It takes the shares for those of a multinomial sample.
func deltaSE(p, w [][]float64, n int) float64 {
	const h = 1e-5
	mean, square := 0.0, 0.0
	for i := range p {
		for j := range p {
			was := p[i][j]
			p[i][j] = was + h
			up := kappaOf(p, w)
			p[i][j] = was - h
			down := kappaOf(p, w)
			p[i][j] = was
			slope := (up - down) / (2 * h)
			mean += was * slope
			square += was * slope * slope
		}
	}
	return math.Sqrt((square - mean*mean) / float64(n))
}

func TestKappaErrorsByDeltaMethod(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		k := 2 + rng.IntN(4)
		counts := make([][]int, k)
		for i := range counts {
			for range k {
				counts[i] = append(counts[i], 1+rng.IntN(30))
			}
		}
		m := matrix(t, counts...)
		n := float64(m.Items())
		for power, kappa := range map[float64]func() (score.Kappa, error){0: m.Kappa, 1: m.LinearKappa, 2: m.QuadraticKappa} {
			p, chance, w := make([][]float64, k), make([][]float64, k), make([][]float64, k)
			for i := range k {
				for j := range k {
					row, column := 0, 0
					for l := range k {
						row, column = row+counts[i][l], column+counts[l][j]
					}
					p[i] = append(p[i], float64(counts[i][j])/n)
					chance[i] = append(chance[i], float64(row)*float64(column)/n/n)
					weight := 1.0
					if i != j {
						weight = 1 - math.Pow(math.Abs(float64(i-j))/float64(k-1), power)
					}
					w[i] = append(w[i], weight)
				}
			}
			got, err := kappa()
			if err != nil {
				t.Fatal(err)
			}
			if want := kappaOf(p, w); math.Abs(got.Value-want) > 1e-9 {
				t.Errorf("%v, power %v: got %v, want %v", counts, power, got.Value, want)
			}
			if want := deltaSE(p, w, m.Items()); math.Abs(got.SE-want) > 1e-6 {
				t.Errorf("%v, power %v: standard error %v, want %v", counts, power, got.SE, want)
			}
			if want := deltaSE(chance, w, m.Items()); math.Abs(got.SEZero-want) > 1e-6 {
				t.Errorf("%v, power %v: standard error by chance %v, want %v", counts, power, got.SEZero, want)
			}
		}
	}
}

func TestKappaProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	for range 200 {
		k := 2 + rng.IntN(3)
		counts, turned, order := make([][]int, k), make([][]int, k), rng.Perm(k)
		renamed := make([][]int, k)
		for i := range k {
			counts[i], turned[i], renamed[i] = make([]int, k), make([]int, k), make([]int, k)
		}
		for i := range k {
			for j := range k {
				n := 1 + rng.IntN(9)
				counts[i][j], turned[j][i], renamed[order[i]][order[j]] = n, n, n
			}
		}
		same := func(name string, a, b func() (score.Kappa, error)) {
			t.Helper()
			x, err := a()
			y, err2 := b()
			if err != nil || err2 != nil || math.Abs(x.Value-y.Value) > 1e-12 || math.Abs(x.SE-y.SE) > 1e-12 || math.Abs(x.SEZero-y.SEZero) > 1e-12 {
				t.Errorf("%s: %v: %+v and %+v, %v, %v", name, counts, x, y, err, err2)
			}
		}
		m, n, r := matrix(t, counts...), matrix(t, turned...), matrix(t, renamed...)
		same("analysts exchanged", m.Kappa, n.Kappa)
		same("analysts exchanged, linear", m.LinearKappa, n.LinearKappa)
		same("analysts exchanged, quadratic", m.QuadraticKappa, n.QuadraticKappa)
		same("levels renamed", m.Kappa, r.Kappa)
		if k == 2 {
			same("two levels", m.Kappa, m.LinearKappa)
			same("two levels", m.Kappa, m.QuadraticKappa)
		}
		if x, _ := m.Kappa(); !near(x.Observed, float64(m.Same())/float64(m.Items()), 12) {
			t.Errorf("%v: observed %v, and %d of %d are the same", counts, x.Observed, m.Same(), m.Items())
		}
	}
	k, err := matrix(t, []int{4, 0}, []int{0, 6}).Kappa()
	if err != nil || k.Value != 1 || k.SE > 1e-9 {
		t.Errorf("full agreement: got %+v, %v", k, err)
	}
	k, err = matrix(t, []int{0, 5}, []int{5, 0}).Kappa()
	if err != nil || k.Value != -1 {
		t.Errorf("full disagreement: got %+v, %v", k, err)
	}
	k, err = matrix(t, []int{25, 25}, []int{25, 25}).Kappa()
	if err != nil || k.Value != 0 || k.SE != k.SEZero {
		t.Errorf("chance: got %+v, %v", k, err)
	}
}

func TestKappaUndefined(t *testing.T) {
	check := func(name string, m score.Matrix, want string) {
		t.Helper()
		for _, kappa := range []func() (score.Kappa, error){m.Kappa, m.LinearKappa, m.QuadraticKappa} {
			if k, err := kappa(); !errors.Is(err, score.ErrUndefined) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %+v, %v", name, k, err)
			}
		}
	}
	check("nothing in common", matrix(t, []int{0, 0}, []int{0, 0}), "no item")
	check("all the same", matrix(t, []int{7, 0}, []int{0, 0}), "no variation")
	if _, err := (score.Matrix{}).Kappa(); !errors.Is(err, score.ErrUndefined) {
		t.Errorf("no levels: got %v", err)
	}
	if _, err := matrix(t, []int{1, 0}, []int{0, 1}).KappaWith([][]float64{{1}}); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("weights of another size: got %v", err)
	}
	if _, err := score.NewMatrix([]unit.Decimal{dec("0"), dec("1")}, []score.Pair{{dec("0"), dec("2")}}); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("level off the matrix: got %v", err)
	}
}

// observers returns the values that each unit was given, from a line for each observer; "." is missing.
func observers(lines ...string) [][]unit.Decimal {
	var units [][]unit.Decimal
	for _, line := range lines {
		for u, v := range strings.Fields(line) {
			if u == len(units) {
				units = append(units, nil)
			}
			if v != "." {
				units[u] = append(units[u], dec(v))
			}
		}
	}
	return units
}

// The examples of Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011.
func TestAlphaPublished(t *testing.T) {
	check := func(name string, units [][]unit.Decimal, metric score.Metric, want float64, places int) {
		t.Helper()
		a, err := score.NewAlpha(units, metric)
		if err != nil || !near(a.Value, want, places) {
			t.Errorf("%s, %s: got %+v, %v, want %v", name, metric, a, err, want)
		}
	}
	binary := observers("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
	check("A: two observers, two values", binary, score.Nominal, .095, 3)

	twelve := observers(
		"1 2 3 3 2 1 4 1 2 . . .",
		"1 2 3 3 2 2 4 1 2 5 . 3",
		". 3 3 3 2 3 4 2 2 5 1 .",
		"1 2 3 3 2 4 4 1 2 5 1 .")
	check("C: four observers, twelve units", twelve, score.Nominal, .743, 3)
	check("C: four observers, twelve units", twelve, score.Ordinal, .815, 3)
	check("C: four observers, twelve units", twelve, score.Interval, .849, 3)
	check("C: four observers, twelve units", twelve, score.Ratio, .797, 3)
	if a, _ := score.NewAlpha(twelve, score.Nominal); a.Items != 11 || a.Values != 40 {
		t.Errorf("got %d units with %d values, want 11 with 40", a.Items, a.Values)
	}

	// The example of the encyclopaedias: three coders, 15 units.
	three := observers(
		". . . . . 3 4 1 2 1 1 3 3 . 3",
		"1 . 2 1 3 3 4 3 . . . . . . .",
		". . 2 1 3 4 4 . 2 1 1 3 3 . 4")
	check("three coders", three, score.Nominal, .691, 3)
	check("three coders", three, score.Interval, .811, 3)
}

// pairwise computes alpha from the definition: the average difference of two values of one item, each item weighing by its
// values, over the average difference of any two.
func pairwise(items [][]unit.Decimal, metric score.Metric) float64 {
	var pool []float64
	var groups [][]float64
	for _, values := range items {
		if len(values) < 2 {
			continue
		}
		var g []float64
		for _, v := range values {
			f, _ := strconv.ParseFloat(v.String(), 64)
			g = append(g, f)
		}
		groups, pool = append(groups, g), append(pool, g...)
	}
	difference := func(a, b float64) float64 {
		switch {
		case a == b:
			return 0
		case metric == score.Nominal:
			return 1
		case metric == score.Ordinal: // the distance of mean ranks
			rank := func(x float64) float64 {
				below, ties := 0, 0
				for _, y := range pool {
					if y < x {
						below++
					}
					if y == x {
						ties++
					}
				}
				return float64(below) + float64(ties+1)/2
			}
			return math.Pow(rank(a)-rank(b), 2)
		case metric == score.Interval:
			return (a - b) * (a - b)
		}
		return math.Pow((a-b)/(a+b), 2)
	}
	found := 0.0
	for _, g := range groups {
		for i := range g {
			for j := range g {
				found += difference(g[i], g[j]) / float64(len(g)-1)
			}
		}
	}
	found /= float64(len(pool))
	chance := 0.0
	for i := range pool {
		for j := range pool {
			chance += difference(pool[i], pool[j])
		}
	}
	chance /= float64(len(pool) * (len(pool) - 1))
	return 1 - found/chance
}

var allMetrics = []score.Metric{score.Nominal, score.Ordinal, score.Interval, score.Ratio}

func randomItems(rng *rand.Rand) [][]unit.Decimal {
	items := make([][]unit.Decimal, 2+rng.IntN(8))
	for i := range items {
		for range rng.IntN(5) {
			items[i] = append(items[i], unit.NewDecimal(rng.Int64N(5), rng.IntN(2)))
		}
	}
	return items
}

func TestAlphaByPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 11))
	defined := 0
	for range 500 {
		items := randomItems(rng)
		for _, metric := range allMetrics {
			a, err := score.NewAlpha(items, metric)
			if errors.Is(err, score.ErrUndefined) {
				continue
			}
			defined++
			if want := pairwise(items, metric); err != nil || math.Abs(a.Value-want) > 1e-9 {
				t.Errorf("%v, %s: got %+v, %v, want %v", items, metric, a, err, want)
			}
			if math.Abs(a.Value-(1-a.Observed/a.Expected)) > 1e-9 {
				t.Errorf("%v, %s: %+v does not fit together", items, metric, a)
			}
		}
	}
	if defined < 1000 {
		t.Errorf("only %d were defined", defined)
	}
}

// Alpha is the same to the last bit for every order of items and of the values in them.
func TestAlphaIgnoresOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 13))
	for range 100 {
		items := randomItems(rng)
		for _, metric := range allMetrics {
			want, err := score.NewAlpha(items, metric)
			mixed := slices.Clone(items)
			rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			for i := range mixed {
				mixed[i] = slices.Clone(mixed[i])
				rng.Shuffle(len(mixed[i]), func(j, k int) { mixed[i][j], mixed[i][k] = mixed[i][k], mixed[i][j] })
			}
			mixed = append(mixed, nil, []unit.Decimal{dec("3")}) // nothing and a single value say nothing
			if got, err2 := score.NewAlpha(mixed, metric); got != want || (err == nil) != (err2 == nil) {
				t.Errorf("%v, %s: got %+v, %v, want %+v, %v", items, metric, got, err2, want, err)
			}
		}
	}
}

// What is known between the coefficients: for two observers and nothing missing, 1 - alpha is (1 - 1/n) (1 - pi), where n
// counts values and pi is Scott's coefficient, which kappa is where both observers use the levels alike. The same holds for
// squared distances. An alpha of ordinal or interval data does not change when the values are moved, nor that of interval
// or ratio data when they are multiplied.
func TestAlphaAndKappa(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 15))
	for range 200 {
		k := 2 + rng.IntN(3)
		counts := make([][]int, k)
		for i := range counts {
			counts[i] = make([]int, k)
		}
		for i := range k {
			for j := range i + 1 {
				n := 1 + rng.IntN(6)
				counts[i][j], counts[j][i] = n, n // symmetric: the margins are the same
			}
		}
		m := matrix(t, counts...)
		var items, moved, multiplied [][]unit.Decimal
		for i, row := range counts {
			for j, n := range row {
				for range n {
					a, b := unit.NewDecimal(int64(i+1), 0), unit.NewDecimal(int64(j+1), 0)
					items = append(items, []unit.Decimal{a, b})
					moved = append(moved, []unit.Decimal{a.Add(dec("7")), b.Add(dec("7"))})
					multiplied = append(multiplied, []unit.Decimal{a.Mul(dec("2.5")), b.Mul(dec("2.5"))})
				}
			}
		}
		shrink := 1 - 1/float64(2*m.Items())
		for metric, kappa := range map[score.Metric]func() (score.Kappa, error){score.Nominal: m.Kappa, score.Interval: m.QuadraticKappa} {
			a, err := score.NewAlpha(items, metric)
			x, err2 := kappa()
			if err != nil || err2 != nil || math.Abs(1-a.Value-shrink*(1-x.Value)) > 1e-9 {
				t.Errorf("%v, %s: alpha %v, kappa %v, %v, %v", counts, metric, a.Value, x.Value, err, err2)
			}
		}
		same := func(metric score.Metric, other [][]unit.Decimal) {
			t.Helper()
			a, err := score.NewAlpha(items, metric)
			b, err2 := score.NewAlpha(other, metric)
			if err != nil || err2 != nil || a.Value != b.Value {
				t.Errorf("%v, %s: %v and %v, %v, %v", counts, metric, a.Value, b.Value, err, err2)
			}
		}
		for _, metric := range []score.Metric{score.Nominal, score.Ordinal, score.Interval} {
			same(metric, moved)
			same(metric, multiplied)
		}
		same(score.Ratio, multiplied)
	}
}

func TestAlphaUndefined(t *testing.T) {
	check := func(name string, items [][]unit.Decimal, metric score.Metric, kind error, want string) {
		t.Helper()
		if a, err := score.NewAlpha(items, metric); !errors.Is(err, kind) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %+v, %v", name, a, err)
		}
	}
	check("nothing", nil, score.Nominal, score.ErrUndefined, "two scores")
	check("single values", observers("1 2 3"), score.Ordinal, score.ErrUndefined, "two scores")
	check("no variation", observers("1 1 1 2", "1 1.0 1 ."), score.Interval, score.ErrUndefined, "no variation")
	check("ratio below zero", observers("-1 1", "1 1"), score.Ratio, entente.ErrInvalid, "below 0")
	check("no metric", observers("1 2", "1 2"), "", entente.ErrInvalid, "metric")
	a, err := score.NewAlpha(observers("0 1 2", "0 1 2"), score.Ratio)
	if err != nil || a.Value != 1 {
		t.Errorf("full agreement with zeros: got %+v, %v", a, err)
	}
}

// Only what was scored before the others could be seen tells about agreement.
func TestRatingsAreIndependent(t *testing.T) {
	var d desk
	i := item(1, "ALF")
	d.score(i, "ann", "-1")
	d.score(i, "ann", "1") // ann is alone and may think again
	d.score(i, "ben", "0")
	d.score(i, "ben", "1") // ben has seen ann's
	d.score(i, "ann", "0")
	d.score(i, "cy", "-1") // cy has not scored before
	d.score(i, "cy", "1")
	var got []string
	for _, r := range d.sheet(t).Ratings() {
		got = append(got, string(r.Analyst)+" "+r.Level.String())
	}
	if want := []string{"ann 1", "ben 0", "cy -1"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A score that was about another item is no rating of this one.
func TestRatingsLeaveOutWithdrawn(t *testing.T) {
	var d desk
	i, other := item(1, "ALF"), item(2, "ALF")
	d.score(other, "ann", "0", d.score(i, "ann", "0"))
	d.score(i, "ben", "1")
	got := d.sheet(t).Ratings()
	if len(got) != 2 || got[0].Item != i || got[0].Analyst != "ben" || got[1].Item != other || got[1].Analyst != "ann" {
		t.Errorf("got %v", got)
	}
}

// The sheet measures what its functions measure.
func TestSheetAgreement(t *testing.T) {
	var d desk
	levels := []string{"-1", "0", "1"}
	var items [][]unit.Decimal
	for n := range 12 {
		i := item(n, "ALF")
		a, b := levels[n%3], levels[(n+n/5)%3]
		d.score(i, "ann", a)
		d.score(i, "ben", b)
		items = append(items, []unit.Decimal{dec(a), dec(b)})
		if n%4 == 0 {
			d.score(i, "cy", a)
			items[n] = append(items[n], dec(a))
		}
	}
	d.score(item(99, "ALF"), "ann", "1")
	s := d.sheet(t)
	want, err := score.NewAlpha(items, score.Ordinal)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Alpha(); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	all, err := s.Comparisons()
	if err != nil || len(all) != 3 || all[0].Row != "ann" || all[0].Column != "ben" || all[0].Matrix.Items() != 12 || all[1].Matrix.Items() != 3 {
		t.Errorf("got %+v, %v", all, err)
	}
	if same := all[0].Matrix.Same(); same != 5 { // 0 to 4 are the same by construction
		t.Errorf("got %d the same", same)
	}
	if m, err := s.Matrix("ann", "zoe"); err != nil || m.Items() != 0 {
		t.Errorf("got %+v, %v", m, err)
	}
}

// A level that is not applicable is compared where levels are only told apart.
func TestNotApplicableInAgreement(t *testing.T) {
	for metric, want := range map[score.Metric]int{score.Nominal: 4, score.Ordinal: 2} {
		scale := score.Compliance()
		scale.Metric = metric
		scale.Levels = append(scale.Levels, score.Level{Value: dec("9"), Title: entente.Wording{"en": "n/a"}, Means: entente.Wording{"en": "Does not bind."}, Outcome: score.NotApplicable})
		var d desk
		d.score(item(1, "ALF"), "ann", "9")
		d.score(item(1, "ALF"), "ben", "9")
		d.score(item(2, "ALF"), "ann", "1")
		d.score(item(2, "ALF"), "ben", "1")
		s, faults := score.NewSheet(scale, d.records)
		if len(faults) > 0 || len(s.Ratings()) != want {
			t.Errorf("%s: got %v, %v", metric, s.Ratings(), faults)
		}
		m, err := s.Matrix("ann", "ben")
		if err != nil || m.Items() != want/2 {
			t.Errorf("%s: got %+v, %v", metric, m, err)
		}
	}
}
