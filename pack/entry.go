package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/unit"
)

// An entryAt is an entry and where it and what it names stand.
type entryAt struct {
	entente.Undertaking
	acts    place
	systems []place
}

func (d *decoder) undertaking(n *yaml.Node) { d.entry(n, false) }
func (d *decoder) context(n *yaml.Node)     { d.entry(n, true) }

func (d *decoder) entry(n *yaml.Node, isContext bool) {
	e := entryAt{acts: d.at(n)}
	e.Context = isContext
	summary := must
	if isContext {
		summary = may
	}
	d.fields(n, "entry",
		must("at", d.each(func(n *yaml.Node) { d.statement(&e, n) })),
		must("title", d.title(&e.Title)),
		summary("summary", d.wording(&e.Summary)),
		must("act", func(name string, n *yaml.Node) {
			e.acts = d.at(n)
			oneOf(d, &e.Act, entente.Acts...)(name, n)
		}),
		may("acts", func(name string, n *yaml.Node) {
			e.acts = d.at(n)
			d.each(func(n *yaml.Node) { d.act(&e, n) })(name, n)
		}),
		must("bearer", refs(d, &e.Bearer, actor)),
		may("addressee", refs(d, &e.Addressee, actor)),
		may("quantities", d.each(func(n *yaml.Node) { d.quantity(&e, n) })),
		may("deadline", func(_ string, n *yaml.Node) { d.deadline(&e, n) }),
		may("instruments", refs(d, &e.Instruments, instrument)),
		must("programme", ref(d, &e.Programme, programme)),
		may("systems", func(name string, n *yaml.Node) {
			refs(d, &e.Systems, system)(name, n)
			for _, c := range n.Content {
				e.systems = append(e.systems, d.at(c))
			}
		}))
	d.checkActs(&e)
	d.entries = append(d.entries, e)
}

// statement reads one PROVISION/NUMBER of "at".
func (d *decoder) statement(e *entryAt, n *yaml.Node) {
	s, ok := d.scalar("at", n)
	if !ok {
		return
	}
	// The instrument comes in front when the whole pack is read.
	id, err := entente.ParseStatementID("x/" + s)
	if err != nil {
		d.wrong(n, "at", "at %s: want PROVISION/NUMBER such as 27/1", quote(s))
		return
	}
	if k := len(e.Statements); k > 0 && e.Statements[k-1].Compare(id) > 0 {
		d.wrong(n, "at", "at %s: want statements in ascending order", s)
	}
	d.declare(d.at(n), s, statement)
	d.refer(d.at(n), "provision", strconv.Itoa(id.Provision), provision)
	e.Statements = append(e.Statements, id)
}

func (d *decoder) act(e *entryAt, n *yaml.Node) {
	var a entente.Act
	oneOf(d, &a, entente.Acts...)("acts", n)
	if a != "" && slices.Contains(e.Acts, a) {
		d.wrong(n, "acts", "acts name %s twice", a)
	}
	e.Acts = append(e.Acts, a)
}

// checkActs completes the acts of e and checks that they fit each other and the place of e in the pack.
func (d *decoder) checkActs(e *entryAt) {
	listed := len(e.Acts) > 0
	if !listed {
		e.Acts = []entente.Act{e.Act}
	}
	switch i := slices.IndexFunc(e.Acts, entente.Act.Undertakes); {
	case e.Act == "" || slices.Contains(e.Acts, ""):
		// Reported where it stands.
	case e.Acts[0] != e.Act:
		d.fault(e.acts, "acts", "acts begin with %s but act is %s: the primary act comes first", e.Acts[0], e.Act)
	case listed && len(e.Acts) == 1:
		d.fault(e.acts, "acts", "acts hold nothing but act %s: leave them out", e.Act)
	case e.Context && i >= 0:
		d.fault(e.acts, "act", "act %s belongs under undertakings, not context", e.Acts[i])
	case !e.Context && i < 0:
		d.fault(e.acts, "act", "act %s belongs under context: no commitment, decision, tasking or call is with it", e.Act)
	}
}

func (d *decoder) quantity(e *entryAt, n *yaml.Node) {
	var t entente.Target
	d.fields(n, "quantities",
		must("value", quoted(d, &t.Value, unit.ParseDecimal)),
		must("comparator", quoted(d, &t.Comparator, unit.ParseComparator)),
		must("unit", quoted(d, &t.Unit, parseUnit)),
		must("of", d.wording(&t.Of)))
	e.Quantities = append(e.Quantities, t)
}

// quoted reads what has a text form of its own and is text to YAML too, so that every YAML reader sees the same.
func quoted[T any](d *decoder, to *T, parse func(string) (T, error)) read {
	return func(name string, n *yaml.Node) {
		var s string
		if text(d, &s)(name, n); s != "" {
			parsed(d, to, parse)(name, n)
		}
	}
}

// spelledOut maps names of units to the code to write instead. Any plural may be a counting noun, but not these.
var spelledOut = map[string]unit.Unit{
	"percent": "%", "per cent": "%",
	"metres": "m", "meters": "m", "kilometres": "km", "kilometers": "km", "miles": "[mi_i]", "nautical miles": "[nmi_i]",
	"seconds": "s", "minutes": "min", "hours": "h", "days": "d", "weeks": "wk", "months": "mo", "years": "a",
	"kilograms": "kg", "tonnes": "t", "tons": "t", "tones": "t", "litres": "l", "liters": "l", "hectares": "har",
	"euros": "EUR", "dollars": "USD", "pounds": "GBP",
}

func parseUnit(s string) (unit.Unit, error) {
	if code, ok := spelledOut[strings.ToLower(s)]; ok {
		return "", fmt.Errorf("unit %q unknown; did you mean %q?", s, code)
	}
	return unit.ParseUnit(s)
}

var duration = regexp.MustCompile(`^P([1-9][0-9]*[YMWD])+$`)

func (d *decoder) deadline(e *entryAt, n *yaml.Node) {
	var v entente.Deadline
	d.fields(n, "deadline",
		must("phrase", d.wording(&v.Phrase)),
		may("due", d.period(&v.Due)),
		may("meeting", ref(d, &v.Meeting, body)),
		may("recurs", parsed(d, &v.Recurs, func(s string) (string, error) {
			if !duration.MatchString(s) {
				return "", fmt.Errorf("duration %s: want an ISO 8601 duration such as P1Y", quote(s))
			}
			return s, nil
		})))
	e.Deadline = &v
}

// A title fits a line of a list: at most this many words, and at most this many characters of a script without spaces.
const (
	maxTitleWords = 12
	maxTitleHan   = 26
)

// title reads a wording that is short.
func (d *decoder) title(to *entente.Wording) read {
	return func(name string, n *yaml.Node) {
		d.wording(to)(name, n)
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			value := n.Content[i+1]
			switch words, han := size(value.Value); {
			case words > maxTitleWords:
				d.wrong(value, name, "%s has %d words: want at most %d", name, words, maxTitleWords)
			case han > maxTitleHan:
				d.wrong(value, name, "%s has %d characters: want at most %d", name, han, maxTitleHan)
			}
		}
	}
}

func size(s string) (words, han int) {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	return len(strings.Fields(s)), han
}
