package node_test

import (
	"errors"
	"slices"
	"testing"

	"entente"
	"entente/node"
)

func TestRegister(t *testing.T) {
	n := open(t, node.Options{})
	check := func(name string, f node.Filter, want ...string) {
		t.Run(name, func(t *testing.T) {
			if err := n.CheckFilter(f); err != nil {
				t.Error(err)
			}
			var got []string
			for _, e := range n.Register(f) {
				got = append(got, e.ID.String()[len("exercise-2031/"):])
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	check("all", node.Filter{}, "1/1", "1/3", "2/1", "2/2")
	check("undertakings", node.Filter{Kind: node.Undertakings}, "1/1", "1/3", "2/1")
	check("context", node.Filter{Kind: node.Context}, "2/2")
	check("programme", node.Filter{Programme: "undersea"}, "1/1", "1/3")
	check("primary act", node.Filter{Act: entente.Commitment}, "1/1", "2/1")
	check("second act", node.Filter{Act: entente.Position}, "1/3")
	check("bearer", node.Filter{Bearer: "TUR"}, "2/1")
	check("addressee", node.Filter{Addressee: "council"}, "1/3")
	check("system", node.Filter{System: "X001"}, "1/1")
	check("instrument", node.Filter{Instrument: "exercise-plan"}, "1/1")
	check("provision", node.Filter{Provision: 2}, "2/1", "2/2")
	check("any deadline", node.Filter{Deadline: node.AnyDeadline}, "1/1", "1/3")
	check("due in 2032", node.Filter{Deadline: "2032"}, "1/1")
	check("due in June 2032", node.Filter{Deadline: "2032-06"}, "1/1")
	check("due in 2033", node.Filter{Deadline: "2033"})
	check("words", node.Filter{Text: "电缆"}, "1/1")
	check("words that only a provision has", node.Filter{Text: "zebra"})
	check("words in a programme", node.Filter{Text: "cable", Programme: "money"})
	check("two at once", node.Filter{Provision: 1, Act: entente.Tasking}, "1/3")
}

func TestCheckFilter(t *testing.T) {
	n := open(t, node.Options{})
	for _, f := range []node.Filter{
		{Programme: "undersee"}, {Act: "promise"}, {Bearer: "DUE"}, {Addressee: "counsel"}, {System: "X002"},
		{Instrument: "plan"}, {Provision: 3}, {Deadline: "soon"}, {Kind: "other"},
	} {
		if err := n.CheckFilter(f); !errors.Is(err, entente.ErrNotFound) && !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%+v: got %v, want not found or invalid", f, err)
		}
		if got := n.Register(f); len(got) > 0 {
			t.Errorf("%+v: found %d entries", f, len(got))
		}
	}
}
