package e2e_test

import "testing"

// TestJourney_PostFromAVacancyToTheRegister: the office of posts sets a vacancy, a unit proposes somebody of its own, the vacancy is
// taken while the case goes through its checks, its notice and two approvals at once, and is used up by the entry into the register.
func TestJourney_PostFromAVacancyToTheRegister(t *testing.T) {
	t.Parallel()
	s, _, stop := open(t).alone(t)
	t.Cleanup(stop)
	// A proposal for the same person is under way: the unit takes it back first.
	earlier := s.visit(t, desk)
	earlier.signIn("yaolan")
	earlier.line("/inbox?box=mine", "余国华")
	earlier.until("what may be done", `!!document.querySelector('.acts')`)
	earlier.does("撤回申请", func() { earlier.fill("#opinion", "另行申请。") })
	earlier.leave()
	c, clerk := begins(t, s, "chenlin", "编外聘用专业技术人员优先入编")
	clerk.answers("拟入编人", "余国华", "用人单位", "示例市农业科学研究所", "单位性质", "事业单位", "人员类别", "专业技术人员", "编外聘用", "是", "聘用年限", "6",
		"职称", "农艺师", "岗位代码", "NY0031", "考核结果", "连续三年优秀", "特别优秀", "抗旱保苗连续驻点。", "特别优秀证明", "表彰.txt", "突出贡献", "良种推广。",
		"突出贡献证明", "证明.txt", "业绩摘要", "推广良种", "入编依据", "考核招聘", "依据文号", "示人社发〔2026〕21号", "依据文件", "文件.txt",
		"单位内有亲属", "是", "单位内亲属", "毛长青", "亲属说明", "系其姻亲,不在同一科室。", "应当回避", "否")
	clerk.does("提交")
	clerk.sees("现在的环节:党组织研究")

	// The relative sits in no meeting on it: four of five are left.
	today := s.call(t, "chenlin").now()
	recorder := c.by("yaolan")
	recorder.does("登记会议结果", func() { recorder.sits(today) })
	recorder.sees("实到4人")
	c.does("duanbing", "确认会议结果")
	c.does("jiangyaqin", "资格符合", "核对说明", "证明属实。")

	// No vacancy yet: the case waits for one, until the office of posts sets it.
	c.does("xiangyutong", "核定空编").sees("现在的环节:等候空编")
	keeper := s.visit(t, desk)
	keeper.signIn("huyutong")
	keeper.press("台账与统计")
	keeper.press("额度")
	keeper.press("设置另一个账户的额度")
	keeper.answers("用人单位", "示例市农业科学研究所", "岗位代码", "不是代码")
	keeper.fill("#budget", "1")
	keeper.press("确认设置")
	keeper.sees("“岗位代码”的格式不对")
	keeper.answers("岗位代码", "NY0031")
	keeper.press("确认设置")
	keeper.sees("空编(示例市农业科学研究所、NY0031)本年额度已设为 1")
	c.does("xiangyutong", "空编落实").sees("现在的环节:核对依据")
	const use = "编制使用通知单"
	c.handles("huyutong", "签发", use)
	c.handles("xiangyutong", "送达", use)
	c.does("cuichunmei", "依据合法", "依据核对说明", "文号属实。")
	c.does("chenlin", "考核合格", "考核材料", "考核.txt")
	c.does("jiangyaqin", "考察合格", "考察材料", "考察.txt", "处分核实", "无处分影响", "廉政意见", "廉政.txt")
	c.does("chenlin", "体检合格", "体检报告", "体检.txt").sees("现在的环节:待张贴")
	c.does("chenlin", "登记张贴", "张贴日期", today, "公示截图", "网站.txt")

	c.later("8 days")
	c.does("dongwenjing", "批准", "批准文件", "批复.txt")
	c.does("huyutong", "批准").sees("现在的环节:签订合同")
	const paper = "关于同意办理入编的批复"
	c.handles("dongwenjing", "签发", paper)
	c.handles("cuichunmei", "送达", paper)
	c.does("chenlin", "合同已签", "聘用合同", "合同.txt", "合同签订日期", s.call(t, "chenlin").now())
	c.does("xiangyutong", "登记入编", "实名登记号", "SM0031", "入编登记表", "登记表.txt")
	c.does("chenlin", "归档")
	c.ends("xiangyutong", "已入编").sees("SM0031")

	// The vacancy is spent, and the one who entered stands in the register.
	keeper = s.visit(t, desk)
	keeper.signIn("huyutong")
	keeper.goTo("/budgets")
	keeper.until("the spent vacancy", `[...document.querySelectorAll('tr')].some(r => r.innerText.includes('NY0031') && r.querySelector('[data-name="已支出"]').innerText === '1' && r.querySelector('[data-name="余额"]').innerText === '0')`)
	keeper.quiet()
}
