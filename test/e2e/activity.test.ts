import { readFile } from 'node:fs/promises'
import type { Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { looksWell } from '../support/pictures.ts'
import { openRoom, type Room } from '../support/room.ts'

// One acts, the other sees it: in the ticker of whatever page is open, and on the page of the activity.
let room: Room
let ada: Person
let bob: Person

beforeAll(async () => {
  room = await openRoom({ servers: 0 })
  await room.settle()
  ada = await room.enter()
  bob = await room.invite('bob')
})
afterAll(() => room?.close())

const lineOf = (person: Person, words: string) => person.page.getByTestId('activity-lines').getByText(words)

test('what one does stands in the other’s ticker and page, can be looked for, and leads on', async () => {
  await bob.page.goto(`${room.url}/settings/appearance`)
  await room.api.ask('mutation { addCredential(input: { name: "web key", username: "deploy", password: "x" }) { id } }')
  await ada.page.goto(`${room.url}/activity`)
  await lineOf(ada, 'web key').waitFor()
  await room.api.ask('mutation { createRoom(name: "Night watch") { id } }')
  await bob.page.getByTestId('ticker-line').getByText('Night watch').waitFor()
  await lineOf(ada, 'Night watch').waitFor()

  await bob.page.getByTestId('ticker').getByRole('button').click()
  await bob.page
    .getByTestId('ticker-panel')
    .getByRole('link', { name: /Night watch/ })
    .click()
  await bob.page.waitForURL(/\/chat\//)

  await bob.page.goto(`${room.url}/activity?groups=servers`)
  await lineOf(bob, 'web key').waitFor()
  expect(await lineOf(bob, 'Night watch').count()).toBe(0)
  expect(await bob.page.getByTestId('export-csv').count()).toBe(0)
  await bob.page.getByTestId('activity-clear').click()
  await lineOf(bob, 'Night watch').waitFor()
  await bob.page.getByTestId('activity-text').fill('night')
  await bob.page.waitForURL(/text=night/)
  await expect.poll(() => bob.page.getByTestId('activity-lines').getByRole('listitem').count()).toBe(1)
})

test('what happens while the page is still being read stands in it', async () => {
  const { page } = ada
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const isFeed = (request: Request) => request.postData()?.includes('query ActivityPage') ?? false
  await page.route('**/graphql', async (route) => {
    if (isFeed(route.request())) await held
    await route.continue()
  })
  const asked = page.waitForRequest(isFeed)
  await page.goto(`${room.url}/activity`)
  await asked
  await lineOf(ada, 'Night watch').waitFor()
  await room.api.ask('mutation { createRoom(name: "Early birds") { id } }')
  expect(await lineOf(ada, 'Early birds').count()).toBe(0)
  release()
  await lineOf(ada, 'Early birds').waitFor()
  await page.unroute('**/graphql')
})

test('an admin sees from where, verifies the chain, and takes it home', async () => {
  const { page } = ada
  await page.goto(`${room.url}/activity?text=Night`)
  await page
    .getByRole('button', { name: /^Details of line/ })
    .first()
    .click()
  await page.getByTestId('activity-detail').getByText('room.created').waitFor()
  await page.getByTestId('activity-detail').getByText('Address').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('verify').click()
  await page
    .getByTestId('chain')
    .getByText(/The chain is intact up to line \d+/)
    .waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-jsonl').click()])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).subject)).toEqual(['Night watch'])
  await page.goto(`${room.url}/activity`)
  await lineOf(ada, 'exported the activity').waitFor()
})

test('a server’s and a person’s own page tell what happened there, live, and older lines on demand', async () => {
  const { page } = ada
  const { addCredential } = await room.api.ask<{ addCredential: { id: string } }>(
    'mutation { addCredential(input: { name: "fleet", username: "deploy", password: "x" }) { id } }',
  )
  const { addServer } = await room.api.ask<{ addServer: { id: string } }>(
    'mutation ($c: ID!) { addServer(input: { name: "web-7", host: "192.0.2.7", credentialId: $c }) { id } }',
    { c: addCredential.id },
  )
  const rename = (name: string) =>
    room.api.ask('mutation ($id: ID!, $name: String!) { updateServer(id: $id, input: { name: $name }) { id } }', {
      ...{ id: addServer.id, name },
    })
  for (let n = 0; n < 12; n++) await rename(`web-7-${n}`)
  await page.goto(`${room.url}/servers/${addServer.id}`)
  const panel = page.getByTestId('activity-panel')
  await panel.scrollIntoViewIfNeeded()
  await lineOf(ada, 'changed the server web-7-11').waitFor()
  expect(await panel.getByRole('listitem').count()).toBe(10)
  await rename('web-7-new')
  await lineOf(ada, 'changed the server web-7-new').waitFor()
  await panel.getByTestId('activity-older').click()
  await lineOf(ada, 'added the server web-7').waitFor()
  await looksWell(page, 'server-activity')
  // What happened elsewhere is not told here.
  expect(await lineOf(ada, 'Night watch').count()).toBe(0)
  await panel.getByRole('link', { name: 'With filters' }).click()
  await page.waitForURL(/\/activity\?server=/)

  await page.goto(`${room.url}/settings/people`)
  await page.getByRole('row').filter({ hasText: 'admin' }).getByRole('button', { name: 'Edit' }).first().click()
  await page.getByTestId('activity-panel').scrollIntoViewIfNeeded()
  await lineOf(ada, 'changed the server web-7-new').waitFor()
  await looksWell(page, 'person-activity')
})
