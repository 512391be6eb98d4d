// Package diff compares texts word by word.
package diff

import "unicode"

// A Part is a run of text that is in both versions, or only in the old or the new one.
type Part struct {
	Kind Kind
	Text string
}

// A Kind says which version has a part.
type Kind int

// The kinds of parts.
const (
	Same Kind = iota
	Removed
	Added
)

// most is how many changes are told apart: of texts with more, what lies between their common ends is shown as replaced.
const most = 2000

// Words returns the parts of two texts, in order: the same and removed ones together are the old text, the same and added ones the new.
// What differs is told in whole words; of scripts without spaces, in characters. The changes are as few as possible (E. W. Myers, An O(ND)
// Difference Algorithm and Its Variations, Algorithmica 1, 1986).
func Words(old, new string) []Part {
	a, b := split(old), split(new)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var p parts
	p.add(Same, a[:head]...)
	p.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	p.add(Same, a[len(a)-tail:]...)
	return p
}

type parts []Part

func (p *parts) add(k Kind, words ...string) {
	for _, w := range words {
		if n := len(*p); n > 0 && (*p)[n-1].Kind == k {
			(*p)[n-1].Text += w
			continue
		}
		*p = append(*p, Part{k, w})
	}
}

// middle adds what lies between the common ends of two texts.
func (p *parts) middle(a, b []string) {
	trace := shortest(a, b)
	if trace == nil {
		p.add(Removed, a...)
		p.add(Added, b...)
		return
	}
	// Walk the furthest points back from the end, and tell the steps from the beginning.
	var back parts
	x, y := len(a), len(b)
	for d := len(trace) - 1; d >= 0; d-- {
		k := x - y
		from := k - 1
		if k == -d || k != d && trace[d].at(k-1) < trace[d].at(k+1) {
			from = k + 1
		}
		px := trace[d].at(from)
		py := px - from
		if d == 0 {
			px, py = 0, 0
		}
		for x > px && y > py {
			x, y = x-1, y-1
			back = append(back, Part{Same, a[x]})
		}
		switch {
		case d == 0:
		case from == k+1:
			y--
			back = append(back, Part{Added, b[y]})
		default:
			x--
			back = append(back, Part{Removed, a[x]})
		}
	}
	for i := len(back) - 1; i >= 0; i-- {
		p.add(back[i].Kind, back[i].Text)
	}
}

// A frontier holds, for each diagonal from -d to d, how far along the old text so many changes lead.
type frontier struct {
	d int
	v []int
}

func (f frontier) at(k int) int {
	if k < -f.d || k > f.d {
		return -1
	}
	return f.v[k+f.d]
}

// shortest returns, for each number of changes up to the least that lead from a to b, the frontier before the last of them; nil where
// they are too many.
func shortest(a, b []string) []frontier {
	var trace []frontier
	last := frontier{0, []int{0}}
	for d := 0; d <= len(a)+len(b); d++ {
		if d > most {
			return nil
		}
		trace = append(trace, last)
		next := frontier{d, make([]int, 2*d+1)}
		for k := -d; k <= d; k += 2 {
			x := 0
			switch {
			case d == 0:
			case k == -d || k != d && last.at(k-1) < last.at(k+1):
				x = last.at(k + 1)
			default:
				x = last.at(k-1) + 1
			}
			y := x - k
			for x < len(a) && y < len(b) && x >= 0 && y >= 0 && a[x] == b[y] {
				x, y = x+1, y+1
			}
			next.v[k+d] = x
			if x >= len(a) && y >= len(b) {
				return trace
			}
		}
		last = next
	}
	return trace
}

// split cuts a text into words, each with the spaces after it; characters of Han script and punctuation stand alone.
func split(s string) []string {
	var words []string
	begin := 0
	kind := func(r rune) int {
		switch {
		case unicode.IsSpace(r):
			return 0
		case unicode.Is(unicode.Han, r):
			return 1
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '’':
			return 2
		}
		return 3
	}
	last := -1
	for i, r := range s {
		k := kind(r)
		if last >= 0 && k != 0 && (k != last || k == 1 || k == 3) {
			words = append(words, s[begin:i])
			begin = i
		}
		last = k
	}
	if begin < len(s) {
		words = append(words, s[begin:])
	}
	return words
}
