// What the workday calendar is made of, and how a day of it reads.
export interface Override {
  date: string
  work: boolean
  source: string
}

export interface CalendarForm {
  published: boolean
  source: string
  off: string[]
  makeup: string[]
  overrides: Override[]
}

export interface CalendarYear extends CalendarForm {
  year: number
  workdays: number
  revision: number
}

export interface Day {
  date: string
  day: number
  weekend: boolean
  work: boolean
  // mark is said on the day: 休 and 班 of the national arrangement, 本地休 and 本地班 of a decision of one's own.
  mark: string
  source: string
}

const two = (n: number) => String(n).padStart(2, '0')

// month lays out a month (1–12) in weeks that begin on Monday; null: a day of another month.
export function month(c: CalendarForm, year: number, m: number): (Day | null)[][] {
  const first = (new Date(Date.UTC(year, m - 1, 1)).getUTCDay() + 6) % 7
  const days = new Date(Date.UTC(year, m, 0)).getUTCDate()
  const cells: (Day | null)[] = Array.from({ length: first }, () => null)
  for (let d = 1; d <= days; d++) cells.push(dayOf(c, `${year}-${two(m)}-${two(d)}`, (first + d - 1) % 7 > 4, d))
  while (cells.length % 7) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(7 * i, 7 * i + 7))
}

function dayOf(c: CalendarForm, date: string, weekend: boolean, day: number): Day {
  const here = c.overrides.find((o) => o.date === date)
  if (here) return { date, day, weekend, work: here.work, mark: here.work ? '本地班' : '本地休', source: here.source }
  if (c.off.includes(date)) return { date, day, weekend, work: false, mark: '休', source: '' }
  if (c.makeup.includes(date)) return { date, day, weekend, work: true, mark: '班', source: '' }
  return { date, day, weekend, work: !weekend, mark: '', source: '' }
}

// nationally puts a day into the national arrangement: off, a make-up day, or neither.
export function nationally(c: CalendarForm, date: string, how: 'off' | 'makeup' | ''): CalendarForm {
  const without = (list: string[]) => list.filter((d) => d !== date)
  const sorted = (list: string[]) => [...list, date].sort()
  return { ...c, off: how === 'off' ? sorted(without(c.off)) : without(c.off), makeup: how === 'makeup' ? sorted(without(c.makeup)) : without(c.makeup) }
}

// period puts every day from one to another into the national arrangement, both included: a holiday is entered at once.
export function period(c: CalendarForm, from: string, to: string, how: 'off' | 'makeup' | ''): CalendarForm {
  let out = c
  for (let d = from; d <= to; d = new Date(Date.parse(`${d}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)) out = nationally(out, d, how)
  return out
}

// locally sets or takes away one's own decision about a day.
export function locally(c: CalendarForm, date: string, o: Override | null): CalendarForm {
  const rest = c.overrides.filter((x) => x.date !== date)
  return { ...c, overrides: o ? [...rest, o].sort((a, b) => a.date.localeCompare(b.date)) : rest }
}

// changes says in words what differs between two arrangements of a year.
export function changes(was: CalendarForm, now: CalendarForm): string[] {
  const out: string[] = []
  const word = (c: CalendarForm, d: string) => {
    const o = c.overrides.find((x) => x.date === d)
    return o ? (o.work ? `本地班(${o.source})` : `本地休(${o.source})`) : c.off.includes(d) ? '休' : c.makeup.includes(d) ? '班' : '平常'
  }
  const days = [...new Set([...was.off, ...was.makeup, ...was.overrides.map((o) => o.date), ...now.off, ...now.makeup, ...now.overrides.map((o) => o.date)])].sort()
  for (const d of days) if (word(was, d) !== word(now, d)) out.push(`${d}:${word(was, d)} → ${word(now, d)}`)
  if (was.published !== now.published) out.push(now.published ? '改为已公布' : '改为未公布(期限暂定)')
  if (was.source !== now.source) out.push(`依据:${now.source || '无'}`)
  return out
}
