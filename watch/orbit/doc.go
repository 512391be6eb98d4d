// Package orbit tells where satellites are and when they can see an area.
//
// It reads element sets (two-line elements, and Orbit Mean-Elements Messages of CCSDS 502.0-B as CSV, JSON and XML),
// propagates them with SGP4 and SDP4, turns positions to the rotating Earth, and finds passes, revisit times and gaps.
//
// The theory is that of F. R. Hoots and R. L. Roehrich, "Spacetrack Report No. 3" (1980; below: STR#3), in the form
// that D. A. Vallado, P. Crawford, R. Hujsak and T. S. Kelso gave it in "Revisiting Spacetrack Report #3", AIAA
// 2006-6753 (below: AIAA 2006). A published element set is good for about a kilometre at its epoch and loses one to
// three kilometres a day in low orbits, more where drag is strong: what is computed from it is no better.
//
// Angles of element sets, of points and of options are in degrees, as their sources and package geo have them. Lengths are
// in kilometres, times of propagation in minutes from the epoch.
package orbit
