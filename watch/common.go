package watch

import (
	"cmp"
	"math/bits"
	"slices"

	"entente/geo"
)

// A common is what ships need to know of each other. It is written only between the minutes, when all ships are at the same
// time, so that the result does not depend on who is looked at first.
type common struct {
	at    int32 // the minute up to which it is complete
	areas map[cell]*area
	slows map[cell]*visits // where ships lost speed
	lies  map[cell]*visits // where they lay still
	meets meetings
}

// An area is what was heard of the ships in a coarse cell.
type area struct {
	heard uint64     // minutes in which a ship was heard: bit 0 is the newest
	pace  [paces]int // ships under way, and of these slower than usual, slot by slot
}

// A cell is a part of the sea: so many tenths of a degree of latitude, and twice as many of longitude.
type cell uint32

const (
	fineCell   = unitsPerDegree / 20 // 3 nautical miles of latitude
	coarseCell = unitsPerDegree / 4  // 15
)

func cellOf(lat, lon int32, size int32) cell {
	return cell((lat+90*unitsPerDegree)/size)<<16 | cell((lon+halfTurn)/(2*size))
}

// around calls do for a cell and those around it.
func (c cell) around(do func(cell)) {
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			do(cell(int(c) + dy<<16 + dx))
		}
	}
}

// paces is over how many slots of ten minutes paces are counted, twice: ships, and slow ones.
const (
	paceSlot = 10
	paces    = 2 * 4
)

// A visit is a ship that did something at a place.
type visit struct {
	mmsi uint32
	at   int32 // minute
}

// visits are what ships did at a place.
type visits struct {
	by     [12]visit // the last ones of different ships
	done   float32   // how often it was done
	passed float32   // how often a ship came there
}

// add remembers a visit. One of a ship that was here before takes the place of the older.
func (v *visits) add(mmsi uint32, at int32) {
	oldest := 0
	for i := range v.by {
		if v.by[i].mmsi == mmsi {
			oldest = i
			break
		}
		if v.by[i].at < v.by[oldest].at {
			oldest = i
		}
	}
	v.by[oldest] = visit{mmsi, at}
	v.done++
}

// pass counts a ship that comes to the place. What is long ago counts for less.
func (v *visits) pass() {
	const enough = 2000
	if v.passed++; v.passed > enough {
		v.passed, v.done = v.passed/2, v.done/2
	}
}

// A note is what a ship tells the others at the end of a minute.
type note struct {
	kind     noteKind
	slow     bool
	at       int32
	lat, lon int32
}

type noteKind uint8

const (
	heardNote noteKind = iota // and under way, if it is, slow or not
	driftNote                 // heard, and not under way
	passNote                  // has come into the fine cell
)

// An event is a note that tells what the ship did, which is rare.
type event struct {
	visit
	lat, lon int32
	lies     bool // it has come to lie there; otherwise it lost speed
}

func newCommon() *common {
	return &common{
		areas: make(map[cell]*area), slows: make(map[cell]*visits), lies: make(map[cell]*visits),
		meets: newMeetings(),
	}
}

// begin moves on to a minute.
func (c *common) begin(at int32) {
	gone := at - c.at
	if c.at == 0 || gone < 0 {
		gone = 64
	}
	for k, a := range c.areas {
		if a.heard <<= min(gone, 64); a.heard == 0 {
			delete(c.areas, k)
		}
	}
	if slot, old := at/paceSlot, c.at/paceSlot; slot != old {
		for s := old + 1; s <= slot && s <= old+paces/2; s++ {
			i := s % (paces / 2)
			for _, a := range c.areas {
				a.pace[2*i], a.pace[2*i+1] = 0, 0
			}
		}
	}
	c.at = at
}

// take takes a note in.
func (c *common) take(n note) {
	if n.kind == passNote {
		visitsAt(c.slows, cellOf(n.lat, n.lon, fineCell)).pass()
		return
	}
	k := cellOf(n.lat, n.lon, coarseCell)
	a := c.areas[k]
	if a == nil {
		a = new(area)
		c.areas[k] = a
	}
	if age := c.at - n.at; age >= 0 && age < 64 {
		a.heard |= 1 << age
	}
	if n.kind == driftNote {
		return
	}
	i := n.at / paceSlot % (paces / 2)
	a.pace[2*i]++
	if n.slow {
		a.pace[2*i+1]++
	}
}

// happened takes in what ships did, in an order that does not depend on who is looked at first.
func (c *common) happened(all []event) {
	slices.SortFunc(all, func(a, b event) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.mmsi, b.mmsi)) })
	for _, e := range all {
		where := c.slows
		if e.lies {
			where = c.lies
		}
		visitsAt(where, cellOf(e.lat, e.lon, fineCell)).add(e.mmsi, e.at)
	}
}

func visitsAt(m map[cell]*visits, k cell) *visits {
	v := m[k]
	if v == nil {
		v = new(visits)
		m[k] = v
	}
	return v
}

// hearing returns in what share of the minutes in [from, to] ships were heard around a place.
func (c *common) hearing(p geo.Point, from, to int32) (share float64, minutes int) {
	to, from = min(to, c.at), max(from, c.at-63)
	if to < from {
		return 0, 0
	}
	var heard uint64
	cellOf(int32(p.Lat*unitsPerDegree), int32(p.Lon*unitsPerDegree), coarseCell).around(func(k cell) {
		if a := c.areas[k]; a != nil {
			heard |= a.heard
		}
	})
	minutes = int(to - from + 1)
	mask := uint64(1)<<minutes - 1
	if minutes == 64 {
		mask = ^uint64(0)
	}
	return float64(bits.OnesCount64(heard>>(c.at-to)&mask)) / float64(minutes), minutes
}

// fleet returns how many ship minutes under way there were around a place in the last half hour and more, and how many of them
// were slow.
func (c *common) fleet(lat, lon int32) (all, slow int) {
	cellOf(lat, lon, coarseCell).around(func(k cell) {
		if a := c.areas[k]; a != nil {
			for i := 0; i < paces; i += 2 {
				all, slow = all+a.pace[i], slow+a.pace[i+1]
			}
		}
	})
	return all, slow
}

// A habit is what ships do at a place.
type habit struct {
	others int     // other ships that did it
	self   bool    // the ship itself did it earlier
	share  float64 // of the ships that came there
}

// custom returns the habit around a place, of the visits since a minute; what the ship did itself counts before another one.
func custom(m map[cell]*visits, lat, lon int32, mmsi uint32, since, before int32) (h habit) {
	var seen []uint32
	var done, passed float32
	cellOf(lat, lon, fineCell).around(func(k cell) {
		v := m[k]
		if v == nil {
			return
		}
		done, passed = done+v.done, passed+v.passed
		for _, b := range v.by {
			switch {
			case b.mmsi == 0 || b.at < since:
			case b.mmsi == mmsi:
				h.self = h.self || b.at < before
			case !slices.Contains(seen, b.mmsi):
				seen = append(seen, b.mmsi)
			}
		}
	})
	h.others = len(seen)
	if passed > 0 {
		h.share = float64(done / passed)
	}
	return h
}
