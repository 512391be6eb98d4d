package features

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func serve(t *testing.T, n int) *httptest.Server {
	t.Helper()
	var all []Item
	for i := range n {
		at := time.Date(2030, 1, 1+i, 0, 0, 0, 0, time.UTC)
		f := fmt.Sprintf(`{"type":"Feature","id":"w-%d","properties":{"name":"Ship %d","time":%q},"geometry":{"type":"Point","coordinates":[%d,57]}}`, i, i, at.Format(time.RFC3339), 15+i)
		all = append(all, Item{fmt.Sprint("w-", i), at, float64(15 + i), 57, json.RawMessage(f)})
	}
	items := func(context.Context) ([]Item, error) {
		if n < 0 {
			return nil, errors.New("broken")
		}
		return all, nil
	}
	h := New("/v1/warnings", Collection{"warnings", "Warnings", "Confirmed warnings", items}, func(error) {})
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, at string) (int, string) {
	t.Helper()
	r, err := http.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b) {
		t.Errorf("%s: no JSON: %s", at, b)
	}
	return r.StatusCode, string(b)
}

func TestAnswers(t *testing.T) {
	s := serve(t, 3)
	const items = "/v1/warnings/collections/warnings/items"
	check := func(path string, code int, want ...string) {
		t.Helper()
		got, body := get(t, s.URL+path)
		if got != code {
			t.Errorf("%s: status %d, want %d: %s", path, got, code, body)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s: no %s in %s", path, w, body)
			}
		}
	}
	check("/v1/warnings", 200, s.URL+"/v1/warnings/collections", "service-desc")
	check("/v1/warnings/conformance", 200, "ogcapi-features-1/1.0/conf/core")
	check("/v1/warnings/api", 200, `"openapi":"3.0.3"`)
	check("/v1/warnings/collections", 200, `"bbox":[[15,57,17,57]]`, "2030-01-03T00:00:00Z")
	check("/v1/warnings/collections/warnings", 200, items)
	check("/v1/warnings/collections/others", 404, "NotFound")
	check(items, 200, `"numberMatched":3`, `"numberReturned":3`)
	check(items+"?limit=1", 200, `"numberReturned":1`, `limit=1\u0026offset=1`, `"rel":"next"`)
	check(items+"?offset=2&limit=5", 200, `"numberReturned":1`, "w-2")
	check(items+"?offset=9", 200, `"features":[]`)
	check(items+"?bbox=15.5,50,16.5,60", 200, `"numberMatched":1`, "w-1")
	check(items+"?bbox=170,50,15,60", 200, `"numberMatched":1`, "w-0")
	check(items+"?bbox=1,2,3", 400, "west,south,east,north")
	check(items+"?datetime=2030-01-02T00:00:00Z/..", 200, `"numberMatched":2`)
	check(items+"?datetime=2030-01-02", 200, `"numberMatched":1`)
	check(items+"?datetime=yesterday", 400, "datetime")
	check(items+"?limit=0", 400, "limit")
	check(items+"?colour=red", 400, "unknown")
	check(items+"/w-1", 200, `"id":"w-1"`)
	check(items+"/w-9", 404)
	check("/v1/warnings/elsewhere", 404)
	broken := serve(t, -1)
	if code, _ := get(t, broken.URL+items); code != 500 {
		t.Errorf("broken: status %d", code)
	}
}

// TestOgrinfo opens the collection with GDAL.
func TestOgrinfo(t *testing.T) {
	if _, err := exec.LookPath("ogrinfo"); err != nil {
		t.Skip("without ogrinfo")
	}
	for n, want := range map[int]string{0: "warnings", 250: "Feature Count: 250"} {
		s := serve(t, n%170) // longitudes stay below 180
		if n > 0 {
			want = fmt.Sprintf("Feature Count: %d", n%170)
		}
		out, err := exec.Command("ogrinfo", "-al", "-so", "OAPIF:"+s.URL+"/v1/warnings").CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%d features: %v\n%s", n, err, out)
		}
	}
}
