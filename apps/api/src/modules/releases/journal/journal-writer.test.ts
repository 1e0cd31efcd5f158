import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJournalWriter } from './journal-writer.ts'

const limits = { delayMs: 1, batchSize: 10, bufferSize: 20 }

/** A write that waits until the test lets it go. */
function heldWrites() {
  const writes: { entries: string[]; finish(): void; fail(error: Error): void }[] = []
  const write = (entries: string[]) =>
    new Promise<void>((resolve, reject) => writes.push({ entries, finish: resolve, fail: reject }))
  const next = async () => {
    while (!writes.some((w) => w)) await new Promise((resolve) => setImmediate(resolve))
    const first = writes.shift()
    if (!first) throw new Error('no write')
    return first
  }
  return { write, next, writes }
}

const settled = async (promise: Promise<unknown>) => {
  const open = Symbol('open')
  const turn = new Promise((resolve) => setImmediate(() => resolve(open)))
  return (await Promise.race([promise.then(() => 'done'), turn])) !== open
}

describe('the journal writer', () => {
  it('writes together what came while a write was under way', async () => {
    const { write, next } = heldWrites()
    const writer = createJournalWriter(write, limits)
    const first = writer.commit('a')
    const later = [writer.commit('b'), writer.commit('c')]
    const one = await next()
    expect(one.entries).toEqual(['a'])
    expect(await settled(first)).toBe(false)
    one.finish()
    await first
    const two = await next()
    expect(two.entries).toEqual(['b', 'c'])
    two.finish()
    await Promise.all(later)
  })

  it('holds the caller back while too much waits, and lets it go when there is room', async () => {
    const { write, next } = heldWrites()
    const writer = createJournalWriter(write, limits)
    const added = ['a', 'b', 'c', 'd', 'e'].map((name) => writer.add(name, 6))
    expect(await settled(added[0] as Promise<void>)).toBe(true)
    const last = added[4] as Promise<void>
    expect(await settled(last)).toBe(false)
    for (let n = 0; n < 5; n++) (await next()).finish()
    await last
    await writer.drain()
  })

  it('fails every caller after a failed write', async () => {
    const { write, next } = heldWrites()
    const writer = createJournalWriter(write, limits)
    const waiting = Promise.allSettled([writer.commit('a'), writer.commit('b')])
    ;(await next()).fail(new Error('gone'))
    expect((await waiting).map((result) => result.status)).toEqual(['rejected', 'rejected'])
    await expect(writer.add('c', 1)).rejects.toThrow('gone')
    await expect(writer.drain()).rejects.toThrow('gone')
  })

  it('keeps order and loses nothing, whatever comes', async () => {
    const steps = fc.array(fc.record({ size: fc.integer({ min: 0, max: 15 }), commits: fc.boolean() }), {
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(steps, async (calls) => {
        const written: number[] = []
        const writer = createJournalWriter<number>(async (entries) => {
          await null
          written.push(...entries)
        }, limits)
        for (const [n, call] of calls.entries()) {
          if (call.commits) {
            await writer.commit(n)
            expect(written.at(-1)).toBe(n)
          } else await writer.add(n, call.size)
        }
        await writer.drain()
        expect(written).toEqual(calls.map((_, n) => n))
      }),
      { numRuns: 60 },
    )
  })
})
