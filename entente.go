// Package entente holds the words everyone uses: parties and bodies, instruments and what stands in them, undertakings,
// facts and labels. It knows no text, no store and no clock.
package entente

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kinds of error. Errors of this program wrap one of them where a caller may want to act on the kind.
var (
	ErrNotFound    = errors.New("not found")
	ErrInvalid     = errors.New("invalid")
	ErrConflict    = errors.New("conflict")
	ErrUnsupported = errors.New("not supported")
	ErrDamaged     = errors.New("altered or damaged")
	ErrForbidden   = errors.New("forbidden")
)

// A Lang is a language by its ISO 639-1 code, such as "zh".
type Lang string

// Wording is one text in several languages.
type Wording map[Lang]string

// In returns the wording in the first of langs that has one, then in English, then in the alphabetically first language.
func (w Wording) In(langs ...Lang) string {
	for _, l := range langs {
		if s := w[l]; s != "" {
			return s
		}
	}
	if s := w["en"]; s != "" {
		return s
	}
	for _, l := range w.Langs() {
		if s := w[l]; s != "" {
			return s
		}
	}
	return ""
}

// Langs returns the languages of w in alphabetical order.
func (w Wording) Langs() []Lang {
	langs := make([]Lang, 0, len(w))
	for l := range w {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	return langs
}

func checkID(kind, s string, hasForm bool, want string) error {
	if !hasForm {
		return fmt.Errorf("%s %q: want %s: %w", kind, clip(s), want, ErrInvalid)
	}
	return nil
}

// The forms are checked by hand: a regular expression takes ten times as long, and every fact of an append is checked.

func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }
func isLower(b byte) bool { return 'a' <= b && b <= 'z' }
func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// isParty reports whether s is three capitals.
func isParty(s string) bool {
	return len(s) == 3 && isUpper(s[0]) && isUpper(s[1]) && isUpper(s[2])
}

// isSlug reports whether s is words of small letters and digits joined by single hyphens.
func isSlug(s string) bool {
	letter := false // the byte before is a letter or digit
	for i := range len(s) {
		switch b := s[i]; {
		case isLower(b) || isDigit(b):
			letter = true
		case b == '-' && letter:
			letter = false
		default:
			return false
		}
	}
	return letter
}

// isSystem reports whether s is a capital and digits.
func isSystem(s string) bool {
	if len(s) < 2 || !isUpper(s[0]) {
		return false
	}
	for i := 1; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// CheckSlug reports whether s may name a group, body, instrument, programme or pack: lower-case words joined by hyphens.
func CheckSlug(kind, s string) error {
	return checkID(kind, s, isSlug(s), "lower-case words joined by hyphens")
}

// clip shortens s for an error message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
