package sdmx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"entente"
)

// Options say how a message is to be read. The zero value finds out by itself what it can.
type Options struct {
	// Format that the data must have; empty: whatever they are in.
	Format Format

	// Definitions of the structures that the datasets may name. SDMX-CSV and structure-specific SDMX-ML do not say which
	// component is a dimension: without the definition it is guessed, and a note says so. One definition alone is taken for
	// every dataset that no definition is named for.
	Definitions []Definition
}

// Bounds against hostile data.
const (
	maxSize  = 256 << 20 // bytes of a message
	maxCells = 1 << 24   // values in all observations, said or not
	maxDepth = 64        // XML elements within each other
)

// Read reads a message to its end and calls [Parse].
func Read(r io.Reader, o Options) (Message, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return Message{}, fmt.Errorf("sdmx: read: %w", err)
	}
	return Parse(data, o)
}

// Parse reads a data message of any [Format], which it finds out from how it begins.
//
// It fails where the whole cannot be understood: with entente.ErrUnsupported for a message that is no data message or is
// over the bounds, entente.ErrDamaged for one that is cut off, entente.ErrInvalid otherwise. The message then holds what
// was read before that.
func Parse(data []byte, o Options) (Message, error) {
	if len(data) > maxSize {
		return Message{}, fmt.Errorf("sdmx: more than %d bytes: %w", maxSize, entente.ErrUnsupported)
	}
	if at := invalidUTF8(data); at >= 0 {
		return Message{}, fmt.Errorf("sdmx: line %d: not UTF-8: %w", lineAt(data, at), entente.ErrInvalid)
	}
	r := &reading{options: o}
	if err := r.parse(bytes.TrimPrefix(data, []byte("\uFEFF"))); err != nil {
		return r.message, fmt.Errorf("sdmx: %w", err)
	}
	return r.message, nil
}

func (r *reading) parse(data []byte) error {
	start := bytes.TrimLeft(data, " \t\r\n")
	switch {
	case len(start) == 0:
		return fmt.Errorf("no data: %w", entente.ErrInvalid)
	case start[0] == '<':
		return r.xml(data)
	case start[0] == '{':
		return r.json(data)
	}
	if separator, ok := csvSeparator(string(data[:min(len(data), 200)])); ok {
		return r.csv(string(data), separator)
	}
	line, _, _ := strings.Cut(string(start[:min(len(start), 200)]), "\n")
	return fmt.Errorf("begins with %q: want SDMX-CSV (STRUCTURE,STRUCTURE_ID,...), SDMX-JSON ({) or SDMX-ML (<): %w", clip(line), entente.ErrInvalid)
}

// found notes the format of the data, and refuses one that was not asked for.
func (r *reading) found(f Format) error {
	r.message.Format = f
	if want := r.options.Format; want != "" && want != f {
		return fmt.Errorf("%s: want %s: %w", f, want, entente.ErrInvalid)
	}
	return nil
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	at := 0
	for {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n <= 1 {
			return at
		}
		at += n
	}
}

// lineAt returns the line of the byte at an offset, counted from 1.
func lineAt(data []byte, at int) int {
	return 1 + bytes.Count(data[:at], []byte("\n"))
}

var errTooMuch = fmt.Errorf("more than %d values: split the message: %w", maxCells, entente.ErrUnsupported)

// isStop reports whether err ends the reading of everything, not only of the row at hand.
func isStop(err error) bool {
	return errors.Is(err, entente.ErrUnsupported) || errors.Is(err, entente.ErrDamaged)
}
