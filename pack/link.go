package pack

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"entente"
)

// link checks what records say of each other, and completes the entries.
func (d *draft) link() {
	if len(d.declared[identity]) == 0 {
		d.fault(place{file: "."}, "pack", "pack missing: want pack: {id: …, version: …} in one of the files")
	}
	d.checkReferences()
	d.checkWordings()
	for _, i := range d.pack.Instruments {
		if i.ID == d.pack.Instrument.ID {
			d.pack.Instrument = i
		}
	}
	for _, e := range d.entries {
		d.pack.Entries = append(d.pack.Entries, e.complete(d.pack.Instrument.ID))
	}
	d.checkSystems()
	d.checkChains()
	d.checkOutline()
	d.checkCoverage()
	// What is measured rests on all the rest: a fault there would be reported here once more, in other words.
	if len(d.faults) == 0 {
		d.checkMeasures()
		d.checkCases()
		d.checkProceedings()
	}
}

func (d *draft) checkReferences() {
	for _, r := range d.references {
		declared := d.declared[r.kind]
		if _, ok := declared[r.id]; ok {
			continue
		}
		if len(d.faults) == maxFaults {
			d.more = true
			return
		}
		hint := suggest(r.id, slices.Collect(maps.Keys(declared)))
		if hint == "" || r.kind == provision {
			hint = "; declare it in " + declaredIn[r.kind]
		}
		d.fault(r.place, r.field, "%s %s unknown%s", r.field, quote(r.id), hint)
	}
}

func (d *draft) checkWordings() {
	for _, w := range d.wordings {
		for _, lang := range d.pack.Languages {
			if _, ok := w.wording[lang]; !ok {
				d.fault(w.place, w.field, "%s: %s missing", w.field, lang)
			}
		}
	}
}

// complete returns the entry with its full identifiers.
func (e entryAt) complete(i entente.InstrumentID) entente.Undertaking {
	u := e.Undertaking
	u.Statements = slices.Clone(u.Statements)
	for k := range u.Statements {
		u.Statements[k].Instrument = i
	}
	if len(u.Statements) > 0 {
		u.ID = u.Statements[0]
	}
	return u
}

// checkSystems checks that entries name only systems of the provisions that they stand in.
func (d *draft) checkSystems() {
	systems := keyed(d.pack.Systems, func(s entente.System) entente.SystemID { return s.ID })
	for _, e := range d.entries {
		for i, id := range e.Systems {
			s, known := systems[id]
			inSystem := func(n int) bool { return slices.Contains(s.Provisions, n) }
			if known && len(e.Statements) > 0 && !slices.ContainsFunc(e.Provisions(), inSystem) {
				d.fault(e.systems[i], "systems", "system %s is of provisions %v, not of %d: mend the one or the other",
					id, s.Provisions, e.Statements[0].Provision)
			}
		}
	}
}

// checkOutline checks that no number is left out in the outline.
func (d *draft) checkOutline() {
	var numbers []int
	for _, p := range d.pack.Provisions {
		numbers = append(numbers, p.Number)
	}
	slices.Sort(numbers)
	for i := 1; i < len(numbers); i++ {
		if missing, next := numbers[i-1]+1, numbers[i]; missing < next {
			d.fault(d.declared[provision][strconv.Itoa(next)], "number", "provision %d missing before %d", missing, next)
		}
	}
}

// checkCoverage checks that each provision has an entry and no statement is left out before a later one.
func (d *draft) checkCoverage() {
	for _, c := range d.pack.Coverage().Provisions {
		if c.Statements == 0 {
			at := d.declared[provision][strconv.Itoa(c.Number)]
			d.fault(at, "number", "provision %d has no entry under undertakings or context", c.Number)
		}
		for _, g := range c.Gaps {
			next := fmt.Sprintf("%d/%d", c.Number, g.Next)
			d.fault(d.declared[statement][next], "at", "statement %d/%d missing before %s", c.Number, g.Missing, next)
		}
	}
}

// checkChains checks that no instrument is part of itself and no body its own parent, by however many steps.
func (d *draft) checkChains() {
	whole := make(map[string]string)
	for _, v := range d.pack.Instruments {
		whole[string(v.ID)] = string(v.PartOf)
	}
	parent := make(map[string]string)
	for _, v := range d.pack.Bodies {
		parent[string(v.ID)] = string(v.Parent)
	}
	d.checkChain(whole, instrument, "part-of")
	d.checkChain(parent, body, "parent")
}

// checkChain reports each ring in next once.
func (d *draft) checkChain(next map[string]string, k kind, field string) {
	walked := make(map[string]int) // the walk that came by
	for walk, id := range slices.Sorted(maps.Keys(next)) {
		for id != "" && walked[id] == 0 {
			walked[id] = walk + 1
			id = next[id]
		}
		if id != "" && walked[id] == walk+1 {
			d.fault(d.declared[k][id], field, "%s of %s leads back to itself", field, id)
		}
	}
}
