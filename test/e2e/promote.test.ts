import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// From test to production on the page, with the same bytes on the servers in the end.
let room: Room
let shop: Shop
let ada: Person
let testId: string

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  await room.settle()
  shop = await openShop(room)
  const { addEnvironment } = await room.api.ask<{ addEnvironment: { id: string } }>(
    'mutation ($p: ID!, $i: EnvironmentInput!) { addEnvironment(projectId: $p, input: $i) { id } }',
    {
      p: shop.projectId,
      i: {
        ...{ name: 'test', kind: 'TEST', path: '~/shop-test', serverIds: shop.serverIds },
        buildCommand: 'date +%s%N > built.txt',
      },
    },
  )
  testId = addEnvironment.id
  ada = await room.enter()
})
afterAll(() => room?.close())

const buildOn = (path: string) =>
  room.fleet.servers.map(({ root }) => readFileSync(join(root, path, 'current/BUILD'), 'utf8').trim())

test('a build that was tested goes to production as it is', async () => {
  const { createRelease } = await room.api.ask<{ createRelease: { id: string; number: number } }>(
    'mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id number } }',
    { i: { environmentId: testId, revision: 'main' } },
  )
  expect(await shop.ended(createRelease.id)).toBe('SUCCEEDED')
  await room.api.ask('mutation ($e: ID!, $i: ProbeInput!) { addProbe(environmentId: $e, input: $i) { id } }', {
    e: shop.environmentId,
    i: {
      ...{ name: 'errors', kind: 'COMMAND', command: 'echo 0', serverId: shop.serverIds[0] },
      gate: { comparison: 'ABOVE', threshold: 2, watchSeconds: 5, everySeconds: 5 },
    },
  })
  const { page } = ada
  await page.goto(`${room.url}/releases/${createRelease.id}`)
  await page.getByTestId('promote-release').click()
  await page.getByTestId('promotion-way').getByText('test → production').waitFor()
  await page.getByTestId('release-gates').getByText('not above 2').waitFor()
  if (process.env.SENDOFF_PICTURES) await page.screenshot({ path: join(process.env.SENDOFF_PICTURES, 'promote.png') })
  await page.getByTestId('promote-build').click()
  await page.waitForURL((url) => /^\/releases\/.+/.test(url.pathname) && !url.pathname.endsWith(createRelease.id))
  const promoted = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  expect(await shop.ended(promoted)).toBe('SUCCEEDED')
  expect(buildOn('shop')).toEqual(buildOn('shop-test'))

  await page.goto(`${room.url}/projects/${shop.projectId}`)
  await page.getByTestId('project-builds').click()
  const builds = page.getByTestId('builds').locator('tbody tr')
  await builds.first().getByText('production', { exact: true }).waitFor()
  expect(await builds.count()).toBe(1)
  expect(await builds.first().getByText('test', { exact: true }).count()).toBe(1)
  for (const [name, width] of [
    ['wide', 1440],
    ['narrow', 390],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    if (process.env.SENDOFF_PICTURES)
      await page.screenshot({ path: join(process.env.SENDOFF_PICTURES, `builds-${name}.png`) })
  }
})
