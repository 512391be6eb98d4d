package unit

import "strings"

// Positional writes ±whole.fraction × 10^exponent, whole and fraction being digits or empty, in the form that
// [ParseDecimal] reads: without exponent, and without zeros that say nothing in front.
func Positional(isNegative bool, whole, fraction string, exponent int) string {
	point, all := len(whole)+exponent, whole+fraction
	if point < 0 {
		all, point = strings.Repeat("0", -point)+all, 0
	}
	if point > len(all) {
		all += strings.Repeat("0", point-len(all))
	}
	whole, fraction = strings.TrimLeft(all[:point], "0"), all[point:]
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if isNegative && strings.ContainsAny(whole, "123456789") {
		return "-" + whole
	}
	return whole
}
