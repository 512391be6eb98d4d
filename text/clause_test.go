package text

import (
	"slices"
	"strings"
	"testing"

	"entente"
)

// one reads a text of one statement.
func one(t *testing.T, lang entente.Lang, src string) entente.Statement {
	t.Helper()
	r, err := Read(src, Options{Lexicon: lexicon(t, lang)})
	if err != nil || len(r.Statements) != 1 {
		t.Fatalf("%q: want one statement, have %+v, %v", src, r, err)
	}
	return r.Statements[0]
}

// Exercise sentences, each for one thing that the parser has to get right. The genre at large is in testdata.
func TestActs(t *testing.T) {
	check := func(lang entente.Lang, src string, want ...entente.Act) {
		t.Helper()
		s := one(t, lang, src)
		if !slices.Equal(s.Acts, want) {
			t.Errorf("%q: have %v %q, want %v", src, s.Acts, s.Rules, want)
		}
	}
	const (
		commitment, decision, tasking, call     = entente.Commitment, entente.Decision, entente.Tasking, entente.Call
		position, assessment, report, appraisal = entente.Position, entente.Assessment, entente.Report, entente.Appraisal
	)
	// Several acts, the first verb of a clause before the second, the heavier rule before the lighter.
	check("en", "We welcome the plan and commit to its full use.", commitment, appraisal)
	check("en", "We have opened the gates, and we will paint them.", commitment, report)
	check("en", "We reaffirm our commitment to the gates.", position, commitment)
	check("zh", "我们欢迎该计划，并将粉刷闸门。", commitment, appraisal)
	check("fr", "Nous saluons ce plan et nous engageons la Russie à le lire.", call, appraisal)
	// The subject decides: what others do is no promise of ours.
	check("en", "Russia will close the gates.", assessment)
	check("en", "We will close the gates.", commitment)
	check("zh", "俄罗斯将关闭闸门。", assessment)
	check("fr", "La Russie fermera les portes.", assessment)
	// A clause that hangs on another, or stands inside one, does not speak for the whole.
	check("en", "Although we will paint the gates, we condemn the attack.", appraisal)
	check("en", "We condemn the attack on those who will paint the gates.", appraisal)
	check("en", "In order to strengthen the gates, we thank the painters.", appraisal)
	check("en", "We will champion rules that keep the gates open.", commitment)
	check("fr", "Nous veillerons à ce que les portes restent ouvertes.", commitment)
	// A phrase between subject and verb does not part them.
	check("en", "We, the leaders of the valley, meeting at the lake, will paint the gates.", commitment)
	check("fr", "Nous, chefs d'État et de gouvernement, réunis au bord du lac, réaffirmons notre amitié.", position)
	// What is not, and what is no longer.
	check("en", "We do not recognise the closure.", position)
	check("en", "We will not close the gates.", commitment)
	check("fr", "Nous ne reconnaissons pas la fermeture.", position)
	check("fr", "Nous ne fermerons pas les portes.", commitment)
	check("zh", "我们不承认关闭闸门的决定。", position)
	// A noun that looks like a verb.
	check("en", "Support will be provided to the painters.", commitment)
	check("fr", "La demande de bois a baissé.", assessment)
	// A bare verb speaks for those who speak.
	check("en", "Agree to paint the gates by 2030.", commitment, decision)
	check("en", "Reaffirm our friendship.", position)
	// A reflexive verb is a promise, the same verb with an object asks others.
	check("fr", "Nous nous engageons à repeindre les portes.", commitment)
	check("fr", "L'OTAN s'engage à repeindre les portes.", commitment)
	check("fr", "Nous engageons les partenaires à repeindre les portes.", call)
	// Nothing that the lexicon knows.
	check("en", "The gates are green.", assessment)
	check("zh", "闸门是绿色的。", assessment)
	check("fr", "Les portes sont vertes.", assessment)
}

func TestBearerAndAddressee(t *testing.T) {
	check := func(lang entente.Lang, src, bearer, addressee string) {
		t.Helper()
		s := one(t, lang, src)
		who := "-"
		if s.Addressee != nil {
			who = *s.Addressee
		}
		if s.Bearer != bearer || who != addressee {
			t.Errorf("%q: have %s to %s, want %s to %s", src, s.Bearer, who, bearer, addressee)
		}
	}
	check("en", "We will paint the gates.", "Allies", "-")
	check("en", "NATO will paint the gates.", "NATO", "-")
	check("en", "The Council in Permanent Session will meet monthly.", "North Atlantic Council in Permanent Session", "-")
	check("en", "We call on Russia to open the gates.", "Allies", "Russia")
	check("en", "Serbia must open the gates.", "Allies", "Serbia")
	check("en", "We task the NATO Military Authorities to paint the gates.", "Allies", "NATO Military Authorities")
	check("en", "We condemn the closure of the gates by Belarus.", "Allies", "Belarus")
	check("zh", "我们呼吁俄罗斯开放闸门。", "Allies", "Russia")
	check("zh", "我们责成常设理事会粉刷闸门。", "Allies", "North Atlantic Council in Permanent Session")
	check("zh", "北约将粉刷闸门。", "NATO", "-")
	check("fr", "Nous exhortons la Russie à ouvrir les portes.", "Allies", "Russia")
	check("fr", "Nous chargeons le Conseil permanent d'examiner ce plan.", "Allies", "North Atlantic Council in Permanent Session")
	check("fr", "L'Alliance repeindra les portes.", "NATO", "-")
}

func acts(r *Reading) string {
	var out []string
	for _, s := range r.Statements {
		out = append(out, s.ID.String()+" "+string(s.Act))
	}
	return strings.Join(out, ", ")
}

// Exercise texts.
func TestLists(t *testing.T) {
	check := func(lang entente.Lang, src, want string, leads ...string) {
		t.Helper()
		r, err := Read(src, Options{Lexicon: lexicon(t, lang), Instrument: "x"})
		if err != nil {
			t.Fatal(err)
		}
		var have []string
		for _, l := range r.Leads {
			have = append(have, l.Text)
		}
		if acts(r) != want || !slices.Equal(have, leads) {
			t.Errorf("%q:\nhave %s, leads %q\nwant %s, leads %q", src, acts(r), have, want, leads)
		}
	}
	check("en", "We will:\n- paint the gates;\n- thatch the roofs.\n", "x/1/1 commitment, x/1/2 commitment", "We will:")
	check("en", "We have:\n- painted the gates;\n- thatched the roofs.\n", "x/1/1 report, x/1/2 report", "We have:")
	check("en", "We call on all states to:\n- paint the gates;\n- widen the roads.\n", "x/1/1 call, x/1/2 call", "We call on all states to:")
	check("en", "We welcome:\n(a) the new gates;\n(b) the wider roads.\n", "x/1/1 appraisal, x/1/2 appraisal", "We welcome:")
	check("en", "We will:\n- paint the gates. The gates are green.\n- thatch the roofs.\n", "x/1/1 commitment, x/1/2 assessment, x/1/3 commitment", "We will:")
	check("zh", "我们将：\n• 粉刷闸门；\n• 修缮屋顶。\n", "x/1/1 commitment, x/1/2 commitment", "我们将：")
	check("fr", "Nous nous engageons à :\n– repeindre les portes ;\n– refaire les toits.\n", "x/1/1 commitment, x/1/2 commitment", "Nous nous engageons à :")
	check("fr", "Nous demandons à tous les États :\na) de repeindre les portes ;\nb) de refaire les toits.\n", "x/1/1 call, x/1/2 call", "Nous demandons à tous les États :")

	r, err := Read("We call on all states to:\n- paint the gates.\n", Options{Lexicon: lexicon(t, "en")})
	if err != nil || r.Statements[0].Addressee == nil || *r.Statements[0].Addressee != "all states" {
		t.Errorf("a list item is not addressed to those the words before it name: %+v, %v", r, err)
	}
}

func TestAsTheStatementBefore(t *testing.T) {
	check := func(lang entente.Lang, src, want string) {
		t.Helper()
		r, err := Read(src, Options{Lexicon: lexicon(t, lang), Instrument: "x"})
		if err != nil || acts(r) != want {
			t.Errorf("%q: have %s, want %s, %v", src, acts(r), want, err)
		}
	}
	check("en", "We task our ministers to paint the gates. This includes the old ones.", "x/1/1 tasking, x/1/2 tasking")
	check("en", "We will paint the gates. This will include the old ones.", "x/1/1 commitment, x/1/2 commitment")
	check("en", "This includes the old ones.", "x/1/1 assessment")
	check("zh", "我们将粉刷闸门。这包括旧闸门。", "x/1/1 commitment, x/1/2 commitment")
	check("fr", "Nous repeindrons les portes. Cela comprend les plus anciennes.", "x/1/1 commitment, x/1/2 commitment")
}

// Every act rests on a named rule and on words of the statement.
func TestExplain(t *testing.T) {
	check := func(lang entente.Lang, src string, want ...string) {
		t.Helper()
		if s := one(t, lang, src); !slices.Equal(s.Rules, want) {
			t.Errorf("%q: have %q, want %q", src, s.Rules, want)
		}
	}
	check("en", "We call on Russia to open the gates.", "issuers call: call (We call on)")
	check("en", "We will also paint the gates.", "issuers will: commitment (We will)")
	check("en", "The gates are green.", "no rule applies: assessment")
	check("zh", "我们呼吁俄罗斯开放闸门。", "issuers call: call (我们 呼吁)")
	check("fr", "Nous saluons les peintres.", "issuers welcome: appraisal (Nous saluons)")
}
