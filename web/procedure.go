package web

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/internal/chart"
	"entente/node"
	"entente/procedure"
)

// A proceduresPage lists the procedures, and the cases that run by them.
type proceduresPage struct {
	Kinds []kindRow
	Tabs  []alternative
}

// A kindRow is the procedures for one purpose.
type kindRow struct {
	Kind procedure.Kind
	Rows []procedureRow
}

type procedureRow struct {
	*procedure.Procedure
	URL   string
	Cases int
}

// A procedurePage shows a definition: its picture, who may do what when, and what it rests on.
type procedurePage struct {
	*procedure.Procedure
	Figure template.HTML
	Rows   []ruleRow
	Cases  []proceedingRow
	Open   string // where to open a case
	Tabs   []alternative
}

// A ruleRow is an act in a table.
type ruleRow struct {
	*procedure.Rule
	By, In []entente.Wording
	To     entente.Wording
	Before *procedure.Clock
}

func procedureURL(id string) string { return "/procedure/" + id }

func proceedingURL(id string) string { return "/case/" + id }

// procedureTabs are the pages about procedures.
func procedureTabs(chosen string) []alternative {
	var tabs []alternative
	for _, t := range [][2]string{{"tab.due", "/due"}, {"tab.cases", "/cases"}, {"tab.procedures", "/procedures"}} {
		tabs = append(tabs, alternative{Name: t[0], URL: t[1], Chosen: t[1] == chosen})
	}
	return tabs
}

func (s *site) procedures(v *view, r *http.Request) (page, error) {
	p := proceduresPage{Tabs: procedureTabs("/procedures")}
	cases, err := s.node.Cases(r.Context(), s.reader(v), 0)
	if err != nil {
		return page{}, err
	}
	count := map[string]int{}
	for _, k := range cases {
		count[k.Definition]++
	}
	for _, kind := range procedure.Kinds {
		row := kindRow{Kind: kind}
		for _, x := range s.latestProcedures() {
			if x.Kind == kind {
				row.Rows = append(row.Rows, procedureRow{x, procedureURL(x.ID), count[x.ID]})
			}
		}
		if len(row.Rows) > 0 {
			p.Kinds = append(p.Kinds, row)
		}
	}
	return page{Template: "procedures", Section: "due", Title: s.catalogue(v.Lang).text("procedures.title"), Body: p}, nil
}

// latestProcedures returns the latest version of each procedure of the pack.
func (s *site) latestProcedures() []*procedure.Procedure {
	var all []*procedure.Procedure
	for _, x := range s.pack.Procedures {
		if latest, err := s.pack.ProcedureByID(x.ID, 0); err == nil && !slices.Contains(all, latest) {
			all = append(all, latest)
		}
	}
	return all
}

func (s *site) procedure(v *view, r *http.Request) (page, error) {
	x, err := s.pack.ProcedureByID(r.PathValue("id"), 0)
	if err != nil {
		return page{}, err
	}
	p := procedurePage{
		Procedure: x, Figure: s.drawDefinition(v, x, ""), Tabs: procedureTabs(""),
		Open: "/cases/new?" + url.Values{"procedure": {x.ID}}.Encode(),
	}
	for i := range x.Acts {
		rule := &x.Acts[i]
		row := ruleRow{Rule: rule, Before: x.Clock(rule.Before)}
		for _, role := range rule.By {
			row.By = append(row.By, x.Role(role).Title)
		}
		for _, state := range rule.In {
			row.In = append(row.In, x.State(state).Title)
		}
		if to := x.State(rule.To); to != nil {
			row.To = to.Title
		}
		p.Rows = append(p.Rows, row)
	}
	cases, err := s.node.Cases(r.Context(), s.reader(v), 0)
	if err != nil {
		return page{}, err
	}
	for _, k := range cases {
		if k.Definition == x.ID {
			p.Cases = append(p.Cases, s.proceedingRow(k))
		}
	}
	return page{Template: "procedure", Section: "due", Title: x.Title.In(v.Lang), Body: p}, nil
}

// procedureFile serves the picture of a procedure.
func (s *site) procedureFile(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	id, ext, _ := strings.Cut(r.PathValue("file"), ".")
	x, err := s.pack.ProcedureByID(id, 0)
	if err == nil && ext != "svg" && ext != "json" {
		err = fmt.Errorf("web: %q: want svg or json: %w", ext, entente.ErrNotFound)
	}
	switch {
	case err != nil:
		s.fail(w, v, err)
	case ext == "json":
		s.sendJSON(w, v, id+".json", x.Definition)
	default:
		s.send(w, v, "image/svg+xml", id+".svg", []byte(s.procedureGuide(v).Definition(&x.Definition, "").SVG(chart.Options{Standalone: true, Lang: string(v.Lang)})))
	}
}

// A casesPage lists cases.
type casesPage struct {
	Rows      []proceedingRow
	Kind      string
	Kinds     []procedure.Kind
	For       string
	Who       []entente.ActorID
	Open      bool // only those that have not ended
	All       int
	Tabs      []alternative
	NewCase   string
	Narrowing bool
}

// A proceedingRow is a case in a list.
type proceedingRow struct {
	node.CaseFinding
	URL   string
	State *procedure.State
	Next  *procedure.Due // with the first date; nil for none
}

func (s *site) proceedingRow(k node.CaseFinding) proceedingRow {
	row := proceedingRow{CaseFinding: k, URL: proceedingURL(k.Case.Case), State: k.Procedure.State(k.Finding.State)}
	for i := range k.Finding.Dues {
		if d := &k.Finding.Dues[i]; row.Next == nil || d.At != 0 && (row.Next.At == 0 || d.At < row.Next.At) {
			row.Next = d
		}
	}
	return row
}

func (s *site) casesList(v *view, r *http.Request) (page, error) {
	p := casesPage{Tabs: procedureTabs("/cases"), Kind: v.Query.Get("kind"), For: v.Query.Get("for"), Open: v.Query.Get("open") != "", NewCase: "/cases/new"}
	cases, err := s.node.Cases(r.Context(), s.reader(v), 0)
	if err != nil {
		return page{}, err
	}
	p.All = len(cases)
	who := map[entente.ActorID]bool{}
	for _, k := range cases {
		if !slices.Contains(p.Kinds, k.Procedure.Kind) {
			p.Kinds = append(p.Kinds, k.Procedure.Kind)
		}
		for _, holders := range k.Finding.Roles {
			for _, a := range holders {
				who[a] = true
			}
		}
		if p.Kind != "" && string(k.Procedure.Kind) != p.Kind || p.Open && k.Finding.Ended || p.For != "" && !k.Finding.Concerns(entente.ActorID(p.For)) {
			continue
		}
		p.Rows = append(p.Rows, s.proceedingRow(k))
	}
	slices.Reverse(p.Rows)
	p.Who = s.sortedActors(v, who)
	p.Narrowing = p.Kind != "" || p.For != "" || p.Open
	return page{Template: "cases", Section: "due", Title: s.catalogue(v.Lang).text("cases.title"), Body: p}, nil
}

// sortedActors returns actors by their names.
func (s *site) sortedActors(v *view, set map[entente.ActorID]bool) []entente.ActorID {
	var all []entente.ActorID
	for a := range set {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b entente.ActorID) int {
		return strings.Compare(s.actorLink(a).Names.In(v.Lang)+string(a), s.actorLink(b).Names.In(v.Lang)+string(b))
	})
	return all
}

// A newCasePage is the form that opens a case.
type newCasePage struct {
	Procedures []*procedure.Procedure
	Procedure  *procedure.Procedure // nil until one is chosen
	From       string
	FromLink   link
	Title      string
	Roles      []roleField
	Terms      []fieldView
	Actors     []entente.ActorID
	As         []entente.ActorID // for whom the person may open it; none for the node's token
	CSRF       string
	Signin     string
	Problem    string
	Sent       url.Values
	Tabs       []alternative
}

// A roleField is who holds a role, in a form.
type roleField struct {
	procedure.Role
	Value string
}

// A fieldView is a field of a form.
type fieldView struct {
	procedure.Field
	Name  string // in the form
	Value string
	Items []string // that it may name, where it names an item
}

func (s *site) newCase(v *view, _ *http.Request) (page, error) {
	p, err := s.newCasePage(v, v.Query)
	return s.asNewCase(v, p), err
}

func (s *site) asNewCase(v *view, p *newCasePage) page {
	out := page{Template: "newcase", Section: "due", Title: s.catalogue(v.Lang).text("newcase.title"), Body: p}
	if p != nil && p.Problem != "" {
		out.Code = http.StatusBadRequest
	}
	return out
}

func (s *site) newCasePage(v *view, q url.Values) (*newCasePage, error) {
	p := &newCasePage{Procedures: s.latestProcedures(), From: q.Get("from"), Sent: q, Tabs: procedureTabs("")}
	if v.Session == nil {
		p.Signin = "/signin?" + url.Values{"next": {address(v.Path, v.Query)}}.Encode()
	} else {
		p.CSRF = v.Session.CSRF
		p.As = v.acts()
	}
	id := q.Get("procedure")
	if id == "" {
		return p, nil
	}
	var err error
	if p.Procedure, err = s.pack.ProcedureByID(id, 0); err != nil {
		return p, err
	}
	proposed, err := s.proposed(id, p.From)
	if err != nil {
		return p, err
	}
	if p.From != "" {
		if st, err := entente.ParseStatementID(p.From); err == nil {
			if e, err := s.pack.Entry(st); err == nil {
				p.FromLink = link{entryURL(e.ID), e.Title}
			}
		}
	}
	p.Title = firstOf(q.Get("title"), proposed.Title.In(v.Lang))
	p.Actors = s.allActors(v)
	for _, r := range p.Procedure.Roles {
		if r.Open {
			continue
		}
		f := roleField{Role: r, Value: q.Get("role-" + r.ID)}
		if !q.Has("role-" + r.ID) {
			f.Value = strings.Join(actorNames(proposed.Roles[r.ID]), ", ")
			if f.Value == "" {
				f.Value = firstOf(string(r.Holder), string(r.Group))
			}
		}
		p.Roles = append(p.Roles, f)
	}
	for _, f := range p.Procedure.Terms {
		p.Terms = append(p.Terms, fieldView{Field: f, Name: "f-" + f.ID, Value: firstOf(q.Get("f-"+f.ID), formValue(f, proposed.Terms.Text(f.ID)))})
	}
	return p, nil
}

// proposed returns what an undertaking says of a case.
func (s *site) proposed(id, from string) (node.NewCase, error) {
	if from == "" {
		return node.NewCase{Definition: id}, nil
	}
	st, err := entente.ParseStatementID(from)
	if err != nil {
		return node.NewCase{Definition: id, From: from}, nil
	}
	return s.node.CaseFrom(id, st)
}

// acts returns for whom an account may act; none for the node's token.
func (v *view) acts() []entente.ActorID {
	var all []entente.ActorID
	if v.Account != nil {
		for _, g := range v.Account.Grants {
			if !g.Read {
				all = append(all, entente.ActorID(g.For))
			}
		}
	}
	return all
}

// opener returns who opens a case: whom the form names, or the first for whom the account may act, or the node.
func (v *view) opener(named string, body entente.ActorID) (entente.ActorID, error) {
	by := entente.ActorID(named)
	if all := v.acts(); by == "" && len(all) > 0 {
		by = all[0]
	}
	if v.Account != nil && !v.mayAct(by, body) {
		return "", fmt.Errorf("web: you may not open a case for %q: %w", by, entente.ErrForbidden)
	}
	return by, nil
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

func actorNames(all []entente.ActorID) []string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = string(a)
	}
	return names
}

// allActors returns the parties, bodies and groups of the pack, by their names.
func (s *site) allActors(v *view) []entente.ActorID {
	set := map[entente.ActorID]bool{}
	for _, p := range s.pack.Parties {
		set[entente.ActorID(p.ID)] = true
	}
	for _, b := range s.pack.Bodies {
		set[b.ID] = true
	}
	for _, g := range s.pack.Groups {
		set[g.ID] = true
	}
	return s.sortedActors(v, set)
}

// openCase opens a case by what a form says.
func (s *site) openCase(_ http.ResponseWriter, r *http.Request, v *view) (string, error) {
	if err := v.takeForm(r); err != nil {
		return "", err
	}
	id, err := s.openFrom(r, v)
	if err == nil {
		return proceedingURL(id), nil
	}
	if !isMendable(err) {
		return "", err
	}
	p, perr := s.newCasePage(v, r.PostForm)
	if perr != nil {
		return "", perr
	}
	p.Problem = reason(err)
	return "", &mendError{s.asNewCase(v, p), err}
}

func (s *site) openFrom(r *http.Request, v *view) (string, error) {
	f := r.PostForm
	c, err := s.proposed(f.Get("procedure"), f.Get("from"))
	if err != nil {
		return "", err
	}
	x, err := s.pack.ProcedureByID(c.Definition, 0)
	if err != nil {
		return "", err
	}
	if title := strings.TrimSpace(f.Get("title")); title != "" && title != c.Title.In(v.Lang) {
		c.Title = entente.Wording{v.Lang: title}
	}
	c.Exercise = f.Get("exercise") != ""
	if c.By, err = v.opener(f.Get("by"), x.Body); err != nil {
		return "", err
	}
	if label := f.Get("label"); label != "" {
		if c.Label, err = entente.ParseLabel(label); err != nil {
			return "", err
		}
	}
	if c.Roles == nil {
		c.Roles = map[string][]entente.ActorID{}
	}
	for _, role := range x.Roles {
		if !f.Has("role-" + role.ID) {
			continue
		}
		delete(c.Roles, role.ID)
		for _, name := range strings.FieldsFunc(f.Get("role-"+role.ID), func(r rune) bool { return r == ',' || r == ' ' || r == '+' }) {
			c.Roles[role.ID] = append(c.Roles[role.ID], entente.ActorID(name))
		}
	}
	if c.Terms == nil {
		c.Terms = procedure.Content{}
	}
	if err := readFields(f, x.Terms, c.Terms); err != nil {
		return "", err
	}
	rec, err := s.node.OpenCase(r.Context(), c)
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(rec.Fact.Subject, "case/"), nil
}

// readFields reads the fields of a form into content. What was left empty is left out.
func readFields(f url.Values, fields []procedure.Field, into procedure.Content) error {
	for _, field := range fields {
		text := strings.TrimSpace(f.Get("f-" + field.ID))
		if !f.Has("f-" + field.ID) {
			continue
		}
		delete(into, field.ID)
		switch {
		case text == "":
		case field.Kind == procedure.NumberField:
			if _, err := strconv.ParseFloat(text, 64); err != nil {
				return fmt.Errorf("web: %s: %q: want a number: %w", field.Title.In("en"), text, entente.ErrInvalid)
			}
			into[field.ID] = []byte(text)
		case field.Kind == procedure.FlagField:
			into[field.ID] = []byte("true")
		case field.Kind == procedure.MomentField && len(text) == len("2006-01-02T15:04"):
			into.SetText(field.ID, text+":00Z") // from a form, which is in UTC
		default:
			into.SetText(field.ID, text)
		}
	}
	return nil
}

// formValue writes a value as its field in a form shows it.
func formValue(f procedure.Field, text string) string {
	if f.Kind == procedure.MomentField && len(text) >= len("2006-01-02T15:04") {
		return text[:len("2006-01-02T15:04")]
	}
	return text
}
