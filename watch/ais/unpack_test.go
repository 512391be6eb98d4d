package ais

import (
	"math/rand/v2"
	"testing"
)

// flagNames holds the names that the layouts have for flags.
var flagNames = map[string]Flags{"accuracy": Accuracy, "raim": RAIM, "assigned": Assigned, "dte": DTENotReady,
	"cs": CarrierUnit, "display": Display, "dsc": DSC, "band": Band, "msg22": Msg22, "off_position": OffPosition,
	"virtual_aid": Virtual, "gnss": Latent}

// typed returns what the struct has for a field, and the same of the field itself in the units of the struct.
func typed(m *Message, f Field) (inStruct, inField any) {
	scaled := func(per float64, none int) int {
		if !f.Available {
			return none
		}
		return int(f.Value()*per + 0.5)
	}
	angle := func(none int) int {
		if !f.Available {
			return none
		}
		return int(f.Raw) * map[bool]int{true: 1, false: 1000}[f.Bits > 20]
	}
	raw := int(f.Raw)
	if bit, ok := flagNames[f.Name()]; ok {
		return m.Has(bit), f.Raw != 0
	}
	switch f.Name() {
	case "type":
		return int(m.Type), raw
	case "repeat":
		return int(m.Repeat), raw
	case "mmsi":
		return int(m.MMSI), raw
	case "lat":
		return int(m.Lat), angle(NoLat)
	case "lon":
		return int(m.Lon), angle(NoLon)
	case "speed":
		return int(m.Speed), scaled(10, NoSpeed)
	case "course":
		return int(m.Course), scaled(10, NoCourse)
	case "heading":
		return int(m.Heading), scaled(1, NoHeading)
	case "turn":
		return int(m.Turn), raw
	case "status":
		return int(m.Status), raw
	case "maneuver":
		return int(m.Maneuver), raw
	case "regional":
		return int(m.Regional), raw
	case "radio":
		return int(m.Radio), raw
	case "epfd":
		return int(m.EPFD), raw
	case "alt":
		return int(m.Altitude), raw
	}
	if f.Name() == "second" && (m.Type == 4 || m.Type == 11) {
		return int(m.Clock.Second), raw
	}
	return typedStatic(m, f)
}

func typedStatic(m *Message, f Field) (inStruct, inField any) {
	raw := int(f.Raw)
	switch f.Name() {
	case "second":
		return int(m.Second), raw
	case "callsign":
		return m.Callsign.String(), f.Text()
	case "shipname":
		return m.Name.String(), f.Text()
	case "vendorid":
		return string(trim(m.Vendor[:])), f.Text()
	case "destination":
		return m.Destination.String(), f.Text()
	case "imo":
		return int(m.IMO), raw
	case "shiptype":
		return int(m.ShipType), raw
	case "aid_type":
		return int(m.AidType), raw
	case "ais_version":
		return int(m.Version), raw
	case "draught":
		return int(m.Draught), raw
	case "to_bow":
		return int(m.ToBow), raw
	case "to_stern":
		return int(m.ToStern), raw
	case "to_port":
		return int(m.ToPort), raw
	case "to_starboard":
		return int(m.ToStarboard), raw
	case "model":
		return int(m.Model), raw
	case "serial":
		return int(m.Serial), raw
	case "mothership_mmsi":
		return int(m.Mothership), raw
	case "partno":
		return int(m.Part - 'A'), raw
	}
	return typedTime(m, f)
}

func typedTime(m *Message, f Field) (inStruct, inField any) {
	month, day, hour, minute := m.ETA.Month, m.ETA.Day, m.ETA.Hour, m.ETA.Minute
	if m.Type != 5 {
		month, day, hour, minute = m.Clock.Month, m.Clock.Day, m.Clock.Hour, m.Clock.Minute
	}
	switch f.Name() {
	case "year":
		return int(m.Clock.Year), int(f.Raw)
	case "month":
		return int(month), int(f.Raw)
	case "day":
		return int(day), int(f.Raw)
	case "hour":
		return int(hour), int(f.Raw)
	case "minute":
		return int(minute), int(f.Raw)
	}
	return nil, nil
}

// TestStructAgreesWithTable reads messages of every type that has a place in the struct both ways. Only these fields
// have none there.
func TestStructAgreesWithTable(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	without := map[string]bool{"reserved": true, "name": true, "name_extension": true, "data": true}
	for _, typ := range []int{1, 2, 3, 4, 5, 9, 11, 18, 19, 21, 24, 27} {
		for range 2000 {
			m := decode(t, randomPacket(r, typ))
			for f := range m.Fields() {
				inStruct, inField := typed(m, f)
				if inStruct != inField {
					t.Errorf("type %d, %s: %v in the struct, %v in the table", typ, f.Name(), inStruct, inField)
				}
				if inStruct == nil && !without[f.Name()] {
					t.Errorf("type %d, %s: in the table only", typ, f.Name())
				}
			}
		}
	}
}

// TestShortPayloads cuts messages at every length: nothing of a field that is not whole may be left in the struct.
func TestShortPayloads(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for typ := 1; typ <= 27; typ++ {
		whole := randomPacket(r, typ)
		whole.bits = 424
		for bits := range 424 {
			k := &packet{whole.payload, bits}
			var d Decoder
			var m Message
			s := d.Decode([]byte(k.sentences("", 100)[0]), &m)
			if s != Complete {
				if s != Short {
					t.Fatalf("type %d of %d bits: %v", typ, bits, s)
				}
				continue
			}
			l := m.layout()
			for i := range l.fields {
				f := &l.fields[i]
				if v := m.payload.u(f.at, min(f.bits, 30)); !f.rest && int(f.at) < l.full && !f.fits(bits) && f.none >= 0 && f.bits <= 30 && v != uint64(f.none) {
					t.Fatalf("type %d of %d bits: %s is %d, want %d", typ, bits, f.name, v, f.none)
				}
			}
		}
	}
}
