package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"entente"
	"entente/ledger"
	"entente/measure"
	"entente/measure/score"
	"entente/node"
)

// A record is a fact in the ledger, made ready to read.
type record struct {
	ledger.Record
	URL     string
	Author  link
	Subject link
	Text    string // what it says in words; "" where its kind has none
	Link    string // where what it says can be read; "" for nowhere
	Other   []pair // the rest of the payload
	Figures *figuresView
	Score   *scoreView

	Response *node.WarningResponse
}

// ByHand reports whether the fact can be corrected by the form that adds facts.
func (r record) ByHand() bool {
	return r.Fact.Kind == node.KindEvidence || r.Fact.Kind == node.KindNote
}

// A scoreView is a score in a fact, without what it says: who has yet to score the same must not read it in passing. The
// page of the fact shows its bytes to whoever asks for its proof.
type scoreView struct {
	score.Item
	Analyst score.Analyst
	URL     string // of the item at the desk
}

// scoreRecord makes a fact of scoring ready to read.
func (s *site) scoreRecord(v record) record {
	if v.Fact.Kind != node.KindScore {
		v.Text = node.Says(v.Fact)
	} else if given, err := score.Decode[score.Score](v.Fact.Payload); err == nil {
		v.Score = &scoreView{given.Item, given.Analyst, scoreURL(given.Item, "", v.Fact.Exercise)}
	}
	return v
}

// A figuresView is published figures in a fact.
type figuresView struct {
	node.Figures
	Title entente.Wording // of the publication
}

// figuresRecord makes a fact that holds figures ready to read: there may be a thousand.
func (s *site) figuresRecord(v record) record {
	var f node.Figures
	if json.Unmarshal(v.Fact.Payload, &f) != nil {
		return v
	}
	v.Figures = &figuresView{Figures: f, Title: entente.Wording{"en": string(f.Publication)}}
	if s.pack.Book != nil {
		if p, err := s.pack.Book.Publication(f.Publication); err == nil {
			v.Figures.Title = p.Title
		}
	}
	return v
}

// A pair is a member of a payload that has no place of its own on the page.
type pair struct{ Name, Value string }

func (s *site) record(rec ledger.Record) record {
	v := record{Record: rec, URL: factURL(rec.ID), Author: s.actorLink(rec.Fact.Author), Subject: s.subjectLink(rec.Fact.Subject)}
	switch rec.Fact.Kind {
	case node.KindFigures:
		return s.figuresRecord(v)
	case node.KindScore, node.KindResolution, node.KindPublication:
		return s.scoreRecord(v)
	case node.KindWarningResponse:
		if r := new(node.WarningResponse); json.Unmarshal(rec.Fact.Payload, r) == nil && len(r.Warning.Ships) > 0 {
			v.Response, v.Text = r, r.Text
			return v
		}
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(rec.Fact.Payload, &members) != nil {
		return v
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var text string
		isText := json.Unmarshal(members[name], &text) == nil
		switch {
		case isText && (name == "summary" && rec.Fact.Kind == node.KindEvidence || name == "text"):
			v.Text = text
		case isText && name == "url" && isWeb(text):
			v.Link = text
		case isText:
			v.Other = append(v.Other, pair{name, text})
		default:
			v.Other = append(v.Other, pair{name, string(members[name])})
		}
	}
	return v
}

// isWeb reports whether an address leads to the web, and not into this page.
func isWeb(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}

// subjectLink returns the page of what a fact is about, or only its name where there is none.
func (s *site) subjectLink(subject string) link {
	if id, err := entente.ParseStatementID(subject); err == nil {
		if e, err := s.pack.Entry(id); err == nil {
			return link{entryURL(e.ID), e.Title}
		}
	}
	if y, err := s.pack.System(entente.SystemID(subject)); err == nil {
		return link{systemURL(y.ID), y.Names}
	}
	if id, ok := strings.CutPrefix(subject, "warning/"); ok {
		return link{warningURL(id), entente.Wording{"en": id}}
	}
	if p, err := s.pack.Programme(entente.ProgrammeID(subject)); err == nil {
		return link{programmeURL(p.ID), p.Title}
	}
	if i, err := s.pack.InstrumentByID(entente.InstrumentID(subject)); err == nil {
		return link{instrumentURL(i.ID), i.Names}
	}
	if a, err := s.pack.Actor(entente.ActorID(subject)); err == nil {
		return link{actorURL(a), a.Names}
	}
	if publication, vintage, ok := strings.Cut(strings.TrimPrefix(subject, "figures/"), "/"); ok && s.pack.Book != nil {
		if p, err := s.pack.Book.Publication(measure.PublicationID(publication)); err == nil {
			names := maps.Clone(p.Title)
			for lang := range names {
				names[lang] += " " + vintage
			}
			return link{Names: names}
		}
	}
	return link{Names: entente.Wording{"en": subject}}
}

// A factPage shows one fact and what proves that it stands in the ledger.
type factPage struct {
	record
	History []record // everything about its subject
	Entry   string   // its canonical bytes
	Cut     bool     // the page shows the beginning only
	Proof   ledger.Proof
	Key     string // of the node
}

func (s *site) fact(v *view, r *http.Request) (page, error) {
	p, err := s.factPage(v, r)
	words := s.catalogue(v.Lang)
	return page{Template: "fact", Section: "ledger", Title: words.text("fact.title", short(p.ID)), Body: p}, err
}

// short returns the beginning of an identifier, enough to tell it from others on a page.
func short(id entente.FactID) string { return id.String()[:12] }

func (s *site) factPage(v *view, r *http.Request) (p factPage, err error) {
	id, err := entente.ParseFactID(r.PathValue("id"))
	if err != nil {
		return p, fmt.Errorf("web: %w: %w", err, entente.ErrNotFound)
	}
	rec, err := s.knownFact(r.Context(), v, id)
	if err != nil {
		return p, err
	}
	history, err := s.node.History(r.Context(), rec.Fact.Subject)
	if err != nil {
		return p, err
	}
	p = factPage{record: s.record(rec), History: each(s.reader(v).Only(history), s.record), Key: s.node.PublicKey()}
	entry, proof, err := s.node.Prove(r.Context(), id)
	p.Entry, p.Proof = string(entry), proof
	p.Cut = len(p.Entry) > mostShown
	return p, err
}

const mostShown = 4000 // bytes of an entry; the file of the proof has all

// EntryStart returns what the page shows of the entry.
func (p factPage) EntryStart() string {
	if !p.Cut {
		return p.Entry
	}
	return strings.ToValidUTF8(p.Entry[:mostShown], "") + " …"
}

// proof serves the proof of a fact as a file that other programs check.
func (s *site) proof(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	p, err := s.factPage(v, r)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.tlog-proof"`, short(p.ID)))
	fmt.Fprint(w, p.Proof)
}

// factEntry serves the canonical bytes of a fact, which its proof is about.
func (s *site) factEntry(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	p, err := s.factPage(v, r)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.send(w, v, "application/json", short(p.ID)+".json", []byte(p.Entry))
}
