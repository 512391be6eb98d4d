package node_test

import (
	"io/fs"
	"testing"

	"entente"
	"entente/measure"
	"entente/node"
	"entente/pack"
)

// benchNode opens a node with the largest pack there is.
func benchNode(b *testing.B, p *pack.Pack) *node.Node {
	b.Helper()
	n, err := node.Open(b.Context(), node.Options{Dir: b.TempDir(), Pack: p, ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { n.Close() })
	return n
}

func benchPack(b testing.TB) *pack.Pack {
	b.Helper()
	fsys, err := fs.Sub(entente.Packs, "packs/vilnius")
	if err != nil {
		b.Fatal(err)
	}
	p, err := pack.Load(fsys)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// BenchmarkFirstSearch builds the index, which the first search of a process does.
func BenchmarkFirstSearch(b *testing.B) {
	p := benchPack(b)
	for b.Loop() {
		if _, err := benchNode(b, p).Search(b.Context(), "海底设施", 20); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	n := benchNode(b, benchPack(b))
	for b.Loop() {
		hits, err := n.Search(b.Context(), "海底设施 infrastructure", 20)
		if err != nil || len(hits) == 0 {
			b.Fatal(len(hits), err)
		}
	}
}

func BenchmarkRegister(b *testing.B) {
	n := benchNode(b, benchPack(b))
	for b.Loop() {
		if len(n.Register(node.Filter{Programme: "undersea", Act: entente.Commitment})) == 0 {
			b.Fatal("nothing found")
		}
	}
}

// BenchmarkAssessCold computes, from the figures that the pack carries, every verdict of every measure, party and year as each
// vintage would have had it.
func BenchmarkAssessCold(b *testing.B) {
	p := benchPack(b)
	verdicts := 0
	for b.Loop() {
		data := measure.NewData(p.Book)
		for _, f := range p.FigureFiles {
			f.Load(data, p.ID)
		}
		data.Prepare()
		verdicts = 0
		for _, pub := range p.Book.Publications {
			for _, v := range pub.Vintages {
				verdicts += len(data.Assess(measure.Query{Known: v.Published, Groups: true}))
			}
		}
	}
	b.ReportMetric(float64(verdicts), "verdicts")
}
