package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
	"dandang/engine/scenario"
)

// places is everything that a row of docs/procedures.md may refer to.
type places struct {
	known     map[string]bool     // references to parts of procedures
	owed      []string            // those that some row must refer to: states, events, fields, documents, params
	scenarios map[string][]string // names by scenario file
	tests     map[string]bool     // Go test functions of the repository
	decisions map[string]bool     // numbers of the records in docs/adr
}

// everyPlace reads the procedures, scenarios, Go tests and decision records of the repository.
func everyPlace(t *testing.T) places {
	t.Helper()
	p := places{known: map[string]bool{}, scenarios: map[string][]string{}, tests: map[string]bool{}, decisions: map[string]bool{}}
	for _, d := range definitions(t) {
		p.procedure(d.Definition)
	}
	files, err := filepath.Glob("processes/*" + scenario.Suffix)
	require.NoError(t, err)
	for _, file := range files {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		key := strings.TrimSuffix(filepath.Base(file), scenario.Suffix)
		p.scenarios[key] = append(p.scenarios[key], scenarioNames(src)...)
	}
	records, err := filepath.Glob("docs/adr/*.md")
	require.NoError(t, err)
	for _, file := range records {
		p.decisions[filepath.Base(file)[:4]] = true
	}
	p.goTests(t)
	return p
}

func (p *places) goTests(t *testing.T) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				p.tests[f.Name.Name] = true
			}
		}
		return nil
	}))
}

func (p *places) know(owed bool, format string, args ...any) {
	ref := fmt.Sprintf(format, args...)
	if owed && !p.known[ref] {
		p.owed = append(p.owed, ref)
	}
	p.known[ref] = true
}

// procedure lists every part of a procedure as rows write it.
func (p *places) procedure(d *process.Definition) {
	for _, whole := range []string{"编号", "当事人", "不得重复", "保管期限", "知悉范围", "维护人", "施行日期", "指南"} {
		p.know(false, "%s.%s", d.Key, whole)
	}
	for i := range d.States {
		p.state(d.Key, &d.States[i])
	}
	for i := range d.Everywhere {
		p.know(true, "%s#通用/%s", d.Key, d.Everywhere[i].ID)
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		p.know(true, "%s.字段.%s", d.Key, f.ID)
		for _, o := range f.Options {
			p.know(false, "%s.选项.%s.%s", d.Key, f.ID, o.Value)
		}
		for c := range f.Columns {
			p.know(false, "%s.字段.%s.%s", d.Key, f.ID, f.Columns[c].ID)
		}
	}
	for i := range d.Documents {
		p.know(true, "%s.文书.%s", d.Key, d.Documents[i].ID)
	}
	for i := range d.Params {
		p.know(true, "%s.参数.%s", d.Key, d.Params[i].ID)
	}
	for i := range d.Decisions {
		p.know(false, "%s.判定表.%s", d.Key, d.Decisions[i].ID)
		for n := range d.Decisions[i].Rules {
			p.know(false, "%s.判定表.%s[%d]", d.Key, d.Decisions[i].ID, n+1)
		}
	}
	p.lists(d)
}

func (p *places) lists(d *process.Definition) {
	for i := range d.Roles {
		p.know(false, "%s.角色.%s", d.Key, d.Roles[i].ID)
	}
	for i := range d.Ledgers {
		p.know(false, "%s.额度.%s", d.Key, d.Ledgers[i].ID)
	}
	for i := range d.Starts {
		p.know(false, "%s.发起.%s", d.Key, d.Starts[i].State)
	}
	for _, r := range d.Registers {
		p.know(false, "%s.台账.%s", d.Key, r.Name)
	}
}

func (p *places) state(key string, s *process.State) {
	p.know(true, "%s#%s", key, s.ID)
	for i := range s.On {
		p.know(true, "%s#%s/%s", key, s.ID, s.On[i].ID)
	}
	if s.After != nil {
		p.know(true, "%s#%s/到期", key, s.ID)
	}
	for i := range s.Tasks {
		if s.Tasks[i].Group != "" {
			p.know(false, "%s.组.%s.%s", key, s.ID, s.Tasks[i].Group)
		}
	}
	for i := range s.Duties {
		p.know(false, "%s.时限.%s.%s", key, s.ID, s.Duties[i].ID)
	}
}

// resolves reports whether a reference leads somewhere.
func (p *places) resolves(ref string) bool {
	if name, ok := strings.CutPrefix(ref, "engine:"); ok {
		return p.tests[name]
	}
	if number, ok := strings.CutPrefix(ref, "adr:"); ok {
		return p.decisions[number]
	}
	if rest, ok := strings.CutPrefix(ref, "scenario: "); ok {
		file, name, _ := strings.Cut(strings.TrimSuffix(rest, "」"), "「")
		for _, s := range p.scenarios[file] {
			if name != "" && strings.HasPrefix(s, name) {
				return true
			}
		}
		return false
	}
	return p.known[ref]
}

// covers lists what a reference accounts for: an event accounts for its state, an option or column for its field.
func covers(ref string) []string {
	refs := []string{ref}
	if state, _, ok := strings.Cut(ref, "/"); ok {
		refs = append(refs, state)
	}
	for _, part := range []string{".字段.", ".选项."} {
		if key, rest, ok := strings.Cut(ref, part); ok {
			field, _, _ := strings.Cut(rest, ".")
			refs = append(refs, key+".字段."+field)
		}
	}
	return refs
}
