package measure

import (
	"encoding/csv"
	"io"
	"strconv"

	"entente/internal/sheet"
	"entente/unit"
)

// WriteCSV writes verdicts as comma-separated values in UTF-8 (RFC 4180), a header and a row each. Cells are safe to open in
// a spreadsheet: what it would take for a formula, and is no number, begins with an apostrophe.
func WriteCSV(w io.Writer, verdicts []Verdict) error {
	rows := [][]string{{"measure", "undertaking", "party", "period", "known", "unit", "value", "comparator", "target", "verdict", "margin",
		"shortfall", "currency", "vintage", "estimate", "assumed", "rounding_only", "recomputed", "disagrees", "trend", "reason"}}
	for _, v := range verdicts {
		shortfall, currency, trend := "", "", ""
		if v.Shortfall != nil {
			shortfall, currency = v.Shortfall.Value.String(), string(v.Shortfall.Currency)
		}
		if v.Trend != nil {
			trend = strconv.FormatFloat(v.Trend.Slope, 'f', 6, 64)
		}
		rows = append(rows, []string{string(v.Measure), v.Undertaking.String(), string(v.Area), v.Period.String(), v.Known.String(), string(v.Unit),
			text(v.Value), string(v.Comparator), text(v.Target), string(v.Outcome), text(v.Margin), shortfall, currency, string(v.Vintage),
			strconv.FormatBool(v.Estimate), strconv.FormatBool(v.Assumed), strconv.FormatBool(v.RoundingOnly), text(v.Recomputed),
			strconv.FormatBool(v.Disagrees), trend, v.Reason})
	}
	return write(w, rows)
}

// WriteRevisionsCSV writes revisions as [WriteCSV] does verdicts.
func WriteRevisionsCSV(w io.Writer, revisions []Revision) error {
	rows := [][]string{{"measure", "party", "period", "from", "to", "before", "after", "change", "was", "is"}}
	for _, r := range revisions {
		rows = append(rows, []string{string(r.Measure), string(r.Area), r.Period.String(), string(r.From), string(r.To),
			r.Before.String(), r.After.String(), r.Change.String(), string(r.Was), string(r.Is)})
	}
	return write(w, rows)
}

func text(d *unit.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

func write(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	for _, row := range rows {
		for i, c := range row {
			row[i] = safeCell(c)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// safeCell returns s so that no spreadsheet computes it; a number is left as it is.
func safeCell(s string) string {
	if _, err := unit.ParseDecimal(s); err == nil {
		return s
	}
	return sheet.Safe(s)
}
