package pack

import (
	"fmt"

	"entente"
	"entente/watch"
)

// A draft gathers the records of all files, with the places that later checks need.
type draft struct {
	pack    *Pack
	entries []entryAt
	faults  Faults
	more    bool // than maxFaults
	partial bool // a part could not be read

	measures   measuresAt
	declared   map[kind]map[string]place
	references []reference
	wordings   []wordingAt
	cases      []place // of the cases of balance

	proceedings []proceedingAt
}

// A place is where something stands in a pack.
type place struct {
	file         string
	line, column int
}

// from names p for a message about another place.
func (p place) from(other place) string {
	if p.file == other.file {
		return fmt.Sprintf("in line %d", p.line)
	}
	return fmt.Sprintf("in %s:%d", p.file, p.line)
}

// A kind is a name space of identifiers.
type kind string

const (
	identity   kind = "pack"
	provision  kind = "provision"
	statement  kind = "statement"
	programme  kind = "programme"
	actor      kind = "actor" // parties, groups and bodies share one name space
	party      kind = "party"
	group      kind = "group"
	body       kind = "body"
	instrument kind = "instrument"
	system     kind = "system"

	publication       kind = "publication"
	indicator         kind = "indicator"
	measureKind       kind = "measure"
	measurabilityKind kind = "measurability"
	sourceKind        kind = "source"
	scaleKind         kind = "scale"

	caseKind      kind = "case"
	procedureKind kind = "procedure"
	assetKind     kind = "asset"
	parameterKind kind = "parameter"
	incidentKind  kind = "incident"
)

// declaredIn says where identifiers of a kind are declared.
var declaredIn = map[kind]string{
	provision: "provisions", programme: "programmes", actor: "parties, groups or bodies",
	party: "parties", group: "groups", body: "bodies", instrument: "instruments", system: "systems",
	statement: "undertakings or context", publication: "publications", indicator: "indicators", measureKind: "measures",
	scaleKind: "scales", assetKind: assetsFile,
}

// A reference is an identifier used at a place, in a field.
type reference struct {
	place place
	field string
	id    string
	kind  kind
}

// A wordingAt is a wording that must have all languages of the pack.
type wordingAt struct {
	place   place
	field   string
	wording entente.Wording
}

func newDraft() *draft {
	return &draft{
		pack:     &Pack{Codes: make(map[entente.ActorID]string), Watch: Watch{Params: watch.Standard()}},
		declared: make(map[kind]map[string]place),
	}
}

func (d *draft) fault(at place, field, format string, args ...any) {
	if len(d.faults) == maxFaults {
		d.more = true
		return
	}
	d.faults = append(d.faults, Fault{at.file, at.line, field, fmt.Sprintf(format, args...), at.column})
}

// declare notes an identifier as one of each of kinds. It must not be one of the first yet.
func (d *draft) declare(at place, id string, kinds ...kind) {
	for i, k := range kinds {
		if d.declared[k] == nil {
			d.declared[k] = make(map[string]place)
		}
		first, twice := d.declared[k][id]
		switch {
		case !twice:
			d.declared[k][id] = at
		case k == identity:
			d.fault(at, "pack", "pack is given twice, first %s", first.from(at))
		case i == 0 && k == statement:
			d.fault(at, "at", "statement %s is accounted for twice, first %s", id, first.from(at))
		case i == 0:
			d.fault(at, "id", "%s %s is declared twice, first %s", k, id, first.from(at))
		}
	}
}

func (d *draft) refer(at place, field, id string, k kind) {
	d.references = append(d.references, reference{at, field, id, k})
}
