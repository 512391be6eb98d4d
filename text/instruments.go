package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// instruments returns the documents, plans and pledges that a sentence names: those the lexicon knows by their canonical
// name, others by the title the text gives them.
func (l *Lexicon) instruments(text string, s sentence) []string {
	out := []string{}
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for i := 0; i < len(s.hits); i++ {
		h := s.hits[i]
		switch {
		case h.marks&clsTitleOpen != 0:
			var title string
			title, i = l.title(text, s.hits, i)
			add(title)
		case h.marks&clsInstrument != 0:
			add(h.name)
		case h.marks&clsHead != 0 && l.HeadsFirst:
			add(headed(text[h.start:h.end], text[h.end:s.end]))
		case h.marks&clsHead != 0:
			add(capitalised(text[s.start:h.start], text[h.start:h.end]))
		}
	}
	return out
}

// title reads the document title that opens at word i and returns the index of its last word.
func (l *Lexicon) title(text string, hits []hit, i int) (name string, last int) {
	for j := i + 1; j < len(hits); j++ {
		if hits[j].marks&clsTitleClose == 0 {
			continue
		}
		inner := text[hits[i].end:hits[j].start]
		for _, h := range hits[i+1 : j] {
			if h.marks&clsInstrument != 0 && h.start == hits[i].end && h.end == hits[j].start {
				return h.name, j
			}
		}
		return strings.ReplaceAll(inner, " ", ""), j
	}
	return "", i
}

// capitalised returns the run of capitalised words that ends in a head such as "Treaty", or "" when it stands alone.
// Small words ("on", "of the") count inside the run.
func capitalised(before, head string) string {
	if r, _ := utf8.DecodeRuneInString(head); !unicode.IsUpper(r) {
		return ""
	}
	words := strings.Fields(before)
	from := len(words)
	for i := len(words) - 1; i >= 0; i-- {
		w := words[i]
		r, _ := utf8.DecodeRuneInString(w)
		if strings.ContainsAny(w, ".,;:()") {
			break
		}
		if unicode.IsUpper(r) || unicode.IsDigit(r) {
			from = i
		} else if len(w) > 3 {
			break
		}
	}
	if from == len(words) {
		return ""
	}
	return strings.Join(append(words[from:len(words):len(words)], head), " ")
}

// headed returns a head such as "Accord" with the words behind it up to the last capitalised one, or "" when there is
// none. Small words ("de la") count inside the run.
func headed(head, after string) string {
	if r, _ := utf8.DecodeRuneInString(head); !unicode.IsUpper(r) {
		return ""
	}
	words := strings.Fields(after)
	to := 0
	for i, w := range words {
		name := strings.TrimRight(w, ".,;:)»")
		core := name
		if at := strings.IndexAny(name, "'’"); at >= 0 {
			core = strings.TrimLeft(name[at:], "'’") // behind "l'"
		}
		r, _ := utf8.DecodeRuneInString(core)
		if unicode.IsUpper(r) {
			words[i], to = name, i+1
		}
		if name != w || !unicode.IsUpper(r) && utf8.RuneCountInString(core) > 3 {
			break
		}
	}
	if to == 0 {
		return ""
	}
	return strings.Join(append([]string{head}, words[:to]...), " ")
}
