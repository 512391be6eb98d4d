package sdmx

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"entente"
)

// markup writes XML. The first fault stops it, and is returned by end.
type markup struct {
	out  *bufio.Writer
	open []string
	err  error
}

func newMarkup(w io.Writer) *markup {
	m := &markup{out: bufio.NewWriter(w)}
	m.out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	return m
}

// start begins an element. Attributes are names and values in turn; those without value are left out.
func (m *markup) start(name string, attributes ...string) {
	m.tag(name, attributes)
	m.out.WriteString(">\n")
	m.open = append(m.open, name)
}

func (m *markup) tag(name string, attributes []string) {
	m.out.WriteString(strings.Repeat(" ", len(m.open)) + "<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			m.out.WriteString(" " + attributes[i] + `="`)
			m.text(attributes[i+1])
			m.out.WriteByte('"')
		}
	}
}

// empty writes an element without content.
func (m *markup) empty(name string, attributes ...string) {
	m.tag(name, attributes)
	m.out.WriteString("/>\n")
}

// leaf writes an element with a text.
func (m *markup) leaf(name, text string, attributes ...string) {
	m.tag(name, attributes)
	m.out.WriteByte('>')
	m.text(text)
	m.out.WriteString("</" + name + ">\n")
}

// close ends the n elements begun last.
func (m *markup) close(n int) {
	for range n {
		name := m.open[len(m.open)-1]
		m.open = m.open[:len(m.open)-1]
		m.out.WriteString(strings.Repeat(" ", len(m.open)) + "</" + name + ">\n")
	}
}

// text writes s escaped. What XML cannot hold is a fault, not another character.
func (m *markup) text(s string) {
	if i := strings.IndexFunc(s, func(r rune) bool { return !isXML(r) }); i >= 0 && m.err == nil {
		m.err = fmt.Errorf("%q: XML holds no %q: %w", clip(s), s[i:i+1], entente.ErrUnsupported)
	}
	if err := xml.EscapeText(m.out, []byte(s)); err != nil && m.err == nil {
		m.err = err
	}
}

// isXML reports whether XML 1.0 holds r.
func isXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}

// end closes all elements.
func (m *markup) end() error {
	m.close(len(m.open))
	if m.err != nil {
		return m.err
	}
	return m.out.Flush()
}

// header writes what the headers of all messages have.
func (m *markup) header(h Header) {
	m.start("message:Header")
	m.leaf("message:ID", h.ID)
	m.leaf("message:Test", fmt.Sprint(h.Test))
	m.leaf("message:Prepared", h.Prepared.Format(time.RFC3339Nano))
	m.empty("message:Sender", "id", h.Sender)
}
