import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { adminPassword, openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// Without a mouse; and lists that stay where their reader is.
let room: Room
let shop: Shop
let releaseId: string
let person: Person
let page: Page

beforeAll(async () => {
  room = await openRoom({ servers: 1, names: ['web-1'] })
  await room.settle()
  shop = await openShop(room)
  releaseId = await shop.ship('v1')
  await shop.ended(releaseId)
  person = await room.browser.open()
  page = person.page
})
afterAll(() => room?.close())

const focused = () => page.locator(':focus')
const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()

test('signing in, the palette, the list of shortcuts and the tree need no mouse', async () => {
  await page.goto(`${room.url}/releases/${releaseId}`)
  await page.waitForURL(/\/sign-in\?next=/)
  await page.getByLabel('User name').waitFor()
  expect(await focused().getAttribute('name')).toBe('username')
  await page.keyboard.type('admin')
  await page.keyboard.press('Tab')
  await page.keyboard.type(adminPassword)
  await page.keyboard.press('Enter')
  await heading('Release #1')

  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').and(focused()).waitFor()
  await page.keyboard.type('serv')
  await page.getByRole('option', { name: /Servers/ }).waitFor()
  await page.keyboard.press('Enter')
  await heading('Servers')
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await heading('Home')
  await page.goBack()
  await page.goBack()
  await heading('Release #1')
})

test('in the tree arrows move, fold and unfold, and Enter opens the log', async () => {
  await page.locator('[role=treeitem][tabindex="0"]').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await focused().getAttribute('data-step')).toBe('build')
  await page.keyboard.press('Enter')
  await page.waitForURL(/step=build/)
  await page.getByTestId('log').getByText('built', { exact: true }).waitFor()
  expect(await focused().getAttribute('data-step')).toBe('build')

  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await focused().getAttribute('aria-expanded')).toBe('true')
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('treeitem', { name: 'Upload' }).waitFor({ state: 'detached' })
  await page.keyboard.press('ArrowRight')
  await page.getByRole('treeitem', { name: 'Upload' }).waitFor()
  await page.keyboard.press('End')
  expect(await focused().getAttribute('data-step')).toBe('end')
})

test('Esc closes what is open and gives the focus back', async () => {
  await page.goto(`${room.url}/servers`)
  for (const name of ['Add server', 'Edit web-1', 'Delete web-1']) {
    await page.getByRole('button', { name }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    expect(await page.evaluate(() => document.querySelector('dialog')?.contains(document.activeElement))).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const label = (await focused().getAttribute('aria-label')) ?? (await focused().textContent())?.trim()
    expect(label).toBe(name)
  }
})

test('deleting names what it touches, takes the row away where it stands, and keeps the page of the list', async () => {
  const { credentials } = await room.api.ask<{ credentials: { id: string }[] }>('{ credentials { id } }')
  for (let n = 10; n < 32; n++) {
    const input = { name: `box-${n}`, host: '127.0.0.1', port: 22, credentialId: credentials[0]?.id }
    await room.api.ask('mutation ($i: AddServerInput!) { addServer(input: $i) { id } }', { i: input })
  }
  await page.goto(`${room.url}/servers`)
  await page.getByText('1–20 of 23').waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('21–23 of 23').waitFor()

  await page.getByRole('button', { name: 'Delete web-1' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Shop · production' }).waitFor()
  await page.getByTestId('confirm').click()
  await page.getByRole('dialog').getByRole('alert').waitFor()
  await page.keyboard.press('Escape')

  for (const [name, left] of [
    ['box-30', '21–22 of 22'],
    ['box-31', '21–21 of 21'],
  ] as const) {
    await page.getByRole('button', { name: `Delete ${name}` }).click()
    await page.getByRole('dialog').getByText(`Delete ${name}?`).waitFor()
    await page.getByTestId('confirm').click()
    await page.getByRole('link', { name }).waitFor({ state: 'detached' })
    await page.getByText(left).waitFor()
  }
  expect(person.errors).toEqual([])
})
