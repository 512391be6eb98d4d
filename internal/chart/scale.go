package chart

import (
	"math"
	"strconv"
	"strings"
)

const largest = 1e15 // numbers beyond are no measurements, and lose their last digits

func known(v float64) bool { return math.Abs(v) <= largest } // false for not a number

// Missing is the value of what is not known.
func Missing() float64 { return math.NaN() }

// A Format says how numbers are written. The zero value writes whole numbers.
type Format struct {
	Places int    // decimals, 0 to 9
	Mark   string // decimal mark, one character; "" for a point
	Suffix string // such as " %"
}

// String writes v, rounded; "" when it is missing.
func (f Format) String(v float64) string {
	if !known(v) {
		return ""
	}
	return f.digits(v) + f.Suffix
}

// digits writes v without the suffix, with a true minus sign.
func (f Format) digits(v float64) string {
	s := strconv.FormatFloat(v, 'f', max(0, min(f.Places, 9)), 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	if len([]rune(f.Mark)) == 1 {
		s = strings.Replace(s, ".", f.Mark, 1)
	}
	return strings.Replace(s, "-", "−", 1)
}

// A scale leads from numbers to places on the drawing, along a line.
type scale struct{ from, to, start, end float64 }

func (s scale) at(v float64) float64 {
	if s.from == s.to {
		return s.start
	}
	return s.start + (v-s.from)/(s.to-s.from)*(s.end-s.start)
}

// A span is the least interval that holds some numbers; it is empty at first.
type span struct {
	lo, hi float64
	some   bool
}

func (s *span) add(values ...float64) {
	for _, v := range values {
		switch {
		case !known(v):
		case !s.some:
			s.lo, s.hi, s.some = v, v, true
		default:
			s.lo, s.hi = min(s.lo, v), max(s.hi, v)
		}
	}
}

func (s *span) addValues(values []Value) {
	for _, v := range values {
		s.add(v.V)
	}
}

func (s *span) addTarget(t Target) {
	if t.shown() {
		s.add(t.Value)
	}
}

// withZero returns s, down to zero where that costs less than two thirds of the room.
func (s span) withZero() span {
	if s.some && s.lo > 0 && s.lo < s.hi*2/3 {
		s.lo = 0
	}
	return s
}

// ticks returns about n round numbers (1, 2 or 5 times a power of ten apart), the first at or below s and the last at or
// above it, and the decimals to write them with. It returns two at least.
func (s span) ticks(n int) (list []float64, places int) {
	lo, hi := s.lo, s.hi
	if !s.some {
		lo, hi = 0, 1
	}
	if least := max(math.Abs(lo), math.Abs(hi)) * 1e-9; hi-lo <= least {
		wide := max(math.Abs(lo)/10, 0.5)
		lo, hi = lo-wide, hi+wide
	}
	step := niceStep((hi - lo) / float64(max(n, 1)))
	first, last := math.Floor(lo/step+1e-9), math.Ceil(hi/step-1e-9)
	for i := first; i <= last && len(list) < 64; i++ {
		list = append(list, i*step)
	}
	return list, max(0, min(9, -int(math.Floor(math.Log10(step)+1e-9))))
}

// niceStep returns the least of 1, 2, 5 times a power of ten that is not below raw.
func niceStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= raw*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// A ruler is a scale with its ticks.
type ruler struct {
	scale
	ticks  []float64
	format Format // of the ticks
}

// ruler lays s along a line from start to end with about n ticks, written as f writes.
func (s span) ruler(start, end float64, n int, f Format) ruler {
	ticks, places := s.ticks(n)
	f.Places = places
	return ruler{scale{ticks[0], ticks[len(ticks)-1], start, end}, ticks, f}
}
