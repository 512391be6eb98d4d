package pack

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/cal"
	"entente/internal/spell"
)

// A decoder turns the nodes of one file into records of the draft. It notes what is wrong and goes on.
type decoder struct {
	*draft
	file string
}

func (d *decoder) at(n *yaml.Node) place { return place{d.file, n.Line, n.Column} }

func (d *decoder) wrong(n *yaml.Node, field, format string, args ...any) {
	d.fault(d.at(n), field, format, args...)
}

// A read function reads the value of the field named name.
type read func(name string, n *yaml.Node)

// A field is a name that a mapping may have.
type field struct {
	name     string
	required bool
	read     read
}

func must(name string, r read) field { return field{name, true, r} }
func may(name string, r read) field  { return field{name, false, r} }

// fields reads a mapping that has no other fields than those given, and reports whether that is what it is.
func (d *decoder) fields(n *yaml.Node, name string, fields ...field) bool {
	if n.Kind != yaml.MappingNode {
		d.wrong(n, name, "%s: want fields (name: value), not %s", name, describe(n))
		return false
	}
	names := make([]string, len(fields))
	byName := make(map[string]field, len(fields))
	for i, f := range fields {
		names[i], byName[f.name] = f.name, f
	}
	seen := make(map[string]bool, len(fields))
	misspelt := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		f, known := byName[key.Value]
		switch {
		case !known:
			d.wrong(key, key.Value, "field %s unknown%s", quote(key.Value), suggest(key.Value, names))
			meant, _ := spell.Nearest(key.Value, names, nil)
			misspelt[meant] = true
			continue
		case seen[f.name]:
			d.wrong(key, f.name, "%s given twice", f.name)
			continue
		}
		seen[f.name] = true
		if f.required && isEmpty(value) {
			d.wrong(value, f.name, "%s is empty", f.name)
			continue
		}
		f.read(f.name, value)
	}
	for _, f := range fields {
		if f.required && !seen[f.name] && !misspelt[f.name] {
			d.wrong(n, f.name, "%s missing", f.name)
		}
	}
	return len(misspelt) == 0
}

func isEmpty(n *yaml.Node) bool {
	return n.Kind != yaml.AliasNode && len(n.Content) == 0 && n.Value == ""
}

// describe names what stands at n, for a message.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "fields"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias"
	}
	return quote(n.Value)
}

// each reads a list.
func (d *decoder) each(item func(*yaml.Node)) read {
	return func(name string, n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			d.wrong(n, name, "%s: want a list, not %s", name, describe(n))
			return
		}
		for _, c := range n.Content {
			item(c)
		}
	}
}

// scalar reads a value without regard to the type that YAML sees in it, for what has its own form: identifiers, dates.
func (d *decoder) scalar(name string, n *yaml.Node) (s string, ok bool) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" || n.Value == "" {
		d.wrong(n, name, "%s: want one value, not %s", name, describe(n))
		return "", false
	}
	return n.Value, true
}

// text reads words.
func text[T ~string](d *decoder, to *T) read {
	return func(name string, n *yaml.Node) {
		switch {
		case n.Kind != yaml.ScalarNode:
			d.wrong(n, name, "%s: want text, not %s", name, describe(n))
		case n.ShortTag() != "!!str":
			d.wrong(n, name, "%s: want text; put %s in quotation marks", name, describe(n))
		case n.Value == "", n.Value != strings.TrimSpace(n.Value), strings.ContainsAny(n.Value, "\n\t"):
			d.wrong(n, name, "%s: %s: want one line of text without spaces around it", name, quote(n.Value))
		default:
			*to = T(n.Value)
		}
	}
}

// id reads the identifier of a record and declares it as one of each of kinds.
func id[T ~string](d *decoder, to *T, check func(string) error, kinds ...kind) read {
	return func(name string, n *yaml.Node) {
		s, ok := d.scalar(name, n)
		if !ok {
			return
		}
		if err := check(s); err != nil {
			d.wrong(n, name, "%s", about(name, err))
		}
		*to = T(s)
		d.declare(d.at(n), s, kinds...) // even when malformed, so that its uses are not reported too
	}
}

// slug returns the check for identifiers of a kind that are slugs.
func slug(k kind) func(string) error {
	return func(s string) error { return entente.CheckSlug(string(k), s) }
}

// ref reads an identifier that must be declared as of kind k.
func ref[T ~string](d *decoder, to *T, k kind) read {
	return func(name string, n *yaml.Node) {
		if s, ok := d.scalar(name, n); ok {
			*to = T(s)
			d.refer(d.at(n), name, s, k)
		}
	}
}

// refs reads a list of different identifiers that must be declared as of kind k.
func refs[T ~string](d *decoder, to *[]T, k kind) read {
	return func(name string, n *yaml.Node) {
		seen := make(map[T]bool)
		d.each(func(item *yaml.Node) {
			var v T
			ref(d, &v, k)(name, item)
			if v != "" && seen[v] {
				d.wrong(item, name, "%s %s given twice", name, quote(string(v)))
			}
			seen[v] = true
			*to = append(*to, v)
		})(name, n)
	}
}

// parsed reads what has a text form of its own.
func parsed[T any](d *decoder, to *T, parse func(string) (T, error)) read {
	return func(name string, n *yaml.Node) {
		s, ok := d.scalar(name, n)
		if !ok {
			return
		}
		v, err := parse(s)
		if err != nil {
			d.wrong(n, name, "%s", about(name, err))
			return
		}
		*to = v
	}
}

// oneOf reads one of several words.
func oneOf[T ~string](d *decoder, to *T, words ...T) read {
	return func(name string, n *yaml.Node) {
		s, ok := d.scalar(name, n)
		if !ok {
			return
		}
		all := make([]string, len(words))
		for i, w := range words {
			all[i] = string(w)
			if s == all[i] {
				*to = w
				return
			}
		}
		hint := suggest(s, all)
		if hint == "" {
			hint = ": want one of " + strings.Join(all, ", ")
		}
		d.wrong(n, name, "%s %s unknown%s", name, quote(s), hint)
	}
}

// period reads a date or a period.
func (d *decoder) period(to *cal.Period) read { return parsed(d, to, cal.ParsePeriod) }

// start reads a date or a period that has a first day.
func (d *decoder) start(to *cal.Period) read {
	return func(name string, n *yaml.Node) {
		var p cal.Period
		d.period(&p)(name, n)
		if _, ok := p.First(); !ok && !p.IsZero() {
			d.wrong(n, name, "%s %s: want a first day", name, quote(n.Value))
			return
		}
		*to = p
	}
}

func (d *decoder) number(to *int) read {
	return func(name string, n *yaml.Node) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil || v < 0 || strconv.Itoa(v) != n.Value {
			d.wrong(n, name, "%s: want a whole number, not %s", name, describe(n))
			return
		}
		*to = v
	}
}

func (d *decoder) boolean(to *bool) read {
	return func(name string, n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
			d.wrong(n, name, "%s: want true or false, not %s", name, describe(n))
			return
		}
		*to = n.Value == "true"
	}
}

var langForm = regexp.MustCompile(`^[a-z]{2}$`)

// wording reads a text in each language of the pack and maybe more.
func (d *decoder) wording(to *entente.Wording) read {
	return func(name string, n *yaml.Node) {
		if n.Kind != yaml.MappingNode {
			d.wrong(n, name, "%s: want a text for each language, such as {en: …}, not %s", name, describe(n))
			return
		}
		w := make(entente.Wording, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			var s string
			text(d, &s)(name+"."+key.Value, value)
			lang := entente.Lang(key.Value)
			_, twice := w[lang]
			switch {
			case !langForm.MatchString(key.Value):
				d.wrong(key, name, "%s: language %s: want an ISO 639-1 code such as en", name, quote(key.Value))
			case twice:
				d.wrong(key, name, "%s: language %s given twice", name, key.Value)
			}
			w[lang] = s
		}
		*to = w
		d.wordings = append(d.wordings, wordingAt{d.at(n), name, w})
	}
}

// about returns what err says of a value, with the field's name in front. The errors of all parsers here have the form
// `noun "value": want …`; they may wrap a kind, which is the same for all faults.
func about(name string, err error) string {
	text := strings.TrimSuffix(err.Error(), ": "+entente.ErrInvalid.Error())
	if i := strings.IndexByte(text, '"'); i >= 0 {
		text = text[i:]
	}
	return name + " " + text
}

// quote returns s for a message, shortened when it is long.
func quote(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return strconv.Quote(s)
}
