package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/internal/seal"
)

func TestReview_AfterUnknownIncident(t *testing.T) {
	w, id := start(t, small(`
  work:
    name: 等
    edit: [note]
    after:
      duration: 2 workdays
      to:
        - {when: note == "好", to: yes}
        - {to: no}
    on:
      fill: {name: 填, by: clerk, to: stay, needs: [note]}
`+ends))
	w.until("2026-09-09")
	require.Len(t, w.load(id).Case.Memo.Incidents, 1)
	t.Log(w.load(id).Case.Memo.Incidents)
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	t.Log("after reassess incidents:", w.load(id).Case.Memo.Incidents, "open", w.openTasks(id))
	w.do("ann", id, "fill", with("note", "好"))
	_, err = w.try("own", id, "retry")
	t.Log("retry", err)
	w.until("2026-09-30")
	require.Equal(t, "yes", w.load(id).Case.State)
}

func TestReview_AfterReserveNoMoney(t *testing.T) {
	w, id := start(t, small(`
  work:
    name: 等
    after:
      duration: 2 workdays
      to:
        - {to: yes2, do: [reserve: {ledger: fund, amount: amount}]}
    on:
      stop: {name: 停, by: clerk, to: no}
  yes2:
    name: 拨
    task: {for: chief}
    on: {ok: {name: 好, to: yes}}
`+ends, "ledgers: {fund: {per: year, unit: money}}\n"), with("amount", "100.00"))
	w.clock.at.Store(workday.Date("2026-09-09").End() + 1000)
	_, err := w.engine.Tick(t.Context())
	t.Log("tick:", err)
	_, err = w.engine.Tick(t.Context())
	t.Log("tick:", err)
	require.NotEmpty(t, w.load(id).Case.Memo.Incidents)
}

func TestReview_DeadlineTimerWhilePaused(t *testing.T) {
	w, id := start(t, small(`
  work:
    name: 自动
    auto:
      - {to: hold}
  hold:
    name: 等待
    clock: paused
    task: {for: chief}
    on:
      ok: {name: 好, to: yes}
`+ends, "deadline: 3 workdays\n"))
	w.until("2026-09-30")
	require.Empty(t, w.sent(), "the case clock stands still")
	_ = id
}

func TestReview_OverdueStepInUnpublishedYear(t *testing.T) {
	text := small(`
  work:
    name: 审核
    task: {for: chief, due: 3 workdays, overdue: [remind, {copy: head, after: 10 workdays}]}
    on:
      agree: {name: 同意, to: yes}
` + ends)
	w := newWorld(t, book(t, posts), text)
	w.clock.at.Store(workday.Date("2026-12-24").Start() + 9*3600*1000)
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	t.Log(w.openTasks(c.ID)[0].Due)
	y26 := workday.Year{Year: 2026, Published: true, Source: "a"}
	y27 := workday.Year{Year: 2027, Published: true, Source: "b", Off: []workday.Date{"2027-01-01"}}
	cal, err := workday.New(2, []workday.Year{y26, y27}, nil)
	require.NoError(t, err)
	w.cal.v.Store(cal)
	_, err = w.engine.Reassess(t.Context())
	require.NoError(t, err)
	w.until("2027-02-28")
	out, err := w.store.Outbox(t.Context(), "", 100)
	require.NoError(t, err)
	kinds := []string{}
	for _, m := range out {
		kinds = append(kinds, m.Kind)
	}
	require.Contains(t, kinds, "copy")
}

func TestReview_ExtendWrongGroup(t *testing.T) {
	text := small(`
  work:
    name: 并行
    tasks:
      first: {for: chief, due: 9 workdays, extend: {by: head, amount: 2 workdays, times: 1}}
      second: {for: board, due: 3 workdays, overdue: [{incident: 逾期, ask: [extend], by: head}], extend: {by: head, amount: 2 workdays, times: 1}}
    on:
      ok: {name: 同意}
      bad: {name: 不同意}
    join:
      - {when: groups.first.result == "ok" and groups.second.result == "ok", to: yes}
      - {to: no}
` + ends)
	w, id := start(t, text)
	w.until("2026-09-10")
	before := w.load(id).Round.Data.Groups
	task := ""
	for _, x := range w.openTasks(id) {
		if x.Kind == engine.Trouble {
			task = x.ID
		}
	}
	w.do("ivy", id, "extend", say("忙"), onTask(task))
	after := w.load(id).Round.Data.Groups
	t.Log(before["first"].Due.Date, after["first"].Due.Date, before["second"].Due.Date, after["second"].Due.Date, w.load(id).Case.Memo.Incidents)
	require.Equal(t, before["first"].Due, after["first"].Due)
	require.NotEqual(t, before["second"].Due, after["second"].Due)
}

func TestReview_TroubleTaskClosedTogether(t *testing.T) {
	text := small(`
  work:
    name: 审
    task: {for: chief, due: 3 workdays, overdue: [{incident: 逾期, ask: [extend], by: jefe}], extend: {by: head, amount: 2 workdays, times: 1}}
    on:
      ok: {name: 同意, to: yes}
` + ends)
	text = strings.Replace(text, "by: jefe", "by: keeper", 1)
	w, id := start(t, text)
	w.until("2026-09-10")
	for _, p := range []string{"bob", "cat", "dan"} {
		w.do(p, id, "recuse", say("x"))
	}
	t.Log(len(w.load(id).Case.Memo.Incidents))
	more := map[string]string{"clerk": "ann", "chief": "bob cat dan gus", "head": "ivy", "keeper": "own", "board": "eve"}
	w.dir.v.Store(bookAt(t, 2, more))
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	t.Log(w.load(id).Case.Memo.Incidents)
	n := 0
	for _, x := range w.openTasks(id) {
		t.Log(x.Kind, x.Candidates)
		if x.Kind == engine.Trouble {
			n++
		}
	}
	require.Equal(t, 1, n, "the overdue incident keeps its turn")
	require.Len(t, w.load(id).Case.Memo.Incidents, 1)
	w.do("own", id, "extend", say("x"))
	require.Empty(t, w.load(id).Case.Memo.Incidents)
}

func TestReview_OwnerChanges(t *testing.T) {
	text := small(`
  work:
    name: 审核
    task: {for: head}
    on:
      agree: {name: 同意, to: yes}
` + ends)
	w := newWorld(t, book(t, posts, directory.Kin{A: "ivy", B: "jim", Relation: "夫妻"}), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	more := map[string]string{"clerk": "ann", "chief": "bob", "board": "eve", "head": "ivy", "keeper": "gus"}
	w.dir.v.Store(bookAt(t, 2, more, directory.Kin{A: "ivy", B: "jim", Relation: "夫妻"}))
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"gus"}, w.openTasks(c.ID)[0].Candidates)
}

func TestReview_ReassessStopsAtOneBadCase(t *testing.T) {
	text := small(`
  work:
    name: 审核
    task: {for: head}
    on:
      agree: {name: 同意, to: yes}
` + ends)
	w := newWorld(t, book(t, posts), text)
	a := w.open("ann", "small")
	b := w.open("ann", "small")
	w.do("ann", b.ID, "submit")
	more := map[string]string{"clerk": "ann", "chief": "bob", "board": "eve", "head": "gus", "keeper": "own"}
	w.dir.v.Store(bookAt(t, 2, more))
	e := engine.New(engine.Config{
		Store: &failing{w.store, a.ID}, Directory: bookSource{w.dir}, Calendar: calendarSource{w.cal}, Clock: w.clock,
		Compile: process.Compile, Vault: seal.Fixed("test"), NewID: w.id, Seed: func() []byte { return []byte(strings.Repeat("s", 32)) },
	})
	defer e.Close()
	_, err := e.Reassess(t.Context())
	t.Log(err)
	require.Equal(t, []string{"gus"}, w.openTasks(b.ID)[0].Candidates)
}

func TestReview_SecondIncidentStep(t *testing.T) {
	w, id := start(t, small(`
  work:
    name: 审
    task: {for: chief, due: 3 workdays, overdue: [{incident: 逾期, ask: [extend], by: head}, {incident: 久拖, ask: [finish], by: head, after: 5 workdays}], extend: {by: head, amount: 2 workdays, times: 1}}
    on:
      ok: {name: 同意, to: yes}
      finish: {name: 终结, by: head, asked: true, to: no}
`+ends))
	w.until("2026-09-24")
	t.Log(w.load(id).Round.Data.Asked, w.load(id).Case.Memo.Incidents)
	require.Contains(t, w.load(id).Round.Data.Asked, "finish")
}

func TestReview_DatedPost(t *testing.T) {
	text := small(`
  work:
    name: 审核
    task: {for: head}
    on:
      agree: {name: 同意, to: yes}
` + ends)
	units := []directory.Unit{{ID: "city", Name: "市", Level: directory.LevelCity}, {ID: "u1", Name: "局", Parent: "city", Level: directory.LevelDept}}
	var people []directory.Person
	for i, p := range []string{"ann", "ivy", "own"} {
		people = append(people, directory.Person{ID: p, Username: p, Name: p, Unit: "u1", Order: i, Active: true})
	}
	b, faults := directory.NewBook(1, units, people, []directory.Post{{Role: "clerk", Person: "ann", Unit: "u1"}, {Role: "keeper", Person: "own", Unit: "u1"}, {Role: "head", Person: "ivy", Unit: "u1", From: "2026-09-09"}}, nil, nil)
	require.Empty(t, faults)
	w := newWorld(t, b, text)
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	require.Len(t, w.load(c.ID).Case.Memo.Incidents, 1)
	w.until("2026-09-20")
	_, err := w.try("ivy", c.ID, "agree")
	t.Log(err)
	require.NoError(t, err, "ivy holds the post since 09-09")
}

func TestReview_LateObjection(t *testing.T) {
	text := small(`
  work:
    name: 公示
    publish: {show: [amount], audience: unit}
    after: {duration: 2 workdays, to: yes}
    on:
      object: {name: 异议, by: reader, to: no, needs: [opinion]}
` + ends)
	w, id := start(t, text)
	ns, _ := w.engine.Notices(t.Context(), "gus", "", 10)
	w.clock.at.Store(workday.Date("2026-09-12").Start())
	_, err := w.engine.Object(t.Context(), engine.Command{Kind: engine.DoEvent, Actor: "gus", Opinion: "x"}, ns[0].ID)
	t.Log(err, w.load(id).Case.State)
	require.Error(t, err)
}

func TestReview_TimerStarvation(t *testing.T) {
	text := small(`
  work:
    name: 等
    after:
      duration: 2 workdays
      to:
        - {when: note == "快", to: yes}
        - {to: yes2, do: [reserve: {ledger: fund, amount: amount}]}
    on:
      stop: {name: 停, by: clerk, to: no}
  yes2:
    name: 拨
    task: {for: chief}
    on: {ok: {name: 好, to: yes}}
`+ends, "ledgers: {fund: {per: year, unit: money}}\n")
	w := newWorld(t, book(t, posts), text)
	for range 200 {
		c := w.open("ann", "small", with("amount", "1.00", "note", "慢"))
		w.do("ann", c.ID, "submit")
	}
	w.clock.at.Add(24 * 3600 * 1000)
	c := w.open("ann", "small", with("note", "快"))
	w.do("ann", c.ID, "submit")
	w.clock.at.Store(workday.Date("2026-09-30").Start())
	_, _ = w.engine.Tick(t.Context())
	require.Equal(t, "yes", w.load(c.ID).Case.State)
}

func TestReview_LoopIncidentDroppedByReassess(t *testing.T) {
	text := small(`
  work:
    name: 甲
    auto:
      - {to: b}
  b:
    name: 乙
    auto:
      - {when: note == "停", to: yes}
      - {to: work}
` + ends)
	_, compileErr := process.Compile("x.yaml", []byte(text))
	require.NoError(t, compileErr)
	w, id := start(t, text, with("note", "走"))
	t.Log(w.load(id).Case.Memo.Incidents, w.load(id).Case.State)
	_, err := w.engine.Reassess(t.Context())
	t.Log(err)
	t.Log(w.load(id).Case.Memo.Incidents, w.load(id).Case.State, w.openTasks(id))
	require.NotEmpty(t, w.load(id).Case.Memo.Incidents)
}

func TestReview_AfterUnknownIncidentRetry(t *testing.T) {
	w, id := start(t, small(afterText))
	w.until("2026-09-09")
	require.Len(t, w.load(id).Case.Memo.Incidents, 1)
	w.do("ann", id, "fill", with("note", "好"))
	w.do("own", id, "retry")
	t.Log(w.load(id).Case.State, w.load(id).Case.Memo.Incidents, w.openTasks(id))
	w.until("2026-12-30")
	require.Equal(t, "yes", w.load(id).Case.State)
}

func TestReview_ReassessRestartsAfter(t *testing.T) {
	w, id := start(t, small(afterText))
	before := w.load(id).Round.Data.After
	w.clock.at.Add(24 * 3600 * 1000)
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, w.load(id).Round.Data.After)
}

func TestReview_CareFundClerkBackdatesByEdit(t *testing.T) {
	text := small(`
  work:
    name: 公示
    publish: {show: [amount], audience: unit}
    edit: [posted]
    after: {duration: 5 workdays, from: posted, to: yes}
    on:
      fixdate: {name: 更正张贴日期, by: clerk, to: stay, needs: [posted, opinion]}
` + ends)
	w, id := start(t, text)
	w.refused(engine.EMissing, []string{"意见"}, "ann", id, "fixdate", with("posted", "2026-09-07"))
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Actor: "ann", Case: id, Fields: engine.Fields{"posted": "2026-08-01"}})
	_, _ = w.engine.Tick(t.Context())
	t.Log(err, w.load(id).Case.State)
	require.Equal(t, "work", w.load(id).Case.State)
}
