package ledger

import (
	"bytes"
	"errors"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"

	"entente"

	"github.com/gowebpki/jcs"
)

// TestCanonical holds the examples of RFC 8785, but for the number with more digits than a double keeps.
func TestCanonical(t *testing.T) {
	check := func(what, in, want string) {
		t.Helper()
		got, err := canonicalise([]byte(in))
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v; want %s", what, got, err, want)
		}
		if again, err := canonicalise(got); err != nil || string(again) != want {
			t.Errorf("%s, once more: got %s, %v", what, again, err)
		}
	}
	check("section 3.2.2", `{
  "numbers": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}`, `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`)
	check("section 3.2.3", `{
  "\u20ac": "Euro Sign",
  "\r": "Carriage Return",
  "\ufb33": "Hebrew Letter Dalet With Dagesh",
  "1": "One",
  "\ud83d\ude00": "Emoji: Grinning Face",
  "\u0080": "Control",
  "\u00f6": "Latin Small Letter O With Diaeresis"
}`, "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","+
		"\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}")
	check("nothing to do", `{"a":1,"b":[{}]}`, `{"a":1,"b":[{}]}`)
	check("zeros", `{"a":[0, -0, 0.0, 1.0, 100, 1e2, 0.10]}`, `{"a":[0,0,0,1,100,100,0.1]}`)
}

func TestMembers(t *testing.T) {
	check := func(in string, want ...string) {
		t.Helper()
		members, ok := Members([]byte(in))
		if ok != (want != nil) {
			t.Fatalf("%s: %v", in, ok)
		}
		if !ok {
			return
		}
		got := []string{}
		for name, value := range members {
			got = append(got, string(name)+"="+string(value))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
	check(`{"":{}}`, `={}`)
	check(`{"a":"x,\"}","b":[1,{"c":2}],"c":null}`, `a="x,\"}"`, `b=[1,{"c":2}]`, `c=null`)
	for _, bad := range []string{``, `{`, `[1]`, `"a"`, `{"a":1} `, `{"b":1,"a":2}`, `{"a": 1}`, `{"a":1}}`} {
		check(bad)
	}
	for range members(t, `{"a":1,"b":2}`) {
		break // and nothing more is yielded
	}
}

func members(t *testing.T, object string) iter.Seq2[[]byte, []byte] {
	t.Helper()
	m, ok := Members([]byte(object))
	if !ok {
		t.Fatal(object)
	}
	return m
}

func TestNotCanonical(t *testing.T) {
	check := func(what, in, words string) {
		t.Helper()
		if got, err := canonicalise([]byte(in)); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: got %s, %v; want %q", what, got, err, words)
		}
	}
	check("the number of section 3.2.2", `{"a":333333333.33333329}`, `"333333333.33333329"`)
	check("a large integer", `{"a":9007199254740993}`, "write it as a string")
	check("a small number", `{"a":1e-400}`, "write it as a string")
	check("no object", `[1]`, "want a JSON object")
	check("no JSON", `{"a":}`, "")
	check("two values", `{} {}`, "")
	check("nothing", ``, "")
	check("too long", `{"a":"`+strings.Repeat("x", entente.MaxPayload)+`"}`, "at most")
}

// TestNumbers holds the samples of RFC 8785, appendix B.
func TestNumbers(t *testing.T) {
	for bits, want := range map[uint64]string{
		0x0000000000000000: "0",
		0x0000000000000001: "5e-324",
		0x8000000000000001: "-5e-324",
		0x7fefffffffffffff: "1.7976931348623157e+308",
		0xffefffffffffffff: "-1.7976931348623157e+308",
		0x4340000000000000: "9007199254740992",
		0xc340000000000000: "-9007199254740992",
		0x4430000000000000: "295147905179352830000",
		0x44b52d02c7e14af5: "9.999999999999997e+22",
		0x44b52d02c7e14af6: "1e+23",
		0x44b52d02c7e14af7: "1.0000000000000001e+23",
		0x444b1ae4d6e2ef4e: "999999999999999700000",
		0x444b1ae4d6e2ef4f: "999999999999999900000",
		0x444b1ae4d6e2ef50: "1e+21",
		0x3eb0c6f7a0b5ed8c: "9.999999999999997e-7",
		0x3eb0c6f7a0b5ed8d: "0.000001",
		0x41b3de4355555553: "333333333.3333332",
		0x41b3de4355555554: "333333333.33333325",
		0x41b3de4355555555: "333333333.3333333",
		0x41b3de4355555556: "333333333.3333334",
		0x41b3de4355555557: "333333333.33333343",
		0xbecbf647612f3696: "-0.0000033333333333333333",
		0x43143ff3c1cb0959: "1424953923781206.2",
	} {
		if got, err := jcs.NumberToJSON(math.Float64frombits(bits)); err != nil || got != want {
			t.Errorf("%x: got %s, %v; want %s", bits, got, err, want)
		}
		if !isCanonical([]byte(want)) || !isDouble(want) {
			t.Errorf("%s is not taken for canonical", want)
		}
	}
	for _, s := range []string{"-0", "00", "01", "1.0", "1.", ".1", "1e5", "+1", "1e+0", "0x1", "NaN", "Infinity", "-", "", "1_0", "1e23", "1E+30"} {
		if isCanonical([]byte(s)) {
			t.Errorf("%s is taken for canonical", s)
		}
	}
}

// FuzzCanonical requires that what is taken for canonical is what the library makes of it, and the reverse.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-2.5,"x",null,true,{"b":{}}],"b":"\u001f\n\"é"}`, `[1e+30,0.002]`, `"\u0000"`, `{"é":1,"😀":2}`, `{"\ud83d":1}`,
		`{"":0,"a":1}`, `{"a\"":1,"a\\":2}`, "\"\x7f\"", ` 1`, `[[[]]]`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 || bytes.Count(b, []byte("["))+bytes.Count(b, []byte("{")) > maxDepth {
			return
		}
		canonical, err := jcs.Transform(b)
		want := err == nil && bytes.Equal(canonical, b)
		if got := isCanonical(b); got != want {
			t.Errorf("%q: taken for canonical: %t; the library makes %q of it, %v", b, got, canonical, err)
		}
		if err == nil && !isCanonical(canonical) {
			t.Errorf("%q: not taken for canonical", canonical)
		}
	})
}
