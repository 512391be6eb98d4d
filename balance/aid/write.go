package aid

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"entente/cal"
	"entente/internal/sheet"
	"entente/unit"
)

// accountColumns are the heads of the table of an account. Which of them a row fills depends on what it is, which its first column says.
var accountColumns = []string{
	"row", "fund", "on", "exercise", "id", "others", "donor", "body", "kind", "period", "stage", "currency", "stated", "drawn", "done", "open", "conditional",
	"lapsed", "withdrawn", "over", "straight", "reached", "naive", "counted", "repeated", "given", "unreported", "own", "twice", "remainder", "net",
	"needed", "firm", "promised", "missing", "unsecured", "amount", "expected", "until", "lasts", "days", "entries", "text", "note",
}

// A record is a row of a table by its columns.
type record map[string]string

// WriteCSV writes an account as comma-separated values in UTF-8 (RFC 4180): a header and flat rows, each a "total", "donor", "kind",
// "year" or "donor year" at one stage, a "once", "through", "ahead", "by year", "horizon", "lead", "late", "alike", "beyond", "gap", "issue" or "rate".
// Decimals have all of their digits. Text that a spreadsheet would take for a formula begins with an apostrophe.
func WriteCSV(w io.Writer, a Account) error {
	t := &tabler{head: accountColumns}
	t.lines("total", a.Totals)
	t.lines("donor", a.Donors)
	t.lines("kind", a.Kinds)
	t.lines("year", a.Years)
	t.lines("donor year", a.DonorYears)
	t.doubles(a)
	t.coverage("ahead", a.Ahead)
	t.coverage("by year", a.ByYear)
	t.rest(a)
	for _, r := range t.rows {
		r["fund"], r["on"] = a.Fund, a.On.String()
		if a.Exercise {
			r["exercise"] = "true"
		}
	}
	return t.write(w)
}

// A tabler collects the rows of a table.
type tabler struct {
	head []string
	rows []record
}

func (t *tabler) add(row string, r record) {
	r["row"] = row
	t.rows = append(t.rows, r)
}

// write writes the table. Numbers stay as they are; what a spreadsheet would compute does not.
func (t *tabler) write(w io.Writer) error {
	c := csv.NewWriter(w)
	row := make([]string, len(t.head))
	err := c.Write(t.head)
	for _, r := range t.rows {
		for i, name := range t.head {
			row[i] = r[name]
			if _, bad := strconv.ParseFloat(row[i], 64); bad != nil {
				row[i] = sheet.Safe(row[i])
			}
		}
		if err == nil {
			err = c.Write(row)
		}
	}
	if c.Flush(); err == nil {
		err = c.Error()
	}
	if err != nil {
		return fmt.Errorf("aid: write table: %w", err)
	}
	return nil
}

func (t *tabler) lines(row string, lines []Line) {
	for _, l := range lines {
		for i, s := range l.Steps {
			r := record{
				"donor": string(l.Donor), "kind": l.Kind, "period": l.Period.String(), "currency": string(l.Currency), "stage": string(s.Stage),
				"stated": s.Stated.String(), "drawn": s.Drawn.String(), "done": s.Done.String(), "open": s.Open.String(),
				"conditional": s.Conditional.String(), "lapsed": s.Lapsed.String(), "withdrawn": s.Withdrawn.String(), "over": s.Over.String(),
			}
			if l.Reached != nil {
				r["straight"], r["reached"] = l.Reached[i].Straight.String(), l.Reached[i].Amount.String()
			}
			t.add(row, r)
		}
	}
}

func (t *tabler) doubles(a Account) {
	for _, o := range a.Once {
		t.add("once", record{
			"currency": string(o.Currency), "stage": string(o.Stage), "naive": o.Naive.String(), "counted": o.Counted.String(),
			"repeated": o.Repeated.String(), "given": o.Given.String(), "unreported": o.Unreported.String(), "net": o.Net.String(),
		})
	}
	for _, x := range a.Through {
		var donors []string
		for _, p := range x.Donors {
			donors = append(donors, fmt.Sprintf("%s %v", p.Party, p.Amount))
		}
		t.add("through", record{
			"body": string(x.Body), "kind": x.Kind, "period": x.Period.String(), "currency": string(x.Currency), "stage": string(x.Stage),
			"own": x.Own.String(), "given": x.Given.String(), "twice": x.Twice.String(), "remainder": x.Remainder.String(),
			"unreported": x.Unreported.String(), "note": strings.Join(donors, "; "),
		})
	}
	for _, x := range a.Alike {
		t.add("alike", record{
			"id": x.Entries[0], "others": strings.Join(x.Entries[1:], " "), "donor": string(x.Donor), "stage": string(x.Stage), "period": x.Period.String(),
			"currency": string(x.Currency), "amount": x.Amount.String(), "twice": x.Twice.String(), "text": x.Text,
		})
	}
	for _, x := range a.Beyond {
		t.add("beyond", record{
			"id": x.Entry, "others": strings.Join(x.By, " "), "donor": string(x.Donor), "stage": string(x.Stage), "currency": string(x.Currency),
			"amount": x.Amount.String(), "drawn": x.Drawn.String(), "over": x.Over.String(),
		})
	}
}

func (t *tabler) coverage(row string, all []Coverage) {
	for _, c := range all {
		t.add(row, record{
			"period": c.Period.String(), "currency": string(c.Currency), "needed": c.Needed.String(), "firm": c.Firm.String(),
			"conditional": c.Conditional.String(), "promised": c.Promised.String(), "missing": c.Missing.String(),
		})
	}
}

func (t *tabler) rest(a Account) {
	for _, h := range a.Horizons {
		t.add("horizon", record{"currency": string(h.Currency), "until": day(h.Until), "lasts": day(h.Lasts), "days": strconv.Itoa(h.Days), "id": h.First})
	}
	if l := a.Lead; l != nil {
		t.add("lead", record{"days": l.Median.String(), "entries": strconv.Itoa(l.Entries), "note": fmt.Sprintf("median; from %d to %d", l.Least, l.Most)})
	}
	for _, l := range a.Late {
		t.add("late", record{
			"id": l.Entry, "donor": string(l.Donor), "stage": string(l.Stage), "currency": string(l.Currency), "amount": l.Amount.String(),
			"missing": l.Missing.String(), "expected": l.Expected.String(), "days": strconv.Itoa(l.Days), "text": l.Text, "note": l.Condition,
		})
	}
	for _, g := range a.Gaps {
		t.add("gap", record{
			"id": g.Need, "text": g.Title, "kind": g.Kind, "period": g.Period.String(), "currency": string(g.Currency), "needed": g.Needed.String(),
			"unsecured": g.Unsecured.String(), "missing": g.Missing.String(),
		})
	}
	for _, i := range a.Issues {
		t.add("issue", record{
			"id": i.Entry, "others": i.Other, "donor": string(i.Donor), "currency": string(i.Currency), "amount": i.Amount.String(), "text": i.What, "note": i.Words,
		})
	}
	for _, r := range a.Rates {
		t.add("rate", record{"currency": string(r.From), "text": string(r.To), "amount": r.Value.String(), "period": r.Period.String(), "note": r.Source.Title})
	}
}

func day(d *cal.Date) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// WriteReconciliation writes members in both views, then the sums, as comma-separated values in billions of euro.
func WriteReconciliation(w io.Writer, r Reconciliation) error {
	t := &tabler{head: []string{"row", "party", "name", "gdp", "bilateral", "share", "total", "bilateral_pct_gdp", "share_pct_gdp", "total_pct_gdp", "value", "note"}}
	for _, m := range r.Members {
		t.add("member", record{
			"party": string(m.Party), "name": m.Name, "gdp": m.GDP.String(), "bilateral": m.Bilateral.String(), "share": m.Share.String(),
			"total": m.Total.String(), "bilateral_pct_gdp": m.BilateralPct.String(), "share_pct_gdp": m.SharePct.String(), "total_pct_gdp": m.TotalPct.String(),
		})
	}
	for _, x := range []struct {
		row string
		v   unit.Decimal
	}{
		{"others", r.Others}, {"members by themselves", r.Bilateral}, {"institutions", r.Institutions}, {"attributed to members", r.Attributed},
		{"remainder", r.Remainder}, {"total with the institutions as a donor", r.AsDonor}, {"total by members", r.AsMembers},
		{"naive sum", r.Naive}, {"counted twice in it", r.Twice},
	} {
		t.add(x.row, record{"value": x.v.String()})
	}
	for _, d := range r.Differences {
		t.add("difference", record{"party": string(d.Party), "name": d.What, "value": d.By.String(), "note": fmt.Sprintf("%v by the monthly rows, %v in the other table", d.Ours, d.Theirs)})
	}
	for _, n := range r.Notes {
		t.add("note", record{"note": n})
	}
	return t.write(w)
}

// WriteSums writes what each donor committed and allocated as comma-separated values in billions of euro.
func WriteSums(w io.Writer, sums []DonorSum) error {
	t := &tabler{head: []string{"row", "donor", "name", "gdp", "committed", "allocated", "financial", "humanitarian", "military", "to_allocate", "pct_gdp", "committed_pct"}}
	text := func(d *unit.Decimal) string {
		if d == nil {
			return ""
		}
		return d.String()
	}
	for _, s := range sums {
		t.add("donor", record{
			"donor": string(s.Donor), "name": s.Name, "gdp": s.GDP.String(), "committed": s.Committed.String(), "allocated": s.Allocated.String(),
			"financial": s.Financial.String(), "humanitarian": s.Humanitarian.String(), "military": s.Military.String(),
			"to_allocate": s.ToAllocate.String(), "pct_gdp": text(s.PctGDP), "committed_pct": text(s.CommittedPct),
		})
	}
	return t.write(w)
}
