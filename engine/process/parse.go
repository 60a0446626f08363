package process

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"time"

	"dandang/engine/guard"
	"dandang/internal/yamldoc"
)

// Language is the version of the process language that this package reads.
const Language = 1

// Parse reads and checks one procedure. file names the source in problems. All problems are reported at once, in the
// order of the file; the definition is nil when any of them is an error.
func Parse(file string, src []byte) (*Definition, []yamldoc.Problem) {
	doc, problems := yamldoc.Parse(file, mendAllBut(src))
	if doc == nil {
		return nil, problems
	}
	b := &builder{decoder: decoder{doc: doc, lines: sourceLines(src), problems: problems}, def: &Definition{}}
	b.decode(doc.Root, reflect.ValueOf(&b.src).Elem(), "", "文件")
	b.oneLanguage()
	b.build(src)
	problems = yamldoc.Sort(b.problems)
	if yamldoc.HasErrors(problems) {
		return nil, problems
	}
	return b.def, problems
}

// ErrInvalid is what the error of Compile wraps.
var ErrInvalid = errors.New("流程文件有错误")

// InvalidError lists the problems of a file that cannot be used.
type InvalidError struct{ Problems []yamldoc.Problem }

// Error is the first error, and how many more there are.
func (e *InvalidError) Error() string {
	for _, p := range e.Problems {
		if p.Severity == yamldoc.Error {
			return ErrInvalid.Error() + ":" + p.Error()
		}
	}
	return ErrInvalid.Error()
}

// Unwrap is ErrInvalid.
func (e *InvalidError) Unwrap() error { return ErrInvalid }

// Compile is Parse for callers that only need a definition: its error is an *InvalidError with all problems. Warnings
// are no error.
func Compile(file string, src []byte) (*Definition, error) {
	d, problems := Parse(file, src)
	if d == nil {
		return nil, &InvalidError{problems}
	}
	return d, nil
}

// sourceLines cuts a source into lines of characters, as package yamldoc counts them.
func sourceLines(src []byte) [][]rune {
	s := strings.TrimPrefix(string(src), "\uFEFF")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	var lines [][]rune
	for line := range strings.SplitSeq(s, "\n") {
		lines = append(lines, []rune(line))
	}
	return lines
}

// builder makes a Definition of what was decoded. Problems do not stop it: it builds what it can, so that everything
// is found in one pass.
type builder struct {
	decoder
	src   fileSrc
	def   *Definition
	scope *scope

	sealed map[string]bool // fields that guards must not read
	events map[string]bool // ids of all events
	lost   bool            // some destination is unknown, so that paths cannot be followed
	asked  map[string]bool // events that an overdue step asks for
}

func (b *builder) build(src []byte) {
	sum := sha256.Sum256(src)
	b.def.Source, b.def.Hash = append([]byte(nil), src...), hex.EncodeToString(sum[:])
	b.scope = &scope{paths: basePaths(), lang: b.language()}
	b.def.index.scope = b.scope
	b.sealed, b.events, b.asked = map[string]bool{}, map[string]bool{}, map[string]bool{}
	b.header()
	b.declare()
	b.linkPaths()
	b.def.buildIndex()
	b.decisions()
	b.fieldGuards()
	b.statesAndEvents()
	b.def.buildIndex()
	b.references()
	if !yamldoc.HasErrors(b.problems) || len(b.def.States) > 0 {
		b.check()
	}
}

// oneLanguage warns when English and Chinese keys are mixed.
func (b *builder) oneLanguage() {
	if b.zh == nil || b.en == nil {
		return
	}
	other, lang, code := b.en, "中文", "zh"
	if b.language() == "en" {
		other, lang, code = b.zh, "英文", "en"
	}
	b.warnAt(other, "mixed-language", "可用 dandang fmt --lang "+code+" 统一", "文件用%s关键词,这里的“%s”是另一种写法", lang, other.Value)
}

func (b *builder) header() {
	s, d := &b.src, b.def
	d.Pos = pos(b.doc.Root)
	if s.Language.set() && s.Language.v != Language {
		b.errorAt(s.Language.n, "language", "请写 1", "语言版本只有 1,这里是“%s”", s.Language.n.Value)
	}
	d.Language = Language
	d.Key, d.Name, d.Guide, d.Retention = s.Process.s, s.Name.s, s.Guide.s, s.Retention.s
	if s.Process.set() {
		b.identifier(s.Process, "流程标识", true)
	}
	d.Basis = strs(s.Basis)
	d.SamePerson = SamePerson(or(s.SamePerson.s, string(SameNone)))
	d.Secrecy = Internal
	if s.Secrecy.s != "" {
		d.Secrecy = Secrecy(s.Secrecy.s)
	}
	if e := s.Effective; e != nil && e.From.set() {
		d.Effective = e.From.s
		if !validDate(e.From.s) {
			b.errorAt(e.From.n, "bad-date", "请写成 2026-01-01 的样子", "日期“%s”不对", e.From.s)
		}
	}
}

func validDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func pos(n *yamldoc.Node) Pos {
	if n == nil {
		return Pos{}
	}
	return Pos{n.Line, n.Column}
}

func strs(list []text) []string {
	var out []string
	for _, t := range list {
		if t.set() {
			out = append(out, t.s)
		}
	}
	return out
}

// guard compiles an expression; nil when nothing was written or it is wrong.
func (b *builder) guard(n *yamldoc.Node, s string, want guard.Type) *guard.Expr {
	if n == nil {
		return nil
	}
	plain, columns := plainGuard(s)
	e, found := guard.Compile(plain, b.scope, want)
	for i := range found {
		b.durationParam(&found[i])
	}
	b.guardProblems(n, columns, found)
	if e == nil {
		return nil
	}
	b.noSealed(n, e)
	return e
}

// durationParam explains why a param that is there cannot be read: limits are no values.
func (b *builder) durationParam(p *guard.Problem) {
	for i := range b.def.Params {
		id := b.def.Params[i].ID
		named := strings.HasSuffix(p.Msg, "“params."+id+"”") || strings.HasSuffix(p.Msg, "“参数."+id+"”")
		if named && b.def.Params[i].Value == nil {
			p.Msg, p.Hint = "参数“"+id+"”是期限,不能用在这里", "期限只用于“期限”“总时限”“时长”"
		}
	}
}

// condition compiles an expression that is true or false.
func (b *builder) condition(e expr) *guard.Expr {
	if !e.set() {
		return nil
	}
	return b.guard(e.n, e.s, guard.T(guard.Bool))
}

// noSealed refuses expressions over sealed fields (design.md §4 Guards).
func (b *builder) noSealed(n *yamldoc.Node, e *guard.Expr) {
	for _, path := range e.Reads() {
		if field := b.fieldOf(path); b.sealed[field] {
			b.errorAt(n, "sealed-read", "请改用不密封的字段", "密封字段“%s”不能用在条件、计算、模板和带入里", field)
		}
	}
}

// fieldOf is the field that a path reads, or its first part.
func (b *builder) fieldOf(path string) string {
	path = strings.TrimPrefix(CanonPath(path), "previous.")
	field, _, _ := strings.Cut(path, ".")
	return field
}

// value compiles what exprOrText holds: a text when it is quoted or a lone word that names nothing.
func (b *builder) value(e exprOrText, want guard.Type) *guard.Expr {
	if !e.set() {
		return nil
	}
	if b.isText(e) {
		literal := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(e.s) + `"`
		made, found := guard.Compile(literal, b.scope, want)
		for _, p := range found {
			b.errorAt(e.n, "guard", p.Hint, "%s", p.Msg)
		}
		return made
	}
	return b.guard(e.n, e.s, want)
}

func (b *builder) isText(e exprOrText) bool {
	return quotedText(e.n) || b.aWord(e.s)
}

// aWord reports whether s is one word that names nothing.
func (b *builder) aWord(s string) bool {
	words := guardWords(s)
	if len(words) != 1 || words[0].text != strings.TrimSpace(s) || strings.Contains(s, ".") {
		return false
	}
	_, isTruth := truth(words[0].text)
	_, known := b.scope.Lookup(words[0].text)
	return !isTruth && !known && !isRoot(words[0].text)
}
