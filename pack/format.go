package pack

import (
	"strings"

	"entente"
)

// list joins words for a cell or a line.
func list[T ~string](words []T) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, "; ")
}

func mapped[T any](values []T, text func(T) string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = text(v)
	}
	return list(out)
}

// targetText returns a figure of the register, such as ">= 2% of GDP".
func targetText(t entente.Target) string { return string(t.Comparator) + " " + t.Quantity.String() }

// figure returns a figure as a text gives it, in the form of targetText.
func figure(f entente.Figure) string {
	text := string(f.Comparator) + " " + f.Value.String()
	if !strings.HasPrefix(string(f.Unit), "%") && f.Unit != "" {
		text += " "
	}
	return text + string(f.Unit)
}

// deadline returns the calendar of d, or its phrase where it has none.
func deadline(d *entente.Deadline) string {
	switch {
	case !d.Due.IsZero():
		return d.Due.String()
	case d.Recurs != "":
		return d.Recurs
	}
	return d.Phrase.In()
}
