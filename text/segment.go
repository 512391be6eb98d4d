package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A sentence is one statement of a block: its bytes in the block's text and the words found in it.
type sentence struct {
	start, end int
	hits       []hit
}

// longest is how many bytes a sentence may have. What goes on without a full stop is cut there: the time to read a sentence
// grows faster than its length.
const longest = 4096

// sentences cuts a block into sentences. A block without a full stop is one sentence.
func (l *Lexicon) sentences(text string, hits []hit) []sentence {
	var out []sentence
	start, from := 0, 0
	depth := 0
	cut := func(end, to int) {
		s, e := trim(text, start, end)
		if s < e {
			out = append(out, sentence{s, e, hits[from:to]})
		}
		start, from = end, to
	}
	for i := 0; i < len(hits); i++ {
		h := hits[i]
		if h.start-start > longest {
			cut(h.start, i)
			depth = 0
		}
		switch {
		case h.marks&(clsOpen|clsTitleOpen) != 0 && closes(hits[i+1:], h):
			depth++
		case h.marks&(clsClose|clsTitleClose) != 0 && depth > 0:
			depth--
		case h.marks&clsEnd != 0 && (depth == 0 || depth == 1 && l.closesSentence(hits, i)) && l.endsSentence(text, hits, i):
			depth = 0
			for i+1 < len(hits) && hits[i+1].start == hits[i].end && hits[i+1].marks&(clsCloser|clsEnd) != 0 {
				i++
			}
			cut(hits[i].end, i+1)
		}
	}
	cut(len(text), len(hits))
	return out
}

// closesSentence reports whether a bracket or quotation mark closes right behind the full stop hits[i], so that both end
// the sentence. Where no space follows a sentence, the text may as well go on.
func (l *Lexicon) closesSentence(hits []hit, i int) bool {
	return l.Script.Spaced && i+1 < len(hits) && hits[i+1].start == hits[i].end && hits[i+1].marks&clsClose != 0
}

// closes reports whether a bracket or quotation mark opened by h closes again within its own sentence's reach.
func closes(rest []hit, h hit) bool {
	const reach = 600 // bytes
	for _, c := range rest {
		if c.start > h.end+reach {
			return false
		}
		if c.marks&(clsClose|clsTitleClose) != 0 {
			return true
		}
	}
	return false
}

// endsSentence reports whether the full stop hits[i] ends a sentence rather than an abbreviation or a number.
func (l *Lexicon) endsSentence(text string, hits []hit, i int) bool {
	if !l.Script.Spaced {
		return true
	}
	h := hits[i]
	rest := text[h.end:]
	for _, c := range l.Script.Closers {
		rest = strings.TrimPrefix(rest, c)
	}
	next := strings.TrimLeft(rest, " ")
	if next == "" {
		return true
	}
	if next == rest || text[h.start:h.end] != "." {
		return next != rest
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(next, "“‘\"'([«"))
	if unicode.IsLower(r) {
		return false
	}
	if i > 0 && hits[i-1].marks&clsAbbreviation != 0 && hits[i-1].end == h.start {
		return false
	}
	return !initial(text[:h.start])
}

// initial reports whether s ends in a single capital letter, as in "J. Smith" or "U.S.".
func initial(s string) bool {
	r, size := utf8.DecodeLastRuneInString(s)
	if !unicode.IsUpper(r) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:len(s)-size])
	return before == ' ' || before == '.' || before == utf8.RuneError
}
