package sdmx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"entente"
)

const csvTop = "STRUCTURE,STRUCTURE_ID,ACTION,DIM_1,TIME_PERIOD,OBS_VALUE,ATTR_1\n"

func TestDamagedCSV(t *testing.T) {
	check := func(name, rows string, kept, empty int, fault error, reasons ...string) {
		t.Helper()
		m, err := Parse([]byte(csvTop+rows), Options{})
		reconcile(t, name, m)
		if !errors.Is(err, fault) || m.Kept != kept || m.Empty != empty || len(m.Refused) != len(reasons) {
			t.Errorf("%s: kept %d, empty %d, refused %v (%v), want %d, %d, %q (%v)", name, m.Kept, m.Empty, m.Refused, err, kept, empty, reasons, fault)
			return
		}
		for i, r := range m.Refused {
			if !strings.HasPrefix(r.String(), reasons[i]) {
				t.Errorf("%s: refused %v, want %q", name, r, reasons[i])
			}
		}
	}
	good := "dataflow,A:B(1.0),M,X,2021,1,Y\n"
	check("good", good, 1, 0, nil)
	check("blank line", "\n"+good+"\n", 1, 2, nil)
	check("nothing said", good+"dataflow,A:B(1.0),M,,,,\n", 1, 1, nil)
	check("a column less", good+"dataflow,A:B(1.0),M,X,2022,1\n"+good[:len(good)-1]+"\n", 1, 0, nil,
		"line 3: 6 columns: want 7", "line 4: the key DIM_1=X, TIME_PERIOD=2021 stands already at line 2")
	check("a column more", "dataflow,A:B(1.0),M,X,2021,1,234,Y\n"+good, 1, 0, nil, "line 2: 8 columns: want 7")
	check("cut in a row", good+"dataflow,A:B(1.0),M,X,20", 1, 0, entente.ErrDamaged, "line 3: 5 columns")
	check("cut in a quotation", good+"dataflow,A:B(1.0),M,X,2022,1,\"long\ntext", 1, 0, entente.ErrDamaged, "line 3: a quotation mark")
	check("text behind a quotation", "dataflow,A:B(1.0),M,\"X\"Y,2021,1,Y\n"+good, 1, 0, nil, "line 2: text behind")
	check("kind", "flow,A:B(1.0),M,X,2021,1,Y\n", 0, 0, nil, `line 2: STRUCTURE "flow"`)
	check("identification", "dataflow,B(1.0),M,X,2021,1,Y\n", 0, 0, nil, `line 2: structure "B(1.0)"`)
	check("action", "dataflow,A:B(1.0),m,X,2021,1,Y\n", 0, 0, nil, `line 2: ACTION "m"`)
	check("again under another action", good+strings.Replace(good, ",M,", ",R,", 1), 2, 0, nil)
	check("again after a deletion", good+strings.Replace(good, ",M,", ",D,", 1)+good, 3, 0, nil)
	check("deleted twice", strings.Repeat("dataflow,A:B(1.0),D,X,2021,-,\n", 2), 2, 0, nil)
	check("another structure between", good+strings.Replace(good, "A:B", "A:C", 1)+good, 2, 0, nil, "line 4: the key")
	check("line break in a field", "dataflow,A:B(1.0),M,X,2021,1,\"a\r\nb\"\r\n"+strings.Replace(good, "2021", "2022", 1)+"x\n", 2, 0, nil, "line 5: 1 columns")
}

func TestCSVHeadings(t *testing.T) {
	check := func(head, says string) {
		t.Helper()
		if _, err := Parse([]byte(head+"\n"), Options{}); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", head, err, says)
		}
	}
	check("", "no data")
	check("FREQ,TIME_PERIOD,OBS_VALUE", "begins with")
	check("STRUCTURE,ACTION,DIM", "no column STRUCTURE_ID")
	check("STRUCTURE[,],STRUCTURE_ID", "one separator")
	check("STRUCTURE[;;],STRUCTURE_ID", "one separator")
	check("STRUCTURE,STRUCTURE_ID,A,B,A", `column 5: "A" stands twice`)
	check("STRUCTURE,STRUCTURE_ID,A,,B", "column 4: no heading")
	check(`STRUCTURE,STRUCTURE_ID,"A`, "quotation mark")
}

func TestCSVLocales(t *testing.T) {
	first := func(data string, o Options) Observation {
		t.Helper()
		m, err := Parse([]byte(data), o)
		reconcile(t, data, m)
		if err != nil || m.Kept == 0 {
			t.Fatalf("%s: %v %v", data, m, err)
		}
		return m.Datasets[0].Observations[0]
	}
	check := func(name, data, want string) {
		t.Helper()
		o := first(data, Options{})
		if got := fmt.Sprintf("%q %v %v", o.Key, o.Measures, o.Attributes); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	check("tabs", "STRUCTURE\tSTRUCTURE_ID\tDIM_1\tOBS_VALUE\ndataflow\tA:B\tX\t1,5\n", `["X"] [{1.5  []}] []`)
	check("a thousand", "STRUCTURE;STRUCTURE_ID;DIM_1;OBS_VALUE\ndataflow;A:B;X;1,500\ndataflow;A:B;Y;2.5\n", `["X"] [{1,500  []}] []`)
	check("byte order mark", "\uFEFFSTRUCTURE,STRUCTURE_ID,DIM_1,OBS_VALUE\ndataflow,A:B,X,1\n", `["X"] [{1  []}] []`)
	check("version 1.0", "DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS\nECB:EXR(1.0),D,X,2021,1,A\n", `["D" "X" "2021"] [{1  []}] [{A  []}]`)
	check("no label but a colon", "STRUCTURE,STRUCTURE_ID,DIM_1: One,OBS_VALUE,ATTR_1: Note\ndataflow,A:B,X: Ex,1,See: here\ndataflow,A:B,Y,1,See: there\n",
		`["X"] [{1  []}] [{See: here  []}]`)
	check("sets without brackets", "STRUCTURE[;],STRUCTURE_ID,DIM_1,ATTR_1[en;fr]\n"+
		`dataflow,A:B,X,"""en:V;fr:W"""`+"\n"+`dataflow,A:B,Y,"""en:1;fr:2"";""en:3"""`+"\n", `["X"] [] [{  [{V en []} {W fr []}]}]`)
	check("switched off", "STRUCTURE,STRUCTURE_ID,DIM_1,DIM_2,ATTR_1\ndataflow,A:B,X,~,Y\n", `["X" "~"] [] [{Y  []}]`)
	check("key column gives the order", "STRUCTURE,STRUCTURE_ID,OBS_KEY,DIM_2,DIM_1,OBS_VALUE\ndataflow,A:B,x.y,y,x,1\n", `["x" "y"] [{1  []}] []`)

	m, err := Parse([]byte("STRUCTURE,STRUCTURE_ID,OBS_KEY,DIM_2,DIM_1,OBS_VALUE\ndataflow,A:B,x.z,y,x,1\n"), Options{})
	if err != nil || len(m.Refused) != 1 || !strings.Contains(m.Refused[0].Reason, `"z" is no dimension's value`) {
		t.Errorf("key column of another row: %v %v", m.Refused, err)
	}
}

func TestCSVWithDefinition(t *testing.T) {
	f := Definition{Reference: Reference{DataStructure, "A", "B", "1.0"},
		Dimensions: []Component{{ID: "TONE"}, {ID: "WHEN"}}, Measures: []Component{{ID: "PRICE", Type: "Double"}, {ID: "PIECES", Type: "Integer"}}}
	m, err := Parse([]byte("STRUCTURE,STRUCTURE_ID,PRICE,PIECES,WHEN,TONE,EXTRA\ndataflow,A:B(1.0),1.5,2,2021,red,x\ndataflow,A:B(1.0),1O.5,2,2021,blue,\n"+
		"dataflow,A:B(1.0),1,2.5,2021,green,\n"), Options{Definitions: []Definition{f}})
	reconcile(t, "definition", m)
	if err != nil || m.Kept != 1 || len(m.Refused) != 2 || !strings.Contains(m.Refused[0].Reason, `PRICE "1O.5": want a number`) ||
		!strings.Contains(m.Refused[1].Reason, "whole number") {
		t.Fatalf("%v %v", m.Refused, err)
	}
	d := m.Datasets[0]
	if got := fmt.Sprint(IDs(d.Dimensions), IDs(d.Measures), IDs(d.Attributes), d.Observations[0].Key); got != "[TONE WHEN] [PRICE PIECES] [EXTRA] [red 2021]" {
		t.Error(got)
	}
}

const jsonTop = `{"meta":{"id":"X","prepared":"2024-01-01","sender":{"id":"T"}},"data":{"structures":[{"links":[
{"rel":"dataflow","urn":"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=A:B(1.0)"}],"dimensions":{"series":[
{"id":"FREQ","values":[{"id":"A"},{"id":"M"}]}],"observation":[{"id":"TIME_PERIOD","values":[{"value":"2021"},{"value":2022}]}]},
"measures":{"observation":[{"id":"OBS_VALUE"}]},"attributes":{"observation":[{"id":"S","default":"D","values":[null,{"id":"E"}]}]}}],"dataSets":[`

func TestDamagedJSON(t *testing.T) {
	check := func(name, datasets string, kept int, reasons ...string) {
		t.Helper()
		m, err := Parse([]byte(jsonTop+datasets+"]}}"), Options{Format: JSON2})
		reconcile(t, name, m)
		if err != nil || m.Kept != kept || len(m.Refused) != len(reasons) {
			t.Errorf("%s: kept %d, refused %v (%v), want %d, %q", name, m.Kept, m.Refused, err, kept, reasons)
			return
		}
		for i, r := range m.Refused {
			if !strings.HasPrefix(r.String(), "/data/dataSets/0"+reasons[i]) {
				t.Errorf("%s: refused %v, want %q", name, r, reasons[i])
			}
		}
	}
	series := func(s string) string { return `{"series":{` + s + `}}` }
	check("good", series(`"0":{"observations":{"0":[1.50,1],"1":["x"]}}`), 2)
	check("an index too high", series(`"0":{"observations":{"2":[1],"0":[1]}}`), 1, "/series/0/observations/2: TIME_PERIOD: index 2: want one of the 2 values")
	check("a huge index", series(`"0":{"observations":{"99999999999999999999":[1]}}`), 0, "/series/0/observations/99999999999999999999: TIME_PERIOD")
	check("a series that is not there", series(`"7":{"observations":{"0":[1],"1":[2]}}`), 0,
		"/series/7/observations/0: the series: FREQ: index 7", "/series/7/observations/1: the series: FREQ: index 7")
	check("an index more in the key", series(`"0":{"observations":{"0:0":[1]}}`), 0, `/series/0/observations/0:0: key "0:0": 2 indices: want 1`)
	check("a negative index", series(`"0":{"observations":{"-1":[1]}}`), 0, "/series/0/observations/-1: TIME_PERIOD")
	check("an attribute's index", series(`"0":{"observations":{"0":[1,2]}}`), 0, "/series/0/observations/0: S: index 2")
	check("no index", series(`"0":{"observations":{"0":[1,"E"]}}`), 0, `/series/0/observations/0: S: index "E"`)
	check("annotations", series(`"0":{"observations":{"0":[1,1,0,3]}}`), 1)
	check("more values", series(`"0":{"observations":{"0":[1,1,"x"]}}`), 0, `/series/0/observations/0: "x": more values`)
	check("twice in an object", series(`"0":{"observations":{"0":[1],"0":[2]}}`), 1, "/series/0/observations/0: the key FREQ=A, TIME_PERIOD=2021 stands already")
	check("a series twice", series(`"0":{"observations":{"0":[1]}},"0":{"observations":{"0":[2],"1":[2]}}`), 2, "/series/0/observations/0: the key")
	check("no array", series(`"0":{"observations":{"0":5}}`), 0, "/series/0/observations/0: 5: want an array")
	check("no object", `{"series":[]}`, 0, ": /data/dataSets/0/series: want an object")
	check("a member twice", `{"series":{},"series":{"0":{"observations":{"0":[1]}}}}`, 0, `/series/0/observations/0: the dataset has "series" twice`)
	check("action", `{"action":"Upsert","series":{"0":{"observations":{"0":[1]}}}}`, 0, "/series/0/observations/0: action")
	check("structure", `{"structure":3,"series":{"0":{"observations":{"0":[1]}}}}`, 0, "/series/0/observations/0: structure 3: the message has 1")
	check("delete everything", `{"action":"Delete"}`, 1)
	check("delete a series", `{"action":"Delete","series":{"1":{}}}`, 1)
	check("nothing", `{}`, 0)
	check("a list within a list", series(`"0":{"observations":{"0":[[["x"]]]}}`), 0, "/series/0/observations/0: OBS_VALUE: a list within a list")

	m, _ := Parse([]byte(jsonTop+series(`"0":{"observations":{"0":[1.50],"1":[2,0]}}`)+"]}}"), Options{})
	if got := fmt.Sprint(m.Datasets[0].Observations[0].Measures, m.Datasets[0].Observations[0].Attributes, m.Datasets[0].Observations[1].Attributes); got != "[{1.50  []}] [{D  []}] [{  []}]" {
		t.Errorf("digits and default: %s", got)
	}
}

const xmlTop = `<?xml version="1.0"?>
<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message" xmlns:c="c" xmlns:s="s"><m:Header><m:ID>X</m:ID>
<m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:Structure>urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=A:B(1.0)</c:Structure>
</m:Structure></m:Header>
`

func TestDamagedXML(t *testing.T) {
	check := func(name, rest string, kept int, fault error, reasons ...string) {
		t.Helper()
		m, err := Parse([]byte(xmlTop+rest), Options{})
		reconcile(t, name, m)
		if !errors.Is(err, fault) || m.Kept != kept || len(m.Refused) != len(reasons) {
			t.Errorf("%s: kept %d, refused %v (%v), want %d, %q (%v)", name, m.Kept, m.Refused, err, kept, reasons, fault)
			return
		}
		for i, r := range m.Refused {
			if !strings.HasPrefix(r.String(), reasons[i]) {
				t.Errorf("%s: refused %v, want %q", name, r, reasons[i])
			}
		}
	}
	set, end := `<m:DataSet s:structureRef="S">`, `</m:DataSet></m:StructureSpecificData>`
	obs := `<Obs TIME_PERIOD="2021" OBS_VALUE="1"/>`
	check("good", set+`<Series FREQ="A">`+obs+`</Series>`+end, 1, nil)
	check("cut between", set+`<Series FREQ="A">`+obs, 1, entente.ErrDamaged)
	check("cut within", set+`<Series FREQ="A">`+obs+`<Obs TIME_PERIOD="2022"><Comp id="X">`, 1, entente.ErrDamaged, "line 5:")
	check("cut in a tag", set+`<Series FREQ="A">`+obs+`<Obs TIME_PER`, 1, entente.ErrDamaged)
	check("tags cross", set+`<Series FREQ="A">`+obs+`</m:DataSet>`, 1, entente.ErrInvalid)
	check("twice", set+`<Series FREQ="A">`+obs+obs+`</Series>`+end, 1, nil, "line 5:87: the key FREQ=A, TIME_PERIOD=2021 stands already")
	check("structure", `<m:DataSet s:structureRef="T"><Series FREQ="A">`+obs+`</Series>`+end, 0, nil, "line 5:")
	check("action", `<m:DataSet s:structureRef="S" s:action="Upsert"><Series FREQ="A">`+obs+`</Series>`+end, 0, nil, "line 5:")
	check("a component twice", set+`<Series FREQ="A"><Obs TIME_PERIOD="1" OBS_VALUE="1"><Comp id="OBS_VALUE"><Value>2</Value></Comp></Obs></Series>`+end, 0, nil, "line 5:")
	check("an entity", `<!DOCTYPE x [<!ENTITY a "aaaa">]>`+set+`<Series FREQ="&a;">`+obs+`</Series>`+end, 0, entente.ErrInvalid)
	check("deep", set+`<Series FREQ="A"><Obs TIME_PERIOD="1">`+strings.Repeat("<x>", 100000), 0, entente.ErrUnsupported, "line 5:")
	check("behind", set+obs+end+`<x/>`, 1, entente.ErrInvalid)
	check("delete everything", `<m:DataSet s:structureRef="S" s:action="Delete">`+end, 1, nil)
	check("delete a series", `<m:DataSet s:structureRef="S" s:action="Delete"><Series FREQ="A"/>`+end, 1, nil)
}

func TestParseFails(t *testing.T) {
	check := func(name, data string, o Options, kind error, says string) {
		t.Helper()
		if _, err := Parse([]byte(data), o); !errors.Is(err, kind) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %v saying %q", name, err, kind, says)
		}
	}
	check("nothing", " \n", Options{}, entente.ErrInvalid, "no data")
	check("something", "hello\nworld", Options{}, entente.ErrInvalid, `begins with "hello"`)
	check("not UTF-8", "STRUCTURE,STRUCTURE_ID\n\xFF", Options{}, entente.ErrInvalid, "line 2: not UTF-8")
	check("another format", csvTop, Options{Format: JSON2}, entente.ErrInvalid, "want SDMX-JSON 2.0")
	check("JSON cut off", jsonTop+`{"series":{"0":`, Options{}, entente.ErrDamaged, "cut off")
	check("no JSON", "{\n\n}}", Options{}, entente.ErrInvalid, "line 3")
	check("JSON of something else", `{"a":1}`, Options{}, entente.ErrInvalid, "neither header nor meta")
	check("XML of something else", `<html/>`, Options{}, entente.ErrUnsupported, "element html")
	check("version 2.0", `<CompactData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message"/>`, Options{}, entente.ErrUnsupported, "v2_0")
	if _, err := Read(failing{}, Options{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a reader that fails: %v", err)
	}
	if m, err := Read(strings.NewReader(csvTop), Options{}); err != nil || m.Read != 0 {
		t.Errorf("no rows: %+v, %v", m, err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestHostileWidth bounds what a small file may claim in memory: every observation has a place for each component.
func TestHostileWidth(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(`{"meta":{"id":"X","sender":{"id":"T"}},"data":{"structures":[{"dimensions":{"observation":[{"id":"D","values":[{"id":"A"}`)
	for i := range 5000 {
		fmt.Fprintf(&b, `,{"id":"A%d"}`, i)
	}
	b.WriteString(`]}]},"attributes":{"observation":[{"id":"A"}`)
	for i := range 5000 {
		fmt.Fprintf(&b, `,{"id":"A%d"}`, i)
	}
	b.WriteString(`]}}],"dataSets":[{"observations":{"0":[]`)
	for i := range 5000 {
		fmt.Fprintf(&b, `,"%d":[]`, i+1)
	}
	b.WriteString(`}}]}}`)
	m, err := Parse(b.Bytes(), Options{})
	reconcile(t, "wide", m)
	if !errors.Is(err, entente.ErrUnsupported) || m.Kept > maxCells/5000 {
		t.Errorf("kept %d: %v", m.Kept, err)
	}
}
