import { Client, type CombinedError, cacheExchange, fetchExchange, type OperationResult } from '@urql/vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askUntilAnswered, keepingExchange } from './patience.ts'

const query = 'query Rooms { rooms { id } }'
const rooms = (...ids: string[]) => ({ data: { rooms: ids.map((id) => ({ id })) } })
const refusal = (code: string) => ({ errors: [{ message: code, extensions: { code } }] })
type Answer = object | number | Error

/** A client whose server gives these answers, one after the other, and the last one from then on. */
function clientOf(...answers: Answer[]) {
  const asked = vi.fn(async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (answer instanceof Error) throw answer
    if (typeof answer === 'number') return new Response('no way', { status: answer })
    return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } })
  })
  const client = new Client({
    url: 'http://server/graphql',
    fetch: asked,
    preferGetMethod: false,
    exchanges: [keepingExchange, cacheExchange, fetchExchange],
  })
  return { client, asked, ask: () => client.query(query, {}, { requestPolicy: 'network-only' }) }
}

/** A part of a page that shows a query, and reads it anew when told to. */
function show({ ask }: ReturnType<typeof clientOf>) {
  let error: CombinedError | undefined
  let data: unknown
  const take = (result: OperationResult) => {
    error = result.error
    data = result.data
  }
  const { unsubscribe } = ask().subscribe(take)
  return {
    get shown() {
      return { data, error: error?.message }
    },
    again: () => ask().subscribe(() => {}),
    leave: unsubscribe,
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())
const settle = () => vi.advanceTimersByTimeAsync(0)

test.each([
  ['the network failed', new TypeError('Failed to fetch')],
  ['a proxy answered', 502],
  ['the server could not', refusal('INTERNAL')],
  ['a part that may be missing failed', { data: { rooms: null }, ...refusal('INTERNAL') }],
])(
  'what is shown stays when reading it anew fails because %s, and is asked for until it comes',
  async (_why, trouble) => {
    const server = clientOf(rooms('general'), trouble, trouble, rooms('general', 'harbour'))
    const page = show(server)
    await settle()
    expect(page.shown).toEqual({ ...rooms('general'), error: undefined })
    page.again()
    await settle()
    expect(server.asked).toHaveBeenCalledTimes(2)
    expect(page.shown).toEqual({ ...rooms('general'), error: expect.any(String) })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(server.asked).toHaveBeenCalledTimes(3)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(page.shown).toEqual({ ...rooms('general', 'harbour'), error: undefined })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.asked).toHaveBeenCalledTimes(4)
  },
)

test('what the server has decided is told, and not asked for again', async () => {
  const server = clientOf(rooms('general'), refusal('FORBIDDEN'))
  const page = show(server)
  await settle()
  page.again()
  await settle()
  expect(page.shown).toEqual({ data: undefined, error: expect.stringContaining('FORBIDDEN') })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(server.asked).toHaveBeenCalledTimes(2)
})

test('what was refused since is not shown again when the network fails', async () => {
  const server = clientOf(rooms('general'), refusal('FORBIDDEN'), 502)
  const page = show(server)
  await settle()
  page.again()
  await settle()
  page.again()
  await settle()
  expect(page.shown).toEqual({ data: undefined, error: expect.stringContaining('Network') })
})

test('who has read nothing yet is told of the failure', async () => {
  const server = clientOf(502)
  const page = show(server)
  await settle()
  expect(page.shown).toEqual({ data: undefined, error: expect.stringContaining('Network') })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(server.asked).toHaveBeenCalledTimes(1)
})

test('nobody asks for a page that was left', async () => {
  const server = clientOf(rooms('general'), 502)
  const page = show(server)
  await settle()
  const again = page.again()
  await settle()
  page.leave()
  again.unsubscribe()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(server.asked).toHaveBeenCalledTimes(2)
})

test('one question is repeated until it is answered, yes or no, or nobody wants to know', async () => {
  let wanted = true
  const isWanted = () => wanted
  const late = askUntilAnswered(() => clientOf(502).ask().toPromise(), isWanted)
  const { ask, asked } = clientOf(502, 502, rooms('general'))
  const found = askUntilAnswered(() => ask().toPromise(), isWanted)
  await vi.advanceTimersByTimeAsync(5_000)
  expect((await found)?.data).toEqual(rooms('general').data)
  expect(asked).toHaveBeenCalledTimes(3)
  const refused = await askUntilAnswered(() => clientOf(refusal('NOT_FOUND')).ask().toPromise(), isWanted)
  expect(refused?.error?.message).toContain('NOT_FOUND')
  wanted = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await late).toBeNull()
})
