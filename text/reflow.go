package text

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente"
)

// A block is a paragraph, heading or list item of the document without its line and page breaks.
type block struct {
	text   string
	parts  []part // where text comes from, in order
	kind   blockKind
	label  string // "27." or "•", as it stands in the source
	number int    // of a numbered paragraph
	first  int    // byte of the source where the block, label included, begins
}

type blockKind int

const (
	plain blockKind = iota
	numbered
	item
	heading
	furniture // page numbers and running heads
)

// A part says that text from out on stands in the source from src on, byte for byte, up to the next part.
type part struct{ out, src int }

// source returns the byte of the source that byte i of the block's text comes from.
func (b *block) source(i int) int {
	n := sort.Search(len(b.parts), func(n int) bool { return b.parts[n].out > i })
	p := b.parts[n-1]
	return p.src + i - p.out
}

// span returns the bytes of the source behind text[start:end]. Start is not end.
func (b *block) span(start, end int) entente.Span {
	return entente.Span{Start: b.source(start), End: b.source(end-1) + 1}
}

// A line is one line of the source without the space around it.
type line struct {
	start, end int
	blanks     int  // blank lines before it
	page       bool // first of its page
	length     int  // in characters
}

// reflow undoes the line and page breaks of a document.
func reflow(src string, s *Script) []block {
	lines := splitLines(src)
	f := flow{src: src, script: s, lines: lines}
	f.measure()
	for i := range lines {
		f.take(i)
	}
	f.flush()
	return f.blocks
}

// splitLines returns the lines of src that are not blank.
func splitLines(src string) []line {
	var lines []line
	blanks, page := 0, false
	for at := 0; at < len(src); {
		end, next := lineEnd(src, at)
		start, stop := trim(src, at, end)
		if start < stop {
			lines = append(lines, line{start, stop, blanks, page, utf8.RuneCountInString(src[start:stop])})
			blanks, page = 0, false
		} else {
			blanks++
		}
		if end < len(src) && src[end] == '\f' {
			page = true
		}
		at = next
	}
	return lines
}

// lineEnd returns where the line that begins at byte at ends, and where the next one begins. Lines end at a line feed, a
// carriage return with or without one, a form feed, and the line and paragraph separators of Unicode.
func lineEnd(src string, at int) (end, next int) {
	const separator = "\u2028"
	for i := at; i < len(src); i++ {
		switch src[i] {
		case '\r':
			if strings.HasPrefix(src[i:], "\r\n") {
				return i, i + 2
			}
			return i, i + 1
		case '\n', '\f':
			return i, i + 1
		case separator[0]:
			if strings.HasPrefix(src[i:], separator) || strings.HasPrefix(src[i:], "\u2029") {
				return i, i + len(separator)
			}
		}
	}
	return len(src), len(src)
}

func trim(s string, start, end int) (int, int) {
	t := strings.TrimLeftFunc(s[start:end], unicode.IsSpace)
	start = end - len(t)
	return start, start + len(strings.TrimRightFunc(t, unicode.IsSpace))
}

// A flow joins lines into blocks.
type flow struct {
	src    string
	script *Script
	lines  []line
	blocks []block
	cur    *block
	text   strings.Builder

	wrapped bool // lines end where the page does, in the middle of sentences
	spread  bool // wrapped, and each line is followed by a blank one
	width   int  // usual length of a full line
	last    int  // number of the last numbered paragraph
	prev    int  // index of the last line that was not set aside
}

// measure learns how the document breaks its lines. In wrapped text most lines are about as long as the page is wide, few
// end a sentence, and, where the language has capitals, many begin with a small letter.
func (f *flow) measure() {
	n := len(f.lines)
	if n == 0 {
		return
	}
	var ended, blank, full, small int
	lengths := make([]int, n)
	for i, l := range f.lines {
		lengths[i] = l.length
	}
	slices.Sort(lengths)
	f.width = lengths[n*3/4]
	for _, l := range f.lines {
		count(&ended, f.ends(l))
		count(&blank, l.blanks > 0)
		count(&full, f.full(l))
		count(&small, !f.startsSentence(l))
	}
	f.last = f.excerptFrom()
	f.wrapped = ended*10 < n*6 && full*10 >= n*4 && (!f.script.Spaced || small*10 >= n*3)
	f.spread = f.wrapped && n >= 4 && blank*10 >= n*7
}

func count(n *int, yes bool) {
	if yes {
		*n++
	}
}

// full reports whether the line is about as long as most.
func (f *flow) full(l line) bool { return l.length*10 >= f.width*8 }

// ends reports whether the line ends as a sentence does.
func (f *flow) ends(l line) bool {
	s := f.src[l.start:l.end]
	for {
		cut := s
		for _, c := range f.script.Closers {
			cut = strings.TrimSuffix(cut, c)
		}
		if cut == s {
			break
		}
		s = cut
	}
	for _, e := range f.script.Ends {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：")
}

// take adds line i to the block it belongs to.
func (f *flow) take(i int) {
	l := f.lines[i]
	s := f.src[l.start:l.end]
	switch n, width := f.number(s); {
	case f.isFurniture(i):
		f.skip(i)
		return
	case n > 0:
		f.begin(numbered, s[:width], l)
		f.last, f.cur.number = n, n
		l.start += width
	case bulletWidth(s) > 0:
		width := bulletWidth(s)
		f.begin(item, strings.TrimSpace(s[:width]), l)
		l.start += width
	case f.isHeading(i):
		f.flush()
		f.begin(heading, "", l)
		f.join(l)
		f.flush()
		f.prev = i
		return
	case f.cur == nil || f.breaksBefore(i):
		f.begin(plain, "", l)
	}
	l.start, l.end = trim(f.src, l.start, l.end)
	f.join(l)
	f.prev = i
}

// skip sets line i aside. A paragraph may go on behind it, as at the end of a page.
func (f *flow) skip(i int) {
	l := f.lines[i]
	f.blocks = append(f.blocks, block{kind: furniture, text: f.src[l.start:l.end], parts: []part{{0, l.start}}, first: l.start})
	if i+1 < len(f.lines) {
		f.lines[i+1].page = true
	}
}

// number returns the number of the paragraph that s begins with, when it is the next one, and the bytes up to its text.
func (f *flow) number(s string) (n, width int) {
	if n, width = f.leading(s); n != f.last+1 {
		return 0, 0
	}
	return n, width
}

// excerptFrom returns the number before the first paragraph's: 0, or that of the paragraph before an excerpt. A number
// begins an excerpt when the next one begins a later line.
func (f *flow) excerptFrom() int {
	first := 0
	for _, l := range f.lines {
		switch n, _ := f.leading(f.src[l.start:l.end]); {
		case n == 1:
			return 0
		case first == 0:
			first = n
		case n == first+1:
			return first - 1
		}
	}
	return 0
}

// leading returns the number that s begins with, as a paragraph does, and the bytes up to its text; 0 when there is none.
func (f *flow) leading(s string) (n, width int) {
	i := 0
	for i < len(s) && i < 4 && '0' <= s[i] && s[i] <= '9' {
		n = 10*n + int(s[i]-'0')
		i++
	}
	if i == 0 || i == len(s) {
		return 0, 0
	}
	mark, size := utf8.DecodeRuneInString(s[i:])
	if !strings.ContainsRune(".．、)", mark) {
		return 0, 0
	}
	width = i + size
	next, _ := utf8.DecodeRuneInString(s[width:])
	if next == utf8.RuneError || '0' <= next && next <= '9' || mark == '.' && f.script.Spaced && !unicode.IsSpace(next) && !unicode.IsUpper(next) {
		return 0, 0
	}
	return n, width
}

// bulletWidth returns the bytes of the bullet or list letter that s begins with, or 0.
func bulletWidth(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("•●▪◦‣■□○·", r) {
		return size
	}
	if strings.ContainsRune("-–—*o", r) && strings.HasPrefix(s[size:], " ") {
		return size
	}
	open := strings.HasPrefix(s, "(") || strings.HasPrefix(s, "（")
	if open {
		s = s[size:]
	}
	letters := len(s) - len(strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz"))
	if letters == 0 || letters > 4 || letters > 1 && strings.Trim(s[:letters], "ivx") != "" || letters == len(s) {
		return 0
	}
	mark, markSize := utf8.DecodeRuneInString(s[letters:])
	if open && !strings.ContainsRune(")）", mark) || !open && (mark != '.' && mark != ')') {
		return 0
	}
	width := letters + markSize
	if !open && !strings.HasPrefix(s[width:], " ") {
		return 0
	}
	if open {
		width += size
	}
	return width
}

// breaksBefore reports whether a paragraph ends before line i.
func (f *flow) breaksBefore(i int) bool {
	l, prev := f.lines[i], f.lines[f.prev]
	switch {
	case !f.wrapped:
		return f.ends(prev) || f.startsSentence(l)
	case !f.ends(prev):
		return l.blanks > 0 && !f.spread && !l.page && f.startsSentence(l) && !f.full(prev)
	case f.spread:
		return f.cur.kind == plain && !f.full(prev) && f.last == 0
	}
	return l.blanks > 0 && (!l.page || !f.full(prev))
}

// startsSentence reports whether the line begins with a capital letter or with a letter of a script without capitals.
func (f *flow) startsSentence(l line) bool {
	r, _ := utf8.DecodeRuneInString(f.src[l.start:])
	return !unicode.IsLower(r)
}

// isHeading reports whether line i stands alone between paragraphs and ends no sentence.
func (f *flow) isHeading(i int) bool {
	l := f.lines[i]
	if i == 0 || f.ends(l) || l.length*10 > f.width*6 || !f.startsSentence(l) {
		return false
	}
	if !f.ends(f.lines[f.prev]) && f.cur != nil {
		return false
	}
	if i+1 == len(f.lines) {
		return false
	}
	next := f.lines[i+1]
	n, _ := f.number(f.src[next.start:next.end])
	return f.last > 0 && n > 0
}

// isFurniture reports whether line i is a page number or repeats at the edge of pages.
func (f *flow) isFurniture(i int) bool {
	l := f.lines[i]
	s := strings.Trim(f.src[l.start:l.end], "-–—|/ \u00a0")
	if s == "" {
		return true
	}
	edge := l.page || i+1 < len(f.lines) && f.lines[i+1].page || l.blanks > 0 && !f.spread || i+1 == len(f.lines)
	return edge && l.length <= 8 && strings.Trim(s, "0123456789 /|-") == ""
}

func (f *flow) begin(kind blockKind, label string, l line) {
	f.flush()
	f.cur = &block{kind: kind, label: label, first: l.start}
}

func (f *flow) flush() {
	if f.cur == nil {
		return
	}
	f.cur.text = f.text.String()
	f.blocks = append(f.blocks, *f.cur)
	f.cur = nil
	f.text.Reset()
}

// join appends a line to the current block, with a space where the language puts one. Spaces inside the line that a
// machine would read as something else (no-break, ideographic, doubled) become one plain space.
func (f *flow) join(l line) {
	if f.text.Len() > 0 && f.wantsSpace(l) {
		f.cur.parts = append(f.cur.parts, part{f.text.Len(), l.start - 1})
		f.text.WriteByte(' ')
	}
	for at := l.start; at < l.end; {
		n := wordsEnd(f.src[at:l.end])
		f.cur.parts = append(f.cur.parts, part{f.text.Len(), at})
		f.text.WriteString(f.src[at : at+n])
		at += n
		if at == l.end {
			return
		}
		space := len(f.src[at:l.end]) - len(strings.TrimLeftFunc(f.src[at:l.end], unicode.IsSpace))
		f.cur.parts = append(f.cur.parts, part{f.text.Len(), at})
		f.text.WriteByte(' ')
		at += space
	}
}

// wordsEnd returns the length of the run of s whose gaps are single plain spaces.
func wordsEnd(s string) int {
	for i, r := range s {
		if r == ' ' && i+1 < len(s) && s[i+1] != ' ' && s[i+1] < utf8.RuneSelf || r != ' ' && !unicode.IsSpace(r) {
			continue
		}
		if r == ' ' && i+1 < len(s) {
			if next, _ := utf8.DecodeRuneInString(s[i+1:]); !unicode.IsSpace(next) {
				continue
			}
		}
		return i
	}
	return len(s)
}

// wantsSpace reports whether a space belongs between the block so far and the line.
func (f *flow) wantsSpace(l line) bool {
	so := f.text.String()
	last, _ := utf8.DecodeLastRuneInString(so)
	next, _ := utf8.DecodeRuneInString(f.src[l.start:])
	if f.script.Spaced {
		return last != '-' || !unicode.IsLetter(next)
	}
	ascii := func(r rune) bool { return r < utf8.RuneSelf && wordRune(r) }
	return ascii(last) && ascii(next)
}
