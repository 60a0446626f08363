package workday_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"
	"github.com/stretchr/testify/require"

	"dandang/engine/workday"
)

// fixture holds the arrangements of 2024 to 2026 as announced, kept apart from the shipped data so that neither
// can drift unnoticed; config's tests compare the two.
func fixture(t *testing.T) []workday.Year {
	t.Helper()
	raw, err := os.ReadFile("testdata/years.json")
	require.NoError(t, err)
	var years []workday.Year
	require.NoError(t, json.Unmarshal(raw, &years))
	return years
}

func calendar(t *testing.T, overrides ...workday.Day) *workday.Calendar {
	t.Helper()
	c, err := workday.New(7, fixture(t), overrides)
	require.NoError(t, err)
	return c
}

// ms is an instant in Asia/Shanghai.
func ms(t *testing.T, text string) int64 {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone())
	require.NoError(t, err)
	return at.UnixMilli()
}

func TestCountWorkdays_TotalsOfTheAnnouncedYears(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	require.Equal(t, 251, c.CountWorkdays(2024))
	require.Equal(t, 248, c.CountWorkdays(2025))
	require.Equal(t, 248, c.CountWorkdays(2026))
}

func TestAddWorkdays_DayOfTheEventIsNotCounted(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	for name, v := range map[string]struct {
		from        workday.Date
		n           int
		want        workday.Date
		provisional bool
	}{
		"over National Day with its make-up Saturday":     {"2026-09-29", 5, "2026-10-12", false},
		"ten over National Day":                           {"2026-09-30", 10, "2026-10-20", false},
		"over Labour Day with its make-up Saturday":       {"2026-04-30", 5, "2026-05-11", false},
		"New Year's Eve 2024 was a workday":               {"2024-02-08", 5, "2024-02-21", false},
		"clarification of C A2.1":                         {"2026-09-28", 15, "2026-10-23", false},
		"care-fund notice of C A3.1, Sunday 09-20 worked": {"2026-09-18", 5, "2026-09-24", false},
		"title notice of C A4.7 is five workdays":         {"2026-09-23", 5, "2026-10-08", false},
		"into an unpublished year":                        {"2026-12-28", 5, "2027-01-04", true},
		"up to the last day of a published year":          {"2026-12-28", 3, "2026-12-31", false},
		"wholly in an unpublished year":                   {"2028-03-01", 1, "2028-03-02", true},
		"none from a workday":                             {"2026-09-24", 0, "2026-09-24", false},
		"none from a day off":                             {"2026-10-02", 0, "2026-10-08", false},
		"backwards":                                       {"2026-10-12", -5, "2026-09-29", false},
		"an impossible day":                               {"2026-02-30", 1, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, provisional := c.AddWorkdays(v.from, v.n)
			require.Equal(t, v.want, got)
			require.Equal(t, v.provisional, provisional)
		})
	}
}

func TestWorkdaysBetween_LeavesTheFirstDayOutAndCountsTheLast(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	n, provisional := c.WorkdaysBetween("2026-09-29", "2026-10-12")
	require.Equal(t, 5, n)
	require.False(t, provisional)
	n, _ = c.WorkdaysBetween("2026-10-12", "2026-09-29")
	require.Equal(t, -5, n)
	n, provisional = c.WorkdaysBetween("2026-12-28", "2027-01-04")
	require.Equal(t, 5, n)
	require.True(t, provisional)
	n, _ = c.WorkdaysBetween("2026-09-29", "2026-09-29")
	require.Zero(t, n)
}

func TestNew_LocalOverrideBeatsTheYear(t *testing.T) {
	t.Parallel()
	snow := workday.Day{Date: "2026-01-21", Work: false, Source: "张政办发〔2026〕1号"}
	c := calendar(t, snow)
	work, provisional := c.Work("2026-01-21")
	require.False(t, work)
	require.False(t, provisional)
	got, _ := c.AddWorkdays("2026-01-20", 1)
	require.Equal(t, workday.Date("2026-01-22"), got)
	require.Equal(t, workday.Day{Date: "2026-01-21", Source: "张政办发〔2026〕1号", Local: true}, c.Day("2026-01-21"))
	require.Equal(t, 247, c.CountWorkdays(2026))
	require.Equal(t, int64(7), c.Revision())
}

func TestNew_NewYearMayReachIntoDecember(t *testing.T) {
	t.Parallel()
	c, err := workday.New(1, []workday.Year{
		{Year: 2018, Published: true, Source: "甲"},
		{Year: 2019, Published: true, Source: "国办发明电〔2018〕15号", Off: []workday.Date{"2018-12-31", "2019-01-01"}, Makeup: []workday.Date{"2018-12-29"}},
	}, nil)
	require.NoError(t, err)
	got, _ := c.AddWorkdays("2018-12-28", 2)
	require.Equal(t, workday.Date("2019-01-02"), got)
}

func TestNew_FaultsAreNamed(t *testing.T) {
	t.Parallel()
	year := func(change func(*workday.Year)) []workday.Year {
		y := workday.Year{Year: 2026, Published: true, Source: "甲", Off: []workday.Date{"2026-01-01"}}
		change(&y)
		return []workday.Year{y}
	}
	for name, v := range map[string]struct {
		years     []workday.Year
		overrides []workday.Day
		want      string
	}{
		"a year twice":              {append(year(func(*workday.Year) {}), workday.Year{Year: 2026}), nil, "2026年的工作日安排写了两次,请只保留一份"},
		"no source":                 {year(func(y *workday.Year) { y.Source = "" }), nil, "2026年的工作日安排没有写来源,请写明通知的文号或网址"},
		"an impossible date":        {year(func(y *workday.Year) { y.Off = []workday.Date{"2026-2-30"} }), nil, "2026年的放假日期“2026-2-30”不是有效日期,请写成“2026-01-01”的样子"},
		"a date of another year":    {year(func(y *workday.Year) { y.Off = []workday.Date{"2025-05-01"} }), nil, "2026年的放假日期2025-05-01不在这一年里"},
		"off and worked":            {year(func(y *workday.Year) { y.Makeup = []workday.Date{"2026-01-01"} }), nil, "2026-01-01既列为放假又列为补班,请删去一处"},
		"a day off twice":           {year(func(y *workday.Year) { y.Off = append(y.Off, "2026-01-01") }), nil, "2026-01-01在放假日期中写了两次"},
		"making up on a workday":    {year(func(y *workday.Year) { y.Makeup = []workday.Date{"2026-01-05"} }), nil, "补班日期2026-01-05不是周六、周日,本来就是工作日,请核对"},
		"unpublished with days":     {year(func(y *workday.Year) { y.Published = false }), nil, "2026年标为尚未公布,却列有放假或补班日期;若已公布,请改为已公布并写明来源"},
		"an override without 文号":    {nil, []workday.Day{{Date: "2026-01-21"}}, "本地调整2026-01-21没有写文号,请写明依据的文号"},
		"an override twice":         {nil, []workday.Day{{Date: "2026-01-21", Source: "甲"}, {Date: "2026-01-21", Source: "乙"}}, "本地调整中2026-01-21写了两次"},
		"an override of a non-date": {nil, []workday.Day{{Date: "1月21日", Source: "甲"}}, "本地调整的日期“1月21日”不是有效日期,请写成“2026-01-01”的样子"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := workday.New(1, v.years, v.overrides)
			require.EqualError(t, err, v.want)
			require.Nil(t, c)
		})
	}
}

func TestCalendar_IsImmutable(t *testing.T) {
	t.Parallel()
	years := fixture(t)
	c, err := workday.New(1, years, nil)
	require.NoError(t, err)
	years[0].Off[0] = "2024-06-03"
	c.Years()[0].Off[0] = "2024-06-03"
	require.Equal(t, workday.Date("2024-01-01"), c.Years()[0].Off[0])
	require.Equal(t, 251, c.CountWorkdays(2024))
}

// An independent table of the same announcements agrees day by day.
func TestWork_AgreesWithLunarGo(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	for d := workday.Date("2025-01-01"); d <= "2026-12-31"; d = d.AddDays(1) {
		want := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		if h := HolidayUtil.GetHoliday(string(d)); h != nil {
			want = h.IsWork()
		}
		got, provisional := c.Work(d)
		require.Equal(t, want, got, d)
		require.False(t, provisional, d)
	}
}
