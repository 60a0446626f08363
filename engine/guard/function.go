package guard

import (
	"fmt"
	"strings"
)

// previousPrefix begins the path of a field's value before this round.
const previousPrefix = "previous."

// function is one callable of the language.
type function struct {
	op       Op
	min, max int // number of arguments
	usage    string
}

var functions = map[string]function{
	"given":        {OpGiven, 1, 1, "given(字段)"},
	"previous":     {OpPath, 1, 1, "previous(字段)"},
	"days_between": {OpDays, 2, 2, "days_between(开始日期, 结束日期)"},
	"min":          {OpMin, 2, 20, "min(a, b)"},
	"max":          {OpMax, 2, 20, "max(a, b)"},
	"len":          {OpLen, 1, 1, "len(列表)"},
	"any_of":       {OpIn, 2, 2, "any_of(列表, 值)"},
	"plus_days":    {OpPlusDays, 2, 2, "plus_days(日期, 天数)"},
	"plus_months":  {OpPlusMonths, 2, 2, "plus_months(日期, 月数)"},
	"plus_years":   {OpPlusYears, 2, 2, "plus_years(日期, 年数)"},
	"sum":          {OpSum, 1, 1, "sum(表格.列)"},
	"latest":       {OpLatest, 1, 1, "latest(表格.日期列)"},
	"earliest":     {OpEarliest, 1, 1, "earliest(表格.日期列)"},
}

// functionNames in the order in which messages list them.
const functionNames = "given、previous、days_between、min、max、len、any_of、plus_days、plus_months、plus_years、sum、latest、earliest"

// function resolves a call; name is the token it was called by.
func (b *builder) function(call *node, name token) *node {
	f, ok := functions[name.text]
	if !ok {
		call.bad = true
		hint := "可用的函数:" + functionNames
		if near := nearest(name.text, strings.Split(functionNames, "、")); len(near) > 0 {
			hint = "是不是 " + near[0]
		} else if h, refused := refusedWords[name.text]; refused && h != "" {
			hint = h
		}
		b.ps.addf(name.from, name.to, hint, "没有函数“%s”", name.text)
		return call
	}
	if n := len(call.args); n < f.min || n > f.max {
		call.bad = true
		b.ps.add(call.from, call.to, fmt.Sprintf("函数“%s”的参数个数不对", name.text), "写法是 "+f.usage)
		return call
	}
	switch {
	case name.text == "any_of":
		call.args[0], call.args[1] = call.args[1], call.args[0]
	case f.op == OpPath:
		return b.previous(call)
	case f.op == OpGiven && call.args[0].op != OpPath && !call.args[0].bad:
		call.bad = true
		b.ps.add(call.args[0].from, call.args[0].to, "given 的括号里只能写一个字段", "写法是 "+f.usage)
	}
	call.op, call.path = f.op, ""
	return call
}

// previous turns previous(x) into the path "previous.x".
func (b *builder) previous(call *node) *node {
	arg := call.args[0]
	if arg.op != OpPath || strings.HasPrefix(arg.path, previousPrefix) {
		call.bad = true
		b.ps.add(arg.from, arg.to, "previous 的括号里只能写一个字段", "写法是 previous(字段)")
		return call
	}
	return &node{op: OpPath, path: previousPrefix + arg.path, from: call.from, to: call.to}
}
