package document

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// decodeHTML takes the text out of an HTML page. It reads tokens rather than a tree: a tree can be made to grow a
// thousandfold over its page by elements that are never closed.
func decodeHTML(data []byte, opts Options) (Document, error) {
	name, err := encodingOf(data, opts.Encoding, pageEncoding)
	if err != nil {
		return Document{}, fmt.Errorf("HTML: %w", err)
	}
	source, name, err := transcode(data, name)
	if err != nil {
		return Document{}, fmt.Errorf("HTML: %w", err)
	}
	p := page{flow: flow{limit: opts.limit()}, in: map[atom.Atom]int{}}
	z := html.NewTokenizer(strings.NewReader(source))
	for !p.flow.isFull() {
		if z.Next() == html.ErrorToken {
			if err := z.Err(); err != io.EOF {
				return Document{}, fmt.Errorf("HTML: %v: %w", err, ErrDamaged)
			}
			break
		}
		if err := p.take(z.Token()); err != nil {
			return Document{}, err
		}
	}
	text, err := p.flow.text()
	return Document{Text: text, Encoding: name, Title: p.name()}, err
}

// pageEncoding finds the encoding of a page: the one that it states, unless its bytes clearly show another; pages are
// converted to UTF-8 and keep stating what they were.
func pageEncoding(data []byte) (string, error) {
	found, err := detect(data)
	stated := statedEncoding(data)
	isUnicode := err == nil && strings.HasPrefix(found, "utf-") && !isASCII(data)
	if isUnicode || checkNamed(data, stated) != nil {
		return found, err
	}
	return stated, nil
}

var statement = regexp.MustCompile(`(?i)<(?:meta\b[^>]*\bcharset|\?xml\b[^>]*\bencoding)\s*=\s*["']?\s*([-\w:]+)`)

// statedEncoding returns the encoding that the head of a page names, in lower case.
func statedEncoding(data []byte) string {
	const head = 4096
	m := statement.FindSubmatch(data[:min(len(data), head)])
	if m == nil {
		return ""
	}
	return strings.ToLower(string(m[1]))
}

// A page is an HTML page while its text is taken out.
type page struct {
	flow  flow
	open  []element         // those with a bearing on what follows, outermost first
	in    map[atom.Atom]int // how many of each are open
	drop  int               // how many of them drop their text
	links int               // how many of them link within the page
	title string
	head  string    // the first heading
	last  atom.Atom // the last start tag, if no end tag came since
}

// An element is one that has begun and not ended.
type element struct {
	atom  atom.Atom
	drops bool // what is inside is no text of the document
	next  int  // of an ordered list: its next number
	step  int
	kind  string // of an ordered list: its numbering format
	cells int    // of a row: the cells begun
	link  bool   // it links within the page
}

// maxDepth is how many elements may be open at once.
const maxDepth = 512

// nested are elements that are kept open until their end: they always have an end tag, or bear on what is inside.
var nested = set(
	atom.Html, atom.Body, atom.Main, atom.Article, atom.Section, atom.Div, atom.Center, atom.Blockquote, atom.Form,
	atom.Fieldset, atom.Figure, atom.Details, atom.Dl, atom.Ol, atom.Ul, atom.Menu, atom.Table, atom.Tr, atom.Pre,
	atom.H1, atom.A, atom.Sup,
)

// dropped are elements whose content is no text of the document.
var dropped = set(
	atom.Script, atom.Style, atom.Nav, atom.Header, atom.Footer, atom.Aside, atom.Noscript, atom.Template, atom.Svg,
	atom.Math, atom.Iframe, atom.Object, atom.Select, atom.Textarea, atom.Button, atom.Dialog, atom.Canvas, atom.Audio,
	atom.Video, atom.Noframes, atom.Noembed, atom.Xmp,
)

// blocks are elements that stand on lines of their own, parted by a blank line.
var blocks = set(
	atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Html, atom.Body, atom.Main, atom.Article,
	atom.Section, atom.Div, atom.Center, atom.Blockquote, atom.Form, atom.Fieldset, atom.Figure, atom.Figcaption,
	atom.Details, atom.Summary, atom.Dl, atom.Address, atom.Pre, atom.Hr, atom.Hgroup, atom.Legend, atom.Caption,
)

func set(atoms ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(atoms))
	for _, a := range atoms {
		m[a] = true
	}
	return m
}

// take adds one token to the text.
func (p *page) take(t html.Token) error {
	switch t.Type {
	case html.TextToken:
		p.text(t.Data)
	case html.StartTagToken, html.SelfClosingTagToken:
		return p.start(t)
	case html.EndTagToken:
		p.end(t.DataAtom)
	}
	return nil
}

func (p *page) text(s string) {
	switch {
	case p.drop > 0, p.isNoteMark(s):
	case p.last == atom.Title:
		p.title = cmp.Or(p.title, s)
	case p.in[atom.Pre] > 0:
		p.preformatted(s)
	default:
		if p.in[atom.H1] > 0 && len(p.head) < maxTitle {
			p.head += s
		}
		p.flow.collapse(s)
	}
}

// preformatted writes text whose lines stand.
func (p *page) preformatted(s string) {
	for i, line := range strings.Split(s, "\n") {
		switch {
		case i > 0 && p.flow.gap >= lineGap:
			p.flow.block()
		case i > 0:
			p.flow.line()
		}
		p.flow.run(strings.TrimRight(line, " \t\r"))
	}
}

// isNoteMark reports whether s is the raised number of a footnote: read as text, it would stand as a digit more behind
// the figure before it.
func (p *page) isNoteMark(s string) bool {
	return p.links > 0 && p.in[atom.Sup] > 0 && !strings.ContainsFunc(s, unicode.IsLetter)
}

func (p *page) start(t html.Token) error {
	a := t.DataAtom
	p.last = a
	e := element{atom: a, drops: p.drops(a)}
	switch a {
	case atom.Br:
		p.flow.line()
	case atom.Ol, atom.Ul, atom.Menu:
		e.next, e.step, e.kind = listStart(t)
		p.list()
	case atom.Li:
		p.flow.line()
		p.flow.item(p.marker(t))
	case atom.Dt, atom.Dd:
		p.flow.line()
	case atom.Table:
		p.flow.table()
	case atom.Tr:
		p.endSibling(atom.Tr, atom.Table)
		p.flow.row()
	case atom.Td, atom.Th:
		p.cell()
	case atom.A:
		p.endSibling(atom.A, atom.Html)
		e.link = strings.HasPrefix(attr(t, "href"), "#") || strings.Contains(attr(t, "href"), "#_ftn")
	}
	if blocks[a] {
		p.flow.block()
	}
	isForeign := a == atom.Svg || a == atom.Math // where "/>" ends an element
	if !e.drops && !nested[a] || isForeign && t.Type == html.SelfClosingTagToken {
		return nil
	}
	if len(p.open) == maxDepth {
		return fmt.Errorf("HTML: more than %d elements inside each other: %w", maxDepth, ErrDamaged)
	}
	p.open = append(p.open, e)
	p.count(e, 1)
	return nil
}

// count keeps the books of the open elements.
func (p *page) count(e element, by int) {
	p.in[e.atom] += by
	if e.drops {
		p.drop += by
	}
	if e.link {
		p.links += by
	}
}

// close ends the i-th open element and all in it.
func (p *page) close(i int) {
	for _, e := range p.open[i:] {
		p.count(e, -1)
	}
	p.open = p.open[:i]
}

// drops reports whether the content of element a is no text of the document. The header of an article is its title.
func (p *page) drops(a atom.Atom) bool {
	if a == atom.Header && (p.in[atom.Main]+p.in[atom.Article] > 0) {
		return false
	}
	return dropped[a]
}

// end ends the innermost open element a and all in it.
func (p *page) end(a atom.Atom) {
	p.last = 0
	if p.in[a] > 0 {
		p.close(p.innermost(a))
	}
	switch a {
	case atom.Li:
		p.flow.item("")
	case atom.Ol, atom.Ul, atom.Menu:
		p.flow.item("")
		p.list()
	case atom.Table:
		p.flow.endTable()
	}
	if blocks[a] {
		p.flow.block()
	}
}

// innermost returns the index of the innermost open element that is one of atoms, or -1.
func (p *page) innermost(atoms ...atom.Atom) int {
	for i, e := range slices.Backward(p.open) {
		if slices.Contains(atoms, e.atom) {
			return i
		}
	}
	return -1
}

// endSibling ends an open a that stands inside no other within: its end tag was left out.
func (p *page) endSibling(a, within atom.Atom) {
	if i := p.innermost(a, within); p.in[a] > 0 && i >= 0 && p.open[i].atom == a {
		p.close(i)
	}
}

// list parts a list from what is around it; one inside another only ends the line.
func (p *page) list() {
	if p.in[atom.Ol]+p.in[atom.Ul]+p.in[atom.Menu] > 0 {
		p.flow.line()
		return
	}
	p.flow.block()
}

// marker returns what a list item begins with.
func (p *page) marker(t html.Token) string {
	i := p.innermost(atom.Ol, atom.Ul, atom.Menu)
	if i < 0 || p.open[i].atom != atom.Ol {
		return bullet
	}
	list := &p.open[i]
	if n, err := strconv.Atoi(attr(t, "value")); err == nil {
		list.next = n
	}
	n := list.next
	list.next += list.step
	return numeral(list.kind, n) + ". "
}

// cell begins a cell of the innermost row.
func (p *page) cell() {
	if i := p.innermost(atom.Tr); i >= 0 {
		p.flow.cell(p.open[i].cells == 0)
		p.open[i].cells++
	}
}

// name returns the page's title, or else its first heading.
func (p *page) name() string { return cmp.Or(oneLine(p.title), oneLine(p.head)) }

// listStart returns the first number, the step and the numbering format of an ordered list.
func listStart(t html.Token) (start, step int, kind string) {
	start, step = 1, 1
	if v, err := strconv.Atoi(attr(t, "start")); err == nil {
		start = v
	}
	if slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "reversed" }) {
		step = -1
	}
	return start, step, map[string]string{
		"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
	}[attr(t, "type")]
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
