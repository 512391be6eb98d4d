package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"entente"

	"golang.org/x/mod/sumdb/note"
)

// A Key is the private key of a node. Its text form is that of package note, PRIVATE+KEY+NODE+HASH+KEY.
type Key struct {
	text   string
	signer note.Signer
	public PublicKey
}

// A PublicKey is what a reader needs to check what a node signed. Its text form is that of package note, NODE+HASH+KEY.
type PublicKey struct {
	text     string
	verifier note.Verifier
}

// GenerateKey returns a new key for a node, named by a slug.
func GenerateKey(node string) (Key, error) {
	if err := entente.CheckSlug("node", node); err != nil {
		return Key{}, err
	}
	text, _, err := note.GenerateKey(rand.Reader, node)
	if err != nil {
		return Key{}, fmt.Errorf("generate key: %w", err)
	}
	return parseKey(text)
}

// LoadKey reads the key file that [Key.Save] wrote. It refuses a file that others may read.
func LoadKey(path string) (Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Key{}, fmt.Errorf("key: %w", err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return Key{}, fmt.Errorf("key %s: mode %v lets others read it; chmod 600 it, and make a new key if they may have: %w",
			path, info.Mode().Perm(), entente.ErrForbidden)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("key: %w", err)
	}
	k, err := parseKey(strings.TrimSuffix(string(text), "\n"))
	if err != nil {
		return Key{}, fmt.Errorf("%s: %w", path, err)
	}
	return k, nil
}

func parseKey(text string) (Key, error) {
	bad := fmt.Errorf("private key: want PRIVATE+KEY+NODE+HASH+KEY: %w", entente.ErrInvalid)
	signer, err := note.NewSigner(text)
	if err != nil || entente.CheckSlug("node", signer.Name()) != nil {
		return Key{}, bad
	}
	const algorithm = 1                        // byte in front of the seed
	encoded := strings.SplitN(text, "+", 5)[4] // may hold a plus sign of its own
	seed, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(seed) != algorithm+ed25519.SeedSize {
		return Key{}, bad
	}
	public := ed25519.NewKeyFromSeed(seed[algorithm:]).Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return Key{}, bad
	}
	p, err := ParsePublicKey(vkey)
	return Key{text, signer, p}, err
}

// Save writes the key to a new file that only its owner can read. It never overwrites a file.
func (k Key) Save(path string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("save key: %w", err)
	}
	_, err = f.WriteString(k.text + "\n")
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("save key: %w", err)
	}
	return nil
}

// syncDir makes the names in a folder durable.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Node returns the name of the node that k belongs to.
func (k Key) Node() string { return k.signer.Name() }

// Public returns the public key.
func (k Key) Public() PublicKey { return k.public }

// IsZero reports whether k is no key.
func (k Key) IsZero() bool { return k.signer == nil }

// ParsePublicKey parses what [PublicKey.String] writes.
func ParsePublicKey(s string) (PublicKey, error) {
	bad := fmt.Errorf("public key %.80q: want NODE+HASH+KEY: %w", s, entente.ErrInvalid)
	v, err := note.NewVerifier(s)
	if err != nil || entente.CheckSlug("node", v.Name()) != nil {
		return PublicKey{}, bad
	}
	encoded := strings.SplitN(s, "+", 3)[2]
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || s != fmt.Sprintf("%s+%08x+%s", v.Name(), v.KeyHash(), base64.StdEncoding.EncodeToString(key)) {
		return PublicKey{}, bad
	}
	return PublicKey{s, v}, nil
}

// Node returns the name of the node that signs with the key.
func (p PublicKey) Node() string { return p.verifier.Name() }

func (p PublicKey) String() string { return p.text }

// Keys are the public keys that a reader trusts. A node may have several, one after the other.
type Keys []PublicKey

// Verifier implements [note.Verifiers].
func (keys Keys) Verifier(name string, hash uint32) (note.Verifier, error) {
	for _, k := range keys {
		if k.verifier.Name() == name && k.verifier.KeyHash() == hash {
			return k.verifier, nil
		}
	}
	return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
}
