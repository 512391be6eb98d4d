package ais

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unsafe"
)

const (
	one   = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A"
	partA = "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C"
	partB = "!AIVDM,2,2,1,A,88888888880,2*25"
)

func TestLines(t *testing.T) {
	check := func(name, line string, want Status) {
		t.Helper()
		var d Decoder
		var m Message
		if got := d.Decode([]byte(line), &m); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if c := d.Counts(); c.By[want] != 1 || c.Lines() != 1 || c.Refused() != 1 && want.Refused() {
			t.Errorf("%s: counted %v", name, c)
		}
	}
	check("a sentence", one, Complete)
	check("with LF", one+"\n", Complete)
	check("with CR LF", one+"\r\n", Complete)
	check("with CR", one+"\r", Complete)
	check("lower case checksum", one[:len(one)-1]+"a", Complete)
	check("time of a log before it", "2016-03-31 00:00:01, "+one, Complete)
	check("garbage before it", "\x00\xff!!$!AI!"+one, Complete)
	check("a damaged one before it", one[:20]+one, Complete)
	check("fields after it", one+",d-127,S1378,r09SCHA1,1272422678", Complete)
	check("any talker", withChecksum("BSVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0"), Complete)
	check("own ship", withChecksum("AIVDO,1,1,,,15RTgt0PAso;90TKcjM8h6g208CQ,0"), Complete)
	check("channel 2", withChecksum("AIVDM,1,1,,2,15RTgt0PAso;90TKcjM8h6g208CQ,0"), Complete)
	check("sequence of a single one", withChecksum("AIVDM,1,1,7,A,15RTgt0PAso;90TKcjM8h6g208CQ,0"), Complete)
	check("a first part", partA, Waiting)
	check("a second part", partB, Waiting)
	check("empty", "", Blank)
	check("white space", " \t\r\n", Blank)
	check("a comment", "# no sentence here", NoSentence)
	check("a comment that quotes one", "# "+one, NoSentence)
	check("another sentence", "$GPGLL,5250.53669,N,00542.34920,E,213950.00,A,A*67", NoSentence)
	check("no start", one[1:], NoSentence)
	check("a long line", strings.Repeat("x", 10<<20), NoSentence)
	check("many starts", strings.Repeat("!AIVDM,1,1,,A,", 1<<19), Oversized)
	check("wrong checksum", one[:len(one)-1]+"B", BadChecksum)
	check("no hexadecimal", one[:len(one)-1]+"G", NoChecksum)
	check("no checksum", one[:len(one)-3], NoChecksum)
	check("part 3 of 2", withChecksum("AIVDM,2,3,1,A,15RTgt0PAso;90TKcjM8h6g208CQ,0"), Malformed)
	check("part 0", withChecksum("AIVDM,1,0,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0"), Malformed)
	check("fill of 6", withChecksum("AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,6"), Malformed)
	check("no fill", withChecksum("AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ"), Malformed)
	check("a long channel", withChecksum("AIVDM,1,1,,AB,15RTgt0PAso;90TKcjM8h6g208CQ,0"), Malformed)
	check("outside of the alphabet", withChecksum("AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CX,0"), BadArmour)
	check("outside of ASCII", withChecksum("AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208\xc3Q,0"), BadArmour)
	check("no payload", withChecksum("AIVDM,1,1,,A,,0"), Short)
	check("the longest payload", withChecksum("AIVDM,1,1,,A,8"+strings.Repeat("0", maxChars-1)+",0"), Complete)
	check("one longer", withChecksum("AIVDM,1,1,,A,8"+strings.Repeat("0", maxChars)+",0"), Oversized)
	check("type 0", withChecksum("AIVDM,1,1,,A,05RTgt0PAso;90TKcjM8h6g208CQ,0"), UnknownType)
	check("type 28", withChecksum("AIVDM,1,1,,A,L5RTgt0PAso;90TKcjM8h6g208CQ,0"), UnknownType)
	check("half a position", withChecksum("AIVDM,1,1,,A,15RTgt0PAso;9,0"), Short)
	for cut := 1; cut < len("!AIVDM,"); cut++ {
		check("cut before it is one", one[:cut], NoSentence)
	}
	for cut := len("!AIVDM,"); cut < len(one); cut++ {
		check("cut", one[:cut], NoChecksum)
	}
}

// TestArmour tries every byte at every place of a payload.
func TestArmour(t *testing.T) {
	for length := 1; length < 20; length++ {
		for place := range length {
			for c := range 256 {
				chars := bytes.Repeat([]byte{'0'}, length)
				chars[place] = byte(c)
				var p payload
				v, legal := c-48, c >= '0' && c <= 'W' || c >= '`' && c <= 'w'
				if v > 40 {
					v -= 8
				}
				if ok := p.unarmour(chars); ok != legal {
					t.Fatalf("%q at %d of %d: legal is %v", rune(c), place, length, ok)
				}
				if got := p.u(uint(6*place), 6); legal && int(got) != v {
					t.Fatalf("%q at %d of %d: %d, want %d", rune(c), place, length, got, v)
				}
			}
		}
	}
}

// TestChecksum compares with the plain loop.
func TestChecksum(t *testing.T) {
	b := []byte("AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0")
	for n := range b {
		var want byte
		for _, c := range b[:n] {
			want ^= c
		}
		if got := checksum(b[:n]); got != want {
			t.Errorf("%d bytes: %02X, want %02X", n, got, want)
		}
	}
}

func TestTagBlock(t *testing.T) {
	block := func(body string) string { return `\` + withChecksum(body)[1:] + `\` }
	check := func(name, line, source string, unix float64, bad uint64) {
		t.Helper()
		var d Decoder
		var m Message
		if s := d.Decode([]byte(line), &m); s != Complete {
			t.Errorf("%s: %v", name, s)
		}
		at, ok := m.Received()
		if got := float64(at.UnixMilli()) / 1e3; got != unix || ok != (unix != 0) || m.Source.String() != source || d.Counts().BadTags != bad {
			t.Errorf("%s: %v from %q, %d bad: want %v from %q, %d", name, got, m.Source.String(), d.Counts().BadTags, unix, source, bad)
		}
	}
	check("none", one, "", 0, 0)
	check("seconds", block("s:2573135,c:1671620143")+one, "2573135", 1671620143, 0)
	check("milliseconds", block("c:1671620143500,s:r1")+one, "r1", 1671620143.5, 0)
	check("other codes", block("q:u,n:12,d:x,t:a text,c:1671620143")+one, "", 1671620143, 0)
	check("two blocks", block("c:1671620143")+block("s:here")+one, "here", 1671620143, 0)
	check("after a log's own words", "12:00 "+block("c:1671620143")+one, "", 1671620143, 0)
	check("wrong checksum", `\c:1671620143*00\`+one, "", 0, 1)
	check("no checksum", `\c:1671620143\`+one, "", 0, 1)
	check("no start", `c:1671620143*5A\`+one, "", 0, 1)
	check("no number", block("c:soon")+one, "", 0, 0)
	check("a long name", block("s:a-name-of-more-than-15")+one, "a-name-of-more-", 0, 0)
	check("US Coast Guard", one+",d-127,S1378,t024436.00,T36.76385108,r09SCHA1,1272422678\r\n", "r09SCHA1", 1272422678, 0)
	check("an older form", one+",b003660465", "b003660465", 0, 0)
	check("time before it", "1490075479,"+one, "", 1490075479, 0)
	check("nanoseconds before it", "1550303566167726840 "+one, "", 1550303566.167, 0)
	check("a block over a time before it", "1490075479,"+block("c:1671620143")+one, "", 1671620143, 0)
}

// TestAnnouncement: a sentence $PGHP dates the one whose checksum it names, when that comes next.
func TestAnnouncement(t *testing.T) {
	const heard, of = "$PGHP,1,2010,6,11,11,46,11,390,231,45,992190934,1,2B*5B", "!AIVDM,1,1,,B,402=481uaUcf;OQ55JS9ITi025Jp,0*2B"
	check := func(name, want string, lines ...string) {
		t.Helper()
		var d Decoder
		var m Message
		for _, l := range lines {
			d.Decode([]byte(l), &m)
		}
		got := ""
		if at, ok := m.Received(); ok {
			got = at.Format("2006-01-02 15:04:05.000 ") + m.Source.String()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	check("announced", "2010-06-11 11:46:11.390 992190934", heard+"\r\n", of)
	check("not announced", "", of)
	check("another one", "", heard, one)
	check("one between", "", heard, one, of)
	check("damaged", "", strings.Replace(heard, "390", "391", 1), of)
	check("the sentence knows better", "2022-12-21 10:55:43.000 ", heard, tagged("c:1671620143", of))
}

// TestParts feeds lines and compares the statuses, one letter each, and the names of the ships.
func TestParts(t *testing.T) {
	letter := map[Status]string{Complete: "c", Waiting: "w", Repeated: "r", NoSentence: "-"}
	check := func(name, want, ships string, lines ...string) {
		t.Helper()
		var d Decoder
		var m Message
		var got string
		var names []string
		for _, l := range lines {
			s := d.Decode([]byte(l), &m)
			got += letter[s]
			if s == Complete {
				names = append(names, m.Name.String())
			}
		}
		if got != want || strings.Join(names, ",") != ships {
			t.Errorf("%s: %s %v, want %s %s", name, got, names, want, ships)
		}
		if c := d.Counts(); c.By[Waiting] != c.Joined+c.Abandoned+uint64(d.Waiting()) {
			t.Errorf("%s: parts do not add up: %+v, %d", name, c, d.Waiting())
		}
	}
	ship := func(name, seq string) []string {
		return pack(t, 5, fields{"mmsi": 211000000, "shipname": name}).sentences(seq, 40)
	}
	a, b := ship("ALPHA", "1"), ship("BRAVO", "2")
	other := ship("OTHER", "1") // with ALPHA's sequence number
	fill := func(n int) []string { return strings.Split(strings.Repeat("-,", n)[:2*n-1], ",") }
	flat := func(groups ...[]string) (all []string) {
		for _, g := range groups {
			all = append(all, g...)
		}
		return all
	}
	check("in order", "wc", "ALPHA", a...)
	check("mixed", "wwcc", "ALPHA,BRAVO", a[0], b[0], a[1], b[1])
	check("the second first", "wc", "ALPHA", a[1], a[0])
	check("from two receivers", "wrcw", "ALPHA", a[0], a[0], a[1], a[1])
	check("from two receivers, one after the other", "wcwc", "ALPHA,ALPHA", flat(a, a)...)
	check("a lost second part", "wwc", "OTHER", a[0], other[0], other[1])
	check("a lost first part, soon used again", "wc", "OTHER", a[1], other[0])
	check("a lost first part, used again later", "w"+strings.Repeat("-", 20)+"wc", "OTHER", flat(a[1:], fill(20), other)...)
	check("too far apart", "w"+strings.Repeat("-", window)+"w", "", flat(a[:1], fill(window), a[1:])...)
	check("from different sources", "wwcc", "ALPHA,OTHER", tagged("s:x", a[0]), tagged("s:y", other[0]), tagged("s:x", a[1]), tagged("s:y", other[1]))
	check("grouped", "wwcc", "ALPHA,OTHER", tagged("g:1-2-7,s:x", a[0]), tagged("g:1-2-8,s:y", other[0]), tagged("g:2-2-7", a[1]), tagged("g:2-2-8", other[1]))
	check("a minute between them", "ww", "", tagged("c:1671620000", a[0]), tagged("c:1671620061", a[1]))
	check("other channels", "ww", "", a[0], withChecksum(strings.Replace(a[1][1:len(a[1])-3], ",B,", ",A,", 1)))
}

func tagged(body, line string) string { return `\` + withChecksum(body)[1:] + `\` + line }

// TestPartsFilled joins parts of which the first does not end at a whole character.
func TestPartsFilled(t *testing.T) {
	k := pack(t, 5, fields{"mmsi": 211000000, "shipname": "ALPHA", "destination": "KIEL"})
	first, second := *k, *k
	first.bits = 200
	for i := range k.bits - 200 {
		second.payload.set(uint(i), 1, k.payload.u(uint(200+i), 1))
	}
	second.bits = k.bits - 200
	var d Decoder
	var m Message
	for i, p := range []*packet{&first, &second} {
		chars, fill := p.armour()
		d.Decode([]byte(vdm(2, i+1, "1", "A", chars, fill)), &m)
	}
	if m.Name.String() != "ALPHA" || m.Destination.String() != "KIEL" || m.Bits() != 424 {
		t.Errorf("%q to %q in %d bits: want ALPHA to KIEL in 424", m.Name.String(), m.Destination.String(), m.Bits())
	}
}

// TestRest takes both of two sentences that lost the line end between them.
func TestRest(t *testing.T) {
	var d Decoder
	var m Message
	if s := d.Decode([]byte(one+one+"\n"), &m); s != Complete || string(d.Rest()) != one+"\n" {
		t.Fatalf("%v, and %q remains", s, d.Rest())
	}
	if s := d.Decode([]byte(one+tagged("c:1671620143", one)), &m); s != Complete || string(d.Rest()) != tagged("c:1671620143", one) {
		t.Fatalf("%v, and %q remains", s, d.Rest())
	}
	if s := d.Decode(d.Rest(), &m); s != Complete || d.Rest() != nil {
		t.Fatalf("%v, and %q remains", s, d.Rest())
	}
	if at, _ := m.Received(); !at.Equal(time.Unix(1671620143, 0)) {
		t.Errorf("received %v", at)
	}
}

// TestReuse decodes a position after a ship's voyage: nothing of the ship may remain.
func TestReuse(t *testing.T) {
	var d Decoder
	var m Message
	for _, line := range []string{partA, partB, one} {
		d.Decode([]byte(line), &m)
	}
	if m.Static != (Static{ETA: noETA}) || m.MMSI != 371798000 || m.Clock != noClock {
		t.Errorf("%+v of %d", m.Static, m.MMSI)
	}
}

// TestSize: a decoder holds what waits in itself, and no more.
func TestSize(t *testing.T) {
	if n := unsafe.Sizeof(Decoder{}); n > 128<<10 {
		t.Errorf("%d bytes: want at most 128 KiB", n)
	}
}

func TestNoAllocation(t *testing.T) {
	var d Decoder
	var m Message
	lines := [][]byte{[]byte(one), []byte(partA), []byte(partB), []byte(tagged("s:x,c:1671620143", one))}
	if n := testing.AllocsPerRun(100, func() {
		for _, l := range lines {
			d.Decode(l, &m)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzDecode feeds lines to one decoder: it must not fail, and all must be accounted for.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(one + "\n" + partA + "\r\n" + partB))
	f.Add([]byte(tagged("g:1-2-7,s:x", partA) + "\n" + tagged("g:2-2-7", partB)))
	f.Add([]byte("1490075479," + one + "\n2016-03-31 00:00:01, " + one + one))
	f.Add([]byte(withChecksum("AIVDM,2,1,1,A,E1mg=5J1T4W0h97aRh6ba84<h2d;W:Te=eLvH50```q,0") + "\n"))
	for typ := range 28 {
		f.Add([]byte(withChecksum("AIVDM,1,1,,A," + string(rune(typ+'0'+typ/40*8)) + "5RTgt0PAso;90TKcjM8h6g208CQ55?MbV02;H,0")))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		var d Decoder
		var m Message
		var out []byte
		lines := uint64(0)
		for line := range bytes.Lines(input) {
			for _, l := range [][]byte{line, resealed(line)} {
				for rest := l; rest != nil; rest = d.Rest() {
					lines++
					if d.Decode(rest, &m) == Complete {
						out = m.AppendJSON(out[:0])
					}
				}
			}
		}
		c := d.Counts()
		if c.Lines() != lines || c.By[Waiting] != c.Joined+c.Abandoned+uint64(d.Waiting()) {
			t.Errorf("%d lines, counted %+v, %d waiting", lines, c, d.Waiting())
		}
	})
}

// resealed returns the line with the checksum that its content has, so that what lies behind it is tried too.
func resealed(line []byte) []byte {
	star := bytes.IndexByte(line, '*')
	at := bytes.IndexByte(line, '!')
	if at < 0 || star < at {
		return line
	}
	return append(bytes.Clone(line[:at]), withChecksum(string(line[at+1:star]))...)
}
