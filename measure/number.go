package measure

import (
	"math/big"

	"entente/unit"
)

// A Number is an exact number: a decimal as long as sums and products keep it one, a fraction after a division.
type Number struct {
	d unit.Decimal
	r *big.Rat // not nil: the number is r
}

// Exactly returns d as a Number.
func Exactly(d unit.Decimal) Number { return Number{d: d} }

func whole(n int64) Number { return Number{d: unit.NewDecimal(n, 0)} }

func (n Number) rat() *big.Rat {
	if n.r != nil {
		return n.r
	}
	return n.d.Rat()
}

func (n Number) add(m Number) Number {
	if n.r == nil && m.r == nil {
		return Number{d: n.d.Add(m.d)}
	}
	return Number{r: new(big.Rat).Add(n.rat(), m.rat())}
}

func (n Number) sub(m Number) Number {
	if n.r == nil && m.r == nil {
		return Number{d: n.d.Sub(m.d)}
	}
	return Number{r: new(big.Rat).Sub(n.rat(), m.rat())}
}

func (n Number) mul(m Number) Number {
	if n.r == nil && m.r == nil {
		return Number{d: n.d.Mul(m.d)}
	}
	return Number{r: new(big.Rat).Mul(n.rat(), m.rat())}
}

// quo returns n ÷ m, which is not zero.
func (n Number) quo(m Number) Number {
	if n.r == nil && m.r == nil {
		return Number{r: n.d.Over(m.d)}
	}
	return Number{r: new(big.Rat).Quo(n.rat(), m.rat())}
}

func (n Number) neg() Number {
	if n.r == nil {
		return Number{d: n.d.Neg()}
	}
	return Number{r: new(big.Rat).Neg(n.r)}
}

// Sign returns -1, 0 or +1.
func (n Number) Sign() int {
	if n.r != nil {
		return n.r.Sign()
	}
	return n.d.Sign()
}

// Cmp returns -1, 0 or +1 as n is less than, equal to or greater than m, exactly.
func (n Number) Cmp(m Number) int {
	if n.r == nil && m.r == nil {
		return n.d.Cmp(m.d)
	}
	return n.rat().Cmp(m.rat())
}

// Decimal returns n, rounded half to even to so many places where it is a fraction, and whether that is n itself.
// A decimal is returned with the digits that it has.
func (n Number) Decimal(places int) (d unit.Decimal, isExact bool) {
	if n.r == nil {
		return n.d, true
	}
	return unit.RoundRat(n.r, places)
}

// Round returns n rounded half to even to so many places.
func (n Number) Round(places int) unit.Decimal {
	if n.r == nil {
		return n.d.Round(places)
	}
	d, _ := unit.RoundRat(n.r, places)
	return d
}

// Float returns the float64 nearest to n, for trends and pictures.
func (n Number) Float() float64 {
	if n.r != nil {
		f, _ := n.r.Float64()
		return f
	}
	return n.d.Float()
}

// shift returns n × 10^k.
func (n Number) shift(k int) Number {
	if n.r == nil {
		return Number{d: n.d.Shift(k)}
	}
	return n.mul(Number{d: unit.NewDecimal(1, 0).Shift(k)})
}

// holds reports whether a value that is so far above a target stands to it as c says.
func holds(c unit.Comparator, margin Number) bool { return c.Holds(signs[1+margin.Sign()], signs[1]) }

var signs = [...]unit.Decimal{unit.NewDecimal(-1, 0), {}, unit.NewDecimal(1, 0)}
