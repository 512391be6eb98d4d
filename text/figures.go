package text

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"entente"
	"entente/unit"
)

// A figureReader collects the figures of one sentence.
type figureReader struct {
	lex  *Lexicon
	text string
	s    sentence
	hits []hit
}

// figures returns the quantities that a sentence states. Numbers that are names (articles, resolutions, years) are none.
func (l *Lexicon) figures(text string, s sentence, dates []date) []entente.Figure {
	r := figureReader{l, text, s, s.hits}
	out := []entente.Figure{}
	for i := 0; i < len(r.hits); {
		if r.hits[i].marks&clsNumeral == 0 {
			i++
			continue
		}
		n, ok := r.number(i)
		if !ok {
			i++
			continue
		}
		if f, ok := r.figure(n); ok && !inDate(dates, n.start) && !r.inTitle(i) {
			out = append(out, f)
		}
		i = n.next
	}
	return out
}

// A number is a numeral of one or more words.
type number struct {
	value      string // decimal digits
	start, end int    // bytes
	first      int    // index of its first word
	next       int    // index of the word behind it
	vague      bool
	spelled    bool
}

// number reads a numeral that begins at word i: "20", "1.5 billion", "two hundred", "三十五", "millions".
func (r *figureReader) number(i int) (number, bool) {
	h := r.hits[i]
	n := number{start: h.start, end: h.end, first: i, next: i + 1}
	switch {
	case h.marks&clsVague != 0:
		n.value, n.vague = strconv.FormatInt(h.value, 10), true
		return n, true
	case h.marks&clsDigits != 0:
		n.value = r.lex.Numbers.plain(r.text[h.start:h.end])
		for n.next < len(r.hits) && r.follows(n, n.next) && r.hits[n.next].marks&clsMultiplier != 0 {
			m := r.hits[n.next]
			n.value, n.end, n.next = times(n.value, m.value), m.end, n.next+1
		}
		return n, wellFormedNumber(n.value)
	case h.marks&(clsValue|clsMultiplier) != 0:
		return r.spelled(n)
	}
	return n, false
}

// plain returns a numeral of the language in digits with a decimal point and without marks between groups of three.
func (n Numbers) plain(s string) string {
	if !strings.ContainsAny(s, "., ") {
		return s
	}
	decimal, group := ".", ","
	if n.Decimal == group {
		decimal, group = group, decimal
	}
	s = strings.ReplaceAll(s, " ", "")
	whole, _, _ := strings.Cut(s, decimal)
	if groups := strings.Split(whole, group); slices.ContainsFunc(groups[1:], func(g string) bool { return len(g) != 3 }) {
		decimal = group // written as in another language
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, strings.Trim(".,", decimal), ""), decimal, ".")
}

// spelled reads a numeral in words. A multiplier above the last one multiplies all before it, others add up:
// two hundred thousand is (2 × 100) × 1000, three thousand five hundred is 3 × 1000 + 5 × 100.
func (r *figureReader) spelled(n number) (number, bool) {
	var total, pending, last int64
	n.spelled = true
	n.next = n.first
	for n.next < len(r.hits) && (n.next == n.first || r.follows(n, n.next)) {
		h := r.hits[n.next]
		switch {
		case h.marks&clsValue != 0:
			if pending >= 10 && h.value < 10 && pending%10 == 0 {
				pending += h.value
			} else if pending == 0 {
				pending = h.value
			} else {
				return n, false
			}
		case h.marks&clsMultiplier != 0 && h.value > last && total+pending > 0:
			total, pending, last = (total+pending)*h.value, 0, h.value
		case h.marks&clsMultiplier != 0:
			total, pending, last = total+max(pending, 1)*h.value, 0, h.value
		default:
			n.value = strconv.FormatInt(total+pending, 10)
			return n, true
		}
		n.end = h.end
		n.next++
	}
	n.value = strconv.FormatInt(total+pending, 10)
	return n, true
}

// follows reports whether word i stands right behind the numeral, a space or hyphen aside.
func (r *figureReader) follows(n number, i int) bool {
	return strings.Trim(r.text[n.end:r.hits[i].start], " -") == ""
}

func wellFormedNumber(s string) bool {
	_, err := unit.ParseDecimal(s)
	return err == nil
}

func times(value string, m int64) string {
	d, err := unit.ParseDecimal(value)
	if err != nil {
		return value
	}
	product := d.Mul(unit.NewDecimal(m, 0)).String()
	if strings.Contains(product, ".") {
		product = strings.TrimRight(strings.TrimRight(product, "0"), ".")
	}
	return product
}

// figure decides whether a number counts something, and what.
func (r *figureReader) figure(n number) (entente.Figure, bool) {
	f := entente.Figure{Value: json.Number(n.value), Comparator: r.comparator(n)}
	if n.first > 0 && r.close(r.hits[n.first-1].end, n.start) && r.hits[n.first-1].marks&clsOrdinal != 0 {
		return f, false
	}
	if n.next < len(r.hits) && r.follows(n, n.next) && r.hits[n.next].marks&clsOrdinal != 0 {
		return f, false
	}
	end, ok := r.unit(n, &f)
	if ok {
		f.Of = r.subject(n, end)
	}
	return f, ok
}

// unit finds the unit of a number and returns the byte behind it.
func (r *figureReader) unit(n number, f *entente.Figure) (end int, ok bool) {
	if u, ok := r.currencyBefore(n); ok {
		f.Unit = u
		return n.end, true
	}
	if n.next < len(r.hits) && r.follows(n, n.next) {
		h := r.hits[n.next]
		switch {
		case h.marks&clsPercent != 0:
			f.Unit = unit.Unit("%" + r.base(n))
			return h.end, true
		case h.marks&clsUnit != 0:
			f.Unit = unit.Unit(h.unit)
			return h.end, !n.spelled || n.value != "1"
		case h.marks&clsClassifier != 0:
			return r.counted(n, h, f)
		}
	}
	if !r.lex.Script.Spaced {
		return n.end, false
	}
	return r.countedWord(n, f)
}

// currencyBefore reads the sign or code of a currency in front of a numeral in digits: "$5", "USD 100".
func (r *figureReader) currencyBefore(n number) (unit.Unit, bool) {
	if n.first == 0 || n.spelled {
		return "", false
	}
	h := r.hits[n.first-1]
	word := r.text[h.start:h.end]
	if h.marks&clsUnit == 0 || word != strings.ToUpper(word) || strings.Trim(r.text[h.end:n.start], " ") != "" {
		return "", false
	}
	u := unit.Unit(h.unit)
	return u, u.Kind() == unit.Money
}

// counted reads "8 个 battlegroups": a number, a classifier, a noun.
func (r *figureReader) counted(n number, classifier hit, f *entente.Figure) (end int, ok bool) {
	if v, err := strconv.ParseFloat(n.value, 64); err != nil || n.spelled && v < 2 {
		return n.end, false
	}
	for i := n.next + 1; i < len(r.hits) && r.hits[i].start-classifier.end < 40; i++ {
		switch h := r.hits[i]; {
		case h.marks&clsUncounted != 0 || h.marks&clsClause != 0:
			return n.end, false
		case h.marks&clsUnit != 0:
			f.Unit = unit.Unit(h.unit)
			return h.end, true
		}
	}
	return n.end, false
}

// countedWord reads "eight multinational battlegroups": a number and a unit noun not far behind it.
func (r *figureReader) countedWord(n number, f *entente.Figure) (end int, ok bool) {
	const words = 3
	for i := n.next; i < len(r.hits); i++ {
		h := r.hits[i]
		between := strings.Fields(r.text[n.end:h.start])
		if len(between) > words || h.marks&(clsClause|clsUncounted|clsEnd|clsOpen|clsDigits|clsValue) != 0 {
			break
		}
		if h.marks&clsUnit != 0 {
			f.Unit = unit.Unit(h.unit)
			return h.end, !(n.spelled && n.value == "1")
		}
	}
	return n.end, false
}

// base names what a share is a share of, from the nearest word that says so.
func (r *figureReader) base(n number) string {
	best, distance := "", 1<<30
	for i, h := range r.hits {
		if h.marks&clsBase == 0 {
			continue
		}
		d := h.start - n.end
		if i < n.first {
			d = n.start - h.end
		}
		if d >= 0 && d < distance {
			best, distance = h.base, d
		}
	}
	const reach = 90 // bytes
	if best == "" || distance > reach {
		return ""
	}
	return " of " + best
}

// comparator reads the words around a number: "at least", "以上".
func (r *figureReader) comparator(n number) unit.Comparator {
	for i := n.first - 1; i >= 0 && r.hits[i].marks&clsClause == 0 && n.start-r.hits[i].end <= r.reach(); i-- {
		if r.hits[i].marks&clsBefore != 0 {
			return r.hits[i].comparator
		}
		if r.hits[i].marks&(clsDigits|clsValue) != 0 {
			break // the words belong to the number before
		}
	}
	for i := n.next; i < len(r.hits) && i < n.next+2 && r.close(n.end, r.hits[i].start); i++ {
		if r.hits[i].marks&clsAfter != 0 {
			return r.hits[i].comparator
		}
	}
	switch {
	case n.vague:
		return unit.AtLeast
	case n.spelled && len(n.value) >= len("1000000"):
		return unit.About // a large round number in words
	}
	return unit.Exactly
}

// reach is how many bytes may stand between a figure and the word that compares it. In a language without spaces a phrase
// stands between them: "至少达到国内生产总值的 2%".
func (r *figureReader) reach() int {
	if r.lex.Script.Spaced {
		return r.lex.gap()
	}
	return 6 * r.lex.gap()
}

// close reports whether bytes a to b hold few characters and no clause mark.
func (r *figureReader) close(a, b int) bool {
	return b >= a && utf8.RuneCountInString(r.text[a:b]) <= r.lex.gap()
}

// inTitle reports whether word i stands in the title of a document.
func (r *figureReader) inTitle(i int) bool {
	for j := i - 1; j >= 0; j-- {
		if r.hits[j].marks&clsTitleClose != 0 {
			return false
		}
		if r.hits[j].marks&clsTitleOpen != 0 {
			return true
		}
	}
	return false
}

// subject returns the words around a figure that say what it counts, in the language of the text.
func (r *figureReader) subject(n number, end int) string {
	start, stop := r.s.start, r.s.end
	for _, h := range r.hits {
		if h.marks&(clsClause|clsEnd) == 0 {
			continue
		}
		if h.end <= n.start {
			start = h.end
		}
		if h.start >= end {
			stop = h.start
			break
		}
	}
	return strings.TrimSpace(r.text[start:stop])
}
