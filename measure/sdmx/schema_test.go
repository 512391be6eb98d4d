package sdmx

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"entente"
)

// jsonSchemaOf compiles a schema of the standard.
func jsonSchemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(sharedFiles(t, "schemas/sdmx-json/"+name)[0])
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validJSON(s *jsonschema.Schema, data []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

func TestJSONIsValid(t *testing.T) {
	schema := jsonSchemaOf(t, "sdmx-json-data-schema.json")
	for name, m := range examples(t) {
		var b bytes.Buffer
		if err := Write(&b, headed(m), JSON2); errors.Is(err, entente.ErrUnsupported) {
			continue
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := validJSON(schema, b.Bytes()); err != nil {
			t.Errorf("%s: %v\n%.2000s", name, err, b.Bytes())
		}
	}
}

// definable returns the messages whose structures can be written, and those.
func definable(t *testing.T) map[string][]Definition {
	t.Helper()
	all := map[string][]Definition{}
	for name, m := range examples(t) {
		definitions := m.Definitions()
		if !slices.ContainsFunc(definitions, func(f Definition) bool { return f.check() != nil }) {
			all[name] = definitions
		}
	}
	return all
}

func TestStructureJSONIsValid(t *testing.T) {
	schema := jsonSchemaOf(t, "sdmx-json-structure-schema.json")
	for name, all := range definable(t) {
		var b bytes.Buffer
		if err := WriteDefinitions(&b, headed(Message{}).Header, all, StructureJSON2); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := validJSON(schema, b.Bytes()); err != nil {
			t.Errorf("%s: %v\n%.2000s", name, err, b.Bytes())
		}
	}
}

func TestDefinitionsRoundTrip(t *testing.T) {
	for name, all := range definable(t) {
		for _, f := range []Format{Structure30, StructureJSON2} {
			var b bytes.Buffer
			if err := WriteDefinitions(&b, headed(Message{}).Header, all, f); err != nil {
				t.Errorf("%s as %s: %v", name, f, err)
				continue
			}
			got, err := ReadDefinitions(b.Bytes())
			if want := asRead(all); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s as %s:\n%+v (%v), want\n%+v", name, f, got, err, want)
			}
		}
	}
}

// asRead returns definitions as a structure message holds them: with versions, without names that only repeat the
// identifier, and without the type of what has codes.
func asRead(all []Definition) []Definition {
	var read []Definition
	for _, f := range all {
		f.Reference, f.Name = f.versioned(), ""
		f.Flows = slices.Clone(f.Flows)
		for i := range f.Flows {
			f.Flows[i] = f.Flows[i].versioned()
		}
		for _, list := range []*[]Component{&f.Dimensions, &f.Measures, &f.Attributes} {
			*list = slices.Clone(*list)
			for i := range *list {
				if c := &(*list)[i]; len(c.Codes) > 0 {
					c.Type, c.IsLocalised = "", false
				}
			}
		}
		read = append(read, f)
	}
	return read
}

// lint returns what runs xmllint against the standard's schemas, copied so that a derived one may lie beside them.
func lint(t *testing.T) (dir string, validate func(schema string, data []byte) error) {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("without xmllint (Debian: libxml2-utils)")
	}
	dir = t.TempDir()
	for _, name := range sharedFiles(t, "schemas/sdmx-ml/*.xsd") {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), readFile(t, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, func(schema string, data []byte) error {
		path := filepath.Join(dir, "data.xml")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(xmllint, "--noout", "--nonet", "--schema", filepath.Join(dir, schema), path).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w\n%.3000s", err, out)
		}
		return nil
	}
}

func TestStructureMLIsValid(t *testing.T) {
	_, validate := lint(t)
	for name, all := range definable(t) {
		var b bytes.Buffer
		if err := WriteDefinitions(&b, headed(Message{}).Header, all, Structure30); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := validate("SDMXMessage.xsd", b.Bytes()); err != nil {
			t.Errorf("%s: %v\n%s", name, err, b.Bytes())
		}
	}
}

// derive writes the derived schema of each structure of m, and one that takes them and the standard's together.
func derive(t *testing.T, dir string, m Message) {
	t.Helper()
	driver := `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x-test">` +
		`<xs:import namespace="` + schemas + `v3_0/message" schemaLocation="SDMXMessage.xsd"/>`
	done := map[Reference]bool{}
	for i, d := range m.Datasets {
		if done[d.Structure] {
			continue
		}
		done[d.Structure] = true
		var b bytes.Buffer
		if err := WriteSchema(&b, *definitionOf(m.Definitions(), d.Structure), d.Structure, ""); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("derived-%d.xsd", i)
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		driver += fmt.Sprintf(`<xs:import namespace="%s" schemaLocation="%s"/>`, d.Structure.namespace(), name)
	}
	if err := os.WriteFile(filepath.Join(dir, "driver.xsd"), []byte(driver+`</xs:schema>`), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSpecific30IsValid(t *testing.T) {
	dir, validate := lint(t)
	n := 0
	for name := range definable(t) {
		m := headed(examples(t)[name])
		var b bytes.Buffer
		if err := Write(&b, m, Specific30); errors.Is(err, entente.ErrUnsupported) {
			continue
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		derive(t, dir, m)
		if err := validate("driver.xsd", b.Bytes()); err != nil {
			t.Errorf("%s: %v\n%.3000s", name, err, b.Bytes())
		}
		n++
	}
	t.Logf("%d messages are valid by their derived schemas", n)
}

// The derived schema refuses what the structure does not have: without this, the test before would prove little.
func TestDerivedSchemaIsStrict(t *testing.T) {
	dir, validate := lint(t)
	m := headed(invented())
	derive(t, dir, m)
	var b bytes.Buffer
	if err := Write(&b, m, Specific30); err != nil {
		t.Fatal(err)
	}
	check := func(name, old, new string) {
		t.Helper()
		if err := validate("driver.xsd", bytes.Replace(b.Bytes(), []byte(old), []byte(new), 1)); (err == nil) != (old == new) {
			t.Errorf("%s: %v", name, err)
		}
	}
	check("as written", "x", "x")
	check("no number", `OBS_VALUE="2.50"`, `OBS_VALUE="2,50"`)
	check("no dimension of the structure", `REF_AREA="XA"`, `REGION="XA"`)
	check("a dimension less", `REF_AREA="XA"`, ``)
	check("no code of the list", `FREQ="A"`, `FREQ="Q"`)
	check("no period", `TIME_PERIOD="2021"`, `TIME_PERIOD="last year"`)
	check("a component of another", `SOURCE.Comp`, `NOTE.Comp`)
}

// What is checked as a number when read has a type of XML Schema for numbers.
func TestNumericSchemaTypes(t *testing.T) {
	for kind := range numeric {
		if !strings.HasPrefix((Component{Type: kind}).schemaType(), "xs:") {
			t.Errorf("%s: %s", kind, Component{Type: kind}.schemaType())
		}
	}
}
