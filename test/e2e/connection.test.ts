import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { type ChatView, enterChat } from '../support/chat-room.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openStrictProxy, type StrictProxy } from '../support/strict-proxy.ts'

// Who may cut whom, what the page says of it, and what it does where WebSockets are not let through.
let room: Room
let proxy: StrictProxy
let ada: Person
let bob: Person
let hers: ChatView
let his: ChatView
let pierId: string

beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  proxy = await openStrictProxy(room.url)
  ada = await room.enter()
  bob = await room.invite('bob')
  await joinBobTo('harbour')
  hers = await enterChat(room, ada, 'harbour')
  his = await enterChat(room, bob, 'harbour')
})
afterAll(async () => {
  await room?.close()
  await proxy?.close()
})

async function joinBobTo(name: string): Promise<string> {
  const { createRoom } = await room.api.ask<{ createRoom: { id: string } }>(
    'mutation ($n: String!) { createRoom(name: $n) { id } }',
    { n: name },
  )
  const { users } = await room.api.ask<{ users: { id: string; username: string }[] }>('{ users { id username } }')
  await room.api.ask('mutation ($r: ID!, $u: ID!) { addRoomMember(roomId: $r, userId: $u) { id } }', {
    r: createRoom.id,
    u: users.find(({ username }) => username === 'bob')?.id,
  })
  return createRoom.id
}

const isIn = (page: Page, state: string) => page.locator(`[data-testid=link][data-state=${state}]`).waitFor()
const listens = (page: Page, transport: string, timeout = 30_000) =>
  page.locator(`[data-testid=link][data-state=connected][data-transport=${transport}]`).waitFor({ timeout })
const notice = (page: Page) => page.getByTestId('link-notice')

async function showMembers() {
  const button = hers.page.getByTestId('members-button')
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
}

async function actOnBob(item: string, reason: string) {
  const { page } = hers
  await showMembers()
  await page.getByRole('button', { name: 'What to do with bob' }).click()
  await page.getByText(item, { exact: true }).click()
  await page.getByRole('dialog').getByLabel('Reason').fill(reason)
  await page.getByTestId('confirm').click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

test('an admin closes his connections: his page says so and why, and comes back only when he wants it', async () => {
  await actOnBob('Close their connections', 'Please close your other tabs')
  await isIn(his.page, 'closed')
  await notice(his.page).getByText('Please close your other tabs').waitFor()
  await isIn(hers.page, 'connected')

  await hers.say('Can you hear me?')
  await hers.message('Can you hear me?').waitFor()
  // The network's return wakes whatever waits; what was closed does not wait.
  await bob.context.setOffline(true)
  await bob.context.setOffline(false)
  await hers.say('And now?')
  await hers.message('And now?').waitFor()
  await isIn(his.page, 'closed')
  expect(await his.message('Can you hear me?').count()).toBe(0)

  await his.page.getByTestId('connect-again').click()
  await isIn(his.page, 'connected')
  await his.message('Can you hear me?').waitFor()
  await his.message('And now?').waitFor()
  expect(await notice(his.page).count()).toBe(0)
})

test('he closes his own connection and opens it again', async () => {
  await his.page.getByTestId('link').click()
  await his.page.getByTestId('disconnect').click()
  await isIn(his.page, 'closed')
  await notice(his.page).getByText('You disconnected.').waitFor()
  await hers.say('Gone?')
  await his.page.getByTestId('connect-again').click()
  await his.message('Gone?').waitFor()
  await isIn(his.page, 'connected')
})

test('the menu on somebody stays open while they leave and come back', async () => {
  const bobs = hers.page.getByTestId('member').filter({ hasText: 'bob' })
  const choice = hers.page.getByText('Remove from the room', { exact: true })
  await showMembers()
  await hers.page.locator('[data-testid=member]:not(.away)').and(bobs).waitFor()
  await bobs.getByRole('button').click()
  await choice.waitFor()
  await his.page.getByTestId('link').click()
  await his.page.getByTestId('disconnect').click()
  await hers.page.locator('[data-testid=member].away').and(bobs).waitFor()
  expect(await choice.isVisible()).toBe(true)
  await his.page.getByTestId('connect-again').click()
  await hers.page.locator('[data-testid=member]:not(.away)').and(bobs).waitFor()
  expect(await choice.isVisible()).toBe(true)
  await bobs.getByRole('button').click()
  await choice.waitFor({ state: 'detached' })
})

test('everybody’s connections are closed at once, with one reason', async () => {
  await hers.page.getByRole('button', { name: 'Room menu' }).click()
  await hers.page.getByText('Close everybody’s connections', { exact: true }).click()
  await hers.page.getByRole('dialog').getByLabel('Reason').fill('Moving house')
  await hers.page.getByTestId('confirm').click()
  for (const { page } of [hers, his]) {
    await isIn(page, 'closed')
    await notice(page).getByText('Moving house').waitFor()
    await page.getByTestId('connect-again').click()
    await isIn(page, 'connected')
  }
})

test('whoever is removed is told within a second, and reads no more', async () => {
  await actOnBob('Remove from the room', 'Off to other shores')
  const asked = Date.now()
  await notice(his.page).or(his.page.getByText('You are not a member of harbour')).first().waitFor()
  expect(Date.now() - asked).toBeLessThan(1_000)
  await his.page.getByText('Off to other shores').waitFor()
  await hers.say('Among us')
  await hers.message('Among us').waitFor()
  expect(await his.message('Among us').count()).toBe(0)
})

test('an open room stays when the list of rooms cannot be read anew, and the list follows as soon as it can', async () => {
  const { page } = bob
  his = await enterChat(room, bob)
  const listed = (name: string) => page.getByRole('link', { name })
  let refused = 0
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('query Rooms')) return route.continue()
    refused += 1
    await route.fulfill({ status: 502, body: 'Not now.' })
  })
  pierId = await joinBobTo('pier')
  await expect.poll(() => refused).toBeGreaterThan(1)
  const ears = await enterChat(room, ada)
  await ears.say('Still here')
  await his.message('Still here').waitFor()
  expect(await listed('pier').count()).toBe(0)
  await page.unroute('**/graphql')
  await listed('pier').waitFor()
  expect(await his.composer.isVisible()).toBe(true)
})

test('blocked WebSockets, then streams: the page falls back, says so, keeps all messages, and comes back', async () => {
  const { page } = bob
  await page.goto(`${proxy.url}/chat/general`)
  await listens(page, 'websocket')
  const ears = await enterChat(room, ada)
  const heard = async (text: string) => {
    await ears.say(text)
    await his.message(text).waitFor({ timeout: 60_000 })
  }
  await heard('one')

  proxy.allow({ sockets: false, streams: true })
  await ears.say('two')
  await listens(page, 'sse', 60_000)
  await his.message('two').waitFor()
  await heard('three')

  proxy.allow({ sockets: false, streams: false })
  await ears.say('four')
  await listens(page, 'longPolling', 60_000)
  await his.message('four').waitFor()
  await heard('five')
  await page.getByTestId('link').getByText('Long polling').waitFor()
  // Whatever else the page listens to comes the same way.
  await room.api.ask('mutation ($i: SendMessageInput!) { sendMessage(input: $i) { id } }', {
    i: { roomId: pierId, text: 'elsewhere' },
  })
  await page.getByTestId('chat-badge').getByText('1', { exact: true }).waitFor()
  await page.getByTestId('transport').locator('p').waitFor({ state: 'detached' })

  proxy.allow({ sockets: true, streams: true })
  await listens(page, 'websocket', 90_000)
  await heard('six')
  expect((await his.texts()).slice(-6)).toEqual(['one', 'two', 'three', 'four', 'five', 'six'])
}, 240_000)
