package config_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/config"
	"dandang/engine/directory"
)

const today = "2026-09-18"

// careFundUnits are the units where the care fund is demonstrated.
var careFundUnits = []string{"shi-jtj", "qs-wjj", "bs-jyj", "bs-lq"}

func city(t *testing.T) (*directory.Book, config.Directory) {
	t.Helper()
	d, problems := config.LoadDirectory(config.DemoCityFile, config.DemoCitySource())
	require.Empty(t, texts(problems))
	book, faults := d.Book(1)
	require.Empty(t, faults)
	return book, d
}

func TestDemoCity_PanelsHaveTheirSize(t *testing.T) {
	t.Parallel()
	book, _ := city(t)
	for role, want := range map[string]int{"评委": 25, "常委": 9, "部务会": 7, "核查人员": 6, "复核委员": 5} {
		require.Len(t, book.Holders(role, "shi", directory.ScopeCity, today), want, role)
	}
	for _, p := range book.Holders("复核委员", "shi", directory.ScopeCity, today) {
		for _, post := range book.Roles(p, today) {
			require.Equal(t, "复核委员", post.Role, "the reconsideration panel is separate")
		}
	}
	for _, role := range []string{"关爱资金政策维护人", "容错认定政策维护人", "线索规则维护人", "职称政策维护人", "入编政策维护人", "系统管理员", "安全管理员", "安全审计员", "督办员"} {
		holders := book.Holders(role, "shi", directory.ScopeCity, today)
		require.GreaterOrEqual(t, len(holders), 2, role)
		for _, p := range holders {
			require.Len(t, book.Roles(p, today), 1, "%s never decides cases", role)
		}
	}
}

// Excluding an initiator, a party and a relative takes at most three people off a role.
func TestDemoCity_EveryRoleHasAHolderLeft(t *testing.T) {
	t.Parallel()
	book, _ := city(t)
	for _, unit := range careFundUnits {
		for role, scope := range map[string]directory.Scope{
			"单位经办人": directory.ScopeUnit, "单位党组织": directory.ScopeUnit, "主管部门审核人": directory.ScopeAncestors,
			"组织部审核人": directory.ScopeCity, "部务会": directory.ScopeCity, "纪检审核人": directory.ScopeCity,
			"财政审核人": directory.ScopeCity, "出纳": directory.ScopeCity,
		} {
			want := 4
			if role == "主管部门审核人" {
				want = 3 // outside the unit, so the initiator is not among them
			}
			require.GreaterOrEqual(t, len(book.Holders(role, unit, scope, today)), want, "%s %s", unit, role)
		}
		require.Len(t, book.Holders("单位党组织", unit, directory.ScopeUnit, today), 5, unit)
		require.Len(t, book.Holders("单位会议记录人", unit, directory.ScopeUnit, today), 2, unit)
		require.GreaterOrEqual(t, len(book.Holders("部务会秘书", unit, directory.ScopeCity, today)), 3)
		require.Len(t, book.Holders("组织部分管领导", unit, directory.ScopeCity, today), 3)

		heads := 3
		if unit == "bs-lq" {
			heads = 0 // the one vacancy on purpose
		}
		require.Len(t, book.Holders("单位负责人", unit, directory.ScopeUnit, today), heads, unit)
	}
}

func TestDemoCity_HasTheSpecialCases(t *testing.T) {
	t.Parallel()
	book, d := city(t)
	require.GreaterOrEqual(t, len(book.People()), 110)

	namesakes := map[string]int{}
	for _, p := range book.People() {
		namesakes[p.Name]++
	}
	for name, n := range namesakes {
		require.True(t, n == 1 || name == "李明" && n == 2, "%s occurs %d times", name, n)
	}
	require.Len(t, book.Search("𬀩", 9), 1)
	require.Len(t, book.Search("䶮", 9), 1)

	relation, ok := book.Related("heping", "hexiaolan")
	require.True(t, ok)
	require.Equal(t, "夫妻", relation)
	require.Contains(t, book.Holders("单位经办人", "shi-jtj", directory.ScopeUnit, today), "hexiaolan")

	vacant, away := 0, 0
	for _, post := range d.Posts {
		if post.Person == "" {
			vacant++
		}
	}
	require.Equal(t, 1, vacant)
	for _, l := range d.Leaves {
		for _, on := range []string{today, "2026-12-28", "2027-06-01", "2028-03-01"} {
			delegate, ok := book.DelegateFor(l.Person, "care-fund", on)
			require.True(t, ok)
			require.Equal(t, l.Delegate, delegate)
		}
		away++
	}
	require.Equal(t, 1, away)

	two := 0
	for _, p := range book.Holders("组织部审核人", "shi", directory.ScopeCity, today) {
		if len(book.Roles(p, today)) == 2 {
			two++
		}
	}
	require.Equal(t, 1, two, "one reviewer also keeps the minutes")
}

func TestDemoCity_AccountsArePlainAndDistinct(t *testing.T) {
	t.Parallel()
	book, d := city(t)
	noted := 0
	for _, a := range d.Accounts {
		require.Regexp(t, regexp.MustCompile(`^[a-z]+[0-9]?$`), a.Username)
		p, ok := book.ByUsername(a.Username)
		require.True(t, ok)
		require.Equal(t, a.Person, p.ID)
		if a.Note != "" {
			noted++
		}
	}
	require.Less(t, len(d.Accounts), len(d.People), "somebody has no account")
	require.Greater(t, noted, 20)
}

func TestLoadDirectory_FaultsStandAtTheirLine(t *testing.T) {
	t.Parallel()
	src := strings.Join([]string{
		"单位:",
		"  - {编号: a, 名称: 甲, 层级: 市}",
		"  - {编号: b, 名称: 乙, 层级: 部门, 上级: c}",
		"人员:",
		"  - {编号: p, 登录名: x, 姓名: 丙, 单位: a}",
		"  - {编号: q, 登录名: x, 姓名: 丁, 单位: z, 岗位: [出纳]}",
		"岗位:",
		"  - {角色: 出纳, 单位: a, 人员: r}",
		"亲属:",
		"  - {甲: p, 乙: p, 关系: 夫妻}",
		"请假:",
		"  - {人员: p, 自: 2026-09-01, 至: 2026-08-01}",
		"",
	}, "\n")
	_, problems := config.LoadDirectory("d.yaml", []byte(src))
	require.Equal(t, []string{
		"d.yaml 第3行第32列:单位“乙”的上级“c”不存在,请核对编号",
		"d.yaml 第6行第18列:登录名“x”已由“丙”使用,请换一个",
		"d.yaml 第6行第32列:人员“丁”的单位“z”不存在,请核对编号",
		"d.yaml 第8行第25列:岗位“出纳”中的人员“r”不存在,请核对编号",
		"d.yaml 第10行第15列:亲属关系的双方是同一个人“丙”,请核对",
		"d.yaml 第12行第31列:“丙”的请假的结束日期2026-08-01早于起始日期2026-09-01,请核对",
	}, texts(problems))

	_, problems = config.LoadDirectory("d.yaml", []byte("单位:\n  - {编号: a, 名称：甲, 层级: 村}\n  - {编号: b}\n岗位: [{角色: 出纳, 单位: a}]\n"))
	require.Equal(t, []string{
		"d.yaml 第2行第15列:这里是中文冒号“：”,请改为英文冒号并空一格",
		"d.yaml 第2行第23列:层级“村”不认识,请写市、县、区、乡镇或部门",
		"d.yaml 第3行第5列:单位“b”没有写层级,请写市、县、区、乡镇或部门",
		"d.yaml 第4行第6列:岗位“出纳”应写明人员,或写“空缺: 是”,两者只写一样",
	}, texts(problems))
}
