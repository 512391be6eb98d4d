package web

import (
	"net/url"
	"strconv"

	"entente"
	"entente/pack"
)

// A link is something with a name and a page of its own.
type link struct {
	URL   string
	Names entente.Wording
}

func entryURL(id entente.StatementID) string { return "/u/" + id.String() }

func provisionURL(n int) string { return "/p/" + strconv.Itoa(n) }

func programmeURL(id entente.ProgrammeID) string { return "/programme/" + string(id) }

func systemURL(id entente.SystemID) string { return "/system/" + string(id) }

func instrumentURL(id entente.InstrumentID) string { return "/instrument/" + string(id) }

func factURL(id entente.FactID) string { return "/fact/" + id.String() }

func registerURL(name, value string) string {
	return "/register?" + url.Values{name: {value}}.Encode()
}

func actorURL(a pack.Actor) string { return "/" + string(a.Kind) + "/" + string(a.ID) }

// What a pack names it has, so that a look-up of such a name cannot fail; its name would stand for what is not there.

func (s *site) actorLink(id entente.ActorID) link {
	a, err := s.pack.Actor(id)
	if err != nil {
		return link{Names: entente.Wording{"en": string(id)}}
	}
	return link{actorURL(a), a.Names}
}

func (s *site) actorLinks(ids []entente.ActorID) []link { return each(ids, s.actorLink) }

func (s *site) instrumentLink(id entente.InstrumentID) link {
	i, _ := s.pack.InstrumentByID(id)
	return link{instrumentURL(id), i.Names}
}

func (s *site) programmeLink(id entente.ProgrammeID) link {
	p, _ := s.pack.Programme(id)
	return link{programmeURL(id), p.Title}
}

func each[T, U any](values []T, f func(T) U) []U {
	out := make([]U, len(values))
	for i, v := range values {
		out[i] = f(v)
	}
	return out
}
