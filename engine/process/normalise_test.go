package process_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
	"dandang/engine/process"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	options := []process.Option{{Value: "a", Label: "甲"}, {Value: "b", Label: "乙"}}
	columns := []process.Field{
		{ID: "what", Name: "用途", Type: process.Text, Required: true}, {ID: "cost", Name: "金额", Type: process.Money, Min: guard.MoneyV(1)},
	}
	file := map[string]any{"id": "f1", "name": "证明.pdf", "size": json.Number("12")}
	for name, c := range map[string]struct {
		field   process.Field
		in      any
		want    any
		problem string
	}{
		"nothing is nothing":             {process.Field{Type: process.Money}, "  ", nil, ""},
		"empty list is nothing":          {process.Field{Type: process.Files}, []any{}, nil, ""},
		"text is trimmed":                {process.Field{Type: process.Text}, " 甲\t", "甲", ""},
		"text is one line":               {process.Field{Type: process.Text}, "甲\n乙", nil, "“项”只能填一行,请删去换行"},
		"long text keeps lines":          {process.Field{Type: process.LongText}, "甲\r\n乙", "甲\n乙", ""},
		"text is no number":              {process.Field{Type: process.Text}, 3, nil, "“项”应填文字"},
		"length counts characters":       {process.Field{Type: process.Text, MaxLen: 2}, "三个字", nil, "“项”最多2字,现在3字"},
		"length has a least":             {process.Field{Type: process.Text, MinLen: 2}, "一", nil, "“项”至少2字,现在1字"},
		"pattern is for the whole text":  {process.Field{Type: process.Text, Pattern: "[0-9]{3}", Help: "请填3位数字"}, "1234", nil, "“项”的格式不对,请填3位数字"},
		"pattern holds":                  {process.Field{Type: process.Text, Pattern: "[0-9]{3}"}, "123", "123", ""},
		"control characters are refused": {process.Field{Type: process.LongText}, "a\x00b", nil, "“项”里有不能识别的字符,请重新输入"},
		"integer from a number":          {process.Field{Type: process.Integer}, float64(3), int64(3), ""},
		"integer from text":              {process.Field{Type: process.Integer}, "3", int64(3), ""},
		"integer has no fraction":        {process.Field{Type: process.Integer}, 3.5, nil, "“项”应填整数,如 3"},
		"decimal is exact":               {process.Field{Type: process.Decimal}, "0.10", "0.1", ""},
		"money has two places":           {process.Field{Type: process.Money}, "20000", "20000.00", ""},
		"money from a number":            {process.Field{Type: process.Money}, json.Number("0.1"), "0.10", ""},
		"money has no third place":       {process.Field{Type: process.Money}, "0.001", nil, "“项”金额最多两位小数,如 20000.00"},
		"money has no separators":        {process.Field{Type: process.Money}, "20,000", nil, "“项”数字中不要写千分位逗号,如 20000.00"},
		"money is no text":               {process.Field{Type: process.Money}, true, nil, "“项”应填数字"},
		"least amount":                   {process.Field{Type: process.Money, Min: guard.MoneyV(100)}, "0.99", nil, "“项”不能小于1.00元"},
		"greatest amount":                {process.Field{Type: process.Money, Max: guard.MoneyV(100)}, "1.01", nil, "“项”不能大于1.00元"},
		"limits are included":            {process.Field{Type: process.Integer, Min: guard.IntV(1), Max: guard.IntV(1)}, 1, int64(1), ""},
		"date":                           {process.Field{Type: process.Date}, "2026-02-28", "2026-02-28", ""},
		"date must exist":                {process.Field{Type: process.Date}, "2026-02-30", nil, "“项”应填日期,如 2026-01-31"},
		"date of a wrong century":        {process.Field{Type: process.Date}, "0206-02-03", nil, "“项”的年份不对,请核对"},
		"latest date":                    {process.Field{Type: process.Date, Max: guard.DateV("2026-01-01")}, "2026-01-02", nil, "“项”不能晚于2026-01-01"},
		"date and time":                  {process.Field{Type: process.DateTime}, "2026-01-31T09:30:00+08:00", "2026-01-31T09:30:00+08:00", ""},
		"time without zone":              {process.Field{Type: process.DateTime}, "2026-01-31 09:30", nil, "“项”应填日期和时间,如 2026-01-31T09:30:00+08:00"},
		"bool":                           {process.Field{Type: process.Bool}, false, false, ""},
		"bool is no text":                {process.Field{Type: process.Bool}, "是", nil, "“项”请选择是或否"},
		"choice stores the value":        {process.Field{Type: process.Choice, Options: options}, "a", "a", ""},
		"choice is not the label":        {process.Field{Type: process.Choice, Options: options}, "甲", nil, "“项”没有“甲”这个选项,可选:甲、乙"},
		"choices in the order of option": {process.Field{Type: process.Choices, Options: options}, []any{"b", "a"}, []any{"a", "b"}, ""},
		"choices are given once":         {process.Field{Type: process.Choices, Options: options}, []any{"b", "b"}, nil, "“项”的“乙”选了两次"},
		"choices need a list":            {process.Field{Type: process.Choices, Options: options}, "a", nil, "“项”应是选项的列表"},
		"person is an id":                {process.Field{Type: process.Person}, "p1", "p1", ""},
		"person is no record":            {process.Field{Type: process.Person}, map[string]any{"name": "张三"}, nil, "“项”请从通讯录中选一人"},
		"persons once each":              {process.Field{Type: process.Persons}, []any{"p1", "p1"}, nil, "“项”里有人重复"},
		"persons at most":                {process.Field{Type: process.Persons, MaxLen: 1}, []any{"p1", "p2"}, nil, "“项”最多1人,现在2人"},
		"party from the directory":       {process.Field{Type: process.Party}, "p1", map[string]any{"person": "p1"}, ""},
		"party that is a unit":           {process.Field{Type: process.Party}, map[string]any{"unit": "u1"}, map[string]any{"unit": "u1"}, ""},
		"party of two kinds":             {process.Field{Type: process.Party}, map[string]any{"unit": "u1", "name": "李四"}, nil, "“项”请从通讯录中选一人或一个单位,或填写姓名(100字以内)和证件号码"},
		"party with a wrong id number":   {process.Field{Type: process.Party}, map[string]any{"name": "李四", "id_no": "11010519491231002X1"}, nil, "“项”的证件号码不对,请核对18位居民身份证号码"},
		"party whose check digit fails":  {process.Field{Type: process.Party}, map[string]any{"name": "李四", "id_no": "110105194912310021"}, nil, "“项”的证件号码不对,请核对18位居民身份证号码"},
		"party not born on a day":        {process.Field{Type: process.Party}, map[string]any{"name": "李四", "id_no": "110105194913310021"}, nil, "“项”的证件号码不对,请核对18位居民身份证号码"},
		"party from outside":             {process.Field{Type: process.Party}, map[string]any{"name": " 李四 ", "id_no": "11010519491231002x"}, map[string]any{"name": "李四", "id_no": "11010519491231002X"}, ""},
		"party needs a name":             {process.Field{Type: process.Party}, map[string]any{"id_no": "43"}, nil, "“项”请从通讯录中选一人或一个单位,或填写姓名(100字以内)和证件号码"},
		"files":                          {process.Field{Type: process.Files}, []any{file}, []any{map[string]any{"id": "f1", "name": "证明.pdf", "size": int64(12)}}, ""},
		"files need an id":               {process.Field{Type: process.Files}, []any{map[string]any{"name": "x"}}, nil, "“项”的附件信息不完整,请重新上传"},
		"table": {
			process.Field{Type: process.Table, Columns: columns},
			[]any{map[string]any{"what": "车费", "cost": "3.5"}},
			[]any{map[string]any{"what": "车费", "cost": "3.50"}},
			"",
		},
		"table names the row and column": {
			process.Field{Type: process.Table, Columns: columns},
			[]any{map[string]any{"what": "车费"}, map[string]any{"what": "餐费", "cost": "0"}},
			nil, "“项”第2行:“金额”不能小于0.01元",
		},
		"table needs required columns": {process.Field{Type: process.Table, Columns: columns}, []any{map[string]any{"cost": "1"}}, nil, "“项”第1行:“用途”没有填写"},
		"table has no other columns":   {process.Field{Type: process.Table, Columns: columns}, []any{map[string]any{"what": "x", "y": "1"}}, nil, "“项”第1行:没有“y”这一列"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.field.ID, c.field.Name = "f", "项"
			got, problem := c.field.Normalise(c.in)
			require.Equal(t, c.problem, problem)
			if problem != "" {
				return
			}
			require.Equal(t, c.want, got)
			again, problem := c.field.Normalise(got)
			require.Empty(t, problem)
			require.Equal(t, got, again, "what is canonical stays")
		})
	}
}

func TestGuardValue_FitsGuardType(t *testing.T) {
	t.Parallel()
	for kind, c := range map[process.FieldType]struct {
		wire any
		want guard.Value
	}{
		process.Text: {"甲", guard.TextV("甲")}, process.Integer: {int64(3), guard.IntV(3)}, process.Money: {"1.50", guard.MoneyV(150)},
		process.Decimal: {"0.5", guard.NewDecimal(1, 2)}, process.Date: {"2026-01-31", guard.DateV("2026-01-31")},
		process.DateTime: {"1970-01-01T08:00:01+08:00", guard.InstantV(1000)}, process.Bool: {true, guard.BoolV(true)},
		process.Choice: {"a", guard.TextV("a")}, process.Choices: {[]any{"a"}, guard.ListV{guard.TextV("a")}},
		process.Person: {"p1", guard.RecordV{"id": guard.TextV("p1")}}, process.UnitType: {"u1", guard.TextV("u1")},
		process.Files: {[]any{map[string]any{"id": "f", "name": "x.pdf"}}, guard.FilesV{"x.pdf"}},
	} {
		f := process.Field{Name: "项", Type: kind}
		got := f.GuardValue(c.wire)
		require.True(t, guard.Equal(c.want, got), "%s: %v", kind, got)
		require.Equal(t, f.GuardType().Kind, got.Kind(), kind)
		require.Nil(t, f.GuardValue(nil), kind)
	}
}
