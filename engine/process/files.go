package process

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"

	"dandang/internal/yamldoc"
)

// The results of CheckFiles and FormatFiles, which are also exit codes.
const (
	ExitFine     = 0
	ExitBroken   = 1
	ExitWarnings = 3
)

// CheckFiles parses and checks procedures and writes every problem, with its line, to out. It returns ExitBroken when a
// file cannot be read or has an error, else ExitWarnings when there is a warning, else ExitFine.
func CheckFiles(paths []string, out io.Writer) int {
	code := ExitFine
	all := definitions(paths)
	for _, path := range paths {
		switch result := checkFile(path, all, out); {
		case result == ExitBroken:
			code = ExitBroken
		case result == ExitWarnings && code == ExitFine:
			code = ExitWarnings
		}
	}
	return code
}

func checkFile(path string, all map[string]*Definition, out io.Writer) int {
	src, err := os.ReadFile(path)
	if err != nil {
		_, _ = fmt.Fprintf(out, "%s: 错误:文件读不出来,请核对路径和权限(%v)\n", path, err)
		return ExitBroken
	}
	d, problems := Parse(path, src)
	if d != nil {
		links := CheckLinks(d, func(key string) *Definition { return all[key] })
		for _, p := range append(links, CheckLinked(d, all)...) {
			p.File = path
			problems = append(problems, p)
		}
		slices.SortStableFunc(problems, func(a, b yamldoc.Problem) int { return cmp.Or(a.Line-b.Line, a.Col-b.Col) })
	}
	return Report(path, src, problems, out)
}

// definitions reads the procedures of files that can be read, by key, so that linked cases are checked across files.
func definitions(paths []string) map[string]*Definition {
	all := map[string]*Definition{}
	for _, path := range paths {
		if src, err := os.ReadFile(path); err == nil {
			if d, _ := Parse(path, src); d != nil {
				all[d.Key] = d
			}
		}
	}
	return all
}

// Report writes problems and a summary, and returns the exit code that they stand for.
func Report(path string, src []byte, problems []yamldoc.Problem, out io.Writer) int {
	faults, warnings := 0, 0
	for _, p := range problems {
		if p.Severity == yamldoc.Error {
			faults++
		} else {
			warnings++
		}
		_, _ = fmt.Fprint(out, p.Format(src))
	}
	switch {
	case faults > 0:
		_, _ = fmt.Fprintf(out, "%s: %d个错误,%d个提醒\n", path, faults, warnings)
		return ExitBroken
	case warnings > 0:
		_, _ = fmt.Fprintf(out, "%s: 没有错误,%d个提醒\n", path, warnings)
		return ExitWarnings
	}
	_, _ = fmt.Fprintf(out, "%s: 没有问题\n", path)
	return ExitFine
}

// FormatFiles formats procedures in a language ("zh", "en" or "" for as they are). With write it rewrites the files that
// change and names them on out; otherwise it writes the result to out. It returns ExitBroken when a file cannot be read,
// understood or written, else ExitFine.
func FormatFiles(paths []string, lang string, write bool, out io.Writer) int {
	code := ExitFine
	for _, path := range paths {
		if err := formatFile(path, lang, write, out); err != nil {
			_, _ = fmt.Fprintf(out, "%s: 错误:%v\n", path, err)
			code = ExitBroken
		}
	}
	return code
}

func formatFile(path, lang string, write bool, out io.Writer) error {
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	formatted, err := Format(src, lang)
	switch {
	case err != nil:
		return err
	case !write:
		_, err = out.Write(formatted)
		return err
	case bytes.Equal(src, formatted):
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(out, path)
	return os.WriteFile(path, formatted, info.Mode().Perm())
}
