package web

import (
	"net/http"
	"testing"
)

func BenchmarkPages(b *testing.B) {
	for _, path := range []string{"/", "/p/34", aPage, "/register", "/systems", "/group/allies", "/ledger",
		"/delivery", "/delivery?all=1", "/measure/defence-spending-share", "/measure/defence-spending-share/DEU",
		"/measure/defence-spending-share/DEU/2024", "/revisions", "/revisions?all=1", "/what-if?assume=defence-share+all+%3E%3D+2", "/party/DEU", "/programme/investment",
	} {
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
