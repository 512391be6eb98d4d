package opc_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"entente/internal/opc"
)

// roomy are limits that no small archive meets.
var roomy = opc.Limits{Part: 1 << 30, Depth: 1000}

// pack returns an archive of names and contents in turn.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// record returns the central record of the last entry, for the test to change.
func record(data []byte) []byte { return data[bytes.LastIndex(data, []byte("PK\x01\x02")):] }

// Where a central record has its flags and sizes (APPNOTE.TXT, 4.3.12).
const (
	flags  = 8
	method = 10
	sum    = 16
	size   = 24
)

func open(t testing.TB, data []byte, limits opc.Limits) *opc.Archive {
	t.Helper()
	a, err := opc.Open(data, limits)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// outline returns a part as it is read: names of elements with their name spaces, and text.
func outline(a *opc.Archive, part string) (string, error) {
	var b strings.Builder
	err := a.Each(part, func(_ *xml.Decoder, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			fmt.Fprintf(&b, "<%s:%s>", t.Name.Space, t.Name.Local)
		case xml.EndElement:
			b.WriteString("</>")
		case xml.CharData:
			b.Write(t)
		}
		return nil
	})
	return b.String(), err
}

func TestEach(t *testing.T) {
	check := func(name, content, want string) {
		t.Helper()
		if got, err := outline(open(t, pack(t, "a.xml", content), roomy), "a.xml"); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
	check("nothing", "", "")
	check("elements", `<a><b/>c</a>`, "<:a><:b></>c</>")
	check("name spaces", `<w:a xmlns:w="u" xmlns="v"><b xmlns="w"/><w:c/></w:a>`, "<u:a><w:b></><u:c></></>")
	check("a space named as a prefix", `<a xmlns="w" xmlns:w="u"><b/></a>`, "<w:a><w:b></></>")
	check("another encoding", "<?xml version='1.0' encoding='windows-1252'?><a>caf\xE9</a>", "<:a>café</>")
	if got, err := outline(open(t, pack(t, "a.xml", "<a/>"), roomy), "b.xml"); err != nil || got != "" {
		t.Errorf("a part that is missing: got %q, %v", got, err)
	}
	a := open(t, pack(t, "/a.xml", "<a/>", "a.xml", "<b/>"), roomy)
	if got, err := outline(a, "a.xml"); err != nil || got != "<:a></>" || !a.Has("a.xml") || a.Has("/a.xml") {
		t.Errorf("a name with a slash: got %q, %v", got, err)
	}
}

// TestTakeReadsOn has take read an element to its end: what comes back to it is what follows.
func TestTakeReadsOn(t *testing.T) {
	a := open(t, pack(t, "a.xml", `<a><b><c>1</c></b><d>2</d><b>3</b></a>`), opc.Limits{Part: 100, Depth: 3})
	var seen []string
	err := a.Each("a.xml", func(d *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		seen = append(seen, e.Name.Local)
		switch e.Name.Local {
		case "b":
			return d.Skip()
		case "d":
			var s string
			err := d.DecodeElement(&s, &e)
			seen = append(seen, s)
			return err
		}
		return nil
	})
	if want := []string{"a", "b", "d", "2", "b"}; err != nil || !slices.Equal(seen, want) {
		t.Errorf("got %q, %v, want %q", seen, err, want)
	}
}

func TestRelations(t *testing.T) {
	const links = `<Relationships>
<Relationship Id="r1" Type="http://example.org/relationships/styles" Target="styles.xml"/>
<Relationship Id="r2" Type="http://example.org/relationships/sheet" Target="/xl/./one.xml"/>
<Relationship Id="r3" Type="http://example.org/relationships/sheet" Target="../docProps/./two.xml"/>
<Relationship Id="r4" Type="http://example.org/relationships/sheet" Target="../../../etc/three.xml"/>
<Relationship Id="r5" Type="http://example.org/relationships/link" Target="http://example.org/" TargetMode="External"/>
</Relationships>`
	a := open(t, pack(t, "_rels/.rels", links, "word/_rels/document.xml.rels", links), roomy)
	check := func(part, first, third string) {
		t.Helper()
		got, err := a.Relations(part)
		byID := map[string]opc.Relation{"r1": {Kind: "styles", Part: first}, "r2": {Kind: "sheet", Part: "xl/one.xml"},
			"r3": {Kind: "sheet", Part: third}, "r4": {Kind: "sheet", Part: "etc/three.xml"}}
		byKind := map[string]string{"styles": first, "sheet": "etc/three.xml"}
		if err != nil || !maps.Equal(got.ByID, byID) || !maps.Equal(got.ByKind, byKind) {
			t.Errorf("%q: got %v, %v", part, got, err)
		}
	}
	check("", "styles.xml", "docProps/two.xml")
	check("word/document.xml", "word/styles.xml", "docProps/two.xml")
	if got, err := a.Relations("word/styles.xml"); err != nil || len(got.ByID)+len(got.ByKind) > 0 {
		t.Errorf("none: got %v, %v", got, err)
	}
	if _, err := open(t, pack(t, "_rels/.rels", "<a>"), roomy).Relations(""); !errors.Is(err, opc.ErrDamaged) {
		t.Errorf("damaged: got %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	check := func(name string, data []byte, kind error, want string) {
		t.Helper()
		if _, err := opc.Open(data, roomy); !errors.Is(err, kind) || err.Error() != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	whole := pack(t, "a.xml", "<a/>", "b.xml", "<b/>")
	check("nothing", nil, opc.ErrDamaged, "zip: not a valid zip file")
	check("cut off", whole[:len(whole)/2], opc.ErrDamaged, "zip: not a valid zip file")
	check("many entries", bytes.Repeat([]byte("PK\x01\x02"), opc.MaxEntries+1), opc.ErrBomb, "unpacks to more than 10000 entries")
	check("not quite so many", bytes.Repeat([]byte("PK\x01\x02"), opc.MaxEntries), opc.ErrDamaged, "zip: not a valid zip file")
	binary.LittleEndian.PutUint32(record(whole)[size:], 2<<30-4)
	if _, err := opc.Open(whole, roomy); err != nil {
		t.Errorf("2 GiB stated in all: got %v", err)
	}
	binary.LittleEndian.PutUint32(record(whole)[size:], 2<<30-3)
	check("a byte more", whole, opc.ErrBomb, "unpacks to more than 2147483648 bytes")
}

func TestEachRefuses(t *testing.T) {
	skip := func(d *xml.Decoder, t xml.Token) error {
		if _, ok := t.(xml.StartElement); ok {
			return d.Skip()
		}
		return nil
	}
	pass := func(*xml.Decoder, xml.Token) error { return nil }
	failed := errors.New("failed")
	check := func(name string, data []byte, limits opc.Limits, take func(*xml.Decoder, xml.Token) error, kind error, want string) {
		t.Helper()
		err := open(t, data, limits).Each("a.xml", take)
		if kind != failed {
			checkKind(t, err)
		}
		switch {
		case kind == nil && err != nil:
			t.Errorf("%s: got %v", name, err)
		case kind != nil && (!errors.Is(err, kind) || err.Error() != "a.xml: "+want):
			t.Errorf("%s: got %v, want a.xml: %s", name, err, want)
		}
	}
	part := func(content string) []byte { return pack(t, "a.xml", content) }
	changed := func(field int, by uint16) []byte {
		data := part("<a>text</a>")
		binary.LittleEndian.PutUint16(record(data)[field:], by)
		return data
	}

	check("no XML", part("<a>\n<b></a>"), roomy, pass, opc.ErrDamaged, "XML syntax error on line 2: element <b> closed by </a>")
	check("cut off", part("<a>\n\n"), roomy, pass, opc.ErrDamaged, "XML syntax error on line 3: unexpected EOF")
	check("an entity", part("<a>\n&bomb;</a>"), roomy, pass, opc.ErrDamaged, "XML syntax error on line 2: invalid character entity &bomb;")
	check("more than it states", changed(size, 5), roomy, pass, opc.ErrDamaged, "zip: not a valid zip file")
	check("less than it states", changed(size, 50), roomy, pass, opc.ErrDamaged, "unexpected EOF")
	check("packed in another way", changed(method, 99), roomy, pass, opc.ErrDamaged, "zip: unsupported compression algorithm")
	check("another sum", changed(sum, 1), roomy, pass, opc.ErrDamaged, "zip: checksum error")
	check("a password", changed(flags, 1|8), roomy, pass, opc.ErrEncrypted, "has a password")

	check("an error of take", part("<a/>"), roomy, func(*xml.Decoder, xml.Token) error { return failed }, failed, "failed")
	err := open(t, part("<a>\n<b></a>"), roomy).Each("a.xml", skip)
	if wrong, ok := errors.AsType[*xml.SyntaxError](err); !ok || wrong.Line != 2 {
		t.Errorf("no XML, to take: got %v", err)
	}

	three := opc.Limits{Part: 100, Depth: 3}
	check("deep as may be", part("<a><b><c/><c/></b><b><c/></b></a>"), three, pass, nil, "")
	check("too deep", part("<a><b><c><d/></c></b></a>"), three, pass, opc.ErrBomb, "elements nested more than 3 deep")
	check("too deep, to take", part("<a><b><c><d/></c></b></a>"), three, skip, opc.ErrBomb, "elements nested more than 3 deep")

	text := "<a>" + strings.Repeat("x", opc.FreeSize-len("<a></a>")) + "</a>"
	ratio := opc.Limits{Part: 1 << 30, Ratio: 200, Depth: 1}
	check("much from little, of the free size", part(text), ratio, pass, nil, "")
	check("much from little", part(text+" "), ratio, pass, opc.ErrBomb, "unpacks to more than 200 times its size")
	check("much from little, where it may be", part(text+" "), roomy, pass, nil, "")

	tight := opc.Limits{Part: 11, All: 15, Depth: 1}
	check("as long as may be", part("<a>text</a>"), tight, pass, nil, "")
	check("too long", part("<a>text</a>\n"), tight, pass, opc.ErrTooLarge, "unpacks to more than the limit of 11 bytes")
	a := open(t, pack(t, "a.xml", "<a>text</a>", "b.xml", "<b/>"), tight)
	for n, part := range []string{"a.xml", "b.xml", "c.xml", "a.xml"} {
		if err := a.Each(part, pass); (n == 3) != errors.Is(err, opc.ErrTooLarge) || n < 3 && err != nil {
			t.Errorf("part %d, %s: got %v", n, part, err)
		}
	}
}

func TestAttr(t *testing.T) {
	e := xml.StartElement{Attr: []xml.Attr{{Name: xml.Name{Space: "r", Local: "id"}, Value: "1"}, {Name: xml.Name{Local: "id"}, Value: "2"}}}
	if got, none := opc.Attr(e, "id"), opc.Attr(e, "r"); got != "1" || none != "" {
		t.Errorf("got %q, %q", got, none)
	}
}

// FuzzArchive reads any archive, and FuzzPart any part: what fails is of a kind, and what is read keeps to the limits.
func FuzzArchive(f *testing.F) {
	f.Add(pack(f, "_rels/.rels", `<a><Relationship Id="r" Type="t/k" Target="a.xml"/></a>`, "a.xml", "<a><b>1</b></a>"))
	f.Fuzz(bounded)
}

func FuzzPart(f *testing.F) {
	f.Add(`<a><b xmlns="u">1</b><!-- c --><![CDATA[<d>]]></a>`)
	f.Add("<?xml version='1.0' encoding='gbk'?><a>\xCE\xD2")
	f.Add(strings.Repeat("<a>", 20))
	f.Fuzz(func(t *testing.T, content string) {
		bounded(t, pack(t, "_rels/.rels", `<Relationship Id="r" Type="t/k" Target="a.xml"/>`, "a.xml", content))
	})
}

func bounded(t *testing.T, data []byte) {
	limits := opc.Limits{Part: 1 << 12, All: 1 << 13, Ratio: 50, Depth: 8}
	a, err := opc.Open(data, limits)
	checkKind(t, err)
	if err != nil {
		return
	}
	links, err := a.Relations("")
	checkKind(t, err)
	for _, r := range links.ByID {
		depth, text := 0, 0
		checkKind(t, a.Each(r.Part, func(_ *xml.Decoder, tok xml.Token) error {
			switch tok := tok.(type) {
			case xml.StartElement:
				depth++
			case xml.EndElement:
				depth--
			case xml.CharData:
				text += len(tok)
			}
			const slack = 4 // from a legacy encoding to UTF-8
			if depth > limits.Depth || text > slack*int(limits.Part) {
				t.Errorf("%s: %d deep, %d bytes of text", r.Part, depth, text)
			}
			return nil
		}))
	}
}

// checkKind checks that an error is of one kind.
func checkKind(t *testing.T, err error) {
	t.Helper()
	n := 0
	for _, kind := range []error{opc.ErrDamaged, opc.ErrEncrypted, opc.ErrBomb, opc.ErrTooLarge} {
		if errors.Is(err, kind) {
			n++
		}
	}
	if err != nil && n != 1 {
		t.Errorf("%v is of %d kinds", err, n)
	}
}
