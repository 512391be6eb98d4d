package table

import (
	"strings"
	"unicode/utf8"
)

// A meaning is what a text stands for: a value with its number, or why it stands for nothing here.
type meaning[T any] struct {
	value   T
	id      int32
	problem string // refuse the row, for this reason
	ignore  string // leave the row out, for this reason
	what    string // what is left out
}

func problem[T any](text string) meaning[T] { return meaning[T]{problem: text} }

// A reader reads one field of rows. It works each different text out once: files say the same again and again.
type reader[T any] struct {
	column int // -1: the meaning is the same in every row
	same   meaning[T]
	last   string // the text of the row before
	lastOf meaning[T]
	known  map[string]meaning[T]
	work   func(string) meaning[T]
}

// constant returns the reader of what is the same in every row.
func constant[T any](m meaning[T]) *reader[T] { return &reader[T]{column: -1, same: m} }

// reading returns the reader of a column.
func reading[T any](column int, work func(string) meaning[T]) *reader[T] {
	return &reader[T]{column: column, known: make(map[string]meaning[T]), work: work}
}

// of returns what the field of a row stands for. The meaning is not to be changed.
func (r *reader[T]) of(row []string) *meaning[T] {
	if r.column < 0 {
		return &r.same
	}
	text := row[r.column]
	if text == r.last && r.last != "" {
		return &r.lastOf
	}
	m, ok := r.known[text]
	if !ok {
		text = strings.Clone(text) // the row is one long text
		m = problem[T]("is not in UTF-8; convert the file")
		if utf8.ValidString(text) {
			m = r.work(strings.TrimSpace(text))
		}
		r.known[text] = m
	}
	r.last, r.lastOf = text, m
	return &r.lastOf
}
