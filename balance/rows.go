package balance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/cal"
)

// An Import is what became of a table: Read = Stored + Refused, in rows without the head and without rows that are empty.
type Import struct {
	Read     int       `json:"read"`
	Stored   int       `json:"stored"`
	Refused  int       `json:"refused"`
	Refusals []Refusal `json:"refusals,omitempty"` // the first 1,000
}

// A Refusal is a row that was not stored, and why.
type Refusal struct {
	Row  int    `json:"row"` // counted from 1, the head included
	What string `json:"what"`
}

const mostRefusals = 1000

// MaxRows is how many rows a table may have.
const MaxRows = 1_000_000

// A Table takes rows of a table one after the other: first the head, whose columns have the names that the fields have in JSON, then the
// rows. Lists in a cell are parted by semicolons; from and until may stand for period.
type Table[T any] struct {
	All    []T
	Report Import
	head   []string
	row    int
	seen   map[string]int
}

// Requirements and Contributions are tables of each.
type (
	Requirements  = Table[Requirement]
	Contributions = Table[Contribution]
)

// fields are the columns that a table may have, with how a cell is read; by the names in JSON.
var (
	lists   = []string{"standards", "areas", "requires", "serves"}
	numbers = []string{"quantity", "weight", "package", "cost", "within_days", "ready_days", "tour_months", "rest_months"}
)

// Head reads the first row. It reports columns that mean nothing here.
func (t *Table[T]) Head(row []string) error {
	t.row = 1
	t.seen = map[string]int{}
	known := t.names()
	for _, h := range row {
		h = strings.ToLower(strings.TrimSpace(h))
		h = strings.ReplaceAll(strings.ReplaceAll(h, " ", "_"), "-", "_")
		if h != "" && !slices.Contains(known, h) {
			return fmt.Errorf("column %q: want some of %s: %w", h, strings.Join(known, ", "), entente.ErrInvalid)
		}
		if h != "" && slices.Contains(t.head, h) {
			return fmt.Errorf("column %q twice: %w", h, entente.ErrInvalid)
		}
		t.head = append(t.head, h)
	}
	for _, h := range []string{"id", "kind", "quantity"} {
		if !slices.Contains(t.head, h) {
			return fmt.Errorf("no column %s: %w", h, entente.ErrInvalid)
		}
	}
	return nil
}

// names returns the columns there may be.
func (t *Table[T]) names() []string {
	names := []string{"id", "title", "kind", "quantity", "unit", "period", "from", "until", "standards", "source", "source_url", "label"}
	var v T
	switch any(v).(type) {
	case Requirement:
		return append(names, "area", "within_days", "weight", "by")
	case Contribution:
		return append(names, "party", "areas", "ready_days", "package", "cost", "currency", "tour_months", "rest_months", "asset", "requires", "condition", "expires", "state", "serves")
	}
	return names
}

// Row takes a row. What is wrong with it is kept in the report. The error is about the whole table: it has more than [MaxRows].
func (t *Table[T]) Row(row []string) error {
	t.row++
	if !slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return nil
	}
	if t.Report.Read == MaxRows {
		return fmt.Errorf("row %d: more than %d rows: cut the table in parts: %w", t.row, MaxRows, entente.ErrInvalid)
	}
	t.Report.Read++
	v, id, err := t.read(row)
	if err == nil && t.seen[id] > 0 {
		err = fmt.Errorf("a second one with the id %q, after row %d", id, t.seen[id])
	}
	if err != nil {
		t.Report.Refused++
		if len(t.Report.Refusals) < mostRefusals {
			t.Report.Refusals = append(t.Report.Refusals, Refusal{t.row, strings.TrimSuffix(err.Error(), ": "+entente.ErrInvalid.Error())})
		}
		return nil
	}
	t.seen[id] = t.row
	t.All = append(t.All, v)
	t.Report.Stored++
	return nil
}

func (t *Table[T]) read(row []string) (v T, id string, err error) {
	fields := map[string]any{}
	var from, until string
	for i, cell := range row {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		if i >= len(t.head) || t.head[i] == "" {
			return v, "", fmt.Errorf("cell %q has no head", cell)
		}
		switch name := t.head[i]; {
		case slices.Contains(lists, name):
			var list []string
			for _, s := range strings.Split(cell, ";") {
				if s = strings.TrimSpace(s); s != "" {
					list = append(list, s)
				}
			}
			fields[name] = list
		case slices.Contains(numbers, name):
			n, err := strconv.ParseFloat(cell, 64)
			if err != nil || n < 0 {
				return v, "", fmt.Errorf("%s %q: want a number that is not negative", name, cell)
			}
			fields[name] = n
		case name == "from":
			from = cell
		case name == "until":
			until = cell
		case name == "source", name == "source_url":
			source(fields, name, cell)
		default:
			fields[name] = cell
		}
	}
	if from != "" || until != "" {
		if fields["period"], err = between(from, until); err != nil {
			return v, "", err
		}
	}
	id, _ = fields["id"].(string)
	if id == "" {
		return v, "", fmt.Errorf("no id")
	}
	b, err := json.Marshal(fields)
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		return v, "", fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return v, id, nil
}

func source(fields map[string]any, name, cell string) {
	s, _ := fields["source"].(map[string]any)
	if s == nil {
		s = map[string]any{}
	}
	s[map[string]string{"source": "title", "source_url": "url"}[name]] = cell
	fields["source"] = s
}

// between returns the text of the period from a day to another, of which one may be missing.
func between(from, until string) (string, error) {
	first, last := cal.Date(0), cal.Date(0)
	var err error
	if from != "" {
		if first, err = cal.ParseDate(from); err != nil {
			return "", err
		}
	}
	if until != "" {
		if last, err = cal.ParseDate(until); err != nil {
			return "", err
		}
	}
	switch {
	case from == "":
		return cal.Until(last).String(), nil
	case until == "":
		return cal.Since(first).String(), nil
	case last < first:
		return "", fmt.Errorf("until %s is before from %s", until, from)
	}
	return cal.Days(first, last).String(), nil
}
