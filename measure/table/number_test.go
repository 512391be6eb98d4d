package table_test

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"entente/cal"
	"entente/measure"
	"entente/measure/table"
)

func TestNumbers(t *testing.T) {
	english := table.Mapping{}
	german := table.Mapping{Decimal: ",", Thousands: "."}
	spaced := table.Mapping{Thousands: "\u202f"}
	check := func(m table.Mapping, s, want string) {
		t.Helper()
		if got, ok := table.ParseNumber(m, s); !ok || got != want {
			t.Errorf("%q: got %s, %v, want %s", s, got, ok, want)
		}
	}
	check(english, "0", "0")
	check(english, "-0", "0")
	check(english, "-0.00", "0.00")
	check(english, "007", "7")
	check(english, "+1.50", "1.50")
	check(english, "−1.5", "-1.5")
	check(english, ".5", "0.5")
	check(english, "5.", "5")
	check(english, "1e-06", "0.000001")
	check(english, "1.20E3", "1200")
	check(english, "1.23456E+2", "123.456")
	check(english, "123456789012345678", "123456789012345678")
	check(english, "-12345678901234567890.123", "-12345678901234567890.123")
	check(german, "1.234.567,80", "1234567.80")
	check(german, "1234,5", "1234.5")
	check(german, "-12", "-12")
	check(spaced, "1\u202f234.5", "1234.5")
	refuse := func(m table.Mapping, s string) {
		t.Helper()
		if got, ok := table.ParseNumber(m, s); ok {
			t.Errorf("%q: got %s", s, got)
		}
	}
	for _, s := range []string{"", "-", "+", ".", "e5", "1e", "1e401", "1e-401", "1.2.3", "1,5", "0x10", "1_000", "NaN", "Inf", "--1", "+-1", "1 000", "٣", strings.Repeat("9", 1001)} {
		refuse(english, s)
	}
	for _, s := range []string{"1.23,4", "1234.567,8", ".234,5", "1,5,5"} {
		refuse(german, s)
	}
}

// TestBinary takes numbers with the digits that workbooks have for them.
func TestBinary(t *testing.T) {
	check := func(s, want string) {
		t.Helper()
		if got, err := table.Binary(s); err != nil || got != want {
			t.Errorf("%s: got %s, %v, want %s", s, got, err, want)
		}
	}
	check("16250.362999999999", "16250.363")
	check("18994.754000000001", "18994.754")
	check("6.1504590367716779E-2", "0.06150459036771678")
	check("1.4515596038E7", "14515596.038")
	check("2", "2")
	check("-0", "0")
	check("105.0", "105")
	check("0.1", "0.1")
	for _, s := range []string{"", "1,5", "Inf", "NaN", "0x1p3", "1e999", "abc", "1_0"} {
		if got, err := table.Binary(s); err == nil {
			t.Errorf("%q: got %s", s, got)
		}
	}
}

// FuzzNumbers compares what is read of a text with the same as a fraction, and of a workbook with the float64.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"1.50", "-0", "1e-06", "+.5", "16250.362999999999", "1E22", "5e-324", "00.10"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := table.ParseNumber(table.Mapping{}, s); ok {
			want, isNumber := new(big.Rat).SetString(strings.Replace(s, "−", "-", 1))
			if g, _ := new(big.Rat).SetString(got); !isNumber || g.Cmp(want) != 0 {
				t.Errorf("%q: got %s", s, got)
			}
		}
		if got, err := table.Binary(s); err == nil {
			want, err := strconv.ParseFloat(s, 64)
			if g, gerr := strconv.ParseFloat(got, 64); err != nil || gerr != nil || g != want {
				t.Errorf("%q in a workbook: got %s", s, got)
			}
		}
	})
}

func TestPeriods(t *testing.T) {
	m := table.Mapping{Estimate: "e"}
	check := func(s, want string, estimate bool) {
		t.Helper()
		if got, isEstimate, err := table.ParsePeriod(m, s); err != nil || got != want || isEstimate != estimate {
			t.Errorf("%q: got %s, %v, %v, want %s", s, got, isEstimate, err, want)
		}
	}
	check("2023", "2023", false)
	check(" 2023e ", "2023", true)
	check("2023 e", "2023", true)
	check("2023.0", "2023", false)
	check("2023-Q3", "2023-Q3", false)
	check("2023Q3", "2023-Q3", false)
	check("2023M07", "2023-07", false)
	check("2023-M07", "2023-07", false)
	check("2023-07-11", "2023-07-11", false)
	check("2014/2024e", "2014/2024", true)
	check("2014-01-01/P11Y", "2014/2024", false)
	check("2024-02-01/P1M", "2024-02", false)
	for _, s := range []string{"", "e", "23", "2023/24", "2022-23", "FY2023", "2023-W05", "2023Q5", "2023M13", "2023f", "2023-01-01/P1W", "2023-01-01/P0Y", "x/P1Y", "2023.00"} {
		if got, _, err := table.ParsePeriod(m, s); err == nil {
			t.Errorf("%q: got %s", s, got)
		}
	}
}

// FuzzPeriods writes periods as SDMX does and reads them again.
func FuzzPeriods(f *testing.F) {
	f.Add(int32(16071), int32(4018))
	f.Add(int32(19723), int32(1))
	f.Add(int32(19790), int32(31))
	f.Fuzz(func(t *testing.T, first, days int32) {
		const firstDay, lastDay = -719162, 2932896 // of the years 1 to 9999
		if first < firstDay || days < 1 || days > lastDay-firstDay || first+days-1 > lastDay {
			return
		}
		p := cal.Days(cal.Date(first), cal.Date(first+days-1))
		s, ok := table.FormatPeriod(p)
		if got, _, err := table.ParsePeriod(table.Mapping{}, s); !ok || err != nil || got != p.String() {
			t.Errorf("%v is written %q, read as %s, %v", p, s, got, err)
		}
	})
}

func TestNames(t *testing.T) {
	n := table.NewNames()
	for name, area := range map[string]string{"Türkiye": "TUR", "Bosnia and Herzegovina": "BIH", "Congo": "COG", "CONGO": "COD", "Côte d’Ivoire": "CIV", "Guinea-Bissau": "GNB"} {
		if err := n.Add(name, measure.Area(area)); err != nil {
			t.Error(err)
		}
	}
	if err := n.Add("Türkiye", "TUR"); err != nil {
		t.Error(err)
	}
	if err := n.Add("Türkiye", "TKM"); err == nil {
		t.Error("a name of two areas was taken")
	}
	check := func(name, want string) {
		t.Helper()
		if got, ok := n.Area(name); string(got) != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	check("Türkiye", "TUR")
	check("TURKIYE", "TUR")
	check("Tu\u0308rkiye", "TUR")
	check("bosnia  and herzegovina", "BIH")
	check("Cote d'Ivoire", "CIV")
	check("Guinea Bissau", "GNB")
	check("Congo", "COG")
	check("CONGO", "COD")
	check("congo", "") // it may be either
	check("Turkey", "")
	check("", "")
	if near, ok := n.Near("Turkiya"); near != "Türkiye" || !ok {
		t.Errorf("got %q", near)
	}
	if near, ok := n.Near("Atlantis"); ok {
		t.Errorf("got %q", near)
	}
}
