package chart

import (
	"strings"
	"unicode"
)

// The sizes of text, in pixels.
const (
	titleSize    = 19.0
	subtitleSize = 13.5
	labelSize    = 12.0
	smallSize    = 11.0
	leading      = 1.3 // line height by size
)

// narrowRunes and wideRunes are set in less or more room than the rest. The widths are those of a common grotesque, rounded
// up, in thousandths of the size: fonts differ, and a label too short is better than two that touch.
const (
	narrowRunes = "ijl.,:;'|!ftrI ()[]-·/\\\"`°"
	wideRunes   = "mwMW@%—…&Q"
)

// textWidth estimates the width of a line of text, from above for most fonts.
func textWidth(s string, size float64) float64 {
	sum := 0
	for _, r := range s {
		sum += runeWidth(r)
	}
	return float64(sum) * size / 1000
}

func runeWidth(r rune) int {
	switch {
	case r < ' ': // shown as U+FFFD
		return 800
	case r < 0x7f && strings.ContainsRune(narrowRunes, r):
		return 360
	case strings.ContainsRune(wideRunes, r):
		return 900
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case isWide(r):
		return 1020
	case unicode.IsUpper(r):
		return 710
	case r < 0x7f:
		return 570
	case unicode.IsLetter(r):
		return 640
	}
	return 800
}

// isWide reports whether r fills a square, as Chinese, Japanese and Korean characters and pictographs do.
func isWide(r rune) bool {
	return r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff ||
		r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0x1f000
}

// boldFactor is how much wider bold text runs.
const boldFactor = 1.08

// clip returns s, cut with an ellipsis where it is wider than width; "" when not even that fits.
func clip(s string, size, width float64) string {
	if textWidth(s, size) <= width+1e-6 {
		return s
	}
	room := width - textWidth("…", size)
	cut, sum := 0, 0.0
	for i, r := range s {
		if sum > room {
			break
		}
		cut = i // what lies before fits
		sum += float64(runeWidth(r)) * size / 1000
	}
	if cut == 0 || room < 0 {
		return ""
	}
	return strings.TrimRight(s[:cut], " ,;") + "…"
}

// wrap breaks s into lines of at most width, between words and around wide characters. What does not fit into lines is cut
// with an ellipsis.
func wrap(s string, size, width float64, lines int) []string {
	var done []string
	line := ""
	for _, w := range words(s) {
		next := line + w
		if line == "" || textWidth(strings.TrimRight(next, " "), size) <= width {
			line = next
			continue
		}
		if len(done) == lines-1 {
			line = next + "…" // clipped below
			break
		}
		done = append(done, strings.TrimRight(line, " "))
		line = w
	}
	if line = strings.TrimRight(line, " "); line != "" {
		done = append(done, line)
	}
	for i := range done {
		done[i] = clip(done[i], size, width)
	}
	return done
}

// words cuts s where a line may end: after a space, unless a unit follows, and around wide characters. A no-break space is
// none. White space stays with the word before it.
func words(s string) []string {
	var list []string
	start, wide := 0, false
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r < ' ' }), " ")
	for i, r := range s {
		if i > start && !strings.ContainsRune("%‰°€", r) && (s[i-1] == ' ' || (wide || isWide(r)) && !unicode.IsPunct(r)) {
			list = append(list, s[start:i])
			start = i
		}
		wide = isWide(r)
	}
	if start < len(s) {
		list = append(list, s[start:])
	}
	return list
}

func widest(lines []string, size float64) float64 {
	most := 0.0
	for _, l := range lines {
		most = max(most, textWidth(l, size))
	}
	return most
}
