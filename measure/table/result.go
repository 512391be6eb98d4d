package table

import (
	"fmt"
	"strings"

	"entente/measure"
	"entente/measure/table/xlsx"
)

// A Result is what an import found.
type Result struct {
	Figures  []Figure
	Places   []string // by Figure.Row, in words; nil where Row is a line of the file
	Count    Count
	Refusals []Refusal // all; of one reason 100, and one more for the rest of its cells
	Ignored  []Ignored // what was left out on purpose, in the order of the file
}

// A Figure is an observation and where it stands.
type Figure struct {
	measure.Observation
	Row int // a line of the file, or an index of Places
}

// A Count says what became of the cells of a file. In a workbook a cell counts when it is in a declared table, or when it
// holds a number or an error elsewhere. In CSV and SDMX a cell counts when it is in a column with figures, or holds a
// number in a column that the mapping does not mention. A row that cannot be taken apart counts as one cell for each
// column with figures. Always
//
//	Read = Figures + Merged + Empty + Duplicates + Refused
type Count struct {
	Read       int `json:"read"`
	Figures    int `json:"figures"`
	Merged     int `json:"merged,omitempty"`     // went into a sum, beyond the first
	Empty      int `json:"empty,omitempty"`      // blank, or a text that says that there is no figure
	Duplicates int `json:"duplicates,omitempty"` // the same figure stands in the file before
	Refused    int `json:"refused,omitempty"`
	Ignored    int `json:"ignored,omitempty"` // not read: left out by the mapping, with a reason
}

// Check returns an error unless every cell that was read is accounted for.
func (r Result) Check() error {
	c := r.Count
	if c.Read != c.Figures+c.Merged+c.Empty+c.Duplicates+c.Refused || c.Figures != len(r.Figures) {
		return fmt.Errorf("cells do not add up: %+v with %d figures", c, len(r.Figures))
	}
	return nil
}

// String returns the counts in words.
func (c Count) String() string {
	s := fmt.Sprintf("%d cells read: %d figures", c.Read, c.Figures)
	for _, x := range []struct {
		n    int
		what string
	}{{c.Merged, "added to others"}, {c.Empty, "empty"}, {c.Duplicates, "repeated"}, {c.Refused, "refused"}} {
		if x.n > 0 {
			s += fmt.Sprintf(", %d %s", x.n, x.what)
		}
	}
	if c.Ignored > 0 {
		s += fmt.Sprintf("; %d ignored", c.Ignored)
	}
	return s
}

// A Refusal is a run of cells that were read and not taken, and why.
type Refusal struct {
	Where  string `json:"where"` // such as "TABLE1!D42:I42" or "line 17"
	Reason string `json:"reason"`
	Cells  int    `json:"cells"`
}

func (r Refusal) String() string { return r.Where + ": " + r.Reason }

// Ignored is what was left out for one reason.
type Ignored struct {
	What   string `json:"what"` // such as "TABLE4" or `parties "World"`
	Reason string `json:"reason"`
	Cells  int    `json:"cells"`
}

const maxRefusals = 10_000 // of figures by a collection

// Added says what became of the figures of a result in a collection: Figures = Stored + Duplicates + Refused.
type Added struct {
	Figures    int       `json:"figures"`
	Stored     int       `json:"stored"`
	Duplicates int       `json:"duplicates,omitempty"` // there already, with the same value and status
	Refused    int       `json:"refused,omitempty"`
	Refusals   []Refusal `json:"refusals,omitempty"` // the first 10,000
}

// AddTo adds the figures to d as those of an origin, whose Places it sets.
func (r Result) AddTo(d *measure.Data, o measure.Origin) Added {
	o.Places = r.Places
	origin := d.Refer(o)
	a := Added{Figures: len(r.Figures)}
	for i := range r.Figures {
		f := &r.Figures[i]
		switch added, err := d.Add(f.Observation, origin, f.Row); added {
		case measure.Stored:
			a.Stored++
		case measure.Duplicate:
			a.Duplicates++
		default:
			a.Refused++
			if len(a.Refusals) < maxRefusals {
				a.Refusals = append(a.Refusals, Refusal{r.Place(*f), err.Error(), 1})
			}
		}
	}
	return a
}

// Place says where a figure of r stands in the file.
func (r Result) Place(f Figure) string {
	if f.Row < len(r.Places) {
		return r.Places[f.Row]
	}
	return fmt.Sprintf("line %d", f.Row)
}

// Each returns the refusal of every single cell where r is about a run of cells of a sheet, otherwise r alone.
func (r Refusal) Each() []Refusal {
	i := strings.LastIndexByte(r.Where, '!')
	if i < 0 || r.Cells < 2 {
		return []Refusal{r}
	}
	run, err := xlsx.ParseRange(r.Where[i+1:])
	if err != nil || (run.Last.Row-run.First.Row+1)*(run.Last.Column-run.First.Column+1) != r.Cells {
		return []Refusal{r}
	}
	var all []Refusal
	for row := run.First.Row; row <= run.Last.Row; row++ {
		for column := run.First.Column; column <= run.Last.Column; column++ {
			all = append(all, Refusal{r.Where[:i+1] + xlsx.Ref{Row: row, Column: column}.String(), r.Reason, 1})
		}
	}
	return all
}
