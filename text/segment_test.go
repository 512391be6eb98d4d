package text

import (
	"strings"
	"testing"

	"entente"
)

// cutAll reads a text in which each paragraph is one line and returns its statements, one a line.
func cutAll(t *testing.T, lang entente.Lang, src string) string {
	t.Helper()
	r, err := Read(src, Options{Lexicon: lexicon(t, lang)})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range r.Statements {
		out = append(out, s.Text)
	}
	return strings.Join(out, "\n")
}

// Exercise texts.
func TestSentences(t *testing.T) {
	check := func(name string, lang entente.Lang, want ...string) {
		t.Helper()
		join := " "
		if lang == "zh" {
			join = ""
		}
		if have := cutAll(t, lang, strings.Join(want, join)); have != strings.Join(want, "\n") {
			t.Errorf("%s: have\n%s\nwant\n%s", name, have, strings.Join(want, "\n"))
		}
	}
	check("full stops", "en", "We met.", "We agreed on a plan!", "Who will pay?", "We will.")
	check("abbreviations", "en", "We thank Mr. Harbour and Gen. Quay for their work, cf. No. 7.", "We met.")
	check("initials", "en", "We thank J. Q. Harbour and the U.S. Navy.", "We met.")
	check("a decimal", "en", "We will spend 2.5 percent.", "We met.")
	check("a full stop inside a quotation", "en", "We recall the words “The gates stay open. Nobody pays.” in the charter.", "We met.")
	check("a closing quotation mark", "en", "We recall that “the gates stay open.”", "We met.")
	check("brackets", "en", "We will open the gates (all of them. Even the old ones) at dawn.", "We met.")
	check("an open bracket that never closes", "en", "We will open the gates (all of them.", "We met.")
	check("a small letter goes on", "en", "We met the crews of the ships etc. and thanked them.", "We met.")
	check("a semicolon between the same acts", "en", "We will open the gates; we will also paint them.")
	check("a semicolon between different acts", "en", "We welcome the new gates;", "we will paint them in spring.")
	check("no final full stop", "en", "We met.", "We will open the gates")
	check("Chinese", "zh", "我们欢迎新的港口。", "我们将在3.5年内完成工作！", "谁来付款？")
	check("Chinese quotation", "zh", "我们回顾“闸门永远开放。”这句话。", "我们将继续工作。")
	check("Chinese semicolon", "zh", "我们欢迎新的闸门；", "我们将在春天粉刷闸门。")
	check("French", "fr", "Nous remercions M. Quai et MM. Dupont et Durand.", "Qui paiera ?", "Nous nous engageons à verser 2,5 % du PIB.")
	check("French quotation", "fr", "Nous rappelons que « les portes restent ouvertes. »", "Nous veillerons à leur entretien.")
	check("French semicolon", "fr", "Nous saluons les nouvelles portes ;", "nous les repeindrons au printemps.")
}

// A text that never ends a sentence is cut all the same, and nothing of it is lost.
func TestOverlongSentence(t *testing.T) {
	src := strings.Repeat("and we will paint (the gates; ", 1000)
	r, err := Read(src, Options{Lexicon: lexicon(t, "en")})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Statements {
		if len(s.Text) > longest+len("and we will paint (the gates; ") {
			t.Errorf("%v has %d bytes", s.ID, len(s.Text))
		}
	}
	checkSpans(t, "overlong", src, r)
}
