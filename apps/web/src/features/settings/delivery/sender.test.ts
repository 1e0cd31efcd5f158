import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLabSender, type SenderState, type Sending } from './sender.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const refusal = (code: string, extensions: Record<string, unknown> = {}): Sending => ({
  failure: { code, message: code, fields: {}, extensions },
})
const confirmed = (seq: number): Sending => ({ seq, sentAt: new Date(0).toISOString() })

function startScene(answers: Sending[]) {
  const asked: { text: string; clientId: string; at: number }[] = []
  const states: SenderState[] = []
  let ids = 0
  let seq = 0
  const start = Date.now()
  const sender = createLabSender({
    now: Date.now,
    newId: () => `id-${++ids}`,
    async send(text, clientId) {
      asked.push({ text, clientId, at: Date.now() - start })
      return answers.shift() ?? confirmed(++seq)
    },
    onSent: () => {},
    onChange: (state) => states.push(state),
  })
  return { sender, asked, states, start }
}

describe('sending', () => {
  test('goes one after the other, batch behind batch', async () => {
    const { sender, asked, states } = startScene([])
    const [first, second] = await Promise.all([sender.send(['a', 'b']), sender.send(['c'])])
    expect(asked.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
    expect([first, second]).toEqual([[1, 2], [3]])
    expect(states.map(({ left }) => left)).toEqual([2, 3, 2, 1, 0])
  })

  test('waits as long as the server says, and sends the same message under the same id', async () => {
    const { sender, asked, states, start } = startScene([refusal('RATE_LIMITED', { retryAfterMs: 3_200 })])
    const sent = sender.send(['a'])
    await vi.advanceTimersByTimeAsync(3_199)
    expect(asked).toHaveLength(1)
    expect(states.at(-1)).toEqual({ left: 1, waitsUntil: start + 3_200, failure: null })
    await vi.advanceTimersByTimeAsync(1)
    expect(await sent).toEqual([1])
    expect(asked.map(({ clientId }) => clientId)).toEqual(['id-1', 'id-1'])
    expect(states.at(-1)).toEqual({ left: 0, waitsUntil: null, failure: null })
  })

  test('what got no answer is sent again under the same id', async () => {
    const { sender, asked } = startScene([refusal('NETWORK'), refusal('NETWORK')])
    const sent = sender.send(['a'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await sent).toEqual([1])
    expect(new Set(asked.map(({ clientId }) => clientId))).toEqual(new Set(['id-1']))
  })

  test('a refusal gives the rest of the batch up and says why', async () => {
    const { sender, asked, states } = startScene([confirmed(7), refusal('FORBIDDEN')])
    expect(await sender.send(['a', 'b', 'c'])).toEqual([7])
    expect(asked).toHaveLength(2)
    expect(states.at(-1)).toMatchObject({ left: 0, failure: { code: 'FORBIDDEN' } })
  })

  test('whoever leaves while it waits leaves nothing behind', async () => {
    const { sender, asked } = startScene([refusal('RATE_LIMITED', { retryAfterMs: 5_000 })])
    const sent = sender.send(['a', 'b'])
    await vi.advanceTimersByTimeAsync(10)
    sender.stop()
    expect(await sent).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
    expect(asked).toHaveLength(1)
  })
})
