package yamldoc

import (
	"strings"

	"gopkg.in/yaml.v3"
)

type scanner struct {
	file     string
	lines    [][]rune
	problems []Problem
	tooDeep  bool
}

func newScanner(file string, lines [][]rune) *scanner { return &scanner{file: file, lines: lines} }
func (s *scanner) run()                               {}
func (s *scanner) restore(*yaml.Node)                 {}
func (s *scanner) mended() string {
	var b strings.Builder
	for _, l := range s.lines {
		b.WriteString(string(l))
		b.WriteByte('\n')
	}
	return b.String()
}
