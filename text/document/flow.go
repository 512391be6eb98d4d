package document

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// A gap is what stands between two runs of text.
type gap int

const (
	noGap gap = iota
	spaceGap
	lineGap
	blockGap
)

// A flow puts text together from runs, lines, blocks, list items and table cells. What parts two runs is written only
// when the second comes, so that no line ends in white space and no block is empty.
type flow struct {
	b      []byte
	limit  int64
	gap    gap
	broken bool   // the gap is a space that was a line break in the source
	marker string // "27. ", waiting for the first text of its item

	tabs   int  // waiting for the first text of their cell
	inRow  bool // text has been written in this table row
	atCell bool // nothing has been written in this cell
	isTall bool // a cell of this row takes several lines
}

// run writes text as it stands, but for characters that show nothing and for white space where a line begins.
func (f *flow) run(s string) {
	s = strings.ToValidUTF8(strings.Map(printable, s), "\uFFFD")
	if len(f.b) == 0 || f.gap >= lineGap || f.marker != "" || f.atCell {
		s = strings.TrimLeftFunc(s, unicode.IsSpace)
	}
	if s == "" || f.isFull() {
		return
	}
	f.open(s)
	f.b = append(f.b, s...)
}

// open writes what parts s from the text before it.
func (f *flow) open(s string) {
	switch {
	case f.gap == blockGap:
		f.breakLine("\n\n")
	case f.gap == lineGap:
		f.breakLine("\n")
	case f.gap == spaceGap && f.wantsSpace(s):
		f.b = append(f.b, ' ')
	}
	f.isTall = f.isTall || f.inRow && f.gap >= lineGap
	f.b = append(f.b, strings.Repeat("\t", f.tabs)...)
	f.b = append(f.b, f.marker...)
	f.gap, f.broken, f.marker, f.tabs, f.inRow, f.atCell = noGap, false, "", 0, true, false
}

func (f *flow) breakLine(s string) {
	if f.b = bytes.TrimRightFunc(f.b, unicode.IsSpace); len(f.b) > 0 {
		f.b = append(f.b, s...)
	}
}

// wantsSpace reports whether a space of the source before s is one in the text.
func (f *flow) wantsSpace(s string) bool {
	last, _ := utf8.DecodeLastRune(f.b)
	first, _ := utf8.DecodeRuneInString(s)
	return len(f.b) > 0 && !f.atCell && !unicode.IsSpace(last) && !(f.broken && joins(last, first))
}

// collapse writes text whose white space is layout: a run of it becomes one space, and none where a line of Chinese or
// of another script without spaces was broken.
func (f *flow) collapse(s string) {
	const layout = " \t\n\r\f"
	for s != "" {
		word := strings.TrimLeft(s, layout)
		if space := s[:len(s)-len(word)]; space != "" {
			f.gap = max(f.gap, spaceGap)
			f.broken = f.broken || strings.ContainsAny(space, "\n\r")
		}
		end := strings.IndexAny(word, layout)
		if end < 0 {
			end = len(word)
		}
		f.run(word[:end])
		s = word[end:]
	}
}

// line ends the line, block the paragraph.
func (f *flow) line()  { f.part(lineGap) }
func (f *flow) block() { f.part(blockGap) }

func (f *flow) part(g gap) {
	if !f.atCell {
		f.gap = max(f.gap, g)
	}
}

// item says that the next text begins a list item. An empty marker takes back one whose item had no text.
func (f *flow) item(marker string) { f.marker = marker }

// table begins a table.
func (f *flow) table() {
	f.block()
	f.inRow, f.isTall = false, false
}

// row begins a row of a table, on a line of its own.
func (f *flow) row() {
	switch {
	case !f.inRow: // nothing written since the table began
		f.gap = max(f.gap, lineGap)
	case f.isTall:
		f.gap = blockGap
	default:
		f.gap = lineGap
	}
	f.tabs, f.inRow, f.atCell, f.isTall = 0, false, false, false
}

// cell begins a cell of a row.
func (f *flow) cell(isFirst bool) {
	f.atCell = true
	if isFirst {
		return
	}
	f.tabs++
	if f.inRow {
		f.gap = noGap
	}
}

// endTable ends the last row.
func (f *flow) endTable() {
	f.tabs, f.inRow, f.atCell, f.isTall = 0, false, false, false
	f.block()
}

// isFull reports whether the text is over the limit; what comes then is dropped.
func (f *flow) isFull() bool { return int64(len(f.b)) > f.limit }

// text returns what was written, and a line end.
func (f *flow) text() (string, error) {
	if f.isFull() {
		return "", tooLarge("its text is longer", f.limit)
	}
	b := bytes.TrimRightFunc(f.b, unicode.IsSpace)
	if len(b) == 0 {
		return "", nil
	}
	return string(b) + "\n", nil
}

// joins reports whether a line break between a and b is no space: both are of a script without spaces, or one is and
// the other is a sign.
func joins(a, b rune) bool {
	return (isWide(a) || isWide(b)) && (isWide(a) || unicode.IsPunct(a)) && (isWide(b) || unicode.IsPunct(b))
}

func isWide(r rune) bool {
	k := width.LookupRune(r).Kind()
	return (k == width.EastAsianWide || k == width.EastAsianFullwidth) && !unicode.Is(unicode.Hangul, r)
}

// printable drops control characters, soft hyphens and other characters that show nothing.
func printable(r rune) rune {
	switch {
	case r == '\t':
		return r
	case r == '\n', r == '\r':
		return ' '
	case unicode.IsControl(r), strings.ContainsRune("\u00AD\u200B\uFEFF\uFFFE\uFFFF", r):
		return -1
	}
	return r
}

// bullet begins a list item without a number.
const bullet = "• "

// maxTitle is the most bytes that a title has.
const maxTitle = 1000

// oneLine returns a title with single spaces and no more than its length.
func oneLine(s string) string {
	var f flow
	f.limit = maxTitle
	f.collapse(strings.ToValidUTF8(s[:min(len(s), maxTitle)], ""))
	return strings.TrimSpace(string(f.b))
}
