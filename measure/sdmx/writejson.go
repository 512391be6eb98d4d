package sdmx

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"entente"
)

// jsonSchema names the version for readers that look at it.
const jsonSchema = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json"

// writeJSON writes SDMX-JSON 2.0: a structure for each dataset, dimensions as indices, all other values as they are.
func writeJSON(w io.Writer, m Message) error {
	for _, d := range m.Datasets {
		if err := d.checkPlain(); err != nil {
			return err
		}
		if err := d.checkPartial(); err != nil {
			return err
		}
	}
	out := &jsonWriter{bufio.NewWriter(w)}
	out.raw(`{"meta":{"schema":`, jsonSchema)
	out.raw(`,"id":`, m.Header.ID)
	fmt.Fprintf(out, `,"test":%t`, m.Header.Test)
	out.raw(`,"prepared":`, m.Header.Prepared.Format(time.RFC3339Nano))
	out.raw(`,"sender":{"id":`, m.Header.Sender)
	out.WriteString("}},\n\"data\":{\"structures\":[")
	var indices []dimensionIndex
	for i, d := range m.Datasets {
		index := indexDimensions(d)
		indices = append(indices, index)
		out.comma(i)
		out.structure(d, index)
	}
	out.WriteString("\n],\"dataSets\":[")
	n := 0
	for i, d := range m.Datasets {
		for _, piece := range d.pieces() {
			out.comma(n)
			out.dataset(piece, i, indices[i])
			n++
		}
	}
	out.WriteString("\n]}}\n")
	return out.Flush()
}

// A dimensionIndex holds the values of each dimension in the order of their coming, and their indices.
type dimensionIndex []struct {
	values []string
	at     map[string]int
}

func indexDimensions(d Dataset) dimensionIndex {
	index := make(dimensionIndex, len(d.Dimensions))
	for i := range index {
		index[i].at = map[string]int{}
	}
	for _, o := range d.Observations {
		for i, k := range o.Key {
			if _, ok := index[i].at[k]; !ok && k != "" && k != SwitchedOff {
				index[i].at[k] = len(index[i].values)
				index[i].values = append(index[i].values, k)
			}
		}
	}
	return index
}

// key returns the indices of o's key. What is left out of the key is empty.
func (x dimensionIndex) key(o Observation) string {
	parts := make([]string, len(o.Key))
	for i, k := range o.Key {
		switch k {
		case "", SwitchedOff:
			parts[i] = k
		default:
			parts[i] = strconv.Itoa(x[i].at[k])
		}
	}
	return strings.Join(parts, ":")
}

type jsonWriter struct{ *bufio.Writer }

// raw writes text as it is, and v as JSON.
func (w *jsonWriter) raw(text string, v any) {
	w.WriteString(text)
	if s, ok := v.(string); ok && plainJSON(s) {
		w.WriteByte('"')
		w.WriteString(s)
		w.WriteByte('"')
		return
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // strings, slices and maps of them always can be
	}
	w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// plainJSON reports whether s is the same in JSON, as nearly all are.
func plainJSON(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7F || s[i] == '"' || s[i] == '\\' {
			return false
		}
	}
	return true
}

func (w *jsonWriter) comma(i int) {
	if i > 0 {
		w.WriteByte(',')
	}
	w.WriteByte('\n')
}

// rels are the relations of links to what describes a dataset.
var rels = map[Kind]string{Dataflow: "dataflow", DataStructure: "datastructure", Provision: "provisionagreement"}

func (w *jsonWriter) structure(d Dataset, index dimensionIndex) {
	w.raw(`{"name":`, d.Structure.ID)
	w.raw(`,"links":[{"rel":`, rels[d.Structure.Kind])
	w.raw(`,"urn":`, d.Structure.URN())
	w.WriteString(`}],"dimensions":{"observation":[`)
	for i, c := range d.Dimensions {
		w.comma(i)
		w.component(c)
		fmt.Fprintf(w, `,"keyPosition":%d`, i)
		w.values(index[i].values, c.Codes)
		w.WriteByte('}')
	}
	w.WriteString(`]},"measures":{"observation":[`)
	w.components(d.Measures)
	w.WriteString(`]},"attributes":{"observation":[`)
	w.components(d.Attributes)
	if d.hasPartial() {
		w.WriteString(`],"dimensionGroup":[`)
		w.components(d.Attributes)
	}
	w.WriteString(`]}}`)
}

func (d Dataset) hasPartial() bool {
	for _, o := range d.Observations {
		if o.kind() != ofFull {
			return true
		}
	}
	return false
}

func (w *jsonWriter) components(list []Component) {
	for i, c := range list {
		w.comma(i)
		w.component(c)
		w.WriteByte('}')
	}
}

// component begins a component, and leaves it open.
func (w *jsonWriter) component(c Component) {
	w.raw(`{"id":`, c.ID)
	w.raw(`,"name":`, c.name())
}

func (c Component) name() string {
	if c.Name == "" {
		return c.ID
	}
	return c.Name
}

// values writes the values of a dimension: those that are identifiers with a name, the others as they are.
func (w *jsonWriter) values(values []string, codes []Code) {
	if len(values) == 0 {
		return
	}
	names := map[string]string{}
	for _, c := range codes {
		names[c.ID] = c.Name
	}
	w.WriteString(`,"values":[`)
	for i, v := range values {
		if i > 0 {
			w.WriteByte(',')
		}
		if !idForm.MatchString(v) {
			w.raw(`{"value":`, v)
			w.WriteByte('}')
			continue
		}
		name := names[v]
		if name == "" {
			name = v
		}
		w.raw(`{"id":`, v)
		w.raw(`,"name":`, name)
		w.WriteByte('}')
	}
	w.WriteByte(']')
}

// dataset writes a piece: observations, or attributes of part of a key, or a deletion of everything.
func (w *jsonWriter) dataset(d Dataset, structure int, index dimensionIndex) {
	fmt.Fprintf(w, `{"structure":%d,"action":"%s"`, structure, d.Action)
	kind := d.Observations[0].kind()
	if kind == ofAll && d.Observations[0].isBare() {
		w.WriteByte('}')
		return
	}
	if kind == ofFull {
		w.WriteString(`,"observations":{`)
	} else {
		w.WriteString(`,"dimensionGroupAttributes":{`)
	}
	for i, o := range d.Observations {
		w.comma(i)
		w.raw("", index.key(o))
		w.WriteString(":[")
		values := o.Attributes
		if kind == ofFull {
			values = append(o.Measures[:len(o.Measures):len(o.Measures)], values...)
		}
		w.array(values, len(o.Measures), kind == ofFull)
		w.WriteByte(']')
	}
	w.WriteString("}}")
}

// array writes values up to the last that says something. The first n may be numbers.
func (w *jsonWriter) array(values []Value, n int, hasMeasures bool) {
	for len(values) > 0 && values[len(values)-1].IsZero() {
		values = values[:len(values)-1]
	}
	for i, v := range values {
		if i > 0 {
			w.WriteByte(',')
		}
		if hasMeasures && i < n && v.isPlain() && jsonNumber.MatchString(v.Text) {
			w.WriteString(v.Text)
			continue
		}
		w.raw("", jsonOf(v))
	}
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$`)

// jsonOf returns what JSON holds of v: null, a text, texts by language, or a list.
func jsonOf(v Value) any {
	switch {
	case v.IsZero():
		return nil
	case v.isPlain():
		return v.Text
	case v.isSeveral():
		var list []any
		for _, p := range v.Parts {
			if p.isPlain() {
				list = append(list, p.Text)
				continue
			}
			list = append(list, jsonOf(p))
		}
		return list
	}
	return texts(v.texts())
}

// texts is a text in several languages, in their order, which a map would lose.
type texts []Value

// MarshalJSON writes an object of texts by language.
func (t texts) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	w := &jsonWriter{bufio.NewWriter(&b)}
	w.WriteByte('{')
	for i, v := range t {
		if i > 0 {
			w.WriteByte(',')
		}
		w.raw("", v.Lang)
		w.raw(":", v.Text)
	}
	w.WriteByte('}')
	if err := w.Flush(); err != nil {
		return nil, fmt.Errorf("%w: %w", err, entente.ErrInvalid)
	}
	return b.Bytes(), nil
}
