import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// Releases in the room of their project: one story in parts that build on each other. Nobody reloads a page.
let room: Room
let shop: Shop
let ada: Person
let bob: Person
let roomId: string

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  await room.settle()
  shop = await openShop(room)
  ada = await room.enter()
  bob = await room.invite('bob')
  const { project } = await room.api.ask<{ project: { room: { id: string } } }>(
    'query ($id: ID!) { project(id: $id) { room { id } } }',
    { id: shop.projectId },
  )
  roomId = project.room.id
})
afterAll(() => room?.close())

const composer = (page: Page) => page.getByTestId('composer')
const answer = (page: Page) => page.getByTestId('command-answer')
const card = (page: Page, status: string) => page.locator(`[data-release][data-status=${status}]`)
/** Answers a question once it knows how the release stands. */
const confirm = (page: Page) => page.locator('[data-testid=confirm]:not(.n-button--loading)').click()
async function command(page: Page, line: string) {
  await composer(page).fill(line)
  await composer(page).press('Enter')
}

test('both are in the room of the project', async () => {
  await ada.page.goto(`${room.url}/projects/${shop.projectId}`)
  await ada.page.getByTestId('project-room').click()
  await composer(ada.page).waitFor()
  await bob.page.goto(`${room.url}/chat/${roomId}`)
  await bob.page.getByRole('button', { name: /Join/ }).click()
  await composer(bob.page).waitFor()
})

test('a mistyped command is answered with what was meant, to its sender alone, and stays to be mended', async () => {
  await command(ada.page, '/release Shpo v1 to production')
  await answer(ada.page).getByText('“Shop”').waitFor()
  expect(await composer(ada.page).inputValue()).toBe('/release Shpo v1 to production')
  expect(await answer(bob.page).count()).toBe(0)
})

test('a release from the composer asks before production; its card turns green in both browsers', async () => {
  await command(ada.page, '/release shop v1 to production for the tea')
  await ada.page
    .getByRole('dialog')
    .getByText(/This is production/)
    .waitFor()
  expect(await card(bob.page, 'QUEUED').count()).toBe(0)
  await confirm(ada.page)
  for (const { page } of [ada, bob]) await card(page, 'SUCCEEDED').waitFor()
  expect(await composer(ada.page).inputValue()).toBe('')
  expect(await bob.page.locator('[data-release]').count()).toBe(1)
  await card(bob.page, 'SUCCEEDED').getByText('for the tea').waitFor()
})

test('/status, /who and /help tell their sender', async () => {
  await command(ada.page, '/status')
  await answer(ada.page).getByText('Shop · production: #1 (v1) is live').waitFor()
  await command(ada.page, '/who')
  await answer(ada.page).getByText(/bob/).waitFor()
  await command(ada.page, '/help')
  await answer(ada.page)
    .getByText(/rollback <project>/)
    .waitFor()
})

test('a failure shows its reason, and a retry from the card works', async () => {
  await shop.break(1)
  await shop.ship('v2')
  for (const { page } of [ada, bob]) await card(page, 'FAILED').getByText(/web-2/).first().waitFor()
  await shop.mend(1)
  await card(bob.page, 'FAILED').locator('[data-act=retry]').click()
  await confirm(bob.page)
  await card(ada.page, 'SUCCEEDED').nth(1).waitFor()
  await card(ada.page, 'SUCCEEDED').nth(1).getByText('again after #2').waitFor()
})

test('a rollback from the card says what it puts back', async () => {
  await card(ada.page, 'SUCCEEDED').nth(1).locator('[data-act=rollBack]').click()
  await ada.page.getByRole('dialog').getByText('Release #1 is switched on again').waitFor()
  await confirm(ada.page)
  const back = card(bob.page, 'SUCCEEDED').filter({ hasText: 'Rollback' })
  await back.getByText('puts #1 back').waitFor()
})

test('the thread of a release is the same on its page and in the room', async () => {
  await card(ada.page, 'SUCCEEDED').first().getByRole('link', { name: 'Open' }).click()
  await ada.page.waitForURL(/\/releases\//)
  await ada.page.getByRole('tab', { name: 'Thread' }).click()
  await ada.page.getByTestId('thread-composer').fill('The tea is out.')
  await ada.page.getByTestId('thread-composer').press('Enter')
  await ada.page.getByTestId('thread').getByText('The tea is out.').waitFor()
  await bob.page.getByText('The tea is out.').first().waitFor()
  await ada.page.getByTestId('in-room').click()
  await composer(ada.page).waitFor()
  await card(ada.page, 'SUCCEEDED').first().waitFor()
})

test('who may not ship sees cards without their buttons, and is refused in words', async () => {
  const viewer = await room.invite('vera', {}, 'VIEWER')
  await viewer.page.goto(`${room.url}/chat/${roomId}`)
  await viewer.page.getByRole('button', { name: /Join/ }).click()
  await card(viewer.page, 'SUCCEEDED').first().waitFor()
  expect(await viewer.page.locator('[data-act]').count()).toBe(0)
  await command(viewer.page, '/release shop v1 to production')
  await confirm(viewer.page)
  await answer(viewer.page)
    .getByText(/may not/)
    .waitFor()
})

test('nobody saw an error', () => {
  expect([...ada.errors, ...bob.errors]).toEqual([])
})
