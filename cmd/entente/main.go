// Command entente reads what an alliance promised, keeps a register of it, and records facts about it in a ledger that
// cannot be changed unnoticed. See doc/cli.md.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
