// Command dandang is 担当, an approval engine whose procedures are YAML files: server, checker, tester and administration
// in one binary.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set by the linker at a release.
var version = ""

// The exit codes, beside those that check and test have of their own.
const (
	exitFine   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() { os.Exit(run(os.Args[1:], os.Getenv, os.Stdout, os.Stderr)) }

// run carries out one command line and answers the exit code. env is os.Getenv or a stand-in.
func run(args []string, env func(string) string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return runContext(ctx, args, env, os.Stdin, stdout, stderr)
}

// exitError ends the program with a code of its own; its text has been told already.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is a command line that cannot be understood.
type usageError struct{ error }

// app is what every command works with.
type app struct {
	env            func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
}

func runContext(ctx context.Context, args []string, env func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{env: env, stdin: stdin, stdout: stdout, stderr: stderr}
	root := &cobra.Command{
		Use: "dandang", Short: "担当:用 YAML 文件写办事规则的审批系统", SilenceUsage: true, SilenceErrors: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(a.serveCommand(), a.checkCommand(), a.testCommand(), a.fmtCommand(), a.schemaCommand(), a.diagramCommand(),
		a.dbCommand(), a.keyCommand(), a.directoryCommand(), a.userCommand(), a.auditCommand(), a.verifyPackageCommand(), a.versionCommand())
	err := root.ExecuteContext(ctx)
	var code exitError
	var usage usageError
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage):
		a.complain("%v\n用法见 dandang --help\n", err)
		return exitUsage
	default:
		a.complain("%v\n", err)
		return exitFailed
	}
}

// say writes to the standard output; a broken pipe is nobody's to mend.
func (a *app) say(format string, args ...any) { _, _ = fmt.Fprintf(a.stdout, format, args...) }

// complain writes to the standard error.
func (a *app) complain(format string, args ...any) { _, _ = fmt.Fprintf(a.stderr, format, args...) }

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "显示版本", Args: cobra.NoArgs,
		Run: func(*cobra.Command, []string) { a.say("dandang %s\n", versionText()) },
	}
}

// versionText is the release, or the commit that was built.
func versionText() string {
	if version != "" {
		return version
	}
	text := "dev"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				text = "dev-" + s.Value[:12]
			}
		}
	}
	return text
}
