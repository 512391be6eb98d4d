package procedure

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"entente"
)

// A Condition holds of a case or does not. It is one of: a count of who has done an act, of items, a field that has a
// value, or a role that nobody holds.
type Condition struct {
	Act    string   `json:"act,omitempty"`    // counts the holders of Role of whom this act stands
	Role   string   `json:"role,omitempty"`   // who counts
	Except string   `json:"except,omitempty"` // a role whose holders do not count, such as the party concerned
	Least  Share    `json:"least,omitzero"`   // how many it takes; all, unless it says
	Most   *int     `json:"most,omitempty"`   // or how many at most
	Lack   *int     `json:"lack,omitempty"`   // or how many at most of whom it does not stand
	Of     []string `json:"of,omitempty"`     // a share is of those who did any of these acts, rather than of all who count
	Quorum Share    `json:"quorum,omitzero"`  // how many must have done any of Of; without Act, that is all it asks
	Weight string   `json:"weight,omitempty"` // members count by this weight of the case, such as population
	Since  Scope    `json:"since,omitempty"`  // from when on acts count; the state unless it says

	Items string   `json:"items,omitempty"` // a kind: every item of it is in one of Are, and there is one
	Are   []string `json:"are,omitempty"`

	Given string `json:"given,omitempty"` // the field has a value: of the act, or of the case where no act is looked at
	Is    string `json:"is,omitempty"`    // this one

	Nobody string `json:"nobody,omitempty"` // a role that nobody holds

	Not bool `json:"not,omitempty"` // it must not hold
}

// A Share is a part of those who count: all of them (the zero Share), a number, a fraction or a percentage. Its text form is "all", "3",
// "2/3" or "55%". A fraction of a number is rounded up: two thirds of 31 are 21. "more than 1/2" takes more than the fraction.
type Share struct {
	num, den int // den 0: num is a number, or all where that is 0, too
	more     bool
}

// ParseShare parses what [Share.String] writes.
func ParseShare(s string) (Share, error) {
	fail := func() (Share, error) {
		return Share{}, fmt.Errorf("share %q: want all, a number (3), a fraction (2/3), a percentage (55%%) or more than one of them: %w", s, entente.ErrInvalid)
	}
	rest, more := strings.CutPrefix(s, "more than ")
	if rest == "all" && !more {
		return Share{}, nil
	}
	num, den, fraction := strings.Cut(rest, "/")
	number, percent := strings.CutSuffix(rest, "%")
	if percent && !fraction {
		num, den, fraction = number, "100", true
	}
	n, err := parseCount(num)
	if err != nil {
		return fail()
	}
	if !fraction {
		return Share{num: n, more: more}, nil
	}
	d, err := parseCount(den)
	if err != nil || d < n || d > 1e6 || d == 100 && !percent {
		return fail()
	}
	return Share{n, d, more}, nil
}

// parseCount parses a number of 1 or more, as it is written: without a sign and zeros before it.
func parseCount(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err == nil && (n < 1 || strconv.Itoa(n) != s) {
		err = strconv.ErrSyntax
	}
	return n, err
}

func (s Share) String() string {
	text := "all"
	switch {
	case s.den == 100:
		text = strconv.Itoa(s.num) + "%"
	case s.den != 0:
		text = strconv.Itoa(s.num) + "/" + strconv.Itoa(s.den)
	case s.num != 0:
		text = strconv.Itoa(s.num)
	}
	if s.more {
		return "more than " + text
	}
	return text
}

// MarshalText implements [encoding.TextMarshaler].
func (s Share) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Share) UnmarshalText(b []byte) (err error) {
	*s, err = ParseShare(string(b))
	return err
}

// UnmarshalJSON implements [json.Unmarshaler]: a number may stand without quotation marks.
func (s *Share) UnmarshalJSON(b []byte) error {
	return s.UnmarshalText(bytes.Trim(b, `"`))
}

// Met reports whether n of all are the share. All of nobody are not.
func (s Share) Met(n, all float64) bool {
	const dust = 1e-9 // of weights that are added
	need := all
	switch {
	case s.den != 0:
		need = all * float64(s.num) / float64(s.den)
	case s.num != 0:
		need = float64(s.num)
	}
	if s.more {
		return n > need+dust
	}
	return n > 0 && n >= need-dust
}
