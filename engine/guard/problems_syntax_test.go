package guard_test

import "testing"

// A source that is no expression is told apart by what is missing where.
func TestCompile_Syntax(t *testing.T) {
	t.Parallel()
	checkProblems(t, []problemCase{
		{"empty", "", []string{
			`第1列:表达式是空的 ‖1`,
		}},
		{"blank", `   `, []string{
			`第1列:表达式是空的 ‖1`,
		}},
		{"empty parentheses", `()`, []string{
			`第1列:括号里是空的 ‖2`,
		}},
		{"lonely opening", `(`, []string{
			`第1列:“(”后面没有写完 ‖1`,
		}},
		{"lonely closing", `)`, []string{
			`第1列:表达式不能以“)”开头 ‖1`,
		}},
		{"parenthesis not closed", `(verified`, []string{
			`第1列:“(”没有配对,请补上“)” ‖1`,
		}},
		{"parenthesis closed twice", `verified)`, []string{
			`第9列:多了一个“)”,请删去,或在前面补上左括号 ‖1`,
		}},
		{"brackets do not pair", `(verified]`, []string{
			`第10列:括号不配对:第1列是“(”,这里是“]” ‖1`,
		}},
		{"list not closed", `cause in ["其他"`, []string{
			`第10列:“[”没有配对,请补上“]” ‖1`,
		}},
		{"nothing after and", `verified and`, []string{
			`第10列:“and”后面没有写完 ‖3`,
		}},
		{"nothing after 且", `verified 且`, []string{
			`第10列:“且”后面没有写完 ‖1`,
		}},
		{"nothing before and", `and verified`, []string{
			`第1列:表达式不能以“and”开头 ‖3`,
		}},
		{"operand missing", `verified and or verified`, []string{
			`第14列:“and”和“or”之间缺少一个值 ‖2`,
		}},
		{"Chinese operand missing", `已核实 且 且 已核实`, []string{
			`第7列:“且”和“且”之间缺少一个值 ‖1`,
		}},
		{"operator missing", `verified 已核实`, []string{
			`第10列:“已核实”前面缺少运算符,两个条件之间请写 and 或 or;文字请加英文双引号 ‖3`,
		}},
		{"text not closed", `cause == "其他`, []string{
			`第10列:引号“"”没有配对,请在文字末尾补上英文引号 ‖1`,
		}},
		{"text not opened", `cause == 其他"`, []string{
			`第12列:引号“"”没有配对,请在文字末尾补上英文引号 ‖1`,
		}},
		{"not in the middle", `verified not 已核实`, []string{
			`第10列:“not”前面缺少运算符,两个条件之间请写 and 或 or;不在列表中请写 not in ‖3`,
		}},
		{"empty list", `cause in []`, []string{
			`第10列:列表是空的,请写出列表中的值 ‖2`,
		}},
		{"comma too many in a list", `cause in ["其他",]`, []string{
			`第15列:这里多了一个逗号,请删去 ‖1`,
		}},
		{"comma too many in a call", `min(amount, ) > 1`, []string{
			`第11列:这里多了一个逗号,请删去 ‖1`,
		}},
		{"comma between conditions", `verified, 已核实`, []string{
			`第9列:逗号只能用在 [ ] 列表或函数的括号里,两个条件之间请写 and 或 or ‖1`,
		}},
		{"question without colon", `verified ? 1`, []string{
			`第10列:“?”后面缺少“:”,请写成 条件 ? 值 : 其他值 ‖1`,
		}},
		{"colon in parentheses", `verified ? (1 : 2)`, []string{
			`第15列:这里的“:”没有对应的“?”,请写成 条件 ? 值 : 其他值 ‖1`,
		}},
		{"colon without question", `verified : 1`, []string{
			`第10列:这里的“:”没有对应的“?”,请写成 条件 ? 值 : 其他值 ‖1`,
		}},
		{"plus sign", `+count > 1`, []string{
			`第1列:正数前面不写“+”,请删去“+” ‖1`,
		}},
		{"unknown character", "count > \u2605", []string{
			`第9列:这里不认识字符“★”,请删去;文字请加英文双引号 ‖1`,
		}},
		{"number ending in a point", `count > 1.`, []string{
			`第10列:“.”的位置不对,“.”前后都要紧跟名称,如 cadre.unit ‖1`,
		}},
		{"number beginning with a point", `count > .5`, []string{
			`第9列:小数点前面缺少数字,请改为 0.5 ‖2`,
		}},
		{"leading zero", `count > 007`, []string{
			`第9列:整数不要以 0 开头,如果是编号,请加英文双引号 "007" ‖3`,
		}},
		{"exponent", `count > 1e3`, []string{
			`第9列:数字后面不能直接写“e3”,数字直接写,不带单位;文字请加英文双引号 ‖3`,
		}},
		{"hexadecimal", `count > 0x1f`, []string{
			`第9列:数字后面不能直接写“x1f”,数字直接写,不带单位;文字请加英文双引号 ‖4`,
		}},
		{"underscores in a number", `count > 1_000`, []string{
			`第9列:数字后面不能直接写“_000”,数字直接写,不带单位;文字请加英文双引号 ‖5`,
		}},
		{"whole number out of range", `count == 99999999999999999999`, []string{
			`第10列:数字“99999999999999999999”超出范围 ‖20`,
		}},
		{"money out of range", `amount == 92233720368547758.08`, []string{
			`第11列:“92233720368547758.08”与金额一起使用时按元理解,金额超出范围 ‖20`,
		}},
		{"unknown escape", `code == "\d"`, []string{
			`第10列:引号里不认识“\d”,只能写 \" \' \\ ‖2`,
		}},
	})
}
