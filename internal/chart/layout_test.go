package chart

import (
	"fmt"
	"testing"
)

// layers returns the layer of each box.
func layers(c Graph) map[string]int {
	l := newLayout(c)
	m := map[string]int{}
	for _, n := range l.nodes {
		if n.box != nil {
			m[n.box.ID] = n.layer
		}
	}
	return m
}

func graphOf(arrows ...string) (c Graph) {
	seen := map[string]bool{}
	for _, a := range arrows {
		for _, id := range []string{a[:1], a[1:]} {
			if !seen[id] {
				c.Boxes = append(c.Boxes, Box{ID: id, Name: id})
			}
			seen[id] = true
		}
		c.Arrows = append(c.Arrows, Arrow{a[:1], a[1:]})
	}
	return c
}

func TestLayers(t *testing.T) {
	check := func(want string, arrows ...string) {
		t.Helper()
		got := ""
		m := layers(graphOf(arrows...))
		for _, id := range []string{"a", "b", "c", "d", "e"} {
			if n, ok := m[id]; ok {
				got += fmt.Sprint(id, n, " ")
			}
		}
		if got != want {
			t.Errorf("%v: %s, want %s", arrows, got, want)
		}
	}
	check("a0 b1 ", "ab")
	check("a0 b1 c2 ", "ab", "bc", "ac")
	check("a0 b1 c2 d3 ", "ac", "ab", "bc", "cd", "ad")
	check("a0 b1 c0 d2 ", "ab", "cd", "bd")
	check("a0 b1 c2 ", "ab", "bc", "ca") // a cycle is opened where it is closed
	check("a0 b1 ", "ab", "ba")
}

func TestLayersFollowArrows(t *testing.T) {
	for seed := range uint64(200) {
		c := newMaker(seed).graph(20)
		c.Arrows = c.Arrows[:len(c.Arrows)-3] // without the cycle
		m := layers(c)
		for _, a := range c.Arrows {
			if a.From != a.To && m[a.From] >= m[a.To] {
				t.Fatalf("seed %d: %v leads from layer %d to %d", seed, a, m[a.From], m[a.To])
			}
		}
	}
}

func TestOrderUncrosses(t *testing.T) {
	c := graphOf("ax", "by", "cz", "dw")
	c.Boxes = append(c.Boxes, Box{ID: "v"})
	c.Arrows = []Arrow{{"a", "w"}, {"b", "z"}, {"c", "y"}, {"d", "x"}}
	l := newLayout(c)
	for i := range l.nodes {
		l.nodes[i].height = 20
	}
	l.arrange()
	if n := crossings(l); n != 0 {
		t.Errorf("%d crossings", n)
	}
}

// crossings counts pairs of hops between the same layers whose ends are in opposite order.
func crossings(l layout) (n int) {
	place := map[int]int{}
	for _, layer := range l.layers {
		for i, node := range layer {
			place[node] = i
		}
	}
	var hops []*hop
	for _, e := range l.edges {
		hops = append(hops, e.hops...)
	}
	for i, a := range hops {
		for _, b := range hops[i+1:] {
			if l.nodes[a.from].layer == l.nodes[b.from].layer && (place[a.from]-place[b.from])*(place[a.to]-place[b.to]) < 0 {
				n++
			}
		}
	}
	return n
}

// TestBoxesAreApart draws many graphs: no box may lie on another, and no arrow may pass a layer through a box.
func TestBoxesAreApart(t *testing.T) {
	for seed := range uint64(60) {
		m := newMaker(seed)
		c := m.graph(5 + m.IntN(35))
		if seed%3 == 0 {
			c = m.layered()
		}
		g := graph{Graph: c, frame: newFrame(c.Text, Options{}, ownWidth), layout: newLayout(c), boxWidth: 150}
		for i := range g.nodes {
			g.measure(&g.nodes[i])
		}
		g.arrange()
		bottom := g.settle(0)
		for _, layer := range g.layers {
			for i := range layer[1:] {
				a, b := g.nodes[layer[i]], g.nodes[layer[i+1]]
				if b.y-b.height/2 < a.y+a.height/2 {
					t.Fatalf("seed %d: nodes at %v and %v of heights %v and %v", seed, a.y, b.y, a.height, b.height)
				}
				if b.y+b.height/2 > bottom+1e-6 {
					t.Fatalf("seed %d: a node ends at %v, below %v", seed, b.y+b.height/2, bottom)
				}
			}
		}
	}
}
