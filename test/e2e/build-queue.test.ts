import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// One slot and four releases that want it: Home shows the line, and changes by itself.
let room: Room
let shop: Shop
const others: string[] = []

beforeAll(async () => {
  room = await openRoom({ servers: 1, names: ['web-1'], env: { SENDOFF_BUILDS: '1' } })
  await room.settle()
  shop = await openShop(room)
  for (const name of ['test', 'staging', 'twin']) {
    const { addEnvironment } = await room.api.ask<{ addEnvironment: { id: string } }>(
      'mutation ($p: ID!, $i: EnvironmentInput!) { addEnvironment(projectId: $p, input: $i) { id } }',
      {
        p: shop.projectId,
        i: {
          ...{ name, kind: 'TEST', path: `~/shop-${name}`, serverIds: shop.serverIds },
          buildCommand: name === 'test' ? 'echo test' : 'echo another',
        },
      },
    )
    others.push(addEnvironment.id)
  }
})
afterAll(async () => {
  await shop?.resume()
  await room?.close()
})

test.each([
  {
    colorScheme: 'light',
    locale: 'en-GB',
    title: 'Waiting for a build slot',
    place: 'Place 1 in the line',
    same: 'the same build as #',
  },
  { colorScheme: 'dark', locale: 'zh-CN', title: '等待构建名额', place: '排在第 1 位', same: '是同一个构建' },
] as const)('the line before the build slots is on Home: $locale', async ({ title, place, same, ...preferences }) => {
  await shop.hold()
  // Other builds each time, so that none is there already.
  const revision = preferences.locale === 'en-GB' ? 'v1' : 'v2'
  const first = await shop.ship(revision)
  const { page } = await room.enter({ ...preferences, viewport: { width: 1440, height: 900 } })
  await page.goto(room.url)
  const waiting: string[] = []
  for (const environmentId of others) {
    const { createRelease } = await room.api.ask<{ createRelease: { id: string } }>(
      'mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id } }',
      { i: { environmentId, revision } },
    )
    waiting.push(createRelease.id)
  }
  const queue = page.getByTestId('build-queue')
  await queue.getByText(title).waitFor()
  await queue.locator('li').nth(3).waitFor()
  expect(await queue.locator('li').nth(1).textContent()).toContain(place)
  expect(await queue.locator('li').nth(3).textContent()).toContain(same)
  for (const [name, width] of [
    ['wide', 1440],
    ['narrow', 390],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    if (process.env.SENDOFF_PICTURES) {
      const path = join(process.env.SENDOFF_PICTURES, `build-queue-${name}-${preferences.locale}.png`)
      await queue.scrollIntoViewIfNeeded()
      await page.screenshot({ path })
    }
  }
  await page.goto(`${room.url}/releases/${waiting[1]}`)
  await page
    .getByTestId('build-waits')
    .getByText(/Waits for (a build slot|the same build): /)
    .waitFor()
  if (process.env.SENDOFF_PICTURES) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.screenshot({ path: join(process.env.SENDOFF_PICTURES, `build-waits-${preferences.locale}.png`) })
  }
  await page.goto(room.url)
  await queue.waitFor()
  await shop.resume()
  expect(await Promise.all([first, ...waiting].map((id) => shop.ended(id)))).toEqual(Array(4).fill('SUCCEEDED'))
  await queue.waitFor({ state: 'detached' })
})
