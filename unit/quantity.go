package unit

import (
	"fmt"
)

// A Quantity is a number of units.
type Quantity struct {
	Value Decimal `json:"value"`
	Unit  Unit    `json:"unit"`
}

func (q Quantity) String() string {
	switch q.Unit.Kind() {
	case Number:
		return q.Value.String()
	case Share:
		return q.Value.String() + string(q.Unit)
	}
	return q.Value.String() + " " + string(q.Unit)
}

// In returns q in another unit of the same dimension, or an error wrapping [ErrInexact] where the result is no finite
// decimal, or where no fixed factor leads from one unit to the other (money, shares of different bases, days to months).
func (q Quantity) In(to Unit) (Quantity, error) {
	if q.Unit == to {
		return q, nil
	}
	from, target := measures[q.Unit], measures[to]
	if from.dimension == "" || from.dimension != target.dimension {
		return Quantity{}, fmt.Errorf("%v in %q: no fixed factor: %w", q, to, ErrInexact)
	}
	v := q.Value.Mul(MustDecimal(from.factor))
	const places = 30
	value, isExact, err := v.Quo(MustDecimal(target.factor), places)
	if err != nil || !isExact {
		return Quantity{}, fmt.Errorf("%v in %q: %w", q, to, ErrInexact)
	}
	return Quantity{value.trim(), to}, nil
}

// trim drops zeros after the last digit behind the point.
func (d Decimal) trim() Decimal {
	var r Decimal
	r.d.Reduce(&d.d)
	if r.d.Exponent > 0 {
		return r.Round(0)
	}
	return r
}

// A Comparator says how a value stands to a target.
type Comparator string

// The comparators. About is for "some" and "around": it names a figure without a bound.
const (
	AtLeast  Comparator = ">="
	MoreThan Comparator = ">"
	Exactly  Comparator = "="
	LessThan Comparator = "<"
	AtMost   Comparator = "<="
	About    Comparator = "~"
)

// ParseComparator checks and returns a comparator.
func ParseComparator(s string) (Comparator, error) {
	switch c := Comparator(s); c {
	case AtLeast, MoreThan, Exactly, LessThan, AtMost, About:
		return c, nil
	}
	return "", fmt.Errorf("comparator %q: want one of >= > = < <= ~", s)
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *Comparator) UnmarshalText(b []byte) (err error) {
	*c, err = ParseComparator(string(b))
	return err
}

// Holds reports whether value stands to target as c says. About holds for no value: it sets no bound.
func (c Comparator) Holds(value, target Decimal) bool {
	cmp := value.Cmp(target)
	switch c {
	case AtLeast:
		return cmp >= 0
	case MoreThan:
		return cmp > 0
	case Exactly:
		return cmp == 0
	case LessThan:
		return cmp < 0
	case AtMost:
		return cmp <= 0
	}
	return false
}
