import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiClient } from '../../apps/api/src/demo/client.ts'
import type { Person } from '../support/browser.ts'
import { idsOf, openTicket, publish } from '../support/flow-scene.ts'
import { goFlow } from '../support/go-no-go-scene.ts'
import { looksWell, takePicture } from '../support/pictures.ts'
import { choosePassword, openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// The page for the office: nobody touches it, and it is right all the same.
const screen = { width: 1920, height: 1080 }

let room: Room
let shop: Shop
let person: Person
let page: Page

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  await room.settle()
  shop = await openShop(room)
  person = await room.enter({ viewport: screen, reducedMotion: 'reduce' })
  page = person.page
  await page.goto(`${room.url}/wall?every=600`)
})
afterAll(() => room?.close())

const heading = () => page.getByRole('heading', { level: 2 })
const releases = () => page.getByTestId('wall-release')

test('without a release it shows what is live where, and turns by hand and by keys', async () => {
  await page.getByTestId('wall-environment').getByText('Shop').waitFor()
  expect(await heading().textContent()).toContain('What is live')
  await page.getByTestId('wall-hold').press('Space')
  expect(await page.getByTestId('wall-hold').getAttribute('aria-pressed')).toBe('true')
  await page.getByTestId('wall-hold').press('Space')
  await looksWell(page, 'wall-environments')
})

test('a release that begins anywhere comes to the front by itself, is drawn, and stays until people have seen its end', async () => {
  await shop.hold()
  const id = await shop.ship('v1')
  await releases().first().waitFor()
  await page.getByTestId('wall-release-status').and(page.locator('[data-status=RUNNING]')).waitFor()
  await releases().locator('canvas').first().waitFor()
  await page.getByTestId('wall-ticker').getByText('started release').waitFor()
  await takePicture(page, 'wall-release-running')
  await shop.resume()
  expect(await shop.ended(id)).toBe('SUCCEEDED')
  await page.getByTestId('wall-release-status').and(page.locator('[data-status=SUCCEEDED]')).waitFor()
  await looksWell(page, 'wall-release-ended')
  await page.keyboard.press('ArrowRight')
  await page.getByTestId('wall-environment').getByText('v1').waitFor()
})

test('while the server is away it says so; when it is back the wall goes on by itself', async () => {
  await room.process.kill()
  await page.getByTestId('wall-stale').getByText('Not connected').waitFor()
  await takePicture(page, 'wall-outage')
  await room.restart()
  await page.getByTestId('wall-stale').getByText('Not connected').waitFor({ state: 'detached' })
  await shop.break(1)
  const id = await shop.ship('v2')
  expect(await shop.ended(id)).toBe('FAILED')
  await page.getByTestId('wall-release-status').and(page.locator('[data-status=FAILED]')).waitFor()
  await looksWell(page, 'wall-release-failed')
})

test('a poll that opens has its turn, and its numbers move', async () => {
  await page.goto(`${room.url}/wall?every=600&show=poll`)
  await page.getByText('Nothing to show yet').waitFor()
  const { createPoll } = await room.api.ask<{ createPoll: { id: string; options: { id: string }[] } }>(
    'mutation ($i: CreatePollInput!) { createPoll(input: $i) { id options { id } } }',
    { i: { question: 'Ship on Friday?', options: ['Ship it', 'Wait'], visibility: 'ALWAYS' } },
  )
  await room.api.ask('mutation ($id: ID!) { openPoll(id: $id) { id } }', { id: createPoll.id })
  const poll = page.getByTestId('wall-poll')
  await poll.getByText('Ship on Friday?').waitFor()
  await room.api.ask('mutation ($p: ID!, $o: [ID!]!) { vote(pollId: $p, optionIds: $o) { id } }', {
    p: createPoll.id,
    o: [createPoll.options[0]?.id],
  })
  await poll.getByText('100 %').waitFor()
  await looksWell(page, 'wall-poll')
  await room.api.ask('mutation ($id: ID!) { closePoll(id: $id) { id } }', { id: createPoll.id })
  await poll.locator('[data-state=CLOSED]').waitFor()
})

test('a go / no-go of a ticket has its turn, and moves with each answer, for whoever sees the ticket', async () => {
  const { ask } = room.api
  const other = await room.invite('eve', { viewport: screen }, 'VIEWER')
  for (const username of ['bob', 'dan']) {
    const input = { username, displayName: username, password: 'given by the admin', role: 'OPERATOR' }
    await ask('mutation ($i: AddUserInput!) { addUser(input: $i) { id } }', { i: input })
  }
  const bob = createApiClient(room.url, await choosePassword(room.url, 'bob', 'given by the admin'))
  const { admin = '', dan = '' } = await idsOf(ask)
  const flow = await publish(ask, goFlow([admin, dan], { kind: 'ALL' }, [dan], [admin]))
  await page.goto(`${room.url}/wall?every=600&show=goNoGo`)
  await page.getByText('Nothing to show yet').waitFor()
  const ticket = await openTicket(bob.ask, flow, 'Version 4.2', {})
  const shown = page.getByTestId('wall-go-no-go')
  await shown.getByText('Version 4.2').waitFor()
  expect(await shown.getByTestId('needs').textContent()).toContain('needs 2 of 2 GO')
  expect(await shown.getByTestId('countdown').textContent()).toMatch(/^(30:00|29:\d\d)$/)
  const mine = await ask<{ ticket: { myTasks: { id: string }[] } }>(
    'query ($id: ID!) { ticket(id: $id) { myTasks { id } } }',
    { id: ticket },
  )
  await ask('mutation ($i: DecideInput!) { decide(input: $i) { id } }', {
    i: { taskId: mine.ticket.myTasks[0]?.id, decision: 'APPROVE' },
  })
  await shown.locator('[data-vote=GO]').waitFor()
  expect(await shown.getByTestId('screen-numbers').locator('b').allInnerTexts()).toEqual(['1', '0'])
  await looksWell(page, 'wall-go-no-go')
  await other.page.goto(`${room.url}/wall?every=600&show=goNoGo`)
  await other.page.getByText('Nothing to show yet').waitFor()
  await bob.ask('mutation ($id: ID!) { withdrawTicket(id: $id) { id } }', { id: ticket })
  await shown.getByTestId('outcome').waitFor()
  await looksWell(page, 'wall-go-no-go-over')
})

test('it is readable in the dark, in Chinese, and on a phone', async () => {
  const { page: other, errors } = await room.enter({
    viewport: screen,
    reducedMotion: 'reduce',
    colorScheme: 'dark',
    locale: 'zh-CN',
  })
  await other.goto(`${room.url}/wall?every=600&show=environments`)
  await other.getByTestId('wall-environment').first().waitFor()
  await looksWell(other, 'wall-dark-zh')
  await other.setViewportSize({ width: 390, height: 844 })
  await looksWell(other, 'wall-phone-zh')
  expect(errors).toEqual([])
})
