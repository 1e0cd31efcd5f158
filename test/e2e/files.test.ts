import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dialog, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { looksWell } from '../support/pictures.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

let room: Room
let shop: Shop
let person: Person
let page: Page
let root: string
const large = randomBytes(9_000_000)

beforeAll(async () => {
  room = await openRoom({ servers: 1, names: ['web-1'], env: { SENDOFF_METRICS_SECONDS: '0' } })
  await room.settle()
  // From here on all connections go through a link.
  await room.fleet.throttle(0, null)
  shop = await openShop(room)
  person = await room.enter()
  page = person.page
  root = room.fleet.servers[0]?.root ?? ''
  await mkdir(join(root, 'site/logs/old'), { recursive: true })
  await mkdir(join(root, 'site/public'))
  await writeFile(join(root, 'site/app.conf'), 'port = 80\r\nname = shop\r\n')
  await writeFile(join(root, 'site/.env'), 'A=1\n')
  await writeFile(join(root, 'site/data.bin'), large)
  for (const name of ['log2', 'log10', 'old/log1']) await writeFile(join(root, 'site/logs', name), 'x')
  await symlink('logs', join(root, 'site/to-logs'))
  await symlink('nowhere', join(root, 'site/broken'))
  await writeFile(Buffer.concat([Buffer.from(`${root}/site/caf`), Buffer.of(0xe9)]), '')
  await writeFile(join(room.folder, 'up.bin'), large)
  await utimes(join(room.folder, 'up.bin'), 1_700_000_000, 1_700_000_000)
})
afterAll(() => room?.close())

const row = (name: string) => page.locator(`[data-file="${name}"]`)
const name = (of: string) => row(of).locator('[data-row]')
const names = () =>
  page.locator('[data-file]').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-file')))
const here = () => new URL(page.url()).searchParams.get('path')
const at = (path: string) => expect.poll(here).toBe(join(root, path))
const uploads = (state: string) => page.locator(`[data-testid=upload][data-state=${state}]`)
const act = async (of: string, label: string) => {
  await row(of).getByTestId('file-menu').click()
  await page.locator('.n-dropdown-option').getByText(label, { exact: true }).click()
}

test('folders by mouse, keyboard, path and the browser’s own buttons', async () => {
  await page.goto(`${room.url}/servers/${shop.serverIds[0]}`)
  await page.getByTestId('open-files').click()
  await name('site').click()
  await at('site')
  await name('app.conf').waitFor()
  expect(await names()).toEqual(['logs', 'public', 'to-logs', 'app.conf', 'broken', 'caf\ufffd', 'data.bin'])
  await looksWell(page, 'files')
  // The keyboard: into a folder, up again to where it was, and what is hidden.
  await name('logs').focus()
  await page.keyboard.press('Enter')
  await at('site/logs')
  await name('log2').waitFor()
  await name('old').focus()
  await page.keyboard.press('End')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('log10')
  await page.keyboard.press('Backspace')
  await at('site')
  await row('logs').locator('[data-row]:focus').waitFor()
  await page.goBack()
  await at('site/logs')
  await page.goBack()
  await at('site')
  await page.getByTestId('hidden').check()
  await row('.env').waitFor()
  await page.getByTestId('filter').fill('conf APP')
  expect(await names()).toEqual(['app.conf'])
  await page.getByTestId('type-path').click()
  await page.locator('[name=path]').fill('logs')
  await page.keyboard.press('Enter')
  await at('site/logs')
  await page.goto(`${room.url}/servers/${shop.serverIds[0]}/files?path=${encodeURIComponent(join(root, 'gone'))}`)
  await page.getByTestId('file-trouble').getByText('no such file').waitFor()
})

test('what is uploaded arrives whole: asked before it replaces, gone on with after a cut and after a reload', async () => {
  await page.goto(
    `${room.url}/servers/${shop.serverIds[0]}/files?path=${encodeURIComponent(join(root, 'site/public'))}`,
  )
  await writeFile(join(room.folder, 'one.txt'), 'one')
  const choose = (...files: string[]) =>
    page.getByTestId('upload-files').setInputFiles(files.map((file) => join(room.folder, file)))
  await page.locator('[data-testid=upload-button]:enabled').waitFor()
  await choose('one.txt')
  await page.getByTestId('meant').check()
  await page.getByTestId('confirm').click()
  await uploads('DONE').waitFor()
  await row('one.txt').waitFor()
  await writeFile(join(room.folder, 'one.txt'), 'another')
  await choose('one.txt')
  await uploads('ASKING').waitFor()
  await row('one.txt').getByRole('checkbox').check()
  await looksWell(page, 'files-uploads')
  expect(await readFile(join(root, 'site/public/one.txt'), 'utf8')).toBe('one')
  await page.getByTestId('replace').click()
  await expect.poll(() => readFile(join(root, 'site/public/one.txt'), 'utf8')).toBe('another')

  // A connection that is kept is as fast as it was.
  await room.fleet.throttle(0, 2_000_000)
  await room.fleet.cutConnections(0)
  await choose('up.bin')
  const part = async () => {
    const found = (await readdir(join(root, 'site/public'))).find((each) => each.includes('.sendoff-part-'))
    return found ? (await stat(join(root, 'site/public', found))).size : 0
  }
  await expect.poll(part).toBeGreaterThan(2_500_000)
  await room.fleet.cutConnections(0)
  await uploads('AWAY').waitFor()
  await expect.poll(part).toBeGreaterThan(4_500_000)
  await page.reload()
  await page.getByTestId('unfinished').getByText('up.bin').waitFor()
  await room.fleet.throttle(0, null)
  const from = await part()
  const begun = page.waitForRequest((request) => request.method() === 'PUT' && !request.url().includes('offset=0&'))
  await page.getByTestId('choose-again').setInputFiles(join(room.folder, 'up.bin'))
  await page.getByTestId('meant').check()
  await page.getByTestId('confirm').click()
  expect(Number(new URL((await begun).url()).searchParams.get('offset'))).toBeGreaterThan(from - 2_000_000)
  await uploads('DONE').waitFor()
  expect((await readFile(join(root, 'site/public/up.bin'))).equals(large)).toBe(true)
  expect(await readdir(join(root, 'site/public'))).toEqual(['one.txt', 'up.bin'])

  const saved = page.waitForEvent('download')
  await name('up.bin').click()
  expect((await readFile(await (await saved).path())).equals(large)).toBe(true)
})

test('a text that changed meanwhile is compared, and nothing typed is lost', async () => {
  await page.goto(`${room.url}/servers/${shop.serverIds[0]}/files?path=${encodeURIComponent(join(root, 'site'))}`)
  await name('app.conf').click()
  const text = page.getByTestId('text')
  await text.fill('port = 8080\nname = shop\n')
  const place = join(root, 'site/app.conf')
  await writeFile(place, 'port = 80\r\nname = shop 2\r\n')
  await page.keyboard.press('Control+s')
  await page.getByTestId('meant').check()
  await page.getByTestId('confirm').click()
  await page.getByTestId('conflict').locator('.removed').getByText('name = shop 2').waitFor()
  expect(await readFile(place, 'utf8')).toContain('shop 2')
  await looksWell(page, 'files-conflict')
  await page.getByTestId('take-theirs').click()
  expect(await text.inputValue()).toBe('port = 80\nname = shop 2\n')
  await page.getByTestId('take-back').click()
  await page.getByTestId('save-text').click()
  await expect.poll(() => readFile(place, 'utf8')).toBe('port = 8080\r\nname = shop\r\n')
  await text.fill('not saved')
  page.once('dialog', (dialog) => dialog.dismiss())
  await page.goBack()
  expect(await text.inputValue()).toBe('not saved')
  page.once('dialog', (dialog) => dialog.accept())
  await page.goBack()
  await at('site')
})

test('what was typed outlives a reload, and is offered until it is saved or thrown away', async () => {
  const place = join(root, 'site/app.conf')
  const edit = `${room.url}/servers/${shop.serverIds[0]}/files/edit?path=${encodeURIComponent(place)}`
  const text = page.getByTestId('text')
  const kept = () =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('sendoff.text.')).length)
  // Asked twice when the one before has gone unanswered: whoever comes later finds it done.
  const agree = (dialog: Dialog) => void dialog.accept().catch(() => {})
  page.removeAllListeners('dialog').on('dialog', agree)
  await page.goto(edit)
  await text.fill('port = 9090\nname = shop\n')
  await expect.poll(kept).toBe(1)
  await page.reload()
  await page.getByTestId('draft').waitFor()
  expect(await text.inputValue()).toContain('8080')
  await looksWell(page, 'files-draft')
  await page.getByTestId('restore-draft').click()
  expect(await text.inputValue()).toBe('port = 9090\nname = shop\n')
  await page.getByTestId('save-text').click()
  await page.getByTestId('meant').check()
  await page.getByTestId('confirm').click()
  await expect.poll(() => readFile(place, 'utf8')).toContain('9090')
  await expect.poll(kept).toBe(0)
  await text.fill('port = 8080\nname = shop\n')
  await page.reload()
  // Somebody else wrote meanwhile: saving what is restored compares.
  await writeFile(place, 'port = 7070\n')
  await page.reload()
  await page.getByTestId('draft').getByText('The file was changed since').waitFor()
  await page.getByTestId('discard-draft').click()
  expect(await kept()).toBe(0)
  expect(await text.inputValue()).toBe('port = 7070\n')
  page.off('dialog', agree)
  await page.goto(`${room.url}/servers/${shop.serverIds[0]}/files?path=${encodeURIComponent(join(root, 'site'))}`)
})

test('a folder goes whole, chosen or dropped, empty ones too; what cannot go is said of each', async () => {
  const from = join(room.folder, 'wares')
  await mkdir(join(from, 'tea/green'), { recursive: true })
  for (const [file, bytes] of [
    ['list.txt', 'all'],
    ['tea/black.txt', 'assam'],
    ['tea/green/sencha.txt', 'sencha'],
  ] as const)
    await writeFile(join(from, file), bytes)
  await page.goto(`${room.url}/servers/${shop.serverIds[0]}/files?path=${encodeURIComponent(join(root, 'site'))}`)
  await page.locator('[data-testid=upload-folder]:enabled').waitFor()
  await page.getByTestId('upload-folder-files').setInputFiles(from)
  await page.getByTestId('meant').check()
  await page.getByTestId('confirm').click()
  await expect.poll(() => uploads('DONE').count()).toBe(3)
  await row('wares').waitFor()
  expect(await readFile(join(root, 'site/wares/tea/green/sencha.txt'), 'utf8')).toBe('sencha')
  // As a browser hands over a folder: in parts, the last one empty; and something lies where a folder has to be.
  await writeFile(join(root, 'site/wares/coffee'), 'a file')
  await page.locator('.page').evaluate((target) => {
    const file = (name: string, text: string) => ({
      name,
      isFile: true,
      file: (done: (file: File) => void) => done(new File([text], name)),
    })
    const folder = (name: string, inside: object[]) => ({
      ...{ name, isFile: false },
      createReader: () => {
        const parts = [...inside.map((each) => [each]), []]
        return { readEntries: (done: (part: object[]) => void) => done(parts.shift() ?? []) }
      },
    })
    const wares = folder('wares', [
      file('new.txt', 'new'),
      folder('empty', []),
      folder('coffee', [file('beans.txt', 'beans'), folder('cups', [])]),
    ])
    const dropped = { types: ['Files'], items: [{ kind: 'file', webkitGetAsEntry: () => wares }] }
    const event = new Event('drop', { bubbles: true, cancelable: true })
    target.dispatchEvent(Object.defineProperty(event, 'dataTransfer', { value: dropped }))
  })
  await expect.poll(() => uploads('DONE').count()).toBe(5)
  await expect.poll(() => uploads('FAILED').count()).toBe(2)
  expect(await uploads('FAILED').allInnerTexts()).toEqual([
    expect.stringContaining('There already is'),
    expect.stringContaining('There already is'),
  ])
  expect((await stat(join(root, 'site/wares/empty'))).isDirectory()).toBe(true)
  expect(await readFile(join(root, 'site/wares/coffee'), 'utf8')).toBe('a file')
  await looksWell(page, 'files-folder')
  await page.reload()
})

test('folders made, names and permissions changed, what goes is counted; who may not sees why', async () => {
  await page.getByTestId('new-folder').click()
  await page.getByTestId('meant').check()
  await page.getByTestId('confirm').click()
  await page.locator('[name=file-path]').fill('made')
  await page.getByTestId('save-path').click()
  await row('made').locator('[data-row]:focus').waitFor()
  await page.keyboard.press('F2')
  await page.locator('[name=file-path]').fill(`${root}/site/logs/made`)
  await page.getByTestId('save-path').click()
  await row('made').waitFor({ state: 'detached' })
  await act('app.conf', 'Permissions')
  await page.locator('[data-bit=group-write]').check()
  await expect.poll(() => page.locator('[name=octal]').inputValue()).toBe('0664')
  await page.locator('[name=octal]').fill('2640')
  expect(await page.locator('[data-bit=setGid]').isChecked()).toBe(true)
  await looksWell(page, 'files-mode')
  await page.getByTestId('save-mode').click()
  await row('app.conf').locator('td.mono').getByText('rw-r-S---').waitFor()
  expect((await stat(join(root, 'site/app.conf'))).mode & 0o7777).toBe(0o2640)
  await act('logs', 'Remove')
  await page.getByTestId('removal-count').getByText('6 files and folders').waitFor()
  await page.getByTestId('confirm').click()
  await row('logs').waitFor({ state: 'detached' })
  expect(await readdir(join(root, 'site'))).not.toContain('logs')
  expect(await row('caf\ufffd').getByTestId('file-menu').count()).toBe(0)

  const eve = await room.invite('eve', {}, 'DEVELOPER')
  await eve.page.goto(page.url())
  await eve.page.getByTestId('may-not').getByText('You may not work on this server').waitFor()
  expect([...person.errors, ...eve.errors].filter((error) => !/status of (409|502)/.test(error))).toEqual([])
})
