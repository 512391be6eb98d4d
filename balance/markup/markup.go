// Package markup holds XML as a small tree that is read within bounds and written exactly, and forms: descriptions of
// elements of which the same lines read and write, so that the two cannot drift apart. It knows no standard.
package markup

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"entente"
)

// A Name is the name of an element or an attribute: a namespace, "" for none, and a name in it.
type Name struct{ Space, Local string }

// Lang is the name of the attribute xml:lang.
var Lang = Name{"http://www.w3.org/XML/1998/namespace", "lang"}

// An Attribute is an attribute of an element.
type Attribute struct {
	Name
	Value string
}

// A Node is an element. Text is the text directly in it, as written.
type Node struct {
	Name
	Attrs    []Attribute
	Text     string
	Children []*Node
	Line     int // where it begins, counted from 1; 0 if it was not read
}

// Bounds against hostile documents. A document over one of them is refused as a whole.
const (
	MaxSize  = 64 << 20 // bytes
	MaxNodes = 1 << 21  // elements
	MaxDepth = 32       // elements within each other
)

const instance = "http://www.w3.org/2001/XMLSchema-instance"

// Parse reads a document in UTF-8. It refuses what is not well formed, document type declarations (and with them every
// entity but the five of XML), and what is over the bounds. Comments and processing instructions are left out, and so are
// namespace declarations and what points to schemas. Its errors say the line and wrap [entente.ErrInvalid].
func Parse(r io.Reader) (*Node, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if len(data) > MaxSize {
		return nil, fmt.Errorf("more than %d bytes: %w", MaxSize, entente.ErrInvalid)
	}
	p := &parsing{d: xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))}
	for {
		more, err := p.next()
		if err != nil {
			line, _ := p.d.InputPos()
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if !more {
			return p.root, nil
		}
	}
}

type parsing struct {
	d     *xml.Decoder
	root  *Node
	open  []*Node
	nodes int
}

func (p *parsing) next() (more bool, err error) {
	line, _ := p.d.InputPos()
	t, err := p.d.Token()
	if errors.Is(err, io.EOF) {
		if p.root == nil {
			return false, fmt.Errorf("no element: %w", entente.ErrInvalid)
		}
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%w: %w", err, entente.ErrInvalid)
	}
	switch t := t.(type) {
	case xml.StartElement:
		return true, p.start(t, line)
	case xml.EndElement:
		p.open = p.open[:len(p.open)-1]
	case xml.CharData:
		return true, p.text(string(t))
	case xml.Directive:
		return false, fmt.Errorf("a document type declaration: declarations and entities are not read: %w", entente.ErrInvalid)
	}
	return true, nil
}

func (p *parsing) start(t xml.StartElement, line int) error {
	p.nodes++
	switch {
	case p.nodes > MaxNodes:
		return fmt.Errorf("more than %d elements: %w", MaxNodes, entente.ErrInvalid)
	case len(p.open) >= MaxDepth:
		return fmt.Errorf("more than %d elements within each other: %w", MaxDepth, entente.ErrInvalid)
	case len(p.open) == 0 && p.root != nil:
		return fmt.Errorf("element %q after the end of the document: %w", t.Name.Local, entente.ErrInvalid)
	}
	n := &Node{Name: Name(t.Name), Line: line}
	if !local.MatchString(n.Local) {
		return fmt.Errorf("element %q: want another name: %w", Clip(n.Local), entente.ErrInvalid)
	}
	seen := map[xml.Name]bool{}
	for _, a := range t.Attr {
		if seen[a.Name] {
			return fmt.Errorf("attribute %q twice: %w", Clip(a.Name.Local), entente.ErrInvalid)
		}
		seen[a.Name] = true
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" || a.Name.Space == instance {
			continue
		}
		if !local.MatchString(a.Name.Local) {
			return fmt.Errorf("attribute %q: want another name: %w", Clip(a.Name.Local), entente.ErrInvalid)
		}
		n.Attrs = append(n.Attrs, Attribute{Name(a.Name), a.Value})
	}
	if p.root == nil {
		p.root = n
	} else {
		top := p.open[len(p.open)-1]
		top.Children = append(top.Children, n)
	}
	p.open = append(p.open, n)
	return nil
}

func (p *parsing) text(s string) error {
	if len(p.open) > 0 {
		p.open[len(p.open)-1].Text += s
		return nil
	}
	if strings.TrimSpace(s) != "" {
		return fmt.Errorf("text %q outside of all elements: %w", Clip(s), entente.ErrInvalid)
	}
	return nil
}

// Clip shortens what is quoted in a message.
func Clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// A Prefix is what stands for a namespace in a document.
type Prefix struct{ Prefix, Space string }

// Write writes n as a document in UTF-8 with the prefixes declared at the root; a space without one gets one. A text or a
// name that XML cannot hold is an error that wraps [entente.ErrInvalid]; what was written by then is of no use. An element
// that has children is written without its text.
func (n *Node) Write(w io.Writer, prefixes ...Prefix) error {
	out := &output{Writer: bufio.NewWriter(w), prefix: map[string]string{Lang.Space: "xml:", "": ""}}
	for _, p := range prefixes {
		out.prefix[p.Space] = p.Prefix + ":"
	}
	out.spaces(n, func(space string) {
		p := Prefix{fmt.Sprintf("n%d", len(prefixes)+1), space}
		prefixes = append(prefixes, p)
		out.prefix[space] = p.Prefix + ":"
	})
	out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	out.element(n, 0, prefixes)
	if out.err != nil {
		return out.err
	}
	return out.Flush()
}

type output struct {
	*bufio.Writer
	prefix map[string]string
	err    error
}

func (o *output) element(n *Node, depth int, declare []Prefix) {
	indent, name := strings.Repeat(" ", depth), o.name(n.Name)
	o.WriteString(indent + "<" + name)
	for _, p := range declare {
		o.attr("xmlns:"+p.Prefix, p.Space)
	}
	for _, a := range n.Attrs {
		o.attr(o.name(a.Name), a.Value)
	}
	switch {
	case len(n.Children) == 0 && n.Text == "":
		o.WriteString("/>\n")
		return
	case len(n.Children) == 0:
		o.WriteString(">")
		o.escaped(n.Text)
	default:
		o.WriteString(">\n")
		for _, c := range n.Children {
			o.element(c, depth+1, nil)
		}
		o.WriteString(indent)
	}
	o.WriteString("</" + name + ">\n")
}

// spaces calls add for each namespace in n without a prefix.
func (o *output) spaces(n *Node, add func(string)) {
	names := []Name{n.Name}
	for _, a := range n.Attrs {
		names = append(names, a.Name)
	}
	for _, x := range names {
		if _, ok := o.prefix[x.Space]; !ok {
			add(x.Space)
		}
	}
	for _, c := range n.Children {
		o.spaces(c, add)
	}
}

func (o *output) name(n Name) string {
	if o.err == nil && !local.MatchString(n.Local) {
		o.err = fmt.Errorf("%q: want a name of an element or an attribute: %w", Clip(n.Local), entente.ErrInvalid)
	}
	return o.prefix[n.Space] + n.Local
}

// local is what we write of names: letters and digits of any script, and . - _, begun with a letter or _.
var local = regexp.MustCompile(`^[\pL_][\pL\pN\pM._-]*$`)

// Outline returns n without the lines, and without the text of elements that have children, as it is written.
func (n *Node) Outline() *Node {
	out := &Node{Name: n.Name, Attrs: n.Attrs}
	if len(n.Children) == 0 {
		out.Text = n.Text
	}
	for _, c := range n.Children {
		out.Children = append(out.Children, c.Outline())
	}
	return out
}

func (o *output) attr(name, value string) {
	o.WriteString(" " + name + `="`)
	o.escaped(value)
	o.WriteString(`"`)
}

// escaped writes s. What XML cannot hold is a fault, not another character.
func (o *output) escaped(s string) {
	if o.err == nil && !IsText(s) {
		o.err = fmt.Errorf("%q: XML cannot hold it: %w", Clip(s), entente.ErrInvalid)
	}
	if err := xml.EscapeText(o, []byte(s)); err != nil && o.err == nil {
		o.err = err
	}
}

// IsText reports whether XML 1.0 holds s (Extensible Markup Language 1.0, fifth edition, production 2).
func IsText(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool {
		isChar := r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
		return !isChar
	}) < 0
}
