import { expect, test } from 'vitest'
import { readBody } from './read-body.ts'

const limits = { mostBytes: 4, mostMs: 60_000 }
const streamed = (chunks: string[], ends = true) =>
  new Request('http://x', {
    ...{ method: 'POST', duplex: 'half' },
    body: new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
        if (ends) controller.close()
      },
    }),
  } as RequestInit)

test.each([[['ab', 'cd'], 'abcd'] as const, [[], ''] as const])('%j is whole', async (chunks, whole) => {
  expect(String(await readBody(streamed([...chunks]), limits))).toBe(whole)
})

test('what has no body is empty', async () => {
  expect(await readBody(new Request('http://x', { method: 'POST' }), limits)).toHaveLength(0)
})

test('too much is refused, by what is said and by what comes, also when it never ends', async () => {
  const said = new Request('http://x', { method: 'POST', body: 'ab', headers: { 'content-length': '5' } })
  expect(await readBody(said, limits)).toBe(413)
  expect(await readBody(streamed(['abc', 'de'], false), limits)).toBe(413)
})

test('what does not come in time is given up', async () => {
  expect(await readBody(streamed(['ab'], false), { ...limits, mostMs: 1 })).toBe(408)
})
