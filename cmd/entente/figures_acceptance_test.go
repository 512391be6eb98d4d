package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"entente/measure"
)

// runJSON runs a command that may find something, and decodes what it prints.
func runJSON[T any](t *testing.T, args ...string) T {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(append([]string{"--data", t.TempDir()}, args...), nil, &out, &errs); code == exitFailure {
		t.Fatalf("entente %s: %s", strings.Join(args, " "), errs.String())
	}
	var v T
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		t.Fatalf("entente %s: %v", strings.Join(args, " "), err)
	}
	return v
}

// An importReport is what checks of other people read of an import.
type importReport struct {
	Read, Stored, Refused, Empty, Duplicates, Merged int
	Refusals                                         []struct{ Where, Reason string }
}

// TestOfficialWorkbook imports the official tables: the pack carries every figure of them already, and no other of that
// vintage, and the cells that are none are named.
func TestOfficialWorkbook(t *testing.T) {
	workbook := sharedFile(t, "data/nato-defence-expenditure/nato_2024-06_tables_official.xlsx")
	r := runJSON[importReport](t, "import", "--source", "nato-xlsx", "--vintage", "2024-06", "--json", "--dry-run", workbook)
	if r.Stored != 0 || r.Read != r.Refused+r.Empty+r.Duplicates || r.Refused != len(r.Refusals) {
		t.Errorf("read %d, stored %d, refused %d (%d named), empty %d, duplicates %d", r.Read, r.Stored, r.Refused, len(r.Refusals), r.Empty, r.Duplicates)
	}
	const errors, zeros = 30, 10 // #REF! under the last Ally of tables 1, 8a and 8b, and the zeros there in table 8b
	if r.Refused != errors+zeros {
		t.Errorf("refused %d cells, want %d", r.Refused, errors+zeros)
	}
	const repeated = 4 * 31 // table 4 repeats four figures of each Ally
	if figures := r.Duplicates - repeated; figures != 5346+31 {
		t.Errorf("the workbook has %d figures, want 5,346 and 31 of table 4", figures)
	}
}

// TestVerdictsAgainstLongTables holds the verdicts on the two guidelines against the long tables, for every Ally and year: the
// value to the digits given there, and whether it is met.
func TestVerdictsAgainstLongTables(t *testing.T) {
	verdicts := runJSON[[]measure.Verdict](t, "assess", "--party", "ALL", "--known", "2024-12-31", "--json")
	byKey := make(map[string]measure.Verdict)
	for _, v := range verdicts {
		byKey[string(v.Measure)+" "+string(v.Area)+" "+v.Period.String()] = v
	}
	f, err := os.Open(sharedFile(t, "data/nato-defence-expenditure/nato_2024-06_long.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	measures := map[string]string{"defexp_pct_gdp": "defence-spending-share", "equipment_pct": "major-equipment-share"}
	target := map[string]float64{"defexp_pct_gdp": 2, "equipment_pct": 20}
	compared := 0
	for _, row := range rows[1:] {
		series, area, year, estimate, text := row[1], row[2], row[4], row[5] == "1", row[6]
		if measures[series] == "" {
			continue
		}
		v, ok := byKey[measures[series]+" "+area+" "+year]
		if !ok || v.Value == nil {
			t.Errorf("%s %s %s: no value", series, area, year)
			continue
		}
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Value.Float(); got < want-0.0000006 || got > want+0.0000006 || v.Estimate != estimate {
			t.Errorf("%s %s %s: got %v (estimate: %v), want %v (%v)", series, area, year, got, v.Estimate, want, estimate)
		}
		if v.Outcome != measure.NotApplicable && (v.Outcome == measure.Met) != (want >= target[series]) {
			t.Errorf("%s %s %s: %v is %s", series, area, year, want, v.Outcome)
		}
		compared++
	}
	if compared != 363+341 {
		t.Errorf("compared %d figures, want %d", compared, 363+341)
	}
}

// TestExportComesBack exports the figures of a publication in every format, and imports each file into another node: there is
// nothing new in it, and nothing is refused.
func TestExportComesBack(t *testing.T) {
	mapping := func(format string) string {
		name := filepath.Join(t.TempDir(), "mapping.yaml")
		text := "id: back\npublication: nato-defence-expenditure\nformat: " + format + `
columns: {party: REF_AREA, period: TIME_PERIOD, indicator: INDICATOR, part: PART, status: OBS_STATUS, vintage: VINTAGE, multiplier: UNIT_MULT}
values: [{column: OBS_VALUE}]
`
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for format, read := range map[string]string{
		"sdmx-csv": "sdmx-csv", "sdmx-json": "sdmx-json", "sdmx-ml": "sdmx-ml", "sdmx-ml-2.1": "sdmx-ml", "sdmx-ml-2.1-generic": "sdmx-ml",
	} {
		t.Run(format, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run([]string{"--data", t.TempDir(), "export", "nato-defence-expenditure", "--format", format}, nil, &out, &errs); code != exitOK {
				t.Fatal(errs.String())
			}
			file := filepath.Join(t.TempDir(), "export")
			if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			r := runJSON[importReport](t, "import", "--mapping", mapping(read), "--json", "--dry-run", file)
			if r.Stored != 0 || r.Refused != 0 || r.Duplicates != r.Read || r.Read < 5000 {
				t.Errorf("%+v", r)
			}
		})
	}
}
