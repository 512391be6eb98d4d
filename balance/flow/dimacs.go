package flow

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"entente"
)

// A Problem is a file in one of the forms of the DIMACS challenge on network flows (1991).
type Problem struct {
	Network
	Greatest     bool // from Source to Sink; otherwise a cheapest flow is asked for
	Source, Sink int
}

// ReadDIMACS reads a problem of a cheapest flow (p min) or a greatest (p max). Errors name the line. More arcs than line p
// announces are refused.
func ReadDIMACS(r io.Reader) (*Problem, error) {
	d := &dimacs{p: &Problem{Source: -1, Sink: -1}}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), 1<<20)
	for lines.Scan() {
		d.line++
		if err := d.take(bytes.Fields(lines.Bytes())); err != nil {
			return nil, fmt.Errorf("line %d: %w: %w", d.line, err, entente.ErrInvalid)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d: longer than 1 MiB: %w", d.line+1, entente.ErrInvalid)
	} else if err != nil {
		return nil, fmt.Errorf("line %d: %w", d.line+1, err)
	}
	switch {
	case d.p.Supply == nil:
		return nil, fmt.Errorf("no line that begins with p: want p min NODES ARCS or p max NODES ARCS: %w", entente.ErrInvalid)
	case len(d.p.Arcs) != d.arcs:
		return nil, fmt.Errorf("%d arcs, and line p announces %d: %w", len(d.p.Arcs), d.arcs, entente.ErrInvalid)
	case d.p.Greatest && (d.p.Source < 0 || d.p.Sink < 0):
		return nil, fmt.Errorf("source or sink missing: want n NODE s and n NODE t: %w", entente.ErrInvalid)
	}
	return d.p, nil
}

type dimacs struct {
	p    *Problem
	line int
	arcs int // that are announced
}

// take reads a line, split into words.
func (d *dimacs) take(words [][]byte) error {
	if len(words) == 0 || string(words[0]) == "c" {
		return nil
	}
	kind := string(words[0])
	if kind == "p" {
		return d.begin(words)
	}
	if d.p.Supply == nil {
		return fmt.Errorf("begins with %q: want c for a comment, or first p min NODES ARCS", kind)
	}
	switch kind {
	case "n":
		return d.node(words[1:])
	case "a":
		return d.arc(words[1:])
	}
	return fmt.Errorf("begins with %q: want c, n or a", kind)
}

func (d *dimacs) begin(words [][]byte) error {
	const most = 1 << 25
	if d.p.Supply != nil {
		return fmt.Errorf("a second line p")
	}
	if len(words) != 4 || string(words[1]) != "min" && string(words[1]) != "max" {
		return fmt.Errorf("want p min NODES ARCS or p max NODES ARCS")
	}
	n, err := numbers(words[2:], 2)
	if err != nil {
		return err
	}
	if n[0] < 1 || n[0] > most || n[1] < 0 || n[1] > most {
		return fmt.Errorf("%d nodes and %d arcs: want up to %d", n[0], n[1], most)
	}
	d.p.Greatest, d.p.Supply, d.arcs = string(words[1]) == "max", make([]int64, n[0]), int(n[1])
	return nil
}

func (d *dimacs) node(words [][]byte) error {
	if !d.p.Greatest {
		n, err := numbers(words, 2)
		if err != nil {
			return err
		}
		v, err := d.id(n[0])
		if err == nil {
			d.p.Supply[v] = n[1]
		}
		return err
	}
	if len(words) != 2 || string(words[1]) != "s" && string(words[1]) != "t" {
		return fmt.Errorf("want n NODE s for the source or n NODE t for the sink")
	}
	n, err := numbers(words[:1], 1)
	if err != nil {
		return err
	}
	v, err := d.id(n[0])
	if err != nil {
		return err
	}
	if string(words[1]) == "s" {
		d.p.Source = v
	} else {
		d.p.Sink = v
	}
	return nil
}

func (d *dimacs) arc(words [][]byte) error {
	want := 5
	if d.p.Greatest {
		want = 3
	}
	n, err := numbers(words, want)
	if err != nil {
		return err
	}
	from, err := d.id(n[0])
	if err != nil {
		return err
	}
	to, err := d.id(n[1])
	if err != nil {
		return err
	}
	if len(d.p.Arcs) == d.arcs {
		return fmt.Errorf("more than the %d arcs that line p announces", d.arcs)
	}
	a := Arc{From: from, To: to}
	if d.p.Greatest {
		a.Upper = n[2]
	} else {
		a.Lower, a.Upper, a.Cost = n[2], n[3], n[4]
		if a.Upper < 0 && a.Lower >= 0 { // some generators write -1 for no bound
			a.Upper = Unbounded
		}
	}
	if a.Lower > a.Upper || d.p.Greatest && a.Upper < 0 {
		return fmt.Errorf("carries from %d to %d", a.Lower, a.Upper)
	}
	d.p.Arcs = append(d.p.Arcs, a)
	return nil
}

// id returns the number of a node, from 0.
func (d *dimacs) id(n int64) (int, error) {
	if n < 1 || n > int64(len(d.p.Supply)) {
		return 0, fmt.Errorf("node %d: want 1 to %d", n, len(d.p.Supply))
	}
	return int(n - 1), nil
}

func numbers(words [][]byte, want int) ([]int64, error) {
	if len(words) != want {
		return nil, fmt.Errorf("%d values, want %d", len(words), want)
	}
	all := make([]int64, want)
	for i, w := range words {
		n, err := strconv.ParseInt(string(w), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q: want a whole number", w)
		}
		all[i] = n
	}
	return all, nil
}
