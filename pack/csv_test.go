package pack_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"entente"
	"entente/pack"
)

func TestWriteCSV(t *testing.T) {
	p := mustLoad(t, map[string]string{"p.yaml": minimal})
	var b strings.Builder
	if err := pack.WriteCSV(&b, p.Entries, p); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("got %d rows, %v", len(rows), err)
	}
	want := [][3]string{
		{"id", "accord/1/1", "accord/2/1"},
		{"statements", "accord/1/1", "accord/2/1; accord/2/2"},
		{"provisions", "1", "2"},
		{"kind", "context", "undertaking"},
		{"act", "assessment", "commitment"},
		{"acts", "assessment", "commitment; position"},
		{"title_en", "Peace matters", "Spend at least half"},
		{"title_zh", "和平重要", "至少花一半"},
		{"summary_en", "", "Members spend at least half."},
		{"summary_zh", "", "成员国至少花一半。"},
		{"bearer", "members", "members"},
		{"bearer_en", "Members", "Members"},
		{"bearer_zh", "成员国", "成员国"},
		{"addressee", "", "council; BET"},
		{"addressee_en", "", "Council; Beta"},
		{"addressee_zh", "", "理事会; 乙国"},
		{"quantities_en", "", ">= 50.0% of budget (spending)"},
		{"quantities_zh", "", ">= 50.0% of budget (开支)"},
		{"deadline_en", "", "every year until 2025"},
		{"deadline_zh", "", "至2025年每年"},
		{"due", "", "2025"},
		{"recurs", "", "P1Y"},
		{"instruments", "", "annex"},
		{"instruments_en", "", "Annex"},
		{"instruments_zh", "", "附件"},
		{"programme", "peace", "money"},
		{"programme_en", "Peace", "Money"},
		{"programme_zh", "和平", "资金"},
		{"systems", "", "S1"},
	}
	if len(rows[0]) != len(want) {
		t.Fatalf("got %d columns, want %d: %q", len(rows[0]), len(want), rows[0])
	}
	for i, w := range want {
		if got := [3]string{rows[0][i], rows[1][i], rows[2][i]}; got != w {
			t.Errorf("column %d: got %q, want %q", i+1, got, w)
		}
	}
}

// A cell that begins like a formula is text to a spreadsheet.
func TestCSVHoldsNoFormula(t *testing.T) {
	p := mustLoad(t, map[string]string{"p.yaml": minimal})
	check := func(title, want string) {
		t.Helper()
		e := p.Entries[0]
		e.Title = entente.Wording{"en": title, "zh": "无"}
		var b strings.Builder
		if err := pack.WriteCSV(&b, []entente.Undertaking{e}, p); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil || rows[1][6] != want {
			t.Errorf("%q: got %q, %v, want %q", title, rows[1][6], err, want)
		}
	}
	check(`=HYPERLINK("http://example.org","x")`, `'=HYPERLINK("http://example.org","x")`)
	check("+1", "'+1")
	check("-1", "'-1")
	check("@SUM(A1)", "'@SUM(A1)")
	check("\t=1", "'\t=1")
	check("＝1", "'＝1")
	check("2 = 2", "2 = 2")
	check(">= 2%", ">= 2%")
	check("a \"quote\", and\nmore", "a \"quote\", and\nmore")
	check("", "")
}

type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWriteCSVFails(t *testing.T) {
	p := mustLoad(t, map[string]string{"p.yaml": minimal})
	if err := pack.WriteCSV(fullDisk{}, p.Entries, p); !errors.Is(err, errFull) {
		t.Errorf("got %v, want the writer's error", err)
	}
}
