package entente

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"entente/cal"
)

// A FactID names a fact by the SHA-256 hash of its ledger entry. Its text form is 64 lower-case hexadecimal digits.
type FactID [32]byte

// ParseFactID parses what [FactID.String] writes.
func ParseFactID(s string) (FactID, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(FactID{}) || s != strings.ToLower(s) {
		return FactID{}, fmt.Errorf("fact %q: want 64 lower-case hexadecimal digits: %w", clip(s), ErrInvalid)
	}
	return FactID(b), nil
}

// IsZero reports whether id names no fact.
func (id FactID) IsZero() bool { return id == FactID{} }

func (id FactID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText implements [encoding.TextMarshaler].
func (id FactID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *FactID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseFactID(string(b))
	return err
}

// A Fact is what one author states about one subject for one period.
// A fact is never changed: a correction is a new fact that names the old one in Replaces.
type Fact struct {
	Author   ActorID         `json:"author"`          // the party or body that states it
	Kind     string          `json:"kind"`            // a slug, such as "evidence"
	Subject  string          `json:"subject"`         // what it is about, such as "vilnius-2023/27/1"
	Period   cal.Period      `json:"period,omitzero"` // when it holds in the world; zero: at all times
	Payload  json.RawMessage `json:"payload"`         // a JSON object whose form belongs to the kind
	Source   *Source         `json:"source,omitempty"`
	Replaces FactID          `json:"replaces,omitzero"`
	Label    Label           `json:"label"`
	Exercise bool            `json:"exercise,omitempty"` // invented for an exercise
}

// A Source says where a fact comes from.
type Source struct {
	Title string     `json:"title"`
	URL   string     `json:"url,omitempty"`
	Date  cal.Period `json:"date,omitzero"`
	Place string     `json:"place,omitempty"` // page, table, cell
}

// isSubject reports whether s is a path: parts of letters, digits and . _ : + @ - that begin with a letter or digit,
// joined by slashes.
func isSubject(s string) bool {
	fresh := true // at the beginning of a part
	for i := range len(s) {
		switch b := s[i]; {
		case isUpper(b) || isLower(b) || isDigit(b):
			fresh = false
		case fresh:
			return false
		case b == '/':
			fresh = true
		case !strings.ContainsRune("._:+@-", rune(b)):
			return false
		}
	}
	return !fresh
}

// MaxPayload is the most bytes that a payload may have.
const MaxPayload = 1 << 20

// Check reports whether f is complete and well formed.
func (f Fact) Check() error {
	switch {
	case !f.Author.IsParty() && !isSlug(string(f.Author)):
		return fmt.Errorf("fact: author %q: want a party (DEU) or a body (marcom): %w", clip(string(f.Author)), ErrInvalid)
	case !isSlug(f.Kind):
		return fmt.Errorf("fact: %w", CheckSlug("kind", f.Kind))
	case !isSubject(f.Subject):
		return fmt.Errorf("fact: subject %q: want a path such as vilnius-2023/27/1: %w", clip(f.Subject), ErrInvalid)
	case len(f.Payload) > MaxPayload:
		return fmt.Errorf("fact: payload of %d bytes: want at most %d: %w", len(f.Payload), MaxPayload, ErrInvalid)
	case !isObject(f.Payload):
		return fmt.Errorf("fact: payload %q: want a JSON object: %w", clip(string(f.Payload)), ErrInvalid)
	case f.Source != nil && f.Source.Title == "":
		return fmt.Errorf("fact: source without a title: %w", ErrInvalid)
	}
	return nil
}

func isObject(b json.RawMessage) bool {
	return strings.HasPrefix(strings.TrimLeft(string(b), " \t\r\n"), "{") && json.Valid(b)
}
