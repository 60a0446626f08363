package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

// small wraps states in the least a procedure needs. Indentation of the parts is theirs.
func small(states string, extra ...string) string {
	return `language: 1
process: small
name: 小流程
owner: keeper
parties: [subject]
roles:
  clerk: {name: 经办人, scope: unit}
  chief: {name: 审核人, scope: unit}
  board: {name: 班子, scope: unit}
  head: {name: 负责人, scope: unit}
  keeper: {name: 维护人, scope: city}
fields:
  subject: {name: 对象, type: person}
  amount: {name: 金额, type: money}
  note: {name: 说明, type: text}
  posted: {name: 张贴日期, type: date}
start:
  draft: {by: clerk}
states:
  draft:
    name: 草拟
    edit: all
    on:
      submit: {name: 提交, by: initiator, to: work}
      drop: {name: 放弃, by: initiator, to: no}
` + states + strings.Join(extra, "\n")
}

const ends = `
  yes: {name: 已同意, final: 同意}
  no: {name: 未同意, final: 不同意}
`

var posts = map[string]string{"clerk": "ann", "chief": "bob cat dan", "board": "eve fay gus hal", "head": "ivy", "keeper": "own"}

func start(t *testing.T, text string, opts ...opt) (*world, string) {
	t.Helper()
	w := newWorld(t, book(t, posts), text)
	c := w.open("ann", "small", opts...)
	w.do("ann", c.ID, "submit")
	return w, c.ID
}

func TestAny_FirstToActClosesItForTheOthers(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(`
  work:
    name: 审核
    task: {for: chief}
    on:
      agree: {name: 同意, to: yes}
`+ends))
	task := w.openTasks(id)[0]
	require.Equal(t, []string{"bob", "cat", "dan"}, task.Candidates)
	w.do("cat", id, "agree", onTask(task.ID))
	w.refused(engine.EConflict, []string{"该事项已由人cat办理"}, "bob", id, "agree", onTask(task.ID))
	w.refused(engine.EClosed, []string{"已办结(同意)"}, "bob", id, "submit")
}

func TestAll_EverybodyMustAgree_AndSiblingsOfARefusalAreSuperseded(t *testing.T) {
	t.Parallel()
	text := small(`
  work:
    name: 会签
    task: {for: chief, mode: all}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no, needs: [opinion]}
` + ends)
	w, id := start(t, text)
	require.Len(t, w.openTasks(id), 3)
	w.do("bob", id, "agree")
	w.refused(engine.EConflict, []string{"已由人bob办理"}, "bob", id, "agree")
	w.do("cat", id, "agree")
	require.Equal(t, "同意", w.do("dan", id, "agree").Outcome)

	w, id = start(t, text)
	w.do("bob", id, "agree")
	w.refused(engine.EMissing, []string{"办理意见"}, "cat", id, "refuse")
	c := w.do("cat", id, "refuse", say("不妥"))
	require.Equal(t, "不同意", c.Outcome)
	all, err := w.store.AllTasks(t.Context(), id)
	require.NoError(t, err)
	status := map[string]engine.TaskStatus{}
	for _, task := range all {
		status[task.Candidates[0]] = task.Status
	}
	require.Equal(t, map[string]engine.TaskStatus{"bob": engine.TaskDone, "cat": engine.TaskDone, "dan": engine.TaskCancelled}, status)
	done, err := w.store.Inbox(t.Context(), engine.InboxQuery{Person: "dan", Box: engine.BoxDone, Limit: 10})
	require.NoError(t, err)
	require.Empty(t, done, "what a sibling closed is nobody else's 已办")
}

func TestSequence_OneAfterAnother(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(`
  work:
    name: 依次
    task: {for: chief, mode: sequence}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no}
`+ends))
	w.refused(engine.ENotFound, nil, "cat", id, "agree")
	w.do("bob", id, "agree")
	require.Equal(t, []string{"cat"}, w.openTasks(id)[0].Candidates)
	w.do("cat", id, "agree")
	require.Equal(t, "同意", w.do("dan", id, "agree").Outcome)
	w.whole(id)
}

const meetingText = `
  work:
    name: 会议
    task:
      for: board
      vote: {held: meeting, quorum: 2/3 of seats, pass: more than 1/2 of seats, yes: agree, no: refuse, tie: again, no_quorum: again, second_tie: refuse, recorder: clerk, confirm: head}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no}
      again: {name: 再次研究, to: work}
` + ends

func TestMeeting_CountsAreExactAndASecondPersonConfirms(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name          string
		present       string
		yes, no, abst int
		want          string
	}{
		{"three of four is more than half of the seats", "eve fay gus hal", 3, 1, 0, "同意"},
		{"half is not more than half, and a tie is not a pass", "eve fay gus hal", 2, 2, 0, "work"},
		{"abstainers count as present but not as yes", "eve fay gus hal", 2, 1, 1, "不同意"},
		{"three present of four reach two thirds", "eve fay gus", 3, 0, 0, "同意"},
		{"two present of four do not", "eve fay", 2, 0, 0, "work"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, id := start(t, small(meetingText))
			w.do("ann", id, "record", sheet(engine.Sheet{HeldOn: "2026-09-07", Present: strings.Fields(c.present), Yes: c.yes, No: c.no, Abstain: c.abst, Minutes: "记录"}))
			got := w.do("ivy", id, "confirm")
			if c.want == "work" {
				require.Equal(t, "work", got.State)
				require.Len(t, w.openTasks(id), 1)
			} else {
				require.Equal(t, c.want, got.Outcome)
			}
		})
	}
}

func TestMeeting_ASecondTieLeadsWhereItIsDeclared(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(meetingText))
	tie := sheet(engine.Sheet{HeldOn: "2026-09-07", Present: []string{"eve", "fay", "gus", "hal"}, Yes: 2, No: 2, Minutes: "记录"})
	w.do("ann", id, "record", tie)
	require.Equal(t, "work", w.do("ivy", id, "confirm").State)
	w.do("ann", id, "record", tie)
	require.Equal(t, "不同意", w.do("ivy", id, "confirm").Outcome)
}

func TestMeeting_TheRecordIsCheckedAndCanBeSentBack(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(meetingText), with("subject", "hal"))
	w.refused(engine.EMissing, []string{"会议记录"}, "ann", id, "record")
	w.refused(engine.EInvalid, []string{"人hal不在应到人员之列", "不一致", "会议纪要", "会议日期"}, "ann", id, "record",
		sheet(engine.Sheet{HeldOn: "2026-09-09", Present: []string{"eve", "hal"}, Yes: 3}))
	w.do("ann", id, "record", sheet(engine.Sheet{HeldOn: "2026-09-07", Present: []string{"eve", "fay", "gus"}, Yes: 3, Minutes: "记录"}))
	require.Equal(t, []string{"hal"}, w.load(id).Round.Data.Sheet.Recused)
	w.refused(engine.ESeparation, []string{"登记人以外"}, "ann", id, "confirm")
	w.refused(engine.EMissing, []string{"办理意见"}, "ivy", id, "correct")
	w.do("ivy", id, "correct", say("票数有误"))
	w.do("ann", id, "record", sheet(engine.Sheet{HeldOn: "2026-09-07", Present: []string{"eve", "fay"}, Yes: 2, Minutes: "记录"}))
	require.Equal(t, "同意", w.do("ivy", id, "confirm").Outcome, "2 of 3 seats: hal is out of the base")
}

func TestVoteOnline_ClosesWhenAllHaveCast(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(`
  work:
    name: 票决
    task: {for: board, vote: {held: online, quorum: 1/2 of seats, pass: more than 1/2 of seats, yes: agree, no: refuse}}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no}
`+ends))
	w.do("eve", id, "agree")
	w.do("fay", id, "agree")
	w.do("gus", id, "abstain")
	require.Equal(t, "work", w.load(id).Case.State)
	require.Equal(t, "不同意", w.do("hal", id, "refuse").Outcome, "2 of 4 is not more than half")
}

const groupsText = `
  work:
    name: 并行
    tasks:
      first: {for: chief}
      second: {for: board}
    on:
      ok: {name: 同意}
      bad: {name: 不同意}
      giveback: {name: 退回, to: fix, groups: [first], needs: [items]}
    join:
      - {when: groups.first.result == "ok" and groups.second.result == "ok", to: yes}
      - {to: no}
  fix:
    name: 补正
    clock: paused
    task: {for: initiator}
    edit: returned_items
    on:
      resubmit: {name: 补正后提交, to: back}
` + ends

func TestGroups_JoinWaitsForAll(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(groupsText))
	w.do("bob", id, "ok")
	require.Equal(t, "work", w.load(id).Case.State)
	w.refused(engine.EConflict, nil, "bob", id, "ok")
	require.Equal(t, "不同意", w.do("eve", id, "bad").Outcome)
}

func TestGroups_ReturnFromOneGroupLeavesNothingDangling(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(groupsText), with("note", "旧"))
	w.do("eve", id, "ok")
	w.refused(engine.EForbidden, nil, "eve", id, "giveback", items("note"))
	w.refused(engine.EMissing, []string{"没有这个", "不是本事项"}[1:], "bob", id, "giveback", items("nonsense"))
	w.do("bob", id, "giveback", items("note"))
	require.Len(t, w.openTasks(id), 1)
	w.refused(engine.EInvalid, []string{"金额", "不能修改"}, "ann", id, "resubmit", with("amount", "1.00"))
	w.do("ann", id, "resubmit", with("note", "新"))
	require.Len(t, w.openTasks(id), 2, "both groups start again")
	w.do("bob", id, "ok")
	require.Equal(t, "同意", w.do("fay", id, "ok").Outcome)
	w.whole(id)
}

func TestSeparation_OneHolderOfTwoPostsActsInOneDutyOnly(t *testing.T) {
	t.Parallel()
	text := small(`
  work:
    name: 审核
    task: {for: chief, duty: review}
    on:
      agree: {name: 同意, to: decide}
  decide:
    name: 审批
    task: {for: board, duty: approve}
    on:
      agree: {name: 同意, to: yes}
` + ends)
	two := map[string]string{"clerk": "ann", "chief": "ann bob", "board": "ann bob eve", "head": "ivy", "keeper": "own"}
	w := newWorld(t, book(t, two), text)
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	w.refused(engine.ESeparation, []string{"不相容岗位", "经办", "审核"}, "ann", c.ID, "agree")
	w.do("bob", c.ID, "agree")
	require.Equal(t, []string{"eve"}, w.openTasks(c.ID)[0].Candidates)
	w.refused(engine.ESeparation, []string{"审批"}, "bob", c.ID, "agree")
}

func TestRecusal_NobodyLeftWaitsForTheOwnerAndIsCuredByANewHolder(t *testing.T) {
	t.Parallel()
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
	snap := w.load(c.ID)
	require.Len(t, snap.Case.Memo.Incidents, 1)
	require.Contains(t, snap.Case.Memo.Incidents[0].Reason, "没有可办理的人")
	require.Equal(t, []string{"own"}, w.openTasks(c.ID)[0].Candidates)
	w.refused(engine.ERecused, []string{"夫妻"}, "ivy", c.ID, "agree")

	more := map[string]string{"clerk": "ann", "chief": "bob", "board": "eve", "head": "ivy gus", "keeper": "own"}
	w.dir.v.Store(bookAt(t, 2, more, directory.Kin{A: "ivy", B: "jim", Relation: "夫妻"}))
	changed, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, changed)
	require.Empty(t, w.load(c.ID).Case.Memo.Incidents)
	require.Equal(t, "同意", w.do("gus", c.ID, "agree").Outcome)
	w.whole(c.ID)
}

func TestRecusal_DeclaredTakesOneOutAndTheLastBecomesAnIncident(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(`
  work:
    name: 审核
    task: {for: chief}
    on:
      agree: {name: 同意, to: yes}
`+ends))
	w.refused(engine.EMissing, []string{"办理意见"}, "bob", id, "recuse")
	w.do("bob", id, "recuse", say("同学"))
	w.refused(engine.ERecused, []string{"自行回避"}, "bob", id, "agree")
	_, err := w.engine.View(t.Context(), "bob", id)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err), "who must keep out does not see the case")
	w.do("cat", id, "recuse", say("同学"))
	w.do("dan", id, "recuse", say("同学"))
	require.Equal(t, []string{"own"}, w.openTasks(id)[0].Candidates)
	require.Equal(t, engine.Trouble, w.openTasks(id)[0].Kind)
}

func TestAuto_StaysUntilABranchHolds(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(`
  work:
    name: 等待
    edit: [note]
    auto:
      - {when: note == "好", to: yes}
    task: {for: chief}
    on:
      look: {name: 记下, to: stay, needs: [note]}
      stop: {name: 停止, to: no}
`+ends))
	require.Equal(t, "work", w.do("bob", id, "look", with("note", "再看")).State)
	require.Equal(t, "同意", w.do("bob", id, "look", with("note", "好")).Outcome)
}
