import { array, assert, asyncProperty, integer, nat } from 'fast-check'
import { expect, test } from 'vitest'
import { readPiped } from './piped-reading.ts'
import { AHEAD_BYTES, writePiped } from './piped-writing.ts'

const bytesOf = (size: number) => Buffer.from(Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) % 251))
const never = new AbortController().signal

test('any part of a file is read byte for byte, however far answers come apart', async () => {
  const whole = bytesOf(200_000)
  await assert(
    asyncProperty(nat(whole.length), nat(whole.length), async (one, other) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other)]
      const file = {
        read: async (offset: number, length: number) => {
          if (offset % 3 === 0) await new Promise(setImmediate)
          return whole.subarray(offset, offset + length)
        },
      }
      const got: Buffer[] = []
      for await (const piece of readPiped(file, start, end)) got.push(piece)
      expect(Buffer.concat(got).equals(whole.subarray(start, end))).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('a file that became shorter is told', async () => {
  const read = async () => {
    for await (const _ of readPiped({ read: async () => Buffer.alloc(1) }, 0, 10));
  }
  await expect(read()).rejects.toThrow(/shorter/)
})

test('whatever the chunks, what is written is what came, and never more than so much is on its way', async () => {
  await assert(
    asyncProperty(array(integer({ min: 0, max: 300_000 }), { maxLength: 8 }), nat(1000), async (sizes, start) => {
      const total = sizes.reduce((sum, size) => sum + size, 0)
      const whole = bytesOf(total)
      const target = Buffer.alloc(start + total)
      let onTheWay = 0
      let most = 0
      const file = {
        async write(offset: number, bytes: Buffer) {
          onTheWay += bytes.length
          most = Math.max(most, onTheWay)
          await new Promise(setImmediate)
          onTheWay -= bytes.length
          bytes.copy(target, offset)
        },
      }
      async function* source() {
        let at = 0
        for (const size of sizes) {
          yield whole.subarray(at, at + size)
          at += size
        }
      }
      const answer = await writePiped(file, source(), { start, end: start + total, over: never })
      expect(answer).toEqual({ written: total, tooMuch: false })
      expect(onTheWay).toBe(0)
      expect(most).toBeLessThanOrEqual(AHEAD_BYTES)
      expect(target.subarray(start).equals(whole)).toBe(true)
    }),
    { numRuns: 25 },
  )
})
