// Package web shows a node to people: its register, its ledger, and a form to add facts. The pages are made on the server and
// can be read without JavaScript; the few modules in static make some of them quicker to use.
package web

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"entente/internal/accounts"
	"entente/internal/hosts"
	"entente/node"
	"entente/pack"
)

// Options say how to show a node. The zero Options work.
type Options struct {
	Hosts    []string           // names that the site answers to, beside this machine's own
	Version  string             // of the program
	Clock    func() time.Time   // nil for time.Now
	Provider *accounts.Provider // at which people sign in; nil for none
	Warn     func(error)        // is told what went wrong on the server's side; nil for nobody
}

// A site is the pages of one node.
type site struct {
	node       *node.Node
	pack       *pack.Pack
	opts       Options
	catalogues []*catalogue
	assets     assets
	templates  templates
	sessions   *sessions
	land       land
	accounts   *accounts.Book
	tries      accounts.Limiter // to sign in
	refusals   accounts.Limiter // that are put on record
	pending    pending
	verifying  sync.Mutex // held while the ledger is verified, which uses a whole processor
}

// New returns the pages of n. They are for this machine: what asks under another name than the machine's own or those in
// the options is refused.
func New(n *node.Node, opts Options) (http.Handler, error) {
	s, err := newSite(n, opts)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return s.handler(), nil
}

func newSite(n *node.Node, opts Options) (*site, error) {
	s := &site{node: n, pack: n.Pack(), opts: opts}
	s.tries.Each, s.tries.All, s.refusals.Each, s.refusals.All = triesEach, triesAll, refusalsEach, refusalsAll
	if s.opts.Clock == nil {
		s.opts.Clock = time.Now
	}
	if s.opts.Warn == nil {
		s.opts.Warn = func(error) {}
	}
	s.sessions = newSessions(n.Name(), s.opts.Clock)
	var err error
	if s.accounts, err = accounts.Open(n.AccountsFile(), s.opts.Clock); err != nil {
		return nil, err
	}
	if s.catalogues, err = readCatalogues(localeFiles); err != nil {
		return nil, err
	}
	if s.assets, err = readAssets(staticFiles); err != nil {
		return nil, err
	}
	s.templates, err = s.parseTemplates(templateFiles)
	return s, err
}

func (s *site) handler() http.Handler {
	fromHere := http.NewCrossOriginProtection()
	return hosts.Guard(secure(fromHere.Handler(s.remember(s.routes()))), s.opts.Hosts...)
}

func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	pages := map[string]func(*view, *http.Request) (page, error){
		"/{$}":                           s.overview,
		"/p/{number}":                    s.provision,
		"/u/{i}/{p}/{n}":                 s.undertaking,
		"/programmes":                    s.programmes,
		"/programme/{id}":                s.programme,
		"/systems":                       s.systems,
		"/system/{id}":                   s.system,
		"/actors":                        s.actors,
		"/party/{id}":                    s.party,
		"/group/{id}":                    s.group,
		"/body/{id}":                     s.body,
		"/instruments":                   s.instruments,
		"/instrument/{id}":               s.instrument,
		"/search":                        s.search,
		"/register":                      s.register,
		"/delivery":                      s.delivery,
		"/measure/{id}":                  s.measure,
		"/measure/{id}/{party}":          s.series,
		"/measure/{id}/{party}/{period}": s.verdict,
		"/revisions":                     s.revisions,
		"/what-if":                       s.whatIf,
		"/scores":                        s.desk,
		"/score/{i}/{p}/{n}":             s.score,
		"/ledger":                        s.ledger,
		"/fact/{id}":                     s.fact,
		"/about":                         s.about,
		"/balance":                       s.balance,
		"/balance/{id}":                  s.balanceCase,
		"/due":                           s.inbox,
		"/cases":                         s.casesList,
		"/cases/new":                     s.newCase,
		"/case/{id}":                     s.proceeding,
		"/procedures":                    s.procedures,
		"/procedure/{id}":                s.procedure,
		"/watch":                         s.watch,
		"/watch/warning/{id}":            s.warning,
		"/watch/ship/{mmsi}":             s.ship,
		"/signin":                        s.signIn,
		"/enrol":                         s.enrol,
		"/account":                       s.account,
		"/":                              s.nothing,
	}
	for pattern, f := range pages {
		mux.HandleFunc("GET "+pattern, s.show(f))
	}
	mux.HandleFunc("POST /signin", s.act(s.doSignIn))
	mux.HandleFunc("POST /signout", s.act(s.doSignOut))
	mux.HandleFunc("POST /passkey/begin", s.scripted(s.passkeyBegin))
	mux.HandleFunc("POST /passkey/made", s.scripted(s.passkeyMade))
	mux.HandleFunc("POST /passkey/shown", s.scripted(s.passkeyShown))
	mux.HandleFunc("POST /account/passkey/remove", s.act(s.removePasskey))
	mux.HandleFunc("GET /signin/openid", s.openID)
	mux.HandleFunc("GET "+backAddress, s.openIDBack)
	mux.HandleFunc("POST /u/{i}/{p}/{n}", s.forNamed(s.addFact))
	mux.HandleFunc("POST /score/{i}/{p}/{n}", s.forAuthor(s.doScore))
	mux.HandleFunc("POST /balance/{id}/offer", s.forAuthor(s.addOffer))
	mux.HandleFunc("GET /balance/file/{file}", s.caseFile)
	mux.HandleFunc("GET /due/{file}", s.dueFeed)
	mux.HandleFunc("POST /cases/new", s.act(s.openCase))
	mux.HandleFunc("POST /case/{id}/act", s.act(s.doAct))
	mux.HandleFunc("GET /case/file/{file}", s.proceedingFile)
	mux.HandleFunc("GET /procedure/file/{file}", s.procedureFile)
	mux.HandleFunc("GET /fact/{id}/receipt", s.receipt)
	mux.HandleFunc("POST /watch/warning/{id}/say", s.forAuthor(s.sayWarning))
	mux.HandleFunc("GET /watch/ships", s.watchShips)
	mux.HandleFunc("GET /watch/warnings", s.watchWarnings)
	mux.HandleFunc("GET /watch/ships.json", s.asData(shipsJSON))
	mux.HandleFunc("GET /watch/tracks.json", s.asData(tracksJSON))
	mux.HandleFunc("GET /watch/track/{file}", s.asData(trackJSON))
	mux.HandleFunc("GET /watch/events.json", s.asData(s.eventsJSON))
	mux.HandleFunc("GET /watch/assets.geojson", s.asData(s.assetsGeoJSON))
	mux.HandleFunc("GET /watch/areas.geojson", s.asData(s.areasGeoJSON))
	mux.HandleFunc("POST /ledger/verify", s.verify)
	mux.HandleFunc("GET /register.csv", s.exportCSV)
	mux.HandleFunc("GET /register.json", s.exportJSON)
	mux.HandleFunc("GET /register.akn", s.exportAKN)
	mux.HandleFunc("GET /delivery.csv", s.deliveryCSV)
	mux.HandleFunc("GET /delivery.json", s.deliveryJSON)
	mux.HandleFunc("GET /measure/{id}/{party}/{period}/evidence.json", s.verdictJSON)
	mux.HandleFunc("GET /revisions.csv", s.revisionsCSV)
	mux.HandleFunc("GET /revisions.json", s.revisionsJSON)
	mux.HandleFunc("GET /scores.csv", s.scoresCSV)
	mux.HandleFunc("GET /report.html", s.report)
	mux.HandleFunc("GET /report.csv", s.report)
	mux.HandleFunc("GET /report.json", s.report)
	mux.HandleFunc("GET /fact/{id}/proof", s.proof)
	mux.HandleFunc("GET /fact/{id}/entry", s.factEntry)
	mux.Handle("GET /static/{file}", s.assets)
	return mux
}

// secure says what a browser may do with what is served: use what comes from here, and nothing else.
func secure(next http.Handler) http.Handler {
	const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
