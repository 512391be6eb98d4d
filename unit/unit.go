package unit

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/currency"
)

// A Unit says what a number counts. It is one of
//   - "%", or "% of" and a base: a share; shares of different bases do not compare;
//   - an ISO 4217 currency code, such as "EUR";
//   - a code of the UCUM (https://ucum.org) for the quantities this program meets, such as "km";
//   - a counting noun in lower case, such as "battlegroups";
//   - "" for a bare number.
type Unit string

// A Kind is the family of a unit.
type Kind int

// The kinds of units.
const (
	Number Kind = iota
	Share
	Money
	Measure
	Count
)

// ParseUnit checks and returns a unit.
func ParseUnit(s string) (Unit, error) {
	u := Unit(s)
	if _, ok := u.kind(); !ok {
		return "", fmt.Errorf("unit %q: want %%, \"%% of …\", an ISO 4217 or UCUM code, or a plural noun in lower case", s)
	}
	return u, nil
}

// Kind returns the family of u. An unchecked, malformed unit is a Count.
func (u Unit) Kind() Kind {
	k, _ := u.kind()
	return k
}

var (
	noun      = regexp.MustCompile(`^[a-z]+([ -][a-z0-9]+)*$`)
	shareBase = regexp.MustCompile(`^% of [A-Za-z0-9]+([ -][A-Za-z0-9]+)*$`)
)

func (u Unit) kind() (k Kind, ok bool) {
	s := string(u)
	switch {
	case s == "":
		return Number, true
	case s == "%":
		return Share, true
	case strings.HasPrefix(s, "%"):
		return Share, shareBase.MatchString(s)
	case measures[u].dimension != "":
		return Measure, true
	case len(s) == 3 && s == strings.ToUpper(s):
		_, err := currency.ParseISO(s)
		return Money, err == nil
	}
	return Count, noun.MatchString(s)
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (u *Unit) UnmarshalText(b []byte) (err error) {
	*u, err = ParseUnit(string(b))
	return err
}

// A measure is a UCUM unit as factor times the base unit of its dimension. Factors are exact by definition: the
// International System of Units (BIPM, 9th edition), the international mile, nautical mile and foot.
type measure struct {
	dimension string
	factor    string
}

var measures = map[Unit]measure{
	"m":       {"length", "1"},
	"km":      {"length", "1000"},
	"cm":      {"length", "0.01"},
	"mm":      {"length", "0.001"},
	"[nmi_i]": {"length", "1852"},
	"[mi_i]":  {"length", "1609.344"},
	"[ft_i]":  {"length", "0.3048"},
	"s":       {"time", "1"},
	"min":     {"time", "60"},
	"h":       {"time", "3600"},
	"d":       {"time", "86400"},
	"wk":      {"time", "604800"},
	"mo":      {"calendar", "1"}, // months and years convert into each other, not into days
	"a":       {"calendar", "12"},
	"g":       {"mass", "1"},
	"kg":      {"mass", "1000"},
	"t":       {"mass", "1000000"},
	"kt":      {"mass", "1000000000"},
	"Mt":      {"mass", "1000000000000"},
	"Gt":      {"mass", "1000000000000000"},
	"m2":      {"area", "1"},
	"km2":     {"area", "1000000"},
	"har":     {"area", "10000"},
	"m3":      {"volume", "1"},
	"l":       {"volume", "0.001"},
	"L":       {"volume", "0.001"},
	"J":       {"energy", "1"},
	"MJ":      {"energy", "1000000"},
	"GJ":      {"energy", "1000000000"},
	"TJ":      {"energy", "1000000000000"},
	"W.h":     {"energy", "3600"},
	"kW.h":    {"energy", "3600000"},
	"MW.h":    {"energy", "3600000000"},
	"GW.h":    {"energy", "3600000000000"},
	"TW.h":    {"energy", "3600000000000000"},
	"W":       {"power", "1"},
	"kW":      {"power", "1000"},
	"MW":      {"power", "1000000"},
	"GW":      {"power", "1000000000"},
	"TW":      {"power", "1000000000000"},
	"Hz":      {"frequency", "1"},
	"MHz":     {"frequency", "1000000"},
	"GHz":     {"frequency", "1000000000"},
	"m/s":     {"speed", "1"},
	"Cel":     {"temperature", "1"},
}
