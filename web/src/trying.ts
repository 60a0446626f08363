import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { call } from './api'
import type { Case, Tryout, Values } from './types'

// useTrying holds what somebody types into a form against the rules that will save and submit it, shortly after each change.
// Nothing of it is kept on the server. null: not asked yet, or no answer, and then the form shows everything.
export function useTrying(c: Ref<Case | null>, filling: Ref<boolean>, written: Ref<Values>) {
  const tried = ref<Tryout | null>(null)
  let timer = 0
  let asked = 0

  async function ask() {
    window.clearTimeout(timer)
    if (!c.value || !filling.value) {
      tried.value = null
      return
    }
    const mine = ++asked
    const got = await call<Tryout>('POST', `/cases/${c.value.id}/form`, { fields: written.value }, { again: false }).catch(() => null)
    if (mine !== asked) return // a later question is on its way
    const here = document.activeElement?.closest<HTMLElement>('[data-field]')?.dataset.field
    tried.value = got && { ...got.body, idle: got.body.idle.filter((id) => id !== here) } // nothing goes while somebody stands in it
  }

  watch([c, filling], ask)
  watch(written, () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(ask, 700)
  }, { deep: true })
  onBeforeUnmount(() => window.clearTimeout(timer))
  return tried
}
