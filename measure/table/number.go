package table

import (
	"fmt"
	"strconv"
	"strings"

	"entente/unit"
)

// A numbers reads numbers as a mapping says that they are written.
type numbers struct {
	decimal   string
	thousands string
	missing   map[string]bool
}

func newNumbers(m Mapping) numbers {
	n := numbers{m.decimal(), m.Thousands, map[string]bool{"": true}}
	for _, s := range m.Missing {
		n.missing[s] = true
	}
	return n
}

// maxExponent bounds the digits that a short text may stand for.
const maxExponent = 400

// parse reads a number exactly as written: "1.20E3" is 1200, "-0" is 0, "2.50" keeps its digits.
func (n *numbers) parse(s string) (unit.Decimal, bool) {
	if n.decimal == "." {
		if d, ok := short(s); ok {
			return d, true
		}
	}
	return n.parseAny(s)
}

// short reads a plain number of at most 18 digits, which most are.
func short(s string) (unit.Decimal, bool) {
	i, isNegative := 0, false
	if s != "" && s[0] == '-' {
		i, isNegative = 1, true
	}
	if len(s) == i || len(s)-i > 19 {
		return unit.Decimal{}, false
	}
	var v int64
	digits, point := 0, -1
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			v = 10*v + int64(c-'0')
			digits++
		case c == '.' && point < 0 && digits > 0 && i+1 < len(s):
			point = digits
		default:
			return unit.Decimal{}, false
		}
	}
	if digits > 18 {
		return unit.Decimal{}, false
	}
	scale := 0
	if point >= 0 {
		scale = digits - point
	}
	if isNegative {
		v = -v
	}
	return unit.NewDecimal(v, scale), true
}

func (n *numbers) parseAny(s string) (unit.Decimal, bool) {
	sign := ""
	if rest, ok := strings.CutPrefix(strings.Replace(s, "−", "-", 1), "-"); ok {
		sign, s = "-", rest
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	mantissa, power, hasPower := cutPower(s)
	whole, fraction, _ := strings.Cut(mantissa, n.decimal)
	if n.thousands != "" {
		var ok bool
		if whole, ok = ungroup(whole, n.thousands); !ok {
			return unit.Decimal{}, false
		}
	}
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return unit.Decimal{}, false
	}
	exponent := 0
	if hasPower {
		e, err := strconv.Atoi(power)
		if err != nil || e > maxExponent || e < -maxExponent {
			return unit.Decimal{}, false
		}
		exponent = e
	}
	d, err := unit.ParseDecimal(unit.Positional(sign != "", whole, fraction, exponent))
	return d, err == nil
}

func cutPower(s string) (mantissa, power string, found bool) {
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// ungroup drops the separators between groups of three digits.
func ungroup(whole, separator string) (string, bool) {
	groups := strings.Split(whole, separator)
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && (g == "" || len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// binary reads a number of a workbook. Such a file stores float64 values, often with digits that no one wrote:
// 16250.362999999999 for 16250.363. The shortest decimal that gives the same float64 is taken.
func binary(s string) (unit.Decimal, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || strings.Trim(s, "0123456789+-.eE") != "" {
		return unit.Decimal{}, fmt.Errorf("%s is no number", quote(s))
	}
	digits := strconv.FormatFloat(f, 'f', -1, 64)
	if f == 0 {
		digits = "0"
	}
	d, err := unit.ParseDecimal(digits)
	if err != nil {
		return unit.Decimal{}, fmt.Errorf("%s is no number", quote(s))
	}
	return d, nil
}
