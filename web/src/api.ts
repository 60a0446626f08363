import { session, signInAgain } from './session'
import type { FileRef, Me, Problem } from './types'

const base = '/api/v1'

// Refused is any answer that is not a success, in the words of the server.
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail)
  }

  // of gives the server's message about a field, or ''.
  of(field: string): string {
    return this.problem.errors?.find((e) => e.field === field)?.message ?? ''
  }
}

export interface Answer<T> {
  body: T
  etag: string
  status: number
}

interface Options {
  etag?: string
  key?: string
  again?: boolean // false: a 401 is the caller's own affair
}

// newKey makes an Idempotency-Key: the same attempt, sent twice, happens once.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

const unreachable: Problem = {
  status: 0,
  code: 'unreachable',
  title: '连接不上',
  detail: '连接不上服务器,请检查网络后重试;已填的内容还在本页',
}

export async function call<T>(method: string, path: string, body?: unknown, opt: Options = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (opt.etag) headers['If-Match'] = opt.etag
  if (opt.key) headers['Idempotency-Key'] = opt.key
  let answer: Response
  try {
    answer = await fetch(base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'same-origin' })
  } catch {
    throw new Refused(unreachable)
  }
  if (answer.status === 401 && opt.again !== false) {
    await signInAgain()
    return call<T>(method, path, body, opt)
  }
  const text = await answer.text()
  const read = text ? JSON.parse(text) : undefined
  if (!answer.ok) throw new Refused(read as Problem)
  return { body: read as T, etag: answer.headers.get('ETag') ?? '', status: answer.status }
}

export const get = async <T>(path: string) => (await call<T>('GET', path)).body

// upload sends one file and tells how much has gone.
export function upload(caseID: string, field: string, file: File, progress: (percent: number) => void): Promise<FileRef> {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest()
    x.open('POST', `${base}/cases/${encodeURIComponent(caseID)}/files?field=${encodeURIComponent(field)}`)
    x.upload.onprogress = (e) => e.lengthComputable && progress(Math.round((100 * e.loaded) / e.total))
    x.onerror = () => reject(new Refused(unreachable))
    x.onload = async () => {
      if (x.status === 401) {
        await signInAgain()
        upload(caseID, field, file, progress).then(resolve, reject)
        return
      }
      const body = JSON.parse(x.responseText)
      if (x.status >= 300) reject(new Refused(body))
      else resolve({ id: body.id, name: body.name === '(密封)' ? file.name : body.name, size: body.size })
    }
    const form = new FormData()
    form.append('file', file, file.name)
    x.send(form)
  })
}

// arrive asks once who is signed in and what is shown on every page.
export async function arrive() {
  const info = await call<{ notice: string; signed_in: boolean; demo: boolean; now: string }>('GET', '/session', undefined, { again: false })
  session.notice = info.body.notice
  session.demo = info.body.demo
  session.now = info.body.now
  if (info.body.signed_in && !session.me) session.me = (await call<Me>('GET', '/me', undefined, { again: false })).body
  session.known = true
}

export async function refreshClock() {
  const info = await call<{ now: string }>('GET', '/session', undefined, { again: false })
  session.now = info.body.now
}

// problemOf turns whatever was thrown into something that can be shown.
export function problemOf(err: unknown): Problem {
  if (err instanceof Refused) return err.problem
  console.error(err)
  return { status: 0, code: 'page', title: '页面出错', detail: '页面遇到意外情况,请刷新后重试' }
}
