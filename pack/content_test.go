package pack_test

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/pack"
)

// contentTests maps the files that a pack may have in tests/ to what runs a row of each. See doc/pack.md.
var contentTests = map[string]func(p *pack.Pack, row map[string]string) error{
	"counts.csv":   checkCount,
	"members.csv":  checkMembers,
	"register.csv": checkRegister,
	"verdicts.csv": checkVerdicts,
}

// TestContent loads every pack of the program and runs the checks in its tests folder.
func TestContent(t *testing.T) {
	for name, fsys := range packs(t) {
		t.Run(name, func(t *testing.T) {
			p, err := pack.Load(fsys)
			if err != nil {
				t.Fatal(err)
			}
			files, err := fs.Glob(fsys, "tests/*.csv")
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				runContentTest(t, p, fsys, file)
			}
		})
	}
}

func packs(t testing.TB) map[string]fs.FS {
	t.Helper()
	dirs, err := fs.ReadDir(entente.Packs, "packs")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]fs.FS)
	for _, d := range dirs {
		if all[d.Name()], err = fs.Sub(entente.Packs, "packs/"+d.Name()); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func runContentTest(t *testing.T, p *pack.Pack, fsys fs.FS, file string) {
	t.Helper()
	check, known := contentTests[strings.TrimPrefix(file, "tests/")]
	if !known {
		t.Errorf("%s: no such check", file)
		return
	}
	f, err := fsys.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", file, len(rows), err)
	}
	for i, row := range rows[1:] {
		cells := make(map[string]string)
		for k, name := range rows[0] {
			cells[name] = row[k]
		}
		if err := check(p, cells); err != nil {
			t.Errorf("%s:%d: %v", file, i+2, err)
		}
	}
}

func checkCount(p *pack.Pack, row map[string]string) error {
	counts := map[string]int{
		"provisions": len(p.Provisions),
		"programmes": len(p.Programmes),
		"systems":    len(p.Systems),
		"statements": p.Coverage().Statements,
		"coverage":   p.Coverage().Percent(),
	}
	got, known := counts[row["what"]]
	if want := row["count"]; !known || strconv.Itoa(got) != want {
		return fmt.Errorf("%s: got %d, want %s", row["what"], got, want)
	}
	return nil
}

func checkMembers(p *pack.Pack, row map[string]string) error {
	g, err := p.Group(entente.ActorID(row["group"]))
	if err != nil {
		return err
	}
	day, err := cal.ParseDate(row["day"])
	if err != nil {
		return err
	}
	members := g.At(day)
	if strconv.Itoa(len(members)) != row["count"] {
		return fmt.Errorf("%s on %v: got %d %v, want %s", g.ID, day, len(members), members, row["count"])
	}
	for _, id := range strings.Fields(row["with"]) {
		if !slices.Contains(members, entente.PartyID(id)) {
			return fmt.Errorf("%s on %v: %s is missing", g.ID, day, id)
		}
	}
	for _, id := range strings.Fields(row["without"]) {
		if slices.Contains(members, entente.PartyID(id)) {
			return fmt.Errorf("%s on %v: %s is among them", g.ID, day, id)
		}
	}
	return nil
}

// checkRegister compares one cell of the exported register.
func checkRegister(p *pack.Pack, row map[string]string) error {
	id, err := entente.ParseStatementID(row["statement"])
	if err != nil {
		return err
	}
	e, err := p.Entry(id)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := pack.WriteCSV(&b, []entente.Undertaking{e}, p); err != nil {
		return err
	}
	out, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		return err
	}
	i := slices.Index(out[0], row["column"])
	if i < 0 {
		return fmt.Errorf("no column %q: want one of %v", row["column"], out[0])
	}
	if got := out[1][i]; got != row["want"] {
		return fmt.Errorf("%v %s: got %q, want %q", id, row["column"], got, row["want"])
	}
	return nil
}

func BenchmarkLoad(b *testing.B) {
	for name, fsys := range packs(b) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := pack.Load(fsys); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEntry(b *testing.B) {
	p := mustLoad(b, map[string]string{"p.yaml": minimal})
	id := p.Entries[1].ID
	for b.Loop() {
		if _, err := p.Entry(id); err != nil {
			b.Fatal(err)
		}
	}
}

// checkVerdicts counts whose verdict in a period is what, by the figures that the pack carries.
func checkVerdicts(p *pack.Pack, row map[string]string) error {
	data := measure.NewData(p.Book)
	for _, f := range p.FigureFiles {
		f.Load(data, p.ID)
	}
	at, err := cal.ParsePeriod(row["at"])
	if err != nil {
		return err
	}
	known, err := cal.ParseDate(row["known"])
	if err != nil {
		return err
	}
	var found []string
	for _, v := range data.Assess(measure.Query{Measure: measure.MeasureID(row["measure"]), Period: at, Known: known}) {
		if string(v.Outcome) == row["outcome"] {
			found = append(found, string(v.Area))
		}
	}
	if strconv.Itoa(len(found)) != row["count"] {
		return fmt.Errorf("%s: %d parties, want %s: %v", row["outcome"], len(found), row["count"], found)
	}
	for _, party := range strings.Fields(row["with"]) {
		if !slices.Contains(found, party) {
			return fmt.Errorf("%s: %s is not among %v", row["outcome"], party, found)
		}
	}
	return nil
}
