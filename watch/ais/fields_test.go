package ais

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestNotAvailable gives fields the values around those that stand for "not available".
func TestNotAvailable(t *testing.T) {
	check := func(typ int, name string, raw int, available bool) {
		t.Helper()
		m := decode(t, pack(t, typ, fields{"mmsi": 211000000, name: raw}))
		f, ok := m.Field(name)
		if !ok || f.Available != available || f.Raw != int64(raw) {
			t.Errorf("type %d, %s of %d: %d, available %v; want %v", typ, name, raw, f.Raw, f.Available, available)
		}
		var obj map[string]any
		if err := json.Unmarshal(m.AppendJSON(nil), &obj); err != nil {
			t.Fatal(err)
		}
		if v, ok := obj[jsonKey(name)]; !ok || (v != nil) != available {
			t.Errorf("type %d, %s of %d: %v in JSON", typ, name, raw, v)
		}
	}
	check(1, "lat", 90*600_000, true)
	check(1, "lat", 90*600_000+1, false)
	check(1, "lat", 91*600_000, false)
	check(1, "lat", -90*600_000, true)
	check(1, "lat", -90*600_000-1, false)
	check(1, "lon", 180*600_000, true)
	check(1, "lon", 181*600_000, false)
	check(1, "lon", -180*600_000, true)
	check(1, "speed", 0, true)
	check(1, "speed", 1022, true)
	check(1, "speed", 1023, false)
	check(1, "course", 3599, true)
	check(1, "course", 3600, false)
	check(1, "course", 4095, false)
	check(1, "heading", 359, true)
	check(1, "heading", 360, false)
	check(1, "heading", 511, false)
	check(1, "turn", 126, true)
	check(1, "turn", 127, false)
	check(1, "turn", -127, false)
	check(1, "turn", -128, false)
	check(1, "status", 0, true)
	check(1, "status", 15, false)
	check(1, "second", 59, true)
	check(1, "second", 60, false)
	check(1, "second", 63, false)
	check(1, "maneuver", 0, false)
	check(4, "year", 0, false)
	check(4, "month", 0, false)
	check(4, "day", 0, false)
	check(4, "hour", 24, false)
	check(4, "minute", 60, false)
	check(4, "second", 60, false)
	check(4, "epfd", 0, false)
	check(5, "imo", 0, false)
	check(5, "imo", 9134270, true)
	check(5, "shiptype", 0, false)
	check(5, "shiptype", 255, true)
	check(5, "draught", 0, false)
	check(5, "draught", 255, true)
	check(5, "month", 13, false)
	check(5, "hour", 24, false)
	check(5, "minute", 60, false)
	check(5, "to_bow", 0, false)
	check(5, "to_bow", 511, true)
	check(9, "alt", 4095, false)
	check(9, "alt", 4094, true)
	check(9, "speed", 1023, false)
	check(17, "lon", 181*600, false)
	check(18, "speed", 1023, false)
	check(19, "lat", 91*600_000, false)
	check(21, "aid_type", 0, false)
	check(22, "ne_lat", 91*600, false)
	check(23, "sw_lon", 181*600, false)
	check(27, "lat", 91*600, false)
	check(27, "lon", 180*600, true)
	check(27, "speed", 63, false)
	check(27, "course", 360, false)
	check(27, "course", 359, true)
}

// TestValues: raw values in their units.
func TestValues(t *testing.T) {
	check := func(typ int, name string, raw int, want float64, unit string) {
		t.Helper()
		f, _ := decode(t, pack(t, typ, fields{name: raw})).Field(name)
		if f.Value() != want || f.Unit() != unit {
			t.Errorf("type %d, %s of %d: %v %s, want %v %s", typ, name, raw, f.Value(), f.Unit(), want, unit)
		}
	}
	check(1, "speed", 123, 12.3, "kn")
	check(1, "course", 3, 0.3, "°")
	check(1, "lat", 600_000, 1, "°")
	check(1, "heading", 5, 5, "°")
	check(1, "turn", 0, 0, "°/min")
	check(5, "draught", 7, 0.7, "m")
	check(9, "speed", 100, 100, "kn")
	check(17, "dgnss_zcount", 10, 6, "s")
	check(17, "lon", -600, -1, "°")
	check(27, "speed", 12, 12, "kn")
	check(23, "quiet", 4, 4, "min")
}

// TestDimensions: one side at 0 is a value as long as another is not.
func TestDimensions(t *testing.T) {
	m := decode(t, pack(t, 5, fields{"to_bow": 0, "to_stern": 30, "to_port": 0, "to_starboard": 8}))
	if f, _ := m.Field("to_bow"); !f.Available {
		t.Error("to_bow of a ship of 30 m: not available")
	}
}

func TestTexts(t *testing.T) {
	check := func(sent, want string) {
		t.Helper()
		m := decode(t, pack(t, 5, fields{"shipname": sent}))
		f, _ := m.Field("shipname")
		if f.Text() != want || f.Available != (want != "") || m.Name.String() != want {
			t.Errorf("%q: %q in the table, %q in the struct, want %q", sent, f.Text(), m.Name.String(), want)
		}
	}
	check("EVER DIADEM", "EVER DIADEM")
	check("EVER DIADEM         ", "EVER DIADEM")
	check("EVER@DIADEM", "EVER")
	check("  LEADING", "  LEADING")
	check("@@@@", "")
	check("                    ", "")
	check(`A_B'C"D\E[F^G`, `A_B'C"D\E[F^G`)
	check("TWENTY CHARACTERS OK", "TWENTY CHARACTERS OK")
}

// TestAidName: the name of an aid goes on in an extension of any length.
func TestAidName(t *testing.T) {
	k := pack(t, 21, fields{"name": "CHINA ROSE MURPHY EX", "name_extension": "PRESS ALERT"})
	m := decode(t, k)
	if m.Name.String() != "CHINA ROSE MURPHY EXPRESS ALERT" {
		t.Errorf("got %q", m.Name.String())
	}
	if !strings.Contains(string(m.AppendJSON(nil)), `"name":"CHINA ROSE MURPHY EXPRESS ALERT"`) {
		t.Errorf("got %s", m.AppendJSON(nil))
	}
}

func TestApplications(t *testing.T) {
	check := func(line string, want Application, name string) {
		t.Helper()
		var d Decoder
		var m Message
		if s := d.Decode([]byte(line), &m); s != Complete {
			t.Fatalf("%s: %v", line, s)
		}
		if a, ok := m.Application(); ok != (want != Application{}) || a != want || a.Name() != name {
			t.Errorf("%s: %v %q, want %v %q", line, a, a.Name(), want, name)
		}
	}
	check("!AIVDM,1,1,,A,63u?;TP0`QJ<06P000,4*43", Application{1, 40}, "number of persons on board (2001)")
	check("!AIVDM,1,1,,B,83aDChPj2d<dL<uM=hhhI?a@6HP0,0*40", Application{200, 10}, "inland ship static and voyage data")
	check("!AIVDM,1,1,,B,6B?n;be:cbapalgc;i6?Ow4,2*4A", Application{669, 11}, "")
	check("!AIVDM,1,1,,A,I8IRGB40QPPa0:<HP::V=gwv0l48,0*0E", Application{2, 6}, "")
	check("!AIVDM,1,1,,A,I6SWVNP001a3P8FEKNf=Qb0@00S8,0*6B", Application{}, "")
	check(one, Application{}, "")
}

// TestTurn: the rate is the square of a 4.733th of what is sent.
func TestTurn(t *testing.T) {
	check := func(raw int, want float64, known bool) {
		t.Helper()
		m := decode(t, pack(t, 1, fields{"turn": raw}))
		if got, ok := m.ROT(); ok != known || ok && (got-want > 0.05 || want-got > 0.05) {
			t.Errorf("%d: %v %v, want %v %v", raw, got, ok, want, known)
		}
	}
	check(0, 0, true)
	check(5, 1.1, true)
	check(-5, -1.1, true)
	check(126, 708.7, true)
	check(-126, -708.7, true)
	check(127, 0, false)
	check(-127, 0, false)
	check(-128, 0, false)
}

func TestJSON(t *testing.T) {
	check := func(line, want string) {
		t.Helper()
		var d Decoder
		var m Message
		if s := d.Decode([]byte(line), &m); s != Complete {
			t.Fatalf("%s: %v", line, s)
		}
		if got := string(m.AppendJSON(nil)); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", line, got, want)
		}
	}
	check("1490075506,"+one, `{"type":1,"mmsi":371798000,"repeat":0,"received":"2017-03-21T05:51:46Z","source":null,`+
		`"lat":48.3816333,"lon":-123.3953833,"sog":12.3,"cog":224.0,"heading":215,"status":0,"imo":null,"callsign":null,`+
		`"name":null,"shiptype":null,"draught":null,"destination":null,"turn":null,"accuracy":true,"second":33,`+
		`"maneuver":null,"raim":false,"radio":34017}`)
	check("!AIVDM,1,1,,A,403OviQuMGCqWrRO9>E6fE700@GO,0*4D", `{"type":4,"mmsi":3669702,"repeat":0,"received":null,"source":null,`+
		`"lat":36.8837667,"lon":-76.3523617,"sog":null,"cog":null,"heading":null,"status":null,"imo":null,"callsign":null,`+
		`"name":null,"shiptype":null,"draught":null,"destination":null,"year":2007,"month":5,"day":14,"hour":19,"minute":57,`+
		`"second":39,"accuracy":true,"epfd":7,"raim":false,"radio":67039,"timestamp":"2007-05-14T19:57:39Z"}`)
}
