//go:build !unix

package accounts

import "sync"

var changing sync.Mutex

// lock waits until no other book of this process changes the file. A node keeps no ledger on such a system.
func lock(string) (unlock func(), err error) {
	changing.Lock()
	return changing.Unlock, nil
}
