package chart

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestSafeHref(t *testing.T) {
	check := func(want bool, hrefs ...string) {
		t.Helper()
		for _, h := range hrefs {
			if SafeHref(h) != want {
				t.Errorf("%q: safe should be %v", h, want)
			}
		}
	}
	check(true, "/a", "/a?b=c&d=e#f", "?q=1", "#x", "a/b", "../up", "https://example.org/a:b", "http://example.org", "HTTPS://example.org", "/at/12:30", "./a:b", "/", "/é")
	check(false, "", "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "\x01javascript:x", "data:text/html,x",
		"vbscript:x", "//evil.example", "/\\evil.example", "\\\\evil", "mailto:a@b", "file:///etc", "https:evil", "a b", "\x7f", "blob:x", "x:y")
	c := Share{Parts: []Part{{State{Name: "A"}, 1, "javascript:alert(1)"}, {State{Name: "B"}, 1, "/b"}}}
	if svg := c.SVG(Options{}); strings.Contains(svg, "javascript") || strings.Count(svg, "<a ") != 1 {
		t.Error(svg)
	}
}

func TestEscape(t *testing.T) {
	svg := Share{Text: Text{Title: "a\x00b\ufffe <&>\"'"}, Parts: []Part{{State{Name: "</text><script>", Tone: `"><b`, Symbol: "&"}, 1, `/?"><script>`}}}.SVG(Options{})
	p := checkPicture(t, svg)
	if p.titles[0] != "a\ufffdb\ufffd <&>\"'" || !strings.Contains(p.all(), "</text><script>") || p.hrefs[0] != `/?"><script>` {
		t.Errorf("%q %q", p.titles, p.hrefs)
	}
	if strings.Contains(svg, "<script") || strings.Contains(svg, "<b") {
		t.Error(svg)
	}
}

func TestNum(t *testing.T) {
	check := func(v float64, want string) {
		t.Helper()
		if got := num(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
	check(0, "0")
	check(-0.04, "0")
	check(math.Copysign(0, -1), "0")
	check(1.25, "1.3")
	check(10, "10")
	check(-2.51, "-2.5")
	check(math.NaN(), "0")
	check(math.Inf(1), "1000000")
	check(-1e300, "-1000000")
}

func TestFormat(t *testing.T) {
	check := func(f Format, v float64, want string) {
		t.Helper()
		if got := f.String(v); got != want {
			t.Errorf("%+v of %v: %q, want %q", f, v, got, want)
		}
	}
	check(percent, 2, "2.00 %")
	check(percent, 1.995, "2.00 %") // as strconv rounds the nearest float64
	check(Format{}, 12345, "12345")
	check(Format{Places: 1, Mark: ","}, -1.25, "−1,2")
	check(Format{Places: 1}, -0.01, "0.0")
	check(Format{Places: -3}, 1.5, "2")
	check(Format{Places: 99}, 0, "0.000000000")
	check(percent, Missing(), "")
	check(percent, math.Inf(1), "")
	check(percent, 1e16, "")
}

func TestTicks(t *testing.T) {
	check := func(lo, hi float64, n int, places int, want ...float64) {
		t.Helper()
		var s span
		s.add(lo, hi)
		got, p := s.ticks(n)
		if len(got) != len(want) || p != places {
			t.Errorf("%v to %v: %v, %d places", lo, hi, got, p)
			return
		}
		for i := range got {
			if math.Abs(got[i]-want[i]) > 1e-9*math.Abs(hi) {
				t.Errorf("%v to %v: %v, want %v", lo, hi, got, want)
			}
		}
	}
	check(0, 4.1, 5, 0, 0, 1, 2, 3, 4, 5)
	check(0, 2.3, 5, 1, 0, 0.5, 1, 1.5, 2, 2.5)
	check(-3, 7, 5, 0, -4, -2, 0, 2, 4, 6, 8)
	check(0, 60, 6, 0, 0, 10, 20, 30, 40, 50, 60)
	check(0, 1, 1, 0, 0, 1)
	check(1000, 1000, 2, 0, 900, 1000, 1100)
	check(2e12, 9e12, 4, 0, 2e12, 4e12, 6e12, 8e12, 10e12)
}

// TestTicksHold checks for many spans what the axes rely on: ticks are ascending, hold the span, and are few.
func TestTicksHold(t *testing.T) {
	m := newMaker(5)
	for range 20_000 {
		var s span
		s.add(m.NormFloat64()*math.Pow(10, float64(m.IntN(24)-10)), m.NormFloat64()*math.Pow(10, float64(m.IntN(24)-10)))
		n := 1 + m.IntN(9)
		ticks, _ := s.ticks(n)
		tiny := max(math.Abs(s.lo), math.Abs(s.hi)) * 1e-8
		if len(ticks) < 2 || len(ticks) > 2*n+4 || !slices.IsSorted(ticks) || ticks[0] > s.lo+tiny || ticks[len(ticks)-1] < s.hi-tiny {
			t.Fatalf("%+v in %d: %v", s, n, ticks)
		}
	}
}

func TestWrap(t *testing.T) {
	check := func(s string, width float64, lines int, want string) {
		t.Helper()
		got := wrap(s, 10, width, lines)
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
		if widest(got, 10) > width {
			t.Errorf("%q: wider than %v", got, width)
		}
	}
	check("one two three", 50, 3, "one two|three")
	check("one two three", 500, 3, "one two three")
	check("one two three", 30, 2, "one|two…")
	check("one  two\nthree", 500, 1, "one two three")
	check("at least 2 % of it", 50, 9, "at least|2 % of it") // the unit stays with its number
	check("a\u00a0no-break space", 60, 9, "a\u00a0no-break|space")
	check("unbreakablewordthatislong", 50, 3, "unbreak…")
	check("国内生产总值的百分之二。", 60, 9, "国内生产总|值的百分之|二。")
	check("", 50, 3, "")
	check("word", 3, 1, "")
}

func TestClip(t *testing.T) {
	check := func(s string, width float64, want string) {
		t.Helper()
		if got := clip(s, 10, width); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	check("abc", 100, "abc")
	check("abcdef, ghi", 40, "abcde…")
	check("abcdef, ghi", 54, "abcdef…")
	check("abc", 2, "")
	check("\xff\xfeabcdefgh", 36, "\xff\xfea…")
}

func TestPlacer(t *testing.T) {
	p := placer{bounds: box{0, 0, 200, 200}}
	var boxes []box
	for range 60 { // all want one place
		s := p.around(point{100, 100}, 4, "ABC", 11, "")
		if s.text == "" {
			break
		}
		boxes = append(boxes, textBox(s.x, s.y, s.size*boldFactor, s.anchor, s.text))
	}
	if len(boxes) < 12 {
		t.Errorf("only %d labels found room", len(boxes))
	}
	for i, a := range boxes {
		if !p.bounds.holds(a) || slices.ContainsFunc(boxes[i+1:], a.meets) {
			t.Errorf("label %d %v is on another", i, a)
		}
	}
	if s := p.around(point{900, 900}, 4, "ABC", 11, ""); s.text != "" {
		t.Errorf("set outside the bounds: %+v", s)
	}
}

// TestSpread checks what it promises, and against trying every small shift that it moves as little as can be.
func TestSpread(t *testing.T) {
	m := newMaker(6)
	for range 2000 {
		n := 1 + m.IntN(12)
		middles, sizes := make([]float64, n), make([]float64, n)
		for i := range n {
			middles[i], sizes[i] = m.Float64()*300, 5+m.Float64()*12
		}
		slices.Sort(middles)
		got := spread(middles, sizes, 2, 0, 300)
		for i := range n {
			if got[i]-sizes[i]/2 < -1e-6 || got[i]+sizes[i]/2 > 300+1e-6 {
				t.Fatalf("%v is beyond the room: %v", got, sizes)
			}
			if i > 0 && got[i]-sizes[i]/2 < got[i-1]+sizes[i-1]/2+2-1e-6 {
				t.Fatalf("%v: %d touches the one before: %v", got, i, sizes)
			}
		}
		atEdge := got[0]-sizes[0]/2 < 1e-6 || got[n-1]+sizes[n-1]/2 > 300-1e-6
		if c := cost(got, middles); !atEdge && c > relaxed(middles, sizes, 2)+1e-3*c+1e-3 {
			t.Fatalf("%v for %v costs %v, and %v would do", got, middles, c, relaxed(middles, sizes, 2))
		}
	}
}

func cost(a, b []float64) (sum float64) {
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return sum
}

// relaxed returns the least cost another way: by the dual, Hildreth's method, a multiplier for each pair of neighbours.
func relaxed(middles, sizes []float64, gap float64) float64 {
	n := len(middles)
	x, push := slices.Clone(middles), make([]float64, n)
	for range 4000 {
		for i := 1; i < n; i++ {
			short := x[i-1] + (sizes[i-1]+sizes[i])/2 + gap - x[i]
			step := max(short/2, -push[i])
			push[i] += step
			x[i-1] -= step
			x[i] += step
		}
	}
	return cost(x, middles)
}
