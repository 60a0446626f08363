package workday_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/workday"
)

func TestParseDuration_BothSpellings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]workday.Duration{
		"5 workdays": {Amount: 5, Unit: workday.Workdays}, "1 workday": {Amount: 1, Unit: workday.Workdays},
		"5个工作日": {Amount: 5, Unit: workday.Workdays}, " 5 个工作日 ": {Amount: 5, Unit: workday.Workdays},
		"30 days": {Amount: 30, Unit: workday.Days}, "30日": {Amount: 30, Unit: workday.Days}, "30天": {Amount: 30, Unit: workday.Days},
		"3个月": {Amount: 3, Unit: workday.Months}, "3 months": {Amount: 3, Unit: workday.Months},
		"2小时": {Amount: 2, Unit: workday.Hours}, "2个小时": {Amount: 2, Unit: workday.Hours}, "30分钟": {Amount: 30, Unit: workday.Minutes},
		"1年": {Amount: 1, Unit: workday.Years}, "1 year": {Amount: 1, Unit: workday.Years},
	} {
		got, err := workday.ParseDuration(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		for _, spelling := range []string{got.String(), got.Chinese()} {
			again, err := workday.ParseDuration(spelling)
			require.NoError(t, err)
			require.Equal(t, want, again, spelling)
		}
	}
	require.Equal(t, "5 workdays", workday.Duration{Amount: 5, Unit: workday.Workdays}.String())
	require.Equal(t, "5个工作日", workday.Duration{Amount: 5, Unit: workday.Workdays}.Chinese())
}

func TestParseDuration_SaysWhatToWrite(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                      "这里缺少期限,请写成“5个工作日”或“30日”",
		"5工作日":                  "期限“5工作日”的单位写法不对,请写成“5个工作日”",
		"五个工作日":                 "期限“五个工作日”请用阿拉伯数字,写成“5个工作日”",
		"十五工作日":                 "期限“十五工作日”请用阿拉伯数字,写成“15个工作日”",
		"二十日":                   "期限“二十日”请用阿拉伯数字,写成“20日”",
		"两个月":                   "期限“两个月”请用阿拉伯数字,写成“2个月”",
		"５个工作日":                 "期限“５个工作日”中有全角字符,请写成“5个工作日”",
		"3月":                    "期限“3月”的单位写法不对,请写成“3个月”",
		"2周":                    "期限“2周”不能按周计算,请写成“10个工作日”或“14日”",
		"5":                     "期限“5”缺少单位,请写成“5个工作日”或“5日”",
		"1.5小时":                 "期限“1.5小时”不是整数,请换成更小的单位,如“90分钟”",
		"0日":                    "期限“0日”不能为零,请写至少1日",
		"99999个工作日":             "期限“99999个工作日”太长,最多10000个工作日",
		"尽快":                    "期限“尽快”看不懂,请写成“5个工作日”“30日”“3个月”“1年”“2小时”或“30分钟”",
		"5 fortnights":          "期限“5 fortnights”看不懂,请写成“5个工作日”“30日”“3个月”“1年”“2小时”或“30分钟”",
		"-5日":                   "期限“-5日”看不懂,请写成“5个工作日”“30日”“3个月”“1年”“2小时”或“30分钟”",
		"5 working days":        "期限“5 working days”的单位写法不对,请写成“5 workdays”",
		"99999999999999999999日": "期限“99999999999999999999日”太长,最多36500日",
	} {
		_, err := workday.ParseDuration(text)
		require.EqualError(t, err, want)
	}
}

func TestAdvice_OnlyForTheAmbiguousWord(t *testing.T) {
	t.Parallel()
	require.Equal(t, "“5天”按日历日计算,节假日也算在内;若指工作日,请写“5个工作日”,否则请写“5日”", workday.Advice("5天"))
	require.Empty(t, workday.Advice("5日"))
	require.Empty(t, workday.Advice("5工作日"))
}

func TestDuration_JSON(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(map[string]workday.Duration{"a": {Amount: 5, Unit: workday.Workdays}, "b": {}})
	require.NoError(t, err)
	require.JSONEq(t, `{"a":"5 workdays","b":""}`, string(raw))
	var back map[string]workday.Duration
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, workday.Workdays, back["a"].Unit)
	require.True(t, back["b"].IsZero())
}

func TestDate_Arithmetic(t *testing.T) {
	t.Parallel()
	require.Equal(t, workday.Date("2026-02-28"), workday.Date("2026-01-31").AddMonths(1))
	require.Equal(t, workday.Date("2028-02-29"), workday.Date("2026-02-28").AddDays(1).AddMonths(24).AddDays(-1))
	require.Equal(t, workday.Date("2027-03-16"), workday.Date("2026-03-16").AddMonths(12))
	require.Equal(t, workday.Date("2025-12-31"), workday.Date("2026-01-31").AddMonths(-1))
	require.Equal(t, workday.Date("2026-09-18"), workday.DateOf(ms(t, "2026-09-18 00:00")))
	require.Equal(t, workday.Date("2026-09-17"), workday.DateOf(ms(t, "2026-09-18 00:00")-1))
	require.Equal(t, workday.Date("2026-09-19").Start(), workday.Date("2026-09-18").End())
	require.Equal(t, "2026年9月3日", workday.Date("2026-09-03").Chinese())
	for _, bad := range []workday.Date{"", "2026-9-3", "2026-02-30", "20260903", "2026-09-03 "} {
		require.False(t, bad.Valid(), bad)
		require.Zero(t, bad.Start())
		require.Empty(t, bad.AddDays(1))
	}
}
