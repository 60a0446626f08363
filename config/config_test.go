package config_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/config"
	"dandang/engine/workday"
	"dandang/internal/yamldoc"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func texts(problems []yamldoc.Problem) []string {
	var list []string
	for _, p := range problems {
		list = append(list, p.File+" "+p.Error())
	}
	return list
}

func TestLoad_EnvironmentBeatsFileBeatsDefault(t *testing.T) {
	t.Parallel()
	src := []byte("addr: 0.0.0.0:80\ndata_dir: /srv/data\nlimits:\n  upload: 50MiB\n  request: 1m\nsession: {ttl: 2h}\n")
	s, problems := config.Load("x.yaml", src, env("DANDANG_ADDR", "127.0.0.1:9000", "DANDANG_DEMO", "true", "DANDANG_SEAL_KEY", "k"))
	require.Empty(t, problems)
	want := config.Default()
	want.Addr, want.DataDir, want.Demo = "127.0.0.1:9000", "/srv/data", true
	want.MaxUpload, want.RequestTime, want.SessionTTL, want.Secrets.SealKey = 50<<20, time.Minute, 2*time.Hour, "k"
	require.Equal(t, want, s)

	s, problems = config.Load("", nil, env())
	require.Empty(t, problems)
	require.Equal(t, config.Default(), s)
}

func TestLoad_FaultsAreNamed(t *testing.T) {
	t.Parallel()
	src := "addr: 8080\ndb:\n  driver: oracle\n  dsn: root:x@/d\n  pool: 3\nlimits: {body: 1TB, request: 5}\nsession: 8h\n端口: 80\n"
	_, problems := config.Load("x.yaml", []byte(src), env("DANDANG_POLL_TIMERS", "1小时", "DANDANG_DB_DRIVER", "mysql"))
	require.Equal(t, []string{
		"x.yaml 第1行第7列:监听地址“8080”不对,请写成“127.0.0.1:8080”",
		"x.yaml 第3行第11列:不认识数据库“oracle”,请写sqlite或mysql",
		"x.yaml 第4行第8列:“db.dsn”属于口令或密钥,不能写在文件里,请改用环境变量DANDANG_DB_DSN",
		"x.yaml 第5行第3列:不认识“pool”,可用的有:driver、dsn",
		"x.yaml 第6行第16列:大小“1TB”不对,请写成“512KiB”“20MiB”或“1GiB”,最小1KiB,最大4GiB",
		"x.yaml 第6行第30列:时长“5”不对,请写成“30s”“5m”或“8h”,最短100ms,最长744h",
		"x.yaml 第7行第10列:这里应为“键: 值”的映射,现在是文字,请逐项写明",
		"x.yaml 第8行第1列:不认识“端口”,可用的有:addr、data_dir、demo、db、limits、session、poll、seal、s3、notify、audit",
		"环境变量DANDANG_DB_DSN 数据库选用mysql时须给出连接串,请设置环境变量DANDANG_DB_DSN",
		"环境变量DANDANG_POLL_TIMERS 时长“1小时”不对,请写成“30s”“5m”或“8h”,最短100ms,最长744h",
	}, texts(problems))
}

func TestSecrets_NeverShow(t *testing.T) {
	t.Parallel()
	s, problems := config.Load("", nil, env("DANDANG_AUDIT_KEY", "geheim", "DANDANG_DB_DSN", "geheim"))
	require.Empty(t, problems)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, s), "geheim", verb)
	}
	require.NotContains(t, s.Secrets.LogValue().String(), "geheim")
}

func TestLoadCalendar_ShippedYears(t *testing.T) {
	t.Parallel()
	years, overrides, problems := config.LoadCalendar(config.CalendarFile, config.CalendarSource())
	require.Empty(t, problems)
	require.Empty(t, overrides)
	c, err := workday.New(1, years, overrides)
	require.NoError(t, err)
	for year, want := range map[int]int{2024: 251, 2025: 248, 2026: 248} {
		require.Equal(t, want, c.CountWorkdays(year), year)
	}
	_, provisional := c.Work("2026-12-31")
	require.False(t, provisional)
	_, provisional = c.Work("2027-01-01")
	require.True(t, provisional)
	require.Equal(t, workday.Year{Year: 2027}, years[len(years)-1])
	require.Len(t, years, 4)
}

func TestLoadCalendar_FaultsAreNamed(t *testing.T) {
	t.Parallel()
	_, _, problems := config.LoadCalendar("c.yaml", []byte("年份:\n  - {年: 二〇二六, 已公布: 对, 来源: 甲, 休息: []}\n  - {已公布: 否}\n"))
	require.Equal(t, []string{
		"c.yaml 第2行第5列:这一项没有写年,请补上,如 年: 2027",
		"c.yaml 第2行第9列:“二〇二六”不是整数,请写整数,如 2026",
		"c.yaml 第2行第20列:“对”应写“是”或“否”",
		"c.yaml 第2行第30列:不认识“休息”,可用的有:年、已公布、来源、放假、补班",
		"c.yaml 第3行第5列:这一项没有写年,请补上,如 年: 2027",
	}, texts(problems))

	_, _, problems = config.LoadCalendar("c.yaml", []byte("年份:\n  - {年: 2026, 已公布: 是, 来源: 甲, 放假: [2026-02-30]}\n本地调整:\n  - {日期: 2026-01-21, 上班: 否}\n"))
	require.Equal(t, []string{
		"c.yaml 2026年的放假日期“2026-02-30”不是有效日期,请写成“2026-01-01”的样子",
		"c.yaml 本地调整2026-01-21没有写文号,请写明依据的文号",
	}, texts(problems))
}
