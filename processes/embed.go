// Package processes carries the procedures that the program ships with, and the scenarios that prove them: the YAML is
// the whole content, so that its owners find nothing here that needs a programmer.
//
// A shipped file is installed once; every later change of it is a candidate that somebody publishes (design.md §6).
package processes

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// FS is the shipped files: NAME.yaml and, beside it, its scenarios NAME.test.yaml.
func FS() fs.FS { return files }

// Names lists the shipped procedures by file name, without their scenario files, in order of name.
func Names() []string {
	all, err := fs.Glob(files, "*.yaml")
	if err != nil { // the pattern is constant and well-formed
		return nil
	}
	return slices.DeleteFunc(all, func(name string) bool { return strings.HasSuffix(name, ".test.yaml") })
}

// Source is the text of one shipped file. The error is fs.ErrNotExist for an unknown name.
func Source(name string) ([]byte, error) { return files.ReadFile(name) }
