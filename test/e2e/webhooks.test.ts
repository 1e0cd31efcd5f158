import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pushBody, sendAsGithub } from '../support/incoming-scene.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

let room: Room
let shop: Shop

beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  shop = await openShop(room)
})
afterAll(() => room?.close())

const row = (page: Page, name: string) => page.getByTestId('webhook').filter({ hasText: name })
const textOf = async (page: Page, id: string) => (await page.getByTestId(id).textContent()) ?? ''
const close = (page: Page) => page.getByRole('button', { name: 'Close' }).last().click()

test('a push ships: the webhook made on the page, signed messages over HTTP, and what each did', async () => {
  const { page, errors } = await room.enter()
  await page.goto(`${room.url}/projects/${shop.projectId}`)
  await page.getByTestId('project-webhooks').click()
  await page.getByTestId('add-webhook').click()
  await page.getByLabel('Name').fill('shop on GitHub')
  await page.getByLabel('Pattern').fill(' ')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByTestId('webhook-rule').getByRole('alert').waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('shop on GitHub')
  await page.getByLabel('Pattern').fill('main')
  await page.getByRole('button', { name: 'Save' }).click()

  await page.getByTestId('webhook-steps').filter({ hasText: 'Payload URL' }).waitFor()
  const [address, secret] = [await textOf(page, 'webhook-address'), await textOf(page, 'webhook-secret')]
  expect(address).toMatch(new RegExp(`^${room.url}/hooks/[0-9a-f-]{36}$`))
  await close(page)
  await row(page, 'shop on GitHub').getByTestId('webhook-setup').click()
  await page.getByTestId('renew-secret').waitFor()
  expect(await page.content()).not.toContain(secret)
  await close(page)

  const head = await room.repository.commit({ 'index.txt': 'five\n' }, { message: 'Sell cakes' })
  const push = pushBody('refs/heads/main', head)
  await row(page, 'shop on GitHub').getByTestId('webhook-log').click()
  expect((await sendAsGithub(address, `${secret}x`, 'push', push)).status).toBe(401)
  await page.locator('[data-testid=arrival] [data-outcome=REFUSED]').waitFor()
  const taken = await sendAsGithub(address, secret, 'push', push)
  expect(taken.status).toBe(202)
  const { releaseIds } = (await taken.json()) as { releaseIds: string[] }
  const newest = page
    .getByTestId('arrival')
    .filter({ has: page.locator('[data-outcome=ACCEPTED]') })
    .first()
  await newest.getByText(head.slice(0, 7)).waitFor()
  expect(await shop.ended(releaseIds[0] ?? '')).toBe('SUCCEEDED')
  await newest.locator('[data-status=SUCCEEDED]').waitFor()
  // The same message again makes no second release.
  expect(await (await sendAsGithub(address, secret, 'push', push)).json()).toMatchObject({ releaseIds })
  await newest.getByRole('link', { name: '#1' }).click()
  await page.waitForURL(`${room.url}/releases/${releaseIds[0]}`)
  await page.goto(room.url)
  await page.getByTestId('activity').getByText('webhook shop on GitHub').first().waitFor()
  expect(errors).toEqual([])
})

test('a secret is renewed, a webhook switched off and deleted; who may not see them is told so', async () => {
  const { page, errors } = await room.enter()
  await page.goto(`${room.url}/environments/${shop.environmentId}`)
  await page.getByRole('link', { name: 'Incoming webhooks' }).click()
  const hook = row(page, 'shop on GitHub')
  await hook.getByTestId('webhook-setup').click()
  await page.getByTestId('renew-secret').click()
  await page.getByTestId('confirm-renew').click()
  const [address, secret] = [await textOf(page, 'webhook-address'), await textOf(page, 'webhook-secret')]
  expect((await sendAsGithub(address, secret, 'ping', '{}')).status).toBe(200)
  await close(page)
  await hook.locator('[data-outcome=IGNORED]').waitFor()
  await hook.getByTestId('webhook-edit').click()
  await page.getByLabel('Switched on').uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await hook.getByText('(off)').waitFor()
  expect((await sendAsGithub(address, secret, 'ping', '{}')).status).toBe(404)
  await hook.getByTestId('webhook-remove').click()
  await page.getByTestId('confirm').click()
  await hook.waitFor({ state: 'detached' })
  expect(errors).toEqual([])

  const other = await room.invite('dev', {}, 'DEVELOPER')
  await other.page.goto(`${room.url}/projects/${shop.projectId}`)
  await other.page.getByTestId('project-builds').waitFor()
  expect(await other.page.getByTestId('project-webhooks').count()).toBe(0)
  await other.page.goto(`${room.url}/projects/${shop.projectId}/webhooks`)
  await other.page.getByRole('alert').filter({ hasText: 'see incoming webhooks' }).waitFor()
})
