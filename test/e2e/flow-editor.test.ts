import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { stateColours } from '../../apps/web/src/shared/theme/states.ts'
import type { Person } from '../support/browser.ts'
import { choosePeople, clickAt, dragLink, dragNode, pixelsOf } from '../support/flow-drawing.ts'
import { looksWell } from '../support/pictures.ts'
import { openRoom, type Room } from '../support/room.ts'

let room: Room
const people: Record<string, Person> = {}
const page = (name: string) => (people[name] as Person).page
const { FAILED, SUCCEEDED } = stateColours.light

beforeAll(async () => {
  room = await openRoom({ servers: 0 })
  await room.settle()
  people.admin = await room.enter()
  for (const name of ['bob', 'carol', 'dave']) people[name] = await room.invite(name, {}, 'DEVELOPER')
})
afterAll(() => room?.close())

const findings = (on: Page) => on.locator('[data-testid=findings] [data-code]')
const fine = (on: Page) => on.locator('[data-testid=findings] .fine').waitFor()
const becomes = (on: Page, status: string) => on.locator(`[data-testid=ticket][data-status=${status}]`).waitFor()

async function begin(on: Page, title: string) {
  await on.goto(`${room.url}/flows?new`)
  await on.locator('dialog [name=title]').fill(title)
  await on.getByTestId('create-flow').click()
  await on.locator('[data-testid=flow-canvas] canvas').first().waitFor()
}

async function askForPrice(on: Page) {
  await on.getByTestId('tab-form').click()
  await on.getByTestId('add-field').first().selectOption('MONEY')
  await on.locator('[name=fieldTitle]').fill('Price')
  await on.locator('[name=fieldName]').fill('price')
  await on.locator('[name=fieldName]').press('Tab')
  await on.getByTestId('tab-draw').click()
  await on.locator('[data-testid=flow-canvas] canvas').first().waitFor()
}

/** What a drawing shows of everybody's progress: more and more of it is done. */
const done = (on: Page) => pixelsOf(on, SUCCEEDED.fill, 'diagram')

async function approve(on: Page) {
  await on.getByTestId('my-task').waitFor()
  await on.locator('body').press('a')
  await on.getByTestId('confirm').click()
  await on.locator('dialog[open]').waitFor({ state: 'detached' })
}

it('is drawn with the mouse, published once it is right, and decided by three people before everybody’s eyes', async () => {
  const admin = page('admin')
  await begin(admin, 'Buy something')
  await askForPrice(admin)
  const [start, team, dear, finance, end] = [
    [0, 0],
    [200, 0],
    [360, 0],
    [500, -110],
    [650, 0],
  ] as const
  await dragNode(admin, 'APPROVAL', team)
  await admin.locator('[name=nodeTitle]').fill('The team')
  await admin.locator('[name=rule]').selectOption('ALL')
  await choosePeople(admin, ['bob', 'carol'])
  await dragNode(admin, 'CONDITION', dear)
  await admin.locator('[name=nodeTitle]').fill('How dear?')
  await dragNode(admin, 'APPROVAL', finance)
  await admin.locator('[name=nodeTitle]').fill('Finance')
  await dragNode(admin, 'END', end)
  await dragLink(admin, 'START', start, team)
  await dragLink(admin, 'APPROVAL', team, dear)
  await dragLink(admin, 'CONDITION', dear, finance)
  await dragLink(admin, 'CONDITION', dear, end)
  await dragLink(admin, 'APPROVAL', finance, end)
  await clickAt(admin, dear)
  await admin.getByTestId('node-panel').locator('.ways .to').filter({ hasText: 'Finance' }).click()
  await admin.locator('[name=conditionMode]').selectOption('all')
  await admin.locator('[name=compareField]').selectOption('price')
  await admin.locator('[name=compareHow]').selectOption('MORE')
  await admin.locator('[name=compareValue]').fill('5000')
  // Nobody is asked at Finance yet: it is refused, and the mark stands on that node.
  await admin.getByTestId('publish-flow').click()
  await admin.getByText('can’t be published yet: 1 thing').waitFor()
  await vi.waitFor(async () => expect(await findings(admin).count()).toBe(1))
  await vi.waitFor(async () => expect(await pixelsOf(admin, FAILED.fill)).toBeGreaterThan(4000))
  await looksWell(admin, 'flow-mistake')
  await findings(admin).click()
  expect(await admin.locator('[name=nodeTitle]').inputValue()).toBe('Finance')
  await choosePeople(admin, ['dave'])
  await fine(admin)
  expect(await pixelsOf(admin, FAILED.fill)).toBe(0)
  await admin.getByTestId('tool-layout').click()
  await admin.getByTestId('publish-flow').click()
  await admin.getByText('Published · version 1').waitFor()

  await admin.goto(`${room.url}/tickets/new`)
  await admin.getByTestId('flow-choice').click()
  await admin.locator('[name=title]').fill('A new desk')
  await admin.locator('[name="form.price"]').fill('6,200')
  await admin.getByTestId('open-ticket').click()
  await becomes(admin, 'RUNNING')
  // Dave sees it once he is asked.
  const everybody = ['admin', 'bob', 'carol'].map(page)
  const address = admin.url()
  for (const on of everybody.filter((each) => each !== admin)) await on.goto(address)
  await Promise.all(everybody.map((on) => on.locator('[data-testid=diagram] canvas').first().waitFor()))
  // Each step that is done is seen on each drawing; nobody loads the page again.
  await Promise.all(everybody.map((on) => on.evaluate(() => Object.assign(window, { neverReloaded: true }))))
  for (const name of ['bob', 'carol', 'dave']) {
    if (name === 'dave') await page('dave').goto(address)
    const before = await Promise.all(everybody.map(done))
    await approve(page(name))
    // The first of two lets nothing pass yet.
    if (name === 'bob') continue
    const moves = (on: Page, at: number) =>
      vi.waitFor(async () => expect(await done(on)).toBeGreaterThan((before[at] ?? 0) + 3000), 10_000)
    await Promise.all(everybody.map(moves))
  }
  await Promise.all(everybody.map((on) => becomes(on, 'APPROVED')))
  for (const on of everybody) expect(await on.evaluate(() => 'neverReloaded' in window)).toBe(true)
  await looksWell(admin, 'flow-drawn-ticket')
  expect(Object.values(people).flatMap(({ errors }) => errors)).toEqual([])
}, 90_000)

it('is drawn by keyboard alone', async () => {
  const { page: on, errors } = people.admin as Person
  await begin(on, 'By keys')
  const canvas = on.locator('[data-testid=flow-canvas] canvas').first()
  await canvas.focus()
  await on.keyboard.press('Tab')
  expect(await on.locator('[data-testid=node-panel] h2').textContent()).toBe('Start')
  // Each is added behind the one that is chosen, and linked.
  for (const kind of ['APPROVAL', 'END']) await on.getByTestId(`add-${kind}`).press('Enter')
  await canvas.focus()
  await on.keyboard.press('Shift+Tab')
  await on.keyboard.press('Enter')
  await on.keyboard.type('The lead')
  expect(await on.locator('[name=nodeTitle]').inputValue()).toBe('The lead')
  const source = on.getByTestId('add-source').first()
  await source.focus()
  await source.press('t')
  await fine(on)
  expect(await on.locator('.people .fixed').textContent()).toBe('The lead of whoever opens it')
  await canvas.focus()
  await on.keyboard.press('Delete')
  await findings(on).first().waitFor()
  await on.keyboard.press('Control+z')
  await fine(on)
  await on.keyboard.press('Control+s')
  await on.locator('[data-testid=saved-state]').getByText('Saved', { exact: true }).waitFor()
  // What was drawn stays undoable after it was saved.
  expect(await on.getByTestId('tool-undo').isEnabled()).toBe(true)
  expect(errors).toEqual([])
})
