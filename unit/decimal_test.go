package unit_test

import (
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"entente/unit"
)

func TestParseDecimal(t *testing.T) {
	for _, s := range []string{"0", "2", "-2", "2.00", "0.5", "-12.50", "0.00", "1000000000000000000000000", "-0.01", strings.Repeat("9", 1000)} {
		if d, err := unit.ParseDecimal(s); err != nil || d.String() != s {
			t.Errorf("%q: got %v, %v", s, d, err)
		}
	}
	for _, s := range []string{
		"", "-", ".", "+2", "02", "00", "-0", "-0.00", ".5", "2.", "1e3", "1,000", "1_000", "0x10", "NaN", "Infinity", " 2", "2 ", "--2", "2.0.0",
		"２", "二", strings.Repeat("9", 1001),
	} {
		if d, err := unit.ParseDecimal(s); err == nil {
			t.Errorf("%q: got %v", s, d)
		}
	}
}

func TestDecimalText(t *testing.T) {
	check := func(d unit.Decimal, want string) {
		t.Helper()
		if d.String() != want {
			t.Errorf("got %v, want %s", d, want)
		}
	}
	check(unit.Decimal{}, "0")
	check(unit.NewDecimal(1250, 2), "12.50")
	check(unit.NewDecimal(-5, 3), "-0.005")
	check(unit.NewDecimal(5, -3), "5000")
	check(dec("2.00").Neg(), "-2.00")
	check(dec("0.00").Neg(), "0.00")
	check(dec("0.1").Add(dec("0.2")), "0.3")
	check(dec("1.50").Sub(dec("1.5")), "0.00")
	check(dec("-1.5").Mul(dec("0")), "0.0")
	check(dec("1.10").Mul(dec("2.0")), "2.200")
	check(dec("2.5").Round(0), "2")
	check(dec("3.5").Round(0), "4")
	check(dec("-2.5").Round(0), "-2")
	check(dec("-0.4").Round(0), "0")
	check(dec("2").Round(2), "2.00")
	check(dec("1.005").Round(2), "1.00")
	check(dec("12345").Round(-3), "12000")
}

func TestDecimalJSON(t *testing.T) {
	b, err := json.Marshal(map[string]unit.Decimal{"v": dec("2.00")})
	if err != nil || string(b) != `{"v":"2.00"}` {
		t.Errorf("got %s, %v", b, err)
	}
	var d unit.Decimal
	if err := json.Unmarshal([]byte(`"-12.50"`), &d); err != nil || d.String() != "-12.50" {
		t.Errorf("got %v, %v", d, err)
	}
	if err := json.Unmarshal([]byte(`2`), &d); err == nil {
		t.Error("a JSON number was accepted; it may have lost digits on the way")
	}
}

func TestQuo(t *testing.T) {
	check := func(d, e string, scale int, want string, exact bool) {
		t.Helper()
		q, isExact, err := dec(d).Quo(dec(e), scale)
		if err != nil || q.String() != want || isExact != exact {
			t.Errorf("%s ÷ %s to %d: got %v, exact %v, %v", d, e, scale, q, isExact, err)
		}
	}
	check("1", "3", 4, "0.3333", false)
	check("2", "3", 4, "0.6667", false)
	check("1", "8", 3, "0.125", true)
	check("1", "8", 2, "0.12", false) // a half goes to the even neighbour
	check("3", "8", 2, "0.38", false)
	check("-1", "8", 2, "-0.12", false)
	check("6", "3", 0, "2", true)
	check("6", "3", 2, "2.00", true)
	check("0", "3", 2, "0.00", true)
	check("12345", "1", -3, "12000", false)
	check("5", "2", 0, "2", false)
	check("5.0000000000000000000000000000000000001", "2", 0, "3", false) // just above the half

	if _, _, err := dec("1").Quo(dec("0.00"), 2); err == nil {
		t.Error("division by zero succeeded")
	}
}

// TestAgainstRationals derives each result another way: exactly, by fractions of whole numbers.
func TestAgainstRationals(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		agree(t, randomDecimal(rng), randomDecimal(rng), rng.IntN(12)-2)
	}
}

func FuzzDecimalArithmetic(f *testing.F) {
	f.Add("1", "3", 4)
	f.Add("-0.125", "1000", 2)
	f.Add("5.01", "-2", 0)
	f.Fuzz(func(t *testing.T, a, b string, scale int) {
		d, err := unit.ParseDecimal(a)
		e, err2 := unit.ParseDecimal(b)
		if err == nil && err2 == nil {
			agree(t, d, e, scale%100)
		}
	})
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"0", "-12.50", "0.00", "-0", "1e3", "007"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := unit.ParseDecimal(s); err == nil && d.String() != s {
			t.Errorf("%q is written %q", s, d)
		}
	})
}

// agree fails the test when an operation on d and e differs from the same on fractions.
func agree(t *testing.T, d, e unit.Decimal, scale int) {
	t.Helper()
	x, y := rat(d), rat(e)
	same := func(op string, got unit.Decimal, want *big.Rat) {
		t.Helper()
		if rat(got).Cmp(want) != 0 {
			t.Errorf("%v %s %v: got %v, want %s", d, op, e, got, want.RatString())
		}
	}
	same("+", d.Add(e), new(big.Rat).Add(x, y))
	same("-", d.Sub(e), new(big.Rat).Sub(x, y))
	same("×", d.Mul(e), new(big.Rat).Mul(x, y))
	same("negated, not", d.Neg(), new(big.Rat).Neg(x))
	same("rounded, not", d.Round(scale), halfEven(x, scale))
	if d.Cmp(e) != x.Cmp(y) || d.Sign() != x.Sign() {
		t.Errorf("%v compared with %v: %d, sign %d", d, e, d.Cmp(e), d.Sign())
	}
	if e.Sign() == 0 {
		return
	}
	quotient := new(big.Rat).Quo(x, y)
	got, exact, err := d.Quo(e, scale)
	if err != nil {
		t.Fatalf("%v ÷ %v: %v", d, e, err)
	}
	want := halfEven(quotient, scale)
	same("÷", got, want)
	if exact != (want.Cmp(quotient) == 0) {
		t.Errorf("%v ÷ %v to %d: exact is %v", d, e, scale, exact)
	}
}

// halfEven rounds x to scale decimal places, a half to the even neighbour.
func halfEven(x *big.Rat, scale int) *big.Rat {
	shift := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(scale, -scale))), nil))
	if scale < 0 {
		shift.Inv(shift)
	}
	scaled := new(big.Rat).Mul(x, shift)
	floor := new(big.Int).Div(scaled.Num(), scaled.Denom()) // Euclidean: rounds down, the denominator being positive
	rest := new(big.Rat).Sub(scaled, new(big.Rat).SetInt(floor))
	if c := rest.Cmp(big.NewRat(1, 2)); c > 0 || c == 0 && floor.Bit(0) == 1 {
		floor.Add(floor, big.NewInt(1))
	}
	return new(big.Rat).Quo(new(big.Rat).SetInt(floor), shift)
}

func randomDecimal(rng *rand.Rand) unit.Decimal {
	digits := []int64{1, 10, 1000, 1e6, 1e12, 1e18}[rng.IntN(6)]
	return unit.NewDecimal(rng.Int64N(2*digits)-digits, rng.IntN(10)-1)
}

func rat(d unit.Decimal) *big.Rat {
	r, ok := new(big.Rat).SetString(d.String())
	if !ok {
		panic(d.String())
	}
	return r
}

func dec(s string) unit.Decimal { return unit.MustDecimal(s) }
