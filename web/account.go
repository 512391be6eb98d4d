package web

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"entente"
	"entente/internal/accounts"
	"entente/node"
)

// mayAct reports whether whoever is signed in may act for an actor in a body; "" for no body in particular. Who showed the
// node's token may act for all.
func (v *view) mayAct(actor, body entente.ActorID) bool {
	return v.Session != nil && (v.Account == nil || v.Account.May(string(actor), string(body)))
}

// actors returns for whom whoever is signed in may act, in some body at least. An operator may for all, which everyone says.
func (v *view) actors() (all []entente.ActorID, everyone bool) {
	switch {
	case v.Session == nil:
		return nil, false
	case v.Account == nil || v.Account.Operator:
		return nil, true
	}
	for _, g := range v.Account.Grants {
		if !g.Read {
			all = append(all, entente.ActorID(g.For))
		}
	}
	return all, false
}

// mayRead reports whether whoever is signed in may read what an actor may.
func (v *view) mayRead(actor entente.ActorID) bool {
	if v.Session == nil {
		return false
	}
	return v.Account == nil || v.Account.Operator || slices.Contains(v.Account.Eyes(), string(actor))
}

// reader returns what whoever looks may know.
func (s *site) reader(v *view) node.Reader {
	switch {
	case v.Session == nil:
		return node.Reader{}
	case v.Account == nil || v.Account.Operator:
		return node.Everything
	}
	var eyes []entente.ActorID
	for _, e := range v.Account.Eyes() {
		eyes = append(eyes, entente.ActorID(e))
	}
	return s.node.ReaderFor(eyes...)
}

// An action answers a form; see act.
type action func(http.ResponseWriter, *http.Request, *view) (next string, err error)

// forAuthor answers a form by which the node's author states something: f, for those who may act for it.
func (s *site) forAuthor(f action) http.HandlerFunc {
	return s.act(func(w http.ResponseWriter, r *http.Request, v *view) (string, error) {
		if err := v.checkAuthor(s.node.Author()); err != nil {
			return "", err
		}
		return f(w, r, v)
	})
}

// forNamed answers a form that names who states something: f, for those who may act for whom it names.
func (s *site) forNamed(f action) http.HandlerFunc {
	return s.act(func(w http.ResponseWriter, r *http.Request, v *view) (string, error) {
		named := entente.ActorID(strings.TrimSpace(r.PostFormValue("author")))
		if err := v.checkAuthor(cmp.Or(named, s.node.Author())); err != nil {
			return "", err
		}
		return f(w, r, v)
	})
}

// checkAuthor reports whether whoever is signed in may state facts as an author. It says nothing of visitors: the form does.
func (v *view) checkAuthor(author entente.ActorID) error {
	if v.Session == nil || v.mayAct(author, "") {
		return nil
	}
	may := "nobody"
	if all, _ := v.actors(); len(all) > 0 {
		may = fmt.Sprint(all)
	}
	return fmt.Errorf("web: this account may act for %s, and not state facts as %s: %w", may, author, entente.ErrForbidden)
}

// An enrolPage lets somebody take up an invitation.
type enrolPage struct {
	Code      string
	Account   *accounts.Account // nil where the code is not good
	Problem   string            // why it is not
	Grants    []grantRow
	Provider  string // at which the invitation can be taken up, too; "" for none
	OpenID    string
	Localhost string // where to go for a passkey instead; "" where this is a good place
}

func (s *site) enrol(v *view, r *http.Request) (page, error) {
	p := enrolPage{Code: v.Query.Get("code"), Localhost: byName(r)}
	made := page{Template: "enrol", Section: "signin", Title: s.catalogue(v.Lang).text("enrol.title")}
	err := s.try(r)
	if err == nil {
		var a accounts.Account
		if a, err = s.accounts.Invited(p.Code); err == nil {
			s.tried(r)
			p.Account, p.Grants = &a, s.grantRows(a)
		}
	}
	if err != nil {
		s.refuse(r, accounts.Account{}, "invitation", err)
		p.Problem, made.Code, made.After = s.refusal(v, err)
	}
	if s.opts.Provider != nil {
		p.Provider = s.opts.Provider.Name
		p.OpenID = "/signin/openid?" + url.Values{"code": {p.Code}, "next": {"/account"}}.Encode()
	}
	made.Body = p
	return made, nil
}

// An accountPage shows who is signed in, and for whom they may act.
type accountPage struct {
	Account   *accounts.Account // nil for the node's token
	Grants    []grantRow
	Keys      []keyRow
	CSRF      string
	Problem   string
	Localhost string // where to go for a passkey instead; "" where this is a good place
}

// A grantRow is a grant with the names of those whom it names.
type grantRow struct {
	accounts.Grant
	Who link
	In  []link
}

// A keyRow is a passkey.
type keyRow struct {
	accounts.Passkey
	ID     string // in forms
	Synced bool   // it is kept by a service, and not on one device alone
}

// hexOf names a passkey in forms.
func hexOf(k accounts.Passkey) string { return hex.EncodeToString(k.Key.ID) }

func (s *site) grantRows(a accounts.Account) []grantRow {
	var rows []grantRow
	for _, g := range a.Grants {
		row := grantRow{Grant: g, Who: s.actorLink(entente.ActorID(g.For))}
		for _, in := range g.In {
			row.In = append(row.In, s.actorLink(entente.ActorID(in)))
		}
		rows = append(rows, row)
	}
	return rows
}

func (s *site) account(v *view, r *http.Request) (page, error) {
	if v.Session == nil {
		made, err := s.asSignIn(v, r, signInPage{Next: "/account"})
		made.Code = http.StatusForbidden
		return made, err
	}
	return s.accountPage(v, r), nil
}

func (s *site) accountPage(v *view, r *http.Request) page {
	p := accountPage{Account: v.Account, CSRF: v.Session.CSRF, Localhost: byName(r)}
	if v.Account != nil {
		p.Grants = s.grantRows(*v.Account)
		for _, k := range v.Account.Passkeys {
			p.Keys = append(p.Keys, keyRow{k, hexOf(k), k.Key.Flags.BackupState})
		}
	}
	return page{Template: "account", Section: "signin", Title: s.catalogue(v.Lang).text("account.title"), Body: p}
}

// removePasskey takes a passkey from the account that is signed in, but not the last way to sign in.
func (s *site) removePasskey(_ http.ResponseWriter, r *http.Request, v *view) (string, error) {
	if err := v.takeForm(r); err != nil {
		return "", err
	}
	key, err := hex.DecodeString(r.PostForm.Get("key"))
	if err != nil || v.Account == nil {
		return "", fmt.Errorf("web: no such passkey: %w", entente.ErrInvalid)
	}
	err = s.accounts.RemovePasskey(v.Account.ID, key)
	switch {
	case errors.Is(err, accounts.ErrUnknown): // removed already
	case errors.Is(err, accounts.ErrConflict):
		made := s.accountPage(v, r)
		p := made.Body.(accountPage)
		p.Problem, made.Code, p.Localhost = s.catalogue(v.Lang).text("account.last"), http.StatusConflict, ""
		made.Body = p
		return "", &mendError{made, err}
	case err != nil:
		return "", err
	default:
		s.audit(r, "passkey-removed", *v.Account, "passkey")
	}
	return "/account", nil
}
