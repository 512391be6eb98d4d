package web

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/internal/chart"
	"entente/internal/diff"
	"entente/ledger"
	"entente/node"
	"entente/procedure"
	"entente/procedure/picture"
)

// A proceedingPage shows a case: how it stands, how it came there, and what can be done.
type proceedingPage struct {
	node.CaseFinding
	URL       string
	State     *procedure.State
	From      link
	At        string // asked for; "" for now
	Timeline  template.HTML
	Figure    template.HTML
	Dues      []dueRow
	Forms     []actForm
	Texts     []textView
	Attached  []actView
	Items     []itemGroup
	Standings []heldRow
	Awaits    []awaitRow
	Roles     []roleRow
	Values    []valueRow
	Steps     []stepRow
	Refused   []refusalRow
	Waiting   []actView
	Follows   []proceedingRow
	Match     *node.Match // of a request for support; nil for others
	BrokenBy  []link
	Unseen    []link
	CSRF      string
	Signin    string
	Problem   string
	Sent      url.Values
	Tabs      []alternative

	reader node.Reader
}

// A dueRow is what is due in a case.
type dueRow struct {
	procedure.Due
	Who  []link
	What []entente.Wording
}

// An actForm is an act that the person who looks can do now.
type actForm struct {
	*procedure.Rule
	Actors []entente.ActorID
	Fields []fieldView
}

// A textView is a version of a text, with what it changed.
type textView struct {
	procedure.Text
	By    link
	Parts []diff.Part // against the version before; of the first, all of it
}

// An actView is an act, ready to read.
type actView struct {
	*procedure.Act
	Title entente.Wording
	By    link
	URL   string // of its fact; "" for what the pack tells
	Rows  []valueRow
	Parts []diff.Part // of an amendment, against the text
}

type valueRow struct {
	Title entente.Wording
	Value string
	Link  string
}

type itemGroup struct {
	Kind  string
	Items []itemRow
}

type itemRow struct {
	procedure.Item
	Was  string // in the case before; "" where it was not in it
	By   link
	Rows []valueRow
}

type heldRow struct {
	Who   link
	Is    string
	Since cal.Instant
	Next  *procedure.StandingOf // what it is to become
}

// An awaitRow is a count that leads to another state when it is reached.
type awaitRow struct {
	procedure.Await
	Act     entente.Wording
	To      *procedure.State
	Missing []link
}

type roleRow struct {
	Title entente.Wording
	Who   []link
}

type stepRow struct {
	procedure.Step
	More  []stepRow // the same, done by others before
	Act   *actView
	Clock *procedure.Clock
	To    *procedure.State // nil where the state did not change
}

type refusalRow struct {
	procedure.Refusal
	Act actView
}

func (s *site) proceeding(v *view, r *http.Request) (page, error) {
	p, err := s.proceedingPage(r.Context(), v, r.PathValue("id"))
	return s.asProceeding(v, p), err
}

func (s *site) asProceeding(v *view, p *proceedingPage) page {
	out := page{Template: "proceeding", Section: "due", Body: p}
	if p != nil && p.Case != nil {
		out.Title = p.Case.Title.In(v.Lang)
	}
	return out
}

func (s *site) proceedingPage(ctx context.Context, v *view, id string) (*proceedingPage, error) {
	var at cal.Instant
	if text := v.Query.Get("at"); text != "" {
		var err error
		if at, err = cal.ParseWhen(text); err != nil {
			return nil, fmt.Errorf("web: at: %w: %w", err, entente.ErrInvalid)
		}
	}
	k, err := s.node.Case(ctx, id, s.reader(v), at)
	if err != nil {
		return nil, err
	}
	p := &proceedingPage{CaseFinding: k, reader: s.reader(v), URL: proceedingURL(id), At: v.Query.Get("at"), State: k.Procedure.State(k.Finding.State), Tabs: procedureTabs("")}
	p.From = s.fromLink(k.From)
	p.Timeline, p.Figure = s.drawTimeline(v, k), s.drawDefinition(v, k.Procedure, k.Finding.State)
	s.fillProceeding(v, p)
	if err := s.fillFollows(ctx, v, p); err != nil {
		return nil, err
	}
	if k.Procedure.Kind == procedure.Support {
		if p.Match, err = s.node.MatchSupport(ctx, k); err != nil {
			s.opts.Warn(err) // the fits are there without the answer of the engine
		}
	}
	if v.Session == nil {
		p.Signin = "/signin?" + url.Values{"next": {v.Path}}.Encode()
	} else if at == 0 {
		p.CSRF = v.Session.CSRF
		p.Forms = s.actForms(v, p)
	}
	return p, nil
}

// fromLink leads to what a case comes from.
func (s *site) fromLink(from string) link {
	if id, ok := strings.CutPrefix(from, "case/"); ok {
		return link{proceedingURL(id), entente.Wording{"en": id}}
	}
	if st, err := entente.ParseStatementID(from); err == nil {
		if e, err := s.pack.Entry(st); err == nil {
			names := entente.Wording{}
			for lang, words := range e.Title {
				names[lang] = fmt.Sprintf("¶%d: %s", e.ID.Provision, words)
			}
			return link{entryURL(e.ID), names}
		}
	}
	return link{Names: entente.Wording{"en": from}}
}

func (s *site) fillProceeding(v *view, p *proceedingPage) {
	f := p.Finding
	for _, d := range f.Dues {
		p.Dues = append(p.Dues, s.dueRow(p.Procedure, d))
	}
	old := ""
	for i, t := range f.Texts {
		view := textView{Text: t, By: s.actorLink(t.By), Parts: []diff.Part{{Text: t.Text}}}
		if i > 0 {
			view.Parts = diff.Words(old, t.Text)
		}
		old = t.Text
		p.Texts = append(p.Texts, view)
	}
	slices.Reverse(p.Texts)
	for _, i := range f.Attached {
		p.Attached = append(p.Attached, s.actView(p, i))
	}
	for _, i := range f.Waiting {
		p.Waiting = append(p.Waiting, s.actView(p, i))
	}
	for _, r := range f.Refused {
		p.Refused = append(p.Refused, refusalRow{r, s.actView(p, r.Act)})
	}
	p.BrokenBy, p.Unseen = s.actorLinks(f.BrokenBy), s.actorLinks(f.Unseen)
	for _, item := range f.Items {
		s.addItem(p, item)
	}
	s.compareItems(p)
	s.fillStandings(p)
	for _, a := range f.Awaits {
		p.Awaits = append(p.Awaits, awaitRow{a, p.Procedure.Rules(a.Act)[0].Title, p.Procedure.State(a.To), s.actorLinks(a.Missing)})
	}
	for _, r := range p.Procedure.Roles {
		if who := f.Roles[r.ID]; len(who) > 0 {
			p.Roles = append(p.Roles, roleRow{r.Title, s.actorLinks(who)})
		}
	}
	p.Values = rowsOf(p.Procedure.Terms, f.Values, nil)
	for _, step := range f.Steps {
		row := stepRow{Step: step, Clock: p.Procedure.Clock(step.Clock)}
		if step.Act >= 0 {
			a := s.actView(p, step.Act)
			row.Act = &a
		}
		if step.From != step.To {
			row.To = p.Procedure.State(step.To)
		}
		if n := len(p.Steps); n > 0 && p.Steps[n-1].isLike(row) {
			p.Steps[n-1].More = append(p.Steps[n-1].More, row)
			continue
		}
		p.Steps = append(p.Steps, row)
	}
	slices.Reverse(p.Steps)
}

// isLike reports whether two acts are the same but for who did them, such as ratifications, and nothing came of either at once.
func (r stepRow) isLike(next stepRow) bool {
	if r.Act == nil || next.Act == nil || r.To != nil || next.To != nil || r.Act.URL != "" || next.Act.URL != "" {
		return false
	}
	a, b := r.Act, next.Act
	return a.Act.Act == b.Act.Act && a.Content.Equal(b.Content) && a.Source != nil && b.Source != nil && a.Source.Title == b.Source.Title
}

func (s *site) dueRow(x *procedure.Procedure, d procedure.Due) dueRow {
	row := dueRow{Due: d, Who: s.actorLinks(d.Actors)}
	if len(d.Title) > 0 {
		row.What = []entente.Wording{d.Title}
		return row
	}
	for _, act := range d.Acts {
		if rules := x.Rules(act); len(rules) > 0 {
			row.What = append(row.What, rules[0].Title)
		}
	}
	return row
}

// actView makes an act ready to read.
func (s *site) actView(p *proceedingPage, i int) actView {
	a := &p.Acts[i]
	view := actView{Act: a, By: s.actorLink(a.By), Title: entente.Wording{"en": a.Act}}
	if id, err := entente.ParseFactID(a.ID); err == nil {
		view.URL = factURL(id)
	}
	rules := p.Procedure.Rules(a.Act)
	if len(rules) == 0 {
		view.Rows = rowsOf(nil, a.Content, nil)
		return view
	}
	rule := rules[0]
	for _, r := range rules {
		if slices.ContainsFunc(r.By, func(role string) bool { return slices.Contains(p.Finding.Roles[role], a.By) }) {
			rule = r
			break
		}
	}
	view.Title = rule.Title
	shown := []string(nil)
	if rule.Text != "" {
		shown = append(shown, rule.Text) // it stands with the versions of the text
	}
	if text := a.Content.Text("text"); rule.Breaks && text != "" && len(p.Finding.Texts) > 0 && a.Act == "amend" {
		view.Parts = diff.Words(p.Finding.Texts[len(p.Finding.Texts)-1].Text, text)
		shown = append(shown, "text")
	}
	view.Rows = rowsOf(rule.Content, a.Content, shown)
	return view
}

// rowsOf returns what content says, first the fields that are declared, but for those shown elsewhere.
func rowsOf(fields []procedure.Field, c procedure.Content, shown []string) []valueRow {
	var rows []valueRow
	known := map[string]bool{}
	add := func(id string, title entente.Wording, kind procedure.FieldKind) {
		text := c.Text(id)
		if text == "" || slices.Contains(shown, id) {
			return
		}
		row := valueRow{Title: title, Value: text}
		if at, ok := c.Moment(id); ok && kind == procedure.MomentField {
			row.Value = picture.When(at)
		}
		if u, err := url.Parse(text); kind == procedure.LinkField && err == nil && (u.Scheme == "https" || u.Scheme == "http") {
			row.Link = text
		}
		rows = append(rows, row)
	}
	for _, f := range fields {
		known[f.ID] = true
		add(f.ID, f.Title, f.Kind)
	}
	if fields == nil {
		return rows
	}
	var others []string
	for id := range c {
		if !known[id] && id != "version" {
			others = append(others, id)
		}
	}
	slices.Sort(others)
	for _, id := range others {
		if !isTerm(fields, id) {
			continue
		}
		add(id, entente.Wording{"en": id}, procedure.TextField)
	}
	return rows
}

func isTerm(fields []procedure.Field, id string) bool {
	return slices.ContainsFunc(fields, func(f procedure.Field) bool { return slices.Contains(f.Also, id) })
}

func (s *site) addItem(p *proceedingPage, item procedure.Item) {
	var fields []procedure.Field
	for i := range p.Procedure.Acts {
		if r := &p.Procedure.Acts[i]; r.Item != nil && r.Item.Kind == item.Kind {
			for _, f := range r.Content {
				if !slices.ContainsFunc(fields, func(g procedure.Field) bool { return g.ID == f.ID }) {
					fields = append(fields, f)
				}
			}
		}
	}
	row := itemRow{Item: item, By: s.actorLink(item.By), Rows: rowsOf(fields, item.Content, []string{"id", item.Kind})}
	for i := range p.Items {
		if p.Items[i].Kind == item.Kind {
			p.Items[i].Items = append(p.Items[i].Items, row)
			return
		}
	}
	p.Items = append(p.Items, itemGroup{item.Kind, []itemRow{row}})
}

// compareItems says what items were in the case before, where there was one by the same procedure.
func (s *site) compareItems(p *proceedingPage) {
	before, ok := strings.CutPrefix(p.Case.From, "case/")
	if !ok || len(p.Items) == 0 {
		return
	}
	k, err := s.node.Case(context.Background(), before, p.reader, 0)
	if err != nil || k.Definition != p.Case.Definition {
		return // it may not be known, or is another thing
	}
	for i := range p.Items {
		for j := range p.Items[i].Items {
			row := &p.Items[i].Items[j]
			for _, was := range k.Finding.Items {
				if was.Kind == row.Kind && was.ID == row.ID {
					row.Was = was.Is
				}
			}
		}
	}
}

// fillStandings says what each actor is, and what it is to become.
func (s *site) fillStandings(p *proceedingPage) {
	at := map[entente.ActorID]int{}
	for _, x := range p.Finding.Standings {
		i, there := at[x.Actor]
		if !there {
			i = len(p.Standings)
			at[x.Actor] = i
			p.Standings = append(p.Standings, heldRow{Who: s.actorLink(x.Actor)})
		}
		if x.At > p.Finding.At {
			p.Standings[i].Next = &x
			continue
		}
		p.Standings[i].Is, p.Standings[i].Since, p.Standings[i].Next = x.Is, x.At, nil
	}
	slices.SortFunc(p.Standings, func(a, b heldRow) int { return strings.Compare(a.Who.Names.In("en"), b.Who.Names.In("en")) })
}

// fillFollows finds the cases that came from this one.
func (s *site) fillFollows(ctx context.Context, v *view, p *proceedingPage) error {
	all, err := s.node.Cases(ctx, s.reader(v), 0)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.From == "case/"+p.Case.Case {
			p.Follows = append(p.Follows, s.proceedingRow(k))
		}
	}
	return nil
}

// actForms returns what the person who looks can do now.
func (s *site) actForms(v *view, p *proceedingPage) []actForm {
	var forms []actForm
	for i := range p.Procedure.Acts {
		r := &p.Procedure.Acts[i]
		if len(r.In) == 0 && p.State.End || len(r.In) > 0 && !slices.Contains(r.In, p.State.ID) {
			continue
		}
		form := actForm{Rule: r, Actors: s.actorsFor(v, p, r)}
		if len(form.Actors) == 0 {
			continue
		}
		possible := true
		for _, f := range r.Content {
			field := fieldView{Field: f, Name: "f-" + f.ID}
			if p.Sent.Get("act") == r.ID {
				field.Value = p.Sent.Get(field.Name)
			}
			if r.Item != nil && len(r.Item.In) > 0 && f.ID == r.Item.ID {
				field.Items = itemsFor(p.Finding, r)
				possible = len(field.Items) > 0
			}
			form.Fields = append(form.Fields, field)
		}
		if possible {
			forms = append(forms, form)
		}
	}
	return forms
}

// actorsFor returns the actors for whom the person who looks may do an act.
func (s *site) actorsFor(v *view, p *proceedingPage, r *procedure.Rule) []entente.ActorID {
	set := map[entente.ActorID]bool{}
	for _, role := range r.By {
		for _, a := range p.Finding.Roles[role] {
			set[a] = true
		}
		if p.Procedure.Role(role).Open {
			for _, party := range s.pack.Parties {
				set[entente.ActorID(party.ID)] = true
			}
		}
	}
	for a := range set {
		if r.Except != "" && slices.Contains(p.Finding.Roles[r.Except], a) || !v.mayAct(a, p.Procedure.Body) {
			delete(set, a)
		}
	}
	return s.sortedActors(v, set)
}

func itemsFor(f *procedure.Finding, r *procedure.Rule) []string {
	var ids []string
	for _, item := range f.Items {
		if item.Kind == r.Item.Kind && slices.Contains(r.Item.In, item.Is) {
			ids = append(ids, item.ID)
		}
	}
	return ids
}

// doAct does in a case what a form says.
func (s *site) doAct(_ http.ResponseWriter, r *http.Request, v *view) (string, error) {
	if err := v.takeForm(r); err != nil {
		return "", err
	}
	id := r.PathValue("id")
	err := s.tryAct(r, v, id)
	if err == nil {
		return proceedingURL(id), nil
	}
	if !isMendable(err) {
		return "", err
	}
	p, perr := s.proceedingPage(r.Context(), v, id)
	if perr != nil {
		return "", perr
	}
	p.Problem, p.Sent = reason(err), r.PostForm
	p.Forms = s.actForms(v, p)
	return "", &mendError{s.asProceeding(v, p), err}
}

func (s *site) tryAct(r *http.Request, v *view, id string) error {
	k, err := s.node.Case(r.Context(), id, s.reader(v), 0)
	if err != nil {
		return err
	}
	a := node.NewAct{Case: id, Act: r.PostForm.Get("act"), By: entente.ActorID(r.PostForm.Get("by")), Content: procedure.Content{}}
	if !v.mayAct(a.By, k.Procedure.Body) {
		return fmt.Errorf("web: you may not act for %s here: %w", a.By, entente.ErrForbidden)
	}
	if v.Account != nil {
		a.Person = v.Account.ID
	}
	if label := r.PostForm.Get("label"); label != "" {
		l, err := entente.ParseLabel(label)
		if err != nil {
			return err
		}
		a.Label = &l
	}
	for _, rule := range k.Procedure.Rules(a.Act) {
		if err := readFields(r.PostForm, rule.Content, a.Content); err != nil {
			return err
		}
	}
	_, err = s.node.Do(r.Context(), a)
	return err
}

// proceedingFile serves a case as JSON, or its timeline.
func (s *site) proceedingFile(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	id, ext, _ := strings.Cut(r.PathValue("file"), ".")
	k, err := s.node.Case(r.Context(), id, s.reader(v), 0)
	if err == nil && ext != "json" && ext != "svg" {
		err = fmt.Errorf("web: %q: want json or svg: %w", ext, entente.ErrNotFound)
	}
	switch {
	case err != nil:
		s.fail(w, v, err)
	case ext == "json":
		s.sendJSON(w, v, id+".json", k.Finding.Document(&k.Opening, k.Acts))
	default:
		s.send(w, v, "image/svg+xml", id+".svg", []byte(s.procedureGuide(v).Case(k.Procedure, &k.Opening, k.Acts, k.Finding).SVG(chart.Options{Standalone: true, Lang: string(v.Lang)})))
	}
}

// receipt serves the receipt of an act.
func (s *site) receipt(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	id, err := entente.ParseFactID(r.PathValue("id"))
	if err == nil {
		_, err = s.knownFact(r.Context(), v, id)
	}
	var receipt node.Receipt
	if err == nil {
		receipt, err = s.node.Receipt(r.Context(), id)
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	b, err := json.MarshalIndent(receipt, "", "  ")
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.send(w, v, "application/json", "receipt-"+id.String()[:12]+".json", append(b, '\n'))
}

// knownFact returns a fact. One that the person who looks may not know is not found.
func (s *site) knownFact(ctx context.Context, v *view, id entente.FactID) (ledger.Record, error) {
	rec, err := s.node.Fact(ctx, id)
	if err == nil && !s.reader(v).Reads(rec.Fact.Label) {
		return ledger.Record{}, fmt.Errorf("web: fact %v: %w", id, entente.ErrNotFound)
	}
	return rec, err
}
