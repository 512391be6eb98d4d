package text

import (
	"fmt"
	"strings"
	"testing"

	"entente"
)

// Exercise sentences.
func TestFigures(t *testing.T) {
	check := func(lang entente.Lang, src string, want ...string) {
		t.Helper()
		var have []string
		for _, f := range one(t, lang, src).Quantities {
			have = append(have, strings.TrimSpace(fmt.Sprintf("%s %s %s", f.Comparator, f.Value, f.Unit)))
		}
		if strings.Join(have, ", ") != strings.Join(want, ", ") {
			t.Errorf("%q: have %q, want %q", src, have, want)
		}
	}
	// Shares and what they are shares of.
	check("en", "We will spend at least 2% of GDP.", ">= 2 % of GDP")
	check("en", "We will spend 0.7 per cent of GNI.", "= 0.7 % of GNI")
	check("en", "We will cut losses by up to 12.5 percent.", "<= 12.5 %")
	check("zh", "我们将把至少2%的国内生产总值用于堤防。", ">= 2 % of GDP")
	check("zh", "我们将把不超过3.5%的预算用于堤防。", "<= 3.5 %")
	check("fr", "Nous consacrerons au moins 2,5 % de notre PIB aux digues.", ">= 2.5 % of GDP")
	check("fr", "Nous réduirons les pertes de 12,5 pour cent.", "= 12.5 %")
	// Money, with and without multipliers.
	check("en", "We will raise USD 100 billion.", "= 100000000000 USD")
	check("en", "We will raise more than $1.5 million.", ">= 1500000 USD")
	check("en", "We will raise US$20bn.", "= 20000000000 USD")
	check("en", "We will raise 1,250,000 euros.", "= 1250000 EUR")
	check("en", "We will raise about €5 million.", "~ 5000000 EUR")
	check("zh", "我们将筹集超过5亿欧元。", ">= 500000000 EUR")
	check("zh", "我们将筹集1.5万亿美元。", "= 1500000000000 USD")
	check("fr", "Nous réunirons 1 milliard d'euros.", "= 1000000000 EUR")
	check("fr", "Nous réunirons environ 1 250 000 euros.", "~ 1250000 EUR")
	check("fr", "Nous réunirons 1,5 million de dollars.", "= 1500000 USD")
	check("fr", "Nous réunirons 100 milliards de dollars par an.", "= 100000000000 USD")
	// A mark of another language is read as what it must be.
	check("en", "We will cut losses by 2,5 percent.", "= 2.5 %")
	check("fr", "Nous réduirons les pertes de 2.5 %.", "= 2.5 %")
	// Counts, spelled numbers, vague numbers.
	check("en", "We will train 20,000 nurses and 300 soldiers.", "= 300 troops")
	check("en", "We will do more than was agreed at the lake, with 300 soldiers.", "= 300 troops")
	check("en", "We will keep eight multinational battlegroups.", "= 8 battlegroups")
	check("en", "We will help thirty-five countries.", "= 35 states")
	check("en", "We will protect our one billion citizens.", "~ 1000000000 persons")
	check("en", "The drought affects millions of people.", ">= 1000000 persons")
	check("zh", "我们将在这里保持8个多国战斗团组。", "= 8 battlegroups")
	check("zh", "干旱影响了数百万人。", ">= 1000000 persons")
	check("zh", "干旱影响了三千五百人。", "= 3500 persons")
	check("fr", "Nous aiderons trente-cinq pays.", "= 35 states")
	check("fr", "La sécheresse touche des millions de personnes.", ">= 1000000 persons")
	check("fr", "Nous formerons quatre-vingt-dix mille soldats.", "= 90000 troops")
	check("en", "We will limit the rise to 1.5 degrees Celsius.", "= 1.5 Cel")
	check("en", "We will lay 300km of pipes.", "= 300 km")
	// Names, years, ordinals and articles count nothing.
	check("en", "We will act under Article 5 and Resolution 1325 of 31 October 2000.")
	check("en", "We met for the 75th time in the 21st century.")
	check("en", "We will meet in 2027, and again in 2029.")
	check("en", "One country cannot do this alone.")
	check("zh", "我们将根据第1325号决议第5条行动。")
	check("zh", "我们将在2027年举行第三次会议。")
	check("fr", "Nous agirons au titre de l'article 5 et de la résolution 1325.")
	check("fr", "Nous célébrerons le 75e anniversaire des pays de la vallée au 21e siècle.")
	check("fr", "Un pays ne peut agir seul.")
}

func TestPlainNumber(t *testing.T) {
	check := func(decimal, s, want string) {
		t.Helper()
		if have := (Numbers{Decimal: decimal}).plain(s); have != want {
			t.Errorf("plain(%q) with decimal %q: have %q, want %q", s, decimal, have, want)
		}
	}
	check("", "2.5", "2.5")
	check("", "1,000", "1000")
	check("", "1,000,000.5", "1000000.5")
	check("", "2,5", "2.5")
	check(",", "2,5", "2.5")
	check(",", "1.000", "1000")
	check(",", "1 000 000,5", "1000000.5")
	check(",", "2.5", "2.5")
}

// Exercise sentences. The document is of July 2026.
func TestDeadlines(t *testing.T) {
	check := func(lang entente.Lang, src, want string) {
		t.Helper()
		front := map[entente.Lang]string{"en": "Lake, 11 July 2026", "zh": "2026年7月11日于湖畔", "fr": "Au lac, le 11 juillet 2026"}[lang]
		r, err := Read(front+"\n\n1. "+src+"\n", Options{Lexicon: lexicon(t, lang)})
		if err != nil || len(r.Statements) != 1 {
			t.Fatalf("%q: want one statement, have %+v, %v", src, r, err)
		}
		have := "-"
		if d := r.Statements[0].Deadline; d != nil {
			have = *d
		}
		if have != want {
			t.Errorf("%q: have %s, want %s", src, have, want)
		}
	}
	check("en", "We will paint the gates by 2030.", "2030")
	check("en", "We will paint the gates by 1 May 2027.", "2027-05-01")
	check("en", "We will paint the gates no later than May 2027.", "2027-05")
	check("en", "We will paint the gates before the end of 2028.", "2028")
	check("en", "We will report at our next summit in 2027.", "2027 summit")
	check("en", "We will report at our next summit.", "next summit")
	check("en", "We will report annually.", "annually")
	check("en", "We will paint the gates without delay.", "immediately")
	check("en", "We will paint the gates as soon as possible.", "as soon as possible")
	check("en", "We will keep to the plan of 2019.", "-")
	check("en", "We painted the gates before 2020.", "-")
	check("en", "We will paint the gates.", "-")
	check("zh", "我们将在2030年前粉刷闸门。", "2030")
	check("zh", "我们将不迟于2027年5月1日粉刷闸门。", "2027-05-01")
	check("zh", "我们将在2027年下一届峰会上汇报。", "2027 summit")
	check("zh", "我们将尽快粉刷闸门。", "as soon as possible")
	check("zh", "我们将粉刷闸门。", "-")
	check("fr", "Nous repeindrons les portes d'ici à 2030.", "2030")
	check("fr", "Nous repeindrons les portes au plus tard le 1er mai 2027.", "2027-05-01")
	check("fr", "Nous repeindrons les portes avant fin mai 2027.", "2027-05")
	check("fr", "Nous ferons le point à notre prochain sommet, en 2027.", "2027 summit")
	check("fr", "Nous ferons le point chaque année.", "annually")
	check("fr", "Nous repeindrons les portes dans les meilleurs délais.", "as soon as possible")
	check("fr", "Nous suivrons le plan de 2019.", "-")
}

// Exercise sentences; the documents named are real.
func TestInstruments(t *testing.T) {
	check := func(lang entente.Lang, src string, want ...string) {
		t.Helper()
		if have := one(t, lang, src).Instruments; strings.Join(have, "|") != strings.Join(want, "|") {
			t.Errorf("%q: have %q, want %q", src, have, want)
		}
	}
	check("en", "We will act under Article 5 of the Washington Treaty.", "Washington Treaty, Article 5")
	check("en", "We will keep to the Paris Agreement and the UN Charter.", "Paris Agreement", "UN Charter")
	check("en", "We will carry out the Lake and River Action Plan.", "Lake and River Action Plan")
	check("en", "We will keep to the treaty.")
	check("zh", "我们将根据《华盛顿条约》第5条行动。", "Washington Treaty, Article 5")
	check("zh", "我们将执行《湖泊与河流行动计划》。", "湖泊与河流行动计划")
	check("fr", "Nous agirons au titre de l'article 5 du Traité de Washington.", "Washington Treaty, Article 5")
	check("fr", "Nous respecterons l'Accord de Paris et la Charte des Nations Unies.", "Paris Agreement", "UN Charter")
	check("fr", "Nous appliquerons la Convention de Lac-sur-Mer, sans réserve.", "Convention de Lac-sur-Mer")
	check("fr", "Nous respecterons le traité.")
}
