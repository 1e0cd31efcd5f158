import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginningOfChain, digestOfLine, linkAfter } from '../../streams/linked-lines.ts'
import { createChainCheck, type LinkedLine } from './activity-verifying.ts'

/** A chain as it is written, of these payloads. */
function chainOf(payloads: unknown[]): LinkedLine[] {
  let hash = beginningOfChain('activity')
  return payloads.map((payload, index) => {
    const line = { seq: index + 1, kind: 'server.added', key: null, payload, at: new Date(index * 1000) }
    hash = linkAfter(hash, line.seq, digestOfLine(line))
    return { ...line, hash }
  })
}

const problemOf = (lines: LinkedLine[], head: { lastSeq: number; lastHash: string | null }) => {
  const check = createChainCheck('activity')
  for (const line of lines) {
    const problem = check.take(line)
    if (problem !== null) return problem
  }
  return check.end(head)
}
const headOf = (lines: LinkedLine[]) => ({ lastSeq: lines.length, lastHash: lines.at(-1)?.hash ?? null })

const payloads = fc.array(fc.record({ message: fc.string(), subject: fc.string() }), { minLength: 2, maxLength: 12 })

test('what was written fits', () => {
  fc.assert(fc.property(payloads, (all) => problemOf(chainOf(all), headOf(chainOf(all))) === null))
})

test('every change, removal, swap and insertion of lines is found', () => {
  const at = fc.nat()
  const falsify = fc.oneof(
    fc.record({ what: fc.constant('change'), at, to: fc.anything() }),
    fc.record({
      what: fc.constantFrom('kind', 'time', 'key', 'hash', 'remove', 'swap', 'insert'),
      at,
      to: fc.string(),
    }),
  )
  fc.assert(
    fc.property(payloads, falsify, (all, { what, at, to }) => {
      const lines = chainOf(all)
      const head = headOf(lines)
      const index = at % lines.length
      const line = lines[index] as LinkedLine
      const other = lines[(index + 1) % lines.length] as LinkedLine
      if (what === 'change') line.payload = { ...(line.payload as object), message: `${JSON.stringify(to)}, changed` }
      if (what === 'kind') line.kind = 'server.removed'
      if (what === 'time') line.at = new Date(line.at.getTime() + 1)
      if (what === 'key') line.key = 'other'
      if (what === 'hash') line.hash = null
      if (what === 'remove') lines.splice(index, 1)
      // Whoever swaps two lines may give them each other's place: their words come in another order.
      if (what === 'swap') {
        ;[line.payload, other.payload] = [other.payload, line.payload]
        ;[line.at, other.at] = [other.at, line.at]
      }
      if (what === 'insert') lines.splice(index, 0, { ...line, payload: { message: to } })
      expect(problemOf(lines, head)).toEqual(expect.any(String))
    }),
    { numRuns: 500 },
  )
})
