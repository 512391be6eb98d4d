package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"entente"
)

// maxLine is the longest line of JSON read: a fact with the largest payload fits.
const maxLine = 4 << 20

// A lineReader reads lines that are not blank.
type lineReader struct {
	scanner *bufio.Scanner
	number  int
}

func newLineReader(r io.Reader) *lineReader {
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxLine)
	return &lineReader{scanner: s}
}

// next returns the next line and its number, or [io.EOF].
func (r *lineReader) next() (number int, line []byte, err error) {
	for r.scanner.Scan() {
		r.number++
		if line := bytes.TrimSpace(r.scanner.Bytes()); len(line) > 0 {
			return r.number, line, nil
		}
	}
	err = r.scanner.Err()
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		return 0, nil, fmt.Errorf("line %d: longer than %d bytes: %w", r.number+1, maxLine, entente.ErrInvalid)
	case err != nil:
		return 0, nil, fmt.Errorf("line %d: %w", r.number+1, err)
	}
	return 0, nil, io.EOF
}

// decodeStrictly decodes one JSON value without unknown fields and nothing behind it.
func decodeStrictly(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil && d.More() {
		err = errors.New("more than one JSON value")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", strings.TrimPrefix(err.Error(), "json: "), entente.ErrInvalid)
	}
	return nil
}
