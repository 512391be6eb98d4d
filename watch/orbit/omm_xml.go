package orbit

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"entente"
)

// ReadOMMXML reads Orbit Mean-Elements Messages as XML: elements "omm" of CCSDS 505.0-B, alone or in an "ndm". Every one is
// either in the catalogue or refused with a [*SyntaxError]; what follows an error of syntax is not read, and the error
// says so. Elements that it does not know are passed over.
func ReadOMMXML(text []byte) (Catalogue, []error) {
	r := xmlReader{dec: xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))}
	err := r.read()
	if err != nil {
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) {
			err = errors.New(syntax.Msg)
		}
		r.refuse(r.here(), fmt.Errorf("%w; nothing after this was read: %w", err, entente.ErrInvalid))
	}
	if err == nil && r.count == 0 {
		r.refuse(at{1, 1}, fmt.Errorf("no element %q in the text: %w", "omm", entente.ErrInvalid))
	}
	return r.sets, r.refused
}

type xmlReader struct {
	report
	dec   *xml.Decoder
	count int // of messages

	message *message // nil outside of one
	key     string   // of the innermost open element; empty after it has closed
	value   strings.Builder
	start   at // of the value
}

func (r *xmlReader) here() at {
	line, column := r.dec.InputPos()
	return at{line, column}
}

func (r *xmlReader) read() error {
	for {
		before := r.here()
		t, err := r.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := r.open(t.Name.Local, before); err != nil {
				return err
			}
		case xml.CharData:
			r.value.Write(t)
		case xml.EndElement:
			r.close(t.Name.Local)
		}
	}
}

func (r *xmlReader) open(name string, before at) error {
	if name == "omm" {
		if r.message != nil {
			return fmt.Errorf("%q inside of another", "omm")
		}
		r.message = newMessage(before)
		r.count++
	}
	r.key, r.start = name, r.here()
	r.value.Reset()
	return nil
}

func (r *xmlReader) close(name string) {
	switch {
	case r.message == nil:
	case name == "omm":
		r.add(r.message)
		r.message = nil
	case name == r.key && name != "COMMENT" && strings.ToUpper(name) == name:
		r.message.put(name, r.value.String(), r.start)
	}
	r.key = ""
}
