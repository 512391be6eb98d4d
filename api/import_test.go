package api

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"entente/ledger"
	"entente/measure"
	"entente/measure/table"
	"entente/node"
)

// sources are a table of shares and a workbook, as tests send them.
var sources = []table.Mapping{
	{
		ID: "shares", Publication: "nato-defence-expenditure", Format: table.CSV,
		Columns: table.Columns{Party: table.Field{From: "party"}, Period: table.Field{From: "year"}, Indicator: table.Field{Is: "defence-share"}},
		Values:  []table.Value{{Column: "share"}},
	},
	{
		ID: "book", Publication: "nato-defence-expenditure", Format: table.XLSX,
		Blocks: []table.Block{{Sheet: "A", Head: 1, Names: "A", First: 2, Last: 3, Periods: "B:C", Indicator: "defence-share"}},
	},
}

func shares(rows string) string { return "party,year,share\n" + rows + "\n" }

// importInto sends a file and returns what became of it.
func (g *rig) importInto(query, file string) (out node.Imported) {
	g.Helper()
	w := g.call("POST", "/v1/import?"+query, file, g.signed)
	if w.Code != http.StatusOK {
		g.Fatalf("import %s: %d %s", query, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		g.Fatal(err)
	}
	if sum := out.Stored + out.Refused + out.Empty + out.Duplicates + out.Merged; sum != out.Read {
		g.Errorf("import %s: read %d cells, and %d are accounted for", query, out.Read, sum)
	}
	refused := 0
	for _, r := range out.Refusals {
		refused += r.Cells
	}
	if refused != out.Refused {
		g.Errorf("import %s: refused %d cells, and reasons are given for %d", query, out.Refused, refused)
	}
	return out
}

// TestImport sends a table with a new figure, one that the pack has, one that contradicts it, one that is no number, and none.
func TestImport(t *testing.T) {
	g := newRig(t)
	known := func(party measure.Area) string {
		var l list[figure]
		g.get("/v1/figures?limit=1000&indicator=defence-share&party="+string(party), &l)
		for _, f := range l.Items {
			if f.Period.String() == "2022" && f.Vintage == "2024-06" {
				return f.Value.String()
			}
		}
		t.Fatalf("no figure of %s", party)
		return ""
	}
	file := shares("DEU,2031,2.5\nFRA,2022," + known("FRA") + "\nITA,2022,9.9\nESP,2031,much\nPRT,2031,")
	const query = "source=shares&vintage=2024-06&document=shares.csv"
	check := func(query string, stored, duplicates int) {
		t.Helper()
		out := g.importInto(query, file)
		if out.Stored != stored || out.Duplicates != duplicates || out.Refused != 2 || out.Empty != 1 || len(out.Refusals) != 2 {
			t.Errorf("%s: %+v", query, out)
		}
	}
	count := func() int {
		var l list[ledger.Record]
		g.get("/v1/facts?kind=figures", &l)
		return l.Total
	}
	check(query+"&dry-run=true", 1, 1)
	if n := count(); n != 0 {
		t.Fatalf("a dry run recorded %d facts", n)
	}
	check(query, 1, 1)
	check(query, 0, 2)
	if n := count(); n != 1 {
		t.Errorf("%d facts, want 1", n)
	}
	var l list[figure]
	g.get("/v1/figures?limit=1000&indicator=defence-share&party=DEU", &l)
	f := l.Items[len(l.Items)-1]
	if f.Period.String() != "2031" || f.Document != "shares.csv" || f.Fact == nil {
		t.Fatalf("the last figure of DEU is %+v", f)
	}
	var p proof
	if g.get("/v1/facts/"+f.Fact.String()+"/proof", &p); !strings.Contains(p.Entry, `"2031"`) {
		t.Errorf("the proof of the figure is of %s", p.Entry)
	}
}

// TestImportNewVintage makes a vintage that the pack does not know, which supersedes the earlier ones.
func TestImportNewVintage(t *testing.T) {
	g := newRig(t)
	const fresh = "source=shares&vintage=2026-09"
	g.refuses("POST", "/v1/import?"+fresh, shares("DEU,2023,1.9"), 400, g.signed, "2026-09", "published")
	g.importInto(fresh+"&published=2026-09-01&title=Tables+of+2026", shares("DEU,2023,1.9"))
	value := func(known string) string {
		var l list[measure.Verdict]
		g.get("/v1/verdicts?measure=defence-spending-share&party=DEU&at=2023&known="+known, &l)
		return l.Items[0].Value.String()
	}
	if before, after := value("2026-08-31"), value("2026-09-01"); before == "1.9" || after != "1.9" {
		t.Errorf("known before %s and after %s", before, after)
	}
	var l list[measure.Publication]
	g.get("/v1/publications", &l)
	at := slices.IndexFunc(l.Items, func(p measure.Publication) bool { return p.ID == "nato-defence-expenditure" })
	all := l.Items[at].Vintages
	if v := all[len(all)-1]; v.ID != "2026-09" || v.Title != "Tables of 2026" || v.Published.String() != "2026-09-01" {
		t.Errorf("the last vintage is %+v", v)
	}
}

// TestImportAtOnce sends one file several times at once: it is stored once, and whoever comes too early is told so.
func TestImportAtOnce(t *testing.T) {
	g := newRig(t)
	file := shares("DEU,2031,2.5\nFRA,2031,2.6")
	const senders = 8
	answers := make([]*httptest.ResponseRecorder, senders)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = g.call("POST", "/v1/import?source=shares&vintage=2024-06", file, g.signed) })
	}
	wg.Wait()
	stored := 0
	for _, w := range answers {
		var out node.Imported
		switch err := json.Unmarshal(w.Body.Bytes(), &out); {
		case w.Code == http.StatusConflict:
		case w.Code != http.StatusOK || err != nil:
			t.Errorf("%d %s", w.Code, w.Body)
		default:
			stored += out.Stored
		}
	}
	if stored != 2 {
		t.Errorf("%d figures stored, want 2", stored)
	}
}

func TestImportProblems(t *testing.T) {
	g := newRig(t)
	check := func(query, file string, want int, words ...string) {
		t.Helper()
		g.refuses("POST", "/v1/import?"+query, file, want, g.signed, words...)
	}
	file := shares("DEU,2031,2")
	const query = "source=shares&vintage=2024-06"
	g.refuses("POST", "/v1/import?"+query+"&dry-run=true", file, 401, nil, "token")
	g.refuses("GET", "/v1/import", "", 405, nil, "POST")
	check("", file, 400, "source")
	check("source=none", file, 400, "none", "nato-xlsx")
	check("source=shares", file, 400, "vintage")
	check(query, "", 400, "body")
	check(query, "party,year\nDEU,2031\n", 400, "share")
	check(query+"&published=2024", file, 400, "published", "YYYY-MM-DD")
	check(query+"&dry-run=perhaps", file, 400, "true or false")
	check(query+"&mapping=x", file, 400, "mapping")
	check("source=shares&vintage=new&published=2024-06-17", file, 409, "2024-06-17")
	check("source=book&vintage=2024-06", "no workbook", 422)
	check("source=book&vintage=2024-06", "PK\x03\x04 cut off", 400, "damaged")
}

// TestImportTooLarge sends a file of no end.
func TestImportTooLarge(t *testing.T) {
	g := newRig(t)
	g.refuses("POST", "/v1/import?source=shares", "", 413, func(r *http.Request) {
		g.signed(r)
		r.Body = io.NopCloser(endless{})
	}, "entente import")
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

// TestImportWorkbook sends the official workbook as doc/api.md does. The pack has carried its figures over: all are there.
func TestImportWorkbook(t *testing.T) {
	path := filepath.Join(cmp.Or(os.Getenv("ENTENTE_SHARED"), "../../shared"), "data/nato-defence-expenditure/nato_2024-06_tables_official.xlsx")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("no %s: set ENTENTE_SHARED to the folder that holds it", path)
	}
	doc, err := os.ReadFile("../doc/api.md")
	if err != nil {
		t.Fatal(err)
	}
	m := importExample.FindSubmatch(doc)
	if m == nil {
		t.Fatal("doc/api.md has no example of an import")
	}
	u, err := url.Parse(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	g := newRig(t)
	out := g.importInto(u.RawQuery, string(b))
	for _, r := range out.Refusals {
		if strings.Contains(r.Where, "!") && r.Cells != 1 {
			t.Errorf("%d cells are refused together at %s", r.Cells, r.Where)
		}
	}
	if out.Stored != 0 || out.Duplicates < 3000 || out.Refused > 50 {
		t.Errorf("read %d, stored %d, duplicates %d, refused %d", out.Read, out.Stored, out.Duplicates, out.Refused)
	}
}
