package asset

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"

	"entente/geo"
)

// readText reads well-known text, a geometry on each line, or a table with a column of it.
func readText(b []byte) ([]feature, error) {
	first, _, _ := strings.Cut(string(b), "\n")
	for _, comma := range ",;\t" {
		names := strings.Split(strings.ToLower(first), string(comma))
		for i := range names {
			if name := strings.Trim(names[i], "\" \r"); len(names) > 1 && (name == "wkt" || name == "geometry" || name == "geom" || name == "the_geom") {
				return readTable(b, comma, i)
			}
		}
	}
	if _, err := known(first); err != nil {
		return nil, fmt.Errorf("neither GeoJSON nor KML, and line 1: %w", err)
	}
	var all []feature
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		var f feature
		f.err = f.wkt(line)
		all = append(all, f)
	}
	return all, nil
}

// readTable reads a table whose column at holds well-known text; the others are properties.
func readTable(b []byte, comma rune, at int) ([]feature, error) {
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	var all []feature
	for _, row := range rows[1:] {
		f := feature{props: make(map[string]string)}
		for i, cell := range row {
			if i != at && i < len(rows[0]) {
				f.props[rows[0][i]] = cell
			}
		}
		f.props = lower(f.props)
		if f.err = errors.New("no geometry"); at < len(row) {
			f.err = f.wkt(row[at])
		}
		all = append(all, f)
	}
	return all, nil
}

// known returns the kind of geometry that well-known text begins with.
func known(s string) (string, error) {
	if _, rest, ok := strings.Cut(s, ";"); ok && strings.HasPrefix(strings.ToUpper(s), "SRID=") {
		if id := strings.TrimSpace(s[len("SRID="):strings.Index(s, ";")]); id != "4326" {
			return "", fmt.Errorf("coordinates of SRID %s: convert them to WGS 84 (4326)", id)
		}
		s = rest
	}
	kind, _, _ := strings.Cut(s, "(")
	words := strings.Fields(strings.ToUpper(kind))
	if len(words) > 0 {
		switch words[0] {
		case "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION":
			return words[0], nil
		}
	}
	return "", fmt.Errorf("%.40q: want GeoJSON, KML, or well-known text such as LINESTRING(24.9 60.1, 24.7 59.5)", s)
}

// wkt adds what well-known text holds to a feature.
func (f *feature) wkt(s string) error {
	kind, err := known(s)
	if err != nil {
		return err
	}
	from, to := strings.IndexByte(s, '('), strings.LastIndexByte(s, ')')
	if from < 0 || to < from {
		return fmt.Errorf("%.40q: parentheses do not match", s)
	}
	body := s[from+1 : to]
	one, multi := strings.CutPrefix(kind, "MULTI")
	if kind != "GEOMETRYCOLLECTION" && !multi {
		return f.simpleWKT(kind, body)
	}
	parts, err := split(body)
	if err != nil {
		return err
	}
	for _, p := range parts {
		switch {
		case !multi:
			err = f.wkt(p)
		case one == "POINT":
			err = f.simpleWKT(one, strings.Trim(p, "() "))
		default:
			err = f.simpleWKT(one, strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(p), "("), ")"))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// split takes a list apart at the commas outside of parentheses.
func split(s string) (parts []string, err error) {
	depth, from := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				parts, from = append(parts, s[from:i]), i+1
			}
		}
		if depth < 0 || depth > 8 {
			return nil, fmt.Errorf("%.40q: parentheses do not match", s)
		}
	}
	if depth != 0 {
		return nil, fmt.Errorf("%.40q: parentheses do not match", s)
	}
	return append(parts, s[from:]), nil
}

// simpleWKT reads what stands between the parentheses of a geometry. Heights and measures are left out.
func (f *feature) simpleWKT(kind, body string) error {
	flat := func(s string) string {
		parts := strings.Split(s, ",")
		for i, p := range parts {
			if n := strings.Fields(p); len(n) > 2 {
				parts[i] = n[0] + " " + n[1]
			}
		}
		return strings.Join(parts, ",")
	}
	if kind == "POLYGON" {
		rings, err := split(body)
		if err != nil {
			return err
		}
		for i, r := range rings {
			rings[i] = "(" + flat(strings.Trim(r, "() \t")) + ")"
		}
		body = strings.Join(rings, ",")
	} else {
		body = flat(body)
	}
	g, err := geo.ParseWKT(kind + "(" + body + ")")
	if err != nil {
		return err
	}
	return f.add(g)
}
