package procedure_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"entente"
	"entente/cal"
	"entente/procedure"
)

// book makes cases of 20 acts each, as JSON: two rounds of a silence with statements, extensions and an objection.
func book(tb testing.TB, cases int) (p *procedure.Procedure, openings []*procedure.Opening, lines [][][]byte) {
	p = define(tb, silence)
	begin := at(tb, "2026-03-01T00:00:00Z")
	const hour = cal.Instant(3600e6)
	for c := range cases {
		o := opening(tb, p)
		o.Case, o.Opened = fmt.Sprintf("case-%d", c), begin+cal.Instant(c)*hour/100
		var all [][]byte
		add := func(hours int, by entente.ActorID, act string, content map[string]string) {
			b, err := json.Marshal(map[string]any{"received": o.Opened + cal.Instant(hours)*hour, "by": by, "act": act, "content": content})
			if err != nil {
				tb.Fatal(err)
			}
			all = append(all, b)
		}
		until := func(hours int) string { return (o.Opened + cal.Instant(hours)*hour).String() }
		add(1, "CHR", "table", map[string]string{"text": "The Council decides A.", "expiry": until(48)})
		for i := range 6 {
			add(2+i, "AAA", "statement", map[string]string{"text": fmt.Sprint("We read it so, ", i)})
		}
		add(10, "CHR", "extend", map[string]string{"expiry": until(72)})
		add(60, "BBB", "object", map[string]string{"text": "We cannot agree."})
		add(61, "CCC", "object", nil)
		add(80, "CHR", "table", map[string]string{"text": "The Council decides B.", "expiry": until(160)})
		for i := range 7 {
			add(90+i, "CCC", "statement", map[string]string{"text": fmt.Sprint("Still so, ", i)})
		}
		add(161, "CHR", "announce", nil)
		add(162, "AAA", "statement", map[string]string{"text": "For the record."})
		openings, lines = append(openings, o), append(lines, all)
	}
	return p, openings, lines
}

// BenchmarkFold reads a million acts of 50,000 cases from JSON and says how each stands.
func BenchmarkFold(b *testing.B) {
	p, openings, lines := book(b, 50_000)
	when := at(b, "2027-01-01")
	b.ResetTimer()
	for b.Loop() {
		acts := 0
		for i, o := range openings {
			all := make([]procedure.Act, len(lines[i]))
			for k, line := range lines[i] {
				if err := json.Unmarshal(line, &all[k]); err != nil {
					b.Fatal(err)
				}
			}
			acts += len(all)
			if f := p.Fold(o, all, procedure.Query{At: when}); f.State != "adopted" || len(f.Refused) > 0 {
				b.Fatal(brief(f))
			}
		}
		if acts != 1_000_000 {
			b.Fatal(acts)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/million")
}

// BenchmarkAct says how a case stands with one act more.
func BenchmarkAct(b *testing.B) {
	p, openings, lines := book(b, 1)
	var all []procedure.Act
	for _, line := range lines[0] {
		var a procedure.Act
		if err := json.Unmarshal(line, &a); err != nil {
			b.Fatal(err)
		}
		all = append(all, a)
	}
	when := all[len(all)-1].Received
	for b.Loop() {
		if f := p.Fold(openings[0], all, procedure.Query{At: when}); f.State != "adopted" {
			b.Fatal(f.State)
		}
	}
}
