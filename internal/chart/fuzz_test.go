package chart

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

// A source makes anything out of the bytes of a fuzz test.
type source struct{ data []byte }

func (s *source) byte() int {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return int(b)
}

func (s *source) bool() bool { return s.byte()%2 == 1 }

// float returns any number: mostly small ones, sometimes all 64 bits.
func (s *source) float() float64 {
	switch b := s.byte(); {
	case b < 200:
		return float64(b-60) / 10
	case len(s.data) >= 8:
		bits := binary.LittleEndian.Uint64(s.data)
		s.data = s.data[8:]
		return math.Float64frombits(bits)
	}
	return math.NaN()
}

func (s *source) string() string {
	n := min(s.byte()%40, len(s.data))
	text := string(s.data[:n])
	s.data = s.data[n:]
	return text
}

func (s *source) tone() Tone {
	if s.byte()%9 == 8 {
		return Tone(s.string())
	}
	return Tones[s.byte()%8]
}

func some[T any](s *source, most int, one func() T) (list []T) {
	for range s.byte() % (most + 1) {
		list = append(list, one())
	}
	return list
}

func (s *source) value() Value { return Value{s.float(), s.bool(), s.string()} }
func (s *source) target() Target {
	return Target{s.float(), s.string()}
}
func (s *source) text() Text {
	return Text{s.string(), s.string(), s.string(), s.string(), s.string(), s.string(), s.string(), s.string(), s.string()}
}
func (s *source) axis() Axis {
	return Axis{s.string(), Format{s.byte() - 9, s.string(), s.string()}, s.target()}
}
func (s *source) state() State { return State{s.string(), s.tone(), s.string(), s.string()} }
func (s *source) item() Item {
	return Item{s.string(), s.string(), s.string(), some(s, 6, s.value)}
}

// chart makes a chart of the kind that the first byte says.
func (s *source) chart() Chart {
	text := some(s, 1, s.text)
	t := at(text, 0)
	switch s.byte() % 11 {
	case 0:
		place := func() Place { return Place{s.float(), s.float(), s.bool()} }
		return Scatter{t, s.axis(), s.axis(), some(s, 5, s.string), some(s, 9, func() Track {
			return Track{s.string(), s.string(), s.string(), s.bool(), some(s, 5, place)}
		}), Quadrant{s.string(), s.tone()}, Quadrant{s.string(), s.tone()}, Quadrant{s.string(), s.tone()}, Quadrant{s.string(), s.tone()}}
	case 1:
		return Multiples{t, s.axis(), some(s, 5, s.string), some(s, 3, s.state), some(s, 9, func() Panel {
			return Panel{s.string(), s.string(), s.string(), s.string(), some(s, 6, s.value)}
		})}
	case 2:
		return Slope{t, some(s, 4, s.string), s.axis(), s.string(), s.string(), some(s, 9, s.item)}
	case 3:
		cell := func() Cell { return Cell{s.string(), s.string(), s.string(), s.string()} }
		row := func() Row { return Row{s.string(), s.string(), s.string(), some(s, 5, cell)} }
		return Heat{t, some(s, 4, s.state), some(s, 6, func() Column { return Column{s.string(), s.string(), s.string()} }),
			some(s, 3, func() Group { return Group{s.string(), some(s, 4, row)} })}
	case 4:
		return Line{t, s.axis(), some(s, 6, s.string), some(s, 6, s.float), some(s, 4, func() Series {
			return Series{s.string(), s.string(), some(s, 6, s.value), some(s, 6, s.float), some(s, 6, s.float)}
		}), some(s, 3, func() Step { return Step{s.byte() - 3, s.target()} }), some(s, 3, func() Remark { return Remark{s.byte() - 3, s.string()} })}
	case 5:
		return Dumbbell{t, s.axis(), s.string(), s.string(), some(s, 9, func() Pair {
			return Pair{s.string(), s.string(), s.string(), s.value(), s.value()}
		})}
	case 6:
		return Graph{t, some(s, 3, s.string), s.string(), s.string(), some(s, 9, func() Box {
			return Box{string(rune('a' + s.byte()%9)), s.byte() - 9, s.string(), s.string(), s.tone(), s.string(), s.string()}
		}), some(s, 12, func() Arrow { return Arrow{string(rune('a' + s.byte()%9)), string(rune('a' + s.byte()%9))} })}
	case 7:
		return Share{t, s.string(), some(s, 9, func() Part { return Part{s.state(), s.float(), s.string()} })}
	case 8:
		way := func() Way {
			return Way{s.string(), s.string(), []WayKind{ByAct, ByClock, ByRule}[s.byte()%3], string(rune('a' + s.byte()%6))}
		}
		return Process{t, s.string(), s.string(), s.string(), some(s, 6, func() Stage {
			return Stage{string(rune('a' + s.byte()%6)), s.string(), s.tone(), s.string(), s.bool(), some(s, 4, way), s.string()}
		})}
	case 9:
		return History{t, s.float(), s.float(), s.float(), s.string(), some(s, 4, func() Tick { return Tick{s.float(), s.string()} }),
			some(s, 5, func() Span { return Span{s.float(), s.float(), s.string(), s.string(), s.tone()} }),
			some(s, 8, func() Moment { return Moment{s.float(), s.string(), s.string(), s.tone(), s.bool()} }),
			some(s, 3, func() Flag { return Flag{s.float(), s.string(), s.string(), s.bool()} })}
	}
	return Spark{t, s.target(), Format{s.byte() - 9, s.string(), s.string()}, some(s, 5, s.string), some(s, 9, s.value)}
}

// FuzzSVG draws anything at any size: the picture is well-formed and keeps all promises, and the table has its shape.
func FuzzSVG(f *testing.F) {
	m := newMaker(9)
	for i := range 200 {
		data := make([]byte, 600)
		for j := range data {
			if data[j] = byte(m.IntN(256)); i%2 == 0 && m.IntN(2) == 0 {
				data[j] = byte('a' + m.IntN(26))
			}
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := source{data}
		o := Options{Width: s.byte() * 8, Height: s.byte() * 4, Lang: s.string(), Heading: s.bool(), Standalone: s.bool()}
		c := s.chart()
		svg := c.SVG(o)
		checkPicture(t, svg)
		checkTable(t, c.Table())
		if t.Failed() {
			t.Logf("%T with %+v", c, o)
		}
		if svg != c.SVG(o) {
			t.Error("drawn twice, it differs")
		}
	})
}

func FuzzTerminal(f *testing.F) {
	f.Add([]byte("some bytes that become numbers and words"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := source{data}
		p := Plot{some(&s, 5, s.string), some(&s, 40, s.float), s.target(), Format{s.byte() - 9, s.string(), s.string()}, s.byte() - 9, s.byte() - 9, Charset(s.byte() % 2)}
		width, height := p.size()
		text := p.String()
		if n := strings.Count(text, "\n"); n > height && !strings.Contains(strings.Join(p.Times, "")+p.Format.Suffix+p.Format.Mark+p.Target.Label, "\n") {
			t.Errorf("%d lines of %d:\n%s", n, height, text)
		}
		for line := range strings.SplitSeq(text, "\n") {
			if utf8.RuneCountInString(line) > width {
				t.Errorf("%d characters of %d: %q", utf8.RuneCountInString(line), width, line)
			}
		}
		if got := utf8.RuneCountInString(Sparkline(p.Values, p.Target.Value, p.Set)); got != len(p.Values) {
			t.Errorf("%d characters for %d values", got, len(p.Values))
		}
	})
}
