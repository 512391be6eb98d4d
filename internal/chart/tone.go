package chart

// A Tone is what a colour says. Each tone has a shape of its own too, for marks, and the palette keeps apart by lightness
// what common colour blindness takes together.
type Tone string

// The tones, from reached to not reached, and those beside the scale. Any other counts as Muted.
const (
	Good  Tone = "good"  // a disc
	Fair  Tone = "fair"  // a square
	Info  Tone = "info"  // a diamond
	Mixed Tone = "mixed" // a triangle
	Poor  Tone = "poor"  // a triangle on its tip
	Bad   Tone = "bad"   // a cross
	Muted Tone = "muted" // a small disc
	Blank Tone = "blank" // a ring
)

// Tones lists them in order.
var Tones = []Tone{Good, Fair, Info, Mixed, Poor, Bad, Muted, Blank}

func (t Tone) class() string {
	for _, known := range Tones {
		if t == known {
			return "c-" + string(t)
		}
	}
	return "c-" + string(Muted)
}

// mark draws the shape of t with radius r around (x, y). What is not final is hollow.
func (d *drawing) mark(t Tone, hollow bool, x, y, r float64) {
	class := "c-mark " + t.class()
	if hollow || t == Blank {
		class += " c-hollow"
	}
	d.shape(t, class, x, y, r)
}

func (d *drawing) shape(t Tone, class string, x, y, r float64) {
	switch t {
	case Fair:
		s := r * 0.88
		d.rect(x-s, y-s, 2*s, 2*s, class)
	case Info:
		s := r * 1.25
		d.path(area(point{x, y - s}, point{x + s, y}, point{x, y + s}, point{x - s, y}), class)
	case Mixed:
		d.path(triangle(x, y, r*1.2, -1), class)
	case Poor:
		d.path(triangle(x, y, r*1.2, 1), class)
	case Bad:
		d.path(cross(x, y, r*0.9), class+" c-cross")
	case Good, Blank:
		d.circle(x, y, r, class)
	default:
		d.circle(x, y, r*0.8, class)
	}
}

// triangle returns one whose tip lies down (1) or up (-1).
func triangle(x, y, r, tip float64) string {
	return area(point{x, y + tip*r}, point{x + r, y - tip*r*0.75}, point{x - r, y - tip*r*0.75})
}

func cross(x, y, r float64) string {
	return polyline([]point{{x - r, y - r}, {x + r, y + r}}) + polyline([]point{{x + r, y - r}, {x - r, y + r}})
}

// series are the shapes by which lines beside each other differ; their colours and dashes are those of the classes c-s0
// and on.
var series = []Tone{Good, Fair, Info, Mixed, Poor}

func seriesShape(i int) Tone { return series[i%len(series)] }

func seriesClass(i int) string { return "c-s" + num(float64(i%len(series))) }

// chip draws the symbol of a state on its colour, within a square of the given side.
func (d *drawing) chip(s State, x, y, side float64) {
	d.rect(x, y, side, side, "c-fill "+s.Tone.class(), "rx", "2")
	size := side * 0.72
	d.text(x+side/2, y+side/2+size*0.35, size, "middle", "c-on c-bold "+s.Tone.class(), clip(s.Symbol, size, side))
}
