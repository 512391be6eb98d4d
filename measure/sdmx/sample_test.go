package sdmx

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"entente"
)

// sharedFiles returns the files of the material that lies beside the repository, or skips the test.
func sharedFiles(t testing.TB, pattern string) []string {
	t.Helper()
	root := cmp.Or(os.Getenv("ENTENTE_SHARED"), filepath.Join("..", "..", "..", "shared"))
	files, err := filepath.Glob(filepath.Join(root, "data", pattern))
	if err != nil || len(files) == 0 {
		t.Skipf("no %s in %s: set ENTENTE_SHARED to the folder that holds it", pattern, root)
	}
	return files
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// samples returns the messages of data among the specimens, by the end of their names.
func samples(t testing.TB) map[string]Message {
	t.Helper()
	all := map[string]Message{}
	for _, pattern := range []string{"sdmx/csv/*.csv", "sdmx/ECB_EXR/*.json", "sdmx/ECB_EXR/ng-[ft]*.xml", "sdmx/ECB_EXR/1/M*.xml", "sdmx/OECD/*.json"} {
		for _, name := range sharedFiles(t, pattern) {
			m, err := Parse(readFile(t, name), Options{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			reconcile(t, name, m)
			all[filepath.Base(name)] = m
		}
	}
	return all
}

// reconcile checks that all that was read is accounted for.
func reconcile(t testing.TB, what string, m Message) {
	t.Helper()
	kept := 0
	for _, d := range m.Datasets {
		kept += len(d.Observations)
		for _, o := range d.Observations {
			if len(o.Key) != len(d.Dimensions) || len(o.Measures) != len(d.Measures) || len(o.Attributes) != len(d.Attributes) {
				t.Errorf("%s: %v: a row of another width than its dataset", what, o.Where)
			}
		}
	}
	if m.Kept != kept || m.Read != m.Kept+m.Empty+len(m.Refused) {
		t.Errorf("%s: read %d, kept %d (there are %d), empty %d, refused %d", what, m.Read, m.Kept, kept, m.Empty, len(m.Refused))
	}
	for _, r := range m.Refused {
		if r.Reason == "" || r.Where == (Place{}) {
			t.Errorf("%s: refused without place or reason: %+v", what, r)
		}
	}
}

// flat writes each observation as a line, without what formats need not keep: the order of components, places, names.
func flat(m Message) []string {
	var lines []string
	for _, d := range m.Datasets {
		for _, o := range d.Observations {
			said := map[string]string{}
			for i, k := range o.Key {
				said[d.Dimensions[i].ID] = k
			}
			for i, v := range slices.Concat(o.Measures, o.Attributes) {
				said[slices.Concat(d.Measures, d.Attributes)[i].ID] = fmt.Sprintf("%q", v)
			}
			var parts []string
			for id, s := range said {
				if s != "" && s != fmt.Sprintf("%q", Value{}) {
					parts = append(parts, id+"="+s)
				}
			}
			slices.Sort(parts)
			r := d.Structure.versioned()
			lines = append(lines, fmt.Sprintf("%s %v %s: %s", r.Kind, r, d.Action, strings.Join(parts, " ")))
		}
	}
	return lines
}

func firstDifference(got, want []string) string {
	for i := range max(len(got), len(want)) {
		if g, w := at(got, i), at(want, i); g != w {
			return fmt.Sprintf("row %d of %d and %d:\n got %s\nwant %s", i, len(got), len(want), g, w)
		}
	}
	return ""
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(none)"
}

var written = []Format{CSV2, JSON2, Specific30, Generic21, Specific21}

// headed returns m with a header, which SDMX-CSV does not have.
func headed(m Message) Message {
	m.Header.ID, m.Header.Sender = cmp.Or(m.Header.ID, "TEST"), cmp.Or(m.Header.Sender, "ECB")
	if m.Header.Prepared.IsZero() {
		m.Header.Prepared = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	}
	return m
}

// What a format has no place for, by file: the reason of each is in the comment on Write.
var noPlace = map[string][]Format{
	"example-02.csv":  {Generic21, Specific21}, // two measures
	"example-03.csv":  {Generic21, Specific21},
	"example-07.csv":  {Generic21, Specific21}, // several values
	"example-08.csv":  {Generic21, Specific21}, // several languages
	"example-09A.csv": {Generic21, Specific21},
	"example-09B.csv": {Generic21, Specific21}, // other measures than OBS_VALUE
	"example-13.csv":  {Generic21, Specific21},
	"example-14.csv":  {JSON2, Specific30, Generic21, Specific21}, // nested
	"example-17.csv":  {JSON2, Specific30, Generic21, Specific21}, // deletes measures by part of a key
	"example-18.csv":  {Generic21, Specific21},                    // deletes by part of a key
}

func TestSamplesThroughEveryFormat(t *testing.T) {
	pairs := 0
	for name, m := range samples(t) {
		m = headed(m)
		for _, f := range written {
			if throughFormat(t, name, m, f) {
				pairs++
			}
		}
	}
	t.Logf("%d pairs of sample and format read again as they were", pairs)
}

// throughFormat writes and reads m, and what was read once more. It reports false where the format has no place for m.
func throughFormat(t *testing.T, name string, m Message, f Format) bool {
	t.Helper()
	var b, again bytes.Buffer
	err := Write(&b, m, f)
	if slices.Contains(noPlace[name], f) {
		if !errors.Is(err, entente.ErrUnsupported) || b.Len() > 0 {
			t.Errorf("%s as %s: %v and %d bytes, want %v", name, f, err, b.Len(), entente.ErrUnsupported)
		}
		return false
	}
	if err != nil {
		t.Errorf("%s as %s: %v", name, f, err)
		return false
	}
	got, err := Parse(b.Bytes(), Options{Format: f, Definitions: m.Definitions()})
	if err != nil {
		t.Errorf("%s as %s: %v\n%s", name, f, err, b.Bytes())
		return false
	}
	reconcile(t, name, got)
	want := flat(m)
	if f != CSV2 && f != JSON2 {
		for i := range want {
			want[i] = strings.Replace(want[i], " Merge:", " Append:", 1)
		}
	}
	if d := firstDifference(flat(got), want); d != "" {
		t.Errorf("%s as %s: %s\n%s", name, f, d, b.Bytes()[:min(b.Len(), 3000)])
	}
	if f != CSV2 && !reflect.DeepEqual(got.Header, m.Header) && !got.Header.Prepared.Equal(m.Header.Prepared) {
		t.Errorf("%s as %s: header %+v, want %+v", name, f, got.Header, m.Header)
	}
	if err := Write(&again, m, f); err != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
		t.Errorf("%s as %s: other bytes the second time (%v)", name, f, err)
	}
	return true
}

// TestSamplesWithoutDefinition reads what was written without telling what the columns are.
func TestSamplesWithoutDefinition(t *testing.T) {
	for name, m := range samples(t) {
		for _, f := range []Format{CSV2, Specific30, Specific21} {
			var b bytes.Buffer
			if slices.Contains(noPlace[name], f) || name == "data-PART2-all-all.json" || strings.HasSuffix(name, ".xml") {
				continue
			}
			if err := Write(&b, headed(m), f); err != nil {
				t.Errorf("%s as %s: %v", name, f, err)
				continue
			}
			got, err := Parse(b.Bytes(), Options{})
			if d := firstDifference(flat(got), flat(m)); err != nil || d != "" {
				t.Errorf("%s as %s: %v %s", name, f, err, d)
			}
		}
	}
}

func TestSamples(t *testing.T) {
	all := samples(t)
	check := func(name, want string) {
		t.Helper()
		if lines := flat(all[name]); !slices.Contains(lines, want) {
			t.Errorf("%s: no row\n%s\nin\n%s", name, want, strings.Join(lines, "\n"))
		}
	}
	check("example-03.csv", `dataflow ESTAT:NA_MAIN(1.6.0) Information: ATTR_1={"N" "" []} ATTR_3={"Normal, special and other values" "" []} `+
		`DIM_1=A DIM_2=B DIM_3=2014-01 OBS_VALUE1={"12.4" "" []} OBS_VALUE2={"12.5" "" []}`)
	check("example-04.csv", `dataflow ESTAT:NA_MAIN(1.6.0) Information: ATTR_1={"Y" "" []} ATTR_2={"Y" "" []} ATTR_3={"Normal, special and other values" "" []} `+
		`DIM_1=A DIM_2=B DIM_3=2014-02 OBS_VALUE={"10.8" "" []}`)
	check("example-08.csv", `dataflow ESTAT:NA_MAIN(1.7.0) Information: ATTR_1={"" "" [{"Value \"X\"" "en" []} {"Valeur \"X\"" "fr" []}]} `+
		`DIM_1=A DIM_2=B DIM_3=2014-02 OBS_VALUE={"10.8" "" []}`)
	check("example-09B.csv", `dataprovision ESTAT:DPA_C(1.8.0) Information: DIM_A3C2=DIMVAL_A3C2 DIM_C1=DIMVAL_C1 DIM_C3=DIMVAL_C3 `+
		`MEAS_A1B1C1={"MEAS_A1B1C1" "" []} MEAS_C2={"MEAS_C2" "" []}`)
	check("example-17.csv", `dataflow ESTAT:NA_MAIN(1.6.0) Delete: ATTR_3={"-" "" []} DIM_2=B`)
	check("example-19A.csv", `datastructure ESTAT:DSD_NA_MAIN(1.6.0) Delete: `)
	check("example-19B.csv", `datastructure ESTAT:DSD_NA_MAIN(1.6.0) Delete: `)
	check("action-delete.json", `dataflow ECB:EXR(1.0) Delete: CURRENCY=NZD CURRENCY_DENOM=EUR EXR_SUFFIX=A EXR_TYPE=SP00 FREQ=D TIME_PERIOD=2013-01-18`)
	check("ts.json", `dataflow ECB:EXR(1.0) Information: CURRENCY=RUB CURRENCY_DENOM=EUR EXR_SUFFIX=A EXR_TYPE=SP00 FREQ=D `+
		`OBS_STATUS={"A" "" []} OBS_VALUE={"40.3000" "" []} TIME_PERIOD=2013-01-21 TITLE={"Russian rouble (RUB)" "" []}`)

	// The same figures in two forms each are the same.
	sorted := func(name string) []string { return slices.Sorted(slices.Values(flat(all[name]))) }
	same := func(a, b string) {
		t.Helper()
		if d := firstDifference(sorted(a), sorted(b)); d != "" {
			t.Errorf("%s and %s: %s", a, b, d)
		}
	}
	same("flat.json", "ts.json")
	same("flat.json", "xs.json")
	same("ng-flat.xml", "ng-ts.xml")
}

func TestSampleCounts(t *testing.T) {
	all := samples(t)
	check := func(name string, read, kept, refused int) {
		t.Helper()
		if m := all[name]; m.Read != read || m.Kept != kept || len(m.Refused) != refused {
			t.Errorf("%s: read %d, kept %d, refused %d, want %d, %d, %d\n%v", name, m.Read, m.Kept, len(m.Refused), read, kept, refused, m.Refused)
		}
	}
	check("M.USD.EUR.SP00.A.xml", 252, 252, 0)
	check("ng-ts.xml", 12, 12, 0)
	check("action-delete.json", 3, 3, 0)
	check("example-19A.csv", 1, 1, 0)
	// Its attribute TIME_FORMAT has no values, and three observations an index where it would stand.
	check("data-PART2-all-all.json", 7, 4, 3)
	if len(all) != 21+4+3+1 {
		t.Errorf("%d samples", len(all))
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	m, err := Parse(readFile(t, sharedFiles(t, "sdmx/v3/json/data/generated-sample.json")[0]), Options{})
	reconcile(t, "generated", m)
	if err != nil || m.Format != JSON2 || m.Read != 6 || m.Kept != 0 {
		t.Errorf("%v: %s, read %d, kept %d", err, m.Format, m.Read, m.Kept)
	}
}

func TestStructureMessagesAreNoData(t *testing.T) {
	for _, pattern := range []string{"sdmx/ECB_EXR/ng-structure.xml", "sdmx/ECB_EXR/1/structure.xml", "sdmx/ESTAT/*.xml", "sdmx/v3/json/structure/*.json"} {
		for _, name := range sharedFiles(t, pattern) {
			if _, err := Parse(readFile(t, name), Options{}); !errors.Is(err, entente.ErrUnsupported) || !strings.Contains(err.Error(), "structure message") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestReadDefinitions(t *testing.T) {
	check := func(pattern, reference, dimensions, measures string, attributes int) {
		t.Helper()
		all, err := ReadDefinitions(readFile(t, sharedFiles(t, pattern)[0]))
		if err != nil || len(all) == 0 {
			t.Errorf("%s: %d, %v", pattern, len(all), err)
			return
		}
		f := all[0]
		if f.String() != reference || strings.Join(IDs(f.Dimensions), " ") != dimensions || strings.Join(IDs(f.Measures), " ") != measures || len(f.Attributes) != attributes {
			t.Errorf("%s: %v %v %v and %d attributes", pattern, f.Reference, IDs(f.Dimensions), IDs(f.Measures), len(f.Attributes))
		}
	}
	check("sdmx/ECB_EXR/ng-structure.xml", "ECB:ECB_EXR_NG(1.0)", "FREQ CURRENCY CURRENCY_DENOM EXR_TYPE EXR_VAR TIME_PERIOD", "OBS_VALUE", 7)
	check("sdmx/ECB_EXR/1/structure.xml", "ECB:ECB_EXR1(1.0)", "FREQ CURRENCY CURRENCY_DENOM EXR_TYPE EXR_SUFFIX TIME_PERIOD", "OBS_VALUE", 24)
	check("sdmx/ESTAT/GOV_10Q_GGNFA.xml", "ESTAT:GOV_10Q_GGNFA(43.0)", "freq unit s_adj sector na_item geo TIME_PERIOD", "OBS_VALUE", 1)
	check("sdmx/v3/json/structure/*.json", "ECB:ECB_EXR1(1.0)", "FREQ CURRENCY CURRENCY_DENOM EXR_TYPE EXR_SUFFIX TIME_PERIOD", "OBS_VALUE", 2)
}
