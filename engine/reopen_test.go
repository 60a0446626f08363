package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
)

// after is small.yaml's shape with what happens after the end: filing, correcting the outcome, reopening, refunds.
const afterEnd = `
语言版本: 1
流程: after
名称: 事后办理
维护人: owner
角色:
  owner: {名称: 维护人, 范围: 全市}
  clerk: {名称: 经办人, 范围: 本单位}
  boss: {名称: 负责人, 范围: 全市}
额度:
  fund: {名称: 经费, 周期: 年度, 单位: 金额}
  posts: {名称: 空编, 单位: 数量, 分户: [place, code]}
不得重复: [code]
总时限: 10个工作日
字段:
  code: {名称: 代码, 类型: 文本, 必填: 是}
  place: {名称: 单位, 类型: 单位, 必填: 是}
  amount: {名称: 金额, 类型: 金额, 必填: 是}
  returned: {名称: 退回金额, 类型: 金额}
  receipt: {名称: 回执, 类型: 文本}
发起: {draft: {由: clerk}}
环节:
  draft:
    名称: 草拟
    可填: [code, place, amount]
    动作:
      pay:
        名称: 支付
        由: 发起人
        条件: posts.余额 >= 1
        理由: 没有空编
        转到: pass
        效果:
          - 占用: {额度: fund, 数额: amount}
          - 支出: {额度: fund}
          - 占用: {额度: posts, 数额: 1}
          - 支出: {额度: posts}
  pass: {名称: 过手, 自动: [{转到: done}]}
  done:
    名称: 完成
    办结: 已办
    可填: [receipt]
    动作:
      file: {名称: 交回执, 由: 发起人, 需填: [receipt], 转到: filed}
      note: {名称: 补记, 由: 发起人, 需填: [receipt], 转到: 留在本环节}
  filed: {名称: 已归档, 办结: 已办}
  revoked: {名称: 已撤销, 办结: 已撤销}
  again:
    名称: 重办
    任务: {办理人: boss}
    可填: [returned]
    动作:
      refund: {名称: 退款, 转到: 留在本环节, 需填: [returned], 效果: [退回: {额度: fund, 数额: returned}]}
      give: {名称: 退编, 转到: revoked, 效果: [退回: {额度: posts}]}
      keep: {名称: 维持, 转到: 退回来处}
通用动作:
  reopen: {名称: 重新办理, 由: boss, 适用环节: [done, filed], 需填: [意见], 转到: again}
`

func afterWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, book(t, map[string]string{"clerk": "ann bob", "boss": "cat", "owner": "own"}), afterEnd)
	for _, b := range []struct {
		ledger string
		n      int64
		values []string
	}{{"fund", 100000, nil}, {"posts", 1, []string{"u1", "Z/1"}}, {"posts", 2, []string{"u2", "Z/1"}}} {
		_, err := w.engine.SetBudget(t.Context(), "own", "after", b.ledger, b.n, b.values...)
		require.NoError(t, err)
	}
	return w
}

func (w *world) act(actor, id, event string, fields engine.Fields) (engine.Result, error) {
	return w.engine.Act(w.t.Context(), engine.Command{Kind: engine.DoEvent, Actor: actor, Case: id, Event: event, Fields: fields, Opinion: "意见"})
}

func (w *world) paid(place, code string) string {
	w.t.Helper()
	r, err := w.engine.Act(w.t.Context(), engine.Command{Kind: engine.DoOpen, Process: "after", Actor: "ann"})
	require.NoError(w.t, err)
	_, err = w.act("ann", r.Case.ID, "pay", engine.Fields{"place": place, "code": code, "amount": "500"})
	require.NoError(w.t, err)
	return r.Case.ID
}

func (w *world) free(ledger string, values ...string) int64 {
	w.t.Helper()
	b, err := w.engine.Balance(w.t.Context(), "after", ledger, values...)
	require.NoError(w.t, err)
	return b.Free()
}

func TestReopen_EndKeepsItsEventsForWhomTheyBelong(t *testing.T) {
	t.Parallel()
	w := afterWorld(t)
	id := w.paid("u1", "Z/1")
	closed, err := w.engine.View(t.Context(), "ann", id)
	require.NoError(t, err)
	require.Equal(t, engine.Closed, closed.Case.Status)
	require.Contains(t, closed.Editable, "receipt")
	_, err = w.act("bob", id, "file", engine.Fields{"receipt": "x"})
	require.Equal(t, engine.ENotFound, engine.CodeOf(err), "who has no part in it learns nothing")
	_, err = w.act("ann", id, "reopen", nil)
	require.Equal(t, engine.EClosed, engine.CodeOf(err))
	require.Contains(t, err.Error(), "已办结(已办)")
	choices, err := w.engine.Choices(t.Context(), "ann", id)
	require.NoError(t, err)
	var offered []string
	for _, c := range choices {
		offered = append(offered, c.Event)
	}
	require.Equal(t, []string{"file", "note"}, offered)
	_, err = w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Actor: "ann", Case: id, Fields: engine.Fields{"receipt": "x"}})
	require.Equal(t, engine.EClosed, engine.CodeOf(err), "after the end values are written with an act only")

	r, err := w.act("ann", id, "note", engine.Fields{"receipt": "第一次"})
	require.NoError(t, err)
	require.Equal(t, "done", r.Case.State)
	w.clock.at.Add(3600_000)
	r, err = w.act("ann", id, "file", engine.Fields{"receipt": "第二次"})
	require.NoError(t, err)
	require.Equal(t, "filed", r.Case.State)
	require.Equal(t, closed.Case.ClosedAt, r.Case.ClosedAt, "the outcome is the same: it has ended since the first end")
	faults, err := w.engine.Verify(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, faults)
}

func TestReopen_OpensARoundResumesTheClockAndEndsAnew(t *testing.T) {
	t.Parallel()
	w := afterWorld(t)
	id := w.paid("u1", "Z/1")
	end := w.clock.Now()
	w.clock.at.Add(24 * 3600_000)
	r, err := w.act("cat", id, "reopen", nil)
	require.NoError(t, err)
	require.Equal(t, engine.Opened, r.Case.Status)
	require.Empty(t, r.Case.Outcome)
	require.Zero(t, r.Case.ClosedAt)
	require.NotZero(t, r.Case.Due.At, "the deadline runs again")
	trail := r.Case.Memo.Trail
	require.Equal(t, end, trail[len(trail)-1].ClosedAt)
	require.Equal(t, "已办", trail[len(trail)-1].Outcome)
	require.Len(t, w.inbox("cat"), 1)
	list, err := w.engine.Cases(t.Context(), engine.CaseQuery{Person: "ann", Status: engine.Opened, Limit: 9})
	require.NoError(t, err)
	require.Len(t, list, 1)
	r, err = w.act("cat", id, "keep", nil)
	require.NoError(t, err)
	require.Equal(t, "done", r.Case.State)
	require.Equal(t, engine.Closed, r.Case.Status)
	require.Empty(t, w.inbox("cat"))
}

func (w *world) inbox(person string) []engine.Item {
	w.t.Helper()
	rows, err := w.engine.Inbox(w.t.Context(), engine.InboxQuery{Person: person, Box: engine.BoxTodo, Limit: 9})
	require.NoError(w.t, err)
	return rows
}

func TestReopen_ClaimsAreTakenAgainOrTheReopeningIsRefused(t *testing.T) {
	t.Parallel()
	w := afterWorld(t)
	first, second := w.paid("u2", "Z/1"), w.paid("u2", "Z/1") // each had ended before the next began
	r, err := w.act("cat", first, "reopen", nil)
	require.NoError(t, err)
	require.Len(t, r.Case.Memo.Claims, 1)
	_, err = w.act("cat", second, "reopen", nil)
	require.Equal(t, engine.EDuplicate, engine.CodeOf(err))
}

func TestRefund_ReturnsWhatWasSpentAndNeverMore(t *testing.T) {
	t.Parallel()
	w := afterWorld(t)
	id := w.paid("u1", "Z/1")
	require.Equal(t, int64(50000), w.free("fund"))
	_, err := w.act("cat", id, "reopen", nil)
	require.NoError(t, err)
	_, err = w.act("cat", id, "refund", engine.Fields{"returned": "500.01"})
	require.Equal(t, engine.EGuard, engine.CodeOf(err))
	require.Contains(t, err.Error(), "可退回的只有500.00")
	for _, part := range []string{"200", "299.99", "0.01"} {
		_, err = w.act("cat", id, "refund", engine.Fields{"returned": part})
		require.NoError(t, err)
	}
	require.Equal(t, int64(100000), w.free("fund"))
	_, err = w.act("cat", id, "refund", engine.Fields{"returned": "0.01"})
	require.Equal(t, engine.EGuard, engine.CodeOf(err), "everything has come back")
}

func TestSplitLedger_EachAccountIsItsOwn(t *testing.T) {
	t.Parallel()
	w := afterWorld(t)
	id := w.paid("u1", "Z/1")
	require.Equal(t, int64(0), w.free("posts", "u1", "Z/1"))
	require.Equal(t, int64(2), w.free("posts", "u2", "Z/1"), "another unit's account is untouched")
	r, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoOpen, Process: "after", Actor: "bob"})
	require.NoError(t, err)
	_, err = w.act("bob", r.Case.ID, "pay", engine.Fields{"place": "u1", "code": "Z/1", "amount": "1"})
	require.Equal(t, engine.EGuard, engine.CodeOf(err))
	accounts, err := w.engine.LedgerAccounts(t.Context(), "after", "posts")
	require.NoError(t, err)
	require.Len(t, accounts, 2)
	require.Equal(t, []string{"u1", "Z/1"}, accounts[0].Values)
	_, err = w.engine.Balance(t.Context(), "after", "posts", "u1")
	require.Equal(t, engine.EInvalid, engine.CodeOf(err))
	_, err = w.act("cat", id, "reopen", nil)
	require.NoError(t, err)
	_, err = w.act("cat", id, "give", nil)
	require.NoError(t, err)
	require.Equal(t, int64(1), w.free("posts", "u1", "Z/1"))
}

func TestAfterEnd_OfficesAreChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, new, says string }{
		"nobody at the end":       {"reopen: {名称: 重新办理, 由: boss, 适用环节: [done, filed],", "reopen: {名称: 重新办理, 适用环节: [again, filed],", "在办结环节没有人可以做"},
		"a need that is not open": {"可填: [receipt]\n", "可填: [returned]\n", "要填“回执”,但环节“完成”不能填它"},
		"split by an amount":      {"分户: [place, code]", "分户: [place, amount]", "不能按金额字段“金额”分户"},
		"a split field is set":    {"效果: [退回: {额度: posts}]", "效果: [设值: {code: \"x\"}]", "“code”用于额度分户,不能赋值"},
		"an end moves by itself":  {"  filed: {名称: 已归档, 办结: 已办}", "  filed: {名称: 已归档, 办结: 已办, 到期: {时长: 5日, 转到: revoked}}", "不能自动转走"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, 1, strings.Count(afterEnd, c.old))
			_, problems := process.Parse("after.yaml", []byte(strings.Replace(afterEnd, c.old, c.new, 1)))
			var all []string
			for _, p := range problems {
				all = append(all, p.Msg)
			}
			require.Contains(t, strings.Join(all, "\n"), c.says)
		})
	}
}
