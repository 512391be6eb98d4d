package node_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente"
	"entente/ledger"
	"entente/node"
)

func TestVerify(t *testing.T) {
	dir := t.TempDir()
	n := open(t, node.Options{Dir: dir})
	for _, s := range []string{"one", "two", "three"} {
		_, err := n.AddFact(t.Context(), evidence("exercise-2031/1/1", s))
		must(t, err)
	}
	report, err := n.Verify(t.Context(), nil)
	if err != nil || report.Err() != nil || report.Entries != 3 || report.Appends != 3 {
		t.Fatalf("got %+v, %v", report, err)
	}
	checkpoints, err := n.Checkpoints(t.Context())
	must(t, err)
	if len(checkpoints) != 1 || checkpoints[0].Entries != 3 {
		t.Fatalf("checkpoints: got %+v", checkpoints)
	}
	public, err := ledger.ParsePublicKey(n.PublicKey())
	must(t, err)
	must(t, n.Close())

	head := [][]byte{[]byte(checkpoints[0].Signed)}
	check := func(name, folder string, o node.VerifyOptions) {
		t.Run(name, func(t *testing.T) {
			report, err := node.VerifyFolder(t.Context(), folder, o)
			if err != nil || report.Err() != nil || report.Entries != 3 {
				t.Errorf("got %+v, %v", report, err)
			}
		})
	}
	check("with the key in the folder", dir, node.VerifyOptions{})
	check("with the key given", dir, node.VerifyOptions{Keys: ledger.Keys{public}, Heads: head})
	check("the ledger alone", filepath.Join(dir, "ledger"), node.VerifyOptions{Keys: ledger.Keys{public}})

	t.Run("another key", func(t *testing.T) {
		other, err := ledger.GenerateKey("local")
		must(t, err)
		report, err := node.VerifyFolder(t.Context(), dir, node.VerifyOptions{Keys: ledger.Keys{other.Public()}})
		if err != nil || report.Err() == nil {
			t.Errorf("got %+v, %v, want problems", report, err)
		}
	})
	t.Run("altered", func(t *testing.T) {
		alter(t, filepath.Join(dir, "ledger", "ledger.db"), `"summary":"two"`, `"summary":"ten"`)
		report, err := node.VerifyFolder(t.Context(), dir, node.VerifyOptions{})
		must(t, err)
		problem, found := report.Altered()
		if !found || problem.First != 1 {
			t.Errorf("got %+v, want entry 1 altered", report)
		}
	})
}

// alter replaces bytes in a file.
func alter(t *testing.T, path, from, to string) {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Contains(b, []byte(from)) {
		t.Fatalf("%s does not hold %s", path, from)
	}
	must(t, os.WriteFile(path, bytes.Replace(b, []byte(from), []byte(to), 1), 0o600))
}

func TestVerifyFolderRefuses(t *testing.T) {
	check := func(name, dir string, want error, text string) {
		t.Run(name, func(t *testing.T) {
			_, err := node.VerifyFolder(t.Context(), dir, node.VerifyOptions{})
			if !errors.Is(err, want) || !strings.Contains(err.Error(), text) {
				t.Errorf("got %v, want %v with %q", err, want, text)
			}
		})
	}
	check("no folder", filepath.Join(t.TempDir(), "none"), entente.ErrNotFound, "no such file")
	check("no ledger", t.TempDir(), entente.ErrInvalid, "name the key")
	check("a file", "verify_test.go", entente.ErrInvalid, "want a folder")
}
