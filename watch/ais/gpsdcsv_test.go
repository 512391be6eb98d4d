package ais

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// gpsdColumns names the columns of gpsd's table by type of message. A type 6 or 8 of which gpsd decodes the content has
// more; those are not compared.
var gpsdColumns = map[int]string{
	1:   "type repeat mmsi status turn speed accuracy lon lat course heading second maneuver raim radio",
	4:   "type repeat mmsi timestamp accuracy lon lat epfd raim radio",
	5:   "type repeat mmsi imo ais_version callsign shipname shiptype to_bow to_stern to_port to_starboard epfd eta draught destination dte",
	6:   "type repeat mmsi seqno dest_mmsi retransmit dac fid",
	7:   "type repeat mmsi mmsi1 mmsi2 mmsi3 mmsi4",
	8:   "type repeat mmsi dac fid",
	9:   "type repeat mmsi alt speed accuracy lon lat course second regional dte raim radio",
	10:  "type repeat mmsi dest_mmsi",
	12:  "type repeat mmsi seqno dest_mmsi retransmit text",
	14:  "type repeat mmsi text",
	15:  "type repeat mmsi mmsi1 type1_1 offset1_1 type1_2 offset1_2 mmsi2 type2_1 offset2_1",
	16:  "type repeat mmsi mmsi1 offset1 increment1 mmsi2 offset2 increment2",
	17:  "type repeat mmsi lon lat data",
	18:  "type repeat mmsi reserved speed accuracy lon lat course heading second regional cs display dsc band msg22 raim radio",
	19:  "type repeat mmsi reserved speed accuracy lon lat course heading second regional shipname shiptype to_bow to_stern to_port to_starboard epfd raim dte assigned",
	20:  "type repeat mmsi offset1 number1 timeout1 increment1 offset2 number2 timeout2 increment2 offset3 number3 timeout3 increment3 offset4 number4 timeout4 increment4",
	21:  "type repeat mmsi aid_type name accuracy lon lat to_bow to_stern to_port to_starboard epfd second regional off_position raim virtual_aid",
	22:  "type repeat mmsi channel_a channel_b txrx power ne_lon ne_lat sw_lon sw_lat addressed band_a band_b zonesize",
	23:  "type repeat mmsi ne_lon ne_lat sw_lon sw_lat stationtype shiptype txrx interval quiet",
	-22: "type repeat mmsi channel_a channel_b txrx power dest1 dest2 addressed band_a band_b zonesize", // to two stations

	24: "type repeat mmsi shipname shiptype vendorid model serial callsign to_bow to_stern to_port to_starboard",
	25: "type repeat mmsi addressed structured dest_mmsi app_id data",
	27: "type repeat mmsi status accuracy lon lat speed course raim gnss",
}

// gpsdTable reads gpsd's table, in which columns stand between bars.
func gpsdTable(doc []byte) (rows []gpsdRow) {
	for line := range strings.Lines(string(doc)) {
		cells := strings.Split(strings.TrimRight(line, "\r\n"), "|")
		row := gpsdRow{values: map[string]string{}}
		typ, _ := strconv.Atoi(cells[0])
		if typ == 22 && len(cells) < 15 {
			typ = -typ
		}
		for i, name := range strings.Fields(gpsdColumns[like(typ)]) {
			cell := cells[i]
			if s, ok := strings.CutPrefix(cell, "0x"); ok {
				n, _ := strconv.ParseUint(s, 16, 32)
				cell = strconv.FormatUint(n, 10)
			} else if strings.Contains(name, "mmsi") {
				n, _ := strconv.Atoi(cell)
				cell = strconv.Itoa(n)
			}
			if i := strings.LastIndexByte(cell, ':'); typ == 26 && name == "data" {
				row.set("radio", cell[i+1:]) // without a bar before it
				cell = cell[:i]
			}
			row.set(name, cell)
		}
		rows = append(rows, row)
	}
	return rows
}

func (r *gpsdRow) set(name, value string) {
	r.names = append(r.names, name)
	r.values[name] = value
}

// like returns the type that has the same columns.
func like(typ int) int {
	switch typ {
	case 2, 3:
		return 1
	case 11:
		return 4
	case 13:
		return 7
	case 26:
		return 25
	}
	return typ
}

// TestGPSDTable compares every field of gpsd's table with ours.
func TestGPSDTable(t *testing.T) {
	ours, _ := decodeAll(t, "gpsd_sample.aivdm")
	diff, fields := compare(t, gpsdTable(read(t, "gpsd_sample.aivdm.chk")), ours)
	checkDifferences(t, diff, append(slices.Clone(sampleDifferences),
		difference{"type 23 txrx", 1, "section 3.21 has it in bits 144 and 145, which are 00; gpsd prints 2"}))
	if fields < 800 {
		t.Errorf("%d fields agree: want at least 800", fields)
	}
}
