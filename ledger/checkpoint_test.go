package ledger

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func newKey(t testing.TB, node string) Key {
	t.Helper()
	k, err := GenerateKey(node)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var example = Checkpoint{Log: LogID{Node: "deu"}, Size: 7, Root: Hash{1}, First: 5, Batch: Hash{2}}

func TestCheckpoint(t *testing.T) {
	k, other := newKey(t, "deu"), newKey(t, "pol")
	signed, err := example.sign(k)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := OpenCheckpoint(signed, Keys{other.Public(), k.Public()}); err != nil || c != example {
		t.Errorf("got %+v, %v", c, err)
	}
	check := func(what string, signed []byte, keys Keys, kind error) {
		t.Helper()
		if c, err := OpenCheckpoint(signed, keys); !errors.Is(err, kind) {
			t.Errorf("%s: got %+v, %v; want %v", what, c, err, kind)
		}
	}
	check("no key", signed, nil, entente.ErrForbidden)
	check("another key", signed, Keys{newKey(t, "deu").Public()}, entente.ErrForbidden)
	check("altered", bytes.Replace(signed, []byte("\n7\n"), []byte("\n8\n"), 1), Keys{k.Public()}, entente.ErrDamaged)
	check("nonsense", []byte("x"), Keys{k.Public()}, entente.ErrDamaged)
	foreign, err := example.sign(other)
	if err != nil {
		t.Fatal(err)
	}
	check("signed by another node", foreign, Keys{other.Public()}, entente.ErrForbidden)
	free, err := note.Sign(&note.Note{Text: "anything\n"}, k.signer)
	if err != nil {
		t.Fatal(err)
	}
	check("another note", free, Keys{k.Public()}, entente.ErrInvalid)

	cosigned, err := note.Sign(&note.Note{Text: example.String()}, other.signer, k.signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(cosigned, Keys{k.Public()}); err != nil {
		t.Errorf("with a witness: %v", err)
	}
}

func TestSignatureLine(t *testing.T) {
	k := newKey(t, "deu")
	signed, err := example.sign(k)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := openNote(signed, "deu", Keys{k.Public()}); err != nil || text != example.String() {
		t.Errorf("got %q, %v", text, err)
	}
	// The last character before the padding has two bits that mean nothing.
	i := bytes.LastIndexByte(signed, '=') - 1
	if signed[i] == '=' {
		i--
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	signed[i] = alphabet[strings.IndexByte(alphabet, signed[i])|1]
	if _, err := OpenCheckpoint(signed, Keys{k.Public()}); err != nil {
		t.Errorf("package note does not overlook it any more: %v", err)
	}
	if _, err := openNote(signed, "deu", Keys{k.Public()}); err == nil {
		t.Error("a changed unused bit is overlooked")
	}
}

func FuzzCheckpoint(f *testing.F) {
	f.Add(example.String())
	f.Add("entente/v1/pol/SECRET:DEU+POL\n1\n" + Hash{}.String() + "\nappend 0 " + Hash{}.String() + "\n")
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := ParseCheckpoint(s); err == nil && c.String() != s {
			t.Errorf("accepted %q, writes %q", s, c)
		}
	})
}

func FuzzProof(f *testing.F) {
	f.Add(Proof{Index: 3, Path: []Hash{{1}, {2}}, Checkpoint: []byte("x\n\n— deu AAAA\n")}.String())
	f.Add(Proof{}.String())
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParseProof(s); err == nil && p.String() != s {
			t.Errorf("accepted %q, writes %q", s, p)
		}
	})
}

func FuzzPublicKey(f *testing.F) {
	f.Add(newKey(f, "deu").Public().String())
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePublicKey(s); err == nil && p.String() != s {
			t.Errorf("accepted %q, writes %q", s, p)
		}
	})
}

func FuzzLogID(f *testing.F) {
	f.Add("deu/PUBLIC")
	f.Add("deu/RESTRICTED:ALLIES+UKR")
	f.Fuzz(func(t *testing.T, s string) {
		if id, err := ParseLogID(s); err == nil && id.String() != s {
			t.Errorf("accepted %q, writes %q", s, id)
		}
	})
}

func TestKeyFile(t *testing.T) {
	k := newKey(t, "deu-national-node")
	path := filepath.Join(t.TempDir(), "key")
	if err := k.Save(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	back, err := LoadKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if back.Node() != "deu-national-node" || back.Public().String() != k.Public().String() {
		t.Errorf("read back: %v, want %v", back.Public(), k.Public())
	}
	signed, err := example.sign(back)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(signed, Keys{k.Public()}); err != nil {
		t.Errorf("signed with the key read back: %v", err)
	}
	if err := k.Save(path); !errors.Is(err, os.ErrExist) {
		t.Errorf("save over a key: %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKey(path); !errors.Is(err, entente.ErrForbidden) || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others may read: %v", err)
	}
	if err := os.WriteFile(path, []byte("PRIVATE+KEY+x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKey(path); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("no key: %v", err)
	}
	if _, err := GenerateKey("No Slug"); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("a name that is no slug: %v", err)
	}
}

// TestTree compares the tree with package tlog, leaf by leaf.
func TestTree(t *testing.T) {
	var tree frontier
	var stored []Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		var hashes []Hash
		for _, i := range indexes {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	for n := range int64(70) {
		leaf := tlog.RecordHash([]byte{byte(n)})
		want, err := tlog.StoredHashesForRecordHash(n, leaf, reader)
		if err != nil {
			t.Fatal(err)
		}
		got := tree.add(leaf, nil)
		stored = append(stored, want...)
		root, err := tlog.TreeHash(n+1, reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) || got[len(got)-1] != want[len(want)-1] || tree.root() != root {
			t.Fatalf("leaf %d: got %v, root %v; want %v, root %v", n, got, tree.root(), want, root)
		}
	}
}
