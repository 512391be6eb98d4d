package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"entente"
	"entente/internal/accounts"
)

// The exit codes. Scripts depend on them.
const (
	exitOK      = 0
	exitFinding = 1 // the program did its work and found something wrong: an altered ledger, a faulty pack, refused rows
	exitFailure = 2 // it could not do its work: bad usage, bad input, a file that is not there
)

// An app is the command line.
type app struct {
	Data string `help:"Data folder of the node." env:"ENTENTE_DATA" default:"${data}" placeholder:"DIR"`
	Pack string `help:"Content pack: the name of a built-in one, or a folder." env:"ENTENTE_PACK" placeholder:"PACK"`

	Read       readCommand       `cmd:"" help:"Read documents: statements, what each does, who is bound, by when."`
	Compare    compareCommand    `cmd:"" help:"Compare two documents of a series, or two languages of one."`
	Register   registerCommand   `cmd:"" help:"Browse, search and export the register of the pack."`
	Assess     assessCommand     `cmd:"" help:"Say which undertakings are met, by whom, by which published figures."`
	Import     importCommand     `cmd:"" help:"Take figures from a published file, and say what became of every cell."`
	Export     exportCommand     `cmd:"" help:"Print the figures of a publication as SDMX, for other programs."`
	Sources    sourcesCommand    `cmd:"" help:"List the files that the pack knows how to read."`
	Score      scoreCommand      `cmd:"" help:"Judge what no number measures: score, compare, resolve, publish."`
	Revisions  revisionsCommand  `cmd:"" help:"List the figures that a later vintage revised, and the verdicts that changed with them."`
	Report     reportCommand     `cmd:"" help:"Write the compliance report: every undertaking, party and figure in one document."`
	Watch      watchCommand      `cmd:"" help:"Read signals: what ships report."`
	Assets     assetsCommand     `cmd:"" help:"Check files of what lies on the sea floor."`
	Passes     passesCommand     `cmd:"" help:"Say which satellites can see an area, when, and how long nobody sees it."`
	Balance    balanceCommand    `cmd:"" help:"Set requirements against contributions: solve, and prove the answer."`
	Due        dueCommand        `cmd:"" help:"Say what is due, what is late, what waits for whom."`
	Case       caseCommand       `cmd:"" help:"Run procedures: open cases, act in them, see how they stood at any time."`
	Procedure  procedureCommand  `cmd:"" help:"Check, show and draw definitions of procedures."`
	Webhook    webhookCommand    `cmd:"" help:"Tell other programs what happens in cases."`
	Fact       factCommand       `cmd:"" help:"Record and look up facts."`
	Verify     verifyCommand     `cmd:"" help:"Prove that a ledger was not altered, from its files alone."`
	PackCmd    packCommand       `cmd:"" name:"pack" help:"Check and show content packs."`
	Checkpoint checkpointCommand `cmd:"" help:"Print signed checkpoints, to be kept elsewhere."`
	Serve      serveCommand      `cmd:"" help:"Serve the web pages and the JSON API."`
	Person     personCommand     `cmd:"" help:"Say who may sign in, and for whom they may act."`
	Key        keyCommand        `cmd:"" help:"Show the node's public key."`
	Version    versionCommand    `cmd:"" help:"Show the version."`
}

// A world is what a command may touch besides files.
type world struct {
	ctx    context.Context
	app    *app
	stdin  io.Reader
	stdout io.Writer // written out when the command has succeeded or found something; a failed one prints nothing
	screen io.Writer // the standard output itself, for what cannot wait
	stderr io.Writer
}

// A finding is an error of a command that did its work and found something wrong.
type finding struct{ text string }

func (f finding) Error() string { return f.text }

// run runs the program and returns its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var out bytes.Buffer
	w := &world{ctx, new(app), stdin, &out, stdout, stderr}
	err := w.dispatch(args)
	var found finding
	if err == nil || errors.As(err, &found) {
		if _, werr := stdout.Write(out.Bytes()); werr != nil {
			err = errors.Join(err, fmt.Errorf("write: %w", werr))
			found = finding{}
		}
	}
	switch {
	case err == nil:
		return exitOK
	case found.text != "":
		fmt.Fprintln(stderr, "entente: "+found.text)
		return exitFinding
	}
	fmt.Fprintln(stderr, "entente: "+message(err))
	return exitFailure
}

// dispatch parses the command line and runs the command.
func (w *world) dispatch(args []string) error {
	isDone := false // help was asked for and printed
	parser, err := kong.New(w.app,
		kong.Name("entente"),
		kong.Description("What an alliance promised, what became of it, and the proof. Exit codes: 0 all well, 1 something found, 2 could not do it."),
		kong.Vars{"data": dataFolder()},
		kong.Writers(w.screen, w.stderr),
		kong.Exit(func(int) { isDone = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	switch {
	case isDone:
		return nil
	case err != nil:
		return fmt.Errorf("%w; see entente --help", err)
	}
	return command.Run(w)
}

// A placed error says where it comes from: a file, a flag.
type placed struct {
	where string
	err   error
}

func (e placed) Error() string { return e.where + ": " + message(e.err) }
func (e placed) Unwrap() error { return e.err }

// message returns what an error says without what says nothing to a user: the names of our packages in front, and the
// kind of error behind.
func message(err error) string {
	text := err.Error()
	for _, kind := range []error{entente.ErrInvalid, entente.ErrUnsupported, entente.ErrConflict, entente.ErrForbidden, accounts.ErrConflict} {
		text = strings.TrimSuffix(text, ": "+kind.Error())
	}
	for {
		name, rest, found := strings.Cut(text, ": ")
		switch name {
		case "node", "ledger", "document", "text", "akn", "pack", "measure", "table", "score", "sdmx", "orbit", "procedure", "accounts":
		default:
			found = false
		}
		if !found {
			return text
		}
		text = rest
	}
}

// dataFolder returns the folder of a user's own node, after the XDG base directory specification.
func dataFolder() string {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "entente")
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "share", "entente")
	}
	return "data"
}
