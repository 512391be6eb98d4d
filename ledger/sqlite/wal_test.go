package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// someWAL returns the write-ahead log of a ledger with a few entries.
func someWAL(t testing.TB) []byte {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.write.db.Exec("INSERT INTO run (pairs) VALUES (zeroblob(9000)); INSERT INTO run (pairs) VALUES (zeroblob(16))"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, walName))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWAL(t *testing.T) {
	whole := someWAL(t)
	// frames returns how many frames are committed, or -1 where something is wrong.
	frames := func(b []byte) (n int) {
		t.Helper()
		w, err := scanWAL(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if w.fault != "" {
			return -1
		}
		for _, at := range w.pages {
			n = max(n, int(at-walHeaderSize)/frameSize+1)
		}
		return n
	}
	all := frames(whole)
	if all != (len(whole)-walHeaderSize)/frameSize {
		t.Fatalf("%d frames", all)
	}
	last := len(whole) - frameSize
	check := func(what string, b []byte, want int) {
		t.Helper()
		if got := frames(b); got != want {
			t.Errorf("%s: %d frames, want %d", what, got, want)
		}
	}
	flip := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 1
		return b
	}
	check("nothing", nil, 0)
	check("half a header", whole[:20], 0)
	check("half a frame", whole[:last+100], all-1)
	check("an altered page", flip(last+1000), -1)
	check("an altered page number", flip(last+3), -1)
	check("an altered salt", flip(last+9), -1)
	check("an altered checksum", flip(last+20), -1)
	check("an altered header", flip(12), -1)
	check("a frame of an earlier round", slices.Concat(whole, flipBoth(whole[last:])), all)
}

// flipBoth returns a frame with other salts.
func flipBoth(frame []byte) []byte {
	b := bytes.Clone(frame)
	b[8] ^= 1
	b[12] ^= 1
	return b
}

func FuzzWAL(f *testing.F) {
	f.Add(someWAL(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := scanWAL(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		for page, at := range w.pages {
			if at < walHeaderSize || at+pageSize > int64(len(b)) {
				t.Errorf("page %d at %d of %d bytes", page, at, len(b))
			}
		}
	})
}

func FuzzRun(f *testing.F) {
	f.Add(encode([]pair{{1, 2}, {3, 4}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if run, err := decode(b); err == nil && !bytes.Equal(encode(run), b) {
			t.Errorf("accepted %x, writes %x", b, encode(run))
		}
	})
}

func FuzzSums(f *testing.F) {
	f.Add([]byte(sumsHeader + "abcdefgh"))
	path := filepath.Join(f.TempDir(), sumsName)
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := readSums(path); err == nil && len(b) != len(sumsHeader)+4*len(s) {
			t.Errorf("%d sums in %d bytes", len(s), len(b))
		}
	})
}

// TestIndex compares the index with a plain map.
func TestIndex(t *testing.T) {
	var x index
	want := make(map[uint64][]int64)
	for position := range int64(1000) {
		key := uint64(position*position) % 97
		x.add(pair{key, position})
		want[key] = append(want[key], position)
		if position%150 == 149 {
			x.seal(sorted(slices.Clone(x.tail)))
		}
	}
	for key := range uint64(100) {
		if got := x.find(key); !slices.Equal(got, want[key]) {
			t.Errorf("key %d: got %v, want %v", key, got, want[key])
		}
	}
}
