package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

var carePosts = map[string]string{
	"干部": "ann", "单位经办人": "bob cat", "单位党组织": "dan eve fay", "单位负责人": "gus", "组织部审核人": "hal", "纪检审核人": "ivy",
	"部务会": "m1 m2 m3", "部务会秘书": "sec", "组织部分管领导": "lead", "财政审核人": "fin", "出纳": "pay", "督办员": "sup", "关爱资金政策维护人": "own",
}

func careFields() opt {
	file := []any{map[string]any{"id": "f1", "name": "扫描件.pdf", "size": int64(10)}}
	return with("帮扶对象", "jim", "申请人姓名", "人ann", "与帮扶对象关系", "配偶", "家庭标识", "H-1", "事发时在编在岗", true,
		"致困原因", "重大疾病", "事发日期", "2026-08-01", "困难情况", "家庭困难", "诊断证明", file, "费用结算单", file, "自付费用", "50000.00",
		"家庭人口", int64(3), "家庭年收入", "60000.00", "申请金额", "15000.00", "开户名", "人jim", "开户行", "某银行", "银行账号", "6222000000000001234")
}

func meetingSheet(yes int, present ...string) opt {
	return sheet(engine.Sheet{HeldOn: "2026-09-08", Present: present, Yes: yes, No: len(present) - yes, Minutes: "经研究,同意。"})
}

// The road: draft to 已拨付 through all its people.
func TestRoad_CareFundFromDraftToPaid(t *testing.T) {
	w := newWorld(t, book(t, carePosts, directory.Kin{A: "cat", B: "jim", Relation: "兄妹"}), shipped(t, "care-fund.yaml"))
	file := []any{map[string]any{"id": "f2", "name": "截图.png", "size": int64(10)}}
	_, err := w.engine.SetBudget(t.Context(), "fin", "care-fund", "关爱资金", 10000000)
	require.NoError(t, err)

	c := w.open("ann", "care-fund", careFields())
	require.Equal(t, engine.Draft, c.Status)
	c = w.do("ann", c.ID, "提交")
	require.Equal(t, "单位核实", c.State)
	require.Equal(t, "张关爱〔2026〕1号", c.Number)

	w.refused(engine.ERecused, []string{"回避", "兄妹"}, "cat", c.ID, "核实属实", with("困难程度", "特别困难", "核实说明", "属实"))
	w.refused(engine.ENotFound, []string{"无权查看"}, "dan", c.ID, "核实属实")
	w.refused(engine.EMissing, []string{"请填写困难程度"}, "bob", c.ID, "核实属实")
	c = w.do("bob", c.ID, "核实属实", with("困难程度", "特别困难", "核实说明", "属实"))
	require.Equal(t, "单位集体研究", c.State)
	w.clock.at.Add(24 * 3600 * 1000)
	c = w.do("bob", c.ID, "record", meetingSheet(3, "dan", "eve", "fay"))
	c = w.do("gus", c.ID, "confirm")
	require.Equal(t, "待张贴", c.State)
	c = w.do("bob", c.ID, "登记张贴", with("张贴日期", "2026-09-08", "公示截图", file))
	require.Equal(t, "公示", c.State)
	w.until("2026-09-14")
	require.Equal(t, "公示", w.load(c.ID).Case.State)
	w.until("2026-09-15")
	require.Equal(t, "组织部审核", w.load(c.ID).Case.State)
	w.do("hal", c.ID, "同意")
	c = w.do("ivy", c.ID, "同意")
	require.Equal(t, "部务会", c.State)
	w.do("sec", c.ID, "record", meetingSheet(3, "m1", "m2", "m3"), with("核定金额", "15000.00"))
	c = w.do("lead", c.ID, "confirm")
	require.Equal(t, "待拨付", c.State)
	b, err := w.engine.Balance(t.Context(), "care-fund", "关爱资金")
	require.NoError(t, err)
	require.Equal(t, int64(1500000), b.Reserved)
	w.do("fin", c.ID, "下达拨付指令")
	c = w.do("pay", c.ID, "确认到账", with("支付凭证", file))
	require.Equal(t, "已拨付", c.Outcome)
	require.Equal(t, engine.Closed, c.Status)
	b, err = w.engine.Balance(t.Context(), "care-fund", "关爱资金")
	require.NoError(t, err)
	require.Equal(t, int64(0), b.Reserved)
	require.Equal(t, int64(1500000), b.Spent)
	require.Empty(t, w.openTasks(c.ID))
	w.whole(c.ID)
}
