package web

import (
	"net/http"
	"testing"
)

func BenchmarkPages(b *testing.B) {
	for _, path := range []string{"/", "/p/34", aPage, "/register", "/systems", "/group/allies", "/ledger"} {
		b.Run(path, func(b *testing.B) {
			visitor := newBrowser(b)
			for b.Loop() {
				if w := visitor.do("GET", path, "", nil); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
