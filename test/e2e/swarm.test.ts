import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { aria2Below } from '../support/swarm.ts'

// A build that servers take from each other: set in the environment's form, followed on the release's page, told afterwards.
let room: Room
let shop: Shop
let page: Page
let errors: string[]
/** Shipped before the servers were told to share. */
let plain: string

beforeAll(async () => {
  const env = { SENDOFF_SWARM_UPLOAD_KB: '300', SENDOFF_SWARM_SEED_PORTS: '28881-28999' }
  room = await openRoom({ servers: 3, names: ['web-1', 'web-2', 'web-3'], env })
  await room.settle()
  shop = await openShop(room)
  plain = await shop.ship('v1')
  expect(await shop.ended(plain)).toBe('SUCCEEDED')
  await room.repository.commit({ 'stock.txt': randomBytes(2_500_000).toString('base64') }, { message: 'Take stock' })
  ;({ page, errors } = await room.enter())
})
afterAll(() => room?.close())

const part = (server: string, ...parts: string[]) =>
  page.locator(parts.map((each) => `[data-testid=swarm] tr[data-server=${server}][data-part=${each}]`).join()).waitFor()

test('the form says what is wrong beside the field, keeps what was typed, and saves', async () => {
  await page.goto(`${room.url}/environments/${shop.environmentId}/edit`)
  const form = page.getByTestId('distribution')
  await form.getByLabel('Peer-to-peer').selectOption('ALWAYS')
  await form.getByLabel('Ports of the servers').fill('80-90')
  await form.getByLabel('Encrypt what servers send each other').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await form.locator('input[name=portRange][aria-invalid=true]').waitFor()
  expect(await form.getByLabel('Ports of the servers').inputValue()).toBe('80-90')
  await form.getByLabel('Ports of the servers').fill('28000-28400')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL((url) => url.pathname === `/environments/${shop.environmentId}`)
  await page.goto(`${room.url}/environments/${shop.environmentId}/edit`)
  expect(await form.getByLabel('Peer-to-peer').inputValue()).toBe('ALWAYS')
  expect(await form.getByLabel('Ports of the servers').inputValue()).toBe('28000-28400')
  expect(await form.getByLabel('Encrypt what servers send each other').isChecked()).toBe(true)
})

test('the page tells live who takes, who is served directly and why, and what left Sendoff', async () => {
  const id = await shop.ship('main')
  await page.goto(`${room.url}/releases/${id}`)
  await page.getByTestId('swarm-strip').click()
  await page.waitForURL((url) => url.searchParams.get('pane') === 'swarm')
  await part('web-3', 'TAKES')
  for (const pid of aria2Below(room.fleet.servers[2]?.root ?? '')) process.kill(pid, 'SIGKILL')
  await part('web-3', 'IS_SENT', 'WAS_SENT')
  await page.locator('[data-server=web-3] .said').getByText('aria2 ended').waitFor()
  expect(await shop.ended(id)).toBe('SUCCEEDED')
  for (const server of ['web-1', 'web-2']) await part(server, 'HAS')
  await part('web-3', 'WAS_SENT')
  const told = await page.getByTestId('swarm').textContent()
  expect(told).toMatch(/Without peers: [\d.,]+ MB for 3 servers/)
  await page.reload()
  await part('web-1', 'HAS')
  expect(await page.getByTestId('swarm').textContent()).toBe(told)
  expect(errors).toEqual([])
}, 120_000)

test('a release without peers has no such tab', async () => {
  await page.goto(`${room.url}/releases/${plain}?pane=swarm`)
  await page.getByTestId('log').waitFor()
  expect(await page.locator('[data-pane=swarm]').count()).toBe(0)
})
