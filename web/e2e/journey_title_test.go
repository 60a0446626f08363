package e2e_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// panel is the committee of 25 who vote on a title: how each signs in, and the name.
var panel = map[string]string{
	"caozhiyuan": "曹志远", "shenhongxia": "沈红霞", "mayongqiang": "马永强", "jiangyongqiang": "姜永强", "miaoyiming": "苗一鸣", "zhoulixin": "周立新",
	"heguodong": "贺国栋", "maxiuying": "马秀英", "fangwenbo": "方文博", "luxiaoyan": "鲁晓燕", "zhouxiaoyan": "周晓燕", "lvyiming": "吕一鸣",
	"panhongxia": "潘红霞", "shiwenbo": "施文博", "zhaowenbo": "赵文博", "weixiuying": "韦秀英", "leiruolan": "雷若兰", "gesiyuan": "葛思源",
	"gejianguo": "葛建国", "tanglixin": "唐立新", "liuzhiyuan": "柳志远", "yuanxiuying": "袁秀英", "tangjingyi": "汤静怡", "fengjingyi": "冯静怡",
	"zhaojianing": "赵佳宁",
}

// TestJourney_TitleFromDraftToCertificate: recommendation by the unit's group, two notices, a secret ballot of a panel that the
// secretary ends, the paper that confirms it, the certificate.
func TestJourney_TitleFromDraftToCertificate(t *testing.T) {
	t.Parallel()
	s, _, stop := open(t).alone(t)
	t.Cleanup(stop)
	c, applicant := begins(t, s, "tanlan", "职称评审绿色通道")
	applicant.answers("申报人", "谭岚", "身份", "事业在编", "一线岗位", "高山蔬菜基地", "现任职称", "农艺师", "目标级别", "副高", "系列", "农业", "专业", "作物栽培",
		"申报类型", "突出贡献直接申报", "处分情况", "没有受过处分", "业绩证明", "业绩.txt", "业绩摘要", "育成良种2个", "突出贡献情形", "技术成果取得显著效益",
		"突出贡献证明", "效益.txt", "破格理由", "成果推广面积大。", "承诺书", "承诺书.txt")
	applicant.row("业绩", "主要业绩", "类别", "技术成果", "名目", "高山蔬菜良种", "时间", "2025-06-01", "本人作用", "主持")
	applicant.does("提交")
	applicant.sees("张职绿〔2026〕")

	// The unit: its group recommends, and the notice hangs for five working days.
	today := s.call(t, "tanlan").now()
	c.does("yaolan", "材料齐全", "初审说明", "材料齐全。")
	clerk := c.by("yaolan")
	clerk.does("登记会议结果", func() { clerk.sits(today) })
	c.does("duanbing", "确认会议结果")
	c.does("yaolan", "登记张贴", "单位张贴日期", today, "单位公示截图", "公示栏.txt").sees("总时限已暂停计时")
	c.later("6 workdays")
	c.by("yaolan").sees("到期自动流转")
	c.does("yaolan", "报送主管部门", "单位公示证明", "证明.txt")
	authority := c.by("jiangyaqin")
	authority.does("同意报送", func() { authority.fill("#opinion", "同意报送。") })
	c.does("cuichunmei", "认可绿色通道", "处分核实", "无处分影响", "廉政意见", "廉政意见.txt")

	// The panel: its secretary names 25, and ends the vote when the meeting ends. Nobody learns who chose what.
	names := make([]string, 0, len(panel))
	for _, name := range panel {
		names = append(names, name)
	}
	day := s.call(t, "zengjing").now()
	secretary := c.by("zengjing")
	secretary.does("开始评审", func() {
		secretary.press("评委名单:按名单加入")
		secretary.fill("#act-评委名单-names", strings.Join(names, "、")+",李明\n无此人")
		secretary.press("评委名单:加入")
		secretary.sees("已加入25人。李明:同名的不止一人,请在上面按单位选。无此人:没有找到,请核对姓名。")
		secretary.answers("评审会日期", day)
	})
	voted := 0
	voter := s.visit(t, phone) // one browser, at which they sit down one after the other
	for username := range panel {
		if voted == 18 {
			break // the rest does not come
		}
		voter.signIn(username)
		voter.goTo(c.path)
		choice := "同意"
		if voted == 0 {
			choice = "不同意"
			voter.sees("等待评委名单(24人)")
		}
		voter.press(choice)
		voter.press("确认" + choice)
		voter.sees("已投票。")
		require.False(t, ask[bool](voter, `/已(不)?同意/.test(document.querySelector('main').innerText)`), "no choice is told")
		voter.press("菜单")
		voter.press("退出")
		voter.until("the list of people", `!!document.querySelector('[data-account]')`)
		voted++
	}
	voter.quiet()
	c.does("zengjing", "结束投票").sees("现在的环节:结果待张贴")

	// The result hangs in its turn; who confirms signs the paper, the applicant gets it and the certificate.
	c.does("zengjing", "登记张贴", "结果张贴日期", day, "结果公示截图", "网站.txt")
	c.later("6 workdays")
	c.does("dongwenjing", "确认", "确认文件", "确认.txt")
	const paper = "关于确认职称评审结果的通知"
	c.handles("dongwenjing", "签发", paper)
	c.handles("cuichunmei", "送达", paper)
	c.does("luzhenguo", "发证", "证书编号", "农副高2026001", "证书", "证书.txt")
	c.by("luzhenguo").sees("农副高2026001")
	holder := c.ends("tanlan", "已取得职称")
	holder.goTo("/documents")
	holder.sees(paper)
}
