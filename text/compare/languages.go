package compare

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"entente"
	"entente/text"
)

// A LanguageReport says where two languages of one text differ.
type LanguageReport struct {
	Aligned   []Aligned      `json:"aligned"`
	Missing   []Missing      `json:"missing"`
	ActsApart []Disagreement `json:"acts"`
}

// An Aligned is statements of one language with those of the other that say the same: mostly one each, at times two for
// one, or none for one that the other side lacks.
type Aligned struct {
	A []entente.Statement `json:"a"`
	B []entente.Statement `json:"b"`
}

// A Missing is a number, date, percentage or named document that one side of an alignment has and the other lacks.
type Missing struct {
	text.Mention
	In     string                `json:"in"` // "a" or "b": the side that has it
	A      []entente.StatementID `json:"a"`
	B      []entente.StatementID `json:"b"`
	ASpans []entente.Span        `json:"a_spans"`
	BSpans []entente.Span        `json:"b_spans"`
}

// A Disagreement is a pair of statements that were read as different acts.
type Disagreement struct {
	A entente.Statement `json:"a"`
	B entente.Statement `json:"b"`
}

// Languages compares two languages of one text. Provisions align by number; inside a provision statements align in their
// order by length, after Gale and Church, A Program for Aligning Sentences in Bilingual Corpora (1993), and by the
// numbers, dates and documents that they name.
func Languages(a, b *text.Reading) LanguageReport {
	report := LanguageReport{Aligned: []Aligned{}, Missing: []Missing{}, ActsApart: []Disagreement{}}
	al := aligner{a: a, b: b, ratio: ratio(a, b)}
	byA, byB := byProvision(a.Statements), byProvision(b.Statements)
	for _, p := range provisions(byA, byB) {
		for _, pair := range al.align(byA[p], byB[p]) {
			report.Aligned = append(report.Aligned, pair)
			report.Missing = append(report.Missing, missing(a, b, pair)...)
			if len(pair.A) == 1 && len(pair.B) == 1 && pair.A[0].Act != pair.B[0].Act {
				report.ActsApart = append(report.ActsApart, Disagreement{pair.A[0], pair.B[0]})
			}
		}
	}
	return report
}

func byProvision(statements []entente.Statement) map[int][]entente.Statement {
	m := map[int][]entente.Statement{}
	for _, s := range statements {
		m[s.Provision] = append(m[s.Provision], s)
	}
	return m
}

func provisions(a, b map[int][]entente.Statement) []int {
	var numbers []int
	for p := range a {
		numbers = append(numbers, p)
	}
	for p := range b {
		numbers = append(numbers, p)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// ratio returns how many characters of b stand for one of a.
func ratio(a, b *text.Reading) float64 {
	length := func(r *text.Reading) (n int) {
		for _, s := range r.Statements {
			n += utf8.RuneCountInString(s.Text)
		}
		return max(n, 1)
	}
	return float64(length(b)) / float64(length(a))
}

type aligner struct {
	a, b  *text.Reading
	ratio float64
}

// moves are the ways to align: how many statements of a with how many of b, and what that costs before any evidence
// (Gale and Church, table 5: minus the logarithm of the probability, times 100).
var moves = []struct {
	a, b int
	cost float64
}{{1, 1, 0}, {1, 0, 450}, {0, 1, 450}, {2, 1, 230}, {1, 2, 230}, {2, 2, 440}}

// align finds the cheapest alignment of two runs of statements by dynamic programming.
func (al *aligner) align(a, b []entente.Statement) []Aligned {
	type cell struct {
		cost float64
		move int
	}
	cells := make([][]cell, len(a)+1)
	for i := range cells {
		cells[i] = make([]cell, len(b)+1)
		for j := range cells[i] {
			cells[i][j].cost = math.Inf(1)
		}
	}
	cells[0][0].cost = 0
	for i := range cells {
		for j := range cells[i] {
			for m, mv := range moves {
				if i < mv.a || j < mv.b || i == 0 && j == 0 {
					continue
				}
				cost := cells[i-mv.a][j-mv.b].cost + mv.cost + al.cost(a[i-mv.a:i], b[j-mv.b:j])
				if cost < cells[i][j].cost {
					cells[i][j] = cell{cost, m}
				}
			}
		}
	}
	var out []Aligned
	for i, j := len(a), len(b); i > 0 || j > 0; {
		mv := moves[cells[i][j].move]
		out = append(out, Aligned{a[i-mv.a : i], b[j-mv.b : j]})
		i, j = i-mv.a, j-mv.b
	}
	slices.Reverse(out)
	return out
}

// cost says how ill two runs fit: by length, and by what one names and the other does not.
func (al *aligner) cost(a, b []entente.Statement) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	la, lb := characters(a), characters(b)
	const variance = 6.8 // Gale and Church, section 3.2
	mean := (la + lb/al.ratio) / 2
	delta := math.Abs(lb-la*al.ratio) / math.Sqrt(mean*variance*al.ratio)
	cost := 100 * min(delta*delta/2, 8)
	shared, apart := overlap(mentions(al.a, a), mentions(al.b, b))
	cost += 60*float64(apart) - 120*float64(shared)
	if a[0].Act == b[0].Act {
		cost -= 40
	}
	return cost
}

func characters(statements []entente.Statement) float64 {
	n := 0
	for _, s := range statements {
		n += utf8.RuneCountInString(s.Text)
	}
	return float64(n)
}

func mentions(r *text.Reading, statements []entente.Statement) []text.Mention {
	var out []text.Mention
	for _, s := range statements {
		out = append(out, r.Mentions(s.Text)...)
	}
	return out
}

// overlap counts the mentions that two lists share and those that only one has.
func overlap(a, b []text.Mention) (shared, apart int) {
	onlyA, onlyB := difference(a, b)
	return len(a) - len(onlyA), len(onlyA) + len(onlyB)
}

// difference returns what each list has and the other lacks, counting repeats once.
func difference(a, b []text.Mention) (onlyA, onlyB []text.Mention) {
	lacks := func(list []text.Mention, m text.Mention) bool {
		return !slices.ContainsFunc(list, func(o text.Mention) bool { return same(m, o) })
	}
	for _, m := range a {
		if lacks(b, m) {
			onlyA = append(onlyA, m)
		}
	}
	for _, m := range b {
		if lacks(a, m) {
			onlyB = append(onlyB, m)
		}
	}
	return onlyA, onlyB
}

func same(a, b text.Mention) bool {
	return a.Kind == b.Kind && strings.EqualFold(a.Value, b.Value)
}

func missing(a, b *text.Reading, pair Aligned) []Missing {
	onlyA, onlyB := difference(mentions(a, pair.A), mentions(b, pair.B))
	var out []Missing
	add := func(list []text.Mention, side string) {
		for _, m := range list {
			gap := Missing{Mention: m, In: side}
			for _, s := range pair.A {
				gap.A, gap.ASpans = append(gap.A, s.ID), append(gap.ASpans, s.Span)
			}
			for _, s := range pair.B {
				gap.B, gap.BSpans = append(gap.B, s.ID), append(gap.BSpans, s.Span)
			}
			out = append(out, gap)
		}
	}
	add(onlyA, "a")
	add(onlyB, "b")
	return out
}
