import { readFileSync } from 'node:fs'
import { readFile, readlink } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// A release that is not well in production: one story in parts that build on each other. Nobody reloads a page.
const names = ['web-1', 'web-2', 'web-3']
let room: Room
let shop: Shop
let shopWindow: Server
let ada: Person
let bob: Person
const file = (name: string, index: number) => join(room.fleet.servers[index]?.root ?? '', name)
const liveOn = async (index: number) => (await readlink(file('shop/current', index))).split('/').at(-1)
const live = () => Promise.all(names.map((_, index) => liveOn(index)))
const diary = () => join(room.folder, 'diary')

beforeAll(async () => {
  room = await openRoom({ servers: 3, names })
  await room.settle()
  shop = await openShop(room)
  // What customers see: the second edition breaks the last server's shop window.
  shopWindow = createServer(async ({ url }, response) => {
    const name = (url ?? '').slice(1)
    const content = await readFile(file('shop/current/index.txt', names.indexOf(name)), 'utf8').catch(() => 'nothing')
    response.writeHead(name === 'web-3' && content === 'two\n' ? 503 : 200).end(content)
  })
  await new Promise<void>((resolve) => shopWindow.listen(0, '127.0.0.1', resolve))
  const { port } = shopWindow.address() as AddressInfo
  const http = { from: 'SENDOFF', url: `http://127.0.0.1:${port}/{server}` }
  await room.api.ask('mutation ($id: ID!, $i: EnvironmentInput!) { updateEnvironment(id: $id, input: $i) { id } }', {
    id: shop.environmentId,
    i: {
      onFailure: 'ROLL_BACK',
      concurrency: 1,
      restartCommand: `echo "$SENDOFF_SERVER $SENDOFF_DIRECTORY" >> ${diary()}`,
      healthCheck: { http, intervalSeconds: 1, timeoutSeconds: 2 },
    },
  })
  ada = await room.enter()
  bob = await room.invite('bob')
  await bob.page.goto(`${room.url}/chat/Shop`)
  await bob.page.getByTestId('join').click()
})
afterAll(async () => {
  await room?.close()
  shopWindow?.close()
})

const shows = (status: string) => ada.page.locator(`h1 ~ [data-testid=release-status][data-status=${status}]`).waitFor()
const card = (id: string, status: string) => bob.page.locator(`[data-release="${id}"][data-status=${status}]`)
let good: string | undefined
let bad = ''

test('a release that answers well is live', async () => {
  const id = await shop.ship('v1')
  await ada.page.goto(`${room.url}/releases/${id}`)
  await shows('SUCCEEDED')
  good = await liveOn(0)
  expect(await live()).toEqual([good, good, good])
})

test('one that does not goes back, the last server first; it is bad, and the environment is locked', async () => {
  bad = await shop.ship('v2')
  await ada.page.goto(`${room.url}/releases/${bad}`)
  await shows('FAILED')
  const title = ada.page.locator('h1 ~ *')
  await title.and(ada.page.locator('[data-way-back=DONE]')).waitFor()
  await title.and(ada.page.getByTestId('bad')).waitFor()
  await ada.page.locator(`[data-step="check:${shop.serverIds[2]}"][data-status=FAILED]`).click()
  await ada.page.getByRole('log').or(ada.page.locator('.output')).getByText(/503/).first().waitFor()
  const restarts = readFileSync(diary(), 'utf8').trim().split('\n')
  expect(restarts.slice(-3)).toEqual(['web-3', 'web-2', 'web-1'].map((name) => `${name} ${good}`))
  expect(await live()).toEqual([good, good, good])
})

test('the room’s card says so without a reload', async () => {
  const told = card(bad, 'FAILED')
  await told.locator('[data-way-back=DONE]').waitFor()
  await told.getByTestId('bad').waitFor()
  await told.getByText(/503/).first().waitFor()
})

test('the list of releases says so too', async () => {
  await ada.page.goto(`${room.url}/releases`)
  const row = ada.page.getByTestId('releases').locator('tr', { has: ada.page.getByTestId('bad') })
  await row.locator('[data-way-back=DONE]').waitFor()
  expect(await row.count()).toBe(1)
})

test('the environment is locked by Sendoff until a person unlocks it', async () => {
  await ada.page.goto(`${room.url}/environments/${shop.environmentId}`)
  await ada.page
    .getByTestId('self-made-lock')
    .getByRole('link', { name: /was rolled back/ })
    .waitFor()
  await expect(shop.ship('main')).rejects.toThrow(/locked by Sendoff/)
  await ada.page.getByRole('button', { name: 'Unlock' }).click()
  await ada.page.getByTestId('self-made-lock').waitFor({ state: 'detached' })
})

test('the next release succeeds', async () => {
  const id = await shop.ship('main')
  await ada.page.goto(`${room.url}/releases/${id}`)
  await shows('SUCCEEDED')
  await card(id, 'SUCCEEDED').waitFor()
  expect((await live()).every((directory) => directory !== good)).toBe(true)
  expect([...ada.errors, ...bob.errors]).toEqual([])
})
