import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { openRoom, type Room } from '../support/room.ts'

// One room over four transports at once, in a real browser: whatever is done to a lane, it has what the others have.
let room: Room
let ada: Person
let page: Page

beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  ada = await room.enter()
  page = ada.page
})
afterAll(() => room?.close())

const kinds = ['polling', 'longPolling', 'sse', 'websocket'] as const
const lane = (transport: (typeof kinds)[number], on = page) =>
  on.locator(`[data-testid=lane][data-transport=${transport}]`)
const lanes = (on = page) => on.getByTestId('lane')
const stateOf = (which: Locator, state: string, on = page) => which.and(on.locator(`[data-state=${state}]`)).waitFor()
const allLive = async (on = page) => {
  for (const kind of kinds) await stateOf(lane(kind, on), 'live', on)
}
const textsOf = (which: Locator) => which.locator('ol li[data-seq] .mono').allTextContents()
const says = (which: Locator, words: string) => which.locator('ol').getByText(words, { exact: true }).waitFor()
const figure = async (which: Locator, name: string) =>
  Number.parseFloat((await which.locator(`[data-figure=${name}] dd`).textContent()) ?? '')
/** All lanes stand where the first one stands, and that is the head. */
const allCaughtUp = (on = page) =>
  on.waitForFunction(() => {
    const found = [...document.querySelectorAll<HTMLElement>('[data-testid=lane]')]
    const cursors = new Set(found.map((each) => each.dataset.cursor))
    return (
      cursors.size === 1 &&
      found.every((each) => each.querySelector('.place .muted')?.textContent?.endsWith(` ${each.dataset.cursor}`))
    )
  })

test('four lanes open a room of their own, each in its own way', async () => {
  const asked = { streams: 0, waits: 0, polls: 0, sockets: 0 }
  page.on('websocket', () => {
    asked.sockets += 1
  })
  page.on('request', (request) => {
    const body = request.postData() ?? ''
    if (request.headers().accept?.includes('text/event-stream') && body.includes('LabEvents')) asked.streams += 1
    if (body.includes('LabEventPage') && body.includes('"waitSeconds":25')) asked.waits += 1
    if (body.includes('LabEventPage') && body.includes('"waitSeconds":0')) asked.polls += 1
  })
  await page.goto(`${room.url}/settings/delivery`)
  await allLive()
  expect(await page.getByTestId('room').locator('option:checked').textContent()).toBe('delivery-lab')
  await page.getByTestId('send-one').click()
  for (const kind of kinds) await says(lane(kind), 'Test message 1')
  await page.waitForFunction(() => {
    const polls = document.querySelector('[data-transport=polling] [data-figure=requests] dd')?.textContent ?? ''
    return Number.parseInt(polls, 10) >= 3
  })
  expect(asked.streams).toBe(1)
  expect(asked.waits).toBeGreaterThanOrEqual(2)
  expect(asked.polls).toBeGreaterThanOrEqual(3)
  // One of the lane, one of the page itself.
  expect(asked.sockets).toBe(2)
  for (const kind of kinds) expect(await lane(kind).locator('[data-figure=bytes] dd').textContent()).not.toMatch(/^0 /)
  for (const kind of kinds)
    expect(
      await lane(kind)
        .getByRole('img', { name: /^Latency: median \d+ ms/ })
        .count(),
    ).toBe(1)
})

test('cut, slowed down, paused and moved: all lanes have the same in the same order', async () => {
  await lane('sse').getByTestId('delay').selectOption('500')
  await lane('longPolling').getByTestId('pause').click()
  await stateOf(lane('longPolling'), 'paused')
  await lane('websocket').getByTestId('cut').click()
  await stateOf(lane('websocket'), 'cut')

  await page.getByTestId('send-burst').click()
  await page.getByTestId('send-one').click()
  // The second batch is one too many for five seconds.
  await page
    .getByTestId('progress')
    .getByText(/goes in \d s/)
    .waitFor()
  await lanes().nth(0).getByTestId('use').selectOption('sse')
  await lanes().nth(1).getByTestId('resume').click()
  await lanes().nth(3).getByTestId('use').selectOption('longPolling')
  for (const each of await lanes().all()) await says(each, 'Test message 7')
  await allCaughtUp()

  const expected = [7, 6, 5, 4, 3, 2].map((number) => `Test message ${number}`)
  for (const each of await lanes().all()) {
    expect(await textsOf(each)).toEqual(expected)
    expect(await figure(each, 'gaps')).toBe(0)
  }
  expect(await lanes().evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.transport))).toEqual([
    'sse',
    'longPolling',
    'sse',
    'longPolling',
  ])
})

test('the proof cuts lanes while it sends, and finds nothing lost, doubled or out of order', async () => {
  await lanes().nth(0).getByTestId('use').selectOption('polling')
  await lanes().nth(1).getByTestId('pause').click()
  await lanes().nth(3).getByTestId('use').selectOption('websocket')
  await page.getByTestId('prove').click()
  const verdict = page.getByTestId('verdict')
  await verdict.waitFor({ timeout: 120_000 })
  const rows = verdict.locator('tbody tr')
  expect(await rows.count()).toBe(4)
  expect(
    await rows.evaluateAll((all) =>
      all.map((each) => {
        const { faultless, received, expected } = (each as HTMLElement).dataset
        return { faultless, received, expected }
      }),
    ),
  ).toEqual(Array.from({ length: 4 }, () => ({ faultless: 'true', received: '15', expected: '15' })))
  const cuts = Number(/(\d+) cuts/.exec((await verdict.textContent()) ?? '')?.[1])
  expect(cuts).toBeGreaterThan(5)
  // What was cut had to ask again.
  expect(await figure(lanes().nth(2), 'requests')).toBeGreaterThan(1)
}, 240_000)

test('somebody else joins the same room, and both see what each sends', async () => {
  const bob = await room.invite('bob')
  await bob.page.goto(`${room.url}/settings/delivery`)
  await allLive(bob.page)
  await bob.page.getByTestId('send-one').click()
  for (const kind of kinds) await says(lane(kind, bob.page), 'Test message 1')
  for (const each of await lanes().all()) await says(each, 'Test message 1')
  await allCaughtUp()
  await allCaughtUp(bob.page)
  expect(bob.errors).toEqual([])
  await bob.context.close()
})

test('a lane that the server closes says why, and comes back only when asked to', async () => {
  const { rooms } = await room.api.ask<{ rooms: { id: string; name: string }[] }>('{ rooms { id name } }')
  const id = rooms.find(({ name }) => name === 'delivery-lab')?.id
  await room.api.ask('mutation ($id: ID!) { closeRoomConnections(roomId: $id, reason: "Lunch time") }', { id })
  const connected = [1, 2, 3].map((index) => lanes().nth(index))
  for (const each of connected) {
    await stateOf(each, 'closed')
    await each.getByText('Lunch time').waitFor()
  }
  // Between two questions there is no connection that could be closed.
  await stateOf(lane('polling'), 'live')
  for (const each of connected) await each.getByTestId('resume').click()
  await allLive()
})

test('a room where people talk gets no test messages unless somebody wants it', async () => {
  await page.getByTestId('room').selectOption('general')
  await allLive()
  for (const id of ['send-one', 'send-burst', 'prove']) expect(await page.getByTestId(id).isDisabled()).toBe(true)
  await page.getByTestId('wanted').check()
  expect(await page.getByTestId('prove').isDisabled()).toBe(true)
  await page.getByTestId('send-one').click()
  for (const each of await lanes().all()) await each.locator('ol li[data-seq]').first().waitFor()
})

test('this browser listens as it was told to, also after a reload', async () => {
  await page.getByRole('radio', { name: 'Polling', exact: true }).check()
  const polled = () =>
    page.waitForRequest((request) => (request.postData() ?? '').includes('activity') && request.method() === 'POST')
  await page.goto(room.url)
  await polled()
  await page.goto(`${room.url}/settings/delivery`)
  expect(await page.getByRole('radio', { name: 'Polling', exact: true }).isChecked()).toBe(true)
  await page.getByRole('radio', { name: 'Automatic' }).check()
  expect(await page.evaluate(() => localStorage.getItem('sendoff.transport'))).toBeNull()
  expect(ada.errors).toEqual([])
})
