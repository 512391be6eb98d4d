package text

import (
	"slices"
	"strings"
	"testing"

	"entente"
)

// show writes blocks as "kind label: text", one a line.
func show(blocks []block) string {
	names := map[blockKind]string{plain: "¶", numbered: "#", item: "-", heading: "=", furniture: "x"}
	var lines []string
	for _, b := range blocks {
		lines = append(lines, strings.TrimSpace(names[b.kind]+" "+b.label)+": "+b.text)
	}
	return strings.Join(lines, "\n")
}

// Exercise texts.
func TestReflow(t *testing.T) {
	check := func(name string, lang entente.Lang, src, want string) {
		t.Helper()
		if have := show(reflow(src, &lexicon(t, lang).Script)); have != want {
			t.Errorf("%s: have\n%s\nwant\n%s", name, have, want)
		}
	}
	const wrapped = "We will double the number of harbour inspections by\n" +
		"2030 and publish the results every year. We call on\n" +
		"all states to join the harbour plan and to share what\n" +
		"they know of the tides.\n"
	const flat = "We will double the number of harbour inspections by 2030 and publish the results every year. " +
		"We call on all states to join the harbour plan and to share what they know of the tides."

	check("lines of a page", "en", wrapped, "¶: "+flat)
	check("carriage returns", "en", strings.ReplaceAll(wrapped, "\n", "\r\n"), "¶: "+flat)
	check("double spaced", "en", strings.ReplaceAll(wrapped, "\n", "\n\n"), "¶: "+flat)
	check("two paragraphs", "en", wrapped+"\n"+wrapped, "¶: "+flat+"\n¶: "+flat)
	check("page break in mid-sentence", "en", strings.Replace(wrapped, "\nall", "\n\fall", 1), "¶: "+flat)
	check("page break with a page number", "en", strings.Replace(wrapped, "\nall", "\n\n7\n\f\nall", 1), "x: 7\n¶: "+flat)
	check("numbered paragraphs", "en", "1. "+wrapped+"2. "+wrapped, "# 1.: "+flat+"\n# 2.: "+flat)
	check("page break glued to a new paragraph", "zh", "1．我们欢迎港口计划的进展，并感谢所有\n\n参与者为此付出的努力。\n\n"+
		"2．我们将在明年继续这项工作，在各港口之\n\n间分享潮汐数据，并与各方合作，确保船只\n\n\f在风暴中安全。\n\n"+
		"3．我们将增加巡逻船只的数量，在海峡两岸\n\n\f设立观测站。\n\n",
		"# 1．: 我们欢迎港口计划的进展，并感谢所有参与者为此付出的努力。\n"+
			"# 2．: 我们将在明年继续这项工作，在各港口之间分享潮汐数据，并与各方合作，确保船只在风暴中安全。\n"+
			"# 3．: 我们将增加巡逻船只的数量，在海峡两岸设立观测站。")
	check("hyphen at the end of a line", "en", strings.Replace(wrapped, "harbour inspections by\n2030", "long-\nterm inspections by 2030", 1),
		"¶: "+strings.Replace(flat, "harbour inspections", "long-term inspections", 1))
	check("one paragraph a line", "en", "We will open the gates.\nWe will close the gates.\nWe will paint the gates.\n",
		"¶: We will open the gates.\n¶: We will close the gates.\n¶: We will paint the gates.")
	check("one paragraph a line, without full stops", "en", "We will open the gates\nWe will close all of the gates in the valley before winter\nWe will paint\n",
		"¶: We will open the gates\n¶: We will close all of the gates in the valley before winter\n¶: We will paint")
	check("bullets", "en", "We will:\n• open the gates;\n- close the gates.\n", "¶: We will:\n- •: open the gates;\n- -: close the gates.")
	check("lettered items", "en", "We will:\na. open the gates;\n(b) close the gates;\n(iii) paint the gates.\n",
		"¶: We will:\n- a.: open the gates;\n- (b): close the gates;\n- (iii): paint the gates.")
	check("a heading between numbered paragraphs", "en", "1. We will open the gates.\n\nSafe harbours\n\n2. We will close the gates.\n",
		"# 1.: We will open the gates.\n=: Safe harbours\n# 2.: We will close the gates.")
	check("a decimal is no paragraph number", "en", "1. We met.\n2.5 million people live here.\n", "# 1.: We met.\n¶: 2.5 million people live here.")
	check("a year is no paragraph number", "en", "1. We met.\n2023. That was the year.\n", "# 1.: We met.\n¶: 2023. That was the year.")
	check("spaces that are none", "fr", "Nous approuvons\u00a0: 2,5\u202f% et 1\u00a0000\u202f000\u00a0€.\n", "¶: Nous approuvons : 2,5 % et 1 000 000 €.")
	check("Chinese lines join without a space", "zh", "我们将在港口安全方面加强\n合作，并在 2030 年前完成\n各项工作，包括对 NATO\nAllies 的支持。\n",
		"¶: 我们将在港口安全方面加强合作，并在 2030 年前完成各项工作，包括对 NATO Allies 的支持。")
	check("nothing", "en", " \n\f\n", "")
}

func TestBulletWidth(t *testing.T) {
	check := func(s string, want int) {
		t.Helper()
		if have := bulletWidth(s); have != want {
			t.Errorf("%q: have %d, want %d", s, have, want)
		}
	}
	check("• one", len("•"))
	check("- one", 1)
	check("-one", 0)
	check("a. one", 2)
	check("a.one", 0)
	check("(iv) one", 4)
	check("(see) one", 0)
	check("e.g. one", 0)
	check("a one", 0)
	check("", 0)
}

// A span of a block is the source itself: no byte is made up, none is moved.
func TestBlockSpans(t *testing.T) {
	src := "1. We\u00a0will  open\r\nthe\u3000gates.\n\n2. We met."
	for _, b := range reflow(src, &lexicon(t, "en").Script) {
		words := strings.Fields(b.text)
		at := 0
		for _, w := range words {
			at += strings.Index(b.text[at:], w)
			s := b.span(at, at+len(w))
			if have := src[s.Start:s.End]; have != w {
				t.Errorf("span of %q is %q", w, have)
			}
		}
		if len(words) == 0 || !slices.IsSortedFunc(b.parts, func(p, q part) int { return p.out - q.out }) {
			t.Errorf("parts of %q do not ascend: %v", b.text, b.parts)
		}
	}
}
