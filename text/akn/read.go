package akn

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"entente"
	"entente/cal"
	"entente/unit"
)

// maxSize is the most bytes that a document may have.
const maxSize = 100 << 20

// Read reads what [Write] writes, and nothing else: an Akoma Ntoso document of another hand is refused, because what it
// says beyond a [Document] would be lost.
func Read(r io.Reader) (Document, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	switch {
	case err != nil:
		return Document{}, fmt.Errorf("akn: read: %w", err)
	case len(data) > maxSize:
		return Document{}, fmt.Errorf("akn: more than %d bytes: %w", maxSize, entente.ErrUnsupported)
	}
	var x xmlFile
	if err := xml.Unmarshal(data, &x); err != nil {
		return Document{}, fmt.Errorf("akn: %v: %w", err, entente.ErrInvalid)
	}
	d, err := x.document()
	if err != nil {
		return Document{}, fmt.Errorf("akn: %w", err)
	}
	var again bytes.Buffer
	if err := Write(&again, d); err != nil {
		return Document{}, err
	}
	if at := differsAt(data, again.Bytes()); at >= 0 {
		return Document{}, fmt.Errorf("akn: line %d is not as this program writes it: %w",
			1+bytes.Count(data[:at], []byte("\n")), entente.ErrInvalid)
	}
	return d, nil
}

// differsAt returns the offset of the first byte in which a and b differ, or -1.
func differsAt(a, b []byte) int {
	if bytes.Equal(a, b) {
		return -1
	}
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// The elements that are read. What is checked by writing the document again is not read: identifiers that follow from
// others, order, white space.
type (
	xmlFile struct {
		XMLName   xml.Name `xml:"akomaNtoso"`
		Statement *xmlBody `xml:"statement"`
		Doc       *xmlBody `xml:"doc"`
	}
	xmlBody struct {
		Work       xmlWork        `xml:"meta>identification>FRBRWork"`
		Language   xmlAttrs       `xml:"meta>identification>FRBRExpression>FRBRlanguage"`
		Analysis   []xmlStatement `xml:"meta>analysis>otherAnalysis>statement"`
		References struct {
			All []xmlReference `xml:",any"`
		} `xml:"meta>references"`
		Source     xmlAttrs       `xml:"meta>proprietary>source"`
		Paragraphs []xmlParagraph `xml:"mainBody>paragraph"`
	}
	xmlWork struct {
		Aliases []xmlAttrs `xml:"FRBRalias"`
		Date    xmlAttrs   `xml:"FRBRdate"`
		Country xmlAttrs   `xml:"FRBRcountry"`
		Name    xmlAttrs   `xml:"FRBRname"`
	}
	xmlAttrs struct {
		Value    string `xml:"value,attr"`
		Name     string `xml:"name,attr"`
		Date     string `xml:"date,attr"`
		Period   string `xml:"period,attr"`
		Language string `xml:"language,attr"`
		Lang     string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	}
	xmlReference struct {
		ID     string `xml:"eId,attr"`
		ShowAs string `xml:"showAs,attr"`
	}
	xmlStatement struct {
		About       string        `xml:"about,attr"`
		Bearer      string        `xml:"bearer,attr"`
		Addressee   string        `xml:"addressee,attr"`
		Deadline    string        `xml:"deadline,attr"`
		Due         cal.Period    `xml:"due,attr"`
		Recurs      string        `xml:"recurs,attr"`
		Instruments string        `xml:"instruments,attr"`
		Programme   string        `xml:"programme,attr"`
		Systems     string        `xml:"systems,attr"`
		Statements  string        `xml:"statements,attr"`
		Quantities  []xmlQuantity `xml:"quantity"`
	}
	xmlQuantity struct {
		Comparator string `xml:"comparator,attr"`
		Value      string `xml:"value,attr"`
		Unit       string `xml:"unit,attr"`
		Of         string `xml:"of,attr"`
	}
	xmlParagraph struct {
		ID      string    `xml:"eId,attr"`
		Heading xmlSpan   `xml:"heading"`
		Blocks  []xmlSpan `xml:"content>p"`
	}
	xmlSpan struct {
		ID       string    `xml:"eId,attr"`
		RefersTo string    `xml:"refersTo,attr"`
		Class    string    `xml:"class,attr"`
		Lang     string    `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
		Text     string    `xml:",chardata"`
		Spans    []xmlSpan `xml:"span"`
	}
)

func (x xmlFile) document() (Document, error) {
	d := Document{Kind: Communique}
	body := x.Statement
	if body == nil {
		d.Kind, body = Register, x.Doc
	}
	if body == nil {
		return d, fmt.Errorf("neither <statement> nor <doc> in it: %w", entente.ErrInvalid)
	}
	d.ID = entente.InstrumentID(body.Work.Name.Value)
	d.Source = body.Source.Name
	if body.Work.Country.Value != nowhere {
		d.Jurisdiction = body.Work.Country.Value
	}
	for _, a := range body.Work.Aliases {
		word(&d.Titles, entente.Lang(a.Lang), a.Value)
	}
	var err error
	if d.Date, err = body.Work.Date.period(); err != nil {
		return d, err
	}
	if d.Lang, err = alpha2(body.Language.Language); err != nil {
		return d, err
	}
	names := map[string]string{}
	for _, r := range body.References.All {
		names["#"+r.ID] = r.ShowAs
	}
	if name := names["#"+author]; name != notStated {
		d.Author = name
	}
	analyses := map[string]xmlStatement{}
	for _, a := range body.Analysis {
		analyses[a.About] = a
	}
	for _, p := range body.Paragraphs {
		provision, err := p.provision(d, names, analyses)
		if err != nil {
			return d, err
		}
		d.Provisions = append(d.Provisions, provision)
	}
	return d, nil
}

// period returns the date of the work, which may be known by its month or year only.
func (a xmlAttrs) period() (cal.Period, error) {
	text := a.Period
	if text == "" && a.Date != unknownDay {
		text = a.Date
	}
	p, err := cal.ParsePeriod(text)
	if err != nil {
		return p, fmt.Errorf("%w: %w", err, entente.ErrInvalid)
	}
	return p, nil
}

// alpha2 undoes alpha3.
func alpha2(lang string) (entente.Lang, error) {
	if lang == undetermined {
		return "", nil
	}
	base, err := language.ParseBase(lang)
	if err != nil {
		return "", fmt.Errorf("language %q: want an ISO 639-2 code such as zho: %w", lang, entente.ErrInvalid)
	}
	return entente.Lang(base.String()), nil
}

func (x xmlParagraph) provision(d Document, names map[string]string, analyses map[string]xmlStatement) (Provision, error) {
	number, err := strconv.Atoi(strings.TrimPrefix(x.ID, "para_"))
	if err != nil {
		return Provision{}, fmt.Errorf("paragraph %q: want one such as para_27: %w", x.ID, entente.ErrInvalid)
	}
	p := Provision{Number: number, Heading: x.Heading.wording(d.Lang)}
	for _, block := range x.Blocks {
		for i, span := range block.Spans {
			s, err := span.statement(d, p.Number, names, analyses["#"+span.ID])
			if err != nil {
				return p, err
			}
			s.Apart = i == 0 && len(p.Statements) > 0
			p.Statements = append(p.Statements, s)
		}
	}
	return p, nil
}

func (x xmlSpan) statement(d Document, provision int, names map[string]string, a xmlStatement) (Statement, error) {
	number, err := strconv.Atoi(strings.TrimPrefix(x.ID, paragraphID(provision)+"__span_"))
	if err != nil {
		return Statement{}, fmt.Errorf("span %q: want one such as para_27__span_1: %w", x.ID, entente.ErrInvalid)
	}
	s := Statement{
		ID:          entente.StatementID{Instrument: d.ID, Provision: provision, Number: number},
		Text:        x.wording(d.Lang),
		Bearer:      named(a.Bearer, names),
		Addressee:   named(a.Addressee, names),
		Deadline:    Deadline{a.Deadline, a.Due, a.Recurs},
		Instruments: named(a.Instruments, names),
		Programme:   entente.ProgrammeID(a.Programme),
	}
	for _, act := range named(x.RefersTo, names) {
		s.Acts = append(s.Acts, entente.Act(act))
	}
	for _, span := range x.Spans {
		if span.Class == "summary" {
			word(&s.Summary, entente.Lang(span.Lang), span.Text)
		}
	}
	for _, q := range a.Quantities {
		s.Quantities = append(s.Quantities, Quantity{unit.Comparator(q.Comparator), q.Value, unit.Unit(q.Unit), q.Of})
	}
	for _, id := range strings.Fields(a.Systems) {
		s.Systems = append(s.Systems, entente.SystemID(id))
	}
	for _, text := range strings.Fields(a.Statements) {
		id, err := entente.ParseStatementID(text)
		if err != nil {
			return s, err
		}
		s.Statements = append(s.Statements, id)
	}
	return s, nil
}

// wording returns the text of a span in each language.
func (x xmlSpan) wording(lang entente.Lang) entente.Wording {
	var w entente.Wording
	word(&w, lang, x.Text)
	for _, span := range x.Spans {
		if span.Class == "" {
			word(&w, entente.Lang(span.Lang), span.Text)
		}
	}
	return w
}

// word adds a text that is not empty.
func word(w *entente.Wording, lang entente.Lang, text string) {
	if text == "" {
		return
	}
	if *w == nil {
		*w = entente.Wording{}
	}
	(*w)[lang] = text
}

// named returns the names behind a list of references.
func named(refs string, names map[string]string) []string {
	var list []string
	for _, r := range strings.Fields(refs) {
		list = append(list, names[r])
	}
	return list
}
