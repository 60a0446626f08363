import { reactive } from 'vue'
import type { Me } from './types'

// session is who is signed in and what every page shows about it.
export const session = reactive({
  known: false, // asked the server yet?
  me: null as Me | null,
  notice: '',
  demo: false,
  now: '', // the engine's clock, RFC 3339
  expired: false, // signed out by the server while a page was open
})

let waiting: (() => void)[] = []

// signInAgain shows the sign-in over the page and resolves once somebody has signed in: what was typed stays where it is.
export function signInAgain(): Promise<void> {
  session.expired = true
  return new Promise((resolve) => waiting.push(resolve))
}

// signedIn notes who is there and lets waiting requests go on. Another person than before starts from his own inbox: what the
// page shows was not for him.
export function signedIn(me: Me) {
  const other = session.expired && session.me !== null && session.me.id !== me.id
  session.me = me
  session.expired = false
  if (other) {
    waiting = []
    window.location.assign('/inbox')
    return
  }
  const go = waiting
  waiting = []
  go.forEach((resume) => resume())
}
