package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"entente/ledger"
	"entente/node"
)

const invented = "../../node/testdata/pack"

// startServe runs serve in the background. It returns the site's address, and what stops it and returns its exit.
func startServe(t *testing.T, data string) (site string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	screen, out := io.Pipe()
	w := &world{ctx, new(app), strings.NewReader(""), io.Discard, out, io.Discard}
	ended := make(chan error, 1)
	go func() {
		err := w.dispatch([]string{"serve", "--data", data, "--pack", invented, "--address", "127.0.0.1:0"})
		out.CloseWithError(err)
		ended <- err
	}()
	lines := bufio.NewScanner(screen)
	if !lines.Scan() {
		t.Fatalf("serve printed nothing: %v", <-ended)
	}
	address := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+/`).FindString(lines.Text())
	if address == "" {
		t.Fatalf("serve printed %q: want an address on loopback", lines.Text())
	}
	if !lines.Scan() || !strings.Contains(lines.Text(), filepath.Join(data, "token")) {
		t.Errorf("serve printed %q: want where the token is", lines.Text())
	}
	return address, func() error {
		cancel()
		return <-ended
	}
}

func TestServe(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	site, stop := startServe(t, data)
	check := func(path string, want int, contains string) {
		t.Helper()
		resp, err := http.Get(site + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != want || !bytes.Contains(body, []byte(contains)) {
			t.Errorf("GET /%s: %d, %v, %.200q; want %d with %q", path, resp.StatusCode, err, body, want, contains)
		}
	}
	check("", http.StatusOK, "Exercise communiqué")
	check("v1/openapi.json", http.StatusOK, "3.1")
	check("nothing-here", http.StatusNotFound, "")

	t.Run("the folder is in use", func(t *testing.T) {
		var out, errs bytes.Buffer
		add := []string{"fact", "add", "--data", data, "--pack", invented, "--subject", "1/1", "--payload", `{"summary":"x"}`, "--exercise"}
		if code := run(add, nil, &out, &errs); code != exitFailure || out.Len() > 0 || !strings.Contains(errs.String(), "in use by") {
			t.Errorf("fact add: exit %d, %q, %q; want %d and who uses it", code, out.String(), errs.String(), exitFailure)
		}
	})
	t.Run("reading goes on beside it", func(t *testing.T) {
		var out, errs bytes.Buffer
		if code := run([]string{"fact", "list", "--json", "--data", data, "--pack", invented}, nil, &out, &errs); code != exitOK {
			t.Errorf("fact list: exit %d, %q", code, errs.String())
		}
		var list struct{ Facts []ledger.Record }
		if err := json.Unmarshal(out.Bytes(), &list); err != nil || len(list.Facts) != 0 {
			t.Errorf("fact list: %v, %v", list, err)
		}
	})
	if err := stop(); err != nil {
		t.Errorf("stopped: %v", err)
	}
	// The folder is free again.
	p, _, err := loadPack(invented)
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), node.Options{Dir: data, Pack: p})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}
