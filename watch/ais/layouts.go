package ais

// layouts holds the bits of every type of message by type, as annex 8 of M.1371-5 has them in its section 3. Types with variants have that
// of variant 0 here and the others below.
var layouts = [28]*layout{
	1: classA, 2: classA, 3: classA, // § 3.1
	4: base, 11: base, // § 3.2

	5: lay(112, code("ais_version", 2), code("imo", 30).unlessZero(), text("callsign", 7), text("shipname", 20), // § 3.3
		code("shiptype", 8).unlessZero(), dimensions(), epfd(), month(), day(), hour(), minute(),
		count("draught", 8).unlessZero().in("m", 0.1), text("destination", 20), flag("dte"), reserved(1)),

	6: lay(88, code("seqno", 2), mmsi("dest_mmsi"), flag("retransmit"), reserved(1), // § 3.4
		code("dac", 10), code("fid", 6), toEnd("data", Binary, 0)),

	7: acknowledge, 13: acknowledge, // § 3.5

	8: lay(56, reserved(2), code("dac", 10), code("fid", 6), toEnd("data", Binary, 0)), // § 3.6

	9: lay(116, count("alt", 12).within(0, 4094, 4095).in("m", 1), // § 3.7
		count("speed", 10).within(0, 1022, 1023).in("kn", 1), flag("accuracy"), lon(), lat(), course(), second(),
		code("regional", 8), flag("dte"), reserved(3), flag("assigned"), flag("raim"), code("radio", 20)),

	10: lay(70, reserved(2), mmsi("dest_mmsi"), reserved(2)), // § 3.8

	12: lay(72, code("seqno", 2), mmsi("dest_mmsi"), flag("retransmit"), reserved(1), toEnd("text", Text, 0)), // § 3.10
	14: lay(40, reserved(2), toEnd("text", Text, 0)),                                                          // § 3.12

	15: lay(76, reserved(2), mmsi("mmsi1"), code("type1_1", 6), count("offset1_1", 12), reserved(2), // § 3.13
		code("type1_2", 6), count("offset1_2", 12), reserved(2),
		mmsi("mmsi2"), code("type2_1", 6), count("offset2_1", 12), reserved(2)),

	16: lay(92, reserved(2), mmsi("mmsi1"), count("offset1", 12), count("increment1", 10), // § 3.14
		mmsi("mmsi2"), count("offset2", 12), count("increment2", 10)),

	17: lay(75, reserved(2), longitude("lon"), latitude("lat"), reserved(5), toEnd("data", Binary, 0), // § 3.15
		code("dgnss_type", 6), code("dgnss_station", 10), count("dgnss_zcount", 13).in("s", 0.6),
		code("dgnss_seqno", 3), count("dgnss_words", 5), code("dgnss_health", 3)),

	18: lay(112, code("reserved", 8), speed(), flag("accuracy"), lon(), lat(), course(), heading(), second(), // § 3.16
		code("regional", 2), flag("cs"), flag("display"), flag("dsc"), flag("band"), flag("msg22"), flag("assigned"),
		flag("raim"), code("radio", 20)),

	19: lay(112, code("reserved", 8), speed(), flag("accuracy"), lon(), lat(), course(), heading(), second(), // § 3.17
		code("regional", 4), text("shipname", 20), code("shiptype", 8).unlessZero(), dimensions(), epfd(), flag("raim"),
		flag("dte"), flag("assigned"), reserved(4)),

	20: lay(70, reserved(2), slots("1"), slots("2"), slots("3"), slots("4")), // § 3.18

	21: lay(163, code("aid_type", 5).unlessZero(), text("name", 20), flag("accuracy"), lon(), lat(), dimensions(), // § 3.19
		epfd(), second(), flag("off_position"), code("regional", 8), flag("raim"), flag("virtual_aid"),
		flag("assigned"), reserved(1), toEnd("name_extension", Text, 0)),

	22: lay(145, channels, longitude("ne_lon"), latitude("ne_lat"), longitude("sw_lon"), latitude("sw_lat"), // § 3.20
		management),

	23: lay(154, reserved(2), longitude("ne_lon"), latitude("ne_lat"), longitude("sw_lon"), latitude("sw_lat"), // § 3.21
		code("stationtype", 4), code("shiptype", 8), reserved(22), code("txrx", 2), code("interval", 4),
		count("quiet", 4).in("min", 1), reserved(6)),

	24: lay(40, code("partno", 2), toEnd("data", Binary, 0)), // of neither part

	25: lay(40, code("addressed", 1), code("structured", 1), toEnd("data", Binary, 0)), // § 3.23

	26: lay(60, code("addressed", 1), code("structured", 1), toEnd("data", Binary, 20)), // § 3.24

	27: lay(79, flag("accuracy"), flag("raim"), status(), longitude("lon"), latitude("lat"), // § 3.25
		count("speed", 6).within(0, 62, 63).in("kn", 1), count("course", 9).within(0, 359, 511).in("°", 1),
		flag("gnss"), reserved(1)),
}

var classA = lay(116, status(), turn(), speed(), flag("accuracy"), lon(), lat(), course(), heading(), second(),
	code("maneuver", 2).within(1, 2, 0), reserved(3), flag("raim"), code("radio", 19))

var base = lay(134, count("year", 14).within(1, 9999, 0), month(), day(), hour(), minute(),
	count("second", 6).within(0, 59, 60), flag("accuracy"), lon(), lat(), epfd(), reserved(10), flag("raim"),
	code("radio", 19))

var acknowledge = lay(70, reserved(2), mmsi("mmsi1"), code("seqno1", 2), mmsi("mmsi2"), code("seqno2", 2),
	mmsi("mmsi3"), code("seqno3", 2), mmsi("mmsi4"), code("seqno4", 2))

// slots is one reservation of type 20.
func slots(n string) []field {
	return []field{count("offset"+n, 12).unlessZero(), count("number"+n, 4), count("timeout"+n, 3).in("min", 1),
		count("increment"+n, 11)}
}

var (
	channels = []field{reserved(2), code("channel_a", 12), code("channel_b", 12), code("txrx", 4), flag("power")}

	management = []field{flag("addressed"), flag("band_a"), flag("band_b"), count("zonesize", 3), reserved(23)}

	// managedShips is type 22 for one or two stations instead of an area.
	managedShips = lay(145, channels, mmsi("dest1"), reserved(5), mmsi("dest2"), reserved(5), management)
)

// The parts of type 24 (§ 3.22). Part B of an auxiliary craft names the mother ship instead of dimensions.
var (
	unit = []field{code("shiptype", 8).unlessZero(), text("vendorid", 3), code("model", 4), code("serial", 20),
		text("callsign", 7)}

	staticA         = lay(160, code("partno", 2), text("shipname", 20))
	staticB         = lay(48, code("partno", 2), unit, dimensions(), epfd(), reserved(2))
	staticAuxiliary = lay(48, code("partno", 2), unit, mmsi("mothership_mmsi"), epfd(), reserved(2))
)

// binaries holds types 25 and 26 by 2 when addressed plus 1 when structured; only the latter names the application.
var binaries = [2][4]*layout{binaryLayouts(0), binaryLayouts(20)}

// binaryLayouts returns the variants of a binary message before whose end are tail bits of communication state.
func binaryLayouts(tail uint) [4]*layout {
	var all [4]*layout
	for i := range all {
		parts := []any{code("addressed", 1), code("structured", 1)}
		least := 40
		if i&2 != 0 {
			parts = append(parts, mmsi("dest_mmsi"), reserved(2)) // the spare makes whole bytes; gpsd takes it for data
			least += 32
		}
		if i&1 != 0 {
			parts = append(parts, code("dac", 10), code("fid", 6))
			least += 16
		}
		all[i] = lay(least+int(tail), append(parts, toEnd("data", Binary, tail), radio(tail))...)
	}
	return all
}

// radio is the communication state in the last bits of a message.
func radio(bits uint) any {
	if bits == 0 {
		return []field(nil)
	}
	f := code("radio", bits)
	f.rest = true
	return f
}

// layout returns the layout of m, of which the type and 38 bits are known.
func (m *Message) layout() *layout {
	p := &m.payload
	switch m.Type {
	case 22:
		if m.bits > 139 && p.flag(139) {
			return managedShips
		}
	case 24:
		return m.staticLayout()
	case 25, 26:
		if m.bits >= 40 {
			return binaries[m.Type-25][p.u(38, 2)]
		}
	}
	return layouts[m.Type]
}

func (m *Message) staticLayout() *layout {
	if m.bits < 40 {
		return layouts[24]
	}
	switch part := m.payload.u(38, 2); {
	case part == 0:
		return staticA
	case part == 1 && auxiliary(uint32(m.payload.u(8, 30))):
		return staticAuxiliary
	case part == 1:
		return staticB
	}
	return layouts[24]
}
