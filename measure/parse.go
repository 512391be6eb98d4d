package measure

import (
	"fmt"

	"entente"
	"entente/unit"
)

// A node is a formula as it stands: not yet checked against indicators.
type node struct {
	op    string // "number", "text", "name", "call", "neg", "+", "-", "*", "/"
	text  string // of a name, call or text; the unit of a number
	value unit.Decimal
	args  []*node
	named map[string]*node // arguments such as over: allies
	at    int
}

// A parser reads one formula. Its grammar is in doc/measure.md.
type parser struct {
	tokens []token
	depth  int
}

// parse reads a formula.
func parse(s string) (*node, error) {
	tokens, err := scan(s)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	n, err := p.sum()
	if err != nil {
		return nil, err
	}
	if t := p.tokens[0]; t.kind != end {
		return nil, wrong(t.at, "%q is too much", t.text)
	}
	return n, nil
}

func wrong(at int, format string, args ...any) error {
	return fmt.Errorf("column %d: %s: %w", at+1, fmt.Sprintf(format, args...), entente.ErrInvalid)
}

func (p *parser) take() token {
	t := p.tokens[0]
	if t.kind != end {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *parser) sees(s string) bool { return p.tokens[0].kind == sign && p.tokens[0].text == s }

func (p *parser) sum() (*node, error)     { return p.chain(p.product, "+", "-") }
func (p *parser) product() (*node, error) { return p.chain(p.factor, "*", "/") }

// chain reads operands joined by either of two operators of the same rank, from left to right.
func (p *parser) chain(operand func() (*node, error), a, b string) (*node, error) {
	left, err := operand()
	for err == nil && (p.sees(a) || p.sees(b)) {
		op := p.take()
		var right *node
		right, err = operand()
		left = &node{op: op.text, args: []*node{left, right}, at: op.at}
	}
	return left, err
}

func (p *parser) factor() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, wrong(p.tokens[0].at, "nested more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()
	t := p.take()
	switch {
	case t.kind == number:
		return p.number(t)
	case t.kind == quoted:
		return &node{op: "text", text: t.text, at: t.at}, nil
	case t.kind == word && p.sees("("):
		return p.call(t)
	case t.kind == word:
		return &node{op: "name", text: t.text, at: t.at}, nil
	case t.kind == sign && t.text == "-":
		n, err := p.factor()
		return &node{op: "neg", args: []*node{n}, at: t.at}, err
	case t.kind == sign && t.text == "(":
		n, err := p.sum()
		if err == nil && !p.sees(")") {
			err = wrong(p.tokens[0].at, "want ) for the ( in column %d", t.at+1)
		}
		p.take()
		return n, err
	case t.kind == end:
		return nil, wrong(t.at, "the formula ends where a number, an indicator or a function is wanted")
	}
	return nil, wrong(t.at, "%q where a number, an indicator or a function is wanted", t.text)
}

// number reads a number and, in quotation marks behind it, its unit.
func (p *parser) number(t token) (*node, error) {
	v, err := unit.ParseDecimal(t.text)
	if err != nil {
		return nil, wrong(t.at, "%v", err)
	}
	if len(t.text) > maxDigits {
		return nil, wrong(t.at, "a number of %d digits: want at most %d", len(t.text), maxDigits)
	}
	n := &node{op: "number", value: v, at: t.at}
	if p.tokens[0].kind == quoted {
		u := p.take()
		if _, err := unit.ParseUnit(u.text); err != nil {
			return nil, wrong(u.at, "%v", err)
		}
		n.text = u.text
	}
	return n, nil
}

// call reads the arguments of a function: some by their place, then some by their name.
func (p *parser) call(name token) (*node, error) {
	n := &node{op: "call", text: name.text, named: make(map[string]*node), at: name.at}
	p.take()
	for !p.sees(")") {
		if len(n.args)+len(n.named) > 0 {
			if !p.sees(",") {
				return nil, wrong(p.tokens[0].at, "want , or ) in the arguments of %s", name.text)
			}
			p.take()
		}
		if err := p.argument(n); err != nil {
			return nil, err
		}
	}
	p.take()
	return n, nil
}

func (p *parser) argument(n *node) error {
	label := ""
	if t := p.tokens; len(t) > 1 && t[0].kind == word && t[1].kind == sign && t[1].text == ":" {
		label = t[0].text
		p.take()
		p.take()
	}
	at := p.tokens[0].at
	arg, err := p.sum()
	switch {
	case err != nil:
		return err
	case label == "" && len(n.named) > 0:
		return wrong(at, "an argument of %s without a name behind one with a name", n.text)
	case label == "":
		n.args = append(n.args, arg)
	case n.named[label] != nil:
		return wrong(at, "%s: given twice", label)
	default:
		n.named[label] = arg
	}
	return nil
}
