package node_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/node"
	"entente/pack"
)

// testPack returns the invented pack of the tests.
func testPack(t testing.TB) *pack.Pack {
	t.Helper()
	p, err := pack.Load(os.DirFS("testdata/pack"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// open opens a node that is closed with the test.
func open(t *testing.T, o node.Options) *node.Node {
	t.Helper()
	n, err := tryOpen(t, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return n
}

func tryOpen(t *testing.T, o node.Options) (*node.Node, error) {
	t.Helper()
	if o.Pack == nil {
		o.Pack = testPack(t)
	}
	if o.Dir == "" {
		o.Dir = filepath.Join(t.TempDir(), "data")
	}
	return node.Open(t.Context(), o)
}

// evidence returns a fact that can be recorded.
func evidence(subject, summary string) entente.Fact {
	payload, err := json.Marshal(node.Evidence{Summary: summary})
	if err != nil {
		panic(err)
	}
	return entente.Fact{Author: "DEU", Kind: node.KindEvidence, Subject: subject, Payload: payload, Exercise: true}
}

func TestOpenMakesAPrivateFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	n := open(t, node.Options{Dir: dir, Name: "deu"})
	for name, want := range map[string]fs.FileMode{".": 0o700, "node.key": 0o600, "token": 0o600, "node.pub": 0o644} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("mode of %s: got %v, want %v", name, got, want)
		}
	}
	if n.Name() != "deu" || !strings.HasPrefix(n.PublicKey(), "deu+") || len(n.Token()) < 32 || n.Author() != "deu" {
		t.Errorf("name %q, public key %q, author %q, token of %d bytes", n.Name(), n.PublicKey(), n.Author(), len(n.Token()))
	}
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	first := open(t, node.Options{Dir: dir, Name: "deu"})
	r, err := first.AddFact(t.Context(), evidence("exercise-2031/1/1", "a patrol"))
	if err != nil {
		t.Fatal(err)
	}
	key, token := first.PublicKey(), first.Token()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	again := open(t, node.Options{Dir: dir})
	if again.PublicKey() != key || again.Token() != token || again.Name() != "deu" {
		t.Error("the key, the token or the name changed")
	}
	got, err := again.Fact(t.Context(), r.ID)
	if err != nil || got.Recorded != r.Recorded || string(got.Fact.Payload) != `{"summary":"a patrol"}` {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	check := func(name string, want error, text string, prepare func(dir string) node.Options) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			o := prepare(dir)
			o.Dir = dir
			_, err := tryOpen(t, o)
			if !errors.Is(err, want) || !strings.Contains(err.Error(), text) {
				t.Errorf("got %v, want %v with %q", err, want, text)
			}
		})
	}
	made := func(dir string) {
		n, err := tryOpen(t, node.Options{Dir: dir, Name: "deu"})
		if err == nil {
			_, err = n.AddFact(context.Background(), evidence("exercise-2031/1/1", "a patrol"))
		}
		if err == nil {
			err = n.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	check("a name that is none", entente.ErrInvalid, "lower-case words", func(string) node.Options {
		return node.Options{Name: "Node 1"}
	})
	check("another node's folder", entente.ErrConflict, `belongs to node "deu", not "pol"`, func(dir string) node.Options {
		made(dir)
		return node.Options{Name: "pol"}
	})
	check("a token that others may read", entente.ErrForbidden, "remove the file", func(dir string) node.Options {
		made(dir)
		must(t, os.Chmod(filepath.Join(dir, "token"), 0o644))
		return node.Options{}
	})
	check("a key that others may read", entente.ErrForbidden, "chmod 600", func(dir string) node.Options {
		made(dir)
		must(t, os.Chmod(filepath.Join(dir, "node.key"), 0o640))
		return node.Options{}
	})
	check("a ledger whose key is gone", entente.ErrNotFound, "put the key back", func(dir string) node.Options {
		made(dir)
		must(t, os.Remove(filepath.Join(dir, "node.key")))
		return node.Options{}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const lockedDir = "ENTENTE_TEST_DIR"

// TestSecondProcess opens the folder from another process: this test binary, run again.
func TestSecondProcess(t *testing.T) {
	if dir := os.Getenv(lockedDir); dir != "" {
		_, err := tryOpen(t, node.Options{Dir: dir})
		if !errors.Is(err, entente.ErrConflict) {
			t.Fatalf("got %v, want a conflict", err)
		}
		reader := open(t, node.Options{Dir: dir, ReadOnly: true})
		facts, err := reader.Facts(t.Context(), node.FactQuery{})
		if err != nil || len(facts) != 1 {
			t.Fatalf("read-only: %d facts, %v; want 1", len(facts), err)
		}
		t.Log(errors.New("second process done"))
		return
	}
	dir := t.TempDir()
	n := open(t, node.Options{Dir: dir})
	if _, err := n.AddFact(t.Context(), evidence("exercise-2031/1/1", "a patrol")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestSecondProcess$", "-test.v")
	cmd.Env = append(os.Environ(), lockedDir+"="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "second process done") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestReadOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	n := open(t, node.Options{Dir: dir, ReadOnly: true})
	if facts, err := n.Facts(t.Context(), node.FactQuery{}); err != nil || len(facts) != 0 {
		t.Errorf("got %v, %v, want no facts", facts, err)
	}
	if _, err := n.AddFact(t.Context(), evidence("exercise-2031/1/1", "a patrol")); !errors.Is(err, entente.ErrForbidden) {
		t.Errorf("add: got %v, want forbidden", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}

// clock is a clock that tests move.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func (c *clock) set(t *testing.T, day string) {
	t.Helper()
	d, err := cal.ParseDate(day)
	must(t, err)
	c.now = d.Time().Add(12 * time.Hour)
}
