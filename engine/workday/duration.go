package workday

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Unit is what a limit is counted in. The zero value is no unit.
type Unit int

// The units of a limit. Minutes and hours are exact; days, months and years run in calendar time;
// workdays follow the Calendar.
const (
	Minutes Unit = iota + 1
	Hours
	Days
	Workdays
	Months
	Years
)

// unitInfo is one row of the table of spellings; most is the longest limit that is believable.
type unitInfo struct {
	english, chinese string
	most             int
}

var units = map[Unit]unitInfo{
	Minutes:  {"minute", "分钟", 525600},
	Hours:    {"hour", "小时", 8760},
	Days:     {"day", "日", 36500},
	Workdays: {"workday", "个工作日", 10000},
	Months:   {"month", "个月", 1200},
	Years:    {"year", "年", 100},
}

// spellings lists what may follow the number, beside the English words.
var spellings = map[string]Unit{
	"分钟": Minutes, "小时": Hours, "个小时": Hours, "日": Days, "天": Days,
	"个工作日": Workdays, "个月": Months, "年": Years,
}

// slips maps what people write by mistake to what they should have written after the number.
var slips = map[string]string{
	"工作日": "个工作日", "个工作天": "个工作日", "工作天": "个工作日", "月": "个月", "个日": "日", "个天": "日",
	"working days": " workdays", "working day": " workday", "work days": " workdays", "个年": "年", "时": "小时",
	"分": "分钟", "个分钟": "分钟", "d": " days", "h": " hours", "m": " minutes", "wd": " workdays",
}

// String is the English keyword in the plural: "workdays".
func (u Unit) String() string {
	if info, ok := units[u]; ok {
		return info.english + "s"
	}
	return ""
}

// Chinese is the measure as it follows a number: 个工作日.
func (u Unit) Chinese() string { return units[u].chinese }

// MarshalText writes the English keyword.
func (u Unit) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads the English keyword; the empty text is the zero value.
func (u *Unit) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*u = 0
		return nil
	}
	for unit := range units {
		if unit.String() == string(text) {
			*u = unit
			return nil
		}
	}
	return fmt.Errorf("不认识的时间单位“%s”", text)
}

// Duration is a limit: a number of units. The zero value is no limit. In JSON it is its English text.
type Duration struct {
	Amount int
	Unit   Unit
}

// IsZero reports whether there is no limit.
func (d Duration) IsZero() bool { return d == Duration{} }

// String writes the limit in English, as in a process file: "5 workdays".
func (d Duration) String() string {
	if d.IsZero() {
		return ""
	}
	if d.Amount == 1 {
		return "1 " + units[d.Unit].english
	}
	return strconv.Itoa(d.Amount) + " " + d.Unit.String()
}

// Chinese writes the limit in Chinese: 5个工作日, 30日, 3个月.
func (d Duration) Chinese() string {
	if d.IsZero() {
		return ""
	}
	return strconv.Itoa(d.Amount) + d.Unit.Chinese()
}

// MarshalText writes the English text.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads either spelling; the empty text is the zero value.
func (d *Duration) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Duration{}
		return nil
	}
	parsed, err := ParseDuration(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// ParseDuration reads a limit in English ("5 workdays") or Chinese (5个工作日, 30日, 30天, 3个月, 2小时, 30分钟, 1年).
// The amount is a whole number of at least 1. 日 and 天 both mean calendar days; see Advice for 天.
// The error says in Chinese what to write instead.
func ParseDuration(s string) (Duration, error) {
	text := strings.TrimFunc(s, unicode.IsSpace)
	if text == "" {
		return Duration{}, fmt.Errorf("这里缺少期限,请写成“5个工作日”或“30日”")
	}
	if half := halfWidth(text); half != text {
		return Duration{}, fmt.Errorf("期限“%s”中有全角字符,请写成“%s”", text, half)
	}
	digits := leadingDigits(text)
	rest := strings.TrimFunc(text[len(digits):], unicode.IsSpace)
	if digits == "" {
		return Duration{}, wordyError(text)
	}
	if strings.HasPrefix(rest, ".") {
		return Duration{}, fmt.Errorf("期限“%s”不是整数,请换成更小的单位,如“90分钟”", text)
	}
	unit, err := parseUnit(text, digits, rest)
	if err != nil {
		return Duration{}, err
	}
	amount, err := strconv.Atoi(digits)
	if most := units[unit].most; err != nil || amount > most {
		return Duration{}, fmt.Errorf("期限“%s”太长,最多%s", text, Duration{most, unit}.Chinese())
	}
	if amount < 1 {
		return Duration{}, fmt.Errorf("期限“%s”不能为零,请写至少%s", text, Duration{1, unit}.Chinese())
	}
	return Duration{Amount: amount, Unit: unit}, nil
}

// Advice is a remark on a limit that ParseDuration accepts but that readers may take differently, or "".
// 天 is counted as calendar days, while many who write it mean workdays.
func Advice(s string) string {
	text := strings.TrimFunc(s, unicode.IsSpace)
	if d, err := ParseDuration(text); err == nil && strings.HasSuffix(text, "天") {
		return fmt.Sprintf("“%s”按日历日计算,节假日也算在内;若指工作日,请写“%d个工作日”,否则请写“%d日”", text, d.Amount, d.Amount)
	}
	return ""
}

func parseUnit(text, digits, rest string) (Unit, error) {
	if unit, ok := spellings[rest]; ok {
		return unit, nil
	}
	for unit, info := range units {
		if rest == info.english || rest == info.english+"s" {
			return unit, nil
		}
	}
	if right, ok := slips[strings.ToLower(rest)]; ok {
		return 0, fmt.Errorf("期限“%s”的单位写法不对,请写成“%s%s”", text, digits, right)
	}
	switch strings.ToLower(rest) {
	case "":
		return 0, fmt.Errorf("期限“%s”缺少单位,请写成“%s个工作日”或“%s日”", text, digits, digits)
	case "周", "个星期", "星期", "week", "weeks", "个周", "个礼拜", "礼拜":
		n, _ := strconv.Atoi(digits)
		return 0, fmt.Errorf("期限“%s”不能按周计算,请写成“%d个工作日”或“%d日”", text, n*5, n*7)
	}
	return 0, fmt.Errorf("期限“%s”看不懂,请写成“5个工作日”“30日”“3个月”“1年”“2小时”或“30分钟”", text)
}

// wordyError explains a limit that does not begin with digits, such as 五个工作日.
func wordyError(text string) error {
	if n, rest, ok := chineseNumber(text); ok {
		if unit, known := spellings[rest]; known {
			return fmt.Errorf("期限“%s”请用阿拉伯数字,写成“%s”", text, Duration{n, unit}.Chinese())
		}
		if right, known := slips[rest]; known {
			return fmt.Errorf("期限“%s”请用阿拉伯数字,写成“%d%s”", text, n, right)
		}
	}
	return fmt.Errorf("期限“%s”看不懂,请写成“5个工作日”“30日”“3个月”“1年”“2小时”或“30分钟”", text)
}

// chineseNumber reads a number below one hundred written in Chinese at the start of s.
func chineseNumber(s string) (n int, rest string, ok bool) {
	digit := map[rune]int{'一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	tens, ones := 0, 0
	for i, r := range s {
		switch {
		case r == '十':
			tens, ones = max(ones, 1), 0
		case digit[r] > 0:
			ones = digit[r]
		default:
			n = tens*10 + ones
			return n, s[i:], n > 0
		}
	}
	return 0, "", false
}

func leadingDigits(s string) string {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	return s[:end]
}

// halfWidth turns full-width digits, letters and U+3000 into their usual forms.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u3000':
			return ' '
		case r >= '！' && r <= '～':
			return r - 0xFEE0
		}
		return r
	}, s)
}
