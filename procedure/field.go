package procedure

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente"
	"entente/cal"
)

// A Field is a part of the content of an act, or of the terms of a case.
type Field struct {
	ID       string          `json:"id"`
	Title    entente.Wording `json:"title,omitempty"`
	Kind     FieldKind       `json:"kind,omitempty"`
	Required bool            `json:"required,omitempty"`
	Choices  []string        `json:"choices,omitempty"`
	Also     []string        `json:"also,omitempty"`  // other names under which it is taken
	Later    string          `json:"later,omitempty"` // a clock: the moment must be later than when it runs out
	Ahead    bool            `json:"ahead,omitempty"` // the moment must not be past
}

// A FieldKind says what a field holds.
type FieldKind string

// The kinds of fields.
const (
	TextField   FieldKind = ""       // words
	MomentField FieldKind = "moment" // an RFC 3339 time, or a day, which stands for its end
	DayField    FieldKind = "day"
	PeriodField FieldKind = "period"
	NumberField FieldKind = "number"
	ChoiceField FieldKind = "choice"
	ActorField  FieldKind = "actor"
	ActorsField FieldKind = "actors"
	FlagField   FieldKind = "flag"
	LinkField   FieldKind = "link" // an address, a case, a statement
	SpanField   FieldKind = "span" // an ISO 8601 duration
)

// FieldKinds are all of them.
var FieldKinds = []FieldKind{TextField, MomentField, DayField, PeriodField, NumberField, ChoiceField, ActorField, ActorsField, FlagField, LinkField, SpanField}

// isMoment reports whether clocks can go by what a field holds.
func (f *Field) isMoment() bool { return f.Kind == MomentField || f.Kind == DayField }

// Content is what an act says, by field. Each value is JSON.
type Content map[string]json.RawMessage

// Text returns the words of a field; "" where there are none.
func (c Content) Text(field string) string {
	raw := c[field]
	if len(raw) == 0 || raw[0] != '"' {
		return strings.Trim(string(raw), "\n ")
	}
	if s := raw[1 : len(raw)-1]; bytes.IndexByte(s, '\\') < 0 {
		return string(s)
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// Moment returns the moment that a field gives.
func (c Content) Moment(field string) (cal.Instant, bool) {
	s := c.Text(field)
	if s == "" {
		return 0, false
	}
	i, err := cal.ParseWhen(s)
	return i, err == nil
}

// Span returns the length of time that a field gives.
func (c Content) Span(field string) (cal.Span, bool) {
	p, err := cal.ParseSpan(c.Text(field))
	return p, err == nil
}

// Actors returns the actors that a field names, one or several.
func (c Content) Actors(field string) []entente.ActorID {
	raw := c[field]
	if len(raw) > 0 && raw[0] == '[' {
		var all []entente.ActorID
		if json.Unmarshal(raw, &all) != nil {
			return nil
		}
		return all
	}
	if s := c.Text(field); s != "" {
		return []entente.ActorID{entente.ActorID(s)}
	}
	return nil
}

// SetText sets a field to words.
func (c Content) SetText(field, words string) {
	raw, err := json.Marshal(words)
	if err != nil {
		panic(err) // no text is beyond JSON
	}
	c[field] = raw
}

// Equal reports whether two contents say the same.
func (c Content) Equal(d Content) bool {
	if len(c) != len(d) {
		return false
	}
	for k, v := range c {
		w, ok := d[k]
		if !ok || !bytes.Equal(v, w) && !sameJSON(v, w) {
			return false
		}
	}
	return true
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	p, err := json.Marshal(x)
	q, err2 := json.Marshal(y)
	return err == nil && err2 == nil && bytes.Equal(p, q)
}

// renamed returns c with fields that came under another name under their own. It is c itself where there are none.
func renamed(c Content, fields []Field) Content {
	out, copied := c, false
	for _, f := range fields {
		if len(f.Also) == 0 || len(c[f.ID]) > 0 {
			continue
		}
		i := slices.IndexFunc(f.Also, func(name string) bool { return len(c[name]) > 0 })
		if i < 0 {
			continue
		}
		if !copied {
			out, copied = maps.Clone(c), true
		}
		delete(out, f.Also[i])
		out[f.ID] = c[f.Also[i]]
	}
	return out
}

// check reports what is wrong with the content of an act or the terms of a case.
func (c Content) check(fields []Field) error {
	for _, f := range fields {
		raw := c[f.ID]
		if isEmpty(raw) {
			if f.Required {
				return fmt.Errorf("%s is missing", f.ID)
			}
			continue
		}
		if err := f.checkValue(c); err != nil {
			return fmt.Errorf("%s: %w", f.ID, err)
		}
	}
	return nil
}

func isEmpty(raw json.RawMessage) bool {
	return len(raw) == 0 || string(raw) == `""` || string(raw) == "null" || string(raw) == "[]"
}

func (f Field) checkValue(c Content) error {
	raw := c[f.ID]
	text := c.Text(f.ID)
	switch f.Kind {
	case TextField, LinkField:
		if raw[0] != '"' {
			return errors.New("want a text")
		}
	case MomentField:
		_, err := cal.ParseWhen(text)
		return err
	case SpanField:
		_, err := cal.ParseSpan(text)
		return err
	case DayField:
		_, err := cal.ParseDate(text)
		return err
	case PeriodField:
		_, err := cal.ParsePeriod(text)
		return err
	case NumberField:
		var v float64
		if json.Unmarshal(raw, &v) != nil {
			return fmt.Errorf("%s: want a number", raw)
		}
	case ChoiceField:
		if !slices.Contains(f.Choices, text) {
			return fmt.Errorf("%q: want one of %s", text, strings.Join(f.Choices, ", "))
		}
	case ActorField:
		if len(c.Actors(f.ID)) != 1 {
			return errors.New("want an actor")
		}
	case ActorsField:
		if len(c.Actors(f.ID)) == 0 {
			return errors.New("want actors")
		}
	case FlagField:
		if string(raw) != "true" && string(raw) != "false" {
			return errors.New("want true or false")
		}
	}
	return nil
}
