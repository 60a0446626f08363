package directory_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/directory"
)

const today = "2026-09-18"

// tables is a small organisation: a city with a finance office, and two counties of which one has a bureau with a
// section. Rows stand out of order on purpose.
func tables() (units []directory.Unit, people []directory.Person, posts []directory.Post, kin []directory.Kin, leaves []directory.Leave) {
	units = []directory.Unit{
		{ID: "section", Name: "甲县乙局丙股", Parent: "bureau", Level: directory.LevelDept},
		{ID: "bureau", Name: "甲县乙局", Parent: "county-a", Level: directory.LevelDept},
		{ID: "county-b", Name: "丁县", Parent: "city", Level: directory.LevelCounty, Order: 3},
		{ID: "county-a", Name: "甲县", Parent: "city", Level: directory.LevelCounty, Order: 2},
		{ID: "finance", Name: "市财政局", Parent: "city", Level: directory.LevelDept, Order: 1},
		{ID: "city", Name: "某市", Level: directory.LevelCity},
	}
	people = []directory.Person{
		{ID: "p5", Username: "wu", Name: "吴䶮", Unit: "section", Active: true},
		{ID: "p4", Username: "li2", Name: "李明", Unit: "bureau", Order: 2, Active: true},
		{ID: "p3", Username: "li1", Name: "李明", Unit: "bureau", Order: 1, Active: true, Attrs: map[string]string{"编制": "在编"}},
		{ID: "p2", Username: "qian", Name: "钱𬀩", Title: "局长", Unit: "finance", Active: true},
		{ID: "p1", Username: "zhao", Name: "赵一", Unit: "city", Active: true},
		{ID: "p6", Name: "孙六", Unit: "county-b", Active: false},
		{ID: "p7", Username: "zhou", Name: "周七", Unit: "county-b", Active: true},
	}
	posts = []directory.Post{
		{Role: "经办人", Person: "p5", Unit: "section"},
		{Role: "经办人", Person: "p4", Unit: "bureau"},
		{Role: "经办人", Person: "p3", Unit: "bureau"},
		{Role: "负责人", Person: "", Unit: "section"},
		{Role: "负责人", Person: "p4", Unit: "bureau", Until: "2026-09-17"},
		{Role: "负责人", Person: "p1", Unit: "city"},
		{Role: "财政审核人", Person: "p2", Unit: "finance"},
		{Role: "财政审核人", Person: "p3", Unit: "bureau"},
		{Role: "财政审核人", Person: "p7", Unit: "county-b"},
		{Role: "财政审核人", Person: "p6", Unit: "county-b"},
		{Role: "出纳", Person: "p3", Unit: "bureau", From: "2026-09-18", Until: "2026-09-18"},
	}
	kin = []directory.Kin{{A: "p3", B: "p5", Relation: "夫妻"}}
	leaves = []directory.Leave{
		{Person: "p4", From: "2026-09-14", Until: "2026-09-18", Delegate: "p3", Processes: []string{"care-fund"}, Reason: "年休假"},
	}
	return units, people, posts, kin, leaves
}

func book(t *testing.T) *directory.Book {
	t.Helper()
	units, people, posts, kin, leaves := tables()
	b, faults := directory.NewBook(3, units, people, posts, kin, leaves)
	require.Empty(t, faults)
	return b
}

func TestHolders_ByScope(t *testing.T) {
	t.Parallel()
	b := book(t)
	for name, v := range map[string]struct {
		role, unit string
		scope      directory.Scope
		on         string
		want       []string
	}{
		"unit: only the unit itself, in directory order": {"经办人", "bureau", directory.ScopeUnit, today, []string{"p3", "p4"}},
		"unit: none":                                          {"经办人", "county-a", directory.ScopeUnit, today, []string{}},
		"ancestors: the unit itself comes first":              {"经办人", "section", directory.ScopeAncestors, today, []string{"p5"}},
		"ancestors: past a vacant post and an ended term":     {"负责人", "section", directory.ScopeAncestors, today, []string{"p1"}},
		"ancestors: past a vacant post, the term still runs":  {"负责人", "section", directory.ScopeAncestors, "2026-09-17", []string{"p4"}},
		"level: the county with all below":                    {"财政审核人", "section", directory.ScopeLevel, today, []string{"p3"}},
		"level: another county, without people who have left": {"财政审核人", "county-b", directory.ScopeLevel, today, []string{"p7"}},
		"level: the city's own organs, counties left out":     {"财政审核人", "city", directory.ScopeLevel, today, []string{"p2"}},
		"city: anywhere, units in directory order":            {"财政审核人", "section", directory.ScopeCity, today, []string{"p2", "p3", "p7"}},
		"a term includes its first and last day":              {"出纳", "bureau", directory.ScopeUnit, "2026-09-18", []string{"p3"}},
		"a term that has not begun":                           {"出纳", "bureau", directory.ScopeUnit, "2026-09-17", []string{}},
		"a role nobody has":                                   {"无", "bureau", directory.ScopeCity, today, []string{}},
		"an unknown unit":                                     {"经办人", "nowhere", directory.ScopeAncestors, today, nil},
		"an unknown scope":                                    {"经办人", "bureau", directory.Scope("world"), today, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, v.want, b.Holders(v.role, v.unit, v.scope, v.on))
		})
	}
}

func TestBook_Lookups(t *testing.T) {
	t.Parallel()
	b := book(t)
	require.Equal(t, int64(3), b.Revision())
	p, ok := b.ByUsername("li1")
	require.True(t, ok)
	require.Equal(t, "p3", p.ID)
	_, ok = b.ByUsername("")
	require.False(t, ok, "people without an account have no username to be found by")

	above := b.Ancestors("section")
	require.Equal(t, []string{"bureau", "county-a", "city"}, []string{above[0].ID, above[1].ID, above[2].ID})
	require.True(t, b.Within("section", "county-a"))
	require.True(t, b.Within("section", "section"))
	require.False(t, b.Within("section", "county-b"))
	require.False(t, b.Within("nowhere", "nowhere"))
	branch, ok := b.Branch("section")
	require.True(t, ok)
	require.Equal(t, "county-a", branch.ID)

	relation, ok := b.Related("p5", "p3")
	require.True(t, ok, "kinship holds in both directions")
	require.Equal(t, "夫妻", relation)
	_, ok = b.Related("p1", "p2")
	require.False(t, ok)

	require.Len(t, b.Roles("p3", "2026-09-18"), 3)
	require.Len(t, b.Roles("p3", "2026-09-19"), 2)
	require.Empty(t, b.Roles("p6", today), "who is not active holds nothing")
}

func TestBook_Leave(t *testing.T) {
	t.Parallel()
	b := book(t)
	l, ok := b.OnLeave("p4", "2026-09-18")
	require.True(t, ok)
	require.Equal(t, "年休假", l.Reason)
	_, ok = b.OnLeave("p4", "2026-09-19")
	require.False(t, ok)
	delegate, ok := b.DelegateFor("p4", "care-fund", today)
	require.True(t, ok)
	require.Equal(t, "p3", delegate)
	_, ok = b.DelegateFor("p4", "titles", today)
	require.False(t, ok, "only the processes handed over")
}

func TestBook_SearchTellsNamesakesApart(t *testing.T) {
	t.Parallel()
	b := book(t)
	var ids []string
	for _, p := range b.Search("李明", 10) {
		ids = append(ids, p.ID)
	}
	require.Equal(t, []string{"p3", "p4"}, ids)
	require.Len(t, b.Search("李明", 1), 1)
	require.Equal(t, "p5", b.Search("䶮", 10)[0].ID)
	require.Equal(t, "p2", b.Search("𬀩", 10)[0].ID)
	require.Equal(t, "p2", b.Search("财政", 10)[0].ID)
	require.Len(t, b.Search("", 100), 6, "people who left are not offered")
}

func TestBook_IsImmutable(t *testing.T) {
	t.Parallel()
	units, people, posts, kin, leaves := tables()
	b, faults := directory.NewBook(1, units, people, posts, kin, leaves)
	require.Empty(t, faults)
	people[2].Attrs["编制"] = "编外"
	leaves[0].Processes[0] = "x"
	p, _ := b.Person("p3")
	p.Attrs["编制"] = "编外"
	b.People()[0].Name = "x"
	b.Units()[0].Name = "x"
	again, _ := b.Person("p3")
	require.Equal(t, "在编", again.Attrs["编制"])
	_, ok := b.DelegateFor("p4", "care-fund", today)
	require.True(t, ok)
	require.Equal(t, "某市", b.Units()[0].Name)
}

func TestNewBook_EveryFaultIsNamed(t *testing.T) {
	t.Parallel()
	type change func(u *[]directory.Unit, p *[]directory.Person, o *[]directory.Post, k *[]directory.Kin, l *[]directory.Leave)
	add := func(u *directory.Unit, p *directory.Person, o *directory.Post, k *directory.Kin, l *directory.Leave) change {
		return func(us *[]directory.Unit, ps *[]directory.Person, os *[]directory.Post, ks *[]directory.Kin, ls *[]directory.Leave) {
			if u != nil {
				*us = append(*us, *u)
			}
			if p != nil {
				*ps = append(*ps, *p)
			}
			if o != nil {
				*os = append(*os, *o)
			}
			if k != nil {
				*ks = append(*ks, *k)
			}
			if l != nil {
				*ls = append(*ls, *l)
			}
		}
	}
	unit := func(u directory.Unit) change { return add(&u, nil, nil, nil, nil) }
	person := func(p directory.Person) change { return add(nil, &p, nil, nil, nil) }
	post := func(o directory.Post) change { return add(nil, nil, &o, nil, nil) }
	kin := func(k directory.Kin) change { return add(nil, nil, nil, &k, nil) }
	leave := func(l directory.Leave) change { return add(nil, nil, nil, nil, &l) }
	for name, v := range map[string]struct {
		change change
		table  string
		field  string
		want   string
	}{
		"unit twice":            {unit(directory.Unit{ID: "city", Name: "x", Level: "city"}), "units", "ID", "单位编号“city”重复,请改成不同的编号"},
		"unit without id":       {unit(directory.Unit{Name: "x", Level: "city"}), "units", "ID", "单位“x”没有编号,请补上"},
		"unknown parent":        {unit(directory.Unit{ID: "u", Name: "x", Level: "dept", Parent: "v"}), "units", "Parent", "单位“x”的上级“v”不存在,请核对编号"},
		"its own parent":        {unit(directory.Unit{ID: "u", Name: "x", Level: "dept", Parent: "u"}), "units", "Parent", "单位“x”的上级关系绕成了圈,请核对上级"},
		"unknown level":         {unit(directory.Unit{ID: "u", Name: "x", Level: "村"}), "units", "Level", "单位“x”的层级“村”不认识,请写市、县、乡镇或部门"},
		"person twice":          {person(directory.Person{ID: "p1", Name: "x", Unit: "city"}), "people", "ID", "人员编号“p1”重复,请改成不同的编号(姓名可以相同,编号不能)"},
		"username twice":        {person(directory.Person{ID: "p9", Username: "zhao", Name: "x", Unit: "city"}), "people", "Username", "登录名“zhao”已由“赵一”使用,请换一个"},
		"person without a unit": {person(directory.Person{ID: "p9", Name: "x"}), "people", "Unit", "人员“x”没有写单位,请补上"},
		"person without a name": {person(directory.Person{ID: "p9", Unit: "city"}), "people", "Name", "人员“p9”没有姓名,请补上"},
		"post of nobody known":  {post(directory.Post{Role: "出纳", Person: "p9", Unit: "city"}), "posts", "Person", "岗位“出纳”中的人员“p9”不存在,请核对编号"},
		"post in no unit known": {post(directory.Post{Role: "出纳", Unit: "u"}), "posts", "Unit", "岗位“出纳”的单位“u”不存在,请核对编号"},
		"post held twice":       {post(directory.Post{Role: "财政审核人", Person: "p2", Unit: "finance"}), "posts", "Person", "岗位“财政审核人”在同一单位把“钱𬀩”写了两次,请删去一次"},
		"a term that runs back": {post(directory.Post{Role: "出纳", Unit: "city", From: "2026-02-01", Until: "2026-01-01"}), "posts", "Until", "岗位“出纳”的结束日期2026-01-01早于起始日期2026-02-01,请核对"},
		"a term of no date":     {post(directory.Post{Role: "出纳", Unit: "city", From: "2026-2-1"}), "posts", "From", "岗位“出纳”的日期“2026-2-1”不是有效日期,请写成“2026-01-01”的样子"},
		"kin to oneself":        {kin(directory.Kin{A: "p1", B: "p1", Relation: "x"}), "kin", "B", "亲属关系的双方是同一个人“赵一”,请核对"},
		"kin twice":             {kin(directory.Kin{A: "p5", B: "p3", Relation: "夫妻"}), "kin", "B", "“吴䶮”与“李明”的亲属关系写了两次,请删去一次"},
		"kin to nobody known":   {kin(directory.Kin{A: "p1", B: "p9", Relation: "x"}), "kin", "B", "亲属关系中的人员“p9”不存在,请核对编号"},
		"leave to oneself":      {leave(directory.Leave{Person: "p1", From: today, Until: today, Delegate: "p1"}), "leaves", "Delegate", "“赵一”的请假不能委托本人代办,请另写一人"},
		"leave without an end":  {leave(directory.Leave{Person: "p1", From: today}), "leaves", "Until", "“赵一”的请假没有写结束日期,请补上"},
		"leave of nobody known": {leave(directory.Leave{Person: "p9", From: today, Until: today}), "leaves", "Person", "请假中的人员“p9”不存在,请核对编号"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			us, ps, os, ks, ls := tables()
			v.change(&us, &ps, &os, &ks, &ls)
			b, faults := directory.NewBook(1, us, ps, os, ks, ls)
			require.Nil(t, b)
			require.Len(t, faults, 1)
			var fault *directory.Fault
			require.True(t, errors.As(faults[0], &fault))
			require.Equal(t, v.want, fault.Msg)
			require.Equal(t, v.table, fault.Table)
			require.Equal(t, v.field, fault.Field)
		})
	}
}

func TestNewBook_ACycleIsFoundThroughOtherUnits(t *testing.T) {
	t.Parallel()
	units := []directory.Unit{
		{ID: "a", Name: "甲", Parent: "c", Level: "dept"},
		{ID: "b", Name: "乙", Parent: "a", Level: "dept"},
		{ID: "c", Name: "丙", Parent: "b", Level: "dept"},
		{ID: "d", Name: "丁", Parent: "c", Level: "dept"},
	}
	b, faults := directory.NewBook(1, units, nil, nil, nil, nil)
	require.Nil(t, b)
	require.Len(t, faults, 3, "the three on the circle, not the one that hangs below it")
}

func TestAbove_SuperiorOrgansBeforeTheTree(t *testing.T) {
	t.Parallel()
	units, people, posts, kin, leaves := tables()
	units[1].Superior = "finance" // the county's bureau under the city's office
	b, faults := directory.NewBook(1, units, people, posts, kin, leaves)
	require.Empty(t, faults)
	require.Equal(t, []string{"bureau", "finance", "city", "county-a"}, b.Above("section"))
	require.Equal(t, []string{"finance", "city", "county-a"}, b.Above("bureau"))
	require.Equal(t, []string{"city"}, b.Above("county-b"))
	require.Empty(t, b.Above("city"))
	require.Empty(t, b.Above("nowhere"))
	for unit, level := range map[string]string{"section": "county", "bureau": "county", "finance": "city", "city": "city", "nowhere": ""} {
		require.Equal(t, level, b.LevelOf(unit), unit)
	}
}

func TestSuperior_MustExistAndNotCircle(t *testing.T) {
	t.Parallel()
	units, people, posts, kin, leaves := tables()
	units[1].Superior, units[4].Superior = "finance", "bureau"
	_, faults := directory.NewBook(1, units, people, posts, kin, leaves)
	require.Len(t, faults, 2)
	require.ErrorContains(t, faults[0], "上级机关绕成了圈")
	units[4].Superior = "none"
	_, faults = directory.NewBook(1, units, people, posts, kin, leaves)
	require.Len(t, faults, 1)
	require.ErrorContains(t, faults[0], "上级机关“none”不存在")
	units[4].Superior, units[1].Superior = "", ""
	units[4].Superior = "section" // section → bureau → county → city is the tree's: crossing it is no circle of organs
	b, faults := directory.NewBook(1, units, people, posts, kin, leaves)
	require.Empty(t, faults)
	require.Equal(t, []string{"section", "bureau", "county-a", "city"}, b.Above("finance"))
}
