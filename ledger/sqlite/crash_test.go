package sqlite_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"entente"
	"entente/ledger"
	"entente/ledger/ledgertest"
	"entente/ledger/sqlite"
)

// crashDir, in the environment, makes the test binary the process that TestKill kills.
const crashDir = "ENTENTE_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		writeUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// A mark is the payload of a fact of TestKill: which append it is part of, and of how many facts that append is.
type mark struct {
	Life   int `json:"life"`
	Writer int `json:"writer"`
	Append int `json:"append"`
	Of     int `json:"of"`
	Part   int `json:"part"`
}

// writeUntilKilled appends with several writers and prints the mark of each append once it is acknowledged.
func writeUntilKilled(dir string) {
	key, err := ledger.LoadKey(filepath.Join(dir, "key"))
	check(err)
	s, err := sqlite.Open(filepath.Join(dir, "ledger"))
	check(err)
	l, err := ledger.Open(ctx, s, ledger.Options{Key: key})
	check(err)
	var life int
	_, err = fmt.Sscan(os.Getenv("ENTENTE_CRASH_LIFE"), &life)
	check(err)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for n := 0; ; n++ {
				m := mark{Life: life, Writer: w, Append: n, Of: 1 + rand.N(6)}
				_, err := l.Append(ctx, m.facts()...)
				check(err)
				line, err := json.Marshal(m)
				check(err)
				_, err = os.Stdout.Write(append(line, '\n'))
				check(err)
			}
		})
	}
	wg.Wait()
}

func (m mark) facts() []entente.Fact {
	var facts []entente.Fact
	for m.Part = range m.Of {
		f := ledgertest.Fact(m.Append)
		f.Payload, _ = json.Marshal(m)
		if m.Writer == 0 {
			f.Label, _ = entente.ParseLabel("RESTRICTED:ALLIES")
		}
		facts = append(facts, f)
	}
	return facts
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// TestKill kills a process at random instants while several writers append: 20 times, or 200 with ENTENTE_LONG=1. After
// each, everything acknowledged is there, no append in part, and verify passes.
func TestKill(t *testing.T) {
	kills := 20
	if isLong() {
		kills = 200
	}
	dir, key := t.TempDir(), ledgertest.NewKey(t)
	if err := key.Save(filepath.Join(dir, "key")); err != nil {
		t.Fatal(err)
	}
	acked := make(map[mark]bool)
	for life := range kills {
		for _, m := range killedLife(t, dir, life) {
			acked[m] = true
		}
		if life%5 == 4 { // now and then a life begins with what several kills have left
			inspect(t, filepath.Join(dir, "ledger"), key, acked)
		}
	}
	t.Logf("%d appends acknowledged", len(acked))
}

// killedLife lets a process write for a while, kills it, and returns what it acknowledged.
func killedLife(t *testing.T, dir string, life int) []mark {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashDir+"="+dir, fmt.Sprintf("ENTENTE_CRASH_LIFE=%d", life))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(time.Duration(rand.N(300))*time.Millisecond, func() { cmd.Process.Kill() })
	defer timer.Stop()
	var marks []mark
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var m mark
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		marks = append(marks, m)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the process ended by itself: %v", err)
	}
	return marks
}

// inspect reads a ledger first as it was left, then opened for writing.
func inspect(t *testing.T, dir string, key ledger.Key, acked map[mark]bool) {
	t.Helper()
	left, err := sqlite.OpenReadOnly(dir)
	if errors.Is(err, entente.ErrNotFound) && len(acked) == 0 {
		return // killed before there was a ledger
	}
	if err != nil {
		t.Fatal(err)
	}
	complete(t, left, acked)
	left.Close()
	if _, err := verify(dir, key); err != nil {
		t.Fatalf("as left by the kill: %v", err)
	}
	s, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	complete(t, s, acked)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := verify(dir, key); err != nil {
		t.Fatalf("after a clean close: %v", err)
	}
}

// complete requires that each append is there with all its facts or not at all, and that those acknowledged are.
func complete(t *testing.T, s *sqlite.Store, acked map[mark]bool) {
	t.Helper()
	parts := make(map[mark]int)
	for r, err := range ledger.NewReader(s).Facts(ctx, ledger.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		var m mark
		if err := json.Unmarshal(r.Fact.Payload, &m); err != nil {
			t.Fatal(err)
		}
		m.Part = 0
		parts[m]++
	}
	for m, n := range parts {
		if n != m.Of {
			t.Errorf("%+v: %d facts of %d are there", m, n, m.Of)
		}
	}
	for m := range acked {
		if parts[m] == 0 {
			t.Errorf("%+v: acknowledged, but lost", m)
		}
	}
}
