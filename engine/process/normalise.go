package process

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dandang/engine/guard"
)

// maxText bounds a text that names no length of its own, in characters.
const maxText = 10000

// Normalise checks a value for the field in wire form, as JSON carries it, and gives the canonical wire form: money with
// two decimals, decimals without idle zeros, integers as int64, dates "2006-01-02", date-times RFC 3339, choices in the
// order of the options, tables as []any of map[string]any. Nothing written (nil, "", an empty list) gives nil.
// problem is Chinese, names the field, says what to do, and is "" when the value is right. Whether the field is
// required, and whether people exist, is not checked here.
func (f *Field) Normalise(v any) (wire any, problem string) {
	if blankWire(v) {
		return nil, ""
	}
	switch f.Type {
	case Text, LongText:
		return f.normalText(v)
	case Integer, Decimal, Money:
		return f.normalNumber(v)
	case Date, DateTime:
		return f.normalTime(v)
	case Bool:
		if b, ok := v.(bool); ok {
			return b, ""
		}
		return nil, f.say("请选择是或否")
	case Choice:
		return f.normalChoice(v)
	case Choices:
		return f.normalChoices(v)
	case Person, UnitType:
		return f.normalID(v)
	case Persons:
		return f.normalPersons(v)
	case Party:
		return f.normalParty(v)
	case Files:
		return f.normalFiles(v)
	case Table:
		return f.normalTable(v)
	}
	return nil, f.say("的类型不能识别,请联系政策维护人")
}

// say begins a problem with the field's name.
func (f *Field) say(format string, args ...any) string {
	return "“" + f.Name + "”" + fmt.Sprintf(format, args...)
}

func blankWire(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(x) == ""
	case []any:
		return len(x) == 0
	case []string:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	}
	return false
}

func (f *Field) normalText(v any) (any, string) {
	s, ok := v.(string)
	if !ok {
		return nil, f.say("应填文字")
	}
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	if f.Type == Text && strings.ContainsAny(s, "\n\r") {
		return nil, f.say("只能填一行,请删去换行")
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }) {
		return nil, f.say("里有不能识别的字符,请重新输入")
	}
	if problem := f.checkLength(utf8.RuneCountInString(s), "字"); problem != "" {
		return nil, problem
	}
	if f.Pattern != "" {
		re, err := regexp.Compile("^(?:" + f.Pattern + ")$")
		if err != nil || !re.MatchString(s) {
			return nil, f.say("的格式不对%s", hintOf(f.Help))
		}
	}
	return s, ""
}

func hintOf(help string) string {
	if help == "" {
		return ",请核对"
	}
	return "," + help
}

// checkLength holds a number of characters or items against the field's limits.
func (f *Field) checkLength(n int, unit string) string {
	most := f.MaxLen
	if most == 0 {
		most = maxText
	}
	switch {
	case n < f.MinLen:
		return f.say("至少%d%s,现在%d%s", f.MinLen, unit, n, unit)
	case n > most:
		return f.say("最多%d%s,现在%d%s", most, unit, n, unit)
	}
	return ""
}

// digits is a JSON number or its text; false for anything else, floats that are no short decimal included.
func digits(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return strings.TrimSpace(x), true
	case json.Number:
		return x.String(), true
	case int:
		return strconv.Itoa(x), true
	case int64:
		return strconv.FormatInt(x, 10), true
	case float64:
		if math.IsInf(x, 0) || math.IsNaN(x) {
			return "", false
		}
		return strconv.FormatFloat(x, 'f', -1, 64), true
	}
	return "", false
}

func (f *Field) normalNumber(v any) (any, string) {
	s, ok := digits(v)
	if !ok {
		return nil, f.say("应填数字")
	}
	var wire any
	var value guard.Value
	switch f.Type {
	case Integer:
		i, err := strconv.ParseInt(s, 10, 64)
		if err != nil || strings.HasPrefix(s, "+") {
			return nil, f.say("应填整数,如 3")
		}
		wire, value = i, guard.IntV(i)
	case Decimal:
		d, err := guard.ParseDecimal(s)
		if err != nil {
			return nil, f.say("%s", err)
		}
		wire, value = d.String(), d
	default:
		m, err := guard.ParseMoney(s)
		if err != nil {
			return nil, f.say("%s", err)
		}
		wire, value = m.String(), m
	}
	return wire, f.checkRange(value)
}

// checkRange holds a value against min and max.
func (f *Field) checkRange(v guard.Value) string {
	unit := ""
	if f.Type == Money {
		unit = "元"
	}
	switch {
	case f.Min != nil && lessValue(v, f.Min):
		return f.say("不能小于%s%s", f.Min, unit)
	case f.Max != nil && lessValue(f.Max, v):
		return f.say("不能大于%s%s", f.Max, unit)
	}
	return ""
}

func (f *Field) normalTime(v any) (any, string) {
	s, ok := v.(string)
	if !ok {
		return nil, f.say("应填日期,如 2026-01-31")
	}
	s = strings.TrimSpace(s)
	if f.Type == DateTime {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return nil, f.say("应填日期和时间,如 2026-01-31T09:30:00+08:00")
		}
		return t.Format(time.RFC3339), ""
	}
	t, err := time.Parse(time.DateOnly, s)
	switch {
	case err != nil:
		return nil, f.say("应填日期,如 2026-01-31")
	case t.Year() < 1900 || t.Year() > 2200:
		return nil, f.say("的年份不对,请核对")
	}
	if problem := f.checkRange(guard.DateV(s)); problem != "" {
		return nil, strings.NewReplacer("不能小于", "不能早于", "不能大于", "不能晚于").Replace(problem)
	}
	return s, ""
}

func (f *Field) isOption(s string) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == s })
}

func (f *Field) notOption(s string) string {
	labels := make([]string, len(f.Options))
	for i, o := range f.Options {
		labels[i] = o.Label
	}
	return f.say("没有“%s”这个选项,可选:%s", s, strings.Join(labels, "、"))
}

func (f *Field) normalChoice(v any) (any, string) {
	s, ok := v.(string)
	if !ok {
		return nil, f.say("只能选一项")
	}
	if !f.isOption(s) {
		return nil, f.notOption(s)
	}
	return s, ""
}
