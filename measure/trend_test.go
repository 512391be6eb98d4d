package measure

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"entente/cal"
)

// senPoints is the worked example of P. K. Sen (1968), whose published answer is a slope of 4, with 26/7 to 35/8 as its
// interval of 93 %. (The paper's own interval rests on a slip in its list of slopes; these are the bounds that follow from
// its data.)
var senPoints = []point{{1, 9}, {2, 15}, {3, 19}, {4, 20}, {10, 45}, {12, 55}, {18, 78}}

func TestTheilSen(t *testing.T) {
	got, ok := theilSen(senPoints)
	if !ok || got.Slope != 4 || got.Intercept != 6 || got.Points != 7 || got.Uncertain {
		t.Errorf("Sen's example: got %+v", got)
	}
	// The normal approximation at 90 % takes the fifth slope from either end, the paper's 93 % the fourth.
	slopes := slopesOf(senPoints)
	if slopes[3] != 26.0/7 || slopes[17] != 35.0/8 {
		t.Errorf("the fourth slopes from the ends are %v and %v", slopes[3], slopes[17])
	}
	if got.Low != slopes[4] || got.High != slopes[16] {
		t.Errorf("interval: got %v to %v, want %v to %v", got.Low, got.High, slopes[4], slopes[16])
	}
}

func TestTrendOfFewPoints(t *testing.T) {
	check := func(name string, values []float64, ok bool, slope float64, uncertain bool) {
		t.Helper()
		points := make([]point, len(values))
		for i, v := range values {
			points[i] = point{float64(i + 1 - len(values)), v}
		}
		got, isTrend := theilSen(points)
		if isTrend != ok || math.Abs(got.Slope-slope) > 1e-12 || got.Uncertain != uncertain {
			t.Errorf("%s: got %+v, %v", name, got, isTrend)
		}
	}
	check("nothing", nil, false, 0, false)
	check("one", []float64{1}, false, 0, false)
	check("two always lie on a line", []float64{1, 2}, false, 0, false)
	check("three give a slope but no interval", []float64{1, 2, 3}, true, 1, true)
	check("four too", []float64{1, 2, 3, 4}, true, 1, true)
	check("five give one", []float64{1, 2, 3, 4, 5}, true, 1, false)
	check("flat: the interval is zero, and contains it", []float64{2, 2, 2, 2, 2, 2}, true, 0, true)
	check("up and down", []float64{1, 2, 1, 2, 1, 2}, true, 0, true)
	check("one outlier in six", []float64{1.0, 1.1, 1.2, 9, 1.4, 1.5}, true, 0.1, false)
	check("one outlier in nine", []float64{1.0, 1.1, 1.2, 9, 1.4, 1.5, 1.6, 1.7, 1.8}, true, 0.1, false)
	check("two in nine", []float64{1.0, 1.1, 1.2, 9, 1.4, 1.5, -9, 1.7, 1.8}, true, 0.1, true)
}

// TestTrendByItsDual checks the line and its interval by what defines them: as many pairs rise above the line as fall below
// it, and the interval holds every slope that Kendall's test does not reject, and at most one step more on either side.
func TestTrendByItsDual(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1968))
	for range 2000 {
		points := randomPoints(rng, 3+rng.IntN(12), rng.NormFloat64())
		n := len(points)
		got, _ := theilSen(points)
		slopes := slopesOf(points)
		if s := kendall(slopes, got.Slope); s < -1 || s > 1 {
			t.Fatalf("slope %v of %v: %d more pairs above it than below", got.Slope, points, s)
		}
		above := 0
		for _, p := range points {
			switch rest := p.y - got.Intercept - float64(got.Slope*p.x); {
			case rest > 1e-9:
				above++
			case rest < -1e-9:
				above--
			}
		}
		if above < -1 || above > 1 {
			t.Fatalf("intercept %v of %v: %d more points above the line than below", got.Intercept, points, above)
		}
		if n < 5 {
			continue // no interval
		}
		critical := 1.6448536269514722 * math.Sqrt(float64(n*(n-1)*(2*n+5))/18)
		further := 0
		for i := range slopes[1:] {
			b := (slopes[i] + slopes[i+1]) / 2
			isIn, isRejected := got.Low <= b && b <= got.High, math.Abs(float64(kendall(slopes, b))) > critical
			if !isIn && !isRejected {
				t.Fatalf("slope %v is not rejected, and not in %+v", b, got)
			}
			if isIn && isRejected {
				further++
			}
		}
		if further > 2 {
			t.Fatalf("%+v of %v: %d rejected slopes within", got, slopes, further)
		}
	}
}

// TestTrendCoverage draws lines with noise and counts how often the interval holds the slope they were drawn with.
func TestTrendCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(90, 100))
	const tries = 4000
	held := 0
	for range tries {
		const slope = 0.25
		got, _ := theilSen(randomPoints(rng, 11, slope))
		if got.Low <= slope && slope <= got.High {
			held++
		}
	}
	if share := float64(held) / tries; share < 0.89 || share > 0.95 {
		t.Errorf("the interval of 90 %% holds the true slope in %.3f of cases", share)
	}
}

func randomPoints(rng *rand.Rand, n int, slope float64) []point {
	points := make([]point, n)
	for i := range points {
		x := float64(i + 1 - n)
		points[i] = point{x, 2 + slope*x + rng.NormFloat64()}
	}
	return points
}

// slopesOf returns the slopes between all pairs, ascending.
func slopesOf(points []point) (slopes []float64) {
	for i := range points {
		for j := range i {
			slopes = append(slopes, (points[i].y-points[j].y)/(points[i].x-points[j].x))
		}
	}
	slices.Sort(slopes)
	return slopes
}

// kendall returns how many more slopes are above b than below: Kendall's statistic of what is left after a line of slope b.
func kendall(slopes []float64, b float64) (s int) {
	for _, x := range slopes {
		switch {
		case x > b+1e-12:
			s++
		case x < b-1e-12:
			s--
		}
	}
	return s
}

func TestStepsBetween(t *testing.T) {
	check := func(a, b string, want int) {
		t.Helper()
		p, err := cal.ParsePeriod(a)
		q, err2 := cal.ParsePeriod(b)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if got := stepsBetween(p, q); got != want {
			t.Errorf("from %s to %s: got %d, want %d", a, b, got, want)
		}
	}
	check("2020", "2020", 0)
	check("2020", "2024", 4)
	check("2024", "2020", -4)
	check("1999-Q4", "2000-Q1", 1)
	check("2020-Q1", "2022-Q3", 10)
	check("2020-01", "2022-03", 26)
	check("2020-02-28", "2020-03-01", 2)
	check("2020-03-01", "2020-02-28", -2)
	check("2020", "2020-Q4", -1)
	check("2020-Q4", "2020", -1)
	check("2020-Q1", "2020-01", -1)
	check("2020-01", "2020-Q1", -1)
	check("2020-12", "2020-12-31", -1)
	check("2020-12-31", "2020-12", -1)
	check("2020-01-01", "2020", -1)
	check("2020-01-01/2020-01-05", "2020-01-01/2020-01-05", -1) // has no next one
}
