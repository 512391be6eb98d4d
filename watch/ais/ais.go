// Package ais decodes AIS, the radio reports of ships, from the text that receivers send: NMEA 0183 sentences VDM and
// VDO, with or without NMEA 4.10 tag blocks, around the messages of ITU-R M.1371-5.
//
// A [Decoder] takes one line after the other and says of each what became of it: a complete [Message], a part of one
// that waits for its other parts, or a refusal with its reason. Nothing is dropped in silence, and no input makes it
// fail or grow: a line may be torn, glued, of any length or no text at all.
//
// A message can be read in two ways. [Position] and [Static] hold what trackers need, in integers of fixed units, for
// types 1 to 5, 9, 11, 18, 19, 21, 24 and 27. [Message.Fields] gives every field of every type by name, from one table
// of bit layouts. Values that ITU-R M.1371-5 sets aside for "not available", and values outside of the range it defines,
// are never numbers in either.
package ais
