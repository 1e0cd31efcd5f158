import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../support/browser.ts'
import { idsOf, openTicket, publish } from '../support/flow-scene.ts'
import { goFlow } from '../support/go-no-go-scene.ts'
import { openRoom, type Room } from '../support/room.ts'

// Three people answer by their phones, at the address in the screen's code; the screen moves with each, says GO, and the ticket goes on.
let room: Room
let admin: Person
let phones: Person[]
let ticketId: string

const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  reducedMotion: 'reduce' as const,
}

beforeAll(async () => {
  room = await openRoom({ servers: 0 })
  await room.settle()
  admin = await room.enter({ viewport: { width: 1440, height: 900 } })
  phones = [await room.invite('bob', phone), await room.invite('carol', phone), await room.invite('dave', phone)]
  await room.invite('erin', phone)
  const ids = await idsOf(room.api.ask)
  const of = (...names: string[]) => names.map((name) => ids[name] ?? '')
  const flow = goFlow(of('bob', 'carol', 'dave', 'erin'), { kind: 'N_OF', approvals: 2 }, of('dave'), of('bob'))
  ticketId = await openTicket(room.api.ask, await publish(room.api.ask, flow), 'Version 4.2', {})
})
afterAll(() => room?.close())

const shows = (screen: Page, go: number, noGo: number) =>
  expect
    .poll(() => screen.getByTestId('screen-numbers').locator('b').allInnerTexts())
    .toEqual([String(go), String(noGo)])

async function answer({ page }: Person, verb: 'approve' | 'reject', words = '') {
  await page.locator(`[data-testid=my-task] [data-verb=${verb}]`).tap()
  if (words) await page.locator('dialog[open] [name=words]').fill(words)
  await page.getByTestId('confirm').tap()
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
}

it('goes: the screen moves with each answer, and says GO when enough have said so', async () => {
  const screen = admin.page
  await screen.goto(`${room.url}/tickets/${ticketId}/go-no-go`)
  await screen.locator('[data-testid=go-no-go-screen][data-state=OPEN]').waitFor()
  await shows(screen, 0, 0)
  expect(await screen.getByTestId('countdown').textContent()).toMatch(/^(30:00|29:\d\d)$/)
  expect(await screen.getByTestId('needs').textContent()).toContain('needs 2 of 4 GO')
  const address = (await screen.getByTestId('qr').getAttribute('data-url')) as string
  const [bob, carol, dave] = phones as [Person, Person, Person]
  for (const { page } of phones) {
    await page.goto(address)
    await page.getByTestId('my-task').waitFor()
  }
  expect(await bob.page.locator('[data-verb=approve]').textContent()).toContain('GO')
  await answer(carol, 'reject', 'The tests are red.')
  await shows(screen, 0, 1)
  // The line is lost and comes back by itself.
  await admin.context.setOffline(true)
  await answer(bob, 'approve')
  await admin.context.setOffline(false)
  await shows(screen, 1, 1)
  await answer(dave, 'approve')
  await shows(screen, 2, 1)
  await screen.locator('[data-testid=go-no-go-screen][data-state=GO]').waitFor()
  expect(await screen.getByTestId('outcome').textContent()).toContain('Enough said GO.')
  await expect
    .poll(() => screen.getByTestId('ballot').evaluateAll((all) => all.map((one) => one.getAttribute('data-vote'))))
    .toEqual(['GO', 'NO_GO', 'GO', 'NONE'])
})

it('goes on: the next step asks as always, and the ticket’s page keeps what was said', async () => {
  const [bob] = phones as [Person]
  const own = bob.page.locator('[data-testid=my-task][data-node=last]')
  await own.waitFor()
  expect(await own.locator('[data-verb=approve]').textContent()).toContain('Approve')
  await answer(bob, 'approve')
  const { page } = admin
  await page.keyboard.press('t')
  await page.locator('[data-testid=ticket][data-status=APPROVED]').waitFor()
  await page.locator('[data-testid=go-no-go][data-state=GO]').waitFor()
  expect(await page.locator('[data-count]').allInnerTexts()).toEqual(['2', '1'])
  expect([...admin.errors, ...phones.flatMap(({ errors }) => errors)]).toEqual([])
})
