// Package sheet knows what a spreadsheet makes of text.
package sheet

import "strings"

// IsFormula reports whether a spreadsheet would take s, in a file of comma-separated values, for a formula and compute it.
// See https://owasp.org/www-community/attacks/CSV_Injection.
func IsFormula(s string) bool { return strings.IndexAny(s, "=+-@\t\r\n＝＋－＠") == 0 }

// Safe returns s so that no spreadsheet computes it: what it would take for a formula begins with an apostrophe, and cannot
// be told from the same text with that apostrophe.
func Safe(s string) string {
	if IsFormula(s) {
		return "'" + s
	}
	return s
}
