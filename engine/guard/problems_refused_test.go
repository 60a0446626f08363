package guard_test

import "testing"

// The parser's language beyond ours is refused in words.
func TestCompile_Refused(t *testing.T) {
	t.Parallel()
	checkProblems(t, []problemCase{
		{"closure", `filter(causes, {# == "其他"})`, []string{
			`第16列:条件中不能使用“{”,列表请用方括号 [ ] ‖1`,
			`第17列:条件中不能使用“#” ‖1`,
			`第26列:条件中不能使用“}”,列表请用方括号 [ ] ‖1`,
		}},
		{"pipe", `causes | len()`, []string{
			`第1列:“causes”是选项列表,不是条件,不能用在 or 中,请写成完整的比较,如 a == b ‖6`,
			`第8列:条件中不能使用“|”,请改为 or(或 或) ‖1`,
			`第10列:函数“len”的参数个数不对,写法是 len(列表) ‖5`,
		}},
		{"index", `causes[0] == "其他"`, []string{
			`第7列:不能用方括号取列表中的某一项,请用 值 in 列表 或 len(列表) ‖1`,
		}},
		{"slice", `causes[0:1] == causes`, []string{
			`第7列:不能用方括号取列表中的某一项,请用 值 in 列表 或 len(列表) ‖1`,
		}},
		{"map", `{a: 1}`, []string{
			`第1列:条件中不能使用“{”,列表请用方括号 [ ] ‖1`,
			`第6列:条件中不能使用“}”,列表请用方括号 [ ] ‖1`,
		}},
		{"let", `let x = 1; x > 0`, []string{
			`第1列:条件中不能使用“let” ‖3`,
			`第7列:这里是一个等号“=”,判断相等请改为 == ‖1`,
			`第10列:条件中不能使用“;”,一个条件只能写一个表达式,多个条件请用 and 连接 ‖1`,
		}},
		{"if-else", `if verified {1} else {2}`, []string{
			`第1列:条件中不能使用“if”,请用 条件 ? 值 : 其他值 ‖2`,
			`第13列:条件中不能使用“{”,列表请用方括号 [ ] ‖1`,
			`第15列:条件中不能使用“}”,列表请用方括号 [ ] ‖1`,
			`第22列:条件中不能使用“{”,列表请用方括号 [ ] ‖1`,
			`第24列:条件中不能使用“}”,列表请用方括号 [ ] ‖1`,
		}},
		{"matches", `code matches "x"`, []string{
			`第6列:条件中不能使用“matches” ‖7`,
		}},
		{"contains", `code contains "x"`, []string{
			`第6列:条件中不能使用“contains”,列表请用 值 in 列表 ‖8`,
		}},
		{"range", `count in 1..5`, []string{
			`第11列:条件中不能使用“..”,请用 >= 和 <= 写出范围 ‖2`,
		}},
		{"coalescing", `amount ?? 0 > 1`, []string{
			`第8列:条件中不能使用“??”,请用 given(字段) ? 字段 : 其他值 ‖2`,
		}},
		{"optional chaining", `cadre?.unit == "x"`, []string{
			`第6列:条件中不能使用“?.”,直接写“.”即可,缺少的值会自动识别 ‖2`,
		}},
		{"method call", `code.upper() == "x"`, []string{
			`第1列:没有函数“code.upper”,可用的函数:given、previous、days_between、min、max、len、any_of、plus_days、plus_months、plus_years、sum、latest、earliest ‖10`,
		}},
		{"call of a result", `given(amount)(1)`, []string{
			`第14列:“(”前面缺少运算符,两个条件之间请写 and 或 or;文字请加英文双引号 ‖1`,
		}},
		{"backtick text", "code == `x`", []string{
			"第9列:条件中不能使用“`”,文字请用英文双引号 ‖1",
			"第11列:条件中不能使用“`”,文字请用英文双引号 ‖1",
		}},
		{"comment", `verified // x`, []string{
			`第10列:条件中不能使用“//”,条件中不能写注释 ‖2`,
		}},
		{"block comment", `verified /* x */`, []string{
			`第10列:条件中不能使用“/*”,条件中不能写注释 ‖2`,
		}},
		{"power", `count ** 2 > 4`, []string{
			`第7列:条件中不能使用“**”,请用乘法写出 ‖2`,
		}},
		{"caret", `count ^ 2 > 4`, []string{
			`第7列:条件中不能使用“^”,请用乘法写出 ‖1`,
		}},
		{"remainder", `count % 2 == 0`, []string{
			`第7列:条件中不能使用“%”,百分之五请写 0.05 ‖1`,
		}},
		{"clock", `now() > on`, []string{
			`第1列:没有函数“now”,可用的函数:given、previous、days_between、min、max、len、any_of、plus_days、plus_months、plus_years、sum、latest、earliest ‖3`,
		}},
		{"builtin", `upper(code) == "X"`, []string{
			`第1列:没有函数“upper”,可用的函数:given、previous、days_between、min、max、len、any_of、plus_days、plus_months、plus_years、sum、latest、earliest ‖5`,
		}},
		{"nil", `amount == nil`, []string{
			`第11列:没有字段或名称“nil”,判断是否填写请用 given(字段) ‖3`,
		}},
		{"pointer", `# > 1`, []string{
			`第1列:条件中不能使用“#” ‖1`,
		}},
		{"type function", `type(code) == "x"`, []string{
			`第1列:没有函数“type”,可用的函数:given、previous、days_between、min、max、len、any_of、plus_days、plus_months、plus_years、sum、latest、earliest ‖4`,
		}},
		{"root reference", `$env.x == 1`, []string{
			`第1列:这里不认识字符“$”,请删去;文字请加英文双引号 ‖1`,
		}},
	})
}
