package sdmx

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente"
)

// seed adds the samples of an ending where they are at hand, and the invented messages.
func seed(f *testing.F, ending string, formats ...Format) {
	f.Helper()
	for _, m := range []Message{invented(), simple()} {
		for _, format := range formats {
			var b bytes.Buffer
			if err := Write(&b, m, format); err == nil {
				f.Add(b.Bytes())
			}
		}
	}
	root := os.Getenv("ENTENTE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	for _, pattern := range []string{"csv/*", "ECB_EXR/*", "OECD/*", "v3/json/data/*"} {
		files, _ := filepath.Glob(filepath.Join(root, "data", "sdmx", pattern+ending))
		for _, name := range files {
			f.Add(readFile(f, name))
		}
	}
}

// any message that is read adds up, and every format that has a place for it gives it back.
func fuzzParse(t *testing.T, data []byte) {
	m, err := Parse(data, Options{})
	reconcile(t, "fuzz", m)
	if err != nil {
		kinds := []error{entente.ErrInvalid, entente.ErrUnsupported, entente.ErrDamaged}
		if !errors.Is(err, kinds[0]) && !errors.Is(err, kinds[1]) && !errors.Is(err, kinds[2]) {
			t.Errorf("%v: want one of %v", err, kinds)
		}
		return
	}
	for _, f := range written {
		giveBack(t, headed(m), f)
	}
}

func giveBack(t *testing.T, m Message, f Format) {
	var b bytes.Buffer
	if err := Write(&b, m, f); err != nil {
		return
	}
	got, err := Parse(b.Bytes(), Options{Format: f, Definitions: m.Definitions()})
	want := flat(m)
	for i := range want {
		if f != CSV2 && f != JSON2 {
			want[i] = strings.Replace(want[i], " Merge:", " Append:", 1)
		}
	}
	if d := firstDifference(flat(got), want); (err != nil || d != "") && !ambiguous(m) {
		t.Errorf("%s: %v %s\n%v\n%q", f, err, d, got.Refused, b.Bytes())
	}
}

// ambiguous reports whether an identifier has two roles in the datasets of one structure or two types.
func ambiguous(m Message) bool {
	roles := map[string]role{}
	for _, d := range m.Datasets {
		for _, list := range []struct {
			role role
			of   []Component
		}{{dimension, d.Dimensions}, {measure, d.Measures}, {attribute, d.Attributes}} {
			for _, c := range list.of {
				key := d.Structure.Agency + d.Structure.ID + c.ID
				if r, ok := roles[key]; ok && r != list.role {
					return true
				}
				roles[key] = list.role
			}
		}
	}
	return false
}

func FuzzReadCSV(f *testing.F) {
	seed(f, ".csv", CSV2)
	f.Fuzz(fuzzParse)
}

func FuzzReadJSON(f *testing.F) {
	seed(f, ".json", JSON2)
	f.Add([]byte(jsonTop + `{"series":{"0":{"observations":{"0":[1.50,1],"1":["x"]}}}}]}}`))
	f.Fuzz(fuzzParse)
}

func FuzzReadXML(f *testing.F) {
	seed(f, ".xml", Specific30, Generic21, Specific21)
	f.Fuzz(fuzzParse)
}

func FuzzReadDefinitions(f *testing.F) {
	for _, format := range []Format{Structure30, StructureJSON2} {
		var b bytes.Buffer
		if err := WriteDefinitions(&b, headed(Message{}).Header, invented().Definitions(), format); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := ReadDefinitions(data)
		if err != nil {
			return
		}
		for _, format := range []Format{Structure30, StructureJSON2} {
			var b bytes.Buffer
			if err := WriteDefinitions(&b, headed(Message{}).Header, all, format); err != nil {
				continue
			}
			if _, err := ReadDefinitions(b.Bytes()); err != nil {
				t.Errorf("%s: %v\n%s", format, err, b.Bytes())
			}
		}
	})
}

// FuzzSubfield divides what was joined.
func FuzzSubfield(f *testing.F) {
	f.Add("a", `b;"c"`, "", "en")
	f.Add(`"`, ";", "fr:x", "de-CH")
	f.Fuzz(func(t *testing.T, a, b, c, lang string) {
		if !langForm.MatchString(lang) || lang == "x" {
			return
		}
		list := Value{Parts: []Value{text(a), text(b), text(c)}}
		one := Value{Parts: []Value{{Text: a, Lang: lang}, {Text: b, Lang: "x"}}}
		both := Value{Parts: []Value{one, {Parts: []Value{{Text: c, Lang: "x"}}}}}
		for _, x := range []struct {
			layout layoutOf
			v      Value
		}{{layoutOf{isList: true}, list}, {layoutOf{langs: []string{lang}}, one}, {layoutOf{true, []string{lang}}, both}, {layoutOf{true, []string{lang}}, one}} {
			field := x.layout.field(x.v, ';')
			if got, err := x.layout.value(field, ';'); err != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", x.v) {
				t.Errorf("%q: %q (%v), want %q", field, got, err, x.v)
			}
		}
	})
}

// TestMutatedSamples damages samples in thousands of ways, the same each time.
func TestMutatedSamples(t *testing.T) {
	var seeds [][]byte
	for _, pattern := range []string{"sdmx/csv/*", "sdmx/ECB_EXR/*.json", "sdmx/ECB_EXR/ng-[ft]*.xml", "sdmx/OECD/*", "sdmx/v3/json/data/*"} {
		for _, name := range sharedFiles(t, pattern) {
			seeds = append(seeds, readFile(t, name))
		}
	}
	for _, m := range []Message{invented(), simple()} {
		for _, f := range written {
			var b bytes.Buffer
			if err := Write(&b, m, f); err == nil {
				seeds = append(seeds, b.Bytes())
			}
		}
	}
	r := rand.New(rand.NewPCG(2024, 229))
	for range 4000 {
		fuzzParse(t, mutate(r, bytes.Clone(seeds[r.IntN(len(seeds))])))
	}
}

// mutate changes, removes or repeats a few bytes, or cuts the end off.
func mutate(r *rand.Rand, data []byte) []byte {
	const likely = `",;:[]{}<>/0123456789~-"&` + "\n\r "
	for range 1 + r.IntN(4) {
		i := r.IntN(len(data))
		j := min(len(data), i+r.IntN(60))
		switch r.IntN(5) {
		case 0:
			data[i] = byte(r.IntN(256))
		case 1:
			data[i] = likely[r.IntN(len(likely))]
		case 2:
			data = append(data[:max(i, 1):max(i, 1)], data[max(j, 1):]...)
		case 3:
			data = append(data[:j:j], data[i:]...)
		case 4:
			data = data[:max(1, len(data)-r.IntN(10))]
		}
	}
	return data
}

// large returns a dataset of n observations, invented for the benchmarks.
func large(n int) Message {
	d := simple().Datasets[0]
	d.Dimensions = []Component{{ID: "FREQ"}, {ID: "REF_AREA"}, {ID: "TIME_PERIOD"}}
	d.Attributes = []Component{{ID: "OBS_STATUS"}, {ID: "UNIT_MULT"}}
	d.Observations = nil
	for i := range n {
		d.Observations = append(d.Observations, Observation{Key: []string{"A", fmt.Sprintf("R%d", i/100), fmt.Sprint(1900 + i%100)},
			Measures: []Value{text(fmt.Sprintf("%d.%d", i, i%10))}, Attributes: []Value{text("A"), text("0")}})
	}
	m := simple()
	m.Datasets = []Dataset{d}
	return m
}

func BenchmarkRead(b *testing.B) {
	m := large(100_000)
	for _, f := range written {
		var data bytes.Buffer
		if err := Write(&data, m, f); err != nil {
			b.Fatal(err)
		}
		b.Run(string(f), func(b *testing.B) {
			b.SetBytes(int64(data.Len()))
			for b.Loop() {
				got, err := Parse(data.Bytes(), Options{})
				if err != nil || got.Kept != 100_000 {
					b.Fatal(got.Kept, err)
				}
			}
			b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "obs/s")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	m := large(100_000)
	for _, f := range written {
		b.Run(string(f), func(b *testing.B) {
			for b.Loop() {
				var data bytes.Buffer
				if err := Write(&data, m, f); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "obs/s")
		})
	}
}
