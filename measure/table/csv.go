package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"entente"
)

// maxCSV is the most bytes that a CSV file may have.
const maxCSV = 4 << 30

var errTooLong = fmt.Errorf("more than %d bytes; split the file: %w", int64(maxCSV), entente.ErrUnsupported)

// A bounded reads at most so many bytes, and fails after them.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLong
	}
	return n, err
}

// readCSV reads comma-separated values (RFC 4180) in UTF-8, with or without byte order mark.
func (t *tally) readCSV(r io.Reader) error {
	in := bufio.NewReaderSize(&bounded{r, maxCSV}, 1<<16)
	if err := openCSV(in); err != nil {
		return err
	}
	skipped := max(0, t.mapping.Head-1)
	for range skipped {
		if err := skipLine(in); err != nil {
			return err
		}
	}
	c := csv.NewReader(in)
	c.ReuseRecord = true
	if t.mapping.Delimiter != "" {
		c.Comma, _ = utf8.DecodeRuneInString(t.mapping.Delimiter)
	}
	heads, err := c.Read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("no line of column heads: %w", entente.ErrInvalid)
	}
	if err != nil {
		return fmt.Errorf("column heads: %w", readFault(err))
	}
	own := make([]string, len(heads))
	for i, h := range heads {
		own[i] = strings.TrimSpace(strings.Clone(h))
	}
	rows, err := t.bind(own, func(line int) string { return fmt.Sprintf("line %d", line) })
	if err != nil {
		return err
	}
	for {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if err := rows.damaged(err, row, skipped); err != nil {
				return err
			}
			continue
		}
		line, _ := c.FieldPos(0)
		rows.take(row, line+skipped)
	}
	rows.close()
	return nil
}

// openCSV skips a byte order mark and refuses what is no text.
func openCSV(in *bufio.Reader) error {
	start, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	what := ""
	switch {
	case bytes.HasPrefix(start, []byte("\xEF\xBB\xBF")):
		_, err := in.Discard(3)
		return err
	case bytes.HasPrefix(start, []byte("\xFF\xFE")), bytes.HasPrefix(start, []byte("\xFE\xFF")):
		what = "a text in UTF-16; save it in UTF-8"
	case bytes.HasPrefix(start, []byte("\x1F\x8B")), bytes.HasPrefix(start, []byte("\x28\xB5\x2F\xFD")):
		what = "a compressed file; unpack it"
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		what = "a ZIP archive, or a workbook; unpack it, or say format: xlsx"
	default:
		return nil
	}
	return fmt.Errorf("%s: %w", what, entente.ErrUnsupported)
}

func skipLine(in *bufio.Reader) error {
	for {
		_, isPrefix, err := in.ReadLine()
		switch {
		case errors.Is(err, io.EOF):
			return fmt.Errorf("no line of column heads: %w", entente.ErrInvalid)
		case err != nil:
			return err
		case !isPrefix:
			return nil
		}
	}
}

// damaged refuses a row that could not be taken apart. It returns an error where nothing more can be read.
func (r *rows) damaged(err error, row []string, skipped int) error {
	p, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return err
	}
	where, lines := fmt.Sprintf("line %d", p.StartLine+skipped), p.Line-p.StartLine+1
	if lines > 1 {
		where = fmt.Sprintf("lines %d to %d", p.StartLine+skipped, p.Line+skipped)
	}
	why := "a quotation mark is out of place; nothing of it was read"
	if errors.Is(p.Err, csv.ErrFieldCount) {
		why, lines = fmt.Sprintf("has %d cells; want one for each column head", len(row)), 1
	}
	r.refuse(where, why, max(1, lines*len(r.values)))
	return nil
}

// readFault returns err as what is wrong with the file.
func readFault(err error) error {
	if _, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("%v: %w", err, entente.ErrInvalid)
	}
	return err
}
