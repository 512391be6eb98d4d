package document

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// decodePDF takes the text out of a PDF, page by page and line by line. A wider gap between two lines becomes a blank
// line. A hyphen at a line's end stays: whether it belongs to the word is a question of language.
func decodePDF(data []byte, opts Options) (Document, error) {
	pages, title, err := readers.read(data, opts)
	if err != nil {
		return Document{}, fmt.Errorf("PDF: %w", err)
	}
	doc := Document{Title: oneLine(title)}
	var b strings.Builder
	var blank int
	for i, lines := range pages {
		text := pageText(lines)
		if text == "" {
			blank++
			doc.Notes = append(doc.Notes, fmt.Sprintf("page %d has no text", i+1))
		}
		if i > 0 {
			b.WriteByte('\f')
		}
		doc.Pages = append(doc.Pages, b.Len())
		b.WriteString(text)
	}
	doc.Text = b.String()
	switch {
	case blank == len(pages):
		return Document{}, fmt.Errorf("PDF: %d pages of pictures; recognise their text (OCR), such as by ocrmypdf: %w",
			len(pages), ErrNoText)
	case !isReadable(doc.Text):
		return Document{}, fmt.Errorf("PDF: its fonts do not say which characters they show; "+
			"recognise its text (OCR), such as by ocrmypdf --force-ocr: %w", ErrNoText)
	}
	return doc, nil
}

// A pdfLine is a line of a PDF page.
type pdfLine struct {
	text string
	y    float64 // of its base line, upwards
}

// pageText joins the lines of a page.
func pageText(lines []pdfLine) string {
	usual := usualGap(lines)
	var b strings.Builder
	for i, l := range lines {
		const wide = 1.4
		if i > 0 && usual > 0 && lines[i-1].y-l.y > wide*usual {
			b.WriteByte('\n')
		}
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return b.String()
}

// usualGap returns the median of the steps down from line to line.
func usualGap(lines []pdfLine) float64 {
	var gaps []float64
	for i := 1; i < len(lines); i++ {
		if gap := lines[i-1].y - lines[i].y; gap > 1 {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) == 0 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// plainRune writes a character of a PDF as a text has it: no ligatures, and ideographs for the radicals that some
// programs write in their stead.
func plainRune(r rune) string {
	isKangxi, isLigature := 0x2F00 <= r && r <= 0x2FD5, 0xFB00 <= r && r <= 0xFB06
	if isKangxi || isLigature {
		return norm.NFKC.String(string(r))
	}
	if s, ok := radicals[r]; ok {
		return s
	}
	if printable(r) < 0 {
		return ""
	}
	return string(r)
}

// radicals are the radicals of the CJK supplement that look the same as an ideograph, which Unicode does not fold; see
// EquivalentUnifiedIdeograph.txt of the Unicode character database.
var radicals = map[rune]string{
	'⺎': "兀", '⺟': "母", '⺠': "民", '⻁': "虎", '⻄': "西", '⻅': "见", '⻆': "角", '⻉': "贝", '⻋': "车",
	'⻓': "长", '⻔': "门", '⻘': "青", '⻚': "页", '⻛': "风", '⻜': "飞", '⻝': "食", '⻢': "马", '⻣': "骨",
	'⻤': "鬼", '⻥': "鱼", '⻦': "鸟", '⻨': "麦", '⻩': "黄", '⻬': "齐", '⻮': "齿", '⻰': "龙", '⻳': "龟",
}

// isReadable reports whether most of text is characters that mean something.
func isReadable(text string) bool {
	var seen, unknown int
	for _, r := range text {
		if unicode.IsSpace(r) {
			continue
		}
		seen++
		if r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) {
			unknown++
		}
	}
	return unknown*4 <= seen
}
