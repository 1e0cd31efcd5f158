import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../support/browser.ts'
import { buying, idsOf, publish } from '../support/flow-scene.ts'
import { png } from '../support/images.ts'
import { looksWell } from '../support/pictures.ts'
import { openRoom, type Room } from '../support/room.ts'

let room: Room
const people: Record<string, Person> = {}
const page = (name: string) => (people[name] as Person).page

beforeAll(async () => {
  room = await openRoom({ servers: 0 })
  await room.settle()
  people.admin = await room.enter()
  for (const name of ['erin', 'bob', 'carol', 'dave']) people[name] = await room.invite(name, {}, 'DEVELOPER')
  const ids = await idsOf(room.api.ask)
  const of = (...names: string[]) => names.map((name) => ids[name] ?? '')
  await publish(room.api.ask, buying(of('bob', 'carol', 'dave'), of('admin')))
})
afterAll(() => room?.close())

const step = (on: Page, id: string, state: string) =>
  on.locator(`[data-testid=ticket-steps] [data-step=${id}][data-state=${state}]`).waitFor()
const becomes = (on: Page, status: string) => on.locator(`[data-testid=ticket][data-status=${status}]`).waitFor()
const asList = (on: Page) => on.locator('[data-view=list]').click()
const everybody = () => ['erin', 'bob', 'carol', 'dave', 'admin'].map(page)

/** Fills the form in as its author does, and opens the ticket. */
async function open(on: Page, title: string, price: string): Promise<string> {
  await on.goto(`${room.url}/tickets/new`)
  await on.getByTestId('flow-choice').click()
  await on.locator('[name=title]').fill(title)
  await on.locator('[name="form.why"]').fill('The old one wobbles.')
  await on.getByLabel('A desk').check()
  await on.locator('[name="form.price"]').fill(price)
  await on.getByTestId('open-ticket').click()
  await on.waitForURL(/\/tickets\/[0-9a-f-]{36}$/)
  await becomes(on, 'RUNNING')
  return on.url()
}

async function decide(on: Page, key: string, words = '') {
  await on.getByTestId('my-task').waitFor()
  await on.locator('body').press(key)
  if (words) await on.locator('dialog[open] [name=words]').fill(words)
  await on.getByTestId('confirm').click()
  await on.locator('dialog[open]').waitFor({ state: 'detached' })
}

it('tells everything that is wrong with a form at once, and keeps what was typed', async () => {
  const on = page('erin')
  await on.goto(`${room.url}/tickets/new`)
  await on.getByTestId('flow-choice').click()
  await on.locator('[name="form.price"]').fill('twelve')
  await on.getByLabel('Something else').check()
  await on.getByTestId('add-row-lines').click()
  await on.locator('[name="form.lines.0.pieces"]').fill('1.5')
  await on.getByTestId('open-ticket').click()
  const faults = on.getByRole('alert')
  await faults.first().waitFor()
  expect(await faults.allTextContents()).toEqual([
    'This is needed.',
    'This is needed.',
    'This is needed.',
    'Type an amount such as 1234.00.',
    'This is needed.',
    'Type a whole number.',
  ])
  await looksWell(on, 'ticket-form-faults')
  await on.reload()
  expect(await on.locator('[name="form.price"]').inputValue()).toBe('twelve')
  await on.evaluate(() => sessionStorage.clear())
})

it('moves on everybody’s page as three people approve in three contexts, and tells the fourth who was faster', async () => {
  const address = await open(page('erin'), 'A new desk', '6,200')
  await page('bob').goto(room.url)
  await page('bob').getByTestId('task-badge').getByText('1', { exact: true }).waitFor()
  await page('bob').getByTestId('home-ticket').click()
  for (const on of everybody().filter((each) => each !== page('erin') && each !== page('bob'))) await on.goto(address)
  await looksWell(page('bob'), 'ticket-to-decide')
  for (const on of everybody()) await asList(on)
  await decide(page('bob'), 'a', 'It does wobble.')
  await Promise.all(everybody().map((on) => on.getByText('1 of 2').first().waitFor()))
  // Carol decides while Dave already looks at the question.
  await page('dave').locator('[data-verb=approve]').click()
  await decide(page('carol'), 'a')
  await page('dave').locator('dialog[open] .gone').waitFor()
  await page('dave').getByTestId('confirm').click()
  await page('dave').locator('dialog[open]').getByText('carol was faster', { exact: false }).waitFor()
  await page('dave').keyboard.press('Escape')
  await Promise.all(everybody().map((on) => step(on, 'finance', 'CURRENT')))
  await page('erin').locator('[data-user=dave][data-task=CLOSED]').getByText('carol was faster').waitFor()
  // The last one answers in the room, where the ticket's card stands.
  const admin = page('admin')
  await admin.goto(`${room.url}/chat/general`)
  await admin.locator('[data-ticket][data-status=RUNNING] [data-act=approve]').click()
  await admin.getByTestId('confirm').click()
  await admin.locator('[data-ticket][data-status=APPROVED]').waitFor()
  await looksWell(admin, 'ticket-card')
  const others = everybody().filter((on) => on !== admin)
  await Promise.all(others.map((on) => becomes(on, 'APPROVED')))
  await Promise.all(others.map((on) => step(on, 'end', 'PASSED')))
  await step(page('erin'), 'tell', 'NOT_TAKEN')
  await looksWell(page('erin'), 'ticket-approved')
  await page('bob').getByTestId('task-badge').waitFor({ state: 'detached' })
  expect(Object.values(people).flatMap(({ errors }) => errors)).toEqual([])
})

it('goes back to its author, who changes and submits it again, and is rejected with a reason', async () => {
  const erin = page('erin')
  const address = await open(erin, 'A second desk', '10')
  await page('bob').goto(address)
  await decide(page('bob'), 'b', 'Which room?')
  await becomes(erin, 'SENT_BACK')
  await erin.locator('[name="form.why"]').fill('For the room by the lift.')
  await erin.getByTestId('submit-ticket').click()
  await becomes(page('bob'), 'RUNNING')
  await page('bob').getByTestId('round').getByText('Round 2').waitFor()
  await page('bob').getByText('For the room by the lift.').waitFor()
  await page('carol').goto(address)
  await page('carol').locator('[data-verb=reject]').click()
  expect(await page('carol').getByTestId('confirm').isDisabled()).toBe(true)
  await page('carol').keyboard.press('Escape')
  await decide(page('carol'), 'r', 'There is a desk there already.')
  await page('bob').getByTestId('my-task').waitFor()
  await decide(page('bob'), 'r', 'As Carol says.')
  await becomes(erin, 'REJECTED')
  await erin.getByText('There is a desk there already.').first().waitFor()
  await looksWell(erin, 'ticket-rejected')
})

/** Files alone make a comment; one that was taken off again does not come along. */
async function attachFiles(on: Page) {
  const text = { name: 'offer.txt', mimeType: 'text/plain', buffer: Buffer.from('620 for a desk') }
  const picture = { name: 'desk.png', mimeType: 'image/png', buffer: png(40, 30) }
  await on.getByTestId('file-input').setInputFiles([text, picture, { ...text, name: 'wrong.txt' }])
  await on.getByTestId('upload').getByText('wrong.txt').waitFor()
  await on.getByRole('button', { name: 'Remove wrong.txt' }).click()
  await on.getByTestId('upload').locator('progress').first().waitFor({ state: 'detached' })
  await on.getByTestId('send-comment').click()
  await on.getByTestId('upload').first().waitFor({ state: 'detached' })
  const [download] = await Promise.all([on.waitForEvent('download'), on.locator('a[data-file="offer.txt"]').click()])
  expect(await readFile(await download.path(), 'utf8')).toBe('620 for a desk')
  await on.locator('button[data-file="desk.png"]').click()
  await on.locator('dialog[open] img').waitFor()
  await on.keyboard.press('Escape')
  expect(await on.locator('[data-file="wrong.txt"]').count()).toBe(0)
}

it('is withdrawn by its author, and commented on by all', async () => {
  const erin = page('erin')
  const address = await open(erin, 'A third desk', '10')
  await page('bob').goto(address)
  await page('bob').locator('[name=comment]').fill('A third one?')
  await page('bob').getByTestId('send-comment').click()
  await erin.getByTestId('timeline').getByText('A third one?').waitFor()
  await attachFiles(page('bob'))
  await erin.getByTestId('timeline').locator('a[data-file="offer.txt"]').waitFor()
  await erin.getByTestId('timeline').locator('button[data-file="desk.png"] img').waitFor()
  await erin.locator('body').press('w')
  await erin.getByTestId('confirm').click()
  await becomes(page('bob'), 'WITHDRAWN')
  await page('bob').getByTestId('my-task').waitFor({ state: 'detached' })
  await page('admin').goto(address)
  await page('admin').locator('[name=everything]').check()
  await page('admin').getByTestId('verify').click()
  await page('admin').locator('[data-ok=true]').waitFor()
  await erin.goto(`${room.url}/tickets?scope=MINE`)
  await erin.getByTestId('tickets').getByText('A third desk').waitFor()
  expect(await erin.getByTestId('tickets').locator('tbody tr').count()).toBe(3)
  await looksWell(erin, 'tickets-mine')
  expect(Object.values(people).flatMap(({ errors }) => errors)).toEqual([])
})
