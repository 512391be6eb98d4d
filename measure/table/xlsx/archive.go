package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"entente"
)

// An archive is the ZIP archive that a workbook is packed in.
type archive struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

var errTooBig = fmt.Errorf("unpacks to more than a workbook has; split it: %w", entente.ErrUnsupported)

func openArchive(data []byte) (*archive, error) {
	if err := sniff(data); err != nil {
		return nil, err
	}
	if bytes.Count(data, []byte("PK\x01\x02")) > maxEntries {
		return nil, errTooBig
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%v; get a fresh copy: %w", err, entente.ErrDamaged)
	}
	a := &archive{files: make(map[string]*zip.File, len(z.File)), left: maxBook}
	for _, f := range z.File {
		if name := strings.TrimPrefix(f.Name, "/"); a.files[name] == nil {
			a.files[name] = f
		}
	}
	return a, nil
}

// sniff refuses what is no ZIP archive, and says what it is.
func sniff(data []byte) error {
	what := ""
	switch {
	case bytes.HasPrefix(data, []byte("PK")):
		return nil
	case len(data) == 0:
		what = "an empty file"
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		what = "a workbook of Excel before 2007, or one with a password; save it as XLSX without one"
	case bytes.HasPrefix(data, []byte("\x1F\x8B")), bytes.HasPrefix(data, []byte("\x28\xB5\x2F\xFD")):
		what = "a compressed file; unpack it"
	default:
		what = "no XLSX file"
	}
	return fmt.Errorf("%s: %w", what, entente.ErrUnsupported)
}

// relations returns the parts that a part refers to, by identifier; "" stands for the archive.
func (a *archive) relations(part string) (map[string]relation, error) {
	dir, base := path.Split(part)
	all := make(map[string]relation)
	err := a.each(dir+"_rels/"+base+".rels", func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return nil
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		all[attr(e, "Id")] = relation{path.Base(attr(e, "Type")), strings.TrimPrefix(path.Clean(target), "/")}
		return nil
	})
	return all, err
}

// A relation is a part that another refers to: kind is the last word of the relation's type.
type relation struct{ kind, part string }

// only returns the part of a kind, "" for none.
func only(relations map[string]relation, kind string) string {
	for _, r := range relations {
		if r.kind == kind {
			return r.part
		}
	}
	return ""
}

// each calls take with every token of an XML part, in order, or not at all where the archive has no such part.
func (a *archive) each(part string, take func(xml.Token) error) error {
	f := a.files[part]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("%s: %v: %w", part, err, entente.ErrDamaged)
	}
	defer r.Close()
	bounded := &meter{r: r, archive: a, left: maxPart}
	d := xml.NewDecoder(bounded)
	for depth := 0; ; {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, entente.ErrUnsupported):
			return fmt.Errorf("%s: %w", part, err)
		case err != nil:
			return fmt.Errorf("%s: %v; get a fresh copy: %w", part, err, entente.ErrDamaged)
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth > maxDepth {
			return fmt.Errorf("%s: elements nested more than %d deep: %w", part, maxDepth, entente.ErrUnsupported)
		}
		if err := take(t); err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
	}
}

// A meter reads a part and stops when it, or all parts together, unpack to more than the bounds.
type meter struct {
	r       io.Reader
	archive *archive
	left    int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.left -= int64(n)
	m.archive.left -= int64(n)
	if m.left < 0 || m.archive.left < 0 {
		return 0, errTooBig
	}
	return n, err
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// isTrue reports whether an attribute says yes, as XML Schema writes it.
func isTrue(s string) bool { return s == "1" || s == "true" }
