import type { ProbeAnswer } from '../../../engine/probe-gate.ts'
import { pointedAt } from './json-pointer.ts'

/** A number; or why there is none, in a sentence that repeats nothing of the answer, which may hold secrets. */
export type Probed = ProbeAnswer

/** Of an answer, that much is read. */
export const MOST_ANSWER_BYTES = 64 * 1024
/** What is larger is no figure: sums of many must stay exact enough. */
const LARGEST = 1e15

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i

function numberOf(text: string): number | null {
  const trimmed = text.trim()
  return trimmed.length <= 100 && NUMBER.test(trimmed) ? Number(trimmed) : null
}

const told = (value: number): Probed =>
  Number.isFinite(value) && Math.abs(value) <= LARGEST ? { value } : { problem: 'The number is larger than 10^15.' }

/** The number in an answer: all of it, or what the pointer leads to. Total. */
export function numberIn(answer: string, pointer: string | null): Probed {
  if (Buffer.byteLength(answer) >= MOST_ANSWER_BYTES) return { problem: 'The answer is longer than 64 KB.' }
  if (pointer === null) {
    const value = numberOf(answer)
    return value === null ? { problem: 'The answer is not one number. Name where it stands in it.' } : told(value)
  }
  let document: unknown
  try {
    document = JSON.parse(answer)
  } catch {
    return { problem: 'The answer is no JSON.' }
  }
  const found = pointedAt(document, pointer)
  if (found === undefined) return { problem: `There is nothing at ${pointer} in the answer.` }
  const value = typeof found === 'number' ? found : typeof found === 'string' ? numberOf(found) : null
  return value === null ? { problem: `What stands at ${pointer} in the answer is no number.` } : told(value)
}
