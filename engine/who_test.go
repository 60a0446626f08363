package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

// threeLevels is a city, a county in it and a township in that, each with a discipline inspection office; the county's
// stands under the city's, not under the county's tree alone.
func threeLevels(t *testing.T, superior string, kin ...directory.Kin) *directory.Book {
	t.Helper()
	units := []directory.Unit{
		{ID: "city", Name: "某市", Level: directory.LevelCity},
		{ID: "city-ji", Name: "市纪委", Parent: "city", Level: directory.LevelDept},
		{ID: "county", Name: "甲县", Parent: "city", Level: directory.LevelCounty},
		{ID: "county-ji", Name: "县纪委", Parent: "county", Level: directory.LevelDept, Superior: superior},
		{ID: "town", Name: "乙镇", Parent: "county", Level: directory.LevelTownship},
		{ID: "town-ban", Name: "乙镇党政办", Parent: "town", Level: directory.LevelDept},
	}
	var people []directory.Person
	var held []directory.Post
	for _, row := range []string{
		"ann county-ji clerk", "tom town-ban clerk", "liz city-ji clerk", "cob county-ji boss", "cab county boss", "cid city-ji boss", "top city boss",
		"own city keeper", "jim county -", "tod town deputy", "ced county deputy",
	} {
		f := strings.Fields(row)
		people = append(people, directory.Person{ID: f[0], Username: f[0], Name: "人" + f[0], Unit: f[1], Active: true, Order: len(people)})
		if f[2] != "-" {
			held = append(held, directory.Post{Role: f[2], Person: f[0], Unit: f[1]})
		}
	}
	b, faults := directory.NewBook(1, units, people, held, kin, nil)
	require.Empty(t, faults)
	return b
}

func levels(work string) string {
	text := small(`
  work:
    name: 审批
` + work + ends)
	text = strings.Replace(text, "  chief:", "  boss: {name: 主要负责人, scope: unit}\n  anyboss: {name: 全市负责人, scope: city}\n  deputy: {name: 分管领导, scope: level}\n  chief:", 1)
	return text
}

const upwards = `    task: {for: {role: boss, escalate: ancestors}}
    on: {agree: {name: 同意, to: yes}}
`

func TestEscalate_PastTheRecusedStepByStep(t *testing.T) {
	t.Parallel()
	kin := func(who ...string) (list []directory.Kin) {
		for _, p := range who {
			list = append(list, directory.Kin{A: p, B: "jim", Relation: "夫妻"})
		}
		return list
	}
	for name, v := range map[string]struct {
		superior string
		kin      []directory.Kin
		by       string
		want     []string
	}{
		"the unit's own":                               {"", nil, "ann", []string{"cob"}},
		"nobody has the post: the nearest above":       {"", nil, "tom", []string{"cab"}},
		"recused: the unit above":                      {"", kin("cob"), "ann", []string{"cab"}},
		"recused twice: one further":                   {"", kin("cob", "cab"), "ann", []string{"top"}},
		"the superior organ comes before the tree":     {"city-ji", kin("cob"), "ann", []string{"cid"}},
		"and above it whoever is above it":             {"city-ji", kin("cob", "cid"), "ann", []string{"top"}},
		"and last what of the tree is left":            {"city-ji", kin("cob", "cid", "top"), "ann", []string{"cab"}},
		"a superior elsewhere does not concern a town": {"city-ji", kin("cab"), "tom", []string{"top"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, threeLevels(t, v.superior, v.kin...), levels(upwards))
			c := w.open(v.by, "small", with("subject", "jim"))
			w.do(v.by, c.ID, "submit")
			require.Equal(t, v.want, w.openTasks(c.ID)[0].Candidates)
			for _, k := range v.kin {
				if k.A == "cob" {
					w.refused(engine.ERecused, []string{"夫妻"}, "cob", c.ID, "agree")
				}
			}
		})
	}
}

func TestEscalate_AllRecusedIsAnIncident(t *testing.T) {
	t.Parallel()
	var kin []directory.Kin
	for _, p := range []string{"cob", "cab", "cid", "top"} {
		kin = append(kin, directory.Kin{A: p, B: "jim", Relation: "夫妻"})
	}
	w := newWorld(t, threeLevels(t, "city-ji", kin...), levels(upwards))
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	require.Equal(t, "nobody", w.load(c.ID).Case.Memo.Incidents[0].Kind)
	w.refused(engine.ERecused, nil, "cob", c.ID, "agree")
}

func TestEscalate_RecusalMidRoundLooksUpwards(t *testing.T) {
	t.Parallel()
	w := newWorld(t, threeLevels(t, "city-ji"), levels(upwards))
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("cob", c.ID, "recuse", say("同学"))
	require.Equal(t, []string{"cid"}, w.openTasks(c.ID)[0].Candidates)
}

func TestCaseLevel_IsThatOfTheUnit(t *testing.T) {
	t.Parallel()
	text := levels(`    task: {for: {role: boss, escalate: ancestors}}
    on:
      agree: {name: 同意, to: yes, when: case.level == "县级", because: 只有县级}
      town: {name: 乡, to: yes, when: case.level == "乡级", because: 只有乡级}
      city: {name: 市, to: yes, when: case.level == "市级", because: 只有市级}
`)
	for by, want := range map[string]string{"ann": "agree", "tom": "town", "liz": "city"} {
		w := newWorld(t, threeLevels(t, ""), text)
		c := w.open(by, "small")
		w.do(by, c.ID, "submit")
		boss := w.openTasks(c.ID)[0].Candidates[0]
		for _, e := range []string{"agree", "town", "city"} {
			if e != want {
				w.refused(engine.EGuard, nil, boss, c.ID, e)
			}
		}
		w.do(boss, c.ID, want)
	}
}

func TestScope_LevelIsTheCountysOwn(t *testing.T) {
	t.Parallel()
	text := levels(`    task: {for: deputy}
    on: {agree: {name: 同意, to: yes}}
`)
	w := newWorld(t, threeLevels(t, ""), text)
	c := w.open("tom", "small")
	w.do("tom", c.ID, "submit")
	require.ElementsMatch(t, []string{"tod", "ced"}, w.openTasks(c.ID)[0].Candidates, "everybody of the county, its towns among them")
	c = w.open("liz", "small")
	w.do("liz", c.ID, "submit")
	require.NotEmpty(t, w.load(c.ID).Case.Memo.Incidents, "the city has no deputy of its own")
}

func TestEscalate_OfALevelGoesToTheLevelAbove(t *testing.T) {
	t.Parallel()
	text := levels(`    task: {for: {role: deputy, escalate: ancestors}}
    on: {agree: {name: 同意, to: yes}}
`)
	b := threeLevels(t, "", directory.Kin{A: "tod", B: "jim", Relation: "父子"}, directory.Kin{A: "ced", B: "jim", Relation: "父子"})
	posts := append(b.Posts("clerk"), b.Posts("deputy")...)
	posts = append(posts, directory.Post{Role: "deputy", Person: "cid", Unit: "city-ji"}, directory.Post{Role: "keeper", Person: "own", Unit: "city"})
	b, faults := directory.NewBook(1, b.Units(), b.People(), posts, []directory.Kin{{A: "tod", B: "jim", Relation: "父子"}, {A: "ced", B: "jim", Relation: "父子"}}, nil)
	require.Empty(t, faults)
	w := newWorld(t, b, text)
	id := w.open("tom", "small", with("subject", "jim")).ID
	w.do("tom", id, "submit")
	require.Equal(t, []string{"cid"}, w.openTasks(id)[0].Candidates)
}

func TestAtLeast_TooFewIsAnIncident(t *testing.T) {
	t.Parallel()
	text := small(`
  work:
    name: 核查
    task: {for: chief, at_least: 3}
    on: {agree: {name: 同意, to: yes}}
` + ends)
	w, id := start(t, text)
	require.Len(t, w.openTasks(id)[0].Candidates, 3)
	w = newWorld(t, book(t, posts, directory.Kin{A: "cat", B: "jim", Relation: "夫妻"}), text)
	id = w.open("ann", "small", with("subject", "jim")).ID
	w.do("ann", id, "submit")
	inc := w.load(id).Case.Memo.Incidents
	require.Len(t, inc, 1)
	require.Contains(t, inc[0].Reason, "只有2人,至少要3人")
	w.dir.v.Store(bookAt(t, 2, posts))
	w.do("own", id, "retry")
	require.Len(t, w.openTasks(id)[0].Candidates, 3, "cured when a third can act")
}

func personFields(secrecy string) string {
	text := small(`
  work:
    name: 指派
    task: {for: head}
    edit: [checkers, subject]
    on: {assign: {name: 指派, to: yes}}
` + ends)
	text = strings.Replace(text, "edit: all", "edit: [subject]", 1)
	text = strings.Replace(text, "  amount:", "  checkers: {name: 查核人, type: persons, unconflicted: true, holders_of: chief}\n  amount:", 1)
	return strings.Replace(text, "owner: keeper\n", "owner: keeper\n"+secrecy, 1)
}

func TestPersonField_TakesOnlyThoseWhoMayAct(t *testing.T) {
	t.Parallel()
	for _, secrecy := range []string{"", "secrecy: restricted\n"} {
		w := newWorld(t, book(t, posts, directory.Kin{A: "cat", B: "jim", Relation: "夫妻"}), personFields(secrecy))
		id := w.open("ann", "small", with("subject", "jim")).ID
		w.do("ann", id, "submit")
		_, err := w.try("ivy", id, "assign", with("checkers", []any{"bob", "cat"}))
		require.Equal(t, engine.EInvalid, engine.CodeOf(err))
		require.Contains(t, problems(err), "人cat依规不能办理该事项")
		require.NotContains(t, problems(err), "夫妻")
		_, err = w.try("ivy", id, "assign", with("checkers", []any{"bob", "hal"}))
		require.Contains(t, problems(err), "人hal不是审核人")
		_, err = w.try("ivy", id, "assign", with("checkers", []any{"bob"}, "subject", "bob"))
		require.Contains(t, problems(err), "人bob依规不能办理该事项", "who becomes a party by the same act is one")
		r, err := w.try("ivy", id, "assign", with("checkers", []any{"bob", "dan"}))
		require.NoError(t, err, problems(err))
		require.Equal(t, "yes", r.Case.State)
	}
}

func TestParty_ActsForHimselfAndNowhereElse(t *testing.T) {
	t.Parallel()
	text := small(`
  work:
    name: 告知
    task: {for: [subject, chief]}
    on:
      appeal: {name: 申诉, by: subject, to: again}
      accept: {name: 认可, to: yes}
  again:
    name: 复核
    task: {for: chief}
    on: {agree: {name: 同意, to: yes}, drop2: {name: 撤回, by: {field: subject}, to: no}}
` + ends)
	w := newWorld(t, book(t, posts), text)
	id := w.open("ann", "small", with("subject", "bob")).ID
	w.do("ann", id, "submit")
	require.Equal(t, []string{"bob", "cat", "dan"}, w.openTasks(id)[0].Candidates)
	w.refused(engine.ENotFound, nil, "hal", id, "appeal")
	w.do("bob", id, "appeal")
	require.Equal(t, []string{"cat", "dan"}, w.openTasks(id)[0].Candidates, "a party of it does not review it, whatever his post")
	w.refused(engine.ERecused, []string{"对象"}, "bob", id, "agree")
	w.do("bob", id, "drop2")
}
