package sdmx

import (
	"regexp"
	"slices"
)

// A role is what a component does in its structure.
type role int

const (
	unknown role = iota
	dimension
	measure
	attribute
)

// SDMX-CSV and the structure-specific formats do not say which component has which role: the data structure definition
// does. Without it, roles are guessed from identifiers that the standard's guidelines reserve or its examples use, and from
// the order that the standard recommends: dimensions, measures, attributes.
var (
	measureLike   = regexp.MustCompile(`^(OBS_VALUE\d*|MEAS(URE)?(_\w+|\d*)|VALUE)$`)
	dimensionLike = regexp.MustCompile(`^(DIM(ENSION)?_?\w*|TIME_PERIOD|FREQ)$`)
	attributeLike = regexp.MustCompile(`^(ATTR(IBUTE)?_?\w*|OBS_(STATUS|CONF|COM|PRE_BREAK|FLAG|COMMENT)|CONF_STATUS(_OBS)?|PRE_BREAK_VALUE|` +
		`UNIT_MULT|UNIT_INDEX_BASE|DECIMALS|TITLE(_COMPL)?|NAT_TITLE|TIME_FORMAT|TIME_PER_COLLECT|COLLECTION|COLL_METHOD|COMPILATION|` +
		`COMPILING_ORG|DISS_ORG|SOURCE_(AGENCY|PUB)|COMMENT\w*|BREAKS|EMBARGO\w*|(LAST_)?UPDATED?|COVERAGE)$`)
)

// likely returns the role that an identifier suggests.
func likely(id string) role {
	switch {
	case measureLike.MatchString(id):
		return measure
	case dimensionLike.MatchString(id):
		return dimension
	case attributeLike.MatchString(id):
		return attribute
	}
	return unknown
}

// guess returns the role of each identifier in its order; the role of one that may have several values is given as known.
// What suggests nothing is a dimension until a measure or attribute has come, and an attribute from there.
func guess(ids []string, known []role) []role {
	roles := slices.Clone(known)
	past := false
	for i, id := range ids {
		if roles[i] == unknown {
			roles[i] = likely(id)
		}
		if roles[i] == unknown && past {
			roles[i] = attribute
		}
		if roles[i] == unknown {
			roles[i] = dimension
		}
		past = past || roles[i] != dimension
	}
	return roles
}

// roles returns the role of each component of f by its identifier.
func (f *Definition) roles() map[string]role {
	all := map[string]role{}
	for _, c := range f.Attributes {
		all[c.ID] = attribute
	}
	for _, c := range f.Measures {
		all[c.ID] = measure
	}
	for _, c := range f.Dimensions {
		all[c.ID] = dimension
	}
	return all
}

// component returns the component id of f.
func (f *Definition) component(id string) (Component, bool) {
	for _, list := range [][]Component{f.Dimensions, f.Measures, f.Attributes} {
		if i := slices.IndexFunc(list, func(c Component) bool { return c.ID == id }); i >= 0 {
			return list[i], true
		}
	}
	return Component{}, false
}
