import type { Person, Problem, Sheet, Values } from '../types'

export interface MeetingItem {
  case: string
  title: string
  number?: string
  state: string
  status: 'waiting' | 'recorded' | 'decided' | 'left'
  members: Person[]
  recused: Person[]
  sheet?: Sheet
  result?: string
  task?: string
}

export interface Meeting {
  id: string
  rev: number
  body: string
  held_on: string
  place: string
  by: Person
  number?: string
  confirmed?: Person
  present: Person[]
  chair?: Person
  items: MeetingItem[]
}

export interface ItemResult {
  case: string
  done: boolean
  code?: string
  detail?: string
  errors?: Problem['errors']
}

// Entry is what a recorder enters for one item.
export interface Entry {
  yes: number
  no: number
  abstain: number
  minutes: string
  absent: string[]
  chair: string
  fields: Values
}

// rollOf lists everybody who sits in the vote of some item, whether or not he keeps out of it there, in the order of the items.
export function rollOf(items: MeetingItem[]): Person[] {
  const all = new Map<string, Person>()
  for (const i of items) for (const p of [...i.members, ...i.recused]) if (!all.has(p.id)) all.set(p.id, p)
  return [...all.values()]
}

// counted tells who is there for an item: of its members those who came and had not left.
export function counted(i: MeetingItem, present: string[], absent: string[]): Person[] {
  return i.members.filter((p) => present.includes(p.id) && !absent.includes(p.id))
}
