package guard

import (
	"fmt"
	"slices"
	"strings"
)

// Limits on what is parsed at all: the parser recurses per level of nesting
// and would exhaust the stack on millions of parentheses.
const (
	maxRunes = 2000
	maxDepth = 64
)

// frame is an open bracket or question mark.
type frame struct {
	open string // "(", "call", "[" or "?"
	at   int    // token index
}

// grammar checks that tokens form one expression, so that what is wrong can be
// said in the owner's words; the parser is only given what passes here.
type grammar struct {
	src    []rune
	tokens []token
	stack  []frame
	depth  int // brackets, question marks and prefix operators, nested
	prefix int // prefix operators since the last operand
	ps     *problems
}

// check reports the first mistake and returns false, or returns true.
func (g *grammar) check() bool {
	wantOperand := true
	for i, t := range g.tokens {
		if t.kind == tkOther {
			return false
		}
		var ok bool
		if wantOperand {
			wantOperand, ok = g.operand(i, t)
		} else {
			wantOperand, ok = g.operatorAt(i, t)
		}
		if !ok {
			return false
		}
		if g.depth+g.prefix > maxDepth {
			g.ps.addf(t.from, t.to, "请拆成几个条件", "括号、条件或否定嵌套超过%d层", maxDepth)
			return false
		}
	}
	return g.finish(wantOperand)
}

// written is the source of a token, as the owner spelled it.
func (g *grammar) written(t token) string { return string(g.src[t.from:t.to]) }

// operand handles a token where a value is expected.
func (g *grammar) operand(i int, t token) (wantOperand, ok bool) {
	switch {
	case t.leaf():
		g.prefix = 0
		return false, true
	case t.is("("), t.is("["):
		g.push(t.text, i)
		return true, true
	case t.is("not"), t.is("-"):
		g.prefix++
		return true, true
	case t.is(")") && g.top("call") && g.tokens[i-1].is("("),
		t.is("]") && g.top("[") && g.tokens[i-1].is("["):
		g.pop()
		return false, true
	case t.is("+"):
		g.ps.add(t.from, t.to, "正数前面不写“+”", "请删去“+”")
	case i == 0:
		g.ps.addf(t.from, t.to, "", "表达式不能以“%s”开头", g.written(t))
	default:
		g.missingOperand(g.tokens[i-1], t)
	}
	return false, false
}

func (g *grammar) missingOperand(prev, t token) {
	switch {
	case prev.is(",") && (t.is("]") || t.is(")")):
		g.ps.add(prev.from, prev.to, "这里多了一个逗号", "请删去")
	case prev.is("(") && t.is(")"):
		g.ps.add(prev.from, t.to, "括号里是空的", "")
	case prev.is(">") && t.is("=="), prev.is("<") && t.is("=="):
		g.ps.addf(prev.from, t.to, fmt.Sprintf("请改为 %s=", prev.text), "“%s”和“=”要连在一起", prev.text)
	default:
		g.ps.addf(t.from, t.to, "", "“%s”和“%s”之间缺少一个值", g.written(prev), g.written(t))
	}
}

// operatorAt handles a token where an operator or the end is expected.
func (g *grammar) operatorAt(i int, t token) (wantOperand, ok bool) {
	switch {
	case t.leaf():
		g.missingOperator(g.tokens[i-1], t)
	case t.is("("):
		if g.tokens[i-1].kind == tkPath {
			g.push("call", i)
			return true, true
		}
		g.missingOperator(g.tokens[i-1], t)
	case t.is("["):
		g.ps.add(t.from, t.to, "不能用方括号取列表中的某一项", "请用 值 in 列表 或 len(列表)")
	case t.is("not"):
		if i+1 < len(g.tokens) && g.tokens[i+1].is("in") {
			g.tokens[i].text, g.tokens[i+1].text = "not in", ""
			return false, true
		}
		g.ps.addf(t.from, t.to, "两个条件之间请写 and 或 or;不在列表中请写 not in", "“%s”前面缺少运算符", g.written(t))
	case t.text == "":
		return true, true // the in of not in
	case t.is(")"), t.is("]"):
		return false, g.close(t)
	case t.is(","):
		return true, g.comma(i, t)
	case t.is("?"):
		g.push("?", i)
		return true, true
	case t.is(":"):
		return true, g.colon(t)
	default:
		return true, true
	}
	return false, false
}

func (g *grammar) missingOperator(prev, t token) {
	for _, w := range []token{prev, t} {
		if hint, ok := refusedWords[w.text]; ok && w.kind == tkPath {
			g.ps.addf(w.from, w.to, hint, "条件中不能使用“%s”", w.text)
			return
		}
	}
	for _, word := range []string{"属于", "且", "或"} {
		if t.kind == tkPath && strings.HasPrefix(t.text, word) {
			g.ps.addf(t.from, t.to, "“"+word+"”前后请各空一格", "“%s”与后面的名称连在一起", word)
			return
		}
	}
	g.ps.addf(t.from, t.to, "两个条件之间请写 and 或 or;文字请加英文双引号", "“%s”前面缺少运算符", g.written(t))
}

func (g *grammar) push(open string, at int) {
	g.stack = append(g.stack, frame{open, at})
	g.depth++
}

func (g *grammar) pop() {
	g.stack = g.stack[:len(g.stack)-1]
	g.depth--
}

func (g *grammar) top(open string) bool {
	return len(g.stack) > 0 && g.stack[len(g.stack)-1].open == open
}

// close handles ) and ].
func (g *grammar) close(t token) bool {
	want := map[string][]string{")": {"(", "call"}, "]": {"["}}[t.text]
	switch {
	case len(g.stack) == 0:
		g.ps.addf(t.from, t.to, "请删去,或在前面补上左括号", "多了一个“%s”", t.text)
	case g.top("?"):
		g.noColon()
	case !slices.ContainsFunc(want, g.top):
		open := g.tokens[g.stack[len(g.stack)-1].at]
		g.ps.addf(t.from, t.to, "", "括号不配对:第%d列是“%s”,这里是“%s”", open.from+1, open.text, t.text)
	default:
		g.pop()
		return true
	}
	return false
}

func (g *grammar) noColon() {
	q := g.tokens[g.stack[len(g.stack)-1].at]
	g.ps.add(q.from, q.to, "“?”后面缺少“:”", "请写成 条件 ? 值 : 其他值")
}

func (g *grammar) comma(i int, t token) bool {
	if g.top("call") || g.top("[") {
		return true
	}
	prev := g.tokens[i-1]
	if prev.kind == tkNumber && prev.to == t.from && i+1 < len(g.tokens) && g.tokens[i+1].kind == tkNumber {
		next := g.tokens[i+1]
		g.ps.add(prev.from, next.to, "数字中不要写千分位逗号", fmt.Sprintf("请改为 %s%s", prev.text, next.text))
		return false
	}
	g.ps.add(t.from, t.to, "逗号只能用在 [ ] 列表或函数的括号里", "两个条件之间请写 and 或 or")
	return false
}

func (g *grammar) colon(t token) bool {
	if !g.top("?") {
		g.ps.add(t.from, t.to, "这里的“:”没有对应的“?”", "请写成 条件 ? 值 : 其他值")
		return false
	}
	g.stack = g.stack[:len(g.stack)-1] // the branch nests on: depth stays
	return true
}

// finish checks what is left open at the end of the source.
func (g *grammar) finish(wantOperand bool) bool {
	switch {
	case len(g.tokens) == 0:
		return false
	case wantOperand:
		last := g.tokens[len(g.tokens)-1]
		g.ps.addf(last.from, last.to, "", "“%s”后面没有写完", g.written(last))
	case g.top("?"):
		g.noColon()
	case len(g.stack) > 0:
		open := g.tokens[g.stack[len(g.stack)-1].at]
		right := map[string]string{"(": ")", "[": "]"}[open.text]
		g.ps.addf(open.from, open.to, fmt.Sprintf("请补上“%s”", right), "“%s”没有配对", open.text)
	default:
		return true
	}
	return false
}
