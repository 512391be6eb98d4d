package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/watch/asset"
)

// TestListen sends sentences to a watch that listens, half a line of them first, and hangs up: what was heard adds up.
func TestListen(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said, tell := io.Pipe()
	var out bytes.Buffer
	w := &world{ctx: ctx, app: new(app), stdin: strings.NewReader(""), stdout: &out, screen: &out, stderr: tell}
	c := &watchRun{watchInput: watchInput{Listen: []string{"tcp://127.0.0.1:0"}, Speed: "max", Zone: "UTC", Cores: 1}, JSONL: true}
	ended := make(chan error, 1)
	go func() {
		ended <- c.Run(w)
		tell.Close()
	}()
	lines := bufio.NewScanner(said)
	next := func(part string) string {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), part) {
				return lines.Text()
			}
		}
		t.Fatalf("it never said %q", part)
		return ""
	}
	_, addr, _ := strings.Cut(next("listening at"), "tcp://")
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	const position = "!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\r\n"
	go func() {
		io.WriteString(conn, position[:20])
		time.Sleep(10 * time.Millisecond)
		io.WriteString(conn, position[20:]+"noise\r\n"+position)
		conn.Close()
	}()
	next("hung up after 3 lines")
	stop()
	if got := next("rows"); !strings.Contains(got, "3 rows, 1 refused; 2 reports:") {
		t.Errorf("it said %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestFullDisk replays the exercise of the pack while warnings cannot be written: the run ends, and says so.
func TestFullDisk(t *testing.T) {
	p, _, err := loadPack("")
	if err != nil {
		t.Fatal(err)
	}
	cables := filepath.Join(t.TempDir(), "cables.geojson")
	var b bytes.Buffer
	if err := asset.Write(&b, p.Watch.Exercise); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(t.TempDir(), "replay.json")
	if err := errors.Join(os.WriteFile(cables, b.Bytes(), 0o600), os.WriteFile(script, p.Watch.Replay, 0o600)); err != nil {
		t.Fatal(err)
	}
	w := &world{ctx: t.Context(), app: new(app), stdin: strings.NewReader(""), stdout: io.Discard, screen: full{}, stderr: io.Discard}
	c := &watchRun{watchInput: watchInput{Replay: []string{script}, Assets: []string{cables}, Speed: "max", Zone: "UTC", Cores: 1}, JSONL: true}
	if err := c.Run(w); !errors.Is(err, io.ErrShortWrite) || !strings.Contains(err.Error(), "could not be written") {
		t.Errorf("the run ended with %v", err)
	}
}

// full is a disk that is.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestLeft(t *testing.T) {
	for _, c := range []struct {
		passed      time.Duration
		done, total int
		want        string
	}{{10 * time.Second, 1, 4, ", 30s left"}, {time.Second, 0, 4, ""}, {time.Second, 4, 4, ""}} {
		if got := left(c.passed, c.done, c.total); got != c.want {
			t.Errorf("%d of %d after %v: %q, want %q", c.done, c.total, c.passed, got, c.want)
		}
	}
}
