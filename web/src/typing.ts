import { computed, onBeforeUnmount, reactive, ref, watch, type Ref } from 'vue'
import { call, get, Refused } from './api'
import type { Case, Problem, TypedVersion, Values } from './types'
import { same } from './words'

// useTyping holds what somebody types into the form of a case and keeps it on the server outside the record, so that neither
// an expired session nor a closed window loses it. Of two tabs the second is told, and nothing of either is lost.
export function useTyping(c: Ref<Case | null>) {
  const opinion = ref('')
  const comment = ref('')
  const typed = reactive<Values>({})
  const base = ref(0) // rev of the kept version that this tab shows
  const savedAt = ref('')
  const restored = ref('') // when what was restored had been typed
  const conflict = ref<Problem['conflict'] | null>(null)
  const failed = ref(false)
  let timer = 0
  const nothing = '[{},"",""]'
  let kept = nothing // what the server holds, as text

  const written = computed<Values>(() => {
    const out: Values = {}
    if (c.value) for (const id of c.value.editable) if (!same(typed[id], c.value.fields[id]) && !c.value.masked.includes(id)) out[id] = typed[id] ?? null
    return out
  })

  const types = (x: Case) => x.editable.length > 0 || (x.status === 'open' && ['participant', 'applicant'].includes(x.relation))
  const textOf = (fields: Values, o: string, r: string) => JSON.stringify([fields, o, r])

  // fill takes what the record holds, and over it what was typed and not saved: in this tab, or kept on the server.
  async function fill(next: Case, keep: Values) {
    Object.keys(typed).forEach((id) => delete typed[id])
    Object.assign(typed, JSON.parse(JSON.stringify(next.fields)), keep)
    restored.value = ''
    if (!types(next)) return
    const got = await get<{ head?: TypedVersion }>(`/cases/${next.id}/autosave`).catch(() => ({ head: undefined }))
    base.value = got.head?.rev ?? 0
    kept = textOf(got.head?.fields ?? {}, got.head?.opinion ?? '', got.head?.comment ?? '')
    const news = Object.entries(got.head?.fields ?? {}).filter(([id, v]) => next.editable.includes(id) && !(id in keep) && !same(v, next.fields[id]))
    if (!got.head) return
    news.forEach(([id, v]) => (typed[id] = v))
    const said = [opinion, comment].map((r, i) => {
      const was = (i === 0 ? got.head?.opinion : got.head?.comment) ?? ''
      if (r.value || !was) return false
      r.value = was
      return true
    })
    if (news.length || said.includes(true)) restored.value = got.head.at
  }

  // keep sends one version at a time: two of this tab's own, on the way together, would look like two tabs.
  let sending: Promise<void> | null = null
  async function keep(): Promise<void> {
    if (sending) return sending.then(keep)
    sending = send().finally(() => (sending = null))
    return sending
  }

  async function send() {
    const text = textOf(written.value, opinion.value, comment.value)
    if (!c.value || !types(c.value) || conflict.value || text === kept || (text === nothing && base.value === 0)) return
    try {
      const { body } = await call<{ rev: number; at: string }>('PUT', `/cases/${c.value.id}/autosave`, { base: base.value, fields: written.value, opinion: opinion.value, comment: comment.value })
      base.value = body.rev
      savedAt.value = body.at
      kept = text
      failed.value = false
    } catch (err) {
      const other = err instanceof Refused ? err.problem.conflict : undefined
      if (other && other.differs.length === 0) [base.value, kept] = [other.head.rev, text] // the same text: nothing to choose
      else if (other) conflict.value = other
      else failed.value = true
    }
  }

  watch([written, opinion, comment], () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(keep, 1200)
  }, { deep: true })
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
    void keep()
  })

  // settle ends a conflict: with the other tab's text, or with this one's, which then takes its place.
  async function settle(theirs: boolean) {
    const other = conflict.value
    if (!other || !c.value) return
    conflict.value = null
    base.value = other.head.rev
    kept = textOf(other.head.fields ?? {}, other.head.opinion ?? '', other.head.comment ?? '')
    if (theirs) [opinion.value, comment.value] = [other.head.opinion ?? '', other.head.comment ?? '']
    if (theirs) for (const id of c.value.editable) typed[id] = other.head.fields && id in other.head.fields ? other.head.fields[id] : c.value.fields[id]
    await keep()
  }

  async function forget() {
    await sending
    window.clearTimeout(timer)
    if (c.value && base.value) await call('DELETE', `/cases/${c.value.id}/autosave`, undefined, { again: false }).catch(() => {})
    base.value = 0
    kept = nothing
    restored.value = ''
    savedAt.value = ''
  }

  return { typed, written, opinion, comment, savedAt, restored, conflict, failed, fill, settle, forget, keep }
}
