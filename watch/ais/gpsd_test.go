package ais

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// decodeAll returns the messages of a shared file, copied, and the decoder that read them.
func decodeAll(t testing.TB, name string) ([]*Message, *Decoder) {
	t.Helper()
	var all []*Message
	var d Decoder
	var m Message
	for line := range bytes.Lines(read(t, name)) {
		for rest := line; rest != nil; rest = d.Rest() {
			if d.Decode(rest, &m) == Complete {
				c := m
				all = append(all, &c)
			}
		}
	}
	return all, &d
}

// A gpsdRow is one message as gpsd prints it: names and unscaled values, in the notation of asGPSD.
type gpsdRow struct {
	names  []string
	values map[string]string
}

func (r *gpsdRow) number(name string) int { n, _ := strconv.Atoi(r.values[name]); return n }

// gpsdJSON reads the objects of class AIS from gpsd's JSON.
func gpsdJSON(t *testing.T, doc []byte) (rows []gpsdRow) {
	t.Helper()
	for line := range bytes.Lines(doc) {
		if !bytes.HasPrefix(line, []byte(`{"class":"AIS"`)) {
			continue
		}
		var obj map[string]any
		if err := json.Unmarshal(line, &obj); err != nil {
			t.Fatal(err)
		}
		row := gpsdRow{values: map[string]string{}}
		for k, v := range obj {
			if k == "class" || k == "device" || k == "scaled" || strings.HasSuffix(k, "_text") {
				continue // not fields: gpsd's words for codes
			}
			switch v := v.(type) {
			case bool:
				row.values[k] = map[bool]string{false: "0", true: "1"}[v]
			case float64:
				row.values[k] = strconv.FormatInt(int64(v), 10)
			case string:
				row.values[k] = v
			}
			row.names = append(row.names, k)
		}
		if _, raw := obj["data"]; !raw && (row.number("type") == 6 || row.number("type") == 8) {
			row.keep("type", "repeat", "mmsi", "seqno", "dest_mmsi", "retransmit", "dac", "fid") // content decoded by gpsd
		}
		rows = append(rows, row)
	}
	return rows
}

func (r *gpsdRow) keep(names ...string) {
	r.names = slices.DeleteFunc(r.names, func(n string) bool { return !slices.Contains(names, n) })
}

// asGPSD returns a field as gpsd prints it unscaled, or false when the payload does not have it.
func asGPSD(m *Message, name, nameA string) (string, bool) {
	switch {
	case name == "eta":
		return fmt.Sprintf("%02d-%02dT%02d:%02dZ", m.ETA.Month, m.ETA.Day, m.ETA.Hour, m.ETA.Minute), true
	case name == "timestamp":
		c := &m.Clock
		return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", c.Year, c.Month, c.Day, c.Hour, c.Minute, c.Second), true
	case name == "app_id":
		a, ok := m.Application()
		return strconv.Itoa(int(a.DAC)<<6 | int(a.FI)), ok
	case m.Type == 24 && name == "shipname":
		return nameA, true
	case m.Type == 21 && name == "name":
		return m.Name.String(), true
	}
	f, ok := m.Field(name)
	switch {
	case !ok:
		return "absent", false
	case f.Kind() == Text:
		return f.Text(), true
	case f.Kind() == Binary:
		return fmt.Sprintf("%d:%s", f.Bits, f.AppendHex(nil)), true
	}
	return strconv.FormatInt(f.Raw, 10), true
}

// compare goes through gpsd's rows and ours and returns the differences: fields by type, and messages that only we have.
func compare(t *testing.T, rows []gpsdRow, ours []*Message) (diff map[string]int, fields int) {
	t.Helper()
	diff = map[string]int{}
	nameA := map[uint32]string{}
	next := 0
	for i, row := range rows {
		for ; next < len(ours) && !sameMessage(&row, ours[next]); next++ {
			noteA(ours[next], nameA)
			diff[fmt.Sprintf("only ours: type %d, part %q", ours[next].Type, ours[next].Part)]++
		}
		if next == len(ours) {
			t.Fatalf("row %d of gpsd: %v: not among our messages", i, row.values)
		}
		m := ours[next]
		next++
		d, n := compareRow(t, &row, m, nameA)
		fields += n
		for k, v := range d {
			diff[k] += v
		}
	}
	for ; next < len(ours); next++ {
		diff[fmt.Sprintf("only ours: type %d, part %q", ours[next].Type, ours[next].Part)]++
	}
	return diff, fields
}

// compareRow compares one message and returns how many fields agree.
func compareRow(t *testing.T, row *gpsdRow, m *Message, nameA map[uint32]string) (diff map[string]int, fields int) {
	diff = map[string]int{}
	for _, name := range row.names {
		got, ok := asGPSD(m, name, nameA[m.MMSI])
		switch want := row.values[name]; {
		case got == want:
			fields++
		case !ok && (want == "0" || want == "0:"):
			diff[fmt.Sprintf("beyond the payload: type %d", m.Type)]++
		default:
			diff[fmt.Sprintf("type %d %s", m.Type, name)]++
			t.Logf("type %d of %d: %s: got %q, gpsd has %q", m.Type, m.MMSI, name, got, want)
		}
	}
	return diff, fields
}

// sameMessage reports whether a row and a message could be the same. gpsd prints type 24 after part B.
func sameMessage(r *gpsdRow, m *Message) bool {
	return r.number("type") == int(m.Type) && r.number("mmsi") == int(m.MMSI) && m.Part != 'A'
}

// sameFunction reports whether binary messages are of the same application.
func sameFunction(r *gpsdRow, m *Message) bool {
	a, ok := m.Application()
	return !ok || r.values["fid"] == "" || r.number("fid") == int(a.FI)
}

func noteA(m *Message, nameA map[uint32]string) {
	if m.Part == 'A' {
		nameA[m.MMSI] = m.Name.String()
	}
}

// A difference is known: how often, and what decides.
type difference struct {
	what  string
	times int
	why   string
}

func checkDifferences(t *testing.T, got map[string]int, want []difference) {
	t.Helper()
	for _, d := range want {
		if got[d.what] != d.times {
			t.Errorf("%s: differs %d times, want %d: %s", d.what, got[d.what], d.times, d.why)
		}
		delete(got, d.what)
	}
	for _, what := range slices.Sorted(maps.Keys(got)) {
		t.Errorf("%s: differs %d times, want none", what, got[what])
	}
}

// Sections are those of annex 8 of ITU-R M.1371-5.
const (
	whyAbsent = "gpsd prints 0 where the payload has no such field; with us it is absent"
	whyOneA   = "gpsd keeps part A of type 24 and prints it with part B; section 3.22 has two messages, so do we"
	whyVendor = "gpsd reads 7 characters, as M.1371-3 had it; section 3.22 has 3, and model and serial number after them"
	whySpare  = "section 3.23 and 3.24 have 2 spare bits behind the destination; gpsd reads on"
	whyCut    = "the payload ends within the field; gpsd goes on with zeros, which would be another ship"
	whyRadio  = "section 3.24 has the communication state in the last 20 bits; gpsd takes them for data and prints 0"
)

var sampleDifferences = []difference{
	{"beyond the payload: type 7", 5, whyAbsent},
	{"beyond the payload: type 13", 3, whyAbsent},
	{"beyond the payload: type 15", 8, whyAbsent},
	{"beyond the payload: type 16", 3, whyAbsent},
	{"beyond the payload: type 20", 16, whyAbsent},
	{"beyond the payload: type 25", 2, whyAbsent},
	{"beyond the payload: type 26", 2, whyAbsent},
	{`only ours: type 24, part 'A'`, 3, whyOneA},
	{`only ours: type 24, part 'B'`, 2, whyOneA},
	{"type 1 radio", 1, whyCut},
	{"type 7 mmsi3", 2, whyCut},
	{"type 24 vendorid", 2, whyVendor},
	{"type 25 data", 1, whySpare},
	{"type 26 app_id", 2, whySpare},
	{"type 26 data", 4, whySpare + "; once it prints half a byte more than the bits it counts"},
	{"type 26 radio", 5, whyRadio},
}

// TestGPSDSample compares every field of gpsd's unscaled JSON with ours.
func TestGPSDSample(t *testing.T) {
	ours, _ := decodeAll(t, "gpsd_sample.aivdm")
	diff, fields := compare(t, gpsdJSON(t, read(t, "gpsd_sample.aivdm.ju.chk")), ours)
	checkDifferences(t, diff, sampleDifferences)
	if fields < 800 {
		t.Errorf("%d fields agree: want at least 800", fields)
	}
}

// TestGPSDLog does so for a log of one receiver, in which GPS sentences are mixed.
func TestGPSDLog(t *testing.T) {
	ours, _ := decodeAll(t, "gpsd_ais-nmea.log")
	rows := gpsdJSON(t, read(t, "gpsd_ais-nmea.log.chk.zst"))
	rows = slices.CompactFunc(rows, func(a, b gpsdRow) bool { return maps.Equal(a.values, b.values) }) // each is there twice
	diff, fields := compare(t, rows, ours)
	checkDifferences(t, diff, []difference{
		{`only ours: type 24, part 'A'`, 5, whyOneA},
		{"type 24 vendorid", 4, whyVendor},
	})
	if fields < 2400 {
		t.Errorf("%d fields agree: want at least 2400", fields)
	}
}

// TestGPSDSynthetic compares a decode of an older gpsd of the same sentences, of which it lacks those that came later.
func TestGPSDSynthetic(t *testing.T) {
	ours, _ := decodeAll(t, "gpsd_sample.aivdm")
	diff, fields := compareAnywhere(t, gpsdJSON(t, read(t, "gpsd_synthetic-ais.json")), ours)
	checkDifferences(t, diff, []difference{
		{"beyond the payload: type 7", 5, whyAbsent},
		{"beyond the payload: type 13", 3, whyAbsent},
		{"beyond the payload: type 15", 5, whyAbsent},
		{"beyond the payload: type 16", 3, whyAbsent},
		{"beyond the payload: type 20", 16, whyAbsent},
		{"only gpsd: 8 of 366999655", 1, "the sentence is no longer in the collection"},
		{"only gpsd: 8 of 366999712", 1, "the sentence is no longer in the collection with this function"},
		{"only gpsd: 8 of 992509977", 1, "the sentence is no longer in the collection with this function"},
		{"only gpsd: 24 of 338085242", 1, "the sentence is no longer in the collection"},
		{"type 1 radio", 2, "section 3.1 has 19 bits; that gpsd read 20 and so twice the value"},
		{"type 2 radio", 1, "section 3.1 has 19 bits; that gpsd read 20 and so twice the value"},
		{"type 9 radio", 1, "section 3.7 has 19 bits and their selector; that gpsd read half the value"},
		{"type 7 mmsi3", 2, whyCut},
		{"type 12 text", 1, "section 3 pads text; that gpsd kept a space at the end"},
		{"type 19 epfd", 1, "section 3.17 has 4 bits, here 0001; that gpsd read another place"},
	})
	if fields < 380 {
		t.Errorf("%d fields agree: want at least 380", fields)
	}
}

// compareAnywhere is compare for rows of which some have no message of ours, and not in the same order.
func compareAnywhere(t *testing.T, rows []gpsdRow, ours []*Message) (diff map[string]int, fields int) {
	diff = map[string]int{}
	nameA := map[uint32]string{}
	for _, m := range ours {
		noteA(m, nameA)
	}
	used := map[*Message]bool{}
	for _, row := range rows {
		i := slices.IndexFunc(ours, func(m *Message) bool { return !used[m] && sameMessage(&row, m) && sameFunction(&row, m) })
		if i < 0 {
			diff["only gpsd: "+row.values["type"]+" of "+row.values["mmsi"]]++
			continue
		}
		used[ours[i]] = true
		d, n := compareRow(t, &row, ours[i], nameA)
		fields += n
		for k, v := range d {
			diff[k] += v
		}
	}
	return diff, fields
}
