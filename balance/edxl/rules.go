package edxl

import (
	"fmt"
	"slices"
	"strings"

	"entente/balance/markup"
)

// What an element is to a type of message.
const (
	required  = 'R'
	optional  = 'O'
	forbidden = '-'
)

// A row says what an element is to the 16 types of messages, in the order of [Types].
type row string

func (r row) of(t Type) byte { return strings.ReplaceAll(string(r), " ", "")[slices.Index(types, t)] }

// rules holds the elements whose place depends on the type of the message (the schemas of the 16 types: minOccurs, and which
// elements each has). All others are as form.go has them.
var rules = map[string]row{
	"MessageDescription":                                "OOOO ROOO OOOO OOOO",
	"OriginatingMessageID":                              "RRRR RRRR RRRR RRRR",
	"PrecedingMessageID":                                "-ROR OR-O OROR OOOR",
	"Funding":                                           "OORO OO-O OOOO OOOO",
	"ContactInformation":                                "RRRR RRRR RRRR RRRR",
	"ResourceInformation":                               "RRRR OORR RRRR RRRR",
	"ResourceInformation/ResourceInfoElementID":         "RRRR RRRR RRRR RRRR",
	"ResourceInformation/ResponseInformation":           "-R-R -O-O -ROR -O-R",
	"ResourceInformation/Resource":                      "RORO OORR RORO RORO",
	"ResourceInformation/Resource/ResponsibleParty":     "-OOO OOOO OOOO OOOO",
	"ResourceInformation/Resource/OwnershipInformation": "-OOO OOOO OOOO OOOO",
	"ResourceInformation/Resource/ResourceStatus":       "-O-O OOOO OR-O -OOO",
	"ResourceInformation/Resource/ResourceStatus/InventoryRefreshDateTime": "-O-O OOO- ---O -O--",
	"ResourceInformation/Resource/ResourceStatus/DeploymentStatus":         "-O-O OOOO OR-O -OOO",
	"ResourceInformation/Resource/ResourceStatus/Availability":             "-O-- OOOO OR-O -OOO",
	"ResourceInformation/AssignmentInformation":                            "OORO OOOO OOOO OOOO",
	"ResourceInformation/AssignmentInformation/Quantity":                   "OORR OOOR OOOO OOOO",
	"ResourceInformation/AssignmentInformation/PriceQuote":                 "-OOO OOOO OO-R OOOO",
	"ResourceInformation/AssignmentInformation/OrderID":                    "---O OO-O OO-- OOOO",
	"ResourceInformation/AssignmentInformation/AssignmentInstructions":     "-OOO OOOO OOOO OO-O",
}

// The kinds of schedule (ScheduleType).
const (
	RequestedArrival         = "RequestedArrival"
	EstimatedArrival         = "EstimatedArrival"
	ActualArrival            = "ActualArrival"
	RequestedDeparture       = "RequestedDeparture"
	EstimatedDeparture       = "EstimatedDeparture"
	ActualDeparture          = "ActualDeparture"
	EstimatedReturnDeparture = "EstimatedReturnDeparture"
	EstimatedReturnArrival   = "EstimatedReturnArrival"
	ActualReturnArrival      = "ActualReturnArrival"
	RequestedReturnDeparture = "RequestedReturnDeparture"
	RequestedReturnArrival   = "RequestedReturnArrival"
	ActualReturnDeparture    = "ActualReturnDeparture"
	BeginAvailable           = "BeginAvailable"
	EndAvailable             = "EndAvailable"
	Committed                = "Committed"
	Current                  = "Current"
	ReportTo                 = "ReportTo"
	Route                    = "Route"
)

// schedules says in which messages a kind of schedule may stand (the schemas of the 16 types: ScheduleType).
var schedules = map[string]row{
	RequestedArrival:         "OOOO OO-O OOOO OOOO",
	EstimatedArrival:         "-OOO OOOO OO-O OOOO",
	ActualArrival:            "---- OO-O OO-- OOOO",
	RequestedDeparture:       "OOOO OO-O OOOO OOOO",
	EstimatedDeparture:       "-OOO OOOO OO-O OOOO",
	ActualDeparture:          "---O OO-O OO-- OOOO",
	EstimatedReturnDeparture: "OOOO OO-O -OOO OOOO",
	EstimatedReturnArrival:   "O-OO OO-O -OOO OOOO",
	ActualReturnArrival:      "---- OO-- ---- OO--",
	RequestedReturnDeparture: "-O-O OOOO OO-O OOOO",
	RequestedReturnArrival:   "-O-O OOOO OO-O OOOO",
	ActualReturnDeparture:    "---- OO-O -O-- OO--",
	BeginAvailable:           "-O-O OOOO OO-O OO--",
	EndAvailable:             "-O-O OOOO OO-O OO-O",
	Committed:                "---O OO-O OO-- OOOO",
	Current:                  "---O OO-O -O-- -O--",
	ReportTo:                 "OOOO OO-O OOOO OOOO",
	Route:                    "OOOO OOOO OOOO OOOO",
}

func allows(t Type, schedule string) bool {
	r, ok := schedules[schedule]
	return ok && r.of(t) != forbidden
}

// A conditional is a rule that depends on the response.
type conditional struct {
	in        []Type
	responses []string
	element   string
	is        byte
}

// conditionals are the rules of section 3.3 that no schema holds; [Message.Doubts] applies them.
var conditionals = []conditional{
	{[]Type{CommitResource, ResponseToRequestQuote, ResponseToRequestExtendedDeploymentDuration}, []string{Accept, Provisional}, "Resource", required},
	{[]Type{CommitResource}, []string{Accept, Provisional}, "AssignmentInformation", required},
	{[]Type{CommitResource}, []string{Accept, Provisional}, "ScheduleInformation", required},
	{[]Type{CommitResource}, []string{Decline}, "AssignmentInformation", forbidden},
	{[]Type{CommitResource}, []string{Decline}, "ScheduleInformation", forbidden},
	{[]Type{ResponseToRequestResource}, []string{Accept, Provisional}, "AssignmentInformation/Quantity", required},
}

func hasChild(n *markup.Node, local string) bool {
	return slices.ContainsFunc(n.Children, func(c *markup.Node) bool { return c.Local == local })
}

// check applies the rules to an element as it is written, and to what is in it. An entry in a message is left out: each is
// checked by itself.
func check(f *markup.Form, n *markup.Node, t Type, path string) {
	for _, p := range paths {
		parent, local := "", p
		if i := strings.LastIndex(p, "/"); i >= 0 {
			parent, local = p[:i], p[i+1:]
		}
		if parent != path {
			continue
		}
		switch is := rules[p].of(t); {
		case is == required && !hasChild(n, local):
			f.Fault("%s missing: a message %s has to have it", local, t)
		case is == forbidden && hasChild(n, local):
			f.Fault("%s: not in a message %s", local, t)
		}
	}
	for _, c := range n.Children {
		p := strings.TrimPrefix(path+"/"+c.Local, "/")
		if p != "ResourceInformation" && isInner[p] {
			check(f, c, t, p)
		}
	}
}

// paths are the elements of rules in alphabetical order; isInner are those that others stand in.
var paths, isInner = func() ([]string, map[string]bool) {
	var all []string
	inner := map[string]bool{}
	for p := range rules {
		all = append(all, p)
		if i := strings.LastIndex(p, "/"); i >= 0 {
			inner[p[:i]] = true
		}
	}
	slices.Sort(all)
	return all, inner
}()

// Doubts says where a message breaks a rule that depends on the response: of a commitment that accepts without saying what,
// how much or when, for instance. Neither [Write] nor [Read] refuses it, since the schemas do not, and messages in use break
// these rules; see the comment of the package for where they come from. A message that [Message.Check] refuses has none.
func (m Message) Doubts() []string {
	n, err := build(m)
	if err != nil {
		return nil
	}
	var all []string
	i := 0
	for _, c := range n.Children {
		if c.Local != "ResourceInformation" {
			continue
		}
		if r := m.Entries[i].Response; r != nil {
			all = append(all, doubts(c, m.Type, m.Entries[i].ID, r.Type)...)
		}
		i++
	}
	return all
}

func doubts(n *markup.Node, t Type, id, response string) (all []string) {
	for _, c := range conditionals {
		if !slices.Contains(c.in, t) || !slices.Contains(c.responses, response) {
			continue
		}
		switch has := find(n, strings.Split(c.element, "/")); {
		case !has && c.is == required:
			all = append(all, fmt.Sprintf("entry %s: no %s: a message %s that says %s has to have it", id, c.element, t, response))
		case has && c.is == forbidden:
			all = append(all, fmt.Sprintf("entry %s: %s: not in a message %s that says %s", id, c.element, t, response))
		}
	}
	return all
}

// find reports whether a path of elements leads to one. A required one in an optional one that is missing is not missed.
func find(n *markup.Node, path []string) bool {
	for i, c := range n.Children {
		if c.Local == path[0] {
			return len(path) == 1 || find(n.Children[i], path[1:])
		}
	}
	return len(path) > 1
}
