import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { openRoom, type Room } from '../support/room.ts'

// A poll is made in the page and shown on a big screen; phones vote by the address in its QR code, the bars move, and the
// deadline closes it. Then a show of two polls is driven by keys, and another screen follows.
let room: Room
let ada: Person
let screen: Page
let phones: Person[]

const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  reducedMotion: 'reduce' as const,
}

beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  ada = await room.enter()
  phones = [await room.invite('bob', phone, 'VIEWER'), await room.invite('carol', phone, 'VIEWER')]
})
afterAll(() => room?.close())

const numbers = (page: Page) =>
  page
    .getByTestId('screen-numbers')
    .allInnerTexts()
    .then((texts) => texts.map((text) => text.replace(/\s+/g, ' ').trim()))
const shows = (page: Page, ...expected: string[]) => expect.poll(() => numbers(page)).toEqual(expected)
const stateOf = (page: Page, state: string) => page.locator(`[data-testid=screen][data-state=${state}]`).waitFor()

test('a poll is made in the page, sorted by keyboard, and opened', async () => {
  const { page } = ada
  await page.goto(`${room.url}/polls`)
  await page.getByTestId('new-poll').click()
  await page.locator('[name=question]').fill('Go or no-go?')
  const option = page.locator('[name=option]')
  await option.nth(0).fill('No-go')
  await option.nth(0).press('Enter')
  await option.nth(1).fill('Go')
  await option.nth(1).press('Alt+ArrowUp')
  await expect.poll(() => option.nth(0).inputValue()).toBe('Go')
  await page.getByTestId('save-and-open').click()
  await page.locator('[data-poll][data-state=OPEN]').waitFor()
  await page.getByTestId('to-screen').click()
  screen = page
  await stateOf(screen, 'OPEN')
  await shows(screen, '0 0 %', '0 0 %')
})

test('phones vote by the address in the code, and the bars move', async () => {
  const address = await screen.getByTestId('qr').getAttribute('data-url')
  const shown = await screen.getByTestId('join-url').textContent()
  expect(address).toContain(shown)
  for (const { page } of phones) {
    await page.goto(address as string)
    await page.getByTestId('choice').first().waitFor()
  }
  const [bob, carol] = phones.map(({ page }) => page) as [Page, Page]
  const target = await bob.getByTestId('choice').first().boundingBox()
  expect(target?.height).toBeGreaterThanOrEqual(48)
  await bob.getByTestId('choice').filter({ hasText: 'No-go' }).tap()
  await shows(screen, '0 0 %', '1 100 %')
  await bob.getByTestId('voted').waitFor()
  await carol.getByTestId('choice').first().tap()
  await shows(screen, '1 50 %', '1 50 %')
  await bob.getByTestId('choice').first().tap()
  await shows(screen, '2 100 %', '0 0 %')
  await expect.poll(() => screen.getByTestId('turnout').textContent()).toContain('2 of 3 voted')
})

test('a pause by key is seen by the phones, and the deadline closes it, with equal results everywhere', async () => {
  const [bob] = phones.map(({ page }) => page) as [Page]
  await screen.keyboard.press('p')
  await stateOf(screen, 'PAUSED')
  await expect.poll(() => bob.getByTestId('choice').first().isDisabled()).toBe(true)
  await screen.keyboard.press('o')
  await stateOf(screen, 'OPEN')
  const pollId = screen.url().split('/').at(-2) as string
  // By its maker, as nothing of an open poll can be changed: another one with a deadline that is near.
  const made = await room.api.ask<{ createPoll: { id: string; options: { id: string }[] } }>(
    'mutation ($input: CreatePollInput!) { createPoll(input: $input) { id options { id } } }',
    {
      input: {
        question: 'Before the bell?',
        options: ['yes', 'no'],
        closesAt: new Date(Date.now() + 6_000).toISOString(),
        open: true,
      },
    },
  )
  expect(made.createPoll.id).not.toBe(pollId)
  await screen.goto(`${room.url}/polls/${made.createPoll.id}/screen`)
  await screen.getByTestId('countdown').waitFor()
  await bob.goto(`${room.url}/polls/${made.createPoll.id}`)
  await bob.getByTestId('choice').first().tap()
  await stateOf(screen, 'CLOSED')
  await shows(screen, '1 100 %', '0 0 %')
  await bob.locator('[data-poll][data-state=CLOSED]').waitFor()
  await bob.locator('[data-testid=recount][data-equal=true]').waitFor()
  expect(await bob.getByTestId('bar-numbers').allInnerTexts()).toEqual(['one vote 100 %', 'no votes 0 %'])
})

test('a show is driven by keys, other screens follow, and closing is asked for twice', async () => {
  const polls: string[] = []
  for (const question of ['First?', 'Second?']) {
    const { createPoll } = await room.api.ask<{ createPoll: { id: string } }>(
      'mutation ($input: CreatePollInput!) { createPoll(input: $input) { id } }',
      { input: { question, options: ['yes', 'no'], visibility: 'AFTER_CLOSE' } },
    )
    polls.push(createPoll.id)
  }
  await screen.goto(`${room.url}/polls/shows/new`)
  await screen.locator('[name=title]').fill('All hands')
  for (const id of polls) await screen.locator('[name=add-poll]').selectOption(id)
  await screen.getByTestId('save-show').click()
  await screen.getByText('Press → to begin').waitFor()
  const [, carol] = phones.map(({ page }) => page) as [Page, Page]
  await carol.goto(screen.url())
  await screen.keyboard.press('ArrowRight')
  await screen.getByRole('heading', { name: 'First?' }).waitFor()
  await screen.keyboard.press('o')
  await stateOf(screen, 'OPEN')
  await carol.getByRole('heading', { name: 'First?' }).waitFor()
  // Not a number before the close, not even for who presents.
  expect(await numbers(screen)).toEqual([])
  await screen.keyboard.press('c')
  await screen.getByRole('button', { name: 'Press again to close for good' }).waitFor()
  await screen.keyboard.press('c')
  await stateOf(screen, 'CLOSED')
  await shows(carol, '0 0 %', '0 0 %')
  await screen.keyboard.press('r')
  await expect.poll(() => numbers(carol)).toEqual([])
  await screen.keyboard.press('Space')
  await screen.getByRole('heading', { name: 'Second?' }).waitFor()
  expect(await screen.getByTestId('place').textContent()).toBe('2 / 2')
  await screen.keyboard.press('ArrowLeft')
  await carol.getByRole('heading', { name: 'First?' }).waitFor()
  await shows(carol, '0 0 %', '0 0 %')
  expect([...ada.errors, ...phones.flatMap(({ errors }) => errors)]).toEqual([])
})
