package akn

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente"
)

// The identifiers of the references that every document has.
const (
	editor = "entente" // who read the document and wrote the metadata
	author = "author"  // in whose name it speaks
)

// notStated is what the author is shown as where there is none.
const notStated = "not stated"

// A reference is an element of <references>.
type reference struct{ element, id, class, name string }

// references are those of a document in their order, and the identifier of each by element and name.
type references struct {
	list []reference
	ids  map[[2]string]string
}

// newReferences collects what the statements of d refer to: acts in the order of [entente.Acts], all else by the alphabet.
func newReferences(d Document) references {
	acts, actors, instruments := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, p := range d.Provisions {
		for _, s := range p.Statements {
			mark(acts, texts(s.Acts))
			mark(actors, s.Bearer)
			mark(actors, s.Addressee)
			mark(instruments, s.Instruments)
		}
	}
	name := clean(d.Author)
	if name == "" {
		name = notStated
	}
	r := references{ids: map[[2]string]string{}}
	r.list = append(r.list,
		reference{"TLCOrganization", editor, "organization", "Entente"},
		reference{"TLCOrganization", author, "organization", name})
	for _, a := range texts(entente.Acts) {
		if acts[a] {
			r.add("TLCConcept", "act-"+a, "concept", a)
		}
	}
	for i, a := range slices.Sorted(maps.Keys(actors)) {
		r.add("TLCOrganization", fmt.Sprintf("actor-%d", i+1), "organization", a)
	}
	for i, n := range slices.Sorted(maps.Keys(instruments)) {
		r.add("TLCReference", fmt.Sprintf("instrument-%d", i+1), "instrument", n)
	}
	return r
}

func mark(set map[string]bool, names []string) {
	for _, n := range names {
		set[clean(n)] = true
	}
}

func (r *references) add(element, id, class, name string) {
	r.list = append(r.list, reference{element, id, class, name})
	r.ids[[2]string{element, name}] = id
}

// to returns references to names.
func (r references) to(element string, names []string) string {
	refs := make([]string, len(names))
	for i, n := range names {
		refs[i] = "#" + r.ids[[2]string{element, clean(n)}]
	}
	return strings.Join(refs, " ")
}

// clean replaces what XML cannot hold, as the writing of XML does, so that what reads the same is the same.
func clean(name string) string {
	return strings.Map(func(r rune) rune {
		isHeld := r == '\t' || r == '\n' || r == '\r' || 0x20 <= r && r <= 0xD7FF || 0xE000 <= r && r <= 0xFFFD || r >= 0x10000
		if isHeld {
			return r
		}
		return '\uFFFD'
	}, name)
}
