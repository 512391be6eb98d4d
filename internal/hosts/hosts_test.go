package hosts_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"entente/internal/hosts"
)

func TestGuard(t *testing.T) {
	h := hosts.Guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }), "register.example")
	check := func(host string, want int) {
		t.Helper()
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%q: got %d, want %d", host, w.Code, want)
		}
	}
	const ok, refused = http.StatusOK, http.StatusMisdirectedRequest
	check("localhost", ok)
	check("localhost:8080", ok)
	check("LocalHost.:8080", ok)
	check("127.0.0.1:1", ok)
	check("127.0.0.2", ok)
	check("[::1]:8080", ok)
	check("[::1]", ok)
	check("register.example:443", ok)
	check("REGISTER.example", ok)
	check("", refused)
	check("evil.example", refused)
	check("localhost.evil.example", refused)
	check("192.168.1.1:8080", refused)
	check("0.0.0.0:8080", refused)
	check("127.0.0.1.evil.example", refused)
}
