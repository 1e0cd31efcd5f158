import { AxeBuilder } from '@axe-core/playwright'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatView, enterChat } from '../support/chat-room.ts'
import { openRoom, type Room } from '../support/room.ts'

// Three people vote from the card; everybody sees the bars move without a reload; closing freezes them.
let room: Room
let views: [ChatView, ChatView, ChatView]

beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  const people = [await room.enter(), await room.invite('bob'), await room.invite('carol')] as const
  const [ada, bob, carol] = people
  views = [await enterChat(room, ada), await enterChat(room, bob), await enterChat(room, carol)]
})
afterAll(() => room?.close())

const cardIn = ({ page }: ChatView) => page.locator('[data-poll]')
const option = (card: Locator, name: string) => card.getByTestId('poll-option').filter({ hasText: name })
const numbersIn = (view: ChatView) =>
  cardIn(view)
    .getByTestId('poll-count')
    .allInnerTexts()
    .then((texts) => texts.map((text) => text.replace(/\s+/g, ' ')))
const everybodySees = async (...numbers: string[]) => {
  for (const view of views) await expect.poll(() => numbersIn(view)).toEqual(numbers)
}

test('a poll is asked by a command that is completed and explained', async () => {
  const [ada] = views
  await ada.composer.fill('')
  await ada.composer.pressSequentially('/po')
  await ada.page.getByRole('option', { name: /\/poll/ }).waitFor()
  await ada.composer.press('Tab')
  expect(await ada.composer.inputValue()).toBe('/poll ')
  await ada.say('/poll "Ship on Friday?" yes')
  await ada.page.getByTestId('command-answer').getByText('/poll "Question?"').waitFor()
  await ada.say('/poll "Ship on Friday?" yes | rather not | after lunch')
  for (const view of views) await cardIn(view).getByText('Ship on Friday?').waitFor()
  await everybodySees('no votes 0 %', 'no votes 0 %', 'no votes 0 %')
})

test('three people vote, also with the keyboard, and everybody sees the bars move', async () => {
  const [ada, bob, carol] = views
  await option(cardIn(ada), 'yes').click()
  await everybodySees('one vote 100 %', 'no votes 0 %', 'no votes 0 %')
  await option(cardIn(bob), 'rather not').focus()
  await bob.page.keyboard.press('Enter')
  await everybodySees('one vote 50 %', 'one vote 50 %', 'no votes 0 %')
  await option(cardIn(carol), 'after lunch').focus()
  await carol.page.keyboard.press('Space')
  await everybodySees('one vote 33 %', 'one vote 33 %', 'one vote 33 %')
  await option(cardIn(bob), 'yes').click()
  await everybodySees('2 votes 67 %', 'no votes 0 %', 'one vote 33 %')
  await cardIn(carol).getByText('3 of 3 voted').waitFor()
  expect(await option(cardIn(bob), 'yes').getAttribute('aria-pressed')).toBe('true')
  expect(await option(cardIn(bob), 'rather not').getAttribute('aria-pressed')).toBe('false')
  const bar = await option(cardIn(ada), 'yes').locator('.bar').getAttribute('style')
  expect(bar).toContain('67%')
})

test('the own choice is still marked after a reload', async () => {
  const [, bob] = views
  await bob.page.reload()
  await expect.poll(() => option(cardIn(bob), 'yes').getAttribute('aria-pressed')).toBe('true')
})

test('closing freezes it for everybody', async () => {
  const [ada, bob] = views
  await cardIn(ada).getByTestId('close-poll').click()
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Close the poll' }).click()
  for (const view of views) await view.page.locator('[data-poll][data-state=CLOSED]').waitFor()
  await everybodySees('2 votes 67 %', 'no votes 0 %', 'one vote 33 %')
  expect(await cardIn(bob).locator('button').count()).toBe(0)
  await bob.page.reload()
  await bob.page.locator('[data-poll][data-state=CLOSED]').getByText('3 people voted').waitFor()
  await everybodySees('2 votes 67 %', 'no votes 0 %', 'one vote 33 %')
})

test.each(['light', 'dark'] as const)('the card can be read by all, also on a phone, %s', async (colorScheme) => {
  const person = await room.enter({ colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
  const view = await enterChat(room, person)
  await view.say(
    `/poll "Where do we eat, ${colorScheme}?" the canteen | the noodle place, if it has a table for all of us`,
  )
  const card = cardIn(view).filter({ hasText: `Where do we eat, ${colorScheme}?` })
  await option(card, 'the canteen').click()
  await card.getByText('1 of 3 voted').waitFor()
  const { violations } = await new AxeBuilder({ page: person.page }).include('[data-poll]').analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  const { width, room: available } = await person.page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    room: window.innerWidth,
  }))
  expect(width).toBeLessThanOrEqual(available)
  expect(person.errors).toEqual([])
  if (process.env.SENDOFF_SCREENSHOTS) {
    await person.page.screenshot({ path: `${process.env.SENDOFF_SCREENSHOTS}/poll-${colorScheme}.png` })
  }
})

test('nothing can be chosen before the page knows what was chosen elsewhere', async () => {
  const [ada, bob] = views
  const { room: general } = await room.api.ask<{ room: { id: string } }>('{ room(name: "general") { id } }')
  await bob.page.setViewportSize({ width: 390, height: 844 })
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await bob.page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('query MyPoll')) await held
    await route.continue()
  })
  const { createPoll } = await room.api.ask<{ createPoll: { id: string } }>(
    'mutation ($i: CreatePollInput!) { createPoll(input: $i) { id } }',
    { i: { question: 'Which toppings?', options: ['tofu', 'leek'], multiple: true, open: true, roomId: general.id } },
  )
  const card = bob.page.locator(`[data-poll="${createPoll.id}"]`)
  await expect.poll(() => option(card, 'leek').getAttribute('disabled')).not.toBeNull()
  // On another page of theirs, where nothing is held.
  const elsewhere = await bob.page.context().newPage()
  await elsewhere.goto(bob.page.url())
  await option(elsewhere.locator(`[data-poll="${createPoll.id}"]`), 'tofu').click()
  await card.getByText('1 of 3 voted').waitFor()
  expect(await option(card, 'leek').isDisabled()).toBe(true)
  const height = async () => (await card.boundingBox())?.height
  const before = await height()
  release()
  await expect.poll(() => option(card, 'tofu').getAttribute('aria-pressed')).toBe('true')
  expect(await height(), 'nothing moves under the pointer').toBe(before)
  await option(card, 'leek').click()
  const both = ada.page.locator(`[data-poll="${createPoll.id}"]`).getByText('one vote')
  await expect.poll(() => both.count()).toBe(2)
  await elsewhere.close()
  await bob.page.unroute('**/graphql')
})
