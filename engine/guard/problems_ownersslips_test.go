package guard_test

import "testing"

// What owners type by mistake is named, with what to write instead, and read on.
func TestCompile_OwnersSlips(t *testing.T) {
	t.Parallel()
	checkProblems(t, []problemCase{
		{"one equals sign is not a comparison", `amount = 20000`, []string{
			`第8列:这里是一个等号“=”,判断相等请改为 == ‖1`,
		}},
		{"full-width equals sign", "amount \uff1d 20000", []string{
			`第8列:这里是全角等号“＝”,判断相等请改为 == ‖1`,
		}},
		{"full-width equality of two", "amount \uff1d\uff1d 20000", []string{
			`第8列:这里是全角等号“＝”,请改为英文的 == ‖2`,
		}},
		{"Chinese parentheses", "\uff08verified\uff09 and amount > 5", []string{
			`第1列:这里是中文括号“（”,请改为英文的 ( ‖1`,
			`第10列:这里是中文括号“）”,请改为英文的 ) ‖1`,
		}},
		{"full-width greater-than", "amount \uff1e 20000", []string{
			`第8列:这里是全角大于号“＞”,请改为英文的 > ‖1`,
		}},
		{"full-width greater-or-equal", "amount \uff1e= 20000", []string{
			`第8列:这里是全角大于号“＞”,请改为英文的 >= ‖2`,
		}},
		{"Chinese quotes", "cause == \u201c其他\u201d", []string{
			`第10列:这里不是英文引号,请改为英文双引号 "其他" ‖4`,
		}},
		{"Chinese quote closes an English one", "cause == \"其他\u201d", []string{
			`第10列:这里不是英文引号,请改为英文双引号 "其他" ‖4`,
		}},
		{"English quote closes a Chinese one", "cause == \u201c其他\"", []string{
			`第10列:这里不是英文引号,请改为英文双引号 "其他" ‖4`,
		}},
		{"single Chinese quotes", "cause == \u2018其他\u2019", []string{
			`第10列:这里不是英文引号,请改为英文双引号 "其他" ‖4`,
		}},
		{"corner brackets as quotes", "cause == \u300c其他\u300d", []string{
			`第10列:这里不是英文引号,请改为英文双引号 "其他" ‖4`,
		}},
		{"full-width quotes", "cause == \uff02其他\uff02", []string{
			`第10列:这里不是英文引号,请改为英文双引号 "其他" ‖4`,
		}},
		{"Chinese comma in a list", "cause in [\"其他\"\uff0c\"重大疾病\"]", []string{
			`第15列:这里是中文逗号“，”,请改为英文的 , ‖1`,
		}},
		{"enumeration comma in a list", "cause in [\"其他\"\u3001\"重大疾病\"]", []string{
			`第15列:这里是顿号“、”,请改为英文的 , ‖1`,
		}},
		{"Chinese square brackets", "cause in \u3010\"其他\"\u3011", []string{
			`第10列:这里是中文方括号“【”,请改为英文的 [ ‖1`,
			`第15列:这里是中文方括号“】”,请改为英文的 ] ‖1`,
		}},
		{"Chinese colon and question mark", "amount > (verified \uff1f 5 \uff1a 6)", []string{
			`第20列:这里是中文问号“？”,请改为英文的 ? ‖1`,
			`第24列:这里是中文冒号“：”,请改为英文的 : ‖1`,
		}},
		{"full-width space", "amount\u3000> 5", []string{
			`第7列:这里有全角空格,请删去,改用普通空格 ‖1`,
		}},
		{"space pasted from a word processor", "amount\u00a0> 5", []string{
			`第7列:这里有不换行空格,请删去,改用普通空格 ‖1`,
		}},
		{"invisible byte order mark", "\ufeffamount > 5", []string{
			`第1列:这里有看不见的字符,请删去,改用普通空格 ‖1`,
		}},
		{"mathematical comparison signs", "amount \u2265 5 and amount \u2264 9 and amount \u2260 7", []string{
			`第8列:这里是大于等于号“≥”,请改为 >= ‖1`,
			`第23列:这里是小于等于号“≤”,请改为 <= ‖1`,
			`第38列:这里是不等号“≠”,请改为 != ‖1`,
		}},
		{"reversed greater-or-equal", `amount => 5`, []string{
			`第8列:条件中不能使用“=>”,大于等于请写 >= ‖2`,
		}},
		{"reversed less-or-equal", `amount =< 5`, []string{
			`第8列:条件中不能使用“=<”,小于等于请写 <= ‖2`,
		}},
		{"SQL inequality", `amount <> 5`, []string{
			`第8列:条件中不能使用“<>”,不等于请写 != ‖2`,
		}},
		{"space inside an operator", `amount > = 5`, []string{
			`第8列:“>”和“=”要连在一起,请改为 >= ‖3`,
			`第10列:这里是一个等号“=”,判断相等请改为 == ‖1`,
		}},
		{"single ampersand", `verified & 已核实`, []string{
			`第10列:条件中不能使用“&”,请改为 and(或 且) ‖1`,
		}},
		{"single bar", `verified | 已核实`, []string{
			`第10列:条件中不能使用“|”,请改为 or(或 或) ‖1`,
		}},
		{"double ampersand", `verified && 已核实`, []string{
			`第10列:条件中不能使用“&&”,请改为 and(或 且) ‖2`,
		}},
		{"double bar", `verified || 已核实`, []string{
			`第10列:条件中不能使用“||”,请改为 or(或 或) ‖2`,
		}},
		{"exclamation mark", `!verified`, []string{
			`第1列:条件中不能使用“!”,请改为 not(或 非) ‖1`,
		}},
		{"Chinese exclamation mark", "\uff01verified", []string{
			`第1列:条件中不能使用“!”,请改为 not(或 非) ‖1`,
		}},
		{"chained comparison", `1 < count < 5`, []string{
			`第1列:不能连写比较,请拆成两个条件,用 and(或 且)连接,如 1 < a and a < 2 ‖13`,
		}},
		{"full-width digits", "count > \uff11\uff12", []string{
			`第9列:这里是全角字符“１２”,请改为半角 12 ‖2`,
		}},
		{"full-width arithmetic", "count \uff0b 1 \uff0d 2 \u00d7 3 \u00f7 4 > 0", []string{
			`第7列:这里是全角加号“＋”,请改为英文的 + ‖1`,
			`第11列:这里是全角减号“－”,请改为英文的 - ‖1`,
			`第15列:这里是乘号“×”,请改为英文的 * ‖1`,
			`第19列:这里是除号“÷”,请改为英文的 / ‖1`,
		}},
		{"dash for minus", "count \u2014 1 > 0", []string{
			`第7列:这里是破折号“—”,请改为英文的 - ‖1`,
		}},
		{"money with 万", `amount > 2万`, []string{
			`第10列:数字后面不能直接写“万”,金额以元为单位直接写数字,如 20000 ‖2`,
		}},
		{"money with 元", `amount > 5元`, []string{
			`第10列:数字后面不能直接写“元”,金额以元为单位直接写数字,如 20000 ‖2`,
		}},
		{"days with a unit", `count > 5天`, []string{
			`第9列:数字后面不能直接写“天”,数字直接写,不带单位;文字请加英文双引号 ‖2`,
		}},
		{"workdays with a unit", `count > 5个工作日`, []string{
			`第9列:数字后面不能直接写“个工作日”,数字直接写,不带单位;文字请加英文双引号 ‖5`,
		}},
		{"thousands separators", `amount > 20,000`, []string{
			`第10列:数字中不要写千分位逗号,请改为 20000 ‖6`,
		}},
		{"thousands separators in Chinese", "amount > 20\uff0c000", []string{
			`第10列:数字中不要写千分位逗号,请改为 20000 ‖6`,
			`第12列:这里是中文逗号“，”,请改为英文的 , ‖1`,
		}},
		{"percent", `amount * 5% > 3`, []string{
			`第11列:条件中不能使用“%”,百分之五请写 0.05 ‖1`,
		}},
		{"full-width percent", "amount * 5\uff05 > 3", []string{
			`第11列:条件中不能使用“％”,百分之五请写 0.05 ‖1`,
		}},
		{"date without quotes", `on > 2026-01-31`, []string{
			`第6列:日期没有加引号,请改为 "2026-01-31" ‖10`,
		}},
		{"upper-case operator", `verified AND 已核实`, []string{
			`第10列:“AND”不能用大写,请改为小写 and ‖3`,
		}},
		{"upper-case truth value", `verified == True`, []string{
			`第13列:“True”不能用大写,请改为小写 true ‖4`,
		}},
		{"Chinese keyword against a number", `amount>5且count<3`, []string{
			`第9列:“且”与数字连在一起,前后请各空一格 ‖1`,
		}},
		{"Chinese keyword against a name", `申请金额 > 1 且已核实`, []string{
			`第10列:“且”与后面的名称连在一起,“且”前后请各空一格 ‖4`,
		}},
		{"Chinese keyword between names", `已核实且已核实`, []string{
			`第1列:没有字段或名称“已核实且已核实”,“且”前后请各空一格 ‖7`,
		}},
		{"Chinese not against a name", `非已核实`, []string{
			`第1列:没有字段或名称“非已核实”,“非”前后请各空一格 ‖4`,
		}},
		{"option without quotes", `cause == 其他`, []string{
			`第10列:选项“其他”没有加引号,请改为 "其他" ‖2`,
		}},
		{"options in a list without quotes", `cause in [其他, 因公牺牲]`, []string{
			`第11列:选项“其他”没有加引号,请改为 "其他" ‖2`,
			`第15列:选项“因公牺牲”没有加引号,请改为 "因公牺牲" ‖4`,
		}},
		{"alternatives joined with or", `cause == "其他" or "重大疾病"`, []string{
			`第18列:“"重大疾病"”是文本,不是条件,不能用在 or 中,几个值之一请写 cause in ["其他", "重大疾病"] ‖6`,
		}},
		{"alternatives joined with 或", `cause == "其他" 或 "重大疾病"`, []string{
			`第17列:“"重大疾病"”是文本,不是条件,不能用在 或 中,几个值之一请写 cause 属于 ["其他", "重大疾病"] ‖6`,
		}},
		{"yes as text", `verified == "是"`, []string{
			`第13列:文本“"是"”与是否“verified”类型不同,请写 true 或 false ‖3`,
		}},
		{"yes as a word", `verified == 是`, []string{
			`第13列:没有字段或名称“是”,请写 true ‖1`,
		}},
		{"no as a word", `verified == 否`, []string{
			`第13列:没有字段或名称“否”,请写 false ‖1`,
		}},
		{"missing as a word", `amount == 空`, []string{
			`第11列:没有字段或名称“空”,判断是否填写请用 given(字段) ‖1`,
		}},
		{"Chinese full stop in a path", "cadre\u3002unit == \"x\"", []string{
			`第6列:这里是中文句号“。”,请改为英文的 . ‖1`,
		}},
		{"spaces around a point", `cadre . unit == "x"`, []string{
			`第7列:“.”的位置不对,“.”前后都要紧跟名称,如 cadre.unit ‖1`,
		}},
		{"semicolon", "verified\uff1b已核实", []string{
			`第9列:条件中不能使用“；”,一个条件只能写一个表达式,多个条件请用 and 连接 ‖1`,
		}},
		{"every slip of a line is reported", "\uff08amount = 5\uff09 and cause == \u201c其他\u201d && amunt > 1", []string{
			`第1列:这里是中文括号“（”,请改为英文的 ( ‖1`,
			`第9列:这里是一个等号“=”,判断相等请改为 == ‖1`,
			`第12列:这里是中文括号“）”,请改为英文的 ) ‖1`,
			`第27列:这里不是英文引号,请改为英文双引号 "其他" ‖4`,
			`第32列:条件中不能使用“&&”,请改为 and(或 且) ‖2`,
			`第35列:没有字段或名称“amunt”,是不是 amount ‖5`,
		}},
	})
}
