package ledger

import (
	"encoding/base64"
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
	return fmt.Sprintf("%s%v\n%d\n%v\nappend %d %v\n", originPrefix, c.Log, c.Size, c.Root, c.First, c.Batch)
}

// ParseCheckpoint parses what [Checkpoint.String] writes.
func ParseCheckpoint(text string) (Checkpoint, error) {
	bad := fmt.Errorf("checkpoint %.60q: want origin, size, root hash and append: %w", text, entente.ErrInvalid)
	lines := strings.Split(text, "\n")
	if len(lines) != 5 || lines[4] != "" {
		return Checkpoint{}, bad
	}
	origin, isOurs := strings.CutPrefix(lines[0], originPrefix)
	log, lerr := ParseLogID(origin)
	size, serr := strconv.ParseInt(lines[1], 10, 64)
	root, rerr := tlog.ParseHash(lines[2])
	batch, isAppend := strings.CutPrefix(lines[3], "append ")
	first, batch, _ := strings.Cut(batch, " ")
	firstIndex, ferr := strconv.ParseInt(first, 10, 64)
	batchHash, berr := tlog.ParseHash(batch)
	if !isOurs || !isAppend || errors.Join(lerr, serr, rerr, ferr, berr) != nil {
		return Checkpoint{}, bad
	}
	c := Checkpoint{log, size, root, firstIndex, batchHash}
	if firstIndex < 0 || firstIndex >= size || c.String() != text {
		return Checkpoint{}, bad
	}
	return c, nil
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

// checkSignatureLine reports whether b is one signature line in the form in which an append writes it. Package note
// overlooks changes that do not touch what is signed, such as unused bits at the end of a base64 string.
func checkSignatureLine(b []byte) error {
	line, isLine := strings.CutPrefix(string(b), "— ")
	_, encoded, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	decoded, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !isLine || err != nil || base64.StdEncoding.EncodeToString(decoded) != encoded {
		return fmt.Errorf("signature line altered: %w", entente.ErrDamaged)
	}
	return nil
}
