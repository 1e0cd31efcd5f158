import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLiveStreams, deafBus } from './testing/live-streams.ts'
import { createRuleClient, type Transport } from './testing/rule-client.ts'

const transports: Transport[] = ['follow', 'shared', 'poll', 'long poll']

const step = fc.record({
  add: fc.nat({ max: 9 }),
  /** Which client is cut, if it is one, and where it comes back. */
  cut: fc.nat({ max: 5 }),
  back: fc.constantFrom(null, ...transports),
  /** Now and then the log is restored to a part of what it was. */
  keep: fc.option(fc.nat({ max: 100 }), { freq: 12, nil: null }),
  pause: fc.boolean(),
})

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe.each([
  ['a bus', undefined],
  ['no bus', deafBus()],
])('with %s', (_, bus) => {
  test('whatever is cut, missed and restored, what a client has is the log, or it says what it left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 20 }),
        fc.array(fc.constantFrom(...transports), { minLength: 1, maxLength: 4 }),
        fc.nat({ max: 12 }),
        fc.nat({ max: 30 }),
        async (script, joins, replayAtMost, before) => {
          const streams = createLiveStreams(bus, { ringEvents: 6, beatMs: 2, busWaitMs: 1 })
          const { log } = streams
          let [head, epoch] = [before, 1]
          streams.append(before)
          const clients = joins.map((transport) => {
            const client = createRuleClient(streams, replayAtMost)
            client.connect(transport)
            return client
          })
          for (const { add, cut, back, keep, pause } of script) {
            head += add
            streams.append(add)
            if (keep !== null) {
              head = Math.min(head, keep)
              epoch += 1
              log.restore('s', head)
            }
            const client = clients[cut]
            if (back === null) client?.cut()
            else client?.connect(back)
            if (pause) await turn()
          }
          for (const [n, client] of clients.entries()) client.connect(transports[n % 4] ?? 'follow')
          // The last word reaches everybody, so that who has reached the end also knows which log it is the end of.
          streams.append(1)
          head += 1
          await Promise.all(clients.map((client) => client.reach(head, epoch)))
          const logged = await log.read('s', { after: 0, limit: 1_000 })
          for (const { faults, applied, leftOut, base, last } of clients) {
            expect(faults).toEqual([])
            expect(last).toBe(head)
            for (const { seq, kind } of logged.slice(base)) {
              const missing = leftOut.some(({ fromSeq, toSeq }) => fromSeq <= seq && seq <= toSeq)
              if (missing) expect(applied.has(seq)).toBe(false)
              else expect(applied.get(seq)).toMatchObject({ seq, kind, epoch })
            }
            expect(applied.size + leftOut.reduce((sum, h) => sum + h.toSeq - h.fromSeq + 1, 0)).toBe(head - base)
          }
          streams.close()
        },
      ),
      { numRuns: 120, timeout: 10_000 },
    )
  })
})
