// Package entente holds the words everyone uses: parties and bodies, instruments and what stands in them, undertakings,
// facts and labels. It knows no text, no store and no clock.
package entente

import (
	"errors"
	"fmt"
	"regexp"
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

var (
	partyID  = regexp.MustCompile(`^[A-Z]{3}$`)
	slug     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	systemID = regexp.MustCompile(`^[A-Z][0-9]+$`)
)

func checkID(kind, s string, form *regexp.Regexp, want string) error {
	if !form.MatchString(s) {
		return fmt.Errorf("%s %q: want %s: %w", kind, s, want, ErrInvalid)
	}
	return nil
}

// CheckSlug reports whether s may name a group, body, instrument, programme or pack: lower-case words joined by hyphens.
func CheckSlug(kind, s string) error {
	return checkID(kind, s, slug, "lower-case words joined by hyphens")
}

// clip shortens s for an error message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
