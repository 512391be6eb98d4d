package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"entente"
	"entente/internal/sheet"
	"entente/measure"
	"entente/unit"
)

// columns are the heads of the table. Which of them a row fills depends on what it is, which its first column says:
// "undertaking", "verdict", "rival", "score", "record", "figure" or "revision".
var columns = []string{
	"row", "undertaking", "programme", "provisions", "title", "by", "note", "measure", "indicator", "party", "party_name", "part", "period",
	"value", "unit", "multiplier", "status", "comparator", "target", "verdict", "margin", "shortfall", "currency", "estimate", "rounding_only", "recomputed", "disagrees",
	"slope", "slope_low", "slope_high", "reached", "reason", "from", "before", "was", "to", "change", "flipped",
	"publication", "vintage", "published", "source", "place", "document", "document_row", "author", "text", "exercise", "ledger", "basis", "known",
}

// A line is a row of the table by its columns.
type line map[string]string

// WriteCSV writes r as comma-separated values in UTF-8 (RFC 4180), a header and flat rows: an undertaking, a verdict, a
// score, a figure or a revision each. Decimals have all of their digits. Cells are safe to open in a spreadsheet: text that it
// would take for a formula begins with an apostrophe.
func WriteCSV(out io.Writer, r Report) error {
	w, err := newWriter(r)
	if err != nil {
		return err
	}
	c := csv.NewWriter(out)
	if err := c.Write(columns); err != nil {
		return fmt.Errorf("report: write: %w", err)
	}
	row := make([]string, len(columns))
	for _, l := range w.lines() {
		for i, name := range columns {
			row[i] = cell(l[name])
		}
		if err := c.Write(row); err != nil {
			return fmt.Errorf("report: write: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("report: write: %w", err)
	}
	return nil
}

// cell returns s so that no spreadsheet computes it; a number is left as it is.
func cell(s string) string {
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return sheet.Safe(s)
}

func (w writer) lines() []line {
	var all []line
	for _, u := range w.Undertakings {
		all = append(all, w.entryLine(u))
		for _, m := range u.Measured {
			for _, v := range m.Verdicts {
				all = append(all, w.verdictLine("verdict", m.Measure, v))
			}
			for _, rival := range m.Rivals {
				for _, v := range rival.Verdicts {
					all = append(all, w.verdictLine("rival", rival.Measure, v))
				}
			}
		}
		for _, rec := range u.Records {
			all = append(all, w.recordLine(u, rec))
		}
	}
	for _, p := range w.scoresOf(anyScore) {
		all = append(all, w.scoreLine(p))
	}
	for _, f := range w.figures.list {
		all = append(all, w.figureLine(f))
	}
	for _, r := range w.Report.Revisions {
		all = append(all, w.revisionLine(r))
	}
	return all
}

func (w writer) entryLine(u Undertaking) line {
	var numbers []string
	for _, n := range u.Entry.Provisions() {
		numbers = append(numbers, strconv.Itoa(n))
	}
	l := line{
		"row": "undertaking", "undertaking": u.Entry.ID.String(), "programme": string(u.Entry.Programme), "provisions": strings.Join(numbers, "; "),
		"title": u.Entry.Title.In(w.Lang), "text": u.Entry.Summary.In(w.Lang), "by": howOf(u), "known": w.Known.String(),
	}
	if u.How != nil {
		l["note"] = u.How.Note.In(w.Lang)
	}
	return l
}

func digits(d *unit.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

func (w writer) verdictLine(kind string, m measure.Measure, v measure.Verdict) line {
	l := line{
		"row": kind, "undertaking": v.Undertaking.String(), "measure": string(v.Measure), "title": m.Title.In(w.Lang), "party": string(v.Area),
		"party_name": w.area(v.Area), "period": v.Period.String(), "known": v.Known.String(), "unit": string(v.Unit), "value": digits(v.Value),
		"comparator": string(v.Comparator), "target": digits(v.Target), "verdict": string(v.Outcome), "margin": digits(v.Margin), "vintage": string(v.Vintage),
		"estimate": strconv.FormatBool(v.Estimate), "rounding_only": strconv.FormatBool(v.RoundingOnly), "recomputed": digits(v.Recomputed),
		"disagrees": strconv.FormatBool(v.Disagrees), "reason": v.Reason, "basis": v.Basis,
	}
	if s := v.Shortfall; s != nil {
		l["shortfall"], l["currency"] = s.Value.String(), string(s.Currency)
	}
	if t := v.Trend; t != nil {
		l["slope"], l["slope_low"], l["slope_high"] = float(t.Slope).Exact, float(t.Low).Exact, float(t.High).Exact
	}
	if p := v.Projected; p != nil {
		l["reached"] = period(p.Reached)
	}
	return l
}

func (w writer) recordLine(u Undertaking, r Record) line {
	l := line{
		"row": "record", "undertaking": u.Entry.ID.String(), "author": string(r.Author), "text": r.Text, "source": r.URL,
		"published": r.Recorded.Date().String(), "ledger": r.Fact.String(), "exercise": strconv.FormatBool(r.Exercise), "by": r.Kind,
	}
	if s := r.Source; s != nil {
		l["source"], l["place"] = s.Title, s.Place
	}
	return l
}

func (w writer) scoreLine(p published) line {
	title, outcome := p.title(w.Lang)
	return line{
		"row": "score", "undertaking": p.Item.Undertaking.String(), "party": string(p.Item.Party), "party_name": w.area(measure.Area(p.Item.Party)),
		"period": p.Item.Period.String(), "value": digits(p.Level), "unit": p.Scale.ID, "title": title, "verdict": string(outcome),
	}
}

func (w writer) figureLine(f Figure) line {
	l := line{
		"row": "figure", "indicator": string(f.Indicator), "title": w.indicator(f.Indicator), "party": string(f.Area), "party_name": w.area(f.Area), "part": f.Part,
		"period": f.Period.String(), "value": f.Value.String(), "unit": string(f.Unit), "multiplier": strconv.Itoa(f.Multiplier), "status": string(f.Status),
		"publication": string(f.Publication), "vintage": string(f.Vintage), "published": f.Published.String(), "source": f.Source, "place": f.Place,
		"document": f.Document, "document_row": strconv.Itoa(f.Row),
	}
	if f.Fact != nil {
		l["ledger"] = f.Fact.String()
	}
	return l
}

func (w writer) revisionLine(r measure.Revision) line {
	return line{
		"row": "revision", "measure": string(r.Measure), "party": string(r.Area), "party_name": w.name(entente.ActorID(r.Area)), "period": r.Period.String(),
		"from": string(r.From), "before": r.Before.String(), "was": string(r.Was), "to": string(r.To), "value": r.After.String(), "verdict": string(r.Is),
		"change": r.Change.String(), "flipped": strconv.FormatBool(r.Flipped()), "target": digits(r.Target),
	}
}
