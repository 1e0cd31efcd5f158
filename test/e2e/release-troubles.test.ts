import { readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// What people do when a release does not go as they hoped: one story in parts that build on each other.
let room: Room
let shop: Shop
let person: Person
let page: Page

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  await room.settle()
  shop = await openShop(room)
  person = await room.enter()
  page = person.page
})
afterAll(() => room?.close())

const status = (name: string, where = page) =>
  where.locator(`h1 ~ [data-testid=release-status][data-status=${name}]`).waitFor()
const step = (key: string, name: string) => page.locator(`[data-step="${key}"][data-status=${name}]`)
const liveOn = async (index: number) =>
  (await readlink(join(room.fleet.servers[index]?.root ?? '', 'shop/current'))).split('/').at(-1)

async function shipThroughPage(tag: string) {
  await page.goto(`${room.url}/environments/${shop.environmentId}`)
  await page.getByTestId('ship').click()
  await page.getByRole('dialog').getByRole('tab', { name: 'Tags' }).click()
  await page.getByRole('dialog').getByRole('radio', { name: tag }).check()
  await page.getByTestId('create-release').click()
  await page.waitForURL(/\/releases\/[\w-]+$/)
}

test('a restart that fails on one server fails the release, and the page says why and where', async () => {
  await shop.break(1)
  await shipThroughPage('v1')
  await status('FAILED')
  const reason = page.locator('header [role=alert]')
  await reason.getByText(/web-2/).waitFor()
  await reason.getByRole('button', { name: 'Open the failed step' }).click()
  await page.waitForURL((url) => url.searchParams.get('step') === failedStep())
  await output('port 80 is taken')
  await step(failedStep(), 'FAILED').waitFor()
})

test('the failed step’s log opens from the tree, from a link, and from the diagram', async () => {
  await step('build', 'SUCCEEDED').click()
  await page.waitForURL(/step=build/)
  await output('built')
  await step(failedStep(), 'FAILED').click()
  await output('port 80 is taken')
  await page.reload()
  await output('port 80 is taken')
  expect(await step(failedStep(), 'FAILED').getAttribute('aria-selected')).toBe('true')

  await page.locator('[data-testid=diagram] canvas').first().waitFor()
  await step('build', 'SUCCEEDED').click()
  await page.getByRole('button', { name: 'Find a step' }).click()
  await page.getByRole('searchbox', { name: 'Find a step' }).fill('Restart · web-2')
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.searchParams.get('step') === failedStep())
  await output('port 80 is taken')
  await page.keyboard.press('Escape')
  expect(await clickThroughDiagram()).toContain('build')
})

test('a retry goes to the failed server only', async () => {
  const untouched = await liveOn(0)
  await shop.mend(1)
  await page.getByTestId('retry-release').click()
  await page.getByTestId('confirm').click()
  await page.getByRole('heading', { name: 'Release #2' }).waitFor()
  await status('SUCCEEDED')
  await page.getByRole('tab', { name: 'Servers' }).click()
  const targets = page.locator('[data-testid=targets] tbody tr')
  expect(await targets.count()).toBe(1)
  expect(await targets.first().getAttribute('data-server')).toBe('web-2')
  expect(await liveOn(0)).toBe(untouched)
})

test('a second release waits with its place, and takes its turn when the first is cancelled', async () => {
  await shop.hold()
  await shipThroughPage('v2')
  await step('build', 'RUNNING').click()
  const pid = Number(
    /build (\d+)/.exec(
      (await page
        .getByText(/^build \d+/)
        .first()
        .textContent()) ?? '',
    )?.[1],
  )
  const waiting = await room.enter()
  await waiting.page.goto(`${room.url}/releases/${await shop.ship('main')}`)
  await status('QUEUED', waiting.page)
  await waiting.page.getByText('Number 1 in the queue of this environment.').waitFor()

  await page.getByTestId('cancel-release').click()
  await page.getByTestId('confirm').click()
  await status('CANCELLED')
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  await waiting.page.locator('[data-step=build][data-status=RUNNING]').waitFor()
  await shop.resume()
  await status('SUCCEEDED', waiting.page)
  expect(waiting.errors).toEqual([])
  await waiting.context.close()
})

test('a rollback through the page puts the release before back on every server', async () => {
  const before = await liveOn(0)
  await page.goto(`${room.url}/environments/${shop.environmentId}`)
  await page.getByRole('link', { name: '#4', exact: true }).first().click()
  await page.getByTestId('roll-back').click()
  await page.getByTestId('confirm').click()
  await page.getByRole('heading', { name: 'Release #5' }).waitFor()
  await status('SUCCEEDED')
  await page.getByRole('link', { name: /puts #\d back/ }).waitFor()
  expect(await liveOn(0)).not.toBe(before)
  expect(await liveOn(1)).not.toBe(before)
})

test('a lock holds releases back and gives its reason', async () => {
  await page.goto(`${room.url}/environments/${shop.environmentId}`)
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await page.getByLabel('Reason').fill('Stocktaking until Monday')
  await page.getByTestId('confirm').click()
  await page.getByText(/Locked by .*Stocktaking until Monday/).waitFor()
  await page.getByTestId('ship').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Locked: Stocktaking until Monday').waitFor()
  await dialog.getByRole('tab', { name: 'Tags' }).click()
  await dialog.getByRole('radio', { name: 'v2' }).check()
  await page.getByTestId('create-release').click()
  await dialog
    .getByRole('alert')
    .getByText(/Stocktaking until Monday/)
    .waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Unlock' }).click()
  await page.getByRole('button', { name: 'Lock', exact: true }).waitFor()
  expect(person.errors).toEqual([])
})

const failedStep = () => `restart:${shop.serverIds[1]}`
const output = (text: string) => page.getByRole('log').or(page.locator('.output')).getByText(text).first().waitFor()

/** Clicks along the diagram's boxes, as somebody does who looks for a log, and tells which steps opened. */
async function clickThroughDiagram(): Promise<string[]> {
  await page.getByRole('button', { name: 'Fit all' }).click()
  const canvas = page.locator('[data-testid=diagram] canvas').first()
  const box = await canvas.boundingBox()
  if (!box) throw new Error('The diagram has no size.')
  const opened = new Set<string>()
  for (let x = 10; x < box.width; x += 25) {
    await canvas.click({ position: { x, y: box.height / 2 } })
    opened.add(new URL(page.url()).searchParams.get('step') ?? '')
  }
  return [...opened]
}
