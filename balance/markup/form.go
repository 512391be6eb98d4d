package markup

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Form stands for one element while it is read into a value or written from it. The function that describes an element
// calls the methods of its form in the order of the schema; each call moves one thing, in the direction of the form.
//
// A fault belongs to the nearest record around it ([Records]), which is then refused; outside of all records it is an error
// of the whole ([Read], [Build]).
type Form struct {
	node    *Node
	reading bool
	where   string // such as "iati-activities/iati-activity[1]"
	report  *Report
	faults  *[]string
	taken   map[*Node]int // reading: children that were asked for, by the number of the call
	attrs   map[Name]bool
	calls   int // reading: of children; writing: the children of the last name
}

// Read fills v from a document by its form. It returns what became of its records, and the faults outside of all records
// as an error that wraps [entente.ErrInvalid].
func Read[T any](n *Node, v *T, form func(*Form, *T)) (Report, error) {
	var r Report
	var faults []string
	f := &Form{node: n, reading: true, where: n.Local, report: &r, faults: &faults}
	form(f, v)
	f.end()
	return r, failure(faults)
}

// Build returns the document of v by its form, or all its faults as an error that wraps [entente.ErrInvalid].
func Build[T any](root Name, v *T, form func(*Form, *T)) (*Node, error) {
	var faults []string
	f := &Form{node: &Node{Name: root}, where: root.Local, faults: &faults}
	form(f, v)
	return f.node, failure(faults)
}

func failure(faults []string) error {
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %w", strings.Join(faults, "\n"), entente.ErrInvalid)
}

// Reading reports whether the form reads.
func (f *Form) Reading() bool { return f.reading }

// Node returns the element that is read or written.
func (f *Form) Node() *Node { return f.node }

// Where says which element the form stands for, and in which line if it was read.
func (f *Form) Where() string {
	if f.node.Line > 0 {
		return fmt.Sprintf("line %d: %s", f.node.Line, f.where)
	}
	return f.where
}

// Fault notes what is wrong with the element.
func (f *Form) Fault(format string, args ...any) {
	*f.faults = append(*f.faults, f.Where()+": "+fmt.Sprintf(format, args...))
}

// Need notes a fault unless ok.
func (f *Form) Need(ok bool, format string, args ...any) {
	if !ok {
		f.Fault(format, args...)
	}
}

// children returns those of a name, and remembers that they were asked for.
func (f *Form) children(name Name) []*Node {
	f.calls++
	var all []*Node
	for _, c := range f.node.Children {
		if c.Name == name {
			if f.taken == nil {
				f.taken = map[*Node]int{}
			}
			f.taken[c] = f.calls
			all = append(all, c)
		}
	}
	return all
}

// sub returns the form of the i-th child of its name.
func (f *Form) sub(n *Node, i int, faults *[]string) *Form {
	return &Form{node: n, reading: f.reading, where: fmt.Sprintf("%s/%s[%d]", f.where, n.Local, i+1), report: f.report, faults: faults}
}

// end names what stands in the element and was not asked for, and a child before one that the schema puts first.
func (f *Form) end() {
	last := 0
	for _, c := range f.node.Children {
		call, ok := f.taken[c]
		if !ok {
			f.report.Ignore(f.node.Local+"/"+c.Local, c.Line)
			continue
		}
		if call < last {
			f.report.Ignore(f.node.Local+"/"+c.Local+" (the order)", c.Line)
		}
		last = max(last, call)
	}
	for _, a := range f.node.Attrs {
		if !f.attrs[a.Name] {
			f.report.Ignore(f.node.Local+"/@"+a.Local, f.node.Line)
		}
	}
	if len(f.taken) > 0 && strings.TrimSpace(f.node.Text) != "" {
		f.report.Ignore(f.node.Local+"/text()", f.node.Line)
	}
}

// A Codec says how a value is written. Format returns "" for what is to be left out, and Parse is not asked about "".
type Codec[T any] struct {
	Parse  func(string) (T, error)
	Format func(T) string
}

// Attr moves an attribute; one that is empty is left out.
func Attr[T any](f *Form, name Name, v *T, c Codec[T]) {
	if !f.reading {
		if s := c.Format(*v); s != "" {
			f.node.Attrs = append(f.node.Attrs, Attribute{name, s})
		}
		return
	}
	if f.attrs == nil {
		f.attrs = map[Name]bool{}
	}
	f.attrs[name] = true
	for _, a := range f.node.Attrs {
		if a.Name == name {
			f.parse("@"+name.Local, a.Value, func(s string) (err error) { *v, err = c.Parse(s); return err })
		}
	}
}

// Text moves the text of the element.
func Text[T any](f *Form, v *T, c Codec[T]) {
	if !f.reading {
		f.node.Text = c.Format(*v)
		return
	}
	f.parse("text", f.node.Text, func(s string) (err error) { *v, err = c.Parse(s); return err })
}

func (f *Form) parse(what, s string, set func(string) error) {
	if s == "" {
		return
	}
	if err := set(s); err != nil {
		f.Fault("%s: %v", what, err)
	}
}

// Leaf moves a child that has nothing but text, once at most; one that is empty is left out.
func Leaf[T any](f *Form, name Name, v *T, c Codec[T]) {
	if !f.reading && c.Format(*v) == "" {
		return
	}
	one(f, name, func(f *Form) { Text(f, v, c) })
}

// One moves a child that has to be there.
func One[T any](f *Form, name Name, v *T, form func(*Form, *T)) {
	if one(f, name, func(f *Form) { form(f, v) }) == 0 {
		f.Fault("%s missing", name.Local)
	}
}

// Maybe moves a child that may be there once.
func Maybe[T any](f *Form, name Name, v **T, form func(*Form, *T)) {
	if !f.reading && *v == nil {
		return
	}
	one(f, name, func(f *Form) {
		if f.reading {
			*v = new(T)
		}
		form(f, *v)
	})
}

// one moves the first child of a name and returns how many there are. The others have no place.
func one(f *Form, name Name, form func(*Form)) int {
	if !f.reading {
		form(f.add(name))
		return 1
	}
	all := f.children(name)
	for i, c := range all {
		if i > 0 {
			f.report.Ignore(f.node.Local+"/"+c.Local+" (a second one)", c.Line)
			continue
		}
		sub := f.sub(c, i, f.faults)
		form(sub)
		sub.end()
	}
	return len(all)
}

// Raw moves a child that may be there once, as it is.
func Raw(f *Form, name Name, v **Node) {
	if !f.reading {
		if *v != nil {
			n := (*v).Outline()
			n.Name = name
			f.node.Children = append(f.node.Children, n)
		}
		return
	}
	for i, c := range f.children(name) {
		if i > 0 {
			f.report.Ignore(f.node.Local+"/"+c.Local+" (a second one)", c.Line)
			continue
		}
		*v = c.Outline()
	}
}

// add appends a child to write to.
func (f *Form) add(name Name) *Form {
	n := &Node{Name: name}
	if k := len(f.node.Children); k == 0 || f.node.Children[k-1].Name != name {
		f.calls = 0
	}
	f.calls++
	f.node.Children = append(f.node.Children, n)
	return f.sub(n, f.calls-1, f.faults)
}

// Each moves a list of children of one name.
func Each[T any](f *Form, name Name, list *[]T, form func(*Form, *T)) {
	if !f.reading {
		for i := range *list {
			form(f.add(name), &(*list)[i])
		}
		return
	}
	for i, c := range f.children(name) {
		var v T
		sub := f.sub(c, i, f.faults)
		form(sub, &v)
		sub.end()
		*list = append(*list, v)
	}
}

// Records moves a list as [Each] does, and counts: an element with a fault is refused and left out, and the others stay.
// What stands in a refused record is not counted by itself.
func Records[T any](f *Form, name Name, list *[]T, form func(*Form, *T)) {
	if !f.reading {
		Each(f, name, list, form)
		return
	}
	for i, c := range f.children(name) {
		var v T
		var faults []string
		inner := Report{Ignored: f.report.Ignored}
		sub := f.sub(c, i, &faults)
		sub.report = &inner
		form(sub, &v)
		sub.end()
		f.report.Ignored = inner.Ignored
		for k := range faults {
			faults[k] = strings.TrimPrefix(faults[k], sub.Where()+": ")
		}
		f.report.Count(sub.Where(), strings.Join(faults, "; "))
		if len(faults) == 0 {
			*list = append(*list, v)
			f.report.add(inner)
		}
	}
}

// String takes a text as it is written.
var String = Codec[string]{
	Parse:  func(s string) (string, error) { return s, nil },
	Format: func(s string) string { return s },
}

// Token takes a text without the space around it, as codes and identifiers are.
var Token = Codec[string]{
	Parse:  func(s string) (string, error) { return strings.TrimSpace(s), nil },
	Format: strings.TrimSpace,
}

// Moment is xs:dateTime (XML Schema Part 2, 3.2.7) as a moment in UTC; one without a zone is taken to be in UTC.
var Moment = Codec[time.Time]{Parse: parseMoment, Format: formatMoment}

func parseMoment(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil && 1 <= t.UTC().Year() && t.UTC().Year() <= 9999 {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q: want a moment such as 2023-07-11T12:00:00Z", Clip(s))
}

func formatMoment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// Day is xs:date (XML Schema Part 2, 3.2.9); a zone after it is left out, as it moves no day that anybody meant.
var Day = Codec[*cal.Date]{
	Parse: func(s string) (*cal.Date, error) {
		s = strings.TrimSpace(s)
		d, err := cal.ParseDate(s[:min(len(s), len(time.DateOnly))])
		if rest := s[min(len(s), len(time.DateOnly)):]; err != nil || rest != "" && !zone.MatchString(rest) {
			return nil, fmt.Errorf("%q: want a day such as 2023-07-11", Clip(s))
		}
		return &d, nil
	},
	Format: func(d *cal.Date) string {
		if d == nil {
			return ""
		}
		return d.String()
	},
}

var zone = regexp.MustCompile(`^(Z|[+-]\d\d:\d\d)$`)

// Decimal is xs:decimal (XML Schema Part 2, 3.2.3), exactly; nil is left out.
var Decimal = Codec[*unit.Decimal]{
	Parse: func(s string) (*unit.Decimal, error) {
		m := decimal.FindStringSubmatch(strings.TrimSpace(s))
		if m == nil || m[2]+m[3] == "" {
			return nil, fmt.Errorf("%q: want a number such as -12.50", Clip(s))
		}
		d, err := unit.ParseDecimal(unit.Positional(m[1] == "-", m[2], m[3], 0))
		return &d, err
	},
	Format: func(d *unit.Decimal) string {
		if d == nil {
			return ""
		}
		return d.String()
	},
}

var decimal = regexp.MustCompile(`^([+-]?)(\d*)(?:\.(\d*))?$`)

// Bool is xs:boolean (XML Schema Part 2, 3.2.2), written as 1 and 0; nil is left out.
var Bool = Codec[*bool]{
	Parse: func(s string) (*bool, error) {
		is := map[string]bool{"1": true, "true": true, "0": false, "false": false}
		v, ok := is[strings.TrimSpace(s)]
		if !ok {
			return nil, fmt.Errorf("%q: want 1 or 0", Clip(s))
		}
		return &v, nil
	},
	Format: func(v *bool) string {
		switch {
		case v == nil:
			return ""
		case *v:
			return "1"
		}
		return "0"
	},
}

// Flag is [Bool] of which false is left out.
var Flag = Codec[bool]{
	Parse: func(s string) (bool, error) {
		v, err := Bool.Parse(s)
		return v != nil && *v, err
	},
	Format: func(v bool) string {
		if v {
			return "1"
		}
		return ""
	},
}
