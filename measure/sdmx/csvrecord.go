package sdmx

import "strings"

// records divides comma-separated values into records (RFC 4180). It keeps what encoding/csv changes or drops: the line
// breaks within a field as they are, empty lines, and the number of the line that a record begins in.
type records struct {
	data      string
	separator byte
	at        int
	line      int // of the next record
}

// A record is one row. Reason says why it is none.
type record struct {
	fields []string
	line   int
	reason string
	isCut  bool // the data ends within a quotation
}

// next returns the next record, its fields in the space of those given, and false when there is none.
func (r *records) next(fields []string) (record, bool) {
	if r.at >= len(r.data) {
		return record{}, false
	}
	rec := record{fields: fields[:0], line: r.line}
	for {
		field, more := r.field(&rec)
		if rec.reason != "" {
			return rec, true
		}
		rec.fields = append(rec.fields, field)
		if !more {
			return rec, true
		}
	}
}

// field reads one field and reports whether another follows in the record.
func (r *records) field(rec *record) (field string, more bool) {
	if r.at < len(r.data) && r.data[r.at] == '"' {
		field = r.quoted(rec)
	} else {
		field = r.bare()
	}
	switch {
	case rec.reason != "" || r.at >= len(r.data):
		return field, false
	case r.data[r.at] == r.separator:
		r.at++
		return field, true
	}
	r.endLine()
	return field, false
}

func (r *records) endLine() {
	if strings.HasPrefix(r.data[r.at:], "\r\n") {
		r.at++
	}
	r.at++
	r.line++
}

// bare reads up to the separator or the end of the line. A quotation mark within is text.
func (r *records) bare() string {
	start := r.at
	for r.at < len(r.data) {
		switch b := r.data[r.at]; {
		case b == r.separator || b == '\n', strings.HasPrefix(r.data[r.at:], "\r\n"):
			return r.data[start:r.at]
		}
		r.at++
	}
	return r.data[start:r.at]
}

// quoted reads a field in quotation marks.
func (r *records) quoted(rec *record) string {
	r.at++
	start, doubled := r.at, false
	for {
		n := strings.IndexByte(r.data[r.at:], '"')
		if n < 0 {
			rec.reason, rec.isCut = "a quotation mark is not closed up to the end of the data", true
			r.at = len(r.data)
			return ""
		}
		r.at += n + 1
		if r.at < len(r.data) && r.data[r.at] == '"' {
			doubled = true
			r.at++
			continue
		}
		break
	}
	field := r.data[start : r.at-1]
	r.line += strings.Count(field, "\n")
	if rest := r.data[r.at:]; rest != "" && rest[0] != r.separator && rest[0] != '\n' && !strings.HasPrefix(rest, "\r\n") {
		rec.reason = "text behind a closing quotation mark"
		r.skipLine()
	}
	if doubled {
		field = strings.ReplaceAll(field, `""`, `"`)
	}
	return field
}

func (r *records) skipLine() {
	n := strings.IndexByte(r.data[r.at:], '\n')
	if n < 0 {
		r.at = len(r.data)
		return
	}
	r.at += n + 1
	r.line++
}

// isBlank reports whether rec is an empty line.
func (rec record) isBlank() bool {
	return len(rec.fields) == 1 && rec.fields[0] == "" && rec.reason == ""
}
