// Words of the supervisor's and the administrator's pages, beside those of ../words.
export const statuses = { open: '在办', closed: '办结', draft: '草稿' } as const

export const exported: Record<string, string> = { roster: '台账', register: '登记册', form: '办件表单', document: '文书', package: '卷宗' }

export const delivery: Record<string, string> = { waiting: '等待发送', sent: '已发出', dead: '发送失败', idle: '不需发送' }

export const channels: Record<string, string> = { mail: '邮件', wecom: '企业微信', dingtalk: '钉钉', webhook: '外部系统' }

export const interventions: Record<string, string> = { jump: '指定环节', reassign: '指定办理人', close: '终止办理' }

export const delegations: Record<string, string> = { coming: '未开始', running: '进行中', over: '已到期', ended: '已提前结束' }

export const dues: Record<string, string> = { case: '总时限', task: '办理期限', after: '期满', duty: '跨环节时限' }

export const levels: Record<string, string> = { city: '市级', county: '县级', township: '乡镇', dept: '部门' }

export const items: Record<string, string> = { waiting: '待表决', recorded: '待确认', decided: '已有结果', left: '已离开会议环节' }

export const purposes: Record<string, string> = { promotion: '提拔任用、职级晋升', award: '评先评优', title: '职称', entry: '入编' }

export const noticeStatus: Record<string, string> = { waiting: '待张贴', posted: '公示中', ended: '已期满', stopped: '已停止' }

// months lists the last n months, newest first: 2026-03, 2026-02 …
export function months(now: string, n: number): string[] {
  const [y, m] = now.slice(0, 7).split('-').map(Number)
  return Array.from({ length: n }, (_, i) => {
    const at = y * 12 + m - 1 - i
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

export function periodText(p: string): string {
  const [y, rest] = p.split('-')
  if (!rest) return `${y}年`
  return rest.startsWith('Q') ? `${y}年第${rest.slice(1)}季度` : `${y}年${Number(rest)}月`
}
