import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answers, type Receiver, startReceiver } from '../support/receiver.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

let room: Room
let shop: Shop
let slack: Receiver

beforeAll(async () => {
  slack = await startReceiver(answers(200, 'ok'))
  room = await openRoom({ servers: 1 })
  await room.settle()
  shop = await openShop(room)
})
afterAll(async () => {
  await room?.close()
  await slack?.close()
})

const outcome = (page: Page, state: string) => page.locator(`[data-testid=hook-test][data-state=${state}]`).waitFor()

test('a group is told of releases: added, tried, mended, and its log read', async () => {
  const { page, errors } = await room.enter()
  await page.goto(`${room.url}/settings/notifications`)
  await page.getByTestId('add-hook').click()
  await page.getByLabel('Name').fill('deployments')
  await page.getByLabel('Format').selectOption('SLACK')
  await page.getByTestId('hook-steps').filter({ hasText: 'hooks.slack.com' }).waitFor()
  await page.getByLabel('Address').fill('ftp://nowhere.example')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Write an address such as https://host/path.').waitFor()
  // What was typed is still there.
  expect(await page.getByLabel('Name').inputValue()).toBe('deployments')
  await page.getByLabel('Address').fill(slack.url('/services/T0/B0/the-token-of-the-group'))
  await page.getByRole('button', { name: 'Save' }).click()

  const hook = page.getByTestId('hook').filter({ hasText: 'deployments' })
  await hook.waitFor()
  expect(await page.content()).not.toContain('the-token')
  slack.behave(answers(404, 'no_service'))
  await hook.getByTestId('test-hook').click()
  await outcome(page, 'FAILED')
  await page.getByText('Slack refused it: no_service (404).').waitFor()
  slack.behave(answers(200, 'ok'))
  await page.getByRole('button', { name: 'Test again' }).click()
  await outcome(page, 'DELIVERED')
  await page.getByRole('button', { name: 'Close' }).last().click()

  await shop.ended(await shop.ship('v1'))
  await slack.receives(4)
  const told = slack.received.map(({ body }) => JSON.parse(body).text as string)
  expect(told.slice(2)).toEqual(['Shop, production: Release #1 has started', 'Shop, production: Release #1 succeeded'])
  await hook.getByTestId('log-hook').click()
  const newest = page.getByTestId('delivery').first()
  await newest.filter({ hasText: 'Release succeeded' }).locator('[data-state=DELIVERED]').first().waitFor()
  await newest.getByRole('button', { name: /^Send again/ }).click()
  await slack.receives(5)
  expect(JSON.parse(slack.received[4]?.body ?? '').text).toBe(told[3])
  await newest.getByRole('link', { name: '#1' }).click()
  await page.waitForURL(/\/releases\//)
  expect(errors).toEqual([])
})
