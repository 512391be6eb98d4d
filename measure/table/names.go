package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"entente/internal/spell"
	"entente/measure"
)

// Names knows parties and groups by their names. A name is found as it is written; failing that, without regard to case,
// accents, hyphens and spaces, where that leaves no doubt.
type Names struct {
	exact  map[string]measure.Area
	folded map[string]measure.Area // "" where it is of several
	known  []string
}

// NewNames returns no names.
func NewNames() *Names {
	return &Names{exact: make(map[string]measure.Area), folded: make(map[string]measure.Area)}
}

// Add makes a name known. The same name of another area before it stays: an error says so.
func (n *Names) Add(name string, a measure.Area) error {
	name = strings.TrimSpace(name)
	if old, ok := n.exact[name]; ok {
		if old != a {
			return fmt.Errorf("name %q: of %s already, not of %s", name, old, a)
		}
		return nil
	}
	n.exact[name] = a
	n.known = append(n.known, name)
	key := fold(name)
	if old, ok := n.folded[key]; ok && old != a {
		a = ""
	}
	n.folded[key] = a
	return nil
}

// Area returns whose name it is; ok is false where nobody's, or where it may be that of several.
func (n *Names) Area(name string) (a measure.Area, ok bool) {
	if n == nil {
		return "", false
	}
	if a, ok := n.exact[name]; ok {
		return a, true
	}
	a = n.folded[fold(name)]
	return a, a != ""
}

// Near returns the known name that is most like name, the alphabetically first of several; ok is false where none is.
func (n *Names) Near(name string) (known string, ok bool) {
	if n == nil {
		return "", false
	}
	return spell.Nearest(name, n.known, fold)
}

// fold returns name in small letters, without accents, and with one space for each run of hyphens and spaces.
func fold(name string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(name) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r):
			space = b.Len() > 0
			continue
		case r == '’' || r == 'ʼ':
			r = '\''
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// A namer finds areas by the names of a mapping and of its context.
type namer struct {
	own, given *Names
	strip      []string
	brackets   bool
	asked      int // how often a known name was looked for that is like one that is not
}

func newNamer(m Mapping, given *Names) *namer {
	n := &namer{own: NewNames(), given: given, strip: m.Strip, brackets: m.Brackets}
	for _, name := range slices.Sorted(maps.Keys(m.Parties)) {
		_ = n.own.Add(name, m.Parties[name]) // the keys of a map differ
	}
	return n
}

// area returns whose name it is, tried as it is written and then with marks and brackets dropped from its end.
func (n *namer) area(name string) (a measure.Area, ok bool) {
	for name = strings.TrimSpace(name); name != ""; {
		if a, ok := n.own.Area(name); ok {
			return a, true
		}
		if a, ok := n.given.Area(name); ok {
			return a, true
		}
		shorter := n.shorten(name)
		if shorter == name {
			break
		}
		name = shorter
	}
	return "", false
}

// shorten drops one mark or bracket from the end of a name.
func (n *namer) shorten(name string) string {
	for _, mark := range n.strip {
		if before, ok := strings.CutSuffix(name, mark); ok {
			return strings.TrimSpace(before)
		}
	}
	if n.brackets && strings.HasSuffix(name, ")") {
		if open := strings.LastIndexByte(name, '('); open >= 0 {
			return strings.TrimSpace(name[:open])
		}
	}
	return name
}

// bare returns a name without any marks and brackets at its end.
func (n *namer) bare(name string) string {
	for name = strings.TrimSpace(name); ; {
		shorter := n.shorten(name)
		if shorter == name || shorter == "" {
			return name
		}
		name = shorter
	}
}

// unknown says that a name is nobody's, and which it may have been meant for.
func (n *namer) unknown(name string) string {
	const most = 100 // more are no slips: it is another column
	bare := n.bare(name)
	if n.asked++; n.asked > most {
		return fmt.Sprintf("party %s unknown", quote(bare))
	}
	if near, ok := spell.Nearest(bare, slices.Concat(n.own.known, n.known()), fold); ok {
		return fmt.Sprintf("party %s unknown; did you mean %q? If so, add it to parties", quote(bare), near)
	}
	return fmt.Sprintf("party %s unknown; add it to parties, or list it under ignore", quote(bare))
}

func (n *namer) known() []string {
	if n.given == nil {
		return nil
	}
	return n.given.known
}

// quote returns s in quotation marks, cut where it is long.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}
