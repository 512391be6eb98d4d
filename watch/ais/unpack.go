package ais

// unpack fills m from its payload, of which it has m.bits bits. The layouts say where everything is; this repeats the
// places of what trackers need, because decoding takes five times as long with the table (BenchmarkDecodeFields). A test compares the two.
func (m *Message) unpack() Status {
	if m.bits < 38 {
		return Short
	}
	p := &m.payload
	m.Type = uint8(p.u(0, 6))
	if m.Type == 0 || m.Type > 27 {
		return UnknownType
	}
	l := m.layout()
	if m.bits < l.least {
		return Short
	}
	if m.bits < l.full {
		l.complete(p, m.bits)
	}
	m.Repeat = uint8(p.u(6, 2))
	m.MMSI = uint32(p.u(8, 30))
	m.Position = nowhere
	if !m.clean {
		m.Static, m.Clock, m.clean = Static{ETA: noETA}, noClock, true
	}
	switch m.Type {
	case 1, 2, 3:
		m.unpackClassA()
	case 4, 11:
		m.unpackBase()
	case 5:
		m.unpackVoyage()
	case 9:
		m.unpackAircraft()
	case 18:
		m.unpackClassB()
	case 19:
		m.unpackClassBExtended()
	case 21:
		m.unpackAid()
	case 24:
		m.unpackStatic()
	case 27:
		m.unpackLongRange()
	}
	return Complete
}

// set returns f when on is true, and no flag otherwise.
func (f Flags) set(on bool) Flags {
	if on {
		return f
	}
	return 0
}

// place sets latitude and longitude; what is not on the globe is not available.
func (m *Message) place(lon, lat int64) {
	if uint64(lon+180*600_000) <= 360*600_000 {
		m.Lon = int32(lon)
	}
	if uint64(lat+90*600_000) <= 180*600_000 {
		m.Lat = int32(lat)
	}
}

// move sets speed, course and heading from their raw values in the units of class A.
func (m *Message) move(speed, course, heading uint64) {
	if speed < 1023 {
		m.Speed = uint16(speed)
	}
	m.Course = uint16(min(course, NoCourse))
	if heading < 360 {
		m.Heading = uint16(heading)
	}
}

func (m *Message) size(at uint) {
	p := &m.payload
	m.ToBow, m.ToStern = uint16(p.u(at, 9)), uint16(p.u(at+9, 9))
	m.ToPort, m.ToStarboard = uint8(p.u(at+18, 6)), uint8(p.u(at+24, 6))
}

func (m *Message) unpackClassA() {
	p := &m.payload
	m.Status = uint8(p.u(38, 4))
	m.Turn = int8(p.i(42, 8))
	m.place(p.i(61, 28), p.i(89, 27))
	m.move(p.u(50, 10), p.u(116, 12), p.u(128, 9))
	m.Second = uint8(p.u(137, 6))
	m.Maneuver = uint8(p.u(143, 2))
	m.Flags = Accuracy.set(p.flag(60)) | RAIM.set(p.flag(148))
	m.Radio = uint32(p.u(149, 19))
}

func (m *Message) unpackBase() {
	p := &m.payload
	m.clean = false
	m.Clock = Clock{uint16(p.u(38, 14)), uint8(p.u(52, 4)), uint8(p.u(56, 5)), uint8(p.u(61, 5)),
		uint8(p.u(66, 6)), uint8(p.u(72, 6))}
	m.place(p.i(79, 28), p.i(107, 27))
	m.EPFD = uint8(p.u(134, 4))
	m.Flags = Accuracy.set(p.flag(78)) | RAIM.set(p.flag(148))
	m.Radio = uint32(p.u(149, 19))
}

func (m *Message) unpackVoyage() {
	p := &m.payload
	m.clean = false
	m.Version = uint8(p.u(38, 2))
	m.IMO = uint32(p.u(40, 30))
	p.text(m.Callsign[:], 70)
	p.text(m.Name[:20], 112)
	m.ShipType = uint8(p.u(232, 8))
	m.size(240)
	m.EPFD = uint8(p.u(270, 4))
	m.ETA = ETA{uint8(p.u(274, 4)), uint8(p.u(278, 5)), uint8(p.u(283, 5)), uint8(p.u(288, 6))}
	m.Draught = uint8(p.u(294, 8))
	p.text(m.Destination[:], 302)
	m.Flags = DTENotReady.set(p.flag(422))
}

func (m *Message) unpackAircraft() {
	p := &m.payload
	m.Altitude = uint16(p.u(38, 12))
	m.place(p.i(61, 28), p.i(89, 27))
	m.move(1023, p.u(116, 12), NoHeading)
	if knots := p.u(50, 10); knots < 1023 {
		m.Speed = uint16(10 * knots)
	}
	m.Second = uint8(p.u(128, 6))
	m.Regional = uint8(p.u(134, 8))
	m.Flags = Accuracy.set(p.flag(60)) | DTENotReady.set(p.flag(142)) | Assigned.set(p.flag(146)) | RAIM.set(p.flag(147))
	m.Radio = uint32(p.u(148, 20))
}

func (m *Message) unpackClassB() {
	p := &m.payload
	m.place(p.i(57, 28), p.i(85, 27))
	m.move(p.u(46, 10), p.u(112, 12), p.u(124, 9))
	m.Second = uint8(p.u(133, 6))
	m.Regional = uint8(p.u(139, 2))
	m.Flags = Accuracy.set(p.flag(56)) | CarrierUnit.set(p.flag(141)) | Display.set(p.flag(142)) |
		DSC.set(p.flag(143)) | Band.set(p.flag(144)) | Msg22.set(p.flag(145)) | Assigned.set(p.flag(146)) |
		RAIM.set(p.flag(147))
	m.Radio = uint32(p.u(148, 20))
}

func (m *Message) unpackClassBExtended() {
	p := &m.payload
	m.clean = false
	m.place(p.i(57, 28), p.i(85, 27))
	m.move(p.u(46, 10), p.u(112, 12), p.u(124, 9))
	m.Second = uint8(p.u(133, 6))
	m.Regional = uint8(p.u(139, 4))
	p.text(m.Name[:20], 143)
	m.ShipType = uint8(p.u(263, 8))
	m.size(271)
	m.EPFD = uint8(p.u(301, 4))
	m.Flags = Accuracy.set(p.flag(56)) | RAIM.set(p.flag(305)) | DTENotReady.set(p.flag(306)) | Assigned.set(p.flag(307))
}

func (m *Message) unpackAid() {
	p := &m.payload
	m.clean = false
	m.AidType = uint8(p.u(38, 5))
	p.text(m.Name[:20], 43)
	m.place(p.i(164, 28), p.i(192, 27))
	m.size(219)
	m.EPFD = uint8(p.u(249, 4))
	m.Second = uint8(p.u(253, 6))
	m.Regional = uint8(p.u(260, 8))
	m.Flags = Accuracy.set(p.flag(163)) | OffPosition.set(p.flag(259)) | RAIM.set(p.flag(268)) |
		Virtual.set(p.flag(269)) | Assigned.set(p.flag(270))
	if more := min(14, (m.bits-272)/6); more > 0 {
		p.text(m.Name[20:20+more], 272)
	}
}

func (m *Message) unpackStatic() {
	p := &m.payload
	m.clean = false
	m.Part = 'A' + byte(p.u(38, 2))
	switch m.Part {
	case 'A':
		p.text(m.Name[:20], 40)
	case 'B':
		m.ShipType = uint8(p.u(40, 8))
		p.text(m.Vendor[:], 48)
		m.Model = uint8(p.u(66, 4))
		m.Serial = uint32(p.u(70, 20))
		p.text(m.Callsign[:], 90)
		m.EPFD = uint8(p.u(162, 4))
		if auxiliary(m.MMSI) {
			m.Mothership = uint32(p.u(132, 30))
		} else {
			m.size(132)
		}
	}
}

// auxiliary reports whether an MMSI is that of a craft associated with a parent ship (M.585: 98 and the country).
func auxiliary(mmsi uint32) bool { return mmsi/10_000_000 == 98 }

// unpackLongRange widens the values of type 27 to the units of class A.
func (m *Message) unpackLongRange() {
	p := &m.payload
	m.Status = uint8(p.u(40, 4))
	m.place(1000*p.i(44, 18), 1000*p.i(62, 17))
	if knots := p.u(79, 6); knots < 63 {
		m.Speed = uint16(10 * knots)
	}
	if degrees := p.u(85, 9); degrees < 360 {
		m.Course = uint16(10 * degrees)
	}
	m.Flags = Accuracy.set(p.flag(38)) | RAIM.set(p.flag(39)) | Latent.set(p.flag(94))
}
