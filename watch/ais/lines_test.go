package ais

import (
	"bufio"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestSplitLines(t *testing.T) {
	check := func(text string, want ...string) {
		t.Helper()
		for _, r := range []*bufio.Scanner{
			bufio.NewScanner(strings.NewReader(text)),
			bufio.NewScanner(iotest.OneByteReader(strings.NewReader(text))),
		} {
			r.Split(SplitLines)
			var got []string
			for r.Scan() {
				got = append(got, r.Text())
			}
			if err := r.Err(); err != nil || !slices.Equal(got, want) {
				t.Errorf("%.40q: %.80q, %v; want %.80q", text, got, err, want)
			}
		}
	}
	check("")
	check("a", "a")
	check("a\n", "a")
	check("a\nb\n", "a", "b")
	check("a\r\nb\rc\nd", "a", "b", "c", "d")
	check("a\n\nb\r\n\r\nc\r", "a", "", "b", "", "c")
	long := strings.Repeat("x", MaxLine)
	check(long+"y\nz", long, "y", "z")
}
