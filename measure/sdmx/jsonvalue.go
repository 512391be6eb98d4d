package sdmx

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente"
)

// jsonValue reads a text, number, boolean, object of texts by language, or a list of those. Numbers keep their digits.
func jsonValue(raw json.RawMessage) (Value, error) {
	if isNull(raw) {
		return Value{}, nil
	}
	switch raw[0] {
	case '[':
		return jsonList(raw)
	case '{':
		return jsonTexts(raw)
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return text(s), err
	}
	return text(string(raw)), nil
}

func jsonList(raw json.RawMessage) (Value, error) {
	var parts []Value
	err := eachItem(raw, "a list", func(raw json.RawMessage, _ string) error {
		if raw[0] == '[' {
			return fmt.Errorf("a list within a list: %w", entente.ErrInvalid)
		}
		v, err := jsonValue(raw)
		parts = append(parts, v)
		return err
	})
	return listed(parts), err
}

func jsonTexts(raw json.RawMessage) (Value, error) {
	var texts []Value
	err := eachMember(raw, "a text by language", func(lang string, raw json.RawMessage, _ string) error {
		v, err := jsonValue(raw)
		switch {
		case err != nil || !langForm.MatchString(lang) || raw[0] != '"':
			return fmt.Errorf("%q: want a language and its text: %w", clip(lang), entente.ErrInvalid)
		case slices.ContainsFunc(texts, func(t Value) bool { return t.Lang == lang }):
			return fmt.Errorf("language %q: twice: %w", lang, entente.ErrInvalid)
		}
		texts = append(texts, Value{Text: v.Text, Lang: lang})
		return nil
	})
	return localised(texts), err
}

// value reads what stands for the component: an index where it has values, or several, the value itself otherwise.
func (c *jsonComponent) value(raw json.RawMessage) (Value, error) {
	switch {
	case isNull(raw):
		return Value{}, nil
	case c.RawValues == nil:
		v, err := jsonValue(raw)
		if err != nil {
			return Value{}, fmt.Errorf("%s: %v", c.ID, err)
		}
		return v, nil
	case raw[0] != '[':
		return c.indexed(string(raw))
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(raw, &raws); err != nil {
		return Value{}, fmt.Errorf("%s: %v", c.ID, err)
	}
	var parts []Value
	for _, raw := range raws {
		v, err := c.indexed(string(bytes.TrimSpace(raw)))
		if err != nil {
			return Value{}, err
		}
		parts = append(parts, v)
	}
	return listed(parts), nil
}

// indexed returns the value with the index.
func (c *jsonComponent) indexed(index string) (Value, error) {
	i, err := strconv.ParseUint(index, 10, 31)
	if err != nil || i >= uint64(len(c.values)) {
		return Value{}, fmt.Errorf("%s: index %s: want one of the %d values", c.ID, clip(index), len(c.values))
	}
	return c.values[i], nil
}

// fill sets the components of o from the items of an array, and returns how many items were left over.
func (s *jsonStructure) fill(o *Observation, components []*jsonComponent, raws []json.RawMessage) (left int, err error) {
	for i, c := range components {
		if i >= len(raws) {
			break
		}
		v, err := c.value(raws[i])
		if err != nil {
			return 0, err
		}
		if !v.IsZero() {
			s.slots[c].set(o, v)
		}
	}
	return max(0, len(raws)-len(components)), nil
}

// defaults sets the attributes of o behind the n-th, which the sender leaves out where they have their default.
func (s *jsonStructure) defaults(o *Observation, components []*jsonComponent, n int) error {
	for _, c := range components[min(max(0, n), len(components)):] {
		v, err := jsonValue(c.Default)
		if err != nil {
			return fmt.Errorf("%s: default: %v", c.ID, err)
		}
		if at := s.slots[c]; !v.IsZero() && o.Attributes[at.index].IsZero() {
			at.set(o, v)
		}
	}
	return nil
}

// key sets the dimensions of o from indices joined by colons. Where the key may be partial, an index may be empty.
func (s *jsonStructure) key(o *Observation, dimensions []*jsonComponent, key string, isPartial bool) error {
	parts := strings.Split(key, ":")
	if key == "" && len(dimensions) == 0 {
		return nil
	}
	if len(parts) != len(dimensions) {
		return fmt.Errorf("key %q: %d indices: want %d", clip(key), len(parts), len(dimensions))
	}
	for i, p := range parts {
		c := dimensions[i]
		switch {
		case isPartial && p == "":
		case isPartial && p == SwitchedOff:
			o.Key[s.slots[c].index] = SwitchedOff
		default:
			v, err := c.indexed(p)
			if err != nil {
				return err
			}
			o.Key[s.slots[c].index] = v.Text
		}
	}
	return nil
}
