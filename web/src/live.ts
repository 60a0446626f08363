import { reactive } from 'vue'

// live is what the server tells while a page is looked at: how much lies in the boxes, and a mark of what lies on top.
export const live = reactive({ counts: {} as Record<string, string>, unread: '', mark: '' })

let source: EventSource | null = null
let wanted = false

// A hidden page does not follow: a browser gives one server only a few connections, and somebody with many pages open would have none left.
function tune() {
  const open = wanted && document.visibilityState === 'visible'
  if (!open) {
    source?.close()
    source = null
    return
  }
  if (source && source.readyState !== EventSource.CLOSED) return
  source = new EventSource('/api/v1/inbox/stream')
  source.addEventListener('inbox', (e) => Object.assign(live, JSON.parse(e.data)))
}

// follow begins or ends following; one who is signed out follows nothing.
export function follow(on: boolean) {
  wanted = on
  if (!on) Object.assign(live, { counts: {}, unread: '', mark: '' })
  tune()
}

document.addEventListener('visibilitychange', tune)
// A stream that was refused (signed out meanwhile, too many pages) is not tried again by the browser.
window.setInterval(tune, 30_000)
