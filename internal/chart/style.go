package chart

import (
	"fmt"
	"strings"
)

// A colour of the palette, as it is on light and on dark paper.
type colour struct{ name, light, dark string }

// palette is what the sheet's custom properties stand for. A page that sets --chart-NAME on an element changes it there.
var palette = []colour{
	{"paper", "#fcfcfa", "#131619"},
	{"ink", "#1c2025", "#e5e8eb"},
	{"soft", "#59626c", "#9da7b1"},
	{"grid", "#e3e6e9", "#2a3036"},
	{"axis", "#9aa2ab", "#6d7782"},
	{"faint", "#a9b0b8", "#5d6670"},
	{"accent", "#0b5cad", "#79b8ff"},

	// Of each tone: the ground, the text on it, and lines and marks on paper.
	{"good", "#1f7a5c", "#4fc397"}, {"good-on", "#ffffff", "#06281c"}, {"good-line", "#1f7a5c", "#4fc397"},
	{"fair", "#a9dcc6", "#1f5c47"}, {"fair-on", "#0f3a2b", "#d5f3e6"}, {"fair-line", "#23805f", "#3fae86"},
	{"info", "#a9cdf0", "#25507c"}, {"info-on", "#0d2f52", "#dcecfb"}, {"info-line", "#2a70b5", "#79b8ff"},
	{"mixed", "#f4dc8f", "#6b5610"}, {"mixed-on", "#4d3a00", "#fbeebd"}, {"mixed-line", "#8f6c00", "#e0bd4a"},
	{"poor", "#f3ae6d", "#8a4a12"}, {"poor-on", "#4a2400", "#ffe3c9"}, {"poor-line", "#b35900", "#f0994c"},
	{"bad", "#b3261e", "#ff8f84"}, {"bad-on", "#ffffff", "#3d0703"}, {"bad-line", "#b3261e", "#ff8f84"},
	{"muted", "#d9dde2", "#3a4148"}, {"muted-on", "#3f474f", "#c9d1d9"}, {"muted-line", "#737c86", "#9da7b1"},
	{"blank", "#fcfcfa", "#131619"}, {"blank-on", "#59626c", "#9da7b1"}, {"blank-line", "#7d868f", "#7d8791"},

	// Lines beside each other.
	{"s0", "#0b5cad", "#79b8ff"}, {"s1", "#b95000", "#f59145"}, {"s2", "#865f87", "#c99ec8"},
	{"s3", "#1f7a5c", "#4fc397"}, {"s4", "#59626c", "#b3bcc5"},
}

// rules is the sheet; $name stands for a colour of the palette.
const rules = `.chart{display:block;height:auto;overflow:visible}
.chart-spark{display:inline-block;vertical-align:middle}
.chart text{fill:$ink;font-family:var(--chart-font,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif);font-variant-numeric:tabular-nums}
.chart .c-bold{font-weight:650}
.chart .c-title{font-weight:650;letter-spacing:-.01em}
.chart .c-soft{fill:$soft}
.chart .c-halo{paint-order:stroke;stroke:$paper;stroke-width:3px;stroke-linejoin:round}
.chart .c-paper{fill:$paper}
.chart .c-grid{fill:none;stroke:$grid;stroke-width:1}
.chart .c-axis{fill:none;stroke:$axis;stroke-width:1}
.chart .c-target{fill:none;stroke:$ink;stroke-width:1.25;stroke-dasharray:5 3}
.chart .c-lead{fill:none;stroke:$axis;stroke-width:.75}
.chart .c-path{fill:none;stroke:$faint;stroke-width:1;stroke-linejoin:round;stroke-linecap:round}
.chart .c-dot{fill:$faint}
.chart .c-strong{stroke-width:2.25}
.chart .c-dash{stroke-dasharray:5 4;stroke-linecap:butt}
.chart .c-trail{opacity:.45}
.chart .c-ghost{visibility:hidden}
.chart .c-band{opacity:.16}
.chart .c-tint{opacity:.13}
.chart .c-mark{stroke-width:1.5;stroke-linejoin:round}
.chart .c-edge{stroke:$paper;stroke-width:1}
.chart .c-box{fill:$paper;stroke:$axis;stroke-width:1}
.chart .c-arrow{fill:none;stroke:$axis;stroke-width:1.25;stroke-linejoin:round}
.chart .c-head{fill:$axis}
.chart .c-way{stroke-width:1.5}
.chart .c-clock{fill:none;stroke:$soft;stroke-width:1.25;stroke-linejoin:round;stroke-linecap:round}
.chart .c-now{stroke:$accent;stroke-width:2.25}
.chart :is(.c-fill.c-blank,.c-heat.c-blank rect){stroke:$grid;stroke-width:1}
.chart a{cursor:pointer;text-decoration:none}
.chart a:focus{outline:none}
.chart a:focus-visible{outline:2px solid $accent;outline-offset:2px}
.chart a:hover text{text-decoration:underline;text-underline-offset:.15em}
.chart a:is(:hover,:focus-visible) :is(.c-box,.c-cell){stroke:$accent;stroke-width:2}
.chart a.c-heat:is(:hover,:focus-visible) rect{stroke:$ink;stroke-width:2}
.chart .c-track:is(:hover,:focus-visible) .c-path{stroke:$ink;stroke-width:2;visibility:visible}
`

// pageRules are for charts in a page.
const pageRules = `.chart-narrow{display:none}
@media (max-width:640px){.chart-wide{display:none}.chart-narrow{display:block}}
.chart-wide,.chart-narrow,.chart-scroll{overflow-x:auto}
@media print{.chart-wide{display:block}.chart-narrow{display:none}}
`

// Style returns the sheet that a page includes once for all of its charts. It follows the reader's choice of light or
// dark, and data-theme="light" or "dark" on the root element before that. All names in it begin with chart or c-.
func Style() string {
	var b strings.Builder
	b.WriteString(properties())
	b.WriteString(sheet())
	b.WriteString(pageRules)
	for w := widthStep; w <= mostWidth; w += widthStep {
		fmt.Fprintf(&b, ".chart-min-%d{min-width:%dpx}.chart-max-%d{max-width:%dpx}\n", w, w, w, w)
	}
	return b.String()
}

// widthStep parts the least and greatest widths that charts are shown at into classes.
const (
	widthStep = 60
	mostWidth = 2400
)

// widthClasses lets a chart be shown at three to five quarters of its width. One that is wider than was asked for is not
// made smaller: it has to be scrolled anyway.
func widthClasses(asked, width float64) string {
	least := width * 3 / 4
	if width > asked {
		least = width
	}
	class := func(w float64) int { return max(widthStep, min(mostWidth, int(w)/widthStep*widthStep)) }
	return fmt.Sprintf("chart-min-%d chart-max-%d", class(least), class(width*5/4))
}

// properties sets the colours, light and dark. Paper is light.
func properties() string {
	light, dark := "", ""
	for _, c := range palette {
		light += "--chart-" + c.name + ":" + c.light + ";"
		dark += "--chart-" + c.name + ":" + c.dark + ";"
	}
	return ":root{" + light + "}\n@media screen and (prefers-color-scheme:dark){:root{" + dark + "}}\n" +
		`:root[data-theme="light"]{` + light + "}\n" + `@media screen{:root[data-theme="dark"]{` + dark + "}}\n"
}

// sheet returns the rules with their colours.
func sheet() string {
	var b strings.Builder
	b.WriteString(rules)
	for _, t := range Tones {
		n := string(t)
		fmt.Fprintf(&b, ".chart .c-fill.c-%s{fill:$%s}.chart .c-on.c-%s{fill:$%s-on}.chart .c-ink.c-%s{fill:$%s-line}", n, n, n, n, n, n)
		fmt.Fprintf(&b, ".chart .c-heat.c-%s rect{fill:$%s}.chart .c-heat.c-%s text{fill:$%s-on}", n, n, n, n)
		fmt.Fprintf(&b, ".chart .c-mark.c-%s{fill:$%s-line;stroke:$%s-line}.chart .c-path.c-%s{stroke:$%s-line}\n", n, n, n, n, n)
	}
	for i, dash := range []string{"none", "7 3", "2 3", "9 3 2 3", "4 2"} {
		n := fmt.Sprint("s", i)
		fmt.Fprintf(&b, ".chart .c-fill.c-%s,.chart .c-ink.c-%s{fill:$%s}.chart .c-mark.c-%s{fill:$%s;stroke:$%s}", n, n, n, n, n, n)
		fmt.Fprintf(&b, ".chart .c-path.c-%s{stroke:$%s}.chart .c-kind.c-%s{stroke-dasharray:%s}\n", n, n, n, dash)
	}
	b.WriteString(".chart .c-mark.c-hollow{fill:$paper}.chart .c-mark.c-cross{fill:none;stroke-width:2.25}\n")
	return colours().Replace(b.String())
}

// colours replaces $name by the property with what it is on light paper to fall back on.
func colours() *strings.Replacer {
	var pairs []string
	for i := range palette { // from the end: of two names with one beginning, the longer first
		c := palette[len(palette)-1-i]
		pairs = append(pairs, "$"+c.name, "var(--chart-"+c.name+","+c.light+")")
	}
	return strings.NewReplacer(pairs...)
}
