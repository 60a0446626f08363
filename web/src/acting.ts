import { ref, watch, type WatchSource } from 'vue'
import { newKey, problemOf } from './api'
import type { Problem } from './types'

// useAct does one thing after another on a page and keeps what came of the last: busy names what runs ('' when nothing does),
// said is what was done, refused why not. given is what goes into the request: as long as it stays as it is, another try
// after a lost answer carries the same Idempotency-Key and so happens once.
export function useAct(given: WatchSource[] = []) {
  const busy = ref('')
  const said = ref('')
  const refused = ref<Problem | null>(null)
  let key = newKey()
  watch(given, () => (key = newKey()), { flush: 'sync' })

  // act runs work, which answers what to say, and reports whether it was done.
  async function act(work: (key: string) => Promise<string>, what = 'act'): Promise<boolean> {
    busy.value = what
    said.value = ''
    refused.value = null
    try {
      said.value = await work(key)
      key = newKey()
      return true
    } catch (err) {
      refused.value = problemOf(err)
      return false
    } finally {
      busy.value = ''
    }
  }
  return { busy, said, refused, act }
}
