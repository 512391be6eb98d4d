package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"

	"entente/internal/sheet"
)

// writeJSON prints v as one indented JSON document.
func (w *world) writeJSON(v any) error {
	e := json.NewEncoder(w.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// listed returns a list that prints as one, [], where it is empty.
func listed[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// writeLine prints v as JSON on one line.
func (w *world) writeLine(v any) error {
	e := json.NewEncoder(w.stdout)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// writeCSV prints a table as comma-separated values (RFC 4180). What a spreadsheet would take for a formula begins with
// an apostrophe.
func (w *world) writeCSV(t *table) error {
	out := csv.NewWriter(w.stdout)
	for _, row := range append([][]string{t.head}, t.rows...) {
		safe := make([]string, len(row))
		for i, c := range row {
			safe[i] = sheet.Safe(c)
		}
		if err := out.Write(safe); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (w *world) printf(format string, args ...any) { fmt.Fprintf(w.stdout, format, args...) }

// count writes a number of things.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
