package balance

import (
	"encoding/csv"
	"io"
	"strconv"

	"entente/internal/sheet"
)

// WriteCSV writes a line for each requirement and run of days.
func WriteCSV(w io.Writer, f *Finding) error {
	out := csv.NewWriter(w)
	head := []string{"requirement", "title", "kind", "area", "period", "needed", "covered", "missing", "unit"}
	if err := out.Write(head); err != nil {
		return err
	}
	for _, r := range f.Requirements {
		for _, s := range r.Slices {
			line := []string{r.ID, sheet.Safe(r.Title), r.Kind, r.Area, s.Period.String(), plainly(s.Needed), plainly(s.Covered), plainly(s.Missing), string(r.Unit)}
			if err := out.Write(line); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// plainly writes a number without an exponent.
func plainly(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
