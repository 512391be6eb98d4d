package aid

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/unit"
)

// EU is the body that stands for the institutions of the European Union.
const EU entente.ActorID = "eu"

// Kiel is what was read of the Ukraine Support Tracker of the Kiel Institute (https://www.kielinstitut.de, cited as "Ukraine Support
// Tracker, Kiel Institute, Release N"). Amounts are billions of euro as published, values of weapons euro.
type Kiel struct {
	Release     Release       `json:"release"`
	Months      []KielMonth   `json:"months"`
	Shares      []KielShare   `json:"shares"`
	Totals      []KielTotal   `json:"totals"`
	Procurement []KielTrend   `json:"procurement"`
	Weapons     []KielWeapons `json:"weapons"`
	Reports     []Report      `json:"reports"` // one for each file read
}

// A Release names what the files of the tracker belong to.
type Release struct {
	Number string   `json:"number"` // such as "29"
	Period string   `json:"period"` // up to which it goes, such as "04/2026"
	Date   cal.Date `json:"date"`   // of publication
	Label  string   `json:"label"`
}

// A KielMonth is what one donor allocated and committed in a month. Always total = financial + humanitarian + military, and commitments =
// total + to be allocated, which is below zero where allocations draw on earlier commitments.
type KielMonth struct {
	Donor         entente.ActorID `json:"donor"`
	Name          string          `json:"name"` // as the source has it
	Month         cal.Period      `json:"month"`
	Total         unit.Decimal    `json:"total"` // allocated
	Financial     unit.Decimal    `json:"financial"`
	Humanitarian  unit.Decimal    `json:"humanitarian"`
	Military      unit.Decimal    `json:"military"`
	Commitments   unit.Decimal    `json:"commitments"`
	ToBeAllocated unit.Decimal    `json:"to_be_allocated"`
	GDP           unit.Decimal    `json:"gdp"`     // of 2021; 0 for a body
	PctGDP        unit.Decimal    `json:"pct_gdp"` // total in per cent of gdp
}

// A KielShare is what a member of the European Union gave by itself and through the institutions.
type KielShare struct {
	Party        entente.ActorID `json:"party"`
	Name         string          `json:"name"`
	BilateralPct unit.Decimal    `json:"bilateral_pct_gdp"`
	SharePct     unit.Decimal    `json:"eu_share_pct_gdp"`
	TotalPct     unit.Decimal    `json:"total_pct_gdp"`
	Share        unit.Decimal    `json:"eu_share_bn"`
}

// A KielTotal is what all donors together allocated in a month.
type KielTotal struct {
	Month        cal.Period   `json:"month"`
	Total        unit.Decimal `json:"total"`
	Military     unit.Decimal `json:"military"`
	Financial    unit.Decimal `json:"financial"`
	Humanitarian unit.Decimal `json:"humanitarian"`
}

// A KielTrend is where the military aid of a month came from.
type KielTrend struct {
	Month       cal.Period   `json:"month"`
	Stockpile   unit.Decimal `json:"stockpile"`
	Procurement unit.Decimal `json:"procurement"`
	Unspecified unit.Decimal `json:"unspecified"`
	PURL        unit.Decimal `json:"nato_purl"` // the Prioritised Ukraine Requirements List
}

// KielWeapons are the heavy weapons of a category that one donor allocated.
type KielWeapons struct {
	Donor    entente.ActorID `json:"donor,omitempty"` // "": no other file read names its code
	Name     string          `json:"name"`
	Category string          `json:"category"`
	Number   int             `json:"number"`
	Value    unit.Decimal    `json:"value_eur"`
	Words    string          `json:"words"`
	Items    []Weapon        `json:"items"`
	Unread   []string        `json:"unread,omitempty"` // parts of the words that are no item, with the reason
}

// A Weapon is a number of one item, such as 6 of "M777 howitzer".
type Weapon struct {
	Item   string `json:"item"`
	Number int    `json:"number"`
}

// A Report says what became of the rows of a file: always rows = stored + refused.
type Report struct {
	File     string   `json:"file"`
	Kind     string   `json:"kind"` // of file, told by its header
	Rows     int      `json:"rows"` // without the header
	Stored   int      `json:"stored"`
	Refused  int      `json:"refused"`
	Flagged  int      `json:"flagged"`            // remarks about stored rows
	Ignored  []string `json:"ignored,omitempty"`  // columns that are not known
	Refusals []Remark `json:"refusals,omitempty"` // the first [MostRemarks]
	Flags    []Remark `json:"flags,omitempty"`    // the first [MostRemarks]
}

// A Remark is about a row.
type Remark struct {
	Line int    `json:"line"` // of the file, on which the row begins
	Why  string `json:"why"`
}

// MostRemarks is how many refusals, and how many flags, a report tells; all are counted.
const MostRemarks = 1000

// The kinds of files.
const (
	KielMonths     = "months"      // kiel_data_explorer.csv
	KielShares     = "eu-shares"   // kiel_eu_aid_shares.csv
	KielTotals     = "totals"      // kiel_total_allocations.csv
	KielTrends     = "procurement" // kiel_procurement_trends.csv
	KielWeaponList = "weapons"     // kiel_weapons.csv
	KielRelease    = "release"     // kiel_release_info.csv
)

// Read reads one more file of the tracker, told by its header whatever its name, and returns what became of its rows. A row that is
// malformed, contradicts itself or repeats another is refused and the rest is read. An error wraps entente.ErrInvalid where the header belongs
// to no file of the tracker, and for a second file of one kind, of which nothing stays. Where the reader fails its error is wrapped, and rows
// read before that stay.
func (k *Kiel) Read(name string, r io.Reader) (Report, error) {
	var part Kiel
	report, err := ScanKiel(name, r, KielSink{
		Release: func(x Release) { part.Release = x },
		Month:   func(x KielMonth) { part.Months = append(part.Months, x) },
		Share:   func(x KielShare) { part.Shares = append(part.Shares, x) },
		Total:   func(x KielTotal) { part.Totals = append(part.Totals, x) },
		Trend:   func(x KielTrend) { part.Procurement = append(part.Procurement, x) },
		Weapons: func(x KielWeapons) { part.Weapons = append(part.Weapons, x) },
	})
	for _, was := range k.Reports {
		if was.Kind == report.Kind && report.Kind != "" {
			return report, fmt.Errorf("aid: %s: a second table of %s, after %s: its rows would count twice: %w", name, report.Kind, was.File, entente.ErrInvalid)
		}
	}
	k.Reports = append(k.Reports, report)
	k.merge(part)
	k.nameDonors()
	return report, err
}

// merge takes over what one file has. Of its kind there was nothing before.
func (k *Kiel) merge(part Kiel) {
	switch {
	case part.Release != (Release{}):
		k.Release = part.Release
	case part.Months != nil:
		k.Months = part.Months
	case part.Shares != nil:
		k.Shares = part.Shares
	case part.Totals != nil:
		k.Totals = part.Totals
	case part.Procurement != nil:
		k.Procurement = part.Procurement
	case part.Weapons != nil:
		k.Weapons = part.Weapons
	}
}

// nameDonors gives the lists of weapons, which have names only, the codes that other files give to these names.
func (k *Kiel) nameDonors() {
	codes := k.Names()
	for i := range k.Weapons {
		k.Weapons[i].Donor = codes[k.Weapons[i].Name]
	}
}

// Names returns the code of each name of a donor, as the files have them. A name with two codes is left out.
func (k *Kiel) Names() map[string]entente.ActorID {
	codes := map[string]entente.ActorID{}
	two := map[string]bool{}
	add := func(name string, code entente.ActorID) {
		if was, ok := codes[name]; ok && was != code {
			two[name] = true
		}
		codes[name] = code
	}
	for i := range k.Months {
		add(k.Months[i].Name, k.Months[i].Donor)
	}
	for _, s := range k.Shares {
		add(s.Name, s.Party)
	}
	for name := range two {
		delete(codes, name)
	}
	return codes
}

// source returns what a figure of the tracker cites.
func (k *Kiel) source() *entente.Source {
	title := k.Release.Label
	if title == "" {
		title = "Ukraine Support Tracker"
	}
	s := &entente.Source{Title: "Kiel Institute, " + title, Place: "data explorer"}
	if k.Release.Date != 0 {
		s.Date = cal.Day(k.Release.Date)
	}
	return s
}

// billion is the power of ten of the unit in which the tracker counts.
const billion = 9

// Fund returns the tracker as the entries of a fund, in euro. What a donor committed and allocated in a month is an entry of the last day
// of the month; the tracker does not say for which period it is. Nor does it say on which commitment an allocation draws: an allocation
// draws on the earliest commitments of its donor of which something is left, in parts if need be, and what no commitment covers stands for
// itself, so that what is open is more than commitments less allocations by just that. Commitments have no kind, as the tracker has none for
// them. A figure below zero takes back what was allocated or committed.
func (k *Kiel) Fund() Fund {
	f := Fund{ID: "kiel-ukraine-support-tracker", Title: entente.Wording{"en": k.source().Title}, Currency: "EUR", Sources: []entente.Source{*k.source()}}
	d := drawer{fund: &f, source: k.source()}
	months := slices.Clone(k.Months)
	slices.SortStableFunc(months, func(x, y KielMonth) int { return cmp.Or(cmp.Compare(x.Donor, y.Donor), x.Month.Compare(y.Month)) })
	for i := range months {
		if i > 0 && months[i].Donor != months[i-1].Donor {
			d.open = d.open[:0]
		}
		d.month(&months[i])
	}
	return f
}

// A drawer draws allocations on commitments, the first on the first.
type drawer struct {
	fund   *Fund
	source *entente.Source
	open   []Entry // commitments of the donor, with what is left of them
}

func (d *drawer) month(m *KielMonth) {
	last, _ := m.Month.Last()
	e := Entry{
		ID: fmt.Sprintf("kiel/%s/%v/committed", m.Donor, m.Month), Donor: m.Donor, Stage: Committed, Amount: m.Commitments.Shift(billion),
		Currency: "EUR", Made: last, Source: d.source,
	}
	if e.Amount.Sign() != 0 {
		d.fund.Entries = append(d.fund.Entries, e)
	}
	if e.Amount.Sign() > 0 {
		d.open = append(d.open, e)
	}
	e.Stage = Allocated
	for _, a := range []struct {
		kind   string
		amount unit.Decimal
	}{{Financial, m.Financial}, {Humanitarian, m.Humanitarian}, {Military, m.Military}} {
		e.ID, e.Kind, e.Amount = fmt.Sprintf("kiel/%s/%v/%s", m.Donor, m.Month, a.kind), a.kind, a.amount.Shift(billion)
		d.allocate(e)
	}
}

// allocate adds an allocation in the parts in which it draws on commitments.
func (d *drawer) allocate(e Entry) {
	id, rest := e.ID, e.Amount
	for n := 1; rest.Sign() != 0; n++ {
		part := e
		part.Amount = rest
		if rest.Sign() > 0 && len(d.open) > 0 {
			from := &d.open[0]
			part.Draws = from.ID
			if from.Amount.Cmp(rest) <= 0 {
				part.Amount = from.Amount
				d.open = d.open[1:]
			} else {
				from.Amount = from.Amount.Sub(rest)
			}
		}
		if n > 1 {
			part.ID = fmt.Sprintf("%s/%d", id, n)
		}
		d.fund.Entries = append(d.fund.Entries, part)
		rest = rest.Sub(part.Amount)
	}
}

// ParseWeapons reads weapons in words, such as "M777 howitzer (6); BMP-1 (60)": items between semicolons that stand outside brackets, each
// with its number in brackets at the end. Parts that are not of that form come back in unread, each with the reason.
func ParseWeapons(s string) (items []Weapon, unread []string) {
	items = []Weapon{}
	for _, part := range splitOutside(s) {
		part = strings.TrimSpace(part)
		w, why := parseWeapon(part)
		switch {
		case part == "":
			continue
		case why != "":
			unread = append(unread, fmt.Sprintf("%q: %s", part, why))
		default:
			items = append(items, w)
		}
	}
	return items, unread
}

func parseWeapon(s string) (Weapon, string) {
	open := strings.LastIndexByte(s, '(')
	switch {
	case !strings.HasSuffix(s, ")") || open < 0:
		return Weapon{}, "no number in brackets at its end"
	case strings.TrimSpace(s[:open]) == "":
		return Weapon{}, "a number of nothing"
	}
	n, ok := whole(s[open+1 : len(s)-1])
	if !ok || n == 0 {
		return Weapon{}, fmt.Sprintf("%q is not a number of things", s[open+1:len(s)-1])
	}
	return Weapon{strings.TrimSpace(s[:open]), n}, ""
}

// splitOutside splits at semicolons outside brackets.
func splitOutside(s string) []string {
	var parts []string
	depth, from := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case ';':
			if depth == 0 {
				parts = append(parts, s[from:i])
				from = i + 1
			}
		}
	}
	return append(parts, s[from:])
}
