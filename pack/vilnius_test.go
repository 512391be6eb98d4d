package pack_test

import (
	"io/fs"
	"slices"
	"testing"

	"entente"
	"entente/cal"
	"entente/pack"
)

func vilnius(t testing.TB) *pack.Pack {
	t.Helper()
	fsys, err := fs.Sub(entente.Packs, "packs/vilnius")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The register covers every one of the 90 provisions and the 228 systems.
func TestVilniusIsComplete(t *testing.T) {
	p := vilnius(t)
	check := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %d, want %d", what, got, want)
		}
	}
	c := p.Coverage()
	check("provisions", len(c.Provisions), 90)
	check("coverage", c.Percent(), 100)
	check("systems", len(p.Systems), 228)
	check("programmes", len(p.Programmes), 31)
	for i, v := range p.Provisions {
		check("provision number", v.Number, i+1)
		if len(p.EntriesByProvision(v.Number)) == 0 {
			t.Errorf("provision %d: no entry", v.Number)
		}
	}
	for _, v := range p.Programmes {
		if len(p.EntriesByProgramme(v.ID)) == 0 {
			t.Errorf("programme %s: no entry", v.ID)
		}
	}
	t.Logf("%d entries for %d statements", len(p.Entries), c.Statements)
}

func TestVilniusMembership(t *testing.T) {
	allies, err := vilnius(t).Group("allies")
	if err != nil {
		t.Fatal(err)
	}
	check := func(day cal.Date, count int, finland, sweden bool) {
		t.Helper()
		got := allies.At(day)
		if len(got) != count || slices.Contains(got, "FIN") != finland || slices.Contains(got, "SWE") != sweden {
			t.Errorf("Allies on %v: got %d %v, want %d", day, len(got), got, count)
		}
	}
	check(cal.NewDate(1949, 4, 4), 0, false, false) // signed, not yet in force
	check(cal.NewDate(1949, 8, 24), 12, false, false)
	check(cal.NewDate(2023, 4, 3), 30, false, false)
	check(cal.NewDate(2023, 4, 4), 31, true, false)
	check(cal.NewDate(2023, 7, 11), 31, true, false)
	check(cal.NewDate(2024, 3, 6), 31, true, false)
	check(cal.NewDate(2024, 3, 7), 32, true, true)
	check(cal.NewDate(2024, 3, 8), 32, true, true)
}

func BenchmarkLoadVilnius(b *testing.B) {
	fsys, err := fs.Sub(entente.Packs, "packs/vilnius")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := pack.Load(fsys); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEntry(b *testing.B) {
	p := vilnius(b)
	id := p.Entries[len(p.Entries)/2].ID
	for b.Loop() {
		if _, err := p.Entry(id); err != nil {
			b.Fatal(err)
		}
	}
}
