import type { Due, Named, OpenTask, Person } from '../types'

export interface Watched {
  id: string
  process: Named
  number?: string
  unit: Named
  state: Named
  submitted_at?: string
  due?: Due
  open: OpenTask[]
  light: 'green' | 'yellow' | 'red'
  urged_on?: string
}

export interface RosterItem {
  case: string
  number?: string
  title?: string
  unit: Named
  state: Named
  status: 'open' | 'closed'
  outcome?: string
  submitted_at: string
  closed_at?: string
  due?: Due
  cells: string[]
}

export interface RosterPage {
  columns: Named[]
  items: RosterItem[]
  next?: string
}

export interface RegisterLine {
  case: string
  rev: number
  number?: string
  date: string
  unit: Named
  state: string
  outcome?: string
  shown: { label: string; value: string }[]
}

export interface Account {
  process: string
  ledger: string
  name: string
  account?: string[]
  account_names?: string[]
  unit: 'money' | 'count'
  budget: string
  reserved: string
  spent: string
  free: string
}

export interface Figures {
  received?: number
  closed?: number
  late?: number
  open?: number
  overdue?: number
  average?: number
  p90?: number
}

export interface Stats {
  process: Named
  period: string
  taken_at: string
  frozen: boolean
  withheld: boolean
  total: Figures
  units: (Named & Figures)[]
  states: (Named & Figures)[]
  outcomes: { outcome: string; n: number }[]
  ledgers: Account[]
}

export interface ExportLine {
  id: string
  actor: Person
  what: string
  subject: string
  filter?: string
  format: string
  rows: number
  at: string
  done: boolean
}
