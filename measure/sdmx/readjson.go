package sdmx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"entente"
)

// jsonReading is a message in SDMX-JSON being read.
type jsonReading struct {
	*reading
	structures []*jsonStructure
	root       string // the pointer to where the datasets stand
}

// The parts of a message. Version 1.0 has header, structure and dataSets at the top; its last draft and 2.0 have meta and
// data, and 2.0 a structure for each dataset.
type (
	jsonMessage struct {
		Header     *jsonHeader       `json:"header"`
		Meta       *jsonHeader       `json:"meta"`
		Structure  json.RawMessage   `json:"structure"`
		DataSets   json.RawMessage   `json:"dataSets"`
		Data       *jsonData         `json:"data"`
		Errors     []json.RawMessage `json:"errors"`
		Structures json.RawMessage   `json:"structures"`
	}
	jsonData struct {
		Structure  json.RawMessage   `json:"structure"`
		Structures []json.RawMessage `json:"structures"`
		DataSets   json.RawMessage   `json:"dataSets"`

		// Of a structure message.
		DataStructures json.RawMessage `json:"dataStructures"`
		Dataflows      json.RawMessage `json:"dataflows"`
		Codelists      json.RawMessage `json:"codelists"`
	}
	jsonHeader struct {
		ID       string `json:"id"`
		Test     bool   `json:"test"`
		Prepared string `json:"prepared"`
		Sender   struct {
			ID string `json:"id"`
		} `json:"sender"`
	}
)

func (r *reading) json(data []byte) error {
	var m jsonMessage
	if err := json.Unmarshal(data, &m); err != nil {
		return jsonError(data, err)
	}
	if err := m.checkKind(); err != nil {
		return err
	}
	j := &jsonReading{reading: r}
	raws, datasets, err := j.parts(&m)
	if err != nil {
		return err
	}
	if len(m.Errors) > 0 {
		j.note(Place{Pointer: "/errors"}, "the sender reports %d errors", len(m.Errors))
	}
	for i, raw := range raws {
		s, err := j.structure(raw, i)
		if err != nil {
			return err
		}
		j.structures = append(j.structures, s)
	}
	return eachItem(datasets, j.root, j.dataset)
}

// checkKind tells a data message from others.
func (m *jsonMessage) checkKind() error {
	switch {
	case m.Data != nil && m.Data.DataSets == nil && (m.Data.DataStructures != nil || m.Data.Dataflows != nil || m.Data.Codelists != nil):
		return fmt.Errorf("a structure message, which has no data: read it with ReadDefinitions: %w", entente.ErrUnsupported)
	case m.Header == nil && m.Meta == nil:
		return fmt.Errorf("neither header nor meta: want an SDMX-JSON data message: %w", entente.ErrInvalid)
	}
	return nil
}

// parts finds the structures and datasets wherever the version has them.
func (j *jsonReading) parts(m *jsonMessage) (structures []json.RawMessage, datasets json.RawMessage, err error) {
	h, f := m.Header, JSON1
	structures, datasets, j.root = optionalRaw(m.Structure), m.DataSets, "/dataSets"
	if m.Meta != nil {
		h = m.Meta
	}
	if m.Data != nil {
		datasets, j.root = m.Data.DataSets, "/data/dataSets"
		structures = append(optionalRaw(m.Data.Structure), m.Data.Structures...)
		if m.Data.Structure == nil {
			f = JSON2
		}
	}
	j.message.Header = Header{ID: h.ID, Test: h.Test, Sender: h.Sender.ID, Prepared: j.prepared(h.Prepared)}
	return structures, datasets, j.found(f)
}

func optionalRaw(raw json.RawMessage) []json.RawMessage {
	if raw == nil {
		return nil
	}
	return []json.RawMessage{raw}
}

// prepared reads the time of preparation, which is a time or a date.
func (r *reading) prepared(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	if s != "" {
		r.note(Place{}, "prepared %q: no time of the standard's form; left out", clip(s))
	}
	return time.Time{}
}

// jsonError says where the data is no JSON, and whether it only ends too early.
func jsonError(data []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input" || errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("line %d: the data is cut off: %w", lineAt(data, len(data)), entente.ErrDamaged)
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: %v: %w", lineAt(data, int(syntax.Offset)), err, entente.ErrInvalid)
	case errors.As(err, &kind) && kind.Offset <= int64(len(data)):
		return fmt.Errorf("line %d: %s: a %s: %w", lineAt(data, int(kind.Offset)), kind.Field, kind.Value, entente.ErrInvalid)
	}
	return fmt.Errorf("%v: %w", err, entente.ErrInvalid)
}

// eachMember calls f with the members of an object in their order, repeated ones too, which a map would lose.
func eachMember(raw json.RawMessage, pointer string, f func(key string, raw json.RawMessage, pointer string) error) error {
	if isNull(raw) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return fmt.Errorf("%s: want an object: %w", pointer, entente.ErrInvalid)
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return fmt.Errorf("%s: %v: %w", pointer, err, entente.ErrInvalid)
		}
		key := t.(string) // JSON has no others
		var member json.RawMessage
		if err := d.Decode(&member); err != nil {
			return fmt.Errorf("%s: %v: %w", pointer, err, entente.ErrInvalid)
		}
		if err := f(key, member, pointer+"/"+escapePointer(key)); err != nil {
			return err
		}
	}
	return nil
}

// eachItem calls f with the items of an array in their order.
func eachItem(raw json.RawMessage, pointer string, f func(raw json.RawMessage, pointer string) error) error {
	if isNull(raw) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if start, err := d.Token(); err != nil || start != json.Delim('[') {
		return fmt.Errorf("%s: want an array: %w", pointer, entente.ErrInvalid)
	}
	for i := 0; d.More(); i++ {
		var item json.RawMessage
		if err := d.Decode(&item); err != nil {
			return fmt.Errorf("%s: %v: %w", pointer, err, entente.ErrInvalid)
		}
		if err := f(item, pointer+"/"+strconv.Itoa(i)); err != nil {
			return err
		}
	}
	return nil
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

func escapePointer(key string) string {
	if !strings.ContainsAny(key, "~/") {
		return key
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}
