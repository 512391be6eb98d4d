package main

import (
	"entente/measure"
	"entente/node"
)

func (c *assessCommand) picture(w *world, n *node.Node, q node.AssessQuery) error { return nil }

func writeVerdictsSDMX(w *world, verdicts []measure.Verdict) error { return nil }

func (c *assessCommand) plot(verdicts []measure.Verdict, v measure.Verdict) string { return "" }
