package ais

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// notFields holds what libais prints beside the fields of a message: its own words, spares, the communication state in
// parts, and the content of applications.
var notFields = strings.Fields("class device scaled status_text shiptype_text epfd_text aid_type_text stationtype_text " +
	"spare spare2 spare3 spare4 utc_spare slot_timeout sync_state slot_number slot_increment slots_to_allocate keep_flag " +
	"received_stations slot_offset utc_hour utc_min commstate_cs_fill transmission_ctl unit " +
	"notice_type notice_type_str sub_areas link_id duration_minutes ack_required msg_seq " +
	"tagblock_group tagblock_T tagblock_station tagblock_timestamp tagblock_q")

// libaisNames holds the names that libais spells otherwise.
var libaisNames = map[string]string{"part_num": "partno", "mode": "assigned", "offset2_2": "", "slot_offset_2": "", "msg_2": ""}

// compareLibais compares one object of libais with the message and returns the names that differ.
func compareLibais(t *testing.T, obj map[string]any, m *Message) (diff []string, fields int) {
	for k, want := range obj {
		name, renamed := libaisNames[k]
		switch {
		case slices.Contains(notFields, k), m.Type == 8 && k == "text", m.Type == 6 && k == "text":
			continue
		case k == "timestamp" && obj["tagblock_timestamp"] != nil:
			at, _ := m.Received()
			if stated, _ := time.Parse(time.RFC3339, want.(string)); !stated.Equal(at) || m.Source.String() != obj["tagblock_station"] {
				diff = append(diff, k)
			}
			continue
		case !renamed:
			name = k
		case name == "":
			name = k
		}
		if agreesLibais(m, name, want) {
			fields++
			continue
		}
		got, _ := asGPSD(m, name, "")
		t.Logf("type %d: %s: got %s, libais has %v", m.Type, name, got, want)
		diff = append(diff, fmt.Sprintf("type %d %s", m.Type, name))
	}
	return diff, fields
}

// agreesLibais compares one field; libais scales to 32-bit floats.
func agreesLibais(m *Message, name string, want any) bool {
	f, ok := m.Field(name)
	switch want := want.(type) {
	case nil:
		return ok && !f.Available
	case bool:
		return ok && want == (f.Raw != 0)
	case float64:
		got := f.Value()
		if name == "turn" {
			got, _ = m.ROT()
		}
		return ok && math.Abs(got-want) < 1e-5+1e-6*math.Abs(want)
	case string:
		if got, ok := asGPSD(m, name, m.Name.String()); ok && got == want {
			return true
		}
		return ok && strconv.FormatInt(f.Raw, 10) == want
	}
	return false
}

func TestLibais(t *testing.T) {
	check := func(name string, least int, want []difference) {
		t.Helper()
		ours, _ := decodeAll(t, name+".nmea")
		diff, total, i := map[string]int{}, 0, 0
		for line := range bytes.Lines(read(t, name+".json")) {
			var obj map[string]any
			if err := json.Unmarshal(line, &obj); err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(ours, func(m *Message) bool {
				return obj["mmsi"] == float64(m.MMSI) && obj["type"] == float64(m.Type) && libaisTime(obj, m)
			})
			if at < 0 {
				t.Fatalf("%s: not among our messages", line)
			}
			names, n := compareLibais(t, obj, ours[at])
			for _, d := range names {
				diff[d]++
			}
			total += n
			i++
		}
		if i != len(ours) || total < least {
			t.Errorf("%s: %d messages and %d agreeing fields: want %d and at least %d", name, i, total, len(ours), least)
		}
		checkDifferences(t, diff, want)
	}
	const (
		absent = "libais prints 0 where the payload has no such field; with us it is absent"
		spares = "section 3.24 has 2 spare bits behind the destination; libais reads on"
		alias  = "libais has a name of its own for what section 3.13 calls the second station"
	)
	check("libais_typeexamples", 200, []difference{
		{"type 6 retransmit", 1, "section 3.4 has it in bit 70, which is 0; libais says it is set"},
		{"type 9 alt_sensor", 1, "section 3.7 gives it the first of the bits that we keep as regional"},
		{"type 9 speed", 1, "section 3.7 has whole knots; libais takes tenths"},
		{"type 13 mmsi2", 1, absent},
		{"type 13 mmsi3", 1, absent},
		{"type 13 mmsi4", 1, absent},
		{"type 15 mmsi2", 1, absent},
		{"type 15 msg_2", 1, alias},
		{"type 15 offset1_2", 1, whyCut},
		{"type 15 offset2_1", 1, absent},
		{"type 15 offset2_2", 1, alias},
		{"type 15 slot_offset_2", 1, alias},
		{"type 15 type2_1", 1, absent},
		{"type 15 type2_2", 1, alias},
		{"type 16 increment2", 1, absent},
		{"type 16 mmsi2", 1, absent},
		{"type 16 offset2", 1, absent},
		{"type 21 name", 1, "section 3 has _ for 31 and ' for 39; libais prints - and `"},
		{"type 26 dac", 1, spares},
		{"type 26 fid", 1, spares},
		{"type 27 gnss", 1, "section 3.25 has the bit set; libais prints its opposite"},
	})
	check("libais_tagblock", 50, nil)
}

// libaisTime reports whether the times of reception are the same, where libais has one.
func libaisTime(obj map[string]any, m *Message) bool {
	s, ok := obj["tagblock_timestamp"].(string)
	at, _ := time.Parse(time.RFC3339, s)
	got, _ := m.Received()
	return !ok || at.Equal(got)
}
