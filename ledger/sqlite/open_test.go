package sqlite_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"entente"
	"entente/ledger"
	"entente/ledger/ledgertest"
	"entente/ledger/sqlite"
)

func wantErr(t *testing.T, what string, err, kind error, words string) {
	t.Helper()
	if !errors.Is(err, kind) || !strings.Contains(fmt.Sprint(err), words) {
		t.Errorf("%s: got %v, want %q in it, wrapping %q", what, err, words, kind)
	}
}

func TestSecondProcess(t *testing.T) {
	sqlite.Small(t)
	dir, key := t.TempDir(), ledgertest.NewKey(t)
	l, s := openLedger(t, dir, key)
	if _, err := l.Append(ctx, ledgertest.Facts(0, 20)...); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.Open(dir)
	wantErr(t, "a second writer", err, entente.ErrConflict, fmt.Sprintf("process %d", os.Getpid()))

	live, err := sqlite.OpenReadOnly(dir)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 30 { // with a run of the index that the reader has not seen
		if _, err := l.Append(ctx, ledgertest.Fact(n)); err != nil {
			t.Fatal(err)
		}
	}
	r, err := ledger.Verify(ctx, live, ledger.VerifyOptions{Keys: ledger.Keys{key.Public()}})
	if err := errors.Join(err, r.Err()); err != nil || r.Entries != 20 || len(r.Notes) != 1 {
		t.Errorf("verify while somebody writes: %+v, %v", r, err)
	}
	for _, err := range ledger.NewReader(live).History(ctx, ledgertest.Fact(0).Subject) {
		if err != nil {
			t.Errorf("ask while somebody writes: %v", err)
		}
	}
	if err := live.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := sqlite.OpenReadOnly(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = sqlite.Open(dir)
	wantErr(t, "a writer while somebody reads the files", err, entente.ErrConflict, "perhaps a verification")
	reader.Close()
	_, s = openLedger(t, dir, key)
	s.Close()
}

// TestCleanClose requires that nothing but the ledger is left, and that reading it leaves nothing either.
func TestCleanClose(t *testing.T) {
	dir, key := t.TempDir(), ledgertest.NewKey(t)
	small(t, dir, key)
	if _, err := verify(dir, key); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range files(t, dir) {
		names = append(names, name)
	}
	if len(names) != 3 {
		t.Errorf("files after a clean close and a verification: %v", names)
	}
}

// TestCopy verifies copies of a ledger's files: of an open one, with its write-ahead log, and with that altered.
func TestCopy(t *testing.T) {
	dir, key := t.TempDir(), ledgertest.NewKey(t)
	small(t, dir, key)
	l, s := openLedger(t, dir, key)
	defer s.Close()
	for n := range 5 {
		if _, err := l.Append(ctx, ledgertest.Facts(n, n+3)...); err != nil {
			t.Fatal(err)
		}
	}
	all := files(t, dir)
	copied := func(change func(name string, b []byte) []byte) string {
		to := t.TempDir()
		for name, b := range all {
			if b = change(name, append([]byte(nil), b...)); b != nil {
				write(t, filepath.Join(to, name), b)
			}
		}
		return to
	}
	r, err := verify(copied(func(_ string, b []byte) []byte { return b }), key)
	if err != nil || r.Entries != 13+15 {
		t.Errorf("copy of an open ledger: %d entries, %v", r.Entries, err)
	}
	without := copied(func(name string, b []byte) []byte {
		if strings.HasSuffix(name, "-shm") {
			return nil
		}
		return b
	})
	before := fmt.Sprint(len(files(t, without)))
	if r, err = verify(without, key); err != nil || r.Entries != 13+15 {
		t.Errorf("copy without -shm: %d entries, %v", r.Entries, err)
	}
	if after := fmt.Sprint(len(files(t, without))); after != before {
		t.Errorf("verification left files: %s before, %s after", before, after)
	}
	for _, at := range []int{3, 40, 5000, len(all["ledger.db-wal"]) - 10} {
		_, err := verify(copied(func(name string, b []byte) []byte {
			if strings.HasSuffix(name, "-wal") {
				b[at] ^= 4
			}
			return b
		}), key)
		wantErr(t, fmt.Sprintf("write-ahead log with byte %d altered", at), err, entente.ErrDamaged, "")
	}
}

// TestFolderName opens a ledger in a folder whose name means something in a URI.
func TestFolderName(t *testing.T) {
	dir, key := filepath.Join(t.TempDir(), "a b?c#d%41&mode=memory"), ledgertest.NewKey(t)
	small(t, dir, key)
	if r, err := verify(dir, key); err != nil || r.Entries != 13 {
		t.Errorf("%d entries, %v", r.Entries, err)
	}
	if n := len(files(t, dir)); n != 3 {
		t.Errorf("%d files in the folder, want 3", n)
	}
}

func TestNotALedger(t *testing.T) {
	_, err := sqlite.OpenReadOnly(t.TempDir())
	wantErr(t, "an empty folder", err, entente.ErrNotFound, "no ledger.db")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "ledger.db"), []byte("not a database, but long enough to be one\n"+strings.Repeat("x", 4096)))
	_, err = sqlite.OpenReadOnly(dir)
	wantErr(t, "no database", err, entente.ErrDamaged, "ledger.db")
	_, err = sqlite.Open(dir)
	wantErr(t, "no database, for writing", err, entente.ErrDamaged, "ledger.db")
}

// TestReadOnlyFolder runs parts of itself as another user, whom file modes bind.
func TestReadOnlyFolder(t *testing.T) {
	if dir := os.Getenv("ENTENTE_READONLY_DIR"); dir != "" {
		readOnlyFolder(t, dir)
		return
	}
	if runtime.GOOS != "linux" {
		t.Skip("needs Linux")
	}
	dir, err := os.MkdirTemp("", "entente")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, d := range []string{".", "closed", "open"} {
			os.Chmod(filepath.Join(dir, d), 0o755)
		}
		os.RemoveAll(dir)
	})
	key := ledgertest.NewKey(t)
	small(t, filepath.Join(dir, "closed"), key)
	copyOpen(t, filepath.Join(dir, "closed"), filepath.Join(dir, "open"), key)
	for _, d := range []string{"closed", "open", "."} {
		if err := os.Chmod(filepath.Join(dir, d), 0o555); err != nil {
			t.Fatal(err)
		}
	}
	if os.Getuid() != 0 {
		t.Setenv("ENTENTE_PUBLIC_KEY", key.Public().String())
		readOnlyFolder(t, dir)
		return
	}
	binary := filepath.Join(t.TempDir(), "sqlite.test")
	link(t, binary)
	cmd := exec.Command(binary, "-test.run=^TestReadOnlyFolder$", "-test.v")
	cmd.Dir = dir
	cmd.Env = []string{"ENTENTE_READONLY_DIR=" + dir, "ENTENTE_PUBLIC_KEY=" + key.Public().String(), "TMPDIR=" + os.TempDir()}
	const nobody = 65534
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// link puts the test binary where every user can run it.
func link(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o755); err != nil {
		t.Fatal(err)
	}
	for dir := filepath.Dir(path); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil && !errors.Is(err, fs.ErrPermission) {
			t.Fatal(err)
		}
	}
}

// copyOpen copies a ledger that is open, with its write-ahead log but without its index of that.
func copyOpen(t *testing.T, from, to string, key ledger.Key) {
	t.Helper()
	l, s := openLedger(t, from, key)
	if _, err := l.Append(ctx, ledgertest.Facts(0, 3)...); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(to, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, b := range files(t, from) {
		if !strings.HasSuffix(name, "-shm") {
			write(t, filepath.Join(to, name), b)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func readOnlyFolder(t *testing.T, dir string) {
	key, err := ledger.ParsePublicKey(os.Getenv("ENTENTE_PUBLIC_KEY"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = sqlite.Open(filepath.Join(dir, "new"))
	wantErr(t, "make a new ledger", err, entente.ErrForbidden, "not writable")
	for _, name := range []string{"closed", "open"} {
		_, err := sqlite.Open(filepath.Join(dir, name))
		wantErr(t, "open for writing", err, entente.ErrForbidden, "not writable")
		s, err := sqlite.OpenReadOnly(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		r, err := ledger.Verify(ctx, s, ledger.VerifyOptions{Keys: ledger.Keys{key}})
		if err := errors.Join(err, r.Err()); err != nil || r.Entries != 16 {
			t.Errorf("verify %s: %d entries, %v", name, r.Entries, err)
		}
		err = s.Commit(ctx, nil)
		wantErr(t, "commit to a store opened for reading", err, entente.ErrForbidden, "reading only")
	}
}
