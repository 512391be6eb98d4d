// Package api serves a node as JSON under /v1. The description that it serves as /v1/openapi.json says what each route
// takes and answers; a test holds the one against the other.
package api

import (
	"net/http"
	"sync"
	"time"

	"entente/internal/hosts"
	"entente/node"
	"entente/pack"
)

// Options say how to serve a node. The zero Options work.
type Options struct {
	Hosts   []string         // names that the API answers to, beside this machine's own
	Version string           // of the program
	Clock   func() time.Time // nil for time.Now
	Warn    func(error)      // is told what went wrong on the server's side; nil for nobody
}

// A server serves one node.
type server struct {
	node      *node.Node
	pack      *pack.Pack
	opts      Options
	described []byte     // the description, as JSON
	verifying sync.Mutex // held while the ledger is verified, which uses a whole processor
	importing sync.Mutex // held while a file is imported: two at once would each store what the other does
}

// New returns the API of n, for paths that begin with /v1/. Reading is open to this machine; writing needs the node's token.
func New(n *node.Node, opts Options) (http.Handler, error) {
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.Warn == nil {
		opts.Warn = func(error) {}
	}
	s := &server{node: n, pack: n.Pack(), opts: opts}
	var err error
	if s.described, err = description(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.Handle(r.method+" "+r.path, s.checkQuery(r))
	}
	s.mountWarnings(mux)
	mux.HandleFunc("/v1/", s.noRoute)
	return hosts.Guard(mux, opts.Hosts...), nil
}

// A route is one operation of the API.
type route struct {
	method  string
	path    string
	query   []string // names of the parameters that it takes in the query
	handler http.Handler
}

var paging = []string{"limit", "offset"}

func (s *server) routes() []route {
	return []route{
		{"GET", "/v1/version", nil, handle(s, s.version)},
		{"GET", "/v1/openapi.json", nil, http.HandlerFunc(s.openAPI)},
		{"GET", "/v1/register", append([]string{"programme", "act", "bearer", "addressee", "system", "instrument", "provision", "deadline", "kind", "text"}, paging...), handle(s, s.register)},
		{"GET", "/v1/register/{instrument}/{provision}/{number}", nil, handle(s, s.entry)},
		{"GET", "/v1/coverage", nil, handle(s, s.coverage)},
		{"GET", "/v1/provisions", paging, handle(s, s.provisions)},
		{"GET", "/v1/provisions/{number}", nil, handle(s, s.provision)},
		{"GET", "/v1/programmes", paging, handle(s, s.programmes)},
		{"GET", "/v1/programmes/{id}", nil, handle(s, s.programme)},
		{"GET", "/v1/systems", paging, handle(s, s.systems)},
		{"GET", "/v1/systems/{id}", nil, handle(s, s.system)},
		{"GET", "/v1/instruments", paging, handle(s, s.instruments)},
		{"GET", "/v1/instruments/{id}", nil, handle(s, s.instrument)},
		{"GET", "/v1/actors", paging, handle(s, s.actors)},
		{"GET", "/v1/actors/{id}", []string{"at"}, handle(s, s.actor)},
		{"GET", "/v1/search", []string{"q", "limit"}, handle(s, s.search)},
		{"GET", "/v1/facts", append([]string{"subject", "kind", "author", "at", "known", "replaced"}, paging...), handle(s, s.facts)},
		{"POST", "/v1/facts", nil, s.recording(s.addFact)},
		{"GET", "/v1/facts/{id}", nil, handle(s, s.fact)},
		{"GET", "/v1/facts/{id}/proof", nil, handle(s, s.proof)},
		{"GET", "/v1/history", append([]string{"subject"}, paging...), handle(s, s.history)},
		{"GET", "/v1/ledger", nil, handle(s, s.ledger)},
		{"GET", "/v1/ledger/consistency", []string{"label", "from", "to"}, handle(s, s.consistency)},
		{"POST", "/v1/verify", nil, handle(s, s.verify)},
		{"GET", "/v1/measures", paging, handle(s, s.measures)},
		{"GET", "/v1/measures/{id}", nil, handle(s, s.measure)},
		{"GET", "/v1/indicators", paging, handle(s, s.indicators)},
		{"GET", "/v1/indicators/{id}", nil, handle(s, s.indicator)},
		{"GET", "/v1/publications", paging, handle(s, s.publications)},
		{"GET", "/v1/measurability", paging, handle(s, s.measurability)},
		{"GET", "/v1/verdicts", append([]string{"undertaking", "measure", "party", "at", "known", "assume", "evidence"}, paging...), handle(s, s.verdicts)},
		{"GET", "/v1/revisions", append([]string{"measure", "party", "at", "known", "all"}, paging...), handle(s, s.revisions)},
		{"GET", "/v1/standings", append([]string{"at", "known"}, paging...), handle(s, s.standings)},
		{"GET", "/v1/figures", append([]string{"indicator", "party"}, paging...), handle(s, s.figures)},
		{"POST", "/v1/import", []string{"source", "vintage", "published", "title", "document", "dry-run"}, http.HandlerFunc(s.importFile)},
		{"GET", "/v1/scores", append([]string{"scale", "undertaking", "exercise", "analyst"}, paging...), handle(s, s.scores)},
		{"GET", "/v1/scores/agreement", []string{"scale", "exercise", "analyst"}, handle(s, s.agreement)},
		{"POST", "/v1/scores", nil, s.recording(s.addScore)},
		{"POST", "/v1/scores/resolutions", nil, s.recording(s.resolve)},
		{"POST", "/v1/scores/publications", nil, s.recording(s.publish)},
		{"GET", "/v1/procedures", paging, handle(s, s.procedures)},
		{"GET", "/v1/procedures/{id}", nil, handle(s, s.procedure)},
		{"GET", "/v1/cases", append([]string{"kind", "state", "for", "at"}, paging...), handle(s, s.cases)},
		{"POST", "/v1/cases", nil, s.recording(s.openCase)},
		{"GET", "/v1/cases/{id}", []string{"at"}, handle(s, s.oneCase)},
		{"POST", "/v1/cases/{id}/acts", nil, s.recording(s.act)},
		{"GET", "/v1/due", append([]string{"for", "at"}, paging...), handle(s, s.due)},
	}
}

// A version says what serves what.
type version struct {
	Program string      `json:"program"`
	API     string      `json:"api"`
	Node    string      `json:"node"`
	Pack    packVersion `json:"pack"`
}

type packVersion struct {
	ID         string `json:"id"`
	Version    string `json:"version"`
	Instrument string `json:"instrument"`
}

func (s *server) version(*http.Request) (version, error) {
	return version{s.opts.Version, "v1", s.node.Name(), packVersion{s.pack.ID, s.pack.Version, string(s.pack.Instrument.ID)}}, nil
}
