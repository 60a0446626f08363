import type { Due, Value } from './types'

// Words of the list that everybody uses (one wording for each thing); what the server names comes from the server.
export const boxes = [
  { id: 'todo', name: '待办', empty: '没有待办事项。新的事项到您手上时会出现在这里。' },
  { id: 'pool', name: '待认领', empty: '没有待认领的事项。' },
  { id: 'done', name: '已办', empty: '还没有办理过的事项。' },
  { id: 'cc', name: '待阅', empty: '没有待阅的事项。' },
  { id: 'read', name: '已阅', empty: '还没有阅过的事项。' },
  { id: 'mine', name: '我的申请', empty: '您还没有提出过申请。可以到“办事目录”里开始一件。' },
] as const

export const lights = { green: '正常', yellow: '临期', red: '超期' } as const

export const kinds: Record<string, string> = {
  record: '登记会议结果',
  confirm: '确认会议结果',
  close: '结束投票',
  help: '协办',
  sign: '加签',
  enter: '代录',
  check: '代录核对',
  incident: '待人工处理',
  document: '文书待办',
}

export const relations: Record<string, string> = { applicant: '申请人', participant: '办理人', copied: '知悉', past: '曾经办理' }

export const units: Record<string, string> = { workdays: '个工作日', days: '天', minutes: '分钟' }

const zone = 'Asia/Shanghai'

export function day(at?: string): string {
  if (!at) return ''
  if (at.length === 10) {
    const [y, m, d] = at.split('-').map(Number)
    return `${y}年${m}月${d}日`
  }
  return new Date(at).toLocaleDateString('zh-CN', { timeZone: zone, year: 'numeric', month: 'long', day: 'numeric' })
}

export function moment(at?: string): string {
  if (!at) return ''
  const t = new Date(at)
  return `${day(at)} ${t.toLocaleTimeString('zh-CN', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false })}`
}

export function dueText(d: Due): string {
  return `${day(d.date)}${d.provisional ? '(暂定)' : ''}`
}

export function money(v: Value): string {
  const [whole, frac] = String(v).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${grouped}${frac ? `.${frac}` : ''} 元`
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`
  if (bytes < 1 << 20) return `${(bytes / 1024).toFixed(0)} KB`
  return `${(bytes / (1 << 20)).toFixed(1)} MB`
}

export function isEmpty(v: Value): boolean {
  return v === undefined || v === null || v === '' || (Array.isArray(v) && v.length === 0)
}

export function same(a: Value, b: Value): boolean {
  return isEmpty(a) ? isEmpty(b) : JSON.stringify(a) === JSON.stringify(b)
}

// condition says a rule of the procedure a little more like speech; what it does not know stays as it is written.
export function condition(rule: string): string {
  return rule.replace(/ == true/g, ' 为“是”').replace(/ == false/g, ' 为“否”').replace(/ == "/g, ' 为 "').replace(/ != "/g, ' 不为 "')
}
