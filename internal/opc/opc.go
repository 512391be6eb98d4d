// Package opc reads the archives that Office documents are packed in: a ZIP archive of XML parts, and the relationships from
// part to part (Open Packaging Conventions, ECMA-376 part 2).
//
// An archive costs no more than its [Limits], whatever its sender made it of. Sizes are bounded before a part is unpacked, by
// what the archive states: archive/zip takes a part that unpacks to more than it states for damaged.
package opc

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/net/html/charset"
)

// Kinds of error. The text of an error does not name its kind: callers have kinds of their own, and say what to do.
var (
	ErrDamaged   = errors.New("damaged archive")
	ErrEncrypted = errors.New("encrypted archive")
	ErrBomb      = errors.New("archive built to take more than it is worth")
	ErrTooLarge  = errors.New("archive over the limit")
)

// A fault is an error of a kind.
type fault struct {
	error
	kind error
}

func (f fault) Unwrap() []error { return []error{f.error, f.kind} }

// Bounds for every archive.
const (
	MaxEntries = 10_000
	FreeSize   = 1 << 20 // bytes up to which a part may have any ratio

	maxDeclared = 2 << 30 // bytes in all entries together
)

// Limits are the bounds that depend on what is in an archive.
type Limits struct {
	Part  int64 // bytes of a part, unpacked
	All   int64 // bytes of all parts that are read, unpacked; 0: any
	Ratio int64 // of the unpacked to the packed bytes of a part; 0: any
	Depth int   // XML elements within each other
}

// An Archive holds parts by name, such as "word/document.xml". It is not for use by several goroutines at once.
type Archive struct {
	files  map[string]*zip.File
	limits Limits
	read   int64 // bytes unpacked so far
}

// Open opens the archive in data. It fails with an error wrapping ErrDamaged, or ErrBomb where there are more than MaxEntries or
// they state more than 2 GiB.
func Open(data []byte, limits Limits) (*Archive, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > MaxEntries {
		return nil, fault{fmt.Errorf("unpacks to more than %d entries", MaxEntries), ErrBomb}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault{err, ErrDamaged}
	}
	a := &Archive{files: make(map[string]*zip.File, len(z.File)), limits: limits}
	left := uint64(maxDeclared)
	for _, f := range z.File {
		if f.UncompressedSize64 > left {
			return nil, fault{fmt.Errorf("unpacks to more than %d bytes", maxDeclared), ErrBomb}
		}
		left -= f.UncompressedSize64
		if name := strings.TrimPrefix(f.Name, "/"); a.files[name] == nil {
			a.files[name] = f
		}
	}
	return a, nil
}

// Has reports whether the archive has a part.
func (a *Archive) Has(part string) bool { return a.files[part] != nil }

// Relations are the parts that a part refers to. Of several with the same key the last one counts.
type Relations struct {
	ByID   map[string]Relation
	ByKind map[string]string // the part; "" for none
}

// A Relation is a reference to a part: Kind is the last word of its type, such as "styles".
type Relation struct{ Kind, Part string }

// Relations returns the parts that a part refers to, none where it has no relationships; "" stands for the archive. References to
// the world outside are left out. It fails as [Archive.Each] does.
func (a *Archive) Relations(part string) (Relations, error) {
	dir, base := path.Split(part)
	all := Relations{map[string]Relation{}, map[string]string{}}
	err := a.Each(dir+"_rels/"+base+".rels", func(_ *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || Attr(e, "TargetMode") == "External" {
			return nil
		}
		target := Attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = "/" + dir + target
		}
		r := Relation{path.Base(Attr(e, "Type")), strings.TrimPrefix(path.Clean(target), "/")}
		all.ByID[Attr(e, "Id")], all.ByKind[r.Kind] = r, r.Part
		return nil
	})
	return all, err
}

// Each calls take with every token of an XML part, in order, or not at all where the archive has no such part. Take may read on
// from the decoder; the limits hold for what it reads too. Each fails with an error wrapping one of the kinds or what take returns.
func (a *Archive) Each(part string, take func(*xml.Decoder, xml.Token) error) error {
	f := a.files[part]
	if f == nil {
		return nil
	}
	r, err := a.unpack(f)
	if err != nil {
		return fmt.Errorf("%s: %w", part, err)
	}
	defer r.Close()
	raw := xml.NewDecoder(r)
	raw.CharsetReader = charset.NewReaderLabel
	d := xml.NewTokenDecoder(&shallow{raw: raw, most: a.limits.Depth})
	for {
		t, err := d.Token()
		switch {
		case err == io.EOF:
			return nil
		case err == nil:
			err = take(d, t)
		case !errors.Is(err, ErrBomb):
			err = fault{err, ErrDamaged}
		}
		if err == nil {
			continue
		}
		if s, ok := errors.AsType[*xml.SyntaxError](err); ok {
			s.Line, _ = raw.InputPos() // d knows tokens, no lines
		}
		return fmt.Errorf("%s: %w", part, err)
	}
}

// unpack opens a part that keeps to the limits.
func (a *Archive) unpack(f *zip.File) (io.ReadCloser, error) {
	size, l := int64(f.UncompressedSize64), a.limits
	a.read += size
	switch {
	case f.Flags&1 != 0:
		return nil, fault{errors.New("has a password"), ErrEncrypted}
	case l.Ratio > 0 && size > FreeSize && uint64(size/l.Ratio) > f.CompressedSize64:
		return nil, fault{fmt.Errorf("unpacks to more than %d times its size", l.Ratio), ErrBomb}
	case size > l.Part:
		return nil, fault{fmt.Errorf("unpacks to more than the limit of %d bytes", l.Part), ErrTooLarge}
	case l.All > 0 && a.read > l.All:
		return nil, fault{fmt.Errorf("unpacks, with the parts before it, to more than the limit of %d bytes", l.All), ErrTooLarge}
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault{err, ErrDamaged}
	}
	return r, nil
}

// A shallow reader gives out tokens as long as no element is too deep, whoever asks for them.
type shallow struct {
	raw         *xml.Decoder
	depth, most int
}

func (s *shallow) Token() (xml.Token, error) {
	t, err := s.raw.RawToken()
	switch t.(type) {
	case xml.StartElement:
		s.depth++
	case xml.EndElement:
		s.depth--
	}
	if s.depth > s.most {
		return nil, fault{fmt.Errorf("elements nested more than %d deep", s.most), ErrBomb}
	}
	return t, err
}

// Attr returns an attribute by its name without the name space, "" where e has none.
func Attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
