package node_test

import (
	"strings"
	"testing"

	"entente/node"
)

func TestSearch(t *testing.T) {
	n := open(t, node.Options{})
	find := func(t *testing.T, query string) []node.Hit {
		t.Helper()
		hits, err := n.Search(t.Context(), query, 10)
		must(t, err)
		return hits
	}
	finds := func(query string, kind node.HitKind, id string) {
		t.Run(query, func(t *testing.T) {
			hits := find(t, query)
			for _, h := range hits {
				if h.Kind == kind && h.ID == id {
					return
				}
			}
			t.Errorf("got %v, want %s %s", hits, kind, id)
		})
	}
	first := func(query string, kind node.HitKind, id string) {
		t.Run(query+" first", func(t *testing.T) {
			if hits := find(t, query); len(hits) == 0 || hits[0].Kind != kind || hits[0].ID != id {
				t.Errorf("got %v, want %s %s first", hits, kind, id)
			}
		})
	}
	nothing := func(query string) {
		t.Run("nothing for "+query, func(t *testing.T) {
			if hits := find(t, query); len(hits) > 0 {
				t.Errorf("got %v", hits)
			}
		})
	}
	const entry = "exercise-2031/1/1"
	finds("电缆", node.HitUndertaking, entry)
	finds("电缆", node.HitSystem, "X001")
	finds("海底电缆", node.HitUndertaking, entry)
	finds("保护海底通信电缆", node.HitUndertaking, entry) // most of its pairs
	finds("缆", node.HitUndertaking, entry)
	finds("海底 电缆", node.HitUndertaking, entry)
	finds("cable", node.HitUndertaking, entry)
	finds("protecting cables", node.HitUndertaking, entry)
	finds("the cables", node.HitUndertaking, entry)
	finds("guard undersea", node.HitUndertaking, entry) // one word in the title, one in the summary
	finds("exercise plan", node.HitUndertaking, entry)  // it cites the plan
	finds("CABLE", node.HitUndertaking, entry)
	finds("Turkiye", node.HitParty, "TUR")
	finds("Türkiye", node.HitParty, "TUR")
	finds("海底infrastructure", node.HitProgramme, "undersea")
	finds("short", node.HitContext, "exercise-2031/2/2")
	first("X001", node.HitSystem, "X001")
	first("x001", node.HitSystem, "X001")
	first("1/2", node.HitUndertaking, entry)
	first("exercise-2031/1/3", node.HitUndertaking, "exercise-2031/1/3")
	first("DEU", node.HitParty, "DEU")
	first("council", node.HitBody, "council")
	nothing("")
	nothing("  ")
	nothing("the")
	nothing("zebra")
	nothing("cable zebra")
	nothing("底海")
	nothing("*")
	nothing(`"`)
}

func TestSearchSnippet(t *testing.T) {
	n := open(t, node.Options{})
	check := func(query, want string) {
		t.Helper()
		hits, err := n.Search(t.Context(), query, 1)
		must(t, err)
		if len(hits) != 1 || !strings.Contains(hits[0].Snippet, want) {
			t.Errorf("%s: got %+v, want a snippet with %q", query, hits, want)
		}
	}
	check("guard", "will guard the cables")
	check("守护", "共同守护海床上的电缆")
}

func TestSearchLimit(t *testing.T) {
	n := open(t, node.Options{})
	for _, limit := range []int{0, 1, 2} {
		if hits, err := n.Search(t.Context(), "电缆", limit); err != nil || len(hits) != limit {
			t.Errorf("limit %d: got %d hits, %v", limit, len(hits), err)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"电缆", "cable", "海底 cable", "a*b?", "\x00", "ü\u0308", "缆", "（）"} {
		f.Add(s)
	}
	n, err := node.Open(f.Context(), node.Options{Dir: f.TempDir(), Pack: testPack(f)})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { n.Close() })
	f.Fuzz(func(t *testing.T, query string) {
		if _, err := n.Search(t.Context(), query, 5); err != nil {
			t.Errorf("%q: %v", query, err)
		}
	})
}
