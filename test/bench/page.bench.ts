import { parseArgs } from 'node:util'
import { startBrowser } from '../support/browser.ts'
import { choosePassword, openRoom } from '../support/room.ts'
import { openShop } from '../support/shop.ts'
import { residentBytes } from './chat/process-figures.ts'
import { printTable, seconds } from './measure.ts'
import { type Frames, readFrames, watchFrames } from './page/frames.ts'
import { givenPassword, openPacedRelease } from './page/paced-release.ts'

// What a person sees while many servers change: the built page in a real Chromium, without a graphics card.
const { values } = parseArgs({
  options: {
    /** For the paced release; four boxes each. */
    drawn: { type: 'string', default: '250' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '15' },
    /** Real sshd on loopback that a release is shipped to; 0: none. */
    servers: { type: 'string', default: '200' },
  },
})
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`
const ms = (value: number) => `${value.toFixed(0)} ms`
const row = (what: string, { p50, p95, worst }: Frames) => [what, ms(p50), ms(p95), ms(worst)]
const rows = [['', 'frame, median', 'p95', 'worst']]
let missed = false

for (const unfolded of [false, true])
  await measurePaced(Number(values.drawn), Number(values.rate), Number(values.seconds), unfolded)
console.log('\nA release, watched while its steps change at a fixed pace (bar: p95 ≤ 33 ms)')
printTable(rows)
if (Number(values.servers) > 0) await measureShipped(Number(values.servers))
process.exitCode = missed ? 1 : 0

/** Changes at a fixed pace, with all boxes drawn or with the servers folded. */
async function measurePaced(servers: number, rate: number, lasting: number, unfolded: boolean) {
  const release = await openPacedRelease(servers)
  const browser = await startBrowser()
  try {
    const { page, context } = await browser.open()
    const value = await choosePassword(release.api.url, 'admin', givenPassword)
    await context.addCookies([{ name: 'sendoff', value, url: release.api.url }])
    await page.goto(`${release.api.url}/releases/${release.id}`)
    await page.getByTestId('unfold').waitFor()
    if (unfolded) await page.getByTestId('unfold').click()
    await watchFrames(page)
    const real = await release.pace(rate, lasting)
    const frames = await readFrames(page)
    rows.push(
      row(`${release.steps} steps${unfolded ? ', all drawn' : ', folded'}, ${real.toFixed(0)} changes/s`, frames),
    )
    if (Math.round(frames.p95) > 33) missed = true
  } finally {
    await browser.close()
    await release.close()
  }
}

/** A real release to many servers, watched from its first step to its end. */
async function measureShipped(servers: number) {
  const room = await openRoom({ servers })
  try {
    await room.settle()
    const shop = await openShop(room)
    const { page } = await room.enter()
    const before = residentBytes(room.process.pid)
    let peak = before
    const look = setInterval(() => {
      peak = Math.max(peak, residentBytes(room.process.pid))
    }, 100)
    await shop.hold()
    const id = await shop.ship('v1')
    await page.goto(`${room.url}/releases/${id}`)
    await page.getByTestId('unfold').waitFor()
    await watchFrames(page)
    const begun = performance.now()
    await shop.resume()
    const status = await shop.ended(id)
    const took = performance.now() - begun
    const shown = await page
      .locator(`[data-testid=release-status][data-status=${status}]`)
      .first()
      .waitFor()
      .then(() => performance.now() - begun - took)
    clearInterval(look)
    const frames = await readFrames(page)
    console.log(`\nA release to ${servers} sshd, with one person watching: ${status} after ${seconds(took)}`)
    printTable([
      ['frame, median', 'p95', 'worst', 'the end is shown after', 'memory before', 'memory, most'],
      [...row('', frames).slice(1), seconds(shown), megabytes(before), megabytes(peak)],
    ])
    if (status !== 'SUCCEEDED') missed = true
  } finally {
    await room.close()
  }
}
