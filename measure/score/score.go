// Package score holds what no number measures: the scores that analysts give, independently of each other, to what a party
// did about an undertaking in a period. It tells whether they agree and how far their agreement can be relied on, what was
// resolved and published, and reads and writes such scores as tables. It keeps nothing: a caller brings the records.
package score

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente"
	"entente/cal"
	"entente/unit"
)

// An Area is whose conduct is scored: a party by its code, such as "DEU", or a group as a whole, such as "NATO".
type Area string

// maxArea is the most letters that the code of an area may have.
const maxArea = 32

// CheckArea reports whether a is a capital followed by capitals, digits, hyphens and underscores.
func CheckArea(a Area) error {
	for i, r := range a {
		later := i > 0 && ('0' <= r && r <= '9' || r == '-' || r == '_')
		if !('A' <= r && r <= 'Z' || later) {
			return fmt.Errorf("party %q: want a code in capitals, such as DEU or NATO: %w", clip(string(a)), entente.ErrInvalid)
		}
	}
	if a == "" || len(a) > maxArea {
		return fmt.Errorf("party %q: want a code of 1 to %d capitals: %w", clip(string(a)), maxArea, entente.ErrInvalid)
	}
	return nil
}

// An Analyst names who scores, by a slug such as "reader-1".
type Analyst string

// An Item is what is scored: an undertaking, for one party, in a period. Content analysis calls it a unit.
type Item struct {
	Undertaking entente.StatementID `json:"undertaking"`
	Party       Area                `json:"party"`
	Period      cal.Period          `json:"period"`
}

// Compare orders items by undertaking, party and period.
func (i Item) Compare(j Item) int {
	return cmp.Or(i.Undertaking.Compare(j.Undertaking), cmp.Compare(i.Party, j.Party), i.Period.Compare(j.Period))
}

// String returns "UNDERTAKING PARTY PERIOD".
func (i Item) String() string { return fmt.Sprintf("%v %s %v", i.Undertaking, i.Party, i.Period) }

func (i Item) check() error {
	if _, err := entente.ParseStatementID(i.Undertaking.String()); err != nil {
		return err
	}
	if err := CheckArea(i.Party); err != nil {
		return err
	}
	if i.Period.IsZero() {
		return fmt.Errorf("period: want the days that the score is about, such as 2023: %w", entente.ErrInvalid)
	}
	return nil
}

// A Score is one analyst's judgement of one item, with what it rests on.
type Score struct {
	Item
	Analyst  Analyst      `json:"analyst"`
	Level    unit.Decimal `json:"level"`
	Evidence []Evidence   `json:"evidence"` // at least one says in the analyst's own words what it shows
	Note     string       `json:"note,omitempty"`
}

// Evidence is a source and what the analyst read in it. It has no title where the finding is that nothing was found.
type Evidence struct {
	Title string     `json:"title,omitempty"` // of the source
	URL   string     `json:"url,omitempty"`
	Date  cal.Period `json:"date,omitzero"`   // of the source
	Words string     `json:"words,omitempty"` // the analyst's own
}

// Check reports whether s is complete and well formed. Whether its level is one of a scale, [Scale.CheckScore] reports.
func (s Score) Check() error {
	if err := s.check(); err != nil {
		return fmt.Errorf("score: %w", err)
	}
	if err := entente.CheckSlug("analyst", string(s.Analyst)); err != nil {
		return fmt.Errorf("score of %v: %w", s.Item, err)
	}
	if err := checkEvidence(s.Evidence); err != nil {
		return fmt.Errorf("score of %v by %s: %w", s.Item, s.Analyst, err)
	}
	if err := checkText("note", s.Note); err != nil {
		return fmt.Errorf("score of %v by %s: %w", s.Item, s.Analyst, err)
	}
	return nil
}

// maxEvidence is the most pieces of evidence that a score may have; each is compared with the others.
const maxEvidence = 1000

func checkEvidence(all []Evidence) error {
	if len(all) > maxEvidence {
		return fmt.Errorf("%d pieces of evidence: want at most %d: %w", len(all), maxEvidence, entente.ErrInvalid)
	}
	hasWords := false
	for i, e := range all {
		if err := e.check(); err != nil {
			return fmt.Errorf("evidence %d: %w", i+1, err)
		}
		if slices.Contains(all[:i], e) {
			return fmt.Errorf("evidence %d: stands there twice: %w", i+1, entente.ErrInvalid)
		}
		hasWords = hasWords || e.Words != ""
	}
	if !hasWords {
		return fmt.Errorf("evidence: want at least one with words of the analyst's own: %w", entente.ErrInvalid)
	}
	return nil
}

func (e Evidence) check() error {
	switch {
	case e.Title == "" && e.Words == "":
		return fmt.Errorf("want the title of a source, or words: %w", entente.ErrInvalid)
	case e.Title == "" && (e.URL != "" || !e.Date.IsZero()):
		return fmt.Errorf("has an address or a date: want the title of the source too: %w", entente.ErrInvalid)
	}
	if err := cmp.Or(checkText("title", e.Title), checkText("words", e.Words)); err != nil {
		return err
	}
	return checkURL(e.URL)
}

func checkURL(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsSpace) || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("url %q: want https://…: %w", clip(s), entente.ErrInvalid)
	}
	return nil
}

// checkText refuses what a table would not give back as it was: blank text, and control characters other than tabs and
// line feeds.
func checkText(field, s string) error {
	isBad := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
	switch {
	case s != "" && strings.TrimSpace(s) == "":
		return fmt.Errorf("%s %q: want words: %w", field, clip(s), entente.ErrInvalid)
	case !utf8.ValidString(s), strings.ContainsFunc(s, isBad):
		return fmt.Errorf("%s %q: want Unicode text without control characters: %w", field, clip(s), entente.ErrInvalid)
	}
	return nil
}

// Decode reads the JSON form of a [Score], [Resolution], [Publication] or [Scale] and checks it: one object without a field
// that the form does not have.
func Decode[T interface{ Check() error }](b []byte) (T, error) {
	var v, none T
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		return none, fmt.Errorf("%s: %w", strings.TrimPrefix(err.Error(), "json: "), entente.ErrInvalid)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return none, fmt.Errorf("want one JSON object and nothing behind it: %w", entente.ErrInvalid)
	}
	if err := v.Check(); err != nil {
		return none, err
	}
	return v, nil
}

// clip shortens s for an error message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
