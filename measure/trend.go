package measure

import (
	"math"
	"slices"
)

// A Trend is a straight line through the values of the last periods, with its uncertainty.
type Trend struct {
	Method    string  `json:"method"`              // "theil-sen"
	Slope     float64 `json:"slope"`               // per period
	Low       float64 `json:"low"`                 // of the slope's 90 % confidence interval
	High      float64 `json:"high"`                // likewise
	Intercept float64 `json:"intercept"`           // value on the line at the last period
	Points    int     `json:"points"`              // that it rests on
	Uncertain bool    `json:"uncertain,omitempty"` // too few points for an interval, or one that contains 0
}

// A point is a value at a number of periods from now.
type point struct{ x, y float64 }

// minPoints is the fewest points that a slope is estimated from: two always lie on a line.
const minPoints = 3

// theilSen returns the line whose slope is the median of the slopes between all pairs of points: P. K. Sen, "Estimates of
// the Regression Coefficient Based on Kendall's Tau", Journal of the American Statistical Association 63 (1968). One
// outlier in three does not move it far, and it needs no assumption about how the errors are distributed. The interval is
// Sen's, from the normal approximation of Kendall's statistic (section 4; without ties var S = n(n-1)(2n+5)/18). ok is
// false with fewer than three points.
func theilSen(points []point) (t Trend, ok bool) {
	n := len(points)
	if n < minPoints {
		return Trend{}, false
	}
	slopes := make([]float64, 0, n*(n-1)/2)
	for i, a := range points {
		for _, b := range points[i+1:] {
			slopes = append(slopes, (b.y-a.y)/(b.x-a.x))
		}
	}
	slices.Sort(slopes)
	t = Trend{Method: "theil-sen", Slope: median(slopes), Points: n}
	rest := make([]float64, n)
	for i, p := range points {
		rest[i] = p.y - float64(t.Slope*p.x)
	}
	slices.Sort(rest)
	t.Intercept = median(rest)

	const z90 = 1.6448536269514722 // 95 % quantile of the normal distribution: 5 % on either side
	half := z90 * math.Sqrt(float64(n*(n-1)*(2*n+5))/18)
	high := int(math.Ceil((float64(len(slopes)) + half) / 2))
	low := len(slopes) - 1 - high // as far from the least slope as high is from the greatest
	if t.Uncertain = low < 0 || high >= len(slopes); t.Uncertain {
		t.Low, t.High = slopes[0], slopes[len(slopes)-1]
		return t, true
	}
	t.Low, t.High = slopes[low], slopes[high]
	t.Uncertain = t.Low <= 0 && 0 <= t.High
	return t, true
}

func median(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// at returns the value on the line so many periods from now, and the values with the steepest and flattest slope of the
// interval.
func (t Trend) at(periods float64) (value, low, high float64) {
	return t.Intercept + float64(t.Slope*periods), t.Intercept + float64(t.Low*periods), t.Intercept + float64(t.High*periods)
}
