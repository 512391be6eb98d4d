package web

import (
	"html/template"

	"entente"
	"entente/internal/chart"
	"entente/node"
	"entente/procedure"
	"entente/procedure/picture"
)

// procedureGuide names what pictures of procedures show.
func (s *site) procedureGuide(v *view) picture.Guide {
	return picture.Guide{
		Lang: v.Lang, Words: s.catalogue(v.Lang).text,
		Name: func(a entente.ActorID) string { return s.actorLink(a).Names.In(v.Lang) },
	}
}

// drawDefinition draws a procedure from its definition, with the present state marked where there is one.
func (s *site) drawDefinition(v *view, p *procedure.Procedure, now string) template.HTML {
	return template.HTML(chart.Both(s.procedureGuide(v).Definition(&p.Definition, now), chart.Options{Lang: string(v.Lang)}))
}

// drawTimeline draws what happened in a case.
func (s *site) drawTimeline(v *view, k node.CaseFinding) template.HTML {
	return template.HTML(chart.Both(s.procedureGuide(v).Case(k.Procedure, &k.Opening, k.Acts, k.Finding), chart.Options{Lang: string(v.Lang)}))
}
