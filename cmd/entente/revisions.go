package main

import (
	"entente/measure"
)

type revisionsCommand struct {
	Measure string `help:"Of this measure." placeholder:"ID"`
	Party   string `help:"Of this party (DEU) or group (NATO)." placeholder:"PARTY"`
	At      string `help:"In this period, such as 2023." placeholder:"PERIOD"`
	Known   string `help:"By vintages published up to this day; otherwise all." placeholder:"DAY"`
	All     bool   `help:"Every revised figure, also where the verdict stayed."`
	JSON    bool   `help:"Print an array of revisions." xor:"format"`
	CSV     bool   `name:"csv" help:"Print comma-separated values." xor:"format"`
}

func (c *revisionsCommand) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	ask := assessCommand{Measure: c.Measure, Party: c.Party, At: c.At, Known: c.Known}
	if c.Party == "" {
		ask.Party = "ALL"
	}
	q, err := ask.query(n)
	if err != nil {
		return err
	}
	all, err := n.Revisions(w.ctx, q)
	if err != nil {
		return err
	}
	shown := []measure.Revision{}
	for _, r := range all {
		if c.All || r.Notable() {
			shown = append(shown, r)
		}
	}
	if c.JSON {
		return w.writeJSON(shown)
	}
	if c.CSV {
		return measure.WriteRevisionsCSV(w.stdout, shown)
	}
	t := newTable("MEASURE", "PARTY", "PERIOD", "FROM", "TO", "BEFORE", "AFTER", "CHANGE", "WAS", "IS")
	for _, r := range shown {
		const places = 2
		before, after := r.Shown(places)
		t.add(string(r.Measure), string(r.Area), r.Period.String(), string(r.From), string(r.To), before.String(), after.String(),
			r.Change.Round(places).String(), string(r.Was), string(r.Is))
	}
	w.write(t)
	w.printf("%d of %s revised a figure so that its verdict is another one\n", flips(all), count(len(all), "revision", "revisions"))
	return nil
}

func flips(all []measure.Revision) int {
	n := 0
	for _, r := range all {
		if r.Flipped() {
			n++
		}
	}
	return n
}
