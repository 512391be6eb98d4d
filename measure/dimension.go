package measure

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente/unit"
)

// A dimension is what an expression is a number of: atoms, such as a currency at some prices or a share of something, with
// powers. Two numbers can be added or compared only when they have the same dimension; nothing is converted silently.
type dimension struct {
	atoms map[string]int
	base  string // what a share of it is a share of; "" for none
}

var pure = dimension{}

func atom(name string) dimension {
	if name == "" {
		return pure
	}
	return dimension{atoms: map[string]int{name: 1}}
}

// dimensionOf returns the dimension of figures of an indicator.
func dimensionOf(i Indicator) dimension {
	d := atom(unitAtom(i.Unit, i.Prices))
	d.base = i.Base
	return d
}

func unitAtom(u unit.Unit, prices string) string {
	if u.Kind() == unit.Money && prices != "" {
		return string(u) + " at " + prices + " prices"
	}
	return string(u)
}

func (d dimension) equal(e dimension) bool { return maps.Equal(d.atoms, e.atoms) }

// is reports whether numbers of dimension d are given in unit u. Money of any prices is money.
func (d dimension) is(u unit.Unit) bool {
	if u.Kind() != unit.Money {
		return d.String() == string(u)
	}
	for a, power := range d.atoms {
		currency, _, _ := strings.Cut(a, " at ")
		return len(d.atoms) == 1 && power == 1 && currency == string(u)
	}
	return false
}

// join returns the dimension of a sum of numbers of d and e, which are equal: it is a base where both are the same one.
func (d dimension) join(e dimension) dimension {
	if d.base != e.base {
		return d.without()
	}
	return d
}

// without returns d as no base of a share.
func (d dimension) without() dimension { return dimension{atoms: d.atoms} }

func (d dimension) times(e dimension, sign int) dimension {
	atoms := maps.Clone(d.atoms)
	if atoms == nil {
		atoms = make(map[string]int)
	}
	for a, n := range e.atoms {
		if atoms[a] += sign * n; atoms[a] == 0 {
			delete(atoms, a)
		}
	}
	return dimension{atoms: atoms}
}

// String returns the dimension as "USD at 2015 prices/persons"; "" for a bare number.
func (d dimension) String() string {
	var over, under []string
	for _, a := range slices.Sorted(maps.Keys(d.atoms)) {
		n := d.atoms[a]
		part := a
		if n != 1 && n != -1 {
			part = fmt.Sprintf("%s^%d", a, max(n, -n))
		}
		if n > 0 {
			over = append(over, part)
		} else {
			under = append(under, part)
		}
	}
	s := strings.Join(over, "·")
	if len(under) > 0 {
		if s == "" {
			s = "1"
		}
		s += "/" + strings.Join(under, "·")
	}
	return s
}

// name returns the dimension for a message.
func (d dimension) name() string {
	if s := d.String(); s != "" {
		return s
	}
	return "a bare number"
}
