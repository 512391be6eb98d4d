package entente

import "embed"

// Packs holds the content packs that come with the program, one folder each under "packs", so that the program is one
// file. Packs are data: there is no Go in them, and no Go here says what they hold. The pack package reads them.
//
//go:embed all:packs
var Packs embed.FS
