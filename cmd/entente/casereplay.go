package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/cal"
	"entente/pack"
	"entente/procedure"
)

type caseReplay struct {
	Acts       string             `arg:"" help:"File with one act in each line, as JSON: {\"received\": TIME, \"by\": WHO, \"act\": NAME, \"content\": {…}}; - for the standard input." placeholder:"ACTS.jsonl"`
	Definition string             `required:"" help:"Procedure of the pack, by its name, or a YAML file with one." placeholder:"NAME"`
	Members    []entente.ActorID  `help:"Who holds the role member." placeholder:"A,B,C"`
	Role       map[string]string  `help:"Who holds another role, such as lead=DEU; several are separated by +." placeholder:"ROLE=WHO"`
	Term       map[string]string  `help:"A term of the case, such as due=2024-07-09." placeholder:"FIELD=VALUE"`
	Weights    map[string]float64 `help:"What members weigh where votes are weighed, such as DEU=83.2." placeholder:"WHO=NUMBER"`
	At         string             `help:"As of this time; now, unless it says." placeholder:"TIME"`
	Known      string             `help:"By what had arrived at this time: acts that say when they arrived and did later are left out." placeholder:"TIME"`
	Opened     string             `help:"When the case was opened; with the first act, unless it says." placeholder:"TIME"`
	JSON       bool               `help:"Print JSON."`
}

// A replayedAct is a line of the file.
type replayedAct struct {
	Received string            `json:"received"`
	Arrived  string            `json:"arrived"` // where this ledger learned of it later than it was received
	By       entente.ActorID   `json:"by"`
	Person   string            `json:"person"`
	Act      string            `json:"act"`
	Content  procedure.Content `json:"content"`
	Label    entente.Label     `json:"label"`
	ID       string            `json:"id"`
}

func (c *caseReplay) Run(w *world) error {
	content, err := w.procedures()
	if err != nil {
		return err
	}
	p, err := oneProcedure(content, c.Definition)
	if err != nil {
		return placed{"--definition", err}
	}
	at, err := when("--at", c.At)
	if err != nil {
		return err
	}
	at = cmp.Or(at, cal.InstantOf(time.Now()))
	known, err := when("--known", c.Known)
	if err != nil {
		return err
	}
	known = cmp.Or(known, at)
	whole := max(at, known)
	all, refused, err := c.read(w, whole)
	if err != nil {
		return err
	}
	acts, lines, late := arrivedBy(known, all)
	o, err := c.opening(p, acts)
	if err != nil {
		return err
	}
	q := procedure.Query{At: at, World: content.World()}
	f := p.Fold(o, acts, q)
	d := replayed{Document: f.Document(o, acts), Late: late}
	if len(late) > 0 {
		acts, _, _ := arrivedBy(whole, all)
		if o, err = c.opening(p, acts); err != nil {
			return err
		}
		d.Changed = p.Fold(o, acts, q).Changes(f)
	}
	for i := range d.Refused {
		d.Refused[i].Line = lines[d.Refused[i].Line-1]
	}
	for _, s := range d.Timeline {
		if s.Act != nil {
			s.Act.Line = lines[s.Act.Line-1]
		}
	}
	d.Refused = append(d.Refused, refused...)
	slices.SortStableFunc(d.Refused, func(a, b procedure.RefusalRecord) int { return a.Line - b.Line })
	if c.JSON {
		return w.writeJSON(d)
	}
	w.printCase(p, d.Document)
	for _, l := range d.Late {
		w.printf("line %d arrived later, at %v: %s by %s\n", l.Line, l.Arrived, l.Act, l.By)
	}
	for _, x := range d.Changed {
		w.printf("that changes %s: %s → %s\n", x.What, cmp.Or(x.Was, "–"), cmp.Or(x.Is, "–"))
	}
	return nil
}

// A replayed is how a case stood by what had arrived, and what came later.
type replayed struct {
	*procedure.Document
	Late    []lateAct          `json:"late,omitempty"`
	Changed []procedure.Change `json:"changed,omitempty"` // by what came later
}

// A lateAct is an act that arrived after the moment of --known.
type lateAct struct {
	Line    int             `json:"line"`
	Arrived cal.Instant     `json:"arrived"`
	By      entente.ActorID `json:"by"`
	Act     string          `json:"act"`
}

// A readLine is an act, the line it stands in, and when it arrived.
type readLine struct {
	act     procedure.Act
	line    int
	arrived cal.Instant
}

// arrivedBy returns the acts that had arrived at a moment, with their lines, and those that had not.
func arrivedBy(known cal.Instant, all []readLine) (acts []procedure.Act, lines []int, late []lateAct) {
	for _, r := range all {
		if r.arrived > known {
			late = append(late, lateAct{r.line, r.arrived, r.act.By, r.act.Act})
			continue
		}
		acts, lines = append(acts, r.act), append(lines, r.line)
	}
	return acts, lines, late
}

// read reads the acts that have arrived at a moment. Lines that are none are refused.
func (c *caseReplay) read(w *world, at cal.Instant) (all []readLine, refused []procedure.RefusalRecord, err error) {
	in := w.stdin
	if c.Acts != "-" {
		f, err := os.Open(c.Acts)
		if err != nil {
			return nil, nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", c.Acts, err)
	}
	for i, line := range bytes.Split(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		a, arrived, err := readAct(line)
		if err != nil {
			refused = append(refused, procedure.RefusalRecord{Line: i + 1, Rule: "malformed", Words: message(err), Act: a.Act, By: a.By})
			continue
		}
		if arrived <= at {
			all = append(all, readLine{a, i + 1, arrived})
		}
	}
	return all, refused, nil
}

// readAct reads an act from a line of JSON.
func readAct(line []byte) (a procedure.Act, arrived cal.Instant, err error) {
	var r replayedAct
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return a, 0, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	a = procedure.Act{Act: r.Act, By: r.By, Person: r.Person, Content: r.Content, Label: r.Label, ID: r.ID}
	if r.Act == "" || r.By == "" {
		return a, 0, errors.New(`want "act" and "by"`)
	}
	if a.Received, err = cal.ParseWhen(r.Received); err != nil {
		return a, 0, fmt.Errorf("received: %w", err)
	}
	if r.Arrived != "" {
		if arrived, err = cal.ParseWhen(r.Arrived); err != nil {
			return a, 0, fmt.Errorf("arrived: %w", err)
		}
	}
	return a, arrived, nil
}

// opening makes the case that the acts belong to. A role that nobody is named for is held by its own name, such as chair.
func (c *caseReplay) opening(p *procedure.Procedure, acts []procedure.Act) (*procedure.Opening, error) {
	o := &procedure.Opening{
		Case: "replay", Definition: p.ID, Version: p.Version, Title: p.Title, Roles: map[string][]entente.ActorID{}, Terms: procedure.Content{},
	}
	for role, who := range c.Role {
		if p.Role(role) == nil {
			return nil, placed{"--role", fmt.Errorf("%s has no role %q: %w", p.ID, role, entente.ErrInvalid)}
		}
		for one := range strings.SplitSeq(who, "+") {
			o.Roles[role] = append(o.Roles[role], entente.ActorID(one))
		}
	}
	if len(c.Members) > 0 {
		if p.Role("member") == nil {
			return nil, placed{"--members", fmt.Errorf("%s has no role member: %w", p.ID, entente.ErrInvalid)}
		}
		o.Roles["member"] = c.Members
	}
	for _, r := range p.Roles {
		if len(o.Roles[r.ID]) == 0 && !r.Optional && !r.Open {
			o.Roles[r.ID] = []entente.ActorID{entente.ActorID(r.ID)}
		}
	}
	for field, value := range c.Term {
		o.Terms.SetText(field, value)
	}
	if len(c.Weights) > 0 {
		o.Weights = map[string]map[entente.ActorID]float64{"weight": {}}
		for who, v := range c.Weights {
			o.Weights["weight"][entente.ActorID(who)] = v
		}
	}
	for i, a := range acts {
		if i == 0 || a.Received < o.Opened {
			o.Opened = a.Received
		}
	}
	if opened, err := when("--opened", c.Opened); err != nil {
		return nil, err
	} else if opened != 0 {
		o.Opened = opened
	}
	return o, p.CheckOpening(o)
}

// procedures loads what the pack says of procedures.
func (w *world) procedures() (*pack.Pack, error) {
	fsys, dir, err := openPack(w.app.Pack)
	if err != nil {
		return nil, err
	}
	p, err := pack.LoadProcedures(fsys)
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w; see entente pack check", dir, err)
	}
	return p, nil
}

// oneProcedure returns a procedure of the pack by its name, or that of a YAML file.
func oneProcedure(p *pack.Pack, name string) (*procedure.Procedure, error) {
	if ext := filepath.Ext(name); ext != ".yaml" && ext != ".yml" {
		return p.ProcedureByID(name, 0)
	}
	all, err := readProcedures(name)
	if err != nil {
		return nil, err
	}
	if len(all) != 1 {
		return nil, fmt.Errorf("%s: %d procedures: want one: %w", name, len(all), entente.ErrInvalid)
	}
	return procedure.New(all[0])
}

// readProcedures reads the definitions of a YAML file: one, or a list under "procedures". They are not checked.
func readProcedures(name string) ([]procedure.Definition, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var raw map[string]any
	if err := yaml.Load(data, &raw); err != nil {
		return nil, fmt.Errorf("%s: not YAML: %w: %w", name, err, entente.ErrInvalid)
	}
	list, ok := raw["procedures"].([]any)
	if !ok && raw["meetings"] == nil && raw["holidays"] == nil { // one definition, or what is meant as one
		list = []any{raw}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: no procedures in it: %w", name, entente.ErrInvalid)
	}
	var all []procedure.Definition
	for _, one := range list {
		d, err := pack.DecodeProcedure(one)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, d)
	}
	return all, nil
}

// when reads a time from a flag; 0 where it is empty.
func when(flag, text string) (cal.Instant, error) {
	if text == "" {
		return 0, nil
	}
	at, err := cal.ParseWhen(text)
	if err != nil {
		return 0, placed{flag, err}
	}
	return at, nil
}
