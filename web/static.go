package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"entente/internal/chart"
)

// The folder static/built is made by make from web/map; it is not there before the first make, and the pages do without.
//
//go:embed static
var staticFiles embed.FS

// Assets are files of the program itself, served under names that change with their content.
type assets struct {
	files map[string]asset // by name, such as "style.css"
}

type asset struct {
	data    []byte
	version string // of the content
	packed  bool   // the data is gzip
}

func readAssets(fsys fs.FS) (assets, error) {
	a := assets{make(map[string]asset)}
	names, err := fs.Glob(fsys, "static/*.*")
	if err != nil {
		return assets{}, err
	}
	built, err := fs.Glob(fsys, "static/built/*")
	if err != nil {
		return assets{}, err
	}
	for _, name := range append(names, built...) {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return assets{}, err
		}
		if path.Base(name) == "style.css" {
			data = slices.Concat(data, []byte("\n/* Charts */\n"), []byte(chart.Style()))
		}
		sum := sha256.Sum256(data)
		plain, packed := strings.CutSuffix(path.Base(name), ".gz")
		a.files[plain] = asset{data, hex.EncodeToString(sum[:8]), packed}
	}
	return a, nil
}

// url returns the address of a file. It fails for one that is not there, so that no page asks in vain.
func (a assets) url(name string) (string, error) {
	f, ok := a.files[name]
	if !ok {
		return "", fmt.Errorf("web: static file %q: %w", name, fs.ErrNotExist)
	}
	return "/static/" + name + "?v=" + f.version, nil
}

// ServeHTTP serves the file that the path names. A file asked for by its present version may be kept for good.
func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	f, ok := a.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	cache := "no-cache"
	if r.URL.Query().Get("v") == f.version {
		cache = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", cache)
	w.Header().Set("ETag", `"`+f.version+`"`)
	if path.Ext(name) == ".mjs" {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8") // unknown to some machines' tables
	}
	if f.packed {
		w.Header().Set("Vary", "Accept-Encoding")
	}
	if f.packed && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		f.packed = false
	}
	data, err := f.plain()
	if err != nil {
		http.Error(w, "this file cannot be unpacked; build the program again", http.StatusInternalServerError)
		return
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
}

// plain returns the data unpacked: for the few who do not take it packed.
func (f asset) plain() ([]byte, error) {
	if !f.packed {
		return f.data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(f.data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
