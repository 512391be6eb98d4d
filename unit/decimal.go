// Package unit holds exact decimals, units of measure and money, and quantities compared with targets.
package unit

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// A Decimal is an exact decimal number of at most 1,000 digits. It keeps the digits it was written with: 2.00 equals 2 by
// [Decimal.Cmp] but prints as 2.00. The zero value is 0.
//
// Its text form is an optional minus, digits without a needless leading zero, and, after a point, at least one digit. It
// is the form in JSON too, as a string, since a JSON number may lose digits on the way.
type Decimal struct{ d apd.Decimal }

// ErrInexact is wrapped by errors about results that no decimal holds exactly.
var ErrInexact = errors.New("not exact")

const maxDigits = 1000

// exact computes without rounding, or fails.
var exact = apd.Context{
	Precision:   2*maxDigits + 2,
	MaxExponent: apd.MaxExponent,
	MinExponent: apd.MinExponent,
	Traps:       apd.DefaultTraps | apd.Inexact,
}

// NewDecimal returns coefficient × 10^-scale.
func NewDecimal(coefficient int64, scale int) Decimal {
	return Decimal{*apd.New(coefficient, int32(-scale))}
}

// ParseDecimal parses what [Decimal.String] writes.
func ParseDecimal(s string) (Decimal, error) {
	if !wellFormed(s) {
		return Decimal{}, fmt.Errorf("number %q: want digits with an optional minus and decimal point, such as -12.50", s)
	}
	var d Decimal
	if _, _, err := d.d.SetString(s); err != nil {
		return Decimal{}, fmt.Errorf("number %q: %w", s, err)
	}
	return d, nil
}

// MustDecimal is ParseDecimal for constants; it panics on a fault.
func MustDecimal(s string) Decimal {
	d, err := ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

func wellFormed(s string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	switch {
	case len(whole)+len(fraction) > maxDigits, !digits(whole), point && !digits(fraction):
		return false
	case len(whole) > 1 && whole[0] == '0':
		return false
	}
	return s[0] != '-' || strings.ContainsAny(s, "123456789")
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func (d Decimal) String() string { return d.d.Text('f') }

// Cmp returns -1, 0 or +1 as d is less than, equal to or greater than e.
func (d Decimal) Cmp(e Decimal) int { return d.d.Cmp(&e.d) }

// Sign returns -1, 0 or +1.
func (d Decimal) Sign() int { return d.d.Sign() }

// Neg returns -d.
func (d Decimal) Neg() Decimal {
	if d.Sign() == 0 {
		return d
	}
	var r Decimal
	r.d.Neg(&d.d)
	return r
}

// Add returns d + e.
func (d Decimal) Add(e Decimal) Decimal { return d.compute(exact.Add, e) }

// Sub returns d - e.
func (d Decimal) Sub(e Decimal) Decimal { return d.compute(exact.Sub, e) }

// Mul returns d × e.
func (d Decimal) Mul(e Decimal) Decimal { return d.compute(exact.Mul, e) }

type operation func(result, x, y *apd.Decimal) (apd.Condition, error)

func (d Decimal) compute(op operation, e Decimal) Decimal {
	var r Decimal
	if _, err := op(&r.d, &d.d, &e.d); err != nil {
		panic(fmt.Sprintf("unit: result has more than %d digits: %v", exact.Precision, err))
	}
	if r.d.Sign() == 0 {
		r.d.Negative = false
	}
	return r
}

// Quo returns d ÷ e rounded half to even to scale decimal places, and whether the result is exact.
// It fails when e is zero.
func (d Decimal) Quo(e Decimal, scale int) (quotient Decimal, isExact bool, err error) {
	if e.Sign() == 0 {
		return Decimal{}, false, errors.New("division by zero")
	}
	digits := d.d.NumDigits() + e.d.NumDigits() + int64(max(scale, 0)) + int64(abs(d.d.Exponent)) + int64(abs(e.d.Exponent)) + 2
	ctx := apd.Context{Precision: uint32(digits), MaxExponent: apd.MaxExponent, MinExponent: apd.MinExponent, Rounding: apd.RoundDown}
	inexact, err := ctx.Quo(&quotient.d, &d.d, &e.d)
	if err != nil {
		return Decimal{}, false, err
	}
	if inexact.Inexact() && quotient.d.Exponent < int32(-scale) {
		// A sticky last digit keeps a cut-off tail from looking like an exact half.
		quotient.d.Coeff.Mul(&quotient.d.Coeff, apd.NewBigInt(10))
		quotient.d.Coeff.Add(&quotient.d.Coeff, apd.NewBigInt(1))
		quotient.d.Exponent--
	}
	rounded := quotient.Round(scale)
	return rounded, !inexact.Inexact() && rounded.Cmp(quotient) == 0, nil
}

// Round returns d rounded half to even to scale decimal places, written with exactly that many.
func (d Decimal) Round(scale int) Decimal {
	ctx := apd.Context{Precision: 4 * maxDigits, MaxExponent: apd.MaxExponent, MinExponent: apd.MinExponent, Rounding: apd.RoundHalfEven}
	var r Decimal
	if _, err := ctx.Quantize(&r.d, &d.d, int32(-scale)); err != nil {
		panic(fmt.Sprintf("unit: round to %d places: %v", scale, err))
	}
	if r.d.Sign() == 0 {
		r.d.Negative = false
	}
	return r
}

func abs(i int32) int32 { return max(i, -i) }

// MarshalText implements [encoding.TextMarshaler].
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Decimal) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDecimal(string(b))
	return err
}
