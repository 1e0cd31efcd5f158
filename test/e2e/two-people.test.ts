import { readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// Two people look at one release; what one does, the other sees, also over the death of the server.
let room: Room
let shop: Shop
let ada: Person
let bob: Person

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  await room.settle()
  shop = await openShop(room)
  ada = await room.enter()
  bob = await room.invite('bob')
})
afterAll(() => room?.close())

const shows = (page: Page, status: string) =>
  page.locator(`h1 ~ [data-testid=release-status][data-status=${status}]`).waitFor()
const building = (page: Page) => page.locator('[data-step=build][data-status=RUNNING]').waitFor()
/** A reload would lose it. */
const mark = (page: Page) =>
  page.evaluate(() => {
    document.documentElement.dataset.same = 'page'
  })
const isSamePage = async (page: Page) => (await page.locator('html').getAttribute('data-same')) === 'page'

test('one cancels, the other watches it happen; home and lists follow too', async () => {
  const home = await bob.context.newPage()
  await home.goto(room.url)
  await home.getByText('Nothing is running.').waitFor()
  await mark(home)
  await shop.hold()
  const id = await shop.ship('v1')
  for (const { page } of [ada, bob]) {
    await page.goto(`${room.url}/releases/${id}`)
    await building(page)
    await mark(page)
  }
  await home.getByRole('link', { name: /Shop · production #1/ }).waitFor()

  await bob.page.getByTestId('cancel-release').click()
  await bob.page.getByTestId('confirm').click()
  await shows(ada.page, 'CANCELLED')
  await shows(bob.page, 'CANCELLED')
  await home.getByText('Nothing is running.').waitFor()
  await home.getByTestId('releases').getByText('Cancelled').waitFor()
  await home.getByTestId('activity').getByText(/bob/).first().waitFor()
  for (const page of [ada.page, bob.page, home]) expect(await isSamePage(page)).toBe(true)
  expect([...ada.errors, ...bob.errors]).toEqual([])
  await home.close()
})

test('the server dies in the middle of a build: the pages say so, heal by themselves and show the truth', async () => {
  await shop.hold()
  const id = await shop.ship('v2')
  for (const { page } of [ada, bob]) {
    await page.goto(`${room.url}/releases/${id}`)
    await building(page)
    await mark(page)
  }
  await room.process.kill()
  for (const { page } of [ada, bob])
    await page
      .getByTestId('transport')
      .getByText(/reconnecting/i)
      .waitFor()
  // The page keeps what it knew.
  await building(ada.page)

  await room.restart()
  for (const { page } of [ada, bob]) {
    await page
      .getByTestId('transport')
      .getByText(/reconnecting/i)
      .waitFor({ state: 'detached' })
  }
  await shop.resume()
  for (const { page } of [ada, bob]) {
    await shows(page, 'SUCCEEDED')
    await page.locator('[data-step=end][data-status=SUCCEEDED]').waitFor()
    expect(await isSamePage(page)).toBe(true)
  }
  await ada.page.getByRole('tab', { name: 'Servers' }).click()
  for (const server of room.fleet.servers) {
    const live = (await readlink(join(server.root, 'shop/current'))).split('/').at(-1) ?? ''
    await ada.page.locator(`tr[data-server=${server.name}]`).getByText(live).waitFor()
  }
})
