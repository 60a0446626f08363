import type { RouteLocationRaw, Router } from 'vue-router'
import type { Me } from './types'

export interface Entry {
  name: string
  to: RouteLocationRaw & { path: string; query?: Record<string, string> }
  // may: the operations of the API of which one must be open to him; none: open to everybody.
  may?: string[]
}

export interface Group {
  name: string
  entries: Entry[]
}

const entry = (name: string, path: string, ...may: string[]): Entry => ({ name, to: { path }, may })

const groups: Group[] = [
  { name: '', entries: [entry('我的办件', '/inbox')] },
  { name: '', entries: [{ name: '我的申请', to: { path: '/inbox', query: { box: 'mine' } } }] },
  { name: '', entries: [entry('办事目录', '/procedures')] },
  { name: '', entries: [entry('公示', '/notices')] },
  { name: '', entries: [entry('会议', '/meetings', 'meetings')] },
  {
    name: '台账与统计',
    entries: [
      entry('督办', '/supervision', 'supervision'),
      entry('台账', '/rosters'),
      entry('登记册', '/registers', 'registers'),
      entry('统计', '/stats', 'get-stats'),
      entry('额度', '/budgets', 'get-ledger'),
      entry('影响期查询', '/standing', 'standing', 'list-standing-queries'),
      entry('导出记录', '/exports', 'list-exports'),
    ],
  },
  {
    name: '管理',
    entries: [
      entry('待人工处理', '/admin/incidents', 'list-incidents'),
      entry('特殊处置', '/admin/interventions', 'list-interventions'),
      entry('人员与单位', '/admin/people', 'list-people'),
      entry('岗位', '/admin/posts', 'list-posts'),
      entry('请假与委托登记', '/admin/leaves', 'list-leaves'),
      entry('离岗移交', '/admin/handover', 'handover'),
      entry('工作日历', '/admin/calendar', 'get-calendar'),
      entry('消息投递', '/admin/deliveries', 'list-deliveries'),
    ],
  },
  { name: '我的', entries: [entry('通知', '/notifications'), entry('我的文书', '/documents'), entry('请假与委托', '/leave')] },
]

// menuFor is the menu of one person: what the API says that he may do, as far as there are pages for it. A group of one entry
// is that entry.
export function menuFor(me: Me, router: Router): Group[] {
  const there = new Set(router.getRoutes().map((r) => r.path))
  const open = (e: Entry) => (!e.may?.length || e.may.some((m) => me.may.includes(m))) && there.has(e.to.path)
  return groups
    .map((g) => ({ ...g, entries: g.entries.filter(open) }))
    .filter((g) => g.entries.length)
    .map((g) => (g.entries.length === 1 ? { name: '', entries: g.entries } : g))
}
