import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, createApp } from '../../../apps/api/src/app.ts'
import { schema } from '../../../apps/api/src/graphql/schema.ts'
import { createStreams } from '../../../apps/api/src/streams/streams.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'
import { HOSTILE_VALUES } from '../../support/hostile-values.ts'
import { png } from '../../support/images.ts'

const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
  id text attachments { id name mediaType sizeBytes width height url } } }`
const MB = 1024 * 1024

interface Person {
  token: string
  ask: Ask
}

let time = new Date('2031-05-01T12:00:00Z').getTime()
let api: Awaited<ReturnType<typeof openTestApi>>
let app: App
let url: string
let streams: ReturnType<typeof createStreams>
const faults: unknown[] = []

beforeAll(async () => {
  // Every look at the clock is a second later, so that limits of a minute are met only on purpose.
  const clock = {
    now() {
      time += 3_000
      return new Date(time)
    },
  }
  api = await openTestApi({ clock, sendLimit: { messages: 1_000, withinMs: 1 } })
  const { database, bus, services } = api
  streams = createStreams({ database, bus, clock })
  app = createApp({
    services,
    schema,
    authenticate: services.accounts.authenticate,
    rolesInForce: services.accounts.rolesInForce,
    database,
    bus,
    streams,
    settings: {
      publicUrl: null,
      trustProxy: false,
      webDirectory: null,
      sockets: { perAddress: 10, perUser: 10 },
      page: { version: '0', gojsLicenseKey: null },
    },
    logger: { error: (details) => void faults.push(details) },
  })
  ;({ url } = await app.start(0, '127.0.0.1'))
})
afterAll(async () => {
  await app.stop()
  streams.close()
  await api.close()
  expect(faults).toEqual([])
  expect(api.faults).toEqual([])
})

async function enter(): Promise<Person> {
  const token = await api.enterAs('DEVELOPER')
  return { token, ask: api.askAs(token) }
}

let rooms = 0
async function roomOf(...people: Person[]): Promise<string> {
  const [first, ...others] = people
  const { data } = await (first as Person).ask(`mutation { createRoom(name: "images ${++rooms}") { id } }`)
  for (const { ask } of others) await ask(`mutation { joinRoom(roomId: "${data.createRoom.id}") { id } }`)
  return data.createRoom.id
}

const upload = (who: Person, roomId: string, body: Buffer, headers: Record<string, string> = {}) =>
  fetch(`${url}/attachments?roomId=${encodeURIComponent(roomId)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${who.token}`, 'content-type': 'image/png', ...headers },
    body: new Uint8Array(body),
  })

async function attach(who: Person, roomId: string): Promise<string> {
  const response = await upload(who, roomId, png(2, 2))
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

const show = (who: Person, id: string) =>
  fetch(`${url}/attachments/${id}`, { headers: { authorization: `Bearer ${who.token}` } })
const send = (who: Person, roomId: string, attachmentIds: string[], more: Record<string, unknown> = {}) =>
  who.ask(SEND, { input: { roomId, text: '', attachmentIds, ...more } })
const failureOf = async (response: Response) => [response.status, ((await response.json()) as { code?: string }).code]

describe('uploading', () => {
  test('tells what the image is, and members of the room see it once it is sent', async () => {
    const [a, b, stranger] = [await enter(), await enter(), await enter()]
    const roomId = await roomOf(a, b)
    const bytes = png(30, 20)
    const response = await upload(a, roomId, bytes, { 'x-file-name': encodeURIComponent('启航 "1".png') })
    expect(response.status).toBe(201)
    const image = (await response.json()) as { id: string; url: string }
    const told = { name: '启航 "1".png', mediaType: 'image/png', sizeBytes: bytes.length, width: 30, height: 20 }
    expect(image).toEqual({ id: expect.any(String), url: `/attachments/${image.id}`, ...told })
    // Until then only its uploader does.
    expect([(await show(a, image.id)).status, (await show(b, image.id)).status]).toEqual([200, 404])
    expect((await send(a, roomId, [image.id])).data.sendMessage.attachments).toEqual([image])
    const seen = await show(b, image.id)
    expect(Buffer.from(await seen.arrayBuffer())).toEqual(bytes)
    expect(Object.fromEntries(seen.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `inline; filename="__ _1_.png"; filename*=UTF-8''${encodeURIComponent(told.name)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=31536000, immutable',
    })
    expect((await show(stranger, image.id)).status).toBe(404)
    expect((await fetch(`${url}/attachments/${image.id}`)).status).toBe(401)
  })

  test('is refused to those who are not in the room, and to foreign sites', async () => {
    const [a, b] = [await enter(), await enter()]
    const roomId = await roomOf(a)
    expect(await failureOf(await upload(b, roomId, png(1, 1)))).toEqual([403, 'FORBIDDEN'])
    expect(await failureOf(await upload(a, 'nowhere', png(1, 1)))).toEqual([404, 'NOT_FOUND'])
    const cookie = { authorization: '', cookie: `sendoff=${a.token}` }
    const foreign = { ...cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect(await failureOf(await upload(a, roomId, png(1, 1), foreign))).toEqual([403, 'FORBIDDEN'])
    expect((await upload(a, roomId, png(1, 1), { ...cookie, origin: url })).status).toBe(201)
    expect((await upload(a, roomId, png(1, 1), { authorization: '' })).status).toBe(401)
  })

  test.each([
    ['a page said to be an image', Buffer.from('<script>alert(1)</script>'), 'image/png'],
    ['a GIF said to be a PNG', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00', 'latin1'), 'image/png'],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['a page', Buffer.from('<p>'), 'text/html'],
    ['nothing', Buffer.alloc(0), 'image/png'],
  ])('%s is refused, and nothing is kept', async (_name, body, type) => {
    const a = await enter()
    const before = await api.database.prisma.attachment.count()
    const refused = await upload(a, await roomOf(a), body, { 'content-type': type })
    expect(await failureOf(refused)).toEqual([400, 'BAD_USER_INPUT'])
    expect(await api.database.prisma.attachment.count()).toBe(before)
  })

  test('takes 5 MB and not a byte more, whether the length is told or not', async () => {
    const a = await enter()
    const roomId = await roomOf(a)
    const largest = png(1, 1, 5 * MB - png(1, 1, 1).length + 1)
    expect(largest.length).toBe(5 * MB)
    const kept = await upload(a, roomId, largest)
    expect(kept.status).toBe(201)
    const shown = await show(a, ((await kept.json()) as { id: string }).id)
    expect(Buffer.from(await shown.arrayBuffer()).equals(largest)).toBe(true)
    const refused = await upload(a, roomId, png(1, 1, 5 * MB)).then(failureOf, () => 'cut')
    expect([[413, 'BAD_USER_INPUT'], 'cut']).toContainEqual(refused)
    let given = 0
    // Far more than is taken, with an end for a client that would never see the answer.
    const long = new ReadableStream({
      async pull(controller) {
        given += 1
        await new Promise((resolve) => setImmediate(resolve))
        controller.enqueue(given === 1 ? png(1, 1, MB) : Buffer.alloc(64 * 1024))
        if (given === 2_000) controller.close()
      },
    })
    const headers = { authorization: `Bearer ${a.token}`, 'content-type': 'image/png' }
    const init = { method: 'POST', headers, body: long, duplex: 'half' } as RequestInit
    const cut = await fetch(`${url}/attachments?roomId=${roomId}`, init).then(failureOf, () => 'cut')
    expect([[413, 'BAD_USER_INPUT'], 'cut']).toContainEqual(cut)
    expect(given).toBeLessThan(1_000)
  })

  test.each(Object.entries(HOSTILE_VALUES).filter(([, value]) => value.length < 1_000))(
    'a name that is %s is refused by name, or harmless',
    async (_name, value) => {
      const a = await enter()
      const encoded = encodeURIComponent(value.replaceAll(/[\ud800-\udfff](?![\udc00-\udfff])/gu, '?'))
      const response = await upload(a, await roomOf(a), png(1, 1), { 'x-file-name': encoded })
      if (response.status !== 201) return expect(await failureOf(response)).toEqual([400, 'BAD_USER_INPUT'])
      const image = (await response.json()) as { id: string; name: string }
      expect(image.name).not.toMatch(/[/\\\r\n]/)
      const shown = await show(a, image.id)
      expect(shown.headers.get('content-disposition')).toMatch(
        /^inline; filename="[\w. -]*"; filename\*=UTF-8''[\w.~!%-]*$/,
      )
    },
  )

  test.each(['%', '%ff', '%e0%a4'])('the name %j is not encoded', async (name) => {
    const a = await enter()
    expect(await failureOf(await upload(a, await roomOf(a), png(1, 1), { 'x-file-name': name }))).toEqual([
      400,
      'BAD_USER_INPUT',
    ])
  })

  test('is limited per user', async () => {
    const a = await enter()
    const roomId = await roomOf(a)
    let response: Response
    let count = 0
    const before = time
    do {
      time = before
      response = await upload(a, roomId, png(1, 1))
      count += 1
    } while (response.status === 201)
    expect(await failureOf(response)).toEqual([429, 'RATE_LIMITED'])
    expect(count).toBe(31)
    time = before + 120_000
    for (let i = 0; i < 20; i++) await attach(a, roomId)
    expect(await failureOf(await upload(a, roomId, png(1, 1)))).toEqual([409, 'CONFLICT'])
  })
})

describe('sending', () => {
  test('takes only own images of this room that wait, each once', async () => {
    const [a, b] = [await enter(), await enter()]
    const [roomId, other] = [await roomOf(a, b), await roomOf(a)]
    const [mine, theirs, elsewhere] = [await attach(a, roomId), await attach(b, roomId), await attach(a, other)]
    const nothing = '00000000-0000-7000-8000-000000000000'
    for (const ids of [[theirs], [elsewhere], [nothing], [mine, theirs]]) {
      const { errors } = await send(a, roomId, ids)
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.attachmentIds' }] })
    }
    expect((await send(a, roomId, [mine])).errors).toEqual([])
    expect((await send(a, roomId, [mine])).errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  test('of two messages at once that want the same image one gets it', async () => {
    const a = await enter()
    const roomId = await roomOf(a)
    const id = await attach(a, roomId)
    const answers = await Promise.all([send(a, roomId, [id]), send(a, roomId, [id])])
    expect(answers.map(({ errors }) => errors.length).sort()).toEqual([0, 1])
  })

  test('again under the same clientId is the same message with its image', async () => {
    const a = await enter()
    const roomId = await roomOf(a)
    const id = await attach(a, roomId)
    const first = await send(a, roomId, [id], { clientId: 'once' })
    expect((await send(a, roomId, [id], { clientId: 'once' })).data).toEqual(first.data)
  })
})

test('deleting a message deletes the bytes', async () => {
  const a = await enter()
  const roomId = await roomOf(a)
  const id = await attach(a, roomId)
  const { data } = await send(a, roomId, [id])
  await a.ask(`mutation { deleteMessage(id: "${data.sendMessage.id}") { id } }`)
  expect((await show(a, id)).status).toBe(404)
  expect(await api.database.prisma.attachment.count({ where: { id } })).toBe(0)
})

test('who is removed sees no image any more', async () => {
  const [a, b] = [await enter(), await enter()]
  const roomId = await roomOf(a, b)
  const id = await attach(a, roomId)
  await send(a, roomId, [id])
  expect((await show(b, id)).status).toBe(200)
  await b.ask(`mutation { leaveRoom(roomId: "${roomId}") { id } }`)
  expect((await show(b, id)).status).toBe(404)
})

test('what waits for a day is cleared, what was sent is not', async () => {
  const a = await enter()
  const roomId = await roomOf(a)
  const [sent, waiting] = [await attach(a, roomId), await attach(a, roomId)]
  await send(a, roomId, [sent])
  await api.services.chat.clearAttachments()
  expect((await show(a, waiting)).status).toBe(200)
  time += 25 * 60 * 60_000
  await api.services.chat.clearAttachments()
  expect([(await show(a, sent)).status, (await show(a, waiting)).status]).toEqual([200, 404])
})
