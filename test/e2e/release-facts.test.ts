import { readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// What a page tells of releases besides their steps: what they change, what they printed, who watches, and what servers have.
let room: Room
let shop: Shop
let page: Page
let errors: string[]
let first: string
let second: string

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  await room.settle()
  shop = await openShop(room)
  first = await shop.ship('v1')
  expect(await shop.ended(first)).toBe('SUCCEEDED')
  second = await shop.ship('v2')
  expect(await shop.ended(second)).toBe('SUCCEEDED')
  ;({ page, errors } = await room.enter())
})
afterAll(() => room?.close())

const openRelease = (id: string, query = '') => page.goto(`${room.url}/releases/${id}${query}`)
const current = (index: number) => join(room.fleet.servers[index]?.root ?? '', 'shop/current')

test('the changes of a release are its commits and files, and a file opens as a diff', async () => {
  await openRelease(second)
  await page.getByRole('tab', { name: 'Changes' }).click()
  await page.getByTestId('commits').getByText('Sell tea').waitFor()
  expect(await page.getByTestId('commits').getByText('Open the shop').count()).toBe(0)
  await page
    .getByTestId('files')
    .getByRole('button', { name: /index\.txt/ })
    .click()
  await page.getByTestId('patch').getByText('two').waitFor()
  await page.reload()
  await page.getByTestId('commits').getByText('Sell tea').waitFor()
})

test('a search in one step tells where else in the log it stands, and leads there by a link that can be sent', async () => {
  await openRelease(second, '?step=build')
  await page.getByTestId('log').getByText('built').waitFor()
  await page.getByPlaceholder('Find in the log').fill('RESTARTED')
  const found = page.getByTestId('log-matches').getByRole('button')
  await found.nth(1).waitFor()
  const key = await found.first().getAttribute('data-step-key')
  await found.first().click()
  await page.waitForURL((url) => url.searchParams.get('step') === key && url.searchParams.get('line') === '1')
  await page.locator('[data-testid=log] .marked[data-line="1"]').getByText('restarted').waitFor()
  await page.reload()
  await page.locator('[data-testid=log] .marked[data-line="1"]').getByText('restarted').waitFor()
})

test('two people see each other on a release, and no longer when one leaves', async () => {
  await openRelease(second)
  const ada = await room.invite('Ada')
  await ada.page.goto(`${room.url}/releases/${second}`)
  await page.locator('[data-testid=watchers] [data-person=Ada]').waitFor()
  await ada.page.getByTestId('watchers').waitFor()
  await ada.page.goto(`${room.url}/releases/${first}`)
  await page.getByTestId('watchers').waitFor({ state: 'detached' })
  await ada.page.goto(`${room.url}/releases/${second}`)
  await page.locator('[data-testid=watchers] [data-person=Ada]').waitFor()
  await ada.context.close()
  await page.getByTestId('watchers').waitFor({ state: 'detached' })
  expect(ada.errors).toEqual([])
})

test('a server that somebody changed by hand is found fleet-wide, and put right from its environment', async () => {
  const live = await readlink(current(1))
  await rm(current(1))
  await symlink('releases', current(1))
  await page.goto(`${room.url}/servers`)
  await page.getByTestId('to-drift').click()
  await page.getByTestId('check-all').click()
  await page.locator('[data-server=web-2][data-state=DIFFERENT]').waitFor()
  await page.locator('[data-server=web-1][data-state=SAME]').waitFor()
  await page.getByRole('link', { name: 'Shop · production' }).click()
  await page.getByTestId('fix-drift').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Fix', exact: true }).click()
  await page.waitForURL(/\/releases\/[\w-]+$/)
  await page.locator('h1 ~ [data-testid=release-status][data-status=SUCCEEDED]').waitFor()
  expect(await readlink(current(1))).toBe(live)
  await page.goto(`${room.url}/environments/${shop.environmentId}`)
  await page.getByTestId('check-drift').click()
  await page.locator('[data-server=web-2][data-state=SAME]').waitFor()
  expect(await page.getByTestId('fix-drift').count()).toBe(0)
})

test('the dialog that ships tells the gates that the release will have, and nothing where there are none', async () => {
  const openShip = async () => {
    await page.goto(`${room.url}/environments/${shop.environmentId}?ship=${shop.environmentId}`)
    await page.getByRole('dialog').getByRole('radio').first().check()
    await page.getByRole('dialog').locator('.preview details').waitFor()
    return page.getByRole('dialog').getByTestId('release-gates')
  }
  expect(await (await openShip()).count()).toBe(0)
  await room.api.ask('mutation ($e: ID!, $i: ProbeInput!) { addProbe(environmentId: $e, input: $i) { id } }', {
    e: shop.environmentId,
    i: {
      ...{ name: 'errors', kind: 'COMMAND', command: 'echo 0', serverId: shop.serverIds[0], unit: 'PERCENT' },
      gate: { comparison: 'ABOVE', threshold: 2.5, watchSeconds: 180 },
    },
  })
  const gates = await openShip()
  await gates.getByText('on each server, after its check').waitFor()
  await gates.getByRole('listitem').getByText('not above 2.5 % for 3 m, asked every 10 s').waitFor()
  expect(await gates.getByRole('listitem').textContent()).toContain('errors')
})

test('a server lists what went to it, and how it went there', async () => {
  await page.goto(`${room.url}/servers/${shop.serverIds[1]}`)
  const rows = page.getByTestId('server-history').locator('tbody tr')
  await rows.nth(2).waitFor()
  expect(await rows.count()).toBe(3)
  expect(await rows.first().textContent()).toContain('done')
  expect(errors).toEqual([])
})
