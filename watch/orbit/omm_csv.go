package orbit

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"entente"
)

// ReadOMMCSV reads Orbit Mean-Elements Messages as CSV: a first line of keywords of CCSDS 502.0-B, then one set a line, as
// CelesTrak and Space-Track publish them. Columns may be in any order; unknown ones are passed over. Every line is either in
// the catalogue or refused with a [*SyntaxError].
func ReadOMMCSV(text []byte) (Catalogue, []error) {
	var rep report
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	keys, err := r.Read()
	if err != nil {
		rep.refuse(at{1, 0}, fmt.Errorf("first line: want keywords such as OBJECT_NAME,EPOCH,MEAN_MOTION: %w", entente.ErrInvalid))
		return nil, rep.refused
	}
	if i := slices.Index(keys, "MEAN_MOTION"); i < 0 {
		rep.refuse(at{1, 0}, fmt.Errorf("first line has no keyword MEAN_MOTION: want a line of keywords of OMM: %w", entente.ErrInvalid))
		return nil, rep.refused
	}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rep.sets, rep.refused
		}
		if err != nil {
			var p *csv.ParseError
			if !errors.As(err, &p) {
				p = &csv.ParseError{Line: 1, Err: err}
			}
			rep.refuse(at{p.Line, p.Column}, fmt.Errorf("%w: %w", p.Err, entente.ErrInvalid))
			continue
		}
		line, column := r.FieldPos(0)
		m := newMessage(at{line, column})
		if len(fields) != len(keys) {
			m.fail(m.start, fmt.Errorf("%d fields: want %d, one for each keyword of the first line: %w", len(fields), len(keys), entente.ErrInvalid))
		}
		for i := range min(len(fields), len(keys)) {
			line, column := r.FieldPos(i)
			m.put(keys[i], fields[i], at{line, column})
		}
		rep.add(m)
	}
}
