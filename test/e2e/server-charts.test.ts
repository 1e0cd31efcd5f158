import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { looksWell } from '../support/pictures.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// What servers do, seen in a page: real sshd are sampled, one of them goes and comes back. Nobody reloads a page.
let room: Room
let shop: Shop
let ada: Person

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'], env: { SENDOFF_METRICS_SECONDS: '2' } })
  await room.settle()
  shop = await openShop(room)
  ada = await room.enter()
})
afterAll(() => room?.close())

const row = (name: string) => ada.page.locator(`[data-testid=servers] tr[data-server="${name}"]`)
const chart = (key: string) => ada.page.locator(`[data-chart="${key}"]`)
const spoken = () => ada.page.getByTestId('chart-spoken').first()
const newest = async (key: string) =>
  Number(await chart(key).locator('[data-testid=chart-table] tbody tr').first().getAttribute('data-time'))

/** What a hidden tab is to its page: browsers without a window cannot hide one. */
const hide = (hidden: boolean) =>
  ada.page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

test('the fleet shows how each server is, and says so when one does not answer any more', async () => {
  const { page } = ada
  await page.goto(`${room.url}/servers`)
  for (const name of ['web-1', 'web-2']) await row(name).locator('[data-state=UP]').waitFor()
  await row('web-1').locator('[data-value=memory]', { hasText: '%' }).waitFor()
  await page.getByTestId('fleet-summary').getByText('2 up').waitFor()

  await room.fleet.stop(1)
  await row('web-2').locator('[data-state=DOWN]').waitFor()
  await page.getByTestId('fleet-summary').getByText('1 down').waitFor()
  await page.getByTestId('fleet-summary').locator('[data-state=DOWN]').click()
  await row('web-1').waitFor({ state: 'detached' })
  expect(page.url()).toContain('state=DOWN')
  await row('web-2').getByRole('link', { name: 'web-2' }).click()
  await page.locator('[data-testid=server-monitoring][data-state=DOWN] .problem').waitFor()
  await room.fleet.start(1)
  await page.locator('[data-testid=server-monitoring][data-state=UP]').waitFor()
})

test('charts move by themselves; arrow keys tell what the table says, and move one crosshair over all charts', async () => {
  const { page } = ada
  await page.goto(`${room.url}/servers/${shop.serverIds[0]}?range=5m`)
  await chart('cpu').locator('canvas').waitFor()
  await page.getByTestId('chart-tables').click()
  const before = await newest('memory')
  await expect.poll(() => newest('memory'), { timeout: 20_000 }).toBeGreaterThan(before + 2)

  await page.getByTestId('pause-charts').click()
  const cells = await chart('memory').locator('tbody tr').first().locator('td').allTextContents()
  await page.getByTestId('chart-tables').click()
  await chart('memory').getByTestId('plot').focus()
  await page.keyboard.press('End')
  await spoken().getByText(`Memory ${cells[0]}`).waitFor()
  const said = await spoken().textContent()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => spoken().textContent()).not.toBe(said)
  const crosshairs = page.locator('[data-testid=chart] .u-cursor-x:not(.u-off)')
  expect(await crosshairs.count()).toBe(await page.locator('[data-testid=chart] canvas').count())
  await page.keyboard.press('+')
  await page.getByTestId('reset-zoom').click()
})

test('a tab that nobody sees follows nothing; seen again it reads what it missed, then goes on', async () => {
  const { page } = ada
  const told: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => /ServerSamples|"complete"/.test(String(payload)) && told.push('socket')),
  )
  page.on('request', (request) => /query ServerMetrics\b/.test(request.postData() ?? '') && told.push('window'))
  await page.goto(`${room.url}/servers/${shop.serverIds[0]}?range=5m`)
  await page.getByTestId('chart-tables').click()
  await expect.poll(() => told).toContain('socket')
  await newest('cpu')

  told.length = 0
  await hide(true)
  await expect.poll(() => told).toEqual(['socket'])
  const at = await newest('cpu')
  await hide(false)
  await expect.poll(() => told.slice(1)).toEqual(['window', 'socket'])
  await expect.poll(() => newest('cpu'), { timeout: 20_000 }).toBeGreaterThan(at)
})

test('a release is marked on the charts, listed beside them, and compared before and after', async () => {
  const { page } = ada
  const id = await shop.ship('v1')
  await shop.ended(id)
  const mark = page.getByTestId('chart-marks').getByRole('listitem')
  await mark.getByText('#1').waitFor()
  await mark.getByRole('link', { name: 'Before and after' }).click()
  expect(page.url()).toContain(`release=${id}`)
  await page.locator('[data-testid=comparison] [data-key=memory] .words').waitFor()
  await looksWell(page, 'server-charts')
  await page.goto(`${room.url}/releases/${id}?pane=effect`)
  const plot = page.locator('[data-testid=release-effect] [data-server=web-1] [data-testid=plot]')
  await plot.locator('canvas').waitFor()
  // A replay moves over the charts, which stand still; behind its moment only a hint is left.
  expect(await plot.getAttribute('data-until')).toBeNull()
  const drawn = () => plot.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  const whole = await drawn()
  await page.getByTestId('replay-slider').focus()
  await page.keyboard.press('Home')
  await page.waitForFunction(() => document.querySelector('[data-testid=plot][data-until]'))
  const until = async () => Number(await plot.getAttribute('data-until'))
  const begin = await until()
  await expect.poll(drawn).not.toBe(whole)
  await page.keyboard.press('ArrowRight')
  await expect.poll(until).toBeGreaterThanOrEqual(begin)
  await looksWell(page, 'release-effect-replayed')
  await page.keyboard.press('End')
  await expect.poll(() => plot.getAttribute('data-until')).toBeNull()
})

test('an application tells its values by themselves, and nobody asks for its probes again and again', async () => {
  const { page } = ada
  const command = 'cut -d. -f1 /proc/uptime'
  const input = { name: 'uptime', kind: 'COMMAND', command, serverId: shop.serverIds[0], everySeconds: 5 }
  await room.api.ask('mutation ($e: ID!, $i: ProbeInput!) { addProbe(environmentId: $e, input: $i) { id } }', {
    ...{ e: shop.environmentId, i: input },
  })
  const told: string[] = []
  page.on('request', (request) => {
    const [name] = /query (EnvironmentProbes|ProbeMetrics)\b/.exec(request.postData() ?? '') ?? []
    if (name) told.push(name)
  })
  await page.goto(`${room.url}/environments/${shop.environmentId}?range=5m`)
  await page.getByTestId('chart-tables').click()
  const rows = page.locator('[data-probe=uptime] [data-testid=chart-table] tbody tr')
  await rows.first().waitFor()
  const before = await rows.count()
  told.length = 0
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBeGreaterThan(before)
  expect(told).toContain('query ProbeMetrics')
  expect(told).not.toContain('query EnvironmentProbes')
  expect(ada.errors).toEqual([])
})
