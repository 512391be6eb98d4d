package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"entente"
)

// broken is a standard output that cannot be written to.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestRunReportsAFailedWrite(t *testing.T) {
	var errs bytes.Buffer
	if code := run([]string{"version"}, nil, broken{}, &errs); code != exitFailure || !strings.Contains(errs.String(), "disk full") {
		t.Errorf("exit %d, %q; want %d and the reason", code, errs.String(), exitFailure)
	}
}

func TestMessage(t *testing.T) {
	check := func(err error, want string) {
		t.Helper()
		if got := message(err); got != want {
			t.Errorf("%v: got %q, want %q", err, got, want)
		}
	}
	check(errors.New("plain"), "plain")
	check(fmt.Errorf("node: ledger: append: %w", errors.New("why")), "append: why")
	check(fmt.Errorf("id %q: want digits: %w", "x", entente.ErrInvalid), `id "x": want digits`)
	check(fmt.Errorf("system X9: %w", entente.ErrNotFound), "system X9: not found")
	check(placed{"a.txt", fmt.Errorf("document: %w: nothing", entente.ErrInvalid)}, "a.txt: invalid: nothing")
}

func TestColumns(t *testing.T) {
	check := func(s string, want int) {
		t.Helper()
		if got := columns(s); got != want {
			t.Errorf("columns of %q: got %d, want %d", s, got, want)
		}
	}
	check("", 0)
	check("cable", 5)
	check("电缆", 4)
	check("５％", 4)
	check("Türkiye", 7)
	check("Tu\u0308rkiye", 7) // a letter and its dots apart
	check("《条约》…", 9)
}

func TestClip(t *testing.T) {
	check := func(s string, n int, want string) {
		t.Helper()
		if got := clip(s, n); got != want || columns(got) > n {
			t.Errorf("clip %q to %d: got %q, want %q", s, n, got, want)
		}
	}
	check("cable", 5, "cable")
	check("cables", 5, "cabl…")
	check("海底电缆", 8, "海底电缆")
	check("海底电缆", 7, "海底电…")
	check("海底电缆", 6, "海底…")
}

func TestTableLinesUp(t *testing.T) {
	var out bytes.Buffer
	w := &world{stdout: &out, screen: &out}
	table := newTable("A", "B")
	table.add("电缆", "one")
	table.add("cable", "two")
	w.write(table)
	if want := "A      B\n电缆   one\ncable  two\n"; out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestInstrumentOf(t *testing.T) {
	check := func(file string, want entente.InstrumentID) {
		t.Helper()
		if got := instrumentOf(file); got != want {
			t.Errorf("%s: got %q, want %q", file, got, want)
		}
	}
	check("vilnius-2023.zh.txt", "vilnius-2023")
	check("/tmp/Vilnius 2023.EN.pdf", "vilnius-2023")
	check("vilnius_2023", "vilnius-2023")
	check("a.docx", "a")
	check("维尔纽斯.txt", "")
	check("-", "")
}

func TestCSVIsNoFormula(t *testing.T) {
	var out bytes.Buffer
	w := &world{stdout: &out}
	table := newTable("text")
	table.add("=1+1")
	table.add("- a bullet")
	table.add("plain")
	if err := w.writeCSV(table); err != nil {
		t.Fatal(err)
	}
	if want := "text\n'=1+1\n'- a bullet\nplain\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestLineReader(t *testing.T) {
	in := newLineReader(strings.NewReader("\n one \n\ntwo"))
	for _, want := range []string{"2 one", "4 two"} {
		number, line, err := in.next()
		if got := fmt.Sprintf("%d %s", number, line); err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	long := newLineReader(strings.NewReader(strings.Repeat("x", maxLine+1)))
	if _, _, err := long.next(); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("a line too long: got %v", err)
	}
}

func FuzzDecodeFact(f *testing.F) {
	f.Add([]byte(`{"author":"DEU","kind":"note","subject":"x/1","payload":{"text":"x"},"label":"PUBLIC"}`))
	f.Add([]byte(`{} {}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var fact entente.Fact
		if err := decodeStrictly(b, &fact); err != nil && !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%q: %v", b, err)
		}
	})
}
