import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../support/browser.ts'
import { type ChatView, enterChat } from '../support/chat-room.ts'
import { openRoom, type Room } from '../support/room.ts'

// Two people in a room: what one does, the other sees, without a reload.
let room: Room
let ada: Person
let bob: Person
let hers: ChatView
let his: ChatView

beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  ada = await room.enter()
  bob = await room.invite('bob')
  hers = await enterChat(room, ada)
  his = await enterChat(room, bob)
})
afterAll(() => room?.close())

test('what one says, the other reads', async () => {
  await hers.say('Shall we **ship** it?')
  const there = his.message('Shall we ship it?')
  await there.waitFor()
  expect(await there.locator('strong').textContent()).toBe('ship')
  expect(await there.locator('.name').textContent()).toBe('Admin')
  await his.composer.fill('first line')
  await his.composer.press('Shift+Enter')
  await his.composer.pressSequentially('second line')
  await his.composer.press('Enter')
  await hers.message(/first line.*second line/s).waitFor()
  expect(await his.composer.inputValue()).toBe('')
})

test('the last message is edited with ↑, and Esc leaves it as it was', async () => {
  await his.composer.press('ArrowUp')
  expect(await his.composer.inputValue()).toBe('first line\nsecond line')
  await his.composer.press('Escape')
  expect(await his.composer.inputValue()).toBe('')
  await his.composer.press('ArrowUp')
  await his.composer.fill('only line')
  await his.composer.press('Enter')
  const edited = hers.message('only line')
  await edited.getByText('edited').waitFor()
  await hers.message('first line').waitFor({ state: 'detached' })
})

test('a reply quotes what it answers, and a reaction says who gave it', async () => {
  const asked = his.message('Shall we ship it?')
  await asked.hover()
  await asked.getByRole('button', { name: 'Reply' }).click()
  await his.page.getByText('Reply to Admin').waitFor()
  await his.say('Yes, now')
  const answer = hers.message('Yes, now')
  await answer.getByRole('button', { name: 'In reply to Admin' }).waitFor()

  await answer.hover()
  await answer.getByRole('button', { name: 'Add a reaction' }).click()
  await hers.page.getByRole('button', { name: 'rocket' }).click()
  await his.message('Yes, now').getByRole('button', { name: '🚀 from Admin' }).click()
  const both = answer.getByRole('button', { name: /🚀 from you, bob/ })
  await both.waitFor()
  await both.click()
  await his.message('Yes, now').getByRole('button', { name: '🚀 from you', exact: true }).waitFor()
})

test('people are completed, called, and told', async () => {
  await hers.composer.fill('')
  await hers.composer.pressSequentially('hey @bo')
  await hers.page.getByRole('option', { name: /@bob/ }).waitFor()
  await hers.composer.press('Enter')
  expect(await hers.composer.inputValue()).toBe('hey @bob ')
  await hers.composer.pressSequentially('look')
  await hers.composer.press('Enter')
  await his.message('hey @bob look').locator('.mention.me').waitFor()
  await hers.message('hey @bob look').locator('.mention.other').waitFor()
})

test('what is deleted leaves a stub, also in quotes of it', async () => {
  await hers.say('a slip of the pen')
  const slip = hers.message('a slip of the pen')
  await his.message('a slip of the pen').waitFor()
  await slip.hover()
  await slip.getByRole('button', { name: 'More' }).click()
  await hers.page.getByText('Delete', { exact: true }).click()
  await hers.page.getByTestId('confirm').click()
  for (const view of [hers, his]) {
    await view.message('a slip of the pen').waitFor({ state: 'detached' })
    await view.page.getByText('This message was deleted.').waitFor()
  }
})

test('Enter that ends the composing of a Chinese word does not send it', async () => {
  const session = await ada.context.newCDPSession(ada.page)
  await hers.composer.focus()
  await session.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 })
  await hers.composer.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
  await session.send('Input.insertText', { text: '你好' })
  expect(await hers.composer.inputValue()).toBe('你好')
  await hers.composer.press('Enter')
  await his.message('你好').waitFor()
  expect(await his.texts()).not.toContain('ni hao')
})

test('a draft survives a reload, a room keeps its own', async () => {
  await room.api.ask('mutation { createRoom(name: "lounge") { id } }')
  await hers.composer.fill('not yet finished')
  await hers.page.reload()
  await expect.poll(() => hers.composer.inputValue()).toBe('not yet finished')
  await hers.page.locator('[data-room=lounge]').click()
  await hers.page.getByLabel('Message to lounge').waitFor()
  expect(await hers.composer.inputValue()).toBe('')
  await hers.page.locator('[data-room=general]').click()
  await hers.page.getByLabel('Message to general').waitFor()
  expect(await hers.composer.inputValue()).toBe('not yet finished')
  await hers.composer.fill('')
})

test('what is written without a network waits and is sent once when it is back', async () => {
  await ada.context.setOffline(true)
  await hers.say('written on the train')
  await hers.say('and one more')
  const waiting = hers.message('written on the train')
  await waiting.getByText('Waits for the connection').waitFor()
  await ada.context.setOffline(false)
  await his.message('and one more').waitFor()
  await waiting.getByText('Waits for the connection').waitFor({ state: 'detached' })
  const said = (await his.texts()).filter((text) => /train|one more/.test(text))
  expect(said).toEqual(['written on the train', 'and one more'])
  expect((await hers.texts()).filter((text) => /train|one more/.test(text))).toEqual(said)
})

test('a hostile message is only text', async () => {
  await his.say('<img src=x onerror="window.hit=1"> [x](javascript:window.hit=1) <script>window.hit=1</script>')
  const shown = hers.message('onerror')
  await shown.waitFor()
  expect(await shown.locator('img, script, a').count()).toBe(0)
  expect(await hers.page.evaluate(() => 'hit' in window)).toBe(false)
})

test('nothing went wrong on either page', () => {
  // Being offline is told to the console by the browser itself.
  const own = [...ada.errors, ...bob.errors].filter((error) => !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/.test(error))
  expect(own).toEqual([])
})
