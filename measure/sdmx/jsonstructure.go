package sdmx

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"entente"
)

// A jsonStructure describes datasets: their components by the level at which they stand, and the values that indices mean.
type jsonStructure struct {
	reference Reference
	at        struct{ dataset, series, observation []*jsonComponent } // dimensions
	measures  []*jsonComponent
	attribute struct{ dataset, group, series, observation []*jsonComponent }

	// Slots of the components in datasets of the structure, and the datasets' components.
	slots      map[*jsonComponent]slot
	components table
}

type jsonComponent struct {
	ID          string            `json:"id"`
	Name        json.RawMessage   `json:"name"`
	KeyPosition *int              `json:"keyPosition"`
	Default     json.RawMessage   `json:"default"`
	RawValues   []json.RawMessage `json:"values"`
	Format      struct {
		DataType string `json:"dataType"`
	} `json:"format"`

	values []Value
	names  []Code
}

type jsonLevels struct {
	DataSet        []*jsonComponent `json:"dataSet"`
	DimensionGroup []*jsonComponent `json:"dimensionGroup"`
	Series         []*jsonComponent `json:"series"`
	Observation    []*jsonComponent `json:"observation"`
}

type jsonLink struct{ Href, URN, Rel string }

// structure reads the i-th structure.
func (j *jsonReading) structure(raw json.RawMessage, i int) (*jsonStructure, error) {
	var x struct {
		Links                            []jsonLink
		Dimensions, Measures, Attributes jsonLevels
	}
	if err := json.Unmarshal(raw, &x); err != nil {
		return nil, fmt.Errorf("structure %d: %v: %w", i, err, entente.ErrInvalid)
	}
	s := &jsonStructure{slots: map[*jsonComponent]slot{}, components: *newTable(Dataset{})}
	s.at.dataset, s.at.series, s.at.observation = x.Dimensions.DataSet, x.Dimensions.Series, x.Dimensions.Observation
	s.measures = x.Measures.Observation
	if s.measures == nil {
		s.measures = []*jsonComponent{{ID: obsValue}} // the standard's default
	}
	s.attribute.dataset, s.attribute.group = x.Attributes.DataSet, x.Attributes.DimensionGroup
	s.attribute.series, s.attribute.observation = x.Attributes.Series, x.Attributes.Observation
	s.reference = j.linked(x.Links)
	return s, s.prepare(i)
}

// prepare reads the values of the components, and finds their slots.
func (s *jsonStructure) prepare(i int) error {
	dimensions := slices.Concat(s.at.dataset, s.at.series, s.at.observation)
	attributes := slices.Concat(s.attribute.dataset, s.attribute.group, s.attribute.series, s.attribute.observation)
	for _, list := range [][]*jsonComponent{dimensions, s.measures, attributes} {
		for _, c := range list {
			if c == nil || c.ID == "" {
				return fmt.Errorf("structure %d: a component without id: %w", i, entente.ErrInvalid)
			}
			if err := c.prepare(); err != nil {
				return fmt.Errorf("structure %d: %s: %w", i, c.ID, err)
			}
		}
	}
	order := slices.Clone(dimensions)
	slices.SortStableFunc(order, func(a, b *jsonComponent) int { return cmp.Compare(a.position(), b.position()) })
	for role, list := range map[role][]*jsonComponent{dimension: order, measure: s.measures, attribute: attributes} {
		for _, c := range list {
			if at, twice := s.components.at[c.ID]; twice && (at.role != role || role == dimension) {
				return fmt.Errorf("structure %d: %s: there twice: %w", i, c.ID, entente.ErrInvalid)
			}
			s.slots[c] = s.components.slot(c.component(), role)
		}
	}
	return nil
}

// position returns the place in the key. What states none, such as the time dimension of version 1.0, comes last.
func (c *jsonComponent) position() int {
	if c.KeyPosition == nil {
		return 1 << 30
	}
	return *c.KeyPosition
}

func (c *jsonComponent) component() Component {
	return Component{ID: c.ID, Name: plainName(c.Name), Type: c.Format.DataType, Codes: c.names}
}

// plainName returns a name that is a text, as the standard has it.
func plainName(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// prepare reads what the indices of the component mean.
func (c *jsonComponent) prepare() error {
	for i, raw := range c.RawValues {
		var x struct {
			ID, Name json.RawMessage
			Value    json.RawMessage
			Values   json.RawMessage
		}
		if isNull(raw) {
			c.values = append(c.values, Value{})
			continue
		}
		if err := json.Unmarshal(raw, &x); err != nil {
			return fmt.Errorf("value %d: %v: %w", i, err, entente.ErrInvalid)
		}
		says := json.RawMessage(nil)
		for _, raw := range []json.RawMessage{x.ID, x.Value, x.Values, x.Name} {
			if says = raw; !isNull(says) {
				break
			}
		}
		v, err := jsonValue(says)
		if err != nil {
			return fmt.Errorf("value %d: %w", i, err)
		}
		c.values = append(c.values, v)
		if name := plainName(x.Name); !isNull(x.ID) && name != "" && name != v.Text {
			c.names = append(c.names, Code{v.Text, name})
		}
	}
	return nil
}

// linked finds the reference among the links: a data flow before a structure before a provision agreement.
func (j *jsonReading) linked(links []jsonLink) Reference {
	for _, rel := range []struct {
		name string
		kind Kind
	}{{"dataflow", Dataflow}, {"datastructure", DataStructure}, {"provisionagreement", Provision}} {
		for _, l := range links {
			if l.Rel != rel.name {
				continue
			}
			if r, err := parseURN(l.URN); err == nil {
				return r
			}
			if r, ok := j.addressed(l.Href, rel.kind); ok {
				return r
			}
		}
	}
	return Reference{}
}

var addressForm = regexp.MustCompile(`/(?:dataflow|datastructure|provisionagreement)/([\w.-]+)(?:/([\w@$-]+))?(?:/([\w.-]+))?$`)

// addressed reads a reference from the address of a web service, .../dataflow/AGENCY/ID/VERSION.
func (j *jsonReading) addressed(href string, kind Kind) (Reference, bool) {
	m := addressForm.FindStringSubmatch(strings.TrimSuffix(href, "/"))
	switch {
	case m == nil:
		return Reference{}, false
	case m[2] == "" || m[2] == "all": // the OECD's former form, without agency
		j.note(Place{}, "structure %q: no agency; the sender's is taken", m[1])
		return Reference{Kind: kind, Agency: j.message.Header.Sender, ID: m[1]}, true
	case m[3] == "latest" || m[3] == "all":
		m[3] = ""
	}
	return Reference{kind, m[1], m[2], m[3]}, true
}
