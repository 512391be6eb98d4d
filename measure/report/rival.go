package report

import (
	"slices"

	"entente/measure"
)

// A rivalsView sets the indicators of one promise side by side.
type rivalsView struct {
	First   string
	Others  []string
	Rows    []rivalRow // parties that have a value by the first and by some other
	Verdict string     // what the choice does
}

// A rivalRow is a party by each indicator.
type rivalRow struct {
	Party link
	First rivalCell
	Cells []rivalCell // by the others; without a state where there is no value
}

// A rivalCell is a party by one indicator.
type rivalCell struct {
	Value      number
	Estimate   bool
	State      state
	Rank, Then int // by the first and by this indicator, among the parties that have a value by both
	Differs    bool
	Figures    []figureRange
}

// rivals returns an empty view where a measure has none, or none has a figure.
func (w writer) rivals(m Measured) rivalsView {
	v := rivalsView{First: m.Measure.Title.In(w.Lang), Verdict: w.text("measure.rivals.same")}
	var contrasts [][]measure.Contrast
	var others []Rival
	for _, r := range m.Rivals {
		if c := measure.Contrasts(ofParties(m.Verdicts), ofParties(r.Verdicts), m.Measure.Direction); len(c) > 0 {
			v.Others, contrasts, others = append(v.Others, r.Measure.Title.In(w.Lang)), append(contrasts, c), append(others, r)
		}
	}
	var differ []string
	for _, own := range ofParties(m.Verdicts) {
		r := rivalRow{Party: w.partyLink(own.Area), First: w.rivalCell(m.Measure, own)}
		known := false
		for i, list := range contrasts {
			var cell rivalCell
			if k := slices.IndexFunc(list, func(c measure.Contrast) bool { return c.Area == own.Area }); k >= 0 {
				cell = w.rivalCell(others[i].Measure, list[k].Second)
				cell.Rank, cell.Then, cell.Differs, known = list[k].Rank, list[k].Then, list[k].Differs(), true
			}
			r.Cells = append(r.Cells, cell)
		}
		if known {
			v.Rows = append(v.Rows, r)
		}
		if slices.ContainsFunc(r.Cells, func(c rivalCell) bool { return c.Differs }) {
			differ = append(differ, w.area(own.Area))
		}
	}
	if len(differ) > 0 {
		v.Verdict = w.text("measure.rivals.differ", w.join(differ))
	}
	return v
}

func (w writer) rivalCell(m measure.Measure, v measure.Verdict) rivalCell {
	return rivalCell{Value: valueOf(v, m.Places), Estimate: v.Estimate, State: w.state(v.Outcome), Figures: w.figures.ranges(v.Evidence, measure.InValue)}
}
