import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ask, openTestApi } from '../../support/execute.ts'

const THREAD = `query ($id: ID!, $after: Int, $before: Int, $first: Int) {
  messageThread(id: $id, after: $after, before: $before, first: $first) {
    headSeq epoch hasOlder hasNewer messages { seq text threadId deletedAt }
  }
}`
const CARD = `query ($id: ID!) {
  release(id: $id) {
    card { id seq roomId text card { ... on ReleaseCard { releaseId status number projectTitle } } }
    environment { project { room { id name isMember unreadCount } } }
  }
}`

let api: Awaited<ReturnType<typeof openTestApi>>
let operator: Ask
let viewer: Ask
let releaseId: string
let card: { id: string; seq: number; roomId: string }

beforeAll(async () => {
  api = await openTestApi({ sendLimit: { messages: 1000, withinMs: 1000 } })
  operator = await api.askAsRole('OPERATOR')
  viewer = await api.askAsRole('VIEWER')
  const admin = await api.askAsAdmin()
  const credential = await admin(
    'mutation { addCredential(input: { name: "k", username: "u", password: "p" }) { id } }',
  )
  expect(credential.errors).toEqual([])
  const server = await operator('mutation ($i: AddServerInput!) { addServer(input: $i) { id } }', {
    i: { name: 'web-1', host: 'web-1', credentialId: credential.data.addCredential.id },
  })
  expect(server.errors).toEqual([])
  const environment = { name: 'staging', kind: 'TEST', path: '/srv/shop', serverIds: [server.data.addServer.id] }
  const project = await operator('mutation ($i: AddProjectInput!) { addProject(input: $i) { environments { id } } }', {
    i: { title: 'Shop', repositoryUrl: 'https://git.example/shop.git', environments: [environment] },
  })
  expect(project.errors).toEqual([])
  const made = await operator('mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id } }', {
    i: { environmentId: project.data.addProject.environments[0].id, revision: 'main' },
  })
  expect(made.errors).toEqual([])
  releaseId = made.data.createRelease.id
  card = (await operator(CARD, { id: releaseId })).data.release.card
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const send = async (ask: Ask, text: string, replyToId: string) => {
  const answer = await ask('mutation ($i: SendMessageInput!) { sendMessage(input: $i) { id seq } }', {
    i: { roomId: card.roomId, text, replyToId },
  })
  expect(answer.errors).toEqual([])
  return answer.data.sendMessage as { id: string; seq: number }
}
const codes = ({ errors }: Awaited<ReturnType<Ask>>) => errors.map((error) => error.extensions.code)

describe('the thread of a release', () => {
  test('begins at its card, which only members of the room see', async () => {
    const { data } = await operator(CARD, { id: releaseId })
    expect(data.release.card).toMatchObject({
      text: expect.stringMatching(/^Release #\d+: Shop main to staging$/),
      card: { releaseId, status: 'QUEUED', projectTitle: 'Shop' },
    })
    expect(data.release.environment.project.room).toMatchObject({ name: 'Shop', isMember: true, id: card.roomId })
    const outside = (await viewer(CARD, { id: releaseId })).data.release
    expect(outside).toMatchObject({ card: null, environment: { project: { room: { isMember: false } } } })
    expect(codes(await viewer(THREAD, { id: card.id }))).toEqual(['FORBIDDEN'])
  })

  test('is read in pages, in order, from any of its messages', async () => {
    const first = await send(operator, 'one', card.id)
    const aside = await operator('mutation ($i: SendMessageInput!) { sendMessage(input: $i) { seq } }', {
      i: { roomId: card.roomId, text: 'something else' },
    })
    await send(operator, 'two', first.id)
    const last = await send(operator, 'three', card.id)
    await operator(`mutation { deleteMessage(id: "${last.id}") { id } }`)
    const whole = (await operator(THREAD, { id: card.id })).data.messageThread
    expect(whole.messages.map((message: { text: string }) => message.text)).toEqual(['one', 'two', ''])
    expect(whole.messages.at(-1)).toMatchObject({ deletedAt: expect.any(String), threadId: card.id })
    expect(whole).toMatchObject({ hasOlder: false, hasNewer: false, headSeq: last.seq + 1 })
    expect((await operator(THREAD, { id: first.id })).data.messageThread).toEqual(whole)
    const page = (await operator(THREAD, { id: card.id, after: first.seq, first: 1 })).data.messageThread
    expect(page).toMatchObject({ hasNewer: true, messages: [{ text: 'two' }] })
    expect(aside.data.sendMessage.seq).toBeGreaterThan(first.seq)
  })

  test.each(['', 'x', '../', '00000000-0000-7000-8000-000000000000', 'a\0b'])('is not found under %j', async (id) => {
    expect(codes(await operator(THREAD, { id }))).toEqual(['NOT_FOUND'])
  })

  test.each([{ first: 0 }, { first: 101 }, { before: -1 }, { before: 1, after: 1 }])('refuses %j', async (page) => {
    expect(codes(await operator(THREAD, { id: card.id, ...page }))).toEqual(['BAD_USER_INPUT'])
  })
})

test('a card can be neither written by people nor edited nor deleted', async () => {
  const taken = await operator('mutation ($i: SendMessageInput!) { sendMessage(input: $i) { id } }', {
    i: { roomId: card.roomId, text: 'I am a card', clientId: `release:${releaseId}` },
  })
  expect(taken.errors[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: 'input.clientId' }],
  })
  expect(codes(await operator(`mutation { editMessage(id: "${card.id}", text: "x") { id } }`))).toEqual(['FORBIDDEN'])
  expect(codes(await operator(`mutation { deleteMessage(id: "${card.id}") { id } }`))).toEqual(['FORBIDDEN'])
})
