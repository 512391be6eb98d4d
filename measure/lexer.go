package measure

import (
	"fmt"
	"strings"

	"entente"
)

// A token is one word of a formula.
type token struct {
	kind tokenKind
	text string
	at   int // byte in the formula
}

type tokenKind int

const (
	end tokenKind = iota
	word
	number
	quoted
	sign // one of + - * / ( ) , :
)

// scan cuts a formula into tokens. A hyphen between two letters or digits of a name is part of the name, so that
// indicators keep the names they have; a minus has a space on at least one side, or stands before a digit or bracket.
func scan(s string) ([]token, error) {
	if len(s) > maxFormula {
		return nil, fmt.Errorf("formula of %d bytes: want at most %d: %w", len(s), maxFormula, entente.ErrInvalid)
	}
	var tokens []token
	for i := 0; i < len(s); {
		t, err := next(s, i)
		if err != nil {
			return nil, err
		}
		if t.kind == sign && t.text == " " {
			i++
			continue
		}
		tokens = append(tokens, t)
		i = t.at + len(t.text)
		if t.kind == quoted {
			i += len(`""`)
		}
	}
	return append(tokens, token{end, "", len(s)}), nil
}

func next(s string, i int) (token, error) {
	switch b := s[i]; {
	case b == ' ':
		return token{sign, " ", i}, nil
	case isLetter(b):
		return token{word, s[i:wordEnd(s, i)], i}, nil
	case isDigit(b):
		return token{number, s[i:numberEnd(s, i)], i}, nil
	case b == '"':
		n := strings.IndexByte(s[i+1:], '"')
		if n < 0 {
			return token{}, fmt.Errorf("column %d: quotation mark without its second: %w", i+1, entente.ErrInvalid)
		}
		return token{quoted, s[i+1 : i+1+n], i}, nil
	case strings.IndexByte("+-*/(),:", b) >= 0:
		return token{sign, s[i : i+1], i}, nil
	}
	return token{}, fmt.Errorf("column %d: %.8q is no part of a formula: %w", i+1, s[i:], entente.ErrInvalid)
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' }
func isDigit(b byte) bool  { return '0' <= b && b <= '9' }

func wordEnd(s string, i int) int {
	for i < len(s) {
		isInner := s[i] == '-' && i+1 < len(s) && (isLetter(s[i+1]) || isDigit(s[i+1]))
		if !isLetter(s[i]) && !isDigit(s[i]) && !isInner {
			break
		}
		i++
	}
	return i
}

func numberEnd(s string, i int) int {
	for i < len(s) && (isDigit(s[i]) || s[i] == '.') {
		i++
	}
	return i
}
