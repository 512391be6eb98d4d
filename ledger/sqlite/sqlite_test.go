package sqlite_test

import (
	"testing"

	"entente/ledger"
	"entente/ledger/ledgertest"
	"entente/ledger/sqlite"
)

func TestStore(t *testing.T) {
	ledgertest.Run(t, func(t *testing.T) func() ledger.Store {
		dir := t.TempDir()
		return func() ledger.Store {
			s, err := sqlite.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	})
}
