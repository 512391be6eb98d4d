package forms_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"entente"
	"entente/balance"
	"entente/balance/aid"
	"entente/balance/edxl"
	"entente/balance/forms"
	"entente/balance/iati"
	"entente/balance/joint"
	"entente/balance/ocds"
	"entente/cal"
	"entente/unit"
)

var head = forms.Head{Publisher: "Test", URI: "urn:test", At: time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)}

const schemas = "../../../shared/data/schemas"

func book() (*balance.Case, *joint.Book) {
	c := &balance.Case{ID: "orders", Exercise: true, Title: entente.Wording{"en": "Orders"}, Parties: []entente.ActorID{"DEU", "FRA"}}
	return c, &joint.Book{Quarters: 4, Currency: "EUR", Items: []joint.Item{{ID: "shell", Unit: "pieces"}},
		Sources: []joint.Source{{Supplier: "s", Item: "shell", Capacity: 100, Price: 10.5}, {Supplier: "t", Item: "shell", Capacity: 5, Price: 9}},
		Demand:  []joint.Demand{{Party: "DEU", Item: "shell", Quarter: 2, Quantity: 61}, {Party: "FRA", Item: "shell", Quarter: 3, Quantity: 30}}}
}

// TestOCDS: what is written is valid, is read again whole, and the shares of the buyers add up to the orders.
func TestOCDS(t *testing.T) {
	c, b := book()
	a, err := b.Solve(t.Context(), c.Parties, joint.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := ocds.Write(&out, forms.OCDS(head, c, b, a)); err != nil {
		t.Fatal(err)
	}
	p, r, err := ocds.Read(bytes.NewReader(out.Bytes()))
	if err != nil || r.Refused > 0 || !p.Exercise || len(p.Purchases) != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	purchase := p.Purchases[0]
	if errs := purchase.Check(); len(errs) > 0 {
		t.Error(errs)
	}
	shares, missing := purchase.Shares()
	total := 0.0
	for _, s := range shares {
		for _, it := range s.Items {
			total += it.Quantity.Float()
		}
	}
	if len(purchase.Buyers()) != 2 || len(shares) != 2 || len(missing) > 0 || total != 91 {
		t.Errorf("%d buyers, %v, missing %v, in all %v", len(purchase.Buyers()), shares, missing, total)
	}
	file := filepath.Join(schemas, "ocds", "release-package-schema.json")
	if _, err := os.Stat(file); err != nil {
		t.Skip("the schema of OCDS is not there: ", err)
	}
	valid(t, file, out.Bytes())
}

func valid(t *testing.T, file string, doc []byte) {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	release, err := os.ReadFile(filepath.Join(filepath.Dir(file), "release-schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{release, whole} {
		var v struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		s, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err == nil {
			err = compiler.AddResource(v.ID, s)
		}
		if err != nil {
			t.Fatal(err)
		}
		file = v.ID
	}
	s, err := compiler.Compile(file)
	if err != nil {
		t.Skip("the schema refers to others that are not there: ", err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err == nil {
		err = s.Validate(v)
	}
	if err != nil {
		t.Error(err)
	}
}

func TestIATI(t *testing.T) {
	period, _ := cal.ParsePeriod("2026")
	f := &aid.Fund{ID: "fund", Title: entente.Wording{"en": "Fund"}, Exercise: true, Currency: "EUR", Entries: []aid.Entry{
		{ID: "a", Donor: "DEU", Stage: aid.Pledged, Amount: unit.MustDecimal("100"), Currency: "EUR", Made: cal.NewDate(2025, 1, 2), Condition: "both houses agree", Text: "Repair"},
		{ID: "b", Donor: "DEU", Stage: aid.Committed, Amount: unit.MustDecimal("60"), Currency: "EUR", Made: cal.NewDate(2025, 2, 2), Draws: "a"},
		{ID: "c", Donor: "FRA", Stage: aid.Allocated, Amount: unit.MustDecimal("10.50"), Currency: "EUR", Made: cal.NewDate(2025, 2, 3), Period: period},
	}}
	var out bytes.Buffer
	if err := iati.Write(&out, forms.IATI(head, f, "UA")); err != nil {
		t.Fatal(err)
	}
	d, r, err := iati.Read(bytes.NewReader(out.Bytes()))
	if err != nil || r.Refused > 0 || !d.Exercise || len(d.Activities) != 2 || len(d.Activities[0].Transfers) != 2 || len(d.Activities[1].Planned) != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	xsd := filepath.Join(schemas, "iati", "iati-activities-schema.xsd")
	lint, err := exec.LookPath("xmllint")
	if _, serr := os.Stat(xsd); serr != nil || err != nil {
		t.Skip("the schema of IATI or xmllint is not there: ", serr, err)
	}
	file := filepath.Join(t.TempDir(), "a.xml")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(lint, "--noout", "--schema", xsd, file).CombinedOutput(); err != nil {
		t.Errorf("%s", said)
	}
}

// TestMessages: what is asked for and what is offered comes back as it was; what has lapsed is not offered.
func TestMessages(t *testing.T) {
	lapsed := cal.NewDate(2025, 1, 1)
	c := &balance.Case{ID: "c", Exercise: true, Title: entente.Wording{"en": "Case"}, Period: cal.Year(2025),
		Requirements:  []balance.Requirement{{ID: "r", Kind: "battery", Quantity: 2, Unit: "batteries"}},
		Contributions: []balance.Contribution{{ID: "a", Party: "DEU", Kind: "battery", Quantity: 1, Unit: "batteries"}, {ID: "b", Party: "DEU", Kind: "battery", Quantity: 1, Expires: &lapsed}, {ID: "c", Party: "FRA", Kind: "battery", Quantity: 1}}}
	read := func(m edxl.Message, err error) edxl.Message {
		t.Helper()
		var out bytes.Buffer
		if err == nil {
			err = edxl.Write(&out, m)
		}
		if err != nil {
			t.Fatal(err)
		}
		got, r, err := edxl.Read(&out)
		if err != nil || r.Refused > 0 || !got.Exercise {
			t.Fatalf("%+v %v", r, err)
		}
		return got
	}
	m := read(forms.Request(head, c))
	if r, err := edxl.RequirementOf(m, 0); err != nil || r.ID != "r" || r.Quantity != 2 || r.Period != cal.Year(2025) {
		t.Errorf("%+v %v", r, err)
	}
	m = read(forms.Offer(head, c, ""))
	if len(m.Entries) != 2 {
		t.Errorf("%d offers, want two", len(m.Entries))
	}
	m = read(forms.Offer(head, c, "FRA"))
	if o, err := edxl.ContributionOf(m, 0); err != nil || o.ID != "c" || o.Party != "FRA" {
		t.Errorf("%+v %v", o, err)
	}
}
