import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ToldAlarm, tellAlarm } from '../../../apps/api/src/modules/metrics/alarms/alarm-telling.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let ann: Ask
let roomId: string
beforeAll(async () => {
  api = await openTestApi()
  ann = await api.askAsRole('VIEWER')
  roomId = (await ann('mutation { createRoom(name: "Alarms") { id } }')).data.createRoom.id
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const began = new Date('2026-11-20T08:00:00Z')
const alarm = (number: number, over: boolean): ToldAlarm => ({
  id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
  rule: { name: 'Hot', key: 'cpu', comparison: 'ABOVE', threshold: 90, roomId },
  server: { id: '00000000-0000-7000-8000-000000000001', name: `web-${number}` },
  startedAt: began,
  endedAt: over ? new Date() : null,
  value: 97.3,
})
const tell = (number: number, over = false) => api.log.transaction((tx) => tellAlarm(tx, alarm(number, over)))
const say = (text: string) =>
  ann('mutation ($i: SendMessageInput!) { sendMessage(input: $i) { id } }', {
    i: { roomId, text, clientId: text.replaceAll(' ', '-') },
  })

const PAGE = `query ($id: ID!, $before: Int, $after: Int, $first: Int) {
  roomById(id: $id) {
    messages(before: $before, after: $after, first: $first) {
      hasOlder messages { seq text } alarms { seq kind at actor { id } notice { kind text serverId } }
    }
  }
}`
interface Page {
  messages: { seq: number; text: string }[]
  alarms: { seq: number; notice: { kind: string; text: string } }[]
}
async function page(asked: object): Promise<Page> {
  const { data, errors } = await ann(PAGE, { id: roomId, ...asked })
  expect(errors).toEqual([])
  return data.roomById.messages
}
const told = ({ alarms }: Page) => alarms.map(({ notice }) => `${notice.kind} ${notice.text.split(':')[0]}`)

test('an alarm stands in the room’s history where it was told, each in one page and no other', async () => {
  await tell(1)
  await say('looking at it')
  await tell(2)
  const mine = (await say('it was the backup')).data.sendMessage.id
  await ann('mutation ($m: ID!) { addReaction(messageId: $m, emoji: "👍") { id } }', { m: mine })
  await tell(1, true)

  const all = await page({})
  expect(all.messages.map(({ text }) => text)).toEqual(['looking at it', 'it was the backup'])
  expect(told(all)).toEqual(['ALARM web-1', 'ALARM web-2', 'RECOVERED web-1'])
  expect(all.alarms[0]).toEqual({
    ...{ seq: expect.any(Number), kind: 'SYSTEM', at: expect.any(String), actor: null },
    notice: { kind: 'ALARM', text: expect.stringContaining('Hot (cpu 97.3 % > 90 %)'), serverId: expect.any(String) },
  })

  // In pages of one message: what stands between two of them comes with the older edge of the newer page, once.
  const newest = await page({ first: 1 })
  expect(told(newest)).toEqual(['RECOVERED web-1'])
  const older = await page({ first: 1, before: newest.messages[0]?.seq })
  expect(told(older)).toEqual(['ALARM web-1', 'ALARM web-2'])
  const first = all.messages[0]?.seq
  expect(told(await page({ after: first }))).toEqual(['ALARM web-2', 'RECOVERED web-1'])
})

test('who is not in the room reads none of it', async () => {
  const bob = await api.askAsRole('VIEWER')
  const { data, errors } = await bob(PAGE, { id: roomId })
  expect(data?.roomById?.messages).toBeFalsy()
  expect(errors[0]?.extensions.code).toBe('FORBIDDEN')
})

test('a thread has none', async () => {
  const document = 'query ($id: ID!) { messageThread(id: $id) { alarms { seq } } }'
  const { seq } = (await page({})).messages[0] ?? { seq: 0 }
  const found = await api.database.prisma.message.findFirstOrThrow({ where: { roomId, seq } })
  const { data } = await ann(document, { id: found.id })
  expect(data.messageThread.alarms).toEqual([])
})
