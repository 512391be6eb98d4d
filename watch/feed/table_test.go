package feed_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"entente/watch"
	"entente/watch/ais"
	"entente/watch/feed"
)

// told is a report as a line.
func told(r *watch.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %d", time.UnixMilli(r.Time).UTC().Format("2006-01-02T15:04:05.000"), r.MMSI, r.Station)
	if r.HasPosition() {
		fmt.Fprintf(&b, " %.5f %.5f", float64(r.Lat)/600_000, float64(r.Lon)/600_000)
	}
	if r.Speed != ais.NoSpeed {
		fmt.Fprintf(&b, " %dkn/10", r.Speed)
	}
	if r.Course != ais.NoCourse {
		fmt.Fprintf(&b, " cog %d", r.Course)
	}
	if r.Heading != ais.NoHeading {
		fmt.Fprintf(&b, " hdg %d", r.Heading)
	}
	if r.Status != ais.NoStatus {
		fmt.Fprintf(&b, " status %d", r.Status)
	}
	if s := r.Static; s != nil {
		fmt.Fprintf(&b, " [%s|%s|%s imo %d type %d %d+%d %d+%d draught %d names %d]", s.Name.String(), s.Callsign.String(), s.Destination.String(), s.IMO, s.ShipType, s.ToBow, s.ToStern, s.ToPort, s.ToStarboard, s.Draught, r.Names)
	}
	return b.String()
}

func TestTables(t *testing.T) {
	check := func(what, form, text string, want ...string) {
		t.Helper()
		s, err := feed.Open(strings.NewReader(text), feed.Options{MMSI: 200_000_001})
		if err != nil {
			t.Errorf("%s: %v", what, err)
			return
		}
		var got []string
		for r := new(watch.Report); s.Next(r); {
			got = append(got, told(r))
		}
		c := s.Count()
		for _, f := range c.First {
			got = append(got, fmt.Sprintf("row %d: %s", f.Row, f.Reason))
		}
		if s.Form != form || s.Err() != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: %s, %v\n%s\nwant %s\n%s", what, s.Form, s.Err(), strings.Join(got, "\n"), form, strings.Join(want, "\n"))
		}
		if c.Rows != c.Yielded+c.Empty+int64(len(c.First)) {
			t.Errorf("%s: rows do not add up: %+v", what, c)
		}
	}
	const danish = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type,A,B,C,D\r\n"
	check("a Danish day", "Danish Maritime Authority CSV", danish+
		"31/12/2029 23:59:58,Class A,200000001,57.12345,11.5,Under way using engine,0.0,12.3,359.9,1,9999999,ABCD,\"EXERCISE, ONE\",Cargo,No additional information,20,100,GPS,5.4,OUT,,AIS,80,20,12,8\r\n"+
		"31/12/2029 23:59:59,Class B,200000002,91.0,181.0,Unknown value,,102.3,360,511,Unknown,Unknown,Unknown,Undefined,,,,Undefined,,Unknown,,AIS,,,,\r\n"+
		"31/12/2029 23:59:59,Base Station,2190000,57.1,10.1,,,,,,,,,,,,,,,,,AIS,,,,\r\n"+
		"32/12/2029 23:59:59,Class A,200000001,57,11\r\n"+
		"31/12/2029 23:59:59,Class A,200000001,157,11\r\n"+
		"31/12/2029 23:59:59,Class A,2000x0001,57,11\r\n"+
		"31/12/2029 23:59:59,Class A,200000001,57,11,\"open\r\n\r\n",
		"2029-12-31T23:59:58.000 200000001 1 57.12345 11.50000 123kn/10 cog 3599 hdg 1 status 0 [EXERCISE, ONE|ABCD|OUT imo 9999999 type 70 80+20 12+8 draught 54 names 15]",
		"2029-12-31T23:59:59.000 200000002 2",
		"2029-12-31T23:59:59.000 2190000 0 57.10000 10.10000",
		"row 5: its time cannot be read", "row 6: its latitude is not between -90 and 90", "row 7: its MMSI is no number of nine digits", "row 8: a quotation mark is not closed")
	check("Marine Cadastre", "Marine Cadastre CSV", "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n"+
		"200000001,2030-01-02T03:04:05,-26.5,-80.25,8.8,360.0,270.0,EXERCISE,IMO9999999,X,1012,8.0,209,30.0,8.0,70.0,B\n",
		"2030-01-02T03:04:05.000 200000001 2 -26.50000 -80.25000 88kn/10 hdg 270 status 8 [EXERCISE|X| imo 9999999 type 60 105+104 15+15 draught 80 names 15]")
	check("Marine Cadastre since 2025", "Marine Cadastre CSV", "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name\n200000001,2030-01-02 03:04:05,-80.25,26.5,0,10.04,511,\n",
		"2030-01-02T03:04:05.000 200000001 1 26.50000 -80.25000 0kn/10 cog 100")
	check("exactEarth", "exactEarth CSV", "MMSI,Message_ID,Time,Longitude,Latitude,SOG\n\"200000001\",\"18\",\"20300102_030405\",\"1\",\"2\",\"\"\n\"2\",\"4\",\"20300102_030405\",\"1\",\"2\",\"\"\n",
		"2030-01-02T03:04:05.000 200000001 2 2.00000 1.00000", "2030-01-02T03:04:05.000 2 0 2.00000 1.00000")
	check("points", "table of points", "\xef\xbb\xbfunix,lon,lat,sog_kn,cog_deg\n1893553445,16.5,55.5,7.3,255\n1893553445.5,16.5,,7.3,255",
		"2030-01-02T03:04:05.000 200000001 1 55.50000 16.50000 73kn/10 cog 2550", "2030-01-02T03:04:05.500 200000001 1 73kn/10 cog 2550")
	check("a long row, and two in disorder", "table of points", "time,lon,lat\n"+strings.Repeat("x", 10<<20)+"\n2030-01-02T03:04:05.25Z,1,2\n2030-01-02T03:04:05+01:00,1,2\n",
		"2030-01-02T02:04:05.000 200000001 1 2.00000 1.00000", "2030-01-02T03:04:05.250 200000001 1 2.00000 1.00000", "row 2: longer than 64 KiB")
	if _, err := feed.Open(strings.NewReader("lat,lon,name\n1,2,3\n"), feed.Options{}); err == nil {
		t.Error("a table without times is read")
	}
}

// TestRealTables reads published files: every row is used or refused.
func TestRealTables(t *testing.T) {
	for _, c := range []struct {
		name    string
		yielded int64
	}{
		{"ais-nmea-raw/aisdb_noaa_20230111.csv", 0}, {"ais-nmea-raw/aisdb_20210701.csv.zst", 0}, {"ais-nmea-raw/log_ais_cw17_decoded.csv.zst", 0},
		{"../replays/yi_peng_3_2024-11-18_real.csv", 24},
	} {
		f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", c.name))
		if err != nil {
			t.Skipf("without ../shared: %v", err)
		}
		defer f.Close()
		var in io.Reader = f
		if strings.HasSuffix(c.name, ".zst") {
			z, err := zstd.NewReader(f)
			if err != nil {
				t.Fatal(err)
			}
			defer z.Close()
			in = z
		}
		s, err := feed.Open(in, feed.Options{MMSI: 200_000_001})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		placed := 0
		for r := new(watch.Report); s.Next(r); {
			if r.HasPosition() {
				placed++
			}
		}
		n := s.Count()
		t.Log(c.name, s.Form, placed, n.Summary())
		if s.Err() != nil || n.Yielded == 0 || len(n.First) > 1 || c.yielded > 0 && n.Yielded != c.yielded || placed == 0 {
			t.Errorf("%s: %v, %+v", c.name, s.Err(), n)
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add("unix,lon,lat,sog_kn,cog_deg,name,imo\n1893553445,16.5,55.5,7.3,255,\"a\"\"b\",9\n")
	f.Add("# Timestamp,Type of mobile,MMSI,Latitude,Longitude\n31/12/2029 23:59:58,Class A,200000001,57.12345,11.5\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := feed.NewTable(strings.NewReader(text), 1)
		if err != nil {
			return
		}
		for r := new(watch.Report); table.Next(r); {
			if r.HasPosition() && (r.Lat < -54_000_000 || r.Lat > 54_000_000 || r.Lon < -108_000_000 || r.Lon > 108_000_000) {
				t.Fatalf("%q: %d %d", r.Raw, r.Lat, r.Lon)
			}
		}
		c := table.Count()
		sum := c.Yielded + c.Empty
		for _, n := range c.Refused {
			sum += n
		}
		if sum != c.Rows {
			t.Fatalf("rows do not add up: %+v", c)
		}
	})
}

func BenchmarkTable(b *testing.B) {
	const header = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type,A,B,C,D\n"
	const line = "31/12/2029 23:59:58,Class A,200000001,57.12345,11.5,Under way using engine,0.0,12.3,359.9,1,9999999,ABCD,EXERCISE,Cargo,No additional information,20,100,GPS,5.4,OUT,,AIS,80,20,12,8\n"
	text := header + strings.Repeat(line, 10_000)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	var rows int64
	for b.Loop() {
		t, err := feed.NewTable(strings.NewReader(text), 1)
		if err != nil {
			b.Fatal(err)
		}
		for r := new(watch.Report); t.Next(r); {
		}
		rows += t.Count().Yielded
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
