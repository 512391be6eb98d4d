package sdmx

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// SDMX-CSV puts several values into one field by a sub-field separator. A sub-field that contains the separator, or begins
// with a quotation mark, stands in quotation marks, those within it doubled.

// A layoutOf says how the fields of a column are divided: NAME[] lists values, NAME[en;fr] languages, NAME[][en;fr] both.
type layoutOf struct {
	isList bool
	langs  []string
}

var errSubfield = errors.New("a quotation mark that is not closed")

// split divides a field into its sub-fields.
func split(s string, separator byte) ([]string, error) {
	if s == "" {
		return nil, nil
	}
	var parts []string
	for {
		part, rest, more, err := firstSubfield(s, separator)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
		if !more {
			return parts, nil
		}
		s = rest
	}
}

func firstSubfield(s string, separator byte) (part, rest string, more bool, err error) {
	if !strings.HasPrefix(s, `"`) {
		part, rest, more = strings.Cut(s, string(separator))
		return part, rest, more, nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != '"':
			b.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == '"':
			b.WriteByte('"')
			i++
		case i+1 == len(s):
			return b.String(), "", false, nil
		case s[i+1] == separator:
			return b.String(), s[i+2:], true, nil
		default:
			return "", "", false, errSubfield
		}
	}
	return "", "", false, errSubfield
}

// join is the inverse of split, but that one empty part is as good as none.
func join(parts []string, separator byte) string {
	quoted := make([]string, len(parts))
	for i, p := range parts {
		quoted[i] = p
		if strings.HasPrefix(p, `"`) || strings.IndexByte(p, separator) >= 0 {
			quoted[i] = `"` + strings.ReplaceAll(p, `"`, `""`) + `"`
		}
	}
	return strings.Join(quoted, string(separator))
}

// value reads a field of the column.
func (l layoutOf) value(s string, separator byte) (Value, error) {
	if !l.isList && l.langs == nil {
		return text(s), nil
	}
	parts, err := split(s, separator)
	switch {
	case err != nil:
		return Value{}, err
	case l.langs == nil:
		return listed(eachText(parts)), nil
	case l.isList:
		return sets(parts, separator)
	}
	v, err := set(parts)
	if err != nil {
		// The guide shows several texts in several languages without the [] in the heading too.
		if several, err := sets(parts, separator); err == nil {
			return several, nil
		}
	}
	return v, err
}

func eachText(parts []string) []Value {
	values := make([]Value, len(parts))
	for i, p := range parts {
		values[i] = text(p)
	}
	return values
}

// sets reads several texts, each in several languages.
func sets(parts []string, separator byte) (Value, error) {
	var values []Value
	for _, p := range parts {
		inner, err := split(p, separator)
		if err != nil {
			return Value{}, err
		}
		v, err := set(inner)
		if err != nil {
			return Value{}, err
		}
		values = append(values, v)
	}
	return listed(values), nil
}

var langForm = regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`)

// set reads one text in several languages.
func set(parts []string) (Value, error) {
	var texts []Value
	for _, p := range parts {
		lang, s, ok := strings.Cut(p, ":")
		if !ok || !langForm.MatchString(lang) {
			return Value{}, fmt.Errorf("%q: want a language before the text, such as en:Text", clip(p))
		}
		if slices.ContainsFunc(texts, func(v Value) bool { return v.Lang == lang }) {
			return Value{}, fmt.Errorf("language %q: twice", lang)
		}
		texts = append(texts, Value{Text: s, Lang: lang})
	}
	return localised(texts), nil
}

// field is the inverse of value. Where the column lists values, v is written as a list of at least one.
func (l layoutOf) field(v Value, separator byte) string {
	switch {
	case v.IsZero():
		return ""
	case l.isList:
		var parts []string
		for _, p := range v.instances() {
			parts = append(parts, setField(p, separator))
		}
		return join(parts, separator)
	}
	return setField(v, separator)
}

// setField writes one text: as it is without language, else with its languages.
func setField(v Value, separator byte) string {
	if v.isPlain() {
		return v.Text
	}
	var parts []string
	for _, t := range v.texts() {
		parts = append(parts, t.Lang+":"+t.Text)
	}
	return join(parts, separator)
}
