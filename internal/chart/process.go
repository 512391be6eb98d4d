package chart

import "slices"

// A Process shows how something comes from state to state: a card for each state, one below the other, with its ways out as lines of the
// card; each way is drawn to where it leads, down on the right and back up on the left.
type Process struct {
	Text
	From, By, To string // heads of the table's columns
	Stages       []Stage
}

// A Stage is a state of a Process.
type Stage struct {
	ID    string
	Name  string
	Tone  Tone
	State string // said beside the name, such as "end"
	Now   bool   // it is the present one
	Ways  []Way
	Also  string // what can be done here and leads nowhere
}

// A Way leads out of a Stage. One to a stage that is not there is drawn without an arrow.
type Way struct {
	Name string
	Who  string // who can take it
	Kind WayKind
	To   string // the ID of a stage
}

// A WayKind says what makes one take a way.
type WayKind string

// The kinds of ways.
const (
	ByAct   WayKind = "act"   // somebody does something
	ByClock WayKind = "clock" // time runs out
	ByRule  WayKind = "rule"  // a condition holds
)

// Table returns a row for each way, and one for each stage without any.
func (c Process) Table() Table {
	t := c.table(c.From, c.By, c.To)
	names := map[string]string{}
	for _, s := range c.Stages {
		names[s.ID] = s.Name
	}
	for _, s := range c.Stages {
		for _, w := range s.Ways {
			t.Rows = append(t.Rows, []string{s.Name, join(": ", w.Name, w.Who), names[w.To]})
		}
		if len(s.Ways) == 0 {
			t.Rows = append(t.Rows, []string{join(": ", s.Name, s.State), "", ""})
		}
	}
	return t
}

const (
	processWidth = 720
	stageGap     = 26.0
	stageHead    = 27.0
	laneGap      = 11.0
	wayMark      = 17.0 // room of the mark before a way
)

// A process is a Process being drawn.
type process struct {
	Process
	*frame
	tops, heights []float64
	ways          [][]wayLines
	also          [][]string
	index         map[string]int
	left, right   []lane // back up and down
	x0, x1        float64
}

// wayLines are the words of a way, broken into lines, and the height of its first.
type wayLines struct {
	lines []string
	y     float64
}

// A lane is an upright line that leads to one stage, from all the ways that go there.
type lane struct {
	to       int
	from, at float64 // its ends: that far from the stage, and at the stage
	track    int
}

// SVG draws the chart.
func (c Process) SVG(o Options) string {
	width := processWidth
	p := process{Process: c, frame: newFrame(c.Text, o, width), index: map[string]int{}}
	for i, s := range c.Stages {
		p.index[s.ID] = i
	}
	p.room()
	p.stack()
	p.lanes()
	p.layer("c-edges", p.arrows)
	for i := range c.Stages {
		p.stage(i)
	}
	return p.finish()
}

// room leaves as much on both sides as the lanes can need.
func (p *process) room() {
	down, up := map[string]bool{}, map[string]bool{}
	for i, s := range p.Stages {
		for _, w := range s.Ways {
			switch j, ok := p.index[w.To]; {
			case ok && j > i:
				down[w.To] = true
			case ok:
				up[w.To] = true
			}
		}
	}
	side := func(n int) float64 { return 14 + laneGap*float64(n) }
	p.x0, p.x1 = side(len(up)), p.width-side(len(down))
}

// stack sets the cards below one another.
func (p *process) stack() {
	room := p.x1 - p.x0 - 2*boxPad
	y := p.y + 12
	for _, s := range p.Stages {
		top := y
		y += stageHead
		var lines []wayLines
		for _, w := range s.Ways {
			l := wayLines{lines: wrap(join(" — ", w.Name, w.Who), labelSize, room-wayMark, 4), y: y + labelSize*0.7}
			y += float64(max(1, len(l.lines)))*labelSize*leading + 3
			lines = append(lines, l)
		}
		also := wrap(s.Also, smallSize, room, 4)
		if len(also) > 0 {
			y += float64(len(also))*smallSize*leading + 3
		}
		y += 6
		p.tops, p.heights = append(p.tops, top), append(p.heights, y-top)
		p.ways, p.also = append(p.ways, lines), append(p.also, also)
		y += stageGap
	}
	p.y = y - stageGap + 8
}

// lanes gathers the ways to each stage into one lane on each side, and sets lanes that pass one another apart.
func (p *process) lanes() {
	for i, s := range p.Stages {
		for k, w := range s.Ways {
			j, ok := p.index[w.To]
			if !ok {
				continue
			}
			if j > i {
				p.right = addLane(p.right, j, p.ways[i][k].y, p.tops[j]+stageHead/2)
			} else {
				p.left = addLane(p.left, j, p.ways[i][k].y, p.tops[j]+stageHead/2)
			}
		}
	}
	apart(p.right)
	apart(p.left)
}

func addLane(lanes []lane, to int, from, at float64) []lane {
	i := slices.IndexFunc(lanes, func(l lane) bool { return l.to == to })
	if i < 0 {
		return append(lanes, lane{to: to, from: from, at: at})
	}
	if (from-at)*(from-at) > (lanes[i].from-at)*(lanes[i].from-at) {
		lanes[i].from = from
	}
	return lanes
}

// apart gives lanes that share a height tracks of their own, the shortest nearest to the cards.
func apart(lanes []lane) {
	order := make([]int, len(lanes))
	for i := range order {
		order[i] = i
	}
	length := func(l lane) float64 { return max(l.from, l.at) - min(l.from, l.at) }
	slices.SortStableFunc(order, func(a, b int) int { return int(length(lanes[a]) - length(lanes[b])) })
	for n, i := range order {
		taken := map[int]bool{}
		for _, j := range order[:n] {
			if min(lanes[i].from, lanes[i].at) < max(lanes[j].from, lanes[j].at)+4 && min(lanes[j].from, lanes[j].at) < max(lanes[i].from, lanes[i].at)+4 {
				taken[lanes[j].track] = true
			}
		}
		for taken[lanes[i].track] {
			lanes[i].track++
		}
	}
}

// x returns where a lane runs.
func (p *process) x(l lane, right bool) float64 {
	if right {
		return p.x1 + 12 + laneGap*float64(l.track)
	}
	return p.x0 - 12 - laneGap*float64(l.track)
}

func (p *process) arrows() {
	for i, s := range p.Stages {
		for k, w := range s.Ways {
			j, ok := p.index[w.To]
			if !ok {
				continue
			}
			p.arrow(p.ways[i][k].y, j, j > i, w.Kind, p.Stages[j].Tone)
		}
	}
	if len(p.Stages) > 0 { // where one comes in
		x, y := (p.x0+p.x1)/2, p.tops[0]
		p.circle(x, y-9, 3, "c-head")
		p.line(x, y-9, x, y-1, "c-arrow")
	}
}

// arrow draws one way: out of its card, along the lane, and into the card it leads to.
func (p *process) arrow(y float64, to int, right bool, kind WayKind, tone Tone) {
	lanes, side := p.left, p.x0
	if right {
		lanes, side = p.right, p.x1
	}
	l := lanes[slices.IndexFunc(lanes, func(l lane) bool { return l.to == to })]
	x := p.x(l, right)
	class := "c-path c-way " + tone.class()
	if kind == ByClock {
		class += " c-dash"
	}
	p.path(elbows([]point{{side, y}, {x, y}, {x, l.at}, {side, l.at}}, 5), class)
	p.path(head(point{x, l.at}, point{side, l.at}), "c-mark "+tone.class())
}

// stage draws a card.
func (p *process) stage(i int) {
	s := &p.Stages[i]
	y := p.tops[i]
	p.item("", join(": ", s.Name, s.State), "c-node", func() {
		class := "c-box"
		if s.Now {
			class += " c-now"
		}
		p.rect(p.x0, y, p.x1-p.x0, p.heights[i], class, "rx", "6")
		p.rect(p.x0, y, 4, p.heights[i], "c-fill "+s.Tone.class(), "rx", "2")
		p.mark(s.Tone, false, p.x0+boxPad+7, y+stageHead/2, 4.2)
		room := p.x1 - p.x0 - 3*boxPad - 14
		state := clip(s.State, smallSize, room/2)
		p.text(p.x0+boxPad+18, y+stageHead/2+4.5, labelSize+1, "", "c-bold", clip(s.Name, (labelSize+1)*boldFactor, room-textWidth(state, smallSize)-8))
		p.text(p.x1-boxPad, y+stageHead/2+4, smallSize, "end", "c-soft", state)
		for k, w := range s.Ways {
			p.way(w, p.ways[i][k])
		}
		bottom := y + p.heights[i] - 8
		for k, line := range p.also[i] {
			p.text(p.x0+boxPad+4, bottom-float64(len(p.also[i])-1-k)*smallSize*leading, smallSize, "", "c-soft", line)
		}
	})
}

// way writes one line of a card, with a mark of its kind before it.
func (p *process) way(w Way, l wayLines) {
	x := p.x0 + boxPad + 9
	switch w.Kind {
	case ByClock:
		p.circle(x, l.y, 4.6, "c-clock")
		p.path("M"+pair(x, l.y-3)+"L"+pair(x, l.y)+"L"+pair(x+2.4, l.y+1.4), "c-clock")
	case ByRule:
		p.path(area(point{x, l.y - 4.6}, point{x + 4.6, l.y}, point{x, l.y + 4.6}, point{x - 4.6, l.y}), "c-clock")
	default:
		p.path(area(point{x - 2.5, l.y - 4}, point{x + 4, l.y}, point{x - 2.5, l.y + 4}), "c-head")
	}
	for k, line := range l.lines {
		p.text(p.x0+boxPad+4+wayMark, l.y+labelSize*0.35+float64(k)*labelSize*leading, labelSize, "", "", line)
	}
}
