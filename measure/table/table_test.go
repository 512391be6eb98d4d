package table_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"entente/measure"
	"entente/measure/table"
)

// shared returns a file of the material that lies beside the repository, or skips the test.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	path := filepath.Join(cmp.Or(os.Getenv("ENTENTE_SHARED"), filepath.Join("..", "..", "..", "shared")), "data", filepath.FromSlash(name))
	b, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("no %s: set ENTENTE_SHARED to the folder that holds data/%s", path, name)
	}
	return b
}

// mapping reads a mapping in YAML, as packs have them.
func mapping(t testing.TB, text string) table.Mapping {
	t.Helper()
	var tree any
	if err := yaml.Unmarshal([]byte(text), &tree); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	var m table.Mapping
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

func natoMapping(t testing.TB) table.Mapping {
	t.Helper()
	b, err := os.ReadFile("testdata/nato.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return mapping(t, string(b))
}

// allies are names as a pack has them.
var allies = map[string]measure.Area{
	"Albania": "ALB", "Belgium": "BEL", "Bulgaria": "BGR", "Canada": "CAN", "Croatia": "HRV", "Czech Republic": "CZE", "Denmark": "DNK",
	"Estonia": "EST", "Finland": "FIN", "France": "FRA", "Germany": "DEU", "Greece": "GRC", "Hungary": "HUN", "Iceland": "ISL", "Italy": "ITA",
	"Latvia": "LVA", "Lithuania": "LTU", "Luxembourg": "LUX", "Montenegro": "MNE", "Netherlands": "NLD", "North Macedonia": "MKD", "Norway": "NOR",
	"Poland": "POL", "Portugal": "PRT", "Romania": "ROU", "Slovakia": "SVK", "Slovenia": "SVN", "Spain": "ESP", "Sweden": "SWE", "Turkey": "TUR",
	"United Kingdom": "GBR", "United States": "USA",
}

// names returns the allies by name and code, and the groups by code.
func names(t testing.TB) *table.Names {
	t.Helper()
	n := table.NewNames()
	add := func(name string, a measure.Area) {
		if err := n.Add(name, a); err != nil {
			t.Fatal(err)
		}
	}
	for name, a := range allies {
		add(name, a)
		add(string(a), a)
	}
	add("NATO", "NATO")
	add("NATO_EUR_CAN", "NATO_EUR_CAN")
	return n
}

// run imports data and checks that every cell is accounted for.
func run(t testing.TB, data []byte, m table.Mapping, c table.Context) table.Result {
	t.Helper()
	r, err := table.Import(bytes.NewReader(data), m, c)
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	return r
}

// balanced fails the test unless every cell is accounted for, counted anew from what the result lists.
func balanced(t testing.TB, r table.Result) {
	t.Helper()
	refused, ignored := 0, 0
	for _, x := range r.Refusals {
		if refused += x.Cells; x.Cells < 1 || x.Where == "" || x.Reason == "" {
			t.Errorf("refusal %+v says too little", x)
		}
	}
	for _, x := range r.Ignored {
		ignored += x.Cells
	}
	c := r.Count
	if c.Read != len(r.Figures)+c.Merged+c.Empty+c.Duplicates+refused || ignored != c.Ignored {
		t.Errorf("%v: %d figures, %d refused, %d ignored", c, len(r.Figures), refused, ignored)
	}
	if err := r.Check(); err != nil {
		t.Error(err)
	}
}

// readCSV returns the rows of a CSV file by column.
func readCSV(t testing.TB, data []byte) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, r := range rows[1:] {
		m := make(map[string]string)
		for i, h := range rows[0] {
			m[h] = r[i]
		}
		all = append(all, m)
	}
	return all
}

func lines(refusals []table.Refusal) string {
	var b strings.Builder
	for _, r := range refusals {
		b.WriteString(r.String() + "\n")
	}
	return b.String()
}

func TestRefusalEach(t *testing.T) {
	check := func(r table.Refusal, want ...string) {
		t.Helper()
		var got []string
		for _, x := range r.Each() {
			got = append(got, fmt.Sprint(x.Where, " ", x.Cells))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: got %q, want %q", r, got, want)
		}
	}
	check(table.Refusal{"T!D42:F42", "no figure", 3}, "T!D42 1", "T!E42 1", "T!F42 1")
	check(table.Refusal{"T!D42:E43", "no figure", 4}, "T!D42 1", "T!E42 1", "T!D43 1", "T!E43 1")
	check(table.Refusal{"T!D42", "no figure", 1}, "T!D42 1")
	check(table.Refusal{"T!D42:F42", "no figure", 2}, "T!D42:F42 2") // not all of the run
	check(table.Refusal{"line 3 to line 7, 5 cells", "no figure", 5}, "line 3 to line 7, 5 cells 5")
}
