// What the API answers, as far as the pages read it (GET /openapi.json).

export interface Named {
  id: string
  name: string
}

export interface Person extends Named {
  unit?: string
  title?: string
}

export interface Me extends Person {
  unit_id: string
  posts: { role: string; unit: string; unit_name: string }[]
  roles: string[]
  may: string[]
}

export interface Due {
  at: string
  date: string
  provisional: boolean
  light: 'green' | 'yellow' | 'red'
}

export interface InboxItem {
  task?: string
  kind?: string
  document?: string
  case: string
  number?: string
  process: Named
  title: string
  unit: Named
  state: Named
  status: 'draft' | 'open' | 'closed'
  outcome?: string
  due?: Due
  opened_at?: string
  event?: string
  read_at?: string
  for?: Person
  actor?: Person
  batch?: Named[]
}

export interface BatchResult {
  task: string
  case?: string
  number?: string
  status: number
  state?: Named
  detail?: string
  errors?: { field: string; message: string }[]
}

export interface Inbox {
  items: InboxItem[]
  next?: string
  counts: Record<string, string>
}

export type Value = unknown
export type Values = Record<string, Value>

export interface Field {
  id: string
  name: string
  type: string
  required: boolean
  required_when?: string
  options?: { value: string; label: string }[]
  columns?: Field[]
  min?: string
  max?: string
  min_length?: number
  max_length?: number
  pattern?: string
  default?: Value
  computed: boolean
  help?: string
  sensitive: boolean
  sealed: boolean
}

export interface FileRef {
  id: string
  name: string
  size: number
}

export interface Sheet {
  held_on: string
  present: Person[]
  recused: Person[]
  yes: number
  no: number
  abstain: number
  minutes: string
  recorder?: Person
  confirmed?: Person
  chair?: Person
}

export interface OpenTask {
  task: string
  kind: string
  who: string
  since: string
  due?: Due
  mine: boolean
}

export interface Case {
  id: string
  process: Named & { version: string }
  number?: string
  title: string
  unit: Named
  state: Named
  status: 'draft' | 'open' | 'closed'
  outcome?: string
  created_at: string
  updated_at: string
  due?: Due
  relation: 'applicant' | 'participant' | 'copied' | 'past'
  initiator: Person
  basis: string[]
  submitted_at?: string
  closed_at?: string
  paused: boolean
  remaining?: { amount: number; unit: string; provisional: boolean }
  fields: Values
  masked: string[]
  editable: string[]
  returned: string[]
  open: OpenTask[]
  incidents: { id: string; reason: string; at: string }[]
  members: Person[]
  sheet?: Sheet
  duties: { name: string; due?: Due; status: string; met_on?: string }[]
  links?: { name: string; role: string; process?: string; id?: string; number?: string; state?: string; outcome?: string }[]
  notice?: { id: string; title: string; body: { label: string; value: string }[]; posted_on?: string; until?: string; status: string }
  proposal?: { text: string; by: string; state: string; on: string; suggest?: { label: string; value: string }[]; adopt: string[] }
}

// What the rules say of content that is not saved yet.
export interface Tryout { needed: { field: string; message: string }[]; idle: string[]; errors: { field: string; message: string }[] }

// Alike is a case that looks like another; its id only where the reader takes part in it.
export interface Alike {
  id?: string
  number?: string
  state: string
  title?: string
  created_at: string
}

export interface Form {
  fields: Field[]
  correctable: string[]
  names: Record<string, string>
}

export interface Need {
  kind: string
  field?: string
  name?: string
  given: boolean
}

export interface CaseEvent {
  event: string
  name: string
  task?: string
  allowed: boolean
  needs: Need[]
  to: Named[]
  why?: string
  code?: string
  rule?: string
  help?: string
  secret?: boolean
}

export interface HistoryLine {
  n: number
  at: string
  actor: string
  event?: string
  name: string
  from?: string
  to?: string
  opinion?: string
  items?: string[]
  changed?: string[]
  number?: string
  sheet?: Sheet
  passed?: string[]
  adopted?: boolean
  suggest?: { label: string; value: string }[]
  entered?: string
  moved?: string[]
}

export interface ProcessItem extends Named {
  version: string
  basis: string[]
  guide?: string
  secrecy: string
  may_start: boolean
}

export interface Process extends ProcessItem {
  effective?: string
  deadline?: string
  owner: string
  starts: { state: string; name: string; by: string[]; linked: boolean; allowed: boolean }[]
  materials: { name: string; field?: string; required: boolean; when?: string; help?: string }[]
  fields: Field[]
  states: { id: string; name: string; final: boolean; due?: string[]; help?: string }[]
}

export interface Stop {
  state: Named
  turns: { group?: string; posts: string; people?: Person[]; vote?: boolean; due?: Due }[]
  by?: Due
  outcome?: string
  paused?: boolean
  note?: string
  ways: { to: number; event?: string; name?: string; if?: string[]; needs?: string[] }[]
}

export interface Forecast {
  stops: Stop[]
  deadline?: Due
  cut?: boolean
}

export interface TypedVersion {
  rev: number
  at: string
  fields?: Values
  opinion?: string
  comment?: string
}

export interface Problem {
  status: number
  code: string
  title: string
  detail: string
  rule?: string
  request_id?: string
  errors?: { field: string; message: string }[]
  conflict?: { who: string; head: TypedVersion; kept: number; differs: string[] }
}

export interface DemoAccount extends Person {
  username: string
  password: string
  posts: string[]
  note?: string
}

export interface Material {
  name: string
  field?: string
  help?: string
  required: boolean
  unknown?: boolean
  files: string[]
  missing: boolean
}

export interface Paper {
  id: string
  name: string
  number?: string
  title: string
  body: string
  mark?: string
  status: string
  status_name: string
  at: string
  acts: Named[]
  author?: Person
  checker?: Person
  signer?: Person
  signed_at?: string
  service?: { on: string; to?: Person[]; receiver?: string; proof?: FileRef[] }
  returned?: string
  void?: string
}

export interface Remark {
  id: string
  person: Person
  text?: string
  mentions: Person[]
  at: string
  void_at?: string
  void_why?: string
}

export interface Copy {
  person: Person
  sent_at: string
  status: string
  read_at?: string
}

export interface PaperOption {
  task?: string
  by: Person
  event: string
  name: string
  scan: string
  needs: Need[]
  to: Named[]
  fields: string[]
}

export interface PaperWaits {
  id: string
  by: Person
  on: string
  name: string
  clerk: Person
  at: string
  mine: boolean
  opinion?: string
  items?: string[]
  to?: string
  fields?: Values
  scan?: FileRef[]
}
