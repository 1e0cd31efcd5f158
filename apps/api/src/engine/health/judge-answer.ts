import type { HttpAnswer, HttpCheck } from '../health-check.ts'
import { isExpected, parseStatusRange } from './status-range.ts'

/** How one try went, in words for its line in the log. */
export interface Verdict {
  well: boolean
  words: string
}

export function judgeAnswer({ expectStatus, bodyContains }: HttpCheck, answer: HttpAnswer): Verdict {
  if ('problem' in answer) return { well: false, words: answer.problem }
  const parsed = parseStatusRange(expectStatus)
  const status = `HTTP ${answer.status}`
  if (!('ranges' in parsed) || !isExpected(answer.status, parsed.ranges)) {
    return { well: false, words: `${status}, wants ${expectStatus}` }
  }
  if (bodyContains !== null && !answer.body.includes(bodyContains)) {
    return { well: false, words: `${status}, but the answer does not hold ${JSON.stringify(bodyContains)}` }
  }
  return { well: true, words: status }
}
