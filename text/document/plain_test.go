package document

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

const (
	simplified  = "1. 我们重申坚不可摧的承诺：各盟国根据《华盛顿条约》第 5 条，相互保卫并守御盟国的每一寸领土。\r\n"
	traditional = "1. 我們重申堅不可摧的承諾：各盟國根據《華盛頓條約》第 5 條，相互保衛並守禦盟國的每一寸領土。\r\n"
	french      = "1. Nous, chefs d’État et de gouvernement, réunis à Vilnius, avons créé « 2 % du PIB » – une œuvre.\r\n"
	english     = "1. We – the Allies – said “at least 2%”; it’s the naïve café’s £5 façade.\n"
)

func encode(t testing.TB, name, s string) []byte {
	t.Helper()
	enc, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodingIsFound(t *testing.T) {
	check := func(mark, encoding, text string) {
		t.Helper()
		doc, err := Decode(append([]byte(mark), encode(t, encoding, text)...), Options{})
		if err != nil || doc.Text != text || doc.Encoding != encoding || doc.Format != Text {
			t.Errorf("%s: %q in %s (%v), want %q", encoding, doc.Text, doc.Encoding, err, text)
		}
	}
	check("", "utf-8", "ascii only, CRLF kept\r\n")
	check("", "utf-8", simplified)
	check(utf8BOM, "utf-8", simplified)
	check("\xFF\xFE", "utf-16le", simplified)
	check("\xFE\xFF", "utf-16be", traditional)
	check("", "gb18030", simplified)
	check("", "gb18030", "NATO (北约) will invest at least 2% of GDP.\n")
	check("", "gb18030", "我们将")
	check("", "big5", traditional)
	check("", "windows-1252", french)
	check("", "windows-1252", english)
	check("", "utf-8", "a stray \x02 of a PDF"+strings.Repeat(" is forgiven in a long text", 100))
}

func TestEncodingIsNotGuessed(t *testing.T) {
	check := func(name string, data []byte) {
		t.Helper()
		if doc, err := Decode(data, Options{}); !errors.Is(err, ErrEncoding) || !strings.Contains(err.Error(), "--encoding") {
			t.Errorf("%s: %q as %s (%v), want %v", name, doc.Text, doc.Encoding, err, ErrEncoding)
		}
	}
	check("Polish in windows-1250", encode(t, "windows-1250", "Państwa członkowskie Sojuszu Północnoatlantyckiego są zobowiązane; żółć, gęślą jaźń"))
	check("Russian in windows-1251", encode(t, "windows-1251", "Мы, главы государств и правительств стран Североатлантического союза"))
	check("Japanese in Shift_JIS", encode(t, "shift_jis", "我々は、NATO首脳として、集団防衛を再確認する。"))
	check("Korean in EUC-KR", encode(t, "euc-kr", "우리는 집단방위 공약을 재확인한다"))
	check("UTF-8 with a broken character", []byte(simplified[:4]+simplified[5:]))
	check("French in code page 850", []byte("Les pays alli\x82s r\x82unis \x85 Vilnius ont cr\x82\x82"))
	check("UTF-16 with half a character", append([]byte("\xFF\xFE"), 0x11, 0x62, 0x11))
}

func TestEncodingIsNamed(t *testing.T) {
	check := func(name, usual string, data []byte, want string) {
		t.Helper()
		doc, err := Decode(data, Options{Encoding: name})
		if err != nil || doc.Text != want || doc.Encoding != usual {
			t.Errorf("%s: %q in %s (%v), want %q", name, doc.Text, doc.Encoding, err, want)
		}
	}
	check("GB2312", "gbk", encode(t, "gbk", simplified), simplified)
	check("utf-16le", "utf-16le", utf16Bytes("We will"), "We will")
	check("latin1", "windows-1252", []byte("caf\xE9"), "café")
	check("windows-1251", "windows-1251", encode(t, "windows-1251", "Мы"), "Мы")

	refuse := func(name string, data []byte, kind error) {
		t.Helper()
		if doc, err := Decode(data, Options{Encoding: name}); !errors.Is(err, kind) {
			t.Errorf("%s: %q (%v), want %v", name, doc.Text, err, kind)
		}
	}
	refuse("klingon", []byte("We will"), ErrEncoding)
	refuse("utf-8", []byte("caf\xE9"), ErrEncoding)
	refuse("big5", encode(t, "gbk", simplified), ErrEncoding)
	refuse("gb18030", []byte(simplified), ErrEncoding)
	refuse("windows-1252", []byte("\x81\x8D"), ErrEncoding)
	refuse("utf-8", []byte("a\x00b"), ErrFormat)
}

// The real communiqué is found in each encoding that can write it, and comes out byte by byte.
func TestCommuniquéInEveryEncoding(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(shared(), "corpus", "vilnius-2023.zh.txt"))
	if err != nil {
		t.Skipf("without the shared corpus: %v", err)
	}
	for _, name := range []string{"utf-8", "gb18030"} {
		doc, err := Decode(encode(t, name, string(data)), Options{})
		if err != nil || doc.Encoding != name || doc.Text != string(data) {
			t.Errorf("%s: found %s, %v; the same text: %t", name, doc.Encoding, err, doc.Text == string(data))
		}
	}
}

// shared returns the folder of the shared data.
func shared() string {
	if dir := os.Getenv("ENTENTE_SHARED"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "..", "shared")
}

func BenchmarkPlain(b *testing.B) {
	for _, name := range []string{"utf-8", "gb18030"} {
		data := encode(b, name, strings.Repeat(simplified, 10_000))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := Decode(data, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
