package chart

import (
	"math"
	"testing"
)

func BenchmarkSVG(b *testing.B) {
	m := newMaker(1)
	for name, c := range map[string]Chart{
		"scatter 32x11": m.scatter(32), "multiples 32x11": m.multiples(32), "slope 31x2": m.slope(31, 2),
		"heat 30x36": m.heat(30, 36), "heat 215x34": m.heat(215, 34), "line 5x14": m.line(5), "dumbbell 32": m.dumbbell(32),
		"graph 40": m.graph(40), "share 8": m.share(8), "spark 11": samples()["spark"],
	} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				size = len(c.SVG(Options{}))
			}
			b.ReportMetric(float64(size), "bytes")
		})
		b.Run(name+" table", func(b *testing.B) {
			for b.Loop() {
				c.Table()
			}
		})
	}
}

func BenchmarkTerminal(b *testing.B) {
	p := Plot{Times: years(11), Values: []float64{1.2, 1.2, 1.2, 1.2, 1.3, 1.3, 1.5, 1.5, 1.5, 1.6, 2.1}, Target: Target{2, "2 %"}}
	b.Run("plot", func(b *testing.B) {
		for b.Loop() {
			_ = p.String()
		}
	})
	b.Run("sparkline", func(b *testing.B) {
		for b.Loop() {
			Sparkline(p.Values, math.NaN(), Unicode)
		}
	})
}
