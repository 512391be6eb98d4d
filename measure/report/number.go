package report

import (
	"strconv"
	"strings"

	"entente/measure"
	"entente/unit"
)

// A number is a number as it is, and as it is printed.
type number struct {
	Exact string // as the JSON form has it; "" for none
	Text  string
}

// minus is the sign that stands before negative numbers in print.
const minus = "−"

// printed writes digits for print: a true minus, and thousands apart from five digits on.
func printed(digits string) string {
	sign, rest := "", digits
	if after, ok := strings.CutPrefix(digits, "-"); ok {
		sign, rest = minus, after
	}
	whole, fraction, hasPoint := strings.Cut(rest, ".")
	const group, least = 3, 5
	if len(whole) >= least {
		var parts []string
		for len(whole) > group {
			parts = append([]string{whole[len(whole)-group:]}, parts...)
			whole = whole[:len(whole)-group]
		}
		whole = strings.Join(append([]string{whole}, parts...), "\u202f") // narrow no-break space
	}
	if hasPoint {
		return sign + whole + "." + fraction
	}
	return sign + whole
}

// exactly prints d with all of its digits.
func exactly(d *unit.Decimal) number {
	if d == nil {
		return number{}
	}
	return number{d.String(), printed(d.String())}
}

// rounded prints d with so many decimal places.
func rounded(d *unit.Decimal, places int) number {
	if d == nil {
		return number{}
	}
	return number{d.String(), printed(d.Round(places).String())}
}

// valueOf prints the value of a verdict: rounded as the measure is, with more digits where it would then seem to stand
// otherwise to the target than it does.
func valueOf(v measure.Verdict, places int) number {
	if v.Value == nil {
		return number{}
	}
	return number{v.Value.String(), printed(v.Shown(places).String())}
}

// marginOf prints the margin with as many digits as it takes not to print a zero that is none.
func marginOf(v measure.Verdict, places int) number {
	if v.Margin == nil {
		return number{}
	}
	return signed(shown(v.Margin, places))
}

// shown prints d rounded, with more places where nothing but zeros would be left of it.
func shown(d *unit.Decimal, places int) number {
	const most = 12
	for d != nil && d.Sign() != 0 && d.Round(places).Sign() == 0 && places < most {
		places++
	}
	return rounded(d, places)
}

// signed puts a plus before what is above zero.
func signed(n number) number {
	if n.Text != "" && !strings.HasPrefix(n.Text, minus) && strings.Trim(n.Text, "0.") != "" {
		n.Text = "+" + n.Text
	}
	return n
}

// float prints a number of a trend, which is no exact one, with three decimal places.
func float(f float64) number {
	const places = 3
	text := strconv.FormatFloat(f, 'f', places, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	return number{strconv.FormatFloat(f, 'g', -1, 64), printed(text)}
}

// money prints an amount in the power of ten that the language counts in, with two decimal places.
func (w writer) money(a *measure.Amount) number {
	if a == nil {
		return number{}
	}
	power, err := strconv.Atoi(w.words["money.power"])
	if err != nil {
		power = 0
	}
	scaled := a.Value.Shift(-power)
	n := shown(&scaled, 2)
	n.Exact = a.Value.String()
	return n
}

// signs are comparators as they are printed.
var signs = map[unit.Comparator]string{
	unit.AtLeast: "≥ ", unit.MoreThan: "> ", unit.AtMost: "≤ ", unit.LessThan: "< ", unit.About: "≈ ",
}

func sign(c unit.Comparator) string {
	if s, ok := signs[c]; ok {
		return s
	}
	return string(c) + " "
}
