package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"entente"
)

// sharedFile returns a file of the material that lies beside the repository, or skips the test.
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(cmp.Or(os.Getenv("ENTENTE_SHARED"), "../../../shared"), name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s: set ENTENTE_SHARED to the folder that holds it", path)
	}
	return path
}

// An annotation is a statement as careful readers annotated it.
type annotation struct {
	Provision int           `json:"p"`
	Number    int           `json:"s"`
	Start     string        `json:"text_start"`
	Act       entente.Act   `json:"act"`
	Acts      []entente.Act `json:"acts"`
	Figures   []struct {
		Value json.Number `json:"value"`
	} `json:"quantities"`
	Deadline any `json:"deadline"`

	read *statementLine // the statement read that begins so; nil where there is none
}

// TestReadAgainstAnnotations scores what read prints of a real communiqué, as other people's checks do.
func TestReadAgainstAnnotations(t *testing.T) {
	source, gold := sharedFile(t, "corpus/vilnius-2023.zh.txt"), sharedFile(t, "gold/vilnius-001-045.jsonl")
	var out, errs bytes.Buffer
	if code := run([]string{"read", "--jsonl", source}, nil, &out, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	read := decodeLines[statementLine](t, &out)
	file, err := os.Open(gold)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	annotations := decodeLines[annotation](t, file)
	total := pairOff(annotations, read)

	atLeast := func(name string, got, want float64) {
		t.Logf("%s: %.3f", name, got)
		if got < want {
			t.Errorf("%s: got %.3f, want at least %.2f", name, got, want)
		}
	}
	found, right := 0, 0
	for _, a := range annotations {
		if a.read != nil {
			found++
			if a.read.Act == a.Act {
				right++
			}
		}
	}
	// F1 is twice what both have over what each has.
	atLeast("segmentation F1", 2*float64(found)/float64(total+len(annotations)), 0.99)
	atLeast("act accuracy", float64(right)/float64(len(annotations)), 0.90)
	atLeast("act macro-F1", macroF1(annotations), 0.85)
	checkValues(t, annotations)
}

// decodeLines decodes JSON lines.
func decodeLines[T any](t *testing.T, r io.Reader) []T {
	t.Helper()
	var values []T
	d := json.NewDecoder(r)
	for {
		var v T
		err := d.Decode(&v)
		if errors.Is(err, io.EOF) {
			return values
		}
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
}

// pairOff gives each annotation the statement of its provision that begins like it, and returns how many statements were
// read in the provisions annotated.
func pairOff(annotations []annotation, read []statementLine) (total int) {
	byProvision := make(map[int][]*statementLine)
	for i := range read {
		byProvision[read[i].Provision] = append(byProvision[read[i].Provision], &read[i])
	}
	seen := make(map[int]bool)
	for i := range annotations {
		a := &annotations[i]
		in := byProvision[a.Provision]
		if !seen[a.Provision] {
			seen[a.Provision] = true
			total += len(in)
		}
		begins := func(s *statementLine) bool { return strings.HasPrefix(squeeze(s.Text), squeeze(a.Start)) }
		if k := slices.IndexFunc(in, begins); k >= 0 {
			a.read = in[k]
		}
	}
	return total
}

// squeeze drops white space.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// macroF1 returns the mean over the acts annotated of each act's F1.
func macroF1(annotations []annotation) float64 {
	type tally struct{ both, gold, read int }
	tallies := make(map[entente.Act]tally)
	for _, a := range annotations {
		g := tallies[a.Act]
		g.gold++
		if a.read != nil && a.read.Act == a.Act {
			g.both++
		}
		tallies[a.Act] = g
	}
	for _, a := range annotations {
		if a.read == nil {
			continue
		}
		if r, annotated := tallies[a.read.Act]; annotated {
			r.read++
			tallies[a.read.Act] = r
		}
	}
	sum := 0.0
	for _, c := range tallies {
		sum += 2 * float64(c.both) / float64(c.gold+c.read)
	}
	return sum / float64(len(tallies))
}

// checkValues checks that every figure and deadline annotated was read, and no other figure.
func checkValues(t *testing.T, annotations []annotation) {
	t.Helper()
	for _, a := range annotations {
		if a.read == nil {
			continue
		}
		var want, got []string
		for _, f := range a.Figures {
			want = append(want, f.Value.String())
		}
		for _, f := range a.read.Quantities {
			got = append(got, f.Value.String())
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%v: quantities %v, want %v", a.read.ID, got, want)
		}
		if hasDeadline := a.Deadline != nil && a.Deadline != ""; hasDeadline != (a.read.Deadline != nil) {
			t.Errorf("%v: deadline %q, want %v", a.read.ID, orEmpty(a.read.Deadline), a.Deadline)
		}
	}
}

// TestSpansReproduceTheSource cuts every statement out of the real source again.
func TestSpansReproduceTheSource(t *testing.T) {
	path := sharedFile(t, "corpus/vilnius-2023.zh.txt")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run([]string{"read", "--jsonl", path}, nil, &out, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, s := range decodeLines[statementLine](t, &out) {
		cut, text := squeeze(string(source[s.Span.Start:s.Span.End])), squeeze(s.Text)
		const enough = 12 // bytes at either end; page numbers may stand between
		n := min(enough, len(text))
		if !strings.HasPrefix(cut, text[:n]) || !strings.HasSuffix(cut, text[len(text)-n:]) {
			t.Errorf("%v: span [%d,%d) holds %q, the statement is %q", s.ID, s.Span.Start, s.Span.End, cut, text)
		}
	}
}

// TestPackAgainstItsSource holds the built-in register against the real source.
func TestPackAgainstItsSource(t *testing.T) {
	source := sharedFile(t, "corpus/vilnius-2023.zh.txt")
	var out, errs bytes.Buffer
	if code := run([]string{"pack", "check", "--json", "--source", source, "vilnius"}, nil, &out, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var report packReport
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if report.Coverage != 100 || report.Source.Percent() != 100 {
		t.Errorf("coverage %d%% of provisions, %d%% of the statements read; want 100%% of both", report.Coverage, report.Source.Percent())
	}
	t.Logf("%d disagreements between the register and the source", len(report.Source.Disagreements))
}
