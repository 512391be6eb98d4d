package web

import (
	"html/template"

	"entente/node"
	"entente/procedure"
)

// drawDefinition draws a procedure from its definition.
func (s *site) drawDefinition(v *view, p *procedure.Procedure, alone bool) template.HTML { return "" }

// drawTimeline draws what happened in a case.
func (s *site) drawTimeline(v *view, k node.CaseFinding, alone, narrow bool) template.HTML { return "" }
