import { existsSync } from 'node:fs'
import { readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { freePort } from '../support/processes.ts'
import { adminPassword, firstPassword, openRoom, type Room } from '../support/room.ts'
import { makeClientKey } from '../support/sshd-server.ts'

// From an empty data directory to the first release, as somebody does it who has never seen the product: one story in
// parts that build on each other.
let room: Room
let person: Person
let page: Page

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  person = await room.browser.open()
  page = person.page
})
afterAll(() => room?.close())

/** Whatever stands beside the field with this label. */
const field = (label: string) => page.locator('.field', { has: page.getByLabel(label, { exact: true }) })
const dialog = () => page.getByRole('dialog')
const check = () => page.getByTestId('server-check')

test('the printed password opens the door once; then the newcomer chooses an own one', async () => {
  await page.goto(`${room.url}/servers`)
  await page.waitForURL(/\/sign-in\?next=/)
  await page.getByLabel('User name').fill('admin')
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByLabel('User name').inputValue()).toBe('admin')
  await page.getByLabel('Password').fill(firstPassword(room.process))
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: 'Choose a password' }).waitFor()
  await page.getByLabel('Current password').fill(firstPassword(room.process))
  await page.getByLabel('New password', { exact: true }).fill('short')
  await page.getByLabel('New password, once more').fill('other')
  await page.keyboard.press('Enter')
  await field('New password').getByRole('alert').waitFor()
  await field('New password, once more').getByRole('alert').waitFor()
  await page.getByLabel('New password', { exact: true }).fill(adminPassword)
  await page.getByLabel('New password, once more').fill(adminPassword)
  await page.keyboard.press('Enter')
  await page.getByTestId('guide').getByRole('link', { name: 'Add a server' }).waitFor()
})

test('a server is added with a pasted key, its host key is shown and trusted, and its facts appear', async () => {
  await page.getByTestId('guide').getByRole('link', { name: 'Add a server' }).click()
  await fillServer('web-1', room.fleet.servers[0]?.port ?? 0)
  await fillNewCredential('deploy', room.fleet.privateKey)
  await page.getByRole('button', { name: 'Save and test' }).click()
  await trustHostKey(room.fleet.servers[0]?.hostKeyFingerprint ?? '')
  await check().getByText('The connection works.').waitFor()
  await check().getByText(/CPU/).waitFor()
  await dialog().getByRole('button', { name: 'Close' }).last().click()
  await row('web-1').getByText('reachable', { exact: true }).waitFor()
})

test('a key is also taken from a file, and a wrong one is answered beside its field with nothing lost', async () => {
  await page.getByRole('button', { name: 'Add server' }).click()
  await fillServer('web-2', room.fleet.servers[1]?.port ?? 0)
  await dialog().getByLabel('Credential', { exact: true }).selectOption({ label: 'New credential' })
  await fillNewCredential('from a file', 'this is no key')
  await page.getByRole('button', { name: 'Save and test' }).click()
  await field('Private key').last().getByText(/key/i).last().waitFor()
  await dialog().locator('.field.wrong').waitFor()
  expect(await dialog().getByLabel('Host', { exact: true }).inputValue()).toBe('127.0.0.1')

  const file = join(room.folder, 'id_ed25519')
  await writeFile(file, room.fleet.privateKey)
  await dialog().locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Save and test' }).click()
  await trustHostKey(room.fleet.servers[1]?.hostKeyFingerprint ?? '')
  await check().getByText('The connection works.').waitFor()
  await page.keyboard.press('Escape')
  await row('web-2').getByText('reachable', { exact: true }).waitFor()
})

test('what is wrong with a server is said in words: refused, name not found, key not accepted', async () => {
  await addWrongServer('refused', '127.0.0.1', await freePort())
  await check()
    .getByText(/refused the connection/)
    .waitFor()
  await page.keyboard.press('Escape')
  await addWrongServer('lost', 'no-such-host.invalid', 22)
  await check()
    .getByText(/was not found/)
    .waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Add server' }).click()
  await fillServer('stranger', room.fleet.servers[0]?.port ?? 0)
  await dialog().getByLabel('Credential', { exact: true }).selectOption({ label: 'New credential' })
  await fillNewCredential('stranger', (await makeClientKey(join(room.folder, 'stranger'))).privateKey)
  await page.getByRole('button', { name: 'Save and test' }).click()
  await trustHostKey(room.fleet.servers[0]?.hostKeyFingerprint ?? '')
  await check()
    .getByText(/did not accept|rejected|refused the key/)
    .waitFor()
  await page.keyboard.press('Escape')

  for (const name of ['refused', 'lost', 'stranger']) {
    await row(name)
      .getByRole('button', { name: `Delete ${name}` })
      .click()
    await page.getByTestId('confirm').click()
    await row(name).waitFor({ state: 'detached' })
  }
})

test('a project and its environment: every wrong field says so at once, and nothing typed is lost', async () => {
  await page.goto(room.url)
  await page.getByTestId('guide').getByRole('link', { name: 'Add a project' }).click()
  await dialog().getByLabel('Title').fill('Shop')
  await dialog().getByLabel('Repository', { exact: true }).fill(join(room.folder, 'nothing.git'))
  await page.getByRole('button', { name: 'Save' }).click()
  await field('Repository').getByRole('alert').waitFor()
  await dialog().getByLabel('Repository', { exact: true }).fill(room.repository.path)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Shop' }).waitFor()

  await page.getByRole('button', { name: 'Add environment' }).click()
  const wrong = { Name: 'x'.repeat(61), 'Path on the servers': 'not/absolute', 'Servers at once': '9999' }
  for (const [label, value] of Object.entries(wrong)) await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByLabel('Shared paths').fill('uploads/\n../outside')
  await page.getByRole('button', { name: 'Add variable' }).click()
  await page.getByLabel('Variable name').fill('1ST')
  await page.getByRole('button', { name: 'Save' }).click()
  for (const label of Object.keys(wrong)) await field(label).getByRole('alert').waitFor()
  await page.locator('.field', { hasText: 'Shared paths' }).getByRole('alert').waitFor()
  await page.locator('.servers').getByRole('alert').waitFor()
  await page.locator('.variables').getByRole('alert').waitFor()
  for (const [label, value] of Object.entries(wrong)) {
    expect(await page.getByLabel(label, { exact: true }).inputValue()).toBe(value)
  }
  expect(await page.getByLabel('Shared paths').inputValue()).toBe('uploads/\n../outside')
  expect(await page.getByLabel('Variable name').inputValue()).toBe('1ST')

  await page.getByLabel('Name', { exact: true }).fill('production')
  await page.getByLabel('Path on the servers').fill('~/shop')
  await page.getByLabel('Servers at once').fill('10')
  await page.getByLabel('Shared paths').fill('uploads/')
  await page.getByLabel('Variable name').fill('GREETING')
  await page.getByLabel('Value').fill('hello from the build')
  await page.getByLabel('web-1').check()
  await page.getByLabel('web-2').check()
  await page.getByLabel('Build (here)').fill(`echo "$GREETING"; until [ -e '${gate()}' ]; do sleep 0.1; done`)
  await page.getByLabel('Check (on each server').fill('test -f index.txt')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'production' }).waitFor()
})

test('the first release is chosen with what it would ship, drawn whole before it runs, and seen to its end', async () => {
  await page.goto(room.url)
  await page.getByTestId('guide').getByRole('link', { name: 'Ship the first release' }).click()
  await dialog().getByRole('radio', { name: 'wares/coffee' }).waitFor()
  await dialog().getByRole('tab', { name: 'Commits' }).click()
  await dialog()
    .getByText(/Sell green tea/)
    .waitFor()
  await dialog().getByRole('tab', { name: 'Tags' }).click()
  await dialog().getByRole('radio', { name: 'v2' }).check()
  await dialog().getByText('Nothing is live here yet: everything ships.').waitFor()
  await dialog().getByLabel('Note').fill('The very first one')
  await page.getByTestId('create-release').click()
  await page.waitForURL(/\/releases\/[\w-]+$/)

  const step = (name: string) => page.locator(`[role=treeitem][data-step="${name}"]`)
  await step('build').and(page.locator('[data-status=RUNNING]')).waitFor()
  expect(await page.getByRole('treeitem', { name: 'Upload' }).count()).toBe(2)
  await page.locator('[role=treeitem][data-step=end]:is([data-status=PENDING], [data-status=BLOCKED])').waitFor()
  await page.locator('[data-testid=diagram] canvas').first().waitFor()
  await page.getByText('hello from the build').first().waitFor()
  await page.evaluate(() => {
    document.documentElement.dataset.same = 'page'
  })

  await writeFile(gate(), '')
  await step('end').and(page.locator('[data-status=SUCCEEDED]')).waitFor()
  await page.locator('h1 ~ [data-testid=release-status][data-status=SUCCEEDED]').waitFor()
  expect(await page.locator('html').getAttribute('data-same')).toBe('page')
  await page.getByRole('tab', { name: 'Servers' }).click()
  await page.locator('[data-testid=targets] tr[data-status=SUCCEEDED]').nth(1).waitFor()
  for (const server of room.fleet.servers) {
    const live = await readlink(join(server.root, 'shop/current'))
    await page
      .locator(`tr[data-server=${server.name}]`)
      .getByText(live.split('/').at(-1) ?? '')
      .waitFor()
    expect(existsSync(join(server.root, 'shop/current/index.txt'))).toBe(true)
  }
})

test('the guide is gone, the release is live, and no page complained on the way', async () => {
  await page.getByRole('link', { name: 'Home' }).click()
  await page.getByRole('heading', { name: 'Recent releases' }).waitFor()
  expect(await page.getByTestId('guide').count()).toBe(0)
  await page.getByTestId('releases').getByText('Succeeded').waitFor()
  expect(person.errors).toEqual([])
})

const gate = () => join(room.folder, 'gate')
const row = (name: string) =>
  page
    .getByTestId('servers')
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name, exact: true }) })

async function fillServer(name: string, port: number) {
  await dialog().getByLabel('Name', { exact: true }).first().fill(name)
  await dialog().getByLabel('Host', { exact: true }).fill('127.0.0.1')
  await dialog().getByLabel('Port').fill(String(port))
}

async function fillNewCredential(name: string, privateKey: string) {
  const inner = dialog().getByRole('group', { name: 'New credential' })
  await inner.getByLabel('Name', { exact: true }).fill(name)
  await inner.getByLabel('User name').fill(room.fleet.servers[0]?.username ?? '')
  await inner.locator('textarea').fill(privateKey)
}

async function addWrongServer(name: string, host: string, port: number) {
  await page.getByRole('button', { name: 'Add server' }).click()
  await fillServer(name, port)
  await dialog().getByLabel('Host', { exact: true }).fill(host)
  await dialog()
    .getByLabel('Credential', { exact: true })
    .selectOption({ label: `deploy (${room.fleet.servers[0]?.username})` })
  await page.getByRole('button', { name: 'Save and test' }).click()
}

async function trustHostKey(fingerprint: string) {
  await check().getByText('Is this really your server?').waitFor()
  expect(await page.getByTestId('fingerprint').textContent()).toBe(fingerprint)
  await page.getByTestId('trust').click()
}
