import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFrames, watchFrames } from '../bench/page/frames.ts'
import type { Person } from '../support/browser.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

let room: Room
let shop: Shop
let person: Person
let page: Page

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  await room.settle()
  shop = await openShop(room)
  person = await room.enter()
  page = person.page
})
afterAll(() => room?.close())

const screen = () => page.getByTestId('terminal')
const sees = (words: string) => screen().locator('.xterm-rows').filter({ hasText: words }).waitFor()

async function open(serverId: string | undefined) {
  await page.goto(`${room.url}/servers/${serverId}`)
  await page.getByTestId('open-terminal').click()
  await page.getByTestId('terminal-reason').fill('the disk is full')
  await page.getByTestId('terminal-confirmed').check()
  await page.getByTestId('start-terminal').click()
  await page.locator('[data-testid=terminal][data-state=open]').waitFor()
}

test('a shell in the page: typed into, resized, left by keyboard, beside a second one', async () => {
  await open(shop.serverIds[0])
  await page.keyboard.type('echo 你好 $((6 * 7))\n')
  await sees('你好 42')
  // What the page would do with these keys does not happen.
  await page.keyboard.type('?gh')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.keyboard.press('Control+c')
  await page.keyboard.type('stty size | tr " " x\n')
  const sizeOf = async () => /(\d+)x(\d+)/.exec((await screen().locator('.xterm-rows').textContent()) ?? '')?.[2]
  await expect.poll(sizeOf).toBeTruthy()
  const wide = Number(await sizeOf())
  await page.setViewportSize({ width: 900, height: 900 })
  await page.keyboard.type('clear; stty size | tr " " x\n')
  await expect.poll(async () => Number(await sizeOf())).toBeLessThan(wide)
  // Arrows of the bar for phones go as the program wants them.
  await page.setViewportSize({ width: 390, height: 844 })
  for (const [mode, sent] of [
    ['h', '^[OA'],
    ['l', '^[[A'],
  ]) {
    await page.keyboard.type(`clear; printf '\\033[?1${mode}'; echo ready $((40 + 2)); cat\n`)
    await sees('ready 42')
    await page.getByRole('button', { name: 'Up', exact: true }).click()
    await sees(sent as string)
    await page.keyboard.press('Control+c')
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.keyboard.press('Control+Shift+ArrowUp')
  await page.locator('[role=tab]:focus').waitFor()

  await page.getByTestId('new-terminal').click()
  await page.getByLabel('Server').selectOption({ index: 2 })
  await page.getByTestId('terminal-reason').fill('the other one')
  await page.getByTestId('terminal-confirmed').check()
  await page.getByTestId('start-terminal').click()
  await page.getByRole('tab', { name: '2 · web-2' }).waitFor()
  await page.locator('[data-testid=terminal][data-state=open]').waitFor()
  await page.keyboard.type('pwd | grep -o server-2\n')
  await sees('server-2')
  await page.getByRole('tab', { name: '1 · web-1' }).click()
  await screen().locator('.xterm-helper-textarea').focus()
  await page.keyboard.type('pwd | grep -o server-1\n')
  await sees('server-1')
})

test('what a page that was loaded anew finds, a shell that ends, and its replay', async () => {
  await page.reload()
  await page.getByRole('tab', { name: '2 · web-2' }).waitFor()
  await page.getByRole('tab', { name: '1 · web-1' }).click()
  await page.locator('[data-testid=terminal][data-state=open]').waitFor()
  await page.keyboard.type('echo still $((40 + 2))\n')
  await sees('still 42')
  await page.keyboard.type('exit 5\n')
  await page.getByTestId('terminal-word').filter({ hasText: 'The shell ended with 5' }).waitFor()
  await page.getByTestId('terminal-again').waitFor()

  await page.goto(`${room.url}/terminal/sessions`)
  await page.getByTestId('replay').last().click()
  await page.getByTestId('replayed').locator('.xterm-rows').filter({ hasText: 'still 42' }).waitFor()
  await page.getByRole('slider').fill('0')
  await page.getByTestId('replayed').locator('.xterm-rows').filter({ hasNotText: 'still 42' }).waitFor()
  expect(person.errors).toEqual([])
})

test('50 MB of output pass through the page, which stays as it was', async () => {
  await open(shop.serverIds[1])
  const inspector = await person.context.newCDPSession(page)
  const before = await heapMegabytes(inspector)
  await watchFrames(page)
  await page.keyboard.type(`yes ${'0123456789'.repeat(7)} | head -c 50000000; echo the end $((40 + 2))\n`)
  await screen().locator('.xterm-rows').filter({ hasText: 'the end 42' }).waitFor({ timeout: 120_000 })
  const { p95, worst } = await readFrames(page)
  const after = await heapMegabytes(inspector)
  const heap = `heap ${before.toFixed(1)} → ${after.toFixed(1)} MB`
  console.log(`50 MB in the page: frames p95 ${p95.toFixed(0)} ms, worst ${worst.toFixed(0)} ms; ${heap}`)
  expect(after - before).toBeLessThan(20)
  await page.keyboard.type('echo answers $((40 + 3))\n')
  await sees('answers 43')
  expect(person.errors).toEqual([])
})

async function heapMegabytes(inspector: CDPSession): Promise<number> {
  await inspector.send('HeapProfiler.collectGarbage')
  return (await inspector.send('Runtime.getHeapUsage')).usedSize / 1e6
}
