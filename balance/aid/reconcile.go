package aid

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Reconciliation is what the institutions of the European Union and its members gave, in billions of euro allocated, in two views that
// are never added: the institutions as a donor, or what they gave attributed to the members. Always
//
//	grand = others + members + institutions = others + members + attributed + remainder
//	naive = grand + twice
type Reconciliation struct {
	Release      Release       `json:"release"`
	Members      []MemberShare `json:"members"`      // by code
	Others       unit.Decimal  `json:"others"`       // of donors that are neither a member nor an institution
	Bilateral    unit.Decimal  `json:"bilateral"`    // of all members by themselves
	Institutions unit.Decimal  `json:"institutions"` // by the monthly rows
	Attributed   unit.Decimal  `json:"attributed"`   // to members, by the table of shares
	Remainder    unit.Decimal  `json:"remainder"`    // institutions − attributed: of no member; below zero where more is attributed than was given
	IsRounding   bool          `json:"remainder_is_rounding"`
	AsDonor      unit.Decimal  `json:"as_donor"`   // the sum of all monthly rows
	AsMembers    unit.Decimal  `json:"as_members"` // the sum of the members' totals, others and the remainder
	Naive        unit.Decimal  `json:"naive"`      // of the members' totals, others and the institutions
	Twice        unit.Decimal  `json:"twice"`      // naive − grand
	Committed    unit.Decimal  `json:"committed"`  // by the institutions; no table attributes it
	ToAllocate   unit.Decimal  `json:"to_allocate"`
	Differences  []Difference  `json:"differences"` // beyond rounding, between the tables
	Notes        []string      `json:"notes,omitempty"`
}

// A MemberShare is what one member gave, in billions of euro and in per cent of its GDP to six places.
type MemberShare struct {
	Party        entente.ActorID `json:"party"`
	Name         string          `json:"name"`
	GDP          unit.Decimal    `json:"gdp"`
	Bilateral    unit.Decimal    `json:"bilateral"`
	Share        unit.Decimal    `json:"share"` // of what the institutions gave
	Total        unit.Decimal    `json:"total"`
	BilateralPct unit.Decimal    `json:"bilateral_pct_gdp"`
	SharePct     unit.Decimal    `json:"share_pct_gdp"`
	TotalPct     unit.Decimal    `json:"total_pct_gdp"`
}

// A Difference is where two tables of one release say different things, by more than the rounding of their figures.
type Difference struct {
	Party  entente.ActorID `json:"party,omitempty"`
	Month  cal.Period      `json:"month,omitzero"`
	What   string          `json:"what"`
	Ours   unit.Decimal    `json:"ours"`            // from the monthly rows
	Theirs unit.Decimal    `json:"theirs"`          // from the other table
	By     unit.Decimal    `json:"by"`              // theirs − ours
	Most   unit.Decimal    `json:"most"`            // that rounding explains
	Worth  *unit.Decimal   `json:"worth,omitempty"` // of By, in billions of euro, where that is a share
}

// A DonorSum is what one donor committed and allocated in all, in billions of euro.
type DonorSum struct {
	Donor        entente.ActorID `json:"donor"`
	Name         string          `json:"name"`
	Rows         int             `json:"rows"`
	GDP          unit.Decimal    `json:"gdp"`
	Committed    unit.Decimal    `json:"committed"`
	Allocated    unit.Decimal    `json:"allocated"`
	Financial    unit.Decimal    `json:"financial"`
	Humanitarian unit.Decimal    `json:"humanitarian"`
	Military     unit.Decimal    `json:"military"`
	ToAllocate   unit.Decimal    `json:"to_allocate"`             // committed − allocated; below zero where more was allocated
	PctGDP       *unit.Decimal   `json:"pct_gdp,omitempty"`       // allocated, to six places; nil for a body
	CommittedPct *unit.Decimal   `json:"committed_pct,omitempty"` // of GDP, to six places
}

// Sums adds the monthly rows up by donor, in order of the codes.
func (k *Kiel) Sums() []DonorSum {
	by := map[entente.ActorID]*DonorSum{}
	for i := range k.Months {
		m := &k.Months[i]
		s := by[m.Donor]
		if s == nil {
			s = &DonorSum{Donor: m.Donor, Name: m.Name, GDP: m.GDP}
			by[m.Donor] = s
		}
		s.Rows++
		s.Committed, s.Allocated = s.Committed.Add(m.Commitments), s.Allocated.Add(m.Total)
		s.Financial, s.Humanitarian, s.Military = s.Financial.Add(m.Financial), s.Humanitarian.Add(m.Humanitarian), s.Military.Add(m.Military)
	}
	all := make([]DonorSum, 0, len(by))
	for _, code := range slices.Sorted(maps.Keys(by)) {
		s := by[code]
		s.ToAllocate = s.Committed.Sub(s.Allocated)
		if s.GDP.Sign() > 0 {
			a, c := percent(s.Allocated, s.GDP), percent(s.Committed, s.GDP)
			s.PctGDP, s.CommittedPct = &a, &c
		}
		all = append(all, *s)
	}
	return all
}

// percent returns v in per cent of a base above zero, to six places.
func percent(v, base unit.Decimal) unit.Decimal {
	p, _ := unit.RoundRat(v.Shift(2).Over(base), 6)
	return p
}

// A GapMonth is how far what is allocated lags behind what is committed at the end of a month, in billions of euro.
type GapMonth struct {
	Month        cal.Period   `json:"month"`
	Committed    unit.Decimal `json:"committed"` // in the month
	Allocated    unit.Decimal `json:"allocated"`
	AllCommitted unit.Decimal `json:"all_committed"` // up to the end of it
	AllAllocated unit.Decimal `json:"all_allocated"`
	Gap          unit.Decimal `json:"gap"` // all committed − all allocated
}

// Gaps returns the gap between commitments and allocations month by month, for some donors or, without any, for all. Months in which
// nothing happened are left out.
func (k *Kiel) Gaps(donors ...entente.ActorID) []GapMonth {
	by := map[cal.Period]*GapMonth{}
	for i := range k.Months {
		m := &k.Months[i]
		if len(donors) > 0 && !slices.Contains(donors, m.Donor) {
			continue
		}
		if by[m.Month] == nil {
			by[m.Month] = &GapMonth{Month: m.Month}
		}
		g := by[m.Month]
		g.Committed, g.Allocated = g.Committed.Add(m.Commitments), g.Allocated.Add(m.Total)
	}
	all := []GapMonth{}
	var committed, allocated unit.Decimal
	for _, month := range slices.SortedFunc(maps.Keys(by), cal.Period.Compare) {
		g := by[month]
		committed, allocated = committed.Add(g.Committed), allocated.Add(g.Allocated)
		g.AllCommitted, g.AllAllocated, g.Gap = committed, allocated, committed.Sub(allocated)
		all = append(all, *g)
	}
	return all
}

// Reconcile returns what the institutions of the European Union and its members gave, each euro once. Who is a member is what the table of
// shares says. It needs the monthly rows and that table; without one of them the error wraps entente.ErrInvalid.
func (k *Kiel) Reconcile() (Reconciliation, error) {
	if len(k.Months) == 0 || len(k.Shares) == 0 {
		return Reconciliation{}, fmt.Errorf("aid: reconcile: %d monthly rows and %d shares of members: want both tables: %w", len(k.Months), len(k.Shares), entente.ErrInvalid)
	}
	r := Reconciliation{Release: k.Release, Members: []MemberShare{}, Differences: []Difference{}}
	sums := map[entente.ActorID]DonorSum{}
	for _, s := range k.Sums() {
		sums[s.Donor] = s
		r.AsDonor = r.AsDonor.Add(s.Allocated)
	}
	institutions, ok := sums[EU]
	if !ok {
		r.Notes = append(r.Notes, "no monthly row is of the institutions: what the table of shares attributes came from nowhere")
	}
	r.Institutions, r.Committed, r.ToAllocate = institutions.Allocated, institutions.Committed, institutions.ToAllocate
	delete(sums, EU)
	for _, share := range slices.SortedFunc(slices.Values(k.Shares), func(x, y KielShare) int { return cmp.Compare(x.Party, y.Party) }) {
		r.member(share, sums)
		delete(sums, share.Party)
	}
	for _, s := range sums {
		r.Others = r.Others.Add(s.Allocated)
	}
	r.close(institutions.Rows)
	return r, nil
}

// member adds one member, and compares the percentages of the table with those of the monthly rows.
func (r *Reconciliation) member(share KielShare, sums map[entente.ActorID]DonorSum) {
	s, ok := sums[share.Party]
	m := MemberShare{Party: share.Party, Name: share.Name, GDP: s.GDP, Bilateral: s.Allocated, Share: share.Share, Total: s.Allocated.Add(share.Share)}
	r.Bilateral, r.Attributed = r.Bilateral.Add(m.Bilateral), r.Attributed.Add(m.Share)
	if !ok {
		r.Notes = append(r.Notes, fmt.Sprintf("%s has a share and no monthly row", share.Party))
	}
	if s.GDP.Sign() > 0 {
		m.BilateralPct, m.SharePct, m.TotalPct = percent(m.Bilateral, s.GDP), percent(m.Share, s.GDP), percent(m.Total, s.GDP)
		r.compare(m, "bilateral_pct_gdp", m.BilateralPct, share.BilateralPct, s.Rows)
		r.compare(m, "eu_share_pct_gdp", m.SharePct, share.SharePct, 1)
		r.compare(m, "total_pct_gdp", m.TotalPct, share.TotalPct, s.Rows+1)
	}
	r.Members = append(r.Members, m)
}

// compare lists a percentage that differs by more than the rounding of the rows that it is made of, and of itself on both sides.
func (r *Reconciliation) compare(m MemberShare, what string, ours, theirs unit.Decimal, rows int) {
	most := percent(rounding(rows), m.GDP).Add(rounding(3))
	by := theirs.Sub(ours)
	if magnitude(by).Cmp(most) > 0 {
		worth := by.Mul(m.GDP).Shift(-2).Round(6)
		r.Differences = append(r.Differences, Difference{Party: m.Party, What: what, Ours: ours, Theirs: theirs, By: by, Most: most, Worth: &worth})
	}
}

// close computes the two views and the naive sum, each from its own parts.
func (r *Reconciliation) close(rows int) {
	r.Remainder = r.Institutions.Sub(r.Attributed)
	r.IsRounding = magnitude(r.Remainder).Cmp(rounding(len(r.Members)+rows)) <= 0
	members := unit.Decimal{}
	for _, m := range r.Members {
		members = members.Add(m.Total)
	}
	r.AsMembers = sum(members, r.Others, r.Remainder)
	r.Naive = sum(members, r.Others, r.Institutions)
	r.Twice = r.Naive.Sub(r.AsDonor)
	if r.Committed.Sign() != 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("the institutions committed %v and allocated %v; the shares are of what was allocated, and no table attributes the %v between", r.Committed, r.Institutions, r.ToAllocate))
	}
}

// A Comparison is the monthly rows, added up over donors, against another table of the release.
type Comparison struct {
	Months      int          `json:"months"`   // that either has
	Figures     int          `json:"figures"`  // compared
	Equal       int          `json:"equal"`    // to the last digit
	Rounding    int          `json:"rounding"` // of the rest, explained by rounding
	Differences []Difference `json:"differences"`
}

// A monthSum is what all donors allocated in a month.
type monthSum struct {
	rows int
	KielTotal
}

func (k *Kiel) monthSums() map[cal.Period]monthSum {
	by := map[cal.Period]monthSum{}
	for i := range k.Months {
		m := &k.Months[i]
		s := by[m.Month]
		s.rows++
		s.Total, s.Military = s.Total.Add(m.Total), s.Military.Add(m.Military)
		s.Financial, s.Humanitarian = s.Financial.Add(m.Financial), s.Humanitarian.Add(m.Humanitarian)
		by[m.Month] = s
	}
	return by
}

// CompareTotals compares the monthly rows with the table of total allocations, figure by figure. A month that one of them lacks counts as
// nothing there.
func (k *Kiel) CompareTotals() Comparison {
	ours, theirs := k.monthSums(), map[cal.Period]KielTotal{}
	months := map[cal.Period]bool{}
	for _, t := range k.Totals {
		theirs[t.Month] = t
		months[t.Month] = true
	}
	for p := range ours {
		months[p] = true
	}
	c := Comparison{Months: len(months), Differences: []Difference{}}
	for _, p := range slices.SortedFunc(maps.Keys(months), cal.Period.Compare) {
		o, t := ours[p], theirs[p]
		c.compare(p, "total", o.Total, t.Total, o.rows)
		c.compare(p, "military", o.Military, t.Military, o.rows)
		c.compare(p, "financial", o.Financial, t.Financial, o.rows)
		c.compare(p, "humanitarian", o.Humanitarian, t.Humanitarian, o.rows)
	}
	return c
}

// CompareProcurement compares military allocations of the monthly rows with the sum of where they came from. Months that the table of
// procurement lacks are not compared.
func (k *Kiel) CompareProcurement() Comparison {
	ours := k.monthSums()
	c := Comparison{Months: len(k.Procurement), Differences: []Difference{}}
	for _, t := range slices.SortedFunc(slices.Values(k.Procurement), func(x, y KielTrend) int { return x.Month.Compare(y.Month) }) {
		o := ours[t.Month]
		c.compare(t.Month, "military by origin", o.Military, sum(t.Stockpile, t.Procurement, t.Unspecified, t.PURL), o.rows+3)
	}
	return c
}

func (c *Comparison) compare(p cal.Period, what string, ours, theirs unit.Decimal, rows int) {
	by, most := theirs.Sub(ours), rounding(rows+1)
	c.Figures++
	switch {
	case by.Sign() == 0:
		c.Equal++
	case magnitude(by).Cmp(most) <= 0:
		c.Rounding++
	default:
		c.Differences = append(c.Differences, Difference{Month: p, What: what, Ours: ours, Theirs: theirs, By: by, Most: most})
	}
}
