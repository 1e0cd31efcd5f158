import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Release, ReleaseEvent } from '../../apps/web/src/features/releases/operations.ts'
import { blankState, createTimeline } from '../../apps/web/src/features/releases/replay/timeline.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// A finished release, played again: diagram, tree, log and servers at any moment of it.
let room: Room
let shop: Shop
let page: Page
let errors: string[]
let failed: string

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  await room.settle()
  shop = await openShop(room)
  expect(await shop.ended(await shop.ship('v1'))).toBe('SUCCEEDED')
  await shop.break(1)
  failed = await shop.ship('v2')
  expect(await shop.ended(failed)).toBe('FAILED')
  ;({ page, errors } = await room.enter())
})
afterAll(() => room?.close())

const slider = () => page.getByTestId('replay-slider')
const seqOf = async () => Number(await slider().getAttribute('data-seq'))
const statuses = () =>
  page.locator('[data-step]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status')))
const restart = () => `restart:${shop.serverIds[1]}`

test('the events of a release, applied to its plan, give the release as it is stored', async () => {
  const { release, releaseEvents } = await room.api.ask<{
    release: Release
    releaseEvents: { headSeq: number; events: ReleaseEvent[] }
  }>(
    `query ($id: ID!) {
      release(id: $id) {
        status steps { key status startedAt finishedAt message exitCode percent serverName }
        targets { serverName status previousDirectory liveDirectory activatedAt message }
      }
      releaseEvents(releaseId: $id, after: 0) {
        headSeq
        events {
          seq at kind releaseStatus stepKey stepStatus message percent exitCode serverName targetStatus liveDirectory
          previousDirectory activated
        }
      }
    }`,
    { id: failed },
  )
  expect(releaseEvents.events.map(({ seq }) => seq)).toEqual(releaseEvents.events.map((_, index) => index + 1))
  expect(releaseEvents.headSeq).toBe(releaseEvents.events.length)
  const { status, steps, targets } = createTimeline(blankState(release), releaseEvents.events).stateAt(
    releaseEvents.headSeq,
  )
  const compared = (each: object) => ({ ...each, percent: null })
  expect({ status, targets, steps: steps.map(compared) }).toEqual({
    status: release.status,
    targets: release.targets,
    steps: release.steps.map(compared),
  })
})

test('the slider goes to any moment by keyboard, and everything on the page goes with it', async () => {
  await page.goto(`${room.url}/releases/${failed}`)
  await page.getByTestId('log').getByText('port 80 is taken').waitFor()
  await slider().focus()
  await page.keyboard.press('Home')
  await page.locator('[data-step=build][data-status=PENDING]').waitFor()
  expect(new Set(await statuses())).toEqual(new Set(['PENDING']))
  expect(await page.getByTestId('log').getByText('port 80 is taken').count()).toBe(0)
  await page.waitForURL(/at=0/)

  await page.getByRole('tab', { name: 'Servers' }).click()
  await page.locator('[data-testid=targets] [data-server=web-1][data-status=PENDING]').waitFor()
  await slider().focus()
  await page.keyboard.press('ArrowRight')
  expect(await seqOf()).toBe(1)
  await page.keyboard.press('End')
  await page.locator('[data-testid=targets] [data-server=web-2][data-status=FAILED]').waitFor()
  await page.waitForURL((url) => !url.searchParams.has('at'))
})

test('one button leads to the failure, and its address leads there again', async () => {
  await page.getByTestId('replay-failure').click()
  await page.waitForURL((url) => url.searchParams.get('step') === restart() && url.searchParams.has('at'))
  const seq = await seqOf()
  await page.locator(`[data-step="${restart()}"][data-status=FAILED]`).waitFor()
  await page.locator('[data-step=end][data-status=PENDING]').waitFor()
  await page.reload()
  await page.locator(`[data-step="${restart()}"][data-status=FAILED]`).waitFor()
  await page.locator('[data-step=end][data-status=PENDING]').waitFor()
  expect(await seqOf()).toBe(seq)
  await slider().focus()
  await page.keyboard.press('ArrowLeft')
  await page.locator(`[data-step="${restart()}"]:not([data-status=FAILED])`).waitFor()
})

test('it plays from the beginning to the end, at sixty times its speed', async () => {
  await page.goto(`${room.url}/releases/${failed}`)
  await page.evaluate(() => {
    const seen: (string | undefined)[] = []
    const note = () => seen.push(document.querySelector<HTMLElement>('[data-step=end]')?.dataset.status)
    new MutationObserver(note).observe(document.body, { subtree: true, attributeFilter: ['data-status'] })
    Object.assign(globalThis, { seen })
  })
  await page.getByRole('button', { name: '×60' }).click()
  await page.getByTestId('replay-play').click()
  await page.waitForFunction(() => (globalThis as unknown as { seen: string[] }).seen.includes('PENDING'))
  await page.locator('[data-step=end][data-status=FAILED]').waitFor()
  expect(await page.getByTestId('replay-time').textContent()).toMatch(/^\d+:\d\d \/ \d+:\d\d$/)
  expect(errors).toEqual([])
})
