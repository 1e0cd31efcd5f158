import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../support/browser.ts'
import { looksWell } from '../support/pictures.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// A template is made, run on servers of production with a confirmation, watched live by two people, cancelled, and run again.
let room: Room
let shop: Shop
let ada: Person
let bob: Person

beforeAll(async () => {
  room = await openRoom({ servers: 3, names: ['web-1', 'web-2', 'db-1'] })
  await room.settle()
  shop = await openShop(room)
  ada = await room.enter()
  bob = await room.invite('bob', {}, 'VIEWER')
})
afterAll(() => room?.close())

it('a template is made, and says at the field what is wrong with it', async () => {
  const { page } = ada
  await page.goto(`${room.url}/commands`)
  await page.getByTestId('to-templates').click()
  await page.getByTestId('add-template').click()
  await page.locator('dialog [name=name]').fill('Wait and greet')
  await page.locator('dialog [name=command]').fill('echo "hello $WHO"; until [ -e ~/go ]; do sleep 0.1; done; echo bye')
  await page.getByTestId('add-parameter').click()
  await page.locator('dialog [name=parameter-0]').fill('path')
  await page.locator('dialog [name=label-0]').fill('Whom')
  await page.locator('dialog [name=pattern-0]').fill('[a-z ]+')
  await page.getByTestId('save-template').click()
  await page.getByRole('alert').getByText('Choose another one').waitFor()
  await page.locator('dialog [name=parameter-0]').fill('who')
  await page.getByTestId('save-template').click()
  await page.getByTestId('templates').getByText('Wait and greet').waitFor()
  await looksWell(page, 'command-templates')
})

let address: string
it('it runs on production only once the number of servers was typed, and everybody follows it', async () => {
  const { page } = ada
  await page.getByTestId('use-template').click()
  await page.getByTestId('pick-all').check()
  await page.getByText('3 servers chosen').waitFor()
  await page.locator('[name=WHO]').fill('WORLD')
  await page.getByTestId('run-command').click()
  const box = page.locator('dialog[open]')
  await box.getByText('web-1').first().waitFor()
  await box.locator('[name=confirmation]').fill('2')
  expect(await box.getByTestId('confirm').isDisabled()).toBe(true)
  await box.locator('[name=confirmation]').fill('3')
  await box.getByTestId('confirm').click()
  await page.getByRole('alert').getByText('does not fit').waitFor()
  await page.locator('[name=WHO]').fill('world')
  await page.getByTestId('run-command').click()
  await box.locator('[name=confirmation]').fill('3')
  await looksWell(page, 'command-confirm')
  await box.getByTestId('confirm').click()
  await page.locator('[data-testid=run-state][data-state=RUNNING]').waitFor()
  for (const name of ['web-1', 'web-2', 'db-1']) {
    await page.locator(`[data-server=${name}][data-state=RUNNING] .tail`).getByText('hello world').waitFor()
  }
  address = page.url()
  await bob.page.goto(address)
  await bob.page.locator('[data-server=web-1][data-state=RUNNING]').waitFor()
  await bob.page.getByText('is for those who may work', { exact: false }).waitFor()
  expect(await bob.page.getByText('hello world').count()).toBe(0)
  await looksWell(page, 'command-running')
})

it('one that may end ends, the rest is cancelled, and both people see how', async () => {
  const { page } = ada
  await writeGo(0)
  await page.locator('[data-server=web-1][data-code="0"] .tail').getByText('bye').waitFor()
  await page.getByTestId('cancel-command').click()
  for (const who of [ada, bob]) {
    await who.page.locator('[data-testid=run-state][data-state=CANCELLED]').waitFor()
    await who.page.locator('[data-server=db-1][data-state=CANCELLED]').waitFor()
    await who.page.locator('[data-count=CANCELLED]').getByText('2').waitFor()
  }
  await page.locator('[data-server=web-1] .head').click()
  await page.getByTestId('server-log').getByText('bye').waitFor()
  expect(page.url()).toContain(`server=${shop.serverIds[0]}`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('server-log').locator('a[download]').click(),
  ])
  expect(await readFile(await download.path(), 'utf8')).toBe('hello world\nbye\n')
  await page.locator('[data-view=same]').click()
  await page.getByTestId('output-groups').getByText('The same on 2 servers').waitFor()
  await looksWell(page, 'command-same')
})

it('it is run again as it was, and stands in the history and on the page of its server', async () => {
  const { page } = ada
  for (const index of [1, 2]) await writeGo(index)
  await page.getByTestId('run-again').click()
  await page.getByText('3 servers chosen').waitFor()
  expect(await page.locator('[name=WHO]').inputValue()).toBe('world')
  await page.getByTestId('run-command').click()
  await page.locator('dialog [name=confirmation]').fill('3')
  await page.locator('dialog [name=confirmation]').press('Enter')
  await page.locator('[data-testid=run-state][data-state=SUCCEEDED]').waitFor()
  expect(page.url()).not.toBe(address)
  await page.goto(`${room.url}/commands`)
  const rows = page.getByTestId('command-runs').locator('tbody tr')
  await rows.nth(1).waitFor()
  await page.getByLabel('State').selectOption('CANCELLED')
  await expect.poll(() => rows.count()).toBe(1)
  await page.goto(`${room.url}/servers/${shop.serverIds[0]}`)
  await page.getByTestId('server-commands').getByText('Wait and greet').first().waitFor()
  expect([...ada.errors, ...bob.errors]).toEqual([])
})

/** What the template waits for is there on the server of this index. */
async function writeGo(index: number): Promise<void> {
  const { runCommand } = await room.api.ask<{ runCommand: { id: string } }>(
    'mutation ($i: RunCommandInput!) { runCommand(input: $i) { id } }',
    { i: { serverIds: [shop.serverIds[index]], command: 'touch ~/go', confirmProduction: true } },
  )
  expect(runCommand.id).toMatch(/./)
}
