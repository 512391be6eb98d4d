package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/width"
)

// A table is printed with aligned columns. A terminal gives Chinese characters two columns each.
type table struct {
	head []string
	rows [][]string
}

func newTable(head ...string) *table { return &table{head: head} }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// write prints the table. Where w is a terminal the last column is cut to fit; elsewhere it is left whole.
func (w *world) write(t *table) {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, c := range row {
			widths[i] = max(widths[i], columns(c))
		}
	}
	last := len(t.head) - 1
	if screen := terminalWidth(w.screen); screen > 0 {
		for _, n := range widths[:last] {
			screen -= n + len(gap)
		}
		widths[last] = min(widths[last], max(screen, columns(t.head[last])))
	}
	for _, row := range append([][]string{t.head}, t.rows...) {
		var line strings.Builder
		for i, c := range row {
			c = clip(c, widths[i])
			line.WriteString(c)
			if i < last {
				line.WriteString(strings.Repeat(" ", widths[i]-columns(c)) + gap)
			}
		}
		fmt.Fprintln(w.stdout, strings.TrimRight(line.String(), " "))
	}
}

const gap = "  "

// columns returns how many columns of a terminal s takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch k := width.LookupRune(r).Kind(); {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case k == width.EastAsianWide, k == width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// clip shortens s to at most n columns.
func clip(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	used := 1 // for the ellipsis
	for i, r := range s {
		if used += runeColumns(r); used > n {
			return s[:i] + "…"
		}
	}
	return s
}

// terminalWidth returns how many columns a terminal has, or 0 where w is none.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	n, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return n
}
