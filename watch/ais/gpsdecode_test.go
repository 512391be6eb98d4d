package ais

import (
	"bytes"
	"os/exec"
	"testing"
)

// TestGPSDecode compares every field of every log with what gpsd's own decoder makes of its sentences, where that is
// installed.
func TestGPSDecode(t *testing.T) {
	t.Parallel()
	bin, err := exec.LookPath("gpsdecode")
	if err != nil {
		t.Skip("skipped: no gpsdecode; Debian has it in gpsd-clients")
	}
	check := func(name string, least int, want ...difference) {
		t.Helper()
		var plain bytes.Buffer // gpsdecode wants nothing around a sentence
		for line := range bytes.Lines(read(t, name)) {
			if i := findSentence(line, 0); i >= 0 && line[0] != '#' {
				plain.Write(line[i:])
			}
		}
		cmd := exec.Command(bin, "-j", "-u")
		cmd.Stdin = &plain
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		ours, _ := decodeAll(t, name)
		diff, n := compare(t, gpsdJSON(t, out), ours)
		checkDifferences(t, diff, want)
		if n < least {
			t.Errorf("%s: %d fields agree: want at least %d", name, n, least)
		}
	}
	const whyTalker = "gpsd does not know the talker --, and loses parts that come mixed and some sentences after them"
	check("ais_vernon_20160331.log.zst", 802070)
	check("ais_vernon_20160401.log.zst", 779842)
	check("ais_vernon_20160404.log.zst", 713276)
	check("ais_vernon_20160410.log.zst", 818159,
		difference{`only ours: type 24, part 'A'`, 1, whyOneA},
		difference{`only ours: type 24, part 'B'`, 1, whyOneA},
		difference{"type 24 vendorid", 1, whyVendor},
	)
	check("ais_vernon_20160411.log.zst", 657357,
		difference{`only ours: type 24, part 'A'`, 2, whyOneA},
		difference{`only ours: type 24, part 'B'`, 1, whyOneA},
		difference{"type 24 vendorid", 2, whyVendor},
	)
	check("log_ais_cw17.csv.log.zst", 466109,
		difference{`only ours: type 24, part 'A'`, 101, whyOneA},
		difference{`only ours: type 24, part 'B'`, 39, whyOneA},
		difference{"type 24 vendorid", 70, whyVendor},
	)
	check("goais_aistest.nmea", 12621,
		difference{"beyond the payload: type 7", 33, whyAbsent},
		difference{"beyond the payload: type 15", 22, whyAbsent},
		difference{"beyond the payload: type 16", 24, whyAbsent},
		difference{"beyond the payload: type 20", 200, whyAbsent},
		difference{"type 15 mmsi2", 1, whyCut},
		difference{`only ours: type 21, part '\x00'`, 1, "168 of 272 bits, with the name; gpsd refuses it"},
		difference{`only ours: type 24, part 'A'`, 14, whyOneA},
		difference{`only ours: type 24, part 'B'`, 8, whyOneA},
	)
	check("aisdb_20211101.nm4", 14153,
		difference{"beyond the payload: type 25", 2, whyAbsent},
		difference{`only ours: type 24, part 'A'`, 15, whyOneA},
		difference{`only ours: type 24, part 'B'`, 9, whyOneA},
	)
	check("dma_decode_encode_messages.txt", 8474,
		difference{"beyond the payload: type 20", 200, whyAbsent},
		difference{`only ours: type 24, part 'A'`, 14, whyOneA},
		difference{`only ours: type 24, part 'B'`, 2, whyOneA},
		difference{"type 24 vendorid", 12, whyVendor},
	)
	check("dma_stream_example.txt", 58257,
		difference{"beyond the payload: type 7", 27, whyAbsent},
		difference{"beyond the payload: type 15", 330, whyAbsent},
		difference{"beyond the payload: type 16", 69, whyAbsent},
		difference{"beyond the payload: type 20", 816, whyAbsent},
		difference{`only ours: type 1, part '\x00'`, 3, whyTalker},
		difference{`only ours: type 3, part '\x00'`, 1, whyTalker},
		difference{`only ours: type 4, part '\x00'`, 1, whyTalker},
		difference{`only ours: type 5, part '\x00'`, 8, whyTalker},
		difference{`only ours: type 8, part '\x00'`, 18, whyTalker},
		difference{`only ours: type 20, part '\x00'`, 2, whyTalker},
		difference{`only ours: type 24, part 'A'`, 52, whyOneA},
		difference{`only ours: type 24, part 'B'`, 15, whyOneA},
		difference{"type 24 vendorid", 6, whyVendor},
	)
	check("libais_test.aivdm", 1977,
		difference{"beyond the payload: type 6", 1, whyAbsent},
		difference{"beyond the payload: type 7", 12, whyAbsent},
		difference{"beyond the payload: type 13", 15, whyAbsent},
		difference{"beyond the payload: type 15", 69, whyAbsent},
		difference{"beyond the payload: type 16", 8, whyAbsent},
		difference{"beyond the payload: type 20", 124, whyAbsent},
		difference{"beyond the payload: type 25", 15, whyAbsent},
		difference{"beyond the payload: type 26", 4, whyAbsent},
		difference{"type 7 mmsi4", 1, whyCut},
		difference{"type 13 mmsi2", 3, whyCut},
		difference{"type 15 mmsi2", 2, whyCut},
		difference{"type 15 type2_1", 1, whyCut},
		difference{"type 15 offset2_1", 1, whyCut},
		difference{"type 14 text", 1, "fewer bits than a character; gpsd has a text without any"},
		difference{"type 16 mmsi2", 1, "the payload has the second station but not all of what follows; gpsd leaves it out"},
		difference{"type 24 vendorid", 2, whyVendor},
		difference{"type 25 app_id", 1, whySpare},
		difference{"type 25 data", 1, whySpare},
		difference{"type 26 app_id", 2, whySpare},
		difference{"type 26 data", 10, whySpare + "; and prints bits beyond those it counts"},
		difference{"type 26 radio", 10, whyRadio},
		difference{`only ours: type 24, part 'A'`, 5, whyOneA},
		difference{`only ours: type 24, part 'B'`, 2, whyOneA},
		difference{`only ours: type 27, part '\x00'`, 12, "a length that gpsd refuses"},
	)
}
