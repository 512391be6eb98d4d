package ais

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"testing"
)

// TestPositionsOfCW17 compares with the positions that the owners of a log decoded from it.
func TestPositionsOfCW17(t *testing.T) {
	type fix struct{ lat, lon float64 }
	heard := map[[2]int64][]fix{} // by time and MMSI
	ours, _ := decodeAll(t, "log_ais_cw17.csv.log.zst")
	for _, m := range ours {
		at, ok := m.Received()
		if !ok {
			t.Fatalf("message of %d without the time before it", m.MMSI)
		}
		if lat, lon, ok := m.LatLon(); ok {
			k := [2]int64{at.Unix(), int64(m.MMSI)}
			heard[k] = append(heard[k], fix{lat, lon})
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(read(t, "log_ais_cw17_decoded.csv.zst"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	agree, absent := 0, 0
	for _, row := range rows[1:] {
		var v [4]float64
		for i, cell := range row {
			if v[i], err = strconv.ParseFloat(cell, 64); err != nil {
				t.Fatal(err)
			}
		}
		found := false
		for _, f := range heard[[2]int64{int64(v[0]), int64(v[1])}] {
			found = found || math.Abs(f.lat-v[2]) < 1e-5 && math.Abs(f.lon-v[3]) < 1e-5
		}
		switch {
		case found:
			agree++
		case v[2] == 91 && v[3] == 181:
			absent++ // "not available" (annex 8, section 3.1) is no position
		default:
			t.Errorf("%v: not among our positions: %v", row, heard[[2]int64{int64(v[0]), int64(v[1])}])
		}
	}
	if agree != 9069 || absent != 1 {
		t.Errorf("%d positions agree, %d are not available: want 9069 and 1", agree, absent)
	}
}

// TestLogsReconcile decodes every log and accounts for every line. The bad checksums of Vernon are 926 in all, as counted
// by others; a plain program that knows nothing but checksums and part numbers finds as many whole messages, or one more
// where a payload is too short to hold a type's fields.
func TestLogsReconcile(t *testing.T) {
	check := func(name string, lines, complete, badChecksums uint64) {
		t.Helper()
		var d Decoder
		var m Message
		var seen Counts
		for line := range bytes.Lines(read(t, name)) {
			for rest := line; rest != nil; rest = d.Rest() {
				seen.By[d.Decode(rest, &m)]++
			}
		}
		c := d.Counts()
		if seen.By != c.By {
			t.Errorf("%s: %v counted, %v returned", name, c.By, seen.By)
		}
		if c.By[Waiting] != c.Joined+c.Abandoned+uint64(d.Waiting()) {
			t.Errorf("%s: %d parts waited: %d joined, %d abandoned, %d still wait", name, c.By[Waiting], c.Joined, c.Abandoned, d.Waiting())
		}
		if c.Lines() != lines || c.By[Complete] != complete || c.By[BadChecksum] != badChecksums {
			t.Errorf("%s: %d lines, %d complete, %d bad checksums: want %d, %d, %d", name,
				c.Lines(), c.By[Complete], c.By[BadChecksum], lines, complete, badChecksums)
		}
	}
	check("ais_vernon_20160331.log.zst", 57234, 56583, 180)
	check("ais_vernon_20160401.log.zst", 56211, 55242, 211)
	check("ais_vernon_20160404.log.zst", 51281, 50648, 169)
	check("ais_vernon_20160410.log.zst", 58506, 57747, 207)
	check("ais_vernon_20160411.log.zst", 47579, 46938, 159)
	check("log_ais_cw17.csv.log.zst", 27861, 27554, 0)
	check("dma_stream_example.txt", 8551, 4051, 0)
	check("dma_decode_encode_messages.txt", 646, 601, 0)
	check("goais_aistest.nmea", 998, 905, 0)
	check("aisdb_20211101.nm4", 1000, 979, 0)
	check("gpsd_sample.aivdm", 1121, 102, 0)
	check("gpsd_ais-nmea.log", 1500, 171, 0)
	check("libais_test.aivdm", 345, 229, 0)
}

// TestRegular: what a shore receiver hears by day is as long as it should be; a collection of oddities is not.
func TestRegular(t *testing.T) {
	check := func(name string, want int) {
		t.Helper()
		all, _ := decodeAll(t, name)
		odd := 0
		for _, m := range all {
			if !m.Regular() {
				odd++
			}
		}
		if odd != want {
			t.Errorf("%s: %d of %d messages are not regular, want %d", name, odd, len(all), want)
		}
	}
	check("ais_vernon_20160331.log.zst", 0)
	check("log_ais_cw17.csv.log.zst", 0)
	check("goais_aistest.nmea", 1)
	check("aisdb_20211101.nm4", 0)
	check("dma_stream_example.txt", 0)
	check("libais_typeexamples.nmea", 0)
	check("libais_test.aivdm", 16)
	check("gpsd_sample.aivdm", 4)
}
