package main

import (
	"fmt"
	"strings"

	"entente"
	"entente/cal"
	"entente/measure/score"
	"entente/node"
	"entente/unit"
)

type scoreCommand struct {
	List      scoreList      `cmd:"" default:"withargs" help:"List what was scored, and how far it has come (the default)."`
	Add       scoreAdd       `cmd:"" help:"Score an undertaking for a party, with evidence."`
	Resolve   scoreResolve   `cmd:"" help:"Settle scores that differ."`
	Publish   scorePublish   `cmd:"" help:"Publish what analysts agree on, or what was resolved."`
	Agreement scoreAgreement `cmd:"" help:"Say how far analysts agree: confusion, kappa, alpha."`
	Import    scoreImport    `cmd:"" help:"Record scores from comma-separated values."`
	Export    scoreExport    `cmd:"" help:"Print scores as comma-separated values."`
}

// An item is what is scored.
type item struct {
	Undertaking string `arg:"" help:"The undertaking, such as 36/5."`
	Party       string `help:"For this party (DEU) or group (NATO)." required:"" placeholder:"PARTY"`
	Period      string `help:"In this period, such as 2024." required:"" placeholder:"PERIOD"`
	Exercise    bool   `help:"It is invented for an exercise."`
	Author      string `help:"Who states it: a state (DEU), a group or a body; otherwise the node." env:"ENTENTE_AUTHOR" placeholder:"ID"`
}

func (i item) item(n *node.Node) (score.Item, error) {
	id, err := entente.ParseStatementID(subject(n.Pack(), i.Undertaking))
	if err != nil {
		return score.Item{}, err
	}
	period, err := cal.ParsePeriod(i.Period)
	if err != nil {
		return score.Item{}, placed{"--period", err}
	}
	return score.Item{Undertaking: id, Party: score.Area(i.Party), Period: period}, nil
}

func (i item) by() node.Scoring {
	return node.Scoring{Author: entente.ActorID(i.Author), Exercise: i.Exercise}
}

type scoreAdd struct {
	item
	Analyst string `help:"Who scores, such as reader-1." required:"" placeholder:"NAME"`
	Score   string `help:"The level, such as -1, 0 or 1." required:"" placeholder:"LEVEL"`
	Words   string `help:"What the evidence shows, in your own words." required:"" placeholder:"TEXT"`
	Title   string `help:"Title of the source." placeholder:"TEXT"`
	URL     string `help:"Address of the source." placeholder:"URL"`
	Date    string `help:"When the source was published." placeholder:"PERIOD"`
	Note    string `help:"A note on the score." placeholder:"TEXT"`
}

func (c *scoreAdd) Run(w *world) error {
	return c.record(w, func(n *node.Node, i score.Item) error {
		level, err := unit.ParseDecimal(c.Score)
		if err != nil {
			return placed{"--score", err}
		}
		e := score.Evidence{Title: c.Title, URL: c.URL, Words: c.Words}
		if e.Date, err = cal.ParsePeriod(c.Date); err != nil {
			return placed{"--date", err}
		}
		r, err := n.AddScore(w.ctx, score.Score{Item: i, Analyst: score.Analyst(c.Analyst), Level: level, Evidence: []score.Evidence{e}, Note: c.Note}, c.by())
		if err == nil {
			w.printf("%s\n", r.ID)
		}
		return err
	})
}

// record opens the node for one step of scoring.
func (i item) record(w *world, step func(*node.Node, score.Item) error) error {
	n, err := w.open(node.Options{})
	if err != nil {
		return err
	}
	defer n.Close()
	what, err := i.item(n)
	if err != nil {
		return err
	}
	return step(n, what)
}

type scoreResolve struct {
	item
	Score  string `help:"The level that it comes to." required:"" placeholder:"LEVEL"`
	Reason string `help:"Why." required:"" placeholder:"TEXT"`
	By     string `help:"Who settles it." required:"" placeholder:"NAME"`
}

func (c *scoreResolve) Run(w *world) error {
	return c.record(w, func(n *node.Node, i score.Item) error {
		level, err := unit.ParseDecimal(c.Score)
		if err != nil {
			return placed{"--score", err}
		}
		r, err := n.Resolve(w.ctx, score.Resolution{Item: i, Level: level, Reason: c.Reason, By: score.Analyst(c.By)}, c.by())
		if err == nil {
			w.printf("%s\n", r.ID)
		}
		return err
	})
}

type scorePublish struct{ item }

func (c *scorePublish) Run(w *world) error {
	return c.record(w, func(n *node.Node, i score.Item) error {
		r, err := n.Publish(w.ctx, i, c.by())
		if err == nil {
			w.printf("%s\n", r.ID)
		}
		return err
	})
}

// A wanted says which scores are wanted.
type wanted struct {
	Scale    string `help:"Of this scale." default:"compliance" placeholder:"ID"`
	As       string `help:"As this analyst may see them: others' scores only once both have scored." placeholder:"NAME"`
	Exercise bool   `help:"Those that are invented for an exercise."`
}

func (s wanted) sheet(w *world) (*node.Node, *score.Sheet, error) {
	n, err := w.openToRead()
	if err != nil {
		return nil, nil, err
	}
	scores, err := n.Scores(w.ctx, s.Scale, s.Exercise)
	if err != nil {
		n.Close()
		return nil, nil, err
	}
	if s.As != "" {
		scores = scores.Visible(score.Analyst(s.As))
	}
	return n, scores, nil
}

type scoreList struct {
	wanted
	JSON bool `help:"Print an array of cases."`
}

func (c *scoreList) Run(w *world) error {
	n, scores, err := c.sheet(w)
	if err != nil {
		return err
	}
	defer n.Close()
	cases := listed(scores.Cases())
	if c.JSON {
		return w.writeJSON(cases)
	}
	t := newTable("UNDERTAKING", "PARTY", "PERIOD", "STATE", "LEVEL", "SCORES")
	for _, k := range cases {
		level := ""
		if k.Level != nil {
			level = k.Level.String()
		}
		t.add(place(k.Item.Undertaking), string(k.Item.Party), k.Item.Period.String(), string(k.State), level,
			joinFunc(k.Scores, func(r score.Recorded[score.Score]) string {
				return string(r.Value.Analyst) + " " + r.Value.Level.String()
			}))
	}
	w.write(t)
	w.printf("%s on the scale %s%s\n", count(len(cases), "item", "items"), c.Scale, map[bool]string{true: ", invented for exercises"}[c.Exercise])
	return nil
}

type scoreAgreement struct {
	wanted
	JSON bool `help:"Print one JSON document."`
}

func (c *scoreAgreement) Run(w *world) error {
	n, scores, err := c.sheet(w)
	if err != nil {
		return err
	}
	defer n.Close()
	a, err := scores.Agreement()
	if err != nil {
		return err
	}
	if c.JSON {
		return w.writeJSON(a)
	}
	printAgreement(w, a)
	return nil
}

func printAgreement(w *world, a score.Agreement) {
	if a.Alpha != nil {
		w.printf("Krippendorff's alpha (%s) %.3f over %s\n", a.Alpha.Metric, a.Alpha.Value, count(a.Alpha.Items, "item", "items"))
	} else {
		w.printf("Krippendorff's alpha: %s\n", strings.TrimPrefix(a.Why, "score: "))
	}
	for _, p := range a.Pairs {
		w.printf("\n%s against %s: %d of %s the same", p.Row, p.Column, p.Matrix.Same(), count(p.Matrix.Items(), "item", "items"))
		if p.Kappa == nil {
			w.printf("; Cohen's kappa: %s\n", strings.TrimPrefix(p.Why, "score: "))
		} else {
			w.printf("; Cohen's kappa %.3f (standard error %.3f)", p.Kappa.Value, p.Kappa.SE)
			if p.Weighted != nil {
				w.printf(", quadratic weights %.3f", p.Weighted.Value)
			}
			w.printf("\n")
		}
		printMatrix(w, p)
	}
}

func printMatrix(w *world, p score.PairAgreement) {
	head := []string{string(p.Row) + " \\ " + string(p.Column)}
	for _, l := range p.Matrix.Levels {
		head = append(head, l.String())
	}
	t := newTable(head...)
	for i, l := range p.Matrix.Levels {
		row := []string{l.String()}
		for _, n := range p.Matrix.Counts[i] {
			row = append(row, fmt.Sprint(n))
		}
		t.add(row...)
	}
	w.write(t)
}
