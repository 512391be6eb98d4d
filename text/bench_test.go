package text

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente"
)

// shared returns the path of a file of the shared data, or skips the test where it is absent.
func shared(t testing.TB, elem ...string) string {
	t.Helper()
	dir := os.Getenv("ENTENTE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	path := filepath.Join(append([]string{dir}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("skipped: no shared data: %v", err)
	}
	return path
}

func benchmarkRead(b *testing.B, lang entente.Lang, doc string) {
	lex, err := BuiltinLexicon(lang)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(doc, Options{Lexicon: lex}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadCommunique reads the whole real communiqué, end to end.
func BenchmarkReadCommunique(b *testing.B) {
	doc, err := os.ReadFile(shared(b, "corpus", "vilnius-2023.zh.txt"))
	if err != nil {
		b.Fatal(err)
	}
	benchmarkRead(b, "zh", string(doc))
}

func BenchmarkReadChinese(b *testing.B) { benchmarkRead(b, "zh", strings.Repeat(exerciseZH, 2000)) }

func BenchmarkReadEnglish(b *testing.B) { benchmarkRead(b, "en", strings.Repeat(exerciseEN, 2000)) }

func BenchmarkReadFrench(b *testing.B) { benchmarkRead(b, "fr", strings.Repeat(exerciseFR, 2000)) }

// BenchmarkParseLexicon is what the first reading in a language pays once.
func BenchmarkParseLexicon(b *testing.B) {
	src, err := builtin.ReadFile("lexicon/en.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := ParseLexicon(src); err != nil {
			b.Fatal(err)
		}
	}
}

// Exercise texts: invented sentences in the manner of a communiqué.
const (
	exerciseZH = "我们重申对共同防御的承诺，并将在2030年前把至少3%的预算用于港口安全。俄罗斯河谷的洪水对粮食供应构成威胁。" +
		"我们责成常设理事会审查救灾计划，并于2027年下一届峰会上就此进行汇报。我们欢迎各方为灾后重建付出的努力。\n\n"
	exerciseFR = "Nous réaffirmons notre attachement au plan portuaire et y consacrerons au moins 3 % de nos budgets d'ici à 2030. " +
		"Les inondations dans la vallée menacent l'approvisionnement. Nous chargeons le Conseil permanent d'examiner le plan de secours " +
		"et de faire rapport à notre prochain sommet, en 2027. Nous saluons les efforts de tous ceux qui ont reconstruit les villes.\n\n"
	exerciseEN = "We reaffirm our commitment to the harbour plan and will spend at least 3% of our budgets on it by 2030. " +
		"Floods in the valley threaten the supply of food. We task the Council in Permanent Session to review the relief plan " +
		"and to report at our next summit in 2027. We welcome the efforts of all who helped to rebuild the towns.\n\n"
)
