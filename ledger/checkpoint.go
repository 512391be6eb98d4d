package ledger

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"entente"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint is what a node signs with each append: the head of the log after it. Its text is that of a C2SP
// tlog-checkpoint with one extension line, which names the entries of the append by their index and tree hash, so that
// the entries of one append can be proved where those before them were altered:
//
//	entente/v1/deu/PUBLIC
//	1234
//	qINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=
//	append 1230 S9qZzEOVGpAzgJCWLrBKbx3NPPTsWsKgS6pIHcmbhAU=
type Checkpoint struct {
	Log   LogID
	Size  int64 // entries in the log
	Root  Hash  // tree hash of them all
	First int64 // index of the first entry of the append
	Batch Hash  // tree hash of its entries
}

const originPrefix = "entente/v1/"

func (c Checkpoint) String() string {
	b := make([]byte, 0, 192)
	b = append(append(b, originPrefix...), c.Log.String()...)
	b = append(strconv.AppendInt(append(b, '\n'), c.Size, 10), '\n')
	b = base64.StdEncoding.AppendEncode(b, c.Root[:])
	b = append(strconv.AppendInt(append(b, "\nappend "...), c.First, 10), ' ')
	b = base64.StdEncoding.AppendEncode(b, c.Batch[:])
	return string(append(b, '\n'))
}

// ParseCheckpoint parses what [Checkpoint.String] writes.
func ParseCheckpoint(text string) (Checkpoint, error) {
	c, ok := parseCheckpoint(text)
	if !ok || c.String() != text {
		return Checkpoint{}, fmt.Errorf("checkpoint %.60q: want origin, size, root hash and append: %w", text, entente.ErrInvalid)
	}
	return c, nil
}

func parseCheckpoint(text string) (c Checkpoint, ok bool) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 {
		return c, false
	}
	var errs [5]error
	c.Log, errs[0] = ParseLogID(strings.TrimPrefix(lines[0], originPrefix))
	c.Size, errs[1] = strconv.ParseInt(lines[1], 10, 64)
	c.Root, errs[2] = tlog.ParseHash(lines[2])
	first, batch, _ := strings.Cut(strings.TrimPrefix(lines[3], "append "), " ")
	c.First, errs[3] = strconv.ParseInt(first, 10, 64)
	c.Batch, errs[4] = tlog.ParseHash(batch)
	return c, errs == [5]error{} && 0 <= c.First && c.First < c.Size
}

// sign returns c as a note signed with k.
func (c Checkpoint) sign(k Key) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: c.String()}, k.signer)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint of %v: %w", c.Log, err)
	}
	return signed, nil
}

// OpenCheckpoint returns the checkpoint in a signed note. The node that writes the log must have signed it with one of
// keys; others, such as witnesses, may have signed it too.
func OpenCheckpoint(signed []byte, keys Keys) (Checkpoint, error) {
	n, err := note.Open(signed, keys)
	var unverified *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unverified):
		return Checkpoint{}, fmt.Errorf("checkpoint %.60q: signed by none of the keys given: %w", signed, entente.ErrForbidden)
	case err != nil:
		return Checkpoint{}, fmt.Errorf("checkpoint %.60q: %w: %w", signed, err, entente.ErrDamaged)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	for _, sig := range n.Sigs {
		if sig.Name == c.Log.Node {
			return c, nil
		}
	}
	return Checkpoint{}, fmt.Errorf("checkpoint of %v: not signed by node %q: %w", c.Log, c.Log.Node, entente.ErrForbidden)
}

// openNote returns the text of a note in exactly the form in which an append writes it: signed once, by the log's node. It
// is stricter than package note, which overlooks changes that do not touch what is signed, such as unused bits at the end
// of a base64 string. Without keys it checks the form only.
func openNote(signed []byte, node string, keys Keys) (text string, err error) {
	text, line, _ := strings.Cut(string(signed), "\n\n")
	text += "\n"
	encoded, isLine := strings.CutPrefix(line, "— "+node+" ")
	encoded, isWhole := strings.CutSuffix(encoded, "\n")
	signature, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !isLine || !isWhole || err != nil || len(signature) < 4 || strings.Contains(encoded, "\n") {
		return "", fmt.Errorf("signature line altered: %w", entente.ErrDamaged)
	}
	if len(keys) == 0 {
		return text, nil
	}
	v, err := keys.Verifier(node, binary.BigEndian.Uint32(signature))
	if err != nil {
		return "", fmt.Errorf("signed by none of the keys given: %w", entente.ErrForbidden)
	}
	if !v.Verify([]byte(text), signature[4:]) {
		return "", fmt.Errorf("signature does not verify: %w", entente.ErrDamaged)
	}
	return text, nil
}
