package unit

import (
	"math/big"
	"strconv"

	"github.com/cockroachdb/apd/v3"
)

// Rat returns d as a fraction.
func (d Decimal) Rat() *big.Rat {
	n := d.signed()
	if d.d.Exponent >= 0 {
		return new(big.Rat).SetInt(n.Mul(n, power(int(d.d.Exponent))))
	}
	return new(big.Rat).SetFrac(n, power(-int(d.d.Exponent)))
}

// Over returns d ÷ e as a fraction; e is not zero. It takes one reduction where two fractions would take three.
func (d Decimal) Over(e Decimal) *big.Rat {
	n, m := d.signed(), e.signed()
	switch shift := int(d.d.Exponent) - int(e.d.Exponent); {
	case shift > 0:
		n.Mul(n, power(shift))
	case shift < 0:
		m.Mul(m, power(-shift))
	}
	return new(big.Rat).SetFrac(n, m)
}

// signed returns the digits of d as a whole number, with its sign.
func (d Decimal) signed() *big.Int {
	n := new(big.Int).Set(d.d.Coeff.MathBigInt())
	if d.d.Negative {
		n.Neg(n)
	}
	return n
}

// RoundRat returns r rounded half to even to scale decimal places, written with exactly that many, and whether that is r.
func RoundRat(r *big.Rat, scale int) (d Decimal, isExact bool) {
	n := new(big.Int).Mul(r.Num(), power(scale))
	rest := new(big.Int)
	n.QuoRem(n, r.Denom(), rest)
	twice := new(big.Int).Lsh(rest, 1)
	switch twice.CmpAbs(r.Denom()) {
	case 1:
		n.Add(n, big.NewInt(int64(r.Sign())))
	case 0:
		if n.Bit(0) == 1 {
			n.Add(n, big.NewInt(int64(r.Sign())))
		}
	}
	d.d = *apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(n), int32(-scale))
	if n.Sign() < 0 {
		d.d.Negative = true
		d.d.Coeff.Abs(&d.d.Coeff)
	}
	return d, rest.Sign() == 0
}

// Shift returns d × 10^n.
func (d Decimal) Shift(n int) Decimal {
	if n == 0 {
		return d
	}
	r := d
	r.d.Coeff = apd.BigInt{}
	r.d.Coeff.Set(&d.d.Coeff)
	r.d.Exponent += int32(n)
	return r
}

// Float returns the float64 nearest to d, for pictures and statistics.
func (d Decimal) Float() float64 {
	f, _ := strconv.ParseFloat(d.d.String(), 64) // text of a number
	return f
}

// Trim returns d without zeros after the last digit behind the point: 2.00 becomes 2.
func (d Decimal) Trim() Decimal { return d.trim() }

func power(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
