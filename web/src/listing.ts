import { computed, onMounted, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, problemOf } from './api'
import type { Problem } from './types'

// useFilter keeps filters in the address: they can be kept, sent and gone back to. What is empty, or as it is by default, is
// left out.
export function useFilter<K extends string>(defaults: Record<K, string>) {
  const route = useRoute()
  const router = useRouter()
  const read = (k: K) => (typeof route.query[k] === 'string' ? String(route.query[k]) : defaults[k])
  const filter = {} as Record<K, Ref<string>>
  for (const k of Object.keys(defaults) as K[]) {
    filter[k] = computed({ get: () => read(k), set: (v: string) => set({ [k]: v } as Partial<Record<K, string>>) })
  }
  // instead: the address takes the place of the one before, for what the page itself fills in.
  function set(change: Partial<Record<K, string>>, instead = false) {
    const query = { ...route.query }
    for (const [k, v] of Object.entries(change) as [K, string][]) {
      if (!v || v === defaults[k]) delete query[k]
      else query[k] = v
    }
    const to = { path: route.path, query }
    void (instead ? router.replace(to) : router.push(to))
  }
  // params gives the filters as the API takes them.
  function params(more: Record<string, string> = {}): string {
    const q = new URLSearchParams()
    for (const k of Object.keys(defaults) as K[]) if (read(k)) q.set(k, read(k))
    for (const [k, v] of Object.entries(more)) if (v) q.set(k, v)
    return q.toString()
  }
  return { filter, set, params }
}

interface Page<T> {
  items: T[]
  next?: string
}

// useList reads a list by the page. path gives the address for the next page, '' for the first one; an empty address: nothing
// to ask for yet. It is read again whenever the address changes. goOn finds in a page where the next one begins, for lists
// that do not say it as next.
export function useList<T, P extends Page<T> = Page<T>>(path: (cursor: string) => string, goOn: (p: P) => string = (p) => p.next ?? '') {
  const items = ref([]) as Ref<T[]>
  const page = ref(null) as Ref<P | null>
  const next = ref('')
  const loading = ref(true)
  const problem = ref<Problem | null>(null)
  let asked = ''

  async function load(more = false) {
    const where = path(more ? next.value : '')
    asked = where
    problem.value = null
    if (!where) {
      items.value = []
      loading.value = false
      return
    }
    loading.value = true
    try {
      const got = await get<P>(where)
      if (asked !== where) return
      page.value = got
      items.value = more ? [...items.value, ...got.items] : got.items
      next.value = goOn(got)
    } catch (err) {
      if (asked !== where) return
      if (!more) items.value = []
      problem.value = problemOf(err)
    } finally {
      if (asked === where) loading.value = false
    }
  }
  onMounted(() => load())
  watch(() => path(''), () => load())
  return { items, page, next, loading, problem, load }
}

// useOne reads one thing, again whenever its address changes.
export function useOne<T>(path: () => string) {
  const item = ref(null) as Ref<T | null>
  const loading = ref(true)
  const problem = ref<Problem | null>(null)
  async function load() {
    const where = path()
    problem.value = null
    if (!where) return
    loading.value = true
    try {
      const got = await get<T>(where)
      if (where === path()) item.value = got
    } catch (err) {
      if (where === path()) problem.value = problemOf(err)
    } finally {
      if (where === path()) loading.value = false
    }
  }
  onMounted(load)
  watch(path, load)
  return { item, loading, problem, load }
}
