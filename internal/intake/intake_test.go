package intake

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// dial connects to an address and writes to it.
func dial(t *testing.T, network, at, text string) net.Conn {
	t.Helper()
	c, err := net.Dial(network, at)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	return c
}

// take reads lines from an intake.
func take(t *testing.T, lines *bufio.Scanner, n int) []string {
	t.Helper()
	var got []string
	for len(got) < n && lines.Scan() {
		got = append(got, lines.Text())
	}
	if len(got) < n {
		t.Fatalf("%d lines, want %d", len(got), n)
	}
	return got
}

func TestSockets(t *testing.T) {
	i := New(t.Context(), Options{})
	defer i.Close()
	lines := bufio.NewScanner(i)
	check := func(what string, got []string, want ...string) {
		t.Helper()
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}

	tcp, err := i.Listen("tcp://127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := dial(t, "tcp", tcp.String(), "one\r\ntw")
	check("a line and a half", take(t, lines, 1), "one")
	io.WriteString(c, "o\n")
	check("the other half", take(t, lines, 1), "two")
	io.WriteString(c, "cut off")
	c.Close()
	check("cut off", take(t, lines, 1), "cut off")

	udp, err := i.Listen("udp://127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dial(t, "udp", udp.String(), "a\nb").Close()
	check("a datagram", take(t, lines, 2), "a", "b")

	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if err := i.Connect("tcp://" + server.Addr().String()); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "after it hung up"} {
		c, err := server.Accept()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(c, text)
		check("a server", take(t, lines, 1), text)
		c.Close()
	}
	if n := len(i.Sources()); n != 3 {
		t.Errorf("%d sources, want 3", n)
	}
}

// TestFlood sends more than is taken: what is shed is counted, lines stay whole, and the memory is bounded.
func TestFlood(t *testing.T) {
	i := New(t.Context(), Options{Queue: 10_000, Line: 1000})
	defer i.Close()
	at, err := i.Listen("tcp://127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	const sent = 20_000
	c := dial(t, "tcp", at.String(), strings.Repeat("0123456789\n", sent))
	c.Close()
	var s Source
	for s.Lines < sent {
		time.Sleep(time.Millisecond)
		if all := i.Sources(); len(all) > 0 {
			s = all[0]
		}
	}
	i.Close()
	var taken int64
	for lines := bufio.NewScanner(i); lines.Scan(); taken++ {
		if lines.Text() != "0123456789" {
			t.Fatalf("line %q", lines.Text())
		}
	}
	if taken+s.Shed != sent || taken == 0 || taken*11 > 10_000 {
		t.Errorf("%d taken, %d shed, %d sent", taken, s.Shed, sent)
	}
}

// TestLongLines sheds lines that are too long, and nothing else.
func TestLongLines(t *testing.T) {
	for _, c := range []struct{ sent, want string }{
		{"short\n" + strings.Repeat("x", 5000) + "\nshort\n", "short|short"},
		{strings.Repeat("x", 100) + "\nshort\n", "short"},
		{"short\n" + strings.Repeat("x", 299), "short"},
		{strings.Repeat("x", 99) + "\n", strings.Repeat("x", 99)},
	} {
		i := New(t.Context(), Options{Line: 100})
		s := &Source{}
		if err := i.lines(strings.NewReader(c.sent), s); err != nil {
			t.Fatal(err)
		}
		i.Close()
		b, err := io.ReadAll(i)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(strings.TrimSuffix(string(b), "\n"), "\n", "|"); got != c.want {
			t.Errorf("%.20q of %d bytes: %.40q, want %.40q", c.sent, len(c.sent), got, c.want)
		}
		if n := int64(strings.Count(strings.TrimSuffix(c.sent, "\n"), "\n") + 1); s.Lines != n {
			t.Errorf("%.20q: %d lines counted, want %d", c.sent, s.Lines, n)
		}
	}
}

func TestAddresses(t *testing.T) {
	i := New(t.Context(), Options{})
	defer i.Close()
	for _, at := range []string{"", "127.0.0.1:10110", "http://127.0.0.1:1", "tcp://127.0.0.1", "tcp://127.0.0.1:1/x", "udp://%"} {
		if _, err := i.Listen(at); err == nil {
			t.Errorf("listen at %q: no error", at)
		}
		if err := i.Connect(at); err == nil {
			t.Errorf("connect to %q: no error", at)
		}
	}
	if err := i.Connect("udp://127.0.0.1:1"); err == nil {
		t.Error("connected to datagrams")
	}
}
