package ocds

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"

	"entente"
	"entente/unit"
)

// MaxSize is the most bytes that a document may have.
const MaxSize = 64 << 20

// Write writes a release package, or says what it lacks by the schema, in an error that wraps entente.ErrInvalid.
func Write(w io.Writer, p Package) error {
	var faults []string
	f := &form{faults: &faults}
	for _, x := range []struct{ key, uri string }{{"uri", p.URI}, {"license", p.License}, {"publicationPolicy", p.Policy}, {"publisher/uri", p.Publisher.URI}} {
		f.need(x.uri == "" || isURI(x.uri), "%s %q: want a URI", x.key, clip(x.uri))
	}
	f.need(p.URI != "", "uri missing")
	f.need(!p.Published.IsZero(), "publishedDate missing")
	f.need(p.Publisher.Name != "", "publisher/name missing")
	packageOf(f, &p)
	records(f, "releases", &p.Purchases, release(p.Exercise))
	if len(p.Purchases) == 0 {
		f.set("releases", []object{})
	}
	if err := failure(faults); err != nil {
		return fmt.Errorf("ocds: %w", err)
	}
	b, err := json.MarshalIndent(f.out, "", "  ")
	if err != nil {
		return fmt.Errorf("ocds: %w", err)
	}
	if _, err := w.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("ocds: %w", err)
	}
	return nil
}

func isURI(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && !strings.ContainsAny(s, " \"<>\\^`{|}")
}

func isCurrency(s string) bool { return unit.Unit(s).Kind() == unit.Money }

// Read reads a release package, a record package or a single release. Of a record it takes the compiled release, or, if it
// has none, the releases in it; the history of values (versionedRelease) and links to releases have no place.
//
// It fails, with an error that wraps entente.ErrInvalid, on what is none of the three, is no JSON in UTF-8, or has more than
// [MaxSize] bytes. What the schema does not admit in a release is refused by itself and stands in the report.
func Read(r io.Reader) (Package, Report, error) {
	var p Package
	var report Report
	doc, err := parse(r)
	if err != nil {
		return p, report, fmt.Errorf("ocds: %w", err)
	}
	var faults []string
	f := &form{reading: true, in: doc, report: &report, faults: &faults}
	p.Exercise = isMarked("", doc)
	switch {
	case doc["releases"] != nil:
		packageOf(f, &p)
		records(f, "releases", &p.Purchases, release(p.Exercise))
		f.end()
	case doc["records"] != nil:
		packageOf(f, &p)
		compiled(f, &p)
		f.end()
	case doc["ocid"] != nil:
		record(f, doc, &p.Purchases, release(p.Exercise))
	default:
		f.fault("no releases, no records and no ocid: want a release package, a record package or a release")
	}
	if err := failure(faults); err != nil {
		return p, report, fmt.Errorf("ocds: %w", err)
	}
	return p, report, nil
}

func parse(r io.Reader) (map[string]any, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read: %w", err)
	case len(data) > MaxSize:
		return nil, fmt.Errorf("more than %d bytes: %w", MaxSize, entente.ErrInvalid)
	case !utf8.Valid(data):
		return nil, fmt.Errorf("not UTF-8: %w", entente.ErrInvalid)
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("byte %d: %w: %w", d.InputOffset(), err, entente.ErrInvalid)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("byte %d: more than one value: %w", d.InputOffset(), entente.ErrInvalid)
	}
	o, ok := doc.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: want an object: %w", kindOf(doc), entente.ErrInvalid)
	}
	return o, nil
}

// compiled reads the records of a record package.
func compiled(f *form, p *Package) {
	for i, x := range f.list("records") {
		var faults []string
		s := f.sub("records", i, &faults)
		if !s.fill(x) {
			f.report.Count(s.where, strings.TrimPrefix(faults[0], s.where+": "))
			continue
		}
		s.asked = map[string]bool{"ocid": true} // it stands in the release too
		c, hasCompiled := s.get("compiledRelease")
		switch {
		case hasCompiled:
			record(s.sub("compiledRelease", -1, nil), c, &p.Purchases, release(p.Exercise))
		case isEmbedded(s.in["releases"]):
			records(s, "releases", &p.Purchases, release(p.Exercise))
		default:
			f.report.Count(s.where, "no compiled release, and no releases but links")
		}
		s.end()
	}
}

// isEmbedded reports whether the releases of a record stand in it: a link has no ocid (record schema, releases).
func isEmbedded(releases any) bool {
	list, _ := releases.([]any)
	for _, x := range list {
		if r, ok := x.(map[string]any); ok && r["ocid"] != nil {
			return true
		}
	}
	return false
}

// isMarked reports whether any part of a document says that it was invented.
func isMarked(key string, v any) bool {
	switch v := v.(type) {
	case bool:
		return v && key == "exercise"
	case string:
		return (key == "title" || key == "description" || key == "name") && strings.HasPrefix(v, Marker)
	case []any:
		for _, x := range v {
			if isMarked("", x) {
				return true
			}
		}
	case map[string]any:
		for k, x := range v {
			if isMarked(k, x) {
				return true
			}
		}
	}
	return false
}
