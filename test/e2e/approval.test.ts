import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// A release that needs a second person: it waits, is approved, changes, and has to be approved again.
let room: Room
let shop: Shop
let ada: Person
let bob: Person

beforeAll(async () => {
  room = await openRoom({ servers: 1, names: ['web-1'] })
  await room.settle()
  shop = await openShop(room)
  ada = await room.enter()
  bob = await room.invite('bob')
})
afterAll(() => room?.close())

const shows = (page: Page, status: string) =>
  page.locator(`h1 ~ [data-testid=release-status][data-status=${status}]`).waitFor()
const approval = (page: Page) => page.getByTestId('approval')
const change = (input: object) =>
  room.api.ask('mutation ($id: ID!, $i: EnvironmentInput!) { updateEnvironment(id: $id, input: $i) { id } }', {
    id: shop.environmentId,
    i: input,
  })

test('the environment is told on its page that one person must approve', async () => {
  await ada.page.goto(`${room.url}/environments/${shop.environmentId}/edit`)
  await ada.page.getByLabel('Releases need approval before they begin').check()
  await ada.page.locator('[name="approval.required"]').fill('1')
  await ada.page.getByRole('button', { name: 'Save' }).click()
  await ada.page.waitForURL(`${room.url}/environments/${shop.environmentId}`)
})

test('a second person approves, a change voids it, and the difference is shown until it is approved again', async () => {
  const freeze = await room.api.ask<{ addFreeze: { id: string } }>(
    'mutation ($i: FreezeInput!) { addFreeze(input: $i) { id } }',
    {
      i: {
        ...{ scope: 'EVERYTHING', reason: 'Black Friday' },
        startsAt: new Date(Date.now() - 60_000).toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      },
    },
  )
  const id = await shop.ship('v1')
  await ada.page.goto(`${room.url}/releases/${id}`)
  await shows(ada.page, 'WAITING_APPROVAL')
  await approval(ada.page).getByText('0 of 1 approvals').waitFor()
  expect(await ada.page.getByTestId('approve').count()).toBe(0)

  await bob.page.goto(room.url)
  await bob.page.getByTestId('my-approvals').getByRole('link').click()
  await approval(bob.page).locator('summary').click()
  await approval(bob.page).getByText('environment.restartCommand', { exact: true }).waitFor()
  await bob.page.getByTestId('approve').click()
  await bob.page.locator('[name=words]').fill('Looks good')
  await bob.page.getByTestId('confirm').click()
  for (const { page } of [ada, bob]) {
    await shows(page, 'QUEUED')
    await approval(page).getByText('Looks good').waitFor()
    await page.locator('[data-testid=hold][data-kind=FREEZE]').getByText('Black Friday').waitFor()
  }

  await change({ restartCommand: 'echo restarted in another way' })
  await room.api.ask('mutation ($id: ID!) { removeFreeze(id: $id) }', { id: freeze.addFreeze.id })
  for (const { page } of [ada, bob]) {
    await shows(page, 'WAITING_APPROVAL')
    const drift = page.getByTestId('approval-drift')
    await drift.getByText('environment.restartCommand').waitFor()
    await drift.getByText('echo restarted in another way').waitFor()
  }
  await bob.page.getByTestId('approve').click()
  await bob.page.getByTestId('confirm').click()
  for (const { page } of [ada, bob]) await shows(page, 'SUCCEEDED')
  expect([...ada.errors, ...bob.errors]).toEqual([])
})

test('the card in the room says who is missing, and is decided there', async () => {
  const id = await shop.ship('v2')
  await bob.page.goto(`${room.url}/chat/Shop`)
  await bob.page.getByTestId('join').click()
  const card = bob.page.locator(`[data-release="${id}"]`)
  await card.getByTestId('card-approval').getByText('0 of 1 approvals').waitFor()
  await card.locator('[data-act=reject]').click()
  await bob.page.getByTestId('confirm').click()
  await bob.page.getByText('Write something here.').first().waitFor()
  await bob.page.locator('[name=words]').fill('Not before the weekend')
  await bob.page.getByTestId('confirm').click()
  await bob.page.locator(`[data-release="${id}"][data-status=CANCELLED]`).getByText('Not before the weekend').waitFor()
  const next = await shop.ship('v2')
  await bob.page.locator(`[data-release="${next}"] [data-act=approve]`).click()
  await bob.page.getByTestId('confirm').click()
  await bob.page.locator(`[data-release="${next}"][data-status=SUCCEEDED]`).waitFor()
  expect(bob.errors).toEqual([])
})
