package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/unit"
)

// An entry is what a lexicon says about one word.
type entry struct {
	marks      mark // what the reader itself asks about
	classes    mask // what the rules ask about
	actor      *Actor
	name       string // canonical name of an instrument or deadline
	value      int64
	comparator unit.Comparator
	unit       string
	base       string
}

// A trie finds the words of a lexicon: at each place the longest one, case aside.
type trie struct {
	spaced   bool
	groups   bool // a space may stand between groups of three digits
	nodes    []node
	first    [256]int32 // the edges of the root, which has too many for a search
	entries  []entry
	suffixes []suffix
}

// A suffix stands for every word that ends in it and is no word of the lexicon itself, such as "-ing".
type suffix struct {
	letters string
	entry   int32
}

// A node has its edges in parallel slices; there are few at most nodes, and the root has a table of its own.
type node struct {
	labels []byte
	next   []int32
	entry  int32 // index into entries plus one; 0 for none
}

const root = 0

// add returns the entry of word, making it when it is new. A straight apostrophe stands for a curly one too.
// A word that begins with a hyphen is a suffix.
func (t *trie) add(word string) *entry {
	e := t.insert(word, 0)
	if letters, ok := strings.CutPrefix(word, "-"); ok && t.spaced && letters != "" {
		t.suffixes = append(t.suffixes, suffix{letters, e})
	}
	if curly := strings.ReplaceAll(word, "'", "’"); curly != word {
		t.insert(curly, e)
	}
	return &t.entries[e-1]
}

// insert makes the path of word lead to entry e, or to a new one when e is 0, and returns the entry's number.
func (t *trie) insert(word string, e int32) int32 {
	if len(t.nodes) == 0 {
		t.nodes = make([]node, 1)
	}
	at := int32(root)
	for i := range len(word) {
		at = t.child(at, fold(word, i))
	}
	n := &t.nodes[at]
	if n.entry == 0 {
		if e == 0 {
			t.entries = append(t.entries, entry{})
			e = int32(len(t.entries))
		}
		n.entry = e
	}
	return n.entry
}

func (t *trie) child(at int32, b byte) int32 {
	if next := t.nodes[at].find(b); next != 0 {
		return next
	}
	next := int32(len(t.nodes))
	t.nodes = append(t.nodes, node{})
	n := &t.nodes[at]
	n.labels = append(n.labels, b)
	n.next = append(n.next, next)
	if at == root {
		t.first[b] = next
	}
	return next
}

func (n *node) find(b byte) int32 {
	for i, l := range n.labels {
		if l == b {
			return n.next[i]
		}
	}
	return 0
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// fold returns s[i] in lower case, for the letters of ASCII and Latin-1.
func fold(s string, i int) byte {
	const lead, times = 0xc3, 0x97
	if b := s[i]; 0x80 <= b && b < 0x9f && b != times && i > 0 && s[i-1] == lead {
		return b + 0x20
	}
	return lower(s[i])
}

// A hit is a word of the lexicon, or a run of digits, in a text.
type hit struct {
	start, end int
	*entry
}

var digitsEntry = entry{marks: clsDigits}

// scan returns the words of s in order: leftmost first, longest first, none overlapping.
func (t *trie) scan(s string, hits []hit) []hit {
	for i := 0; i < len(s); {
		b := s[i]
		if '0' <= b && b <= '9' && !(t.spaced && midWord(s, i)) {
			end := t.digitsEnd(s, i)
			hits = append(hits, hit{i, end, &digitsEntry})
			i = end
			continue
		}
		if t.first[lower(b)] != 0 {
			if end, e := t.longest(s, i); e != 0 {
				hits = append(hits, hit{i, end, &t.entries[e-1]})
				i = end
				continue
			}
		}
		if t.spaced && (asciiLetter(b) || b >= utf8.RuneSelf) && !midWord(s, i) {
			if end := wordEnd(s, i); end > i {
				if e := t.suffix(s[i:end]); e != 0 {
					hits = append(hits, hit{i, end, &t.entries[e-1]})
				}
				i = end
				continue
			}
		}
		i++
		for i < len(s) && !utf8.RuneStart(s[i]) {
			i++
		}
	}
	return hits
}

// sortSuffixes puts the longest first, so that of two that fit a word it is the one found.
func (t *trie) sortSuffixes() {
	slices.SortStableFunc(t.suffixes, func(a, b suffix) int { return len(b.letters) - len(a.letters) })
}

// suffix returns the number of the entry that the word's longest known ending has, or 0.
func (t *trie) suffix(word string) int32 {
	for _, s := range t.suffixes {
		if len(word) > len(s.letters)+1 && strings.HasSuffix(word, s.letters) {
			return s.entry
		}
	}
	return 0
}

func asciiLetter(b byte) bool { return 'a' <= lower(b) && lower(b) <= 'z' }

// wordEnd returns the end of the run of letters and digits that begins at i.
func wordEnd(s string, i int) int {
	for i < len(s) {
		if s[i] < utf8.RuneSelf {
			if !wordRune(rune(s[i])) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) {
			return i
		}
		i += size
	}
	return i
}

// longest returns the end and number of the longest word at i, or 0.
func (t *trie) longest(s string, i int) (end int, e int32) {
	if t.spaced && midWord(s, i) {
		return 0, 0
	}
	at := t.first[lower(s[i])]
	for j := i + 1; at != 0; j++ {
		if n := t.nodes[at].entry; n != 0 && !(t.spaced && cutsWord(s, j)) {
			end, e = j, n
		}
		if j == len(s) {
			break
		}
		at = t.nodes[at].find(fold(s, j))
	}
	return end, e
}

// midWord reports whether s[i] continues a word that began before i. A letter right behind a digit begins one: "5km".
func midWord(s string, i int) bool {
	return i > 0 && cutsWord(s, i) && !('0' <= s[i-1] && s[i-1] <= '9' && (s[i] < '0' || s[i] > '9'))
}

// cutsWord reports whether a letter or digit stands on both sides of i.
func cutsWord(s string, i int) bool {
	if i == 0 || i == len(s) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	return wordRune(before) && wordRune(after)
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r)
}

// digitsEnd returns the end of the number that begins at i: digits with points or commas, or, where the language writes
// them so, spaces between groups.
func (t *trie) digitsEnd(s string, i int) int {
	start, end := i, i
	for i < len(s) {
		switch b := s[i]; {
		case '0' <= b && b <= '9':
			end = i + 1
		case (b == '.' || b == ',') && i == end:
		case b == ' ' && t.groups && i == end && (end-start <= 3 || s[end-4] == ' ') && threeDigits(s[i+1:]):
		default:
			return end
		}
		i++
	}
	return end
}

// threeDigits reports whether s begins with three digits and no more.
func threeDigits(s string) bool {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n == 3
}
