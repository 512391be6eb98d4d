package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// WriteJSON writes r as one JSON document: every list in order, decimals as text with the digits that they have.
func WriteJSON(out io.Writer, r Report) error {
	if err := CheckLang(r.Lang); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r.ordered()); err != nil {
		return fmt.Errorf("report: write: %w", err)
	}
	return nil
}
