import { Refused } from '../api'
import { signInAgain } from '../session'
import type { Problem } from '../types'

// download fetches a file and hands it to the browser. What is refused is thrown and can be shown, which a plain link to the
// file could not do.
export async function download(path: string): Promise<string> {
  let answer: Response
  try {
    answer = await fetch(`/api/v1${path}`, { credentials: 'same-origin' })
  } catch {
    throw new Refused({ status: 0, code: 'unreachable', title: '连接不上', detail: '连接不上服务器,请检查网络后重试' })
  }
  if (answer.status === 401) {
    await signInAgain()
    return download(path)
  }
  if (!answer.ok) throw new Refused((await answer.json()) as Problem)
  const name = decodeURIComponent(answer.headers.get('Content-Disposition')?.split("filename*=UTF-8''")[1] ?? '文件')
  const url = URL.createObjectURL(await answer.blob())
  const a = document.createElement('a')
  a.href = url
  a.download = name
  document.body.append(a)
  a.click()
  a.remove()
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return name
}
