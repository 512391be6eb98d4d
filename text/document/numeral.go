package document

import (
	"strconv"
	"strings"
)

// numeral writes n in a numbering format by its name in WordprocessingML; in one that is not known here, as decimal.
func numeral(format string, n int) string {
	switch format {
	case "none":
		return ""
	case "decimalZero":
		if 0 <= n && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "lowerLetter":
		return strings.ToLower(letters(n))
	case "upperLetter":
		return letters(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	case "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
		"japaneseCounting", "ideographDigital":
		return chinese(n)
	}
	return strconv.Itoa(n)
}

// letters writes 1 as A, 26 as Z and 27 as AA, as Word does.
func letters(n int) string {
	const most = 26 * 10
	if n < 1 || n > most {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
}

var romans = []struct {
	value int
	sign  string
}{
	{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
	{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range romans {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.sign)
		}
	}
	return b.String()
}

// chinese writes 1 to 99 as they are counted: 一, 十, 十一, 二十一.
func chinese(n int) string {
	if n < 1 || n > 99 {
		return strconv.Itoa(n)
	}
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	tens := ""
	if n >= 10 {
		tens = "十"
	}
	if n >= 20 {
		tens = digits[n/10] + tens
	}
	return tens + digits[n%10]
}
