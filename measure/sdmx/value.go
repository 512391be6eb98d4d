package sdmx

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"entente"
	"entente/unit"
)

// A Value is what a measure or attribute says: one text, a text in several languages (Parts with a Lang each), several
// values (Parts without), or several of the former. What has one part is that part, but for a text of one language among
// several values, which keeps its Parts. The zero value says nothing; an empty text is no text.
type Value struct {
	Text  string // exactly as written; "" where there are Parts
	Lang  string // of the text; "" if not stated
	Parts []Value
}

// text returns the value of one plain text.
func text(s string) Value { return Value{Text: s} }

// listed returns the value of several values.
func listed(parts []Value) Value {
	switch len(parts) {
	case 0:
		return Value{}
	case 1:
		return parts[0]
	}
	for i, p := range parts {
		if p.Lang != "" {
			parts[i] = Value{Parts: []Value{p}}
		}
	}
	return Value{Parts: parts}
}

// localised returns the value of one text in several languages.
func localised(texts []Value) Value {
	switch len(texts) {
	case 0:
		return Value{}
	case 1:
		return texts[0]
	}
	return Value{Parts: texts}
}

// IsZero reports whether v says nothing.
func (v Value) IsZero() bool { return v.Text == "" && v.Lang == "" && len(v.Parts) == 0 }

// IsMissing reports whether v says that there is no value, on purpose or by saying nothing: NaN for numbers, #N/A for
// all else (SDMX 3.1, intentionally missing values).
func (v Value) IsMissing() bool {
	return v.IsZero() || len(v.Parts) == 0 && (v.Text == "NaN" || v.Text == "#N/A")
}

// isLocalised reports whether v is one text in several languages.
func (v Value) isLocalised() bool { return len(v.Parts) > 0 && v.Parts[0].Lang != "" }

// isSeveral reports whether v is several values.
func (v Value) isSeveral() bool { return len(v.Parts) > 0 && !v.isLocalised() }

// instances returns the values that v lists, itself where it lists none.
func (v Value) instances() []Value {
	if v.isSeveral() {
		return v.Parts
	}
	return []Value{v}
}

// texts returns the texts of v, which is not several: one in each language.
func (v Value) texts() []Value {
	if v.isLocalised() {
		return v.Parts
	}
	return []Value{v}
}

// langs returns the languages of v in their order, with repetitions.
func (v Value) langs() []string {
	if len(v.Parts) == 0 {
		if v.Lang == "" {
			return nil
		}
		return []string{v.Lang}
	}
	var all []string
	for _, p := range v.Parts {
		all = append(all, p.langs()...)
	}
	return all
}

// isPlain reports whether v is one text of no stated language.
func (v Value) isPlain() bool { return v.Lang == "" && len(v.Parts) == 0 }

// plainText returns the text of a value of one part without language, which is all that some formats hold.
func (v Value) plainText(id string) (string, error) {
	if !v.isPlain() {
		return "", fmt.Errorf("%s: several values or languages: %w", id, entente.ErrUnsupported)
	}
	return v.Text, nil
}

// Decimal returns the number that v is.
func (v Value) Decimal() (unit.Decimal, error) {
	if !v.isPlain() {
		return unit.Decimal{}, fmt.Errorf("several values are no number: %w", entente.ErrInvalid)
	}
	return ParseNumber(v.Text)
}

var numberForm = regexp.MustCompile(`^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?$`)

// mostExponent bounds the digits that a short text may stand for.
const mostExponent = 400

// ParseNumber reads a number as XML Schema's decimal and double write it, without losing a digit. NaN, INF and a decimal
// comma are no numbers.
func ParseNumber(s string) (unit.Decimal, error) {
	m := numberForm.FindStringSubmatch(s)
	if m == nil {
		return unit.Decimal{}, fmt.Errorf("%q: want a number such as -12.5 or 1.2E3: %w", clip(s), entente.ErrInvalid)
	}
	exponent := 0
	if m[3] != "" {
		e, err := strconv.Atoi(m[3])
		if err != nil || e > mostExponent || e < -mostExponent {
			return unit.Decimal{}, fmt.Errorf("%q: exponent: want at most %d: %w", clip(s), mostExponent, entente.ErrUnsupported)
		}
		exponent = e
	}
	whole, fraction, _ := strings.Cut(m[2], ".")
	d, err := unit.ParseDecimal(unit.Positional(m[1] == "-", whole, fraction, exponent))
	if err != nil {
		return unit.Decimal{}, fmt.Errorf("%v: %w", err, entente.ErrInvalid)
	}
	return d, nil
}

// isNumber reports whether s is a number, or NaN.
func isNumber(s string) bool { return s == "NaN" || numberForm.MatchString(s) }

// Types of the standard whose values are numbers, and whether they are whole.
var numeric = map[string]bool{
	"Decimal": false, "Float": false, "Double": false, "Incremental": false, "InclusiveValueRange": false, "ExclusiveValueRange": false,
	"Integer": true, "Long": true, "Short": true, "BigInteger": true, "Count": true,
}

// checkType reports whether s may be a value of the type.
func checkType(c Component, s string) error {
	whole, ok := numeric[c.Type]
	if !ok || s == "" || s == "NaN" || s == "#N/A" || (s == "INF" || s == "-INF") && !whole {
		return nil
	}
	if whole {
		if _, ok := new(big.Int).SetString(strings.TrimPrefix(s, "+"), 10); !ok || len(s) > 1000 {
			return fmt.Errorf("%s %q: want a whole number (%s)", c.ID, clip(s), c.Type)
		}
		return nil
	}
	if !isNumber(s) {
		return fmt.Errorf("%s %q: want a number (%s)", c.ID, clip(s), c.Type)
	}
	return nil
}
