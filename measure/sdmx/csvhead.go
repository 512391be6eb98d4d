package sdmx

import (
	"fmt"
	"regexp"
	"strings"

	"entente"
)

// A use says what a column of SDMX-CSV is for.
type use int

const (
	ofComponent use = iota
	ofStructure
	ofStructureID
	ofStructureName
	ofAction
	ofSeriesKey
	ofObsKey
	ofName // of the values of the component before
)

// A column is a column of SDMX-CSV.
type column struct {
	use       use
	component Component
	layout    layoutOf
	isLabeled bool // "ID: name" in heading and fields
}

// A csvHead is what the first line says.
type csvHead struct {
	format      Format
	separator   byte
	subfield    byte
	columns     []column
	isLabeled   bool // STRUCTURE_ID has names too
	hasNames    bool // each component has a column of names behind it
	structureID int
	structure   int // -1: data flows (SDMX-CSV 1.0)
	action      int // -1: none
}

var csvStart = regexp.MustCompile(`^"?(?:STRUCTURE(?:\[[^\]"]+\])?|DATAFLOW)"?([^\w\s"\[\]])`)

// csvSeparator returns what stands behind the first heading, if the data begins as SDMX-CSV does.
func csvSeparator(start string) (byte, bool) {
	if m := csvStart.FindStringSubmatch(start); m != nil && len(m[1]) == 1 {
		return m[1][0], true
	}
	if strings.HasPrefix(start, "STRUCTURE\t") || strings.HasPrefix(start, "DATAFLOW\t") {
		return '\t', true
	}
	return 0, false
}

// headings are those that the standard reserves.
var headings = map[string]use{
	"STRUCTURE_ID": ofStructureID, "STRUCTURE_NAME": ofStructureName, "ACTION": ofAction, "SERIES_KEY": ofSeriesKey, "OBS_KEY": ofObsKey,
}

// parseHead reads the headings.
func parseHead(fields []string, separator byte) (csvHead, error) {
	h := csvHead{format: CSV2, separator: separator, subfield: ';', action: -1, structureID: -1, structure: -1}
	if err := h.first(fields[0]); err != nil {
		return h, err
	}
	seen := map[string]bool{}
	for i, f := range fields[1:] {
		c, err := h.heading(f, i+1)
		if err != nil {
			return h, fmt.Errorf("column %d: %w", i+2, err)
		}
		if c.use == ofComponent && seen[c.component.ID] {
			return h, fmt.Errorf("column %d: %q stands twice: %w", i+2, c.component.ID, entente.ErrInvalid)
		}
		seen[c.component.ID] = true
		h.columns = append(h.columns, c)
	}
	if h.structureID < 0 {
		return h, fmt.Errorf("no column STRUCTURE_ID: %w", entente.ErrInvalid)
	}
	return h, nil
}

// first reads the heading of the first column, which says the version and the sub-field separator.
func (h *csvHead) first(f string) error {
	name, rest, hasSubfield := strings.Cut(f, "[")
	if hasSubfield {
		if len(rest) != 2 || rest[1] != ']' || rest[0] == h.separator {
			return fmt.Errorf("column 1: %q: want one separator in brackets, other than that of the columns: %w", clip(f), entente.ErrInvalid)
		}
		h.subfield = rest[0]
	}
	if name, _, isLabeled := strings.Cut(name, ": "); name == "DATAFLOW" {
		h.format, h.structureID, h.isLabeled = CSV1, 0, isLabeled
		h.columns = []column{{use: ofStructureID}}
		return nil
	}
	h.structure = 0
	h.columns = []column{{use: ofStructure}}
	return nil
}

// heading reads the heading of a column behind the first.
func (h *csvHead) heading(f string, i int) (column, error) {
	if last := h.columns[i-1]; h.hasNames && last.use == ofComponent {
		h.columns[i-1].component.Name = f
		return column{use: ofName}, nil
	}
	if u, ok := headings[f]; ok && h.format == CSV2 {
		switch u {
		case ofStructureID:
			h.structureID = i
		case ofAction:
			h.action = i
		case ofStructureName:
			h.hasNames = true
		}
		return column{use: u}, nil
	}
	return h.componentHeading(f)
}

// componentHeading reads "ID", "ID[]", "ID[en;fr]", "ID[][en;fr]", each maybe with ": name" behind it.
func (h *csvHead) componentHeading(f string) (column, error) {
	c := column{}
	id, name, isLabeled := strings.Cut(f, ": ")
	c.component.Name, c.isLabeled = name, isLabeled
	for strings.HasSuffix(id, "]") {
		open := strings.LastIndexByte(id, '[')
		if open < 0 {
			break
		}
		if inner := id[open+1 : len(id)-1]; inner == "" {
			c.layout.isList = true
		} else {
			c.layout.langs = strings.Split(inner, string(h.subfield))
		}
		id = id[:open]
	}
	if id == "" {
		return c, fmt.Errorf("no heading: %w", entente.ErrInvalid)
	}
	c.component.ID = id
	return c, nil
}
