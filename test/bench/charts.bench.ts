import { parseArgs } from 'node:util'
import type { CDPSession } from 'playwright-core'
import { startBrowser } from '../support/browser.ts'
import { choosePassword } from '../support/room.ts'
import { printTable } from './measure.ts'
import { readFrames, watchFrames } from './page/frames.ts'
import { openPacedFigures } from './page/paced-figures.ts'
import { givenPassword } from './page/paced-release.ts'

// A server's page with many charts, all of them in sight, while values stream in: frames and memory of a real Chromium,
// without a graphics card.
const { values } = parseArgs({
  options: {
    charts: { type: 'string', default: '20' },
    points: { type: 'string', default: '1500' },
    /** Frames of values a second. */
    rate: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '60' },
  },
})
const [charts, points, rate, lasting] = [values.charts, values.points, values.rate, values.seconds].map(Number) as [
  number,
  number,
  number,
  number,
]
const bars = { framesPerSecond: 30, growth: 0.1 }
/** Six charts that every server has; each further series has a chart of its own. */
const own = Array.from({ length: Math.max(0, charts - 6) }, (_, index) => `gauge-${index}`)
const wave = (at: number, n: number) => 50 + 30 * Math.sin(at / (60 + n * 11)) + ((at * 7919 * (n + 1)) % 17)
const percent = ['cpu', 'memory', 'swap', 'disk:/', 'disk:/var', 'disk:/srv']
const bytes = ['netReceived', 'netSent', 'diskRead', 'diskWritten']

const figures = await openPacedFigures(['web-1'], (_server, at) => ({
  ...Object.fromEntries(percent.map((key, n) => [key, Math.min(100, wave(at, n))])),
  ...Object.fromEntries(bytes.map((key, n) => [key, 1000 * wave(at, n)])),
  load: wave(at, 7) / 20,
  ...Object.fromEntries(own.map((key, n) => [key, wave(at, n)])),
}))
const browser = await startBrowser()
try {
  await figures.remember(0, points, 3590 / points)
  await figures.sample(rate, 1)
  const { page, context } = await browser.open({ viewport: { width: 1440, height: 420 + charts * 140 } })
  const value = await choosePassword(figures.api.url, 'admin', givenPassword)
  await context.addCookies([{ name: 'sendoff', value, url: figures.api.url }])
  await page.goto(`${figures.api.url}/servers/${figures.serverIds[0]}?range=1h`)
  await page
    .locator('[data-testid=chart] canvas')
    .nth(charts - 1)
    .waitFor()
  const inspector = await context.newCDPSession(page)
  const live = figures.sample(rate, lasting + 15)
  await page.waitForTimeout(5_000)
  const before = await heapBytes(inspector)
  await watchFrames(page)
  const begun = performance.now()
  await page.waitForTimeout(lasting * 1000)
  const { p50, p95, worst, count } = await readFrames(page)
  const framesPerSecond = count / ((performance.now() - begun) / 1000)
  const after = await heapBytes(inspector)
  await live
  const [one, other] = [before, after].map((size) => `${(size / 1024 / 1024).toFixed(1)} MB`) as [string, string]
  console.log(`\n${charts} charts × ${points} points, ${rate} frames of values a second, ${lasting} s`)
  printTable([
    ['frames a second', 'frame, median', 'p95', 'worst', 'heap before', 'heap after'],
    [framesPerSecond.toFixed(1), ...[p50, p95, worst].map((ms) => `${ms.toFixed(0)} ms`), one, other],
  ])
  if (framesPerSecond < bars.framesPerSecond || after > before * (1 + bars.growth)) process.exitCode = 1
} finally {
  await browser.close()
  await figures.close()
}

/** What lives after everything that is garbage is gone. */
async function heapBytes(inspector: CDPSession): Promise<number> {
  for (let turn = 0; turn < 3; turn++) await inspector.send('HeapProfiler.collectGarbage')
  return (await inspector.send('Runtime.getHeapUsage')).usedSize
}
