package web

import (
	"cmp"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"entente"
	"entente/cal"
	"entente/internal/chart"
	"entente/measure"
	"entente/measure/picture"
	"entente/unit"
)

// guide returns how pictures of verdicts at a moment speak and lead.
func (s *site) guide(lang entente.Lang, m moment) picture.Guide {
	words := s.catalogue(lang)
	return picture.Guide{
		Lang:  lang,
		Words: words.text,
		Party: func(a measure.Area) string { return s.node.AreaNames(a).In(lang) },
		Link:  func(v measure.Verdict) string { return verdictURL(v, m) },
	}
}

// draw draws a chart for wide screens and for narrow ones, with the same as a table. Its title is left to the page.
func (c *catalogue) draw(x chart.Chart) template.HTML {
	return c.figure(chart.Both(x, chart.Options{Lang: string(c.lang)}), x.Table())
}

// titled is like draw, with the title.
func (c *catalogue) titled(x chart.Chart) template.HTML {
	return c.figure(chart.Both(x, chart.Options{Lang: string(c.lang), Heading: true}), x.Table())
}

// heat draws a heat map with a column for each party, and for narrow screens one with a row for each.
func (c *catalogue) heat(h heatPair) template.HTML {
	o := chart.Options{Lang: string(c.lang)}
	const narrow = 360
	wide := h.Wide.SVG(o)
	o.Width = narrow
	return c.figure(`<div class="chart-wide">`+wide+`</div><div class="chart-narrow">`+h.Narrow.SVG(o)+`</div>`, h.Narrow.Table())
}

// bar draws a share small, for use among text; the words around it are its twin.
func (c *catalogue) bar(x chart.Share) template.HTML {
	const width = 420
	return template.HTML(`<div class="small-chart">` + chart.Both(x, chart.Options{Lang: string(c.lang), Width: width}) + `</div>`)
}

// spark draws values on a line of text.
func (c *catalogue) spark(x chart.Spark) template.HTML {
	return template.HTML(x.SVG(chart.Options{Lang: string(c.lang)}))
}

func (c *catalogue) figure(svg string, t chart.Table) template.HTML {
	var b strings.Builder
	b.WriteString(`<div class="figure">` + svg)
	b.WriteString(`<details class="twin"><summary>` + template.HTMLEscapeString(c.text("picture.table")) + `</summary>`)
	c.table(&b, t)
	b.WriteString(`</details></div>`)
	return template.HTML(b.String())
}

// table writes the twin of a chart.
func (c *catalogue) table(b *strings.Builder, t chart.Table) {
	name := template.HTMLEscapeString(cmp.Or(t.Caption, c.text("picture.table")))
	fmt.Fprintf(b, `<div class="scroll" tabindex="0" role="region" aria-label="%s"><table class="grid"><caption class="hidden">%s</caption><thead><tr>`, name, name)
	for _, h := range t.Head {
		fmt.Fprintf(b, `<th scope="col">%s</th>`, template.HTMLEscapeString(cmp.Or(h, "–")))
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for i, cell := range row {
			if i == 0 {
				fmt.Fprintf(b, `<th scope="row">%s</th>`, template.HTMLEscapeString(cell))
				continue
			}
			fmt.Fprintf(b, `<td>%s</td>`, template.HTMLEscapeString(cell))
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table></div>")
}

// amountOf writes a number in its unit, such as "2.01%" for a share of whatever.
func amountOf(d unit.Decimal, u unit.Unit) string {
	switch u.Kind() {
	case unit.Share:
		return grouped(d.String()) + "%"
	case unit.Number:
		return grouped(d.String())
	}
	return grouped(d.String()) + " " + string(u)
}

// valueOf writes the value of a verdict as it is printed, "" for none.
func valueOf(v measure.Verdict, places int) string {
	if v.Value == nil {
		return ""
	}
	return amountOf(v.Shown(places), v.Unit)
}

// targetOf writes what a value is compared with, such as "≥ 2%"; "" for nothing.
func targetOf(v measure.Verdict) string {
	if v.Target == nil {
		return ""
	}
	const places = 2
	return signs[v.Comparator] + amountOf(v.Target.Round(places).Trim(), v.Unit)
}

// approx writes a number with at most four decimal places.
func approx(d unit.Decimal, u unit.Unit) string {
	const places = 4
	return amountOf(d.Round(places).Trim(), u)
}

// margin writes a difference with its sign and so many decimal places, or with as many more as it takes to be seen.
func margin(d unit.Decimal, places int) string {
	const most = 12
	n := places
	for n < most && d.Sign() != 0 && d.Round(n).Sign() == 0 {
		n++
	}
	d = d.Round(n)
	switch {
	case d.Sign() > 0:
		return "+" + grouped(d.String())
	case d.Sign() < 0:
		return grouped(d.String())
	}
	return d.String()
}

// signed writes a slope with its sign.
func signed(f float64) string {
	return strings.Replace(fmt.Sprintf("%+.2f", f), "-", "−", 1)
}

// hundredth writes a number of the engine with two decimal places.
func hundredth(s string) string {
	d, err := unit.ParseDecimal(s)
	if err != nil {
		return s
	}
	const places = 2
	return grouped(d.Round(places).String())
}

// goal writes what a target asks for, such as "≥ 2%".
func goal(t measure.Target, u unit.Unit) string {
	if t.Formula != "" {
		return signs[t.Comparator] + t.Formula
	}
	return signs[t.Comparator] + amountOf(t.Value, u)
}

// reach returns the periods that a target applies to.
func reach(t measure.Target) cal.Period {
	first, _ := t.From.First()
	if last, ok := t.Until.Last(); ok {
		return cal.Days(first, last)
	}
	return cal.Since(first)
}

// points writes a difference between two values of a unit: of shares, in percentage points.
func (c *catalogue) points(d unit.Decimal, u unit.Unit) string {
	sign := "+"
	switch {
	case d.Sign() < 0:
		sign, d = "−", d.Neg()
	case d.Sign() == 0:
		sign = ""
	}
	if u.Kind() == unit.Share {
		return c.text("points", sign+d.String())
	}
	return sign + amountOf(d, u)
}

// money writes an amount in the largest of the steps of the language that leaves a whole part.
func (c *catalogue) money(a *measure.Amount) string {
	if a == nil {
		return ""
	}
	value, sign := a.Value, ""
	if value.Sign() < 0 {
		value, sign = value.Neg(), "−"
	}
	for step := range strings.SplitSeq(c.text("money.steps"), ";") {
		power, name, _ := strings.Cut(step, " ")
		n, err := strconv.Atoi(power)
		if one := unit.NewDecimal(1, 0).Shift(n); err == nil && value.Cmp(one) >= 0 {
			return sign + grouped(value.Shift(-n).Round(1).String()) + " " + name + " " + string(a.Currency)
		}
	}
	return sign + grouped(value.Round(0).String()) + " " + string(a.Currency)
}

// published writes a figure as it is published, in its unit and its multiplier.
func (c *catalogue) published(e measure.Evidence) string {
	if power := c.or("power", strconv.Itoa(e.Multiplier)); e.Multiplier != 0 && power != strconv.Itoa(e.Multiplier) {
		return grouped(e.Value.String()) + " " + power + " " + string(e.Unit)
	}
	return amountOf(e.Value, e.Unit)
}

// sayAll returns the words of a key with args put in, of which wordings are put into the language first.
func (c *catalogue) sayAll(key string, args []any) string {
	said := make([]any, len(args))
	for i, a := range args {
		said[i] = a
		if w, ok := a.(entente.Wording); ok {
			said[i] = w.In(c.lang)
		}
	}
	return c.text(key, said...)
}
