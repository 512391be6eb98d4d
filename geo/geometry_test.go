package geo_test

import (
	"reflect"
	"testing"

	"entente/geo"
)

func TestWKTAndGeoJSON(t *testing.T) {
	check := func(g geo.Geometry, wkt, geojson string) {
		t.Helper()
		if got := geo.WKT(g); got != wkt {
			t.Errorf("got  %s\nwant %s", got, wkt)
		}
		if again, err := geo.ParseWKT(wkt); err != nil || !reflect.DeepEqual(again, g) {
			t.Errorf("%s is read as %v, %v", wkt, again, err)
		}
		if got, err := geo.GeoJSON(g); err != nil || string(got) != geojson {
			t.Errorf("got  %s, %v\nwant %s", got, err, geojson)
		}
		if again, err := geo.ParseGeoJSON([]byte(geojson)); err != nil || !reflect.DeepEqual(again, g) {
			t.Errorf("%s is read as %v, %v", geojson, again, err)
		}
	}
	check(geo.Point{Lon: 25.2797, Lat: 54.6872}, "POINT(25.2797 54.6872)", `{"type":"Point","coordinates":[25.2797,54.6872]}`)
	check(geo.Line{{Lon: 30, Lat: 10}, {Lon: -10.5, Lat: 30}}, "LINESTRING(30 10,-10.5 30)",
		`{"type":"LineString","coordinates":[[30,10],[-10.5,30]]}`)
	triangle := geo.Ring{{Lon: 0, Lat: 0}, {Lon: 9, Lat: 0}, {Lon: 0, Lat: 9}, {Lon: 0, Lat: 0}}
	hole := geo.Ring{{Lon: 1, Lat: 1}, {Lon: 2, Lat: 1}, {Lon: 1, Lat: 2}, {Lon: 1, Lat: 1}}
	check(geo.Polygon{triangle}, "POLYGON((0 0,9 0,0 9,0 0))", `{"type":"Polygon","coordinates":[[[0,0],[9,0],[0,9],[0,0]]]}`)
	check(geo.Polygon{triangle, hole}, "POLYGON((0 0,9 0,0 9,0 0),(1 1,2 1,1 2,1 1))",
		`{"type":"Polygon","coordinates":[[[0,0],[9,0],[0,9],[0,0]],[[1,1],[2,1],[1,2],[1,1]]]}`)
}

func TestParseWKTSpaces(t *testing.T) {
	check := func(s, want string) {
		t.Helper()
		g, err := geo.ParseWKT(s)
		if err != nil || geo.WKT(g) != want {
			t.Errorf("%q: got %v, %v", s, g, err)
		}
	}
	check(" point ( 1  -2.50 )\n", "POINT(1 -2.5)")
	check("LineString (1 2, 3 4)", "LINESTRING(1 2,3 4)")
	check("POLYGON ((0 0, 9 0, 0 9, 0 0) , ( 1 1,2 1,1 2,1 1 ))", "POLYGON((0 0,9 0,0 9,0 0),(1 1,2 1,1 2,1 1))")
	check("POINT(1.5e1 01)", "POINT(15 1)")
}

func TestParseWKTRefuses(t *testing.T) {
	for _, s := range []string{
		"", "POINT", "POINT()", "POINT(1)", "POINT(1 2 3)", "POINT(1,2)", "POINT(1 2", "POINT 1 2)", "POINT((1 2))", "POINT(181 0)", "POINT(NaN 0)",
		"POINT(0x1 0)", "POINT(1_0 0)", "POINT(1 2)x", "LINESTRING(1 2)", "LINESTRING(1 2,,3 4)", "LINESTRING()", "POLYGON()", "POLYGON(())",
		"POLYGON((0 0,1 0,0 1))", "POLYGON((0 0,9 0,0 9,0 0)", "POLYGON(0 0,9 0,0 9,0 0)", "POLYGON((0 0,9 0,0 9,0 0)(1 1,2 1,1 2,1 1))",
		"POLYGON((0 0,9 0,0 9,0 0),)", "POLYGON((0 0,9 0,0 9,0 0)) )", "MULTIPOINT(1 2)", "POINT EMPTY", "POINT Z(1 2)",
	} {
		if g, err := geo.ParseWKT(s); err == nil || g != nil {
			t.Errorf("%q: got %v, %v", s, g, err)
		}
	}
}

func TestParseGeoJSON(t *testing.T) {
	g, err := geo.ParseGeoJSON([]byte(`{"bbox": [1, 2, 1, 2], "type": "Point", "coordinates": [1, 2, 30.5]}`))
	if err != nil || g != (geo.Point{Lon: 1, Lat: 2}) {
		t.Errorf("altitude and bbox: got %v, %v", g, err)
	}
	for _, s := range []string{
		``, `{}`, `null`, `[1,2]`, `{"type":"Point"}`, `{"type":"Point","coordinates":null}`, `{"type":"Point","coordinates":[1]}`,
		`{"type":"Point","coordinates":["1","2"]}`, `{"type":"Point","coordinates":[181,0]}`, `{"type":"LineString","coordinates":[[1,2]]}`,
		`{"type":"LineString","coordinates":[null,[1,2]]}`, `{"type":"Polygon","coordinates":[]}`, `{"type":"Polygon","coordinates":[[]]}`,
		`{"type":"MultiPoint","coordinates":[[1,2]]}`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}`,
	} {
		if g, err := geo.ParseGeoJSON([]byte(s)); err == nil || g != nil {
			t.Errorf("%s: got %v, %v", s, g, err)
		}
	}
	if b, err := geo.GeoJSON(geo.Point{Lon: 181}); err == nil {
		t.Errorf("a point off the Earth was written: %s", b)
	}
}

func FuzzParseWKT(f *testing.F) {
	f.Add("POINT(25.2797 54.6872)")
	f.Add("LINESTRING(30 10,-10.5 30)")
	f.Add("POLYGON((0 0,9 0,0 9,0 0),(1 1,2 1,1 2,1 1))")
	f.Fuzz(func(t *testing.T, s string) {
		g, err := geo.ParseWKT(s)
		if err != nil {
			return
		}
		if again, err := geo.ParseWKT(geo.WKT(g)); err != nil || !reflect.DeepEqual(again, g) {
			t.Errorf("%q is written %q, which is %v, %v", s, geo.WKT(g), again, err)
		}
	})
}

func FuzzParseGeoJSON(f *testing.F) {
	f.Add([]byte(`{"type":"Point","coordinates":[25.2797,54.6872]}`))
	f.Add([]byte(`{"type":"LineString","coordinates":[[30,10],[-10.5,30,7]]}`))
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[0,0],[9,0],[0,9],[0,0]]]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := geo.ParseGeoJSON(b)
		if err != nil {
			return
		}
		written, err := geo.GeoJSON(g)
		if err != nil {
			t.Fatalf("%s was read, and cannot be written: %v", b, err)
		}
		if again, err := geo.ParseGeoJSON(written); err != nil || !reflect.DeepEqual(again, g) {
			t.Errorf("%s is written %s, and that is read as %v, %v", b, written, again, err)
		}
	})
}
