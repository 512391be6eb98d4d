package sdmx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"entente"
)

// xmlReading is a message in SDMX-ML being read, element by element.
type xmlReading struct {
	*reading
	data       []byte
	decoder    *xml.Decoder
	begun      Place // where the last token began
	depth      int
	structures map[string]xmlStructure // by structureID
	onlyOne    string                  // the structureID of the only structure
	action     Action                  // of datasets that state none
}

// An xmlStructure is what the header says of a structure.
type xmlStructure struct {
	reference   Reference
	observation string // the dimension at the observation, or AllDimensions
}

const allDimensions = "AllDimensions"

// Namespaces of the messages, and the names of their elements.
var (
	messageNamespaces = map[string]string{
		"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message": "2.1",
		"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message": "3.0",
		"http://www.sdmx.org/resources/sdmxml/schemas/v3_1/message": "3.0",
	}
	xmlFormats = map[string]Format{
		"GenericData 2.1": Generic21, "GenericTimeSeriesData 2.1": Generic21,
		"StructureSpecificData 2.1": Specific21, "StructureSpecificTimeSeriesData 2.1": Specific21,
		"StructureSpecificData 3.0": Specific30,
	}
)

func (r *reading) xml(data []byte) error {
	x := &xmlReading{reading: r, data: data, decoder: xml.NewDecoder(bytes.NewReader(data)), structures: map[string]xmlStructure{}, action: Information}
	root, err := x.start()
	if err != nil {
		return err
	}
	version := messageNamespaces[root.Name.Space]
	f, ok := xmlFormats[root.Name.Local+" "+version]
	switch {
	case ok:
	case version != "" && root.Name.Local == "Structure":
		return fmt.Errorf("a structure message, which has no data: read it with ReadDefinitions: %w", entente.ErrUnsupported)
	default:
		return fmt.Errorf("element %s of %q: want GenericData or StructureSpecificData of SDMX-ML 2.1 or 3.0: %w",
			root.Name.Local, clip(root.Name.Space), entente.ErrUnsupported)
	}
	if err := r.found(f); err != nil {
		return err
	}
	if err := x.children(x.part); err != nil {
		return err
	}
	return x.end()
}

// part reads a child of the root.
func (x *xmlReading) part(e xml.StartElement) error {
	switch e.Name.Local {
	case "Header":
		return x.children(x.header)
	case "DataSet":
		return x.dataset(e)
	}
	return x.unread(e)
}

// start returns the root element.
func (x *xmlReading) start() (xml.StartElement, error) {
	for {
		t, err := x.token()
		if err != nil {
			return xml.StartElement{}, x.fault(err)
		}
		if e, ok := t.(xml.StartElement); ok {
			return e, nil
		}
	}
}

// end sees to it that nothing stands behind the root element.
func (x *xmlReading) end() error {
	for {
		t, err := x.token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return x.fault(err)
		}
		if e, ok := t.(xml.StartElement); ok {
			return fmt.Errorf("%v: element %s behind the message: %w", x.place(), e.Name.Local, entente.ErrInvalid)
		}
	}
}

// fault says where the decoder failed.
func (x *xmlReading) fault(err error) error {
	kind := entente.ErrInvalid
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) && syntax.Msg == "unexpected EOF" || errors.Is(err, io.EOF) {
		return fmt.Errorf("%v: the data is cut off: %w", x.here(), entente.ErrDamaged)
	}
	return fmt.Errorf("%v: %v: %w", x.here(), err, kind)
}

// token returns the next token, and notes where it begins.
func (x *xmlReading) token() (xml.Token, error) {
	x.begun = x.here()
	return x.decoder.Token()
}

// place returns where the last token began.
func (x *xmlReading) place() Place { return x.begun }

// here returns where the decoder is.
func (x *xmlReading) here() Place {
	line, column := x.decoder.InputPos()
	return Place{Line: line, Column: column}
}

// children calls f with each child of the element that was begun last, and reads to its end. f reads the child to its end.
func (x *xmlReading) children(f func(xml.StartElement) error) error {
	return x.mixed(func(text string) {
		if s := strings.TrimSpace(text); s != "" {
			x.note(x.place(), "text %q between elements is not kept", clip(s))
		}
	}, f)
}

// mixed is children for an element that may have text between its children.
func (x *xmlReading) mixed(text func(string), f func(xml.StartElement) error) error {
	if x.depth++; x.depth > maxDepth {
		return fmt.Errorf("%v: more than %d elements within each other: %w", x.place(), maxDepth, entente.ErrUnsupported)
	}
	defer func() { x.depth-- }()
	for {
		t, err := x.token()
		if err != nil {
			return x.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := f(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		case xml.CharData:
			text(string(t))
		}
	}
}

// skip reads the element that was begun last to its end.
func (x *xmlReading) skip(xml.StartElement) error {
	_, err := x.content()
	return err
}

// unread skips an element that has no place in a message, and says so.
func (x *xmlReading) unread(e xml.StartElement) error {
	x.note(x.place(), "element %s is not kept", e.Name.Local)
	return x.skip(e)
}

// content returns the text of the element that was begun last, without what stands in elements within.
func (x *xmlReading) content() (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		t, err := x.token()
		if err != nil {
			return "", x.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; x.depth+depth > maxDepth {
				return "", fmt.Errorf("%v: more than %d elements within each other: %w", x.place(), maxDepth, entente.ErrUnsupported)
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 1 {
				b.Write(t)
			}
		}
	}
	return b.String(), nil
}

// markup returns what stands in the element that was begun last, as it is written.
func (x *xmlReading) markup() (string, error) {
	start := x.decoder.InputOffset()
	for depth := 1; ; {
		end := x.decoder.InputOffset()
		t, err := x.token()
		if err != nil {
			return "", x.fault(err)
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth == 0 {
			return string(x.data[start:end]), nil
		}
	}
}

// header reads a child of the header.
func (x *xmlReading) header(e xml.StartElement) error {
	h := &x.message.Header
	switch e.Name.Local {
	case "Sender":
		h.Sender, _ = attr(e, "id")
		return x.skip(e)
	case "Structure":
		return x.headerStructure(e)
	}
	s, err := x.content()
	if err != nil {
		return err
	}
	s = strings.TrimSpace(s)
	switch e.Name.Local {
	case "ID":
		h.ID = s
	case "Test":
		h.Test = s == "true" || s == "1"
	case "Prepared":
		h.Prepared = x.prepared(s)
	case "DataSetAction":
		x.action = Action(s)
	}
	return nil
}

// headerStructure reads what describes the datasets: a URN, or a Ref of version 2.1.
func (x *xmlReading) headerStructure(e xml.StartElement) error {
	var s xmlStructure
	id, _ := attr(e, "structureID")
	s.observation, _ = attr(e, "dimensionAtObservation")
	where := x.place()
	err := x.children(func(e xml.StartElement) error {
		kind, ok := referenceElements[e.Name.Local]
		if !ok {
			return x.unread(e)
		}
		r, err := x.referenced(kind)
		s.reference = r
		return err
	})
	if _, twice := x.structures[id]; twice && err == nil {
		return fmt.Errorf("%v: structureID %q: twice: %w", where, clip(id), entente.ErrInvalid)
	}
	x.structures[id] = s
	x.onlyOne = id
	return err
}

var referenceElements = map[string]Kind{
	"Structure": DataStructure, "StructureUsage": Dataflow, "ProvisionAgreement": Provision, "ProvisionAgrement": Provision,
}

// referenced reads the content of a reference.
func (x *xmlReading) referenced(kind Kind) (Reference, error) {
	var r Reference
	var texts []string
	where := x.place()
	err := x.mixed(func(s string) { texts = append(texts, s) }, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Ref":
			r.Kind = kind
			r.Agency, _ = attr(e, "agencyID")
			r.ID, _ = attr(e, "id")
			r.Version, _ = attr(e, "version")
			return x.skip(e)
		case "URN":
			s, err := x.content()
			texts = append(texts, s)
			return err
		}
		return x.unread(e)
	})
	if s := strings.TrimSpace(strings.Join(texts, "")); err == nil && s != "" {
		r, err = parseURN(s)
		if err != nil {
			err = fmt.Errorf("%v: %w", where, err)
		}
	}
	return r, err
}

// attr returns the value of an attribute by its local name.
func attr(e xml.StartElement, name string) (string, bool) {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}
