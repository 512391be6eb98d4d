package asset_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"entente/watch/asset"
)

// told says what a set holds, a line for each.
func told(s asset.Set) string {
	var b strings.Builder
	for _, a := range s.Assets {
		fmt.Fprintf(&b, "%s %s %s %d lines %d shapes corridor %v accuracy %v depth %v\n", a.ID, a.Kind, a.Name, len(a.Lines), len(a.Shapes), a.Corridor, a.Accuracy, a.Depth)
	}
	for _, a := range s.Areas {
		fmt.Fprintf(&b, "%s area %s %s %v %.0f\n", a.ID, a.Kind, a.Name, a.Centre, a.Radius)
	}
	for _, r := range s.Refused {
		fmt.Fprintln(&b, r)
	}
	return strings.TrimSpace(b.String())
}

func TestRead(t *testing.T) {
	check := func(what, text string, want ...string) {
		t.Helper()
		s, err := asset.Read([]byte(text), what)
		got := told(s)
		if err != nil {
			got = err.Error()
		}
		if got != strings.Join(want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, strings.Join(want, "\n"))
		}
		if n := len(s.Assets) + len(s.Areas) + len(s.Refused); n != s.Read {
			t.Errorf("%s: %d of %d features", what, n, s.Read)
		}
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := asset.Write(&b, s); err != nil {
			t.Fatal(err)
		}
		again, err := asset.Read(b.Bytes(), "")
		if err != nil || !reflect.DeepEqual(again.Assets, s.Assets) || !reflect.DeepEqual(again.Areas, s.Areas) {
			t.Errorf("%s: read back: %v\n%s", what, err, told(again))
		}
	}
	const line = `{"type":"LineString","coordinates":[[20,56,-80],[20,58]]}`
	check("a feature", `{"type":"Feature","id":7,"properties":{"Name":"Été Cable","kind":"HVDC","accuracy_km":10,"corridor_m":500,"depth":"60"},"geometry":`+line+`}`,
		"7 power Été Cable 1 lines 0 shapes corridor 500 accuracy 10000 depth 60")
	check("a bare geometry", line, "other other other 1 lines 0 shapes corridor 0 accuracy 0 depth 0")
	check("features on lines", `{"type":"Feature","properties":{"name":"Été"},"geometry":`+line+"}\n"+`{"type":"Feature","properties":{"name":"ete"},"geometry":`+line+`}`,
		"ete other Été 1 lines 0 shapes corridor 0 accuracy 0 depth 0", "ete-2 other ete 1 lines 0 shapes corridor 0 accuracy 0 depth 0")
	check("areas", `{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"name":"A","area":"port","radius_km":5},"geometry":{"type":"Point","coordinates":[20,57]}},
		{"type":"Feature","properties":{"name":"B","kind":"anchorage"},"geometry":{"type":"Point","coordinates":[20,57]}},
		{"type":"Feature","properties":{"name":"C","kind":"lane"},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,0],[6,0],[6,1],[5,0]]]]}},
		{"type":"Feature","properties":{"name":"D"},"geometry":null},
		{"type":"Feature","properties":{"name":"E"},"geometry":{"type":"LineString","coordinates":[[60,95],[61,95]]}},
		{"type":"Feature","properties":{"name":"F"},"geometry":{"type":"GeometryCollection","geometries":[{"type":"MultiLineString","coordinates":[[[179,1],[181,1]]]},{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]}},
		{"type":"Feature","properties":{"name":"G","accuracy_m":"near"},"geometry":`+line+`}]}`,
		"f other F 1 lines 1 shapes corridor 0 accuracy 0 depth 0",
		"a area port A +57+020/ 5000", "c area lane C +00+000/ 0", "c-2 area lane C +00+000/ 0",
		`feature 2 ("B"): area "B": want either a shape, or a centre with a radius: invalid`, `feature 4 ("D"): no geometry`,
		`feature 5 ("E"): line, point 1: point 60 east, 95 north: want at most 180 and 90 degrees; longitude comes first: are they swapped?`,
		`feature 7 ("G"): accuracy_m "near": want a number of 0 or more`)
	check("another reference system", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[]}`,
		`GeoJSON: coordinates of {"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}}: convert them to WGS 84, such as with ogr2ogr -t_srs EPSG:4326: invalid`)
	check("well-known text", "SRID=4326;LINESTRING Z(20 56 -5, 20 58 -6)\nMULTILINESTRING((1 1,2 2),(3 3,4 4))\nGEOMETRYCOLLECTION(POINT(1 2),POLYGON((0 0,1 0,1 1,0 0),(0.1 0.01,0.2 0.01,0.2 0.02,0.1 0.01)))\nLINESTRING(1 2",
		"other other other 1 lines 0 shapes corridor 0 accuracy 0 depth 0", "other-2 other other-2 2 lines 0 shapes corridor 0 accuracy 0 depth 0",
		"other-3 other other-3 0 lines 1 shapes corridor 0 accuracy 0 depth 0", `feature 4 (""): "LINESTRING(1 2": parentheses do not match`)
	check("a table", "name;kind;wkt\r\nOne;gas pipeline;\"LINESTRING(1 1,2 2)\"\r\nTwo;;LINESTRING(1 1)\r\n",
		"one pipeline One 1 lines 0 shapes corridor 0 accuracy 0 depth 0", `feature 2 ("Two"): line of 1 points: want two or more`)
	check("KML", `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><Placemark id="x1"><name>One</name><ExtendedData><Data name="kind"><value>telecom</value></Data><SchemaData><SimpleData name="accuracy_m">200</SimpleData></SchemaData></ExtendedData>
		<MultiGeometry><LineString><coordinates>20,56,0 20,57,0</coordinates></LineString><MultiGeometry><LineString><coordinates>1,1 2,2</coordinates></LineString></MultiGeometry></MultiGeometry></Placemark></Folder>
		<Placemark><name>Two</name><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
		<Placemark><name>Three</name></Placemark></Document></kml>`,
		"x1 telecom One 2 lines 0 shapes corridor 0 accuracy 200 depth 0", "two other Two 0 lines 1 shapes corridor 0 accuracy 0 depth 0", `feature 3 ("Three"): no line and no area`)
	check("neither", "hello", `neither GeoJSON nor KML, and line 1: "hello": want GeoJSON, KML, or well-known text such as LINESTRING(24.9 60.1, 24.7 59.5): invalid`)
	check("nothing", " ", "empty: want GeoJSON, KML or WKT: invalid")
	check("other XML", "<a/>", "XML, but not KML: invalid")
}

// TestRealFiles reads what others publish: every feature is used or refused.
func TestRealFiles(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "*", "geo", "*.gz"))
	if err != nil || len(names) == 0 {
		t.Skip("without ../shared")
	}
	more, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "submarine-cables", "*-geo.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, more...) {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		s, err := asset.Read(b, name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if n := len(s.Assets) + len(s.Areas) + len(s.Refused); n != s.Read || s.Read == 0 {
			t.Errorf("%s: %d of %d features", name, n, s.Read)
		}
		t.Logf("%s: %d assets, %d areas, %d refused", filepath.Base(name), len(s.Assets), len(s.Areas), len(s.Refused))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"type":"Feature","properties":{"area":"port","radius":5},"geometry":{"type":"MultiPoint","coordinates":[[20,57]]}}`))
	f.Add([]byte("name,wkt\na,\"POLYGON((0 0,1 0,1 1,0 0))\""))
	f.Add([]byte("MULTIPOLYGON(((0 0,1 0,1 1,0 0)))"))
	f.Add([]byte(`<kml><Placemark><Point><coordinates>1,2</coordinates></Point></Placemark></kml>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := asset.Read(b, "")
		if err != nil {
			return
		}
		if n := len(s.Assets) + len(s.Areas) + len(s.Refused); n != s.Read {
			t.Fatalf("%d of %d features", n, s.Read)
		}
		for i := range s.Assets {
			if err := s.Assets[i].Check(); err != nil {
				t.Fatal(err)
			}
		}
	})
}
