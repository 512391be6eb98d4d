package orbit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"entente"
)

// ReadOMMJSON reads Orbit Mean-Elements Messages as JSON: an array of objects, or one object, whose members are keywords of
// CCSDS 502.0-B, as CelesTrak and Space-Track publish them. Values may be numbers or strings; unknown members are passed
// over. Every object is either in the catalogue or refused with a [*SyntaxError]; what follows an error of syntax is not
// read, and the error says so.
func ReadOMMJSON(text []byte) (Catalogue, []error) {
	body := bytes.TrimPrefix(text, []byte("\ufeff"))
	r := jsonReader{text: body, dec: json.NewDecoder(bytes.NewReader(body)), seen: at{1, 1}}
	r.dec.UseNumber()
	if err := r.read(); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errCutOff
		}
		r.refuse(r.here(), fmt.Errorf("%w; nothing after this was read: %w", err, entente.ErrInvalid))
	}
	return r.sets, r.refused
}

type jsonReader struct {
	report
	text []byte
	dec  *json.Decoder

	seen   at // of offset, so that places are not counted from the start each time
	offset int
}

// here returns the place of what comes next.
func (r *jsonReader) here() at {
	next := int(r.dec.InputOffset())
	for next < len(r.text) && bytes.IndexByte([]byte(" \t\r\n,:"), r.text[next]) >= 0 {
		next++
	}
	p := place(r.text[r.offset:], next-r.offset)
	if p.line == 1 {
		p.column += r.seen.column - 1
	}
	p.line += r.seen.line - 1
	r.seen, r.offset = p, next
	return p
}

func (r *jsonReader) read() error {
	start := r.here()
	t, err := r.dec.Token()
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('{'):
		err = r.object(start)
	case json.Delim('['):
		err = r.array()
	default:
		return errors.New("want an array of objects, or an object")
	}
	if err != nil {
		return err
	}
	if _, err = r.dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text after the end of the value")
	}
	return nil
}

func (r *jsonReader) array() error {
	for r.dec.More() {
		start := r.here()
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		if t != json.Delim('{') {
			return fmt.Errorf("%s in the array: want objects only", clip(fmt.Sprint(t)))
		}
		if err := r.object(start); err != nil {
			return err
		}
	}
	_, err := r.dec.Token()
	return err
}

// object reads the members of an object whose brace has been read.
func (r *jsonReader) object(start at) error {
	m := newMessage(start)
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return err
		}
		p := r.here()
		var raw json.RawMessage
		if err := r.dec.Decode(&raw); err != nil {
			return err
		}
		m.member(fmt.Sprint(key), raw, p)
	}
	if _, err := r.dec.Token(); err != nil {
		return err
	}
	r.add(m)
	return nil
}

// member stores a number or a string; null is as none.
func (m *message) member(key string, raw json.RawMessage, p at) {
	switch raw[0] {
	case 'n':
	case '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			m.fail(p, fmt.Errorf("%s: %w: %w", clip(key), err, entente.ErrInvalid))
			return
		}
		m.put(key, s, p)
	default:
		m.put(key, string(raw), p)
	}
}
