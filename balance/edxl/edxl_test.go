package edxl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"entente"
)

func written(t testing.TB, m Message) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, m); err != nil {
		t.Fatalf("%s: %v", m.Type, err)
	}
	return b.Bytes()
}

// dump shows a value with all that it points to.
func dump(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRoundTrip(t *testing.T) {
	if len(Types()) != 16 {
		t.Fatal(Types())
	}
	for _, kind := range Types() {
		for _, isExercise := range []bool{false, true} {
			m := full(kind)
			m.Exercise = isExercise
			out := written(t, m)
			got, r, err := Read(bytes.NewReader(out))
			if err != nil || dump(t, got) != dump(t, m) {
				t.Errorf("%s: %v\n%s\nwant\n%s\n%s", kind, err, dump(t, got), dump(t, m), out)
			}
			if r.Read != 2 || r.Stored != 2 || r.Refused != 0 || len(r.Ignored) != 0 {
				t.Errorf("%s: %+v", kind, r)
			}
			if isExercise && !bytes.Contains(out, []byte("<rmsg:MessageDescription>EXERCISE: All of it<")) {
				t.Errorf("%s: no mark", kind)
			}
		}
	}
}

// What the tables forbid is refused when it is added, and what they require when it is missing: every cell of them.
func TestTables(t *testing.T) {
	parts := map[string]func(m *Message, add bool){
		"MessageDescription":                        func(m *Message, add bool) { m.Description = word(add) },
		"OriginatingMessageID":                      func(m *Message, add bool) { m.Origin = word(add) },
		"PrecedingMessageID":                        func(m *Message, add bool) { m.Preceding = word(add) },
		"Funding":                                   func(m *Message, add bool) { m.Funding = part(add, []Funding{{Code: "x"}}) },
		"ContactInformation":                        func(m *Message, add bool) { m.Contacts = part(add, []Contact{{Role: Sender}}) },
		"ResourceInformation":                       func(m *Message, add bool) { m.Entries = part(add, m.Entries) },
		"ResourceInformation/ResourceInfoElementID": func(m *Message, add bool) { m.Entries[0].ID = word(add) },
		"ResourceInformation/ResponseInformation": func(m *Message, add bool) {
			m.Entries[0].Response = part(add, &Response{Entry: "x", Type: Accept})
		},
		"ResourceInformation/Resource":                         func(m *Message, add bool) { m.Entries[0].Resource = part(add, m.Entries[0].Resource) },
		"ResourceInformation/Resource/ResponsibleParty":        func(m *Message, add bool) { m.Entries[0].Resource.Responsible = part(add, &Contact{Role: Owner}) },
		"ResourceInformation/Resource/OwnershipInformation":    func(m *Message, add bool) { m.Entries[0].Resource.Ownership = part(add, &Ownership{Owner: "x"}) },
		"ResourceInformation/Resource/ResourceStatus":          func(m *Message, add bool) { m.Entries[0].Resource.Status = part(add, m.Entries[0].Resource.Status) },
		"ResourceInformation/AssignmentInformation":            func(m *Message, add bool) { m.Entries[0].Assignment = part(add, m.Entries[0].Assignment) },
		"ResourceInformation/AssignmentInformation/Quantity":   func(m *Message, add bool) { m.Entries[0].Assignment.Quantity = part(add, &Quantity{Amount: double(1)}) },
		"ResourceInformation/AssignmentInformation/PriceQuote": func(m *Message, add bool) { m.Entries[0].Assignment.Price = part(add, &Quantity{Amount: double(1)}) },
		"ResourceInformation/AssignmentInformation/OrderID":    func(m *Message, add bool) { m.Entries[0].Assignment.Order = word(add) },
		"ResourceInformation/AssignmentInformation/AssignmentInstructions": func(m *Message, add bool) {
			m.Entries[0].Assignment.Instructions = part(add, &Instructions{Transport: "x"})
		},
		"ResourceInformation/Resource/ResourceStatus/InventoryRefreshDateTime": func(m *Message, add bool) {
			status(m).Refreshed = part(add, sent)
		},
		"ResourceInformation/Resource/ResourceStatus/DeploymentStatus": func(m *Message, add bool) {
			status(m).Deployment = part(add, &List{URN: "urn:x", Values: []string{"x"}})
		},
		"ResourceInformation/Resource/ResourceStatus/Availability": func(m *Message, add bool) { status(m).Availability = word(add) },
	}
	if len(parts) != len(rules) {
		t.Errorf("%d rules, %d of them tried", len(rules), len(parts))
	}
	cells := 0
	for path, change := range parts {
		for _, kind := range Types() {
			for _, add := range []bool{true, false} {
				m := full(kind)
				change(&m, add)
				is := rules[path].of(kind)
				err := m.Check()
				wantErr := is == required && !add || is == forbidden && add
				if strings.Contains(path, "ResourceStatus") && rules["ResourceInformation/Resource/ResourceStatus"].of(kind) == forbidden {
					wantErr = m.Entries[0].Resource.Status != nil
				}
				if (err != nil) != wantErr {
					t.Errorf("%s %s %c add %v: %v", kind, path, is, add, err)
				}
				cells++
			}
		}
	}
	t.Logf("%d cells", cells)
	for schedule, r := range schedules {
		for _, kind := range Types() {
			m := full(kind)
			m.Entries[0].Schedule = []Event{{Type: schedule}}
			if err := m.Check(); (err != nil) != (r.of(kind) == forbidden) {
				t.Errorf("%s %s: %v", kind, schedule, err)
			}
		}
	}
}

func word(add bool) string {
	if add {
		return "x"
	}
	return ""
}

// part returns v, or nothing.
func part[T any](add bool, v T) T {
	if !add {
		var none T
		return none
	}
	return v
}

func status(m *Message) *Status {
	if m.Entries[0].Resource.Status == nil {
		m.Entries[0].Resource.Status = &Status{}
	}
	return m.Entries[0].Resource.Status
}

func TestConditions(t *testing.T) {
	check := func(kind Type, response, want string, change func(e *Entry)) {
		t.Helper()
		m := full(kind)
		m.Entries = m.Entries[:1]
		m.Entries[0].Response.Type = response
		change(&m.Entries[0])
		err := m.Check()
		if want == "" && err != nil || want != "" && (!errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s %s: %v, want %q", kind, response, err, want)
		}
	}
	check(CommitResource, Accept, "", func(e *Entry) {})
	check(ResponseToRequestQuote, Provisional, "ReasonCode or ResponseReason missing", func(e *Entry) { e.Response.Code, e.Response.Reason = nil, "" })
	check(ResponseToRequestQuote, "Maybe", `ResponseType "Maybe": want one of Accept, Decline, Provisional`, func(e *Entry) {})
	check(CommitResource, Accept, "want ResourceID, Name or TypeStructure", func(e *Entry) { e.Resource.ID, e.Resource.Name, e.Resource.Type = "", "", nil })
	check(CommitResource, Accept, "want Owner or OwningJurisdiction", func(e *Entry) { e.Resource.Ownership = &Ownership{HomeUnit: "x"} })
	check(CommitResource, Accept, "want LocationDescription, Address or TargetArea", func(e *Entry) { e.Schedule[0].Location = &Location{} })
	check(CommitResource, Accept, "want ContactDescription or ContactRole", func(e *Entry) { e.Resource.Responsible = &Contact{} })
	check(CommitResource, Accept, `ContactRole "Chief"`, func(e *Entry) { e.Resource.Responsible = &Contact{Role: "Chief"} })
	check(CommitResource, Accept, "Amount: want a number that is not negative", func(e *Entry) { e.Assignment.Quantity.Amount = double(-1) })
	check(CommitResource, Accept, "want either MeasuredQuantity or QuantityText", func(e *Entry) { e.Assignment.Quantity.Text = []string{"two"} })
	check(CommitResource, Accept, "want either MeasuredQuantity or QuantityText", func(e *Entry) { e.Assignment.Quantity = &Quantity{} })
	check(CommitResource, Accept, "ValueListURN", func(e *Entry) { e.Resource.Type = &List{Values: []string{"x"}} })
	check(CommitResource, Accept, "Value missing", func(e *Entry) { e.Resource.Type = &List{URN: "urn:x"} })
}

func TestDoubts(t *testing.T) {
	check := func(kind Type, response, want string, change func(e *Entry)) {
		t.Helper()
		m := full(kind)
		m.Entries = m.Entries[:1]
		m.Entries[0].Response.Type = response
		change(&m.Entries[0])
		if err := m.Check(); err != nil {
			t.Errorf("%s %s: %v", kind, response, err)
		}
		if got := strings.Join(m.Doubts(), "; "); got != want {
			t.Errorf("%s %s: %q, want %q", kind, response, got, want)
		}
	}
	const commit = "a message CommitResource that says "
	check(CommitResource, Accept, "", func(e *Entry) {})
	check(CommitResource, Accept, "entry e: no Resource: "+commit+"Accept has to have it", func(e *Entry) { e.Resource = nil })
	check(CommitResource, Provisional, "entry e: no AssignmentInformation: "+commit+"Provisional has to have it", func(e *Entry) { e.Assignment = nil })
	check(CommitResource, Accept, "entry e: no ScheduleInformation: "+commit+"Accept has to have it", func(e *Entry) { e.Schedule = nil })
	check(CommitResource, Decline, "entry e: AssignmentInformation: not in "+commit+"Decline; entry e: ScheduleInformation: not in "+commit+"Decline", func(e *Entry) {})
	check(CommitResource, Decline, "", func(e *Entry) { e.Resource, e.Assignment, e.Schedule = nil, nil, nil })
	check(ResponseToRequestResource, Accept, "entry e: no AssignmentInformation/Quantity: a message ResponseToRequestResource that says Accept has to have it", func(e *Entry) { e.Assignment.Quantity = nil })
	check(ResponseToRequestResource, Accept, "", func(e *Entry) { e.Assignment = nil })
	check(ResponseToRequestResource, Decline, "", func(e *Entry) { e.Assignment.Quantity = nil })
	for name, m := range exchange(t) {
		if all := m.Doubts(); len(all) > 0 {
			t.Errorf("%s: %s", name, all)
		}
	}
}

// An entry with a fault is refused by itself, with its line; a fault of the head is one of the message.
func TestRefusals(t *testing.T) {
	good := string(written(t, full(OfferUnsolicitedResource)))
	read := func(old, new string) (Message, Report, error) {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("no %s in\n%s", old, good)
		}
		return Read(strings.NewReader(strings.Replace(good, old, new, 1)))
	}
	refused := func(old, new, why string) {
		t.Helper()
		m, r, err := read(old, new)
		if err != nil || r.Read != 2 || r.Stored != 1 || r.Refused != 1 || len(m.Entries) != 1 || !strings.HasSuffix(r.Refusals[0].Where, ": OfferUnsolicitedResource/ResourceInformation[1]") ||
			!strings.HasPrefix(r.Refusals[0].Where, "line ") || !strings.Contains(r.Refusals[0].Why, why) {
			t.Errorf("%s: %v %+v, want %s", new, err, r, why)
		}
	}
	failed := func(old, new, why string) {
		t.Helper()
		if _, _, err := read(old, new); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, want %s", new, err, why)
		}
	}
	refused("<rm:Amount>2.5<", "<rm:Amount>-2.5<", "not negative")
	refused("<rm:Amount>2.5<", "<rm:Amount>0x10<", `"0x10": want a number`)
	refused("<rmsg:ScheduleType>EstimatedArrival<", "<rmsg:ScheduleType>ReportTo<", `ScheduleType "ReportTo": not in a message OfferUnsolicitedResource`)
	refused("<rmsg:DateTime>2023-07-11T12:30:00Z<", "<rmsg:DateTime>noon<", `"noon": want a moment`)
	refused("<rmsg:ResourceInfoElementID>e<", "<rmsg:ResourceInfoElementID><", "ResourceInfoElementID missing")
	refused("<rmsg:Restrictions>", "<rmsg:OrderID>7</rmsg:OrderID><rmsg:Restrictions>", "OrderID: not in a message OfferUnsolicitedResource")
	failed("<rmsg:MessageID>m-1<", "<rmsg:MessageID><", "MessageID missing")
	failed("<rmsg:OriginatingMessageID>m-0</rmsg:OriginatingMessageID>", "", "OfferUnsolicitedResource: OriginatingMessageID missing: a message OfferUnsolicitedResource has to have it")
	failed("<rmsg:MessageContentType>Offer", "<rmsg:MessageContentType>Counter", "want OfferUnsolicitedResource")
	failed("<rm:RecallType>Update<", "<rm:RecallType>Undo<", `RecallType "Undo": want one of Update, Cancel`)
	failed("<rmsg:MessageRecall>", "<rmsg:Funding><rm:FundCode>x</rm:FundCode></rmsg:Funding><rmsg:MessageRecall>", "Funding: not in a message OfferUnsolicitedResource")
	if _, r, err := Read(strings.NewReader(strings.ReplaceAll(good, "<rm:Amount>2.5<", "<rm:Amount>x<"))); err == nil || r.Refused != 2 || !strings.Contains(err.Error(), "ResourceInformation missing") {
		t.Errorf("all refused: %v %+v", err, r)
	}
	_, r, err := read("<rmsg:Restrictions>", `<rmsg:Colour x="1">red</rmsg:Colour><rmsg:Restrictions>`)
	if err != nil || len(r.Ignored) != 1 || r.Ignored[0].Name != "AssignmentInformation/Colour" {
		t.Errorf("unknown: %v %v", err, r.Ignored)
	}
}

func TestReadRefusesHostile(t *testing.T) {
	check := func(name, text, want string) {
		t.Helper()
		_, _, err := Read(strings.NewReader(text))
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	check("nothing", "", "no element")
	check("another namespace", "<RequestResource/>", `line 1: element "RequestResource" of ""`)
	check("another element", `<a xmlns="urn:oasis:names:tc:emergency:EDXL:RM:1.0:msg"/>`, `element "a"`)
	check("a document type", "<!DOCTYPE a><a/>", "document type declaration")
	check("cut off", `<RequestResource xmlns="urn:oasis:names:tc:emergency:EDXL:RM:1.0:msg">`, "unexpected EOF")
	check("empty", `<RequestResource xmlns="urn:oasis:names:tc:emergency:EDXL:RM:1.0:msg"/>`, "MessageID missing")
}

// In RequestResource the parts of Funding stand in the namespace of messages, elsewhere in that of types.
func TestFunding(t *testing.T) {
	for _, kind := range []Type{RequestResource, RequisitionResource} {
		m := full(kind)
		out := string(written(t, m))
		for _, text := range []string{strings.ReplaceAll(out, "rm:Fund", "rmsg:Fund"), strings.ReplaceAll(strings.ReplaceAll(out, "rmsg:Fund", "rm:Fund"), "rm:Funding>", "rmsg:Funding>")} {
			text = strings.ReplaceAll(text, "rmsg:rmsg", "rmsg")
			got, _, err := Read(strings.NewReader(text))
			if err != nil || len(got.Funding) != 2 || got.Funding[0] != m.Funding[0] {
				t.Errorf("%s: %v %v", kind, got.Funding, err)
			}
		}
		if strings.Contains(out, "<rmsg:FundCode>") != (kind == RequestResource) {
			t.Errorf("%s: %s", kind, out)
		}
	}
}

// schemas returns the folder of the schemas of the standard, or skips the test.
func schemas(t *testing.T) string {
	t.Helper()
	root := os.Getenv("ENTENTE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(root, "data", "schemas", "edxl-rm")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("without the schemas of EDXL-RM: %v", err)
	}
	return dir
}

func TestWrittenIsValid(t *testing.T) {
	dir := schemas(t)
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("without xmllint (Debian: libxml2-utils)")
	}
	valid := func(kind Type, data []byte) error {
		name := filepath.Join(t.TempDir(), "data.xml")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(xmllint, "--noout", "--nonet", "--schema", filepath.Join(dir, "EDXL-RM"+string(kind)+".xsd"), name).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w\n%.2000s", err, out)
		}
		return nil
	}
	for _, kind := range Types() {
		out := written(t, full(kind))
		if err := valid(kind, out); err != nil {
			t.Errorf("%s: %v\n%s", kind, err, out)
		}
		if valid(kind, bytes.Replace(out, []byte("MessageID>"), []byte("Message>"), 2)) == nil {
			t.Errorf("%s: the schema lets everything through", kind)
		}
	}
	for name, m := range exchange(t) {
		if err := valid(m.Type, written(t, m)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, kind := range Types() {
		f.Add(written(f, full(kind)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, r, err := Read(bytes.NewReader(data))
		if r.Read != r.Stored+r.Refused || r.Refused != len(r.Refusals) {
			t.Errorf("%+v", r)
		}
		if err != nil {
			if !errors.Is(err, entente.ErrInvalid) {
				t.Errorf("%v: want one that is invalid", err)
			}
			return
		}
		out := written(t, m)
		got, r, err := Read(bytes.NewReader(out))
		if err != nil || dump(t, got) != dump(t, m) || r.Refused > 0 {
			t.Errorf("%v\n%s\nwant\n%s\n%s", err, dump(t, got), dump(t, m), out)
		}
		for i := range m.Entries {
			if c, err := ContributionOf(m, i); err == nil {
				offerAgain(t, c)
			}
			if r, err := RequirementOf(m, i); err == nil {
				requestAgain(t, r)
			}
		}
	})
}
