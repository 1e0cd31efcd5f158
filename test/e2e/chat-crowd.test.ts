import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { type ChatView, enterChat } from '../support/chat-room.ts'
import { openRoom, type Room } from '../support/room.ts'

// Twenty people open the room at once and all talk at once.
const people = 20
const each = 5

let room: Room
const crowd: Person[] = []
let views: ChatView[]

beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  // Small windows: all of them are drawn by the same processors.
  const small = { viewport: { width: 900, height: 600 }, reducedMotion: 'reduce' } as const
  for (let n = 1; n <= people; n++) crowd.push(await room.invite(`guest-${String(n).padStart(2, '0')}`, small))
}, 300_000)
afterAll(() => room?.close())

/** Notes each message when it is first drawn, however long the list gets: only lines in view are in the page. */
const watchMessages = (page: Page) =>
  page.evaluate(() => {
    const seen = new Map<number, string>()
    const note = () => {
      for (const row of document.querySelectorAll<HTMLElement>('[data-testid=message][data-seq]')) {
        seen.set(Number(row.dataset.seq), row.querySelector('.text')?.textContent ?? '')
      }
    }
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true, attributes: true })
    note()
    Object.assign(window, { seenMessages: seen })
  })
const seenBy = (page: Page) =>
  page.evaluate(() => [...(window as unknown as { seenMessages: Map<number, string> }).seenMessages])

/** Scrolls up until so many messages were seen, or the room begins. */
async function readBack(page: Page, count: number): Promise<[number, string][]> {
  await page.getByTestId('messages').evaluate(async (list, wanted) => {
    const seen = (window as unknown as { seenMessages: Map<number, string> }).seenMessages
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn))
    for (let turn = 0; turn < 200 && seen.size < wanted && list.scrollTop > 0; turn++) {
      list.scrollTop -= 200
      await frame()
      await frame()
    }
  }, count)
  return (await seenBy(page)).sort(([one], [other]) => one - other)
}

/** The seq of the last of so many messages, once the server has them all. */
async function allCommitted(count: number): Promise<number> {
  const document = '{ room(name: "general") { messages(first: 100) { messages { seq } } } }'
  const read = async () => {
    const { room: general } = await room.api.ask<{ room: { messages: { messages: { seq: number }[] } } }>(document)
    return general.messages.messages
  }
  await expect.poll(async () => (await read()).length, { timeout: 60_000, interval: 100 }).toBe(count)
  return (await read()).at(-1)?.seq ?? 0
}

test('all of them see all messages, in one order, without a reload', async () => {
  views = await Promise.all(crowd.map((person) => enterChat(room, person)))
  for (const { page } of views) {
    await page.locator('html').evaluate((html) => html.setAttribute('data-same', 'page'))
    await watchMessages(page)
  }
  await Promise.all(
    views.map(async (view, guest) => {
      for (let n = 1; n <= each; n++) await view.say(`guest ${guest + 1} says ${n}`)
    }),
  )
  const sentAt = Date.now()
  const expected = people * each
  const lastSeq = await allCommitted(expected)
  const committedAt = Date.now()
  await Promise.all(views.map(({ page }) => page.locator(`[data-seq="${lastSeq}"]`).waitFor()))
  const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`
  console.log(
    `${expected} messages of ${people} pages: committed ${seconds(sentAt, committedAt)} after the last was typed, ` +
      `on all pages ${seconds(committedAt, Date.now())} after that`,
  )

  const all: [number, string][][] = []
  for (const { page } of views) all.push(await readBack(page, expected))
  const [first = [], ...others] = all
  expect(first).toHaveLength(expected)
  expect(new Set(first.map(([, text]) => text)).size).toBe(expected)
  for (const other of others) expect(other).toEqual(first)
  for (let guest = 1; guest <= people; guest++) {
    const own = first.map(([, text]) => text).filter((text) => text.startsWith(`guest ${guest} says`))
    expect(own).toEqual(Array.from({ length: each }, (_, n) => `guest ${guest} says ${n + 1}`))
  }
  for (const { page } of views) expect(await page.locator('html').getAttribute('data-same')).toBe('page')
  for (const { page } of views.slice(0, 3)) {
    await expect.poll(() => page.getByTestId('online-count').textContent()).toBe(String(people))
  }
})

test('the room is read back to its beginning, page by page, with few lines in the page', async () => {
  for (const { context } of crowd.slice(1)) await context.close()
  const view = views[0] as ChatView
  await view.page.reload()
  await view.page.getByTestId('message').first().waitFor()
  const list = view.page.getByTestId('messages')
  const beginning = view.page.getByText('This is the beginning of general.')
  await watchMessages(view.page)
  await list.hover()
  for (let turn = 0; turn < 200 && !(await beginning.isVisible()); turn++) {
    await view.page.mouse.wheel(0, -400)
    await view.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    expect(await view.page.getByTestId('message').count()).toBeLessThan(90)
  }
  expect(await beginning.isVisible()).toBe(true)
  // The wheel may turn faster than lines are drawn; that all are there is read back step by step above.
  expect(await view.page.getByTestId('hole').count()).toBe(0)
  await view.page.getByTestId('jump-newest').click()
  await view.page.getByTestId('jump-newest').waitFor({ state: 'detached' })
})

test('older messages arrive without moving what is being read', async () => {
  const view = views[0] as ChatView
  await view.page.reload()
  await view.page.getByTestId('message').first().waitFor()
  const moved = await view.page.getByTestId('messages').evaluate(async (list) => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn))
    for (let n = 0; n < 10; n++) await frame()
    let worst = 0
    // Up in steps; between the steps nothing may move by itself.
    for (let step = 0; step < 60 && list.scrollTop > 0; step++) {
      list.scrollTop -= 150
      await frame()
      await frame()
      const edge = list.getBoundingClientRect().top + 200
      const rows = [...list.querySelectorAll<HTMLElement>('[data-testid=message][data-seq]')]
      const read = rows.find((row) => row.getBoundingClientRect().top >= edge)
      if (!read) continue
      const { seq } = read.dataset
      const before = read.getBoundingClientRect().top
      for (let n = 0; n < 6; n++) await frame()
      const after = list.querySelector(`[data-seq="${seq}"]`)?.getBoundingClientRect().top
      if (after !== undefined) worst = Math.max(worst, Math.abs(after - before))
    }
    return worst
  })
  expect(moved).toBeLessThan(4)
})

test('nothing went wrong on any page', () => {
  expect(crowd.flatMap(({ errors }) => errors)).toEqual([])
})
