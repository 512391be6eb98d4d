package document

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

const utf8BOM = "\xEF\xBB\xBF"

// boms are the byte order marks by the encoding that they announce.
var boms = map[string]string{"utf-8": utf8BOM, "utf-16le": "\xFF\xFE", "utf-16be": "\xFE\xFF"}

// sample is how much of a document its encoding is judged by.
const sample = 1 << 18

// detect finds the encoding of data. A byte order mark or valid UTF-8 settles it. Otherwise exactly one of GB18030, Big5
// and windows-1252 must read the bytes as text that looks like text; where none or several do, it does not guess.
func detect(data []byte) (string, error) {
	for name, mark := range boms {
		if bytes.HasPrefix(data, []byte(mark)) {
			return name, nil
		}
	}
	if utf8.Valid(data) {
		return "utf-8", nil
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", fmt.Errorf("binary data: no text, PDF, HTML or DOCX; "+
			"if it is text, name its encoding (--encoding utf-16le): %w", ErrFormat)
	}
	if len(data) > sample {
		data = data[:sample+bytes.IndexByte(data[sample:], '\n')+1] // to the end of a line: no character is cut
	}
	var fitting []string
	for _, c := range candidates {
		if c.fits(data) {
			fitting = append(fitting, c.name)
		}
	}
	if len(fitting) != 1 {
		return "", fmt.Errorf("neither UTF-8 nor clearly another encoding; name it (--encoding gb18030): %w", ErrEncoding)
	}
	return fitting[0], nil
}

// checkNamed reports an error where the encoding named is unknown, or data clearly is in another.
func checkNamed(data []byte, name string) error {
	_, usual, err := lookUp(name)
	if err != nil {
		return err
	}
	isJudged := usual == "gbk" || slices.ContainsFunc(candidates, func(c candidate) bool { return c.name == usual })
	if !isJudged || isASCII(data) {
		return nil
	}
	found, err := detect(data)
	if err != nil || found == usual || found == "gb18030" && usual == "gbk" {
		return nil
	}
	return fmt.Errorf("not %s but %s by the look of it; name that (--encoding %[2]s): %[3]w", usual, found, ErrEncoding)
}

func isASCII(data []byte) bool {
	return !slices.ContainsFunc(data, func(b byte) bool { return b >= utf8.RuneSelf })
}

// A candidate is an encoding and how to tell whether a text is in it.
type candidate struct {
	name string
	fits func([]byte) bool
}

var candidates = []candidate{
	{"gb18030", looksGB},
	{"big5", looksBig5},
	{"windows-1252", looksWestern},
}

// looksGB reports whether nearly every double-byte character of data is a sign (rows A1 to A3) or one of the 3,755
// common characters (rows B0 to D7) of GB 2312, as it is in running text. Big5 read as GB scatters over the rest, and
// Korean keeps to the rows of its 2,350 syllables (B0 to C8), which hold half of the Chinese characters.
func looksGB(data []byte) bool {
	var early, late int
	isRunning := mostlyCommon(data, func(lead, trail byte) bool {
		switch {
		case 0xB0 <= lead && lead <= 0xC8:
			early++
		case 0xC9 <= lead && lead <= 0xD7:
			late++
		}
		return trail >= 0xA1 && (0xA1 <= lead && lead <= 0xA3 || 0xB0 <= lead && lead <= 0xD7)
	})
	isKorean := early >= 10 && late*10 < early
	return isRunning && !isKorean && fits(simplifiedchinese.GB18030, data)
}

// looksBig5 does the same by the signs (A1 to A3) and the 5,401 common characters (A4 to C6) of Big5.
func looksBig5(data []byte) bool {
	isRunning := mostlyCommon(data, func(lead, _ byte) bool { return 0xA1 <= lead && lead <= 0xC6 })
	return isRunning && fits(traditionalchinese.Big5, data)
}

// fits reports whether every byte of data has a meaning in enc.
func fits(enc encoding.Encoding, data []byte) bool {
	_, ok := decodeStrictly(enc, data)
	return ok
}

// mostlyCommon reports whether at least nine in ten double-byte characters of data are common.
func mostlyCommon(data []byte, isCommon func(lead, trail byte) bool) bool {
	var pairs, common int
	for i := 0; i+1 < len(data); i++ {
		if data[i] < 0x80 {
			continue
		}
		pairs++
		if isCommon(data[i], data[i+1]) {
			common++
		}
		i++
	}
	return pairs > 0 && common*10 >= pairs*9
}

// looksWestern reports whether data, read as windows-1252, is words of Latin letters: what is beyond ASCII is little,
// stands alone between ASCII characters, and does not change case or turn into a sign within a word.
func looksWestern(data []byte) bool {
	text, ok := decodeStrictly(charmap.Windows1252, data)
	if !ok {
		return false
	}
	const (
		marks  = "’‘‚“”„«»‹›–—…•\u00A0\u00AD" // may stand next to anything
		joints = "’‘–—\u00AD"                 // may stand within a word
		signs  = "·§°ºª€£©®™²³½¼¾¿¡±×´"
	)
	runes := []rune(text)
	var high, letters, odd int
	for i, r := range runes {
		isLetter := unicode.IsLetter(r)
		if isLetter {
			letters++
		}
		if r < utf8.RuneSelf {
			continue
		}
		high++
		before, after := at(runes, i-1), at(runes, i+1)
		isMark := strings.ContainsRune(marks, r)
		switch {
		case isMark && unicode.IsLetter(before) && unicode.IsLetter(after) && !strings.ContainsRune(joints, r),
			!isMark && before >= utf8.RuneSelf && !strings.ContainsRune(marks, before),
			!isMark && !isLetter && !strings.ContainsRune(signs, r),
			!isMark && !isLetter && unicode.IsLetter(before) && unicode.IsLetter(after),
			unicode.IsUpper(r) && unicode.IsLower(before):
			odd++
		}
	}
	return high*4 <= letters && odd*10 <= high
}

// at returns the i-th rune, or a space beyond the ends.
func at(runes []rune, i int) rune {
	if i < 0 || i >= len(runes) {
		return ' '
	}
	return runes[i]
}
