package guard_test

import "testing"

// What does not fit together is refused before it runs.
func TestCompile_Types(t *testing.T) {
	t.Parallel()
	checkProblems(t, []problemCase{
		{"money alone is no condition", `amount`, []string{
			`第1列:这里需要一个条件,但“amount”是金额,请写成完整的比较,如 a == b ‖6`,
		}},
		{"number alone is no condition", `20000`, []string{
			`第1列:这里需要一个条件,但“20000”是整数,请写成完整的比较,如 a == b ‖5`,
		}},
		{"text alone is no condition", `"其他"`, []string{
			`第1列:这里需要一个条件,但“"其他"”是文本,请写成完整的比较,如 a == b ‖4`,
		}},
		{"operand of and", `amount and verified`, []string{
			`第1列:“amount”是金额,不是条件,不能用在 and 中,请写成完整的比较,如 amount > … ‖6`,
		}},
		{"operand of not", `not count == 5`, []string{
			`第5列:“count”是整数,不是条件,不能用在 not 中,not 后面的比较请加括号,如 not (a == b) ‖5`,
		}},
		{"operand of 非", `非 count == 5`, []string{
			`第3列:“count”是整数,不是条件,不能用在 非 中,非 后面的比较请加括号,如 非 (a == b) ‖5`,
		}},
		{"condition of a choice", `(count ? 1 : 2) == 1`, []string{
			`第2列:“?”前面的“count”是整数,不是条件,请写成完整的比较,如 a == b ‖5`,
		}},
		{"branches differ", `(verified ? amount : code) == amount`, []string{
			`第22列:文本“code”与金额“amount”类型不同 ‖4`,
		}},
		{"money with three decimals", `amount > 12.345`, []string{
			`第10列:“12.345”与金额一起使用时按元理解,金额最多两位小数,如 20000.00 ‖6`,
		}},
		{"money with text", `amount > "20000"`, []string{
			`第10列:文本“"20000"”与金额“amount”类型不同,数字不要加引号 ‖7`,
		}},
		{"money with a whole number field", `amount > count`, []string{
			`第10列:整数“count”与金额“amount”类型不同,只有直接写出的数字才按元理解 ‖5`,
		}},
		{"whole number with money", `count > amount`, []string{
			`第9列:金额“amount”与整数“count”类型不同,只有直接写出的数字才按元理解 ‖6`,
		}},
		{"decimal with money", `score > amount`, []string{
			`第9列:金额“amount”与小数“score”类型不同,只有直接写出的数字才按元理解 ‖6`,
		}},
		{"text with number", `code == 5`, []string{
			`第9列:整数“5”与文本“code”类型不同,文字请加英文双引号 "5" ‖1`,
		}},
		{"text with order", `code > "a"`, []string{
			`第1列:文本“code”不能用 > 比较,只有数字、金额、日期和时间能比较大小 ‖10`,
		}},
		{"truth with order", `verified > true`, []string{
			`第1列:是否“verified”不能用 > 比较,只有数字、金额、日期和时间能比较大小 ‖15`,
		}},
		{"record with text", `cadre == "张三"`, []string{
			`第10列:文本“"张三"”与记录“cadre”类型不同,请比较其中的一项,如 cadre.id ‖4`,
		}},
		{"record with record", `cadre == actor`, []string{
			`第1列:“cadre”是记录,不能直接比较,请比较其中的一项,如 cadre.id ‖14`,
		}},
		{"list with text", `causes == "其他"`, []string{
			`第11列:文本“"其他"”与选项列表“causes”类型不同,请写成 "其他" in causes ‖4`,
		}},
		{"list with list", `causes == causes`, []string{
			`第1列:“causes”是列表,不能直接比较,请用 值 in 列表 或 len(列表) ‖16`,
		}},
		{"files with files", `proof == proof`, []string{
			`第1列:“proof”是附件,不能直接比较,请用 given(附件) 或 len(附件) ‖14`,
		}},
		{"in without a list", `cause in "其他"`, []string{
			`第10列:“"其他"”是文本,不是列表,请写成列表,如 cause in ["其他"] ‖4`,
		}},
		{"in 属于 without a list", `cause 属于 "其他"`, []string{
			`第10列:“"其他"”是文本,不是列表,请写成列表,如 cause 属于 ["其他"] ‖4`,
		}},
		{"any_of without a list", `any_of(cause, "其他")`, []string{
			`第8列:“cause”是选项,不是列表,请写成列表,如 "其他" in [cause] ‖5`,
		}},
		{"list of different types", `count in [1, "2"]`, []string{
			`第14列:文本“"2"”与整数“1”类型不同,数字不要加引号 ‖3`,
		}},
		{"date written otherwise", `on > "2026/01/31"`, []string{
			`第6列:日期“2026/01/31”写得不对,请写成 "2026-01-31" ‖12`,
		}},
		{"day that does not exist", `on > "2026-02-30"`, []string{
			`第6列:日期“2026-02-30”写得不对,请写成 "2026-01-31" ‖12`,
		}},
		{"moment written otherwise", `case.opened > "昨天"`, []string{
			`第15列:时间“昨天”写得不对,请写成 "2026-01-31 08:30" ‖4`,
		}},
		{"date with moment", `on > case.opened`, []string{
			`第6列:时间“case.opened”与日期“on”类型不同,日期和时间请用 days_between(开始, 结束) 比较 ‖11`,
		}},
		{"date with number", `on > 20260131`, []string{
			`第6列:整数“20260131”与日期“on”类型不同,日期请写成 "2026-01-31" ‖8`,
		}},
		{"date arithmetic", `on + 5 > posted_on`, []string{
			`第1列:日期“on”不能加减乘除,相隔天数请用 days_between(开始日期, 结束日期) ‖2`,
		}},
		{"date difference", `on - posted_on > 5`, []string{
			`第1列:日期“on”不能加减乘除,相隔天数请用 days_between(开始日期, 结束日期) ‖2`,
		}},
		{"money times money", `amount * amount > 5`, []string{
			`第1列:金额不能乘以金额,金额只能乘以整数或小数 ‖15`,
		}},
		{"number by money", `count / amount > 1`, []string{
			`第1列:整数不能除以金额,金额只能被金额、整数或小数除 ‖14`,
		}},
		{"division by literal zero", `amount / 0 > 1`, []string{
			`第1列:不能除以零 ‖10`,
		}},
		{"division by decimal zero", `amount / 0.00 > 1`, []string{
			`第1列:不能除以零 ‖13`,
		}},
		{"text arithmetic", `code + "a" == "b"`, []string{
			`第1列:文本“code”不能参加计算 ‖4`,
		}},
		{"number in quotes", `count + "5" > 1`, []string{
			`第9列:文本“"5"”不能参加计算,数字不要加引号 ‖3`,
		}},
		{"negative truth", `-verified`, []string{
			`第2列:是否“verified”不能参加计算 ‖8`,
		}},
		{"len of a number", `len(count) > 1`, []string{
			`第5列:len 不能用于整数“count”,写法是 len(列表) ‖5`,
		}},
		{"len without argument", `len() > 1`, []string{
			`第1列:函数“len”的参数个数不对,写法是 len(列表) ‖5`,
		}},
		{"given of a condition", `given(amount > 5)`, []string{
			`第7列:given 的括号里只能写一个字段,写法是 given(字段) ‖10`,
		}},
		{"given of a literal", `given("x")`, []string{
			`第7列:given 的括号里只能写一个字段,写法是 given(字段) ‖3`,
		}},
		{"previous of a literal", `previous(5) > 1`, []string{
			`第10列:previous 的括号里只能写一个字段,写法是 previous(字段) ‖1`,
		}},
		{"previous of previous", `previous(previous(amount)) > 1`, []string{
			`第10列:previous 的括号里只能写一个字段,写法是 previous(字段) ‖16`,
		}},
		{"a day later than a number", `plus_days(count, 1) > on`, []string{
			`第11列:“count”是整数,不是日期,写法是 plus_days(日期, 天数) ‖5`,
		}},
		{"days that are no whole number", `plus_months(on, score) > on`, []string{
			`第17列:“score”是小数,不是整数,写法是 plus_months(日期, 月数) ‖5`,
		}},
		{"the latest of one day", `latest(on) > on`, []string{
			`第8列:“on”是日期,不是列表,写法是 latest(表格.日期列) ‖2`,
		}},
		{"the latest of amounts", `latest(rows.paid) > amount`, []string{
			`第8列:“rows.paid”里是金额,不是日期,写法是 latest(表格.日期列) ‖9`,
		}},
		{"the sum of days", `sum(rows.until) > 1`, []string{
			`第5列:“rows.until”里是日期,不是数字或金额,写法是 sum(表格.列) ‖10`,
		}},
		{"days of a number", `days_between(on, count) > 1`, []string{
			`第18列:“count”是整数,不是日期,写法是 days_between(开始日期, 结束日期) ‖5`,
		}},
		{"min of one", `min(amount) > 5`, []string{
			`第1列:函数“min”的参数个数不对,写法是 min(a, b) ‖11`,
		}},
		{"min of money and text", `min(amount, code) > 5`, []string{
			`第13列:文本“code”不能参加计算 ‖4`,
		}},
		{"max of date and money", `max(on, amount) > on`, []string{
			`第9列:金额“amount”与日期“on”类型不同 ‖6`,
		}},
		{"several problems of types", `amount > "5" and code == 5 and count / 0 > 1`, []string{
			`第10列:文本“"5"”与金额“amount”类型不同,数字不要加引号 ‖3`,
			`第26列:整数“5”与文本“code”类型不同,文字请加英文双引号 "5" ‖1`,
			`第32列:不能除以零 ‖9`,
		}},
	})
}
