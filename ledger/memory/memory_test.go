package memory_test

import (
	"testing"

	"entente/ledger"
	"entente/ledger/ledgertest"
	"entente/ledger/memory"
)

func TestStore(t *testing.T) {
	ledgertest.Run(t, func(*testing.T) func() ledger.Store {
		s := new(memory.Store)
		return func() ledger.Store { return s }
	})
}
