package ocds

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"entente"
	"entente/unit"
)

// A form stands for one JSON object while it is read into a value or written from it. The function that describes an object
// calls the functions below, each of which moves one field in the direction of the form.
//
// A fault belongs to the nearest record around it, which is then refused; outside of all records it is an error of the whole.
type form struct {
	reading bool
	in      map[string]any
	out     object
	where   string // JSON pointer
	path    string // the same without numbers
	report  *Report
	faults  *[]string
	asked   map[string]bool
}

// An object is a JSON object with its fields in order.
type object []field

type field struct {
	key   string
	value any
}

// MarshalJSON writes the fields in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(f.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func (f *form) fault(format string, args ...any) {
	where := f.where
	if where == "" {
		where = "/"
	}
	*f.faults = append(*f.faults, where+": "+fmt.Sprintf(format, args...))
}

func (f *form) need(ok bool, format string, args ...any) {
	if !ok {
		f.fault(format, args...)
	}
}

func failure(faults []string) error {
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %w", strings.Join(faults, "\n"), entente.ErrInvalid)
}

// get returns a field that is not null.
func (f *form) get(key string) (any, bool) {
	if f.asked == nil {
		f.asked = map[string]bool{}
	}
	f.asked[key] = true
	v := f.in[key]
	return v, v != nil
}

func (f *form) set(key string, v any) { f.out = append(f.out, field{key, v}) }

// sub returns the form of an object in f. Index is -1 for a field that is no list.
func (f *form) sub(key string, index int, faults *[]string) *form {
	s := &form{reading: f.reading, where: f.where + "/" + key, path: strings.TrimPrefix(f.path+"/"+key, "/"), report: f.report, faults: faults}
	if index >= 0 {
		s.where += fmt.Sprintf("/%d", index)
	}
	return s
}

// fill gives the form an object to read, or notes that it is none.
func (f *form) fill(v any) bool {
	in, ok := v.(map[string]any)
	f.in = in
	f.need(ok, "%s: want an object", kindOf(v))
	return ok
}

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case json.Number:
		return "a number"
	case string:
		return "a string"
	case []any:
		return "a list"
	}
	return "an object"
}

// end names the fields that were not asked for.
func (f *form) end() {
	for _, key := range slices.Sorted(maps.Keys(f.in)) {
		if !f.asked[key] && f.in[key] != nil {
			f.report.Ignore(strings.TrimPrefix(f.path+"/"+clip(key), "/"), 0)
		}
	}
}

// A codec says how a value is written; format returns nil for what is left out.
type codec[T any] struct {
	parse  func(any) (T, error)
	format func(T) any
}

func move[T any](f *form, key string, v *T, c codec[T]) {
	if !f.reading {
		if x := c.format(*v); x != nil {
			f.set(key, x)
		}
		return
	}
	x, ok := f.get(key)
	if !ok {
		return
	}
	got, err := c.parse(x)
	if err != nil {
		f.fault("%s: %v", key, err)
		return
	}
	*v = got
}

// one moves an object that may be there.
func one[T any](f *form, key string, v **T, describe func(*form, *T)) {
	if !f.reading {
		if *v != nil {
			s := f.sub(key, -1, f.faults)
			describe(s, *v)
			f.set(key, s.out)
		}
		return
	}
	if x, ok := f.get(key); ok {
		s := f.sub(key, -1, f.faults)
		if s.fill(x) {
			*v = new(T)
			describe(s, *v)
			s.end()
		}
	}
}

// each moves a list of objects.
func each[T any](f *form, key string, list *[]T, describe func(*form, *T)) {
	if !f.reading {
		writeEach(f, key, *list, describe)
		return
	}
	for i, x := range f.list(key) {
		s := f.sub(key, i, f.faults)
		if s.fill(x) {
			var v T
			describe(s, &v)
			s.end()
			*list = append(*list, v)
		}
	}
}

func writeEach[T any](f *form, key string, list []T, describe func(*form, *T)) {
	var all []object
	for i := range list {
		s := f.sub(key, i, f.faults)
		describe(s, &list[i])
		all = append(all, s.out)
	}
	if len(all) > 0 {
		f.set(key, all)
	}
}

func (f *form) list(key string) []any {
	x, ok := f.get(key)
	if !ok {
		return nil
	}
	all, ok := x.([]any)
	f.need(ok, "%s: %s: want a list", key, kindOf(x))
	return all
}

// records moves a list as each does, and counts: an object with a fault is refused and left out, and the others stay.
func records[T any](f *form, key string, list *[]T, describe func(*form, *T)) {
	if !f.reading {
		writeEach(f, key, *list, describe)
		return
	}
	for i, x := range f.list(key) {
		record(f.sub(key, i, nil), x, list, describe)
	}
}

// record reads one object with the form s, and counts it.
func record[T any](s *form, x any, list *[]T, describe func(*form, *T)) {
	var v T
	var faults []string
	outer := s.report
	inner := Report{Ignored: outer.Ignored}
	s.report, s.faults = &inner, &faults
	if s.fill(x) {
		describe(s, &v)
		s.end()
	}
	outer.Ignored = inner.Ignored
	for i := range faults {
		faults[i] = strings.TrimPrefix(faults[i], s.where+": ")
	}
	outer.Count(s.where, strings.Join(faults, "; "))
	if len(faults) == 0 {
		*list = append(*list, v)
		outer.Read += inner.Read
		outer.Stored += inner.Stored
		outer.Refused += inner.Refused
		outer.Refusals = append(outer.Refusals, inner.Refusals...)
	}
}

var text = codec[string]{
	parse: func(x any) (string, error) {
		if s, ok := x.(string); ok {
			return s, nil
		}
		return "", fmt.Errorf("%s: want a string", kindOf(x))
	},
	format: func(s string) any {
		if s == "" {
			return nil
		}
		return s
	},
}

// identifier is a text that may be written as an integer (release schema, id of most objects: string or integer).
var identifier = codec[string]{
	parse: func(x any) (string, error) {
		if n, ok := x.(json.Number); ok && whole.MatchString(n.String()) {
			return n.String(), nil
		}
		return text.parse(x)
	},
	format: text.format,
}

var whole = regexp.MustCompile(`^-?[0-9]+$`)

var texts = codec[[]string]{
	parse: func(x any) ([]string, error) {
		list, ok := x.([]any)
		if !ok {
			return nil, fmt.Errorf("%s: want a list of strings", kindOf(x))
		}
		var all []string
		for _, x := range list {
			s, err := text.parse(x)
			if err != nil {
				return nil, err
			}
			all = append(all, s)
		}
		return all, nil
	},
	format: func(all []string) any {
		if len(all) == 0 {
			return nil
		}
		return all
	},
}

// moment is a date-time of RFC 3339, kept in UTC.
var moment = codec[time.Time]{
	parse: func(x any) (time.Time, error) {
		s, err := text.parse(x)
		if err != nil {
			return time.Time{}, err
		}
		t, err := time.Parse(time.RFC3339Nano, s)
		if t = t.UTC(); err != nil || t.Year() < 1 || t.Year() > 9999 {
			return time.Time{}, fmt.Errorf("%q: want a moment such as 2023-07-11T12:00:00Z", clip(s))
		}
		return t, nil
	},
	format: func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return t.UTC().Format(time.RFC3339Nano)
	},
}

var numberForm = regexp.MustCompile(`^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$`)

// number is a JSON number, exactly.
var number = codec[*unit.Decimal]{
	parse: func(x any) (*unit.Decimal, error) {
		n, ok := x.(json.Number)
		if !ok {
			return nil, fmt.Errorf("%s: want a number", kindOf(x))
		}
		m := numberForm.FindStringSubmatch(n.String())
		if m == nil {
			return nil, fmt.Errorf("%q: want a number of fewer digits", clip(n.String()))
		}
		exponent := 0
		if m[4] != "" {
			if _, err := fmt.Sscan(m[4], &exponent); err != nil {
				return nil, err
			}
		}
		d, err := unit.ParseDecimal(unit.Positional(m[1] == "-", m[2], m[3], exponent))
		return &d, err
	},
	format: func(d *unit.Decimal) any {
		if d == nil {
			return nil
		}
		return json.Number(d.String())
	},
}

// days is a whole number of days; 0 is left out.
var days = codec[int]{
	parse: func(x any) (int, error) {
		n, _ := x.(json.Number)
		i, err := n.Int64()
		if err != nil || i < 0 || i > 1<<31-1 {
			return 0, fmt.Errorf("want a whole number that is not negative")
		}
		return int(i), nil
	},
	format: func(n int) any {
		if n == 0 {
			return nil
		}
		return n
	},
}

// flag is a boolean; false is left out.
var flag = codec[bool]{
	parse: func(x any) (bool, error) {
		v, ok := x.(bool)
		if !ok {
			return false, fmt.Errorf("%s: want true or false", kindOf(x))
		}
		return v, nil
	},
	format: func(v bool) any {
		if !v {
			return nil
		}
		return true
	},
}

func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
