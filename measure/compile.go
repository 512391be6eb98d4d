package measure

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A compiler checks formulas against the indicators and groups of a book.
type compiler struct {
	book *Book
	uses map[int]bool // the indicators that the formula rests on
}

// A typed expression is one whose dimension is known.
type typed struct {
	expr
	dimension
}

func (c *compiler) compile(formula string) (typed, error) {
	n, err := parse(formula)
	if err != nil {
		return typed{}, err
	}
	t, err := c.node(n)
	if err != nil {
		return typed{}, err
	}
	return t, c.book.checkBounds(t.expr)
}

func (c *compiler) node(n *node) (typed, error) {
	switch n.op {
	case "number":
		return typed{constant{Exactly(n.value)}, atom(n.text)}, nil
	case "text":
		return typed{}, wrong(n.at, "%q: a text stands only in the arguments of part", n.text)
	case "name":
		return c.figure(n, "")
	case "neg":
		x, err := c.node(n.args[0])
		return typed{negation{x.expr}, x.dimension}, err
	case "call":
		return c.call(n)
	}
	x, err := c.node(n.args[0])
	if err != nil {
		return x, err
	}
	y, err := c.node(n.args[1])
	if err != nil {
		return y, err
	}
	return c.binary(n, x, y)
}

func (c *compiler) binary(n *node, x, y typed) (typed, error) {
	var d dimension
	switch n.op {
	case "*":
		d = x.times(y.dimension, 1)
	case "/":
		d = x.times(y.dimension, -1)
	default:
		if !x.equal(y.dimension) {
			return typed{}, mismatch(n, n.op, x.dimension, y.dimension)
		}
		d = x.join(y.dimension)
	}
	return typed{binary{n.op[0], x.expr, y.expr}, d}, nil
}

func mismatch(n *node, what string, x, y dimension) error {
	return wrong(n.at, "%s joins %s and %s: want the same unit on both sides", what, x.name(), y.name())
}

// figure looks an indicator up.
func (c *compiler) figure(n *node, part string) (typed, error) {
	i, ok := c.book.indicatorIndex[IndicatorID(n.text)]
	if !ok {
		return typed{}, wrong(n.at, "indicator %q unknown%s", n.text, c.hint(n.text))
	}
	c.uses[i] = true
	id := wholePart
	if part != "" {
		id = c.book.part(part)
	}
	return typed{figure{i, id}, dimensionOf(c.book.Indicators[i])}, nil
}

// hint says how to write a difference that was read as a name.
func (c *compiler) hint(name string) string {
	for i := range name {
		if name[i] != '-' {
			continue
		}
		_, a := c.book.indicatorIndex[IndicatorID(name[:i])]
		_, b := c.book.indicatorIndex[IndicatorID(name[i+1:])]
		if a && b {
			return fmt.Sprintf("; write a difference with spaces: %s - %s", name[:i], name[i+1:])
		}
	}
	return ""
}

// A function is what a formula can call.
type function struct {
	args  int      // expressions by their place
	named []string // arguments by their name that it may have
	make  func(c *compiler, n *node, args []typed) (typed, error)
}

// functions returns what formulas can call, by name. doc/measure.md describes each.
func functions() map[string]function {
	return map[string]function{
		"share":      {2, nil, makeShare},
		"of":         {2, nil, makeOf},
		"growth":     {1, []string{"over"}, makeGrowth},
		"change":     {1, []string{"over"}, makeChange},
		"lag":        {1, []string{"by"}, makeLag},
		"average":    {1, []string{"over"}, makeAverage},
		"in":         {1, []string{"period"}, makeIn},
		"index":      {1, []string{"base"}, makeIndex},
		"sum":        {1, []string{"over", "weight"}, makeFold(sumOf)},
		"mean":       {1, []string{"over", "weight"}, makeFold(meanOf)},
		"median":     {1, []string{"over"}, makeFold(medianOf)},
		"least":      {1, []string{"over"}, makeFold(leastOf)},
		"greatest":   {1, []string{"over"}, makeFold(greatestOf)},
		"rank":       {1, []string{"over", "first"}, makeRank},
		"crossing":   {2, nil, makeCrossing},
		"cumulative": {1, nil, makeCumulative},
		"part":       {1, []string{"of"}, makePart},
		"herfindahl": {1, nil, makeBreakdown(herfindahlOf, pure)},
		"largest":    {1, nil, makeBreakdown(largestOf, atom("%"))},
		"min":        {2, nil, makeExtreme(-1)},
		"max":        {2, nil, makeExtreme(1)},
		"abs":        {1, nil, makeAbs},
	}
}

func (c *compiler) call(n *node) (typed, error) {
	f, ok := c.book.functions[n.text]
	if !ok {
		return typed{}, wrong(n.at, "function %q unknown: want one of %s", n.text, strings.Join(slices.Sorted(maps.Keys(c.book.functions)), ", "))
	}
	if len(n.args) != f.args {
		return typed{}, wrong(n.at, "%s has %d arguments: want %d", n.text, len(n.args), f.args)
	}
	for _, name := range slices.Sorted(maps.Keys(n.named)) {
		if !slices.Contains(f.named, name) {
			return typed{}, wrong(n.named[name].at, "%s has no argument %s%s", n.text, name, list("; it may have", f.named))
		}
	}
	args := make([]typed, len(n.args))
	for i, a := range n.args {
		if n.text == "part" || n.text == "herfindahl" || n.text == "largest" {
			break // they name an indicator, not its value
		}
		var err error
		if args[i], err = c.node(a); err != nil {
			return typed{}, err
		}
	}
	return f.make(c, n, args)
}

func list(before string, words []string) string {
	if len(words) == 0 {
		return ""
	}
	return before + " " + strings.Join(words, ", ")
}

func makeShare(_ *compiler, n *node, args []typed) (typed, error) {
	x, base := args[0], args[1]
	if !x.equal(base.dimension) {
		return typed{}, mismatch(n, "share", x.dimension, base.dimension)
	}
	d := atom("%")
	if base.base != "" {
		d = atom("% of " + base.base)
	}
	return typed{share{x.expr, base.expr}, d}, nil
}

func makeOf(_ *compiler, n *node, args []typed) (typed, error) {
	x, base := args[0], args[1]
	if !x.equal(atom("% of "+base.base)) && !x.equal(atom("%")) {
		return typed{}, wrong(n.at, "of takes a share and what it is a share of, not %s and %s of %q", x.name(), base.name(), base.base)
	}
	return typed{product{x.expr, base.expr}, base.without()}, nil
}

func makeGrowth(c *compiler, n *node, args []typed) (typed, error) {
	steps, err := c.steps(n, "over", 1)
	return typed{growth{args[0].expr, steps}, atom("%")}, err
}

func makeChange(c *compiler, n *node, args []typed) (typed, error) {
	steps, err := c.steps(n, "over", 1)
	return typed{change{args[0].expr, steps}, args[0].dimension}, err
}

func makeLag(c *compiler, n *node, args []typed) (typed, error) {
	steps, err := c.steps(n, "by", 1)
	return typed{shifted{args[0].expr, steps}, args[0].dimension}, err
}

func makeAverage(c *compiler, n *node, args []typed) (typed, error) {
	steps, err := c.steps(n, "over", 3)
	return typed{moving{args[0].expr, steps}, args[0].dimension}, err
}

// steps returns a number of periods.
func (c *compiler) steps(n *node, name string, otherwise int) (int, error) {
	const most = 50
	a := n.named[name]
	if a == nil {
		return otherwise, nil
	}
	for i := 1; i <= most && a.op == "number" && a.text == ""; i++ {
		if a.value.Cmp(unit.NewDecimal(int64(i), 0)) == 0 {
			return i, nil
		}
	}
	return 0, wrong(a.at, "%s: want a number of periods from 1 to %d", name, most)
}

func makeIn(c *compiler, n *node, args []typed) (typed, error) {
	p, err := c.period(n, "period")
	return typed{at{args[0].expr, p}, args[0].dimension}, err
}

func makeIndex(c *compiler, n *node, args []typed) (typed, error) {
	p, err := c.period(n, "base")
	return typed{index{args[0].expr, p}, atom("%")}, err
}

// period returns a fixed period: a year as a number, or any period in quotation marks.
func (c *compiler) period(n *node, name string) (cal.Period, error) {
	a := n.named[name]
	if a == nil {
		return cal.Period{}, wrong(n.at, "%s wants %s: such as %s: 2014", n.text, name, name)
	}
	text := a.text
	if a.op == "number" && a.text == "" {
		text = a.value.String()
	}
	p, err := cal.ParsePeriod(text)
	if err != nil || p.IsZero() {
		return p, wrong(a.at, "%s: want a year, or a period in quotation marks", name)
	}
	return p, nil
}

func makeFold(fold func([]weighted, Number) Number) func(*compiler, *node, []typed) (typed, error) {
	return func(c *compiler, n *node, args []typed) (typed, error) {
		g, err := c.group(n)
		o, d := &overGroup{fold: fold, x: args[0].expr, group: g}, args[0].dimension
		if w := n.named["weight"]; w != nil && err == nil {
			var weight typed
			weight, err = c.node(w)
			o.weight = weight.expr
			if n.text == "sum" { // a mean divides by the weights again
				d = d.times(weight.dimension, 1)
			}
		}
		return typed{o, d}, err
	}
}

func (c *compiler) group(n *node) (int, error) {
	a := n.named["over"]
	if a == nil {
		return 0, wrong(n.at, "%s wants over: a group", n.text)
	}
	g, ok := c.book.groupIndex[entente.ActorID(a.text)]
	if a.op != "name" || !ok {
		return 0, wrong(a.at, "group %q unknown", a.text)
	}
	return g, nil
}

func makeRank(c *compiler, n *node, args []typed) (typed, error) {
	g, err := c.group(n)
	less := false
	if a := n.named["first"]; a != nil {
		if less = a.text == "least"; !less && a.text != "greatest" {
			return typed{}, wrong(a.at, "first: want greatest or least")
		}
	}
	return typed{rank{args[0].expr, g, less}, pure}, err
}

func makeCrossing(_ *compiler, n *node, args []typed) (typed, error) {
	if !args[0].equal(args[1].dimension) {
		return typed{}, mismatch(n, "crossing", args[0].dimension, args[1].dimension)
	}
	x, target := args[0].expr, args[1].expr
	return typed{crossing{x, target, append(indicatorsOf(x), indicatorsOf(target)...)}, atom("year")}, nil
}

func makeCumulative(_ *compiler, _ *node, args []typed) (typed, error) {
	x := args[0]
	return typed{cumulative{x.expr, indicatorsOf(x.expr)}, x.dimension}, nil
}

func makePart(c *compiler, n *node, _ []typed) (typed, error) {
	name, of := n.args[0], n.named["of"]
	if name.op != "text" || of == nil || of.op != "name" {
		return typed{}, wrong(n.at, `part wants a part and an indicator: part("RUS", of: gas-imports)`)
	}
	x, err := c.figure(of, name.text)
	if err == nil && c.book.Indicators[x.expr.(figure).indicator].Part == "" {
		err = wrong(of.at, "indicator %s has no parts", of.text)
	}
	return x, err
}

func makeBreakdown(fold func([]Number, Number) Number, d dimension) func(*compiler, *node, []typed) (typed, error) {
	return func(c *compiler, n *node, _ []typed) (typed, error) {
		if n.args[0].op != "name" {
			return typed{}, wrong(n.args[0].at, "%s wants an indicator with parts", n.text)
		}
		x, err := c.figure(n.args[0], "")
		if err != nil {
			return x, err
		}
		i := x.expr.(figure).indicator
		if c.book.Indicators[i].Part == "" {
			return x, wrong(n.args[0].at, "indicator %s has no parts", n.args[0].text)
		}
		return typed{breakdown{i, fold}, d}, nil
	}
}

func makeExtreme(sign int) func(*compiler, *node, []typed) (typed, error) {
	return func(_ *compiler, n *node, args []typed) (typed, error) {
		if !args[0].equal(args[1].dimension) {
			return typed{}, mismatch(n, n.text, args[0].dimension, args[1].dimension)
		}
		return typed{extreme{args[0].expr, args[1].expr, sign}, args[0].join(args[1].dimension)}, nil
	}
}

func makeAbs(_ *compiler, _ *node, args []typed) (typed, error) {
	return typed{absolute{args[0].expr}, args[0].dimension}, nil
}
