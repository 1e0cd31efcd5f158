import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ask, openTestApi } from '../../support/execute.ts'
import { HOSTILE_VALUES } from '../../support/hostile-values.ts'

const SEARCH = `query ($query: String!, $roomId: ID, $first: Int, $after: String) {
  searchMessages(query: $query, roomId: $roomId, first: $first, after: $after) {
    totalCount nodes { id text roomId } pageInfo { hasNextPage endCursor } } }`

let api: Awaited<ReturnType<typeof openTestApi>>
let alice: Ask
let bob: Ask

beforeAll(async () => {
  api = await openTestApi({ sendLimit: { messages: 100_000, withinMs: 1 } })
  alice = await api.askAsRole('DEVELOPER')
  bob = await api.askAsRole('DEVELOPER')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

let rooms = 0
const roomOf = async (ask: Ask): Promise<string> =>
  (await ask(`mutation { createRoom(name: "search ${++rooms}") { id } }`)).data.createRoom.id

async function say(ask: Ask, roomId: string, text: string): Promise<string> {
  const document = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }'
  const { data, errors } = await ask(document, { input: { roomId, text } })
  expect(errors).toEqual([])
  return data.sendMessage.id
}

async function find(ask: Ask, query: string, more: Record<string, unknown> = {}) {
  const { data, errors } = await ask(SEARCH, { query, ...more })
  expect(errors).toEqual([])
  return data.searchMessages
}
const texts = async (ask: Ask, query: string, more = {}) =>
  (await find(ask, query, more)).nodes.map(({ text }: { text: string }) => text)

describe('what is found', () => {
  test('all words, the last one as a beginning, whatever the case; newest first', async () => {
    const roomId = await roomOf(alice)
    for (const text of ['Ship the shop', 'shipping is done', 'the SHOP is closed', 'nothing'])
      await say(alice, roomId, text)
    expect(await texts(alice, 'SHIP', { roomId })).toEqual(['shipping is done', 'Ship the shop'])
    expect(await texts(alice, 'shop the', { roomId })).toEqual(['the SHOP is closed', 'Ship the shop'])
    expect(await texts(alice, 'hop', { roomId })).toEqual([])
    expect(await texts(alice, '?!', { roomId })).toEqual([])
    expect(await texts(alice, '', { roomId })).toEqual([])
  })

  test('Chinese by one character, two, and more, between other scripts too', async () => {
    const roomId = await roomOf(alice)
    await say(alice, roomId, '今天下午上线shop新版本')
    await say(alice, roomId, '线上有问题，请回滚')
    expect(await texts(alice, '上线', { roomId })).toEqual(['今天下午上线shop新版本'])
    expect(await texts(alice, '线上', { roomId })).toEqual(['线上有问题，请回滚'])
    expect(await texts(alice, '线', { roomId })).toHaveLength(2)
    expect(await texts(alice, '新版本', { roomId })).toEqual(['今天下午上线shop新版本'])
    expect(await texts(alice, 'sho', { roomId })).toEqual(['今天下午上线shop新版本'])
    expect(await texts(alice, '回滚 问题', { roomId })).toEqual(['线上有问题，请回滚'])
  })

  test('any word of what was said finds it', async () => {
    const roomId = await roomOf(alice)
    const alphabet = [...'abcXYZäßİçéñøжДλΣאب한글ーカなไท上线回滚部署😀🚀_019']
    let state = 7
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647
      return state % below
    }
    const word = () => Array.from({ length: 1 + random(6) }, () => alphabet[random(alphabet.length)]).join('')
    const separators = [' ', ', ', '\n', ' – ', '/', '。']
    for (let i = 0; i < 60; i++) {
      const words = Array.from({ length: 1 + random(8) }, word)
      const text = words.reduce((said, next) => said + separators[random(separators.length)] + next)
      const id = await say(alice, roomId, text)
      const wanted = words[random(words.length)] as string
      const found = await find(alice, wanted, { roomId, first: 100 })
      expect(
        found.nodes.map((node: { id: string }) => node.id),
        `${JSON.stringify(wanted)} in ${text}`,
      ).toContain(id)
    }
  })

  test('what was edited is found by what it says now, what was deleted by nothing', async () => {
    const roomId = await roomOf(alice)
    const id = await say(alice, roomId, 'apples')
    await alice(`mutation { editMessage(id: "${id}", text: "pears") { id } }`)
    expect([await texts(alice, 'apples', { roomId }), await texts(alice, 'pears', { roomId })]).toEqual([[], ['pears']])
    await alice(`mutation { addReaction(messageId: "${id}", emoji: "👍") { id } }`)
    expect(await texts(alice, 'pears', { roomId })).toEqual(['pears'])
    await alice(`mutation { deleteMessage(id: "${id}") { id } }`)
    expect(await texts(alice, 'pears', { roomId })).toEqual([])
  })

  test('messages that were written before there were words break nothing', async () => {
    const roomId = await roomOf(alice)
    const id = await say(alice, roomId, 'ancient words')
    await api.database.sql.query('UPDATE "Message" SET words = NULL WHERE id = $1', [id])
    expect(await texts(alice, 'ancient', { roomId })).toEqual([])
    await alice(`mutation { editMessage(id: "${id}", text: "ancient but edited") { id } }`)
    expect(await texts(alice, 'ancient', { roomId })).toEqual(['ancient but edited'])
  })
})

describe('who finds it', () => {
  test('only people who are in the room, as long as they are', async () => {
    const roomId = await roomOf(alice)
    await say(alice, roomId, 'confidential plan')
    expect(await texts(bob, 'confidential')).toEqual([])
    expect((await bob(SEARCH, { query: 'confidential', roomId })).errors[0]?.extensions.code).toBe('FORBIDDEN')
    await bob(`mutation { joinRoom(roomId: "${roomId}") { id } }`)
    expect(await texts(bob, 'confidential')).toEqual(['confidential plan'])
    await bob(`mutation { leaveRoom(roomId: "${roomId}") { id } }`)
    expect(await find(bob, 'confidential')).toMatchObject({ nodes: [], totalCount: 0 })
  })
})

describe('paging', () => {
  test('by keys: nothing twice and nothing missing, also while messages come and go', async () => {
    const roomId = await roomOf(alice)
    const ids = await Promise.all(Array.from({ length: 25 }, (_, i) => say(alice, roomId, `paged ${i}`)))
    const seen: string[] = []
    let after: string | null = null
    do {
      const page = await find(alice, 'paged', { roomId, first: 7, after })
      seen.push(...page.nodes.map(({ id }: { id: string }) => id))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
      await say(alice, roomId, 'paged later')
      await alice(`mutation { deleteMessage(id: "${seen.at(-1)}") { id } }`)
    } while (after)
    expect([...seen].sort()).toEqual([...ids].sort())
  })

  test.each(['x', Buffer.from('"a b c"').toString('base64url'), Buffer.from('7').toString('base64url')])(
    'the cursor %j is refused',
    async (after) => {
      expect((await alice(SEARCH, { query: 'paged', after })).errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
    },
  )
})

test.each(Object.entries(HOSTILE_VALUES))('looking for %s breaks nothing', async (_name, query) => {
  const { errors } = await alice(SEARCH, { query })
  for (const { extensions } of errors) expect(extensions.code).toBe('BAD_USER_INPUT')
})
