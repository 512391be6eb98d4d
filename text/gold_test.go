package text

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"entente"
)

// A goldStatement is a statement as careful readers annotated it; see the codebook beside the file.
type goldStatement struct {
	Provision  int           `json:"p"`
	Number     int           `json:"s"`
	Start      string        `json:"text_start"`
	Act        entente.Act   `json:"act"`
	Acts       []entente.Act `json:"acts"`
	Quantities []struct {
		Value json.Number `json:"value"`
	} `json:"quantities"`
	Deadline *string `json:"deadline"`
}

func readGold(t *testing.T, path string) []goldStatement {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []goldStatement
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var g goldStatement
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			t.Fatalf("%s:%d: %v", path, len(out)+1, err)
		}
		out = append(out, g)
	}
	return out
}

// find returns the statement of the gold's provision that begins as the gold says, or nil.
func find(r *Reading, g goldStatement) *entente.Statement {
	i := slices.IndexFunc(r.Statements, func(s entente.Statement) bool {
		return s.Provision == g.Provision && strings.HasPrefix(squeeze(s.Text), squeeze(g.Start))
	})
	if i < 0 {
		return nil
	}
	return &r.Statements[i]
}

func values(figures []entente.Figure) (out []string) {
	for _, f := range figures {
		out = append(out, f.Value.String())
	}
	return out
}

// TestGold holds the reader to the bars of its acceptance on the real communiqué.
func TestGold(t *testing.T) {
	gold := readGold(t, shared(t, "gold", "vilnius-001-045.jsonl"))
	b, err := os.ReadFile(shared(t, "corpus", "vilnius-2023.zh.txt"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(string(b), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var right, among, found int
	truePositive, falsePositive, falseNegative := map[entente.Act]float64{}, map[entente.Act]float64{}, map[entente.Act]float64{}
	type tally struct{ right, all int }
	blocks := map[int]tally{}
	covered := map[int]bool{}
	for _, g := range gold {
		covered[g.Provision] = true
		block := blocks[(g.Provision-1)/15]
		block.all++
		s := find(r, g)
		switch {
		case s == nil:
			t.Logf("¶%d.%d %q not found", g.Provision, g.Number, g.Start)
			falseNegative[g.Act]++
		case s.Act == g.Act:
			right++
			block.right++
			truePositive[g.Act]++
		default:
			t.Logf("%v is %s, read as %s %q: %s", s.ID, g.Act, s.Act, s.Rules, s.Text)
			falseNegative[g.Act]++
			falsePositive[s.Act]++
		}
		blocks[(g.Provision-1)/15] = block
		if s == nil {
			continue
		}
		found++
		if slices.Contains(g.Acts, s.Act) {
			among++
		}
		var want []string
		for _, q := range g.Quantities {
			want = append(want, q.Value.String())
		}
		if have := values(s.Quantities); len(want) > 0 && !slices.Equal(have, want) {
			t.Errorf("%v: quantities %v, want %v", s.ID, have, want)
		}
		if g.Deadline != nil && s.Deadline == nil {
			t.Errorf("%v: no deadline, want %q", s.ID, *g.Deadline)
		}
	}
	read := 0
	for _, s := range r.Statements {
		if covered[s.Provision] {
			read++
		}
	}
	accuracy := float64(right) / float64(len(gold))
	segmentation := 2 * float64(found) / float64(read+len(gold))
	macro := 0.0
	for _, a := range entente.Acts {
		macro += 2 * truePositive[a] / max(2*truePositive[a]+falsePositive[a]+falseNegative[a], 1) / float64(len(entente.Acts))
	}
	t.Logf("segmentation F1 %.3f, act accuracy %.3f (%.3f among acts), macro F1 %.3f", segmentation, accuracy, float64(among)/float64(len(gold)), macro)
	for i := range len(blocks) {
		t.Logf("¶%d–%d: %d of %d", 15*i+1, 15*i+15, blocks[i].right, blocks[i].all)
	}
	if segmentation < 0.99 || accuracy < 0.90 || macro < 0.85 {
		t.Error("want segmentation F1 of 0.99, act accuracy of 0.90 and macro F1 of 0.85")
	}
}
