package node

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"entente"
	"entente/ledger"
	"entente/ledger/memory"
	"entente/ledger/sqlite"
)

// A data folder holds
//
//	node.key   the node's private key; only its owner can read it
//	node.pub   the public key, for whoever verifies a copy
//	token      the secret that a face asks of whoever writes; only its owner can read it
//	ledger/    the ledger; a copy of this folder and the public key are enough to verify it
//
// and, once somebody was invited, accounts.json: who else may sign in. Package accounts keeps it, with a lock of its own.
const (
	keyName    = "node.key"
	publicName = "node.pub"
	tokenName  = "token"
	ledgerName = "ledger"
)

// A folder is what a data folder holds.
type folder struct {
	name   string
	key    ledger.Key // zero when read-only
	public ledger.PublicKey
	token  string
	store  ledger.Store
}

// openFolder opens or makes a data folder. The ledger comes first: its lock keeps other processes off the rest.
func openFolder(dir, name string) (f folder, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return folder{}, unwritable(dir, err)
	}
	store, err := sqlite.Open(filepath.Join(dir, ledgerName))
	if err != nil {
		return folder{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, store.Close())
		}
	}()
	f.store = store
	if f.key, err = loadOrMakeKey(dir, name, f.store); err != nil {
		return folder{}, err
	}
	f.public, f.name = f.key.Public(), f.key.Node()
	if err := checkName(dir, f.name, name); err != nil {
		return folder{}, err
	}
	if err := makePublic(dir, f.public); err != nil {
		return folder{}, err
	}
	f.token, err = loadOrMakeToken(filepath.Join(dir, tokenName))
	return f, err
}

// openFolderReadOnly opens a data folder and changes nothing in it.
func openFolderReadOnly(dir, name string) (folder, error) {
	store, err := sqlite.OpenReadOnly(filepath.Join(dir, ledgerName))
	if errors.Is(err, entente.ErrNotFound) {
		return folder{name: orDefault(name), store: new(memory.Store)}, nil
	}
	if err != nil {
		return folder{}, err
	}
	f := folder{store: store}
	f.public, err = readPublic(dir)
	if err == nil {
		f.name = f.public.Node()
		err = checkName(dir, f.name, name)
	}
	if err == nil {
		f.token, err = loadToken(filepath.Join(dir, tokenName))
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		err = nil // a copy for readers has no token
	}
	if err != nil {
		return folder{}, errors.Join(err, store.Close())
	}
	return f, nil
}

func orDefault(name string) string {
	if name == "" {
		return defaultName
	}
	return name
}

func checkName(dir, is, want string) error {
	if want != "" && want != is {
		return fmt.Errorf("%s belongs to node %q, not %q; leave the name out, or choose another folder: %w", dir, is, want, entente.ErrConflict)
	}
	return nil
}

// loadOrMakeKey returns the folder's key. It makes one only for an empty ledger: a new key cannot go on with logs that an
// old one signed.
func loadOrMakeKey(dir, name string, store ledger.Store) (ledger.Key, error) {
	path := filepath.Join(dir, keyName)
	key, err := ledger.LoadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	logs, err := store.Logs(context.Background())
	if err != nil {
		return ledger.Key{}, err
	}
	if len(logs) > 0 {
		return ledger.Key{}, fmt.Errorf("%s is missing, and the ledger has entries of node %q; put the key back, or begin a new folder: %w",
			path, logs[0].Log.Node, entente.ErrNotFound)
	}
	if key, err = ledger.GenerateKey(orDefault(name)); err != nil {
		return ledger.Key{}, err
	}
	return key, key.Save(path)
}

// makePublic writes the public key where it is not yet there.
func makePublic(dir string, public ledger.PublicKey) error {
	text := []byte(public.String() + "\n")
	path := filepath.Join(dir, publicName)
	if old, err := os.ReadFile(path); err == nil && string(old) == string(text) {
		return nil
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return unwritable(dir, err)
	}
	return nil
}

func readPublic(dir string) (ledger.PublicKey, error) {
	b, err := os.ReadFile(filepath.Join(dir, publicName))
	if err != nil {
		return ledger.PublicKey{}, fmt.Errorf("public key: %w", err)
	}
	return ledger.ParsePublicKey(strings.TrimSpace(string(b)))
}

func loadOrMakeToken(path string) (string, error) {
	token, err := loadToken(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return token, err
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(secret)
	if err := os.WriteFile(path, []byte(token+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return token, nil
}

// loadToken reads a token. It refuses one that others may read.
func loadToken(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("token %s: mode %v lets others read it; remove the file, a new one is made: %w", path, info.Mode().Perm(), entente.ErrForbidden)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	token := strings.TrimSpace(string(b))
	if token == "" {
		return "", fmt.Errorf("token %s is empty; remove the file, a new one is made: %w", path, entente.ErrInvalid)
	}
	return token, nil
}

func unwritable(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("data folder %s: %w: choose another, or change its mode: %w", dir, err, entente.ErrForbidden)
	}
	return fmt.Errorf("data folder %s: %w", dir, err)
}
