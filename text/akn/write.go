package akn

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"entente"
	"entente/cal"
)

const standard = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

// Write writes d as Akoma Ntoso. The same document gives the same bytes; a character that XML cannot hold becomes U+FFFD.
func Write(w io.Writer, d Document) error {
	if err := d.Check(); err != nil {
		return err
	}
	lang, err := alpha3(d.Lang)
	if err != nil {
		return fmt.Errorf("akn: %w", err)
	}
	wr := writer{doc: d, lang: lang, refs: newReferences(d)}
	wr.document()
	if _, err := w.Write(wr.b.Bytes()); err != nil {
		return fmt.Errorf("akn: write: %w", err)
	}
	return nil
}

// undetermined is the code of ISO 639-2 for a language that is not known.
const undetermined = "und"

// alpha3 returns the three-letter code of a language.
func alpha3(lang entente.Lang) (string, error) {
	if lang == "" {
		return undetermined, nil
	}
	base, err := language.ParseBase(string(lang))
	if err != nil || base.String() != string(lang) {
		return "", fmt.Errorf("language %q: want an ISO 639-1 code such as zh: %w", lang, entente.ErrInvalid)
	}
	return base.ISO3(), nil
}

// A writer puts a document together. Elements are indented, except where white space is text.
type writer struct {
	b     bytes.Buffer
	depth int
	doc   Document
	lang  string
	refs  references
}

func (w *writer) document() {
	element := "statement"
	if w.doc.Kind == Register {
		element = "doc"
	}
	w.b.WriteString(xml.Header)
	w.in("akomaNtoso", []string{"xmlns", standard, "xmlns:e", Namespace}, func() {
		w.in(element, []string{"name", string(w.doc.Kind)}, func() {
			w.in("meta", nil, w.meta)
			w.in("mainBody", nil, func() {
				for _, p := range w.doc.Provisions {
					w.provision(p)
				}
				if len(w.doc.Provisions) == 0 {
					w.empty("p")
				}
			})
		})
	})
}

func (w *writer) meta() {
	w.in("identification", []string{"source", "#" + editor}, w.identification)
	if analysed := w.analysed(); len(analysed) > 0 {
		w.in("analysis", []string{"source", "#" + editor}, func() {
			w.in("otherAnalysis", []string{"source", "#" + editor}, func() {
				for _, s := range analysed {
					w.analysis(s)
				}
			})
		})
	}
	w.in("references", []string{"source", "#" + editor}, func() {
		for _, r := range w.refs.list {
			w.reference(r)
		}
	})
	if w.doc.Source != "" {
		w.in("proprietary", []string{"source", "#" + editor}, func() { w.empty("e:source", "name", w.doc.Source) })
	}
}

// unknownDay stands for a date that is not known, where the standard wants one.
const unknownDay = "0001-01-01"

// identification names the work, its expression in a language, and this file of it.
func (w *writer) identification() {
	day, isKnown := w.doc.Date.First()
	date := []string{"date", unknownDay, "name", "unknown"}
	work := "/akn/" + w.jurisdiction() + "/statement/"
	if w.doc.Kind == Register {
		work = "/akn/" + w.jurisdiction() + "/doc/"
	}
	work += string(w.doc.Kind) + "/"
	if isKnown {
		date = []string{"date", day.String(), "name", "adoption"}
		work += day.String() + "/"
	}
	if !w.doc.Date.IsZero() && (!isKnown || w.doc.Date != cal.Day(day)) {
		date = append(date, "e:period", w.doc.Date.String())
	}
	work += string(w.doc.ID)
	expression := work + "/" + w.lang + "@"
	level := func(name, this, uri string, more func()) {
		w.in(name, nil, func() {
			w.empty("FRBRthis", "value", this)
			w.empty("FRBRuri", "value", uri)
			if name == "FRBRWork" {
				w.aliases()
			}
			w.empty("FRBRdate", date...)
			w.empty("FRBRauthor", "href", "#"+author)
			more()
		})
	}
	level("FRBRWork", work+"/!main", work, func() {
		w.empty("FRBRcountry", "value", w.jurisdiction())
		w.empty("FRBRsubtype", "value", string(w.doc.Kind))
		w.empty("FRBRname", "value", string(w.doc.ID))
	})
	level("FRBRExpression", expression+"/!main", expression, func() { w.empty("FRBRlanguage", "language", w.lang) })
	level("FRBRManifestation", expression+"/!main.xml", expression+".xml", func() {})
}

func (w *writer) jurisdiction() string {
	if w.doc.Jurisdiction == "" {
		return nowhere
	}
	return w.doc.Jurisdiction
}

// nowhere is a code that ISO 3166-1 leaves to users.
const nowhere = "xx"

func (w *writer) aliases() {
	for _, lang := range worded(w.doc.Titles) {
		w.empty("FRBRalias", "value", w.doc.Titles[lang], "name", "title", "xml:lang", string(lang))
	}
}

func (w *writer) reference(r reference) {
	attrs := []string{"eId", r.id}
	if r.element == "TLCReference" {
		attrs = append(attrs, "name", "instrument")
	}
	w.empty(r.element, append(attrs, "href", "/akn/ontology/"+r.class+"/"+url.PathEscape(r.name), "showAs", r.name)...)
}

// analysed returns the statements with attributes that have no place of their own in the standard.
func (w *writer) analysed() []Statement {
	var list []Statement
	for _, p := range w.doc.Provisions {
		for _, s := range p.Statements {
			if len(w.attributes(s)) > 0 || len(s.Quantities) > 0 {
				list = append(list, s)
			}
		}
	}
	return list
}

// attributes returns those of a statement by name, in a fixed order.
func (w *writer) attributes(s Statement) []string {
	var attrs []string
	add := func(name, value string) {
		if value != "" {
			attrs = append(attrs, name, value)
		}
	}
	add("bearer", w.refs.to("TLCOrganization", s.Bearer))
	add("addressee", w.refs.to("TLCOrganization", s.Addressee))
	add("deadline", s.Deadline.Phrase)
	add("due", s.Deadline.Due.String())
	add("recurs", s.Deadline.Recurs)
	add("instruments", w.refs.to("TLCReference", s.Instruments))
	add("programme", string(s.Programme))
	add("systems", strings.Join(texts(s.Systems), " "))
	ids := make([]string, len(s.Statements))
	for i, id := range s.Statements {
		ids[i] = id.String()
	}
	add("statements", strings.Join(ids, " "))
	return attrs
}

func (w *writer) analysis(s Statement) {
	attrs := append([]string{"about", "#" + spanID(s.ID)}, w.attributes(s)...)
	if len(s.Quantities) == 0 {
		w.empty("e:statement", attrs...)
		return
	}
	w.in("e:statement", attrs, func() {
		for _, q := range s.Quantities {
			attrs := []string{"comparator", string(q.Comparator), "value", q.Value, "unit", string(q.Unit)}
			if q.Of != "" {
				attrs = append(attrs, "of", q.Of)
			}
			w.empty("e:quantity", attrs...)
		}
	})
}

func paragraphID(number int) string { return fmt.Sprintf("para_%d", number) }

func spanID(id entente.StatementID) string {
	return fmt.Sprintf("%s__span_%d", paragraphID(id.Provision), id.Number)
}

func (w *writer) provision(p Provision) {
	id := paragraphID(p.Number)
	w.in("paragraph", []string{"eId", id}, func() {
		if p.Number > 0 {
			w.line("num", []string{"eId", id + "__num"}, func() { fmt.Fprintf(&w.b, "%d.", p.Number) })
		}
		if len(worded(p.Heading)) > 0 {
			w.line("heading", []string{"eId", id + "__heading"}, func() { w.wording(p.Heading) })
		}
		w.in("content", []string{"eId", id + "__content"}, func() {
			for i, block := range blocks(p.Statements) {
				w.line("p", []string{"eId", fmt.Sprintf("%s__content__p_%d", id, i+1)}, func() { w.block(block) })
			}
		})
	})
}

// blocks parts statements into paragraphs.
func blocks(statements []Statement) [][]Statement {
	var list [][]Statement
	for i, s := range statements {
		if i == 0 || s.Apart {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], s)
	}
	return list
}

// block writes the statements of one paragraph, with a space between them where their script has spaces.
func (w *writer) block(statements []Statement) {
	for i, s := range statements {
		if i > 0 && !isUnspaced(statements[i-1].Text[w.doc.Lang]) {
			w.b.WriteByte(' ')
		}
		attrs := []string{"eId", spanID(s.ID)}
		if len(s.Acts) > 0 {
			attrs = append(attrs, "refersTo", w.refs.to("TLCConcept", texts(s.Acts)))
		}
		w.tag("span", attrs, ">")
		w.wording(s.Text)
		for _, lang := range worded(s.Summary) {
			w.marked(s.Summary, lang, "class", "summary")
		}
		w.b.WriteString("</span>")
	}
}

// isUnspaced reports whether text is of a script whose sentences follow each other without a space.
func isUnspaced(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool { return r < utf8.RuneSelf || unicode.IsPunct(r) })
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// wording writes text in the document's language as it stands, and with any other language as marked spans.
func (w *writer) wording(of entente.Wording) {
	langs := worded(of)
	if len(langs) == 1 && langs[0] == w.doc.Lang {
		w.text(of[w.doc.Lang])
		return
	}
	for _, lang := range langs {
		w.marked(of, lang)
	}
}

func (w *writer) marked(of entente.Wording, lang entente.Lang, attrs ...string) {
	w.tag("span", append(attrs, "xml:lang", string(lang)), ">")
	w.text(of[lang])
	w.b.WriteString("</span>")
}

// worded returns the languages that have a text.
func worded(of entente.Wording) []entente.Lang {
	return slices.DeleteFunc(of.Langs(), func(l entente.Lang) bool { return of[l] == "" })
}

// in writes an element with others in it.
func (w *writer) in(name string, attrs []string, inside func()) {
	w.indent()
	w.tag(name, attrs, ">\n")
	w.depth++
	inside()
	w.depth--
	w.indent()
	w.b.WriteString("</" + name + ">\n")
}

// line writes an element with text in it.
func (w *writer) line(name string, attrs []string, inside func()) {
	w.indent()
	w.tag(name, attrs, ">")
	inside()
	w.b.WriteString("</" + name + ">\n")
}

func (w *writer) empty(name string, attrs ...string) {
	w.indent()
	w.tag(name, attrs, "/>\n")
}

func (w *writer) tag(name string, attrs []string, end string) {
	w.b.WriteString("<" + name)
	for pair := range slices.Chunk(attrs, 2) {
		w.b.WriteString(" " + pair[0] + `="`)
		w.text(pair[1])
		w.b.WriteByte('"')
	}
	w.b.WriteString(end)
}

func (w *writer) text(s string) { _ = xml.EscapeText(&w.b, []byte(s)) } // a buffer takes everything

func (w *writer) indent() { w.b.WriteString(strings.Repeat("  ", w.depth)) }
