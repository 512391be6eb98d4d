package document

import (
	"encoding/xml"
	"strconv"
	"strings"

	"entente/internal/opc"
)

// levels is how many levels a list has.
const levels = 9

// A numbering holds the lists of a Word document and how far each has been counted.
type numbering struct {
	lists  map[string]*list // by numId
	styles map[string]style
}

// A list is a use of a template. Lists of one template count on, unless one sets its own start.
type list struct {
	*template
	start [levels]*int
	begun bool
}

// A template is an abstract list: its levels, and the last number given on each.
type template struct {
	level [levels]level
	last  [levels]int
	begun [levels]bool
}

// A level says how its items are numbered.
type level struct {
	Index   int  `xml:"ilvl,attr"`
	Start   *ref `xml:"start"`
	Format  ref  `xml:"numFmt"`
	Text    ref  `xml:"lvlText"`
	Suffix  ref  `xml:"suff"`
	Legal   *ref `xml:"isLgl"`
	Restart *ref `xml:"lvlRestart"`
	Style   ref  `xml:"pStyle"`
}

// A style is a paragraph style with the list that its paragraphs belong to.
type style struct {
	ID    string   `xml:"styleId,attr"`
	Based ref      `xml:"basedOn"`
	List  *listRef `xml:"pPr>numPr"`
}

// read reads the lists and the paragraph styles.
func (n *numbering) read(a *opc.Archive, lists, styles string) error {
	n.lists, n.styles = map[string]*list{}, map[string]style{}
	err := a.Each(styles, func(d *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "style" {
			return nil
		}
		var s style
		err := d.DecodeElement(&s, &e)
		n.styles[s.ID] = s
		return err
	})
	if err != nil {
		return err
	}
	templates := map[string]*template{}
	linked := map[string]string{} // from a template to the style that has its levels
	return a.Each(lists, func(d *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		switch {
		case ok && e.Name.Local == "abstractNum":
			id, link, t, err := readTemplate(d, e)
			templates[id], linked[id] = t, link
			return err
		case ok && e.Name.Local == "num":
			return n.readList(d, e, templates, linked)
		}
		return nil
	})
}

func readTemplate(d *xml.Decoder, e xml.StartElement) (id, link string, t *template, err error) {
	var abstract struct {
		ID     string  `xml:"abstractNumId,attr"`
		Link   ref     `xml:"numStyleLink"`
		Levels []level `xml:"lvl"`
	}
	err = d.DecodeElement(&abstract, &e)
	t = &template{}
	for _, l := range abstract.Levels {
		if 0 <= l.Index && l.Index < levels {
			t.level[l.Index] = l
		}
	}
	return abstract.ID, abstract.Link.Val, t, err
}

func (n *numbering) readList(
	d *xml.Decoder, e xml.StartElement, templates map[string]*template, linked map[string]string,
) error {
	var num struct {
		ID       string `xml:"numId,attr"`
		Template ref    `xml:"abstractNumId"`
		Own      []struct {
			Index int    `xml:"ilvl,attr"`
			Start *ref   `xml:"startOverride"`
			Level *level `xml:"lvl"`
		} `xml:"lvlOverride"`
	}
	if err := d.DecodeElement(&num, &e); err != nil {
		return err
	}
	t := templates[num.Template.Val]
	if s := n.styles[linked[num.Template.Val]]; s.List != nil && s.List.ID != nil && n.lists[s.List.ID.Val] != nil {
		t = n.lists[s.List.ID.Val].template
	}
	if t == nil {
		return nil
	}
	l := &list{template: t}
	for _, own := range num.Own {
		if own.Index < 0 || own.Index >= levels {
			continue
		}
		if own.Level != nil {
			own.Level.Index = own.Index
			l.own(*own.Level)
		}
		if own.Start != nil {
			start := atoi(own.Start, 1)
			l.start[own.Index] = &start
		}
	}
	n.lists[num.ID] = l
	return nil
}

// own gives the list a level of its own, and with it a count of its own.
func (l *list) own(v level) {
	t := *l.template
	t.level[v.Index] = v
	l.template = &t
}

// next counts paragraph p in its list and returns what it begins with: "27. ", "• ", or nothing outside of lists.
func (n *numbering) next(p paragraph) string {
	id, level := n.place(p)
	l := n.lists[id]
	if l == nil {
		return ""
	}
	if !l.begun {
		l.begun = true
		for i, start := range l.start {
			if start != nil {
				l.last[i], l.template.begun[i] = *start-1, true
			}
		}
	}
	l.count(level)
	return l.marker(level)
}

// place returns the list and the level of a paragraph: its own, or those of its style.
func (n *numbering) place(p paragraph) (id string, level int) {
	own := p.List
	if own != nil && own.ID != nil {
		return own.ID.Val, clampLevel(atoi(own.Level, 0))
	}
	const deepest = 20
	name := p.Style.Val
	for range deepest {
		s, ok := n.styles[name]
		if !ok {
			return "", 0
		}
		if s.List == nil || s.List.ID == nil {
			name = s.Based.Val
			continue
		}
		level = atoi(s.List.Level, n.levelOf(s.List.ID.Val, p.Style.Val))
		if own != nil {
			level = atoi(own.Level, level)
		}
		return s.List.ID.Val, clampLevel(level)
	}
	return "", 0
}

// levelOf returns the level of a list that belongs to a paragraph style, or the first.
func (n *numbering) levelOf(id, style string) int {
	if l := n.lists[id]; l != nil {
		for i, v := range l.level {
			if v.Style.Val == style {
				return i
			}
		}
	}
	return 0
}

// count gives the next number on level i and starts the levels below it anew.
func (t *template) count(i int) {
	if t.begun[i] {
		t.last[i]++
	} else {
		t.last[i], t.begun[i] = atoi(t.level[i].Start, 1), true
	}
	for below := i + 1; below < levels; below++ {
		if atoi(t.level[below].Restart, 1) != 0 {
			t.begun[below] = false
		}
	}
}

// marker returns what an item on level i begins with.
func (t *template) marker(i int) string {
	l := t.level[i]
	if l.Format.Val == "bullet" {
		return bullet
	}
	text := l.Text.Val
	for k := range levels {
		sign := "%" + strconv.Itoa(k+1)
		if !strings.Contains(text, sign) {
			continue
		}
		n, format := t.last[k], t.level[k].Format.Val
		if !t.begun[k] {
			n = atoi(t.level[k].Start, 1)
		}
		if l.Legal != nil && l.Legal.Val != "0" && l.Legal.Val != "false" {
			format = "decimal"
		}
		text = strings.ReplaceAll(text, sign, numeral(format, n))
	}
	if text == "" || l.Suffix.Val == "nothing" {
		return text
	}
	return text + " "
}

func clampLevel(i int) int { return max(0, min(i, levels-1)) }

// atoi returns the number in r, or otherwise where there is none.
func atoi(r *ref, otherwise int) int {
	if r == nil {
		return otherwise
	}
	n, err := strconv.Atoi(r.Val)
	if err != nil {
		return otherwise
	}
	return n
}
