package sdmx

import (
	"regexp"
	"slices"
	"strings"
)

// dropLabels takes the names from the fields "ID: name" of columns whose heading is so, and keeps them as codes. Where one
// identifier has two names, the column holds texts with a colon, and stays as it is.
func (c *csvReading) dropLabels() {
	for i := range c.head.columns {
		col := &c.head.columns[i]
		switch {
		case col.use == ofName:
			c.takeNames(i)
		case col.use == ofComponent && col.isLabeled && col.layout.langs == nil:
			c.dropLabelsOf(i)
		}
	}
}

// takeNames keeps the names in column i as those of the codes in the column before.
func (c *csvReading) takeNames(i int) {
	codes := codeList{}
	for _, row := range c.rows {
		if row.fields[i] != "" && !codes.add(row.fields[i-1], row.fields[i]) {
			c.note(Place{Line: row.line}, "%s: %q has two names; the first is kept", c.head.columns[i-1].component.ID, clip(row.fields[i-1]))
		}
	}
	c.head.columns[i-1].component.Codes = codes.list
}

func (c *csvReading) dropLabelsOf(i int) {
	col := &c.head.columns[i]
	codes := codeList{}
	cut := make([]string, len(c.rows))
	for j, row := range c.rows {
		parts := []string{row.fields[i]}
		if col.layout.isList {
			var err error
			if parts, err = split(row.fields[i], c.head.subfield); err != nil {
				return // the row will be refused
			}
		}
		for k, p := range parts {
			id, name, ok := strings.Cut(p, ": ")
			if !ok || !idForm.MatchString(id) {
				continue
			}
			if !codes.add(id, name) {
				c.note(Place{Line: row.line}, "%s: %q has two names; its fields are taken for texts, not codes", col.component.ID, id)
				return
			}
			parts[k] = id
		}
		cut[j] = rejoin(parts, col.layout, c.head.subfield)
	}
	for j := range c.rows {
		c.rows[j].fields[i] = cut[j]
	}
	col.component.Codes = codes.list
}

func rejoin(parts []string, l layoutOf, separator byte) string {
	if l.isList {
		return join(parts, separator)
	}
	return parts[0]
}

// A codeList collects codes in the order of their coming.
type codeList struct {
	list  []Code
	names map[string]string
}

// add reports false where the code has another name already.
func (l *codeList) add(id, name string) bool {
	if before, ok := l.names[id]; ok {
		return before == name
	}
	if l.names == nil {
		l.names = map[string]string{}
	}
	l.names[id] = name
	l.list = append(l.list, Code{id, name})
	return true
}

var commaNumber = regexp.MustCompile(`^[+-]?\d+,\d+([eE][+-]?\d+)?$`)

// decimalPoints writes measures with a point that a file with another separator than the comma writes with a comma: as the
// separator, the decimal comma belongs to the language of the file (SDMX-CSV field guide, localisation). Where some values
// of a measure have a point, a comma may mean thousands; all stay as they are then.
func (c *csvReading) decimalPoints() {
	if c.head.separator == ',' {
		return
	}
	for _, l := range c.layouts {
		for _, at := range l.measures {
			c.decimalPointsOf(l.reference, at)
		}
	}
}

func (c *csvReading) decimalPointsOf(r Reference, at int) {
	id := c.head.columns[at].component.ID
	commas := 0
	for _, row := range c.rows {
		if row.structure != r {
			continue
		}
		f := row.fields[at]
		if strings.Contains(f, ".") && commaOrPoint(f) {
			c.note(Place{Line: row.line}, "%s: numbers have a decimal point; those with a comma stay as they are", id)
			return
		}
		if commaNumber.MatchString(f) {
			commas++
		}
	}
	for _, row := range c.rows {
		if row.structure == r && commaNumber.MatchString(row.fields[at]) {
			row.fields[at] = strings.Replace(row.fields[at], ",", ".", 1)
		}
	}
	if commas > 0 {
		c.note(Place{Line: 1}, "%s: %d values have a decimal comma; they are read with a point", id, commas)
	}
}

func commaOrPoint(f string) bool { return strings.Trim(f, "0123456789+-.,eE") == "" }

// findSets marks the columns NAME[en;fr] in which a field holds several texts, each in several languages: the field guide
// writes them so, and the field alone may be taken for one text with a separator in it.
func (c *csvReading) findSets() {
	for i := range c.head.columns {
		l := &c.head.columns[i].layout
		if l.isList || l.langs == nil {
			continue
		}
		l.isList = slices.ContainsFunc(c.rows, func(row csvRow) bool {
			v, err := l.value(row.fields[i], c.head.subfield)
			return err == nil && v.isSeveral()
		})
	}
}
